//! Asking for access: from the question to a grant, a refusal or silence. Pure: the same question and the same answers
//! come to the same end, whoever asks and in whatever order.

use crate::grant::{Acts, Grant, GrantKind, lives, words};
use crate::id::{AccessRequestId, CaseId, ContactId, FileId, GrantId, MemberId, ObjectId};
use crate::limits::{GRANT_LIFE_MAX, GRANT_LIFE_MIN, RELEASE_LIFE};
use crate::people::Member;
use crate::time::{Span, Timestamp};

words! {
    /// How a request stands.
    RequestState {
        /// Nobody, or not everybody needed, has answered yet.
        Waiting = "waiting";
        /// It became a grant.
        Approved = "approved";
        /// Somebody said no.
        Denied = "denied";
        /// Nobody answered in time.
        Lapsed = "lapsed";
        /// Whoever asked took it back.
        Withdrawn = "withdrawn";
        /// The case was closed, or whoever asked may not hold a grant any more.
        Void = "void";
    }
}

/// One person's yes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Approval {
    /// Whose.
    pub by: MemberId,
    /// When.
    pub at: Timestamp,
    /// To what: at most what was asked for.
    pub acts: Acts,
    /// For how long: at most as long as was asked for.
    pub life: Span,
}

/// A member's question for access that they do not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest {
    /// Its id.
    pub id: AccessRequestId,
    /// What kind of grant it asks for; never an emergency's.
    pub kind: GrantKind,
    /// On which case.
    pub case: CaseId,
    /// Who asks.
    pub member: MemberId,
    /// What is asked for.
    pub acts: Acts,
    /// The one version it is about, if it is about one act only.
    pub only: Option<(FileId, ObjectId)>,
    /// For how long, from approval on.
    pub life: Span,
    /// Why.
    pub reason: String,
    /// When it was asked.
    pub created: Timestamp,
    /// When it lapses without an answer.
    pub lapses: Timestamp,
    /// How it stands.
    pub state: RequestState,
    /// Who said yes so far.
    pub approvals: Vec<Approval>,
    /// Who ended it, when and with what word to whoever asked; for a refusal.
    pub refusal: Option<Refusal>,
}

/// A no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Whose.
    pub by: Answerer,
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: String,
}

/// Who may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answerer {
    /// A member.
    Member(MemberId),
    /// The customer's contact.
    Contact(ContactId),
}

/// How many different others must approve what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApprovalRules {
    /// For single values.
    pub reveal: Approvals,
    /// For originals.
    pub download: Approvals,
}

/// A number of approvals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Approvals {
    /// One other person.
    One = 1,
    /// Two others, who differ.
    Two = 2,
}

impl ApprovalRules {
    /// One for everything.
    pub const ONE: Self = Self {
        reveal: Approvals::One,
        download: Approvals::One,
    };

    /// What a grant of this kind needs; `crosses` says that whoever asks is of another department than the case. The
    /// wall between departments and the release of one original ask for two whatever the organisation says.
    #[must_use]
    pub fn needed_for(&self, kind: GrantKind, crosses: bool) -> Needed {
        let always = if crosses || kind == GrantKind::Release {
            Approvals::Two
        } else {
            Approvals::One
        };
        Needed {
            always,
            rules: *self,
        }
    }
}

/// How many approvals one request needs, depending on what is approved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needed {
    always: Approvals,
    rules: ApprovalRules,
}

impl Needed {
    /// How many it takes for these acts.
    #[must_use]
    pub fn count(&self, acts: Acts) -> usize {
        let reveal = acts.reveal.then_some(self.rules.reveal);
        let download = acts.download.then_some(self.rules.download);
        let most = reveal.into_iter().chain(download).max();
        most.unwrap_or(Approvals::One).max(self.always) as usize
    }
}

/// A member with the accounts that are known to be in the same hands.
#[derive(Clone, Copy)]
pub struct Party<'a> {
    /// The account.
    pub member: &'a Member,
    /// Who made the account or gave it a new way to sign in.
    pub made_by: &'a [MemberId],
}

impl Party<'_> {
    /// Whether both accounts may be one person's: one account, one mailbox, or one that made the other.
    #[must_use]
    pub fn may_be(&self, other: &Self) -> bool {
        self.member.id == other.member.id
            || self.member.email.mailbox() == other.member.email.mailbox()
            || self.made_by.contains(&other.member.id)
            || other.made_by.contains(&self.member.id)
    }
}

words! {
    /// Why an answer does not count. Nothing was changed by it.
    NoAnswer {
        /// It was decided before.
        Decided = "decided";
        /// Nobody answered in time.
        Lapsed = "lapsed";
        /// Whoever asks does not answer, and neither does another account of theirs.
        SamePerson = "same_person";
        /// The other approval must be somebody else's.
        ApprovedBefore = "approved_before";
        /// More than was asked for.
        MoreThanAsked = "more_than_asked";
        /// Only the customer's contact answers this, or only members do.
        NotYours = "not_yours";
        /// Whoever asked was locked or has left.
        HolderGone = "holder";
    }
}

