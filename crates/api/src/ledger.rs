//! The ledger over the wire. Proofs and receipts are in the published format (`docs/formats/ledger.md`).

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The newest signed head.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Checkpoint {
    /// Number of entries.
    pub size: u64,
    /// The signed note.
    pub checkpoint: String,
    /// The log's public key in note form.
    pub log: String,
    /// The largest head that witnesses cosigned, with their lines; none without witnesses.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub witnessed: Option<String>,
}

/// Proof that the log of `from` entries is the beginning of the log of `to` entries: nothing was rewritten.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Consistency {
    /// The older size.
    pub from: u64,
    /// The newer size.
    pub to: u64,
    /// Hashes as in RFC 6962 section 2.1.2, base64.
    pub proof: Vec<String>,
    /// The newest signed note; its size is `to` unless another was asked for.
    pub checkpoint: String,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Entry {
    /// Its place.
    pub index: u64,
    /// Its canonical text, exactly the bytes of the Merkle leaf.
    pub text: String,
}

/// A signed inclusion proof of one entry; verify with `coffer verify`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Receipt {
    /// `coffer-receipt-v1`.
    pub format: String,
    /// The log's public key in note form.
    pub log: String,
    /// The entry's place.
    pub index: u64,
    /// The entry's canonical text.
    pub entry: String,
    /// Sibling hashes from leaf to root, base64.
    pub proof: Vec<String>,
    /// The signed note the proof leads to.
    pub checkpoint: String,
    /// Personal data behind the entry's commitments, as far as the receiver may know it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub openings: Vec<Opening>,
}

/// A commitment's opening.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Opening {
    /// The field in the entry.
    pub field: String,
    /// 32 bytes, base64.
    pub salt: String,
    /// The value.
    pub value: String,
}
