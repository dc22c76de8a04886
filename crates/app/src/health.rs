//! Health: what the running server can see of itself, each fault with what mends it.

use coffer_domain::alert::{AlertFilter, AlertState, Severity};
use coffer_domain::authz::{Resource, act};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::EventKind;
use coffer_domain::time::Span;

use crate::app::App;
use crate::error::AppError;
use crate::limits::{DISK_FREE_LOW, JOBS_MANY, SEQUENCE_STEP_MAX};

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum HealthState {
    /// As it should be.
    Ok,
    /// Will be a fault, or is worth a look.
    Warning,
    /// Something does not work.
    Fault,
}

impl HealthState {
    /// The word shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            HealthState::Ok => "ok",
            HealthState::Warning => "warning",
            HealthState::Fault => "fault",
        }
    }
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// What.
    pub check: &'static str,
    /// How it is.
    pub state: HealthState,
    /// What was found.
    pub found: String,
    /// What mends it; empty if nothing is to be mended.
    pub mend: String,
}

impl Health {
    pub(crate) fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            state: HealthState::Ok,
            found: found.into(),
            mend: String::new(),
        }
    }

    pub(crate) fn bad(
        check: &'static str,
        state: HealthState,
        found: impl Into<String>,
        mend: impl Into<String>,
    ) -> Self {
        Self {
            check,
            state,
            found: found.into(),
            mend: mend.into(),
        }
    }
}

/// A backup older than this is late; backups are daily.
const BACKUP_LATE: Span = Span::hours(26);

impl App {
    /// Whether requests can be answered: store and key provider work, and entries get their places.
    ///
    /// # Errors
    /// They do not.
    pub async fn check_ready(&self) -> Result<(), AppError> {
        self.store
            .organisation()
            .await?
            .ok_or(AppError::NotFound("organisation"))?;
        self.log_signer().await?;
        if self.waiting().await? >= u64::from(SEQUENCE_STEP_MAX) {
            return Err(AppError::Bug("the ledger does not keep up"));
        }
        Ok(())
    }

    /// How everything is, for those who run or guard the server.
    ///
    /// # Errors
    /// Refused, or the store does not work at all.
    pub async fn health(&self, ctx: &RequestCtx) -> Result<Vec<Health>, AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::HealthRead>(ctx, Resource::Organisation(organisation))
            .await?;
        let mut found = vec![self.keys_health().await];
        found.push(self.ledger_health().await?);
        found.push(self.disk_health().await);
        found.push(self.jobs_health().await?);
        found.push(self.backup_health(ctx).await?);
        found.extend(self.sinks_health().await?);
        found.extend(self.witness_health(ctx).await?);
        found.extend(self.bucket_health(ctx).await?);
        found.extend(self.traces_health());
        found.push(self.alerts_health().await?);
        Ok(found)
    }

    /// Entries without a place in the ledger, bounded.
    async fn waiting(&self) -> Result<u64, AppError> {
        Ok(self.store.unsequenced(SEQUENCE_STEP_MAX).await?.len() as u64)
    }

    async fn keys_health(&self) -> Health {
        match self.log_signer().await {
            Ok(_) => Health::ok("keys", "the log's key unwraps"),
            Err(error) => Health::bad(
                "keys",
                HealthState::Fault,
                crate::error_chain(&error),
                "cofferd doctor --data DIR; restore the key store from a backup if it is damaged",
            ),
        }
    }

    async fn ledger_health(&self) -> Result<Health, AppError> {
        let size = self.store.head().await?.map_or(0, |head| head.size);
        let waiting = self.waiting().await?;
        Ok(if waiting >= u64::from(SEQUENCE_STEP_MAX) {
            Health::bad(
                "ledger",
                HealthState::Fault,
                format!("{waiting} entries or more wait for a place"),
                "look for `sequencing failed` in the log; cofferd doctor --data DIR",
            )
        } else {
            Health::ok("ledger", format!("{size} entries"))
        })
    }

    async fn disk_health(&self) -> Health {
        match self.free_bytes().await {
            Ok(bytes) if bytes < DISK_FREE_LOW => Health::bad(
                "disk",
                HealthState::Warning,
                format!("{} MiB free", bytes >> 20),
                "make room, or move the data directory to a larger disk",
            ),
            Ok(bytes) => Health::ok("disk", format!("{} GiB free", bytes >> 30)),
            Err(error) => Health::bad(
                "disk",
                HealthState::Fault,
                crate::error_chain(&error),
                "mount the disk and check its owner",
            ),
        }
    }

    async fn jobs_health(&self) -> Result<Health, AppError> {
        let jobs = self.store.job_count().await?;
        Ok(if jobs > JOBS_MANY {
            Health::bad(
                "jobs",
                HealthState::Warning,
                format!("{jobs} wait or run"),
                "raise [scan] at_once, or give the server more cores",
            )
        } else {
            Health::ok("jobs", format!("{jobs} wait or run"))
        })
    }

    async fn backup_health(&self, ctx: &RequestCtx) -> Result<Health, AppError> {
        let bad = |state, found: String, mend: &str| Health::bad("backup", state, found, mend);
        let run = "cofferd backup run --data DIR, daily by a timer, or [backup] every_seconds";
        let Some(made) = self.newest_of_backups(EventKind::BackupMade).await? else {
            return Ok(bad(
                HealthState::Warning,
                "none was made lately".to_owned(),
                run,
            ));
        };
        let at = made.at;
        if ctx.now.apart(at) > BACKUP_LATE {
            let found = if at < ctx.now {
                format!("the last was made at {at}")
            } else {
                format!("the last is dated {at}, later than now: the clock is or was wrong")
            };
            return Ok(bad(HealthState::Fault, found, run));
        }
        let failed = self.newest_of_backups(EventKind::BackupFailed).await?;
        Ok(match failed.filter(|failed| failed.place > made.place) {
            Some(failed) => bad(
                HealthState::Warning,
                format!(
                    "the last was made at {at}; something was wrong at {}",
                    failed.at
                ),
                "look for `backup.failed` in the ledger and in the log, then cofferd backup run --data DIR",
            ),
            None => Health::ok("backup", format!("the last was made at {at}")),
        })
    }

    async fn sinks_health(&self) -> Result<Vec<Health>, AppError> {
        let views = self.sinks().await?;
        let health = views.into_iter().map(|view| {
            let name = &view.state.name;
            let found = match (view.state.disabled, view.state.failing_since) {
                (Some(at), _) => format!("{name} was given up at {at}"),
                (None, Some(at)) => {
                    format!(
                        "{name} takes nothing since {at}, {} entries wait",
                        view.behind
                    )
                }
                (None, None) => {
                    return Health::ok("sink", format!("{name}, {} behind", view.behind));
                }
            };
            Health::bad("sink", HealthState::Fault, found, view.mend())
        });
        Ok(health.collect())
    }

    async fn alerts_health(&self) -> Result<Health, AppError> {
        let filter = AlertFilter {
            state: Some(AlertState::Open),
            limit: coffer_domain::limits::PAGE_ROWS_MAX,
            ..AlertFilter::default()
        };
        let open = self.store.alerts(&filter).await?;
        let critical = open.iter().filter(|it| it.severity == Severity::Critical);
        let critical = critical.count();
        Ok(if critical > 0 {
            Health::bad(
                "alerts",
                HealthState::Fault,
                format!("{critical} critical alerts are open"),
                "coffer alert list --state open",
            )
        } else {
            Health::ok("alerts", format!("{} are open, none critical", open.len()))
        })
    }
}
