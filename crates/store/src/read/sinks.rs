//! [`Sinks`] on SQLite.

use async_trait::async_trait;
use coffer_domain::ports::{Sinks, StoreError};
use coffer_domain::sink::SinkState;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::{all, one};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Sinks for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn sinks(&self) -> Result<Vec<SinkState>, StoreError> {
        let statement = sqlx::query(
            "SELECT name, next, taken, failing_since, failure, stalled, disabled FROM sinks ORDER BY name",
        );
        all(self.readers(), statement, sink).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn sink(&self, name: &str) -> Result<Option<SinkState>, StoreError> {
        let statement = sqlx::query(
            "SELECT name, next, taken, failing_since, failure, stalled, disabled FROM sinks WHERE name = $1",
        )
        .bind(name);
        one(self.readers(), statement, sink).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn keep_sink(&self, from: Option<u64>, state: SinkState) -> Result<(), StoreError> {
        self.writer().keep_sink(from, state).await
    }
}

fn sink(row: &SqliteRow) -> Result<SinkState, StoreError> {
    let columns = Columns::of("sinks", row);
    Ok(SinkState {
        name: columns.text("name")?,
        next: columns.count("next")?,
        taken: columns.time_if_any("taken")?,
        failing_since: columns.time_if_any("failing_since")?,
        failure: columns.text_if_any("failure")?,
        stalled: columns.flag("stalled")?,
        disabled: columns.time_if_any("disabled")?,
    })
}
