//! Small worlds to test in. Every id, hash and time is a number, so tests read like tables.

use std::sync::Arc;

use coffer_domain::access::{ApiToken, Credentials, Enrolled, Enrolment, Factors, Session, Tries};
use coffer_domain::case::{Case, CaseState};
use coffer_domain::class::{Class, Lane};
use coffer_domain::commit::{Change, Commit, Committed, LedgerEntry, Opening};
use coffer_domain::file::{File, FileSource, ScanState, Upload, Version};
use coffer_domain::id::{
    CaseId, ContactId, CustomerId, DepartmentId, FileId, MemberId, ObjectId, PasskeyId, RequestId,
    SessionId, TokenId, UploadId,
};
use coffer_domain::passkey::{Passkey, PasskeyOwner};
use coffer_domain::people::{Contact, Customer, Department, Member, MemberState, Role};
use coffer_domain::ports::{MetaStore, StoreError};
use coffer_domain::reach::Scopes;
use coffer_domain::request::FileRequest;
use coffer_domain::secret::TokenHash;
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, FileName, Name};
use coffer_domain::time::Timestamp;

pub(crate) type Store = Arc<dyn MetaStore>;

/// The bytes of the id with this number.
pub(crate) fn id(number: u8) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[15] = number;
    bytes
}

pub(crate) fn hash(number: u8) -> TokenHash {
    TokenHash([number; 32])
}

pub(crate) fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(crate) fn entry(text: &str) -> LedgerEntry {
    LedgerEntry {
        doer: None,
        text: text.to_owned(),
        object: text.strip_prefix("about ").map(str::to_owned),
        openings: vec![Opening {
            field: "who".to_owned(),
            salt: [9; 32],
            value: text.to_owned(),
        }],
    }
}

/// A commit of one change.
pub(crate) fn act(change: Change) -> Commit {
    Commit::record(entry("{}")).change(change)
}

/// Commits changes one after the other.
pub(crate) async fn apply(store: &Store, changes: impl IntoIterator<Item = Change>) {
    for change in changes {
        store.commit(act(change)).await.unwrap();
    }
}

/// A change must be refused with this word, and leave nothing behind: no entry, no job, no trace of
/// what came before it in the same commit.
pub(crate) async fn refused(store: &Store, change: Change, word: &str) {
    let entries = store.unsequenced(1_000).await.unwrap().len();
    let customers = store.customers().await.unwrap().len();
    let commit = Commit::record(entry("refused"))
        .change(Change::CreateCustomer(customer(250, "before the refusal")))
        .change(change);
    assert_eq!(conflict(store.commit(commit).await), word);
    assert_eq!(store.unsequenced(1_000).await.unwrap().len(), entries);
    assert_eq!(store.customers().await.unwrap().len(), customers);
}

/// The word of the conflict that this must be.
pub(crate) fn conflict<T>(outcome: Result<T, StoreError>) -> &'static str {
    match outcome {
        Err(StoreError::Conflict(word)) => word,
        Err(other) => panic!("another failure: {other:?}"),
        Ok(_) => panic!("it worked"),
    }
}

/// How many of these worked; the others must have conflicted with `word`.
pub(crate) fn winners(outcomes: Vec<Result<Committed, StoreError>>, word: &str) -> usize {
    let mut winners = 0;
    for outcome in outcomes {
        match outcome {
            Ok(_) => winners += 1,
            refused => assert_eq!(conflict(refused), word),
        }
    }
    winners
}

pub(crate) fn department(number: u8, text: &str) -> Department {
    Department {
        id: DepartmentId(id(number)),
        name: name(text),
        created: Timestamp(1),
    }
}

pub(crate) fn member(number: u8, email: &str) -> Member {
    Member {
        id: MemberId(id(number)),
        email: Email::parse(email).unwrap(),
        name: name(email),
        department: DepartmentId(id(1)),
        roles: vec![Role::Agent, Role::Lead],
        state: MemberState::Invited,
        standing: Standing::default(),
        created: Timestamp(2),
    }
}

pub(crate) fn customer(number: u8, text: &str) -> Customer {
    Customer {
        id: CustomerId(id(number)),
        name: name(text),
        held: false,
        created: Timestamp(3),
    }
}

pub(crate) fn contact(number: u8, customer: u8, email: &str) -> Contact {
    Contact {
        id: ContactId(id(number)),
        customer: CustomerId(id(customer)),
        email: Email::parse(email).unwrap(),
        created: Timestamp(4),
    }
}

pub(crate) fn case(number: u8, created: i64) -> Case {
    Case {
        id: CaseId(id(number)),
        reference: name(&format!("T-{number}")),
        subject: name("Crash on start"),
        customer: CustomerId(id(1)),
        department: DepartmentId(id(1)),
        state: CaseState::Open,
        public_key: vec![1, 2, 3],
        created: Timestamp(created),
        closed: None,
        lanes: vec![Lane::Phi],
        legal_hold: false,
        customer_held: false,
        sealed: false,
        erased: None,
        members: vec![MemberId(id(1))],
    }
}

