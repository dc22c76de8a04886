//! The application: its ports, its key ring, and the two verbs every use case needs: `allow` and `commit`.

use std::sync::Arc;

use coffer_domain::authz::{
    Act, Action, Authorized, Authorizer, Denied, PolicyEngine, READ_ONLY, ReadOnly, Resource,
};
use coffer_domain::budget::Budgets;
use coffer_domain::commit::{Change, Commit, Committed, LedgerEntry};
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::DirectoryRules;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::STEP_UP_LIFE;
use coffer_domain::passkey::Passkeys;
use coffer_domain::people::Organisation;
use coffer_domain::policies::PolicyBook;
use coffer_domain::ports::{
    BlobStore, Clock, Entropy, IdentityProvider, KeyStore, Mailer, MetaStore,
};
use coffer_domain::reach::{Reach, STEP_UP_REQUIRED};
use coffer_domain::select::{Condition, Sought};
use coffer_envelope::KeyProvider;
use tokio::sync::{Mutex, Notify, OnceCell, Semaphore};
use tracing::Instrument as _;
use tracing::field::Empty;

use crate::access::AccessRules;
use crate::anchor::{Anchoring, Anchors};
use crate::content::reports::ReportCache;
use crate::error::AppError;
use crate::gate::{Gates, narrows};
use crate::jobs::{ScanBoard, Scans};
use crate::keys::KeyRing;
use crate::ledger::Sequencer;
use crate::limits::{PASSWORD_HASHES_AT_ONCE, REPORT_LANES};
use crate::metrics::Metrics;
use crate::news::Newsroom;
use crate::policies::PolicyChanges;
use crate::signin::{SignInRules, SlowedSources};
use crate::sinks::{Outflow, Sink};
use crate::streams::Streams;
use crate::traces::TraceDelivery;
use crate::upload::slots::Slots;
use crate::watch::{WatchSettings, Watcher, moves_read_only};

/// The code of refusals that are told as if there were nothing.
const NOT_THERE: &str = "NOT_THERE";
/// The code of the wall that asks for a sign-in or step-up not long ago.
const STALE: &str = "MFA_STALE";

/// What the application is built from.
pub struct Parts {
    /// Metadata and ledger rows.
    pub store: Arc<dyn MetaStore>,
    /// Wrapped keys.
    pub key_store: Arc<dyn KeyStore>,
    /// Sealed objects.
    pub blobs: Arc<dyn BlobStore>,
    /// Wraps and unwraps case keys.
    pub kms: Arc<dyn KeyProvider>,
    /// The policies.
    pub policies: Arc<dyn PolicyBook>,
    /// How changes of the organisation's own policies come into force.
    pub policy_changes: PolicyChanges,
    /// Hands mail over.
    pub mailer: Arc<dyn Mailer>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Unpredictable bytes.
    pub entropy: Arc<dyn Entropy>,
    /// Where people reach this server, such as `https://files.example.com`, without a slash at the end.
    pub public_url: String,
    /// Whether file requests without an e-mail code may be made.
    pub script_links_allowed: bool,
    /// How files are scanned.
    pub scans: Scans,
    /// What the organisation asks of temporary access.
    pub access_rules: AccessRules,
    /// WebAuthn.
    pub passkeys: Arc<dyn Passkeys>,
    /// What signing in takes.
    pub sign_in_rules: SignInRules,
    /// How much goes out in an hour.
    pub budgets: Budgets,
    /// How the ledger is watched.
    pub watch: WatchSettings,
    /// Places outside that are told what is in the ledger.
    pub sinks: Vec<Sink>,
    /// Where the ledger's head is put.
    pub anchors: Anchors,
    /// What groups of directories stand for.
    pub directory_rules: DirectoryRules,
    /// Where people may sign in besides here.
    pub identity_providers: Vec<Arc<dyn IdentityProvider>>,
    /// What becomes of the spans that a collector is told; none if there is no collector.
    pub traces: Option<Arc<TraceDelivery>>,
}

