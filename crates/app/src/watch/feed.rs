//! Feeding the engine: entries in, in order, at least once; its memory kept now and then.

use std::time::Duration;

use coffer_detect::{Engine, Observed};
use coffer_domain::alert::WatchState;
use coffer_domain::ports::OpenedEntry;

use super::Running;
use crate::app::App;
use crate::error::AppError;
use crate::limits::{WATCH_AGAIN, WATCH_KEEP_ENTRIES, WATCH_KEEP_SPAN, WATCH_STEP_ENTRIES};

/// Without a wake-up, look this often: responses end by time.
const LOOK_EVERY: Duration = Duration::from_secs(30);

impl App {
    /// Watches the ledger, and tells members of what concerns them, until the process ends.
    pub async fn run_watch(&self) {
        tokio::join!(self.run_rounds(), self.run_telling());
    }

    async fn run_rounds(&self) {
        loop {
            let serves = self.watcher.waiting.begin_round();
            let again = match self.watch_round().await {
                Ok(()) => {
                    self.watcher.waiting.end_round(serves);
                    LOOK_EVERY
                }
                Err(error) => {
                    tracing::error!(error = %crate::error_chain(&error), "watching failed; it goes on from what was kept last");
                    WATCH_AGAIN
                }
            };
            let _woken = tokio::time::timeout(again, self.watcher.woken.notified()).await;
        }
    }

    /// Watches all that was committed before. What comes meanwhile wakes the next round: a round has an end however much comes.
    /// What is placed already is watched even if nothing can be placed now.
    async fn watch_round(&self) -> Result<(), AppError> {
        // Another process may have changed it, and it must not wait for what cannot be watched.
        self.look_at_read_only().await?;
        let placed = self.sequence_all().await;
        let size = self.store.head().await?.map_or(0, |head| head.size);
        self.watch_up_to(size).await?;
        placed
    }

    /// Watches what has been placed in the ledger so far, tells members of it, and ends responses whose time is over.
    ///
    /// # Errors
    /// The store does not work. What was watched since the memory was kept last is watched again.
    pub async fn watch_once(&self) -> Result<(), AppError> {
        self.watch_up_to(u64::MAX).await?;
        self.tell_waiting().await;
        Ok(())
    }

    async fn watch_up_to(&self, size: u64) -> Result<(), AppError> {
        let mut slot = self.watcher.running.lock().await;
        let mut running = match slot.take() {
            Some(running) => running,
            None => self.load_watch().await?,
        };
        while running.engine.next() < size {
            let from = running.engine.next();
            let entries = self.store.opened_entries(from, WATCH_STEP_ENTRIES).await?;
            if entries.is_empty() {
                break;
            }
            for entry in &entries {
                self.watch_entry(&mut running, entry).await?;
            }
            self.keep_watch(&mut running).await?;
        }
        self.end_due_containments().await?;
        self.tell_overdue().await?;
        *slot = Some(running);
        Ok(())
    }

    async fn watch_entry(
        &self,
        running: &mut Running,
        entry: &OpenedEntry,
    ) -> Result<(), AppError> {
        let address = entry.address.as_deref().and_then(|text| text.parse().ok());
        let position = entry.position.as_deref().and_then(|text| text.parse().ok());
        let observed = match Observed::from_entry(entry.index, &entry.text, address, position) {
            Ok(Some(observed)) => observed,
            Ok(None) => {
                running.engine.skip(entry.index);
                return Ok(());
            }
            Err(error) => {
                tracing::error!(index = entry.index, error = %crate::error_chain(&error), "an entry of the ledger cannot be watched");
                running.engine.skip(entry.index);
                return Ok(());
            }
        };
        for signal in running.engine.observe(&observed) {
            if signal.index >= running.silent_until {
                self.raise(&signal).await?;
            }
        }
        Ok(())
    }

    async fn load_watch(&self) -> Result<Running, AppError> {
        let rules = &self.watcher.settings.rules;
        let now = self.clock.now();
        let Some(kept) = self.store.watch_state().await? else {
            return Ok(Running {
                engine: Engine::new(rules.clone()),
                silent_until: 0,
                kept_next: 0,
                kept_at: now,
            });
        };
        let engine = match Engine::restore(rules.clone(), &kept.memory) {
            Ok(engine) => engine,
            Err(error) => {
                tracing::info!(reason = %error, "the ledger is watched from its beginning, without alerts for what was watched before");
                Engine::new(rules.clone())
            }
        };
        Ok(Running {
            engine,
            silent_until: kept.next,
            kept_next: kept.next,
            kept_at: now,
        })
    }

    /// Keeps the memory if enough has happened or enough time has passed since last time.
    async fn keep_watch(&self, running: &mut Running) -> Result<(), AppError> {
        let now = self.clock.now();
        let next = running.engine.next();
        let grown = next.saturating_sub(running.kept_next);
        let due = grown >= WATCH_KEEP_ENTRIES || now.since(running.kept_at) >= WATCH_KEEP_SPAN;
        // A replay by new rules is kept when it has caught up: half of it is no memory of all before.
        if !due || next < running.silent_until {
            return Ok(());
        }
        let memory = running
            .engine
            .snapshot()
            .map_err(|_| AppError::Bug("the memory of watching cannot be written"))?;
        self.store
            .keep_watch_state(WatchState { next, memory })
            .await?;
        (running.kept_next, running.kept_at) = (next, now);
        Ok(())
    }
}
