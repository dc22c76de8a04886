//! Alerts over the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Something watching the ledger found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Alert {
    /// Its id.
    pub id: String,
    /// The rule, such as `D13-fast-breadth`.
    pub rule: String,
    /// Which of the rule's watches.
    pub watch: String,
    /// What the rule says, in one line.
    pub title: String,
    /// What it means, what else it may be, and what to do.
    pub advice: String,
    /// Techniques of MITRE ATT&CK.
    pub attack: Vec<String>,
    /// `low`, `medium`, `high` or `critical`.
    pub severity: String,
    /// `open`, `acknowledged` or `closed`.
    pub state: String,
    /// When it happened, by the ledger.
    pub at: String,
    /// When it was raised.
    pub raised: String,
    /// What the rule counted by: a member, a network, a link.
    pub key: String,
    /// The member it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<String>,
    /// The session it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub session: Option<String>,
    /// The network it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The case it happened in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The file request it came through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// What was measured.
    pub measured: u64,
    /// What it had to reach.
    pub threshold: u64,
    /// Place of the ledger's entry that tipped the scales.
    pub index: u64,
    /// Places of the entries that counted, at most 50.
    pub evidence: Vec<u64>,
    /// The member who looks into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignee: Option<String>,
    /// `threat`, `mistake`, `test` or `not_a_threat`, once closed; none if it was closed because of an earlier `not_a_threat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// When it was closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// Notes, oldest first; not in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<AlertNote>,
    /// What followed, by itself or by hand; not in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub containments: Vec<Containment>,
    /// Responses that could be begun by hand now; not in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open_responses: Vec<String>,
    /// By when somebody has to be told, should it be an incident; not in lists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<Clock>,
    /// How many alerts of the last 30 days `not_a_threat` would have silenced, this one included; 0 in lists.
    #[serde(default)]
    pub alike: u32,
}

/// A duty to tell somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Clock {
    /// Its id, such as `gdpr-33-1`.
    pub id: String,
    /// The law, and where in it.
    pub regime: String,
    /// Whose duty it is.
    pub who: String,
    /// Who has to be told.
    pub tell: String,
    /// When its time is over, counted from when the alert was raised.
    pub due: String,
    /// `open`, `overdue`, `met` or `late`.
    pub state: String,
    /// That it was done, as somebody said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<Notice>,
    /// Where that stands.
    pub source: String,
    /// The day on which that was read.
    pub as_of: String,
}

/// That a duty to tell somebody was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Notice {
    /// Who was told: `authority`, `customer`, `people` or `other`.
    pub told: String,
    /// When.
    pub given: String,
    /// By what it is found again.
    pub reference: String,
    /// The member who said so; none for the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When they did.
    pub at: String,
}

/// A notice that was given.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewNotice {
    /// Who was told: `authority`, `customer`, `people` or `other`.
    pub told: String,
    /// When, such as `2026-11-24T09:30:00.000Z`: not before what the alert is about, and not in the future.
    pub given: String,
    /// By what it is found again, such as a number: one line, at most 200 bytes.
    pub reference: String,
}

/// What somebody wrote to an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AlertNote {
    /// The member; none for the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    pub at: String,
    /// What.
    pub text: String,
}

/// A response to an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Containment {
    /// `end_sessions`, `require_step_up`, `hold_handouts`, `lock_member`, `block_source`, `freeze_link`, `revoke_tokens`, `disable_password`, `disable_new_passkeys`, `quarantine_file`, `hold_case`, `hold_backups`, `slow_handouts`, `slow_source`, `read_only` or `warn_staff`.
    pub response: String,
    /// Whom or what: a member, a session, a network, a file request, a file, `everybody`.
    pub subject: String,
    /// `active`, `dry_run`, `held_back`, `expired` or `lifted`.
    pub state: String,
    /// Since when.
    pub since: String,
    /// Until when.
    pub until: String,
    /// What members are told, for `warn_staff`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// A response to begin by hand.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewResponse {
    /// One of the alert's `open_responses`.
    pub response: String,
    /// For how many hours, 1 to 336; by default as long as the rule's own responses last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Why, 10 to 1000 bytes; becomes a note. For `warn_staff` it is what members are told, at most 400 bytes.
    pub note: String,
}

/// Something suspicious that a member saw.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReport {
    /// What, 10 to 1000 bytes; no cards, accounts, passwords or keys.
    pub text: String,
}

/// What to end before its time.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftAlert {
    /// Only this response; all that the alert holds if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub response: Option<String>,
    /// Why, 10 to 1000 bytes; becomes a note.
    pub text: String,
}

/// A note to write.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewAlertNote {
    /// At least 10 characters.
    pub text: String,
}

/// What an alert turned out to be.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseAlert {
    /// `threat`, `mistake`, `test` or `not_a_threat`.
    pub verdict: String,
    /// Why; at least 10 characters.
    pub note: String,
}

/// A decoy to set out.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecoy {
    /// Its name; plausible, such as `vpn-credentials.txt`.
    pub name: String,
    /// Its text, at most 64 KiB; made up.
    pub content: String,
}

/// A decoy that was set out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decoy {
    /// Its id as a file.
    pub id: String,
    /// The case it is in.
    pub case: String,
    /// Its name.
    pub name: String,
}

/// A decoy credential to set out.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewDecoyCredential {
    /// `token` or `account`.
    pub kind: String,
    /// Where it will lie, for whoever is told that it was used; such as `vpn-credentials.txt in T-48213`.
    pub place: String,
    /// The account's address, which nobody has; for `account` only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// A decoy credential that was set out. The secret is shown this once.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct DecoyCredential {
    /// Its id.
    pub id: String,
    /// `token` or `account`.
    pub kind: String,
    /// Where it lies.
    pub place: String,
    /// The account's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The token, or the account's password. It opens nothing.
    pub secret: String,
}

/// A decoy that is set out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DecoyListed {
    /// Its id; of a file, its id as a file.
    pub id: String,
    /// `token`, `account` or `file`.
    pub kind: String,
    /// Where a credential lies; the name of a file.
    pub place: String,
    /// The case a file is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub case: Option<String>,
    /// The account's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Who set it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When.
    pub created: String,
}

/// How much goes out in an hour.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BudgetList {
    /// Originals that one member takes out.
    pub member_originals: Budget,
    /// Working copies that one member reads.
    pub member_working_copies: Budget,
    /// Originals that leave one case.
    pub case_originals: Budget,
    /// Working copies of one case that are read.
    pub case_working_copies: Budget,
    /// What is raised now, soonest end first.
    pub raises: Vec<BudgetRaise>,
}

/// A budget as configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Budget {
    /// How many files.
    pub files: u32,
    /// After how many bytes of them no further one; none if bytes do not count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
}

/// A budget that is raised for a time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BudgetRaise {
    /// Whose: a member's or a case's id.
    pub of: String,
    /// To how many times what is configured.
    pub factor: u32,
    /// The member who raised it; none for the operator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// Since when.
    pub since: String,
    /// Until when.
    pub until: String,
}

/// A budget to raise for a time.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewBudgetRaise {
    /// Whose: a member's id, or a case's id or reference.
    pub of: String,
    /// To how many times what is configured: 2 to 10.
    pub factor: u32,
    /// For how many hours, 1 to 24; 4 if not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<u32>,
    /// Why; at least 10 characters.
    pub reason: String,
}
