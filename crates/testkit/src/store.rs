//! A metadata store that fails at a chosen call.

mod watching;

use std::sync::Arc;

use async_trait::async_trait;
use coffer_domain::access::{ApiToken, Credentials, Enrolment, Freeze, Identity, Session};
use coffer_domain::access_request::AccessRequest;
use coffer_domain::case::Case;
use coffer_domain::checklist::{Answer, AskedItem, RequestTemplate};
use coffer_domain::commit::{Commit, Committed, Opening};
use coffer_domain::delivery::{Delivery, DeliveryFilter, DeliveryTicket};
use coffer_domain::directory::{Find, Group, Person, ServiceAccount, ServiceToken, Source};
use coffer_domain::erasure::Erasing;
use coffer_domain::event::EventKind;
use coffer_domain::file::{Doomed, File, Numbered, Upload};
use coffer_domain::grant::Grant;
use coffer_domain::id::{
    AccessRequestId, CaseId, ContactId, CustomerId, DepartmentId, FileId, GrantId, GroupId, JobId,
    MemberId, MessageId, ObjectId, RequestId, ServiceId, SessionId, TemplateId, TokenId, UploadId,
};
use coffer_domain::job::Job;
use coffer_domain::message::{Author, Message};
use coffer_domain::passkey::{Passkey, PasskeyOwner};
use coffer_domain::people::{Contact, Customer, Department, Member, Organisation};
use coffer_domain::policies::PolicyVersion;
use coffer_domain::ports::{
    Access, AccessFilter, CaseFilter, Cases, Checklists, Checkpoints, Deliveries, Directory, Files,
    GrantFilter, Grants, Jobs, LedgerRows, Messages, MetaStore, OutboxRow, Provisioning, Retention,
    SequenceStep, Sinks, StoreError, TileRow, TreeHead, Views, Vitals, Witnessed,
};
use coffer_domain::request::{EmailCode, FileRequest, Pass};
use coffer_domain::retention::{Kept, ListedCase, RetentionRule};
use coffer_domain::secret::TokenHash;
use coffer_domain::select::Condition;
use coffer_domain::sink::SinkState;
use coffer_domain::standing::Course;
use coffer_domain::text::Email;
use coffer_domain::time::Timestamp;
use coffer_domain::view::SavedView;

use crate::faults::{
    Effect::{Reads, Writes},
    Faults,
};

/// Hands every call on, unless it is the one to fail.
pub struct FaultyStore {
    inner: Arc<dyn MetaStore>,
    faults: Arc<Faults>,
}

impl FaultyStore {
    /// Around `inner`.
    #[must_use]
    pub fn new(inner: Arc<dyn MetaStore>, faults: Arc<Faults>) -> Self {
        Self { inner, faults }
    }
}

#[async_trait]
impl Directory for FaultyStore {
    async fn organisation(&self) -> Result<Option<Organisation>, StoreError> {
        let work = self.inner.organisation();
        self.faults.through("organisation", Reads, work).await
    }
    async fn department(&self, id: DepartmentId) -> Result<Option<Department>, StoreError> {
        let work = self.inner.department(id);
        self.faults.through("department", Reads, work).await
    }
    async fn departments(&self) -> Result<Vec<Department>, StoreError> {
        let work = self.inner.departments();
        self.faults.through("departments", Reads, work).await
    }
    async fn member(&self, id: MemberId) -> Result<Option<Member>, StoreError> {
        let work = self.inner.member(id);
        self.faults.through("member", Reads, work).await
    }
    async fn member_by_email(&self, email: &Email) -> Result<Option<Member>, StoreError> {
        let work = self.inner.member_by_email(email);
        self.faults.through("member_by_email", Reads, work).await
    }
    async fn members(&self) -> Result<Vec<Member>, StoreError> {
        let work = self.inner.members();
        self.faults.through("members", Reads, work).await
    }
    async fn policy_versions(&self) -> Result<Vec<PolicyVersion>, StoreError> {
        let work = self.inner.policy_versions();
        self.faults.through("policy_versions", Reads, work).await
    }
    async fn courses(&self) -> Result<Vec<Course>, StoreError> {
        let work = self.inner.courses();
        self.faults.through("courses", Reads, work).await
    }
    async fn customer(&self, id: CustomerId) -> Result<Option<Customer>, StoreError> {
        let work = self.inner.customer(id);
        self.faults.through("customer", Reads, work).await
    }
    async fn customers(&self) -> Result<Vec<Customer>, StoreError> {
        let work = self.inner.customers();
        self.faults.through("customers", Reads, work).await
    }
}

