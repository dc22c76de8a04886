//! Extractors that say who asks. A handler without one of them does not know anybody.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use coffer_api::headers;
use coffer_app::AppError;
use coffer_app::link::OpenLink;
use coffer_app::signin::Recognised;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::SessionId;
use coffer_domain::reach::Reach;

use crate::client_kind::client_kind;
use crate::problem::ApiError;
use crate::state::Http;
use crate::trace::Trace;

/// Name of the session cookie. `__Host-` binds it to this host, path `/` and TLS.
pub(crate) const SESSION_COOKIE: &str = "__Host-coffer";
/// Somebody nobody has asked for a name yet.
pub(crate) struct Anybody(pub(crate) RequestCtx);

/// A signed-in member.
pub(crate) struct Signed {
    /// The circumstances, with the member as principal.
    pub(crate) ctx: RequestCtx,
    /// The session, if it is one and not a token.
    pub(crate) session: Option<SessionId>,
}

/// A signed-in member's page doing something by itself: it does not count as using the session.
pub(crate) struct Unattended(pub(crate) RequestCtx);

/// Somebody who holds a link's token in the `Coffer-Link` header.
#[derive(Clone)]
pub(crate) struct Sender {
    /// The circumstances, with the link as principal.
    pub(crate) ctx: RequestCtx,
    /// The link.
    pub(crate) link: OpenLink,
}

pub(crate) fn context(parts: &Parts, http: &Http) -> RequestCtx {
    let trace = parts.extensions.get::<Trace>().map_or_else(
        || {
            coffer_domain::id::TraceId::from_random(coffer_domain::ports::random(
                http.app.entropy(),
            ))
        },
        |trace| trace.0,
    );
    let address = parts
        .extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map(|info| info.0.ip());
    RequestCtx {
        principal: Principal::Anonymous,
        trace,
        now: http.app.clock().now(),
        address,
        session: None,
        token: None,
        client: Some(client_kind(
            text_header(&parts.headers, header::USER_AGENT.as_str()).unwrap_or_default(),
        )),
        aal: 1,
        phishing_resistant: false,
        authenticated: None,
        reach: Reach::Whole,
    }
}

impl FromRequestParts<Http> for Anybody {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        Ok(Self(context(parts, http)))
    }
}

impl Anybody {
    /// Counts a guessable entry of this address.
    pub(crate) fn brake(&self, http: &Http) -> Result<(), ApiError> {
        brake(&self.0, http)
    }
}

/// Counts a guessable entry of this address.
pub(crate) fn brake(ctx: &RequestCtx, http: &Http) -> Result<(), ApiError> {
    match ctx.address {
        Some(address) if !http.guesses.allow(address, ctx.now) => Err(ApiError::too_many_guesses()),
        _ => Ok(()),
    }
}

/// Takes back what [`brake`] counted: who was right did not guess, and many who work behind one address are no guesser.
pub(crate) fn was_right(ctx: &RequestCtx, http: &Http) {
    if let Some(address) = ctx.address {
        http.guesses.take_back(address);
    }
}

impl FromRequestParts<Http> for Signed {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        let ctx = context(parts, http);
        let found = if let Some(token) = bearer(&parts.headers) {
            token_member(http, &ctx, token).await?
        } else {
            let cookie = session_cookie(&parts.headers).ok_or_else(ApiError::session_required)?;
            refuse_foreign_sites(parts, http)?;
            http.app.session_member(cookie, ctx.now).await?
        };
        let found = found.ok_or_else(ApiError::session_required)?;
        Ok(Self::recognised(ctx, found))
    }
}

