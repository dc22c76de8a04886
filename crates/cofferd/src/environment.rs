//! Every environment variable `cofferd` reads.

/// The key file's passphrase.
pub(crate) const PASSPHRASE: &str = "COFFER_PASSPHRASE";
/// A solver for proofs about policies, if it is not `cvc5` on the path.
pub(crate) const CVC5: &str = "CVC5";
/// Where programs are.
pub(crate) const PATH: &str = "PATH";
/// What is logged, such as `info` or `coffer_app=debug`.
pub(crate) const LOG: &str = "COFFER_LOG";
