//! Mail by SMTP (RFC 5321) with required TLS.

use std::net::IpAddr;

use async_trait::async_trait;
use coffer_domain::ports::{Mail, MailError, Mailer};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tracing::instrument;

use crate::config::{MailConfigError, SmtpConfig, SmtpTls};
use crate::limits::{SMTP_CONNECT_MAX, SMTP_SEND_MAX};
use crate::message::{Carriage, Sender, compose};

/// Why a mail was not handed over.
#[derive(Debug, thiserror::Error)]
enum SendError {
    #[error("the mail server did not take it")]
    Smtp(#[source] lettre::transport::smtp::Error),
    #[error("the mail server took longer than {} s", SMTP_SEND_MAX.as_secs())]
    TooSlow,
}

impl From<SendError> for MailError {
    fn from(error: SendError) -> Self {
        Self(Box::new(error))
    }
}

/// Hands each mail to one server over a connection of its own. Retrying is the caller's affair.
pub struct SmtpMailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    sender: Sender,
}

impl SmtpMailer {
    /// Checks the configuration; connects to nothing.
    ///
    /// # Errors
    /// The sender is no address, the certificates are none, or plaintext would leave this machine.
    pub fn new(config: SmtpConfig) -> Result<Self, MailConfigError> {
        let sender = Sender::parse(&config.from)?;
        let tls = protection(&config)?;
        // The name in EHLO: servers refuse one without a dot, and the sender's domain is one they know.
        let hello = ClientId::Domain(sender.domain().to_owned());
        let mut transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(config.host.as_str())
                .port(config.port)
                .tls(tls)
                .hello_name(hello)
                .timeout(Some(SMTP_CONNECT_MAX));
        if let Some(login) = config.login {
            transport = transport.credentials(Credentials::new(
                login.username,
                login.password.expose().to_owned(),
            ));
        }
        Ok(Self {
            transport: transport.build(),
            sender,
        })
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    #[instrument(name = "mail", level = "debug", skip_all, fields(otel.kind = "client"))]
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = compose(&self.sender, &mail, Carriage::AnyServer)?;
        tokio::time::timeout(SMTP_SEND_MAX, self.transport.send(message))
            .await
            .map_err(|_| SendError::TooSlow)?
            .map_err(SendError::Smtp)?;
        Ok(())
    }
}

fn protection(config: &SmtpConfig) -> Result<Tls, MailConfigError> {
    match config.tls {
        SmtpTls::DangerPlaintext if is_this_machine(&config.host) => Ok(Tls::None),
        SmtpTls::DangerPlaintext => Err(MailConfigError::PlaintextBeyondLoopback(
            config.host.clone(),
        )),
        SmtpTls::StartTls => Ok(Tls::Required(parameters(config)?)),
        SmtpTls::Implicit => Ok(Tls::Wrapper(parameters(config)?)),
    }
}

fn parameters(config: &SmtpConfig) -> Result<TlsParameters, MailConfigError> {
    let mut builder = TlsParameters::builder(config.host.clone());
    if let Some(pem) = &config.ca_pem {
        if !pem.windows(BEGIN.len()).any(|window| window == BEGIN) {
            return Err(MailConfigError::NoCertificate);
        }
        let certificate = Certificate::from_pem(pem).map_err(MailConfigError::Certificates)?;
        builder = builder.add_root_certificate(certificate);
    }
    builder.build().map_err(|source| MailConfigError::Tls {
        host: config.host.clone(),
        source,
    })
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn is_this_machine(host: &str) -> bool {
    host == "localhost"
        || host
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
