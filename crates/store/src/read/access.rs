//! [`Access`] on SQLite.

use async_trait::async_trait;
use coffer_domain::access::{ApiToken, Credentials, Enrolment, Session};
use coffer_domain::id::{MemberId, RequestId, SessionId, TokenId};
use coffer_domain::ports::{Access, StoreError};
use coffer_domain::request::{EmailCode, Pass};
use coffer_domain::secret::TokenHash;
use coffer_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;

use super::one;
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Access for SqliteStore {
    async fn credentials(&self, member: MemberId) -> Result<Option<Credentials>, StoreError> {
        let statement = sqlx::query(
            "SELECT member_id, password_hash, totp_wrapped, totp_step, failures, locked_until
             FROM credentials WHERE member_id = $1",
        )
        .bind(member.0.as_slice());
        one(self.readers(), statement, credentials).await
    }

    async fn enrolment(&self, hash: &TokenHash) -> Result<Option<Enrolment>, StoreError> {
        let statement = sqlx::query(
            "SELECT hash, member_id, expires, password_hash, totp_wrapped
             FROM enrolments WHERE hash = $1",
        )
        .bind(hash.0.as_slice());
        one(self.readers(), statement, enrolment).await
    }

    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, hash, member_id, created, seen, expires FROM sessions WHERE hash = $1",
        )
        .bind(hash.0.as_slice());
        one(self.readers(), statement, session).await
    }

    async fn touch_session(&self, id: SessionId, seen: Timestamp) -> Result<(), StoreError> {
        self.writer().touch_session(id, seen).await
    }

    async fn api_token(&self, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError> {
        let statement = sqlx::query(
            "SELECT id, hash, member_id, label, created, expires FROM api_tokens WHERE hash = $1",
        )
        .bind(hash.0.as_slice());
        one(self.readers(), statement, api_token).await
    }

    async fn email_code(&self, request: RequestId) -> Result<Option<EmailCode>, StoreError> {
        let statement = sqlx::query(
            "SELECT request_id, code_hash, sent, expires, failures FROM email_codes
             WHERE request_id = $1 AND live = 1 ORDER BY number DESC LIMIT 1",
        )
        .bind(request.0.as_slice());
        one(self.readers(), statement, email_code).await
    }

    async fn codes_sent_since(
        &self,
        request: RequestId,
        since: Timestamp,
    ) -> Result<u32, StoreError> {
        let statement = sqlx::query(
            "SELECT COUNT(*) AS sent FROM email_codes WHERE request_id = $1 AND sent >= $2",
        )
        .bind(request.0.as_slice())
        .bind(since.0);
        let count = one(self.readers(), statement, |row| {
            Columns::of("email_codes", row).count("sent")
        });
        Ok(count.await?.unwrap_or(0))
    }

    async fn pass(&self, hash: &TokenHash) -> Result<Option<Pass>, StoreError> {
        let statement = sqlx::query("SELECT hash, request_id, expires FROM passes WHERE hash = $1")
            .bind(hash.0.as_slice());
        one(self.readers(), statement, pass).await
    }
}

fn credentials(row: &SqliteRow) -> Result<Credentials, StoreError> {
    let columns = Columns::of("credentials", row);
    Ok(Credentials {
        member: MemberId(columns.array("member_id")?),
        password_hash: columns.text("password_hash")?,
        totp_wrapped: columns.bytes("totp_wrapped")?,
        totp_step: columns.signed("totp_step")?,
        failures: columns.count("failures")?,
        locked_until: columns.time_if_any("locked_until")?,
    })
}

fn enrolment(row: &SqliteRow) -> Result<Enrolment, StoreError> {
    let columns = Columns::of("enrolments", row);
    Ok(Enrolment {
        hash: columns.hash("hash")?,
        member: MemberId(columns.array("member_id")?),
        expires: columns.time("expires")?,
        password_hash: columns.text_if_any("password_hash")?,
        totp_wrapped: columns.bytes_if_any("totp_wrapped")?,
    })
}

fn session(row: &SqliteRow) -> Result<Session, StoreError> {
    let columns = Columns::of("sessions", row);
    Ok(Session {
        id: SessionId(columns.array("id")?),
        hash: columns.hash("hash")?,
        member: MemberId(columns.array("member_id")?),
        created: columns.time("created")?,
        seen: columns.time("seen")?,
        expires: columns.time("expires")?,
    })
}

fn api_token(row: &SqliteRow) -> Result<ApiToken, StoreError> {
    let columns = Columns::of("api_tokens", row);
    Ok(ApiToken {
        id: TokenId(columns.array("id")?),
        hash: columns.hash("hash")?,
        member: MemberId(columns.array("member_id")?),
        label: columns.text("label")?,
        created: columns.time("created")?,
        expires: columns.time("expires")?,
    })
}

fn email_code(row: &SqliteRow) -> Result<EmailCode, StoreError> {
    let columns = Columns::of("email_codes", row);
    Ok(EmailCode {
        request: RequestId(columns.array("request_id")?),
        code_hash: columns.hash("code_hash")?,
        sent: columns.time("sent")?,
        expires: columns.time("expires")?,
        failures: columns.count("failures")?,
    })
}

fn pass(row: &SqliteRow) -> Result<Pass, StoreError> {
    let columns = Columns::of("passes", row);
    Ok(Pass {
        hash: columns.hash("hash")?,
        request: RequestId(columns.array("request_id")?),
        expires: columns.time("expires")?,
    })
}
