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
use coffer_domain::time::Timestamp;
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
        if let Err(error) = self.take_over_jobs(&rules).await {
            tracing::error!(error = %crate::error_chain(&error), "jobs left behind are tried again when their lease ends");
        }
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

    /// Runs the jobs that wait at the start, also those under lease: one server runs on a store, so whoever
    /// held them is dead.
    async fn take_over_jobs(self: &Arc<Self>, rules: &Arc<RuleSet>) -> Result<(), AppError> {
        for _ in 0..self.store.job_count().await? {
            let leases_end = self.clock.now().plus(JOB_LEASE);
            if !self.run_job_free_at(leases_end, rules).await? {
                break;
            }
        }
        Ok(())
    }

    /// Takes and runs one job; false if there is none.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn run_one_job(self: &Arc<Self>, rules: &Arc<RuleSet>) -> Result<bool, AppError> {
        self.run_job_free_at(self.clock.now(), rules).await
    }

    async fn run_job_free_at(
        self: &Arc<Self>,
        free_at: Timestamp,
        rules: &Arc<RuleSet>,
    ) -> Result<bool, AppError> {
        let leased_until = self.clock.now().plus(JOB_LEASE);
        let Some(job) = self.store.claim_job(free_at, leased_until).await? else {
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
