//! Prints how long a theft goes on until it is contained, while a thousand other things a second are recorded and watched: real store,
//! keys, objects, rules and policies in a temporary folder. `cargo run --release -p coffer-app --example contain_speed`
#![expect(clippy::print_stdout, reason = "printing is what this example does")]

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use coffer_app::access::AccessRules;
use coffer_app::anchor::Anchors;
use coffer_app::cases::NewCase;
use coffer_app::jobs::{Misplaced, ScanRules, Scans};
use coffer_app::people::NewMember;
use coffer_app::policies::PolicyChanges;
use coffer_app::setup::SetUp;
use coffer_app::signin::SignInRules;
use coffer_app::watch::WatchSettings;
use coffer_app::{App, AppError, Parts};
use coffer_blob::DirectoryBlobs;
use coffer_detect::Places;
use coffer_domain::alert::AlertFilter;
use coffer_domain::budget::Budgets;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::directory::DirectoryRules;
use coffer_domain::id::{FileId, TraceId};
use coffer_domain::people::Member;
use coffer_domain::ports::Clock;
use coffer_domain::reach::Reach;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;
use coffer_kms::{KdfParams, KeyFile, Passphrase};
use coffer_passkey::WebauthnPasskeys;
use coffer_policy::LivePolicies;
use coffer_scan::RuleSet;
use coffer_store::{SqliteKeyStore, SqliteOptions, SqliteStore};
use coffer_testkit::{Faults, MemoryMailer, SeededEntropy};
use futures::{StreamExt as _, stream};

const EVENTS_PER_SECOND: u64 = 1_000;
/// So many do something at a time.
const BUSY: u64 = 50;
const THIEVES: usize = 9;
/// With so many originals in ten minutes a member is held.
const ORIGINALS: usize = 5;
/// What containment may take.
const GOAL_MS: u128 = 1_000;
const URL: &str = "https://files.coffer.example";

type Failure = Box<dyn Error + Send + Sync>;

struct RealClock;

impl Clock for RealClock {
    fn now(&self) -> Timestamp {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let milliseconds = since.unwrap_or_default().as_millis();
        Timestamp(i64::try_from(milliseconds).unwrap_or(i64::MAX))
    }
}

fn ctx(principal: Principal) -> RequestCtx {
    RequestCtx {
        principal,
        trace: TraceId(*b"trace of a bench"),
        now: RealClock.now(),
        address: Some([198, 51, 100, 7].into()),
        session: None,
        token: None,
        client: None,
        aal: 2,
        phishing_resistant: false,
        authenticated: Some(RealClock.now()),
        reach: Reach::Session { stepped_up: true },
    }
}

async fn start(folder: &std::path::Path) -> Result<Arc<App>, Failure> {
    let passphrase = Passphrase::new("quiet harbour lamp nine".to_owned())?;
    let key = folder.join("key");
    let weak = KdfParams::danger_weak();
    Ok(Arc::new(App::new(Parts {
        traces: None,
        store: Arc::new(SqliteStore::open(&folder.join("meta"), SqliteOptions::default()).await?),
        key_store: Arc::new(SqliteKeyStore::open(&folder.join("keys")).await?),
        blobs: Arc::new(DirectoryBlobs::open(folder)?),
        kms: Arc::new(KeyFile::create(&key, &passphrase, weak)?),
        policies: Arc::new(LivePolicies::builtin(None)?),
        policy_changes: PolicyChanges::default(),
        mailer: Arc::new(MemoryMailer::new(Arc::new(Faults::default()))),
        clock: Arc::new(RealClock),
        entropy: Arc::new(SeededEntropy::new(1)),
        public_url: URL.to_owned(),
        script_links_allowed: true,
        access_rules: AccessRules::default(),
        directory_rules: DirectoryRules::default(),
        identity_providers: Vec::new(),
        scans: Scans {
            rules: Arc::new(ScanRules::new(RuleSet::builtin()?, &[])),
            misplaced: Misplaced::default(),
            at_once: 1,
            thread_begins: || {},
        },
        passkeys: Arc::new(WebauthnPasskeys::new(URL, None)?),
        sign_in_rules: SignInRules::default(),
        sinks: Vec::new(),
        anchors: Anchors::default(),
        budgets: Budgets::default(),
        watch: WatchSettings {
            read_only_after: Vec::new(),
            decoys_every: None,
            rules: coffer_detect::RuleSet::builtin()?,
            clocks: coffer_detect::Clock::builtin()?,
            respond: true,
            places: Places::default(),
        },
    })))
}

async fn add(app: &App, name: &str, role: &str) -> Result<Member, AppError> {
    let new = NewMember {
        email: format!("{name}@coffer.example"),
        name: None,
        department: "Support".to_owned(),
        roles: vec![role.to_owned()],
    };
    let added = app.add_member(&ctx(Principal::Operator), &new).await?;
    Ok(added.0)
}

