//! One file out of a form.

use std::time::Duration;

use axum::extract::multipart::{Field, Multipart, MultipartError};
use axum::extract::{FromRequest, Request, State};
use axum::response::{IntoResponse, Response};
use coffer_app::upload::NewUpload;
use coffer_app::{AppError, UploadProblem};
use coffer_domain::id::UploadId;

use super::page::{self, Arrived, Secrets};
use super::words::Words;
use super::{failed, opened};
use crate::auth::Sender;
use crate::convert;
use crate::limits::{BODY_IDLE_SECONDS, FORM_FIELD_BYTES_MAX};
use crate::problem::ApiError;
use crate::state::Http;

pub(super) async fn send(State(http): State<Http>, request: Request) -> Result<Response, Response> {
    let (parts, body) = request.into_parts();
    let words = Words::of(&parts.headers);
    let request = Request::from_parts(parts.clone(), body);
    let mut form = Multipart::from_request(request, &http)
        .await
        .map_err(|_| failed(&words))?;
    let mut secrets = Secrets {
        token: String::new(),
        pass: String::new(),
    };
    let mut item = None;
    while let Some(field) = next(&mut form).await.map_err(|_| failed(&words))? {
        match field.name().unwrap_or_default() {
            "token" => secrets.token = short(field).await.map_err(|_| failed(&words))?,
            "pass" => secrets.pass = short(field).await.map_err(|_| failed(&words))?,
            "item" => {
                let number = short(field).await.map_err(|_| failed(&words))?;
                item = number.parse().ok();
            }
            "file" => {
                let sender = opened(&parts, &http, &words, &secrets).await?;
                return Ok(take(&http, sender, field, item, &words, &secrets).await);
            }
            _ => {}
        }
    }
    Ok(page::not_taken(&words, &secrets, &words.say("plain-no-file"), &[]).into_response())
}

async fn take(
    http: &Http,
    sender: Sender,
    field: Field<'_>,
    item: Option<u32>,
    words: &Words,
    secrets: &Secrets,
) -> Response {
    let name = field.file_name().unwrap_or_default().to_owned();
    if name.is_empty() {
        return page::not_taken(words, secrets, &words.say("plain-no-file"), &[]).into_response();
    }
    let stored = store(http, &sender, field, name, item).await;
    // What is asked for, with the file that may have come just now.
    let view = http.app.view_link(&sender.link).await;
    let asked = view.map(|view| view.asked).unwrap_or_default();
    match stored {
        Ok((arrived, left)) => {
            page::received(words, secrets, &arrived, left, &asked).into_response()
        }
        Err(error) => {
            let status = error.status();
            let why = if error.code() == "upload_ended_early" {
                words.say("plain-ended-early")
            } else {
                words.say_with("plain-refused", "reason", error.detail())
            };
            page::not_taken(words, secrets, &why, &asked)
                .with_status(status)
                .into_response()
        }
    }
}

async fn store(
    http: &Http,
    sender: &Sender,
    field: Field<'_>,
    name: String,
    item: Option<u32>,
) -> Result<(Arrived, u64), ApiError> {
    let new = NewUpload {
        name,
        item,
        ..NewUpload::default()
    };
    let upload = http
        .app
        .create_upload(&sender.ctx, &sender.link, &new)
        .await?;
    let guard = GiveUp {
        http: http.clone(),
        sender: Some(sender.clone()),
        id: upload.id,
    };
    let arrived = receive(http, sender, upload.id, field).await?;
    guard.forget();
    let request = &sender.link.request;
    let left = request.bytes_max.saturating_sub(request.bytes_used);
    let left = left.saturating_sub(arrived.bytes);
    Ok((arrived, left))
}

async fn receive(
    http: &Http,
    sender: &Sender,
    id: UploadId,
    mut field: Field<'_>,
) -> Result<Arrived, ApiError> {
    let early = || ApiError::from(AppError::Upload(UploadProblem::EndedEarly));
    let mut appender = http
        .app
        .append(&sender.ctx, &sender.link, id, 0, None, None)
        .await?;
    while let Some(bytes) = in_time(field.chunk()).await.map_err(|_| early())? {
        appender.push(bytes).await?;
    }
    let appended = appender.finish(true).await?;
    let file = appended.file.ok_or_else(early)?;
    let sent = http.app.sent_files(&sender.link).await?;
    let sent = sent
        .arrived(file)
        .and_then(|file| convert::sent_file(file, None))
        .ok_or(AppError::NotFound("file"))?;
    Ok(Arrived {
        id: sent.id,
        name: sent.name,
        bytes: appended.offset,
        blake3: sent.blake3.unwrap_or_default(),
    })
}

/// Gives an upload up when dropped: a form cannot be continued, and its room on the link comes back, also when the
/// connection breaks and drops the handler.
struct GiveUp {
    http: Http,
    sender: Option<Sender>,
    id: UploadId,
}

impl GiveUp {
    fn forget(mut self) {
        self.sender = None;
    }
}

impl Drop for GiveUp {
    fn drop(&mut self) {
        let Some(sender) = self.sender.take() else {
            return;
        };
        let (http, id) = (self.http.clone(), self.id);
        tokio::spawn(async move {
            let ended = http.app.terminate_upload(&sender.ctx, &sender.link, id);
            if let Err(error) = ended.await {
                tracing::warn!(upload = %id, error = %coffer_app::error_chain(&error), "an upload of a form stays until it expires");
            }
        });
    }
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, Stalled> {
    in_time(form.next_field()).await
}

/// A field that is not the file.
async fn short(mut field: Field<'_>) -> Result<String, Stalled> {
    let mut out = Vec::new();
    while let Some(bytes) = in_time(field.chunk()).await? {
        if out.len() + bytes.len() > FORM_FIELD_BYTES_MAX {
            return Err(Stalled);
        }
        out.extend_from_slice(&bytes);
    }
    String::from_utf8(out).map_err(|_| Stalled)
}

/// The form broke off, stalled or is not one of ours.
struct Stalled;

async fn in_time<T>(step: impl Future<Output = Result<T, MultipartError>>) -> Result<T, Stalled> {
    match tokio::time::timeout(Duration::from_secs(BODY_IDLE_SECONDS), step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(_)) | Err(_) => Err(Stalled),
    }
}
