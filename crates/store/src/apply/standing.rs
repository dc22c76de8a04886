//! The facts of members that policies ask about.

use coffer_domain::class::{Class, Lane};
use coffer_domain::id::{CaseId, MemberId};
use coffer_domain::ports::StoreError;
use coffer_domain::standing::{Course, Grant, Training};
use sqlx::SqliteConnection;

use super::cases::require_open;
use crate::conflict;
use crate::database::{affect, affect_or};

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

pub(crate) async fn set_risk(
    connection: &mut SqliteConnection,
    member: MemberId,
    risk: u8,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE members SET risk = $2 WHERE id = $1")
        .bind(member.0.as_slice())
        .bind(i64::from(risk.min(100)));
    affect_or(connection, statement, conflict::MEMBER_GONE).await
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

/// A grant for a closed case would wait there for its reopening.
pub(crate) async fn put_grant(
    connection: &mut SqliteConnection,
    it: &Grant,
) -> Result<(), StoreError> {
    require_open(connection, it.case).await?;
    let statement = sqlx::query(
        "INSERT INTO grants (member_id, case_id, break_glass, kind, may_view, may_download,
                             may_modify, may_reveal, expires, first_id, second_id, review_due)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         ON CONFLICT (member_id, case_id, break_glass) DO UPDATE SET
            kind = excluded.kind, may_view = excluded.may_view,
            may_download = excluded.may_download, may_modify = excluded.may_modify,
            may_reveal = excluded.may_reveal, expires = excluded.expires,
            first_id = excluded.first_id, second_id = excluded.second_id,
            review_due = excluded.review_due",
    )
    .bind(it.member.0.as_slice())
    .bind(it.case.0.as_slice())
    .bind(i64::from(it.is_break_glass()))
    .bind(it.kind.as_str())
    .bind(i64::from(it.view))
    .bind(i64::from(it.download))
    .bind(i64::from(it.modify))
    .bind(i64::from(it.reveal))
    .bind(it.expires.0)
    .bind(it.first.as_ref().map(|id| id.0.as_slice()))
    .bind(it.second.as_ref().map(|id| id.0.as_slice()))
    .bind(it.review_due.map(|time| time.0));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end_grant(
    connection: &mut SqliteConnection,
    member: MemberId,
    case: CaseId,
    break_glass: bool,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "DELETE FROM grants WHERE member_id = $1 AND case_id = $2 AND break_glass = $3",
    )
    .bind(member.0.as_slice())
    .bind(case.0.as_slice())
    .bind(i64::from(break_glass));
    affect(connection, statement).await.map(drop)
}
