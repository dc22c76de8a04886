//! [`Views`] on SQLite.

use async_trait::async_trait;
use coffer_domain::case::CaseState;
use coffer_domain::class::Lane;
use coffer_domain::id::{DepartmentId, MemberId, ViewId};
use coffer_domain::ports::{StoreError, Views};
use coffer_domain::text::Name;
use coffer_domain::view::{SavedView, Selection};
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::all;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Views for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn views(&self, member: MemberId) -> Result<Vec<SavedView>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, member_id, name, state, mine, department_id, lane, received_hours, words, created
             FROM saved_views WHERE member_id = $1 ORDER BY name",
        )
        .bind(member.0.as_slice());
        all(self.readers(), statement, view).await
    }
}

fn view(row: &SqliteRow) -> Result<SavedView, StoreError> {
    let columns = Columns::of("saved_views", row);
    let words = columns.text_if_any("words")?;
    let words = words.map(|words| Name::parse(&words).map_err(|error| columns.corrupt(error)));
    Ok(SavedView {
        id: ViewId(columns.array("id")?),
        member: MemberId(columns.array("member_id")?),
        name: columns.name("name")?,
        shows: Selection {
            state: columns.word_if_any("state", CaseState::from_word)?,
            mine: columns.flag("mine")?,
            department: columns.array_if_any("department_id")?.map(DepartmentId),
            lane: columns.word_if_any("lane", Lane::from_word)?,
            received_hours: columns.count_if_any("received_hours")?,
            words: words.transpose()?,
        },
        created: columns.time("created")?,
    })
}
