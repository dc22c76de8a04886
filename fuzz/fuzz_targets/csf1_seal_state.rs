//! Any bytes as an upload's state: what parses is written back unchanged.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    if let Ok(state) = coffer_envelope::SealState::from_bytes(bytes) {
        assert_eq!(state.to_bytes(), bytes);
        assert!(state.offset() >= state.durable_len().saturating_sub(256) / 65_564 * 65_536);
    }
});
