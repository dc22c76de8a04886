//! From the application's mail to an RFC 5322 message.
//!
//! Header injection ends here: addresses are typed, and a subject with a line break or any other
//! control character is refused rather than repaired, because it means a caller let input through.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use coffer_domain::ports::{Mail, MailError};
use coffer_domain::text::is_unsafe_to_show;
use lettre::message::header::{
    ContentTransferEncoding, ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0,
};
use lettre::message::{Body, Mailbox};
use lettre::{Address, Message};

use crate::config::MailConfigError;
use crate::limits::{LINE_BYTES_MAX, SUBJECT_BYTES_MAX, TEXT_BYTES_MAX};

/// Why a mail could not be written down.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ComposeError {
    #[error("the subject has control or text-direction characters")]
    Subject,
    #[error("the subject is longer than {SUBJECT_BYTES_MAX} bytes")]
    SubjectTooLong,
    #[error("the text is longer than {TEXT_BYTES_MAX} bytes")]
    TextTooLong,
    #[error("the recipient is not an address that mail servers take")]
    Recipient(#[source] lettre::address::AddressError),
    #[error("the message cannot be put together")]
    Message(#[source] lettre::error::Error),
}

impl From<ComposeError> for MailError {
    fn from(error: ComposeError) -> Self {
        Self(Box::new(error))
    }
}

/// How the text is carried.
#[derive(Clone, Copy)]
pub(crate) enum Carriage {
    /// Whatever passes every server: 7 bit, quoted-printable or base64.
    AnyServer,
    /// As it is (UTF-8, 8 bit), so that a person or a script can read the file.
    Readable,
}

/// The sender of all mail.
#[derive(Clone)]
pub(crate) struct Sender(Mailbox);

impl Sender {
    pub(crate) fn parse(text: &str) -> Result<Self, MailConfigError> {
        let refuse = || MailConfigError::Sender(text.escape_default().to_string());
        if text.chars().any(is_unsafe_to_show) {
            return Err(refuse());
        }
        text.parse().map(Self).map_err(|_| refuse())
    }

    pub(crate) fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

/// Writes the mail down.
pub(crate) fn compose(
    sender: &Sender,
    mail: &Mail,
    carriage: Carriage,
) -> Result<Message, ComposeError> {
    if mail.subject.len() > SUBJECT_BYTES_MAX {
        return Err(ComposeError::SubjectTooLong);
    }
    if mail.subject.chars().any(is_unsafe_to_show) {
        return Err(ComposeError::Subject);
    }
    if mail.text.len() > TEXT_BYTES_MAX {
        return Err(ComposeError::TextTooLong);
    }
    let to: Address = mail.to.as_str().parse().map_err(ComposeError::Recipient)?;
    Message::builder()
        .from(sender.0.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.subject.clone())
        .message_id(Some(message_id(sender)))
        // RFC 3834: keeps holiday answers and other robots quiet.
        .raw_header(HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        ))
        .header(MIME_VERSION_1_0)
        .header(ContentType::TEXT_PLAIN)
        .body(body(&mail.text, carriage))
        .map_err(ComposeError::Message)
}

fn body(text: &str, carriage: Carriage) -> Body {
    // A lone CR would pass through the library, and some servers take it for a line end: with it a
    // text could end itself and go on with commands (SMTP smuggling).
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let fits = text.split('\n').all(|line| line.len() <= LINE_BYTES_MAX);
    match carriage {
        Carriage::Readable if fits => Body::dangerous_pre_encoded(
            text.replace('\n', "\r\n").into_bytes(),
            ContentTransferEncoding::EightBit,
        ),
        Carriage::Readable | Carriage::AnyServer => Body::new(text),
    }
}

/// Unique for one sender: the time, and a counter for mails of the same instant.
fn message_id(sender: &Sender) -> String {
    let (since_epoch_ms, count) = stamp();
    let process = std::process::id();
    format!("<{since_epoch_ms}.{count}.{process}@{}>", sender.domain())
}

/// Milliseconds since 1970 and a number that this process never gives twice.
pub(crate) fn stamp() -> (u128, u64) {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let since_epoch_ms = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_millis());
    (since_epoch_ms, COUNT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use coffer_domain::text::Email;

    fn written(subject: &str, text: &str, carriage: Carriage) -> Result<String, ComposeError> {
        let sender = Sender::parse("Coffer Support <support@vendor.example>").unwrap();
        let mail = Mail {
            to: Email::parse("jane@contoso.example").unwrap(),
            subject: subject.to_owned(),
            text: text.to_owned(),
        };
        compose(&sender, &mail, carriage)
            .map(|message| String::from_utf8(message.formatted()).unwrap())
    }

    fn header_names(message: &str) -> Vec<&str> {
        let (headers, _) = message.split_once("\r\n\r\n").unwrap();
        headers
            .split("\r\n")
            .filter(|line| !line.starts_with(' '))
            .map(|line| line.split_once(':').unwrap().0)
            .collect()
    }

    #[test]
    fn a_subject_cannot_add_headers_or_end_them() {
        for bad in [
            "code\r\nBcc: thief@evil.example",
            "code\nBcc: thief@evil.example",
            "code\rBcc: thief@evil.example",
            "code\r\n\r\nanother text",
            "code\0",
            "code\u{2028}Bcc: x@y",
            "code\u{202e}",
        ] {
            assert!(
                matches!(
                    written(bad, "", Carriage::AnyServer),
                    Err(ComposeError::Subject)
                ),
                "{bad:?}"
            );
        }
    }

    #[test]
    fn the_message_has_these_headers_and_no_others() {
        let message = written("Ihr Code für Größe", "12\n", Carriage::AnyServer).unwrap();
        assert_eq!(
            header_names(&message),
            [
                "From",
                "To",
                "Subject",
                "Message-ID",
                "Auto-Submitted",
                "MIME-Version",
                "Content-Type",
                "Content-Transfer-Encoding",
                "Date",
            ]
        );
        assert!(message.is_ascii(), "{message}");
        assert!(!message.contains("Größe"));
    }

    #[test]
    fn headers_in_the_text_stay_text() {
        let message = written(
            "code",
            "Bcc: thief@evil.example\n\nhello\n",
            Carriage::AnyServer,
        )
        .unwrap();
        assert!(!header_names(&message).contains(&"Bcc"));
        assert!(message.ends_with("\r\n\r\nBcc: thief@evil.example\r\n\r\nhello\r\n"));
    }

    #[test]
    fn no_bare_line_break_survives_to_smuggle_a_command() {
        let text = "a\n.\nMAIL FROM:<x@y>\r.\rb\r\n.\r\nc";
        for carriage in [Carriage::AnyServer, Carriage::Readable] {
            let message = written("code", text, carriage).unwrap();
            let bare = message.replace("\r\n", "").contains(['\r', '\n']);
            assert!(!bare, "{message:?}");
        }
    }

    #[test]
    fn too_long_is_refused() {
        let long = "x".repeat(SUBJECT_BYTES_MAX + 1);
        assert!(matches!(
            written(&long, "", Carriage::AnyServer),
            Err(ComposeError::SubjectTooLong)
        ));
        let long = "x".repeat(TEXT_BYTES_MAX + 1);
        assert!(matches!(
            written("", &long, Carriage::AnyServer),
            Err(ComposeError::TextTooLong)
        ));
    }

    #[test]
    fn a_sender_that_is_no_address_is_refused() {
        for bad in ["", "support", "a@b\r\nBcc: x@y", "A <a@b", "a@b, c@d"] {
            assert!(Sender::parse(bad).is_err(), "{bad:?}");
        }
        assert!(Sender::parse("support@vendor.example").is_ok());
    }
}
