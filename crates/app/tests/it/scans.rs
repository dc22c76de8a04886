//! Scans beside everything else: how far they are, what they survive, and what a further one changes.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex};

use coffer_app::jobs::{ScanProgress, ScanRules};
use coffer_app::{App, AppError};
use coffer_domain::file::{ScanState, Version};
use coffer_domain::id::{FileId, ObjectId};
use coffer_domain::limits::{JOB_ATTEMPTS_MAX, JOB_LEASE};
use coffer_domain::ports::{
    BlobReader, BlobStore, BlobWriter, Clock as _, Files as _, Jobs as _, LedgerRows as _,
};
use coffer_domain::time::Span;
use coffer_scan::RuleSet;
use coffer_testkit::SimClock;
use tokio::sync::Notify;

use crate::world::{World, body};

pub(crate) const MIB: u64 = 1 << 20;
/// Large enough for a scan to say several times how far it is.
const LARGE: u64 = 4 * MIB;

type OnRead = dyn Fn(ObjectId, u64) -> io::Result<()> + Send + Sync;

/// Objects whose reads the test hears of before they happen.
struct Watched {
    inner: Arc<dyn BlobStore>,
    on_read: Arc<OnRead>,
}

struct WatchedReader {
    object: ObjectId,
    inner: Box<dyn BlobReader>,
    on_read: Arc<OnRead>,
}

impl BlobStore for Watched {
    fn create(&self, object: ObjectId) -> io::Result<Box<dyn BlobWriter>> {
        self.inner.create(object)
    }
    fn resume(&self, object: ObjectId, length: u64) -> io::Result<Box<dyn BlobWriter>> {
        self.inner.resume(object, length)
    }
    fn open(&self, object: ObjectId) -> io::Result<Box<dyn BlobReader>> {
        Ok(Box::new(WatchedReader {
            object,
            inner: self.inner.open(object)?,
            on_read: Arc::clone(&self.on_read),
        }))
    }
    fn remove(&self, object: ObjectId) -> io::Result<()> {
        self.inner.remove(object)
    }
    fn list(&self) -> io::Result<Vec<ObjectId>> {
        self.inner.list()
    }
    fn free_bytes(&self) -> io::Result<u64> {
        self.inner.free_bytes()
    }
}

impl BlobReader for WatchedReader {
    fn length(&self) -> u64 {
        self.inner.length()
    }
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        (self.on_read)(self.object, offset)?;
        self.inner.read_exact_at(buffer, offset)
    }
}

/// Holds up whoever reads one of these objects far enough in, until it is opened.
#[derive(Default)]
pub(crate) struct Gate {
    objects: Mutex<Vec<ObjectId>>,
    open: Mutex<bool>,
    opened: Condvar,
    waiting: Notify,
}

impl Gate {
    pub(crate) fn holding(object: ObjectId) -> Self {
        Self {
            objects: Mutex::new(vec![object]),
            ..Self::default()
        }
    }

    /// Returns once somebody is held up.
    pub(crate) async fn is_waited_at(&self) {
        self.waiting.notified().await;
    }

    pub(crate) fn pass(&self, object: ObjectId, offset: u64) {
        if offset < 3 * MIB || !self.objects.lock().unwrap().contains(&object) {
            return;
        }
        self.waiting.notify_one();
        let mut open = self.open.lock().unwrap();
        while !*open {
            open = self.opened.wait(open).unwrap();
        }
    }

    pub(crate) fn open(&self) {
        *self.open.lock().unwrap() = true;
        self.opened.notify_all();
    }
}

impl World {
    /// A process whose reads the test hears of.
    pub(crate) fn watched(
        &self,
        on_read: impl Fn(ObjectId, u64) -> io::Result<()> + Send + Sync + 'static,
    ) -> Arc<App> {
        self.start_with(
            rules(&[]),
            Arc::new(Watched {
                inner: Arc::clone(&self.blobs) as _,
                on_read: Arc::new(on_read),
            }),
        )
    }

    /// The case a file is in.
    pub(crate) async fn store_case(&self, file: FileId) -> String {
        let file = self.store.file(file).await.unwrap();
        file.unwrap().case.to_string()
    }

    pub(crate) async fn version(&self, file: FileId) -> Version {
        self.store
            .file(file)
            .await
            .unwrap()
            .unwrap()
            .version
            .unwrap()
    }

