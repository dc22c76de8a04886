//! Any bytes as a header.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let _ = coffer_envelope::Header::parse(bytes);
});
