//! What a use case hands the store: changes, the ledger entries that record them, and the jobs that
//! follow. One commit is one transaction. Without an entry there is no commit to hand over.

mod ending;
mod entry;
mod stilled;

pub use entry::{Doer, LedgerEntry, Opening};

use crate::access::{
    ApiToken, Enrolled, Enrolment, Federated, FederatedSessions, Freeze, Identity, Session, StepUp,
    WrongGuess,
};
use crate::access_request::{AccessRequest, Approval, Refusal, RequestState};
use crate::alert::{Alert, AlertNote, Containment, Notice, Verdict};
use crate::budget::{BudgetOf, BudgetRaise, Handout};
use crate::case::Case;
use crate::checklist::{AskedItem, RequestTemplate};
use crate::class::{Class, Lane};
use crate::decoy::DecoyCredential;
use crate::delivery::{Delivery, DeliveryTicket};
use crate::directory::{Group, Person, ServiceAccount, ServiceToken};
use crate::erasure::{Erasing, Holding};
use crate::file::{Doomed, File, ScanOutcome, Upload, Version};
use crate::grant::{Ended, Grant, Reviewed};
use crate::id::{
    AccessRequestId, AlertId, CaseId, ContactId, CustomerId, DecoyId, DepartmentId, FileId,
    GrantId, GroupId, JobId, MemberId, MessageId, ObjectId, PasskeyId, PolicyVersionId, RequestId,
    RetentionRuleId, ServiceId, SessionId, TemplateId, TokenId, UploadId, ViewId,
};
use crate::job::JobKind;
use crate::message::Message;
use crate::passkey::Passkey;
use crate::people::{Contact, Customer, Department, Member, MemberState, Organisation, Role};
use crate::policies::{PolicyVersion, VersionState};
use crate::request::{EmailCode, FileRequest, Pass};
use crate::retention::{DueCase, RetentionRule};
use crate::secret::TokenHash;
use crate::sink::SinkState;
use crate::standing::{Course, Training};
use crate::text::{Email, FileName, Name};
use crate::time::Timestamp;
use crate::view::SavedView;

