//! A whole file: the walk's visitor that feeds the engine and builds the report.

use std::cell::Cell;
use std::io::Read;
use std::ops::ControlFlow;

use crate::container::{self, Member, MemberEnd, Visitor, WalkError};
use crate::engine::{CHANCE, Engine, MemberScan, Scored, Work};
use crate::limits::{
    LINE_INDEX_MAX, LINE_INDEX_MIN, LINE_INDEX_TOTAL_MAX, Limits, NAME_FINDINGS_MAX,
};
use crate::pseudonym::{CaseKey, Pseudonyms};
use crate::report::{Dropped, Finding, LineIndex, MemberReport, ScanReport, TypeName};
use crate::rules::RuleSet;
use crate::state::{Kind, Reason, State};

/// Bytes of members between two calls of the progress function.
const PROGRESS_BYTES: u64 = 1 << 20;

/// How far a scan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Bytes taken from the reader: compare with the size of the file.
    pub read_bytes: u64,
    /// Bytes of members scanned, after expansion.
    pub scanned_bytes: u64,
    /// Members met.
    pub members: u32,
    /// Findings so far.
    pub findings: usize,
    /// What it took.
    pub work: Work,
}

/// Why there is no report. Hostile or damaged content is never a reason: it is said in the report.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The reader that was given failed.
    #[error("the file could not be read")]
    Read(#[source] std::io::Error),
    /// The progress function broke off.
    #[error("the scan was stopped")]
    Stopped,
}

/// Scans a file with everything in it, its `name` and those of its members, and tells `progress` about it, at the end too.
///
/// # Errors
/// See [`ScanError`].
pub fn scan(
    reader: &mut dyn Read,
    name: &[u8],
    rules: &RuleSet,
    key: &CaseKey,
    limits: &Limits,
    progress: &mut dyn FnMut(Progress) -> ControlFlow<()>,
) -> Result<ScanReport, ScanError> {
    let read_bytes = Cell::new(0);
    let mut counted = CountRead {
        inner: reader,
        bytes: &read_bytes,
    };
    let mut scanner = Scanner {
        engine: Engine::new(rules, Pseudonyms::new(key)),
        member: MemberScan::new(),
        name,
        names: Vec::new(),
        members: Vec::new(),
        open: Vec::new(),
        kept: Kept {
            findings: Vec::new(),
            counted: Vec::new(),
            most: limits.findings,
            dropped: None,
        },
        index_used: 0,
        scanned_bytes: 0,
        next_progress: 0,
        read_bytes: &read_bytes,
        progress,
    };
    match container::walk(&mut counted, name, limits, &mut scanner) {
        Ok(()) if scanner.tell_now().is_break() => Err(ScanError::Stopped),
        Ok(()) => Ok(scanner.report(rules)),
        Err(WalkError::Source(e)) => Err(ScanError::Read(e)),
        Err(WalkError::Stopped) => Err(ScanError::Stopped),
    }
}

struct CountRead<'a> {
    inner: &'a mut dyn Read,
    bytes: &'a Cell<u64>,
}

impl Read for CountRead<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.bytes.set(self.bytes.get().saturating_add(n as u64));
        Ok(n)
    }
}

struct Scanner<'a> {
    engine: Engine<'a>,
    member: MemberScan,
    /// Of the file.
    name: &'a [u8],
    names: Vec<Finding>,
    members: Vec<MemberReport>,
    /// Members entered and not left.
    open: Vec<u32>,
    kept: Kept,
    index_used: usize,
    scanned_bytes: u64,
    next_progress: u64,
    read_bytes: &'a Cell<u64>,
    progress: &'a mut dyn FnMut(Progress) -> ControlFlow<()>,
}

impl Scanner<'_> {
    /// Looks at the name of the member that is entered. That of decoded or decompressed content is its file's.
    fn look_at_name(&mut self, index: u32, member: &Member<'_>) {
        let name = match member.path.steps().last() {
            None => self.name,
            Some(step) if !step.stream => &step.name,
            Some(_) => return,
        };
        let found = self.member.name(&mut self.engine, name);
        let room = NAME_FINDINGS_MAX.saturating_sub(self.names.len());
        let found = found.into_iter().take(room);
        self.names.extend(found.map(|s| finding(index, s)));
    }

    fn tell(&mut self) -> ControlFlow<()> {
        if self.scanned_bytes < self.next_progress && !self.members.len().is_multiple_of(256) {
            return ControlFlow::Continue(());
        }
        self.tell_now()
    }

    fn tell_now(&mut self) -> ControlFlow<()> {
        self.next_progress = self.scanned_bytes + PROGRESS_BYTES;
        (self.progress)(Progress {
            read_bytes: self.read_bytes.get(),
            scanned_bytes: self.scanned_bytes,
            members: u32::try_from(self.members.len()).unwrap_or(u32::MAX),
            findings: self.kept.findings.len(),
            work: self.engine.work,
        })
    }

    fn report(self, rules: &RuleSet) -> ScanReport {
        let (state, reason) = ScanReport::fold_state(&self.members);
        ScanReport {
            state,
            reason,
            dropped: self.kept.dropped,
            members: self.members,
            findings: self.kept.findings,
            names: self.names,
            types: (rules.types.iter())
                .map(|t| TypeName {
                    name: t.name.clone(),
                    token: t.token.clone(),
                    labels: t.labels,
                    mask: t.mask,
                    format: t.format,
                })
                .collect(),
            rules: rules.rule_ids().map(str::to_owned).collect(),
            terms: self.engine.into_terms(),
        }
    }
}

