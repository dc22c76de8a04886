//! Signing in: enrolment by a one-time link; passkeys, and password with TOTP or a recovery code; sessions and API tokens;
//! notices of what changed.

mod blocklist;
mod enrol;
mod factors;
mod federated;
mod held;
mod list;
mod notices;
mod passkeys;
mod password;
mod recovery;
mod rules;
mod session;
mod slowed;
mod ticket;
mod tokens;
mod totp;

pub use enrol::EnrolOffer;
pub use federated::{Arrival, Departure};
pub use list::SessionView;
pub use passkeys::{CeremonyAnswer, CeremonyOffer};
pub use rules::{BreachedPasswords, SignInRules};
pub use session::{Recognised, SignedIn};
pub(crate) use slowed::SlowedSources;
pub(crate) use ticket::TICKET_KEY;
pub use tokens::NewToken;
