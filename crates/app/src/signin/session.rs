//! Sessions: starting, recognising, stepping up.

use coffer_domain::access::{Factors, Federated, Session, StepUp};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Assurance, Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{PasskeyId, SessionId, TokenId};
use coffer_domain::limits::{CLIENT_BYTES_MAX, STEP_UP_LIFE};
use coffer_domain::people::{Member, MemberState, SessionLimits};
use coffer_domain::ports::random;
use coffer_domain::reach::Reach;
use coffer_domain::secret::SecretText;
use coffer_domain::time::{Span, Timestamp};

use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, mint, parse};

/// Sessions are touched at most this often; finer is not worth a write.
const TOUCH_EVERY: Span = Span::minutes(1);

/// A member who has just signed in, or stepped up.
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

/// Who is behind a cookie or token, and how far it reaches.
#[derive(Clone)]
pub struct Recognised {
    /// Who.
    pub member: Member,
    /// How they proved it.
    pub assurance: Assurance,
    /// How far the cookie or token reaches.
    pub reach: Reach,
    /// The session, if it is one and not a token.
    pub session: Option<SessionId>,
    /// The API token, if it is one.
    pub token: Option<TokenId>,
}

/// What was shown, and what it is worth.
#[derive(Clone, Copy)]
pub(crate) struct Shown {
    pub(crate) factors: Factors,
    pub(crate) passkey: Option<PasskeyId>,
    pub(crate) aal: u8,
    pub(crate) phishing_resistant: bool,
}

impl App {
    /// Signs in with password and second factor: a code of the authenticator app, or a recovery code.
    ///
    /// # Errors
    /// [`AppError::SignInFailed`] for every wrong or locked combination alike; store or key provider do not work.
    pub async fn sign_in(
        &self,
        ctx: &RequestCtx,
        email: &str,
        password: SecretText,
        code: &str,
        client: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        let proven = self.check_factors(ctx, email, password, code).await?;
        self.start_session(ctx, proven.member, proven.shown, client, vec![proven.used])
            .await
    }

    /// How long sessions of this member live: by their roles, and no longer than configured.
    fn session_limits(&self, member: &Member) -> SessionLimits {
        SessionLimits::of(&member.roles).and(self.sign_in_rules.session)
    }

    /// Starts a session, together with what belongs to it, such as using up what was shown.
    pub(crate) async fn start_session(
        &self,
        ctx: &RequestCtx,
        member: Member,
        shown: Shown,
        client: Option<&str>,
        with: Vec<Change>,
    ) -> Result<SignedIn, AppError> {
        self.start_vouched(ctx, member, shown, client, with, None)
            .await
    }

