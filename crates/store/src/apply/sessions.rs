//! Sessions and API tokens, and the standing of members, which ends them.

use coffer_domain::access::{ApiToken, Session, StepUp};
use coffer_domain::id::{DepartmentId, MemberId, SessionId, TokenId};
use coffer_domain::people::MemberState;
use coffer_domain::ports::StoreError;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::grants;
use crate::conflict;
use crate::database::{affect, affect_or};

/// The member's state is part of the statement: a sign-in that was under way when its member was locked makes nothing.
pub(crate) async fn create(
    connection: &mut SqliteConnection,
    it: &Session,
) -> Result<(), StoreError> {
    let over = sqlx::query("DELETE FROM sessions WHERE member_id = $1 AND expires <= $2")
        .bind(it.member.0.as_slice())
        .bind(it.created.0);
    affect(&mut *connection, over).await?;
    let statement = sqlx::query(
        "INSERT INTO sessions (id, hash, member_id, created, seen, expires, factors, passkey_id, aal, phishing_resistant, authenticated,
            stepped_up, client)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13
         WHERE EXISTS (SELECT 1 FROM members WHERE id = $3 AND state = $14)",
    )
    .bind(it.id.0.as_slice())
    .bind(it.hash.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.created.0)
    .bind(it.seen.0)
    .bind(it.expires.0)
    .bind(it.factors.as_str())
    .bind(it.passkey.as_ref().map(|id| id.0.as_slice()))
    .bind(i64::from(it.aal))
    .bind(i64::from(it.phishing_resistant))
    .bind(it.authenticated.0)
    .bind(it.stepped_up.map(|at| at.0))
    .bind(it.client.as_deref())
    .bind(MemberState::Active.as_str());
    affect_or(connection, statement, conflict::MEMBER_NOT_ACTIVE).await
}

pub(crate) async fn step_up(
    connection: &mut SqliteConnection,
    it: &StepUp,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE sessions SET hash = $3, seen = $4, authenticated = $4, stepped_up = $4
         WHERE id = $1 AND hash = $2",
    )
    .bind(it.session.0.as_slice())
    .bind(it.from.0.as_slice())
    .bind(it.to.0.as_slice())
    .bind(it.at.0);
    affect_or(connection, statement, conflict::SESSION_GONE).await
}

/// Requests of one session may overtake each other; the later time wins.
pub(crate) async fn touch(
    connection: &mut SqliteConnection,
    id: SessionId,
    seen: Timestamp,
) -> Result<(), StoreError> {
    let statement = sqlx::query("UPDATE sessions SET seen = $2 WHERE id = $1 AND seen < $2")
        .bind(id.0.as_slice())
        .bind(seen.0);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end(
    connection: &mut SqliteConnection,
    id: SessionId,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end_all(
    connection: &mut SqliteConnection,
    member: MemberId,
    keep: Option<SessionId>,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("DELETE FROM sessions WHERE member_id = $1 AND ($2 IS NULL OR id <> $2)")
            .bind(member.0.as_slice())
            .bind(keep.as_ref().map(|id| id.0.as_slice()));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn create_api_token(
    connection: &mut SqliteConnection,
    it: &ApiToken,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO api_tokens (id, hash, member_id, label, scopes, aal, phishing_resistant, created, expires)
         SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
         WHERE EXISTS (SELECT 1 FROM members WHERE id = $3 AND state IN ($10, $11))",
    )
    .bind(it.id.0.as_slice())
    .bind(it.hash.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.label.as_str())
    .bind(it.scopes.to_string())
    .bind(i64::from(it.aal))
    .bind(i64::from(it.phishing_resistant))
    .bind(it.created.0)
    .bind(it.expires.0)
    .bind(MemberState::Active.as_str())
    .bind(MemberState::Invited.as_str());
    affect_or(connection, statement, conflict::MEMBER_NOT_ACTIVE).await
}

pub(crate) async fn end_api_token(
    connection: &mut SqliteConnection,
    id: TokenId,
) -> Result<(), StoreError> {
    let statement = sqlx::query("DELETE FROM api_tokens WHERE id = $1").bind(id.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn end_api_tokens_of(
    connection: &mut SqliteConnection,
    member: MemberId,
    phishing_resistant: Option<bool>,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "DELETE FROM api_tokens WHERE member_id = $1 AND ($2 IS NULL OR phishing_resistant = $2)",
    )
    .bind(member.0.as_slice())
    .bind(phishing_resistant.map(i64::from));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn set_member_state(
    connection: &mut SqliteConnection,
    member: MemberId,
    to: MemberState,
) -> Result<(), StoreError> {
    let state = sqlx::query("UPDATE members SET state = $2 WHERE id = $1 AND state <> $3")
        .bind(member.0.as_slice())
        .bind(to.as_str())
        .bind(MemberState::Left.as_str());
    affect_or(&mut *connection, state, conflict::MEMBER_LEFT).await?;
    if to != MemberState::Active {
        end_access(&mut *connection, member).await?;
        let links =
            sqlx::query("DELETE FROM enrolments WHERE member_id = $1").bind(member.0.as_slice());
        affect(&mut *connection, links).await?;
    }
    if to == MemberState::Left {
        for what in [
            "DELETE FROM case_members WHERE member_id = $1",
            "DELETE FROM saved_views WHERE member_id = $1",
        ] {
            let statement = sqlx::query(what).bind(member.0.as_slice());
            affect(&mut *connection, statement).await?;
        }
    }
    Ok(())
}

pub(crate) async fn move_member(
    connection: &mut SqliteConnection,
    member: MemberId,
    to: DepartmentId,
) -> Result<(), StoreError> {
    let place = sqlx::query("UPDATE members SET department_id = $2 WHERE id = $1 AND state <> $3")
        .bind(member.0.as_slice())
        .bind(to.0.as_slice())
        .bind(MemberState::Left.as_str());
    affect_or(&mut *connection, place, conflict::MEMBER_LEFT).await?;
    end_access(&mut *connection, member).await?;
    let work = sqlx::query(
        "DELETE FROM case_members WHERE member_id = $1
         AND case_id NOT IN (SELECT id FROM cases WHERE department_id = $2)",
    )
    .bind(member.0.as_slice())
    .bind(to.0.as_slice());
    affect(connection, work).await.map(drop)
}

pub(crate) async fn end_access(
    connection: &mut SqliteConnection,
    member: MemberId,
) -> Result<(), StoreError> {
    end_all(&mut *connection, member, None).await?;
    end_api_tokens_of(connection, member, None).await
}

/// Everything that lets somebody in without showing again who they are. Ways to sign in stay.
pub(crate) async fn end_all_access(
    connection: &mut SqliteConnection,
    at: Timestamp,
) -> Result<(), StoreError> {
    for what in [
        "DELETE FROM sessions",
        "DELETE FROM api_tokens",
        "DELETE FROM service_tokens",
        "DELETE FROM enrolments",
        "DELETE FROM passes",
        "DELETE FROM email_codes",
        "DELETE FROM delivery_tickets",
    ] {
        affect(&mut *connection, sqlx::query(what)).await?;
    }
    grants::end_all(connection, at).await
}
