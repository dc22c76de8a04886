//! Sessions that end because the provider says so.

use coffer_domain::access::FederatedSessions;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::ports::IdpError;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// Ends the sessions a provider's logout message is about. Each message counts once; a message about nobody here
    /// ends nothing and is no error, so that it tells nobody who is here.
    ///
    /// # Errors
    /// [`AppError::LogoutRefused`] if the message does not hold or was acted on before; the caller decides whether
    /// that is recorded, for anybody can send one. The provider or the store does not work.
    pub async fn provider_logout(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        message: &str,
    ) -> Result<(), AppError> {
        let found = self.provider(provider)?;
        let message = match found.logout(message, ctx.now).await {
            Ok(message) => message,
            Err(IdpError::Refused(why)) => return Err(AppError::LogoutRefused(why)),
            Err(error) => return Err(error.into()),
        };
        let ctx = RequestCtx {
            principal: Principal::System,
            ..ctx.clone()
        };
        let event = Event::new(EventKind::SessionsEndedByProvider)
            .with("provider", provider)
            .personal("message", message.message.as_str());
        let change = Change::EndFederatedSessions(FederatedSessions {
            issuer: message.issuer,
            subject: message.subject,
            session: message.session,
            message: message.message,
            at: ctx.now,
        });
        let done = self
            .commit(Commit::record(self.entry(&ctx, event)?).change(change))
            .await;
        match done {
            Err(AppError::Conflict("logout.replayed")) => {
                Err(AppError::LogoutRefused("acted on before"))
            }
            other => other.map(drop),
        }
    }

    /// Records that a logout message was refused.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn note_refused_logout(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        why: &'static str,
    ) -> Result<(), AppError> {
        let event = Event::new(EventKind::ProviderLogoutRefused)
            .with("provider", provider)
            .with("why", why);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(())
    }
}