#[async_trait]
impl Cases for FaultyStore {
    async fn case(&self, id: CaseId) -> Result<Option<Case>, StoreError> {
        let work = self.inner.case(id);
        self.faults.through("case", Reads, work).await
    }
    async fn cases(&self, filter: &CaseFilter) -> Result<Vec<Case>, StoreError> {
        let work = self.inner.cases(filter);
        self.faults.through("cases", Reads, work).await
    }
    async fn contact(&self, id: ContactId) -> Result<Option<Contact>, StoreError> {
        let work = self.inner.contact(id);
        self.faults.through("contact", Reads, work).await
    }
    async fn contact_by_email(
        &self,
        customer: CustomerId,
        email: &Email,
    ) -> Result<Option<Contact>, StoreError> {
        let work = self.inner.contact_by_email(customer, email);
        self.faults.through("contact_by_email", Reads, work).await
    }
    async fn contacts(&self, customer: CustomerId) -> Result<Vec<Contact>, StoreError> {
        let work = self.inner.contacts(customer);
        self.faults.through("contacts", Reads, work).await
    }
    async fn request(&self, id: RequestId) -> Result<Option<FileRequest>, StoreError> {
        let work = self.inner.request(id);
        self.faults.through("request", Reads, work).await
    }
    async fn request_by_token(&self, hash: &TokenHash) -> Result<Option<FileRequest>, StoreError> {
        let work = self.inner.request_by_token(hash);
        self.faults.through("request_by_token", Reads, work).await
    }
    async fn requests_of_contact(
        &self,
        contact: ContactId,
    ) -> Result<Vec<FileRequest>, StoreError> {
        let work = self.inner.requests_of_contact(contact);
        self.faults
            .through("requests_of_contact", Reads, work)
            .await
    }
    async fn requests(&self, case: CaseId) -> Result<Vec<FileRequest>, StoreError> {
        let work = self.inner.requests(case);
        self.faults.through("requests", Reads, work).await
    }
}

#[async_trait]
impl Deliveries for FaultyStore {
    async fn deliveries(&self, filter: &DeliveryFilter) -> Result<Vec<Delivery>, StoreError> {
        let work = self.inner.deliveries(filter);
        self.faults.through("deliveries", Reads, work).await
    }
    async fn delivery_ticket(
        &self,
        hash: &TokenHash,
    ) -> Result<Option<DeliveryTicket>, StoreError> {
        let work = self.inner.delivery_ticket(hash);
        self.faults.through("delivery_ticket", Reads, work).await
    }
}

