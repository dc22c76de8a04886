//! The port's calls as requests of the S3 protocol.

use std::io;
use std::sync::Arc;

use coffer_domain::ports::{
    BlobReader, Bucket, BucketError, BucketState, BucketVersion, Clock, Put, PutWhere,
};
use coffer_domain::time::Timestamp;
use data_encoding::HEXLOWER_PERMISSIVE;
use reqwest::Method;

use crate::config::{BucketConfig, BucketConfigError};
use crate::content::{Part, checksum, checksum_of, parts, read};
use crate::http::{Answer, Call, Http};
use crate::limits::PAGE_VERSIONS;
use crate::xml::Element;

/// A bucket reached over the S3 protocol.
pub struct S3Bucket {
    pub(crate) http: Http,
}

impl S3Bucket {
    /// Checks the configuration; connects to nothing.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn new(config: BucketConfig, clock: Arc<dyn Clock>) -> Result<Self, BucketConfigError> {
        let http = Http::new(config, clock)?;
        Ok(Self { http })
    }

    fn put_at_once(
        &self,
        key: &str,
        body: &[u8],
        locked_until: Option<Timestamp>,
        place: PutWhere,
    ) -> Result<Put, BucketError> {
        let mut call = Call::new("put a file", Method::PUT, Some(key));
        call.body = body;
        call.headers = lock_headers(locked_until);
        call.headers.push(("x-amz-checksum-sha256", checksum(body)));
        call.headers.extend(condition(place));
        put_answer(&self.http.ask(&call, &[412])?)
    }

    /// What `HEAD` says of a version.
    fn look(&self, version: &BucketVersion, what: &'static str) -> Result<Answer, BucketError> {
        let mut call = Call::new(what, Method::HEAD, Some(&version.key));
        call.query.push(("versionId", version.id.clone()));
        call.headers
            .push(("x-amz-checksum-mode", "ENABLED".to_owned()));
        self.http.ask(&call, &[])
    }

    fn read_part(&self, version: &BucketVersion, part: Part) -> Result<Vec<u8>, BucketError> {
        let what = "read a file";
        let mut call = Call::new(what, Method::GET, Some(&version.key));
        call.query.push(("versionId", version.id.clone()));
        let last = part.offset.saturating_add(part.bytes).saturating_sub(1);
        call.headers
            .push(("range", format!("bytes={}-{last}", part.offset)));
        call.awaited = part.bytes;
        let answer = self.http.ask(&call, &[])?;
        if answer.body.len() as u64 == part.bytes {
            return Ok(answer.body);
        }
        let said = "it has another length than was asked for".to_owned();
        Err(BucketError::Answer { what, said })
    }
}

impl Bucket for S3Bucket {
    fn state(&self) -> Result<BucketState, BucketError> {
        let what = "say whether it keeps versions";
        let mut call = Call::new(what, Method::GET, None);
        call.query.push(("versioning", String::new()));
        let versioning = self.http.ask(&call, &[])?.xml(what)?;
        let what = "say whether it locks";
        let mut call = Call::new(what, Method::GET, None);
        call.query.push(("object-lock", String::new()));
        // 404 (or 400, of some) is how a store says that the bucket has no locks.
        let answer = self.http.ask(&call, &[400, 404, 501])?;
        let lockable = (200..300).contains(&answer.status)
            && answer.xml(what)?.child("ObjectLockEnabled") == Some("Enabled");
        Ok(BucketState {
            versioned: versioning.child("Status") == Some("Enabled"),
            lockable,
        })
    }

    fn versions(
        &self,
        prefix: &str,
        each: &mut dyn FnMut(BucketVersion),
    ) -> Result<(), BucketError> {
        let what = "list versions";
        let mut markers: Option<(String, String)> = None;
        for _ in 0..self.http.patience.pages {
            let mut call = Call::new(what, Method::GET, None);
            call.query.push(("versions", String::new()));
            call.query
                .push(("prefix", format!("{}{prefix}", self.http.prefix())));
            call.query.push(("max-keys", PAGE_VERSIONS.to_string()));
            // Keys may hold characters that XML cannot.
            call.query.push(("encoding-type", "url".to_owned()));
            if let Some((key, version)) = &markers {
                call.query.push(("key-marker", key.clone()));
                call.query.push(("version-id-marker", version.clone()));
            }
            let page = self.http.ask(&call, &[])?.xml(what)?;
            let encoded = page.child("EncodingType") == Some("url");
            for element in page.children.iter().filter(|child| child.name == "Version") {
                if let Some(version) = listed(element, encoded, self.http.prefix()) {
                    each(version);
                }
            }
            if page.child("IsTruncated") != Some("true") {
                return Ok(());
            }
            let next = (
                decoded(page.child("NextKeyMarker").unwrap_or_default(), encoded),
                page.child("NextVersionIdMarker")
                    .unwrap_or_default()
                    .to_owned(),
            );
            // Lists go by key. One key's versions have no order that could be compared; the number of pages bounds them.
            let back = markers
                .as_ref()
                .is_some_and(|last| next.0 < last.0 || next == *last);
            if back || next.0.is_empty() {
                break;
            }
            markers = Some(next);
        }
        let said = "its pages do not end".to_owned();
        Err(BucketError::Answer { what, said })
    }

    fn put(
        &self,
        key: &str,
        content: &dyn BlobReader,
        locked_until: Option<Timestamp>,
        place: PutWhere,
    ) -> Result<Put, BucketError> {
        match parts(content.length(), self.http.patience.part_bytes).as_slice() {
            [only] => self.put_at_once(key, &read(content, *only)?, locked_until, place),
            parts => self.put_in_parts(key, content, parts, locked_until, place),
        }
    }

