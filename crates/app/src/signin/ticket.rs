//! Tickets of ceremonies: what WebAuthn wants to have back at the end travels with the browser meanwhile, under a MAC.
//! So a stranger who only asks makes the server keep nothing; the ticket of a ceremony that succeeds is kept until its
//! time is over, so that it serves once.

use coffer_domain::commit::Change;
use coffer_domain::secret::TokenHash;
use coffer_domain::time::{Span, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::app::App;
use crate::error::AppError;
use crate::life::alive;

/// The server key of the MAC.
pub(crate) const TICKET_KEY: &str = "ceremony ticket key";

const MAC_BYTES: usize = 32;

/// A ticket that came back in time and unaltered.
pub(crate) struct Ticket {
    /// What the ceremony wants to have back.
    pub(crate) state: String,
    hash: TokenHash,
    expires: Timestamp,
}

impl Ticket {
    /// Uses it up.
    pub(crate) fn used(&self, now: Timestamp) -> Change {
        Change::UseTicket {
            hash: self.hash,
            expires: self.expires,
            now,
        }
    }
}

impl App {
    async fn ticket_mac(&self) -> Result<Hmac<Sha256>, AppError> {
        let organisation = self.organisation().await?.id;
        let key = self.keys.server_key(organisation, TICKET_KEY).await?;
        Hmac::<Sha256>::new_from_slice(key.expose())
            .map_err(|_| AppError::Bug("ticket key has a wrong length"))
    }

    /// A ticket for a ceremony, good for so long, and only for what it is bound to.
    pub(crate) async fn seal_ticket(
        &self,
        now: Timestamp,
        life: Span,
        bound_to: &str,
        state: &str,
    ) -> Result<String, AppError> {
        let body = format!("{}\n{bound_to}\n{state}", now.plus(life).0);
        let mut mac = self.ticket_mac().await?;
        mac.update(body.as_bytes());
        let mut bytes = mac.finalize().into_bytes().to_vec();
        bytes.extend_from_slice(body.as_bytes());
        Ok(BASE64URL_NOPAD.encode(&bytes))
    }

    /// Opens a ticket of this life.
    pub(crate) async fn open_ticket(
        &self,
        now: Timestamp,
        life: Span,
        bound_to: &str,
        ticket: &str,
    ) -> Result<Ticket, AppError> {
        let bytes = BASE64URL_NOPAD
            .decode(ticket.as_bytes())
            .map_err(|_| AppError::CeremonyGone)?;
        let (tag, body) = bytes
            .split_at_checked(MAC_BYTES)
            .ok_or(AppError::CeremonyGone)?;
        let mut mac = self.ticket_mac().await?;
        mac.update(body);
        mac.verify_slice(tag).map_err(|_| AppError::CeremonyGone)?;
        let body = std::str::from_utf8(body).map_err(|_| AppError::CeremonyGone)?;
        let mut parts = body.splitn(3, '\n');
        let expires = parts.next().and_then(|text| text.parse().ok());
        let expires = Timestamp(expires.ok_or(AppError::CeremonyGone)?);
        if parts.next() != Some(bound_to) || !alive(now, expires, life) {
            return Err(AppError::CeremonyGone);
        }
        Ok(Ticket {
            state: parts.next().unwrap_or_default().to_owned(),
            hash: TokenHash(Sha256::digest(&bytes).into()),
            expires,
        })
    }
}
