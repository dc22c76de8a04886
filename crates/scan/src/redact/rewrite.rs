//! A whole file again, with everything in it: the walk's visitor that writes what it is told.
//!
//! The second pass walks exactly as the first did, under the same limits, and every member is compared with the
//! report before its first byte is written.

mod fate;
mod layer;
mod stream;
mod tar;
mod zip;

pub use fate::Fate;

use std::io::{self, Read, Seek, Write};
use std::ops::ControlFlow;

use super::names::Names;
use super::offsets::OffsetMap;
use super::policy::Policy;
use super::redactor::{Changed, Redactor, Sink};
use super::replace::{Redaction, RevealSink};
use crate::container::{self, Listed, Member, MemberEnd, Visitor, WalkError};
use crate::limits::Limits;
use crate::pseudonym::CaseKey;
use crate::report::ScanReport;
use crate::rules::RuleSet;
use crate::state::{Kind, Reason};
use layer::{Head, Layer, Stack};

/// A place for the content of one member while its length is not known.
pub trait Spool: Read + Write + Seek {}

impl<T: Read + Write + Seek> Spool for T {}

/// Makes places to put things aside: this crate has none of its own.
pub trait Scratch {
    /// A new, empty one.
    ///
    /// # Errors
    /// The caller's own.
    fn new_spool(&mut self) -> io::Result<Box<dyn Spool>>;
}

/// What a rewriting is made from. Rules, key, name and limits are those of the scan.
#[derive(Clone, Copy)]
pub struct Job<'a> {
    /// The file's name.
    pub name: &'a [u8],
    /// What the scan of this very file found.
    pub report: &'a ScanReport,
    /// What is done about it.
    pub policy: &'a Policy,
    /// The rules it was found by.
    pub rules: &'a RuleSet,
    /// The key of the case.
    pub key: &'a CaseKey,
    /// The limits of the scan.
    pub limits: &'a Limits,
}

/// Why a file could not be rewritten. What was written until then is to be thrown away.
#[derive(Debug, thiserror::Error)]
pub enum RewriteError {
    /// The reader failed.
    #[error("the file could not be read")]
    Read(#[source] io::Error),
    /// The writer or a spool failed.
    #[error("the redacted file could not be written")]
    Write(#[source] io::Error),
    /// The file is not the one that was scanned, so where its values lie is not known.
    #[error("the file is not the one that was scanned")]
    Changed,
}

/// One member of the redacted file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rewritten {
    /// Its name in the redacted archive; empty for the file itself and for what is within something dropped.
    pub name: Vec<u8>,
    /// What became of it.
    pub fate: Fate,
    /// Why what is written is not all that was there, such as data after the end of an archive.
    pub cut: Option<Reason>,
    /// Where its findings are now.
    pub map: OffsetMap,
}

/// Ends the name of what stands for a member that was dropped.
const NOT_SCANNED: &[u8] = b".not-scanned.txt";
/// From this length on a member may come out with more bytes than 32 bits count.
const LARGE_BYTES: u64 = 1 << 29;

/// What came of a whole file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The name the redacted file should have.
    pub name: Vec<u8>,
    /// By member of the report.
    pub members: Vec<Rewritten>,
}

/// Writes the file again with its findings replaced as the policy says. `reveal` is told every replaced value once.
///
/// Member order, names, times and permissions stay; findings in names become tokens. What was not scanned is not
/// written: comments, extra fields, names of owners, data after the end of an archive. Everything packed is packed
/// again at the fastest level.
///
/// # Errors
/// See [`RewriteError`].
pub fn rewrite(
    reader: &mut dyn Read,
    writer: &mut dyn Write,
    job: &Job<'_>,
    scratch: &mut dyn Scratch,
    reveal: Option<RevealSink<'_>>,
) -> Result<Outcome, RewriteError> {
    let mut redaction = Redaction::new(job.report, job.rules, job.policy, job.key);
    if let Some(sink) = reveal {
        redaction = redaction.revealing(sink);
    }
    let mut names = Names::new(job.rules, job.key);
    let name = names.redacted(job.name, &redaction);
    let mut rewriter = Rewriter {
        redaction: &redaction,
        report: job.report,
        fates: fate::fates(job.report, job.policy.unread()),
        names,
        stack: Stack::new(writer, scratch),
        open: Vec::new(),
        members: Vec::with_capacity(job.report.members.len()),
        name,
        failure: None,
    };
    let walked = container::walk(reader, job.name, job.limits, &mut rewriter);
    match (walked, rewriter.failure) {
        (Err(WalkError::Source(e)), _) => Err(RewriteError::Read(e)),
        (_, Some(e)) if Changed::is(&e) => Err(RewriteError::Changed),
        (_, Some(e)) => Err(RewriteError::Write(e)),
        (Err(WalkError::Stopped), None) => Err(RewriteError::Changed),
        (Ok(()), None) if rewriter.members.len() != job.report.members.len() => {
            Err(RewriteError::Changed)
        }
        (Ok(()), None) => Ok(Outcome {
            name: rewriter.name,
            members: rewriter.members,
        }),
    }
}

/// A member that was entered and not left.
enum Open<'a, 'r> {
    Leaf(Box<Redactor<'a, 'r>>),
    Container,
    /// Dropped, or within something dropped: its bytes go nowhere.
    Nothing,
}

