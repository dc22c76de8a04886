//! Alerts and containments: what watching the ledger found, what followed by itself, and what people made of it.

use crate::id::{AlertId, CaseId, MemberId, RequestId, SessionId};
use crate::limits::{PASSKEY_NEW_FOR, RISK_ASKED, RISK_HANDOUTS_HELD, RISK_LOCKED, RISK_SLOWED};
use crate::time::Timestamp;

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$one:meta])* $name:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type { $($(#[$one])* $name,)* }

        impl $type {
            /// All there are, in order.
            pub const ALL: &[$type] = &[$($type::$name,)*];

            /// The word stored and shown for it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $($type::$name => $word,)* }
            }

            /// What a word names.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str() == word)
            }
        }
    };
}

words! {
    /// How bad an alert is. Ordered.
    Severity {
        /// Worth knowing.
        Low = "low",
        /// Worth a look today.
        Medium = "medium",
        /// Worth a look now.
        High = "high",
        /// Everything else waits.
        Critical = "critical",
    }
}

words! {
    /// How far people are with an alert.
    AlertState {
        /// Nobody has taken it.
        Open = "open",
        /// Somebody looks into it.
        Acknowledged = "acknowledged",
        /// Done.
        Closed = "closed",
    }
}

words! {
    /// What an alert turned out to be.
    Verdict {
        /// Somebody attacked.
        Threat = "threat",
        /// Somebody made a mistake.
        Mistake = "mistake",
        /// Somebody tried whether it works.
        Test = "test",
        /// Nothing was wrong: the same rule is silent about the same key for a while.
        NotAThreat = "not_a_threat",
    }
}

words! {
    /// What follows from an alert by itself.
    Response {
        /// A member's session ends.
        EndSessions = "end_sessions",
        /// A member shows once more who they are before anything is handed out.
        RequireStepUp = "require_step_up",
        /// A member gets nothing handed out.
        HoldHandouts = "hold_handouts",
        /// A member does nothing at all.
        LockMember = "lock_member",
        /// Nobody signs in from a network.
        BlockSource = "block_source",
        /// A file request takes nothing.
        FreezeLink = "freeze_link",
        /// A member's API tokens end.
        RevokeTokens = "revoke_tokens",
        /// A member's password counts for nothing until there is another.
        DisablePassword = "disable_password",
        /// A member's passkeys that were added in the day before count for nothing.
        DisableNewPasskeys = "disable_new_passkeys",
        /// A file is handed out to nobody.
        QuarantineFile = "quarantine_file",
        /// Nothing of a case is erased.
        HoldCase = "hold_case",
        /// No backup is pruned.
        HoldBackups = "hold_backups",
        /// One file a minute goes to a member.
        SlowHandouts = "slow_handouts",
        /// One password in ten seconds is looked at from a network.
        SlowSource = "slow_source",
        /// Nothing is changed on the whole server.
        ReadOnly = "read_only",
        /// Every member is warned.
        WarnStaff = "warn_staff",
    }
}

words! {
    /// What became of a response.
    ContainmentState {
        /// It holds.
        Active = "active",
        /// It was not done, because responses are only tried out.
        DryRun = "dry_run",
        /// It was not done, because it would have hit too many, or the last administrator.
        HeldBack = "held_back",
        /// Its time was over.
        Expired = "expired",
        /// Somebody ended it.
        Lifted = "lifted",
    }
}

words! {
    /// Who was told of an incident.
    Told {
        /// An authority: supervisory authority, CSIRT, FTC.
        Authority = "authority",
        /// The customer, or whoever else the data was worked on for.
        Customer = "customer",
        /// The people the data is about.
        People = "people",
        /// Somebody else, as the reference says.
        Other = "other",
    }
}

/// That a duty to tell somebody of an alert was done.
#[derive(Clone, PartialEq, Eq)]
pub struct Notice {
    /// Of which alert.
    pub alert: AlertId,
    /// Which duty: the id of its clock.
    pub clock: String,
    /// Who was told.
    pub told: Told,
    /// When.
    pub given: Timestamp,
    /// By what it is found again: a number, a letter.
    pub reference: String,
    /// Who said so; none for the operator.
    pub by: Option<MemberId>,
    /// When they did.
    pub at: Timestamp,
}

