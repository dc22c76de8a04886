//! What a scan found: members, findings, line indexes. Values are never in it.

mod codec;
mod types;

pub use codec::ReportDecodeError;
pub use types::{Format, Label, Labels, Style, TypeName};

use crate::container::{MemberPath, Step};
use crate::limits::{LINE_INDEX_MIN, LINE_STRIDE};
use crate::pseudonym::token_chars;
use crate::state::{Kind, Reason, State};

/// How sure a finding is: `certain` ≥ 0.98, `likely` ≥ 0.85, `possible` ≥ 0.5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confidence {
    /// At least even odds.
    Possible,
    /// At least 0.85.
    Likely,
    /// At least 0.98.
    Certain,
}

impl Confidence {
    /// The word used in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        }
    }

    /// The confidence with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Possible, Self::Likely, Self::Certain]
            .into_iter()
            .find(|c| c.word() == word)
    }
}

/// Most score terms kept with one finding.
pub const WHY_MAX: usize = 6;

/// One detected piece of sensitive data. Offsets are in the decoded member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Index into [`ScanReport::members`].
    pub member: u32,
    /// Index into [`ScanReport::types`].
    pub ty: u16,
    /// Index into [`ScanReport::rules`].
    pub rule: u16,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether it lies inside a larger finding, which is the one masked.
    pub inner: bool,
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
    /// 1-based line of the first byte.
    pub line: u64,
    /// 1-based byte column of the first byte.
    pub column: u64,
    /// Line breaks within the finding (a private key block has some).
    pub breaks: u32,
    /// The 50-bit pseudonym of the value within the case.
    pub token: u64,
    /// How the pseudonym is written so that what stands around it still parses.
    pub style: Style,
    /// When a token or cookie ends by its own word, in Unix seconds.
    pub expires: Option<i64>,
    /// Where it stands in the file itself, if the member is text decoded from UTF-16 or UTF-32.
    pub raw: Option<Box<RawPlace>>,
    /// Score terms: indexes into [`ScanReport::terms`] plus 1; 0 is none.
    pub(crate) why: [u16; WHY_MAX],
}

/// A place in the bytes that a decoded text comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RawPlace {
    /// First byte.
    pub start: u64,
    /// Bytes.
    pub length: u32,
    /// 1-based byte column.
    pub column: u32,
}

impl RawPlace {
    /// Reaches to the end of another place as well.
    pub(crate) fn extend(&mut self, other: &Self) {
        let end = other.start.saturating_add(u64::from(other.length));
        let length = end.saturating_sub(self.start);
        self.length = self.length.max(u32::try_from(length).unwrap_or(u32::MAX));
    }
}

/// Where a finding stands, in bytes as they are stored: what to show outside of a working copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index into [`ScanReport::members`].
    pub member: u32,
    /// First byte.
    pub start: u64,
    /// One past the last byte.
    pub end: u64,
    /// 1-based line.
    pub line: u64,
    /// 1-based byte column.
    pub column: u64,
}

/// Where lines begin: the byte offset of every `stride`-th line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    stride: u64,
    offsets: Vec<u64>,
}

impl Default for LineIndex {
    fn default() -> Self {
        Self {
            stride: LINE_STRIDE,
            offsets: vec![0],
        }
    }
}

impl LineIndex {
    /// Lines between two entries: 1,024 or a multiple by a power of two, for very long members.
    #[must_use]
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// Byte offsets of lines 1, 1 + stride, 1 + 2·stride, …
    #[must_use]
    pub fn offsets(&self) -> &[u64] {
        &self.offsets
    }

    /// The last indexed line at or before `line` (1-based), and the byte offset of its start.
    #[must_use]
    pub fn seek(&self, line: u64) -> (u64, u64) {
        let wanted = line.saturating_sub(1) / self.stride.max(1);
        let last = self.offsets.len().saturating_sub(1);
        let i = usize::try_from(wanted).unwrap_or(usize::MAX).min(last);
        (
            i as u64 * self.stride + 1,
            self.offsets.get(i).copied().unwrap_or(0),
        )
    }

