//! The sending side of one file request.

use std::sync::{Mutex, PoisonError};

use coffer_api::List;
use coffer_api::headers;
use coffer_api::ledger::Receipt;
use coffer_api::link::{CodeSent, EnterCode, LinkInfo, PassCreated, SentFile};
use reqwest::{Method, RequestBuilder, Url};
use zeroize::Zeroizing;

use crate::error::CallError;
use crate::link::Link;
use crate::transport::{ServerError, Transport, Trust};

/// A contact's connection through one link.
pub struct LinkClient {
    pub(crate) transport: Transport,
    link: Link,
    /// Handed out for the mailed code; replaced when it ends while files are still to be sent.
    pass: Mutex<Option<Zeroizing<String>>>,
}

impl LinkClient {
    /// # Errors
    /// A CA file that cannot be used.
    pub fn new(link: Link, trust: &Trust) -> Result<Self, ServerError> {
        Ok(Self {
            transport: Transport::new(link.base(), trust)?,
            link,
            pass: Mutex::new(None),
        })
    }

    pub(crate) fn authorised(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header(headers::LINK, self.link.token());
        let pass = self.pass.lock().unwrap_or_else(PoisonError::into_inner);
        match pass.as_ref() {
            Some(pass) => request.header(headers::PASS, pass.as_str()),
            None => request,
        }
    }

    fn request(&self, method: Method, segments: &[&str]) -> Result<RequestBuilder, CallError> {
        let url = self.transport.api(segments)?;
        Ok(self.authorised(self.transport.calls.request(method, url)))
    }

    /// What the link is for and whether this client may send now.
    pub async fn info(&self) -> Result<LinkInfo, CallError> {
        let request = self.request(Method::GET, &["link"])?;
        self.transport.json(request).await
    }

    /// Has a code mailed to the contact.
    pub async fn ask_for_code(&self) -> Result<CodeSent, CallError> {
        let request = self.request(Method::POST, &["link", "code"])?;
        self.transport.json(request).await
    }

    /// Enters the mailed code; from then on this client may send.
    pub async fn enter_code(&self, code: &str) -> Result<(), CallError> {
        let body = EnterCode {
            code: code.to_owned(),
        };
        let request = self.request(Method::POST, &["link", "verify"])?.json(&body);
        let created: PassCreated = self.transport.json(request).await?;
        let mut pass = self.pass.lock().unwrap_or_else(PoisonError::into_inner);
        *pass = Some(Zeroizing::new(created.pass));
        Ok(())
    }

    /// What was sent through this link, unfinished files too.
    pub async fn files(&self) -> Result<Vec<SentFile>, CallError> {
        let request = self.request(Method::GET, &["link", "files"])?;
        let list: List<SentFile> = self.transport.json(request).await?;
        Ok(list.items)
    }

    pub async fn receipt(&self, file: &str) -> Result<Receipt, CallError> {
        let request = self.request(Method::GET, &["link", "files", file, "receipt"])?;
        self.transport.json(request).await
    }

    pub(crate) fn uploads(&self) -> Result<Url, CallError> {
        self.transport.api(&["uploads"])
    }

    pub(crate) fn upload(&self, upload: &str) -> Result<Url, CallError> {
        self.transport.api(&["uploads", upload])
    }
}