#[async_trait]
impl Files for FaultyStore {
    async fn file(&self, id: FileId) -> Result<Option<File>, StoreError> {
        let work = self.inner.file(id);
        self.faults.through("file", Reads, work).await
    }
    async fn file_of_object(&self, object: ObjectId) -> Result<Option<File>, StoreError> {
        let work = self.inner.file_of_object(object);
        self.faults.through("file_of_object", Reads, work).await
    }
    async fn files(&self, case: CaseId) -> Result<Vec<File>, StoreError> {
        let work = self.inner.files(case);
        self.faults.through("files", Reads, work).await
    }
    async fn files_where(
        &self,
        condition: &Condition,
        after: Option<FileId>,
        limit: u32,
    ) -> Result<Vec<(FileId, CaseId)>, StoreError> {
        let work = self.inner.files_where(condition, after, limit);
        self.faults.through("files_where", Reads, work).await
    }
    async fn files_named(
        &self,
        condition: &Condition,
        words: &str,
        limit: u32,
    ) -> Result<Vec<(FileId, CaseId)>, StoreError> {
        let work = self.inner.files_named(condition, words, limit);
        self.faults.through("files_named", Reads, work).await
    }
    async fn versions(&self, file: FileId) -> Result<Vec<Numbered>, StoreError> {
        let work = self.inner.versions(file);
        self.faults.through("versions", Reads, work).await
    }
    async fn files_of_request(&self, request: RequestId) -> Result<Vec<File>, StoreError> {
        let work = self.inner.files_of_request(request);
        self.faults.through("files_of_request", Reads, work).await
    }
    async fn erased_files_of_request(
        &self,
        request: RequestId,
    ) -> Result<Vec<(FileId, Timestamp)>, StoreError> {
        let work = self.inner.erased_files_of_request(request);
        self.faults
            .through("erased_files_of_request", Reads, work)
            .await
    }
    async fn upload(&self, id: UploadId) -> Result<Option<Upload>, StoreError> {
        let work = self.inner.upload(id);
        self.faults.through("upload", Reads, work).await
    }
    async fn fingerprints(
        &self,
        request: RequestId,
    ) -> Result<Vec<(FileId, [u8; 32])>, StoreError> {
        let work = self.inner.fingerprints(request);
        self.faults.through("fingerprints", Reads, work).await
    }
    async fn uploads(&self, request: RequestId) -> Result<Vec<Upload>, StoreError> {
        let work = self.inner.uploads(request);
        self.faults.through("uploads", Reads, work).await
    }
    async fn objects_of_file(&self, file: FileId) -> Result<Vec<ObjectId>, StoreError> {
        let work = self.inner.objects_of_file(file);
        self.faults.through("objects_of_file", Reads, work).await
    }
    async fn objects_of_case(&self, case: CaseId) -> Result<Vec<ObjectId>, StoreError> {
        let work = self.inner.objects_of_case(case);
        self.faults.through("objects_of_case", Reads, work).await
    }
    async fn doomed_objects(&self, of: Erasing) -> Result<Vec<Doomed>, StoreError> {
        let work = self.inner.doomed_objects(of);
        self.faults.through("doomed_objects", Reads, work).await
    }
    async fn expired_uploads(&self, now: Timestamp, limit: u32) -> Result<Vec<Upload>, StoreError> {
        let work = self.inner.expired_uploads(now, limit);
        self.faults.through("expired_uploads", Reads, work).await
    }
    async fn referenced_objects(&self) -> Result<Vec<ObjectId>, StoreError> {
        let work = self.inner.referenced_objects();
        self.faults.through("referenced_objects", Reads, work).await
    }
}

#[async_trait]
impl Grants for FaultyStore {
    async fn access_request(
        &self,
        id: AccessRequestId,
    ) -> Result<Option<AccessRequest>, StoreError> {
        let work = self.inner.access_request(id);
        self.faults.through("access_request", Reads, work).await
    }
    async fn access_requests(
        &self,
        filter: &AccessFilter,
    ) -> Result<Vec<AccessRequest>, StoreError> {
        let work = self.inner.access_requests(filter);
        self.faults.through("access_requests", Reads, work).await
    }
    async fn grant(&self, id: GrantId) -> Result<Option<Grant>, StoreError> {
        let work = self.inner.grant(id);
        self.faults.through("grant", Reads, work).await
    }
    async fn grants(&self, filter: &GrantFilter) -> Result<Vec<Grant>, StoreError> {
        let work = self.inner.grants(filter);
        self.faults.through("grants", Reads, work).await
    }
    async fn next_grant_end(&self) -> Result<Option<Timestamp>, StoreError> {
        let work = self.inner.next_grant_end();
        self.faults.through("next_grant_end", Reads, work).await
    }
    async fn makers(&self, member: MemberId) -> Result<Vec<MemberId>, StoreError> {
        let work = self.inner.makers(member);
        self.faults.through("makers", Reads, work).await
    }
}

