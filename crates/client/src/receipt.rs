//! Checking a receipt without the server.

use coffer_api::ledger;
use coffer_tlog::{KeyError, LogVerifier, Receipt, ReceiptError, ReceiptFormError, verify_receipt};
use serde::Deserialize;

/// What a receipt proves.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The log's verifier key, as in the receipt.
    pub log: String,
    /// The log's name.
    pub origin: String,
    /// The entry's place in the log.
    pub index: u64,
    /// How many entries the signed head covers.
    pub size: u64,
    /// The signed head's root, base64.
    pub root: String,
    /// The entry, byte for byte.
    pub entry: String,
    /// What the entry says.
    pub facts: Facts,
}

/// What an entry says, as far as this version knows its fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// What happened, such as `upload.completed`.
    pub event: String,
    /// When, RFC 3339 UTC.
    pub time: String,
    /// Who did it: an id, or `anonymous`, `operator`, `system`.
    pub actor: String,
    pub case: Option<String>,
    /// To what it happened, as id.
    pub object: Option<String>,
    /// BLAKE3 of the content, lower-case hex.
    pub blake3: Option<String>,
    /// Length of the content.
    pub bytes: Option<u64>,
    /// Of an erased file: from when on no backup has its keys, RFC 3339 UTC.
    pub backups_until: Option<String>,
    /// Personal data the receipt opens, as (field, value).
    pub opened: Vec<(String, String)>,
}

impl Facts {
    /// The file's name, if the receipt opens it.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        let name = self.opened.iter().find(|(field, _)| field == "name");
        name.map(|(_, value)| value.as_str())
    }
}

/// Why a receipt proves nothing.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    #[error("the trusted key is not a log's verifier key")]
    TrustedKey(#[source] KeyError),
    #[error("this is not a receipt")]
    Form(#[source] ReceiptFormError),
    #[error("the key in the receipt is not a log's verifier key")]
    NamedKey(#[source] KeyError),
    #[error("the receipt does not hold")]
    Receipt(#[source] ReceiptError),
    #[error("the entry is not of the form this version reads")]
    Entry(#[source] serde_json::Error),
}

#[derive(Deserialize)]
struct Entry {
    event: String,
    time: String,
    actor: String,
    case: Option<String>,
    object: Option<String>,
    #[serde(default)]
    data: Data,
}

#[derive(Deserialize, Default)]
struct Data {
    blake3: Option<String>,
    bytes: Option<u64>,
    backups_until: Option<String>,
}

/// Checks a receipt's text: signature, inclusion, openings.
///
/// With a trusted key the receipt must be of that log. Without one it is checked against the key it names, which
/// proves only that receipt and key belong together.
///
/// # Errors
/// The receipt does not hold, or is none.
pub fn check(json: &str, trusted: Option<&str>) -> Result<Checked, CheckError> {
    let trusted = trusted
        .map(|key| LogVerifier::from_vkey(key.trim()))
        .transpose()
        .map_err(CheckError::TrustedKey)?;
    let receipt = Receipt::from_json(json).map_err(CheckError::Form)?;
    let key = match trusted {
        Some(key) => key,
        None => LogVerifier::from_vkey(&receipt.log).map_err(CheckError::NamedKey)?,
    };
    let verified = verify_receipt(&receipt, &key).map_err(CheckError::Receipt)?;
    let entry: Entry = serde_json::from_str(&verified.entry).map_err(CheckError::Entry)?;
    let opened = verified.openings.into_iter().map(|o| (o.field, o.value));
    Ok(Checked {
        log: receipt.log,
        origin: verified.checkpoint.origin,
        index: verified.index,
        size: verified.checkpoint.size,
        root: verified.checkpoint.root.to_base64(),
        facts: Facts {
            event: entry.event,
            time: entry.time,
            actor: entry.actor,
            case: entry.case,
            object: entry.object,
            blake3: entry.data.blake3,
            bytes: entry.data.bytes,
            backups_until: entry.data.backups_until,
            opened: opened.collect(),
        },
        entry: verified.entry,
    })
}

/// A receipt as it travels, as the text that is kept in a file.
#[must_use]
pub fn to_text(receipt: &ledger::Receipt) -> String {
    // A struct of texts and numbers always has a JSON form.
    let mut text = serde_json::to_string_pretty(receipt).unwrap_or_default();
    text.push('\n');
    text
}
