//! Ledger entries, their openings, and the steps of the sequencer.

use coffer_domain::commit::{Doer, LedgerEntry};
use coffer_domain::people::MemberState;
use coffer_domain::ports::{SequenceStep, StoreError, TileRow, Witnessed};
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, column, failed};
use crate::limits::WITNESSED_KEPT;
use crate::row::Columns;

/// Refuses an act whose doer may not act any more, or not as the one they were.
pub(crate) async fn check_doer(
    connection: &mut SqliteConnection,
    doer: Option<&Doer>,
) -> Result<(), StoreError> {
    let statement = match doer {
        None => return Ok(()),
        Some(Doer::Member {
            id,
            department,
            roles,
        }) => {
            let words: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
            sqlx::query(
                "SELECT 1 FROM members
                 WHERE id = $1 AND state IN ($2, $3) AND department_id = $4 AND roles = $5",
            )
            .bind(id.0.as_slice())
            .bind(MemberState::Active.as_str())
            .bind(MemberState::Invited.as_str())
            .bind(department.0.as_slice())
            .bind(words.join(","))
        }
        Some(Doer::Service(id)) => {
            sqlx::query("SELECT 1 FROM service_accounts WHERE id = $1 AND ended IS NULL")
                .bind(id.0.as_slice())
        }
    };
    match statement.fetch_optional(connection).await.map_err(failed)? {
        Some(_) => Ok(()),
        None => Err(StoreError::Conflict(conflict::DOER_CHANGED)),
    }
}

/// Writes an entry without a place; its outbox number.
pub(crate) async fn record(
    connection: &mut SqliteConnection,
    entry: &LedgerEntry,
) -> Result<i64, StoreError> {
    let row =
        sqlx::query("INSERT INTO ledger_entries (text, object) VALUES ($1, $2) RETURNING outbox")
            .bind(entry.text.as_str())
            .bind(entry.object.as_deref())
            .fetch_one(&mut *connection)
            .await
            .map_err(failed)?;
    let outbox = Columns::of("ledger_entries", &row).signed("outbox")?;
    for (position, opening) in (0_i64..).zip(&entry.openings) {
        let statement = sqlx::query(
            "INSERT INTO ledger_openings (outbox, position, field, salt, value)
             VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(outbox)
        .bind(position)
        .bind(opening.field.as_str())
        .bind(opening.salt.as_slice())
        .bind(opening.value.as_str());
        affect(connection, statement).await?;
    }
    Ok(outbox)
}

pub(crate) async fn sequence(
    connection: &mut SqliteConnection,
    step: &SequenceStep,
) -> Result<(), StoreError> {
    let from = column(step.from_size)?;
    let grown = u64::try_from(step.outbox.len()).unwrap_or(u64::MAX);
    let size = head_size(connection).await?;
    if size != from || step.from_size.checked_add(grown) != Some(step.head.size) {
        return Err(StoreError::Conflict(conflict::LEDGER_SIZE));
    }
    for (place, outbox) in (from..).zip(&step.outbox) {
        let statement =
            sqlx::query("UPDATE ledger_entries SET place = $2 WHERE outbox = $1 AND place IS NULL")
                .bind(*outbox)
                .bind(place);
        affect_or(connection, statement, conflict::LEDGER_PLACED).await?;
    }
    for tile in &step.tiles {
        put_tile(connection, tile).await?;
    }
    let head = sqlx::query(
        "INSERT INTO ledger_head (one, size, checkpoint) VALUES (1, $1, $2)
         ON CONFLICT (one) DO UPDATE SET size = excluded.size, checkpoint = excluded.checkpoint",
    )
    .bind(column(step.head.size)?)
    .bind(step.head.checkpoint.as_str());
    affect(connection, head).await.map(drop)
}

async fn head_size(connection: &mut SqliteConnection) -> Result<i64, StoreError> {
    let row = sqlx::query("SELECT size FROM ledger_head WHERE one = 1")
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    row.map_or(Ok(0), |row| Columns::of("ledger_head", &row).signed("size"))
}

async fn put_tile(connection: &mut SqliteConnection, tile: &TileRow) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO ledger_tiles (level, place, width, bytes) VALUES ($1, $2, $3, $4)
         ON CONFLICT (level, place) DO UPDATE SET width = excluded.width, bytes = excluded.bytes
         WHERE excluded.width > ledger_tiles.width",
    )
    .bind(i64::from(tile.level))
    .bind(column(tile.index)?)
    .bind(i64::from(tile.width))
    .bind(tile.bytes.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn keep_witnessed(
    connection: &mut SqliteConnection,
    it: &Witnessed,
) -> Result<(), StoreError> {
    let keep = sqlx::query(
        "INSERT INTO witnessed_checkpoints (size, checkpoint, taken) VALUES ($1, $2, $3)
         ON CONFLICT (size) DO UPDATE SET checkpoint = excluded.checkpoint, taken = excluded.taken",
    )
    .bind(column(it.size)?)
    .bind(it.checkpoint.as_str())
    .bind(it.at.0);
    affect(connection, keep).await?;
    let prune = sqlx::query(
        "DELETE FROM witnessed_checkpoints
         WHERE size <= (SELECT size FROM witnessed_checkpoints ORDER BY size DESC LIMIT 1 OFFSET $1)",
    )
    .bind(WITNESSED_KEPT);
    affect(connection, prune).await.map(drop)
}
