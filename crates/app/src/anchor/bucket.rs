//! Putting the head into a bucket, each as an object of its own that nobody can take away before its day.

use std::io;
use std::sync::Arc;

use coffer_domain::context::RequestCtx;
use coffer_domain::ports::{BlobReader, Bucket, Put, PutWhere};
use coffer_domain::sink::SinkState;
use coffer_domain::time::Span;

use crate::app::App;
use crate::error::AppError;
use crate::health::{Health, HealthState};

/// Under which name it is kept when a head was put; the configuration cannot name a sink so.
const BUCKET: &str = "checkpoint in a bucket";
/// What keys begin with, behind the bucket's own prefix.
const KEYS: &str = "checkpoints/";
/// After so many times with no head put, something is wrong.
const LATE_AFTER: i64 = 3;

/// A bucket that heads are put into.
pub struct BucketAnchor {
    /// The bucket.
    pub bucket: Arc<dyn Bucket>,
    /// How often.
    pub every: Span,
    /// For how long each is locked; not at all if none.
    pub locked_for: Option<Span>,
}

/// A head as bytes to be put.
struct Head(Vec<u8>);

impl BlobReader for Head {
    fn length(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(buffer.len());
        let part = self.0.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        buffer.copy_from_slice(part);
        Ok(())
    }
}

impl App {
    /// Puts the head into the bucket if it is time; whether it took it, if it was asked.
    pub(super) async fn put_head(
        &self,
        size: u64,
        checkpoint: &str,
    ) -> Result<Option<Result<(), String>>, AppError> {
        let Some(anchor) = &self.anchoring.settings.bucket else {
            return Ok(None);
        };
        let now = self.clock.now();
        let kept = self.store.sink(BUCKET).await?;
        let last = kept.as_ref().and_then(|state| state.taken);
        if last.is_some_and(|at| now.apart(at) < anchor.every) {
            return Ok(None);
        }
        // In order of time, and never one in place of another.
        let key = format!("{KEYS}{:015}-{size}.txt", now.0);
        let until = anchor.locked_for.map(|span| now.plus(span));
        let (bucket, head) = (Arc::clone(&anchor.bucket), Head(checkpoint.into()));
        let put =
            tokio::task::spawn_blocking(move || bucket.put(&key, &head, until, PutWhere::Free));
        let put = put
            .await
            .map_err(|_| AppError::Bug("putting thread died"))?;
        let outcome = match put {
            Ok(Put::Stored | Put::Occupied) => Ok(()),
            Err(error) => Err(crate::error_chain(&error)),
        };
        match &outcome {
            Ok(()) => {
                let state = SinkState {
                    next: size,
                    taken: Some(now),
                    ..SinkState::new(BUCKET)
                };
                let from = kept.map(|state| state.next);
                self.keep_sink(from, state).await?;
            }
            Err(why) => tracing::warn!(why, "the bucket did not take the ledger's head"),
        }
        Ok(Some(outcome))
    }

    /// Whether the bucket takes heads.
    pub(crate) async fn bucket_health(&self, ctx: &RequestCtx) -> Result<Vec<Health>, AppError> {
        let Some(anchor) = &self.anchoring.settings.bucket else {
            return Ok(Vec::new());
        };
        let kept = self.store.sink(BUCKET).await?;
        let last = kept.and_then(|state| state.taken.map(|at| (at, state.next)));
        let late = Span(anchor.every.0.saturating_mul(LATE_AFTER));
        let health = match last {
            Some((at, size)) if ctx.now.apart(at) <= late => Health {
                check: "checkpoints",
                state: HealthState::Ok,
                found: format!("the bucket has the head of {size} entries, of {at}"),
                mend: String::new(),
            },
            last => Health {
                check: "checkpoints",
                state: HealthState::Fault,
                found: match last {
                    Some((at, _)) => format!("the bucket has taken no head since {at}"),
                    None => "the bucket has taken no head yet".to_owned(),
                },
                mend: "see whether the bucket can be reached and lets its credential put and lock; the log says what it answered"
                    .to_owned(),
            },
        };
        Ok(vec![health])
    }
}
