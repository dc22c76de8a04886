//! The openings of an export, by entry.

use std::collections::BTreeMap;

use super::error::ExportError;
use crate::opening::{ExportOpening, Opening, Refused, check};

#[derive(Default)]
pub(super) struct Openings {
    count: u64,
    by_entry: BTreeMap<u64, Vec<Opening>>,
}

impl Openings {
    /// Lines count from 1. Every line ends with a newline.
    pub(super) fn parse(bytes: &[u8], size: u64) -> Result<Self, ExportError> {
        let mut parsed = Self::default();
        for raw in bytes.split_inclusive(|byte| *byte == b'\n') {
            let line = parsed.count.saturating_add(1);
            let text = raw
                .strip_suffix(b"\n")
                .and_then(|raw| core::str::from_utf8(raw).ok());
            let found = text.and_then(ExportOpening::parse);
            let ExportOpening { index, opening } =
                found.ok_or(ExportError::MalformedOpening { line })?;
            if index >= size {
                return Err(ExportError::OpeningOutOfRange { line, index });
            }
            parsed.by_entry.entry(index).or_default().push(opening);
            parsed.count = line;
        }
        Ok(parsed)
    }

    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// Checks and drops the openings of one entry.
    pub(super) fn check(&mut self, index: u64, entry: &[u8]) -> Result<(), ExportError> {
        // The common case: nothing left to look up.
        if self.by_entry.is_empty() {
            return Ok(());
        }
        for opening in self.by_entry.remove(&index).unwrap_or_default() {
            check(entry, &opening).map_err(|refused| match refused {
                Refused::Entry => ExportError::UnreadableEntry { index },
                Refused::NoSuchField => ExportError::NoSuchField {
                    index,
                    field: opening.field,
                },
                Refused::Mismatch => ExportError::OpeningMismatch {
                    index,
                    field: opening.field,
                },
            })?;
        }
        Ok(())
    }
}
