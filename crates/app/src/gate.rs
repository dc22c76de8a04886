//! Access that ends while somebody reads. Every request is decided anew; what runs for longer (a download, a search) is
//! decided anew whenever something changed that may take access away, and every [`RECHECK_EVERY`] besides, because time
//! and other processes end access too. Nothing is asked per piece.

use coffer_domain::authz::{Act, Action, FileFacts, Resource};
use coffer_domain::commit::Commit;
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::id::ObjectId;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::app::App;
use crate::error::AppError;
use crate::limits::RECHECK_EVERY;

/// Tells those who read that somebody's access may have ended.
pub(crate) struct Gates(watch::Sender<u64>);

impl Default for Gates {
    fn default() -> Self {
        Self(watch::Sender::new(0))
    }
}

impl Gates {
    /// Changes whenever somebody's access may have ended.
    pub(crate) fn changes(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }

    /// To be called after each commit, whether or not it is known to have worked.
    pub(crate) fn after(&self, narrows: bool) {
        if narrows {
            self.0
                .send_modify(|generation| *generation = generation.wrapping_add(1));
        }
    }
}

/// What one reader watches. Made before the facts of the first decision are read, so that no change slips in between.
#[derive(Clone)]
pub(crate) struct Gate {
    changes: watch::Receiver<u64>,
    looked: Instant,
}

impl Gate {
    /// Whether something changed that may have ended access.
    pub(crate) fn has_stirred(&self) -> bool {
        self.changes.has_changed().unwrap_or(true)
    }

    /// Returns when it is time to decide anew: at once if something changed, or if that was long ago.
    pub(crate) async fn stirs(&mut self) {
        // The sender lives as long as the application; without it, time is what is left.
        let changed = async {
            if self.changes.changed().await.is_err() {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            biased;
            () = changed => {}
            () = tokio::time::sleep_until(self.looked + RECHECK_EVERY) => {}
        }
        self.looked = Instant::now();
    }
}

/// Whether this commit may take somebody's access away.
pub(crate) fn narrows(commit: &Commit) -> bool {
    commit
        .changes()
        .iter()
        .any(|change| change.may_end_access())
}

impl App {
    /// A gate that notices every change from now on.
    pub(crate) fn gate(&self) -> Gate {
        Gate {
            changes: self.gates.changes(),
            looked: Instant::now(),
        }
    }

    /// Asks the policies again, with what is true of member, case and the version that is read by now; a newer version
    /// that is not checked yet ends nobody's read of this one. A refusal is recorded.
    pub(crate) async fn decide_anew<A: Act>(
        &self,
        ctx: &RequestCtx,
        version: ObjectId,
    ) -> Result<(), AppError> {
        self.still_signed_in(ctx).await?;
        let principal = match &ctx.principal {
            Principal::Member(member) => Principal::Member(
                self.store
                    .member(member.id)
                    .await?
                    .ok_or(AppError::NotFound("member"))?,
            ),
            other => other.clone(),
        };
        let file = self.store.file_of_object(version).await?;
        let file = file.ok_or(AppError::NotFound("file"))?;
        let case = self
            .store
            .case(file.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        let now = self.clock.now();
        let ctx = RequestCtx {
            principal,
            now,
            // A sign-in that was fresh when the read began does not go stale by reading.
            authenticated: ctx.authenticated.map(|at| at.plus(now.since(ctx.now))),
            ..ctx.clone()
        };
        let mut facts = FileFacts::new(&file, &case);
        if let Principal::Link(link) = &ctx.principal {
            self.check_not_frozen(&link.id.to_string(), now).await?;
        }
        if A::ACTION == Action::FileReceive {
            facts.receivers = self.receivers(version, now).await?;
        }
        self.allow::<A>(&ctx, Resource::File(facts)).await?;
        Ok(())
    }

    /// Who signed somebody out, or ended a stolen session, ends what it reads too. That nobody touched it for a while does
    /// not: a long download is not idleness.
    async fn still_signed_in(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        let there = match (ctx.session, ctx.token) {
            (Some(session), _) => self.store.session_by_id(session).await?.is_some(),
            (None, Some(token)) => self.store.api_token_by_id(token).await?.is_some(),
            (None, None) => true,
        };
        there.then_some(()).ok_or(AppError::SignedOut)
    }

    /// Does `work`, and gives its result only if `A` on this version was permitted until the end.
    pub(crate) async fn while_allowed<A: Act, T>(
        &self,
        ctx: &RequestCtx,
        version: ObjectId,
        mut gate: Gate,
        work: impl Future<Output = Result<T, AppError>>,
    ) -> Result<T, AppError> {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                () = gate.stirs() => self.decide_anew::<A>(ctx, version).await?,
                done = &mut work => return done,
            }
        }
    }
}
