//! Saved views.

use coffer_domain::id::ViewId;
use coffer_domain::ports::StoreError;
use coffer_domain::view::SavedView;
use sqlx::SqliteConnection;

use crate::database::affect;

pub(crate) async fn save(
    connection: &mut SqliteConnection,
    it: &SavedView,
) -> Result<(), StoreError> {
    let shows = &it.shows;
    let statement = sqlx::query(
        "INSERT INTO saved_views
            (id, member_id, name, state, mine, department_id, lane, received_hours, words, created)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
         ON CONFLICT (member_id, name) DO UPDATE SET state = $4, mine = $5, department_id = $6, lane = $7,
            received_hours = $8, words = $9",
    )
    .bind(it.id.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.name.as_str())
    .bind(shows.state.map(|state| state.as_str()))
    .bind(i64::from(shows.mine))
    .bind(shows.department.as_ref().map(|id| id.0.as_slice()))
    .bind(shows.lane.map(|lane| lane.as_str()))
    .bind(shows.received_hours.map(i64::from))
    .bind(shows.words.as_ref().map(|words| words.as_str()))
    .bind(it.created.0);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn remove(
    connection: &mut SqliteConnection,
    id: ViewId,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM saved_views WHERE id = $1").bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}
