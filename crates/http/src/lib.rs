//! Coffer over HTTPS: the REST API, tus 1.0 and plain uploads, and the embedded pages.
//!
//! - **Invariant:** nothing here names a store, a policy engine or a key provider; handlers parse, call one
//!   use case of `coffer-app`, and convert (Cargo edges, checked by tidy).
//! - **Invariant:** every failure is a problem document made from one table, [`problem`].
//! - **Invariant:** no secret from a path, header or body reaches a log.

mod auth;
mod client_kind;
mod connections;
mod convert;
mod limits;
mod linger;
mod metrics;
mod openapi;
mod pages;
mod plain;
mod problem;
mod rate;
mod routes;
mod scim;
mod serve;
mod state;
mod trace;
mod tus;

pub use metrics::metrics_router;
pub use openapi::openapi_json;
pub use routes::router;
pub use serve::{Load, ServeError, serve};
pub use state::Http;
