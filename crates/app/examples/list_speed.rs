//! Prints how long "which files may this member see" takes over 100,000 files, from the policies to the ids, on the real store.
//! `cargo run --release -p coffer-app --example list_speed`
#![expect(clippy::print_stdout, reason = "printing is what this example does")]

use std::error::Error;
use std::time::Instant;

use coffer_domain::authz::{Action, PolicyEngine as _, Selection};
use coffer_domain::case::{Case, CaseState};
use coffer_domain::class::Class;
use coffer_domain::commit::{Change, Commit, LedgerEntry};
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::file::{File, FileSource, ScanState, Version};
use coffer_domain::id::{CaseId, CustomerId, DepartmentId, FileId, MemberId, ObjectId};
use coffer_domain::people::{Customer, Department, Member, MemberState, Role};
use coffer_domain::ports::{Directory as _, Files as _, MetaStore as _};
use coffer_domain::select::Sought;
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, FileName, Name};
use coffer_domain::time::Timestamp;
use coffer_policy::CedarPolicies;
use coffer_store::{SqliteOptions, SqliteStore};

const CASES: u32 = 1_000;
const FILES_PER_CASE: u32 = 100;
/// The asker works one case in so many.
const OWN_ONE_IN: u32 = 20;
const ROUNDS: u32 = 9;

fn id(kind: u8, number: u32) -> [u8; 16] {
    let mut id = [kind; 16];
    let places = id.iter_mut().zip(number.to_be_bytes());
    places.for_each(|(to, from)| *to = from);
    id
}

fn entry() -> LedgerEntry {
    LedgerEntry {
        text: "{}".to_owned(),
        object: None,
        doer: None,
        openings: Vec::new(),
    }
}

fn asker() -> Result<Member, Box<dyn Error>> {
    Ok(Member {
        id: MemberId(id(1, 0)),
        email: Email::parse("asker@coffer.example")?,
        name: Name::parse("Asker")?,
        department: DepartmentId(id(2, 0)),
        roles: vec![Role::Agent],
        state: MemberState::Active,
        standing: Standing::default(),
        created: Timestamp(0),
    })
}

async fn fill(store: &SqliteStore, asker: &Member) -> Result<(), Box<dyn Error>> {
    let first = Commit::record(entry())
        .change(Change::CreateDepartment(Department {
            id: asker.department,
            name: Name::parse("Support")?,
            created: Timestamp(0),
        }))
        .change(Change::CreateCustomer(Customer {
            id: CustomerId(id(3, 0)),
            name: Name::parse("Contoso")?,
            held: false,
            created: Timestamp(0),
        }))
        .change(Change::CreateMember(asker.clone()));
    store.commit(first).await?;
    for number in 0..CASES {
        let own = number.is_multiple_of(OWN_ONE_IN);
        let case = Case {
            id: CaseId(id(4, number)),
            reference: Name::parse(&format!("T-{number}"))?,
            subject: Name::parse("S")?,
            customer: CustomerId(id(3, 0)),
            department: asker.department,
            state: CaseState::Open,
            public_key: vec![1],
            created: Timestamp(i64::from(number)),
            closed: None,
            lanes: Vec::new(),
            legal_hold: false,
            customer_held: false,
            sealed: false,
            erased: None,
            members: own.then_some(asker.id).into_iter().collect(),
        };
        let mut commit = Commit::record(entry()).change(Change::CreateCase(case));
        for place in 0..FILES_PER_CASE {
            commit = commit.change(Change::CreateFile(file(asker, number, place)?));
        }
        store.commit(commit).await?;
    }
    Ok(())
}

fn file(asker: &Member, case: u32, place: u32) -> Result<File, Box<dyn Error>> {
    let number = case * FILES_PER_CASE + place;
    let (file, object) = (FileId(id(5, number)), ObjectId(id(6, number)));
    let scan = if place.is_multiple_of(10) {
        ScanState::Pending
    } else {
        ScanState::Clean
    };
    Ok(File {
        id: file,
        case: CaseId(id(4, case)),
        name: FileName::parse("app.log")?,
        source: FileSource::Member(asker.id),
        class: Class::Internal,
        canary: false,
        quarantined: false,
        held: false,
        created: Timestamp(0),
        version: Some(Version {
            object,
            file,
            number: 1,
            bytes: 1,
            blake3: [0; 32],
            scan,
            scan_reason: None,
            scan_queued: false,
            rules: None,
            sidecar: None,
            findings: Vec::new(),
            created: Timestamp(0),
            receipt_outbox: None,
        }),
    })
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("meta.db");
    let store = SqliteStore::open(&path, SqliteOptions::default()).await?;
    let asker = asker()?;
    fill(&store, &asker).await?;
    let asker = store.member(asker.id).await?.ok_or("no member")?;
    let principal = Principal::Member(asker);
    let policies = CedarPolicies::builtin()?;
    let mut times = Vec::new();
    let mut found = 0;
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let condition = policies.select(&Selection {
            principal: &principal,
            action: Action::FileView,
            sought: Sought::Files,
            now: Timestamp(1),
            assurance: Assurance {
                aal: 2,
                phishing_resistant: false,
                authenticated: Some(Timestamp(1)),
            },
            read_only: false,
        })?;
        found = store.files_where(&condition, None, u32::MAX).await?.len();
        times.push(begun.elapsed());
    }
    times.sort_unstable();
    let middle = times.get(times.len() / 2).copied().unwrap_or_default();
    println!(
        "which of {} files may be seen: {found}, median {middle:.1?} from policies to ids",
        CASES * FILES_PER_CASE
    );
    Ok(())
}
