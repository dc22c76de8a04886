//! Path parameters whose refusals are problem documents.

use std::str::FromStr;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use coffer_domain::id::IdError;

use crate::problem::ApiError;

/// The id a part of a path names.
pub(crate) fn id<T: FromStr<Err = IdError>>(text: &str) -> Result<T, ApiError> {
    text.parse()
        .map_err(|error: IdError| ApiError::bad_request(error.to_string()))
}

/// The parameters of a path, parsed.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: serde::de::DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(error) => Err(ApiError::bad_request(error.body_text())),
        }
    }
}
