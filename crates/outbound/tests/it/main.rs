//! Mail as it arrives: in a folder, at a scripted server that misbehaves, and at a real one.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "helpers of tests; a failure here is a failed test"
)]

mod folder;
mod peer;
mod refusals;

use coffer_domain::ports::{Mail, MailError};
use coffer_domain::text::Email;

fn mail(to: &str, subject: &str, text: &str) -> Mail {
    Mail {
        to: Email::parse(to).unwrap(),
        subject: subject.to_owned(),
        text: text.to_owned(),
    }
}

/// The error with its causes, as a log would show it.
fn chain(error: &MailError) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text
}
