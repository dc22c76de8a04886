//! What is made of a file besides its report: outlines of its logs, and whether a name in it hides a program. Of a plain
//! file while the scan reads it, of an archive in a walk afterwards.

use std::io::{self, Read};
use std::ops::ControlFlow;

use coffer_scan::container::{Member, MemberEnd};
use coffer_scan::{Kind, Limits, ScanReport, Visitor, WalkError, walk};

use super::disguise::{HEAD_BYTES, is_disguised};
use crate::limits::OUTLINES_MAX;
use crate::outline::{Builder, Outline, Outlines};

/// Passes a file on to the scan and makes its outline meanwhile.
pub(super) struct Outlining<R> {
    inner: R,
    builder: Builder,
    head: Vec<u8>,
}

/// What is made of a file besides its report.
#[derive(Default)]
pub(super) struct Beside {
    pub(super) outlines: Outlines,
    /// Whether a name in it hides a program.
    pub(super) disguised: bool,
}

impl<R: Read> Outlining<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            builder: Builder::default(),
            head: Vec::with_capacity(HEAD_BYTES),
        }
    }

    /// For a file that is no archive.
    pub(super) fn finish(self, name: &[u8], report: &ScanReport) -> Beside {
        let mut outlines = Outlines::new();
        if is_text(report, 0) {
            keep(&mut outlines, 0, self.builder.finish());
        }
        let disguised = is_disguised(name, &self.head);
        Beside {
            outlines,
            disguised,
        }
    }
}

/// Takes what belongs to the beginning of the next bytes.
fn take_head(head: &mut Vec<u8>, bytes: &[u8]) {
    let room = HEAD_BYTES.saturating_sub(head.len());
    head.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
}

impl<R: Read> Read for Outlining<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let got = self.inner.read(buffer)?;
        let bytes = buffer.get(..got).unwrap_or_default();
        take_head(&mut self.head, bytes);
        self.builder.push(bytes);
        Ok(got)
    }
}

/// Of an archive. `alive` is asked now and then whether to go on.
///
/// # Errors
/// The reader failed; or `None` if it was not to go on.
pub(super) fn of_archive(
    reader: &mut dyn Read,
    name: &[u8],
    report: &ScanReport,
    alive: &mut dyn FnMut() -> ControlFlow<()>,
) -> Result<Option<Beside>, io::Error> {
    let mut visitor = Archive {
        report,
        alive,
        next: 0,
        open: Vec::new(),
        name,
        beside: Beside::default(),
        stopped: false,
    };
    match walk(reader, name, &Limits::default(), &mut visitor) {
        Err(WalkError::Source(error)) => Err(error),
        Ok(()) | Err(WalkError::Stopped) if !visitor.stopped => Ok(Some(visitor.beside)),
        Ok(()) | Err(WalkError::Stopped) => Ok(None),
    }
}

struct Archive<'a> {
    report: &'a ScanReport,
    alive: &'a mut dyn FnMut() -> ControlFlow<()>,
    next: u32,
    open: Vec<Open>,
    /// Of the file itself.
    name: &'a [u8],
    beside: Beside,
    stopped: bool,
}

/// A member that is being read.
struct Open {
    name: Vec<u8>,
    head: Vec<u8>,
    /// Where its outline grows, if it gets one.
    outline: Option<(u32, Builder)>,
}

impl Visitor for Archive<'_> {
    fn enter(&mut self, member: &Member<'_>) -> ControlFlow<()> {
        let number = self.next;
        self.next = self.next.saturating_add(1);
        let outlined = self.beside.outlines.len() < OUTLINES_MAX && is_text(self.report, number);
        let step = member.path.steps().last();
        let name = step.map_or(self.name, |step| step.name.as_slice());
        self.open.push(Open {
            name: name.to_vec(),
            head: Vec::with_capacity(HEAD_BYTES),
            outline: outlined.then(|| (number, Builder::default())),
        });
        ControlFlow::Continue(())
    }

    fn data(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        if let Some(open) = self.open.last_mut() {
            take_head(&mut open.head, bytes);
            if let Some((_, builder)) = &mut open.outline {
                builder.push(bytes);
            }
        }
        let going = (self.alive)();
        self.stopped |= going.is_break();
        going
    }

    fn leave(&mut self, _end: &MemberEnd) -> ControlFlow<()> {
        if let Some(open) = self.open.pop() {
            self.beside.disguised |= is_disguised(&open.name, &open.head);
            if let Some((number, builder)) = open.outline {
                keep(&mut self.beside.outlines, number, builder.finish());
            }
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