    /// As [`App::start_session`], perhaps by a provider's word: then it lasts no longer than that counts.
    pub(super) async fn start_vouched(
        &self,
        ctx: &RequestCtx,
        member: Member,
        shown: Shown,
        client: Option<&str>,
        mut with: Vec<Change>,
        vouched: Option<Federated>,
    ) -> Result<SignedIn, AppError> {
        self.refuse_locked(ctx, &member, "session.start").await?;
        if self.sign_in_rules.needs_attested(&member) && shown.aal < 3 {
            let refused: Result<SignedIn, AppError> = self
                .refuse_sign_in(ctx, Some((&member, None)), "not_attested")
                .await;
            return Err(match refused {
                Err(AppError::SignInFailed) => AppError::AttestedPasskeyRequired,
                Err(error) => error,
                Ok(_) => AppError::Bug("a refusal that signs in"),
            });
        }
        let (secret, hash) = mint(TokenKind::Session, &*self.entropy);
        let mut session = Session {
            id: SessionId::from_random(random(&*self.entropy)),
            hash,
            member: member.id,
            created: ctx.now,
            seen: ctx.now,
            expires: ctx.now.plus(self.session_limits(&member).life),
            factors: shown.factors,
            passkey: shown.passkey,
            aal: shown.aal,
            phishing_resistant: shown.phishing_resistant,
            authenticated: ctx.now,
            // Who comes by a recovery code comes to set up a new way in, and can do nothing else.
            stepped_up: (shown.factors == Factors::PasswordRecoveryCode).then_some(ctx.now),
            client: client.map(shorten),
        };
        if let Some(federated) = vouched {
            session.expires = session.expires.min(federated.ends);
            session.authenticated = federated.authenticated.min(ctx.now);
            session.stepped_up = federated.again.then_some(session.authenticated);
            with.push(Change::NoteFederatedSession {
                session: session.id,
                federated,
            });
        }
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            session: Some(session.id),
            ..ctx.clone()
        };
        let mut event = Event::new(EventKind::SessionStarted)
            .object(session.id)
            .with("factors", session.factors.as_str())
            .with("aal", u32::from(session.aal));
        let position = ctx
            .address
            .and_then(|address| self.watcher.position_of(address));
        if let Some(position) = position {
            event = event.personal("position", position);
        }
        let (id, expires) = (session.id, session.expires);
        let mut commit =
            Commit::record(self.entry(&ctx, event)?).change(Change::CreateSession(session));
        for change in with {
            commit = commit.change(change);
        }
        self.commit(commit).await?;
        Ok(SignedIn {
            member,
            session: id,
            secret,
            expires,
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
    ) -> Result<Option<Recognised>, AppError> {
        let Some((session, recognised)) = self.recognise(cookie, now).await? else {
            return Ok(None);
        };
        if now.since(session.seen) >= TOUCH_EVERY {
            self.store.touch_session(session.id, now).await?;
        }
        Ok(Some(recognised))
    }

    /// Like [`App::session_member`], for what a page does while nobody uses it: it does not keep the session from going idle.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn unattended_session_member(
        &self,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<Recognised>, AppError> {
        let found = self.recognise(cookie, now).await?;
        Ok(found.map(|(_, recognised)| recognised))
    }

    async fn recognise(
        &self,
        cookie: &str,
        now: Timestamp,
    ) -> Result<Option<(Session, Recognised)>, AppError> {
        let Some(hash) = parse(TokenKind::Session, cookie) else {
            return Ok(None);
        };
        let Some(session) = self.store.session(&hash).await? else {
            return Ok(None);
        };
        let member = self.store.member(session.member).await?;
        let Some(member) = member.filter(|member| member.state == MemberState::Active) else {
            return Ok(None);
        };
        // Who became an administrator since, or since that was asked for, begins anew.
        let enough = session.aal >= 3 || !self.sign_in_rules.needs_attested(&member);
        if !enough || !self.is_alive(&session, &member, now) {
            return Ok(None);
        }
        let reach = self.reach_of(&session, &member, now).await?;
        let recognised = Recognised {
            member,
            assurance: Assurance {
                aal: session.aal,
                phishing_resistant: session.phishing_resistant,
                authenticated: Some(session.authenticated),
            },
            reach,
            session: Some(session.id),
            token: None,
        };
        Ok(Some((session, recognised)))
    }

    async fn reach_of(
        &self,
        session: &Session,
        member: &Member,
        now: Timestamp,
    ) -> Result<Reach, AppError> {
        if let Some(asked) = self.asked_by_alert(session, member, now).await? {
            return Ok(asked);
        }
        Ok(Reach::Session {
            stepped_up: stepped_up_until(session, now).is_some(),
        })
    }

    /// Roles may have changed since the session began; the limits of now count.
    pub(crate) fn is_alive(&self, session: &Session, member: &Member, now: Timestamp) -> bool {
        let limits = self.session_limits(member);
        let ends = session.expires.min(session.created.plus(limits.life));
        // Also when it was "seen" long after now: the clock went back, and nobody can say how long it was idle.
        let idle = now.since(session.seen).0.saturating_abs();
        alive(now, ends, limits.life) && idle < limits.idle.0
    }

    /// Shows again, with the password and a fresh code, who is behind a session begun that way: for some minutes it
    /// reaches sensitive acts. The session gets a new secret.
    ///
    /// # Errors
    /// [`AppError::SignInFailed`] if they do not fit; the session was begun otherwise, or is over.
    pub async fn step_up(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
        password: SecretText,
        code: &str,
    ) -> Result<SignedIn, AppError> {
        let (session, member) = self.own_session(ctx, session).await?;
        if session.factors != Factors::PasswordTotp {
            return Err(AppError::Value {
                field: "password",
                problem: "did not begin this session; use what did",
            });
        }
        let proven = self
            .check_factors(ctx, member.email.as_str(), password, code)
            .await?;
        // A recovery code does not stand for the authenticator app where it is about more than a new way in.
        if proven.shown.factors != session.factors {
            return self
                .refuse_sign_in(ctx, Some((&member, None)), "other_factors")
                .await;
        }
        self.renew_session(ctx, &session, member, vec![proven.used])
            .await
    }

    /// The session of this request and its member.
    pub(super) async fn own_session(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
    ) -> Result<(Session, Member), AppError> {
        let Principal::Member(member) = &ctx.principal else {
            return Err(AppError::NotFound("session"));
        };
        let session = self.store.session_by_id(session).await?;
        let session = session.filter(|session| session.member == member.id);
        Ok((
            session.ok_or(AppError::NotFound("session"))?,
            member.clone(),
        ))
    }

    /// Steps a session up, together with what belongs to it.
    pub(super) async fn renew_session(
        &self,
        ctx: &RequestCtx,
        session: &Session,
        member: Member,
        with: Vec<Change>,
    ) -> Result<SignedIn, AppError> {
        self.refuse_locked(ctx, &member, "session.step_up").await?;
        let (secret, hash) = mint(TokenKind::Session, &*self.entropy);
        let event = Event::new(EventKind::SessionSteppedUp)
            .object(session.id)
            .with("factors", session.factors.as_str());
        let mut commit =
            Commit::record(self.entry(ctx, event)?).change(Change::StepUpSession(StepUp {
                session: session.id,
                from: session.hash,
                to: hash,
                at: ctx.now,
            }));
        for change in with {
            commit = commit.change(change);
        }
        self.commit(commit).await?;
        Ok(SignedIn {
            member,
            session: session.id,
            secret,
            expires: session.expires,
        })
    }
}

/// Until when a session reaches sensitive acts, if it does.
pub(super) fn stepped_up_until(session: &Session, now: Timestamp) -> Option<Timestamp> {
    let until = session.stepped_up?.plus(STEP_UP_LIFE);
    alive(now, until, STEP_UP_LIFE).then_some(until)
}

/// What a browser calls itself, without control characters and not too long.
fn shorten(client: &str) -> String {
    let mut text: String = client.chars().filter(|c| !c.is_control()).collect();
    while text.len() > CLIENT_BYTES_MAX {
        text.pop();
    }
    text
}
