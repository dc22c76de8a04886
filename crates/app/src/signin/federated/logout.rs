//! Sessions that end because the provider says so, or because its sign-in is too old.

use coffer_domain::access::{Federated, FederatedSessions};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::people::Member;
use coffer_domain::ports::IdpError;

use super::super::session::{Shown, SignedIn};
use crate::app::App;
use crate::error::AppError;

impl App {
    /// Starts a session that lasts no longer than the provider's sign-in counts, and that the provider can end.
    pub(super) async fn start_federated_session(
        &self,
        ctx: &RequestCtx,
        member: Member,
        shown: Shown,
        client: Option<&str>,
        vouched: Federated,
    ) -> Result<SignedIn, AppError> {
        self.start_vouched(ctx, member, shown, client, Vec::new(), Some(vouched))
            .await
    }

    /// Ends the sessions a provider's logout message is about. Each message counts once; a message about nobody here
    /// ends nothing and is no error, so that it tells nobody who is here.
    ///
    /// # Errors
    /// [`AppError::SignInFailed`] if the message does not hold or was acted on before; the store does not work.
    pub async fn provider_logout(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        message: &str,
    ) -> Result<(), AppError> {
        let found = self.provider(provider)?;
        let message = match found.logout(message, ctx.now).await {
            Ok(message) => message,
            Err(IdpError::Refused(why)) => return self.refuse_word(ctx, provider, why).await,
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
                self.refuse_word(&ctx, provider, "replayed").await
            }
            other => other.map(drop),
        }
    }
}
