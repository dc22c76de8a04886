//! Background work: the scan of each version, and the sweeps that tidy up.

mod attempt;
mod board;
mod disguise;
mod misplaced;
mod outlines;
mod rules;
mod scan;
mod sweep;

pub(crate) use board::ScanBoard;
pub use board::ScanProgress;
pub use misplaced::Misplaced;
pub use rules::ScanRules;

use std::sync::Arc;
use std::time::Duration;

use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::TraceId;
use coffer_domain::job::JobKind;
use coffer_domain::limits::JOB_LEASE;
use coffer_domain::ports::random;
use coffer_domain::reach::Reach;
use tracing::Instrument as _;

use crate::app::App;
use crate::error::AppError;

/// Without a wake-up, look for jobs this often: another process may have left one behind.
const LOOK_EVERY: Duration = Duration::from_secs(30);

/// How files are scanned.
pub struct Scans {
    /// The rules in force.
    pub rules: Arc<ScanRules>,
    /// What has no place in a case that does not say so.
    pub misplaced: Misplaced,
    /// How many scans run at the same time.
    pub at_once: usize,
    /// Called on a scan's thread before it begins; lowers its priority where the system can.
    pub thread_begins: fn(),
}

impl App {
    /// The circumstances of Coffer's own acts.
    #[must_use]
    pub fn system_ctx(&self) -> RequestCtx {
        RequestCtx {
            principal: Principal::System,
            trace: TraceId::from_random(random(&*self.entropy)),
            now: self.clock.now(),
            address: None,
            session: None,
            token: None,
            client: None,
            aal: 0,
            phishing_resistant: false,
            authenticated: None,
            reach: Reach::Whole,
        }
    }

    /// Works through the queue until the process ends, several jobs at once if so set.
    pub async fn run_jobs(self: Arc<Self>) {
        // One server runs on a store, so whoever held a job is dead.
        if let Err(error) = self.store.end_leases().await {
            tracing::error!(error = %crate::error_chain(&error), "jobs left behind are tried again when their lease ends");
        }
        let workers = (0..self.scans.at_once.max(1)).map(|_| Arc::clone(&self).work_on_jobs());
        futures::future::join_all(workers).await;
    }

    async fn work_on_jobs(self: Arc<Self>) {
        loop {
            match self.run_one_job().await {
                Ok(true) => {}
                Ok(false) => {
                    // Woken by a new job, or by time; both are reasons to look.
                    let _woken = tokio::time::timeout(LOOK_EVERY, self.job_queued.notified()).await;
                }
                Err(error) => {
                    tracing::error!(error = %crate::error_chain(&error), "a job could not be taken or finished");
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
        }
    }

    /// Takes and runs one job; false if there is none.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn run_one_job(self: &Arc<Self>) -> Result<bool, AppError> {
        let now = self.clock.now();
        let Some(job) = self.store.claim_job(now, now.plus(JOB_LEASE)).await? else {
            return Ok(false);
        };
        // There may be more than this worker's: a wake-up wakes one.
        self.job_queued.notify_one();
        match job.kind {
            JobKind::Scan { file, object } => {
                let span = tracing::debug_span!(
                    "scan",
                    otel.kind = "consumer",
                    attempt = i64::from(job.attempt)
                );
                self.scan_version(&job, file, object)
                    .instrument(span)
                    .await?;
            }
            JobKind::Erase(of) => {
                let span = tracing::debug_span!("destroy_keys", otel.kind = "consumer");
                self.destroy_again(of).instrument(span).await;
            }
        }
        Ok(true)
    }

    /// How many jobs wait or run.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn job_count(&self) -> Result<u64, AppError> {
        Ok(self.store.job_count().await?)
    }
}
