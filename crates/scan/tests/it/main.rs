//! Integration tests of the scanner, through its public interface only.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    reason = "tests"
)]

mod accuracy;
mod archives;
mod behind;
mod chunking;
mod damage;
mod decoding;
mod false_alarms;
mod hostile;
mod layouts;
mod metamorphic;
mod names;
mod nests;
mod packed;
mod redact;
mod redact_files;
mod rule_examples;
mod samples;
mod search;
mod secrets;
mod sidecar;
mod streams;
mod structure;
mod utf16;
mod working_copy;
mod zips;
