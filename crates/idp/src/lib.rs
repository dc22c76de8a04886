//! OpenID Connect as a relying party: authorization code with PKCE, ID tokens, back-channel logout.
//!
//! Signatures are checked by `jsonwebtoken` on aws-lc; the flow around them is here, because it is short and because
//! what it checks is what keeps people apart (why: `docs/decisions`).
//!
//! - **Invariant:** a token counts only with a signature of one of [`limits::ALGORITHMS`] by a key the provider
//!   publishes for that algorithm; never `none`, never a shared secret.
//! - **Invariant:** issuer, audience, authorised party, expiry, nonce and age of the sign-in are all checked; what is
//!   absent is refused.

mod assurance;
mod claims;
pub mod config;
mod fetch;
mod keys;
pub mod limits;
mod provider;

pub use config::{AssuranceRule, ProviderConfig, ProviderConfigError};
pub use provider::OidcProvider;
