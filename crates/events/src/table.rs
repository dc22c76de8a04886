//! What becomes what: one row for each kind of event.

use coffer_domain::event::EventKind;
use coffer_domain::sink::Level;

/// A class of OCSF 1.8.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Something about a member, contact or service account changed.
    AccountChange,
    /// Somebody came in, or did not.
    Authentication,
    /// Something that is kept changed: a case, a policy, a backup.
    EntityManagement,
    /// Somebody may do more or less than before.
    UserAccess,
    /// A group of a directory changed.
    GroupManagement,
    /// Somebody read, or asked for, something that is not a file.
    ApiActivity,
    /// Something was done with a file.
    FileHosting,
    /// A file was scanned.
    ScanActivity,
    /// Watching found something.
    DetectionFinding,
}

impl Class {
    /// `class_uid`.
    #[must_use]
    pub const fn uid(self) -> u64 {
        match self {
            Class::DetectionFinding => 2_004,
            Class::AccountChange => 3_001,
            Class::Authentication => 3_002,
            Class::EntityManagement => 3_004,
            Class::UserAccess => 3_005,
            Class::GroupManagement => 3_006,
            Class::ApiActivity => 6_003,
            Class::FileHosting => 6_006,
            Class::ScanActivity => 6_007,
        }
    }

    /// `category_uid`: the thousands.
    #[must_use]
    pub const fn category(self) -> u64 {
        self.uid() / 1_000
    }
}

/// Whether it was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It was.
    Success,
    /// It was tried.
    Failure,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// Of which kind of event.
    pub kind: Option<EventKind>,
    /// Its class.
    pub class: Class,
    /// `activity_id` in that class; 99 where OCSF has no word for it.
    pub activity: u64,
    /// Whether it was done.
    pub outcome: Outcome,
    /// How much it matters, where the entry does not say.
    pub level: Level,
}

/// What there is no row for: a kind of event of another version.
const UNKNOWN: Row = Row {
    kind: None,
    class: Class::EntityManagement,
    activity: OTHER,
    outcome: Outcome::Success,
    level: Level::Informational,
};

/// OCSF's number for what it has no word for.
pub(crate) const OTHER: u64 = 99;

/// The row of a kind of event.
#[must_use]
pub fn row(kind: Option<EventKind>) -> &'static Row {
    let known = TABLE
        .iter()
        .find(|row| row.kind.is_some() && row.kind == kind);
    known.unwrap_or(&UNKNOWN)
}

macro_rules! table {
    ($($kind:ident $class:ident $activity:literal $outcome:ident $level:ident;)*) => {
        /// All rows, in the order of the ledger's vocabulary.
        pub const TABLE: &[Row] = &[$(Row {
            kind: Some(EventKind::$kind),
            class: Class::$class,
            activity: $activity,
            outcome: Outcome::$outcome,
            level: Level::$level,
        },)*];
    };
}

