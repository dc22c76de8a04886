//! Which bucket, and who asks.

use std::time::Duration;

use coffer_domain::secret::SecretText;
use reqwest::Url;

use crate::limits::{ANSWER_MAX, PAGES_MAX, PART_BYTES, PAUSE_FIRST, TRIES_MAX};

/// Which bucket, and who asks.
pub struct BucketConfig {
    /// Where the store is, such as `https://s3.eu-central-1.amazonaws.com`; the bucket's name becomes part of the path.
    pub endpoint: String,
    /// The region requests are signed for.
    pub region: String,
    /// The bucket's name.
    pub bucket: String,
    /// What all keys begin with; empty, or ends with `/`.
    pub prefix: String,
    pub access_key: String,
    pub secret_key: SecretText,
    /// PEM certificates trusted beside the system's.
    pub ca_pem: Option<Vec<u8>>,
    pub patience: Patience,
}

/// How long something is tried, and in which pieces.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// How often a request is tried that may pass by itself.
    pub tries: u32,
    /// The pause before the second try, doubled each time.
    pub pause: Duration,
    /// Longest time for a request beside its content.
    pub answer: Duration,
    /// What goes with one request.
    pub part_bytes: u64,
    /// How many pages of one list are read.
    pub pages: u32,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            tries: TRIES_MAX,
            pause: PAUSE_FIRST,
            answer: ANSWER_MAX,
            part_bytes: PART_BYTES,
            pages: PAGES_MAX,
        }
    }
}

/// The configuration of a bucket cannot work.
#[derive(Debug, thiserror::Error)]
pub enum BucketConfigError {
    /// Not an address.
    #[error(
        "`{0}` is not an https:// address without a name, password, path, query or fragment in it"
    )]
    Endpoint(String),
    /// Plaintext to another machine.
    #[error(
        "`{0}` without TLS is refused: plaintext is for this machine only, by its number (127.0.0.1)"
    )]
    Plaintext(String),
    /// Not a bucket's name.
    #[error("`{0}` is not a bucket's name: 3 to 63 lower-case letters, digits, dots and hyphens")]
    Bucket(String),
    /// Not a prefix.
    #[error(
        "`{0}` is not a prefix: letters, digits, `.`, `_`, `-` and `/`, with a `/` at its end and none at its beginning"
    )]
    Prefix(String),
    /// Region or access key are empty or have other characters than theirs.
    #[error("the {0} has characters that cannot be in it, or none")]
    Word(&'static str),
    /// No secret.
    #[error("the secret key is empty")]
    Secret,
    /// The client cannot be set up.
    #[error("the client cannot be set up; is the ca_file one of PEM certificates?")]
    Client(#[source] reqwest::Error),
}

impl BucketConfig {
    /// Checks everything; connects to nothing. The endpoint's address.
    pub(crate) fn check(&self) -> Result<Url, BucketConfigError> {
        let word = |text: &str, also: &[char]| {
            let good = |c: char| c.is_ascii_alphanumeric() || also.contains(&c);
            !text.is_empty() && text.chars().all(good)
        };
        if !word(&self.region, &['-', '_']) {
            return Err(BucketConfigError::Word("region"));
        }
        if !word(&self.access_key, &['-', '_', '.']) {
            return Err(BucketConfigError::Word("access key"));
        }
        if self.secret_key.expose().is_empty() {
            return Err(BucketConfigError::Secret);
        }
        let bucket = &self.bucket;
        let upper = bucket.chars().any(|c| c.is_ascii_uppercase());
        if !(3..=63).contains(&bucket.len()) || !word(bucket, &['-', '.']) || upper || dots(bucket)
        {
            return Err(BucketConfigError::Bucket(bucket.clone()));
        }
        let prefix = &self.prefix;
        let good = word(prefix, &['-', '_', '.', '/'])
            && prefix.ends_with('/')
            && !prefix.starts_with('/')
            && !prefix.contains("//")
            && !prefix.split('/').any(dots);
        if !prefix.is_empty() && !good {
            return Err(BucketConfigError::Prefix(prefix.clone()));
        }
        endpoint(&self.endpoint)
    }
}

/// What an address would lose when it is read.
fn dots(part: &str) -> bool {
    part == "." || part == ".." || part.contains("..")
}

fn endpoint(text: &str) -> Result<Url, BucketConfigError> {
    let wrong = || BucketConfigError::Endpoint(text.to_owned());
    let url = Url::parse(text).map_err(|_| wrong())?;
    let plain = url.username().is_empty()
        && url.password().is_none()
        && url.fragment().is_none()
        && url.query().is_none()
        && matches!(url.path(), "" | "/");
    if !plain || !url.has_host() || !matches!(url.scheme(), "http" | "https") {
        return Err(wrong());
    }
    if url.scheme() == "http" && !is_this_machine(&url) {
        return Err(BucketConfigError::Plaintext(text.to_owned()));
    }
    Ok(url)
}

/// Whether an address is this machine's by its very number.
pub(crate) fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']');
    number
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> BucketConfig {
        BucketConfig {
            endpoint: "https://s3.example".to_owned(),
            region: "eu-1".to_owned(),
            bucket: "coffer-backup".to_owned(),
            prefix: "site/".to_owned(),
            access_key: "AK".to_owned(),
            secret_key: SecretText::new("SK".to_owned()),
            ca_pem: None,
            patience: Patience::default(),
        }
    }

    #[test]
    fn addresses_are_of_https_or_of_this_machine() {
        let check = |endpoint: &str| {
            let endpoint = endpoint.to_owned();
            BucketConfig {
                endpoint,
                ..config()
            }
            .check()
            .is_ok()
        };
        for good in ["https://s3.example", "http://127.0.0.1:9", "http://[::1]/"] {
            assert!(check(good), "{good}");
        }
        for bad in [
            "http://s3.example",
            "http://localhost.example",
            "http://10.0.0.1",
            "https://name:word@s3.example",
            "https://s3.example/bucket",
            "https://s3.example/?x",
            "ftp://s3.example",
            "s3.example",
        ] {
            assert!(!check(bad), "{bad}");
        }
    }

    #[test]
    fn names_are_what_they_are_said_to_be() {
        for bucket in ["", "ab", "Coffer", "a/b", "a..b", "a b"] {
            let bucket = bucket.to_owned();
            assert!(BucketConfig { bucket, ..config() }.check().is_err());
        }
        for prefix in ["a", "/a/", "a//", "../", "a?/"] {
            let prefix = prefix.to_owned();
            assert!(BucketConfig { prefix, ..config() }.check().is_err());
        }
        assert!(
            BucketConfig {
                prefix: String::new(),
                ..config()
            }
            .check()
            .is_ok()
        );
    }
}
