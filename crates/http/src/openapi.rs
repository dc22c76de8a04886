//! The OpenAPI document, generated from the routes.

use utoipa::OpenApi;

use crate::routes;

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
    let mut text = serde_json::to_string_pretty(&document)?;
    text.push('\n');
    Ok(text)
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
