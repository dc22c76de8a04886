//! Group commit: one task, one writing connection, one disk write for all acts that wait.

use coffer_domain::alert::WatchState;
use coffer_domain::commit::{Commit, Committed};
use coffer_domain::id::{JobId, SessionId};
use coffer_domain::job::Job;
use coffer_domain::ports::{SequenceStep, StoreError, Witnessed};
use coffer_domain::sink::SinkState;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;
use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::{mpsc, oneshot};

use crate::apply;
use crate::database::failed;
use crate::limits::{BATCH_ACTS_MAX, QUEUE_ACTS_MAX};
use crate::sqlite::reconnect;

/// One thing to write, in one savepoint.
enum Act {
    Commit(Commit),
    TouchSession(SessionId, Timestamp),
    Sequence(SequenceStep),
    ClaimJob {
        now: Timestamp,
        leased_until: Timestamp,
    },
    RenewJob {
        id: JobId,
        attempt: u32,
        leased_until: Timestamp,
        percent: u8,
    },
    EndLeases,
    ForgetExpired(Timestamp),
    KeepWatchState(WatchState),
    KeepSink {
        from: Option<u64>,
        state: SinkState,
    },
    KeepWitnessed(Witnessed),
}

/// What an act answers.
enum Answer {
    Committed(Committed),
    Done,
    Job(Option<Job>),
    Renewed(bool),
    Forgotten(u64),
}

/// An act and who waits for it.
struct Waiting {
    act: Act,
    reply: oneshot::Sender<Result<Answer, StoreError>>,
}

/// The writing side of the store. Once an act is handed over it is applied as a whole or not at all,
/// whether or not its caller still waits.
pub(crate) struct Writer {
    queue: mpsc::Sender<Waiting>,
}

/// Our own faults at this boundary.
#[derive(Debug, thiserror::Error)]
enum WriterError {
    #[error("the writing task is gone")]
    Gone,
    #[error("the writing task answered another question")]
    WrongAnswer,
    #[error("the writing connection broke; nothing was changed")]
    ConnectionLost,
    #[error("the disk write failed for the whole batch: {0}")]
    Batch(String),
}

fn backend(error: WriterError) -> StoreError {
    StoreError::Backend(Box::new(error))
}

impl Writer {
    /// Starts the task; `options` are for connecting again should the connection break.
    pub(crate) fn start(connection: SqliteConnection, options: SqliteConnectOptions) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_ACTS_MAX);
        tokio::spawn(write_all(waiting, connection, options));
        Self { queue }
    }

    pub(crate) async fn commit(&self, commit: Commit) -> Result<Committed, StoreError> {
        match self.ask(Act::Commit(commit)).await? {
            Answer::Committed(committed) => Ok(committed),
            _ => Err(backend(WriterError::WrongAnswer)),
        }
    }

    pub(crate) async fn touch_session(
        &self,
        id: SessionId,
        seen: Timestamp,
    ) -> Result<(), StoreError> {
        self.ask(Act::TouchSession(id, seen)).await.map(drop)
    }

    pub(crate) async fn sequence(&self, step: SequenceStep) -> Result<(), StoreError> {
        self.ask(Act::Sequence(step)).await.map(drop)
    }

    pub(crate) async fn claim_job(
        &self,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Option<Job>, StoreError> {
        match self.ask(Act::ClaimJob { now, leased_until }).await? {
            Answer::Job(job) => Ok(job),
            _ => Err(backend(WriterError::WrongAnswer)),
        }
    }

    pub(crate) async fn renew_job(
        &self,
        id: JobId,
        attempt: u32,
        leased_until: Timestamp,
        percent: u8,
    ) -> Result<bool, StoreError> {
        let act = Act::RenewJob {
            id,
            attempt,
            leased_until,
            percent,
        };
        match self.ask(act).await? {
            Answer::Renewed(renewed) => Ok(renewed),
            _ => Err(backend(WriterError::WrongAnswer)),
        }
    }

    pub(crate) async fn end_leases(&self) -> Result<(), StoreError> {
        self.ask(Act::EndLeases).await.map(drop)
    }

    pub(crate) async fn forget_expired(&self, at: Timestamp) -> Result<u64, StoreError> {
        match self.ask(Act::ForgetExpired(at)).await? {
            Answer::Forgotten(rows) => Ok(rows),
            _ => Err(backend(WriterError::WrongAnswer)),
        }
    }

    pub(crate) async fn keep_watch_state(&self, state: WatchState) -> Result<(), StoreError> {
        self.ask(Act::KeepWatchState(state)).await.map(drop)
    }

    pub(crate) async fn keep_sink(
        &self,
        from: Option<u64>,
        state: SinkState,
    ) -> Result<(), StoreError> {
        self.ask(Act::KeepSink { from, state }).await.map(drop)
    }

    pub(crate) async fn keep_witnessed(&self, it: Witnessed) -> Result<(), StoreError> {
        self.ask(Act::KeepWitnessed(it)).await.map(drop)
    }

    async fn ask(&self, act: Act) -> Result<Answer, StoreError> {
        let (reply, answer) = oneshot::channel();
        self.queue
            .send(Waiting { act, reply })
            .await
            .map_err(|_| backend(WriterError::Gone))?;
        answer.await.map_err(|_| backend(WriterError::Gone))?
    }
}