/// The application. One per process, shared.
pub struct App {
    /// Metadata and ledger rows.
    pub(crate) store: Arc<dyn MetaStore>,
    pub(crate) blobs: Arc<dyn BlobStore>,
    pub(crate) mailer: Arc<dyn Mailer>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) entropy: Arc<dyn Entropy>,
    pub(crate) keys: KeyRing,
    pub(crate) public_url: String,
    pub(crate) script_links_allowed: bool,
    pub(crate) scans: Scans,
    pub(crate) access_rules: AccessRules,
    pub(crate) passkeys: Arc<dyn Passkeys>,
    pub(crate) budgets: Budgets,
    pub(crate) sign_in_rules: SignInRules,
    pub(crate) directory_rules: DirectoryRules,
    pub(crate) identity_providers: Vec<Arc<dyn IdentityProvider>>,
    pub(crate) scan_board: Arc<ScanBoard>,
    pub(crate) slots: Slots,
    pub(crate) streams: Arc<Streams>,
    pub(crate) reports: ReportCache,
    pub(crate) sequencer: Sequencer,
    pub(crate) gates: Gates,
    pub(crate) watcher: Watcher,
    pub(crate) outflow: Outflow,
    pub(crate) anchoring: Anchoring,
    pub(crate) metrics: Metrics,
    pub(crate) traces: Option<Arc<TraceDelivery>>,
    pub(crate) newsroom: Newsroom,
    pub(crate) job_queued: Notify,
    pub(crate) password_hashes: Semaphore,
    pub(crate) code_entry: Mutex<()>,
    /// Messages written at once must not share one look at how many there are.
    pub(crate) message_entry: Mutex<()>,
    /// Reports of one member that are sent at once must not share one look at how many wait.
    pub(crate) report_entries: [Mutex<()>; REPORT_LANES],
    /// What was read before must not be noted after what was read later.
    pub(crate) read_only_look: Mutex<()>,
    pub(crate) sign_in_decision: Mutex<()>,
    pub(crate) slowed_sources: SlowedSources,
    pub(crate) policies: Arc<dyn PolicyBook>,
    pub(crate) policy_changes: PolicyChanges,
    pub(crate) read_only: Arc<ReadOnly>,
    authorizer: Authorizer,
    organisation: OnceCell<Organisation>,
}

