//! `/scim/v2/Users`

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use coffer_app::directory::{PersonSpec, PersonView};
use coffer_domain::directory::Source;
use coffer_domain::id::MemberId;
use coffer_domain::text::{Email, Name};
use coffer_scim::{ErrorKind, Resource, ScimError, USER, apply_patch, read_resource};
use serde_json::{Map, Value, json};

use super::answer::{ScimRefusal, if_match, resource, tag, unchanged};
use super::auth::{Body, Provisioner};
use super::base;
use super::query::ListQuery;
use super::search::{self, Of};
use crate::limits::SCIM_EMAILS_MAX;
use crate::state::Http;

fn location(base: &str, id: MemberId) -> String {
    format!("{base}/Users/{id}")
}

/// A person as a resource.
pub(super) fn render(view: &PersonView, base: &str) -> Resource {
    let person = &view.person;
    let kept = serde_json::from_str::<Value>(&person.attributes).ok();
    let mut resource = match kept {
        Some(Value::Object(kept)) => kept,
        _ => Map::new(),
    };
    let groups: Vec<Value> = view
        .groups
        .iter()
        .map(|group| {
            json!({
                "value": group.id.to_string(),
                "$ref": super::groups::location(base, group.id),
                "display": group.name.as_str(),
            })
        })
        .collect();
    if !groups.is_empty() {
        resource.insert("groups".to_owned(), Value::Array(groups));
    }
    resource.insert("active".to_owned(), json!(person.active));
    resource.insert("schemas".to_owned(), json!([USER.schema]));
    resource.insert("id".to_owned(), json!(person.member.to_string()));
    let meta = json!({
        "resourceType": USER.name,
        "created": person.created.to_string(),
        "lastModified": person.changed.to_string(),
        "location": location(base, person.member),
        "version": tag(person.revision),
    });
    resource.insert("meta".to_owned(), meta);
    resource
}

fn invalid(detail: &str) -> ScimError {
    ScimError::new(ErrorKind::InvalidValue, detail)
}

/// What a resource says of a person, in our terms. What only we set is left out of what is kept.
fn spec(mut resource: Resource) -> Result<PersonSpec, ScimError> {
    for ours in ["schemas", "id", "meta", "groups"] {
        resource.remove(ours);
    }
    let text = |name: &str| resource.get(name).and_then(Value::as_str);
    let part = |name: &str| {
        let parts = resource.get("name");
        parts
            .and_then(|parts| parts.get(name))
            .and_then(Value::as_str)
    };
    let user_name = text("userName").unwrap_or_default().trim().to_owned();
    let active = resource
        .get("active")
        .and_then(Value::as_bool)
        .unwrap_or(true);
    let address = address(&resource, &user_name)?;
    let email = Email::parse(&address)
        .map_err(|error| invalid(&format!("The person's address {error}.")))?;
    let both = [part("givenName"), part("familyName")];
    let both: Vec<&str> = both.into_iter().flatten().collect();
    let both = both.join(" ");
    let local = email.as_str().split('@').next().unwrap_or_default();
    let called = text("displayName")
        .or_else(|| part("formatted"))
        .filter(|name| !name.trim().is_empty())
        .unwrap_or(if both.trim().is_empty() { local } else { &both });
    let name =
        Name::parse(called).map_err(|error| invalid(&format!("The person's name {error}.")))?;
    let external = text("externalId").map(ToOwned::to_owned);
    resource.insert("active".to_owned(), json!(active));
    Ok(PersonSpec {
        key: user_name.to_lowercase(),
        external,
        attributes: Value::Object(resource).to_string(),
        email,
        name,
        active,
    })
}

/// The primary address, else the first, else the user's name where that is one.
fn address(resource: &Resource, user_name: &str) -> Result<String, ScimError> {
    let addresses = resource.get("emails").and_then(Value::as_array);
    let addresses = addresses.map(Vec::as_slice).unwrap_or_default();
    if addresses.len() > SCIM_EMAILS_MAX {
        return Err(invalid("`emails` has too many values."));
    }
    let primary = addresses
        .iter()
        .find(|address| address.get("primary") == Some(&Value::Bool(true)));
    let address = primary.or(addresses.first()).and_then(|it| it.get("value"));
    let address = address.and_then(Value::as_str).unwrap_or(user_name);
    Ok(address.to_owned())
}

fn id(text: &str) -> Result<MemberId, ScimRefusal> {
    text.parse().map_err(|_| ScimRefusal::not_found())
}

fn shown(http: &Http, status: StatusCode, query: &ListQuery, view: &PersonView) -> Response {
    let base = base(http);
    let body = query.selection.apply(&USER, render(view, &base));
    let location = location(&base, view.person.member);
    resource(
        status,
        view.person.revision,
        &location,
        &Value::Object(body),
    )
}

pub(super) async fn list(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    query: ListQuery,
) -> Result<Response, ScimRefusal> {
    search::list(Of::Users, &http, &ctx, &query).await
}

pub(super) async fn search(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Body(body): Body,
) -> Result<Response, ScimRefusal> {
    search::list(Of::Users, &http, &ctx, &ListQuery::from_search(&body)?).await
}

pub(super) async fn create(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    query: ListQuery,
    Body(body): Body,
) -> Result<Response, ScimRefusal> {
    let spec = spec(read_resource(&USER, &body)?)?;
    let view = http.app.provide_person(&ctx, Source::Scim, spec).await?;
    Ok(shown(&http, StatusCode::CREATED, &query, &view))
}

pub(super) async fn get(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Path(text): Path<String>,
    query: ListQuery,
    headers: HeaderMap,
) -> Result<Response, ScimRefusal> {
    let view = http
        .app
        .provided_person(&ctx, Source::Scim, id(&text)?)
        .await?;
    match unchanged(&headers, view.person.revision) {
        Some(unchanged) => Ok(unchanged),
        None => Ok(shown(&http, StatusCode::OK, &query, &view)),
    }
}

pub(super) async fn replace(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Path(text): Path<String>,
    query: ListQuery,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ScimRefusal> {
    let new = spec(read_resource(&USER, &body)?)?;
    change(&http, &ctx, &text, &query, &headers, |_| Ok(new.clone())).await
}

pub(super) async fn patch(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Path(text): Path<String>,
    query: ListQuery,
    headers: HeaderMap,
    Body(body): Body,
) -> Result<Response, ScimRefusal> {
    let base = base(&http);
    change(&http, &ctx, &text, &query, &headers, |view| {
        spec(apply_patch(&USER, &render(view, &base), &body)?)
    })
    .await
}

/// Changes a person to what `new` makes of them; it is asked again if another change came between.
async fn change(
    http: &Http,
    ctx: &coffer_domain::context::RequestCtx,
    text: &str,
    query: &ListQuery,
    headers: &HeaderMap,
    new: impl Fn(&PersonView) -> Result<PersonSpec, ScimError>,
) -> Result<Response, ScimRefusal> {
    let made = |view: &PersonView| -> Result<PersonSpec, ScimRefusal> {
        if_match(headers, view.person.revision)?;
        Ok(new(view)?)
    };
    let view = http
        .app
        .change_person(ctx, Source::Scim, id(text)?, made)
        .await?;
    Ok(shown(http, StatusCode::OK, query, &view))
}

pub(super) async fn delete(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ScimRefusal> {
    let check = |view: &PersonView| if_match(&headers, view.person.revision);
    http.app
        .withdraw_person(&ctx, Source::Scim, id(&text)?, check)
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
