//! The customer page for browsers without JavaScript: plain forms, one file at a time.
//!
//! A browser does not send what stands behind the `#` of an address, so the contact pastes the link once; from then on token
//! and pass travel in hidden fields of pages that nobody stores. There is no cookie, so no foreign site can act for
//! the contact: it would have to know the token.

mod page;
mod received;
mod send;
mod words;

use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Form, Router};
use coffer_app::AppError;
use coffer_domain::request::LinkProblem;
use serde::Deserialize;

use crate::auth::{Sender, brake, open_with};
use crate::state::Http;
use page::Secrets;
use words::Words;

const STYLE: &str = include_str!("plain/plain.css");

pub(crate) fn router() -> Router<Http> {
    Router::new()
        .route("/c/plain", get(begin).post(link))
        .route("/c/plain/code", post(code))
        .route("/c/plain/verify", post(verify))
        .route("/c/plain/receipt", post(receipt))
        .route("/c/plain/take", post(received::take))
        .route(
            "/c/plain/send",
            // Streamed, and bounded by what the link takes.
            post(send::send).layer(DefaultBodyLimit::disable()),
        )
        .route("/c/plain.css", get(style))
}

async fn style() -> Response {
    let mut response = STYLE.into_response();
    let css = HeaderValue::from_static("text/css; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, css);
    response
}

async fn begin(headers: HeaderMap) -> Response {
    let words = Words::of(&headers);
    page::ask_for_link(&words, None).into_response()
}

/// What the forms send. Fields are given as needed.
#[derive(Deserialize)]
struct Fields {
    #[serde(default)]
    link: String,
    #[serde(default)]
    token: String,
    #[serde(default)]
    pass: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    delivery: String,
}

/// A form that was sent, and by whom.
struct Sent {
    words: Words,
    fields: Fields,
    parts: Parts,
}

impl FromRequest<Http> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, http: &Http) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let words = Words::of(&parts.headers);
        let request = Request::from_parts(parts.clone(), body);
        match Form::<Fields>::from_request(request, http).await {
            Ok(Form(fields)) => Ok(Self {
                words,
                fields,
                parts,
            }),
            Err(_) => Err(page::ask_for_link(&words, Some("plain-failed")).into_response()),
        }
    }
}

impl Sent {
    fn secrets(&self) -> Secrets {
        Secrets {
            token: self.fields.token.clone(),
            pass: self.fields.pass.clone(),
        }
    }

    async fn open(&self, http: &Http) -> Result<Sender, Response> {
        opened(&self.parts, http, &self.words, &self.secrets()).await
    }
}

/// The sender, or the page that says why there is none.
async fn opened(
    parts: &Parts,
    http: &Http,
    words: &Words,
    secrets: &Secrets,
) -> Result<Sender, Response> {
    let pass = (!secrets.pass.is_empty()).then_some(secrets.pass.as_str());
    open_with(parts, http, &secrets.token, pass)
        .await
        .map_err(|error| {
            let why = match error.status() {
                StatusCode::GONE => "plain-link-ended",
                StatusCode::NOT_FOUND => "plain-link-unknown",
                StatusCode::TOO_MANY_REQUESTS => "plain-code-locked",
                _ => "plain-failed",
            };
            page::ask_for_link(words, Some(why))
                .with_status(error.status())
                .into_response()
        })
}

async fn link(State(http): State<Http>, mut sent: Sent) -> Result<Response, Response> {
    // The whole address was asked for; the token alone is as good.
    let given = sent.fields.link.trim();
    let token = given.rsplit_once('#').map_or(given, |(_, token)| token);
    sent.fields.token = token.to_owned();
    next_step(&http, &sent).await
}

