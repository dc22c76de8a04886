//! Any bytes behind a genuine header: nothing opens but what was sealed.
#![no_main]

use coffer_envelope::{Binding, Dek, Suite, open_bytes, seal_bytes};
use std::sync::LazyLock;

const BINDING: Binding = Binding {
    organisation: [1; 16],
    case: [2; 16],
    object: [3; 16],
};

static GENUINE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    seal_bytes(
        &Dek::from_bytes([7; 32]),
        BINDING,
        Suite::Aes256Gcm,
        b"content",
    )
    .map_or(Vec::new(), |(file, _)| file)
});

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let file = [GENUINE.get(..256).unwrap_or_default(), bytes].concat();
    assert!(file == *GENUINE || open_bytes(&Dek::from_bytes([7; 32]), &BINDING, &file).is_err());
});
