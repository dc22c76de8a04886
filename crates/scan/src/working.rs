//! The working copy: the member's bytes with findings masked, computed on the fly while reading.
//!
//! There is no second copy. [`Splices`] maps offsets both ways by prefix sums; [`WorkingReader`] masks a
//! stream that starts anywhere. No byte of a value passes, whatever the range: a range that touches a
//! masked value yields bytes of its pseudonym.

mod reader;

pub use reader::WorkingReader;

use std::sync::Arc;

use crate::report::{Confidence, Dropped, Finding, LineIndex, ScanReport};

/// One masked range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Splice {
    /// Range in the member.
    pub(crate) start: u64,
    pub(crate) end: u64,
    /// Where its replacement begins in the working copy.
    pub(crate) work: u64,
    /// 1-based line of `start`.
    pub(crate) line: u64,
    /// Index into the replaced texts.
    text: u32,
    /// Line breaks kept after the pseudonym.
    breaks: u32,
}

/// All masked ranges of one member: sorted, not overlapping.
#[derive(Debug, Clone)]
pub struct Splices {
    size: u64,
    splices: Arc<[Splice]>,
    texts: Arc<[String]>,
}

/// What to read of the member to get a part of the working copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Read the member from this byte …
    pub from: u64,
    /// … up to this one.
    pub to: u64,
    /// Bytes of masked text to drop at the front.
    pub skip: u64,
    /// Bytes of the working copy to give.
    pub len: u64,
}

/// Where to begin reading to reach a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePlan {
    /// Read the member from this byte on …
    pub from: u64,
    /// … which lies in this 1-based line (at its start, or inside it where a masked value begins).
    pub line: u64,
}

impl Splices {
    /// From the findings of `member` that are at least `least` sure.
    #[must_use]
    pub fn new(report: &ScanReport, member: u32, least: Confidence) -> Self {
        let size = report.member(member).map_or(0, |m| m.size);
        let masked = report
            .findings_of(member)
            .iter()
            .filter(|f| !f.inner && f.confidence >= least && report.ty(f).is_some_and(|t| t.mask));
        let mut texts: Vec<String> = Vec::new();
        let mut seen = std::collections::HashMap::new();
        let mut splices: Vec<Splice> = Vec::new();
        let mut shift = 0i128;
        for f in masked {
            // Findings that are masked never overlap; a report from elsewhere must not break the reader.
            if f.end <= f.start || f.end > size || splices.last().is_some_and(|s| f.start < s.end) {
                continue;
            }
            let text = *seen.entry((f.ty, f.token, f.style)).or_insert_with(|| {
                texts.push(report.pseudonym(f));
                u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
            });
            let work = u64::try_from(i128::from(f.start) + shift).unwrap_or(0);
            shift += i128::from(replaced_len(&texts, text, f)) - i128::from(f.end - f.start);
            splices.push(Splice {
                start: f.start,
                end: f.end,
                work,
                line: f.line,
                text,
                breaks: f.breaks,
            });
        }
        if let Some(withheld) = withheld(report, member, size) {
            // What was not listed cannot be masked piece by piece.
            let start = splices
                .last()
                .map_or(withheld.start, |s| s.end.max(withheld.start));
            if start < size {
                let work = u64::try_from(i128::from(start) + shift).unwrap_or(0);
                texts.push("<NOT SCANNED>".to_owned());
                let text = u32::try_from(texts.len() - 1).unwrap_or(u32::MAX);
                splices.push(Splice {
                    start,
                    end: size,
                    work,
                    line: withheld.line,
                    text,
                    breaks: 0,
                });
            }
        }
        Self {
            size,
            splices: splices.into(),
            texts: texts.into(),
        }
    }