// Activities: Account Change 1 create, 2 enable, 3 password change, 5 disable, 6 delete, 9 lock, 10 and 11 factor enabled and
// disabled, 12 unlock. Authentication 1 logon, 2 logoff, 6 preauth. Entity Management 1 create, 2 read, 3 update, 4 delete,
// 10 activate, 11 deactivate, 12 suspend, 13 resume. User Access 1 assign, 2 revoke. Group Management 1 assign, 5 delete, 6 create.
// API Activity 1 create, 2 read. File Hosting 1 upload, 2 download, 3 update, 4 delete, 5 rename, 9 preview, 14 open, 17 access
// check. Scan Activity 1 started, 2 completed. Detection Finding 1 create, 2 update, 3 close.
table! {
    OrganisationCreated     EntityManagement 1  Success Informational;
    DepartmentCreated       EntityManagement 1  Success Informational;
    MemberAdded             AccountChange    1  Success Informational;
    EnrolmentCreated        AccountChange    99 Success Informational;
    EnrolmentStarted        AccountChange    99 Success Informational;
    EnrolmentCompleted      AccountChange    2  Success Informational;
    PasskeyAdded            AccountChange    10 Success Low;
    PasskeyRenamed          AccountChange    99 Success Informational;
    PasskeyRemoved          AccountChange    11 Success Low;
    ViewSaved               EntityManagement 1  Success Informational;
    ViewRemoved             EntityManagement 4  Success Informational;
    PasswordChanged         AccountChange    3  Success Low;
    RecoveryCodesMade       AccountChange    10 Success Low;
    NoticeSent              AccountChange    99 Success Informational;
    NoticeFailed            AccountChange    99 Failure Low;
    MemberFroze             AccountChange    9  Success High;
    SessionStarted          Authentication   1  Success Informational;
    SessionRefused          Authentication   1  Failure Low;
    SessionSteppedUp        Authentication   1  Success Informational;
    SessionEnded            Authentication   2  Success Informational;
    SessionsEnded           Authentication   2  Success Informational;
    TokenCreated            AccountChange    99 Success Low;
    TokenEnded              AccountChange    99 Success Informational;
    MemberLocked            AccountChange    9  Success Medium;
    MemberUnlocked          AccountChange    12 Success Low;
    MemberLeft              AccountChange    5  Success Informational;
    MemberMoved             AccountChange    99 Success Low;
    MemberRenamed           AccountChange    99 Success Informational;
    MemberRolesChanged      UserAccess       1  Success Medium;
    DirectoryPersonChanged  AccountChange    99 Success Informational;
    DirectoryGroupAdded     GroupManagement  6  Success Informational;
    DirectoryGroupChanged   GroupManagement  99 Success Informational;
    DirectoryGroupRemoved   GroupManagement  5  Success Informational;
    DirectorySynced         ApiActivity      2  Success Informational;
    DirectorySyncRefused    ApiActivity      2  Failure High;
    IdentityLinked          AccountChange    99 Success Low;
    SessionsEndedByProvider Authentication   2  Success Informational;
    ProviderLogoutRefused   Authentication   2  Failure Medium;
    ServiceAdded            AccountChange    1  Success Low;
    ServiceTokenCreated     AccountChange    99 Success Low;
    ServiceEnded            AccountChange    6  Success Low;
    CustomerCreated         EntityManagement 1  Success Informational;
    CaseCreated             EntityManagement 1  Success Informational;
    CaseClosed              EntityManagement 11 Success Informational;
    CaseReopened            EntityManagement 10 Success Low;
    CaseHoldSet             EntityManagement 3  Success Low;
    CaseErased              EntityManagement 4  Success Medium;
    CaseKeysDestroyed       EntityManagement 4  Success Low;
    RetentionApplied        EntityManagement 4  Success Low;
    RetentionListed         EntityManagement 2  Success Informational;
    RetentionRuleSet        EntityManagement 1  Success Medium;
    RetentionRuleEnded      EntityManagement 4  Success Medium;
    CustomerHoldSet         EntityManagement 3  Success Low;
    SubjectExported         EntityManagement 2  Success Medium;
    FileHoldSet             EntityManagement 3  Success Low;
    CaseLanesSet            EntityManagement 3  Success Low;
    CourseSet               EntityManagement 3  Success Informational;
    CourseEnded             EntityManagement 4  Success Low;
    TrainingRecorded        EntityManagement 3  Success Informational;
    CaseMemberAdded         UserAccess       1  Success Informational;
    CaseMemberRemoved       UserAccess       2  Success Informational;
    LockboxSet              EntityManagement 3  Success Low;
    GrantRequested          UserAccess       99 Success Informational;
    GrantWithdrawn          UserAccess       99 Success Informational;
    GrantApproved           UserAccess       99 Success Informational;
    GrantRefused            UserAccess       99 Failure Informational;
    GrantLapsed             UserAccess       99 Failure Informational;
    GrantStarted            UserAccess       1  Success Low;
    GrantEnded              UserAccess       2  Success Informational;
    GlassBroken             UserAccess       1  Success High;
    GlassReviewed           UserAccess       99 Success Low;
    RequestCreated          EntityManagement 1  Success Informational;
    RequestWithdrawn        EntityManagement 11 Success Informational;
    TemplateSaved           EntityManagement 3  Success Informational;
    TemplateRemoved         EntityManagement 4  Success Informational;
    MessageSent             EntityManagement 1  Success Informational;
    MessagesRead            EntityManagement 2  Success Informational;
    MessageErased           EntityManagement 4  Success Informational;
    DeliveryCreated         FileHosting      99 Success Low;
    DeliveryWithdrawn       FileHosting      99 Success Informational;
    DeliveryTaken           FileHosting      2  Success Informational;
    CodeSent                Authentication   6  Success Informational;
    CodeAccepted            Authentication   1  Success Informational;
    CodeRefused             Authentication   1  Failure Low;
    ContactPasskeyUsed      Authentication   1  Success Informational;
    ContactPasskeyRefused   Authentication   1  Failure Low;
    ContactPasskeyAdded     AccountChange    10 Success Low;
    ContactPasskeyRemoved   AccountChange    11 Success Low;
    UploadCreated           FileHosting      99 Success Informational;
    UploadAppended          FileHosting      99 Success Informational;
    UploadCompleted         FileHosting      1  Success Informational;
    UploadTerminated        FileHosting      99 Success Informational;
    UploadExpired           FileHosting      99 Success Informational;
    FileScanned             ScanActivity     2  Success Informational;
    FileRescanAsked         ScanActivity     1  Success Informational;
    FileViewed              FileHosting      9  Success Informational;
    WorkingCopyRead         FileHosting      14 Success Informational;
    FileSearched            FileHosting      14 Success Informational;
    FileRevealed            FileHosting      14 Success Low;
    DownloadOpened          FileHosting      2  Success Low;
    DownloadClosed          FileHosting      2  Success Informational;
    IntegrityFailed         FileHosting      17 Failure Critical;
    FileAdded               FileHosting      1  Success Informational;
    FileRenamed             FileHosting      5  Success Informational;
    FileVersionAdded        FileHosting      3  Success Informational;
    FileRolledBack          FileHosting      3  Success Low;
    FileErased              FileHosting      4  Success Low;
    FileKeysDestroyed       FileHosting      4  Success Low;
    PolicyProposed          EntityManagement 1  Success Medium;
    PolicyApproved          EntityManagement 3  Success Medium;
    PolicyRefused           EntityManagement 3  Failure Low;
    PolicyActivated         EntityManagement 10 Success Medium;
    PolicyRead              EntityManagement 2  Success Informational;
    AccessDenied            ApiActivity      99 Failure Low;
    AlertRaised             DetectionFinding 1  Success Medium;
    AlertAcknowledged       DetectionFinding 2  Success Informational;
    AlertNoted              DetectionFinding 2  Success Informational;
    NoticeGiven             DetectionFinding 2  Success Informational;
    NoticeWithdrawn         DetectionFinding 2  Success Low;
    ClockOverdue            DetectionFinding 2  Success High;
    AlertClosed             DetectionFinding 3  Success Informational;
    SuspicionReported       ApiActivity      1  Success Medium;
    DecoyPlanted            EntityManagement 1  Success Low;
    DecoysRead              ApiActivity      2  Success Low;
    DecoyWithdrawn          EntityManagement 4  Success Low;
    DecoyTouched            ApiActivity      99 Failure Critical;
    ContainmentBegun        DetectionFinding 2  Success Medium;
    ContainmentEnded        DetectionFinding 2  Success Low;
    BudgetRaised            EntityManagement 3  Success Low;
    BudgetRaiseEnded        EntityManagement 3  Success Informational;
    LedgerRead              ApiActivity      2  Success Informational;
    ReceiptIssued           ApiActivity      2  Success Informational;
    BackupBegun             EntityManagement 99 Success Informational;
    BackupMade              EntityManagement 1  Success Informational;
    BackupFailed            EntityManagement 1  Failure High;
    BackupRestored          EntityManagement 99 Success High;
    BackupDrilled           EntityManagement 99 Success Low;
    SinkTested              EntityManagement 99 Success Informational;
    SinkMoved               EntityManagement 3  Success Medium;
    SinkStalled             EntityManagement 12 Failure High;
    SinkResumed             EntityManagement 13 Success Low;
    SinkDisabled            EntityManagement 9  Failure High;
    SinkEnabled             EntityManagement 8  Success Low;
    WitnessRefused          EntityManagement 99 Failure Critical;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_event_has_one_row_in_the_order_of_the_vocabulary() {
        let rows: Vec<EventKind> = TABLE.iter().filter_map(|row| row.kind).collect();
        assert_eq!(rows, EventKind::ALL);
        for kind in EventKind::ALL {
            assert_eq!(row(Some(*kind)).kind, Some(*kind));
        }
        assert_eq!(row(None), &UNKNOWN);
    }
}
