//! Key providers behind [`coffer_envelope::KeyProvider`].
//!
//! [`KeyFile`] is the default: key-encryption keys in one file, sealed by a passphrase. Further providers live
//! beside it, one module each, and pass the contract suite in `tests/it/contract.rs`.
//!
//! - **Invariant:** a key-encryption key never leaves this crate, and a wrap opens only under the context it
//!   was made for (authenticated, not compared).
//! - **Invariant:** a key generation, once used, is never dropped: the file on disk is re-read under a lock
//!   before it is replaced, and replaced only by a durable rename.
//! - **Invariant:** no first-party crate but `coffer-envelope` is named here.

mod kdf;
mod key_file;
pub mod limits;

pub use kdf::{KdfParams, KdfParamsError, Passphrase, PassphraseError};
pub use key_file::{KeyFile, KeyFileError};
