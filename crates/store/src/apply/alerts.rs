//! Alerts, their notes, containments, and how far watching has got.

use coffer_domain::alert::{
    Alert, AlertNote, AlertState, Containment, ContainmentState, Notice, Verdict, WatchState,
};
use coffer_domain::id::{AlertId, MemberId};
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or, column};

pub(crate) async fn raise(connection: &mut SqliteConnection, it: &Alert) -> Result<(), StoreError> {
    let evidence: Vec<String> = it.evidence.iter().map(ToString::to_string).collect();
    let statement = sqlx::query(
        "INSERT INTO alerts (id, rule, watch, severity, state, happened, raised, counted_by, member_id, session_id,
            source, case_id, request_id, place, measured, threshold, evidence, assignee_id, verdict, closed)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)
         ON CONFLICT DO NOTHING",
    )
    .bind(it.id.0.as_slice())
    .bind(it.rule.as_str())
    .bind(it.watch.as_str())
    .bind(it.severity.as_str())
    .bind(it.state.as_str())
    .bind(it.at.0)
    .bind(it.raised.0)
    .bind(it.key.as_str())
    .bind(it.member.as_ref().map(|id| id.0.as_slice()))
    .bind(it.session.as_ref().map(|id| id.0.as_slice()))
    .bind(it.source.as_deref())
    .bind(it.case.as_ref().map(|id| id.0.as_slice()))
    .bind(it.link.as_ref().map(|id| id.0.as_slice()))
    .bind(column(it.index)?)
    .bind(column(it.measured)?)
    .bind(column(it.threshold)?)
    .bind(evidence.join(","))
    .bind(it.assignee.as_ref().map(|id| id.0.as_slice()))
    .bind(it.verdict.map(Verdict::as_str))
    .bind(it.closed.map(|at| at.0));
    affect_or(connection, statement, conflict::ALERT_EXISTS).await
}

pub(crate) async fn acknowledge(
    connection: &mut SqliteConnection,
    alert: AlertId,
    assignee: Option<MemberId>,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE alerts SET state = $2, assignee_id = $3 WHERE id = $1 AND state <> $4")
            .bind(alert.0.as_slice())
            .bind(AlertState::Acknowledged.as_str())
            .bind(assignee.as_ref().map(|id| id.0.as_slice()))
            .bind(AlertState::Closed.as_str());
    affect_or(connection, statement, conflict::ALERT_CLOSED).await
}

pub(crate) async fn close(
    connection: &mut SqliteConnection,
    alert: AlertId,
    verdict: Verdict,
    at: Timestamp,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE alerts SET state = $2, verdict = $3, closed = $4 WHERE id = $1 AND state <> $2",
    )
    .bind(alert.0.as_slice())
    .bind(AlertState::Closed.as_str())
    .bind(verdict.as_str())
    .bind(at.0);
    affect_or(connection, statement, conflict::ALERT_CLOSED).await
}

pub(crate) async fn note(
    connection: &mut SqliteConnection,
    it: &AlertNote,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO alert_notes (alert_id, number, member_id, written, text)
         VALUES ($1, (SELECT COUNT(*) + 1 FROM alert_notes WHERE alert_id = $1), $2, $3, $4)",
    )
    .bind(it.alert.0.as_slice())
    .bind(it.by.as_ref().map(|id| id.0.as_slice()))
    .bind(it.at.0)
    .bind(it.text.as_str());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn give_notice(
    connection: &mut SqliteConnection,
    it: &Notice,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO alert_notices (alert_id, clock, told, given, reference, member_id, written)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (alert_id, clock) DO NOTHING",
    )
    .bind(it.alert.0.as_slice())
    .bind(it.clock.as_str())
    .bind(it.told.as_str())
    .bind(it.given.0)
    .bind(it.reference.as_str())
    .bind(it.by.as_ref().map(|id| id.0.as_slice()))
    .bind(it.at.0);
    affect_or(connection, statement, conflict::NOTICE_EXISTS).await
}

pub(crate) async fn withdraw_notice(
    connection: &mut SqliteConnection,
    alert: AlertId,
    clock: &str,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM alert_notices WHERE alert_id = $1 AND clock = $2")
        .bind(alert.0.as_slice())
        .bind(clock);
    affect_or(connection, statement, conflict::NOTICE_GONE).await
}

pub(crate) async fn tell_overdue(
    connection: &mut SqliteConnection,
    alert: AlertId,
    clock: &str,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO alert_overdue (alert_id, clock) VALUES ($1, $2)
         ON CONFLICT (alert_id, clock) DO NOTHING",
    )
    .bind(alert.0.as_slice())
    .bind(clock);
    affect_or(connection, statement, conflict::OVERDUE_TOLD).await
}

pub(crate) async fn contain(
    connection: &mut SqliteConnection,
    it: &Containment,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO containments (alert_id, response, subject, state, since, ends, words, by_hand)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (alert_id, response) DO UPDATE SET
            subject = excluded.subject, state = excluded.state, since = excluded.since, ends = excluded.ends, words = excluded.words,
            by_hand = excluded.by_hand
         WHERE containments.state <> $9",
    )
    .bind(it.alert.0.as_slice())
    .bind(it.response.as_str())
    .bind(it.subject.as_str())
    .bind(it.state.as_str())
    .bind(it.since.0)
    .bind(it.until.0)
    .bind(it.words.as_deref())
    .bind(it.by_hand)
    .bind(ContainmentState::Active.as_str());
    affect_or(connection, statement, conflict::CONTAINMENT_HOLDS).await
}

pub(crate) async fn end_containment(
    connection: &mut SqliteConnection,
    it: &Containment,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE containments SET state = $3, ends = $4
         WHERE alert_id = $1 AND response = $2 AND state = $5 AND since = $6",
    )
    .bind(it.alert.0.as_slice())
    .bind(it.response.as_str())
    .bind(it.state.as_str())
    .bind(it.until.0)
    .bind(ContainmentState::Active.as_str())
    // What was begun anew meanwhile is another one.
    .bind(it.since.0);
    affect_or(connection, statement, conflict::CONTAINMENT_OVER).await
}

pub(crate) async fn keep_watch_state(
    connection: &mut SqliteConnection,
    it: &WatchState,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO watch_state (one, next, memory) VALUES (1, $1, $2)
         ON CONFLICT (one) DO UPDATE SET next = excluded.next, memory = excluded.memory",
    )
    .bind(column(it.next)?)
    .bind(it.memory.as_slice());
    affect(connection, statement).await.map(drop)
}
