//! A Coffer in a temporary folder, with people, and short words for what they do.

use std::num::NonZeroU32;
use std::ops::{Deref, Range};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex};

use bytes::Bytes;
use coffer_app::access::AccessRules;
use coffer_app::anchor::Anchors;
use coffer_app::cases::NewCase;
use coffer_app::jobs::{Misplaced, ScanRules, Scans};
use coffer_app::link::OpenLink;
use coffer_app::people::NewMember;
use coffer_app::policies::PolicyChanges;
use coffer_app::requests::NewRequest;
use coffer_app::setup::SetUp;
use coffer_app::signin::SignInRules;
use coffer_app::sinks::Sink;
use coffer_app::upload::{Appended, NewUpload};
use coffer_app::watch::WatchSettings;
use coffer_app::{App, AppError, Parts};
use coffer_blob::DirectoryBlobs;
use coffer_detect::Places;
use coffer_domain::budget::Budgets;
use coffer_domain::class::Class;
use coffer_domain::commit::{Change, Commit, LedgerEntry};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::file::Upload;
use coffer_domain::id::{FileId, RequestId, TraceId, UploadId};
use coffer_domain::limits::JOB_LEASE;
use coffer_domain::people::Member;
use coffer_domain::ports::{BlobStore, Clock, KeyStore, MetaStore};
use coffer_domain::reach::Reach;
use coffer_domain::secret::SecretText;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;
use coffer_kms::{KdfParams, KeyFile, Passphrase};
use coffer_passkey::WebauthnPasskeys;
use coffer_policy::LivePolicies;
use coffer_scan::RuleSet;
use coffer_store::{SqliteKeyStore, SqliteOptions, SqliteStore};
use coffer_testkit::{
    Faults, FaultyKeyStore, FaultyStore, LossyBlobs, MemoryMailer, SeededEntropy, SimClock,
};

use crate::invariants::Acknowledged;

/// 2026-11-23T12:00:00Z.
pub(crate) const START: Timestamp = Timestamp(1_795_435_200_000);

/// Where the server is reached.
pub(crate) const URL: &str = "https://files.coffer.example";

static RULES: LazyLock<Arc<ScanRules>> =
    LazyLock::new(|| Arc::new(ScanRules::new(RuleSet::builtin().unwrap(), &[])));

/// What stays when the process ends.
pub(crate) struct Ground {
    pub(crate) clock: Arc<SimClock>,
    pub(crate) chance: Arc<SeededEntropy>,
    pub(crate) faults: Arc<Faults>,
    pub(crate) mailer: Arc<MemoryMailer>,
    pub(crate) store: Arc<SqliteStore>,
    pub(crate) key_store: Arc<SqliteKeyStore>,
    pub(crate) disk: Arc<DirectoryBlobs>,
    pub(crate) blobs: Arc<LossyBlobs>,
    pub(crate) kms: Arc<KeyFile>,
    policies: Arc<LivePolicies>,
    budgets: Budgets,
    misplaced: Misplaced,
    places: Places,
    read_only_after: Vec<String>,
    decoys_every: Option<NonZeroU32>,
    pub(crate) dir: tempfile::TempDir,
}

/// The staff, and where they enrol.
pub(crate) struct People {
    /// Lead in Support.
    pub(crate) lena: Member,
    /// Agent in Support.
    pub(crate) ada: Member,
    /// Agent in Engineering.
    pub(crate) max: Member,
    /// Lena's enrolment token.
    pub(crate) lena_enrolment: String,
}

/// Everything a test reaches.
pub(crate) struct World {
    ground: Ground,
    pub(crate) app: Arc<App>,
    pub(crate) people: People,
    /// What the outside was told, and may rely on.
    pub(crate) acknowledged: Mutex<Acknowledged>,
    names: AtomicU64,
}

impl Deref for World {
    type Target = Ground;
    fn deref(&self) -> &Ground {
        &self.ground
    }
}

pub(crate) fn secret(text: &str) -> SecretText {
    SecretText::new(text.to_owned())
}

/// The token behind the `#` of an address.
pub(crate) fn fragment(url: &SecretText) -> String {
    url.expose().split('#').next_back().unwrap().to_owned()
}

/// The bytes of a made-up log, the same for the same seed; a range of it.
pub(crate) fn body(seed: u64, range: Range<u64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut line = 0_u64;
    while (bytes.len() as u64) < range.end {
        let random = SeededEntropy::new(seed ^ (line << 20)).next();
        bytes.extend_from_slice(
            format!("2026-11-23T12:00:00Z worker-{line} state={random:016x} user=u{line}@fabrikam.example\n")
                .as_bytes(),
        );
        line += 1;
    }
    bytes[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()].to_vec()
}

