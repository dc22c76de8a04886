//! `/scim/v2`: people and groups from a directory (RFC 7644). Answers, refusals and addresses are SCIM's own, so
//! these routes are outside the API's document; what is read and understood is `coffer-scim`'s work.
//!
//! - **Invariant:** every address asks for a service account's token first; no other token or cookie opens one.

mod answer;
mod auth;
mod discovery;
mod groups;
mod query;
mod search;
mod users;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};

use self::answer::ScimRefusal;
use self::auth::Provisioner;
use crate::limits::SCIM_BODY_BYTES_MAX;
use crate::state::Http;

/// Where it lives.
const BASE: &str = "/scim/v2";

pub(crate) fn router() -> Router<Http> {
    let routes = Router::new()
        .route("/ServiceProviderConfig", get(discovery::config))
        .route("/ResourceTypes", get(discovery::resource_types))
        .route("/ResourceTypes/{name}", get(discovery::resource_type))
        .route("/Schemas", get(discovery::schemas))
        .route("/Schemas/{urn}", get(discovery::schema))
        .route("/Users", get(users::list).post(users::create))
        .route("/Users/.search", post(users::search))
        .route(
            "/Users/{id}",
            get(users::get)
                .put(users::replace)
                .patch(users::patch)
                .delete(users::delete),
        )
        .route("/Groups", get(groups::list).post(groups::create))
        .route("/Groups/.search", post(groups::search))
        .route(
            "/Groups/{id}",
            get(groups::get)
                .put(groups::replace)
                .patch(groups::patch)
                .delete(groups::delete),
        )
        .route("/.search", post(search::everything))
        .fallback(unknown)
        .method_not_allowed_fallback(other_method)
        .layer(DefaultBodyLimit::max(SCIM_BODY_BYTES_MAX));
    Router::new().nest(BASE, routes)
}

async fn unknown(_: Provisioner) -> ScimRefusal {
    ScimRefusal::new(StatusCode::NOT_FOUND, "There is nothing at this address.")
}

async fn other_method(_: Provisioner) -> ScimRefusal {
    ScimRefusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "This address takes other methods.",
    )
}

/// The address of the interface, for resources' locations.
fn base(http: &Http) -> String {
    format!("{}{BASE}", http.app.public_url())
}
