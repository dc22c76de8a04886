//! What a client asks of a list: in the address or in a search's body.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use coffer_scim::{ErrorKind, Filter, Page, ScimError, Selection};
use serde::Deserialize;
use serde_json::Value;

use super::answer::ScimRefusal;
use crate::state::Http;

const SEARCH_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:SearchRequest";

/// Which resources, and which part of them.
pub(super) struct ListQuery {
    pub(super) filter: Option<Filter>,
    pub(super) page: Page,
    pub(super) selection: Selection,
}

/// The parameters of an address. Others (sorting, which is not offered) are passed over, as the RFC asks.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Parameters {
    filter: Option<String>,
    start_index: Option<i64>,
    count: Option<i64>,
    attributes: Option<String>,
    excluded_attributes: Option<String>,
}

impl FromRequestParts<Http> for ListQuery {
    type Rejection = ScimRefusal;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ScimRefusal> {
        let read = axum::extract::Query::<Parameters>::from_request_parts(parts, http).await;
        let axum::extract::Query(read) = read.map_err(|_| {
            ScimError::new(
                ErrorKind::InvalidValue,
                "A parameter of the address is not of its type, or there twice.",
            )
        })?;
        let filter = read.filter.as_deref().filter(|text| !text.is_empty());
        Ok(Self {
            filter: filter.map(Filter::parse).transpose()?,
            page: Page::new(read.start_index, read.count),
            selection: Selection::new(
                read.attributes.as_deref().unwrap_or_default().split(','),
                read.excluded_attributes
                    .as_deref()
                    .unwrap_or_default()
                    .split(','),
            )?,
        })
    }
}

impl ListQuery {
    /// Reads a search message (RFC 7644 section 3.4.3).
    pub(super) fn from_search(body: &Value) -> Result<Self, ScimRefusal> {
        let syntax = |detail| ScimError::new(ErrorKind::InvalidSyntax, detail);
        let named = body.get("schemas").and_then(Value::as_array);
        let is_search = |schema: &Value| schema.as_str() == Some(SEARCH_SCHEMA);
        if !named.is_some_and(|schemas| schemas.iter().any(is_search)) {
            return Err(syntax("`schemas` does not name the SearchRequest message.").into());
        }
        let number = |name: &str| match body.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => value
                .as_i64()
                .map(Some)
                .ok_or_else(|| syntax("`startIndex` and `count` are whole numbers.")),
        };
        let filter = match body.get("filter") {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(Filter::parse(text)?),
            Some(_) => return Err(syntax("`filter` is a text.").into()),
        };
        Ok(Self {
            filter,
            page: Page::new(number("startIndex")?, number("count")?),
            selection: Selection::new(
                names(body, "attributes"),
                names(body, "excludedAttributes"),
            )?,
        })
    }
}

fn names<'v>(body: &'v Value, name: &str) -> impl Iterator<Item = &'v str> {
    let list = body.get(name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}