/// The task: batch after batch until every [`Writer`] is gone.
async fn write_all(
    mut queue: mpsc::Receiver<Waiting>,
    connection: SqliteConnection,
    options: SqliteConnectOptions,
) {
    let mut connection = Some(connection);
    let mut batch = Vec::with_capacity(BATCH_ACTS_MAX);
    while queue.recv_many(&mut batch, BATCH_ACTS_MAX).await > 0 {
        let acts = std::mem::replace(&mut batch, Vec::with_capacity(BATCH_ACTS_MAX));
        let mut writing = match connection.take() {
            Some(open) => open,
            None => match reconnect(&options).await {
                Ok(open) => open,
                Err(error) => {
                    fail_all(acts, &error);
                    continue;
                }
            },
        };
        if write_batch(&mut writing, acts).await == Health::Sound {
            connection = Some(writing);
        }
    }
}

/// Whether the connection can be used further.
#[derive(PartialEq, Eq)]
enum Health {
    Sound,
    Unknown,
}

/// Writes acts with one disk write. If one of them breaks the transaction for all (a full disk, an
/// I/O error), each is tried again by itself, so that each succeeds or fails by itself.
async fn write_batch(connection: &mut SqliteConnection, acts: Vec<Waiting>) -> Health {
    let alone = acts.len() == 1;
    match try_batch(connection, &acts).await {
        Ok(answers) => {
            for (waiting, answer) in acts.into_iter().zip(answers) {
                // A caller that left does not need the answer; the act stands.
                let _ = waiting.reply.send(answer);
            }
            Health::Sound
        }
        Err(Broken::Applying(error)) => {
            let health = roll_back(connection).await;
            if alone || health == Health::Unknown {
                fail_all(acts, &error);
                return health;
            }
            write_each(connection, acts).await
        }
        Err(Broken::Committing(error)) => {
            tracing::error!(error = %error, acts = acts.len(), "a disk write of the store failed");
            fail_all(acts, &error);
            // The page cache may differ from the disk after a failed sync: start from the disk again.
            let _ = roll_back(connection).await;
            Health::Unknown
        }
    }
}

async fn write_each(connection: &mut SqliteConnection, acts: Vec<Waiting>) -> Health {
    let mut health = Health::Sound;
    for waiting in acts {
        if health == Health::Unknown {
            fail_all(vec![waiting], &backend(WriterError::ConnectionLost));
            continue;
        }
        health = Box::pin(write_batch(connection, vec![waiting])).await;
    }
    health
}

/// Where a batch broke.
enum Broken {
    /// Before the commit; nothing was applied.
    Applying(StoreError),
    /// At the commit.
    Committing(StoreError),
}

