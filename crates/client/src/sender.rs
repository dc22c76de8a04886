//! Bringing files through a bad line: tus 1.0 with resumption across broken connections, restarts of the server
//! and restarts of this program.
//!
//! The server's word counts: after any failure the sender asks where the server stands and goes on from there.
//! The file is hashed as it is read, what an earlier run sent included; at the end the hash must be the one in the
//! receipt.

mod content;
mod job;
mod upload;

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use coffer_api::ledger::Receipt;
use coffer_api::link::SentFile;

use crate::backoff::Backoff;
use crate::error::CallError;
use crate::limits::{CHUNK_BYTES_DEFAULT, CHUNK_BYTES_MIN, RETRY_FOR_DEFAULT};
use crate::pace::Pace;
use crate::receipt::{self, CheckError};
use crate::sending::LinkClient;
use crate::walk::LocalFile;

use job::{Job, Step};

/// How far one file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Bytes the server holds durably.
    pub durable: u64,
    /// Bytes handed to the line; those beyond `durable` may have to be sent again.
    pub sent: u64,
    /// Bytes of the file.
    pub total: u64,
    pub state: State,
}

/// What the sender is doing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Reading what an earlier run sent, to hash it.
    Checking,
    Sending,
    /// Waiting before the next try.
    Waiting {
        seconds: u64,
        reason: String,
    },
    /// Going on from what the server already holds.
    Resumed {
        offset: u64,
    },
    /// Received, and its hash is the one in the receipt.
    Done,
}

/// A file that arrived.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// `file_…`
    pub id: String,
    pub name: String,
    pub bytes: u64,
    /// BLAKE3 of what was read here; the receipt says the same.
    pub blake3: String,
    pub receipt: Receipt,
    /// Whether an earlier run had already brought it all.
    pub already_there: bool,
}

/// Why a file did not arrive. What the server holds of it stays there and is continued by the next run.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    #[error("`{}` cannot be read", .path.display())]
    Read {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("`{}` became shorter while it was sent", .0.display())]
    Shrunk(PathBuf),
    #[error(transparent)]
    Call(CallError),
    #[error(
        "gave up after {} without progress; what was sent is safe and the same command goes on from there",
        span(*.after)
    )]
    GaveUp {
        after: Duration,
        #[source]
        last: CallError,
    },
    #[error(
        "the server received other bytes than were read here: BLAKE3 here {here}, there {there}; do not rely on this file, send it again"
    )]
    OtherContent { here: String, there: String },
    #[error("the server's receipt does not hold, so do not rely on it")]
    Receipt(#[source] CheckError),
    #[error("the receipt says nothing of the content's hash")]
    NoHash,
}

impl From<CallError> for SendError {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

fn span(duration: Duration) -> String {
    match duration.as_secs() {
        seconds if seconds >= 120 => format!("{} minutes", seconds / 60),
        seconds => format!("{seconds} seconds"),
    }
}

/// Called with every step.
pub(crate) type Report<'r> = &'r mut (dyn FnMut(&Progress) + Send);

/// Sends files through one link, one after another.
pub struct Sender<'c> {
    client: &'c LinkClient,
    chunk_bytes: u64,
    item: Option<u32>,
    retry_for: Duration,
    pace: Arc<Mutex<Pace>>,
    /// What the server has of earlier runs; asked once, and again when in doubt.
    known: Option<Vec<SentFile>>,
    /// Files this run already accounts for.
    claimed: HashSet<String>,
}

impl<'c> Sender<'c> {
    #[must_use]
    pub fn new(client: &'c LinkClient) -> Self {
        Self {
            client,
            chunk_bytes: CHUNK_BYTES_DEFAULT,
            item: None,
            retry_for: RETRY_FOR_DEFAULT,
            pace: Arc::new(Mutex::new(Pace::new(None))),
            known: None,
            claimed: HashSet::new(),
        }
    }

    /// Bytes per request, at least [`CHUNK_BYTES_MIN`].
    #[must_use]
    pub fn chunk_bytes(mut self, bytes: u64) -> Self {
        self.chunk_bytes = bytes.max(CHUNK_BYTES_MIN);
        self
    }

    /// Which of what the link asks for the files answer, counted from 1.
    #[must_use]
    pub fn item(mut self, item: Option<u32>) -> Self {
        self.item = item;
        self
    }

    /// How long to go on trying without a byte becoming durable.
    #[must_use]
    pub fn retry_for(mut self, duration: Duration) -> Self {
        self.retry_for = duration;
        self
    }

    /// Bytes per second at most, over all files.
    #[must_use]
    pub fn limit_rate(mut self, bytes_per_second: Option<u64>) -> Self {
        self.pace = Arc::new(Mutex::new(Pace::new(bytes_per_second)));
        self
    }

    /// Sends one file, or what the server has not yet of it.
    ///
    /// # Errors
    /// The file cannot be read, the server refuses, nothing goes through for too long, or what arrived is not
    /// what was read.
    pub async fn send(
        &mut self,
        file: &LocalFile,
        report: &mut (dyn FnMut(&Progress) + Send),
    ) -> Result<Outcome, SendError> {
        let mut job = Job::open(file, report).await?;
        let mut backoff = Backoff::new(self.retry_for);
        let mut best = 0;
        loop {
            let failure = match self.advance(&mut job).await {
                Ok(Step::Received { receipt }) => return self.finish(job, receipt),
                Ok(Step::More) => None,
                Err(SendError::Call(failure)) if job.survives(&failure) => Some(failure),
                Err(error) => return Err(error),
            };
            // Only bytes count as progress: a server that answers and then fails must not be asked for ever.
            if job.durable > best {
                best = job.durable;
                backoff.progressed();
            }
            let Some(failure) = failure else { continue };
            let wait = backoff.after_failure(Instant::now(), rand::random(), failure.retry_after());
            let Some(wait) = wait else {
                let after = self.retry_for;
                return Err(SendError::GaveUp {
                    after,
                    last: failure,
                });
            };
            self.known = None;
            job.wait(wait, &failure).await;
        }
    }

    fn finish(&mut self, mut job: Job<'_>, receipt: Receipt) -> Result<Outcome, SendError> {
        let checked =
            receipt::check(&receipt::to_text(&receipt), None).map_err(SendError::Receipt)?;
        let there = checked.facts.blake3.ok_or(SendError::NoHash)?;
        let here = job.blake3();
        if here != there {
            return Err(SendError::OtherContent { here, there });
        }
        let outcome = job.done(here, receipt);
        self.claimed.insert(outcome.id.clone());
        Ok(outcome)
    }
}

#[cfg(test)]
mod tests;
