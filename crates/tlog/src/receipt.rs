//! Receipts: one entry with everything needed to check, offline, that the log holds it.

use data_encoding::BASE64;
use serde::Deserialize;
use serde_json::Value;

use crate::checkpoint::{Checkpoint, CheckpointError, verify_checkpoint};
use crate::hash::{Hash, leaf_hash};
use crate::limits::{PROOF_LEN_MAX, RECEIPT_LEN_MAX, RECEIPT_OPENINGS_MAX};
use crate::note::LogVerifier;
use crate::opening::{Opening, Refused, check, salt_from_base64};
use crate::verify::{ProofError, verify_inclusion};

/// Value of a receipt's `format` member.
pub const RECEIPT_FORMAT: &str = "coffer-receipt-v1";

/// An entry, its inclusion proof and the checkpoint the proof leads to. As parsed nothing in it is trusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Verifier key of the log that issued it. Says who to ask; never what to trust.
    pub log: String,
    pub index: u64,
    /// The entry's text, byte for byte as it was hashed.
    pub entry: String,
    /// From the leaf's sibling upwards.
    pub proof: Vec<Hash>,
    /// The signed checkpoint's text.
    pub checkpoint: String,
    pub openings: Vec<Opening>,
}

/// A receipt that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedReceipt {
    pub index: u64,
    pub entry: String,
    pub checkpoint: Checkpoint,
    /// Openings that match the entry's commitments.
    pub openings: Vec<Opening>,
}

