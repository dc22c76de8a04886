//! The facts of members that policies ask about.

use coffer_domain::alert::{ContainmentState, Response};
use coffer_domain::class::{Class, Lane};
use coffer_domain::id::MemberId;
use coffer_domain::ports::StoreError;
use coffer_domain::standing::{Course, Training};
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, failed};
use crate::row::Columns;

pub(crate) async fn set_clearance(
    connection: &mut SqliteConnection,
    member: MemberId,
    clearance: Class,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE members SET clearance = $2 WHERE id = $1")
        .bind(member.0.as_slice())
        .bind(clearance.as_str());
    affect_or(connection, statement, conflict::MEMBER_GONE).await
}

pub(crate) async fn weigh_risk(
    connection: &mut SqliteConnection,
    member: MemberId,
) -> Result<(), StoreError> {
    let rows = sqlx::query("SELECT response FROM containments WHERE subject = $1 AND state = $2")
        .bind(member.to_string())
        .bind(ContainmentState::Active.as_str())
        .fetch_all(&mut *connection)
        .await
        .map_err(failed)?;
    let mut risk = 0;
    for row in &rows {
        let response = Columns::of("containments", row).word("response", Response::from_word)?;
        risk = risk.max(response.risk());
    }
    let statement = sqlx::query("UPDATE members SET risk = $2 WHERE id = $1")
        .bind(member.0.as_slice())
        .bind(i64::from(risk));
    affect_or(connection, statement, conflict::MEMBER_GONE).await
}

/// Whether a response holds for a subject, by whichever alert.
pub(super) async fn is_contained(
    connection: &mut SqliteConnection,
    response: Response,
    subject: &str,
) -> Result<bool, StoreError> {
    let statement = sqlx::query(
        "SELECT 1 FROM containments WHERE subject = $1 AND response = $2 AND state = $3 LIMIT 1",
    );
    let row = statement
        .bind(subject)
        .bind(response.as_str())
        .bind(ContainmentState::Active.as_str())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    Ok(row.is_some())
}

pub(crate) async fn put_course(
    connection: &mut SqliteConnection,
    it: &Course,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO courses (lane, name, days) VALUES ($1, $2, $3)
         ON CONFLICT (lane) DO UPDATE SET name = excluded.name, days = excluded.days",
    )
    .bind(it.lane.as_str())
    .bind(it.name.as_str())
    .bind(i64::from(it.days));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end_course(
    connection: &mut SqliteConnection,
    lane: Lane,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM courses WHERE lane = $1").bind(lane.as_str());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn put_training(
    connection: &mut SqliteConnection,
    member: MemberId,
    training: Training,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO trainings (member_id, lane, valid_until) VALUES ($1, $2, $3)
         ON CONFLICT (member_id, lane) DO UPDATE SET valid_until = excluded.valid_until",
    )
    .bind(member.0.as_slice())
    .bind(training.lane.as_str())
    .bind(training.until.0);
    affect(connection, statement).await.map(drop)
}