impl Ground {
    pub(crate) async fn new(seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let faults = Arc::new(Faults::default());
        let passphrase = Passphrase::new("quiet harbour lamp nine".to_owned()).unwrap();
        let kms = KeyFile::create(
            &dir.path().join("key"),
            &passphrase,
            KdfParams::danger_weak(),
        );
        let store = SqliteStore::open(&dir.path().join("meta"), SqliteOptions::default()).await;
        let key_store = SqliteKeyStore::open(&dir.path().join("keys")).await;
        let disk = Arc::new(DirectoryBlobs::open(dir.path()).unwrap());
        let blobs = LossyBlobs::new(Arc::clone(&disk) as Arc<dyn BlobStore>, Arc::clone(&faults));
        Self {
            clock: Arc::new(SimClock::new(START)),
            chance: Arc::new(SeededEntropy::new(seed)),
            mailer: Arc::new(MemoryMailer::new(Arc::clone(&faults))),
            store: Arc::new(store.unwrap()),
            key_store: Arc::new(key_store.unwrap()),
            disk,
            blobs: Arc::new(blobs),
            kms: Arc::new(kms.unwrap()),
            policies: Arc::new(LivePolicies::builtin(None).unwrap()),
            budgets: Budgets::default(),
            misplaced: Misplaced::default(),
            places: Places::default(),
            read_only_after: Vec::new(),
            decoys_every: None,
            faults,
            dir,
        }
    }

    /// A process on this ground.
    pub(crate) fn start(&self) -> Arc<App> {
        self.start_with(Arc::clone(&RULES), Arc::clone(&self.blobs) as _)
    }

    /// A process with rules and objects of the test's own.
    pub(crate) fn start_with(&self, rules: Arc<ScanRules>, blobs: Arc<dyn BlobStore>) -> Arc<App> {
        self.start_as(rules, blobs, true, Vec::new(), Anchors::default())
    }

    /// A process that only says how it would respond to alerts.
    pub(crate) fn start_dry(&self) -> Arc<App> {
        let blobs = Arc::clone(&self.blobs) as _;
        self.start_as(
            Arc::clone(&RULES),
            blobs,
            false,
            Vec::new(),
            Anchors::default(),
        )
    }

    /// A process that puts the ledger's head where the test says.
    pub(crate) fn start_anchoring(&self, sinks: Vec<Sink>, anchors: Anchors) -> Arc<App> {
        let blobs = Arc::clone(&self.blobs) as _;
        self.start_as(Arc::clone(&RULES), blobs, true, sinks, anchors)
    }

    /// A process that tells what is in the ledger to sinks of the test's own.
    pub(crate) fn start_with_sinks(&self, sinks: Vec<Sink>) -> Arc<App> {
        let blobs = Arc::clone(&self.blobs) as _;
        self.start_as(Arc::clone(&RULES), blobs, true, sinks, Anchors::default())
    }

    fn start_as(
        &self,
        rules: Arc<ScanRules>,
        blobs: Arc<dyn BlobStore>,
        respond: bool,
        sinks: Vec<Sink>,
        anchors: Anchors,
    ) -> Arc<App> {
        let store = Arc::clone(&self.store) as Arc<dyn MetaStore>;
        let key_store = Arc::clone(&self.key_store) as Arc<dyn KeyStore>;
        Arc::new(App::new(Parts {
            traces: None,
            store: Arc::new(FaultyStore::new(store, Arc::clone(&self.faults))),
            key_store: Arc::new(FaultyKeyStore::new(key_store, Arc::clone(&self.faults))),
            blobs,
            kms: Arc::clone(&self.kms) as _,
            policies: Arc::clone(&self.policies) as _,
            policy_changes: PolicyChanges::default(),
            mailer: Arc::clone(&self.mailer) as _,
            clock: Arc::clone(&self.clock) as _,
            entropy: Arc::clone(&self.chance) as _,
            public_url: URL.to_owned(),
            script_links_allowed: true,
            access_rules: AccessRules::default(),
            directory_rules: crate::directory::rules(),
            identity_providers: vec![Arc::new(crate::federated::Scripted)],
            scans: Scans {
                rules,
                misplaced: self.misplaced.clone(),
                at_once: 2,
                thread_begins: || {},
            },
            passkeys: Arc::new(WebauthnPasskeys::new(URL, None).unwrap()),
            sign_in_rules: SignInRules::default(),
            sinks,
            anchors,
            budgets: self.budgets,
            watch: WatchSettings {
                read_only_after: self.read_only_after.clone(),
                decoys_every: self.decoys_every,
                rules: coffer_detect::RuleSet::builtin().unwrap(),
                clocks: coffer_detect::Clock::builtin().unwrap(),
                respond,
                places: self.places.clone(),
            },
        }))
    }