#[derive(Debug, thiserror::Error)]
pub enum ReceiptFormError {
    #[error("the receipt is longer than {RECEIPT_LEN_MAX} bytes")]
    TooLong,
    #[error("the receipt is not JSON of the expected form")]
    Json(#[source] serde_json::Error),
    #[error("the receipt has the format `{found}`, not `{RECEIPT_FORMAT}`")]
    Format { found: String },
    #[error("hash {position} of the proof is not base64 of 32 bytes")]
    Proof { position: usize },
    #[error("the salt for `{field}` is not base64 of 32 bytes")]
    Salt { field: String },
    #[error("the receipt has too many {what}")]
    TooMany { what: &'static str },
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    #[error("the receipt is of the log `{found}`, not of the trusted `{expected}`")]
    WrongLog { expected: String, found: String },
    #[error("the receipt's checkpoint is malformed: {0}")]
    Checkpoint(&'static str),
    #[error("the receipt's checkpoint is not signed by the trusted key")]
    BadSignature,
    #[error("the entry is not at index {index} of the log the checkpoint signs")]
    NotIncluded {
        index: u64,
        #[source]
        source: ProofError,
    },
    #[error("the entry's commitments cannot be read")]
    Entry,
    #[error("the entry has no commitment for `{field}`")]
    NoSuchField { field: String },
    #[error("the opening does not match the commitment for `{field}`")]
    OpeningMismatch { field: String },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireReceipt {
    format: String,
    log: String,
    index: u64,
    entry: String,
    proof: Vec<String>,
    checkpoint: String,
    #[serde(default)]
    openings: Vec<WireOpening>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireOpening {
    field: String,
    salt: String,
    value: String,
}

impl Receipt {
    /// The receipt as indented JSON, members in the order of the published format.
    #[must_use]
    pub fn to_json(&self) -> String {
        let proof = self.proof.iter().map(|hash| format!("\n    \"{hash}\""));
        let proof: Vec<_> = proof.collect();
        let mut json = format!(
            "{{\n  \"format\": \"{RECEIPT_FORMAT}\",\n  \"log\": {},\n  \"index\": {},\n  \"entry\": {},\n  \"proof\": [{}\n  ],\n  \"checkpoint\": {}",
            quoted(&self.log),
            self.index,
            quoted(&self.entry),
            proof.join(","),
            quoted(&self.checkpoint),
        );
        if !self.openings.is_empty() {
            let openings = self.openings.iter().map(|opening| {
                format!(
                    "\n    {{ \"field\": {}, \"salt\": \"{}\", \"value\": {} }}",
                    quoted(&opening.field),
                    BASE64.encode(&opening.salt),
                    quoted(&opening.value),
                )
            });
            let openings: Vec<_> = openings.collect();
            json.push_str(&format!(",\n  \"openings\": [{}\n  ]", openings.join(",")));
        }
        json.push_str("\n}\n");
        json
    }

    /// Reads a receipt; unknown members are refused.
    pub fn from_json(json: &str) -> Result<Self, ReceiptFormError> {
        if json.len() > RECEIPT_LEN_MAX {
            return Err(ReceiptFormError::TooLong);
        }
        let wire: WireReceipt = serde_json::from_str(json).map_err(ReceiptFormError::Json)?;
        if wire.format != RECEIPT_FORMAT {
            return Err(ReceiptFormError::Format { found: wire.format });
        }
        if wire.proof.len() > PROOF_LEN_MAX {
            return Err(ReceiptFormError::TooMany {
                what: "proof hashes",
            });
        }
        if wire.openings.len() > RECEIPT_OPENINGS_MAX {
            return Err(ReceiptFormError::TooMany { what: "openings" });
        }
        let proof = wire.proof.iter().enumerate().map(|(position, text)| {
            Hash::from_base64(text).ok_or(ReceiptFormError::Proof { position })
        });
        let openings = wire
            .openings
            .into_iter()
            .map(
                |WireOpening { field, salt, value }| match salt_from_base64(&salt) {
                    Some(salt) => Ok(Opening { field, salt, value }),
                    None => Err(ReceiptFormError::Salt { field }),
                },
            );
        Ok(Self {
            log: wire.log,
            index: wire.index,
            entry: wire.entry,
            proof: proof.collect::<Result<_, _>>()?,
            checkpoint: wire.checkpoint,
            openings: openings.collect::<Result<_, _>>()?,
        })
    }
}

/// A JSON string.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// Checks a receipt against a log's key obtained elsewhere; the key named in the receipt only has to be the same.
pub fn verify_receipt(
    receipt: &Receipt,
    trusted: &LogVerifier,
) -> Result<VerifiedReceipt, ReceiptError> {
    let expected = trusted.to_vkey();
    if receipt.log != expected {
        return Err(ReceiptError::WrongLog {
            expected,
            found: receipt.log.clone(),
        });
    }
    let verified = verify_checkpoint(&receipt.checkpoint, trusted, &[]);
    let checkpoint = match verified {
        Ok(verified) => verified.checkpoint,
        Err(CheckpointError::Malformed(why)) => return Err(ReceiptError::Checkpoint(why)),
        Err(CheckpointError::WrongLog { expected, found }) => {
            return Err(ReceiptError::WrongLog { expected, found });
        }
        Err(CheckpointError::NotSigned | CheckpointError::BadSignature { .. }) => {
            return Err(ReceiptError::BadSignature);
        }
    };
    let index = receipt.index;
    let leaf = leaf_hash(receipt.entry.as_bytes());
    verify_inclusion(
        &leaf,
        index,
        checkpoint.size,
        &checkpoint.root,
        &receipt.proof,
    )
    .map_err(|source| ReceiptError::NotIncluded { index, source })?;
    for opening in &receipt.openings {
        let field = || opening.field.clone();
        check(receipt.entry.as_bytes(), opening).map_err(|refused| match refused {
            Refused::Entry => ReceiptError::Entry,
            Refused::NoSuchField => ReceiptError::NoSuchField { field: field() },
            Refused::Mismatch => ReceiptError::OpeningMismatch { field: field() },
        })?;
    }
    Ok(VerifiedReceipt {
        index,
        entry: receipt.entry.clone(),
        checkpoint,
        openings: receipt.openings.clone(),
    })
}
