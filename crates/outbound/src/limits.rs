//! Every bound of this crate, by name.

use std::time::Duration;

/// Longest wait for the connection to the mail server.
pub const SMTP_CONNECT_MAX: Duration = Duration::from_secs(20);
/// Longest time one mail may take from connecting to the server's acceptance.
pub const SMTP_SEND_MAX: Duration = Duration::from_secs(60);
/// Longest line of a text that is carried as it is (RFC 5322 section 2.1.1).
pub const LINE_BYTES_MAX: usize = 998;
/// Longest subject. Beyond it no mail program shows it, and no text of ours needs it.
pub const SUBJECT_BYTES_MAX: usize = 998;
/// Longest text of a mail; ours are a screen or two.
pub const TEXT_BYTES_MAX: usize = 256 << 10;

const _: () = assert!(SMTP_CONNECT_MAX.as_secs() < SMTP_SEND_MAX.as_secs());
