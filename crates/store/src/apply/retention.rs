//! Rules on how long cases are kept, the list of what is due, and what stands against erasing.

use coffer_domain::class::Lane;
use coffer_domain::id::{CaseId, RetentionRuleId};
use coffer_domain::ports::StoreError;
use coffer_domain::retention::{
    DueCase, Kept, RetentionRule, maximum, minimum, minimum_by_lost_lane,
};
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

/// Takes a case off the list: something happened to it that the listings did not know of, so they begin anew.
pub(crate) async fn unlist(
    connection: &mut SqliteConnection,
    case: CaseId,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("DELETE FROM retention_due WHERE case_id = $1").bind(case.0.as_slice());
    affect(connection, statement).await.map(drop)
}

async fn all_rules(connection: &mut SqliteConnection) -> Result<Vec<RetentionRule>, StoreError> {
    let rows = sqlx::query(RULES)
        .fetch_all(connection)
        .await
        .map_err(failed)?;
    rows.iter().map(rule).collect()
}

async fn kept_of(connection: &mut SqliteConnection, case: CaseId) -> Result<Kept, StoreError> {
    let row = sqlx::query("SELECT department_id, lanes, closed FROM cases WHERE id = $1")
        .bind(case.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::CASE_GONE))?;
    kept(&row)
}

/// Fails if a minimum stands against erasing anything of the case.
pub(crate) async fn require_over(
    connection: &mut SqliteConnection,
    case: CaseId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let rules = all_rules(connection).await?;
    if rules.is_empty() {
        return Ok(());
    }
    match minimum(&rules, &kept_of(connection, case).await?, at) {
        None => Ok(()),
        Some(_) => Err(StoreError::Conflict(conflict::CASE_KEPT)),
    }
}

/// Fails if a minimum keeps the case by a lane that is to be taken away. Open cases too: their days have not begun.
pub(crate) async fn require_not_kept_by_lane(
    connection: &mut SqliteConnection,
    case: CaseId,
    to: &[Lane],
    at: Timestamp,
) -> Result<(), StoreError> {
    let rules = all_rules(connection).await?;
    match minimum_by_lost_lane(&rules, &kept_of(connection, case).await?, to, at) {
        None => Ok(()),
        Some(_) => Err(StoreError::Conflict(conflict::CASE_KEPT)),
    }
}

/// Fails unless the case was listed long enough by this rule, and what the rules come to for it now is still what was listed: it may have
/// been opened and closed again, or got other lanes, since.
pub(crate) async fn require_ripe(
    connection: &mut SqliteConnection,
    case: CaseId,
    by: RetentionRuleId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT case_id, rule_id, due, listings, last FROM retention_due WHERE case_id = $1 AND rule_id = $2",
    )
    .bind(case.0.as_slice())
    .bind(by.0.as_slice())
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?
    .ok_or(StoreError::Conflict(conflict::CASE_NOT_DUE))?;
    let listed = listed(&row)?;
    let rules = all_rules(connection).await?;
    let now = maximum(&rules, &kept_of(connection, case).await?, at);
    if listed.is_ripe(at) && now == Some((listed.due.rule, listed.due.due)) {
        Ok(())
    } else {
        Err(StoreError::Conflict(conflict::CASE_NOT_DUE))
    }
}
