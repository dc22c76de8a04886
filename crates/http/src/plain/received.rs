//! What was sent to the contact, and taking it, by plain forms.

use std::fmt::Write as _;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use coffer_app::AppError;
use coffer_app::delivery::{DeliveredView, DeliveryView};
use coffer_domain::request::LinkProblem;

use super::page::{self, Secrets, bytes, escaped, hidden, visible, visible_lines};
use super::words::Words;
use super::{Sent, failed};
use crate::auth::Sender;
use crate::state::Http;

/// Of a moment such as `2026-12-12T04:15:08.563Z`, what says the minute.
const MINUTE_CHARS: usize = 16;

/// What is being sent to the contact, as far as they proved that they are the one.
pub(super) async fn of(
    http: &Http,
    sender: &Sender,
    words: &Words,
) -> Result<Vec<DeliveryView>, Response> {
    if sender.link.require_contact().is_err() {
        return Ok(Vec::new());
    }
    let received = http.app.received(&sender.ctx, &sender.link).await;
    received.map_err(|_| failed(words))
}

/// Takes a file: the answer leads to its address, which is an attachment, so that the page stays.
pub(super) async fn take(State(http): State<Http>, sent: Sent) -> Result<Response, Response> {
    let sender = sent.open(&http).await?;
    let words = &sent.words;
    let (Ok(delivery), Ok(file)) = (sent.fields.delivery.parse(), sent.fields.file.parse()) else {
        return Err(failed(words));
    };
    let taken = http
        .app
        .take_delivered(&sender.ctx, &sender.link, delivery, file)
        .await;
    match taken {
        Ok(taken) => Ok(Redirect::to(taken.url.expose()).into_response()),
        Err(error) => {
            let (why, status) = match error {
                AppError::Conflict("delivery.exhausted") => {
                    ("plain-take-exhausted", StatusCode::CONFLICT)
                }
                AppError::Conflict(_) | AppError::NotFound(_) | AppError::Denied(_) => {
                    ("plain-take-gone", StatusCode::CONFLICT)
                }
                AppError::Link(LinkProblem::Expired | LinkProblem::Withdrawn) => {
                    ("plain-take-ended", StatusCode::GONE)
                }
                AppError::PassRequired => ("plain-failed", StatusCode::UNAUTHORIZED),
                _ => return Err(failed(words)),
            };
            let page = page::told(words, &sent.secrets(), why);
            Err(page.with_status(status).into_response())
        }
    }
}

/// The list, with a form for each file; nothing if nothing was sent.
pub(super) fn list(words: &Words, secrets: &Secrets, views: &[DeliveryView]) -> String {
    let mut out = String::new();
    for view in views {
        let files: Vec<&DeliveredView> = view.files.iter().filter(|it| it.file.is_some()).collect();
        if files.is_empty() {
            continue;
        }
        let until = minute(&view.delivery.link.expires.to_string());
        let from = words.say_all(
            "plain-received-from",
            &[
                ("sender", &visible(view.sender.as_str())),
                ("until", &until),
            ],
        );
        let _ = write!(out, "<p>{}</p>", escaped(&from));
        if let Some(note) = &view.delivery.note {
            let _ = write!(out, "<p class=\"note\">{}</p>", visible_lines(note));
        }
        out.push_str("<ul>");
        for it in files {
            out.push_str(&item(words, secrets, view, it));
        }
        out.push_str("</ul>");
    }
    if out.is_empty() {
        return out;
    }
    format!(
        "<h2>{}</h2>{out}",
        escaped(&words.say("plain-received-title"))
    )
}

/// A moment as people read it, to the minute.
fn minute(moment: &str) -> String {
    let minutes = moment.get(..MINUTE_CHARS).unwrap_or(moment);
    format!("{} UTC", minutes.replace('T', " "))
}

fn item(words: &Words, secrets: &Secrets, view: &DeliveryView, it: &DeliveredView) -> String {
    let Some((file, version)) = it.file.as_ref().and_then(|file| {
        let version = file.version.as_ref()?;
        Some((file, version))
    }) else {
        return String::new();
    };
    let name = visible(file.name.as_str());
    let facts = words.say_all(
        "plain-received-file",
        &[
            ("size", &bytes(version.bytes)),
            ("left", &it.left.to_string()),
        ],
    );
    let act = if it.left == 0 {
        String::new()
    } else {
        format!(
            "<form method=\"post\" action=\"/c/plain/take\">{}\
             <input type=\"hidden\" name=\"delivery\" value=\"{}\"><input type=\"hidden\" name=\"file\" value=\"{}\">\
             <button>{}</button></form>",
            hidden(secrets),
            escaped(&view.delivery.id.to_string()),
            escaped(&file.id.to_string()),
            escaped(&words.say_with("plain-take", "name", &name)),
        )
    };
    format!(
        "<li><b>{}</b><br>{}{act}</li>",
        escaped(&name),
        escaped(&facts)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_to_the_minute() {
        assert_eq!(minute("2026-12-12T04:15:08.563Z"), "2026-12-12 04:15 UTC");
    }
}
