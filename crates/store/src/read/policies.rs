//! Versions of the organisation's own policies.

use coffer_domain::id::{MemberId, PolicyVersionId};
use coffer_domain::policies::{PolicyVersion, VersionState};
use coffer_domain::ports::StoreError;
use sqlx::sqlite::{SqlitePool, SqliteRow};

use super::all;
use crate::row::Columns;

pub(super) async fn versions(pool: &SqlitePool) -> Result<Vec<PolicyVersion>, StoreError> {
    let statement = sqlx::query(
        "SELECT id, text, why, state, wider, base_id, proposed_by, proposed, decided_by, decided, effective
         FROM policy_versions ORDER BY number DESC",
    );
    all(pool, statement, version).await
}

fn version(row: &SqliteRow) -> Result<PolicyVersion, StoreError> {
    let columns = Columns::of("policy_versions", row);
    Ok(PolicyVersion {
        id: PolicyVersionId(columns.array("id")?),
        text: columns.text("text")?,
        why: columns.text("why")?,
        state: columns.word("state", VersionState::from_word)?,
        wider: columns.flag("wider")?,
        base: columns.array_if_any("base_id")?.map(PolicyVersionId),
        proposed_by: MemberId(columns.array("proposed_by")?),
        proposed: columns.time("proposed")?,
        decided_by: columns.array_if_any("decided_by")?.map(MemberId),
        decided: columns.time_if_any("decided")?,
        effective: columns.time_if_any("effective")?,
    })
}
