//! The link a contact was given, in either of its two forms.

use std::fmt;

use reqwest::Url;
use zeroize::Zeroizing;

use crate::limits::LINK_BYTES_MAX;

const TOKEN_PREFIX: &str = "coffer_lnk_";

/// Where to send, and the secret that allows it. `Display` leaves the secret out.
#[derive(Clone)]
pub struct Link {
    base: Url,
    request: Option<String>,
    token: Zeroizing<String>,
}

/// Why a text is not a link. None of the variants repeats the text: it may hold a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    #[error("the link is longer than {LINK_BYTES_MAX} bytes")]
    TooLong,
    #[error("the link is not a web address (https://…)")]
    NotAnAddress,
    #[error("the link does not begin with `https://`; nothing was sent over an open connection")]
    NotHttps,
    #[error(
        "the link is incomplete: the part after `#` is missing; put the link in quotes, the shell may have cut it"
    )]
    NoFragment,
    #[error(
        "the link is neither a page link (https://HOST/c/REQUEST#TOKEN) nor an upload link (https://HOST/u/TOKEN/)"
    )]
    Form,
    #[error("the link's secret part is incomplete or damaged; copy the link again")]
    Token,
}

impl Link {
    /// Reads `https://HOST/c/{request}#{token}` or `https://HOST/u/{token}/`.
    ///
    /// # Errors
    /// Anything else; plain `http` too.
    pub fn parse(text: &str) -> Result<Self, LinkError> {
        let text = text.trim();
        if text.len() > LINK_BYTES_MAX {
            return Err(LinkError::TooLong);
        }
        let url = Url::parse(text).map_err(|_| LinkError::NotAnAddress)?;
        if url.scheme() != "https" {
            return Err(LinkError::NotHttps);
        }
        if url.host_str().is_none() || !url.username().is_empty() || url.password().is_some() {
            return Err(LinkError::Form);
        }
        let parts: Vec<&str> = url
            .path()
            .split('/')
            .filter(|part| !part.is_empty())
            .collect();
        let (request, token) = match parts.as_slice() {
            ["c", request] => {
                let token = url.fragment().filter(|token| !token.is_empty());
                (
                    Some((*request).to_owned()),
                    token.ok_or(LinkError::NoFragment)?,
                )
            }
            ["u", token] => (None, *token),
            _ => return Err(LinkError::Form),
        };
        if !is_token(token) {
            return Err(LinkError::Token);
        }
        let token = Zeroizing::new(token.to_owned());
        let mut base = url.clone();
        base.set_path("/");
        base.set_query(None);
        base.set_fragment(None);
        Ok(Self {
            base,
            request,
            token,
        })
    }

    /// A link to a server without TLS, as only tests have it.
    #[cfg(test)]
    pub(crate) fn plain(base: Url) -> Self {
        Self {
            base,
            request: None,
            token: Zeroizing::new(format!("{TOKEN_PREFIX}test")),
        }
    }

    /// The server: scheme, host and port.
    #[must_use]
    pub fn base(&self) -> &Url {
        &self.base
    }

    /// The request's id, known from page links only.
    #[must_use]
    pub fn request(&self) -> Option<&str> {
        self.request.as_deref()
    }

    /// The secret; goes into the `Coffer-Link` header and nowhere else.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.token
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.request {
            Some(request) => write!(f, "{}c/{request}", self.base),
            None => write!(f, "{}u/…", self.base),
        }
    }
}

fn is_token(text: &str) -> bool {
    text.strip_prefix(TOKEN_PREFIX).is_some_and(|rest| {
        !rest.is_empty()
            && rest
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "coffer_lnk_0123456789abcdefghjkmnpqrstvwxyz";

    #[test]
    fn both_forms_are_read() {
        let page = Link::parse(&format!(
            " https://coffer.example:8443/c/req_01jabc#{TOKEN}\n"
        ))
        .unwrap();
        assert_eq!(page.base().as_str(), "https://coffer.example:8443/");
        assert_eq!(page.request(), Some("req_01jabc"));
        assert_eq!(page.token(), TOKEN);
        let upload = Link::parse(&format!("https://coffer.example/u/{TOKEN}/")).unwrap();
        assert_eq!(upload.base().as_str(), "https://coffer.example/");
        assert_eq!(upload.request(), None);
        assert_eq!(upload.token(), TOKEN);
        assert!(Link::parse(&format!("https://coffer.example/u/{TOKEN}")).is_ok());
    }

    #[test]
    fn wrong_links_are_refused_each_with_its_reason() {
        for (text, expected) in [
            ("".to_owned(), LinkError::NotAnAddress),
            ("coffer.example/c/req_1".to_owned(), LinkError::NotAnAddress),
            (format!("http://h/u/{TOKEN}/"), LinkError::NotHttps),
            (format!("file:///u/{TOKEN}/"), LinkError::NotHttps),
            ("https://h/c/req_1".to_owned(), LinkError::NoFragment),
            ("https://h/c/req_1#".to_owned(), LinkError::NoFragment),
            ("https://h/c/req_1#abc".to_owned(), LinkError::Token),
            (format!("https://h/u/{TOKEN}%0d%0a/"), LinkError::Token),
            ("https://h/u/coffer_lnk_/".to_owned(), LinkError::Token),
            (format!("https://h/x/{TOKEN}/"), LinkError::Form),
            (format!("https://h/u/{TOKEN}/more"), LinkError::Form),
            (format!("https://user:pw@h/u/{TOKEN}/"), LinkError::Form),
            (
                format!("https://h/{}", "x".repeat(LINK_BYTES_MAX)),
                LinkError::TooLong,
            ),
        ] {
            assert_eq!(
                Link::parse(&text).map(|_| ()).unwrap_err(),
                expected,
                "{text:.60}"
            );
        }
    }

    #[test]
    fn the_secret_is_not_shown() {
        for text in [
            format!("https://h/c/req_1#{TOKEN}"),
            format!("https://h/u/{TOKEN}/"),
        ] {
            assert!(!Link::parse(&text).unwrap().to_string().contains(TOKEN));
        }
    }
}
