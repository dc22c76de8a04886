//! What is refused, in the words of RFC 7644 section 3.12.

use serde_json::{Value, json};

/// Why a request was refused: the RFC's `scimType`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The filter is malformed or compares what cannot be compared.
    InvalidFilter,
    /// Far more than we work on at once.
    TooMany,
    /// A value that must be unique is taken.
    Uniqueness,
    /// An attribute that cannot be changed in this way.
    Mutability,
    /// The body is not of the expected form.
    InvalidSyntax,
    /// A path is malformed or names nothing we keep.
    InvalidPath,
    /// A path matched nothing to act on.
    NoTarget,
    /// A value is missing or not acceptable.
    InvalidValue,
}

impl ErrorKind {
    /// The `scimType` on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidFilter => "invalidFilter",
            Self::TooMany => "tooMany",
            Self::Uniqueness => "uniqueness",
            Self::Mutability => "mutability",
            Self::InvalidSyntax => "invalidSyntax",
            Self::InvalidPath => "invalidPath",
            Self::NoTarget => "noTarget",
            Self::InvalidValue => "invalidValue",
        }
    }

    /// The HTTP status that goes with it.
    #[must_use]
    pub const fn status(self) -> u16 {
        match self {
            Self::Uniqueness => 409,
            _ => 400,
        }
    }
}

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct ScimError {
    /// Which.
    pub kind: ErrorKind,
    /// What is wrong, for people. Names attributes, never values.
    pub detail: String,
}

impl ScimError {
    /// A refusal of this kind.
    #[must_use]
    pub fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: detail.into(),
        }
    }
}

/// The body of a refusal.
#[must_use]
pub fn error_body(status: u16, kind: Option<ErrorKind>, detail: &str) -> Value {
    let mut body = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"],
        "status": status.to_string(),
        "detail": detail,
    });
    if let (Some(kind), Some(body)) = (kind, body.as_object_mut()) {
        body.insert("scimType".to_owned(), json!(kind.as_str()));
    }
    body
}
