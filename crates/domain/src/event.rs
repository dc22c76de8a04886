//! The ledger's vocabulary: everything that can be recorded, by name.

use std::fmt;

use crate::id::{CaseId, ContactId, MemberId, ServiceId};

/// Who did it. Random ids only; what they stand for lives in erasable rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Actor {
    /// A member of staff.
    Member(MemberId),
    /// A contact of a customer.
    Contact(ContactId),
    /// A service account.
    Service(ServiceId),
    /// Somebody not known (yet): a wrong password, an unknown link.
    Anonymous,
    /// A person at the server's command line.
    Operator,
    /// Coffer itself.
    System,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Actor::Member(id) => write!(f, "{id}"),
            Actor::Contact(id) => write!(f, "{id}"),
            Actor::Service(id) => write!(f, "{id}"),
            Actor::Anonymous => f.write_str("anonymous"),
            Actor::Operator => f.write_str("operator"),
            Actor::System => f.write_str("system"),
        }
    }
}

macro_rules! event_kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal;)*) => {
        /// What happened. The dotted word is stable: it is in ledgers that outlive this version.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum EventKind { $($(#[$doc])* $name,)* }

        impl EventKind {
            /// Every kind there is.
            pub const ALL: &[EventKind] = &[$(EventKind::$name,)*];

            /// The word written in the ledger.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(EventKind::$name => $word,)* }
            }

            /// The kind a ledger's word names; none for words of other versions.
            #[must_use]
            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(EventKind::$name),)* _ => None }
            }
        }
    };
}

