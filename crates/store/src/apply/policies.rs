//! Versions of the organisation's own policies.

use coffer_domain::id::{MemberId, PolicyVersionId};
use coffer_domain::policies::{PolicyVersion, VersionState};
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, failed};

pub(crate) async fn create(
    connection: &mut SqliteConnection,
    it: &PolicyVersion,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO policy_versions
            (id, text, why, state, wider, base_id, proposed_by, proposed, decided_by, decided, effective)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.text.as_str())
    .bind(it.why.as_str())
    .bind(it.state.as_str())
    .bind(i64::from(it.wider))
    .bind(it.base.as_ref().map(|id| id.0.as_slice()))
    .bind(it.proposed_by.0.as_slice())
    .bind(it.proposed.0)
    .bind(it.decided_by.as_ref().map(|id| id.0.as_slice()))
    .bind(it.decided.map(|time| time.0))
    .bind(it.effective.map(|time| time.0));
    affect(connection, statement).await.map(drop)
}

/// What waits for a person may be approved or refused, what waits for its time refused only.
pub(crate) async fn decide(
    connection: &mut SqliteConnection,
    version: PolicyVersionId,
    state: VersionState,
    by: MemberId,
    at: Timestamp,
    effective: Option<Timestamp>,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE policy_versions SET state = $2, decided_by = $3, decided = $4, effective = $5
         WHERE id = $1 AND (state = 'proposed' OR (state = 'approved' AND $2 = 'refused'))",
    )
    .bind(version.0.as_slice())
    .bind(state.as_str())
    .bind(by.0.as_slice())
    .bind(at.0)
    .bind(effective.map(|time| time.0));
    affect_or(connection, statement, conflict::POLICY_DECIDED).await
}

pub(crate) async fn activate(
    connection: &mut SqliteConnection,
    version: PolicyVersionId,
    at: Timestamp,
) -> Result<(), StoreError> {
    let row = sqlx::query(
        "SELECT 1 FROM policy_versions v
         WHERE v.id = $1 AND v.base_id IS (SELECT a.id FROM policy_versions a WHERE a.state = 'active')",
    )
    .bind(version.0.as_slice())
    .fetch_optional(&mut *connection)
    .await
    .map_err(failed)?;
    if row.is_none() {
        return Err(StoreError::Conflict(conflict::POLICY_BASE));
    }
    let before =
        sqlx::query("UPDATE policy_versions SET state = 'replaced' WHERE state = 'active'");
    affect(connection, before).await?;
    let statement = sqlx::query(
        "UPDATE policy_versions SET state = 'active', effective = $2
         WHERE id = $1 AND state = 'approved'",
    )
    .bind(version.0.as_slice())
    .bind(at.0);
    affect_or(connection, statement, conflict::POLICY_DECIDED).await
}
