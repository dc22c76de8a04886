//! One secret per attempt, from which everything that goes to the provider is derived. It travels with the browser in
//! a ticket, so that it is good for some minutes, at one provider, once.

use coffer_domain::context::RequestCtx;
use coffer_domain::id::SessionId;
use coffer_domain::limits::PROVIDER_SIGN_IN_LIFE;
use coffer_domain::ports::SignInFlow;
use coffer_domain::secret::SecretText;
use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::super::ticket::Ticket;
use crate::app::App;
use crate::error::AppError;
use crate::token::{TokenKind, mint};

/// Marks an attempt in which the person has to sign in at the provider once more.
const AGAIN: &str = "again";

/// An attempt that came back in time and unaltered.
pub(super) struct Attempt {
    pub(super) flow: SignInFlow,
    /// Whether the person had to sign in at the provider once more.
    pub(super) again: bool,
    /// The session it began in.
    pub(super) session: Option<SessionId>,
    pub(super) ticket: Ticket,
}

/// State, nonce and verifier of the attempt with this secret at this provider.
pub(super) fn of(provider: &str, secret: &str) -> SignInFlow {
    let derive = |what: &str| {
        let mut hash = Sha256::new();
        for part in ["coffer/oidc/v1", what, provider, secret] {
            let length = u64::try_from(part.len()).unwrap_or(u64::MAX);
            hash.update(length.to_be_bytes());
            hash.update(part.as_bytes());
        }
        SecretText::new(BASE64URL_NOPAD.encode(&hash.finalize()))
    };
    SignInFlow {
        state: derive("state"),
        nonce: derive("nonce"),
        verifier: derive("verifier"),
    }
}

/// Whether what came back as `state` is this attempt's.
pub(super) fn fits(flow: &SignInFlow, state: &SecretText) -> bool {
    let (ours, theirs) = (flow.state.expose(), state.expose());
    ours.as_bytes().ct_eq(theirs.as_bytes()).into()
}

fn bound_to(provider: &str) -> String {
    format!("sign-in at {provider}")
}

impl App {
    /// A new attempt: what goes to the provider, and what the browser keeps.
    pub(super) async fn begin_attempt(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        again: bool,
        session: Option<SessionId>,
    ) -> Result<(SignInFlow, SecretText), AppError> {
        let (secret, _) = mint(TokenKind::Flow, &*self.entropy);
        let again = if again { AGAIN } else { "" };
        let session = session.map(|session| session.to_string());
        let kept = [secret.expose(), again, session.as_deref().unwrap_or("")].join("\n");
        let ticket = self
            .seal_ticket(ctx.now, PROVIDER_SIGN_IN_LIFE, &bound_to(provider), &kept)
            .await?;
        Ok((of(provider, secret.expose()), SecretText::new(ticket)))
    }

    /// The attempt that the browser kept; none if it is over, altered or another provider's.
    pub(super) async fn attempt(
        &self,
        ctx: &RequestCtx,
        provider: &str,
        kept: &SecretText,
    ) -> Result<Option<Attempt>, AppError> {
        let ticket = self
            .open_ticket(
                ctx.now,
                PROVIDER_SIGN_IN_LIFE,
                &bound_to(provider),
                kept.expose(),
            )
            .await;
        let ticket = match ticket {
            Ok(ticket) => ticket,
            Err(AppError::CeremonyGone) => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut parts = ticket.state.split('\n');
        let flow = of(provider, parts.next().unwrap_or_default());
        let again = parts.next() == Some(AGAIN);
        let session = parts.next().and_then(|text| text.parse().ok());
        Ok(Some(Attempt {
            flow,
            again,
            session,
            ticket,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_to_the_provider_belongs_to_one_attempt_at_one_provider() {
        let (here, there) = (of("here", "x"), of("there", "x"));
        assert!(fits(&here, &here.state));
        for other in [
            &there.state,
            &of("here", "y").state,
            &here.nonce,
            &here.verifier,
        ] {
            assert!(!fits(&here, other));
        }
        // RFC 7636 section 4.1: 43 to 128 characters.
        assert_eq!(here.verifier.expose().len(), 43);
    }
}