/// One alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// The rule, such as `D13-fast-breadth`.
    pub rule: String,
    /// Which of the rule's watches.
    pub watch: String,
    /// How bad.
    pub severity: Severity,
    /// How far people are with it.
    pub state: AlertState,
    /// When it happened, by the ledger.
    pub at: Timestamp,
    /// When it was raised.
    pub raised: Timestamp,
    /// What the rule counted by: a member, a network, a link.
    pub key: String,
    /// The member it is about.
    pub member: Option<MemberId>,
    /// The session it is about.
    pub session: Option<SessionId>,
    /// The network it came from.
    pub source: Option<String>,
    /// The case it happened in.
    pub case: Option<CaseId>,
    /// The file request it came through.
    pub link: Option<RequestId>,
    /// Place of the ledger's entry that tipped the scales.
    pub index: u64,
    /// What was measured.
    pub measured: u64,
    /// What it had to reach.
    pub threshold: u64,
    /// Places of the entries that counted.
    pub evidence: Vec<u64>,
    /// Who looks into it.
    pub assignee: Option<MemberId>,
    /// What it turned out to be; none if it was closed because of an earlier verdict.
    pub verdict: Option<Verdict>,
    /// When it was closed.
    pub closed: Option<Timestamp>,
}

/// What somebody wrote to an alert.
#[derive(Clone, PartialEq, Eq)]
pub struct AlertNote {
    /// To which.
    pub alert: AlertId,
    /// Who; none for the operator.
    pub by: Option<MemberId>,
    /// When.
    pub at: Timestamp,
    /// What.
    pub text: String,
}

/// The subject of what is done to all at once.
pub const EVERYBODY: &str = "everybody";

/// A response that holds, held, or was not done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Containment {
    /// The alert it follows from.
    pub alert: AlertId,
    /// What.
    pub response: Response,
    /// Whom or what, as text: a member, a session, a network, a file request, a file, [`EVERYBODY`].
    pub subject: String,
    /// What became of it.
    pub state: ContainmentState,
    /// Since when.
    pub since: Timestamp,
    /// It ends by itself then.
    pub until: Timestamp,
    /// What members are told, for a response that tells them.
    pub words: Option<String>,
    /// Whether a person began it.
    pub by_hand: bool,
}

/// Whether a response to what happened `at`, begun at `begun`, takes its worth from a passkey added at `created`.
#[must_use]
pub fn is_new_passkey(created: Timestamp, at: Timestamp, begun: Timestamp) -> bool {
    let first = Timestamp(at.0.saturating_sub(PASSKEY_NEW_FOR.0));
    (first..=begun).contains(&created)
}

/// Which alerts to list.
#[derive(Debug, Clone, Default)]
pub struct AlertFilter {
    /// Only in this state.
    pub state: Option<AlertState>,
    /// Only of this rule.
    pub rule: Option<String>,
    /// Only with this key.
    pub key: Option<String>,
    /// Only raised since then.
    pub since: Option<Timestamp>,
    /// Only those before this one in the list's order (newest first).
    pub after: Option<AlertId>,
    /// At most so many.
    pub limit: u32,
}

/// How far watching has got: the engine's memory, and the place of the next entry it has to see.
#[derive(Clone, PartialEq, Eq)]
pub struct WatchState {
    /// The place.
    pub next: u64,
    /// The memory, in the engine's own form.
    pub memory: Vec<u8>,
}

impl Response {
    /// The risk a member has while it holds them; the policies say what that means.
    #[must_use]
    pub const fn risk(self) -> u8 {
        match self {
            Response::SlowHandouts => RISK_SLOWED,
            Response::RequireStepUp => RISK_ASKED,
            Response::HoldHandouts => RISK_HANDOUTS_HELD,
            Response::LockMember => RISK_LOCKED,
            Response::EndSessions
            | Response::BlockSource
            | Response::FreezeLink
            | Response::RevokeTokens
            | Response::DisablePassword
            | Response::DisableNewPasskeys
            | Response::QuarantineFile
            | Response::HoldCase
            | Response::HoldBackups
            | Response::SlowSource
            | Response::ReadOnly
            | Response::WarnStaff => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_back() {
        for response in Response::ALL {
            assert_eq!(Response::from_word(response.as_str()), Some(*response));
        }
        assert_eq!(
            Verdict::from_word("not_a_threat"),
            Some(Verdict::NotAThreat)
        );
        assert!(Severity::High < Severity::Critical);
        assert_eq!(AlertState::from_word("snoozed"), None);
    }
}