#[async_trait]
impl Access for FaultyStore {
    async fn credentials(&self, member: MemberId) -> Result<Option<Credentials>, StoreError> {
        let work = self.inner.credentials(member);
        self.faults.through("credentials", Reads, work).await
    }
    async fn enrolment(&self, hash: &TokenHash) -> Result<Option<Enrolment>, StoreError> {
        let work = self.inner.enrolment(hash);
        self.faults.through("enrolment", Reads, work).await
    }
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        let work = self.inner.session(hash);
        self.faults.through("session", Reads, work).await
    }
    async fn session_by_id(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        let work = self.inner.session_by_id(id);
        self.faults.through("session_by_id", Reads, work).await
    }
    async fn sessions(&self, member: MemberId) -> Result<Vec<Session>, StoreError> {
        let work = self.inner.sessions(member);
        self.faults.through("sessions", Reads, work).await
    }
    async fn forget_expired(&self, at: Timestamp) -> Result<u64, StoreError> {
        let work = self.inner.forget_expired(at);
        self.faults.through("forget_expired", Writes, work).await
    }
    async fn touch_session(&self, id: SessionId, seen: Timestamp) -> Result<(), StoreError> {
        let work = self.inner.touch_session(id, seen);
        self.faults.through("touch_session", Writes, work).await
    }
    async fn api_token(&self, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError> {
        let work = self.inner.api_token(hash);
        self.faults.through("api_token", Reads, work).await
    }
    async fn api_token_by_id(&self, id: TokenId) -> Result<Option<ApiToken>, StoreError> {
        let work = self.inner.api_token_by_id(id);
        self.faults.through("api_token_by_id", Reads, work).await
    }
    async fn api_tokens(&self, member: MemberId) -> Result<Vec<ApiToken>, StoreError> {
        let work = self.inner.api_tokens(member);
        self.faults.through("api_tokens", Reads, work).await
    }
    async fn passkeys(&self, owner: PasskeyOwner) -> Result<Vec<Passkey>, StoreError> {
        let work = self.inner.passkeys(owner);
        self.faults.through("passkeys", Reads, work).await
    }
    async fn passkey(&self, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
        let work = self.inner.passkey(credential);
        self.faults.through("passkey", Reads, work).await
    }
    async fn recovery_codes(&self, member: MemberId) -> Result<u32, StoreError> {
        let work = self.inner.recovery_codes(member);
        self.faults.through("recovery_codes", Reads, work).await
    }
    async fn recovery_code_fits(
        &self,
        member: MemberId,
        hash: &TokenHash,
    ) -> Result<bool, StoreError> {
        let work = self.inner.recovery_code_fits(member, hash);
        self.faults.through("recovery_code_fits", Reads, work).await
    }
    async fn freeze(&self, hash: &TokenHash) -> Result<Option<Freeze>, StoreError> {
        let work = self.inner.freeze(hash);
        self.faults.through("freeze", Reads, work).await
    }
    async fn email_code(&self, request: RequestId) -> Result<Option<EmailCode>, StoreError> {
        let work = self.inner.email_code(request);
        self.faults.through("email_code", Reads, work).await
    }
    async fn codes_sent_since(
        &self,
        request: RequestId,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        let work = self.inner.codes_sent_since(request, since);
        self.faults.through("codes_sent_since", Reads, work).await
    }
    async fn codes_refused(&self, request: RequestId) -> Result<u32, StoreError> {
        let work = self.inner.codes_refused(request);
        self.faults.through("codes_refused", Reads, work).await
    }
    async fn pass(&self, hash: &TokenHash) -> Result<Option<Pass>, StoreError> {
        let work = self.inner.pass(hash);
        self.faults.through("pass", Reads, work).await
    }
}

