//! [`LedgerRows`] on SQLite.

use async_trait::async_trait;
use coffer_domain::commit::Opening;
use coffer_domain::ports::{LedgerRows, OutboxRow, SequenceStep, StoreError, TileRow, TreeHead};
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::{all, containing, one};
use crate::database::{column, failed};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl LedgerRows for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn unsequenced(&self, limit: u32) -> Result<Vec<OutboxRow>, StoreError> {
        let statement = sqlx::query(
            "SELECT outbox, text FROM ledger_entries WHERE place IS NULL ORDER BY outbox LIMIT $1",
        )
        .bind(i64::from(limit));
        all(self.readers(), statement, outbox_row).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn sequence(&self, step: SequenceStep) -> Result<(), StoreError> {
        self.writer().sequence(step).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn head(&self) -> Result<Option<TreeHead>, StoreError> {
        let statement = sqlx::query("SELECT size, checkpoint FROM ledger_head WHERE one = 1");
        one(self.readers(), statement, head).await
    }

    /// In the order asked for.
    #[instrument(level = "debug", skip_all)]
    async fn tiles(&self, ids: &[(u8, u64)]) -> Result<Vec<TileRow>, StoreError> {
        // One snapshot for all: tiles of different sizes of the tree do not belong together.
        let mut snapshot = self.readers().begin().await.map_err(failed)?;
        let mut tiles = Vec::with_capacity(ids.len());
        for (level, index) in ids {
            let row = sqlx::query(
                "SELECT level, place, width, bytes FROM ledger_tiles WHERE level = $1 AND place = $2",
            )
            .bind(i64::from(*level))
            .bind(column(*index)?)
            .fetch_optional(&mut *snapshot)
            .await
            .map_err(failed)?;
            if let Some(row) = row {
                tiles.push(tile(&row)?);
            }
        }
        snapshot.commit().await.map_err(failed)?;
        Ok(tiles)
    }

    #[instrument(level = "debug", skip_all)]
    async fn index_of(&self, outbox: i64) -> Result<Option<u64>, StoreError> {
        let statement =
            sqlx::query("SELECT place FROM ledger_entries WHERE outbox = $1").bind(outbox);
        let place = one(self.readers(), statement, |row| {
            Columns::of("ledger_entries", row).count_if_any("place")
        });
        Ok(place.await?.flatten())
    }

    #[instrument(level = "debug", skip_all)]
    async fn entries(&self, from: u64, limit: u32) -> Result<Vec<(u64, String)>, StoreError> {
        // A place beyond what a row can hold: asked for, but never given.
        let Ok(from) = i64::try_from(from) else {
            return Ok(Vec::new());
        };
        let statement = sqlx::query(
            "SELECT place, text FROM ledger_entries WHERE place >= $1 ORDER BY place LIMIT $2",
        )
        .bind(from)
        .bind(i64::from(limit));
        all(self.readers(), statement, placed).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn entries_about(
        &self,
        objects: &[String],
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        let mut found = Vec::new();
        for some in objects.chunks(OBJECTS_AT_ONCE) {
            // Only numbers of parameters are put into the text.
            let names: Vec<String> = (3..3 + some.len()).map(|at| format!("${at}")).collect();
            let text = format!(
                "SELECT place, text FROM ledger_entries
                 WHERE place < $1 AND object IN ({}) ORDER BY place DESC LIMIT $2",
                names.join(", ")
            );
            let mut statement = sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(column(below)?)
                .bind(i64::from(limit));
            for object in some {
                statement = statement.bind(object.as_str());
            }
            found.extend(all(self.readers(), statement, placed).await?);
        }
        found.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    #[instrument(level = "debug", skip_all)]
    async fn entries_by(
        &self,
        actor: &str,
        objects: &[String],
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        // Entries are canonical JSON: a quote inside a value is escaped, so nothing but the field reads like this.
        let pattern = containing(&format!("\"actor\":\"{actor}\""));
        let mut found = Vec::new();
        for some in objects.chunks(OBJECTS_AT_ONCE) {
            // Only numbers of parameters are put into the text.
            let names: Vec<String> = (4..4 + some.len()).map(|at| format!("${at}")).collect();
            let text = format!(
                "SELECT place, text FROM ledger_entries
                 WHERE place < $1 AND object IN ({}) AND text LIKE $3 ESCAPE '\\' ORDER BY place DESC LIMIT $2",
                names.join(", ")
            );
            let mut statement = sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(column(below)?)
                .bind(i64::from(limit))
                .bind(pattern.as_str());
            for object in some {
                statement = statement.bind(object.as_str());
            }
            found.extend(all(self.readers(), statement, placed).await?);
        }
        found.sort_by_key(|(place, _)| std::cmp::Reverse(*place));
        found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        Ok(found)
    }

    #[instrument(level = "debug", skip_all)]
    async fn entries_acted(
        &self,
        actor: &str,
        below: u64,
        limit: u32,
    ) -> Result<Vec<(u64, String)>, StoreError> {
        // As above: nothing but the field reads like this.
        let pattern = containing(&format!("\"actor\":\"{actor}\""));
        let statement = sqlx::query(
            "SELECT place, text FROM ledger_entries
             WHERE place < $1 AND text LIKE $2 ESCAPE '\\' ORDER BY place DESC LIMIT $3",
        )
        .bind(column(below)?)
        .bind(pattern)
        .bind(i64::from(limit));
        all(self.readers(), statement, placed).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn first_places(&self, objects: &[String]) -> Result<Vec<(String, u64)>, StoreError> {
        let mut found = Vec::new();
        for some in objects.chunks(OBJECTS_AT_ONCE) {
            // Only numbers of parameters are put into the text.
            let names: Vec<String> = (1..=some.len()).map(|at| format!("${at}")).collect();
            let text = format!(
                "SELECT object, MIN(place) AS place FROM ledger_entries
                 WHERE place IS NOT NULL AND object IN ({}) GROUP BY object ORDER BY object",
                names.join(", ")
            );
            let mut statement = sqlx::query(sqlx::AssertSqlSafe(text));
            for object in some {
                statement = statement.bind(object.as_str());
            }
            found.extend(all(self.readers(), statement, first_place).await?);
        }
        Ok(found)
    }

    #[instrument(level = "debug", skip_all)]
    async fn openings(&self, index: u64) -> Result<Vec<Opening>, StoreError> {
        let Ok(index) = i64::try_from(index) else {
            return Ok(Vec::new());
        };
        let statement = sqlx::query(
            "SELECT o.field, o.salt, o.value
             FROM ledger_openings o JOIN ledger_entries e ON e.outbox = o.outbox
             WHERE e.place = $1 ORDER BY o.position",
        )
        .bind(index);
        all(self.readers(), statement, opening).await
    }
}

/// Objects asked for in one statement; databases bound the number of parameters.
const OBJECTS_AT_ONCE: usize = 500;

fn first_place(row: &SqliteRow) -> Result<(String, u64), StoreError> {
    let columns = Columns::of("ledger_entries", row);
    Ok((columns.text("object")?, columns.count("place")?))
}

fn placed(row: &SqliteRow) -> Result<(u64, String), StoreError> {
    let columns = Columns::of("ledger_entries", row);
    Ok((columns.count("place")?, columns.text("text")?))
}

fn outbox_row(row: &SqliteRow) -> Result<OutboxRow, StoreError> {
    let columns = Columns::of("ledger_entries", row);
    Ok(OutboxRow {
        outbox: columns.signed("outbox")?,
        text: columns.text("text")?,
    })
}

fn head(row: &SqliteRow) -> Result<TreeHead, StoreError> {
    let columns = Columns::of("ledger_head", row);
    Ok(TreeHead {
        size: columns.count("size")?,
        checkpoint: columns.text("checkpoint")?,
    })
}

fn tile(row: &SqliteRow) -> Result<TileRow, StoreError> {
    let columns = Columns::of("ledger_tiles", row);
    Ok(TileRow {
        level: columns.count("level")?,
        index: columns.count("place")?,
        width: columns.count("width")?,
        bytes: columns.bytes("bytes")?,
    })
}

fn opening(row: &SqliteRow) -> Result<Opening, StoreError> {
    let columns = Columns::of("ledger_openings", row);
    Ok(Opening {
        field: columns.text("field")?,
        salt: columns.array("salt")?,
        value: columns.text("value")?,
    })
}
