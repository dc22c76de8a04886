//! [`Access`] on SQLite.

use async_trait::async_trait;
use coffer_domain::access::{ApiToken, Credentials, Enrolment, Factors, Freeze, Session, Tries};
use coffer_domain::id::{ContactId, MemberId, PasskeyId, RequestId, SessionId, TokenId};
use coffer_domain::passkey::{Passkey, PasskeyOwner, UserHandle};
use coffer_domain::ports::{Access, StoreError};
use coffer_domain::reach::Scopes;
use coffer_domain::request::{EmailCode, Pass};
use coffer_domain::secret::TokenHash;
use coffer_domain::time::Timestamp;
use sqlx::sqlite::SqliteRow;
use tracing::instrument;

use super::{all, one};
use crate::row::Columns;
use crate::sqlite::SqliteStore;

#[async_trait]
impl Access for SqliteStore {
    #[instrument(level = "debug", skip_all)]
    async fn credentials(&self, member: MemberId) -> Result<Option<Credentials>, StoreError> {
        let statement =
            sqlx::query("SELECT * FROM credentials WHERE member_id = $1").bind(member.0.as_slice());
        one(self.readers(), statement, credentials).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn enrolment(&self, hash: &TokenHash) -> Result<Option<Enrolment>, StoreError> {
        let statement = sqlx::query(
            "SELECT hash, member_id, expires, password_hash, totp_wrapped
             FROM enrolments WHERE hash = $1",
        )
        .bind(hash.0.as_slice());
        one(self.readers(), statement, enrolment).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn session(&self, hash: &TokenHash) -> Result<Option<Session>, StoreError> {
        let statement =
            sqlx::query("SELECT * FROM sessions WHERE hash = $1").bind(hash.0.as_slice());
        one(self.readers(), statement, session).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn session_by_id(&self, id: SessionId) -> Result<Option<Session>, StoreError> {
        let statement = sqlx::query("SELECT * FROM sessions WHERE id = $1").bind(id.0.as_slice());
        one(self.readers(), statement, session).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn sessions(&self, member: MemberId) -> Result<Vec<Session>, StoreError> {
        let statement = sqlx::query(
            "SELECT * FROM sessions WHERE member_id = $1 ORDER BY created DESC, id DESC",
        )
        .bind(member.0.as_slice());
        all(self.readers(), statement, session).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn forget_expired(&self, at: Timestamp) -> Result<u64, StoreError> {
        self.writer().forget_expired(at).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn touch_session(&self, id: SessionId, seen: Timestamp) -> Result<(), StoreError> {
        self.writer().touch_session(id, seen).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn api_token(&self, hash: &TokenHash) -> Result<Option<ApiToken>, StoreError> {
        let statement =
            sqlx::query("SELECT * FROM api_tokens WHERE hash = $1").bind(hash.0.as_slice());
        one(self.readers(), statement, api_token).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn api_token_by_id(&self, id: TokenId) -> Result<Option<ApiToken>, StoreError> {
        let statement = sqlx::query("SELECT * FROM api_tokens WHERE id = $1").bind(id.0.as_slice());
        one(self.readers(), statement, api_token).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn api_tokens(&self, member: MemberId) -> Result<Vec<ApiToken>, StoreError> {
        let statement = sqlx::query(
            "SELECT * FROM api_tokens WHERE member_id = $1 ORDER BY created DESC, id DESC",
        )
        .bind(member.0.as_slice());
        all(self.readers(), statement, api_token).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn passkeys(&self, owner: PasskeyOwner) -> Result<Vec<Passkey>, StoreError> {
        let statement = match owner {
            PasskeyOwner::Member(_) => {
                "SELECT * FROM passkeys WHERE member_id = $1 ORDER BY created, id"
            }
            PasskeyOwner::Contact(_) => {
                "SELECT * FROM passkeys WHERE contact_id = $1 ORDER BY created, id"
            }
        };
        let UserHandle(owner) = owner.handle();
        let statement = sqlx::query(statement).bind(owner.to_vec());
        all(self.readers(), statement, passkey).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn passkey(&self, credential: &[u8]) -> Result<Option<Passkey>, StoreError> {
        let statement =
            sqlx::query("SELECT * FROM passkeys WHERE credential = $1").bind(credential);
        one(self.readers(), statement, passkey).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn recovery_codes(&self, member: MemberId) -> Result<u32, StoreError> {
        let statement =
            sqlx::query("SELECT COUNT(*) AS remaining FROM recovery_codes WHERE member_id = $1")
                .bind(member.0.as_slice());
        let count = one(self.readers(), statement, |row| {
            Columns::of("recovery_codes", row).count("remaining")
        });
        Ok(count.await?.unwrap_or(0))
    }

    #[instrument(level = "debug", skip_all)]
    async fn recovery_code_fits(
        &self,
        member: MemberId,
        hash: &TokenHash,
    ) -> Result<bool, StoreError> {
        let statement =
            sqlx::query("SELECT hash FROM recovery_codes WHERE hash = $1 AND member_id = $2")
                .bind(hash.0.as_slice())
                .bind(member.0.as_slice());
        let found = one(self.readers(), statement, |row| {
            Columns::of("recovery_codes", row).hash("hash")
        });
        Ok(found.await?.is_some())
    }

    #[instrument(level = "debug", skip_all)]
    async fn freeze(&self, hash: &TokenHash) -> Result<Option<Freeze>, StoreError> {
        let statement =
            sqlx::query("SELECT * FROM freezes WHERE hash = $1").bind(hash.0.as_slice());
        one(self.readers(), statement, freeze).await
    }

    #[instrument(level = "debug", skip_all)]
    async fn email_code(&self, request: RequestId) -> Result<Option<EmailCode>, StoreError> {
        let statement = sqlx::query(
            "SELECT request_id, code_hash, sent, expires, failures FROM email_codes
             WHERE request_id = $1 AND live = 1 ORDER BY number DESC LIMIT 1",
        )
        .bind(request.0.as_slice());
        one(self.readers(), statement, email_code).await
    }

    #[instrument(level = "debug", skip_all)]
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

    #[instrument(level = "debug", skip_all)]
    async fn codes_refused(&self, request: RequestId) -> Result<u32, StoreError> {
        let statement = sqlx::query(
            "SELECT COALESCE(SUM(failures), 0) AS refused FROM email_codes WHERE request_id = $1",
        )
        .bind(request.0.as_slice());
        let count = one(self.readers(), statement, |row| {
            Columns::of("email_codes", row).count("refused")
        });
        Ok(count.await?.unwrap_or(0))
    }

    #[instrument(level = "debug", skip_all)]
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
        password_tries: Tries {
            failures: columns.count("password_failures")?,
            wait_until: columns.time_if_any("password_wait_until")?,
        },
        totp_tries: Tries {
            failures: columns.count("totp_failures")?,
            wait_until: columns.time_if_any("totp_wait_until")?,
        },
        recovery_tries: Tries {
            failures: columns.count("recovery_failures")?,
            wait_until: columns.time_if_any("recovery_wait_until")?,
        },
    })
}

fn passkey(row: &SqliteRow) -> Result<Passkey, StoreError> {
    let columns = Columns::of("passkeys", row);
    Ok(Passkey {
        id: PasskeyId(columns.array("id")?),
        owner: passkey_owner(&columns)?,
        credential: columns.bytes("credential")?,
        stored: columns.text("stored")?,
        name: columns.name("name")?,
        attested: columns.flag("attested")?,
        synced: columns.flag("synced")?,
        created: columns.time("created")?,
        used: columns.time_if_any("used")?,
    })
}

fn passkey_owner(columns: &Columns<'_>) -> Result<PasskeyOwner, StoreError> {
    Ok(match columns.array_if_any("member_id")? {
        Some(id) => PasskeyOwner::Member(MemberId(id)),
        None => PasskeyOwner::Contact(ContactId(columns.array("contact_id")?)),
    })
}

fn freeze(row: &SqliteRow) -> Result<Freeze, StoreError> {
    let columns = Columns::of("freezes", row);
    Ok(Freeze {
        hash: columns.hash("hash")?,
        member: MemberId(columns.array("member_id")?),
        expires: columns.time("expires")?,
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
        factors: columns.word("factors", Factors::from_word)?,
        passkey: columns.array_if_any("passkey_id")?.map(PasskeyId),
        aal: columns.count("aal")?,
        phishing_resistant: columns.flag("phishing_resistant")?,
        authenticated: columns.time("authenticated")?,
        stepped_up: columns.time_if_any("stepped_up")?,
        client: columns.text_if_any("client")?,
    })
}

fn api_token(row: &SqliteRow) -> Result<ApiToken, StoreError> {
    let columns = Columns::of("api_tokens", row);
    Ok(ApiToken {
        id: TokenId(columns.array("id")?),
        hash: columns.hash("hash")?,
        member: MemberId(columns.array("member_id")?),
        label: columns.text("label")?,
        scopes: columns.parsed("scopes", |text| Scopes::parse(text.split(' ')))?,
        aal: columns.count("aal")?,
        phishing_resistant: columns.flag("phishing_resistant")?,
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