    /// The member ends: a line that would begin there does not exist.
    pub(crate) fn close(&mut self, size: u64) {
        if self.offsets.len() > 1 && self.offsets.last() == Some(&size) {
            self.offsets.pop();
        }
    }

    /// Notes that `line` (0-based) begins at `offset`; keeps at most `max` entries by doubling the stride.
    pub(crate) fn note(&mut self, line: u64, offset: u64, max: usize) {
        if !line.is_multiple_of(self.stride) || line / self.stride != self.offsets.len() as u64 {
            return;
        }
        self.offsets.push(offset);
        if self.offsets.len() > max.max(LINE_INDEX_MIN) {
            let mut i = 0;
            self.offsets.retain(|_| {
                i += 1;
                i % 2 == 1
            });
            self.stride = self.stride.saturating_mul(2);
        }
    }
}

/// One member: the file itself, or what a container in it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberReport {
    /// The container it is in; `None` for the file itself.
    pub parent: Option<u32>,
    /// Its step from the container; `None` for the file itself.
    pub step: Option<Step>,
    /// By its first bytes.
    pub kind: Kind,
    /// How far it was read.
    pub state: State,
    /// Why not further.
    pub reason: Option<Reason>,
    /// Bytes read of it (packed form, for a container).
    pub size: u64,
    /// Lines; a last line without a line break counts. 0 for containers.
    pub lines: u64,
    /// Where lines begin.
    pub line_index: LineIndex,
}

/// The first finding that was not kept because there were too many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dropped {
    /// Member it is in.
    pub member: u32,
    /// Its first byte.
    pub start: u64,
    /// Its 1-based line.
    pub line: u64,
}

impl MemberReport {
    /// Whether a working copy of it means anything: its bytes are text or were scanned as such. The content of a
    /// document, picture, undecoded text or archive behind other content is not masked, so only the original may be given,
    /// under its own right.
    #[must_use]
    pub fn has_working_copy(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Binary | Kind::Empty)
            && (matches!(self.state, State::Clean | State::PartlyScanned))
            && !matches!(
                self.reason,
                Some(Reason::LongValue | Reason::UnsupportedFormat | Reason::Opaque)
            )
    }
}

/// Findings of one type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeCount<'a> {
    /// Type name.
    pub name: &'a str,
    /// Findings, without those inside others.
    pub count: u64,
}

/// The outcome of a scan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanReport {
    /// How far the file was read, all members taken together.
    pub state: State,
    /// The first reason why it was not read further.
    pub reason: Option<Reason>,
    /// The file (first) and everything in it, containers before their members.
    pub members: Vec<MemberReport>,
    /// Sorted by member, then start.
    pub findings: Vec<Finding>,
    /// What was found in the names of the file and its members: places are those in the name.
    pub names: Vec<Finding>,
    /// Where findings were no longer kept: the working copy withholds all that follows.
    pub dropped: Option<Dropped>,
    /// Types that occur in the rules.
    pub types: Vec<TypeName>,
    /// Rule ids with version: `card.pan@1`.
    pub rules: Vec<String>,
    /// Score terms.
    pub terms: Vec<String>,
}

impl ScanReport {
    /// The way to a member, as [`crate::open_member`] takes it.
    #[must_use]
    pub fn path(&self, member: u32) -> MemberPath {
        let mut steps = Vec::new();
        let mut at = self.member(member);
        while let Some(m) = at {
            steps.extend(m.step.clone());
            // Parents come before their members (checked when decoding), so this ends.
            at = m.parent.and_then(|p| self.member(p));
        }
        steps.reverse();
        MemberPath::new(steps)
    }

    /// Where a finding stands in the bytes as they are stored: that of decoded text, in the file in UTF-16 or UTF-32.
    #[must_use]
    pub fn place(&self, f: &Finding) -> Place {
        let parent = self.member(f.member).and_then(|m| m.parent);
        match (&f.raw, parent) {
            (Some(raw), Some(member)) => Place {
                member,
                start: raw.start,
                end: raw.start.saturating_add(u64::from(raw.length)),
                line: f.line,
                column: u64::from(raw.column),
            },
            _ => Place {
                member: f.member,
                start: f.start,
                end: f.end,
                line: f.line,
                column: f.column,
            },
        }
    }

