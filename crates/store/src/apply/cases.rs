//! Cases and who works them.

use coffer_domain::case::{Case, CaseState};
use coffer_domain::class::Lane;
use coffer_domain::id::{CaseId, MemberId};
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::retention::{require_not_kept_by_lane, unlist};
use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::read::cases::lanes;
use crate::row::Columns;

/// Fails unless the case is open. There is one writer, so the answer holds until the savepoint ends;
/// PostgreSQL would lock the row.
pub(crate) async fn require_open(
    connection: &mut SqliteConnection,
    case: CaseId,
) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT state FROM cases WHERE id = $1")
        .bind(case.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::CASE_GONE))?;
    match Columns::of("cases", &row).word("state", CaseState::from_word)? {
        CaseState::Open => Ok(()),
        CaseState::Closed => Err(StoreError::Conflict(conflict::CASE_CLOSED)),
    }
}

/// Fails if nothing but a tombstone is left of the case.
pub(crate) async fn require_not_erased(
    connection: &mut SqliteConnection,
    case: CaseId,
) -> Result<(), StoreError> {
    let row = sqlx::query("SELECT erased FROM cases WHERE id = $1")
        .bind(case.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::CASE_GONE))?;
    match Columns::of("cases", &row).time_if_any("erased")? {
        None => Ok(()),
        Some(_) => Err(StoreError::Conflict(conflict::CASE_ERASED)),
    }
}

pub(crate) async fn create(connection: &mut SqliteConnection, it: &Case) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO cases
            (id, reference, subject, customer_id, department_id, state, public_key, created, closed,
             lanes, legal_hold)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         ON CONFLICT (reference) DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.reference.as_str())
    .bind(it.subject.as_str())
    .bind(it.customer.0.as_slice())
    .bind(it.department.0.as_slice())
    .bind(it.state.as_str())
    .bind(it.public_key.as_slice())
    .bind(it.created.0)
    .bind(it.closed.map(|time| time.0))
    .bind(words(&it.lanes))
    .bind(i64::from(it.legal_hold));
    affect_or(connection, statement, conflict::CASE_REFERENCE_TAKEN).await?;
    for member in &it.members {
        insert_member(connection, it.id, *member).await?;
    }
    Ok(())
}

async fn lanes_of(
    connection: &mut SqliteConnection,
    case: CaseId,
) -> Result<Vec<Lane>, StoreError> {
    let row = sqlx::query("SELECT lanes FROM cases WHERE id = $1")
        .bind(case.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?
        .ok_or(StoreError::Conflict(conflict::CASE_GONE))?;
    Columns::of("cases", &row).parsed("lanes", lanes)
}

fn words(lanes: &[Lane]) -> String {
    let words: Vec<&str> = lanes.iter().map(|lane| lane.as_str()).collect();
    words.join(",")
}

pub(crate) async fn set_lanes(
    connection: &mut SqliteConnection,
    case: CaseId,
    to: &[Lane],
    at: Timestamp,
) -> Result<(), StoreError> {
    if lanes_of(connection, case).await? == to {
        return Ok(());
    }
    require_not_kept_by_lane(connection, case, to, at).await?;
    let statement = sqlx::query("UPDATE cases SET lanes = $2 WHERE id = $1")
        .bind(case.0.as_slice())
        .bind(words(to));
    affect_or(connection, statement, conflict::CASE_GONE).await?;
    unlist(connection, case).await
}

pub(crate) async fn add_member(
    connection: &mut SqliteConnection,
    case: CaseId,
    member: MemberId,
) -> Result<(), StoreError> {
    require_open(connection, case).await?;
    insert_member(connection, case, member).await
}

pub(crate) async fn remove_member(
    connection: &mut SqliteConnection,
    case: CaseId,
    member: MemberId,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM case_members WHERE case_id = $1 AND member_id = $2")
        .bind(case.0.as_slice())
        .bind(member.0.as_slice());
    affect_or(connection, statement, conflict::CASE_NOT_MEMBER).await
}

async fn insert_member(
    connection: &mut SqliteConnection,
    case: CaseId,
    member: MemberId,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO case_members (case_id, member_id) VALUES ($1, $2)
         ON CONFLICT (case_id, member_id) DO NOTHING",
    )
    .bind(case.0.as_slice())
    .bind(member.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn close(
    connection: &mut SqliteConnection,
    case: CaseId,
    at: Timestamp,
) -> Result<(), StoreError> {
    require_open(connection, case).await?;
    end_work(connection, case, at).await
}

/// Closes a case unless it is; links, access and work on it end.
pub(crate) async fn end_work(
    connection: &mut SqliteConnection,
    case: CaseId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let state =
        sqlx::query("UPDATE cases SET state = $2, closed = COALESCE(closed, $3) WHERE id = $1")
            .bind(case.0.as_slice())
            .bind(CaseState::Closed.as_str())
            .bind(at.0);
    affect(connection, state).await?;
    let requests =
        sqlx::query("UPDATE requests SET withdrawn = $2 WHERE case_id = $1 AND withdrawn IS NULL")
            .bind(case.0.as_slice())
            .bind(at.0);
    affect(connection, requests).await?;
    super::grants::end_of_case(connection, case, at).await?;
    let members =
        sqlx::query("DELETE FROM case_members WHERE case_id = $1").bind(case.0.as_slice());
    affect(connection, members).await.map(drop)
}

/// Members and grants ended when it was closed; nothing brings them back. Nor do the rules' days go on: they begin with the next close.
pub(crate) async fn reopen(
    connection: &mut SqliteConnection,
    case: CaseId,
) -> Result<(), StoreError> {
    require_not_erased(connection, case).await?;
    let statement =
        sqlx::query("UPDATE cases SET state = $2, closed = NULL WHERE id = $1 AND state = $3")
            .bind(case.0.as_slice())
            .bind(CaseState::Open.as_str())
            .bind(CaseState::Closed.as_str());
    affect_or(connection, statement, conflict::CASE_OPEN).await?;
    unlist(connection, case).await
}

pub(crate) async fn set_lockbox(
    connection: &mut SqliteConnection,
    case: CaseId,
    on: bool,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE cases SET lockbox = $2 WHERE id = $1")
        .bind(case.0.as_slice())
        .bind(i64::from(on));
    affect_or(connection, statement, conflict::CASE_GONE).await
}