    /// Bytes of the working copy.
    #[must_use]
    #[expect(
        clippy::len_without_is_empty,
        reason = "a length in bytes, not a collection"
    )]
    pub fn len(&self) -> u64 {
        self.work_of(self.size)
    }

    /// Bytes of the member.
    #[must_use]
    pub fn original_len(&self) -> u64 {
        self.size
    }

    /// Masked ranges.
    #[must_use]
    pub fn count(&self) -> usize {
        self.splices.len()
    }

    /// The offset in the working copy of offset `original` of the member; inside a masked range, the start of
    /// its replacement.
    #[must_use]
    pub fn work_of(&self, original: u64) -> u64 {
        let original = original.min(self.size);
        match self.before_original(original) {
            None => original,
            Some(s) if original < s.end => s.work,
            Some(s) => s.work + self.len_of(s) + (original - s.end),
        }
    }

    /// The offset in the member of offset `work` of the working copy; inside a replacement, the start of the
    /// masked range.
    #[must_use]
    pub fn original_of(&self, work: u64) -> u64 {
        let i = self.splices.partition_point(|s| s.work <= work);
        let original = match i.checked_sub(1).and_then(|i| self.splices.get(i)) {
            None => work,
            Some(s) if work < s.work + self.len_of(s) => s.start,
            Some(s) => s.end.saturating_add(work - s.work - self.len_of(s)),
        };
        original.min(self.size)
    }

    /// What to read for bytes `from..to` of the working copy.
    #[must_use]
    pub fn plan(&self, from: u64, to: u64) -> Plan {
        let to = to.min(self.len());
        let from = from.min(to);
        let start = self.original_of(from);
        let end = match self.before_original(self.original_of(to)) {
            // The end lies inside a replacement: the whole masked range has to be read over.
            Some(s) if to > s.work && to < s.work + self.len_of(s) => s.end,
            _ => self.original_of(to),
        };
        Plan {
            from: start,
            to: end.max(start),
            skip: from - self.work_of(start).min(from),
            len: to - from,
        }
    }

    /// Where to begin reading so as to reach `line` (1-based) of the working copy; lines are those of the member.
    #[must_use]
    pub fn plan_line(&self, index: &LineIndex, line: u64) -> LinePlan {
        let (indexed, offset) = index.seek(line);
        match self.before_original(offset) {
            // An indexed line begins inside a masked key block: begin with the block, whose line is known.
            Some(s) if offset < s.end => LinePlan {
                from: s.start,
                line: s.line,
            },
            _ => LinePlan {
                from: offset.min(self.size),
                line: indexed,
            },
        }
    }

    /// The last splice that begins at or before `original`.
    fn before_original(&self, original: u64) -> Option<&Splice> {
        let i = self.splices.partition_point(|s| s.start <= original);
        self.splices.get(i.checked_sub(1)?)
    }

    /// Splices that end after `original`.
    pub(crate) fn first_from(&self, original: u64) -> usize {
        self.splices.partition_point(|s| s.end <= original)
    }

    pub(crate) fn get(&self, i: usize) -> Option<&Splice> {
        self.splices.get(i)
    }

    /// What replaces a range: the pseudonym, then the line breaks it had.
    pub(crate) fn append_replacement(&self, s: &Splice, out: &mut Vec<u8>) {
        let text = self.texts.get(s.text as usize).map_or("", String::as_str);
        out.extend_from_slice(text.as_bytes());
        out.extend(std::iter::repeat_n(b'\n', s.breaks as usize));
    }

    fn len_of(&self, s: &Splice) -> u64 {
        let text = self.texts.get(s.text as usize).map_or(0, String::len);
        text as u64 + u64::from(s.breaks)
    }
}

/// From where findings of this member were no longer kept.
fn withheld(report: &ScanReport, member: u32, size: u64) -> Option<Dropped> {
    let dropped = report.dropped.filter(|d| member >= d.member && size > 0)?;
    Some(if member == dropped.member {
        dropped
    } else {
        Dropped {
            member,
            start: 0,
            line: 1,
        }
    })
}

fn replaced_len(texts: &[String], text: u32, f: &Finding) -> u64 {
    texts.get(text as usize).map_or(0, String::len) as u64 + u64::from(f.breaks)
}
