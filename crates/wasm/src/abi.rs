//! What the page calls and what it lends: handles, lengths and addresses, nothing else. Every function here is safe
//! Rust; only the names at the border need the unsafe attribute.
#![expect(
    unsafe_code,
    reason = "exported names and imported functions are the border of the module"
)]

use std::io::{self, Read};
use std::ops::ControlFlow;

use coffer_scan::Progress;

use crate::scanners::{Lent, Scanners};

/// Grows with every change of this file or of the lines that the page must know of.
const VERSION: u32 = 2;

// SAFETY: the page's `host_read` writes at most `bytes` bytes at `room` before it returns, `host_lines` only reads
// those at `lines`, `host_progress` touches no memory, and none keeps an address.
#[link(wasm_import_module = "coffer")]
unsafe extern "C" {
    /// Fills `room`; returns how much of it, 0 at the end of the file, or a negative number if reading failed.
    safe fn host_read(scanner: u32, room: *mut u8, bytes: usize) -> i32;
    /// Anything but 0 stops the scan. Counts are `f64`, which JavaScript calls a number.
    safe fn host_progress(
        scanner: u32,
        read: f64,
        scanned: f64,
        members: u32,
        findings: u32,
    ) -> i32;
    /// Takes whole JSON lines.
    safe fn host_lines(scanner: u32, lines: *const u8, bytes: usize);
}

thread_local! {
    static SCANNERS: Scanners = Scanners::default();
}

struct HostRead {
    scanner: u32,
}

impl Read for HostRead {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let said = host_read(self.scanner, room.as_mut_ptr(), room.len());
        match usize::try_from(said) {
            Ok(bytes) if bytes <= room.len() => Ok(bytes),
            _ => Err(io::Error::other("the page could not read the file")),
        }
    }
}

fn tell(scanner: u32, progress: Progress) -> ControlFlow<()> {
    let findings = u32::try_from(progress.findings).unwrap_or(u32::MAX);
    let (read, scanned) = (progress.read_bytes as f64, progress.scanned_bytes as f64);
    match host_progress(scanner, read, scanned, progress.members, findings) {
        0 => ControlFlow::Continue(()),
        _ => ControlFlow::Break(()),
    }
}

/// The version of this interface.
// SAFETY: this name and those below begin with `coffer_`, so none replaces a symbol of another library.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn coffer_abi() -> u32 {
    VERSION
}

/// A new scanner for a file with a name of `name_bytes`; 0 when the name is too long or too many scanners are alive.
// SAFETY: the name is ours alone, as said above.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn coffer_scanner_new(name_bytes: usize) -> u32 {
    SCANNERS.with(|scanners| scanners.open(name_bytes).unwrap_or(0))
}

/// Where the page writes 32 bytes of case key and then the file's name, before it calls anything else; 0 if there is
/// no such scanner.
// SAFETY: the name is ours alone, as said above.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn coffer_scanner_input(scanner: u32) -> usize {
    let room = |input: &mut [u8]| input.as_mut_ptr().expose_provenance();
    SCANNERS.with(|scanners| scanners.input(scanner, room).unwrap_or(0))
}

/// Scans the file behind `host_read` and ends the scanner; a [`crate::Status`].
// SAFETY: the name is ours alone, as said above.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn coffer_scanner_scan(scanner: u32) -> u32 {
    let lent = Lent {
        reader: &mut HostRead { scanner },
        progress: &mut |progress| tell(scanner, progress),
        lines: &mut |lines| host_lines(scanner, lines.as_ptr(), lines.len()),
    };
    SCANNERS.with(|scanners| scanners.scan(scanner, lent)) as u32
}
