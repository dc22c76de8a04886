//! Every environment variable `cofferd` reads.

/// The key file's passphrase.
pub(crate) const PASSPHRASE: &str = "COFFER_PASSPHRASE";
/// What is logged, such as `info` or `coffer_app=debug`.
pub(crate) const LOG: &str = "COFFER_LOG";