impl FromRequestParts<Http> for Unattended {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        let ctx = context(parts, http);
        if let Some(token) = bearer(&parts.headers) {
            let known = token_member(http, &ctx, token).await?;
            return Err(match known {
                Some(_) => AppError::SessionOnly.into(),
                None => ApiError::session_required(),
            });
        }
        let cookie = session_cookie(&parts.headers).ok_or_else(ApiError::session_required)?;
        refuse_foreign_sites(parts, http)?;
        let found = http.app.unattended_session_member(cookie, ctx.now).await?;
        let found = found.ok_or_else(ApiError::session_required)?;
        Ok(Self(Signed::recognised(ctx, found).ctx))
    }
}

/// Who shows an API token; one that is nobody's may be a decoy's, which its bearer does not learn.
async fn token_member(
    http: &Http,
    ctx: &RequestCtx,
    token: &str,
) -> Result<Option<Recognised>, ApiError> {
    let found = http.app.token_member(token, ctx.now).await?;
    if found.is_none() {
        http.app.note_unknown_token(ctx, token).await;
    }
    Ok(found)
}

impl Signed {
    fn recognised(ctx: RequestCtx, found: Recognised) -> Self {
        Self {
            session: found.session,
            ctx: RequestCtx {
                principal: Principal::Member(found.member),
                session: found.session,
                token: found.token,
                aal: found.assurance.aal,
                phishing_resistant: found.assurance.phishing_resistant,
                authenticated: found.assurance.authenticated,
                reach: found.reach,
                ..ctx
            },
        }
    }

    /// The session of this request; an API token has none.
    pub(crate) fn session(&self) -> Result<SessionId, ApiError> {
        self.session.ok_or_else(|| AppError::SessionOnly.into())
    }
}

impl FromRequestParts<Http> for Sender {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, ApiError> {
        let token = text_header(&parts.headers, headers::LINK)
            .unwrap_or_default()
            .to_owned();
        open(parts, http, &token).await
    }
}

/// Opens a link by a token from the header or the path; the pass, where needed, is in its header.
pub(crate) async fn open(parts: &Parts, http: &Http, token: &str) -> Result<Sender, ApiError> {
    open_with(
        parts,
        http,
        token,
        text_header(&parts.headers, headers::PASS),
    )
    .await
}

/// Opens a link by a token and a pass from anywhere.
pub(crate) async fn open_with(
    parts: &Parts,
    http: &Http,
    token: &str,
    pass: Option<&str>,
) -> Result<Sender, ApiError> {
    let ctx = context(parts, http);
    match http.app.open_link(token, pass, ctx.now).await {
        Ok(link) => Ok(Sender {
            ctx: RequestCtx {
                principal: link.principal(),
                ..ctx
            },
            link,
        }),
        Err(error @ AppError::NotFound(_)) => {
            brake(&ctx, http)?;
            Err(error.into())
        }
        Err(error) => Err(error.into()),
    }
}

pub(crate) fn text_header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = text_header(headers, header::AUTHORIZATION.as_str())?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn session_cookie(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, SESSION_COOKIE)
}

/// The value of a cookie.
pub(crate) fn cookie<'h>(headers: &'h HeaderMap, wanted: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == wanted)
        .map(|(_, value)| value)
}

/// A cookie travels by itself; a changing call must also show that our own page made it.
fn refuse_foreign_sites(parts: &Parts, http: &Http) -> Result<(), ApiError> {
    if parts.method == Method::GET || parts.method == Method::HEAD {
        return Ok(());
    }
    let site = text_header(&parts.headers, "sec-fetch-site");
    let own_site = site.is_none_or(|site| site == "same-origin");
    // `null` is what a sandboxed frame sends.
    let origin = parts.headers.get(header::ORIGIN);
    let own_origin = origin.is_none_or(|origin| origin.as_bytes() == http.app.origin().as_bytes());
    if own_site && own_origin && parts.headers.contains_key(headers::CSRF) {
        return Ok(());
    }
    Err(ApiError::new(
        axum::http::StatusCode::FORBIDDEN,
        "csrf",
        "The call did not come from Coffer's own page",
        "Send the header `Coffer-CSRF`, or use an API token.",
    ))
}