/// What an approval came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It counts; somebody else must approve too.
    Counted(Approval),
    /// It was the last one needed: the grant begins now.
    Granted(Approval, Box<Grant>),
}

impl AccessRequest {
    /// How it stands at `now`: what waits too long has lapsed, whether or not somebody noted it.
    #[must_use]
    pub fn state_at(&self, now: Timestamp) -> RequestState {
        if self.state == RequestState::Waiting && !lives(now, self.created, self.lapses) {
            return RequestState::Lapsed;
        }
        self.state
    }

    /// Whether it waits for an answer at `now`.
    ///
    /// # Errors
    /// Decided, or lapsed.
    pub fn check_waiting(&self, now: Timestamp) -> Result<(), NoAnswer> {
        match self.state_at(now) {
            RequestState::Waiting => Ok(()),
            RequestState::Lapsed => Err(NoAnswer::Lapsed),
            _ => Err(NoAnswer::Decided),
        }
    }

    /// Another member approves, all or less of it. `asker` is whoever asked, as they are now.
    ///
    /// # Errors
    /// Not waiting, the same person, approved before by them, or more than was asked for.
    pub fn approve(
        &self,
        asker: &Party<'_>,
        approver: &Party<'_>,
        answer: Approval,
        needed: &Needed,
        grant: GrantId,
    ) -> Result<Step, NoAnswer> {
        self.check_waiting(answer.at)?;
        if self.kind == GrantKind::Unseal {
            return Err(NoAnswer::NotYours);
        }
        if asker.may_be(approver) || asker.member.id != self.member {
            return Err(NoAnswer::SamePerson);
        }
        if self
            .approvals
            .iter()
            .any(|before| before.by == approver.member.id)
        {
            return Err(NoAnswer::ApprovedBefore);
        }
        if answer.by != approver.member.id || !self.offers(answer.acts, answer.life) {
            return Err(NoAnswer::MoreThanAsked);
        }
        let least = |least: (Acts, Span), one: &Approval| {
            (least.0.meet(one.acts), Span(least.1.0.min(one.life.0)))
        };
        let (acts, life) = self
            .approvals
            .iter()
            .fold((answer.acts, answer.life), least);
        let count = self.approvals.len().saturating_add(1);
        if count < needed.count(acts) {
            return Ok(Step::Counted(answer));
        }
        let approvers = self.approvals.iter().map(|one| one.by).chain([answer.by]);
        let granted = Grant {
            approvers: approvers.collect(),
            ..self.granted(grant, acts, life, answer.at)
        };
        Ok(Step::Granted(answer, Box::new(granted)))
    }

    /// The customer's contact approves that originals are unsealed.
    ///
    /// # Errors
    /// Not waiting, or not the contact's to answer.
    pub fn unseal(
        &self,
        contact: ContactId,
        grant: GrantId,
        now: Timestamp,
    ) -> Result<Grant, NoAnswer> {
        self.check_waiting(now)?;
        if self.kind != GrantKind::Unseal {
            return Err(NoAnswer::NotYours);
        }
        Ok(Grant {
            contact: Some(contact),
            ..self.granted(grant, self.acts, self.life, now)
        })
    }

    /// Another member says no.
    ///
    /// # Errors
    /// Not waiting, or the same person.
    pub fn check_deny(
        &self,
        asker: &Party<'_>,
        approver: &Party<'_>,
        now: Timestamp,
    ) -> Result<(), NoAnswer> {
        self.check_waiting(now)?;
        if asker.may_be(approver) {
            return Err(NoAnswer::SamePerson);
        }
        Ok(())
    }

    fn offers(&self, acts: Acts, life: Span) -> bool {
        let fits = self.acts.covers(acts) && life <= self.life && life >= GRANT_LIFE_MIN;
        // One act is approved as it is, or not at all.
        fits && (self.only.is_none() || (acts == self.acts && life == self.life))
    }

    fn granted(&self, id: GrantId, acts: Acts, life: Span, now: Timestamp) -> Grant {
        Grant {
            id,
            request: Some(self.id),
            kind: self.kind,
            case: self.case,
            member: self.member,
            acts,
            only: self.only,
            reason: self.reason.clone(),
            approvers: Vec::new(),
            contact: None,
            starts: now,
            expires: now.plus(life),
            ended: None,
            review: None,
        }
    }
}

/// Whether somebody may ask for so long.
#[must_use]
pub fn life_fits(kind: GrantKind, life: Span) -> bool {
    match kind {
        GrantKind::Release => life == RELEASE_LIFE,
        _ => (GRANT_LIFE_MIN..=GRANT_LIFE_MAX).contains(&life),
    }
}

#[cfg(test)]
mod tests;
