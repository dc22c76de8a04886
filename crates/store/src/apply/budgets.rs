//! Counting what is handed out, in the transaction that lets it go.

use coffer_domain::budget::{BudgetOf, BudgetRaise, Handout, Room, Spent};
use coffer_domain::ports::StoreError;
use sqlx::{SqliteConnection, SqliteExecutor};

use crate::conflict;
use crate::database::{affect, affect_or, column, failed};
use crate::row::Columns;

/// Where one more handout stands.
pub(crate) enum Standing {
    /// It was counted within the hour.
    Counted,
    /// It was not.
    New(Room),
}

/// What was handed out before, against what may be. One statement, for reading and for writing.
pub(crate) async fn standing(
    executor: impl SqliteExecutor<'_>,
    it: &Handout,
) -> Result<Standing, StoreError> {
    let statement = sqlx::query(
        "SELECT
            EXISTS (SELECT 1 FROM handouts WHERE member_id = $1 AND kind = $2 AND object_id = $3 AND handed_out > $4) AS counted,
            EXISTS (SELECT 1 FROM handouts WHERE member_id = $1 AND object_id <> $3 AND handed_out > $9) AS another,
            m.files AS member_files, m.bytes AS member_bytes, c.files AS case_files, c.bytes AS case_bytes,
            COALESCE((SELECT factor FROM budget_raises WHERE subject = $6 AND ends > $8), 1) AS member_factor,
            COALESCE((SELECT factor FROM budget_raises WHERE subject = $7 AND ends > $8), 1) AS case_factor
         FROM (SELECT COUNT(*) AS files, COALESCE(SUM(bytes), 0) AS bytes FROM handouts
                WHERE member_id = $1 AND kind = $2 AND handed_out > $4) m,
              (SELECT COUNT(*) AS files, COALESCE(SUM(bytes), 0) AS bytes FROM handouts
                WHERE case_id = $5 AND kind = $2 AND handed_out > $4) c",
    )
    .bind(it.member.0.as_slice())
    .bind(it.kind.as_str())
    .bind(it.version.0.as_slice())
    .bind(it.since().0)
    .bind(it.case.0.as_slice())
    .bind(BudgetOf::Member(it.member).to_string())
    .bind(BudgetOf::Case(it.case).to_string())
    .bind(it.at.0)
    .bind(it.slowed_since().0);
    let row = statement.fetch_one(executor).await.map_err(failed)?;
    let columns = Columns::of("handouts", &row);
    if columns.flag("counted")? {
        return Ok(Standing::Counted);
    }
    let spent = |files, bytes| {
        Ok::<_, StoreError>(Spent {
            files: columns.count(files)?,
            bytes: columns.count(bytes)?,
        })
    };
    let to_member = spent("member_files", "member_bytes")?;
    let from_case = spent("case_files", "case_bytes")?;
    let too_much = it
        .member_max
        .is_spent(to_member, columns.count("member_factor")?)
        || it
            .case_max
            .is_spent(from_case, columns.count("case_factor")?);
    Ok(Standing::New(if too_much {
        Room::Spent
    } else if it.slowed && columns.flag("another")? {
        Room::TooSoon
    } else {
        Room::Fits
    }))
}

/// Counts a handout; what no budget looks back on any more is forgotten.
pub(crate) async fn hand_out(
    connection: &mut SqliteConnection,
    it: &Handout,
) -> Result<(), StoreError> {
    match standing(&mut *connection, it).await? {
        Standing::Counted => return Ok(()),
        Standing::New(Room::Spent) => return Err(StoreError::Conflict(conflict::BUDGET_SPENT)),
        Standing::New(Room::TooSoon) => {
            return Err(StoreError::Conflict(conflict::HANDOUT_TOO_SOON));
        }
        Standing::New(Room::Fits) => {}
    }
    let old = sqlx::query("DELETE FROM handouts WHERE handed_out <= $1").bind(it.since().0);
    affect(connection, old).await?;
    let statement = sqlx::query(
        "INSERT INTO handouts (member_id, kind, object_id, case_id, bytes, handed_out) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(it.member.0.as_slice())
    .bind(it.kind.as_str())
    .bind(it.version.0.as_slice())
    .bind(it.case.0.as_slice())
    .bind(column(it.bytes)?)
    .bind(it.at.0);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn raise(
    connection: &mut SqliteConnection,
    it: &BudgetRaise,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO budget_raises (subject, factor, member_id, reason, since, ends) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (subject) DO UPDATE SET factor = excluded.factor, member_id = excluded.member_id,
            reason = excluded.reason, since = excluded.since, ends = excluded.ends",
    )
    .bind(it.of.to_string())
    .bind(i64::from(it.factor))
    .bind(it.by.as_ref().map(|id| id.0.as_slice()))
    .bind(it.reason.as_str())
    .bind(it.since.0)
    .bind(it.until.0);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end_raise(
    connection: &mut SqliteConnection,
    of: BudgetOf,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("DELETE FROM budget_raises WHERE subject = $1").bind(of.to_string());
    affect_or(connection, statement, conflict::RAISE_OVER).await
}