/// The people, a case they work, and its files.
async fn fill(app: &Arc<App>) -> Result<(Member, Vec<Member>, Vec<FileId>), Failure> {
    let operator = ctx(Principal::Operator);
    let organisation = SetUp {
        organisation: Name::parse("Fabrikam")?,
        department: Name::parse("Support")?,
        administrator: Email::parse("admin@coffer.example")?,
    };
    app.set_up(&operator, organisation).await?;
    app.create_customer(&operator, "Contoso").await?;
    // Of few people, few may be held within an hour.
    for number in 0..THIEVES * 20 {
        add(app, &format!("agent{number}"), "agent").await?;
    }
    let officer = add(app, "olga", "security").await?;
    let mut thieves = Vec::new();
    for number in 0..THIEVES {
        thieves.push(add(app, &format!("lead{number}"), "lead").await?);
    }
    let first = thieves.first().cloned().ok_or("no thief")?;
    let lead = ctx(Principal::Member(first));
    let new = NewCase {
        reference: None,
        subject: "Cannot sign in".to_owned(),
        customer: "Contoso".to_owned(),
        department: None,
        members: thieves.iter().map(|it| it.email.to_string()).collect(),
    };
    let case = app.create_case(&lead, &new).await?.case.id.to_string();
    let mut files = Vec::new();
    for number in 0..ORIGINALS {
        let body = stream::iter([Ok(Bytes::from(vec![b'a'; 100_000]))]).boxed();
        let name = format!("{number}.log");
        files.push(app.add_file(&lead, &case, &name, body).await?.id);
    }
    while app.run_one_job().await? {}
    Ok((officer, thieves, files))
}

/// Takes originals until it is held: how many it got, and how long the last one was asked for.
async fn steal(app: &Arc<App>, thief: &Member, files: &[FileId]) -> (usize, Duration) {
    for (got, file) in files.iter().enumerate() {
        let begun = Instant::now();
        if app
            .download(&ctx(Principal::Member(thief.clone())), *file)
            .await
            .is_err()
        {
            return (got, begun.elapsed());
        }
    }
    (files.len(), Duration::MAX)
}

/// Does recorded acts at an even pace until told to stop.
fn keep_busy(app: &Arc<App>, officer: &Member, stop: &Arc<AtomicBool>, done: &Arc<AtomicU64>) {
    let every = Duration::from_micros(1_000_000 * BUSY / EVENTS_PER_SECOND);
    for number in 0..BUSY {
        let (app, officer) = (Arc::clone(app), officer.clone());
        let (stop, done) = (Arc::clone(stop), Arc::clone(done));
        tokio::spawn(async move {
            // One after the other, not all at once.
            let first = tokio::time::Instant::now()
                + every * u32::try_from(number).unwrap_or(0) / u32::try_from(BUSY).unwrap_or(1);
            let mut pace = tokio::time::interval_at(first, every);
            while !stop.load(Ordering::Relaxed) {
                pace.tick().await;
                if app
                    .decoys(&ctx(Principal::Member(officer.clone())))
                    .await
                    .is_ok()
                {
                    done.fetch_add(1, Ordering::Relaxed);
                }
            }
        });
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let app = start(folder.path()).await?;
    let (officer, thieves, files) = fill(&app).await?;
    for task in [0, 1] {
        let app = Arc::clone(&app);
        tokio::spawn(async move {
            match task {
                0 => app.run_sequencer().await,
                _ => app.run_watch().await,
            }
        });
    }
    let (stop, done) = (
        Arc::new(AtomicBool::new(false)),
        Arc::new(AtomicU64::new(0)),
    );
    keep_busy(&app, &officer, &stop, &done);
    let begun = Instant::now();
    let mut waits = Vec::new();
    let mut got = Vec::new();
    for thief in &thieves {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let (files, wait) = steal(&app, thief, &files).await;
        got.push(files);
        waits.push(wait.as_millis());
    }
    let rate = done.load(Ordering::Relaxed) as f64 / begun.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    let filter = AlertFilter {
        rule: Some("D13-fast-breadth".to_owned()),
        limit: 100,
        ..AlertFilter::default()
    };
    let alerts = app.alerts(&ctx(Principal::Operator), &filter).await?;
    let to_alert = alerts.iter().map(|it| it.alert.raised.since(it.alert.at).0);
    let worst = waits.iter().max().copied().unwrap_or_default();
    waits.sort_unstable();
    println!(
        "{THIEVES} thefts while {rate:.0} events a second are recorded: contained in {} ms (median), {worst} ms (worst), goal {GOAL_MS} ms",
        waits.get(waits.len() / 2).copied().unwrap_or_default()
    );
    println!(
        "from the entry to the alert: {} ms at most, {} alerts; originals lost: {got:?}",
        to_alert.max().unwrap_or_default(),
        alerts.len()
    );
    Ok(())
}
