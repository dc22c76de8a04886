//! `/api/v1/service-accounts`

use axum::extract::State;
use axum::http::StatusCode;
use coffer_api::List;
use coffer_api::problem::Problem;
use coffer_api::services::{
    NewServiceAccount, NewServiceToken, ServiceAccount, ServiceToken, ServiceTokenCreated,
};
use coffer_app::directory;
use coffer_domain::directory as domain;
use coffer_domain::id::ServiceId;
use coffer_domain::limits::SERVICE_TOKEN_DAYS_DEFAULT;

use super::{Json, Path};
use crate::auth::Signed;
use crate::problem::ApiError;
use crate::state::Http;

fn convert(account: &domain::ServiceAccount, tokens: &[domain::ServiceToken]) -> ServiceAccount {
    ServiceAccount {
        id: account.id.to_string(),
        name: account.name.to_string(),
        scopes: account.scopes.iter().map(ToString::to_string).collect(),
        created: account.created.to_string(),
        ended: account.ended.map(|at| at.to_string()),
        tokens: tokens
            .iter()
            .map(|token| ServiceToken {
                id: token.id.to_string(),
                created: token.created.to_string(),
                expires: token.expires.to_string(),
            })
            .collect(),
    }
}

/// All service accounts, also those that ended, by name.
#[utoipa::path(get, operation_id = "list_service_accounts", path = "/api/v1/service-accounts", tag = "people",
    responses((status = 200, body = List<ServiceAccount>), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn list(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<List<ServiceAccount>>, ApiError> {
    let accounts = http.app.service_accounts(&signed.ctx).await?;
    let items = accounts
        .iter()
        .map(|(account, tokens)| convert(account, tokens))
        .collect();
    Ok(axum::Json(List { items, next: None }))
}

/// Add a service account; it has no token yet.
#[utoipa::path(post, operation_id = "add_service_account", path = "/api/v1/service-accounts", tag = "people", request_body = NewServiceAccount,
    responses((status = 201, body = ServiceAccount), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn add(
    State(http): State<Http>,
    signed: Signed,
    Json(form): Json<NewServiceAccount>,
) -> Result<(StatusCode, axum::Json<ServiceAccount>), ApiError> {
    let new = directory::NewServiceAccount {
        name: form.name,
        scopes: form.scopes,
    };
    let account = http.app.add_service_account(&signed.ctx, &new).await?;
    Ok((StatusCode::CREATED, axum::Json(convert(&account, &[]))))
}

/// Make a token for a service account; shown once.
#[utoipa::path(post, operation_id = "create_service_token", path = "/api/v1/service-accounts/{account}/tokens", tag = "people",
    params(("account" = String, Path, description = "`svc_…`")), request_body = NewServiceToken,
    responses((status = 201, body = ServiceTokenCreated), (status = 403, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn create_token(
    State(http): State<Http>,
    signed: Signed,
    Path(account): Path<String>,
    Json(form): Json<NewServiceToken>,
) -> Result<(StatusCode, axum::Json<ServiceTokenCreated>), ApiError> {
    let days = form.days.unwrap_or(SERVICE_TOKEN_DAYS_DEFAULT);
    let (token, secret) = http
        .app
        .create_service_token(&signed.ctx, id(&account)?, days)
        .await?;
    let created = ServiceTokenCreated {
        id: token.id.to_string(),
        token: secret.expose().to_owned(),
        expires: token.expires.to_string(),
    };
    Ok((StatusCode::CREATED, axum::Json(created)))
}

/// End a service account and its tokens, at once and for good.
#[utoipa::path(delete, operation_id = "end_service_account", path = "/api/v1/service-accounts/{account}", tag = "people",
    params(("account" = String, Path, description = "`svc_…`")),
    responses((status = 204), (status = 403, body = Problem, content_type = "application/problem+json"), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn end(
    State(http): State<Http>,
    signed: Signed,
    Path(account): Path<String>,
) -> Result<StatusCode, ApiError> {
    http.app
        .end_service_account(&signed.ctx, id(&account)?)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn id(text: &str) -> Result<ServiceId, ApiError> {
    text.parse()
        .map_err(|error: coffer_domain::id::IdError| ApiError::bad_request(error.to_string()))
}
