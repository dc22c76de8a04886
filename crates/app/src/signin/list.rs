//! Sessions from outside: which there are, and ending them.

use coffer_domain::access::Session;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::SessionId;
use coffer_domain::people::Member;
use coffer_domain::time::Timestamp;

use super::session::stepped_up_until;
use crate::app::App;
use crate::error::AppError;

/// A session as lists show it.
pub struct SessionView {
    /// The session.
    pub session: Session,
    /// Until when it reaches sensitive acts, if it does.
    pub stepped_up_until: Option<Timestamp>,
}

impl App {
    /// One of the own sessions, such as the one of this request.
    ///
    /// # Errors
    /// It is not there, or the store does not work.
    pub async fn session_view(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
    ) -> Result<SessionView, AppError> {
        let (session, _) = self.own_session(ctx, session).await?;
        Ok(view(session, ctx.now))
    }

    /// The sessions of a member that are alive, newest first: one's own, or anybody's for administrators and security officers.
    ///
    /// # Errors
    /// Refused, unknown, or the store does not work.
    pub async fn sessions(
        &self,
        ctx: &RequestCtx,
        of: Option<&str>,
    ) -> Result<Vec<SessionView>, AppError> {
        let member = self.self_or_secured(ctx, of).await?;
        let sessions = self.store.sessions(member.id).await?;
        let alive = sessions
            .into_iter()
            .filter(|session| self.is_alive(session, &member, ctx.now));
        Ok(alive.map(|session| view(session, ctx.now)).collect())
    }

    /// Oneself, or somebody else if one may.
    pub(crate) async fn self_or_secured(
        &self,
        ctx: &RequestCtx,
        of: Option<&str>,
    ) -> Result<Member, AppError> {
        match (&ctx.principal, of) {
            (Principal::Member(me), None) => Ok(me.clone()),
            (Principal::Member(me), Some(of))
                if of == me.id.to_string() || of == me.email.as_str() =>
            {
                Ok(me.clone())
            }
            (_, Some(of)) => {
                self.may_secure(ctx).await?;
                self.find_member(of).await
            }
            (_, None) => Err(AppError::NotFound("member")),
        }
    }

    /// Ends a session: one of one's own, or anybody's for administrators and security officers.
    ///
    /// # Errors
    /// Refused, not there, or the store does not work.
    pub async fn end_session(&self, ctx: &RequestCtx, session: SessionId) -> Result<(), AppError> {
        let found = self.store.session_by_id(session).await?;
        let own = match (&ctx.principal, &found) {
            (Principal::Member(me), Some(found)) => found.member == me.id,
            _ => false,
        };
        if !own {
            // Before anything is said about whether it exists.
            self.may_secure(ctx).await?;
        }
        let found = found.ok_or(AppError::NotFound("session"))?;
        let event = Event::new(EventKind::SessionEnded)
            .object(found.id)
            .with("member", found.member.to_string());
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::EndSession(found.id)))
            .await?;
        Ok(())
    }

    /// Ends all sessions of a member: one's own but the one of this request, or anybody's for administrators and security officers.
    ///
    /// # Errors
    /// Refused, unknown, or the store does not work.
    pub async fn end_sessions(
        &self,
        ctx: &RequestCtx,
        of: Option<&str>,
        keep: Option<SessionId>,
    ) -> Result<(), AppError> {
        let member = self.self_or_secured(ctx, of).await?;
        let own = matches!(&ctx.principal, Principal::Member(me) if me.id == member.id);
        let event = Event::new(EventKind::SessionsEnded).object(member.id);
        let change = Change::EndSessionsOf {
            member: member.id,
            keep: keep.filter(|_| own),
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }

    /// Ends the session of this request.
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

fn view(session: Session, now: Timestamp) -> SessionView {
    SessionView {
        stepped_up_until: stepped_up_until(&session, now),
        session,
    }
}
