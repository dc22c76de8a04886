//! Streaming container walk: tar, zip, gzip, zstd, xz, bzip2 and lz4, nested, from any `Read`, in constant memory. Text in
//! UTF-16 is a container too, whose one member is the same text in UTF-8.
//!
//! Detection is by the first bytes, never by a name. Nothing is written anywhere and nothing is sought.
//! A limit or damaged data ends the member concerned with an honest state; what was read stays read.

mod ahead;
mod attributes;
mod behind;
mod budget;
mod buffered;
mod bz2;
mod decoder;
mod gzip;
mod lz4;
mod open;
mod sniff;
mod tar;
mod utf16;
mod walk;
mod xz;
mod zip;
mod zst;

pub use attributes::{Attributes, Listed, Units};
pub use open::{OpenError, open_member};
pub use walk::{Member, MemberEnd, Visitor, WalkError, walk};

use crate::names::display_name;
use crate::state::{Reason, State};

/// One step from a container to one of its members.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Step {
    /// Position among the members of its container, from 0. Names may repeat; positions don't.
    pub index: u32,
    /// The name as stored in the archive: data, not a path.
    pub name: Vec<u8>,
    /// Whether the container is a plain stream (compressed, or text in UTF-16), which has one member.
    pub stream: bool,
}

/// The way from a file to one of its members. Empty for the file itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct MemberPath(Vec<Step>);

impl MemberPath {
    /// The file itself.
    #[must_use]
    pub fn root() -> Self {
        Self::default()
    }

    /// From its steps, outermost first.
    #[must_use]
    pub fn new(steps: Vec<Step>) -> Self {
        Self(steps)
    }

    /// Its steps, outermost first.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether this is the file itself.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(crate) fn pop(&mut self) {
        self.0.pop();
    }

    /// Escaped form for showing: `logs/app.log`, `inner.zip!/a.txt`. Streams on the way are left out, and so is a member
    /// whose content has the same name.
    #[must_use]
    pub fn display(&self) -> String {
        let last = self.0.len().saturating_sub(1);
        let again = |i: usize, step: &Step| {
            (self.0.get(i + 1)).is_some_and(|next| next.stream && next.name == step.name)
        };
        let parts: Vec<String> = (self.0.iter().enumerate())
            .filter(|(i, step)| *i == last || !(step.stream || again(*i, step)))
            .map(|(_, step)| display_name(&step.name))
            .collect();
        parts.join("!/")
    }
}

/// Why a layer gave no more bytes; travels inside `io::Error` through third-party decoders.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("{}", .0.text())]
pub(crate) struct Fault(pub(crate) Reason);

pub(crate) fn fault(reason: Reason) -> std::io::Error {
    std::io::Error::other(Fault(reason))
}

/// The reason in an error that came through a stack of decoders.
pub(crate) fn reason_of(e: &std::io::Error) -> Reason {
    match e.get_ref().and_then(|inner| inner.downcast_ref::<Fault>()) {
        Some(Fault(reason)) => *reason,
        None if e.kind() == std::io::ErrorKind::UnexpectedEof => Reason::Truncated,
        None => Reason::Damaged,
    }
}

/// The state of a member of which `read` bytes could be read before `reason` stopped it.
pub(crate) fn state_for(reason: Reason, read: u64) -> State {
    match reason {
        Reason::Encrypted => State::Encrypted,
        r if r.is_limit() => State::TooLarge,
        _ if read > 0 => State::PartlyScanned,
        _ => State::Failed,
    }
}
