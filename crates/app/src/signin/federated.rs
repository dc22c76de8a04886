//! Signing in by the word of an identity provider.
//!
//! - **Invariant:** people are known by (issuer, subject); an address never makes two people one.
//! - **Invariant:** everything that ties an answer to its question is made from one secret that only the browser that
//!   asked has; the server keeps nothing until the answer holds.
//! - **Invariant:** what the provider's sign-in is worth is the configuration's word, and the least there is without one.

mod flow;
mod logout;
mod person;

use std::sync::Arc;

use coffer_domain::access::{Factors, Federated};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::people::MemberState;
use coffer_domain::ports::{IdentityProvider, IdpError};
use coffer_domain::secret::SecretText;
use coffer_domain::time::Span;

pub(crate) use flow::Answered;

use super::session::{Shown, SignedIn};
use crate::app::App;
use crate::error::AppError;
use crate::token::{TokenKind, mint};

/// What ends the secret of an attempt in which the person has to sign in at the provider once more. Whoever forges it
/// gains nothing: what counts is when the provider says that they did.
const AGAIN: &str = ".again";

/// Where a browser goes to sign in, and what it keeps until it comes back.
pub struct Departure {
    /// The provider's address.
    pub url: String,
    /// The secret of this attempt, for a cookie.
    pub secret: SecretText,
}

/// What a browser brings back from a provider.
pub struct Arrival {
    /// The secret it kept.
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
    /// step-up. Nothing is kept here.
    ///
    /// # Errors
    /// Unknown, or the provider does not answer.
    pub async fn depart(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        again: bool,
    ) -> Result<Departure, AppError> {
        let found = self.provider(provider)?;
        let (secret, _) = mint(TokenKind::Flow, &*self.entropy);
        let secret = if again {
            SecretText::new(format!("{}{AGAIN}", secret.expose()))
        } else {
            secret
        };
        let flow = flow::of(provider, &secret);
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
        let flow = flow::of(provider, &arrival.secret);
        if !flow::fits(&flow, &arrival.state) || !self.answered.first(&flow) {
            return self.refuse_word(ctx, provider, "state").await;
        }
        let redirect = self.redirect(provider);
        let issuer = arrival.issuer.as_deref();
        let word = found
            .redeem(&redirect, &arrival.code, issuer, &flow, ctx.now)
            .await;
        let word = match word {
            Ok(word) => word,
            Err(IdpError::Refused(why)) => return self.refuse_word(ctx, provider, why).await,
            Err(error) => return Err(error.into()),
        };
        let Some(member) = self.member_of(ctx, found.as_ref(), &word).await? else {
            return self.refuse_word(ctx, provider, "nobody here").await;
        };
        if member.state != MemberState::Active {
            return self.refuse_word(ctx, provider, "may not act").await;
        }
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            ..ctx.clone()
        };
        let shown = Shown {
            factors: Factors::IdentityProvider,
            passkey: None,
            aal: word.aal,
            phishing_resistant: word.phishing_resistant,
        };
        let ends = word.authenticated.plus(Span::seconds(found.auth_age_max()));
        let vouched = Federated {
            issuer: word.issuer,
            subject: word.subject,
            session: word.session,
            authenticated: word.authenticated,
            ends,
            again: arrival.secret.expose().ends_with(AGAIN),
        };
        self.start_federated_session(&ctx, member, shown, client, vouched)
            .await
    }

    /// Records that a provider's word was not taken.
    async fn refuse_word<T>(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        why: &'static str,
    ) -> Result<T, AppError> {
        let event = Event::new(EventKind::SessionRefused)
            .with("provider", provider)
            .with("why", why);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Err(AppError::SignInFailed)
    }

    /// Lets somebody who was only invited act: the provider's sign-in is how they sign in.
    async fn activate(
        &self,
        ctx: &RequestCtx,
        member: coffer_domain::id::MemberId,
    ) -> Result<(), AppError> {
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
