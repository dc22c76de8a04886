//! The sealed sidecar's form of a report: versioned, compact, safe to parse from any bytes.
//!
//! `"CFSCAN" version(1) ‖ file ‖ string tables ‖ members ‖ findings`; numbers are LEB128, findings are
//! coded as differences to the one before.

use super::{
    Confidence, Dropped, Finding, Format, Labels, LineIndex, MemberReport, RawPlace, ScanReport,
    Style, TypeName, WHY_MAX,
};
use crate::container::Step;
use crate::state::{Kind, Reason, State};

const MAGIC: &[u8] = b"CFSCAN";
/// Version 2 knew neither findings in names nor places in undecoded text.
const VERSION: u8 = 3;
const VERSION_MIN: u8 = 2;

/// The bytes are not a report of a version this code reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the stored scan report cannot be read at byte {at}")]
pub struct ReportDecodeError {
    /// Offset at which reading failed.
    pub at: usize,
}

impl ScanReport {
    /// The stored form.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer(MAGIC.to_vec());
        w.byte(VERSION);
        w.byte(self.state.code());
        w.reason(self.reason);
        match self.dropped {
            None => w.byte(0),
            Some(d) => {
                w.byte(1);
                w.number(u64::from(d.member));
                w.number(d.start);
                w.number(d.line);
            }
        }
        w.count(self.types.len());
        for t in &self.types {
            w.bytes(t.name.as_bytes());
            w.bytes(t.token.as_bytes());
            w.byte(t.labels.bits());
            w.byte(u8::from(t.mask));
            w.byte(t.format.code());
        }
        w.count(self.rules.len());
        self.rules.iter().for_each(|r| w.bytes(r.as_bytes()));
        w.count(self.terms.len());
        self.terms.iter().for_each(|t| w.bytes(t.as_bytes()));
        w.count(self.members.len());
        self.members.iter().for_each(|m| w.member(m));
        w.count(self.findings.len());
        w.findings(&self.findings);
        w.count(self.names.len());
        w.findings(&self.names);
        w.0
    }

    /// Reads the stored form.
    ///
    /// # Errors
    /// [`ReportDecodeError`] for anything that [`ScanReport::to_bytes`] does not write.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ReportDecodeError> {
        let mut r = Reader { bytes, at: 0 };
        read_report(&mut r)
            .filter(|_| r.at == bytes.len())
            .ok_or(ReportDecodeError { at: r.at })
    }
}

fn read_report(r: &mut Reader<'_>) -> Option<ScanReport> {
    if r.take(MAGIC.len())? != MAGIC {
        return None;
    }
    let version = r.byte().filter(|v| (VERSION_MIN..=VERSION).contains(v))?;
    let state = State::from_code(r.byte()?)?;
    let reason = r.reason()?;
    let dropped = match r.byte()? {
        0 => None,
        1 => Some(Dropped {
            member: r.small()?,
            start: r.number()?,
            line: r.number()?,
        }),
        _ => return None,
    };
    let types = r.list(|r| {
        Some(TypeName {
            name: r.string()?,
            token: r.string()?,
            labels: Labels::from_bits(r.byte()?),
            mask: match r.byte()? {
                0 => false,
                1 => true,
                _ => return None,
            },
            format: Format::from_code(r.byte()?)?,
        })
    })?;
    let rules = r.list(Reader::string)?;
    let terms = r.list(Reader::string)?;
    let mut index = 0u32;
    let members = r.list(|r| {
        let m = r.member(index)?;
        index = index.checked_add(1)?;
        Some(m)
    })?;
    let tables = (members.len(), types.len(), rules.len(), terms.len());
    let findings = r.findings(tables)?;
    let names = match version {
        VERSION => r.findings(tables)?,
        _ => Vec::new(),
    };
    Some(ScanReport {
        state,
        reason,
        dropped,
        members,
        findings,
        names,
        types,
        rules,
        terms,
    })
}

struct Writer(Vec<u8>);

impl Writer {
    fn byte(&mut self, b: u8) {
        self.0.push(b);
    }

    fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.byte(n.to_le_bytes()[0] | 0x80);
            n >>= 7;
        }
        self.byte(n.to_le_bytes()[0]);
    }

    fn count(&mut self, n: usize) {
        self.number(n as u64);
    }

    fn bytes(&mut self, b: &[u8]) {
        self.count(b.len());
        self.0.extend_from_slice(b);
    }

    fn reason(&mut self, reason: Option<Reason>) {
        self.byte(reason.map_or(0, |r| r.code() + 1));
    }

    fn member(&mut self, m: &MemberReport) {
        self.number(m.parent.map_or(0, |p| u64::from(p) + 1));
        match &m.step {
            None => self.byte(0),
            Some(step) => {
                self.byte(if step.stream { 2 } else { 1 });
                self.number(u64::from(step.index));
                self.bytes(&step.name);
            }
        }
        self.byte(m.kind.code());
        self.byte(m.state.code());
        self.reason(m.reason);
        self.number(m.size);
        self.number(m.lines);
        self.number(m.line_index.stride);
        self.count(m.line_index.offsets.len());
        let mut last = 0;
        for offset in &m.line_index.offsets {
            self.number(offset.wrapping_sub(last));
            last = *offset;
        }
    }

    fn findings(&mut self, findings: &[Finding]) {
        let mut last = (0, 0, 0);
        for f in findings {
            self.finding(f, &mut last);
        }
    }

    /// `last` is (member, start, line) of the finding before.
    fn finding(&mut self, f: &Finding, last: &mut (u32, u64, u64)) {
        if f.member != last.0 {
            last.1 = 0;
            last.2 = 0;
        }
        self.number(u64::from(f.member.wrapping_sub(last.0)));
        self.number(u64::from(f.ty));
        self.number(u64::from(f.rule));
        let expires = f.expires.and_then(|e| u64::try_from(e).ok());
        self.byte(
            f.confidence as u8
                | u8::from(f.raw.is_some()) << 2
                | u8::from(f.inner) << 4
                | u8::from(expires.is_some()) << 5
                | f.style.code() << 6,
        );
        expires.into_iter().for_each(|e| self.number(e));
        self.number(f.start.wrapping_sub(last.1));
        self.number(f.end.wrapping_sub(f.start));
        self.number(f.line.wrapping_sub(last.2));
        self.number(f.column);
        if let Some(raw) = &f.raw {
            self.number(raw.start);
            self.number(u64::from(raw.length));
            self.number(u64::from(raw.column));
        }
        self.number(u64::from(f.breaks));
        self.number(f.token);
        let terms = f.why.iter().filter(|t| **t > 0);
        self.count(terms.clone().count());
        terms.for_each(|t| self.number(u64::from(*t)));
        *last = (f.member, f.start, f.line);
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(n)?;
        let part = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(part)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn number(&mut self) -> Option<u64> {
        let mut n = 0u64;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            let part = u64::from(b & 0x7f);
            if shift == 63 && part > 1 {
                return None;
            }
            n |= part << shift;
            if b & 0x80 == 0 {
                return Some(n);
            }
        }
        None
    }

    fn small<T: TryFrom<u64>>(&mut self) -> Option<T> {
        T::try_from(self.number()?).ok()
    }

    /// A list; its count cannot make it allocate more than the bytes that are there.
    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let n: usize = self.small()?;
        if n > self.bytes.len() - self.at {
            return None;
        }
        let mut out = Vec::new();
        for _ in 0..n {
            out.push(item(self)?);
        }
        Some(out)
    }

    fn blob(&mut self) -> Option<&'a [u8]> {
        let n = self.small()?;
        self.take(n)
    }

    fn string(&mut self) -> Option<String> {
        String::from_utf8(self.blob()?.to_vec()).ok()
    }

    fn reason(&mut self) -> Option<Option<Reason>> {
        match self.byte()? {
            0 => Some(None),
            n => Reason::from_code(n - 1).map(Some),
        }
    }

    fn member(&mut self, index: u32) -> Option<MemberReport> {
        let parent = match self.number()? {
            0 => None,
            n => Some(u32::try_from(n - 1).ok().filter(|p| *p < index)?),
        };
        let step = match self.byte()? {
            0 => None,
            tag @ (1 | 2) => Some(Step {
                index: self.small()?,
                name: self.blob()?.to_vec(),
                stream: tag == 2,
            }),
            _ => return None,
        };
        let kind = Kind::from_code(self.byte()?)?;
        let state = State::from_code(self.byte()?)?;
        let reason = self.reason()?;
        let (size, lines) = (self.number()?, self.number()?);
        let stride = self.number()?;
        if stride == 0 || step.is_none() != parent.is_none() {
            return None;
        }
        let mut last = 0u64;
        let offsets = self.list(|r| {
            last = last.checked_add(r.number()?)?;
            Some(last)
        })?;
        Some(MemberReport {
            parent,
            step,
            kind,
            state,
            reason,
            size,
            lines,
            line_index: LineIndex { stride, offsets },
        })
    }

    fn findings(&mut self, tables: (usize, usize, usize, usize)) -> Option<Vec<Finding>> {
        let mut last = (0, 0, 0);
        self.list(|r| r.finding(&mut last, tables))
    }

    fn finding(
        &mut self,
        last: &mut (u32, u64, u64),
        tables: (usize, usize, usize, usize),
    ) -> Option<Finding> {
        let (members, types, rules, terms) = tables;
        let step: u32 = self.small()?;
        let member = last.0.checked_add(step)?;
        if step > 0 {
            last.1 = 0;
            last.2 = 0;
        }
        let (ty, rule): (u16, u16) = (self.small()?, self.small()?);
        let flags = self.byte()?;
        let confidence = match flags & 0b1011 {
            0 => Confidence::Possible,
            1 => Confidence::Likely,
            2 => Confidence::Certain,
            _ => return None,
        };
        let expires = match flags >> 5 & 1 {
            0 => None,
            _ => Some(i64::try_from(self.number()?).ok()?),
        };
        let style = Style::from_code(flags >> 6)?;
        let start = last.1.checked_add(self.number()?)?;
        let end = start.checked_add(self.number()?)?;
        let line = last.2.checked_add(self.number()?)?;
        let column = self.number()?;
        let raw = match flags >> 2 & 1 {
            0 => None,
            _ => Some(Box::new(RawPlace {
                start: self.number()?,
                length: self.small()?,
                column: self.small()?,
            })),
        };
        let breaks = self.small()?;
        let token = self.number()?;
        let mut why = [0u16; WHY_MAX];
        let count: usize = self.small()?;
        for slot in 0..count {
            let term: u16 = self.small()?;
            if term == 0 || usize::from(term) > terms {
                return None;
            }
            *why.get_mut(slot)? = term;
        }
        let in_tables = usize::try_from(member).is_ok_and(|m| m < members)
            && usize::from(ty) < types
            && usize::from(rule) < rules;
        *last = (member, start, line);
        in_tables.then_some(Finding {
            member,
            ty,
            rule,
            confidence,
            inner: flags >> 4 & 1 == 1,
            start,
            end,
            line,
            column,
            breaks,
            token,
            style,
            expires,
            raw,
            why,
        })
    }
}