struct Rewriter<'a, 'r> {
    redaction: &'a Redaction<'r>,
    report: &'r ScanReport,
    fates: Vec<Fate>,
    names: Names<'a>,
    stack: Stack<'a>,
    /// With the index of each.
    open: Vec<(usize, Open<'a, 'r>)>,
    members: Vec<Rewritten>,
    name: Vec<u8>,
    failure: Option<io::Error>,
}

impl<'a, 'r> Rewriter<'a, 'r> {
    fn carry_on(&mut self, done: io::Result<()>) -> ControlFlow<()> {
        match done {
            Ok(()) => ControlFlow::Continue(()),
            Err(e) => {
                self.failure = Some(e);
                ControlFlow::Break(())
            }
        }
    }

    fn begin(&mut self, member: &Member<'_>) -> io::Result<()> {
        let index = self.members.len();
        let scanned = self.report.members.get(index).ok_or_else(Changed::error)?;
        let parent = self.open.last().map(|(parent, _)| *parent);
        let expected = scanned.parent.and_then(|p| usize::try_from(p).ok());
        if scanned.kind != member.kind
            || scanned.step.as_ref() != member.path.steps().last()
            || parent != expected
        {
            return Err(Changed::error());
        }
        let fate = self.fates.get(index).copied().unwrap_or(Fate::Within);
        let original: &[u8] = scanned.step.as_ref().map_or(b"", |s| &s.name);
        let name = match fate {
            Fate::Within => Vec::new(),
            _ => self.names.redacted(original, self.redaction),
        };
        let mut rewritten = Rewritten {
            name,
            fate,
            cut: fate::cut(scanned, fate),
            map: OffsetMap::default(),
        };
        let open = match fate {
            Fate::Within => Open::Nothing,
            Fate::Dropped(why) => {
                rewritten.name.extend_from_slice(NOT_SCANNED);
                self.write_note(original, &rewritten.name, member, why)?;
                Open::Nothing
            }
            Fate::Written => self.write_member(index, &rewritten.name, member)?,
        };
        if index == 0 {
            let ending = std::mem::take(&mut rewritten.name);
            self.name.extend_from_slice(&ending);
        }
        self.members.push(rewritten);
        self.open.push((index, open));
        Ok(())
    }

    fn write_member(
        &mut self,
        index: usize,
        name: &[u8],
        member: &Member<'_>,
    ) -> io::Result<Open<'a, 'r>> {
        let number = u32::try_from(index).unwrap_or(u32::MAX);
        let layer = Layer::new(member.kind);
        let redactor = (layer.is_none()).then(|| Box::new(self.redaction.member(number)));
        let scanned = self.report.members.get(index);
        let link = &member.attributes.link;
        self.stack.begin(&Head {
            name,
            original: scanned
                .and_then(|m| m.step.as_ref())
                .map_or(b"", |s| &s.name),
            kind: member.kind,
            attributes: member.attributes,
            link: &self.names.redacted(link, self.redaction),
            size: redactor.as_ref().and_then(|r| r.known_len()),
            large: layer.is_some() || scanned.is_none_or(|m| m.size >= LARGE_BYTES),
        })?;
        if let Some(layer) = layer {
            self.stack.open(layer);
        }
        Ok(redactor.map_or(Open::Container, Open::Leaf))
    }

    /// A short text in place of a member.
    fn write_note(
        &mut self,
        original: &[u8],
        name: &[u8],
        member: &Member<'_>,
        why: Reason,
    ) -> io::Result<()> {
        let note = format!(
            "This member was not scanned and is left out: {}.\n",
            why.text()
        );
        self.stack.begin(&Head {
            name,
            original,
            kind: Kind::Text,
            attributes: member.attributes,
            link: b"",
            size: Some(note.len() as u64),
            large: false,
        })?;
        self.stack.content(note.as_bytes())?;
        self.stack.end()
    }

    fn end(&mut self) -> io::Result<()> {
        match self.open.pop() {
            None | Some((_, Open::Nothing)) => return Ok(()),
            Some((_, Open::Container)) => self.stack.close()?,
            Some((index, Open::Leaf(redactor))) => {
                let map = redactor.finish()?;
                if let Some(rewritten) = self.members.get_mut(index) {
                    rewritten.map = map;
                }
            }
        }
        self.stack.end()
    }
}

impl Visitor for Rewriter<'_, '_> {
    fn enter(&mut self, member: &Member<'_>) -> ControlFlow<()> {
        let done = self.begin(member);
        self.carry_on(done)
    }

    fn data(&mut self, bytes: &[u8]) -> ControlFlow<()> {
        let Some((_, Open::Leaf(redactor))) = self.open.last_mut() else {
            return ControlFlow::Continue(());
        };
        let stack = &mut self.stack;
        let done = redactor.push(bytes, &mut |b| stack.content(b));
        self.carry_on(done)
    }

    fn leave(&mut self, _end: &MemberEnd) -> ControlFlow<()> {
        let done = self.end();
        self.carry_on(done)
    }

    fn listed(&mut self, entry: &Listed<'_>) {
        if let Some((_, Open::Container)) = self.open.last() {
            self.stack.listed(entry);
        }
    }
}
