//! One round of sending: find or create the upload, ask where it stands, send the next chunk.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use coffer_api::headers;
use coffer_api::link::SentFile;
use data_encoding::BASE64;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, LOCATION};
use reqwest::{Body, Method, RequestBuilder, Response, Url};

use super::content::Trouble;
use super::job::{Job, Place, Step};
use super::{SendError, Sender, State};
use crate::error::CallError;
use crate::limits::{IDLE_TIMEOUT, REPORT_INTERVAL};

const TUS_RESUMABLE: &str = "tus-resumable";
const TUS_VERSION: &str = "1.0.0";
const UPLOAD_OFFSET: &str = "upload-offset";
const UPLOAD_LENGTH: &str = "upload-length";
const UPLOAD_METADATA: &str = "upload-metadata";
/// Uploads of one file that may be gone before that counts as failing.
const LOOKUPS_MAX: u32 = 3;
const OFFSET_STREAM: &str = "application/offset+octet-stream";

impl Sender<'_> {
    /// One round of [`Sender::send`].
    pub(super) async fn advance(&mut self, job: &mut Job<'_>) -> Result<Step, SendError> {
        match &job.place {
            Place::Unknown => self.find_or_create(job).await?,
            Place::Unsure(url) => {
                let url = url.clone();
                self.ask_offset(job, url).await?;
            }
            Place::At(url) => {
                let url = url.clone();
                self.send_chunk(job, url).await?;
            }
            Place::Received(id) => {
                let receipt = self.client.receipt(id).await?;
                job.hash(job.file.bytes).await?;
                return Ok(Step::Received { receipt });
            }
        }
        Ok(Step::More)
    }

    async fn find_or_create(&mut self, job: &mut Job<'_>) -> Result<(), SendError> {
        let known = match self.known.take() {
            Some(known) => known,
            None => self.client.files().await?,
        };
        let known = self.known.insert(known);
        let same =
            |sent: &SentFile| sent.name == job.file.name && sent.bytes == Some(job.file.bytes);
        let candidates: Vec<SentFile> = known
            .iter()
            .filter(|sent| same(sent) && !self.claimed.contains(&sent.id))
            .cloned()
            .collect();
        if let Some(upload) = candidates.iter().find_map(|sent| sent.upload.as_deref()) {
            job.place = Place::Unsure(self.client.upload(upload)?);
            return Ok(());
        }
        let received: Vec<SentFile> = candidates
            .into_iter()
            .filter(|sent| sent.blake3.is_some())
            .collect();
        if !received.is_empty() {
            job.hash(job.file.bytes).await?;
            let here = job.blake3();
            if let Some(sent) = received
                .into_iter()
                .find(|sent| sent.blake3.as_ref() == Some(&here))
            {
                job.already_there = true;
                job.received(sent.id);
                return Ok(());
            }
        }
        self.create(job).await
    }

    async fn create(&self, job: &mut Job<'_>) -> Result<(), SendError> {
        let url = self.client.uploads()?;
        let request = self
            .tus(Method::POST, url)
            .header(UPLOAD_LENGTH, job.file.bytes)
            .header(UPLOAD_METADATA, metadata(&job.file.name, self.item))
            .header(CONTENT_LENGTH, 0);
        let transport = &self.client.transport;
        let response = transport.send(request).await?;
        if let Some(id) = file_id(response.headers()) {
            job.received(id);
            return Ok(());
        }
        let location = header(response.headers(), LOCATION.as_str())
            .ok_or_else(|| transport.unexpected("an upload without a `Location`"))?;
        job.durable = 0;
        job.place = Place::At(transport.located(location)?);
        job.tell(0, State::Sending);
        Ok(())
    }

    async fn ask_offset(&mut self, job: &mut Job<'_>, url: Url) -> Result<(), SendError> {
        let request = self.tus(Method::HEAD, url.clone());
        let response = match self.client.transport.send(request).await {
            Ok(response) => response,
            // An answer, not a failure of the line: the next round looks at once what became of it.
            Err(error) if job.lookups < LOOKUPS_MAX && job.survives(&error) && job.is_lost() => {
                job.lookups += 1;
                self.known = None;
                return Ok(());
            }
            Err(error) => {
                // An answer to HEAD has no body; the list's answer says why.
                if error.status().is_some() && !error.is_passing() {
                    self.client.files().await?;
                }
                return Err(error.into());
            }
        };
        if let Some(id) = file_id(response.headers()) {
            job.received(id);
            return Ok(());
        }
        job.durable = self.offset(&response, job.file.bytes)?;
        if job.durable > 0 {
            job.tell(
                job.durable,
                State::Resumed {
                    offset: job.durable,
                },
            );
            job.hash(job.durable).await?;
        }
        job.place = Place::At(url);
        Ok(())
    }

    async fn send_chunk(&self, job: &mut Job<'_>, url: Url) -> Result<(), SendError> {
        let offset = job.durable;
        let len = self.chunk_bytes.min(job.file.bytes.saturating_sub(offset));
        let opened = job.content.open(offset).await;
        let file = opened.map_err(|error| job.trouble(Trouble::Io(error)))?;
        let moved = Arc::new(AtomicU64::new(0));
        let stream = job.content.stream(
            file,
            offset,
            len,
            Arc::clone(&self.pace),
            Arc::clone(&moved),
        );
        let request = self
            .tus(Method::PATCH, url)
            .header(UPLOAD_OFFSET, offset)
            .header(CONTENT_TYPE, OFFSET_STREAM)
            .header(CONTENT_LENGTH, len)
            .body(Body::wrap_stream(stream));
        let answered = self.watched(job, request, &moved).await;
        if let Some(trouble) = job.content.trouble() {
            return Err(job.trouble(trouble));
        }
        let response = answered?;
        if let Some(id) = file_id(response.headers()) {
            job.received(id);
            return Ok(());
        }
        let stands = self.offset(&response, job.file.bytes)?;
        if stands <= offset {
            // An empty last chunk has to bring the file; anything else has to bring bytes.
            let what = format!("a chunk that left the upload at byte {stands}");
            return Err(self.client.transport.unexpected(what).into());
        }
        job.durable = stands;
        job.tell(stands, State::Sending);
        Ok(())
    }

    /// Sends, telling how far it is; gives up when nothing moves.
    async fn watched(
        &self,
        job: &mut Job<'_>,
        request: RequestBuilder,
        moved: &AtomicU64,
    ) -> Result<Response, CallError> {
        let transport = &self.client.transport;
        let exchange = async {
            let response = request
                .send()
                .await
                .map_err(|error| transport.failed(error))?;
            transport.checked(response).await
        };
        let mut exchange = std::pin::pin!(exchange);
        let mut ticks = tokio::time::interval(REPORT_INTERVAL);
        let mut last = (0, Instant::now());
        loop {
            tokio::select! {
                response = &mut exchange => return response,
                _ = ticks.tick() => {}
            }
            let now = moved.load(Ordering::Relaxed);
            if now != last.0 {
                last = (now, Instant::now());
                job.tell(job.durable + now, State::Sending);
            } else if last.1.elapsed() > IDLE_TIMEOUT {
                let host = transport.host();
                return Err(CallError::Idle {
                    host,
                    idle: IDLE_TIMEOUT,
                });
            }
        }
    }

    fn tus(&self, method: Method, url: Url) -> RequestBuilder {
        let transport = &self.client.transport;
        // What carries a file may take hours; everything else answers soon.
        let http = if method == Method::PATCH {
            &transport.transfers
        } else {
            &transport.calls
        };
        self.client
            .authorised(http.request(method, url))
            .header(TUS_RESUMABLE, TUS_VERSION)
    }

    fn offset(&self, response: &Response, total: u64) -> Result<u64, CallError> {
        header(response.headers(), UPLOAD_OFFSET)
            .and_then(|text| text.parse().ok())
            .filter(|offset| *offset <= total)
            .ok_or_else(|| {
                self.client
                    .transport
                    .unexpected("no usable `Upload-Offset`")
            })
    }
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name)?.to_str().ok()
}

fn file_id(headers: &HeaderMap) -> Option<String> {
    header(headers, headers::FILE).map(str::to_owned)
}

/// The tus metadata for a name; a name with folders also goes as `relativePath`, as Uppy sends it.
fn metadata(name: &str, item: Option<u32>) -> String {
    let base = name.rsplit('/').next().unwrap_or(name);
    let mut pairs = vec![format!("filename {}", BASE64.encode(base.as_bytes()))];
    if base != name {
        pairs.push(format!("relativePath {}", BASE64.encode(name.as_bytes())));
    }
    if let Some(item) = item {
        pairs.push(format!(
            "item {}",
            BASE64.encode(item.to_string().as_bytes())
        ));
    }
    pairs.join(",")
}
