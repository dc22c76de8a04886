//! One call: send, tell answers from problems, read a bounded body.

use std::time::Duration;

use bytes::Bytes;
use coffer_api::problem::Problem;
use reqwest::header::{CONTENT_RANGE, HeaderMap, RETRY_AFTER};
use reqwest::{RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;

use crate::error::{CallError, ProblemError};
use crate::limits::{ANSWER_BYTES_MAX, PROBLEM_BYTES_MAX, RETRY_AFTER_MAX};
use crate::transport::Transport;

impl Transport {
    /// Sends; an answer with a success status comes back unread.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Result<Response, CallError> {
        let response = request.send().await.map_err(|error| self.failed(error))?;
        self.checked(response).await
    }

    /// Turns an answer that is no success into its problem.
    pub(crate) async fn checked(&self, response: Response) -> Result<Response, CallError> {
        if response.status().is_success() {
            return Ok(response);
        }
        let status = response.status();
        let retry_after = retry_after(response.headers());
        let problem = match self.body(response, PROBLEM_BYTES_MAX).await {
            Ok(body) => serde_json::from_slice(&body).unwrap_or_else(|_| unexplained(status)),
            Err(_) => unexplained(status),
        };
        Err(CallError::Problem(Box::new(ProblemError {
            problem,
            retry_after,
        })))
    }

    /// Sends and reads the answer's JSON.
    pub(crate) async fn json<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
    ) -> Result<T, CallError> {
        let response = self.send(request).await?;
        let body = self.body(response, ANSWER_BYTES_MAX).await?;
        serde_json::from_slice(&body).map_err(|error| {
            self.unexpected(format!("an answer this version cannot read ({error})"))
        })
    }

    async fn body(&self, mut response: Response, max: usize) -> Result<Vec<u8>, CallError> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.failed(error))? {
            if body.len() + chunk.len() > max {
                return Err(self.unexpected(format!("an answer longer than {max} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    /// Sends and hands the body out piece by piece.
    pub(crate) async fn download(&self, request: RequestBuilder) -> Result<Download, CallError> {
        let response = self.send(request).await?;
        Ok(Download {
            transport: self.clone(),
            partial: response.status() == StatusCode::PARTIAL_CONTENT,
            from: range_start(response.headers()),
            bytes: response.content_length(),
            response,
        })
    }
}

/// A body on its way.
#[derive(Debug)]
pub struct Download {
    transport: Transport,
    response: Response,
    partial: bool,
    from: Option<u64>,
    bytes: Option<u64>,
}

impl Download {
    /// Bytes of this answer, if the server said.
    #[must_use]
    pub fn bytes(&self) -> Option<u64> {
        self.bytes
    }

    /// The offset at which this answer begins.
    #[must_use]
    pub fn offset(&self) -> u64 {
        if self.partial {
            self.from.unwrap_or(0)
        } else {
            0
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// The connection broke or stood still. What came before is good.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, CallError> {
        let transport = &self.transport;
        self.response
            .chunk()
            .await
            .map_err(|error| transport.failed(error))
    }
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: u64 = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    Some(Duration::from_secs(seconds).min(RETRY_AFTER_MAX))
}

/// The first byte of `Content-Range: bytes 5-9/10`.
fn range_start(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    range
        .strip_prefix("bytes ")?
        .split('-')
        .next()?
        .parse()
        .ok()
}

/// For answers that come from something in front of the server.
fn unexplained(status: StatusCode) -> Problem {
    let name = status.canonical_reason().unwrap_or("no reason given");
    Problem {
        kind: "about:blank".to_owned(),
        title: format!("the server answered {} ({name})", status.as_u16()),
        status: status.as_u16(),
        code: format!("http_{}", status.as_u16()),
        detail: String::new(),
        request: None,
        rules: Vec::new(),
    }
}