    /// How many entries of this event there are.
    async fn recorded(&self, event: &str) -> usize {
        let waiting = self.store.unsequenced(u32::MAX).await.unwrap();
        let placed = self.store.entries(0, u32::MAX).await.unwrap();
        let texts = waiting.iter().map(|row| &row.text);
        let texts = texts.chain(placed.iter().map(|(_, text)| text));
        let event = format!("\"event\":\"{event}\"");
        texts.filter(|text| text.contains(&event)).count()
    }

    async fn received(&self, seed: u64, length: u64) -> FileId {
        let token = self.link(&self.case().await).await;
        self.file(&token, seed, length).await
    }
}

fn rules(own: &[(String, String)]) -> Arc<ScanRules> {
    Arc::new(ScanRules::new(RuleSet::builtin().unwrap(), own))
}

async fn progress(world: &World, app: &App, file: FileId) -> Option<ScanProgress> {
    let shown = app.file(&world.lena(), file).await.unwrap();
    app.check_now(&shown).progress
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_and_other_scans_go_on_beside_a_long_scan_whose_progress_is_told() {
    let mut world = World::new(1).await;
    let long = world.received(1, LARGE).await;
    let gate = Arc::new(Gate::default());
    let object = world.version(long).await.object;
    gate.objects.lock().unwrap().push(object);
    let held_up = Arc::clone(&gate);
    world.app = world.watched(move |object, offset| {
        held_up.pass(object, offset);
        Ok(())
    });
    assert_eq!(progress(&world, &world.app, long).await, None);
    let jobs = tokio::spawn(Arc::clone(&world.app).run_jobs());
    gate.waiting.notified().await;

    let shown = progress(&world, &world.app, long).await.unwrap();
    assert_eq!(shown.total_bytes, LARGE);
    assert!(shown.bytes >= MIB && shown.bytes < LARGE, "{shown:?}");
    assert!((1..100).contains(&shown.percent()), "{shown:?}");
    assert_eq!(shown.members, 1);
    assert!(shown.findings > 0, "{shown:?}");

    let second = world.received(2, 300_000).await;
    until(|| async { !world.version(second).await.scan_queued }).await;
    assert_eq!(world.version(second).await.scan, ScanState::Clean);
    let version = world.version(long).await;
    assert_eq!(
        (version.scan, version.scan_queued),
        (ScanState::Pending, true)
    );

    gate.open();
    until(|| async { world.app.job_count().await.unwrap() == 0 }).await;
    assert_eq!(world.version(long).await.scan, ScanState::Clean);
    assert_eq!(progress(&world, &world.app, long).await, None);
    jobs.abort();
}

async fn outdated(world: &World, app: &App, file: FileId) -> bool {
    let shown = app.file(&world.lena(), file).await.unwrap();
    app.check_now(&shown).outdated
}

/// Asks again and again until it holds; a test that never gets there is ended by its runner.
async fn until<F: Future<Output = bool>>(holds: impl Fn() -> F) {
    while !holds().await {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scan_that_panics_fails_its_file_and_nothing_else() {
    let mut world = World::new(1).await;
    let bad = world.received(1, 90_000).await;
    let good = world.received(2, 90_000).await;
    let object = world.version(bad).await.object;
    let unharmed = Arc::clone(&world.app);
    world.app = world.watched(move |read, _| {
        assert!(read != object, "made up by the test");
        Ok(())
    });
    world.drain_jobs().await;
    let version = world.version(bad).await;
    assert_eq!(version.scan, ScanState::Failed);
    let reason = "the scanner itself failed on it";
    assert_eq!(version.scan_reason.as_deref(), Some(reason));
    assert_eq!(world.version(good).await.scan, ScanState::Clean);
    assert_eq!(progress(&world, &world.app, bad).await, None);

    // A server that can read it gets it out of that state.
    world.app = unharmed;
    let asked = world.app.rescan_file(&world.lena(), bad).await.unwrap();
    let asked = asked.version.unwrap();
    assert_eq!((asked.scan, asked.scan_reason), (ScanState::Pending, None));
    world.drain_jobs().await;
    let version = world.version(bad).await;
    assert_eq!(
        (version.scan, version.scan_reason),
        (ScanState::Clean, None)
    );
}

/// Reads that end in an error from `limit` bytes on; time passes with each.
fn failing_from(
    clock: Arc<SimClock>,
    limit: Arc<AtomicU64>,
) -> impl Fn(ObjectId, u64) -> io::Result<()> {
    move |_, offset| {
        clock.advance(Span(JOB_LEASE.0 / 10));
        if offset < limit.load(Ordering::Relaxed) {
            return Ok(());
        }
        Err(io::Error::other("made up by the test"))
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_that_get_further_do_not_count() {
    let mut world = World::new(1).await;
    let file = world.received(1, 2 * LARGE).await;
    let limit = Arc::new(AtomicU64::new(0));
    world.app = world.watched(failing_from(Arc::clone(&world.clock), Arc::clone(&limit)));
    for attempt in 0..JOB_ATTEMPTS_MAX + 2 {
        // Some get no further than those before, but never ten in a row.
        let eighths = u64::from(1 + attempt / 2);
        limit.store(eighths * MIB + MIB / 4, Ordering::Relaxed);
        assert!(world.app.run_one_job().await.unwrap());
        assert_eq!(world.version(file).await.scan, ScanState::Pending);
        world.clock.advance(JOB_LEASE);
    }
    limit.store(u64::MAX, Ordering::Relaxed);
    assert!(world.app.run_one_job().await.unwrap());
    let version = world.version(file).await;
    assert_eq!(version.scan, ScanState::Clean);
    assert!(version.findings.iter().any(|found| found.kind == "email"));
}

#[tokio::test(flavor = "multi_thread")]
async fn attempts_that_get_no_further_are_counted_and_the_reason_is_told() {
    let mut world = World::new(1).await;
    let file = world.received(1, LARGE).await;
    let limit = Arc::new(AtomicU64::new(2 * MIB));
    world.app = world.watched(failing_from(Arc::clone(&world.clock), limit));
    let mut attempts = 0;
    while world.app.run_one_job().await.unwrap() {
        world.clock.advance(JOB_LEASE);
        attempts += 1;
    }
    // The first one got further than nothing.
    assert_eq!(attempts, JOB_ATTEMPTS_MAX + 1);
    let version = world.version(file).await;
    assert_eq!(version.scan, ScanState::Failed);
    assert_eq!(version.scan_reason.as_deref(), Some("it could not be read"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_left_behind_is_taken_up_at_the_start() {
    let mut world = World::new(1).await;
    let file = world.received(1, 90_000).await;
    let now = world.clock.now();
    let held = world.store.claim_job(now, now.plus(JOB_LEASE)).await;
    assert!(held.unwrap().is_some());
    assert!(
        !world.app.run_one_job().await.unwrap(),
        "it is in other hands"
    );
    world.crash().await;
    let jobs = tokio::spawn(Arc::clone(&world.app).run_jobs());
    until(|| async { world.app.job_count().await.unwrap() == 0 }).await;
    jobs.abort();
    assert_eq!(world.version(file).await.scan, ScanState::Clean);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_version_replaced_before_its_scan_is_scanned_all_the_same() {
    let world = World::new(1).await;
    let file = world.received(1, 90_000).await;
    let first = world.version(file).await.object;
    let body =
        futures::stream::iter([Ok(bytes::Bytes::from_static(b"card 4111 1111 1111 1111\n"))]);
    world
        .app
        .add_version(&world.lena(), file, body)
        .await
        .unwrap();
    world.drain_jobs().await;
    let older = world.store.file_of_object(first).await.unwrap().unwrap();
    let older = older.version.unwrap();
    assert_eq!((older.number, older.scan), (1, ScanState::Clean));
    assert_eq!(older.findings[0].kind, "email");
    let newest = world.version(file).await;
    assert_eq!((newest.number, newest.scan), (2, ScanState::Clean));
    assert_eq!(newest.findings[0].kind, "payment_card");
}

#[tokio::test(flavor = "multi_thread")]
async fn newer_rules_are_told_from_older_and_a_further_scan_replaces_the_report() {
    let mut world = World::new(1).await;
    let file = world.received(1, 90_000).await;
    world.drain_jobs().await;
    let before = world.version(file).await;
    assert!(!outdated(&world, &world.app, file).await);
    let newer = rules(&[("staff.toml".to_owned(), "# numbers of our staff".to_owned())]);
    let restarted = world.start_with(newer, Arc::clone(&world.blobs) as _);
    assert!(outdated(&world, &restarted, file).await);
    world.app = restarted;

    let asked = world.app.rescan_file(&world.lena(), file).await.unwrap();
    let waiting = asked.version.unwrap();
    assert!(waiting.scan_queued);
    assert_eq!(waiting.sidecar, before.sidecar, "the report stays in use");
    assert!(world.app.tree(&world.lena(), file).await.is_ok());
    // Asking again while it waits is no further act.
    for _ in 0..3 {
        world.app.rescan_file(&world.lena(), file).await.unwrap();
    }
    assert_eq!(world.app.job_count().await.unwrap(), 1);
    assert_eq!(world.recorded("file.rescan_asked").await, 1);

    world.drain_jobs().await;
    let after = world.version(file).await;
    assert!(!outdated(&world, &world.app, file).await);
    assert_ne!(after.sidecar, before.sidecar);
    assert_eq!(after.findings, before.findings);
    let objects = world.disk.list().unwrap();
    assert!(
        !objects.contains(&before.sidecar.unwrap()),
        "the replaced report is gone"
    );
    assert!(world.app.tree(&world.lena(), file).await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_scan_that_fails_leaves_the_report_there_was() {
    let mut world = World::new(1).await;
    let file = world.received(1, 90_000).await;
    world.drain_jobs().await;
    let before = world.version(file).await;
    let object = before.object;
    world.app.rescan_file(&world.lena(), file).await.unwrap();
    let sound = Arc::clone(&world.app);
    world.app = world.watched(move |read, _| {
        assert!(read != object, "made up by the test");
        Ok(())
    });
    world.drain_jobs().await;
    assert_eq!(world.version(file).await, before);
    assert!(sound.tree(&world.lena(), file).await.is_ok());
    assert_eq!(
        world.recorded("file.scanned").await,
        2,
        "the failure is on record"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_ask_for_a_further_scan_and_nobody_else() {
    let world = World::new(1).await;
    let file = world.received(1, 90_000).await;
    world.drain_jobs().await;
    for (who, rule) in [
        (&world.people.ada, None),
        (&world.people.max, Some("W03-department-wall")),
    ] {
        let refused = world.app.rescan_file(&world.member(who), file).await;
        let Err(AppError::Denied(denied)) = refused else {
            panic!("{} was not refused", who.email);
        };
        assert_eq!(denied.rules.first().map(|rule| rule.id.as_str()), rule);
    }
    let operator = world.app.rescan_file(&world.operator(), file).await;
    assert!(matches!(operator, Err(AppError::Denied(_))));
    assert_eq!(world.app.job_count().await.unwrap(), 0);
    assert_eq!(world.recorded("access.denied").await, 3);
    world.app.rescan_file(&world.lena(), file).await.unwrap();
    assert_eq!(world.app.job_count().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_finding_that_moved_is_not_revealed() {
    let world = World::new(1).await;
    let file = world.received(1, 90_000).await;
    world.drain_jobs().await;
    let (lena, reason) = (world.lena(), "the customer asked for this value");
    let filter = coffer_app::content::FindingFilter::default();
    let listed = world.app.findings(&lena, file, &filter).await.unwrap();
    let [first, second, ..] = listed.findings.as_slice() else {
        panic!("at least two findings");
    };
    let counted = &world.version(file).await.findings[0];
    assert_eq!(
        (&first.kind, &first.labels),
        (&counted.kind, &counted.labels)
    );
    let reveal = async |number: u64, pseudonym: &str| {
        let shown = world
            .app
            .reveal(&lena, file, number, Some(pseudonym), reason);
        shown.await.map(|shown| shown.value.expose().to_owned())
    };
    let moved = reveal(first.number, &second.pseudonym).await;
    assert!(matches!(moved, Err(AppError::Conflict("finding.moved"))));
    assert_eq!(world.recorded("file.revealed").await, 0);
    let shown = reveal(first.number, &first.pseudonym).await.unwrap();
    let sent = String::from_utf8(body(1, 0..90_000)).unwrap();
    assert!(sent.contains(&shown));
}
