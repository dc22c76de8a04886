//! Sealing: the object format CSF1, the wraps of its keys, and the [`KeyProvider`] joint.
//!
//! `docs/formats/csf1.md` specifies the format; `vectors/` holds its test vectors, one file per
//! malformation, made by a second implementation.
//!
//! - **Invariant:** no plaintext byte is released before its whole record was authenticated, and nothing is
//!   decrypted before the header's key commitment and binding were checked.
//! - **Invariant:** every encryption draws a fresh random nonce, so no retry after any crash repeats one.
//! - **Invariant:** no file, network, clock or environment is touched. Entropy is drawn in three places only:
//!   nonces and salts inside sealing, [`Dek::generate`], and [`SystemRng`].
//! - **Invariant:** secrets have no `Debug`, no equality and are wiped on drop.

mod case_key;
mod chain;
mod header;
mod keys;
pub mod limits;
mod link_wrap;
mod opener;
mod provider;
mod reader;
mod rng;
mod sealer;
mod secret;
mod state;
mod whole;

pub use case_key::{
    CaseKeyError, CaseKeyPair, CasePrivateKey, CasePublicKey, SEALED_DEK_BYTES, derive_case_key,
    open_dek, seal_dek,
};
pub use header::{Binding, BindingField, Header, HeaderError, Suite};
pub use keys::{CryptoError, UnlockError};
pub use link_wrap::{LINK_WRAP_BYTES, LinkWrapError, unwrap_for_link, wrap_for_link};
pub use opener::{OpenError, Opener, RecordSpan, Segments};
pub use provider::{KeyProvider, KmsError, WrapContext};
pub use reader::{ReadAt, SealedReader};
pub use rng::{SystemRng, rand_core};
pub use sealer::{ResumeError, SealError, Sealed, Sealer};
pub use secret::{CaseSecret, Dek, EntropyError, SecretBytes};
pub use state::{SealState, SealStateError};
pub use whole::{open_bytes, seal_bytes};
