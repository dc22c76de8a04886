//! Names of members are text too: what is found in them is replaced by the same tokens as elsewhere.

use super::replace::Redaction;
use crate::bytes::cut;
use crate::engine::{Engine, MemberScan};
use crate::limits::LINE_INDEX_MIN;
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
        let mut found: Vec<Finding> = Vec::new();
        // `jane.doe@acme-corp.io.log.gz` is no address before its endings are gone.
        for stem in stems(name) {
            self.scan.start(LINE_INDEX_MIN);
            let found = &mut |s| found.push(finding(0, s));
            self.scan.feed(&mut self.engine, stem, found);
            self.scan.finish(&mut self.engine, found);
        }
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

/// Endings that a name may have after what it says.
const ENDINGS_MAX: usize = 3;

/// The name, and what is left of it without its last ending, its last two, …
fn stems(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::successors(Some(name), |stem| without_ending(stem)).take(1 + ENDINGS_MAX)
}

fn without_ending(name: &[u8]) -> Option<&[u8]> {
    let dot = memchr::memrchr(b'.', name)?;
    let in_last_part = memchr::memrchr(b'/', name).is_none_or(|slash| slash < dot);
    in_last_part.then(|| cut(name, 0..dot))
}