#[async_trait]
impl LedgerRows for FaultyStore {
    async fn unsequenced(&self, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        let work = self.inner.unsequenced(limit);
        self.faults.through("unsequenced", Reads, work).await
    }
    async fn sequence(&self, step: SequenceStep) -> Result<(), StoreError> {
        let work = self.inner.sequence(step);
        self.faults.through("sequence", Writes, work).await
    }
    async fn head(&self) -> Result<Option<TreeHead>, StoreError> {
        let work = self.inner.head();
        self.faults.through("head", Reads, work).await
    }
    async fn tiles(&self, ids: &[(u8, u64)]) -> Result<Vec<TileRow>, StoreError> {
        let work = self.inner.tiles(ids);
        self.faults.through("tiles", Reads, work).await
    }
    async fn index_of(&self, outbox: i64) -> Result<Option<u64>, StoreError> {
        let work = self.inner.index_of(outbox);
        self.faults.through("index_of", Reads, work).await
    }
    async fn entries(&self, from: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError> {
        let work = self.inner.entries(from, limit);
        self.faults.through("entries", Reads, work).await
    }
    async fn entries_about(
        &self,
        objects: &[String],
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let work = self.inner.entries_about(objects, below, limit);
        self.faults.through("entries_about", Reads, work).await
    }
    async fn entries_by(
        &self,
        actor: &str,
        objects: &[String],
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let work = self.inner.entries_by(actor, objects, below, limit);
        self.faults.through("entries_by", Reads, work).await
    }
    async fn entries_acted(
        &self,
        actor: &str,
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let work = self.inner.entries_acted(actor, below, limit);
        self.faults.through("entries_acted", Reads, work).await
    }
    async fn first_places(&self, objects: &[String]) -> Result<Vec<(String, u64)>, StoreError> {
        let work = self.inner.first_places(objects);
        self.faults.through("first_places", Reads, work).await
    }
    async fn openings(&self, index: u64) -> Result<Vec<Opening>, StoreError> {
        let work = self.inner.openings(index);
        self.faults.through("openings", Reads, work).await
    }
}

#[async_trait]
impl Jobs for FaultyStore {
    async fn claim_job(
        &self,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        let work = self.inner.claim_job(now, leased_until);
        self.faults.through("claim_job", Writes, work).await
    }
    async fn renew_job(
        &self,
        id: JobId,
        attempt: u32,
        leased_until: Timestamp,
        percent: u8,
    ) -> Result<bool, StoreError> {
        let work = self.inner.renew_job(id, attempt, leased_until, percent);
        self.faults.through("renew_job", Writes, work).await
    }
    async fn end_leases(&self) -> Result<(), StoreError> {
        let work = self.inner.end_leases();
        self.faults.through("end_leases", Writes, work).await
    }
    async fn job_count(&self) -> Result<u64, StoreError> {
        let work = self.inner.job_count();
        self.faults.through("job_count", Reads, work).await
    }
}

#[async_trait]
impl Sinks for FaultyStore {
    async fn sinks(&self) -> Result<Vec<SinkState>, StoreError> {
        let work = self.inner.sinks();
        self.faults.through("sinks", Reads, work).await
    }
    async fn sink(&self, name: &str) -> Result<Option<SinkState>, StoreError> {
        let work = self.inner.sink(name);
        self.faults.through("sink", Reads, work).await
    }
    async fn keep_sink(&self, from: Option<u64>, state: SinkState) -> Result<(), StoreError> {
        let work = self.inner.keep_sink(from, state);
        self.faults.through("keep_sink", Writes, work).await
    }
}

#[async_trait]
impl Checkpoints for FaultyStore {
    async fn witnessed(&self) -> Result<Option<Witnessed>, StoreError> {
        let work = self.inner.witnessed();
        self.faults.through("witnessed", Reads, work).await
    }
    async fn keep_witnessed(&self, it: Witnessed) -> Result<(), StoreError> {
        let work = self.inner.keep_witnessed(it);
        self.faults.through("keep_witnessed", Writes, work).await
    }
}

#[async_trait]
impl Vitals for FaultyStore {
    async fn database_bytes(&self) -> Result<u64, StoreError> {
        let work = self.inner.database_bytes();
        self.faults.through("database_bytes", Reads, work).await
    }
    async fn newest_entry(
        &self,
        kind: EventKind,
        among: u64,
    ) -> Result<Option<(u64, String)>, StoreError> {
        let work = self.inner.newest_entry(kind, among);
        self.faults.through("newest_entry", Reads, work).await
    }
}

#[async_trait]
impl MetaStore for FaultyStore {
    async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        let work = self.inner.commit(commit);
        self.faults.through("commit", Writes, work).await
    }
}

#[async_trait]
impl Checklists for FaultyStore {
    async fn asked(&self, request: RequestId) -> Result<Vec<AskedItem>, StoreError> {
        let work = self.inner.asked(request);
        self.faults.through("asked", Reads, work).await
    }
    async fn answers(&self, request: RequestId) -> Result<Vec<Answer>, StoreError> {
        let work = self.inner.answers(request);
        self.faults.through("answers", Reads, work).await
    }
    async fn templates(
        &self,
        department: DepartmentId,
    ) -> Result<Vec<RequestTemplate>, StoreError> {
        let work = self.inner.templates(department);
        self.faults.through("templates", Reads, work).await
    }
    async fn template(&self, id: TemplateId) -> Result<Option<RequestTemplate>, StoreError> {
        let work = self.inner.template(id);
        self.faults.through("template", Reads, work).await
    }
}

#[async_trait]
impl Retention for FaultyStore {
    async fn retention_rules(&self) -> Result<Vec<RetentionRule>, StoreError> {
        let work = self.inner.retention_rules();
        self.faults.through("retention_rules", Reads, work).await
    }
    async fn erasable_cases(
        &self,
        closed_by: Timestamp,
        after: Option<CaseId>,
        limit: u32,
    ) -> Result<Vec<(CaseId, Kept)>, StoreError> {
        let work = self.inner.erasable_cases(closed_by, after, limit);
        self.faults.through("erasable_cases", Reads, work).await
    }
    async fn listed_cases(&self) -> Result<Vec<ListedCase>, StoreError> {
        let work = self.inner.listed_cases();
        self.faults.through("listed_cases", Reads, work).await
    }
}

