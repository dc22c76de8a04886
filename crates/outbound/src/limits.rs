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

/// Longest wait for the connection to a sink, TLS included.
pub const SINK_CONNECT_MAX: Duration = Duration::from_secs(10);
/// Longest time a sink may take over a batch, from connecting to its answer.
pub const SINK_ANSWER_MAX: Duration = Duration::from_secs(30);
/// How long a syslog server may take to read a batch and to close the connection.
pub const SYSLOG_CLOSE_MAX: Duration = Duration::from_secs(30);
/// How long to wait at least for a reset that tells that a syslog server did not read to the end.
pub const SYSLOG_RESET_MIN: Duration = Duration::from_millis(50);
/// How long at most; normally two round trips.
pub const SYSLOG_RESET_MAX: Duration = Duration::from_secs(1);
/// Longest answer of a witness.
pub const WITNESS_ANSWER_BYTES_MAX: usize = 64 << 10;
/// Secrets a webhook signs with at the same time: enough to change from one to the next.
pub const WEBHOOK_SECRETS_MAX: usize = 2;
/// Fewest bytes of a webhook's secret (Standard Webhooks).
pub const WEBHOOK_SECRET_BYTES_MIN: usize = 24;
/// Most bytes of a webhook's secret (Standard Webhooks).
pub const WEBHOOK_SECRET_BYTES_MAX: usize = 64;

const _: () = assert!(SMTP_CONNECT_MAX.as_secs() < SMTP_SEND_MAX.as_secs());
