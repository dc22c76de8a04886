//! One writer per upload: a new append takes over from the one before, which keeps what it has.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use coffer_domain::id::UploadId;
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard, mpsc};

use super::worker::Message;
use crate::error::{AppError, UploadProblem};
use crate::limits::TAKE_OVER_SECONDS;

#[derive(Default)]
struct Slot {
    turn: Arc<AsyncMutex<()>>,
    running: Option<mpsc::WeakSender<Message>>,
}

/// The uploads that are being written by this process.
#[derive(Default)]
pub(crate) struct Slots {
    slots: Mutex<HashMap<UploadId, Slot>>,
}

/// The right to write one upload.
pub(crate) struct Turn {
    _guard: OwnedMutexGuard<()>,
}

impl Slots {
    /// Waits for the turn to write `upload`, asking whoever has it to stop.
    pub(crate) async fn take(&self, upload: UploadId) -> Result<Turn, AppError> {
        let (turn, running) = {
            let mut slots = self.lock();
            slots.retain(|id, slot| *id == upload || Arc::strong_count(&slot.turn) > 1);
            let slot = slots.entry(upload).or_default();
            (Arc::clone(&slot.turn), slot.running.clone())
        };
        if let Some(sender) = running.and_then(|weak| weak.upgrade()) {
            // A full queue means that the writer is awake and will see the message; a closed one, that it is gone.
            let _gone_is_fine = sender.send(Message::Stop).await;
        }
        let waited =
            tokio::time::timeout(Duration::from_secs(TAKE_OVER_SECONDS), turn.lock_owned()).await;
        waited
            .map(|guard| Turn { _guard: guard })
            .map_err(|_| AppError::Upload(UploadProblem::TakenOver))
    }

    /// Notes who writes `upload` now, so that the next one can ask it to stop.
    pub(crate) fn running(&self, upload: UploadId, sender: &mpsc::Sender<Message>) {
        self.lock().entry(upload).or_default().running = Some(sender.downgrade());
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<UploadId, Slot>> {
        self.slots.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
