//! The scanners alive in one module, by handle. A scan may be running while another is made: the functions it is lent
//! are free to call back into the module.

use std::cell::{OnceCell, RefCell};
use std::io::Read;
use std::mem;
use std::ops::ControlFlow;

use coffer_scan::{CaseKey, Limits, Progress, RuleSet, ScanError, ScanReport, scan};
use zeroize::Zeroizing;

use crate::limits::{KEY_BYTES, NAME_BYTES_MAX, SCANNERS_MAX};
use crate::lines::write_lines;

/// How a scan ended; the numbers are part of the ABI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub enum Status {
    /// The file was scanned and its lines were handed out.
    Done = 0,
    /// The progress function broke off.
    Stopped = 1,
    /// The read function failed.
    ReadFailed = 2,
    /// There is no such scanner, or it is scanning.
    NoScanner = 3,
    /// The built-in rules do not compile.
    Rules = 4,
}

/// What a scan is lent by its caller.
pub struct Lent<'a> {
    /// The file.
    pub reader: &'a mut dyn Read,
    /// Told how far the scan is; may stop it.
    pub progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
    /// Takes whole JSON lines, many at a time, when the scan has come to its end.
    pub lines: &'a mut dyn FnMut(&[u8]),
}

enum Slot {
    Free,
    /// The case key and the file's name.
    Ready(Zeroizing<Vec<u8>>),
    Running,
}

/// All scanners of a module. One scanner scans one file and is gone.
#[derive(Default)]
pub struct Scanners {
    rules: OnceCell<Option<RuleSet>>,
    slots: RefCell<Vec<Slot>>,
}

impl Scanners {
    /// Makes a scanner for a file with a name of `name_bytes`; `None` when [`SCANNERS_MAX`] are alive or the name is
    /// longer than [`NAME_BYTES_MAX`].
    #[must_use]
    pub fn open(&self, name_bytes: usize) -> Option<u32> {
        let mut slots = self.slots.borrow_mut();
        let free = slots.iter().position(|slot| matches!(slot, Slot::Free));
        let at = free.unwrap_or(slots.len());
        if at >= SCANNERS_MAX || name_bytes > NAME_BYTES_MAX {
            return None;
        }
        let ready = Slot::Ready(Zeroizing::new(vec![0; KEY_BYTES + name_bytes]));
        match slots.get_mut(at) {
            Some(slot) => *slot = ready,
            None => slots.push(ready),
        }
        u32::try_from(at + 1).ok()
    }

    /// Lets `write` fill in the case key and, behind it, the file's name.
    pub fn input<T>(&self, scanner: u32, write: impl FnOnce(&mut [u8]) -> T) -> Option<T> {
        self.with(scanner, |slot| match slot {
            Slot::Ready(input) => Some(write(input)),
            Slot::Free | Slot::Running => None,
        })?
    }

    /// Scans one file and ends the scanner. What is lent may use other scanners meanwhile.
    pub fn scan(&self, scanner: u32, lent: Lent<'_>) -> Status {
        let begun = self.with(scanner, |slot| match mem::replace(slot, Slot::Running) {
            Slot::Ready(input) => Some(input),
            other => {
                *slot = other;
                None
            }
        });
        let Some(input) = begun.flatten() else {
            return Status::NoScanner;
        };
        let result = self.report(&input, lent.reader, lent.progress);
        self.with(scanner, |slot| *slot = Slot::Free);
        match result {
            Ok(report) => {
                write_lines(&report, lent.lines);
                Status::Done
            }
            Err(status) => status,
        }
    }

    fn report(
        &self,
        input: &[u8],
        reader: &mut dyn Read,
        progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
    ) -> Result<ScanReport, Status> {
        let (key, name) = input
            .split_first_chunk::<KEY_BYTES>()
            .ok_or(Status::NoScanner)?;
        let rules = self
            .rules
            .get_or_init(|| RuleSet::builtin().ok())
            .as_ref()
            .ok_or(Status::Rules)?;
        let key = CaseKey::new(*key);
        scan(reader, name, rules, &key, &Limits::default(), progress).map_err(|error| match error {
            ScanError::Stopped => Status::Stopped,
            ScanError::Read(_) => Status::ReadFailed,
        })
    }

    fn with<T>(&self, scanner: u32, act: impl FnOnce(&mut Slot) -> T) -> Option<T> {
        let at = usize::try_from(scanner).ok()?.checked_sub(1)?;
        self.slots.borrow_mut().get_mut(at).map(act)
    }
}