/// The code's page, or the file's where no code is needed.
async fn next_step(http: &Http, sent: &Sent) -> Result<Response, Response> {
    let sender = sent.open(http).await?;
    let secrets = sent.secrets();
    let view = http
        .app
        .view_link(&sender.link)
        .await
        .map_err(|_| failed(&sent.words))?;
    let page = if sender.link.verified {
        let received = received::of(http, &sender, &sent.words).await?;
        let received = received::list(&sent.words, &secrets, &received);
        page::ask_for_file(&sent.words, &secrets, &view, &sender.link, &received)
    } else {
        page::ask_to_mail(&sent.words, &secrets, &view)
    };
    Ok(page.into_response())
}

async fn code(State(http): State<Http>, sent: Sent) -> Result<Response, Response> {
    let sender = sent.open(&http).await?;
    let words = &sent.words;
    brake(&sender.ctx, &http).map_err(|_| locked(words, &sent.secrets()))?;
    match http.app.send_code(&sender.ctx, &sender.link).await {
        Ok((contact, _)) => {
            let text = words.say_with("plain-code-sent", "contact", &contact.masked());
            Ok(page::ask_for_code(words, &sent.secrets(), &text, None).into_response())
        }
        Err(AppError::CodeLocked { .. }) => Err(locked(words, &sent.secrets())),
        Err(AppError::Link(LinkProblem::Frozen)) => Err(frozen(words)),
        Err(_) => Err(failed(words)),
    }
}

async fn verify(State(http): State<Http>, mut sent: Sent) -> Result<Response, Response> {
    let sender = sent.open(&http).await?;
    let secrets = sent.secrets();
    brake(&sender.ctx, &http).map_err(|_| locked(&sent.words, &secrets))?;
    let entered = http
        .app
        .enter_code(&sender.ctx, &sender.link, &sent.fields.code)
        .await;
    match entered {
        Ok((pass, _)) => {
            sent.fields.pass = pass.expose().to_owned();
            next_step(&http, &sent).await
        }
        Err(AppError::CodeWrong | AppError::CodeExpired) => {
            let words = &sent.words;
            let page = page::ask_for_code(words, &secrets, "", Some("plain-code-wrong"));
            Err(page.with_status(StatusCode::FORBIDDEN).into_response())
        }
        Err(AppError::CodeLocked { .. }) => Err(locked(&sent.words, &secrets)),
        Err(AppError::Link(LinkProblem::Frozen)) => Err(frozen(&sent.words)),
        Err(AppError::Link(LinkProblem::Expired | LinkProblem::Withdrawn)) => {
            Err(page::ask_for_link(&sent.words, Some("plain-link-ended")).into_response())
        }
        Err(_) => Err(failed(&sent.words)),
    }
}

/// The receipt as a file to save, as `coffer verify` reads it.
async fn receipt(State(http): State<Http>, sent: Sent) -> Result<Response, Response> {
    let sender = sent.open(&http).await?;
    let failed = || failed(&sent.words);
    sender.link.require_verified().map_err(|_| failed())?;
    let file = sent.fields.file.parse().map_err(|_| failed())?;
    let receipt = http
        .app
        .sender_receipt(&sender.ctx, &sender.link.request, file)
        .await
        .map_err(|_| failed())?;
    let mut response = axum::Json(crate::convert::receipt(&receipt)).into_response();
    if let Ok(name) =
        HeaderValue::from_str(&format!("attachment; filename=\"{file}.receipt.json\""))
    {
        response
            .headers_mut()
            .insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn locked(words: &Words, secrets: &Secrets) -> Response {
    page::ask_for_code(words, secrets, "", Some("plain-code-locked"))
        .with_status(StatusCode::TOO_MANY_REQUESTS)
        .into_response()
}

fn frozen(words: &Words) -> Response {
    page::ask_for_link(words, Some("plain-link-frozen"))
        .with_status(StatusCode::LOCKED)
        .into_response()
}

fn failed(words: &Words) -> Response {
    page::ask_for_link(words, Some("plain-failed"))
        .with_status(StatusCode::INTERNAL_SERVER_ERROR)
        .into_response()
}
