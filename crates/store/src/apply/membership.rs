//! Where members stand, and what ends with that.

use coffer_domain::id::{DepartmentId, MemberId};
use coffer_domain::people::MemberState;
use coffer_domain::ports::StoreError;
use sqlx::SqliteConnection;

use crate::conflict;
use crate::database::{affect, affect_or};

/// What somebody had when they stopped being active stays ended when they are again.
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
        end_case_work(connection, member).await?;
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

pub(crate) async fn end_case_work(
    connection: &mut SqliteConnection,
    member: MemberId,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("DELETE FROM case_members WHERE member_id = $1").bind(member.0.as_slice());
    affect(connection, statement).await.map(drop)
}

/// Sessions and API tokens. Grants say nothing for somebody who may not act, and end within a day.
async fn end_access(connection: &mut SqliteConnection, member: MemberId) -> Result<(), StoreError> {
    for table in [
        "DELETE FROM sessions WHERE member_id = $1",
        "DELETE FROM api_tokens WHERE member_id = $1",
    ] {
        let statement = sqlx::query(table).bind(member.0.as_slice());
        affect(&mut *connection, statement).await?;
    }
    Ok(())
}