    pub(crate) fn ctx(&self, principal: Principal) -> RequestCtx {
        RequestCtx {
            principal,
            trace: TraceId(*b"trace of a test!"),
            now: self.clock.now(),
            address: Some([198, 51, 100, 7].into()),
            session: None,
            token: None,
            client: None,
            aal: 2,
            phishing_resistant: false,
            authenticated: Some(self.clock.now()),
            reach: Reach::Session { stepped_up: true },
        }
    }

    pub(crate) fn member(&self, member: &Member) -> RequestCtx {
        self.ctx(Principal::Member(member.clone()))
    }

    pub(crate) fn operator(&self) -> RequestCtx {
        self.ctx(Principal::Operator)
    }

    pub(crate) fn anonymous(&self) -> RequestCtx {
        self.ctx(Principal::Anonymous)
    }
}

impl World {
    pub(crate) async fn new(seed: u64) -> World {
        Self::with_budgets(seed, Budgets::default()).await
    }

    pub(crate) async fn with_budgets(seed: u64, budgets: Budgets) -> World {
        Self::on(Ground {
            budgets,
            ..Ground::new(seed).await
        })
        .await
    }

    /// Where files with misplaced data are raised to a class.
    pub(crate) async fn raising_to(seed: u64, class: Class) -> World {
        let misplaced = Misplaced {
            class: Some(class),
            ..Misplaced::default()
        };
        Self::on(Ground {
            misplaced,
            ..Ground::new(seed).await
        })
        .await
    }

    /// Where this table says which network is where.
    pub(crate) async fn knowing(seed: u64, places: Places) -> World {
        Self::on(Ground {
            places,
            ..Ground::new(seed).await
        })
        .await
    }

    /// Where nothing is changed any more after critical alerts of a rule.
    pub(crate) async fn read_only_after(seed: u64, rule: &str) -> World {
        Self::on(Ground {
            read_only_after: vec![rule.to_owned()],
            ..Ground::new(seed).await
        })
        .await
    }

    /// Where Coffer sets decoys out by itself, in one of so many cases.
    pub(crate) async fn sowing(seed: u64, every: u32) -> World {
        Self::on(Ground {
            decoys_every: NonZeroU32::new(every),
            ..Ground::new(seed).await
        })
        .await
    }

    async fn on(ground: Ground) -> World {
        let app = ground.start();
        let people = settle(&ground, &app).await;
        World {
            ground,
            app,
            people,
            acknowledged: Mutex::default(),
            names: AtomicU64::new(0),
        }
    }

    /// Cuts the power and starts again: what only the process knew is gone, and what the disk was not told to keep.
    pub(crate) async fn crash(&mut self) {
        self.blobs.crash(&self.chance).unwrap();
        self.app = self.ground.start();
        self.app.sweep_orphans().await.unwrap();
        self.app.look_at_read_only().await.unwrap();
    }

    fn name(&self, what: &str) -> String {
        format!("{what}-{}", self.names.fetch_add(1, Ordering::Relaxed))
    }

    /// A change that nobody of the application made.
    pub(crate) async fn change(&self, change: Change) {
        let entry = LedgerEntry {
            text: "{}".to_owned(),
            object: None,
            openings: Vec::new(),
            doer: None,
        };
        let commit = Commit::record(entry).change(change);
        self.store.commit(commit).await.unwrap();
    }

    pub(crate) fn lena(&self) -> RequestCtx {
        self.member(&self.people.lena)
    }

    /// A case of Lena's and Ada's; its id.
    pub(crate) async fn case(&self) -> String {
        let view = self.try_case(&self.name("48213")).await.unwrap();
        view.to_string()
    }

    pub(crate) async fn try_case(
        &self,
        reference: &str,
    ) -> Result<coffer_domain::id::CaseId, AppError> {
        let members = [&self.people.lena, &self.people.ada];
        let new = NewCase {
            reference: Some(reference.to_owned()),
            subject: "Gateway restarts under load".to_owned(),
            customer: "Contoso".to_owned(),
            department: None,
            members: members.map(|member| member.id.to_string()).to_vec(),
        };
        let view = self.app.create_case(&self.lena(), &new).await?;
        Ok(view.case.id)
    }

    /// A link into a case: its token and request.
    pub(crate) async fn try_link(
        &self,
        case: &str,
        change: impl FnOnce(&mut NewRequest),
    ) -> Result<(String, RequestId), AppError> {
        let mut new = NewRequest {
            contact: "jane@contoso.example".to_owned(),
            expires_hours: None,
            bytes_max: None,
            files_max: None,
            script: true,
            asked: Vec::new(),
        };
        change(&mut new);
        let made = self.app.create_request(&self.lena(), case, &new).await?;
        Ok((fragment(&made.page_url), made.view.request.id))
    }

