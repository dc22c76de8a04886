//! Signed requests, tried again where that may help.

use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use coffer_domain::ports::{BucketError, Clock};
use reqwest::blocking::Client;
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Method, Url};

use crate::config::{BucketConfig, BucketConfigError, Patience, is_this_machine};
use crate::limits::{ANSWER_BYTES_MAX, CONNECT_MAX, RATE_MIN, SAID_CHARS_MAX};
use crate::sign::{Credentials, Signing, amz_date, authorization, encode, hash, query};
use crate::xml;

/// A request as one thinks of it.
pub(crate) struct Call<'a> {
    /// What it is for, as in "cannot … ": `put a file`.
    pub(crate) what: &'static str,
    pub(crate) method: Method,
    /// None for the bucket itself.
    pub(crate) key: Option<&'a str>,
    pub(crate) query: Vec<(&'static str, String)>,
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: &'a [u8],
    /// Bytes of a file that the answer brings.
    pub(crate) awaited: u64,
}

impl<'a> Call<'a> {
    pub(crate) fn new(what: &'static str, method: Method, key: Option<&'a str>) -> Self {
        Self {
            what,
            method,
            key,
            query: Vec::new(),
            headers: Vec::new(),
            body: &[],
            awaited: 0,
        }
    }
}

/// What came back: a success, or one of the statuses that are asked about by number.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn xml(&self, what: &'static str) -> Result<xml::Element, BucketError> {
        let parsed = std::str::from_utf8(&self.body).ok().and_then(xml::parse);
        parsed.ok_or_else(|| BucketError::Answer {
            what,
            said: "it is not XML".to_owned(),
        })
    }
}

pub(crate) struct Http {
    client: Client,
    /// `https://host:port`, without a slash.
    base: String,
    host: String,
    /// `/bucket`.
    bucket_path: String,
    prefix: String,
    credentials: Credentials,
    clock: Arc<dyn Clock>,
    pub(crate) patience: Patience,
}

impl Http {
    pub(crate) fn new(
        config: BucketConfig,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, BucketConfigError> {
        let url = config.check()?;
        let mut builder = Client::builder()
            .https_only(!is_this_machine(&url))
            .redirect(Policy::none())
            .no_proxy()
            .connect_timeout(CONNECT_MAX)
            .timeout(None)
            .user_agent(concat!("Coffer/", env!("CARGO_PKG_VERSION")));
        if let Some(pem) = &config.ca_pem {
            let found =
                reqwest::Certificate::from_pem_bundle(pem).map_err(BucketConfigError::Client)?;
            builder = builder.tls_certs_merge(found);
        }
        Ok(Self {
            client: builder.build().map_err(BucketConfigError::Client)?,
            base: url.as_str().trim_end_matches('/').to_owned(),
            host: host(&url),
            bucket_path: format!("/{}", config.bucket),
            prefix: config.prefix,
            credentials: Credentials {
                access_key: config.access_key,
                secret_key: config.secret_key,
                region: config.region,
            },
            clock,
            patience: config.patience,
        })
    }

    /// What all keys begin with.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Asks; tries again while it may pass by itself. Statuses of success and those in `also` come back.
    pub(crate) fn ask(&self, call: &Call<'_>, also: &[u16]) -> Result<Answer, BucketError> {
        let mut pause = self.patience.pause;
        let mut tries = 1;
        loop {
            let last = tries >= self.patience.tries;
            match self.once(call) {
                Err(BucketError::Unreachable { source, .. }) if last => {
                    return Err(BucketError::Unreachable { tries, source });
                }
                Err(BucketError::Unreachable { .. }) => {}
                Err(error) => return Err(error),
                Ok(answer) if is_good(answer.status, also) => return Ok(answer),
                Ok(answer) if may_pass(answer.status) => {
                    if last {
                        let said = said(&answer);
                        let what = call.what;
                        return Err(BucketError::Busy { what, tries, said });
                    }
                }
                Ok(answer) => return Err(refusal(call.what, &answer)),
            }
            std::thread::sleep(pause);
            pause = pause.saturating_mul(2);
            tries += 1;
        }
    }

    fn once(&self, call: &Call<'_>) -> Result<Answer, BucketError> {
        let mut path = self.bucket_path.clone();
        if let Some(key) = call.key {
            path.push('/');
            path.push_str(&encode(&self.prefix, true));
            path.push_str(&encode(key, true));
        }
        let query = query(&call.query);
        let body_hash = hash(call.body);
        let now = self.clock.now();
        let own = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let mut headers = vec![
            own("host", &self.host),
            own("x-amz-date", &amz_date(now)),
            own("x-amz-content-sha256", &body_hash),
        ];
        headers.extend(call.headers.iter().map(|(name, value)| own(name, value)));
        let signing = Signing {
            method: call.method.as_str(),
            path: &path,
            query: &query,
            headers: &headers,
            body: &body_hash,
        };
        let signature = authorization(&self.credentials, &signing, now);
        let mark = if query.is_empty() { "" } else { "?" };
        let mut request = self
            .client
            .request(
                call.method.clone(),
                format!("{}{path}{mark}{query}", self.base),
            )
            .timeout(self.time_for(call))
            .header("authorization", signature)
            .body(call.body.to_vec());
        // The client says `host` by itself.
        for (name, value) in headers.iter().skip(1) {
            request = request.header(name, value);
        }
        let response = request.send().map_err(unreachable)?;
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let mut body = Vec::new();
        let longest = call.awaited.max(ANSWER_BYTES_MAX);
        let read = response
            .take(longest.saturating_add(1))
            .read_to_end(&mut body);
        read.map_err(|error| BucketError::Unreachable {
            tries: 1,
            source: Box::new(error),
        })?;
        if body.len() as u64 > longest {
            return Err(BucketError::Answer {
                what: call.what,
                said: "it is longer than it may be".to_owned(),
            });
        }
        Ok(Answer {
            status,
            headers,
            body,
        })
    }

    /// How long a request may take with what goes and comes with it.
    fn time_for(&self, call: &Call<'_>) -> Duration {
        let content = (call.body.len() as u64).saturating_add(call.awaited);
        let content = Duration::from_secs(content / RATE_MIN);
        self.patience.answer.saturating_add(content)
    }
}

/// The value of the header, as the client writes it.
fn host(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

fn unreachable(error: reqwest::Error) -> BucketError {
    BucketError::Unreachable {
        tries: 1,
        source: Box::new(error.without_url()),
    }
}

fn is_good(status: u16, also: &[u16]) -> bool {
    (200..300).contains(&status) || also.contains(&status)
}

/// Too many requests, one at the same moment (409 to a conditional put), or a store that has trouble of its own.
fn may_pass(status: u16) -> bool {
    matches!(status, 408 | 409 | 429 | 500 | 502 | 503 | 504)
}

pub(crate) fn refusal(what: &'static str, answer: &Answer) -> BucketError {
    let said = said(answer);
    match answer.status {
        401 | 403 => BucketError::Denied { what, said },
        404 => BucketError::Gone { what, said },
        _ => BucketError::Answer { what, said },
    }
}

/// What the store said: its status, code and message, as far as they can be shown.
fn said(answer: &Answer) -> String {
    let root = std::str::from_utf8(&answer.body).ok().and_then(xml::parse);
    let words = root.map_or_else(String::new, |root| {
        let word = |name| root.child(name).unwrap_or_default();
        format!(" {}: {}", word("Code"), word("Message"))
    });
    let shown = words.chars().filter(|c| !c.is_control());
    let shown: String = shown.take(SAID_CHARS_MAX).collect();
    format!("{}{shown}", answer.status)
}
