//! What is handed out is watched first: its record has gone through the rules before its first byte goes out. So whoever asks for
//! a thousand files at once gets as few as whoever asks for one after the other.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use coffer_domain::authz::Act;
use coffer_domain::context::RequestCtx;
use coffer_domain::id::ObjectId;
use tokio::sync::watch;

use crate::app::App;
use crate::error::AppError;
use crate::gate::Gate;
use crate::limits::WATCHED_FIRST_WAIT;

/// Who waits until watching has come to their record. Each has a number; one round of watching serves all who came before it.
pub(super) struct Waiting {
    asked: AtomicU64,
    served: watch::Sender<u64>,
    /// Whether anybody watches in this process.
    watched: AtomicBool,
}

impl Default for Waiting {
    fn default() -> Self {
        Self {
            asked: AtomicU64::new(0),
            served: watch::Sender::new(0),
            watched: AtomicBool::new(false),
        }
    }
}

impl Waiting {
    /// To be called by whoever watches, before a round: whom it serves.
    pub(super) fn begin_round(&self) -> u64 {
        self.watched.store(true, Ordering::Release);
        self.asked.load(Ordering::Acquire)
    }

    /// To be called after a round that worked.
    pub(super) fn end_round(&self, serves: u64) {
        self.served.send_replace(serves);
    }
}

impl App {
    /// To be called between the record of a handout and its first byte: waits until the rules have seen the record, and asks the
    /// policies again if something has followed. Where watching does not keep up, the handout goes on after
    /// [`WATCHED_FIRST_WAIT`]: what follows later still cuts it.
    ///
    /// # Errors
    /// Refused by now, or the store does not work.
    pub(crate) async fn watched_first<A: Act>(
        &self,
        ctx: &RequestCtx,
        version: ObjectId,
        gate: &Gate,
    ) -> Result<(), AppError> {
        if !self.seen_by_the_rules().await {
            tracing::warn!(
                "watching does not keep up: something is handed out that was not watched first"
            );
        }
        if gate.has_stirred() {
            self.decide_anew::<A>(ctx, version).await?;
        }
        Ok(())
    }

    /// Waits until the rules have seen all that was recorded, where somebody watches; whether they have, in the time there is.
    pub(super) async fn seen_by_the_rules(&self) -> bool {
        let waiting = &self.watcher.waiting;
        if !waiting.watched.load(Ordering::Acquire) {
            return true;
        }
        let mine = waiting.asked.fetch_add(1, Ordering::AcqRel) + 1;
        self.watcher.wake();
        let mut served = waiting.served.subscribe();
        let seen = served.wait_for(|served| *served >= mine);
        tokio::time::timeout(WATCHED_FIRST_WAIT, seen).await.is_ok()
    }
}
