//! Signing in: enrolment by a one-time link, then password and TOTP; sessions and API tokens.

mod enrol;
mod factors;
mod password;
mod session;
mod totp;

pub use enrol::EnrolOffer;
pub use session::SignedIn;
