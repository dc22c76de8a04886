//! Signing in by the word of an identity provider.
//!
//! - **Invariant:** people are known by (issuer, subject); an address never makes two people one.
//! - **Invariant:** everything that ties an answer to its question is made from one secret that only the browser that
//!   asked has; the server keeps nothing until there is an answer, and each attempt is answered once.
//! - **Invariant:** what the provider's sign-in is worth is the configuration's word, and the least there is without one.

mod flow;
mod logout;
mod person;

use std::sync::Arc;

use coffer_domain::access::{Factors, Federated};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{MemberId, SessionId};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::{IdentityProvider, IdpError};
use coffer_domain::secret::SecretText;
use coffer_domain::time::Span;

use flow::Attempt;

use super::session::{Shown, SignedIn};
use super::ticket::Ticket;
use crate::app::App;
use crate::error::AppError;

/// Where a browser goes to sign in, and what it keeps until it comes back.
pub struct Departure {
    /// The provider's address.
    pub url: String,
    /// What ties this attempt to the browser, for a cookie.
    pub secret: SecretText,
}

/// What a browser brings back from a provider.
pub struct Arrival {
    /// What it kept.
    pub secret: SecretText,
    /// What came back as `state`.
    pub state: SecretText,
    /// The code.
    pub code: SecretText,
    /// What came back as `iss`.
    pub issuer: Option<String>,
}

impl App {
    /// The configured providers.
    #[must_use]
    pub fn identity_providers(&self) -> &[Arc<dyn IdentityProvider>] {
        &self.identity_providers
    }

    fn provider(&self, id: &str) -> Result<&Arc<dyn IdentityProvider>, AppError> {
        let found = self.identity_providers.iter().find(|it| it.id() == id);
        found.ok_or(AppError::NotFound("identity provider"))
    }

    fn redirect(&self, provider: &str) -> String {
        format!(
            "{}/api/v1/session/oidc/{provider}/callback",
            self.public_url
        )
    }

    /// Begins a sign-in by a provider; with `again` the person has to sign in there once more, which counts as a
    /// step-up: the new session takes the place of `session`. Nothing is kept here.
    ///
    /// # Errors
    /// Unknown, or the provider does not answer.
    pub async fn depart(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        again: bool,
        session: Option<SessionId>,
    ) -> Result<Departure, AppError> {
        let found = self.provider(provider)?;
        let (flow, secret) = self.begin_attempt(ctx, provider, again, session).await?;
        let url = found
            .authorize_url(&self.redirect(provider), &flow, again, ctx.now)
            .await?;
        Ok(Departure { url, secret })
    }

    /// Ends a sign-in by a provider: takes its word, finds the member, starts a session.
    ///
    /// # Errors
    /// [`AppError::SignInFailed`] for everything that does not hold, told apart in ledger and log only; the provider
    /// or the store does not work.
    pub async fn arrive(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        arrival: &Arrival,
        client: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        let found = self.provider(provider)?;
        let attempt = self.attempt(ctx, provider, &arrival.secret).await?;
        let Some(attempt) = attempt.filter(|it| flow::fits(&it.flow, &arrival.state)) else {
            return self.refuse_word(ctx, provider, "state", None).await;
        };
        let done = self
            .take_word(ctx, found.as_ref(), arrival, &attempt, client)
            .await;
        match done {
            Err(AppError::CeremonyGone) => {
                self.refuse_word(ctx, provider, "answered before", None)
                    .await
            }
            other => other,
        }
    }

    async fn take_word(
        &self,
        ctx: &RequestCtx,
        provider: &dyn IdentityProvider,
        arrival: &Arrival,
        attempt: &Attempt,
        client: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        let (id, ticket) = (provider.id(), Some(&attempt.ticket));
        let redirect = self.redirect(id);
        let issuer = arrival.issuer.as_deref();
        let word = provider
            .redeem(&redirect, &arrival.code, issuer, &attempt.flow, ctx.now)
            .await;
        let word = match word {
            Ok(word) => word,
            Err(IdpError::Refused(why)) => return self.refuse_word(ctx, id, why, ticket).await,
            Err(error) => return Err(error.into()),
        };
        let Some(member) = self.member_of(ctx, provider, &word).await? else {
            return self.refuse_word(ctx, id, "nobody here", ticket).await;
        };
        if member.state != MemberState::Active {
            return self.refuse_word(ctx, id, "may not act", ticket).await;
        }
        let shown = Shown {
            factors: Factors::IdentityProvider,
            passkey: None,
            aal: word.aal,
            phishing_resistant: word.phishing_resistant,
        };
        let with = self.used_up(ctx, attempt, &member).await?;
        let ends = word
            .authenticated
            .plus(Span::seconds(provider.auth_age_max()));
        let vouched = Federated {
            issuer: word.issuer,
            subject: word.subject,
            session: word.session,
            authenticated: word.authenticated,
            ends,
            again: attempt.again,
        };
        self.start_vouched(ctx, member, shown, client, with, Some(vouched))
            .await
    }

    /// What ends with an attempt: its ticket, and the session that the new one takes the place of.
    async fn used_up(
        &self,
        ctx: &RequestCtx,
        attempt: &Attempt,
        member: &Member,
    ) -> Result<Vec<Change>, AppError> {
        let mut with = vec![attempt.ticket.used(ctx.now)];
        if let Some(session) = attempt.session {
            let session = self.store.session_by_id(session).await?;
            let theirs = session.filter(|session| session.member == member.id);
            with.extend(theirs.map(|session| Change::EndSession(session.id)));
        }
        Ok(with)
    }

    /// Records that a provider's word was not taken; the attempt, if there is one, is over.
    async fn refuse_word<T>(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        why: &'static str,
        attempt: Option<&Ticket>,
    ) -> Result<T, AppError> {
        let event = Event::new(EventKind::SessionRefused)
            .with("provider", provider)
            .with("why", why);
        let mut commit = Commit::record(self.entry(ctx, event)?);
        if let Some(ticket) = attempt {
            commit = commit.change(ticket.used(ctx.now));
        }
        self.commit(commit).await?;
        Err(AppError::SignInFailed)
    }

    /// Lets somebody who was only invited act: the provider's sign-in is how they sign in.
    async fn activate(&self, ctx: &RequestCtx, member: MemberId) -> Result<(), AppError> {
        let event = Event::new(EventKind::EnrolmentCompleted).object(member);
        let change = Change::SetMemberState {
            member,
            to: MemberState::Active,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }
}