/// A change to the state, applied by the store. Those with conditions say so; when one fails the
/// whole commit has no effect.
#[derive(Clone)]
pub enum Change {
    /// Sets up the organisation. Fails if there is one.
    CreateOrganisation(Organisation),
    /// Adds a department. Fails on an equal name.
    CreateDepartment(Department),
    /// Adds a member. Fails on an equal address.
    CreateMember(Member),
    /// Adds an enrolment link; earlier ones of the member stop working.
    CreateEnrolment(Enrolment),
    /// Keeps the first step of an enrolment. Fails if the link is gone.
    StartEnrolment {
        /// Which link.
        hash: TokenHash,
        /// The chosen password, hashed.
        password_hash: String,
        /// The proposed TOTP secret, wrapped.
        totp_wrapped: Vec<u8>,
    },
    /// Ends an enrolment: the link is gone, the member is active, and signs in by nothing but what is set here. Who was
    /// active before has no sessions and API tokens any more. Fails if the link is gone.
    CompleteEnrolment {
        /// Which link.
        hash: TokenHash,
        /// What the member signs in with from now on.
        enrolled: Enrolled,
    },
    /// Notes a sign-in: the TOTP step is used up, wrong guesses at it and the password are forgotten.
    /// Fails if an equal or later step was used (a replay).
    UseTotpStep {
        /// Whose.
        member: MemberId,
        /// Which step.
        step: i64,
    },
    /// Notes a wrong guess. No effect if the member has no such factor.
    CountWrongGuess(WrongGuess),
    /// Sets another password; wrong guesses at it are forgotten. Fails if the member has none.
    SetPassword {
        /// Whose.
        member: MemberId,
        /// Hashed.
        password_hash: String,
    },
    /// Adds a passkey. Fails if it is there.
    AddPasskey(Passkey),
    /// Gives a passkey another name. No effect if it is gone.
    RenamePasskey {
        /// Which one.
        passkey: PasskeyId,
        /// What its owner calls it.
        name: Name,
    },
    /// Notes that a passkey was used. Fails if it is gone.
    UsePasskey {
        /// Which one.
        passkey: PasskeyId,
        /// What to recognise it by from now on, if that changed.
        stored: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// Removes a passkey. No effect if it is gone.
    RemovePasskey(PasskeyId),
    /// Keeps a view of the list of cases, in place of the one its owner calls the same.
    SaveView(SavedView),
    /// Removes a saved view. No effect if it is gone.
    RemoveView(ViewId),
    /// Keeps a member's recovery codes in place of earlier ones.
    PutRecoveryCodes {
        /// Whose.
        member: MemberId,
        /// SHA-256 of each.
        hashes: Vec<TokenHash>,
    },
    /// Uses a recovery code up; wrong guesses at them and the password are forgotten. Fails if it is not there.
    UseRecoveryCode {
        /// Whose.
        member: MemberId,
        /// Which one.
        hash: TokenHash,
    },
    /// Uses a ceremony's ticket up; those whose time is over at `now` are forgotten. Fails if it was used.
    UseTicket {
        /// SHA-256 of it.
        hash: TokenHash,
        /// When it would have ended.
        expires: Timestamp,
        /// Now.
        now: Timestamp,
    },
    /// Keeps the link of a notice.
    PutFreeze(Freeze),
    /// Uses all such links of a member up. Fails if this one is gone.
    UseFreeze(TokenHash),
    /// Starts a session; those of the member whose time is over are removed. Fails unless the member is active.
    CreateSession(Session),
    /// Gives a session a new secret after a step-up. Fails if the old one does not hold any more.
    StepUpSession(StepUp),
    /// Ends a session. No effect if it is over.
    EndSession(SessionId),
    /// Ends all sessions of a member, but the one to keep.
    EndSessionsOf {
        /// Whose.
        member: MemberId,
        /// The one that goes on.
        keep: Option<SessionId>,
    },
    /// Adds an API token. Fails if the member is locked or has left.
    CreateApiToken(ApiToken),
    /// Ends an API token. No effect if it is gone.
    EndApiToken(TokenId),
    /// Ends API tokens of a member.
    EndApiTokensOf {
        /// Whose.
        member: MemberId,
        /// Only those whose maker had shown what can, or cannot, be phished; all if not said.
        phishing_resistant: Option<bool>,
    },
    /// Moves a member between states. Who is not active (any more) has no sessions, API tokens and enrolment links;
    /// who has left works no case. Fails if the member has left.
    SetMemberState {
        /// Who.
        member: MemberId,
        /// Where they stand from now on.
        to: MemberState,
    },
    /// Moves a member to another department: their sessions and API tokens end, and so does their work on cases of
    /// other departments. Fails if the member has left.
    MoveMember {
        /// Who.
        member: MemberId,
        /// Where to.
        to: DepartmentId,
    },
    /// Says where a member reads mail and what they are called. Fails on an equal address.
    SetMemberProfile {
        /// Who.
        member: MemberId,
        /// Where they read mail from now on.
        email: Email,
        /// What they are called from now on.
        name: Name,
    },
    /// Says what a member is for. Fails if the member has left.
    SetMemberRoles {
        /// Who.
        member: MemberId,
        /// Their roles from now on, sorted, without repeats.
        roles: Vec<Role>,
    },
    /// Ends a member's work on all cases.
    EndCaseWork(MemberId),
    /// Notes what a directory says of a person. Fails if another person of it has that key, or if what it said
    /// before is not of revision `from` (none: it said nothing before).
    PutPerson {
        /// The person.
        person: Person,
        /// What it said before.
        from: Option<u64>,
    },
    /// Forgets a person of a directory, and that they belong to groups. Fails if there is none.
    RemovePerson(MemberId),
    /// Notes what a directory says of a group, with all its members. Fails if another group of it has that name, or
    /// if what it said before is not of revision `from` (none: it said nothing before).
    PutGroup {
        /// The group.
        group: Group,
        /// What it said before.
        from: Option<u64>,
    },
    /// Forgets a group of a directory. Fails if it is not of revision `from`.
    RemoveGroup {
        /// Which one.
        group: GroupId,
        /// What it said before.
        from: u64,
    },
    /// Notes what a provider calls a member. Fails if it calls somebody else so.
    LinkIdentity(Identity),
    /// Notes by whose word a session was started. It is forgotten with the session.
    NoteFederatedSession {
        /// Which session.
        session: SessionId,
        /// By whose word.
        federated: Federated,
    },
    /// Ends sessions because their provider says so. Fails if that message was acted on before.
    EndFederatedSessions(FederatedSessions),
    /// Adds a service account.
    CreateServiceAccount(ServiceAccount),
    /// Ends a service account and its tokens. Fails if it ended before.
    EndServiceAccount {
        /// Which one.
        account: ServiceId,
        /// When.
        at: Timestamp,
    },
    /// Gives a service account a token. Fails if the account ended.
    CreateServiceToken(ServiceToken),
    /// Adds a customer. Fails on an equal name.
    CreateCustomer(Customer),
    /// Adds a contact. Fails on an equal address at the same customer.
    CreateContact(Contact),
    /// Opens a case with its members. Fails on an equal reference.
    CreateCase(Case),
    /// Lets a member work a case. No effect if they do.
    AddCaseMember {
        /// Which case.
        case: CaseId,
        /// Who.
        member: MemberId,
    },
    /// Lets a member work a case no longer. Fails if they do not.
    RemoveCaseMember {
        /// Which case.
        case: CaseId,
        /// Who.
        member: MemberId,
    },
    /// Closes a case: its members, grants and requests end with it. Fails if it is closed.
    CloseCase {
        /// Which case.
        case: CaseId,
        /// When.
        at: Timestamp,
    },
    /// Opens a closed case again, with nobody who works it. Fails unless it is closed.
    ReopenCase(CaseId),
    /// Says under which regimes a case's files are. Fails with `case.kept` if a retention rule's minimum keeps the case by a lane that
    /// is not among them.
    SetCaseLanes {
        /// Which case.
        case: CaseId,
        /// All of them.
        lanes: Vec<Lane>,
        /// When.
        at: Timestamp,
    },
    /// Holds something for the law, or ends that. Fails if it is not there.
    SetLegalHold {
        /// What.
        on: Holding,
        /// Whether it is held.
        held: bool,
    },
    /// Adds a retention rule.
    PutRetentionRule(RetentionRule),
    /// Ends a retention rule; nothing is due by it any more. Fails with `rule.gone`.
    EndRetentionRule {
        /// Which one.
        rule: RetentionRuleId,
        /// When.
        at: Timestamp,
    },
    /// Lists what is due, in place of what was listed before. What the same rule had listed for the same time was listed once more.
    ListDue {
        /// When.
        at: Timestamp,
        /// All of it.
        due: Vec<DueCase>,
    },
    /// Switches a case's own lockbox.
    SetCaseLockbox {
        /// Which case.
        case: CaseId,
        /// On or off.
        on: bool,
    },
    /// Switches the lockbox of all of a customer's cases.
    SetCustomerLockbox {
        /// Which customer.
        customer: CustomerId,
        /// On or off.
        on: bool,
    },
    /// Says up to which class of files a member is cleared.
    SetClearance {
        /// Who.
        member: MemberId,
        /// Up to which.
        clearance: Class,
    },
    /// Notes how much risk detection sees in a member: that of the responses which hold them when this is applied, so of two that begin and
    /// end at once neither forgets the other.
    WeighRisk(MemberId),
    /// Asks for a course in a lane, in place of an earlier one.
    PutCourse(Course),
    /// Asks for no course in a lane any more. No effect if none is.
    EndCourse(Lane),
    /// Notes that a member passed a lane's course, in place of an earlier time.
    PutTraining {
        /// Who.
        member: MemberId,
        /// What counts until when.
        training: Training,
    },
    /// Notes who made an account or gave it a new way to sign in. No effect if it is known.
    NoteMaker {
        /// Whose account.
        member: MemberId,
        /// Who did.
        maker: MemberId,
    },
    /// Adds a question for access. Fails if the case is closed, or if the same member's same question waits.
    CreateAccessRequest(AccessRequest),
    /// Counts an answer to a question, and begins the grant if it was the last one needed. Fails unless the question waits
    /// with so many approvals, its case is open and its member may hold a grant.
    AnswerAccess {
        /// Which question.
        request: AccessRequestId,
        /// How many approvals the answer was made in sight of.
        seen: u32,
        /// A member's approval; the customer's contact has none.
        approval: Option<Approval>,
        /// The grant, if this was the last answer needed.
        grant: Option<Grant>,
    },
    /// Ends a question without a grant. Fails unless it waits.
    EndAccessRequest {
        /// Which question.
        request: AccessRequestId,
        /// How it ended.
        state: RequestState,
        /// Whose no it was, if it was one.
        refusal: Option<Refusal>,
    },
    /// Adds a grant that nobody was asked for. An earlier live one of the same kind, member and case is over. Fails if the
    /// case is closed.
    CreateGrant(Grant),
    /// Ends a grant. Fails if it has ended.
    EndGrant {
        /// Which one.
        grant: GrantId,
        /// When and why.
        ended: Ended,
    },
    /// Ends all grants of a member who was locked, left or changed department, and voids their questions.
    EndGrantsOf {
        /// Whose.
        member: MemberId,
        /// When.
        at: Timestamp,
    },
    /// Ends all sessions, tokens, links to enrol, passes and grants, and voids what was asked: a state that came back from
    /// a backup has what may have ended since.
    EndAllAccess {
        /// When.
        at: Timestamp,
    },
    /// Notes the review of an emergency. Fails if there is none to do, or if its holder does it.
    ReviewGrant {
        /// Which one.
        grant: GrantId,
        /// What came of it.
        review: Reviewed,
    },
    /// Adds a version of the organisation's policies.
    CreatePolicyVersion(PolicyVersion),
    /// Approves or refuses a version. Fails unless it waits for that.
    DecidePolicyVersion {
        /// Which one.
        version: PolicyVersionId,
        /// How: approved or refused.
        state: VersionState,
        /// Who.
        by: MemberId,
        /// When.
        at: Timestamp,
        /// When it is to be in force, if approved.
        effective: Option<Timestamp>,
    },
    /// Puts a version in force; the one before is replaced. Fails unless it is approved, or if another than its base
    /// is in force.
    ActivatePolicyVersion {
        /// Which one.
        version: PolicyVersionId,
        /// When.
        at: Timestamp,
    },
    /// Adds a file request.
    CreateRequest(FileRequest),
    /// Takes a file request back. Fails if it was.
    WithdrawRequest {
        /// Which one.
        request: RequestId,
        /// When.
        at: Timestamp,
    },
    /// Takes room on a request. Fails if it has not so much.
    ReserveOnRequest {
        /// Which one.
        request: RequestId,
        /// How many files.
        files: u32,
        /// How many bytes.
        bytes: u64,
    },
    /// Gives room on a request back.
    ReleaseOnRequest {
        /// Which one.
        request: RequestId,
        /// How many files.
        files: u32,
        /// How many bytes.
        bytes: u64,
    },
    /// Says what a file request asks for, in order. Fails if it is not there, or if that was said before.
    AskFor {
        /// Which request.
        request: RequestId,
        /// What it asks for.
        items: Vec<AskedItem>,
    },
    /// Puts a file to an item of its request's list, in place of another item. Fails with `item.gone` if there is no such item
    /// or the file did not come through that request.
    AnswerItem {
        /// Which request.
        request: RequestId,
        /// Which item, counted from 1.
        item: u32,
        /// The file.
        file: FileId,
    },
    /// Keeps a template, in place of the one of its department that is called the same.
    SaveTemplate(RequestTemplate),
    /// Removes a template. No effect if it is gone.
    RemoveTemplate(TemplateId),
    /// Keeps a message. Fails with `case.closed`, or with `request.withdrawn` if it comes through a link that was taken back.
    AddMessage(Message),
    /// Notes that a member was shown a case's messages up to this number. Never goes back.
    MarkMessagesRead {
        /// Who.
        member: MemberId,
        /// Of which case.
        case: CaseId,
        /// The newest they were shown.
        number: u64,
    },
    /// Erases what a message says. Fails with `message.gone` if there is nothing to erase, with `case.held`, or `case.kept` if a
    /// retention rule's minimum is not over.
    EraseMessage {
        /// Which one.
        message: MessageId,
        /// When.
        at: Timestamp,
    },
    /// Sends files to a contact. Fails with `case.closed`, `file.gone` if a version is not there any more, `case.gone`.
    CreateDelivery(Delivery),
    /// A contact takes a delivered file: counts, and keeps the ticket. Fails with `delivery.exhausted`, `delivery.gone` if it
    /// was withdrawn or the file erased, `case.closed`.
    TakeDelivery(DeliveryTicket),
    /// Keeps a mailed code; earlier ones of the request stop working.
    PutEmailCode(EmailCode),
    /// Counts a wrong entry.
    CountCodeFailure(RequestId),
    /// Forgets the wrong codes of a request, and with them the code that could be entered now. No effect if there are none.
    ForgiveCodes(RequestId),
    /// Uses the code up and hands out a pass. Fails if the code is gone.
    AcceptCode {
        /// For which request.
        request: RequestId,
        /// What the contact holds from now on.
        pass: Pass,
    },
    /// Hands out a pass to a contact who showed a passkey.
    PutPass(Pass),
    /// Ends a contact's passes, at all their links, but for one.
    EndPassesOf {
        /// Whose.
        contact: ContactId,
        /// The one that stays.
        keep: Option<TokenHash>,
    },
    /// Begins a file and its first upload.
    CreateUpload {
        /// The file, without a version.
        file: File,
        /// The upload.
        upload: Upload,
    },
    /// Moves an upload forward. Fails unless it stands at `from`, or if its request was taken back.
    AdvanceUpload {
        /// Which one.
        upload: UploadId,
        /// Where it must stand.
        from: u64,
        /// Where it stands then.
        to: u64,
        /// The suspended sealer there.
        seal_state: Vec<u8>,
        /// The total length, once declared.
        length: Option<u64>,
        /// When it is removed unless continued.
        expires: Timestamp,
    },
    /// Turns an upload into its file's version: the upload and its link wrap are gone.
    /// Fails unless it stands at `from`, or if its request was taken back. The store sets the version's receipt to this commit's first entry.
    CompleteUpload {
        /// Which one.
        upload: UploadId,
        /// Where it must stand.
        from: u64,
        /// The version.
        version: Version,
    },
    /// Removes an upload and its file. Fails if it is gone.
    RemoveUpload(UploadId),
    /// Adds a file with its first version at once (sent by a member).
    CreateFile(File),
    /// Adds a further version. Fails unless its number follows the newest.
    AddVersion(Version),
    /// Makes a version the one that is shown: further ones are set aside, and it no longer is. Fails if the file has no such
    /// version, or if another one is shown than the caller knows.
    ShowVersion {
        /// Whose.
        file: FileId,
        /// Which one is shown.
        from: u32,
        /// Which one.
        number: u32,
        /// When.
        at: Timestamp,
    },
    /// Renames a file.
    RenameFile {
        /// Which one.
        file: FileId,
        /// Its new name.
        name: FileName,
    },
    /// Says how sensitive a file is. Fails if it is gone.
    ClassifyFile {
        /// Which one.
        file: FileId,
        /// How sensitive.
        class: Class,
    },
    /// Notes whether a file is held back because of an alert, as [`Change::WeighRisk`] does for a member. No effect if it is gone.
    WeighQuarantine(FileId),
    /// Notes whether all of a case is held against erasure because of an alert, likewise. Fails if it is not there.
    WeighCaseHold(CaseId),
    /// Notes the result of a scan.
    SetScan {
        /// Which version.
        object: ObjectId,
        /// What it came to.
        outcome: ScanOutcome,
    },
    /// Lets a version be scanned again, by a job of the same commit: without a report it is pending again, with one
    /// it keeps it until there is a new one. Fails if a scan of it waits or runs.
    ScanAgain(ObjectId),
    /// Removes a file with all its versions, and notes whose keys are to be destroyed. Fails if the file is gone, if it, its
    /// case or customer is held for the law, with `case.kept`, or if its objects are not these.
    EraseFile {
        /// Which one.
        file: FileId,
        /// When.
        at: Timestamp,
        /// All objects of its versions, with their reports.
        objects: Vec<Doomed>,
    },
    /// Leaves nothing of a case but its tombstone: files, open uploads, messages and deliveries go, links and access end, and
    /// whose keys are to be destroyed is noted. Who had access, and why, stays. Fails with `case.gone`, `case.erased`,
    /// `case.held`, `case.kept`, `case.not_due` if it is by a rule that has not listed it long enough, or `case.changed` if its
    /// objects are not these.
    EraseCase {
        /// Which one.
        case: CaseId,
        /// When.
        at: Timestamp,
        /// The rule that does it; none if somebody does.
        by: Option<RetentionRuleId>,
        /// SHA-256 of its wrapped private key.
        key: Option<[u8; 32]>,
        /// All objects of its files, uploads and messages that are not erased.
        objects: Vec<Doomed>,
    },
    /// Notes that all keys of what was erased are destroyed; the job that would do so is gone. Fails if it was noted. The store
    /// sets an erased case's certificate to this commit's first entry.
    FinishErasure {
        /// Of what.
        of: Erasing,
        /// When.
        at: Timestamp,
    },
    /// Keeps an alert. Fails if there is one of the same watch at the same place of the ledger.
    RaiseAlert(Box<Alert>),
    /// Says that somebody looks into an alert. Fails if it is closed.
    AcknowledgeAlert {
        /// Which one.
        alert: AlertId,
        /// Who; none for the operator.
        assignee: Option<MemberId>,
    },
    /// Closes an alert. Fails if it is closed.
    CloseAlert {
        /// Which one.
        alert: AlertId,
        /// What it turned out to be.
        verdict: Verdict,
        /// When.
        at: Timestamp,
    },
    /// Adds a note to an alert.
    NoteAlert(AlertNote),
    /// Notes that a duty of an alert to tell somebody was done. Fails if that was noted before.
    GiveNotice(Notice),
    /// Takes that back. Fails if it was not noted.
    WithdrawNotice {
        /// Of which alert.
        alert: AlertId,
        /// Which duty.
        clock: String,
    },
    /// Notes that people were told of a clock that ran out. Fails if they were before.
    TellOverdue {
        /// Of which alert.
        alert: AlertId,
        /// Which duty.
        clock: String,
    },
    /// Keeps what followed from an alert. What it does to members and sessions is in changes of its own.
    Contain(Containment),
    /// Ends a containment: its new state, and when. Fails if it is over.
    EndContainment(Containment),
    /// Counts what is handed out, unless the same version was counted for that member within the hour. Fails with
    /// `budget.spent` if it would be more than the member or the case has, so that of many at once only so many come through.
    HandOut(Handout),
    /// Raises a budget for a time, in place of an earlier raise of the same one.
    RaiseBudget(BudgetRaise),
    /// Ends a raise before its time. Fails with `raise.over` if there is none.
    EndBudgetRaise(BudgetOf),
    /// Sets a decoy credential out. Fails with `decoy.exists` if its address is a decoy's or a member's.
    PlantCredential(DecoyCredential),
    /// Takes a decoy credential back. Fails with `decoy.gone` if it is not there.
    WithdrawCredential(DecoyId),
    /// Says how far a sink has got and whether it is tried. Fails unless it stands at `from` (and, with none, unless
    /// nothing is kept of it).
    SetSink {
        /// Where it stands.
        from: Option<u64>,
        /// Its new state.
        state: SinkState,
    },
    /// Removes a job that is done or will not be tried again.
    FinishJob(JobId),
}

/// One transaction's worth of change.
#[derive(Clone)]
pub struct Commit {
    entries: Vec<LedgerEntry>,
    changes: Vec<Change>,
    jobs: Vec<(JobId, JobKind)>,
}

impl Commit {
    /// A commit that records `entry`; further parts are added with the other methods.
    #[must_use]
    pub fn record(entry: LedgerEntry) -> Self {
        Self {
            entries: vec![entry],
            changes: Vec::new(),
            jobs: Vec::new(),
        }
    }

    /// Records one more entry.
    #[must_use]
    pub fn and_record(mut self, entry: LedgerEntry) -> Self {
        self.entries.push(entry);
        self
    }

    /// Adds a change.
    #[must_use]
    pub fn change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Queues a job.
    #[must_use]
    pub fn job(mut self, id: JobId, kind: JobKind) -> Self {
        self.jobs.push((id, kind));
        self
    }

    /// The entries, at least one.
    #[must_use]
    pub fn entries(&self) -> &[LedgerEntry] {
        &self.entries
    }

    /// The changes, in order.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The jobs.
    #[must_use]
    pub fn jobs(&self) -> &[(JobId, JobKind)] {
        &self.jobs
    }
}

/// What a commit left behind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Committed {
    /// The outbox numbers of the entries, in order.
    pub outbox: Vec<i64>,
}