#[async_trait]
impl Messages for FaultyStore {
    async fn messages(
        &self,
        case: CaseId,
        below: Option<u64>,
        limit: u32,
    ) -> Result<Vec<(u64, Message)>, StoreError> {
        let work = self.inner.messages(case, below, limit);
        self.faults.through("messages", Reads, work).await
    }
    async fn messages_of_contact(&self, contact: ContactId) -> Result<Vec<Message>, StoreError> {
        let work = self.inner.messages_of_contact(contact);
        self.faults
            .through("messages_of_contact", Reads, work)
            .await
    }
    async fn messages_since(
        &self,
        case: CaseId,
        author: Author,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        let work = self.inner.messages_since(case, author, since);
        self.faults.through("messages_since", Reads, work).await
    }
    async fn message(&self, id: MessageId) -> Result<Option<(u64, Message)>, StoreError> {
        let work = self.inner.message(id);
        self.faults.through("message", Reads, work).await
    }
    async fn erased_messages(&self) -> Result<Vec<ObjectId>, StoreError> {
        let work = self.inner.erased_messages();
        self.faults.through("erased_messages", Reads, work).await
    }
    async fn unread_messages(&self, member: MemberId, case: CaseId) -> Result<u32, StoreError> {
        let work = self.inner.unread_messages(member, case);
        self.faults.through("unread_messages", Reads, work).await
    }
    async fn message_count(&self, case: CaseId) -> Result<u32, StoreError> {
        let work = self.inner.message_count(case);
        self.faults.through("message_count", Reads, work).await
    }
}

#[async_trait]
impl Views for FaultyStore {
    async fn views(&self, member: MemberId) -> Result<Vec<SavedView>, StoreError> {
        let work = self.inner.views(member);
        self.faults.through("views", Reads, work).await
    }
}

#[async_trait]
impl Provisioning for FaultyStore {
    async fn person(&self, member: MemberId) -> Result<Option<Person>, StoreError> {
        let work = self.inner.person(member);
        self.faults.through("person", Reads, work).await
    }
    async fn people(
        &self,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<Vec<Person>, StoreError> {
        let work = self.inner.people(source, find, skip, take);
        self.faults.through("people", Reads, work).await
    }
    async fn people_count(&self, source: Source, find: Find<'_>) -> Result<u64, StoreError> {
        let work = self.inner.people_count(source, find);
        self.faults.through("people_count", Reads, work).await
    }
    async fn group(&self, id: GroupId) -> Result<Option<Group>, StoreError> {
        let work = self.inner.group(id);
        self.faults.through("group", Reads, work).await
    }
    async fn groups(
        &self,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<Vec<Group>, StoreError> {
        let work = self.inner.groups(source, find, skip, take);
        self.faults.through("groups", Reads, work).await
    }
    async fn groups_count(&self, source: Source, find: Find<'_>) -> Result<u64, StoreError> {
        let work = self.inner.groups_count(source, find);
        self.faults.through("groups_count", Reads, work).await
    }
    async fn groups_of(&self, member: MemberId) -> Result<Vec<Group>, StoreError> {
        let work = self.inner.groups_of(member);
        self.faults.through("groups_of", Reads, work).await
    }
    async fn identity(&self, issuer: &str, subject: &str) -> Result<Option<Identity>, StoreError> {
        let work = self.inner.identity(issuer, subject);
        self.faults.through("identity", Reads, work).await
    }
    async fn service_account(&self, id: ServiceId) -> Result<Option<ServiceAccount>, StoreError> {
        let work = self.inner.service_account(id);
        self.faults.through("service_account", Reads, work).await
    }
    async fn service_accounts(&self) -> Result<Vec<ServiceAccount>, StoreError> {
        let work = self.inner.service_accounts();
        self.faults.through("service_accounts", Reads, work).await
    }
    async fn service_token(&self, hash: &TokenHash) -> Result<Option<ServiceToken>, StoreError> {
        let work = self.inner.service_token(hash);
        self.faults.through("service_token", Reads, work).await
    }
    async fn service_tokens(&self, account: ServiceId) -> Result<Vec<ServiceToken>, StoreError> {
        let work = self.inner.service_tokens(account);
        self.faults.through("service_tokens", Reads, work).await
    }
}