    fn read(&self, version: &BucketVersion, out: &mut dyn io::Write) -> Result<(), BucketError> {
        if version.bytes == 0 {
            return Ok(());
        }
        for part in parts(version.bytes, self.http.patience.part_bytes) {
            let body = self.read_part(version, part)?;
            out.write_all(&body).map_err(BucketError::Local)?;
        }
        Ok(())
    }

    fn same(
        &self,
        version: &BucketVersion,
        content: &dyn BlobReader,
    ) -> Result<Option<bool>, BucketError> {
        let answer = self.look(version, "say what a file is")?;
        let Some(told) = answer.header("x-amz-checksum-sha256") else {
            return Ok(None);
        };
        let ours = checksum_of(content, self.http.patience.part_bytes)?;
        if told == ours {
            return Ok(Some(true));
        }
        // Parts of other lengths have another checksum of the same file: it has to be read to be known.
        let in_parts = told.contains('-') || ours.contains('-');
        Ok((!in_parts).then_some(false))
    }

    fn locked_until(&self, version: &BucketVersion) -> Result<Option<Timestamp>, BucketError> {
        let what = "say how long a file is locked";
        let answer = self.look(version, what)?;
        // Whoever may bypass GOVERNANCE deletes in spite of it.
        if answer.header("x-amz-object-lock-mode") != Some("COMPLIANCE") {
            return Ok(None);
        }
        let until = answer
            .header("x-amz-object-lock-retain-until-date")
            .and_then(parse_time);
        until.map(Some).ok_or_else(|| BucketError::Answer {
            what,
            said: "its date is none".to_owned(),
        })
    }

    fn lock(&self, version: &BucketVersion, until: Timestamp) -> Result<(), BucketError> {
        let until = seconds(until);
        let body = format!(
            "<Retention xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Mode>COMPLIANCE</Mode><RetainUntilDate>{until}</RetainUntilDate></Retention>"
        );
        let mut call = Call::new("lock a file", Method::PUT, Some(&version.key));
        call.query.push(("retention", String::new()));
        call.query.push(("versionId", version.id.clone()));
        call.body = body.as_bytes();
        call.headers
            .push(("content-type", "application/xml".to_owned()));
        call.headers
            .push(("x-amz-checksum-sha256", checksum(call.body)));
        self.http.ask(&call, &[]).map(drop)
    }
}

/// A version in a list; none if it lies outside the prefix or is not as it must be.
fn listed(element: &Element, encoded: bool, prefix: &str) -> Option<BucketVersion> {
    let key = decoded(element.child("Key")?, encoded);
    Some(BucketVersion {
        key: key.strip_prefix(prefix)?.to_owned(),
        id: element.child("VersionId")?.to_owned(),
        bytes: element.child("Size")?.parse().ok()?,
        stored: parse_time(element.child("LastModified")?)?,
    })
}

/// Undoes `encoding-type=url`. What is no encoding stays as it is: it is no key of ours then.
fn decoded(text: &str, encoded: bool) -> String {
    if !encoded {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'%');
        match code.and_then(|code| HEXLOWER_PERMISSIVE.decode(code).ok()) {
            Some(code) => {
                bytes.extend(code);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(if *first == b'+' { b' ' } else { *first });
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

pub(crate) fn put_answer(answer: &Answer) -> Result<Put, BucketError> {
    Ok(match answer.status {
        412 => Put::Occupied,
        _ => Put::Stored,
    })
}

pub(crate) fn condition(place: PutWhere) -> Option<(&'static str, String)> {
    (place == PutWhere::Free).then(|| ("if-none-match", "*".to_owned()))
}

pub(crate) fn lock_headers(until: Option<Timestamp>) -> Vec<(&'static str, String)> {
    let Some(until) = until else {
        return Vec::new();
    };
    vec![
        ("x-amz-object-lock-mode", "COMPLIANCE".to_owned()),
        ("x-amz-object-lock-retain-until-date", seconds(until)),
    ]
}

/// A time as the protocol has it, in whole seconds.
fn seconds(time: Timestamp) -> String {
    let text = time.to_string();
    format!("{}Z", text.split('.').next().unwrap_or_default())
}

/// `2026-11-23T12:00:00Z`, with or without a fraction.
fn parse_time(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix('Z')?;
    let (seconds, fraction) = text.split_once('.').unwrap_or((text, ""));
    let ms: String = fraction.chars().chain("000".chars()).take(3).collect();
    Timestamp::parse(&format!("{seconds}.{ms}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_with_and_without_fractions() {
        let shown = |text: &str| parse_time(text).map(|time| time.to_string());
        let exact = Some("2026-11-23T12:00:01.500Z".to_owned());
        assert_eq!(shown("2026-11-23T12:00:01.5Z"), exact);
        assert_eq!(shown("2026-11-23T12:00:01.500123Z"), exact);
        let whole = Some("2026-11-23T12:00:01.000Z".to_owned());
        assert_eq!(shown("2026-11-23T12:00:01Z"), whole);
        assert_eq!(shown("2026-11-23T12:00:01"), None);
        assert_eq!(shown("yesterday"), None);
    }

    #[test]
    fn encoded_keys_are_decoded() {
        assert_eq!(decoded("a%2Fb+c%", true), "a/b c%");
        assert_eq!(decoded("a%2Fb+c%", false), "a%2Fb+c%");
        assert_eq!(decoded("%FF%fe", true), "%FF%fe");
    }
}
