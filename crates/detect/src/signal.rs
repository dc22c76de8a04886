//! What the engine says: something stood out, and why.

use coffer_domain::time::Timestamp;
use serde::{Deserialize, Serialize};

use crate::rule::Severity;

/// Whom and what the entry that tipped the scales was about: what a response can act on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Who acted: a member, a contact, or a word.
    pub actor: String,
    /// The member the rule is about: who acted, or whose account was acted on.
    pub member: Option<String>,
    /// The session it came in.
    pub session: Option<String>,
    /// The network it came from.
    pub source: Option<String>,
    /// The case.
    pub case: Option<String>,
    /// The main thing it happened to.
    pub object: Option<String>,
    /// The link it came through.
    pub link: Option<String>,
}

/// One firing of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal {
    /// The rule's id.
    pub rule: String,
    /// Which of its watches.
    pub watch: String,
    /// How bad.
    pub severity: Severity,
    /// When, by the entry that tipped the scales.
    pub at: Timestamp,
    /// That entry's place.
    pub index: u64,
    /// The value of what the watch is kept by: a member, a source, a link.
    pub key: String,
    /// Whom and what it is about.
    pub subject: Subject,
    /// What was measured.
    pub measured: u64,
    /// What it had to reach.
    pub threshold: u64,
    /// Places of the entries that were counted, the newest ones.
    pub evidence: Vec<u64>,
}
