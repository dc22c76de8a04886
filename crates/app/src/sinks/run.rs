//! Telling a sink: a batch, then how far it has got, then the next; in vain, then later again.

use std::sync::Arc;
use std::time::Duration;

use coffer_domain::commit::{Change, Commit};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::ports::{SinkError, StoreError, random};
use coffer_domain::sink::{OutLine, SinkState};
use coffer_events::Writer;
use tracing::Instrument as _;

use super::{Sink, Takes};
use crate::app::App;
use crate::error::AppError;
use crate::limits::{
    SINK_BATCH_BYTES, SINK_BATCH_ENTRIES, SINK_DELIVER_MAX, SINK_LOOK_EVERY, SINK_RETRY_FIRST,
    SINK_RETRY_MAX, SINK_STALLED_AFTER,
};

/// How a round with a sink ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It was told something; there may be more.
    Some,
    /// It has been told everything.
    All,
    /// It did not take it.
    Failed,
    /// It is not tried any more.
    Disabled,
}

/// What a sink is handed at once, and where it stands afterwards.
struct Batch {
    lines: Vec<OutLine>,
    next: u64,
}

impl App {
    /// Tells every sink what is in the ledger, each on a task of its own, until the process ends.
    pub fn start_sinks(self: &Arc<Self>) {
        for place in 0..self.outflow.sinks.len() {
            let app = Arc::clone(self);
            tokio::spawn(async move { app.run_sink(place).await });
        }
    }

    async fn run_sink(&self, place: usize) {
        let Some(sink) = self.outflow.sinks.get(place) else {
            return;
        };
        let mut grown = self.outflow.grown.subscribe();
        let mut failed = 0_u32;
        loop {
            let told = self.tell_sink(sink).await.unwrap_or_else(|error| {
                tracing::error!(sink = sink.name, error = %crate::error_chain(&error), "a sink could not be told");
                Told::Failed
            });
            match told {
                Told::Some => failed = 0,
                Told::All | Told::Disabled => {
                    failed = 0;
                    // Looked at now and then as well: the operator may have moved it from another process.
                    let _grown = tokio::time::timeout(SINK_LOOK_EVERY, grown.changed()).await;
                }
                Told::Failed => {
                    tokio::time::sleep(self.retry_after(failed)).await;
                    failed = failed.saturating_add(1);
                }
            }
        }
    }

    /// Doubles with each attempt, up to a bound; a little apart, so that many sinks do not come back at the same moment.
    fn retry_after(&self, failed: u32) -> Duration {
        let doubled = SINK_RETRY_FIRST.saturating_mul(1 << failed.min(16));
        let [spread] = random::<1>(&*self.entropy);
        let bounded = doubled.min(SINK_RETRY_MAX);
        bounded + bounded.mul_f64(f64::from(spread) / 1_024.0)
    }

    /// Tells one sink the next batch. Its name must be one of the configuration.
    ///
    /// # Errors
    /// Unknown, or the store does not work.
    pub async fn tell_sink_once(&self, name: &str) -> Result<Told, AppError> {
        let sink = self.outflow.named(name).ok_or(AppError::NotFound("sink"))?;
        self.tell_sink(sink).await
    }

    async fn tell_sink(&self, sink: &Sink) -> Result<Told, AppError> {
        let kept = self.store.sink(&sink.name).await?;
        let from = kept.as_ref().map(|state| state.next);
        let state = kept.unwrap_or_else(|| SinkState::new(&sink.name));
        if state.disabled.is_some() {
            return Ok(Told::Disabled);
        }
        let Some(batch) = self.batch(sink, state.next).await? else {
            return Ok(Told::All);
        };
        let delivered = deliver(sink, &batch.lines).await;
        let now = self.clock.now();
        match delivered {
            Ok(()) => {
                let taken = if batch.lines.is_empty() {
                    state.taken
                } else {
                    Some(now)
                };
                let taken = SinkState {
                    next: batch.next,
                    taken,
                    ..SinkState::new(&sink.name)
                };
                if state.stalled {
                    let event = Event::new(EventKind::SinkResumed);
                    self.note_sink(event, from, taken).await?;
                } else {
                    self.keep_sink(from, taken).await?;
                }
                Ok(Told::Some)
            }
            Err(error) => {
                self.sink_failed(sink, from, state, &error).await?;
                Ok(Told::Failed)
            }
        }
    }

