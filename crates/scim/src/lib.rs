//! SCIM 2.0 (RFC 7643, RFC 7644) as far as it is text and values: filters, paths, patches, schemas, answers.
//! Nothing here knows people, a store or a network.
//!
//! - **Invariant:** nothing panics, and work is linear in filter × resource: depth and length are bounded
//!   ([`limits`]) before anything is evaluated.
//! - **Invariant:** a patch that names an attribute we do not keep is an error, never silently dropped: a
//!   misspelt `active` must not look like a deactivation that happened.

mod discovery;
mod error;
mod filter;
pub mod limits;
mod list;
mod patch;
mod path;
mod resource;
mod schema;
mod select;

pub use discovery::{
    resource_type, resource_types, schema_document, schemas, service_provider_config,
};
pub use error::{ErrorKind, ScimError, error_body};
pub use filter::{Filter, Literal, Operator};
pub use list::{Page, list_response};
pub use patch::apply_patch;
pub use path::AttributePath;
pub use resource::read_resource;
pub use schema::{Attribute, GROUP, Kind, ResourceKind, USER};
pub use select::Selection;

/// A resource as JSON, with the schema's own spelling of names.
pub type Resource = serde_json::Map<String, serde_json::Value>;