pub(crate) fn finding(member: u32, s: Scored) -> Finding {
    Finding {
        member,
        ty: s.ty,
        rule: s.rule,
        confidence: s.confidence,
        inner: s.inner,
        start: s.start,
        end: s.end,
        line: s.line,
        column: s.column,
        breaks: s.breaks,
        token: s.token,
        style: s.style,
        expires: s.expires,
        raw: s.raw,
        why: s.why,
    }
}

impl Visitor for Scanner<'_> {
    fn enter(&mut self, member: &Member<'_>) -> ControlFlow<()> {
        let index = u32::try_from(self.members.len()).unwrap_or(u32::MAX);
        self.members.push(MemberReport {
            parent: self.open.last().copied(),
            step: member.path.steps().last().cloned(),
            kind: member.kind,
            state: State::Clean,
            reason: None,
            size: 0,
            lines: 0,
            line_index: LineIndex::default(),
        });
        self.open.push(index);
        self.look_at_name(index, member);
        if !member.kind.is_container() {
            let left = LINE_INDEX_TOTAL_MAX.saturating_sub(self.index_used);
            self.member.start(
                (left / 8).clamp(LINE_INDEX_MIN, LINE_INDEX_MAX),
                member.attributes.units,
            );
        }
        self.tell()
    }

    fn data(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let Some(member) = self.open.last().copied() else {
            return ControlFlow::Continue(());
        };
        let kept = &mut self.kept;
        self.member
            .feed(&mut self.engine, bytes, &mut |s| kept.keep(member, s));
        self.scanned_bytes = self.scanned_bytes.saturating_add(bytes.len() as u64);
        self.tell()
    }

    fn leave(&mut self, end: &MemberEnd) -> ControlFlow<()> {
        let Some(index) = self.open.pop() else {
            return ControlFlow::Continue(());
        };
        let at = usize::try_from(index).unwrap_or(usize::MAX);
        let Some(kind) = self.members.get(at).map(|m| m.kind) else {
            return ControlFlow::Continue(());
        };
        let text = (!kind.is_container()).then(|| {
            let kept = &mut self.kept;
            self.member
                .finish(&mut self.engine, &mut |s| kept.keep(index, s))
        });
        let scanned = &self.member;
        self.kept.retract(|column| scanned.by_chance(column));
        let too_many = self.kept.dropped.is_some();
        let Some(report) = self.members.get_mut(at) else {
            return ControlFlow::Continue(());
        };
        report.state = end.state;
        report.reason = end.reason;
        report.size = end.size;
        if let Some(text) = text {
            report.size = text.size;
            report.lines = if kind == Kind::Directory {
                0
            } else {
                text.lines
            };
            self.index_used = self.index_used.saturating_add(text.index.offsets().len());
            report.line_index = text.index;
            let more = if too_many {
                Some(Reason::Findings)
            } else {
                text.long_value.then_some(Reason::LongValue)
            };
            if more.is_some() && report.state == State::Clean {
                report.state = State::PartlyScanned;
                report.reason = more;
            }
        }
        self.tell()
    }
}

/// Findings, while there is room.
struct Kept {
    findings: Vec<Finding>,
    /// Findings of the member at hand whose check is counted by column: index, column, score.
    counted: Vec<(usize, u64, i32)>,
    most: usize,
    dropped: Option<Dropped>,
}

impl Kept {
    fn keep(&mut self, member: u32, scored: Scored) {
        if self.dropped.is_none() && self.findings.len() < self.most {
            if scored.column_of != 0 && !scored.inner {
                self.counted
                    .push((self.findings.len(), scored.column_of, scored.score));
            }
            self.findings.push(finding(member, scored));
        } else if self.dropped.is_none() {
            self.dropped = Some(Dropped {
                member,
                start: scored.start,
                line: scored.line,
            });
        }
    }

    /// The member ends: takes back what passed its check by chance, now that the whole column was seen.
    fn retract(&mut self, by_chance: impl Fn(u64) -> bool) {
        for (i, column, score) in self.counted.drain(..).rev() {
            if score + CHANCE >= 0 || !by_chance(column) {
                continue;
            }
            let end = self.findings.get(i).map_or(0, |f| f.end);
            self.findings.remove(i);
            // What lay inside it stands for itself now.
            let inside = self.findings.iter_mut().skip(i);
            inside
                .take_while(|f| f.inner && f.end <= end)
                .for_each(|f| f.inner = false);
        }
    }
}
