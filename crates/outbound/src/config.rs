//! How mail is sent, as the operator configured it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use coffer_domain::ports::Mailer;
use coffer_domain::secret::SecretText;

use crate::folder::FolderMailer;
use crate::smtp::SmtpMailer;

/// Where mail goes.
pub enum MailConfig {
    /// To a mail server.
    Smtp(SmtpConfig),
    /// Into a folder, one `.eml` file a mail. For development: whoever reads the folder reads the codes.
    Folder {
        /// The folder; made (mode 0700) if it is not there.
        path: PathBuf,
        /// The sender, `name@domain` or `Some Name <name@domain>`.
        from: String,
    },
}

/// A mail server and how to speak to it.
pub struct SmtpConfig {
    /// Host name, as its certificate says, or an address.
    pub host: String,
    /// Port; 587 is usual for STARTTLS, 465 for implicit TLS (RFC 8314).
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// Who signs in there, if the server asks for it.
    pub login: Option<SmtpLogin>,
    /// PEM certificates trusted beside the system's, for a server of an organisation's own CA.
    pub ca_pem: Option<Vec<u8>>,
    /// The sender, `name@domain` or `Some Name <name@domain>`.
    pub from: String,
}

/// An account at the mail server.
pub struct SmtpLogin {
    /// Its name.
    pub username: String,
    /// Its password.
    pub password: SecretText,
}

/// How the connection to the mail server is protected. There is no "TLS if offered": whoever sits on
/// the line could then take the offer away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// Plain at first, then STARTTLS or nothing (RFC 3207).
    StartTls,
    /// TLS from the first byte (RFC 8314).
    Implicit,
    /// None. Accepted only for a server on this machine (`localhost` or a loopback address).
    DangerPlaintext,
}

/// The configuration cannot work.
#[derive(Debug, thiserror::Error)]
pub enum MailConfigError {
    /// Not of the form `name@domain` or `Some Name <name@domain>`.
    #[error("the sender `{0}` is not a mail address")]
    Sender(String),
    /// Plaintext to another machine.
    #[error("mail to `{0}` without TLS is refused: plaintext is for a server on this machine only")]
    PlaintextBeyondLoopback(String),
    /// The certificates are not PEM.
    #[error("the certificates for the mail server cannot be read")]
    Certificates(#[source] lettre::transport::smtp::Error),
    /// There is PEM but no certificate in it.
    #[error("there is no certificate in the file meant for the mail server")]
    NoCertificate,
    /// TLS cannot be set up for this host name.
    #[error("TLS to `{host}` cannot be set up")]
    Tls {
        /// The configured host.
        host: String,
        /// Why.
        #[source]
        source: lettre::transport::smtp::Error,
    },
    /// The folder cannot be made.
    #[error("the mail folder `{}` cannot be made", path.display())]
    Folder {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
}

/// The mailer that this configuration asks for. Connects to nothing yet.
///
/// # Errors
/// The configuration cannot work, or the folder cannot be made.
pub fn mailer(config: MailConfig) -> Result<Arc<dyn Mailer>, MailConfigError> {
    Ok(match config {
        MailConfig::Smtp(config) => Arc::new(SmtpMailer::new(config)?),
        MailConfig::Folder { path, from } => Arc::new(FolderMailer::new(path, &from)?),
    })
}
