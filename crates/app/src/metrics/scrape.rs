//! Measuring when somebody asks, and writing it all down.

use std::sync::atomic::Ordering;

use coffer_domain::alert::{AlertFilter, AlertState, Severity};
use coffer_domain::event::EventKind;
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::time::Timestamp;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::gauge::Gauge;

use super::{Named, OfSeverity};
use crate::app::App;
use crate::error::AppError;
use crate::limits::SEQUENCE_STEP_MAX;

/// What is not there yet.
const NEVER: i64 = -1;

impl App {
    /// Counts a request that was answered; `route` is a pattern, never a path.
    pub fn count_request(&self, method: &'static str, route: &str, status: u16) {
        self.metrics.answered(method, route, status);
    }

    /// Everything counted and measured, as OpenMetrics text.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn scrape(&self) -> Result<String, AppError> {
        self.measure_ledger().await?;
        self.measure_work().await?;
        for view in self.sinks().await? {
            let named = Named {
                name: view.state.name.clone(),
            };
            let failing = view.state.failing_since.map_or(0, |at| self.age(at));
            let metrics = &self.metrics;
            set(&metrics.sink_behind.get_or_create(&named), view.behind);
            metrics.sink_failing.get_or_create(&named).set(failing);
            let disabled = i64::from(view.state.disabled.is_some());
            metrics.sink_disabled.get_or_create(&named).set(disabled);
        }
        self.measure_traces();
        let mut text = String::new();
        encode(&mut text, &self.metrics.registry)
            .map_err(|_| AppError::Bug("metrics cannot be written"))?;
        Ok(text)
    }

    async fn measure_ledger(&self) -> Result<(), AppError> {
        let metrics = &self.metrics;
        let size = self.store.head().await?.map_or(0, |head| head.size);
        set(&metrics.ledger, size);
        let waiting = self.store.unsequenced(SEQUENCE_STEP_MAX).await?.len();
        set(&metrics.waiting, waiting as u64);
        let witnessed = self.store.witnessed().await?;
        let age = witnessed.as_ref().map_or(NEVER, |it| self.age(it.at));
        metrics.witnessed_age.set(age);
        set(&metrics.witnessed, witnessed.map_or(0, |it| it.size));
        let made = self.newest_of_backups(EventKind::BackupMade).await?;
        let age = made.map_or(NEVER, |it| self.age(it.at));
        metrics.backup_age.set(age);
        set(&metrics.database, self.store.database_bytes().await?);
        Ok(())
    }

    fn measure_traces(&self) {
        let Some(traces) = &self.traces else {
            return;
        };
        count_up(&self.metrics.spans, traces.sent_spans());
        count_up(&self.metrics.spans_lost, traces.lost_spans());
    }

    async fn measure_work(&self) -> Result<(), AppError> {
        let metrics = &self.metrics;
        set(&metrics.jobs, self.store.job_count().await?);
        set(&metrics.scans_running, self.scan_board.running());
        set(&metrics.free, self.free_bytes().await?);
        let active = self.store.active_containments(None).await?.len();
        set(&metrics.containments, active as u64);
        let open = AlertFilter {
            state: Some(AlertState::Open),
            limit: PAGE_ROWS_MAX,
            ..AlertFilter::default()
        };
        let open = self.store.alerts(&open).await?;
        for severity in Severity::ALL {
            let count = open.iter().filter(|it| it.severity == *severity).count();
            let of = OfSeverity {
                severity: severity.as_str(),
            };
            set(&metrics.alerts_open.get_or_create(&of), count as u64);
        }
        Ok(())
    }

    /// Room on the disk of the objects.
    pub(crate) async fn free_bytes(&self) -> Result<u64, AppError> {
        let blobs = std::sync::Arc::clone(&self.blobs);
        let free = tokio::task::spawn_blocking(move || blobs.free_bytes()).await;
        free.map_err(|_| AppError::Bug("a thread was lost"))?
            .map_err(AppError::Blob)
    }

    /// Seconds since then. What is dated later than now, by a clock that was wrong, does not pass for fresh until that day.
    fn age(&self, at: Timestamp) -> i64 {
        self.clock.now().apart(at).0.div_euclid(1_000)
    }
}

/// Brings a counter to what was counted elsewhere, however many ask at once.
fn count_up(counter: &Counter, count: u64) {
    counter.inner().fetch_max(count, Ordering::Relaxed);
}

fn set(gauge: &Gauge, count: u64) {
    gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
}
