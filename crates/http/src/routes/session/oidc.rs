//! `/api/v1/session/oidc`: signing in at an identity provider.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::List;
use coffer_api::problem::Problem;
use coffer_api::session::{IdentityProvider, OidcLogout};
use coffer_app::AppError;
use coffer_app::signin::Arrival;
use coffer_domain::limits::PROVIDER_SIGN_IN_LIFE;
use coffer_domain::secret::SecretText;
use serde::Deserialize;

use super::super::{Path, Query};
use crate::auth::{Anybody, SESSION_COOKIE, cookie, text_header, was_right};
use crate::problem::ApiError;
use crate::state::Http;

/// Keeps an attempt's secret while the browser is at the provider. `Lax`, because it comes back from another site.
const FLOW_COOKIE: &str = "__Host-coffer-oidc";
/// Where the console shows that it did not work.
const FAILED_PAGE: &str = "/app/signin?provider=refused";
const UNAVAILABLE_PAGE: &str = "/app/signin?provider=unavailable";
const CONSOLE: &str = "/app/";

/// The identity providers one may sign in at.
#[utoipa::path(get, operation_id = "list_identity_providers", path = "/api/v1/session/oidc", tag = "session",
    responses((status = 200, body = List<IdentityProvider>)))]
pub(crate) async fn list(State(http): State<Http>) -> axum::Json<List<IdentityProvider>> {
    let providers = http.app.identity_providers().iter();
    let items = providers.map(|provider| IdentityProvider {
        id: provider.id().to_owned(),
        title: provider.title().to_owned(),
    });
    axum::Json(List {
        items: items.collect(),
        next: None,
    })
}

/// How to sign in.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DepartQuery {
    /// Ask the provider to have the person sign in there again.
    again: bool,
}

/// Go to an identity provider to sign in.
#[utoipa::path(get, operation_id = "sign_in_at_provider", path = "/api/v1/session/oidc/{provider}", tag = "session",
    params(("provider" = String, Path, description = "The provider's id"), ("again" = Option<bool>, Query, description = "Have the person sign in there again")),
    responses((status = 303, description = "To the provider, or back to the sign-in page if it does not answer"), (status = 404, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn depart(
    State(http): State<Http>,
    anybody: Anybody,
    Path(provider): Path<String>,
    Query(query): Query<DepartQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    // The cookie comes only from our own pages (`SameSite=Strict`), and only what it names can end by this.
    let session = match cookie(&headers, SESSION_COOKIE) {
        Some(secret) => http.app.session_member(secret, anybody.0.now).await?,
        None => None,
    };
    let session = session.and_then(|found| found.session);
    let departure = http
        .app
        .depart(&anybody.0, &provider, query.again, session)
        .await;
    let departure = match departure {
        Ok(departure) => departure,
        Err(AppError::IdentityProvider(error)) => return Ok(unavailable(&error)),
        Err(error) => return Err(error.into()),
    };
    let kept = format!(
        "{FLOW_COOKIE}={}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={}",
        departure.secret.expose(),
        PROVIDER_SIGN_IN_LIFE.0 / 1_000
    );
    Ok(go(&departure.url, Some(sensitive(&kept)?), None))
}

/// What a provider sends a browser back with.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct ArriveQuery {
    code: Option<String>,
    state: Option<String>,
    iss: Option<String>,
}

/// Come back from an identity provider; sets the session cookie and goes on to the console.
#[utoipa::path(get, operation_id = "return_from_provider", path = "/api/v1/session/oidc/{provider}/callback", tag = "session",
    params(("provider" = String, Path, description = "The provider's id"), ("code" = Option<String>, Query, description = "The code"),
        ("state" = Option<String>, Query, description = "The state"), ("iss" = Option<String>, Query, description = "The issuer (RFC 9207)")),
    responses((status = 303, description = "To the console, or back to its sign-in page"), (status = 429, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn arrive(
    State(http): State<Http>,
    anybody: Anybody,
    Path(provider): Path<String>,
    Query(query): Query<ArriveQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let gone = format!("{FLOW_COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0");
    let gone = Some(sensitive(&gone)?);
    let kept = cookie(&headers, FLOW_COOKIE).map(ToOwned::to_owned);
    let (Some(secret), Some(code), Some(state)) = (kept, query.code, query.state) else {
        return Ok(go(FAILED_PAGE, gone, None));
    };
    // From here on the provider is asked; not at everybody's will.
    anybody.brake(&http)?;
    let arrival = Arrival {
        secret: SecretText::new(secret),
        state: SecretText::new(state),
        code: SecretText::new(code),
        issuer: query.iss,
    };
    let client = text_header(&headers, header::USER_AGENT.as_str());
    match http
        .app
        .arrive(&anybody.0, &provider, &arrival, client)
        .await
    {
        Ok(signed_in) => {
            was_right(&anybody.0, &http);
            let session = super::session_cookie_of(&http, &signed_in)?;
            Ok(go(CONSOLE, gone, Some(session)))
        }
        Err(
            AppError::SignInFailed
            | AppError::AttestedPasskeyRequired
            | AppError::DoerChanged
            | AppError::NotFound(_),
        ) => Ok(go(FAILED_PAGE, gone, None)),
        Err(AppError::IdentityProvider(error)) => Ok(unavailable(&error)),
        Err(error) => Err(error.into()),
    }
}

/// End the sessions an identity provider's logout message is about (OpenID Connect Back-Channel Logout 1.0).
#[utoipa::path(post, operation_id = "provider_logout", path = "/api/v1/session/oidc/{provider}/logout", tag = "session",
    params(("provider" = String, Path, description = "The provider's id")),
    request_body(content = OidcLogout, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "Done, also if nobody here was meant"), (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"), (status = 429, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json")))]
pub(crate) async fn logout(
    State(http): State<Http>,
    anybody: Anybody,
    Path(provider): Path<String>,
    form: Result<axum::Form<OidcLogout>, axum::extract::rejection::FormRejection>,
) -> Result<StatusCode, ApiError> {
    let app = &http.app;
    let done = match form {
        Ok(axum::Form(form)) => {
            app.provider_logout(&anybody.0, &provider, &form.logout_token)
                .await
        }
        Err(_) => Err(AppError::LogoutRefused("not a form with a message")),
    };
    if let Err(AppError::LogoutRefused(why)) = done {
        // Anybody can send one: what is no message counts as a guess, and fills neither ledger nor log.
        anybody.brake(&http)?;
        app.note_refused_logout(&anybody.0, &provider, why).await?;
    }
    done?;
    Ok(StatusCode::OK)
}

fn sensitive(cookie: &str) -> Result<HeaderValue, ApiError> {
    let mut value = HeaderValue::from_str(cookie)
        .map_err(|_| ApiError::internal("cookie is not a header value"))?;
    value.set_sensitive(true);
    Ok(value)
}

fn unavailable(error: &dyn std::error::Error) -> Response {
    let error = coffer_app::error_chain(error);
    tracing::error!(error, "an identity provider does not answer");
    go(UNAVAILABLE_PAGE, None, None)
}

fn go(to: &str, flow: Option<HeaderValue>, session: Option<HeaderValue>) -> Response {
    let Ok(location) = HeaderValue::from_str(to) else {
        return ApiError::internal("a provider's address is not a header value").into_response();
    };
    let mut response = (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response();
    for cookie in flow.into_iter().chain(session) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