    pub(crate) async fn link(&self, case: &str) -> String {
        self.try_link(case, |_| {}).await.unwrap().0
    }

    pub(crate) async fn open(&self, token: &str) -> Result<OpenLink, AppError> {
        self.app.open_link(token, None, self.clock.now()).await
    }

    /// Begins an upload of the body of `seed`.
    pub(crate) async fn begin(
        &self,
        token: &str,
        seed: u64,
        length: Option<u64>,
    ) -> Result<Upload, AppError> {
        let link = self.open(token).await?;
        let new = NewUpload {
            name: format!("logs/{}.log", self.name("gateway")),
            length,
            ..NewUpload::default()
        };
        let ctx = self.ctx(link.principal());
        let upload = self.app.create_upload(&ctx, &link, &new).await?;
        self.acknowledged.lock().unwrap().began(&upload, seed);
        Ok(upload)
    }

    /// Sends a range of an upload's body; `whole` says that its end is the file's end.
    pub(crate) async fn send(
        &self,
        token: &str,
        id: UploadId,
        range: Range<u64>,
        whole: bool,
    ) -> Result<Appended, AppError> {
        let link = self.open(token).await?;
        let ctx = self.ctx(link.principal());
        let seed = self.acknowledged.lock().unwrap().seed_of(id);
        let mut append = self
            .app
            .append(&ctx, &link, id, range.start, None, None)
            .await?;
        for piece in body(seed, range).chunks(50_000) {
            append.push(Bytes::copy_from_slice(piece)).await?;
        }
        let appended = append.finish(whole).await?;
        self.acknowledged.lock().unwrap().reached(id, appended);
        Ok(appended)
    }

    /// A whole file of `length` bytes, sent at once and not scanned yet.
    pub(crate) async fn file(&self, token: &str, seed: u64, length: u64) -> FileId {
        let upload = self.begin(token, seed, Some(length)).await.unwrap();
        let sent = self.send(token, upload.id, 0..length, false).await.unwrap();
        sent.file.unwrap()
    }

    pub(crate) async fn terminate(&self, token: &str, id: UploadId) -> Result<(), AppError> {
        let link = self.open(token).await?;
        self.acknowledged.lock().unwrap().given_up(id);
        let ctx = self.ctx(link.principal());
        self.app.terminate_upload(&ctx, &link, id).await
    }

    /// Works until no job is left, waiting for leases of workers that died.
    pub(crate) async fn drain_jobs(&self) {
        for _ in 0..10 {
            while self.app.run_one_job().await.unwrap() {}
            if self.app.job_count().await.unwrap() == 0 {
                return;
            }
            self.clock.advance(JOB_LEASE);
        }
        panic!("a job never ends");
    }

    /// Reads the original as Lena would; what arrived before an error is given back with it.
    pub(crate) async fn download(&self, file: FileId) -> (Vec<u8>, Result<(), AppError>) {
        let mut got = Vec::new();
        let opened = match self.app.download(&self.lena(), file).await {
            Ok(opened) => opened,
            Err(error) => return (got, Err(error)),
        };
        let range = 0..opened.version.bytes;
        let mut pieces = match opened.stream(range).await {
            Ok(pieces) => pieces,
            Err(error) => return (got, Err(error)),
        };
        let mut outcome = Ok(());
        while let Some(piece) = pieces.recv().await {
            match piece {
                Ok(bytes) => got.extend_from_slice(&bytes),
                Err(error) => outcome = Err(error),
            }
        }
        (got, outcome)
    }
}

pub(crate) fn set_up() -> SetUp {
    SetUp {
        organisation: Name::parse("Fabrikam").unwrap(),
        department: Name::parse("Support").unwrap(),
        administrator: Email::parse("admin@coffer.example").unwrap(),
    }
}

/// Sets up the organisation and its people.
async fn settle(ground: &Ground, app: &App) -> People {
    let operator = ground.operator();
    app.set_up(&operator, set_up()).await.unwrap();
    app.create_department(&operator, "Engineering")
        .await
        .unwrap();
    app.create_customer(&operator, "Contoso").await.unwrap();
    let mut members = Vec::new();
    for (email, department, role) in [
        ("lena@coffer.example", "Support", "lead"),
        ("ada@coffer.example", "Support", "agent"),
        ("max@coffer.example", "Engineering", "agent"),
    ] {
        let new = NewMember {
            email: email.to_owned(),
            name: None,
            department: department.to_owned(),
            roles: vec![role.to_owned()],
        };
        members.push(app.add_member(&operator, &new).await.unwrap());
    }
    let [(lena, lena_link), (ada, _), (max, _)] = members.try_into().ok().unwrap();
    People {
        lena,
        ada,
        max,
        lena_enrolment: fragment(&lena_link.url),
    }
}
