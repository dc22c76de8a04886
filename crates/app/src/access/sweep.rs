//! What ends by itself: grants whose time is over, requests nobody answered.
//!
//! Nothing depends on the sweep being in time: a decision looks at the clock. It is there for the record, for the notices, and
//! so that a clock set back later revives nothing.

use coffer_domain::access_request::RequestState;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::EventKind;
use coffer_domain::grant::{Ended, EndedBy};
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::ports::{AccessFilter, GrantFilter};
use coffer_domain::time::Timestamp;

use super::ask::said_of;
use super::end::ended;
use crate::app::App;
use crate::error::AppError;

impl App {
    /// Ends what is over at `now`; how much that was.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn sweep_access(&self, now: Timestamp) -> Result<usize, AppError> {
        let next = self.store.next_grant_end().await?;
        if next.is_none_or(|next| next > now) {
            return Ok(0);
        }
        let ctx = RequestCtx {
            now,
            ..self.system_ctx()
        };
        Ok(self.end_grants(&ctx).await? + self.lapse_requests(&ctx).await?)
    }

    async fn end_grants(&self, ctx: &RequestCtx) -> Result<usize, AppError> {
        let over = GrantFilter {
            not_ended: true,
            expired_at: Some(ctx.now),
            limit: PAGE_ROWS_MAX,
            ..GrantFilter::default()
        };
        let mut count = 0;
        for grant in self.store.grants(&over).await? {
            let change = Change::EndGrant {
                grant: grant.id,
                ended: Ended {
                    at: ctx.now,
                    how: EndedBy::Expired,
                },
            };
            let event = ended(&grant, EndedBy::Expired);
            count += self
                .commit_unless_settled(Commit::record(self.entry(ctx, event)?).change(change))
                .await?;
        }
        Ok(count)
    }

    async fn lapse_requests(&self, ctx: &RequestCtx) -> Result<usize, AppError> {
        let over = AccessFilter {
            waiting: true,
            lapsed_at: Some(ctx.now),
            limit: PAGE_ROWS_MAX,
            ..AccessFilter::default()
        };
        let mut count = 0;
        for request in self.store.access_requests(&over).await? {
            let change = Change::EndAccessRequest {
                request: request.id,
                state: RequestState::Lapsed,
                refusal: None,
            };
            let event = said_of(EventKind::GrantLapsed, &request);
            let lapsed = self
                .commit_unless_settled(Commit::record(self.entry(ctx, event)?).change(change))
                .await?;
            if lapsed > 0 {
                self.tell_lapsed(&request).await?;
            }
            count += lapsed;
        }
        Ok(count)
    }

    /// Somebody may answer or end the same thing at the same moment; then there is nothing left to do.
    async fn commit_unless_settled(&self, commit: Commit) -> Result<usize, AppError> {
        match self.commit(commit).await {
            Ok(_) => Ok(1),
            Err(AppError::Conflict("access.decided" | "grant.ended")) => Ok(0),
            Err(error) => Err(error),
        }
    }
}
