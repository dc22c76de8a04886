//! What leaves for the outside world: mail, by SMTP or (in development) into a folder; events, to [`sink`]s.
//!
//! Both mailers implement [`coffer_domain::ports::Mailer`] and compose the same message; they differ
//! only in where it goes.

pub mod config;
pub mod folder;
pub mod limits;
mod message;
pub mod sink;
pub mod smtp;
mod witness;

pub use config::{MailConfig, MailConfigError, SmtpConfig, SmtpLogin, SmtpTls, mailer};
pub use folder::FolderMailer;
pub use smtp::SmtpMailer;
pub use witness::{HttpsWitness, WitnessConfig};
