//! What is found in the name of a file or member: names are text too.

use super::{Engine, MemberScan, Scored};
use crate::bytes::cut;
use crate::limits::LINE_INDEX_MIN;

/// Endings that a name may have after what it says.
const ENDINGS_MAX: usize = 3;

impl MemberScan {
    /// All findings in a name, by place, none within another. What was in the member before is gone.
    pub(crate) fn name(&mut self, engine: &mut Engine<'_>, name: &[u8]) -> Vec<Scored> {
        let mut found: Vec<Scored> = Vec::new();
        // `jane.doe@acme-corp.io.log.gz` is no address before its endings are gone.
        for stem in stems(name) {
            self.start(LINE_INDEX_MIN, None);
            self.feed(engine, stem, &mut |s| found.push(s));
            self.finish(engine, &mut |s| found.push(s));
        }
        found.retain(|s| !s.inner);
        found.sort_by_key(|s| (s.start, std::cmp::Reverse(s.end)));
        let mut end = 0;
        found.retain(|s| {
            let apart = s.start >= end;
            end = end.max(s.end);
            apart
        });
        found
    }
}

/// The name, and what is left of it without its last ending, its last two, …
fn stems(name: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::successors(Some(name), |stem| without_ending(stem)).take(1 + ENDINGS_MAX)
}

fn without_ending(name: &[u8]) -> Option<&[u8]> {
    let dot = memchr::memrchr(b'.', name)?;
    let in_last_part = memchr::memrchr(b'/', name).is_none_or(|slash| slash < dot);
    in_last_part.then(|| cut(name, 0..dot))
}
