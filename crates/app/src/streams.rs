//! Bytes that come or go for as long as the other side takes hold a thread each. How many there are at once is bounded,
//! for everybody and for all together, so that whoever holds theirs open for ever keeps nobody else out.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use coffer_domain::context::RequestCtx;
use coffer_domain::event::Actor;
use tokio::runtime::Handle;
use tokio::sync::mpsc::Sender;
use tokio::sync::mpsc::error::TrySendError;

use crate::app::App;
use crate::error::AppError;
use crate::limits::{ANSWER_IDLE, STREAMS_MAX, STREAMS_OF_ONE_MAX};

/// The streams under way, by whose they are.
#[derive(Default)]
pub(crate) struct Streams {
    open: Mutex<HashMap<Actor, usize>>,
}

/// One stream's place; dropped, it is free again.
pub(crate) struct StreamPlace {
    whose: Actor,
    streams: Arc<Streams>,
}

impl Drop for StreamPlace {
    fn drop(&mut self) {
        let mut open = self.streams.lock();
        if let Some(count) = open.get_mut(&self.whose) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                open.remove(&self.whose);
            }
        }
    }
}

impl Streams {
    fn enter(self: &Arc<Self>, whose: Actor) -> Result<StreamPlace, AppError> {
        let mut open = self.lock();
        let all: usize = open.values().sum();
        let own = open.get(&whose).copied().unwrap_or_default();
        if own >= STREAMS_OF_ONE_MAX || all >= STREAMS_MAX {
            return Err(AppError::TooManyStreams);
        }
        open.insert(whose, own.saturating_add(1));
        drop(open);
        Ok(StreamPlace {
            whose,
            streams: Arc::clone(self),
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Actor, usize>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// A place for one more stream of whoever asks.
    pub(crate) fn stream_place(&self, ctx: &RequestCtx) -> Result<StreamPlace, AppError> {
        self.streams.enter(ctx.principal.actor())
    }
}

/// Hands `piece` over from a thread of its own; false if nobody takes it any more, or not within `ANSWER_IDLE`.
pub(crate) fn hand_over<T>(runtime: &Handle, to: &Sender<T>, piece: T) -> bool {
    match to.try_send(piece) {
        Ok(()) => true,
        Err(TrySendError::Closed(_)) => false,
        Err(TrySendError::Full(piece)) => runtime
            .block_on(to.send_timeout(piece, ANSWER_IDLE))
            .is_ok(),
    }
}