event_kinds! {
    /// Coffer was set up.
    OrganisationCreated = "organisation.created";
    /// A department was made.
    DepartmentCreated = "department.created";
    /// A member was added.
    MemberAdded = "member.added";
    /// An enrolment link was made.
    EnrolmentCreated = "enrolment.created";
    /// A member began to enrol: password chosen, TOTP secret proposed.
    EnrolmentStarted = "enrolment.started";
    /// A member proved the new second factor.
    EnrolmentCompleted = "enrolment.completed";
    /// A passkey was added.
    PasskeyAdded = "passkey.added";
    /// A passkey was given another name.
    PasskeyRenamed = "passkey.renamed";
    /// A passkey was removed.
    PasskeyRemoved = "passkey.removed";
    /// A member saved a view of the list of cases.
    ViewSaved = "view.saved";
    /// A member removed a saved view.
    ViewRemoved = "view.removed";
    /// A member chose another password.
    PasswordChanged = "password.changed";
    /// A member had recovery codes made.
    RecoveryCodesMade = "recovery_codes.made";
    /// A notice of a change to how a member signs in was mailed to them.
    NoticeSent = "notice.sent";
    /// Such a notice could not be handed over.
    NoticeFailed = "notice.failed";
    /// The reader of a notice said that it was not them: the account was locked.
    MemberFroze = "member.froze";
    /// A member signed in.
    SessionStarted = "session.started";
    /// A sign-in failed.
    SessionRefused = "session.refused";
    /// A member showed again who they are, for sensitive acts.
    SessionSteppedUp = "session.stepped_up";
    /// A session ended.
    SessionEnded = "session.ended";
    /// All sessions of a member ended, but perhaps one.
    SessionsEnded = "session.all_ended";
    /// An API token was made.
    TokenCreated = "token.created";
    /// An API token ended before its time.
    TokenEnded = "token.ended";
    /// A member was locked: sessions and API tokens ended.
    MemberLocked = "member.locked";
    /// A member was unlocked.
    MemberUnlocked = "member.unlocked";
    /// A member left: sessions, API tokens and memberships of cases ended.
    MemberLeft = "member.left";
    /// A member moved to another department.
    MemberMoved = "member.moved";
    /// A member's name or address changed.
    MemberRenamed = "member.renamed";
    /// A member's roles changed.
    MemberRolesChanged = "member.roles_changed";
    /// A directory said something new of a person.
    DirectoryPersonChanged = "directory.person_changed";
    /// A directory brought a group.
    DirectoryGroupAdded = "directory.group_added";
    /// A directory said something new of a group.
    DirectoryGroupChanged = "directory.group_changed";
    /// A directory took a group away.
    DirectoryGroupRemoved = "directory.group_removed";
    /// Everybody a directory knows was compared with everybody it brought.
    DirectorySynced = "directory.synced";
    /// A comparison with a directory was not acted on: too many would have left.
    DirectorySyncRefused = "directory.sync_refused";
    /// An identity provider's name for a member was noted.
    IdentityLinked = "identity.linked";
    /// Sessions ended because their identity provider said so.
    SessionsEndedByProvider = "session.ended_by_provider";
    /// A message that should end sessions was not an identity provider's, or was acted on before.
    ProviderLogoutRefused = "session.provider_logout_refused";
    /// A service account was added.
    ServiceAdded = "service.added";
    /// A service account was given a token.
    ServiceTokenCreated = "service.token_created";
    /// A service account and its tokens ended.
    ServiceEnded = "service.ended";
    /// A customer was added.
    CustomerCreated = "customer.created";
    /// A case was opened.
    CaseCreated = "case.created";
    /// A case was closed.
    CaseClosed = "case.closed";
    /// A closed case was opened again; nobody got their access back by it.
    CaseReopened = "case.reopened";
    /// A case was put under a hold for the law, or the hold ended; says which.
    CaseHoldSet = "case.hold_set";
    /// A case was erased: nobody reads anything of it from here on; says which keys are to be destroyed.
    CaseErased = "case.erased";
    /// All keys of an erased case are destroyed; says which, and until when backups may hold them.
    CaseKeysDestroyed = "case.keys_destroyed";
    /// A case was erased by a retention rule; otherwise as [`EventKind::CaseErased`].
    RetentionApplied = "retention.applied";
    /// Closed cases were listed as due; says which, by which rules, and when.
    RetentionListed = "retention.listed";
    /// It was said how long cases are kept.
    RetentionRuleSet = "retention.rule_set";
    /// A rule on how long cases are kept was ended.
    RetentionRuleEnded = "retention.rule_ended";
    /// A customer was put under a hold for the law, or the hold ended; says which.
    CustomerHoldSet = "customer.hold_set";
    /// What is held about a contact was handed to an officer who answers that contact's question.
    SubjectExported = "subject.exported";
    /// A file was put under a hold for the law, or the hold ended; says which.
    FileHoldSet = "file.hold_set";
    /// It was said under which regimes all files of a case are.
    CaseLanesSet = "case.lanes_set";
    /// A lane asks for a course.
    CourseSet = "course.set";
    /// A lane asks for no course any more.
    CourseEnded = "course.ended";
    /// Somebody passed a lane's course.
    TrainingRecorded = "training.recorded";
    /// A member joined a case.
    CaseMemberAdded = "case.member_added";
    /// A member left a case, or was taken out of it.
    CaseMemberRemoved = "case.member_removed";
    /// A customer's lockbox was switched on or off, for a case or all of theirs.
    LockboxSet = "lockbox.set";
    /// Access was asked for.
    GrantRequested = "grant.requested";
    /// Somebody took their question for access back.
    GrantWithdrawn = "grant.withdrawn";
    /// Somebody approved access that another asked for.
    GrantApproved = "grant.approved";
    /// Somebody denied access that another asked for.
    GrantRefused = "grant.refused";
    /// A question for access was not answered in time.
    GrantLapsed = "grant.lapsed";
    /// A grant began.
    GrantStarted = "grant.started";
    /// A grant ended; says how.
    GrantEnded = "grant.ended";
    /// Somebody took access at once, in an emergency.
    GlassBroken = "break_glass.opened";
    /// An emergency was reviewed.
    GlassReviewed = "break_glass.reviewed";
    /// A file request was made.
    RequestCreated = "request.created";
    /// A file request was taken back.
    RequestWithdrawn = "request.withdrawn";
    /// A list of what file requests ask for was saved for a department.
    TemplateSaved = "template.saved";
    /// Such a list was removed.
    TemplateRemoved = "template.removed";
    /// A member or a contact wrote a message; not what it says.
    MessageSent = "message.sent";
    /// Messages of a case were read; says how many.
    MessagesRead = "message.read";
    /// What a message says was erased: the text, and the key to it.
    MessageErased = "message.erased";
    /// Files were sent to a contact; says which.
    DeliveryCreated = "delivery.created";
    /// A delivery was taken back.
    DeliveryWithdrawn = "delivery.withdrawn";
    /// A contact took a delivered file: from here on they may fetch it for a while.
    DeliveryTaken = "delivery.taken";
    /// A code was mailed to a contact.
    CodeSent = "code.sent";
    /// A contact entered the right code.
    CodeAccepted = "code.accepted";
    /// A wrong, old or unknown code was entered.
    CodeRefused = "code.refused";
    /// A contact showed a passkey instead of a code.
    ContactPasskeyUsed = "contact.passkey_used";
    /// A passkey was shown at a link that it does not open.
    ContactPasskeyRefused = "contact.passkey_refused";
    /// A contact added a passkey.
    ContactPasskeyAdded = "contact.passkey_added";
    /// A contact removed a passkey.
    ContactPasskeyRemoved = "contact.passkey_removed";
    /// An upload was begun.
    UploadCreated = "upload.created";
    /// Bytes of an upload became durable.
    UploadAppended = "upload.appended";
    /// An upload became a version of a file.
    UploadCompleted = "upload.completed";
    /// An upload was given up by its sender.
    UploadTerminated = "upload.terminated";
    /// An upload nobody continued was removed.
    UploadExpired = "upload.expired";
    /// A version was scanned.
    FileScanned = "file.scanned";
    /// Somebody asked for another scan of a version.
    FileRescanAsked = "file.rescan_asked";
    /// A file's details or findings were shown.
    FileViewed = "file.viewed";
    /// Part of a working copy was read.
    WorkingCopyRead = "file.working_copy_read";
    /// A working copy was searched.
    FileSearched = "file.searched";
    /// One original value was shown.
    FileRevealed = "file.revealed";
    /// A download of an original was begun; written before the first byte.
    DownloadOpened = "file.download_opened";
    /// A download ended; says how many bytes went out.
    DownloadClosed = "file.download_closed";
    /// A stored object failed its integrity check and was not handed out.
    IntegrityFailed = "file.integrity_failed";
    /// A member added a file to a case.
    FileAdded = "file.added";
    /// A file was renamed.
    FileRenamed = "file.renamed";
    /// A file got a further version.
    FileVersionAdded = "file.version_added";
    /// A file was put back to what it was: which version is shown, and perhaps the name before.
    FileRolledBack = "file.rolled_back";
    /// A file was erased: nobody reads it from here on; says which keys are to be destroyed.
    FileErased = "file.erased";
    /// All keys of an erased file are destroyed; says which, and until when backups may hold them.
    FileKeysDestroyed = "file.keys_destroyed";
    /// A version of the organisation's policies was proposed.
    PolicyProposed = "policy.proposed";
    /// A second person approved a version of the organisation's policies.
    PolicyApproved = "policy.approved";
    /// A version of the organisation's policies was refused or taken back.
    PolicyRefused = "policy.refused";
    /// A version of the organisation's policies came into force.
    PolicyActivated = "policy.activated";
    /// Policies, what they permit or how they changed were read.
    PolicyRead = "policy.read";
    /// A policy refused an act.
    AccessDenied = "access.denied";
    /// Watching found something.
    AlertRaised = "alert.raised";
    /// Somebody looks into an alert.
    AlertAcknowledged = "alert.acknowledged";
    /// Somebody wrote a note to an alert.
    AlertNoted = "alert.noted";
    /// A duty of an alert to tell somebody was said to be done.
    NoticeGiven = "alert.notice_given";
    /// That was taken back.
    NoticeWithdrawn = "alert.notice_withdrawn";
    /// A duty of an alert was not said to be done when its time was over.
    ClockOverdue = "alert.clock_overdue";
    /// An alert was closed.
    AlertClosed = "alert.closed";
    /// A member told of something suspicious.
    SuspicionReported = "suspicion.reported";
    /// A decoy was set out; which one it is stands in an erasable row.
    DecoyPlanted = "decoy.planted";
    /// Somebody looked at what is set out.
    DecoysRead = "decoy.read";
    /// A decoy that is not a file was taken back.
    DecoyWithdrawn = "decoy.withdrawn";
    /// A decoy's credential was shown, or a decoy's content was sent in.
    DecoyTouched = "decoy.touched";
    /// A response to an alert began, or was not done; says why.
    ContainmentBegun = "containment.begun";
    /// A response ended, by its time or by somebody.
    ContainmentEnded = "containment.ended";
    /// Somebody raised how much may be handed out in an hour, for a time.
    BudgetRaised = "budget.raised";
    /// Somebody ended that before its time.
    BudgetRaiseEnded = "budget.raise_ended";
    /// The ledger was read or exported.
    LedgerRead = "ledger.read";
    /// A receipt was handed out.
    ReceiptIssued = "receipt.issued";
    /// A backup was begun; written before the first byte.
    BackupBegun = "backup.begun";
    /// A backup was whole at its target; says which manifest.
    BackupMade = "backup.made";
    /// A backup was not made, or stored objects were not as they were when first backed up.
    BackupFailed = "backup.failed";
    /// This installation was restored from a backup; says which.
    BackupRestored = "backup.restored";
    /// A restore was rehearsed; says how long it took and how old what came back was.
    BackupDrilled = "backup.drilled";
    /// A sink was told something to see whether it takes it.
    SinkTested = "sink.tested";
    /// A sink will be told from another place of the ledger on.
    SinkMoved = "sink.moved";
    /// A sink takes nothing for a while; it is tried again and again.
    SinkStalled = "sink.stalled";
    /// A stalled sink takes something again.
    SinkResumed = "sink.resumed";
    /// A sink is not tried any more, by itself or by the operator.
    SinkDisabled = "sink.disabled";
    /// A sink that was given up is tried again.
    SinkEnabled = "sink.enabled";
    /// A witness did not cosign the ledger's head: by what it cosigned before, the ledger did not only grow.
    WitnessRefused = "witness.refused";
}

