//! Names of members are text too: what is found in them is replaced by the same tokens as elsewhere.

use super::replace::Redaction;
use crate::bytes::cut;
use crate::engine::{Engine, MemberScan};
use crate::pseudonym::{CaseKey, Pseudonyms};
use crate::report::Finding;
use crate::rules::RuleSet;
use crate::scan::finding;

pub(super) struct Names<'r> {
    engine: Engine<'r>,
    scan: MemberScan,
}

impl<'r> Names<'r> {
    pub(super) fn new(rules: &'r RuleSet, key: &CaseKey) -> Self {
        Self {
            engine: Engine::new(rules, Pseudonyms::new(key)),
            scan: MemberScan::new(),
        }
    }

    /// The name with every finding replaced by its token, as a word: other characters mean something to some file
    /// system. Masks and formats are for content; names must stay apart.
    pub(super) fn redacted(&mut self, name: &[u8], redaction: &Redaction<'_>) -> Vec<u8> {
        let found = self.scan.name(&mut self.engine, name);
        let found: Vec<Finding> = found.into_iter().map(|s| finding(0, s)).collect();
        let mut out = Vec::with_capacity(name.len());
        let mut from = 0;
        for piece in redaction.pieces(found.iter()) {
            let at = |offset: u64| usize::try_from(offset).unwrap_or(usize::MAX);
            let (start, end) = (at(piece.start), at(piece.end));
            out.extend_from_slice(cut(name, from..start));
            if let Some(f) = piece.finding {
                redaction.append_word(f, cut(name, start..end), &mut out);
            }
            from = end;
        }
        out.extend_from_slice(cut(name, from..name.len()));
        out
    }
}
