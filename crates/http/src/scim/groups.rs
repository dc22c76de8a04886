//! `/scim/v2/Groups`

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use coffer_app::directory::{GroupSpec, GroupView};
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::Source;
use coffer_domain::id::{GroupId, MemberId};
use coffer_domain::text::Name;
use coffer_scim::{ErrorKind, GROUP, Resource, ScimError, USER, apply_patch, read_resource};
use serde_json::{Map, Value, json};

use super::answer::{ScimRefusal, if_match, resource, tag, unchanged};
use super::auth::{Body, Provisioner};
use super::base;
use super::query::ListQuery;
use super::search::{self, Of};
use crate::state::Http;

pub(super) fn location(base: &str, id: GroupId) -> String {
    format!("{base}/Groups/{id}")
}

/// A group as a resource.
pub(super) fn render(group: &GroupView, base: &str) -> Resource {
    let mut resource = Map::new();
    let mut say = |name: &str, value: Value| resource.insert(name.to_owned(), value);
    say("schemas", json!([GROUP.schema]));
    say("id", json!(group.id.to_string()));
    if let Some(external) = &group.external {
        say("externalId", json!(external));
    }
    say("displayName", json!(group.name.as_str()));
    if !group.members.is_empty() {
        let members = group.members.iter().map(|member| {
            json!({
                "value": member.to_string(),
                "$ref": format!("{base}/Users/{member}"),
                "type": USER.name,
            })
        });
        say("members", members.collect());
    }
    say(
        "meta",
        json!({
            "resourceType": GROUP.name,
            "created": group.created.to_string(),
            "lastModified": group.changed.to_string(),
            "location": location(base, group.id),
            "version": tag(group.revision),
        }),
    );
    resource
}

/// What a resource says of a group, in our terms.
fn spec(resource: &Resource) -> Result<GroupSpec, ScimError> {
    let invalid = |detail: String| ScimError::new(ErrorKind::InvalidValue, detail);
    let text = |name: &str| resource.get(name).and_then(Value::as_str);
    let name = Name::parse(text("displayName").unwrap_or_default())
        .map_err(|error| invalid(format!("`displayName` {error}.")))?;
    let members = resource.get("members").and_then(Value::as_array);
    let members = members.map(Vec::as_slice).unwrap_or_default();
    let members = members.iter().map(|member| {
        let id = member.get("value").and_then(Value::as_str);
        id.unwrap_or_default()
            .parse::<MemberId>()
            .map_err(|_| invalid("`members.value` is not the id of a User.".to_owned()))
    });
    Ok(GroupSpec {
        name,
        external: text("externalId").map(ToOwned::to_owned),
        members: members.collect::<Result<_, _>>()?,
    })
}

fn id(text: &str) -> Result<GroupId, ScimRefusal> {
    text.parse().map_err(|_| ScimRefusal::not_found())
}

fn shown(http: &Http, status: StatusCode, query: &ListQuery, group: &GroupView) -> Response {
    let base = base(http);
    let body = query.selection.apply(&GROUP, render(group, &base));
    let location = location(&base, group.id);
    resource(status, group.revision, &location, &Value::Object(body))
}

pub(super) async fn list(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    query: ListQuery,
) -> Result<Response, ScimRefusal> {
    search::list(Of::Groups, &http, &ctx, &query).await
}

pub(super) async fn search(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Body(body): Body,
) -> Result<Response, ScimRefusal> {
    search::list(Of::Groups, &http, &ctx, &ListQuery::from_search(&body)?).await
}

pub(super) async fn create(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    query: ListQuery,
    Body(body): Body,
) -> Result<Response, ScimRefusal> {
    let spec = spec(&read_resource(&GROUP, &body)?)?;
    let group = http.app.provide_group(&ctx, Source::Scim, spec).await?;
    Ok(shown(&http, StatusCode::CREATED, &query, &group))
}

pub(super) async fn get(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Path(text): Path<String>,
    query: ListQuery,
    headers: HeaderMap,
) -> Result<Response, ScimRefusal> {
    let group = http
        .app
        .provided_group(&ctx, Source::Scim, id(&text)?)
        .await?;
    match unchanged(&headers, group.revision) {
        Some(unchanged) => Ok(unchanged),
        None => Ok(shown(&http, StatusCode::OK, &query, &group)),
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
    let new = spec(&read_resource(&GROUP, &body)?)?;
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
    change(&http, &ctx, &text, &query, &headers, |group| {
        spec(&apply_patch(&GROUP, &render(group, &base), &body)?)
    })
    .await
}

/// Changes a group to what `new` makes of it; it is asked again if another change came between.
async fn change(
    http: &Http,
    ctx: &RequestCtx,
    text: &str,
    query: &ListQuery,
    headers: &HeaderMap,
    new: impl Fn(&GroupView) -> Result<GroupSpec, ScimError>,
) -> Result<Response, ScimRefusal> {
    let made = |group: &GroupView| -> Result<GroupSpec, ScimRefusal> {
        if_match(headers, group.revision)?;
        Ok(new(group)?)
    };
    let group = http
        .app
        .change_group(ctx, Source::Scim, id(text)?, made)
        .await?;
    Ok(shown(http, StatusCode::OK, query, &group))
}

pub(super) async fn delete(
    State(http): State<Http>,
    Provisioner(ctx): Provisioner,
    Path(text): Path<String>,
    headers: HeaderMap,
) -> Result<Response, ScimRefusal> {
    let check = |group: &GroupView| if_match(&headers, group.revision);
    http.app
        .withdraw_group(&ctx, Source::Scim, id(&text)?, check)
        .await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