/// Room for 3 files and 100 bytes.
pub(crate) fn request(number: u8, case: u8) -> FileRequest {
    FileRequest {
        id: RequestId(id(number)),
        case: CaseId(id(case)),
        contact: ContactId(id(1)),
        token_hash: hash(number),
        script: number.is_multiple_of(2),
        expires: Timestamp(9_000),
        bytes_max: 100,
        files_max: 3,
        bytes_used: 0,
        files_used: 0,
        withdrawn: None,
        created_by: MemberId(id(1)),
        created: Timestamp(i64::from(number)),
    }
}

/// File, upload and object share a number; through request 1 into case 1.
pub(crate) fn begun(number: u8) -> (File, Upload) {
    let file = File {
        id: FileId(id(number)),
        case: CaseId(id(1)),
        name: FileName::parse("logs/app.log").unwrap(),
        source: FileSource::Request(RequestId(id(1))),
        class: Class::Internal,
        canary: false,
        quarantined: false,
        held: false,
        created: Timestamp(i64::from(number)),
        version: None,
    };
    let upload = Upload {
        id: UploadId(id(number)),
        request: RequestId(id(1)),
        case: file.case,
        file: file.id,
        object: ObjectId(id(number)),
        name: file.name.clone(),
        length: None,
        fingerprint: Some([5; 32]),
        offset: 0,
        seal_state: vec![1; 100],
        link_wrap: vec![2; 60],
        expires: Timestamp(1_000 + i64::from(number)),
        created: Timestamp(i64::from(number)),
    };
    (file, upload)
}

pub(crate) fn create_upload(number: u8) -> Change {
    let (file, upload) = begun(number);
    Change::CreateUpload { file, upload }
}

pub(crate) fn version(file: u8, object: u8, number: u32) -> Version {
    Version {
        object: ObjectId(id(object)),
        file: FileId(id(file)),
        number,
        bytes: 10,
        blake3: [7; 32],
        scan: ScanState::Pending,
        scan_reason: None,
        scan_queued: false,
        rules: None,
        sidecar: None,
        findings: Vec::new(),
        created: Timestamp(50),
        receipt_outbox: None,
    }
}

pub(crate) fn enrolment(number: u8, member: u8) -> Enrolment {
    Enrolment {
        hash: hash(number),
        member: MemberId(id(member)),
        expires: Timestamp(500),
        password_hash: None,
        totp_wrapped: None,
    }
}

pub(crate) fn credentials(member: u8) -> Credentials {
    Credentials {
        member: MemberId(id(member)),
        password_hash: "$argon2id$".to_owned(),
        totp_wrapped: vec![5; 40],
        totp_step: 10,
        password_tries: Tries::default(),
        totp_tries: Tries::default(),
        recovery_tries: Tries::default(),
    }
}

/// What a member signs in with who enrolled by password and code.
pub(crate) fn enrolled_by(credentials: Credentials) -> Enrolled {
    Enrolled {
        member: credentials.member,
        credentials: Some(credentials),
        passkey: None,
    }
}

pub(crate) fn passkey(number: u8, member: u8) -> Passkey {
    Passkey {
        id: PasskeyId(id(number)),
        owner: PasskeyOwner::Member(MemberId(id(member))),
        credential: vec![number; 20],
        stored: "{}".to_owned(),
        name: name("a laptop"),
        attested: true,
        synced: false,
        created: Timestamp(i64::from(number)),
        used: None,
    }
}

pub(crate) fn session(number: u8, member: u8) -> Session {
    Session {
        id: SessionId(id(number)),
        hash: hash(number),
        member: MemberId(id(member)),
        created: Timestamp(10),
        seen: Timestamp(10),
        expires: Timestamp(900),
        factors: Factors::PasswordTotp,
        passkey: None,
        aal: 2,
        phishing_resistant: false,
        authenticated: Timestamp(10),
        stepped_up: None,
        client: Some("a browser".to_owned()),
    }
}

pub(crate) fn api_token(number: u8, member: u8) -> ApiToken {
    ApiToken {
        id: TokenId(id(number)),
        hash: hash(number),
        member: MemberId(id(member)),
        label: "nightly export".to_owned(),
        scopes: Scopes::parse(["view", "originals"]).unwrap(),
        aal: 3,
        phishing_resistant: true,
        created: Timestamp(i64::from(number)),
        expires: Timestamp(900),
    }
}

/// Department 1, member 1, customer 1 with contact 1, case 1 with request 1.
pub(crate) async fn populate(store: &Store) {
    apply(
        store,
        [
            Change::CreateDepartment(department(1, "Support")),
            Change::CreateMember(member(1, "one@staff.example")),
            Change::CreateCustomer(customer(1, "Contoso")),
            Change::CreateContact(contact(1, 1, "jane@contoso.example")),
            Change::CreateCase(case(1, 100)),
            Change::CreateRequest(request(1, 1)),
        ],
    )
    .await;
}

pub(crate) fn close_case(number: u8) -> Change {
    Change::CloseCase {
        case: CaseId(id(number)),
        at: Timestamp(7_000),
    }
}