impl EventKind {
    /// Whether this is recorded whatever has become of its doer: what was refused, has ended, or broke.
    #[must_use]
    pub const fn happens_anyway(self) -> bool {
        matches!(
            self,
            EventKind::AccessDenied
                | EventKind::SessionRefused
                | EventKind::SessionEnded
                | EventKind::DownloadClosed
                | EventKind::IntegrityFailed
        )
    }
}

/// The largest number an entry holds: beyond it, readers of JSON disagree (RFC 7493 section 2.2).
pub const INT_MAX: i64 = (1 << 53) - 1;

/// A value in an entry's `data`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text that is not personal data.
    Text(String),
    /// A whole number, at most [`INT_MAX`].
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Several texts.
    List(Vec<String>),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Text(text.to_owned())
    }
}
impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::Text(text)
    }
}
impl From<u64> for Value {
    /// Byte counts; beyond [`INT_MAX`] they stay there.
    fn from(count: u64) -> Self {
        Value::Int(i64::try_from(count).map_or(INT_MAX, |count| count.min(INT_MAX)))
    }
}
impl From<u32> for Value {
    fn from(count: u32) -> Self {
        Value::Int(i64::from(count))
    }
}
impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Bool(flag)
    }
}
impl From<Vec<String>> for Value {
    fn from(list: Vec<String>) -> Self {
        Value::List(list)
    }
}

