//! Random tokens: `coffer_<kind>_<52 characters><6 check characters>`, recognisable to leak scanners.
//!
//! 256 random bits in lower-case base32 (RFC 4648), then a checksum that tells a mistyped token from
//! an unknown one without asking the server.

use coffer_domain::ports::{Entropy, random};
use coffer_domain::secret::{SecretText, TokenHash};
use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

const SECRET_CHARS: usize = 52;
const CHECK_CHARS: usize = 6;

/// What a token is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A member's API token.
    Api,
    /// A delivered file that was taken.
    Delivery,
    /// The link of a notice.
    Freeze,
    /// An enrolment link.
    Enrolment,
    /// A sign-in under way at an identity provider.
    Flow,
    /// A file request's link.
    Link,
    /// A contact's pass.
    Pass,
    /// A service account's token.
    Service,
    /// A session cookie.
    Session,
}

impl TokenKind {
    /// What such a token starts with.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            TokenKind::Api => "coffer_pat_",
            TokenKind::Delivery => "coffer_dlv_",
            TokenKind::Enrolment => "coffer_enr_",
            TokenKind::Freeze => "coffer_frz_",
            TokenKind::Flow => "coffer_oid_",
            TokenKind::Link => "coffer_lnk_",
            TokenKind::Pass => "coffer_pas_",
            TokenKind::Service => "coffer_svc_",
            TokenKind::Session => "coffer_ses_",
        }
    }
}

static BASE32: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut specification = Specification::new();
    specification
        .symbols
        .push_str("abcdefghijklmnopqrstuvwxyz234567");
    specification.encoding().ok()
});

fn base32(bytes: &[u8]) -> String {
    BASE32
        .as_ref()
        .map(|encoding| encoding.encode(bytes))
        .unwrap_or_default()
}

/// A fresh token and what the server keeps of it.
#[must_use]
pub fn mint(kind: TokenKind, entropy: &dyn Entropy) -> (SecretText, TokenHash) {
    let body = format!("{}{}", kind.prefix(), base32(&random::<32>(entropy)));
    let token = format!("{body}{}", check_chars(&body));
    let hash = hash(&token);
    (SecretText::new(token), hash)
}

/// What the server keeps of `token`, if it has the form of `kind`.
#[must_use]
pub fn parse(kind: TokenKind, token: &str) -> Option<TokenHash> {
    let secret = token.strip_prefix(kind.prefix())?;
    if secret.len() != SECRET_CHARS + CHECK_CHARS || !token.is_ascii() {
        return None;
    }
    let (body, check) = token.split_at_checked(token.len() - CHECK_CHARS)?;
    (check_chars(body) == check).then(|| hash(token))
}

fn check_chars(body: &str) -> String {
    let mut text = base32(&Sha256::digest(body.as_bytes()));
    text.truncate(CHECK_CHARS);
    text
}

fn hash(token: &str) -> TokenHash {
    TokenHash(Sha256::digest(token.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Zeros;
    impl Entropy for Zeros {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(0);
        }
    }

    #[test]
    fn a_token_parses_only_as_its_own_kind_and_unaltered() {
        let (token, hash) = mint(TokenKind::Link, &Zeros);
        let text = token.expose();
        assert!(parse(TokenKind::Link, text) == Some(hash));
        assert!(parse(TokenKind::Api, text).is_none());
        let mistyped = text.replacen('a', "b", 1);
        assert!(parse(TokenKind::Link, &mistyped).is_none());
        assert!(parse(TokenKind::Link, &format!("{text}a")).is_none());
        assert!(parse(TokenKind::Link, "coffer_lnk_").is_none());
    }
}
