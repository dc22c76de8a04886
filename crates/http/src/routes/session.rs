//! `/api/v1/session`: signing in and out.

pub(super) mod enrol;
pub(super) mod oidc;
pub(super) mod passkey;
pub(super) mod step_up;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::problem::Problem;
use coffer_api::session::{Me, SignIn, TokenCreated, TokenSignIn};
use coffer_app::signin::{NewToken, SignedIn};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::SessionId;
use coffer_domain::reach::Reach;
use coffer_domain::secret::SecretText;

use super::Json;
use crate::auth::{Anybody, SESSION_COOKIE, Signed, text_header, was_right};
use crate::convert;
use crate::problem::ApiError;
use crate::state::Http;

/// What a request says about its browser.
pub(super) fn client(headers: &HeaderMap) -> Option<&str> {
    text_header(headers, header::USER_AGENT.as_str())
}

async fn describe(
    http: &Http,
    ctx: &RequestCtx,
    session: Option<SessionId>,
) -> Result<Me, ApiError> {
    let Principal::Member(member) = &ctx.principal else {
        return Err(ApiError::session_required());
    };
    let departments = http.app.departments().await?;
    let department = departments
        .iter()
        .find(|department| department.id == member.department);
    let view = match session {
        Some(id) => Some(http.app.session_view(ctx, id).await?),
        None => None,
    };
    let (aal, phishing_resistant) = view
        .as_ref()
        .map_or((ctx.aal, ctx.phishing_resistant), |view| {
            (view.session.aal, view.session.phishing_resistant)
        });
    let notices = http.app.staff_notices(ctx.now).await?;
    Ok(Me {
        member: convert::member(member),
        organisation: http.app.organisation().await?.name.to_string(),
        department_name: department
            .map(|department| department.name.to_string())
            .unwrap_or_default(),
        aal,
        phishing_resistant,
        scopes: match ctx.reach {
            Reach::Token(scopes) => Some(scopes.words().into_iter().map(str::to_owned).collect()),
            Reach::Whole | Reach::Session { .. } | Reach::Asked { .. } => None,
        },
        session: view.map(|view| convert::session(&view, session)),
        notices: notices.into_iter().map(convert::staff_notice).collect(),
    })
}

/// The member and the cookie that makes the browser theirs.
pub(super) async fn with_cookie(
    http: &Http,
    ctx: &RequestCtx,
    signed_in: &SignedIn,
) -> Result<Response, ApiError> {
    was_right(ctx, http);
    let ctx = RequestCtx {
        principal: Principal::Member(signed_in.member.clone()),
        ..ctx.clone()
    };
    let me = describe(http, &ctx, Some(signed_in.session)).await?;
    let cookie = session_cookie_of(http, signed_in)?;
    Ok(([(header::SET_COOKIE, cookie)], axum::Json(me)).into_response())
}

/// The cookie of a session.
fn session_cookie_of(http: &Http, signed_in: &SignedIn) -> Result<HeaderValue, ApiError> {
    let seconds = signed_in.expires.since(http.app.clock().now()).0 / 1_000;
    let cookie = format!(
        "{SESSION_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={seconds}",
        signed_in.secret.expose()
    );
    let mut cookie = HeaderValue::from_str(&cookie)
        .map_err(|_| ApiError::internal("cookie is not a header value"))?;
    cookie.set_sensitive(true);
    Ok(cookie)
}

/// Sign in with password and second factor; answers with the session cookie.
#[utoipa::path(post, operation_id = "sign_in", path = "/api/v1/session", tag = "session", request_body = SignIn,
    responses((status = 200, body = Me), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn sign_in(
    State(http): State<Http>,
    anybody: Anybody,
    headers: HeaderMap,
    Json(form): Json<SignIn>,
) -> Result<Response, ApiError> {
    anybody.brake(&http)?;
    let password = SecretText::new(form.password);
    let signed_in = http
        .app
        .sign_in(
            &anybody.0,
            &form.email,
            password,
            &form.code,
            client(&headers),
        )
        .await?;
    with_cookie(&http, &anybody.0, &signed_in).await
}

/// Who is signed in.
#[utoipa::path(get, operation_id = "me", path = "/api/v1/session", tag = "session",
    responses((status = 200, body = Me), (status = 401, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn me(
    State(http): State<Http>,
    signed: Signed,
) -> Result<axum::Json<Me>, ApiError> {
    Ok(axum::Json(
        describe(&http, &signed.ctx, signed.session).await?,
    ))
}

/// End this session.
#[utoipa::path(delete, operation_id = "sign_out", path = "/api/v1/session", tag = "session", responses((status = 204)))]
pub(crate) async fn sign_out(
    State(http): State<Http>,
    signed: Signed,
) -> Result<Response, ApiError> {
    http.app.sign_out(&signed.ctx, signed.session()?).await?;
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
    let new = NewToken {
        label: form.label,
        scopes: form.scopes,
        days: form.days,
    };
    let (token, secret) = http
        .app
        .sign_in_for_token(&anybody.0, &form.email, password, &form.code, &new)
        .await?;
    was_right(&anybody.0, &http);
    Ok((
        StatusCode::CREATED,
        axum::Json(convert::token_created(&token, &secret)),
    ))
}
