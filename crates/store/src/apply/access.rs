//! Enrolments, what members sign in with, and what guards it.

use coffer_domain::access::{Credentials, Enrolled, Enrolment, Factor, Freeze, WrongGuess};
use coffer_domain::id::MemberId;
use coffer_domain::people::MemberState;
use coffer_domain::ports::StoreError;
use coffer_domain::secret::TokenHash;
use coffer_domain::time::Timestamp;
use sqlx::SqliteConnection;

use super::{passkeys, sessions};
use crate::conflict;
use crate::database::{affect, affect_or, failed};

pub(crate) async fn create_enrolment(
    connection: &mut SqliteConnection,
    it: &Enrolment,
) -> Result<(), StoreError> {
    let earlier =
        sqlx::query("DELETE FROM enrolments WHERE member_id = $1").bind(it.member.0.as_slice());
    affect(connection, earlier).await?;
    let statement = sqlx::query(
        "INSERT INTO enrolments (hash, member_id, expires, password_hash, totp_wrapped)
         VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(it.hash.0.as_slice())
    .bind(it.member.0.as_slice())
    .bind(it.expires.0)
    .bind(it.password_hash.as_deref())
    .bind(it.totp_wrapped.as_deref());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn start_enrolment(
    connection: &mut SqliteConnection,
    hash: &TokenHash,
    password_hash: &str,
    totp_wrapped: &[u8],
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("UPDATE enrolments SET password_hash = $2, totp_wrapped = $3 WHERE hash = $1")
            .bind(hash.0.as_slice())
            .bind(password_hash)
            .bind(totp_wrapped);
    affect_or(connection, statement, conflict::ENROLMENT_GONE).await
}

pub(crate) async fn complete_enrolment(
    connection: &mut SqliteConnection,
    hash: &TokenHash,
    enrolled: &Enrolled,
) -> Result<(), StoreError> {
    let member = enrolled.member;
    let link = sqlx::query("DELETE FROM enrolments WHERE hash = $1 AND member_id = $2")
        .bind(hash.0.as_slice())
        .bind(member.0.as_slice());
    affect_or(&mut *connection, link, conflict::ENROLMENT_GONE).await?;
    let first = sqlx::query("UPDATE members SET state = $2 WHERE id = $1 AND state = $3")
        .bind(member.0.as_slice())
        .bind(MemberState::Active.as_str())
        .bind(MemberState::Invited.as_str());
    if affect(&mut *connection, first).await? == 0 {
        let again = sqlx::query("UPDATE members SET state = $2 WHERE id = $1 AND state = $2")
            .bind(member.0.as_slice())
            .bind(MemberState::Active.as_str());
        affect_or(&mut *connection, again, conflict::MEMBER_NOT_ACTIVE).await?;
        // Whoever had a way in before may be why they enrol again.
        sessions::end_access(&mut *connection, member).await?;
    }
    for earlier in [
        "DELETE FROM credentials WHERE member_id = $1",
        "DELETE FROM passkeys WHERE member_id = $1",
        "DELETE FROM recovery_codes WHERE member_id = $1",
    ] {
        let earlier = sqlx::query(earlier).bind(member.0.as_slice());
        affect(&mut *connection, earlier).await?;
    }
    if let Some(credentials) = &enrolled.credentials {
        put_credentials(&mut *connection, credentials).await?;
    }
    match &enrolled.passkey {
        Some(passkey) => passkeys::add(connection, passkey).await,
        None => Ok(()),
    }
}

async fn put_credentials(
    connection: &mut SqliteConnection,
    it: &Credentials,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "INSERT INTO credentials
            (member_id, password_hash, totp_wrapped, totp_step, password_failures, password_wait_until,
             totp_failures, totp_wait_until, recovery_failures, recovery_wait_until)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(it.member.0.as_slice())
    .bind(it.password_hash.as_str())
    .bind(it.totp_wrapped.as_slice())
    .bind(it.totp_step)
    .bind(i64::from(it.password_tries.failures))
    .bind(it.password_tries.wait_until.map(|time| time.0))
    .bind(i64::from(it.totp_tries.failures))
    .bind(it.totp_tries.wait_until.map(|time| time.0))
    .bind(i64::from(it.recovery_tries.failures))
    .bind(it.recovery_tries.wait_until.map(|time| time.0));
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn use_totp_step(
    connection: &mut SqliteConnection,
    member: MemberId,
    step: i64,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE credentials SET totp_step = $2, totp_failures = 0, totp_wait_until = NULL,
            password_failures = 0, password_wait_until = NULL
         WHERE member_id = $1 AND totp_step < $2",
    )
    .bind(member.0.as_slice())
    .bind(step);
    if affect(connection, statement).await? > 0 {
        return Ok(());
    }
    let known = sqlx::query("SELECT 1 FROM credentials WHERE member_id = $1")
        .bind(member.0.as_slice())
        .fetch_optional(connection)
        .await
        .map_err(failed)?;
    Err(StoreError::Conflict(match known {
        Some(_) => conflict::TOTP_REPLAYED,
        None => conflict::CREDENTIALS_GONE,
    }))
}

/// A wrong guess that makes nobody wait leaves an earlier wait as it is.
pub(crate) async fn count_guess(
    connection: &mut SqliteConnection,
    it: &WrongGuess,
) -> Result<(), StoreError> {
    let statement = match it.factor {
        Factor::Password => {
            "UPDATE credentials SET password_failures = password_failures + 1,
                password_wait_until = COALESCE($2, password_wait_until), totp_step = MAX(totp_step, COALESCE($3, totp_step))
             WHERE member_id = $1"
        }
        Factor::Totp => {
            "UPDATE credentials SET totp_failures = totp_failures + 1,
                totp_wait_until = COALESCE($2, totp_wait_until), totp_step = MAX(totp_step, COALESCE($3, totp_step))
             WHERE member_id = $1"
        }
        Factor::RecoveryCode => {
            "UPDATE credentials SET recovery_failures = recovery_failures + 1,
                recovery_wait_until = COALESCE($2, recovery_wait_until), totp_step = MAX(totp_step, COALESCE($3, totp_step))
             WHERE member_id = $1"
        }
    };
    let statement = sqlx::query(statement)
        .bind(it.member.0.as_slice())
        .bind(it.wait_until.map(|time| time.0))
        .bind(it.totp_step);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn set_password(
    connection: &mut SqliteConnection,
    member: MemberId,
    password_hash: &str,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "UPDATE credentials SET password_hash = $2, password_failures = 0, password_wait_until = NULL
         WHERE member_id = $1",
    )
    .bind(member.0.as_slice())
    .bind(password_hash);
    affect_or(connection, statement, conflict::CREDENTIALS_GONE).await
}

pub(crate) async fn put_recovery_codes(
    connection: &mut SqliteConnection,
    member: MemberId,
    hashes: &[TokenHash],
) -> Result<(), StoreError> {
    let earlier =
        sqlx::query("DELETE FROM recovery_codes WHERE member_id = $1").bind(member.0.as_slice());
    affect(&mut *connection, earlier).await?;
    for hash in hashes {
        let statement = sqlx::query("INSERT INTO recovery_codes (hash, member_id) VALUES ($1, $2)")
            .bind(hash.0.as_slice())
            .bind(member.0.as_slice());
        affect(&mut *connection, statement).await?;
    }
    Ok(())
}

pub(crate) async fn use_recovery_code(
    connection: &mut SqliteConnection,
    member: MemberId,
    hash: &TokenHash,
) -> Result<(), StoreError> {
    let code = sqlx::query("DELETE FROM recovery_codes WHERE hash = $1 AND member_id = $2")
        .bind(hash.0.as_slice())
        .bind(member.0.as_slice());
    affect_or(&mut *connection, code, conflict::RECOVERY_CODE_GONE).await?;
    let statement = sqlx::query(
        "UPDATE credentials SET recovery_failures = 0, recovery_wait_until = NULL,
            password_failures = 0, password_wait_until = NULL
         WHERE member_id = $1",
    )
    .bind(member.0.as_slice());
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn use_ticket(
    connection: &mut SqliteConnection,
    hash: &TokenHash,
    expires: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    let over = sqlx::query("DELETE FROM used_tickets WHERE expires <= $1").bind(now.0);
    affect(&mut *connection, over).await?;
    let statement = sqlx::query(
        "INSERT INTO used_tickets (hash, expires) VALUES ($1, $2) ON CONFLICT (hash) DO NOTHING",
    )
    .bind(hash.0.as_slice())
    .bind(expires.0);
    affect_or(connection, statement, conflict::TICKET_USED).await
}

pub(crate) async fn put_freeze(
    connection: &mut SqliteConnection,
    it: &Freeze,
) -> Result<(), StoreError> {
    let statement =
        sqlx::query("INSERT INTO freezes (hash, member_id, expires) VALUES ($1, $2, $3)")
            .bind(it.hash.0.as_slice())
            .bind(it.member.0.as_slice())
            .bind(it.expires.0);
    affect(connection, statement).await.map(drop)
}

pub(crate) async fn use_freeze(
    connection: &mut SqliteConnection,
    hash: &TokenHash,
) -> Result<(), StoreError> {
    let statement = sqlx::query(
        "DELETE FROM freezes WHERE member_id IN (SELECT member_id FROM freezes WHERE hash = $1)",
    )
    .bind(hash.0.as_slice());
    affect_or(connection, statement, conflict::FREEZE_GONE).await
}
