//! The ports through which the application reaches the world. Adapters implement them; contract
//! suites hold every adapter to the comments here.

mod bucket;
mod checklists;
mod decoys;
mod deliveries;
mod idp;
mod messages;
mod provisioning;
mod retention;
mod sinks;
mod source;
mod spending;
mod views;
mod vitals;
mod witness;

pub use bucket::{Bucket, BucketError, BucketState, BucketVersion, Put, PutWhere};
pub use checklists::Checklists;
pub use decoys::Decoys;
pub use deliveries::Deliveries;
pub use idp::{IdentityProvider, IdpError, LoggedOut, SignInFlow, Vouched};
pub use messages::Messages;
pub use provisioning::Provisioning;
pub use retention::Retention;
pub use sinks::{EventSink, SinkError, Sinks};
pub use source::{DirectorySource, SourceError, SourcePerson};
pub use spending::Spending;
pub use views::Views;
pub use vitals::Vitals;
pub use witness::{Checkpoints, WitnessAnswer, WitnessPort, Witnessed};

use std::io;

use async_trait::async_trait;

use crate::access::{ApiToken, Credentials, Enrolment, Freeze, Session};
use crate::access_request::AccessRequest;
use crate::alert::{
    Alert, AlertFilter, AlertNote, Containment, ContainmentState, Notice, Response, WatchState,
};
use crate::case::{Case, CaseState};
use crate::class::Lane;
use crate::commit::{Commit, Committed, Opening};
use crate::erasure::Erasing;
use crate::file::{Doomed, File, Numbered, Upload};
use crate::grant::Grant;
use crate::id::{
    AccessRequestId, AlertId, CaseId, ContactId, CustomerId, DepartmentId, FileId, GrantId, JobId,
    MemberId, ObjectId, RequestId, SessionId, TokenId, UploadId,
};
use crate::job::Job;
use crate::passkey::{Passkey, PasskeyOwner};
use crate::people::{Contact, Customer, Department, Member, Organisation};
use crate::policies::PolicyVersion;
use crate::request::{EmailCode, FileRequest, Pass};
use crate::secret::TokenHash;
use crate::select::Condition;
use crate::standing::Course;
use crate::text::Email;
use crate::time::Timestamp;