    /// A member by index.
    #[must_use]
    pub fn member(&self, member: u32) -> Option<&MemberReport> {
        self.members.get(usize::try_from(member).ok()?)
    }

    /// The findings of one member, sorted by start.
    #[must_use]
    pub fn findings_of(&self, member: u32) -> &[Finding] {
        let from = self.findings.partition_point(|f| f.member < member);
        let to = self.findings.partition_point(|f| f.member <= member);
        self.findings.get(from..to).unwrap_or(&[])
    }

    /// The finding of `member` with exactly this byte range: what a reveal may show.
    #[must_use]
    pub fn finding_at(&self, member: u32, start: u64, end: u64) -> Option<&Finding> {
        let of = self.findings_of(member);
        let from = of.partition_point(|f| f.start < start);
        of.get(from..)?
            .iter()
            .take_while(|f| f.start == start)
            .find(|f| f.end == end)
    }

    /// Type name of a finding: `payment_card`.
    #[must_use]
    pub fn type_name(&self, f: &Finding) -> &str {
        self.ty(f).map_or("", |t| &t.name)
    }

    /// Rule of a finding: `card.pan@1`.
    #[must_use]
    pub fn rule_id(&self, f: &Finding) -> &str {
        self.rules.get(usize::from(f.rule)).map_or("", |r| r)
    }

    /// What the confidence rests on, in short words.
    pub fn why<'a>(&'a self, f: &'a Finding) -> impl Iterator<Item = &'a str> {
        f.why
            .iter()
            .filter_map(|i| self.terms.get(usize::from(*i).checked_sub(1)?))
            .map(String::as_str)
    }

    /// What stands for the value in the working copy: `<CARD:7Q2MX4KA9T>`.
    #[must_use]
    pub fn pseudonym(&self, f: &Finding) -> String {
        let class = self.ty(f).map_or("", |t| t.token.as_str());
        let token = token_chars(f.token);
        match f.style {
            Style::Plain => format!("<{class}:{token}>"),
            Style::Quoted => format!("\"<{class}:{token}>\""),
            Style::Word => format!("{class}_{token}"),
        }
    }

    /// The type of a finding.
    #[must_use]
    pub fn ty(&self, f: &Finding) -> Option<&TypeName> {
        self.types.get(usize::from(f.ty))
    }

    /// Findings by type, most frequent first; types without findings are left out.
    #[must_use]
    pub fn counts(&self) -> Vec<TypeCount<'_>> {
        let mut counts: Vec<TypeCount<'_>> = self
            .types
            .iter()
            .map(|t| TypeCount {
                name: t.name.as_str(),
                count: 0,
            })
            .collect();
        for f in self.findings.iter().filter(|f| !f.inner) {
            if let Some(c) = counts.get_mut(usize::from(f.ty)) {
                c.count += 1;
            }
        }
        counts.retain(|c| c.count > 0);
        counts.sort_by(|a, b| b.count.cmp(&a.count).then(a.name.cmp(b.name)));
        counts
    }

    /// The state of the whole file from its members: `clean` only if every one is; a word for nothing read only
    /// if nothing was.
    pub(crate) fn fold_state(members: &[MemberReport]) -> (State, Option<Reason>) {
        let mut worst: Option<&MemberReport> = None;
        let mut any_read = false;
        for m in members {
            if m.state == State::Clean {
                any_read |= !m.kind.is_container() && m.size > 0;
            } else {
                any_read |=
                    m.state == State::PartlyScanned || (m.size > 0 && !m.kind.is_container());
                if worst.is_none_or(|w| severity(m) > severity(w)) {
                    worst = Some(m);
                }
            }
        }
        match worst {
            None => (State::Clean, None),
            Some(m) if m.state == State::Encrypted && members.len() == 1 => (m.state, m.reason),
            Some(m) if any_read => (State::PartlyScanned, m.reason),
            Some(m) => (m.state, m.reason),
        }
    }
}

/// Which reason to name for a file of which nothing was read.
fn severity(m: &MemberReport) -> u8 {
    match m.state {
        State::Clean | State::Infected => 0,
        State::PartlyScanned => 1,
        State::Failed => 2,
        State::TooLarge => 3,
        State::Encrypted => 4,
    }
}
