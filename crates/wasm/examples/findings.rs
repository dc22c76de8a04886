//! `cargo run -p coffer-wasm --example findings -- FILE`: the lines the module gives for a file, from native code.
//! The tests of the module compare the two byte for byte. Case key: 32 bytes of 1.
#![expect(clippy::unwrap_used, reason = "a tool of the tests")]

use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;

use coffer_wasm::{Lent, Scanners, Status};

fn main() {
    let path = PathBuf::from(std::env::args_os().nth(1).unwrap());
    let name = path.file_name().unwrap().as_encoded_bytes();
    let scanners = Scanners::default();
    let scanner = scanners.open(name.len()).unwrap();
    let fill = |input: &mut [u8]| {
        let (key, rest) = input.split_at_mut(coffer_wasm::limits::KEY_BYTES);
        key.fill(1);
        rest.copy_from_slice(name);
    };
    scanners.input(scanner, fill).unwrap();
    let mut out = std::io::stdout().lock();
    let lent = Lent {
        reader: &mut std::fs::File::open(&path).unwrap(),
        progress: &mut |_| ControlFlow::Continue(()),
        lines: &mut |lines| out.write_all(lines).unwrap(),
    };
    assert_eq!(scanners.scan(scanner, lent), Status::Done);
}
