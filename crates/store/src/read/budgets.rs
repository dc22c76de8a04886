//! [`Spending`] on SQLite.

use async_trait::async_trait;
use coffer_domain::budget::{BudgetOf, BudgetRaise, Handout, Room};
use coffer_domain::id::MemberId;
use coffer_domain::ports::{Spending, StoreError};
use coffer_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::all;
use crate::apply::budgets::{Standing, standing};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Spending for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn room_for(&self, it: &Handout) -> Result<Room, StoreError> {
        Ok(match standing(self.readers(), it).await? {
            Standing::Counted => Room::Fits,
            Standing::New(room) => room,
        })
    }

    #[instrument(level = "debug", skip_all)]
    async fn budget_raises(&self, now: Timestamp) -> Result<Vec<BudgetRaise>, StoreError> {
        let statement = sqlx::query(
            "SELECT subject, factor, member_id, reason, since, ends FROM budget_raises WHERE ends > $1
             ORDER BY ends, subject",
        )
        .bind(now.0);
        all(self.readers(), statement, raise).await
    }
}

fn raise(row: &SqliteRow) -> Result<BudgetRaise, StoreError> {
    let columns = Columns::of("budget_raises", row);
    Ok(BudgetRaise {
        of: columns.word("subject", BudgetOf::parse)?,
        factor: columns.count("factor")?,
        by: columns.array_if_any("member_id")?.map(MemberId),
        reason: columns.text("reason")?,
        since: columns.time("since")?,
        until: columns.time("ends")?,
    })
}
