//! `Upload-Metadata`: what a sender says about a file when beginning it.

use axum::http::HeaderMap;
use coffer_app::upload::SenderCheck;
use data_encoding::{BASE64, HEXLOWER};

use crate::auth::text_header;
use crate::limits::METADATA_BYTES_MAX;
use crate::problem::ApiError;

/// What is understood of it; everything else is passed over.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Metadata {
    /// `relativePath` before `filename` before `name`.
    pub(super) name: Option<String>,
    /// `fingerprint`: 64 hexadecimal digits.
    pub(super) fingerprint: Option<[u8; 32]>,
    /// `blackedOut` and `kept`: what the sender's own check came to.
    pub(super) check: Option<SenderCheck>,
    /// `item`: which of what the link asks for it answers.
    pub(super) item: Option<u32>,
}

/// Reads the header; values are base64. An empty header (which `tuspy` sends) and a missing one are the same.
pub(super) fn read(headers: &HeaderMap) -> Result<Metadata, ApiError> {
    let Some(text) = text_header(headers, "upload-metadata") else {
        return Ok(Metadata::default());
    };
    if text.len() > METADATA_BYTES_MAX {
        return Err(ApiError::bad_request("`Upload-Metadata` is too long."));
    }
    let mut names: [Option<String>; 3] = [None, None, None];
    let mut fingerprint = None;
    let (mut blacked_out, mut kept) = (None, None);
    let mut item = None;
    for pair in text.split(',').map(str::trim) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let rank = match key {
            "relativePath" => 0,
            "filename" => 1,
            "name" => 2,
            "fingerprint" => {
                fingerprint = Some(print_of(&decoded(key, value)?)?);
                continue;
            }
            "blackedOut" => {
                blacked_out = Some(count_of(key, &decoded(key, value)?)?);
                continue;
            }
            "item" => {
                let number = count_of(key, &decoded(key, value)?)?;
                item = u32::try_from(number).ok();
                continue;
            }
            "kept" => {
                kept = Some(count_of(key, &decoded(key, value)?)?);
                continue;
            }
            _ => continue,
        };
        let name = decoded(key, value)?;
        // Browsers send the string "null" for files that were not picked with a folder.
        if let Some(slot) = names
            .get_mut(rank)
            .filter(|_| !name.is_empty() && name != "null")
        {
            *slot = Some(name);
        }
    }
    let check = blacked_out
        .zip(kept)
        .map(|(blacked_out, kept)| SenderCheck { blacked_out, kept });
    Ok(Metadata {
        name: names.into_iter().flatten().next(),
        fingerprint,
        check,
        item,
    })
}

fn decoded(key: &str, value: &str) -> Result<String, ApiError> {
    let bytes = BASE64.decode(value.trim().as_bytes()).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            ApiError::bad_request(format!(
                "`{key}` in `Upload-Metadata` must be UTF-8 text in base64."
            ))
        })
}

fn print_of(text: &str) -> Result<[u8; 32], ApiError> {
    let bytes = HEXLOWER.decode(text.as_bytes()).ok();
    bytes
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| ApiError::bad_request("`fingerprint` must be 64 hexadecimal digits."))
}

fn count_of(key: &str, text: &str) -> Result<u64, ApiError> {
    // What a ledger entry can hold exactly.
    let count = text
        .parse()
        .ok()
        .filter(|count| *count <= u64::from(u32::MAX));
    count.ok_or_else(|| ApiError::bad_request(format!("`{key}` must be a whole number.")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(text: &str) -> Option<Metadata> {
        let mut headers = HeaderMap::new();
        headers.insert("upload-metadata", text.parse().unwrap());
        read(&headers).ok()
    }

    fn name(text: &str) -> Option<Option<String>> {
        metadata(text).map(|read| read.name)
    }

    #[test]
    fn names_come_from_the_metadata_of_all_clients() {
        assert_eq!(name(""), Some(None));
        assert_eq!(
            name("filename YS5sb2c=,filetype dGV4dA=="),
            Some(Some("a.log".into()))
        );
        assert_eq!(
            name("filename YS5sb2c=,relativePath ZC9hLmxvZw=="),
            Some(Some("d/a.log".into()))
        );
        assert_eq!(
            name("relativePath bnVsbA==,name YS5sb2c="),
            Some(Some("a.log".into()))
        );
        assert_eq!(name("filename !!"), None);
        assert_eq!(name("filename /w=="), None);
    }

    #[test]
    fn a_fingerprint_and_counts_are_taken_as_they_should_be_or_not_at_all() {
        let print = BASE64.encode("0a".repeat(32).as_bytes());
        let all = format!("fingerprint {print},blackedOut MTI=,kept MQ==");
        assert_eq!(
            metadata(&all),
            Some(Metadata {
                name: None,
                fingerprint: Some([10; 32]),
                check: Some(SenderCheck {
                    blacked_out: 12,
                    kept: 1
                }),
                item: None,
            })
        );
        for wrong in [
            "fingerprint",
            "fingerprint MGE=",
            &format!("fingerprint {}", BASE64.encode("0A".repeat(32).as_bytes())),
            "blackedOut LTE=,kept MQ==",
            "blackedOut OTk5OTk5OTk5OTk5,kept MQ==",
        ] {
            assert_eq!(metadata(wrong), None, "{wrong}");
        }
        assert_eq!(metadata("item Mg==").and_then(|read| read.item), Some(2));
        assert_eq!(metadata("item eA=="), None);
        // One without the other says nothing.
        assert_eq!(metadata("kept MQ=="), Some(Metadata::default()));
    }
}
