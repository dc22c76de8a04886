//! Sessions and API tokens: starting, recognising, ending.

use coffer_domain::access::{ApiToken, Session};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{SessionId, TokenId};
use coffer_domain::limits::{SESSION_IDLE, SESSION_LIFE, TOKEN_LIFE};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::random;
use coffer_domain::secret::SecretText;
use coffer_domain::text::Name;
use coffer_domain::time::{Span, Timestamp};

use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, mint, parse};

/// Sessions are touched at most this often; finer is not worth a write.
const TOUCH_EVERY: Span = Span::minutes(1);

/// A member who has just signed in.
pub struct SignedIn {
    /// Who.
    pub member: Member,
    /// The session.
    pub session: SessionId,
    /// The cookie's value.
    pub secret: SecretText,
    /// The session's end.
    pub expires: Timestamp,
}

impl App {
    /// Signs in with password and second factor.
    ///
    /// # Errors
    /// [`AppError::SignInFailed`] for every wrong or locked combination alike; store or key provider do not work.
    pub async fn sign_in(
        &self,
        ctx: &RequestCtx,
        email: &str,
        password: SecretText,
        code: &str,
    ) -> Result<SignedIn, AppError> {
        let (member, step) = self.check_factors(ctx, email, password, code).await?;
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            ..ctx.clone()
        };
        self.start_session(&ctx, member, Some(step)).await
    }

    /// Signs in and makes an API token instead of a session.
    ///
    /// # Errors
    /// As [`App::sign_in`]; the label is bad.
    pub async fn sign_in_for_token(
        &self,
        ctx: &RequestCtx,
        email: &str,
        password: SecretText,
        code: &str,
        label: &str,
    ) -> Result<(ApiToken, SecretText), AppError> {
        let label = Name::parse(label).map_err(AppError::text("label"))?;
        let (member, step) = self.check_factors(ctx, email, password, code).await?;
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            ..ctx.clone()
        };
        self.make_token(&ctx, &member, &label, Some(step)).await
    }

    /// Makes an API token for a member, at the server's command line.
    ///
    /// # Errors
    /// Unknown, not active, or the store does not work.
    pub async fn create_token(
        &self,
        ctx: &RequestCtx,
        member: &str,
        label: &str,
    ) -> Result<(ApiToken, SecretText), AppError> {
        if !matches!(ctx.principal, Principal::Operator) {
            return Err(AppError::NotFound("member"));
        }
        let member = self.find_member(member).await?;
        if matches!(member.state, MemberState::Left | MemberState::Locked) {
            return Err(AppError::Value {
                field: "member",
                problem: "is locked or has left",
            });
        }
        let label = Name::parse(label).map_err(AppError::text("label"))?;
        self.make_token(ctx, &member, &label, None).await
    }

    async fn make_token(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        label: &Name,
        step: Option<i64>,
    ) -> Result<(ApiToken, SecretText), AppError> {
        let (secret, hash) = mint(TokenKind::Api, &*self.entropy);
        let token = ApiToken {
            id: TokenId::from_random(random(&*self.entropy)),
            hash,
            member: member.id,
            label: label.to_string(),
            created: ctx.now,
            expires: ctx.now.plus(TOKEN_LIFE),
        };
        let event = Event::new(EventKind::TokenCreated)
            .object(token.id)
            .with("member", member.id.to_string())
            .with("expires", token.expires.to_string());
        let mut commit =
            Commit::record(self.entry(ctx, event)?).change(Change::CreateApiToken(token.clone()));
        if let Some(step) = step {
            commit = commit.change(Change::UseTotpStep {
                member: member.id,
                step,
            });
        }
        self.commit(commit).await?;
        Ok((token, secret))
    }

    pub(super) async fn start_session(
        &self,
        ctx: &RequestCtx,
        member: Member,
        step: Option<i64>,
    ) -> Result<SignedIn, AppError> {
        let (secret, hash) = mint(TokenKind::Session, &*self.entropy);
        let session = Session {
            id: SessionId::from_random(random(&*self.entropy)),
            hash,
            member: member.id,
            created: ctx.now,
            seen: ctx.now,
            expires: ctx.now.plus(SESSION_LIFE),
        };
        let event = Event::new(EventKind::SessionStarted)
            .object(session.id)
            .with("factors", "password totp");
        let mut commit =
            Commit::record(self.entry(ctx, event)?).change(Change::CreateSession(session.clone()));
        if let Some(step) = step {
            commit = commit.change(Change::UseTotpStep {
                member: member.id,
                step,
            });
        }
        self.commit(commit).await?;
        Ok(SignedIn {
            member,
            session: session.id,
            secret,
            expires: session.expires,
        })
    }

    /// The member behind a session cookie, if the session is alive; notes that it was used.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn session_member(
        &self,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<(Member, SessionId)>, AppError> {
        let Some(hash) = parse(TokenKind::Session, cookie) else {
            return Ok(None);
        };
        let Some(session) = self.store.session(&hash).await? else {
            return Ok(None);
        };
        // Also when it was "seen" long after now: the clock went back, and nobody can say how long it was idle.
        let idle = now.since(session.seen).0.saturating_abs();
        if !alive(now, session.expires, SESSION_LIFE) || idle >= SESSION_IDLE.0 {
            return Ok(None);
        }
        if now.since(session.seen) >= TOUCH_EVERY {
            self.store.touch_session(session.id, now).await?;
        }
        let member = self.store.member(session.member).await?;
        Ok(member
            .filter(|member| member.state == MemberState::Active)
            .map(|member| (member, session.id)))
    }

    /// The member behind an API token, if it is alive. A member who has not enrolled yet may act by a token
    /// that the operator made.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn token_member(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Member>, AppError> {
        let Some(hash) = parse(TokenKind::Api, token) else {
            return Ok(None);
        };
        let Some(token) = self.store.api_token(&hash).await? else {
            return Ok(None);
        };
        if !alive(now, token.expires, TOKEN_LIFE) {
            return Ok(None);
        }
        let member = self.store.member(token.member).await?;
        Ok(member
            .filter(|member| matches!(member.state, MemberState::Active | MemberState::Invited)))
    }

    /// Ends a session.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn sign_out(&self, ctx: &RequestCtx, session: SessionId) -> Result<(), AppError> {
        let event = Event::new(EventKind::SessionEnded).object(session);
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::EndSession(session)))
            .await?;
        Ok(())
    }
}
