//! The OpenAPI document, generated from the routes.

use coffer_api::problem::Problem;
use utoipa::openapi::{
    ContentBuilder, Ref, RefOr, Response, ResponseBuilder,
    path::{Operation, PathItem},
};
use utoipa::{OpenApi, ToSchema as _};

use crate::problem::PROBLEM_JSON;
use crate::routes;

/// The key under which OpenAPI keeps the answer for every status that has none of its own.
const ANY_OTHER_STATUS: &str = "default";

#[derive(OpenApi)]
#[openapi(info(
    title = "Coffer",
    description = "Secure file exchange for customer support. Members send `Authorization: Bearer coffer_pat_…` or the session cookie; the sending side sends `Coffer-Link` and, where a code is asked for, `Coffer-Pass`. Uploads speak tus 1.0 at `/api/v1/uploads` and `/u/{token}/`; the latter also takes plain `PUT`. Failures are RFC 9457 problem documents.",
    license(name = "Apache-2.0", identifier = "Apache-2.0")
))]
struct Document;

/// The document as pretty JSON with a line break at the end; committed as `openapi.json`.
///
/// # Errors
/// It cannot be serialised: our own fault.
pub fn openapi_json() -> Result<String, serde_json::Error> {
    let mut document = Document::openapi();
    document.merge(routes::api().into_openapi());
    for item in document.paths.paths.values_mut() {
        operations(item).for_each(answer_failures);
    }
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
}

/// What can be done at one address.
fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    [
        &mut item.get,
        &mut item.put,
        &mut item.post,
        &mut item.delete,
        &mut item.options,
        &mut item.head,
        &mut item.patch,
    ]
    .into_iter()
    .flatten()
}

/// Says once for all operations what routes do not repeat: whatever fails, fails with a problem document. Which
/// statuses those are is the same everywhere (a form that does not fit, a stranger, a limit), and `code` tells
/// them apart better.
fn answer_failures(operation: &mut Operation) {
    operation
        .responses
        .responses
        .entry(ANY_OTHER_STATUS.to_owned())
        .or_insert_with(|| RefOr::T(any_failure()));
}

fn any_failure() -> Response {
    let problem = ContentBuilder::new()
        .schema(Some(Ref::from_schema_name(Problem::name())))
        .build();
    ResponseBuilder::new()
        .description("What went wrong, what is safe, and what to do.")
        .content(PROBLEM_JSON, problem)
        .build()
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    #[test]
    fn parameters_are_where_the_address_has_them() {
        let document: Value = serde_json::from_str(&super::openapi_json().unwrap()).unwrap();
        for (path, methods) in document["paths"].as_object().unwrap() {
            let in_path: Vec<&str> = path
                .split('/')
                .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
                .collect();
            for (method, operation) in methods.as_object().unwrap() {
                let declared = operation["parameters"].as_array().into_iter().flatten();
                let declared: Vec<&str> = declared
                    .filter(|parameter| parameter["in"] == "path")
                    .filter_map(|parameter| parameter["name"].as_str())
                    .collect();
                assert_eq!(declared, in_path, "{method} {path}");
            }
        }
    }
}