impl App {
    /// Puts the application together; reads nothing yet.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        let read_only = Arc::<ReadOnly>::default();
        let engine = Arc::clone(&parts.policies) as Arc<dyn PolicyEngine>;
        Self {
            keys: KeyRing::new(parts.kms, parts.key_store),
            store: parts.store,
            blobs: parts.blobs,
            mailer: parts.mailer,
            clock: parts.clock,
            entropy: parts.entropy,
            public_url: parts.public_url,
            script_links_allowed: parts.script_links_allowed,
            scans: parts.scans,
            access_rules: parts.access_rules,
            passkeys: parts.passkeys,
            budgets: parts.budgets,
            sign_in_rules: parts.sign_in_rules,
            directory_rules: parts.directory_rules,
            identity_providers: parts.identity_providers,
            scan_board: Arc::default(),
            slots: Slots::default(),
            streams: Arc::default(),
            reports: ReportCache::default(),
            sequencer: Sequencer::default(),
            gates: Gates::default(),
            watcher: Watcher::new(parts.watch),
            outflow: Outflow::new(parts.sinks),
            anchoring: Anchoring::new(parts.anchors),
            metrics: Metrics::default(),
            traces: parts.traces,
            newsroom: Newsroom::default(),
            job_queued: Notify::new(),
            password_hashes: Semaphore::new(PASSWORD_HASHES_AT_ONCE),
            code_entry: Mutex::new(()),
            message_entry: Mutex::new(()),
            report_entries: std::array::from_fn(|_| Mutex::new(())),
            read_only_look: Mutex::new(()),
            sign_in_decision: Mutex::new(()),
            slowed_sources: SlowedSources::default(),
            authorizer: Authorizer::new(engine, Arc::clone(&read_only)),
            read_only,
            policies: parts.policies,
            policy_changes: parts.policy_changes,
            organisation: OnceCell::new(),
        }
    }

    /// The time.
    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Where our own pages come from: scheme, host, and the port if it is not the usual one.
    #[must_use]
    pub fn origin(&self) -> &str {
        let rest = self.public_url.strip_prefix("https://");
        let path = rest.and_then(|rest| rest.find('/'));
        let end = path.map_or(self.public_url.len(), |at| at + "https://".len());
        let origin = self.public_url.get(..end).unwrap_or(&self.public_url);
        origin.strip_suffix(":443").unwrap_or(origin)
    }

    /// Unpredictable bytes.
    #[must_use]
    pub fn entropy(&self) -> &dyn Entropy {
        &*self.entropy
    }

    /// Where people reach this server, without a slash at the end.
    #[must_use]
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// The organisation.
    ///
    /// # Errors
    /// Not set up yet, or the store does not work.
    pub async fn organisation(&self) -> Result<&Organisation, AppError> {
        self.organisation
            .get_or_try_init(|| async {
                self.store
                    .organisation()
                    .await?
                    .ok_or(AppError::NotFound("organisation"))
            })
            .await
    }

    fn ask_policies<A: Act>(
        &self,
        ctx: &RequestCtx,
        resource: Resource,
    ) -> Result<Authorized<A>, Denied> {
        let span = tracing::debug_span!("decide", action = A::ACTION.as_str(), permitted = Empty);
        let decided = span.in_scope(|| self.authorizer.authorize::<A>(ctx, resource));
        span.record("permitted", decided.is_ok());
        decided
    }

    /// Asks the policies. A refusal is recorded before it is reported.
    pub(crate) async fn allow<A: Act>(
        &self,
        ctx: &RequestCtx,
        resource: Resource,
    ) -> Result<Authorized<A>, AppError> {
        let denied = match self.ask_policies::<A>(ctx, resource) {
            Ok(proof) => return Ok(proof),
            Err(denied) => denied,
        };
        let mut event = Event::new(EventKind::AccessDenied)
            .object(&denied.resource)
            .with("action", denied.action.to_string())
            .with(
                "rules",
                denied
                    .rules
                    .iter()
                    .map(|rule| rule.id.clone())
                    .collect::<Vec<_>>(),
            );
        event.case = denied.case;
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        // That it is a decoy is for the ledger; whoever met it learns nothing.
        if denied.rules.iter().any(|rule| rule.code == NOT_THERE) {
            return Err(AppError::NotFound("file"));
        }
        if let (true, Some(until)) = (only_read_only(&denied), self.read_only.until(ctx.now)) {
            return Err(AppError::ReadOnly { until });
        }
        if step_up_helps(ctx, &denied) {
            return Err(AppError::StepUpRequired);
        }
        Err(AppError::Denied(denied))
    }

    /// On which cases or files an act would be permitted.
    pub(crate) fn select(
        &self,
        ctx: &RequestCtx,
        action: Action,
        sought: Sought,
    ) -> Result<Condition, AppError> {
        self.authorizer
            .select(ctx, action, sought)
            .map_err(|error| {
                tracing::error!(%error, "a list was withheld");
                AppError::Bug("the policies cannot be turned into a list")
            })
    }

    /// Like [`App::allow`] without a record: for leaving rows out of a list.
    pub(crate) fn may<A: Act>(&self, ctx: &RequestCtx, resource: Resource) -> bool {
        self.authorizer.authorize::<A>(ctx, resource).is_ok()
    }

    /// Encodes an event for the ledger.
    pub(crate) fn entry(&self, ctx: &RequestCtx, event: Event) -> Result<LedgerEntry, AppError> {
        crate::ledger::encode(ctx, event, &*self.entropy)
    }

    /// Applies a commit and wakes what waits for it.
    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, AppError> {
        if commit.changes().iter().any(Change::is_stilled) {
            self.refuse_read_only()?;
        }
        let jobs = !commit.jobs().is_empty();
        let narrows = narrows(&commit);
        let read_only = moves_read_only(&commit);
        let entries: Vec<String> = commit.entries().iter().map(|it| it.text.clone()).collect();
        let span = tracing::debug_span!(
            "commit",
            changes = i64::try_from(commit.changes().len()).ok()
        );
        let committed = self.store.commit(commit).instrument(span).await;
        self.gates.after(narrows);
        let committed = committed?;
        if read_only && let Err(error) = self.look_at_read_only().await {
            tracing::error!(error = %crate::error_chain(&error), "whether the server is read-only is looked at again with the next round");
        }
        entries
            .iter()
            .for_each(|entry| self.metrics.recorded(entry));
        entries
            .iter()
            .for_each(|entry| self.newsroom.recorded(entry));
        self.sequencer.wake();
        if jobs {
            self.job_queued.notify_one();
        }
        Ok(committed)
    }
}

/// Whether nothing else refused than that the server is read-only.
fn only_read_only(denied: &Denied) -> bool {
    !denied.rules.is_empty() && denied.rules.iter().all(|rule| rule.code == READ_ONLY)
}

/// Whether showing once more who one is would do away with every rule that refused.
fn step_up_helps(ctx: &RequestCtx, denied: &Denied) -> bool {
    if !matches!(ctx.reach, Reach::Session { .. } | Reach::Asked { .. }) {
        return false;
    }
    let long_ago = ctx
        .authenticated
        .is_none_or(|at| ctx.now.since(at) >= STEP_UP_LIFE);
    let helps = |code: &str| code == STEP_UP_REQUIRED || (code == STALE && long_ago);
    !denied.rules.is_empty() && denied.rules.iter().all(|rule| helps(&rule.code))
}
