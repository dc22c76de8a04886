//! [`Retention`] on SQLite.

use async_trait::async_trait;
use coffer_domain::class::Lane;
use coffer_domain::id::{CaseId, DepartmentId, MemberId, RetentionRuleId};
use coffer_domain::ports::{Retention, StoreError};
use coffer_domain::retention::{Bound, DueCase, Kept, ListedCase, RetentionRule};
use coffer_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::all;
use super::cases::lanes;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

/// All rules there were.
pub(crate) const RULES: &str =
    "SELECT id, name, department_id, lane, bound, days, set_by, set_at, ended
    FROM retention_rules ORDER BY set_at, id";

#[async_trait]
impl Retention for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn retention_rules(&self) -> Result<Vec<RetentionRule>, StoreError> {
        all(self.readers(), sqlx::query(RULES), rule).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn erasable_cases(
        &self,
        closed_by: Timestamp,
        after: Option<CaseId>,
        limit: u32,
    ) -> Result<Vec<(CaseId, Kept)>, StoreError> {
        let after = after.map_or([0; 16], |case| case.0);
        let statement = sqlx::query(
            "SELECT c.id, c.department_id, c.lanes, c.closed FROM cases c
             WHERE c.state = 'closed' AND c.erased IS NULL AND c.closed <= $1 AND c.id > $2 AND c.legal_hold = 0 AND c.alert_hold = 0
               AND NOT EXISTS (SELECT 1 FROM customers u WHERE u.id = c.customer_id AND u.legal_hold <> 0)
               AND NOT EXISTS (SELECT 1 FROM files f WHERE f.case_id = c.id AND f.legal_hold <> 0)
             ORDER BY c.id LIMIT $3",
        )
        .bind(closed_by.0)
        .bind(after.as_slice())
        .bind(i64::from(limit));
        all(self.readers(), statement, |row| {
            let id = CaseId(Columns::of("cases", row).array("id")?);
            Ok((id, kept(row)?))
        })
        .await
    }

    #[instrument(level = "debug", skip_all)]
    async fn listed_cases(&self) -> Result<Vec<ListedCase>, StoreError> {
        let statement = sqlx::query(
            "SELECT case_id, rule_id, due, listings, last FROM retention_due ORDER BY due, case_id",
        );
        all(self.readers(), statement, listed).await
    }
}

/// What rules look at, from a case's row.
pub(crate) fn kept(row: &SqliteRow) -> Result<Kept, StoreError> {
    let columns = Columns::of("cases", row);
    Ok(Kept {
        department: DepartmentId(columns.array("department_id")?),
        lanes: columns.parsed("lanes", lanes)?,
        closed: columns.time_if_any("closed")?,
    })
}

/// A rule from its row.
pub(crate) fn rule(row: &SqliteRow) -> Result<RetentionRule, StoreError> {
    let columns = Columns::of("retention_rules", row);
    Ok(RetentionRule {
        id: RetentionRuleId(columns.array("id")?),
        name: columns.name("name")?,
        department: columns.array_if_any("department_id")?.map(DepartmentId),
        lane: columns.word_if_any("lane", Lane::from_word)?,
        bound: columns.word("bound", Bound::from_word)?,
        days: columns.count("days")?,
        set_by: MemberId(columns.array("set_by")?),
        set: columns.time("set_at")?,
        ended: columns.time_if_any("ended")?,
    })
}

/// A case of the list from its row.
pub(crate) fn listed(row: &SqliteRow) -> Result<ListedCase, StoreError> {
    let columns = Columns::of("retention_due", row);
    Ok(ListedCase {
        due: DueCase {
            case: CaseId(columns.array("case_id")?),
            rule: RetentionRuleId(columns.array("rule_id")?),
            due: columns.time("due")?,
        },
        listings: columns.count("listings")?,
        last: columns.time("last")?,
    })
}
