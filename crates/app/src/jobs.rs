//! Background work: the scan of each version, and the sweeps that tidy up.

mod scan;
mod sweep;

use std::sync::Arc;
use std::time::Duration;

use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::TraceId;
use coffer_domain::job::{Job, JobKind};
use coffer_domain::limits::JOB_LEASE;
use coffer_domain::ports::random;
use coffer_scan::RuleSet;

use crate::app::App;
use crate::error::AppError;

/// Without a wake-up, look for jobs this often: another process may have left one behind.
const LOOK_EVERY: Duration = Duration::from_secs(30);

impl App {
    /// The circumstances of Coffer's own acts.
    #[must_use]
    pub fn system_ctx(&self) -> RequestCtx {
        RequestCtx {
            principal: Principal::System,
            trace: TraceId::from_random(random(&*self.entropy)),
            now: self.clock.now(),
            address: None,
            aal: 0,
        }
    }

    /// Works through the queue until the process ends.
    pub async fn run_jobs(self: Arc<Self>, rules: Arc<RuleSet>) {
        loop {
            match self.run_one_job(&rules).await {
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
    pub async fn run_one_job(self: &Arc<Self>, rules: &Arc<RuleSet>) -> Result<bool, AppError> {
        let now = self.clock.now();
        let Some(job) = self.store.claim_job(now, now.plus(JOB_LEASE)).await? else {
            return Ok(false);
        };
        let Job {
            kind: JobKind::Scan { file, object },
            ..
        } = job;
        self.scan_version(&job, file, object, rules).await?;
        Ok(true)
    }

    /// How many jobs wait or run.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn job_count(&self) -> Result<u64, AppError> {
        Ok(self.store.job_count().await?)
    }

    /// Whether store and key provider answer.
    ///
    /// # Errors
    /// One of them does not.
    pub async fn check_ready(&self) -> Result<(), AppError> {
        self.store
            .organisation()
            .await?
            .ok_or(AppError::NotFound("organisation"))?;
        self.log_signer().await?;
        Ok(())
    }
}