/// One thing that happened, before it is encoded for the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// The case it happened in, if any.
    pub case: Option<CaseId>,
    /// The main thing it happened to, as id text.
    pub object: Option<String>,
    /// Facts that are not personal data.
    pub data: Vec<(&'static str, Value)>,
    /// Personal data: the ledger gets a salted commitment, the value goes to an erasable row.
    pub personal: Vec<(&'static str, String)>,
}

impl Event {
    /// An event with nothing said yet but its kind.
    #[must_use]
    pub fn new(kind: EventKind) -> Self {
        Self {
            kind,
            case: None,
            object: None,
            data: Vec::new(),
            personal: Vec::new(),
        }
    }

    /// Says in which case it happened.
    #[must_use]
    pub fn case(mut self, case: CaseId) -> Self {
        self.case = Some(case);
        self
    }

    /// Says to what it happened.
    #[must_use]
    pub fn object(mut self, id: impl fmt::Display) -> Self {
        self.object = Some(id.to_string());
        self
    }

    /// Adds a fact that is not personal data.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.data.push((name, value.into()));
        self
    }

    /// Adds personal data, to be committed to rather than written.
    #[must_use]
    pub fn personal(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.personal.push((name, value.into()));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_stay_where_every_reader_agrees() {
        for (count, written) in [(7, 7), (1 << 53, INT_MAX), (u64::MAX, INT_MAX)] {
            assert_eq!(Value::from(count), Value::Int(written));
        }
    }

    #[test]
    fn words_are_unique_and_dotted() {
        let words: BTreeSet<_> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(words.len(), EventKind::ALL.len());
        assert!(words.iter().all(|word| word.split('.').count() == 2));
        for kind in EventKind::ALL {
            assert_eq!(EventKind::from_word(kind.as_str()), Some(*kind));
        }
        assert_eq!(EventKind::from_word("session.juggled"), None);
    }
}
