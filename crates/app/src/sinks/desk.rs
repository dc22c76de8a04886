//! What the operator does with sinks: look, try, move, give up, try again.

use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::ports::{OpenedEntry, SinkError};
use coffer_domain::sink::SinkState;

use super::run::deliver;
use super::{Sink, SinkKind, Takes};
use crate::app::App;
use crate::error::AppError;

/// A sink and how far it has got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkView {
    /// What kind of place it is.
    pub kind: SinkKind,
    /// What it is told.
    pub takes: Takes,
    /// Whether it is told the ledger's head as well.
    pub told_heads: bool,
    /// How far it has got.
    pub state: SinkState,
    /// Entries it has not been told yet.
    pub behind: u64,
}

/// How a sink is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinkHealth {
    /// It takes what it is told.
    Ok,
    /// It takes nothing, and is tried again.
    Failing,
    /// It is not tried any more.
    Disabled,
}

impl SinkHealth {
    /// The word shown.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SinkHealth::Ok => "ok",
            SinkHealth::Failing => "failing",
            SinkHealth::Disabled => "disabled",
        }
    }
}

impl SinkView {
    /// How it is.
    #[must_use]
    pub const fn health(&self) -> SinkHealth {
        match (&self.state.disabled, &self.state.failing_since) {
            (Some(_), _) => SinkHealth::Disabled,
            (None, Some(_)) => SinkHealth::Failing,
            (None, None) => SinkHealth::Ok,
        }
    }

    /// What mends it; empty if nothing is to be mended.
    #[must_use]
    pub fn mend(&self) -> String {
        let name = &self.state.name;
        let command = match self.health() {
            SinkHealth::Ok => return String::new(),
            SinkHealth::Failing => "test",
            SinkHealth::Disabled => "enable",
        };
        format!("mend the receiver, then cofferd events {command} {name} --data DIR")
    }
}

impl App {
    /// The same as `sinks`, for those who run or guard the server.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn list_sinks(&self, ctx: &RequestCtx) -> Result<Vec<SinkView>, AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::HealthRead>(ctx, Resource::Organisation(organisation))
            .await?;
        self.sinks().await
    }

    /// The sinks of the configuration, in its order.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn sinks(&self) -> Result<Vec<SinkView>, AppError> {
        let size = self.store.head().await?.map_or(0, |head| head.size);
        let mut views = Vec::new();
        for sink in &self.outflow.sinks {
            let kept = self.store.sink(&sink.name).await?;
            let state = kept.unwrap_or_else(|| SinkState::new(&sink.name));
            views.push(SinkView {
                kind: sink.kind,
                takes: sink.takes,
                told_heads: sink.told_heads,
                behind: size.saturating_sub(state.next),
                state,
            });
        }
        Ok(views)
    }

    /// Tells a sink that somebody tries it, apart from everything else it is told. The outer result says whether that
    /// could be done, the inner one what the sink made of it.
    ///
    /// # Errors
    /// Refused, unknown, or the store does not work.
    pub async fn test_sink(
        &self,
        ctx: &RequestCtx,
        name: &str,
    ) -> Result<Result<(), SinkError>, AppError> {
        let sink = self.operated(ctx, name)?;
        let event = Event::new(EventKind::SinkTested).object(name);
        let outbox = self
            .commit(Commit::record(self.entry(ctx, event)?))
            .await?
            .outbox;
        self.sequence_all().await?;
        let outbox = outbox.first().copied();
        let outbox = outbox.ok_or(AppError::Bug("a commit without an entry"))?;
        let index = self.store.index_of(outbox).await?;
        let index = index.ok_or(AppError::Bug("a sequenced entry has no place"))?;
        let entries = self.store.opened_entries(index, 1).await?;
        let writer = self.writer().await?;
        let tested: Vec<_> = entries
            .iter()
            .filter_map(|entry: &OpenedEntry| self.test_line(sink.takes, &writer, entry))
            .collect();
        Ok(deliver(sink, &tested).await)
    }

    /// Lets a sink be told from place `next` on: again, or not what lies before. It is tried again if it was given up.
    ///
    /// # Errors
    /// Refused, unknown, a place the ledger does not have, or the store does not work.
    pub async fn move_sink(&self, ctx: &RequestCtx, name: &str, next: u64) -> Result<(), AppError> {
        let sink = self.operated(ctx, name)?;
        self.sequence_all().await?;
        let size = self.store.head().await?.map_or(0, |head| head.size);
        if next > size {
            return Err(AppError::Value {
                field: "from",
                problem: "is beyond the end of the ledger",
            });
        }
        let kept = self.store.sink(&sink.name).await?;
        let from = kept.as_ref().map(|state| state.next);
        let event = Event::new(EventKind::SinkMoved)
            .object(name)
            .with("next", next)
            .with("next_before", from.unwrap_or(0));
        let moved = SinkState {
            next,
            taken: kept.and_then(|state| state.taken),
            ..SinkState::new(name)
        };
        self.set_sink(ctx, event, from, moved).await
    }

    /// Gives a sink up, or tries it again from where it stands.
    ///
    /// # Errors
    /// Refused, unknown, or the store does not work.
    pub async fn enable_sink(
        &self,
        ctx: &RequestCtx,
        name: &str,
        enabled: bool,
    ) -> Result<(), AppError> {
        let sink = self.operated(ctx, name)?;
        let kept = self.store.sink(&sink.name).await?;
        let from = kept.as_ref().map(|state| state.next);
        let kept = kept.unwrap_or_else(|| SinkState::new(name));
        let (event, state) = if enabled {
            let state = SinkState {
                next: kept.next,
                taken: kept.taken,
                ..SinkState::new(name)
            };
            (Event::new(EventKind::SinkEnabled), state)
        } else {
            let state = SinkState {
                disabled: Some(ctx.now),
                ..kept
            };
            let event = Event::new(EventKind::SinkDisabled).with("why", "operator");
            (event, state)
        };
        let event = event.object(name).with("next", state.next);
        self.set_sink(ctx, event, from, state).await
    }

    async fn set_sink(
        &self,
        ctx: &RequestCtx,
        event: Event,
        from: Option<u64>,
        state: SinkState,
    ) -> Result<(), AppError> {
        let change = Change::SetSink { from, state };
        let commit = Commit::record(self.entry(ctx, event)?).change(change);
        self.commit(commit).await.map(drop)
    }

    /// Sinks are set up in the server's configuration: who may change that moves them.
    fn operated(&self, ctx: &RequestCtx, name: &str) -> Result<&Sink, AppError> {
        if !matches!(ctx.principal, Principal::Operator) {
            return Err(AppError::NotFound("sink"));
        }
        self.outflow.named(name).ok_or(AppError::NotFound("sink"))
    }
}
