//! Behaviour of the public interface; `vectors` reads the files of `vectors/`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "helpers of tests may fail the test"
)]

mod append;
mod keys;
mod ranges;
mod tamper;
mod vectors;

use coffer_envelope::{Binding, Dek};

/// Content that differs everywhere, so that moved bytes are noticed.
fn content(len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    let mut hasher = blake3::Hasher::new();
    hasher.update(b"test content");
    hasher.finalize_xof().fill(&mut bytes);
    bytes
}

fn dek() -> Dek {
    Dek::from_bytes([7; 32])
}

fn binding() -> Binding {
    Binding {
        organisation: [1; 16],
        case: [2; 16],
        object: [3; 16],
    }
}

/// Transfers move between threads of the server.
#[test]
fn sealers_and_openers_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<coffer_envelope::Sealer>();
    crosses::<coffer_envelope::Opener>();
    crosses::<coffer_envelope::SealedReader<Vec<u8>>>();
    crosses::<coffer_envelope::CasePrivateKey>();
}
