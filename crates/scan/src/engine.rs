//! One member, window by window: anchors → candidates → score → findings.
//!
//! Windows are cut by content alone (always after [`WINDOW_BYTES`] fresh bytes), so the findings do not depend on
//! how the input was chunked. A detector looks at most [`LOOKBEHIND_BYTES`] back and [`LOOKAHEAD_BYTES`] ahead of its
//! anchor, and both are always there; a key block that is not whole yet moves to the next window.

mod anchors;
mod bare;
mod beside;
mod columns;
mod context;
mod encoded;
mod idle;
mod keys;
mod likely;
mod names;
mod quiet;
mod raw;
mod recent;
mod resolve;
mod shapes;
mod style;
mod terms;
mod work;

use std::cell::Cell;
use std::ops::Range;

use crate::bytes::{breaks_in, cut, tail};
use crate::container::Units;
use crate::decode::Header;
use crate::detect::{Candidate, KeyBlocks};
use crate::limits::{LOOKAHEAD_BYTES, LOOKBEHIND_BYTES, WINDOW_BYTES};
use crate::pseudonym::{self, Pseudonyms};
use crate::report::{Confidence, LineIndex};
use crate::rules::{Detector, Rare, RuleSet};
use crate::simd::Level;
use crate::structure::{Structure, Window};
use anchors::ByDetector;
use beside::Beside;
pub(crate) use columns::CHANCE;
use columns::Columns;
use context::Surroundings;
use idle::Owns;
pub(crate) use keys::Value;
use quiet::QuietKeys;
use raw::Raw;
use recent::RecentKeys;
use resolve::Resolver;
pub(crate) use resolve::Scored;
use shapes::Shape;
use terms::Terms;
pub use work::Work;

/// What is the same for all members of one scan.
pub(crate) struct Engine<'r> {
    pub(crate) rules: &'r RuleSet,
    pseudonyms: Pseudonyms,
    key_blocks: KeyBlocks,
    by_detector: ByDetector,
    level: Level,
    hits: shapes::Hits,
    /// Values of secret-like keys that may be base64 or hex.
    packed: Vec<Range<usize>>,
    surroundings: Surroundings,
    beside: Cell<Beside>,
    recent: Cell<keys::Recent<'r>>,
    quiet: QuietKeys,
    /// What keys that stand apart own.
    owners: RecentKeys<Owns<'r>>,
    rare: Rare,
    terms: Terms,
    pub(crate) work: Work,
}

impl<'r> Engine<'r> {
    pub(crate) fn new(rules: &'r RuleSet, pseudonyms: Pseudonyms) -> Self {
        Self {
            rules,
            pseudonyms,
            key_blocks: KeyBlocks::new(rules),
            by_detector: ByDetector::new(rules),
            level: Level::best(),
            hits: shapes::Hits::default(),
            packed: Vec::new(),
            surroundings: Surroundings::default(),
            beside: Cell::default(),
            recent: Cell::default(),
            quiet: QuietKeys::default(),
            owners: RecentKeys::default(),
            rare: Rare::default(),
            terms: Terms::default(),
            work: Work::default(),
        }
    }

    pub(crate) fn into_terms(self) -> Vec<String> {
        self.terms.into_list()
    }
}

/// The level for a score in hundredths of a bit of log-odds; `None` is below even odds.
fn confidence(score: i32) -> Option<Confidence> {
    match score {
        i32::MIN..0 => None,
        0..250 => Some(Confidence::Possible),
        250..560 => Some(Confidence::Likely),
        _ => Some(Confidence::Certain),
    }
}

/// What a finished member has besides findings.
pub(crate) struct MemberText {
    pub(crate) size: u64,
    pub(crate) lines: u64,
    pub(crate) index: LineIndex,
    /// A value was too long to be taken as a whole.
    pub(crate) long_value: bool,
}

/// The state of one member.
pub(crate) struct MemberScan {
    buf: Vec<u8>,
    /// Bytes at the front of `buf` that were already scanned and are kept as context.
    ctx: usize,
    /// Offset of `buf` in the member.
    base: u64,
    /// Number (0-based) and offset of the line that holds the first fresh byte.
    line: u64,
    line_start: u64,
    newlines: Vec<usize>,
    /// How many of them stand before the value looked at last.
    nth: usize,
    /// Where in the window a key and its value may stand apart.
    apart: Vec<usize>,
    candidates: Vec<Candidate>,
    columns: Columns,
    structure: Structure,
    /// Of the tables at hand that are no lines.
    header: Header,
    /// For text that was decoded.
    raw: Option<Raw>,
    resolver: Resolver,
    index: LineIndex,
    index_max: usize,
    last_byte: u8,
    long_value: bool,
}

