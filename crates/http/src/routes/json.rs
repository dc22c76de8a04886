//! JSON bodies whose refusals are problem documents.

use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};

use crate::problem::ApiError;

/// A JSON body, parsed; unknown fields are refused by the types.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        match axum::Json::<T>::from_request(request, state).await {
            Ok(axum::Json(value)) => Ok(Self(value)),
            // The parser's words name fields and positions, never values of secrets.
            Err(JsonRejection::JsonDataError(error)) => {
                Err(ApiError::bad_request(error.body_text()))
            }
            Err(error) => Err(ApiError::bad_request(error.body_text())),
        }
    }
}
