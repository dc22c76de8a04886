//! The outlines of a scanned file: of a plain file while the scan reads it, of an archive in a walk afterwards.

use std::io::{self, Read};
use std::ops::ControlFlow;

use coffer_scan::container::{Member, MemberEnd};
use coffer_scan::{Kind, Limits, ScanReport, Visitor, WalkError, walk};

use crate::limits::OUTLINES_MAX;
use crate::outline::{Builder, Outline, Outlines};

/// Passes a file on to the scan and makes its outline meanwhile.
pub(super) struct Outlining<R> {
    inner: R,
    builder: Builder,
}

impl<R: Read> Outlining<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            builder: Builder::default(),
        }
    }

    /// The outline, for a file that is one text.
    pub(super) fn finish(self, report: &ScanReport) -> Outlines {
        let mut outlines = Outlines::new();
        if is_text(report, 0) {
            keep(&mut outlines, 0, self.builder.finish());
        }
        outlines
    }
}

impl<R: Read> Read for Outlining<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        self.builder.push(buffer.get(..got).unwrap_or_default());
        Ok(got)
    }
}

/// The outlines of the texts in an archive. `alive` is asked now and then whether to go on.
///
/// # Errors
/// The reader failed; or `None` if it was not to go on.
pub(super) fn of_archive(
    reader: &mut dyn Read,
    name: &[u8],
    report: &ScanReport,
    alive: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Option<Outlines>, io::Error> {
    let mut visitor = Archive {
        report,
        alive,
        next: 0,
        open: Vec::new(),
        outlines: Outlines::new(),
        stopped: false,
    };
    match walk(reader, name, &Limits::default(), &mut visitor) {
        Err(WalkError::Source(error)) => Err(error),
        Ok(()) | Err(WalkError::Stopped) if !visitor.stopped => Ok(Some(visitor.outlines)),
        Ok(()) | Err(WalkError::Stopped) => Ok(None),
    }
}

struct Archive<'a> {
    report: &'a ScanReport,
    alive: &'a mut dyn FnMut() -> ControlFlow<()>,
    next: u32,
    open: Vec<Option<(u32, Builder)>>,
    outlines: Outlines,
    stopped: bool,
}

impl Visitor for Archive<'_> {
    fn enter(&mut self, _member: &Member<'_>) -> ControlFlow<()> {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        if self.outlines.len() >= OUTLINES_MAX {
            return ControlFlow::Break(());
        }
        let text = is_text(self.report, number);
        self.open.push(text.then(|| (number, Builder::default())));
        ControlFlow::Continue(())
    }

    fn data(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        if let Some(Some((_, builder))) = self.open.last_mut() {
            builder.push(bytes);
        }
        let going = (self.alive)();
        self.stopped |= going.is_break();
        going
    }

    fn leave(&mut self, _end: &MemberEnd) -> ControlFlow<()> {
        if let Some(Some((number, builder))) = self.open.pop() {
            keep(&mut self.outlines, number, builder.finish());
        }
        ControlFlow::Continue(())
    }
}

fn is_text(report: &ScanReport, member: u32) -> bool {
    let found = report.member(member);
    found.is_some_and(|member| member.kind == Kind::Text && member.lines > 0)
}

fn keep(outlines: &mut Outlines, member: u32, outline: Outline) {
    if outline.says_anything() {
        outlines.insert(member, outline);
    }
}