type Answers = Vec<Result<Answer, StoreError>>;

/// Statements go to SQLite's thread one by one, so those that belong together travel together.
async fn try_batch(connection: &mut SqliteConnection, acts: &[Waiting]) -> Result<Answers, Broken> {
    run(connection, "BEGIN IMMEDIATE; SAVEPOINT act")
        .await
        .map_err(Broken::Applying)?;
    let mut answers = Vec::with_capacity(acts.len());
    for waiting in acts {
        let answer = match apply_act(connection, &waiting.act).await {
            Ok(answer) => {
                run(connection, "RELEASE act; SAVEPOINT act")
                    .await
                    .map_err(Broken::Applying)?;
                Ok(answer)
            }
            // The savepoint stays open for the next act. Where this fails, SQLite has ended the
            // whole transaction (a full disk, an I/O error).
            Err(error) => match run(connection, "ROLLBACK TO act").await {
                Ok(()) => Err(error),
                Err(_) => return Err(Broken::Applying(error)),
            },
        };
        answers.push(answer);
    }
    run(connection, "COMMIT")
        .await
        .map_err(Broken::Committing)?;
    Ok(answers)
}

async fn apply_act(connection: &mut SqliteConnection, act: &Act) -> Result<Answer, StoreError> {
    match act {
        Act::Commit(commit) => apply::commit(connection, commit)
            .await
            .map(Answer::Committed),
        Act::TouchSession(id, seen) => {
            apply::sessions::touch(connection, *id, *seen).await?;
            Ok(Answer::Done)
        }
        Act::Sequence(step) => {
            apply::ledger::sequence(connection, step).await?;
            Ok(Answer::Done)
        }
        Act::ClaimJob { now, leased_until } => apply::jobs::claim(connection, *now, *leased_until)
            .await
            .map(Answer::Job),
        Act::RenewJob {
            id,
            attempt,
            leased_until,
            percent,
        } => apply::jobs::renew(connection, *id, *attempt, *leased_until, *percent)
            .await
            .map(Answer::Renewed),
        Act::ForgetExpired(at) => apply::expired::forget(connection, *at)
            .await
            .map(Answer::Forgotten),
        Act::KeepWatchState(state) => {
            apply::alerts::keep_watch_state(connection, state).await?;
            Ok(Answer::Done)
        }
        Act::KeepSink { from, state } => {
            apply::sinks::keep(connection, *from, state).await?;
            Ok(Answer::Done)
        }
        Act::KeepWitnessed(it) => {
            apply::ledger::keep_witnessed(connection, it).await?;
            Ok(Answer::Done)
        }
        Act::EndLeases => {
            apply::jobs::end_leases(connection).await?;
            Ok(Answer::Done)
        }
    }
}

/// Ends the transaction without a trace. SQLite may have done so itself, which is as good.
async fn roll_back(connection: &mut SqliteConnection) -> Health {
    let _ = run(connection, "ROLLBACK").await;
    // Only outside a transaction can one begin.
    match run(connection, "BEGIN").await {
        Ok(()) => match run(connection, "ROLLBACK").await {
            Ok(()) => Health::Sound,
            Err(_) => Health::Unknown,
        },
        Err(_) => Health::Unknown,
    }
}

/// Gives every caller the failure of all. Errors cannot be copied, so the cause becomes text.
fn fail_all(acts: Vec<Waiting>, error: &StoreError) {
    for waiting in acts {
        let answer = match error {
            StoreError::Full => StoreError::Full,
            StoreError::Backend(cause) => backend(WriterError::Batch(cause.to_string())),
            other => backend(WriterError::Batch(other.to_string())),
        };
        let _ = waiting.reply.send(Err(answer));
    }
}

async fn run(connection: &mut SqliteConnection, sql: &'static str) -> Result<(), StoreError> {
    sqlx::query(sql).execute(connection).await.map_err(failed)?;
    Ok(())
}
