//! Files, their versions, and uploads on the way to becoming one.

use crate::class::{Class, Lane};
use crate::id::{CaseId, FileId, MemberId, ObjectId, RequestId, UploadId};
use crate::text::FileName;
use crate::time::Timestamp;

/// How far the content check of a version got. Nothing is clean by default, nothing is swallowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ScanState {
    /// Not looked at yet.
    Pending,
    /// Read to the end.
    Clean,
    /// Malware was found.
    Infected,
    /// Some or all of it is encrypted, so nobody could look.
    Encrypted,
    /// A size or expansion limit stopped the look.
    TooLarge,
    /// Parts could not be read; the rest was.
    PartlyScanned,
    /// The look failed.
    Failed,
}

impl ScanState {
    /// All states.
    pub const ALL: [ScanState; 7] = [
        ScanState::Pending,
        ScanState::Clean,
        ScanState::Infected,
        ScanState::Encrypted,
        ScanState::TooLarge,
        ScanState::PartlyScanned,
        ScanState::Failed,
    ];

    /// The word stored and shown for this state.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ScanState::Pending => "pending",
            ScanState::Clean => "clean",
            ScanState::Infected => "infected",
            ScanState::Encrypted => "encrypted",
            ScanState::TooLarge => "too_large",
            ScanState::PartlyScanned => "partly_scanned",
            ScanState::Failed => "failed",
        }
    }

    /// The state a stored word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// Who brought a file in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileSource {
    /// A contact, through this file request.
    Request(RequestId),
    /// A member.
    Member(MemberId),
}

/// A file of a case. Its content is that of its newest version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// Its case.
    pub case: CaseId,
    /// Its name as sent.
    pub name: FileName,
    /// Who brought it in.
    pub source: FileSource,
    /// How sensitive it is.
    pub class: Class,
    /// Whether it is a decoy: nobody has work with it, and touching it is a sign.
    pub canary: bool,
    /// Whether an alert holds it back: it is handed out to nobody.
    pub quarantined: bool,
    /// Whether it is held for the law by itself.
    pub held: bool,
    /// When it was begun.
    pub created: Timestamp,
    /// The newest complete version that is not set aside; none while the first upload is open.
    pub version: Option<Version>,
}

impl File {
    /// The regimes that what was found in it falls under, in order.
    #[must_use]
    pub fn lanes(&self) -> Vec<Lane> {
        let findings = self.version.iter().flat_map(|version| &version.findings);
        let labels = findings.flat_map(|finding| &finding.labels);
        let mut lanes: Vec<Lane> = labels.filter_map(|label| Lane::of_label(label)).collect();
        lanes.sort_unstable();
        lanes.dedup();
        lanes
    }
}

/// How many findings of one type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindingCount {
    /// The type, such as `payment_card`.
    pub kind: String,
    /// How many.
    pub count: u64,
    /// Which regimes and classes the type belongs to, such as `pci`.
    pub labels: Vec<String>,
}

/// What a scan came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanOutcome {
    /// How far it got.
    pub scan: ScanState,
    /// Why it got no further, in short words.
    pub reason: Option<String>,
    /// Which rules were asked.
    pub rules: Option<String>,
    /// The sealed findings, line index and tree.
    pub sidecar: Option<ObjectId>,
    /// Findings by type.
    pub findings: Vec<FindingCount>,
}

/// The immutable content of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The sealed object that holds the bytes.
    pub object: ObjectId,
    /// The file.
    pub file: FileId,
    /// 1 for the first, counting up.
    pub number: u32,
    /// Plaintext length.
    pub bytes: u64,
    /// BLAKE3 of the plaintext (`b3sum`).
    pub blake3: [u8; 32],
    /// How far the content check got.
    pub scan: ScanState,
    /// Why it got no further, in short words.
    pub scan_reason: Option<String>,
    /// Whether a check waits or runs, be it the first or a further one.
    pub scan_queued: bool,
    /// Which rules the findings come from: compare with those in force.
    pub rules: Option<String>,
    /// The sealed findings, line index and archive tree, once there.
    pub sidecar: Option<ObjectId>,
    /// Findings by type, most first; counts only.
    pub findings: Vec<FindingCount>,
    /// When it was complete.
    pub created: Timestamp,
    /// The ledger's outbox number of its completion, for the receipt.
    pub receipt_outbox: Option<i64>,
}

/// Which versions a file has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Numbered {
    /// 1 for the first, counting up.
    pub number: u32,
    /// Length of the plaintext.
    pub bytes: u64,
    /// When it was complete.
    pub created: Timestamp,
    /// BLAKE3 of the plaintext.
    pub blake3: [u8; 32],
    /// Whether an earlier one is shown instead.
    pub set_aside: bool,
}

/// An object of an erased file or case, until its key is destroyed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doomed {
    /// The object: a version's content or its report, an open upload's, or a message's.
    pub object: ObjectId,
    /// The case it was in.
    pub case: CaseId,
    /// SHA-256 of its sealed key; none if there was no key.
    pub wrap: Option<[u8; 32]>,
}

/// An upload that is still open.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its id; part of its address.
    pub id: UploadId,
    /// The link it came through.
    pub request: RequestId,
    /// The case.
    pub case: CaseId,
    /// The file it will become.
    pub file: FileId,
    /// The sealed object being written.
    pub object: ObjectId,
    /// The name as sent.
    pub name: FileName,
    /// Total plaintext length, once declared.
    pub length: Option<u64>,
    /// By what the sender knows the content again; the sender's own making, compared by nobody else.
    pub fingerprint: Option<[u8; 32]>,
    /// Plaintext bytes accepted and durable.
    pub offset: u64,
    /// The suspended sealer (sealed tail, hash state), as `coffer-envelope` serialises it.
    pub seal_state: Vec<u8>,
    /// The object's key, wrapped under the link's token; gone on completion.
    pub link_wrap: Vec<u8>,
    /// When it is removed unless continued.
    pub expires: Timestamp,
    /// When it was begun.
    pub created: Timestamp,
}
