//! Offline verification of an exported log: every entry against the tiles, every tile against the signed root.

use crate::checkpoint::{Checkpoint, CheckpointError, verify_checkpoint};
use crate::frontier::Frontier;
use crate::hash::Hash;
use crate::limits::OPENINGS_LEN_MAX;
use crate::note::{Cosignature, LogVerifier, WitnessVerifier};

mod error;
mod openings;
mod run;

pub use error::ExportError;

/// Path of the signed checkpoint in an export.
pub const CHECKPOINT_PATH: &str = "checkpoint";

/// Path of the optional openings in an export: one [`crate::ExportOpening`] a line.
pub const OPENINGS_PATH: &str = "openings.jsonl";

/// The files of an export.
pub trait ExportSource {
    /// The whole file, or `None` if it does not exist. Paths are relative and use `/`.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String>;
}

/// How far a verification has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Entries checked so far.
    pub verified: u64,
    /// Entries the checkpoint signs.
    pub size: u64,
}

/// What a whole and unaltered export showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportReport {
    pub checkpoint: Checkpoint,
    /// Witnesses, of those that were given, that cosigned the checkpoint.
    pub cosignatures: Vec<Cosignature>,
    /// Sizes of the older trusted checkpoints the log was found to extend, ascending.
    pub extends: Vec<u64>,
    /// Sum of the entries' lengths.
    pub entry_bytes: u64,
    pub openings_checked: u64,
}

impl ExportReport {
    #[must_use]
    pub fn size(&self) -> u64 {
        self.checkpoint.size
    }

    #[must_use]
    pub fn root(&self) -> Hash {
        self.checkpoint.root
    }
}

/// Verifies an export in tlog-tiles layout, holding one bundle and one tile per level at a time.
pub struct ExportVerifier<'a> {
    source: &'a dyn ExportSource,
    log: &'a LogVerifier,
    witnesses: &'a [WitnessVerifier],
    trusted: Vec<Checkpoint>,
}

impl<'a> ExportVerifier<'a> {
    /// `log` must come from elsewhere than the export.
    #[must_use]
    pub fn new(source: &'a dyn ExportSource, log: &'a LogVerifier) -> Self {
        Self {
            source,
            log,
            witnesses: &[],
            trusted: Vec::new(),
        }
    }

    /// Also checks the cosignatures of these witnesses.
    #[must_use]
    pub fn witnesses(mut self, witnesses: &'a [WitnessVerifier]) -> Self {
        self.witnesses = witnesses;
        self
    }

    /// Also demands that the log extends this older checkpoint, which the caller has verified and kept.
    #[must_use]
    pub fn extending(mut self, older: Checkpoint) -> Self {
        self.trusted.push(older);
        self
    }

    /// Reads and checks everything the checkpoint signs; `progress` is called after each bundle.
    ///
    /// Stops at the first thing that is wrong, in the order of the entries.
    pub fn verify(&self, progress: &mut dyn FnMut(Progress)) -> Result<ExportReport, ExportError> {
        let note = self
            .read(CHECKPOINT_PATH)?
            .ok_or_else(|| ExportError::Missing {
                path: CHECKPOINT_PATH.to_owned(),
                first_entry: 0,
            })?;
        let note = String::from_utf8(note)
            .map_err(|_| CheckpointError::Malformed("it is not UTF-8 text"))?;
        let verified = verify_checkpoint(&note, self.log, self.witnesses)?;
        let trusted = self.trusted_before(&verified.checkpoint)?;
        let extends: Vec<u64> = trusted.iter().map(|older| older.size).collect();
        let openings = self.read_openings(verified.checkpoint.size)?;
        let openings_checked = openings.count();
        let mut run = run::Run {
            verifier: self,
            size: verified.checkpoint.size,
            frontier: Frontier::default(),
            uppers: Vec::new(),
            trusted,
            openings,
            entry_bytes: 0,
        };
        run.entries(progress)?;
        let computed = run.frontier.root();
        if computed != verified.checkpoint.root {
            return Err(ExportError::RootMismatch {
                signed: verified.checkpoint.root,
                computed,
            });
        }
        Ok(ExportReport {
            entry_bytes: run.entry_bytes,
            checkpoint: verified.checkpoint,
            cosignatures: verified.cosignatures,
            extends,
            openings_checked,
        })
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, ExportError> {
        self.source
            .read(path)
            .map_err(|reason| ExportError::Unreadable {
                path: path.to_owned(),
                reason,
            })
    }

    /// The older checkpoints by ascending size, after refusing those the export cannot extend.
    fn trusted_before(&self, head: &Checkpoint) -> Result<Vec<Checkpoint>, ExportError> {
        let mut trusted = self.trusted.clone();
        trusted.sort_by_key(|older| older.size);
        for older in &trusted {
            if older.origin != head.origin {
                let (expected, found) = (head.origin.clone(), older.origin.clone());
                return Err(CheckpointError::WrongLog { expected, found }.into());
            }
            if older.size > head.size {
                return Err(ExportError::CutOff {
                    size: head.size,
                    trusted: older.size,
                });
            }
        }
        Ok(trusted)
    }

    fn read_openings(&self, size: u64) -> Result<openings::Openings, ExportError> {
        let Some(bytes) = self.read(OPENINGS_PATH)? else {
            return Ok(openings::Openings::default());
        };
        if bytes.len() > OPENINGS_LEN_MAX {
            return Err(ExportError::MalformedOpening { line: 0 });
        }
        openings::Openings::parse(&bytes, size)
    }
}