impl MemberScan {
    pub(crate) fn new() -> Self {
        Self {
            buf: Vec::with_capacity(WINDOW_BYTES + LOOKBEHIND_BYTES),
            ctx: 0,
            base: 0,
            line: 0,
            line_start: 0,
            newlines: Vec::new(),
            nth: 0,
            apart: Vec::new(),
            candidates: Vec::new(),
            columns: Columns::default(),
            structure: Structure::default(),
            header: Header::default(),
            raw: None,
            resolver: Resolver::default(),
            index: LineIndex::default(),
            index_max: 0,
            last_byte: 0,
            long_value: false,
        }
    }

    /// Begins a member; buffers are kept. `units` are those of the file, if the member is decoded text.
    pub(crate) fn start(&mut self, index_max: usize, units: Option<Units>) {
        self.buf.clear();
        self.ctx = 0;
        self.base = 0;
        self.line = 0;
        self.line_start = 0;
        self.index = LineIndex::default();
        self.index_max = index_max;
        self.last_byte = 0;
        self.long_value = false;
        self.columns.clear();
        self.structure.clear();
        self.header = Header::default();
        self.raw = units.map(Raw::new);
    }

    /// Whether values of this column pass their check by chance only, by all that was seen of the member.
    pub(crate) fn by_chance(&self, column: u64) -> bool {
        column != 0 && self.columns.by_chance(column)
    }

    /// The next bytes. Findings that are settled go to `found`.
    pub(crate) fn feed(
        &mut self,
        engine: &mut Engine<'_>,
        mut bytes: &[u8],
        found: &mut dyn FnMut(Scored),
    ) {
        while !bytes.is_empty() {
            let room = (self.ctx + WINDOW_BYTES).saturating_sub(self.buf.len());
            let n = room.min(bytes.len());
            self.buf.extend_from_slice(cut(bytes, 0..n));
            bytes = tail(bytes, n);
            if n == room {
                self.window(engine, false, found);
            }
        }
    }

    /// The member ends.
    pub(crate) fn finish(
        &mut self,
        engine: &mut Engine<'_>,
        found: &mut dyn FnMut(Scored),
    ) -> MemberText {
        self.window(engine, true, found);
        self.resolver.finish(found);
        let size = self.base + self.buf.len() as u64;
        let open_line = size > 0 && self.last_byte != b'\n';
        let mut index = std::mem::take(&mut self.index);
        index.close(size);
        MemberText {
            size,
            lines: self.line + u64::from(open_line),
            index,
            long_value: self.long_value,
        }
    }

    /// Scans the fresh bytes up to a cut, and keeps the rest for the next window.
    fn window(&mut self, engine: &mut Engine<'_>, last: bool, found: &mut dyn FnMut(Scored)) {
        let w = std::mem::take(&mut self.buf);
        let mut candidates = std::mem::take(&mut self.candidates);
        let mut to = if last { w.len() } else { cut_of(&w, self.ctx) };
        let mut rare = std::mem::take(&mut engine.rare);
        (engine.rules.marks).find(engine.level, &w, self.ctx..to, &mut rare);
        to = (engine.key_blocks).find(&w, self.ctx..to, last, &rare.key_blocks, &mut candidates);
        engine.candidates(&w, self.ctx, to, &rare.rules, &mut candidates);
        self.newlines.clear();
        self.newlines.extend_from_slice(engine.hits.of(Shape::Line));
        self.apart.clear();
        self.apart.extend_from_slice(engine.hits.of(Shape::Apart));
        let shown = Window {
            bytes: &w,
            fresh: self.ctx..to,
            last,
            newlines: &self.newlines,
        };
        self.structure.find(engine, &shown, &mut candidates);
        for candidate in candidates.drain(..) {
            self.long_value |= candidate.long;
            let place = candidate.start..candidate.end;
            if let Some(scored) = self.score(engine, &w, candidate, &w, place) {
                self.resolver.push(scored);
            }
        }
        self.decode(engine, &w, to, &rare);
        engine.rare = rare;
        self.candidates = candidates;
        let settled = self.base + to.saturating_sub(LOOKBEHIND_BYTES) as u64;
        self.resolver.settle(settled, found);
        self.count_lines();
        let keep = to.saturating_sub(LOOKBEHIND_BYTES);
        if let Some(raw) = &mut self.raw {
            raw.advance(&w, keep, self.newlines.last().map(|n| n + 1));
        }
        self.last_byte = if last {
            w.last().copied().unwrap_or(self.last_byte)
        } else {
            0
        };
        self.buf = w;
        if !last {
            self.buf.drain(..keep);
            self.base += keep as u64;
            self.ctx = to - keep;
        }
    }

