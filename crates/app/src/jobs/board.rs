//! How far the running scans are. Only in memory: after a restart a scan begins anew, and so does its progress.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use coffer_domain::id::ObjectId;

/// How far a running scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScanProgress {
    /// Bytes of the file read so far.
    pub bytes: u64,
    /// Bytes of the file.
    pub total_bytes: u64,
    /// Members met so far.
    pub members: u32,
    /// Findings so far.
    pub findings: u64,
}

impl ScanProgress {
    /// Whole percent of the file that were read.
    #[must_use]
    pub fn percent(&self) -> u8 {
        let whole = u128::from(self.bytes) * 100;
        let percent = whole.checked_div(u128::from(self.total_bytes));
        percent.map_or(100, |percent| u8::try_from(percent.min(100)).unwrap_or(100))
    }
}

/// The running scans by object; as many as there are workers.
#[derive(Default)]
pub(crate) struct ScanBoard(Mutex<HashMap<ObjectId, ScanProgress>>);

impl ScanBoard {
    pub(crate) fn of(&self, object: ObjectId) -> Option<ScanProgress> {
        self.rows().get(&object).copied()
    }

    /// How many scans run.
    pub(crate) fn running(&self) -> u64 {
        self.rows().len() as u64
    }

    /// Puts a scan up; it is taken down when the answer is dropped.
    pub(super) fn begin(self: &Arc<Self>, object: ObjectId, total_bytes: u64) -> OnBoard {
        let on_board = OnBoard {
            board: Arc::clone(self),
            object,
            total_bytes,
        };
        on_board.note(0, 0, 0);
        on_board
    }

    fn rows(&self) -> MutexGuard<'_, HashMap<ObjectId, ScanProgress>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A scan that is on the board.
pub(super) struct OnBoard {
    board: Arc<ScanBoard>,
    object: ObjectId,
    total_bytes: u64,
}

impl OnBoard {
    pub(super) fn note(&self, bytes: u64, members: u32, findings: u64) -> ScanProgress {
        let progress = ScanProgress {
            bytes,
            total_bytes: self.total_bytes,
            members,
            findings,
        };
        self.board.rows().insert(self.object, progress);
        progress
    }
}

impl Drop for OnBoard {
    fn drop(&mut self) {
        self.board.rows().remove(&self.object);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_are_whole_and_never_over() {
        let percent = |bytes, total_bytes| {
            let progress = ScanProgress {
                bytes,
                total_bytes,
                members: 1,
                findings: 0,
            };
            progress.percent()
        };
        assert_eq!(percent(0, 0), 100);
        assert_eq!(percent(0, 10), 0);
        assert_eq!(percent(429, 1_000), 42);
        assert_eq!(percent(1_001, 1_000), 100);
        assert_eq!(percent(u64::MAX / 2, u64::MAX), 49);
    }

    #[test]
    fn a_scan_is_on_the_board_until_it_ends() {
        let board = Arc::new(ScanBoard::default());
        let object = ObjectId([1; 16]);
        let running = board.begin(object, 50);
        running.note(5, 2, 3);
        let shown = board.of(object).unwrap();
        assert_eq!((shown.percent(), shown.members, shown.findings), (10, 2, 3));
        drop(running);
        assert_eq!(board.of(object), None);
    }
}
