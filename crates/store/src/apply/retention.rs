//! Rules on how long cases are kept, the list of what is due, and what stands against erasing.

use coffer_domain::id::{CaseId, RetentionRuleId};
use coffer_domain::ports::StoreError;
use coffer_domain::retention::{Bound, DueCase, RetentionRule, minimum};
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::read::retention::{RULES, kept, listed, rule};

pub(crate) async fn put_rule(
    connection: &mut SqliteConnection,
    it: &RetentionRule,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO retention_rules (id, name, department_id, lane, bound, days, set_by, set_at, ended)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.name.as_str())
    .bind(it.department.as_ref().map(|id| id.0.as_slice()))
    .bind(it.lane.map(|lane| lane.as_str()))
    .bind(it.bound.as_str())
    .bind(i64::from(it.days))
    .bind(it.set_by.0.as_slice())
    .bind(it.set.0)
    .bind(it.ended.map(|at| at.0));
    affect(connection, statement).await.map(drop)
}

/// What a maximum had listed is not due by it any more.
pub(crate) async fn end_rule(
    connection: &mut SqliteConnection,
    id: RetentionRuleId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE retention_rules SET ended = $2 WHERE id = $1 AND ended IS NULL")
            .bind(id.0.as_slice())
            .bind(at.0);
    affect_or(connection, statement, conflict::RULE_GONE).await?;
    let due = sqlx::query("DELETE FROM retention_due WHERE rule_id = $1").bind(id.0.as_slice());
    affect(connection, due).await.map(drop)
}

/// Takes the place of the list before. A case that the same rule had listed for the same time was listed once more; one listed at a
/// later time than this was listed by a clock that ran ahead, and begins anew.
pub(crate) async fn list_due(
    connection: &mut SqliteConnection,
    at: Timestamp,
    due: &[DueCase],
) -> Result<(), StoreError> {
    for it in due {
        let statement = sqlx::query(
            "INSERT INTO retention_due (case_id, rule_id, due, listings, last)
             VALUES ($1, $2, $3, 1, $4)
             ON CONFLICT (case_id) DO UPDATE SET
                listings = CASE WHEN rule_id = excluded.rule_id AND due = excluded.due AND last < excluded.last THEN listings + 1 ELSE 1 END,
                rule_id = excluded.rule_id, due = excluded.due, last = excluded.last",
        )
        .bind(it.case.0.as_slice())
        .bind(it.rule.0.as_slice())
        .bind(it.due.0)
        .bind(at.0);
        affect(connection, statement).await?;
    }
    let others = sqlx::query("DELETE FROM retention_due WHERE last <> $1").bind(at.0);
    affect(connection, others).await.map(drop)
}

/// Fails if a minimum stands against erasing anything of the case.
pub(crate) async fn require_over(
    connection: &mut SqliteConnection,
    case: CaseId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let rules = sqlx::query(RULES)
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    if rules.is_empty() {
        return Ok(());
    }
    let rules = rules.iter().map(rule).collect::<Result<Vec<_>, _>>()?;
    let row = sqlx::query("SELECT department_id, lanes, closed FROM cases WHERE id = $1")
        .bind(case.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::CASE_GONE))?;
    match minimum(&rules, &kept(&row)?, at) {
        None => Ok(()),
        Some(_) => Err(StoreError::Conflict(conflict::CASE_KEPT)),
    }
}

/// Fails unless the case is closed and was listed long enough by this rule, a maximum that counts.
pub(crate) async fn require_ripe(
    connection: &mut SqliteConnection,
    case: CaseId,
    by: RetentionRuleId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT d.case_id, d.rule_id, d.due, d.listings, d.last
         FROM retention_due d
         JOIN cases c ON c.id = d.case_id
         JOIN retention_rules r ON r.id = d.rule_id
         WHERE d.case_id = $1 AND d.rule_id = $2 AND c.state = 'closed' AND r.bound = $3 AND r.ended IS NULL",
    )
    .bind(case.0.as_slice())
    .bind(by.0.as_slice())
    .bind(Bound::AtMost.as_str())
    .fetch_optional(connection)
    .await
    .map_err(failed)?;
    let ripe = row.map(|row| listed(&row)).transpose()?;
    match ripe {
        Some(it) if it.is_ripe(at) => Ok(()),
        _ => Err(StoreError::Conflict(conflict::CASE_NOT_DUE)),
    }
}