    /// Scores a candidate in `text`, which stands at `place` of the window.
    fn score(
        &mut self,
        engine: &mut Engine<'_>,
        text: &[u8],
        mut candidate: Candidate,
        w: &[u8],
        place: Range<usize>,
    ) -> Option<Scored> {
        let rules = engine.rules;
        engine.work.candidates += 1;
        let rule = rules.rule(candidate.rule)?;
        let ty = rules.ty(rule)?;
        let column = if candidate.checked && !candidate.keyed {
            let passed = !candidate.failed;
            self.columns
                .count(text, candidate.start, candidate.rule, passed)
        } else {
            0
        };
        if candidate.failed {
            return None;
        }
        let mut terms = std::mem::take(&mut candidate.terms);
        let mut score = rule.prior.saturating_add(candidate.score);
        if !candidate.keyed {
            let value = candidate.start..candidate.end;
            let rule = (candidate.rule, rule);
            let around =
                (engine.surroundings).evidence(text, value, rule, &rules.index, &mut terms);
            score = score.saturating_add(around);
        }
        if let Some((evidence, term)) = self.columns.evidence(column) {
            score = score.saturating_add(evidence);
            terms.push(term.into());
        }
        let confidence = confidence(score)?;
        let value = cut(text, candidate.start..candidate.end);
        if rule.detector != Detector::KeyBlock
            && pseudonym::is_token(text, candidate.start..candidate.end)
        {
            return None;
        }
        let nth = self.lines_before(place.start);
        let newline = nth.checked_sub(1).and_then(|i| self.newlines.get(i));
        let raw = self.raw.as_mut().map(|raw| {
            let line = newline.map(|newline| newline + 1);
            Box::new(raw.place(w, &place, line))
        });
        let line_start = match newline {
            Some(newline) => self.base + *newline as u64 + 1,
            None => self.line_start,
        };
        let start = self.base + place.start as u64;
        Some(Scored {
            ty: rule.ty,
            rule: candidate.rule,
            rank: rule.rank,
            score,
            column_of: column,
            confidence,
            start,
            end: self.base + place.end as u64,
            line: self.line + nth as u64 + 1,
            column: start.saturating_sub(line_start) + 1,
            raw,
            breaks: breaks_in(cut(w, place.clone())),
            token: engine.pseudonyms.token(rule.ty, ty, value),
            style: style::style(w, &place),
            expires: candidate.expires,
            why: engine.terms.numbers(&terms, &rules.index),
            solid: rule.detector == Detector::KeyBlock,
            inner: false,
        })
    }

    /// Line breaks of the window before `start`. The next value stands on the same line or a few further on.
    fn lines_before(&mut self, start: usize) -> usize {
        let before = |n: usize| n == 0 || self.newlines.get(n - 1).is_some_and(|at| *at < start);
        let mut nth = if before(self.nth) {
            self.nth
        } else {
            self.newlines.partition_point(|n| *n < start)
        };
        while self.newlines.get(nth).is_some_and(|n| *n < start) {
            nth += 1;
        }
        self.nth = nth;
        nth
    }

    fn count_lines(&mut self) {
        // Line `self.line + 1 + i` (0-based) begins after newline `i`.
        let stride = self.index.stride();
        let first = (self.line / stride + 1) * stride - self.line - 1;
        let mut i = usize::try_from(first).unwrap_or(usize::MAX);
        while let Some(newline) = self.newlines.get(i) {
            let line = self.line + 1 + i as u64;
            self.index
                .note(line, self.base + *newline as u64 + 1, self.index_max);
            i = i.saturating_add(usize::try_from(stride).unwrap_or(usize::MAX));
        }
        if let Some(last) = self.newlines.last() {
            self.line_start = self.base + *last as u64 + 1;
        }
        self.line += self.newlines.len() as u64;
    }
}

/// Where a full window is cut: after the last line break that leaves the lookahead whole, else in the long line.
fn cut_of(w: &[u8], ctx: usize) -> usize {
    let limit = w.len().saturating_sub(LOOKAHEAD_BYTES);
    match memchr::memrchr(b'\n', cut(w, ctx..limit)) {
        Some(newline) => ctx + newline + 1,
        None => limit.max(ctx),
    }
}
