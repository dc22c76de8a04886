//! `/api/v1/session`: signing in and out.

pub(super) mod enrol;

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::problem::Problem;
use coffer_api::session::{Me, SignIn, TokenCreated, TokenSignIn};
use coffer_app::signin::SignedIn;
use coffer_domain::people::Member;
use coffer_domain::secret::SecretText;

use super::Json;
use crate::auth::{Anybody, SESSION_COOKIE, Signed};
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

async fn describe(http: &Http, member: &Member, aal: u8) -> Result<Me, ApiError> {
    let departments = http.app.departments().await?;
    let department = departments
        .iter()
        .find(|department| department.id == member.department);
    Ok(Me {
        member: convert::member(member),
        organisation: http.app.organisation().await?.name.to_string(),
        department_name: department
            .map(|department| department.name.to_string())
            .unwrap_or_default(),
        aal,
    })
}

/// The member and the cookie that makes the browser theirs.
pub(super) async fn with_cookie(http: &Http, signed_in: &SignedIn) -> Result<Response, ApiError> {
    let me = describe(http, &signed_in.member, 2).await?;
    let seconds = signed_in.expires.since(http.app.clock().now()).0 / 1_000;
    let cookie = format!(
        "{SESSION_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}",
        signed_in.secret.expose()
    );
    let mut cookie = HeaderValue::from_str(&cookie)
        .map_err(|_| ApiError::internal("cookie is not a header value"))?;
    cookie.set_sensitive(true);
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(me)).into_response())
}

/// Sign in with password and second factor; answers with the session cookie.
#[utoipa::path(post, operation_id = "sign_in", path = "/api/v1/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Me), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn sign_in(
    State(http): State<Http>,
    anybody: Anybody,
    Json(form): Json<SignIn>,
) -> Result<Response, ApiError> {
    anybody.brake(&http)?;
    let password = SecretText::new(form.password);
    let signed_in = http
        .app
        .sign_in(&anybody.0, &form.email, password, &form.code)
        .await?;
    with_cookie(&http, &signed_in).await
}

/// Who is signed in.
#[utoipa::path(get, operation_id = "me", path = "/api/v1/session", tag = "session",
    responses((status = 200, body = Me), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn me(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<Me>, ApiError> {
    let member = signed.member()?;
    Ok(axum::Json(describe(&http, member, signed.ctx.aal).await?))
}

/// End this session.
#[utoipa::path(delete, operation_id = "sign_out", path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub(crate) async fn sign_out(
    State(http): State<Http>,
    signed: Signed,
) -> Result<Response, ApiError> {
    let session = signed
        .session
        .ok_or_else(|| ApiError::bad_request("An API token is no session; it ends at its date."))?;
    http.app.sign_out(&signed.ctx, session).await?;
    let gone = HeaderValue::from_static(
        "__Host-coffer=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0",
    );
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, gone)]).into_response())
}

/// Sign in and make an API token instead of a session.
#[utoipa::path(post, operation_id = "sign_in_for_token", path = "/api/v1/session/token", tag = "session", request_body = TokenSignIn,
    responses((status = 201, body = TokenCreated), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn token(
    State(http): State<Http>,
    anybody: Anybody,
    Json(form): Json<TokenSignIn>,
) -> Result<(StatusCode, axum::Json<TokenCreated>), ApiError> {
    anybody.brake(&http)?;
    let password = SecretText::new(form.password);
    let (token, secret) = http
        .app
        .sign_in_for_token(&anybody.0, &form.email, password, &form.code, &form.label)
        .await?;
    let created = TokenCreated {
        id: token.id.to_string(),
        token: secret.expose().to_owned(),
        expires: token.expires.to_string(),
    };
    Ok((StatusCode::CREATED, axum::Json(created)))
}
