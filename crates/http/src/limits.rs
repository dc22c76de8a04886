//! Bounds of the wire.

use std::time::Duration;

/// A field of a plain form that is not the file.
pub(crate) const FORM_FIELD_BYTES_MAX: usize = 4 << 10;
/// Largest JSON body.
pub(crate) const JSON_BODY_BYTES_MAX: usize = 64 << 10;
/// Largest body of the SCIM interface: a group with about 10,000 members.
pub(crate) const SCIM_BODY_BYTES_MAX: usize = 1 << 20;
/// Resources looked at together where a filter has no index.
pub(crate) const SCIM_SCAN_PAGE: usize = 500;
/// Addresses of one person.
pub(crate) const SCIM_EMAILS_MAX: usize = 20;
/// Longest file name in a header or path, still encoded.
pub(crate) const METADATA_BYTES_MAX: usize = 8 << 10;
/// An upload body that brings nothing for so long is given up, in seconds; what arrived is kept.
pub(crate) const BODY_IDLE_SECONDS: u64 = 60;
/// A client has so long to finish the TLS handshake, in seconds.
pub(crate) const HANDSHAKE_SECONDS: u64 = 10;
/// A client has so long to send a request's head, in seconds.
pub(crate) const HEAD_SECONDS: u64 = 30;
/// Connections held at once, if the process may have twice as many files open; for one more, the one on which nothing moved for longest ends.
pub(crate) const CONNECTIONS_MAX: usize = 4_096;
/// A connection on which nothing moves for so long ends, whatever it waits for.
pub(crate) const CONNECTION_IDLE: Duration = Duration::from_secs(300);
/// Before its handshake is done, a second without a byte counts as so many when a connection has to make room.
pub(crate) const HANDSHAKE_WEIGHT: u64 = 16;
const _: () = assert!(NEWS_ALIVE_EVERY.as_secs() * 2 < CONNECTION_IDLE.as_secs());
/// Running requests get so long to end at shutdown, in seconds.
pub(crate) const SHUTDOWN_SECONDS: u64 = 10;
/// How often somebody who listens for news is sent something even if there is none.
pub(crate) const NEWS_ALIVE_EVERY: Duration = Duration::from_secs(20);
/// Guessable entries (sign-in, codes, unknown links) per address and minute.
pub(crate) const GUESSES_PER_MINUTE: u32 = 30;
/// Addresses whose guesses are counted at once.
pub(crate) const GUESSERS_MAX: usize = 10_000;
/// Bytes taken from a socket at once: four TLS records. rustls alone would ask for 4 KiB at a time.
pub(crate) const SOCKET_READ_BYTES: usize = 64 << 10;
/// Bytes HTTP/1.1 gathers of a request's body or an answer's at most.
pub(crate) const HTTP_BUFFER_BYTES: usize = 256 << 10;
/// So much of a refused upload's body is read and thrown away while the refusal is on its way.
pub(crate) const LINGER_BYTES_MAX: usize = 16 << 20;
/// The same in seconds.
pub(crate) const LINGER_SECONDS: u64 = 10;

/// How long a program that sends waits before it tries again while the server is read-only.
pub(crate) const READ_ONLY_RETRY: Duration = Duration::from_secs(60);