    /// What comes next for a sink; none if it has been told everything.
    async fn batch(&self, sink: &Sink, next: u64) -> Result<Option<Batch>, AppError> {
        let entries = self.store.opened_entries(next, SINK_BATCH_ENTRIES).await?;
        if entries.is_empty() {
            return Ok(None);
        }
        let writer = self.writer().await?;
        let mut batch = Batch {
            lines: Vec::new(),
            next,
        };
        let mut bytes = 0_usize;
        for opened in &entries {
            // A webhook is told one thing at a time; what failed later does not come again for what was taken before.
            let alone = matches!(sink.takes, Takes::Alerts(_)) && !batch.lines.is_empty();
            if alone || bytes >= SINK_BATCH_BYTES {
                break;
            }
            if let Some(line) = self.line(sink.takes, &writer, opened) {
                bytes = bytes.saturating_add(line.text.len());
                batch.lines.push(line);
            }
            batch.next = opened.index.saturating_add(1);
        }
        Ok(Some(batch))
    }

    pub(crate) async fn writer(&self) -> Result<Writer, AppError> {
        Ok(Writer {
            log: self.log_verifier().await?.origin().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    async fn sink_failed(
        &self,
        sink: &Sink,
        from: Option<u64>,
        state: SinkState,
        error: &SinkError,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        let since = state.failing_since.unwrap_or(now);
        let why = crate::error_chain(error);
        tracing::warn!(
            sink = sink.name,
            error = why,
            "a sink does not take anything; it is tried again"
        );
        let lasted = now.since(since);
        let state = SinkState {
            failing_since: Some(since),
            failure: Some(why),
            ..state
        };
        let gone = matches!(error, SinkError::Gone);
        if gone || sink.give_up_after.is_some_and(|bound| lasted >= bound) {
            let why = if gone { "gone" } else { "in_vain" };
            let event = Event::new(EventKind::SinkDisabled).with("why", why);
            let disabled = SinkState {
                disabled: Some(now),
                ..state
            };
            self.note_sink(event, from, disabled).await
        } else if lasted >= SINK_STALLED_AFTER && !state.stalled {
            let stalled = SinkState {
                stalled: true,
                ..state
            };
            self.note_sink(Event::new(EventKind::SinkStalled), from, stalled)
                .await
        } else {
            self.keep_sink(from, state).await
        }
    }

    /// Keeps how far a sink has got, unless somebody moved it meanwhile: then that counts.
    pub(crate) async fn keep_sink(
        &self,
        from: Option<u64>,
        state: SinkState,
    ) -> Result<(), AppError> {
        match self.store.keep_sink(from, state).await {
            Ok(()) | Err(StoreError::Conflict(_)) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// Records what became of a sink, with its new state, unless somebody moved it meanwhile.
    async fn note_sink(
        &self,
        event: Event,
        from: Option<u64>,
        state: SinkState,
    ) -> Result<(), AppError> {
        let event = event.object(&state.name).with("next", state.next);
        let entry = self.entry(&self.system_ctx(), event)?;
        let commit = Commit::record(entry).change(Change::SetSink { from, state });
        match self.commit(commit).await {
            Ok(_) | Err(AppError::Conflict(_)) => Ok(()),
            Err(error) => Err(error),
        }
    }
}

/// Hands lines over, within a bound of time whatever the sink does.
pub(crate) async fn deliver(sink: &Sink, lines: &[OutLine]) -> Result<(), SinkError> {
    if lines.is_empty() {
        return Ok(());
    }
    let span = tracing::debug_span!(
        "tell",
        otel.kind = "producer",
        sink = sink.name,
        lines = i64::try_from(lines.len()).ok()
    );
    tokio::time::timeout(SINK_DELIVER_MAX, sink.port.deliver(lines))
        .instrument(span)
        .await
        .unwrap_or(Err(SinkError::TooSlow))
}