/// Why the store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A change's condition did not hold; nothing was changed. Names the condition, such as
    /// `member.email_taken`, `upload.offset`, `request.room`.
    #[error("condition `{0}` did not hold")]
    Conflict(&'static str),
    /// The disk under the store is full; nothing was changed.
    #[error("the store's disk is full")]
    Full,
    /// A stored row is not what this program writes.
    #[error("row of `{table}` is not readable: {what}")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// The database failed; whether the change was applied is unknown unless stated.
    #[error("the database failed")]
    Backend(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Which cases to list.
#[derive(Debug, Clone, Default)]
pub struct CaseFilter {
    /// Only this department's (the wall, in the query).
    pub department: Option<DepartmentId>,
    /// These as well, whatever their department.
    pub also: Vec<CaseId>,
    /// Only those this member works.
    pub member: Option<MemberId>,
    /// Only in this state.
    pub state: Option<CaseState>,
    /// Only with this reference.
    pub reference: Option<String>,
    /// Only in this lane.
    pub lane: Option<Lane>,
    /// Only those that got a file since then.
    pub received_since: Option<Timestamp>,
    /// Only those with these words in reference, subject or the customer's name, in any case of A to Z.
    pub words: Option<String>,
    /// Only after this one in the list's order (newest first).
    pub after: Option<CaseId>,
    /// Only those that fulfil this.
    pub within: Condition,
    /// At most so many.
    pub limit: u32,
}

/// People and departments; members with what else is true of them. Lists are sorted by name; "not there" is `Ok(None)`.
#[async_trait]
pub trait Directory: Send + Sync {
    /// The organisation, once set up.
    async fn organisation(&self) -> Result<Option<Organisation>, StoreError>;
    /// One department.
    async fn department(&self, id: DepartmentId) -> Result<Option<Department>, StoreError>;
    /// All departments.
    async fn departments(&self) -> Result<Vec<Department>, StoreError>;
    /// One member.
    async fn member(&self, id: MemberId) -> Result<Option<Member>, StoreError>;
    /// One member by address.
    async fn member_by_email(&self, email: &Email) -> Result<Option<Member>, StoreError>;
    /// All members.
    async fn members(&self) -> Result<Vec<Member>, StoreError>;
    /// One customer.
    async fn customer(&self, id: CustomerId) -> Result<Option<Customer>, StoreError>;
    /// The courses the organisation asks for, by lane.
    async fn courses(&self) -> Result<Vec<Course>, StoreError>;
    /// All versions of the organisation's policies, newest first.
    async fn policy_versions(&self) -> Result<Vec<PolicyVersion>, StoreError>;
    /// All customers.
    async fn customers(&self) -> Result<Vec<Customer>, StoreError>;
}

/// Cases, their requests and contacts.
#[async_trait]
pub trait Cases: Send + Sync {
    /// One case with its members.
    async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError>;
    /// Cases that pass the filter, newest first.
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Case>, StoreError>;
    /// One contact.
    async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError>;
    /// One contact by address.
    async fn contact_by_email(
        &self,
        customer: CustomerId,
        email: &Email,
    ) -> Result<Option<Contact>, StoreError>;
    /// One request.
    async fn request(&self, id: RequestId) -> Result<Option<FileRequest>, StoreError>;
    /// The request whose link has this token.
    async fn request_by_token(&self, hash: &TokenHash) -> Result<Option<FileRequest>, StoreError>;
    /// The contacts of a customer, by address.
    async fn contacts(&self, customer: CustomerId) -> Result<Vec<Contact>, StoreError>;
    /// All requests of a contact, the links of deliveries as well, oldest first.
    async fn requests_of_contact(&self, contact: ContactId)
    -> Result<Vec<FileRequest>, StoreError>;
    /// A case's requests without the links of deliveries, newest first.
    async fn requests(&self, case: CaseId) -> Result<Vec<FileRequest>, StoreError>;
}

/// Files, versions and uploads. A file's `version` is its newest.
#[async_trait]
pub trait Files: Send + Sync {
    /// One file.
    async fn file(&self, id: FileId) -> Result<Option<File>, StoreError>;
    /// The complete versions of a file, those set aside as well, in order.
    async fn versions(&self, file: FileId) -> Result<Vec<Numbered>, StoreError>;
    /// The file of which `object` is a version, with that version, be it the newest or not.
    async fn file_of_object(&self, object: ObjectId) -> Result<Option<File>, StoreError>;
    /// A case's files that have a version, newest first.
    async fn files(&self, case: CaseId) -> Result<Vec<File>, StoreError>;
    /// The files that have a version and fulfil a condition, at most `limit`, in the order of their ids, after
    /// `after`; each with its case.
    async fn files_where(
        &self,
        condition: &Condition,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<Vec<(FileId, CaseId)>, StoreError>;
    /// The files that have a version, fulfil a condition and have these words in their name, in any case of A to Z; newest
    /// first, at most `limit`; each with its case.
    async fn files_named(
        &self,
        condition: &Condition,
        words: &str,
        limit: u32,
    ) -> Result<Vec<(FileId, CaseId)>, StoreError>;
    /// A request's files that have a version, newest first.
    async fn files_of_request(&self, request: RequestId) -> Result<Vec<File>, StoreError>;
    /// A request's files that were erased one by one, and when; the last erased first.
    async fn erased_files_of_request(
        &self,
        request: RequestId,
    ) -> Result<Vec<(FileId, Timestamp)>, StoreError>;
    /// By what the sender knows those files again, of those they said so of.
    async fn fingerprints(&self, request: RequestId)
    -> Result<Vec<(FileId, [u8; 32])>, StoreError>;
    /// One open upload.
    async fn upload(&self, id: UploadId) -> Result<Option<Upload>, StoreError>;
    /// A request's open uploads, oldest first.
    async fn uploads(&self, request: RequestId) -> Result<Vec<Upload>, StoreError>;
    /// Open uploads whose time is over at `now`, at most `limit`.
    async fn expired_uploads(&self, now: Timestamp, limit: u32) -> Result<Vec<Upload>, StoreError>;
    /// All objects of a file's versions and their reports, sorted.
    async fn objects_of_file(&self, file: FileId) -> Result<Vec<ObjectId>, StoreError>;
    /// All objects of a case's versions and their reports, open uploads, and messages that are not erased; sorted.
    async fn objects_of_case(&self, case: CaseId) -> Result<Vec<ObjectId>, StoreError>;
    /// The objects of what was erased whose keys are not known to be destroyed, sorted.
    async fn doomed_objects(&self, of: Erasing) -> Result<Vec<Doomed>, StoreError>;
    /// Every object that a version, sidecar or open upload refers to, for finding orphans.
    async fn referenced_objects(&self) -> Result<Vec<ObjectId>, StoreError>;
}

/// Which requests for access to list. Everything that is set must fit.
#[derive(Debug, Clone, Default)]
pub struct AccessFilter {
    /// Only for this case.
    pub case: Option<CaseId>,
    /// Only this member's.
    pub member: Option<MemberId>,
    /// Only those stored as waiting.
    pub waiting: bool,
    /// Only those whose time to answer is over then.
    pub lapsed_at: Option<Timestamp>,
    /// At most so many.
    pub limit: u32,
}

/// Which grants to list. Everything that is set must fit.
#[derive(Debug, Clone, Default)]
pub struct GrantFilter {
    /// Only for this case.
    pub case: Option<CaseId>,
    /// Only this member's.
    pub member: Option<MemberId>,
    /// Only those not stored as ended.
    pub not_ended: bool,
    /// Only those taken in an emergency.
    pub emergencies: bool,
    /// Only emergencies without a review.
    pub to_review: bool,
    /// Only those whose time is over then.
    pub expired_at: Option<Timestamp>,
    /// At most so many.
    pub limit: u32,
}

/// Requests for access and grants. Lists are newest first.
#[async_trait]
pub trait Grants: Send + Sync {
    /// One request with its approvals.
    async fn access_request(
        &self,
        id: AccessRequestId,
    ) -> Result<Option<AccessRequest>, StoreError>;
    /// Requests that pass the filter.
    async fn access_requests(
        &self,
        filter: &AccessFilter,
    ) -> Result<Vec<AccessRequest>, StoreError>;
    /// One grant.
    async fn grant(&self, id: GrantId) -> Result<Option<Grant>, StoreError>;
    /// Grants that pass the filter.
    async fn grants(&self, filter: &GrantFilter) -> Result<Vec<Grant>, StoreError>;
    /// When the next grant or request ends by itself.
    async fn next_grant_end(&self) -> Result<Option<Timestamp>, StoreError>;
    /// Who made a member's account or gave it a new way to sign in.
    async fn makers(&self, member: MemberId) -> Result<Vec<MemberId>, StoreError>;
}

/// What people prove themselves with.
#[async_trait]
pub trait Access: Send + Sync {
    /// A member's credentials.
    async fn credentials(&self, member: MemberId) -> Result<Option<Credentials>, StoreError>;
    /// An enrolment link.
    async fn enrolment(&self, hash: &TokenHash) -> Result<Option<Enrolment>, StoreError>;
    /// A session.
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError>;
    /// A session by its public name.
    async fn session_by_id(&self, id: SessionId) -> Result<Option<Session>, StoreError>;
    /// A member's sessions, newest first.
    async fn sessions(&self, member: MemberId) -> Result<Vec<Session>, StoreError>;
    /// Notes that a session was used. Not an act, so not in the ledger; may be lost in a crash.
    async fn touch_session(&self, id: SessionId, seen: Timestamp) -> Result<(), StoreError>;
    /// Forgets sessions, links, passes, tickets and codes that were over at that time, some at once; how many. Not an act, so not in the
    /// ledger: they let nobody in any more.
    async fn forget_expired(&self, at: Timestamp) -> Result<u64, StoreError>;
    /// An API token.
    async fn api_token(&self, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError>;
    /// An API token by its public name.
    async fn api_token_by_id(&self, id: TokenId) -> Result<Option<ApiToken>, StoreError>;
    /// A member's API tokens, newest first.
    async fn api_tokens(&self, member: MemberId) -> Result<Vec<ApiToken>, StoreError>;
    /// Somebody's passkeys, oldest first.
    async fn passkeys(&self, owner: PasskeyOwner) -> Result<Vec<Passkey>, StoreError>;
    /// The passkey a device calls so.
    async fn passkey(&self, credential: &[u8]) -> Result<Option<Passkey>, StoreError>;
    /// How many recovery codes a member has left.
    async fn recovery_codes(&self, member: MemberId) -> Result<u32, StoreError>;
    /// Whether this is one of them.
    async fn recovery_code_fits(
        &self,
        member: MemberId,
        hash: &TokenHash,
    ) -> Result<bool, StoreError>;
    /// The link of a notice.
    async fn freeze(&self, hash: &TokenHash) -> Result<Option<Freeze>, StoreError>;
    /// The newest code of a request.
    async fn email_code(&self, request: RequestId) -> Result<Option<EmailCode>, StoreError>;
    /// How many codes were mailed for a request since then.
    async fn codes_sent_since(
        &self,
        request: RequestId,
        since: Timestamp,
    ) -> Result<u32, StoreError>;
    /// How many wrong codes were entered at a request's link since that was last forgiven.
    async fn codes_refused(&self, request: RequestId) -> Result<u32, StoreError>;
    /// A contact's pass.
    async fn pass(&self, hash: &TokenHash) -> Result<Option<Pass>, StoreError>;
}

/// An entry that has no place in the tree yet.
#[derive(Clone)]
pub struct OutboxRow {
    /// Its outbox number.
    pub outbox: i64,
    /// Its text.
    pub text: String,
}

/// One stored tile or entry bundle, at its widest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TileRow {
    /// 0 to 7 for hash tiles; [`BUNDLE_LEVEL`] for entry bundles.
    pub level: u8,
    /// Position within its level.
    pub index: u64,
    /// How many hashes or entries it holds, 1 to 256.
    pub width: u16,
    /// Its bytes in tlog-tiles form.
    pub bytes: Vec<u8>,
}

/// The level under which entry bundles are stored.
pub const BUNDLE_LEVEL: u8 = 255;

/// The head of the tree as last signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TreeHead {
    /// Number of entries.
    pub size: u64,
    /// The signed checkpoint.
    pub checkpoint: String,
}

/// One step of the sequencer, applied in one transaction.
#[derive(Clone)]
pub struct SequenceStep {
    /// The size it starts from. Fails with `ledger.size` if the tree is elsewhere.
    pub from_size: u64,
    /// Outbox numbers in the order of their new indexes.
    pub outbox: Vec<i64>,
    /// Tiles and bundles to write; a wider one replaces a narrower.
    pub tiles: Vec<TileRow>,
    /// The new head.
    pub head: TreeHead,
}

/// The ledger's rows.
#[async_trait]
pub trait LedgerRows: Send + Sync {
    /// Entries without a place, in outbox order, at most `limit`.
    async fn unsequenced(&self, limit: u32) -> Result<Vec<OutboxRow>, StoreError>;
    /// Gives entries their places.
    async fn sequence(&self, step: SequenceStep) -> Result<(), StoreError>;
    /// The newest head; none before the first.
    async fn head(&self) -> Result<Option<TreeHead>, StoreError>;
    /// Tiles by level and index; those not there are left out.
    async fn tiles(&self, ids: &[(u8, u64)]) -> Result<Vec<TileRow>, StoreError>;
    /// The place of an entry, once it has one.
    async fn index_of(&self, outbox: i64) -> Result<Option<u64>, StoreError>;
    /// Entries by place: `(index, text)`, from `from`, at most `limit`.
    async fn entries(&self, from: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError>;
    /// Entries about one of these objects that are below `below`, newest first, at most `limit`.
    async fn entries_about(
        &self,
        objects: &[String],
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError>;
    /// Of the entries about one of these objects, those of one actor: below `below`, newest first, at most `limit`.
    async fn entries_by(
        &self,
        actor: &str,
        objects: &[String],
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError>;
    /// Entries of one actor, whatever they are about: below `below`, newest first, at most `limit`. Reads the ledger through.
    async fn entries_acted(
        &self,
        actor: &str,
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError>;
    /// The place of the first entry about each of these objects, of those that have one.
    async fn first_places(&self, objects: &[String]) -> Result<Vec<(String, u64)>, StoreError>;
    /// Openings of the entries at these places that have not been erased.
    async fn openings(&self, index: u64) -> Result<Vec<Opening>, StoreError>;
}

/// The queue of background work.
#[async_trait]
pub trait Jobs: Send + Sync {
    /// Takes a job nobody holds at `now`, until `leased_until`; counts the attempt. The one with the fewest fruitless
    /// attempts comes first, then the oldest: a job that never ends does not hold up the others.
    async fn claim_job(
        &self,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Option<Job>, StoreError>;
    /// Keeps a job longer, and notes that the attempt has reached so many percent of the work: if no attempt got so far
    /// before, it does not count as fruitless. False if another worker has it by now (its attempt is over).
    async fn renew_job(
        &self,
        id: JobId,
        attempt: u32,
        leased_until: Timestamp,
        percent: u8,
    ) -> Result<bool, StoreError>;
    /// Ends all leases: for the start of the one process that works on this store.
    async fn end_leases(&self) -> Result<(), StoreError>;
    /// How many jobs wait or run.
    async fn job_count(&self) -> Result<u64, StoreError>;
}

/// An entry of the ledger with where it came from, as far as that has not been erased.
#[derive(Clone)]
pub struct OpenedEntry {
    /// Its place.
    pub index: u64,
    /// Its text.
    pub text: String,
    /// The opening of its `address`.
    pub address: Option<String>,
    /// The opening of its `position`: where on earth that is.
    pub position: Option<String>,
}

/// Alerts, containments, and how far watching has got.
#[async_trait]
pub trait Watching: Send + Sync {
    /// One alert.
    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError>;
    /// Alerts that pass the filter, newest first.
    async fn alerts(&self, filter: &AlertFilter) -> Result<Vec<Alert>, StoreError>;
    /// An alert's notes, oldest first.
    async fn alert_notes(&self, id: AlertId) -> Result<Vec<AlertNote>, StoreError>;
    /// Which of an alert's duties to tell somebody were done, by clock.
    async fn notices(&self, id: AlertId) -> Result<Vec<Notice>, StoreError>;
    /// Of which of an alert's clocks people were told that they ran out.
    async fn overdue_told(&self, id: AlertId) -> Result<Vec<String>, StoreError>;
    /// What followed from an alert.
    async fn containments(&self, id: AlertId) -> Result<Vec<Containment>, StoreError>;
    /// What holds now, of one subject or of all, soonest end first.
    async fn active_containments(
        &self,
        subject: Option<&str>,
    ) -> Result<Vec<Containment>, StoreError>;
    /// The response of this kind that was done and ends or ended last, in whatever state or in this one.
    async fn last_contained(
        &self,
        response: Response,
        state: Option<ContainmentState>,
    ) -> Result<Option<Containment>, StoreError>;
    /// The members something was taken from by a response since then, whether or not it still holds.
    async fn contained_since(&self, since: Timestamp) -> Result<Vec<String>, StoreError>;
    /// Entries by place with their addresses and positions, from `from`, at most `limit`.
    async fn opened_entries(&self, from: u64, limit: u32) -> Result<Vec<OpenedEntry>, StoreError>;
    /// How far watching has got; none before the first time.
    async fn watch_state(&self) -> Result<Option<WatchState>, StoreError>;
    /// Notes how far watching has got. Not an act, so not in the ledger; if it is lost, watching sees entries again.
    async fn keep_watch_state(&self, state: WatchState) -> Result<(), StoreError>;
}

/// All metadata. Everything that is an act goes through [`MetaStore::commit`].
#[async_trait]
pub trait MetaStore:
    Directory
    + Cases
    + Checklists
    + Deliveries
    + Files
    + Grants
    + Access
    + Provisioning
    + LedgerRows
    + Jobs
    + Watching
    + Spending
    + Decoys
    + Messages
    + Retention
    + Views
    + Sinks
    + Checkpoints
    + Vitals
{
    /// Applies a commit in one transaction, durably: when this returns, a power cut loses nothing.
    /// Commits of several callers may share a disk write; each succeeds or fails by itself.
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError>;
}

/// A case's key pair as the key store keeps it.
#[derive(Clone, PartialEq, Eq)]
pub struct CaseKeyRow {
    /// 1 for the first pair, counting up.
    pub generation: u32,
    /// The public half.
    pub public: Vec<u8>,
    /// The private half, wrapped by the KMS.
    pub private_wrapped: Vec<u8>,
}

/// Wrapped keys, apart from everything else: destroying a row here erases what it opens, everywhere.
#[async_trait]
pub trait KeyStore: Send + Sync {
    /// Keeps a case's key pair, durably.
    async fn put_case_key(&self, case: CaseId, row: CaseKeyRow) -> Result<(), StoreError>;
    /// A case's newest key pair.
    async fn case_key(&self, case: CaseId) -> Result<Option<CaseKeyRow>, StoreError>;
    /// Keeps an object's key, sealed to the case's public key, durably.
    async fn put_object_key(
        &self,
        object: ObjectId,
        case: CaseId,
        sealed: Vec<u8>,
    ) -> Result<(), StoreError>;
    /// An object's sealed key.
    async fn object_key(&self, object: ObjectId) -> Result<Option<Vec<u8>>, StoreError>;
    /// Destroys an object's key; true if there was one.
    async fn destroy_object_key(&self, object: ObjectId) -> Result<bool, StoreError>;
    /// All sealed object keys of a case.
    async fn object_keys_of_case(
        &self,
        case: CaseId,
    ) -> Result<Vec<(ObjectId, Vec<u8>)>, StoreError>;
    /// Destroys all keys of a case: its key pairs, and those of its objects.
    async fn destroy_keys_of_case(&self, case: CaseId) -> Result<(), StoreError>;
    /// Keeps a server secret (log seed, code key), wrapped by the KMS. Fails with `key.exists` if there is one.
    async fn put_server_key(&self, name: &'static str, wrapped: Vec<u8>) -> Result<(), StoreError>;
    /// A server secret, wrapped.
    async fn server_key(&self, name: &'static str) -> Result<Option<Vec<u8>>, StoreError>;
}

/// Sealed objects. Blocking: callers are on threads that may wait. Errors are `io::Error`;
/// `StorageFull` when the disk is, `NotFound` when the object is not there.
pub trait BlobStore: Send + Sync {
    /// Begins a new object. Fails with `AlreadyExists` if there is one.
    fn create(&self, object: ObjectId) -> io::Result<Box<dyn BlobWriter>>;
    /// Continues an object at `length`, dropping what lies behind. Fails with `UnexpectedEof` if it is shorter.
    fn resume(&self, object: ObjectId, length: u64) -> io::Result<Box<dyn BlobWriter>>;
    /// Opens an object for reading.
    fn open(&self, object: ObjectId) -> io::Result<Box<dyn BlobReader>>;
    /// Removes an object; no error if it is gone.
    fn remove(&self, object: ObjectId) -> io::Result<()>;
    /// All objects there are.
    fn list(&self) -> io::Result<Vec<ObjectId>>;
    /// Bytes that can still be written.
    fn free_bytes(&self) -> io::Result<u64>;
}

/// An object being written.
pub trait BlobWriter: Send {
    /// Appends bytes; durable only after [`BlobWriter::sync`].
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;
    /// Says that about so many bytes will follow, for stores that can make room in one go. Only a hint: whether
    /// there is room shows when the bytes come.
    fn announce(&mut self, _bytes: u64) {}
    /// Makes everything appended durable, including the object's name.
    fn sync(&mut self) -> io::Result<()>;
}

/// An object being read.
pub trait BlobReader: Send + Sync {
    /// Its length in bytes.
    fn length(&self) -> u64;
    /// Fills `buffer` from `offset`; `UnexpectedEof` if the object ends before.
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()>;
}

/// A mail to one person.
#[derive(Clone)]
pub struct Mail {
    /// To whom.
    pub to: Email,
    /// Its subject; no secrets.
    pub subject: String,
    /// Its plain text.
    pub text: String,
}

/// The mail could not be handed over.
#[derive(Debug, thiserror::Error)]
#[error("the mail could not be handed over")]
pub struct MailError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

/// Hands mail over to a server (or, in development, to a folder).
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Returns once the mail is handed over.
    async fn send(&self, mail: Mail) -> Result<(), MailError>;
}

/// The time.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// Unpredictable bytes.
pub trait Entropy: Send + Sync {
    /// Fills `buffer`.
    fn fill(&self, buffer: &mut [u8]);
}

/// `N` unpredictable bytes.
pub fn random<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}
