//! The walk itself: recursion over containers, one visitor told of every member.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::attributes::{Attributes, Listed};
use super::behind::Behind;
use super::budget::{Budget, Source};
use super::buffered::{Buffered, PEEK_BYTES};
use super::decoder::{Decoder, inner_name};
use super::sniff::{sniff, text_kind};
use super::utf16::{Encoding, HEAD_BYTES};
use super::{MemberPath, Step, reason_of, state_for, tar, zip};
use crate::bytes::cut;
use crate::limits::{Limits, NAMES_BYTES_MAX};
use crate::state::{Kind, Reason, State};

/// A member as the walk meets it.
#[derive(Debug)]
pub struct Member<'a> {
    /// The way to it; the last step is its own. Empty for the file itself.
    pub path: &'a MemberPath,
    /// By its first bytes. Containers get their members between `enter` and `leave`, others get `data`.
    pub kind: Kind,
    /// What its archive says of it.
    pub attributes: &'a Attributes,
}

/// How a member ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemberEnd {
    /// How far it was read.
    pub state: State,
    /// Why not further.
    pub reason: Option<Reason>,
    /// Bytes read of it (its packed form, for a container).
    pub size: u64,
}

/// Told of every member. `enter` and `leave` nest; breaking stops the walk.
pub trait Visitor {
    /// A member begins.
    fn enter(&mut self, member: &Member<'_>) -> ControlFlow<()>;
    /// The next bytes of the member entered last, in pieces of any size.
    fn data(&mut self, bytes: &[u8]) -> ControlFlow<()>;
    /// The member entered last ends.
    fn leave(&mut self, end: &MemberEnd) -> ControlFlow<()>;
    /// The zip archive entered last lists this, after all its members.
    fn listed(&mut self, _entry: &Listed<'_>) {}
}

/// Why a walk did not end by itself. Damaged or hostile content is never a reason.
#[derive(Debug, thiserror::Error)]
pub enum WalkError {
    /// The reader that was given failed.
    #[error("the file could not be read")]
    Source(#[source] io::Error),
    /// The visitor broke off.
    #[error("the walk was stopped")]
    Stopped,
}

/// Walks the file `name` (used only to name the content of a compressed stream).
///
/// # Errors
/// The reader's own error, or [`WalkError::Stopped`].
pub fn walk(
    reader: &mut dyn Read,
    name: &[u8],
    limits: &Limits,
    visitor: &mut dyn Visitor,
) -> Result<(), WalkError> {
    let budget = Budget::new(limits);
    let mut source = Source::new(reader, Arc::clone(&budget));
    let mut walker = Walker {
        visitor,
        budget,
        entries: 0,
        name_bytes: 0,
        path: MemberPath::root(),
        attributes: Attributes::default(),
        pool: Vec::new(),
    };
    let stopped = walker.node(&mut source, name, Content::Any).is_err();
    match source.failure {
        Some(e) => Err(WalkError::Source(e)),
        None if stopped => Err(WalkError::Stopped),
        None => Ok(()),
    }
}

/// The visitor broke off.
struct Stop;

impl From<ControlFlow<()>> for Outcome {
    fn from(flow: ControlFlow<()>) -> Self {
        Self(if flow.is_break() { Err(Stop) } else { Ok(()) })
    }
}

struct Outcome(Result<(), Stop>);

/// What ended a container's or member's own data, if not its regular end.
type Ended = Option<Reason>;

/// What is known of a member's content before it is looked at.
#[derive(Debug, Clone, Copy)]
enum Content {
    Any,
    /// Decoded text: never an archive, whatever it looks like.
    Text,
    /// Nothing of it can be read.
    Unread(Reason),
}

struct Walker<'v> {
    visitor: &'v mut dyn Visitor,
    budget: Arc<Budget>,
    entries: u32,
    name_bytes: usize,
    path: MemberPath,
    /// Of the member that is entered next.
    attributes: Attributes,
    pool: Vec<Vec<u8>>,
}

impl Walker<'_> {
    /// One member with all below it. Returns what ended it early.
    fn node(&mut self, src: &mut dyn Read, name: &[u8], content: Content) -> Result<Ended, Stop> {
        let mut measured = Measured {
            inner: src,
            size: 0,
        };
        let buffer = self.pool.pop().unwrap_or_default();
        let mut input = Buffered::with_buffer(&mut measured, buffer);
        let kind = match content {
            Content::Any => sniff(input.peek(PEEK_BYTES)),
            Content::Text => text_kind(input.peek(PEEK_BYTES)),
            Content::Unread(_) => Kind::Binary,
        };
        self.enter(kind)?;
        let too_deep = kind.is_archive() && self.path.steps().len() >= self.budget.limits.depth;
        let ended = match (content, kind) {
            (Content::Unread(reason), _) => Some(reason),
            _ if too_deep => Some(Reason::Depth),
            (_, Kind::Tar) => self.tar(&mut input)?,
            (_, Kind::Zip) => self.zip(&mut input)?,
            (_, Kind::Text | Kind::Binary) => self.plain(kind, &mut input)?,
            _ if kind.is_stream() => self.stream(kind, &mut input, name)?,
            _ => self.leaf(&mut input, &mut |_| {})?,
        };
        self.pool.push(input.into_buffer());
        let size = measured.size;
        let (state, reason) = match (ended, kind.unread()) {
            (Some(reason), _) => (state_for(reason, size), Some(reason)),
            (None, Some((state, reason))) => (state, Some(reason)),
            (None, None) => (State::Clean, None),
        };
        Outcome::from(self.visitor.leave(&MemberEnd {
            state,
            reason,
            size,
        }))
        .0?;
        Ok(ended)
    }

    fn enter(&mut self, kind: Kind) -> Result<(), Stop> {
        let attributes = std::mem::take(&mut self.attributes);
        Outcome::from(self.visitor.enter(&Member {
            path: &self.path,
            kind,
            attributes: &attributes,
        }))
        .0
    }

    fn leaf(
        &mut self,
        input: &mut dyn BufRead,
        look: &mut dyn FnMut(&[u8]),
    ) -> Result<Ended, Stop> {
        loop {
            let bytes = match input.fill_buf() {
                Ok([]) => return Ok(None),
                Ok(bytes) => bytes,
                Err(e) => return Ok(Some(reason_of(&e))),
            };
            let n = bytes.len();
            look(bytes);
            Outcome::from(self.visitor.data(bytes)).0?;
            input.consume(n);
        }
    }

    /// A program or script may carry an archive behind it: its bytes were read, its members were not. That goes before
    /// what else ended it, because its bytes are not to be shown then.
    fn plain(&mut self, kind: Kind, input: &mut dyn BufRead) -> Result<Ended, Stop> {
        let mut behind = Behind::new(kind);
        let ended = self.leaf(input, &mut |bytes| behind.look(bytes))?;
        Ok(behind.reason().or(ended))
    }

    /// A stream: exactly one member.
    fn stream<R: BufRead>(&mut self, kind: Kind, mut input: R, name: &[u8]) -> Result<Ended, Stop> {
        let inner = inner_name(kind, name);
        self.attributes = Attributes::default();
        if kind == Kind::Utf16 {
            let head = input.fill_buf().unwrap_or_default();
            let encoding = Encoding::of(cut(head, 0..HEAD_BYTES));
            self.attributes.units = Some(encoding.units());
        }
        let step = Step {
            index: 0,
            name: inner.clone(),
            stream: true,
        };
        let budget = Arc::clone(&self.budget);
        let Some(mut decoder) = Decoder::stream(kind, input, &budget) else {
            return Ok(Some(Reason::UnsupportedFormat));
        };
        let content = match kind {
            Kind::Utf16 => Content::Text,
            _ => Content::Any,
        };
        let done = self.step(step, |walker| walker.node(&mut decoder, &inner, content))?;
        Ok(done.unwrap_or_else(Some))
    }

    /// Goes one step down, within the limits on members and names.
    fn step<T>(
        &mut self,
        step: Step,
        f: impl FnOnce(&mut Self) -> Result<T, Stop>,
    ) -> Result<Result<T, Reason>, Stop> {
        if self.entries >= self.budget.limits.entries {
            return Ok(Err(Reason::Entries));
        }
        self.entries += 1;
        self.name_bytes = self.name_bytes.saturating_add(step.name.len());
        if self.name_bytes > NAMES_BYTES_MAX {
            return Ok(Err(Reason::NameLength));
        }
        self.path.push(step);
        let result = f(self);
        self.path.pop();
        result.map(Ok)
    }

    fn tar(&mut self, input: &mut dyn BufRead) -> Result<Ended, Stop> {
        for index in 0u32.. {
            let entry = match tar::next_entry(input, &self.budget.limits) {
                Ok(Some(entry)) => entry,
                Ok(None) => return Ok(None),
                Err(e) => return Ok(Some(reason_of(&e))),
            };
            let padding = entry.padding();
            self.attributes = entry.attributes.clone();
            let step = Step {
                index,
                name: entry.name.clone(),
                stream: false,
            };
            let mut content = Exact {
                inner: (&mut *input).take(entry.size),
            };
            let done = self.step(step, |walker| match entry.kind {
                Some(kind) => walker.without_content(kind),
                None => walker
                    .node(&mut content, &entry.name, Content::Any)
                    .map(|_| ()),
            })?;
            if let Err(limit) = done {
                return Ok(Some(limit));
            }
            let left = content.inner.limit().saturating_add(padding);
            match io::copy(&mut (&mut *input).take(left), &mut io::sink()) {
                Ok(n) if n == left => {}
                Ok(_) => return Ok(Some(Reason::Truncated)),
                Err(e) => return Ok(Some(reason_of(&e))),
            }
        }
        Ok(Some(Reason::Entries))
    }

    fn without_content(&mut self, kind: Kind) -> Result<(), Stop> {
        self.enter(kind)?;
        Outcome::from(self.visitor.leave(&MemberEnd {
            state: State::Clean,
            reason: None,
            size: 0,
        }))
        .0
    }

    fn zip(&mut self, input: &mut dyn BufRead) -> Result<Ended, Stop> {
        for index in 0u32.. {
            let visitor = &mut *self.visitor;
            let listed = &mut |entry: &Listed<'_>| visitor.listed(entry);
            let entry = match zip::next_entry(input, &self.budget.limits, u64::from(index), listed)
            {
                Ok(Some(entry)) => entry,
                Ok(None) => return Ok(None),
                Err(e) => return Ok(Some(reason_of(&e))),
            };
            let step = Step {
                index,
                name: entry.name.clone(),
                stream: false,
            };
            self.attributes = entry.attributes.clone();
            let ended = self.step(step, |walker| walker.zip_member(input, entry))?;
            match ended {
                Ok(None) => {}
                Ok(Some(reason)) | Err(reason) => return Ok(Some(reason)),
            }
        }
        Ok(Some(Reason::Entries))
    }

    /// One member of a zip archive. Returns why the archive cannot be followed further, if so.
    fn zip_member(&mut self, input: &mut dyn BufRead, entry: zip::Entry) -> Result<Ended, Stop> {
        let name = entry.name.clone();
        let unread = if entry.encrypted {
            Some(Reason::Encrypted)
        } else if entry.is_supported() {
            None
        } else {
            Some(Reason::UnsupportedMethod)
        };
        let moved = if let Some(reason) = unread {
            self.node(&mut io::empty(), &name, Content::Unread(reason))?;
            zip::skip(input, &entry)
        } else if entry.is_directory() {
            self.without_content(Kind::Directory)?;
            zip::skip(input, &entry)
        } else {
            let budget = Arc::clone(&self.budget);
            let mut content = zip::Content::new(&mut *input, entry, &budget);
            self.node(&mut content, &name, Content::Any)?;
            // A member that is an archive itself may have stopped early; where this one ends is told by its data.
            let whole = io::copy(&mut content, &mut io::sink()).is_ok();
            content.finish(whole)
        };
        Ok(moved.err().map(|e| reason_of(&e)))
    }
}

/// Counts what a member's content amounts to.
struct Measured<'r> {
    inner: &'r mut dyn Read,
    size: u64,
}

impl Read for Measured<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.size = self.size.saturating_add(n as u64);
        Ok(n)
    }
}

/// A part of known length: its input ending early is an error, not its end.
pub(super) struct Exact<R> {
    pub(super) inner: io::Take<R>,
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        if n == 0 && !buf.is_empty() && self.inner.limit() > 0 {
            return Err(super::fault(Reason::Truncated));
        }
        Ok(n)
    }
}
