//! Scan reports: sealed sidecars, opened once and kept for the next request.

use std::collections::VecDeque;
use std::io::Read;
use std::sync::{Arc, Mutex, PoisonError};

use coffer_domain::id::ObjectId;
use coffer_envelope::{Binding, Dek, SealedReader};
use coffer_scan::ScanReport;

use super::member::Blob;
use crate::app::App;
use crate::error::AppError;
use crate::limits::{REPORT_BYTES_MAX, REPORTS_CACHED_MAX};
use crate::outline::{Outlines, split};

const OTHER_VERSION: &str = "was checked by another version of this program; have it checked again";

/// What the scan left: the report, and the outlines of the logs.
pub(crate) struct Sidecar {
    pub(crate) report: Arc<ScanReport>,
    pub(crate) outlines: Outlines,
}

/// The reports used last, newest first.
#[derive(Default)]
pub(crate) struct ReportCache {
    reports: Mutex<VecDeque<(ObjectId, Arc<Sidecar>)>>,
}

impl ReportCache {
    fn get(&self, sidecar: ObjectId) -> Option<Arc<Sidecar>> {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        let at = reports.iter().position(|(object, _)| *object == sidecar)?;
        let entry = reports.remove(at)?;
        let report = Arc::clone(&entry.1);
        reports.push_front(entry);
        Some(report)
    }

    fn put(&self, sidecar: ObjectId, report: Arc<Sidecar>) {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.push_front((sidecar, report));
        reports.truncate(REPORTS_CACHED_MAX);
    }

    /// Drops what is kept of these.
    pub(crate) fn forget(&self, mut gone: impl FnMut(ObjectId) -> bool) {
        let mut reports = self.reports.lock().unwrap_or_else(PoisonError::into_inner);
        reports.retain(|(object, _)| !gone(*object));
    }
}

impl App {
    pub(super) async fn report(
        &self,
        binding: Binding,
        dek: Dek,
    ) -> Result<Arc<Sidecar>, AppError> {
        let sidecar = ObjectId(binding.object);
        if let Some(report) = self.reports.get(sidecar) {
            return Ok(report);
        }
        let blobs = Arc::clone(&self.blobs);
        let loaded = tokio::task::spawn_blocking(move || {
            let reader = SealedReader::open(&dek, &binding, Blob(blobs.open(sidecar)?))?;
            let mut bytes = Vec::new();
            reader.take(REPORT_BYTES_MAX).read_to_end(&mut bytes)?;
            // It is as it was sealed, so nothing was altered: another version of this program wrote it.
            let (report, outlines) = split(&bytes).ok_or(AppError::NotShowable(OTHER_VERSION))?;
            let report =
                ScanReport::from_bytes(report).map_err(|_| AppError::NotShowable(OTHER_VERSION))?;
            Ok::<_, AppError>(Sidecar {
                report: Arc::new(report),
                outlines,
            })
        });
        let report = Arc::new(
            loaded
                .await
                .map_err(|_| AppError::Bug("reading thread died"))??,
        );
        self.reports.put(sidecar, Arc::clone(&report));
        Ok(report)
    }
}
