//! What lies behind content that is read as bytes: an archive there is neither opened nor masked.

use super::sniff::{ZIP_END, ZIP_END_BYTES};
use crate::bytes::{cut, tail};
use crate::state::{Kind, Reason};

/// Bytes looked at together, with those before them.
const BLOCK_BYTES: usize = 512;
/// Different control characters in two blocks that no text has: packed data has nearly all of them, a log a separator or two.
const ODD_MAX: u32 = 5;

/// Watches all bytes of a member of text or of another content without a format.
pub(super) struct Behind {
    end: EndMark,
    /// Only of text: other content has any bytes anyway.
    turn: Option<Turn>,
}

impl Behind {
    pub(super) fn new(kind: Kind) -> Self {
        Self {
            end: EndMark::default(),
            turn: (kind == Kind::Text).then(Turn::default),
        }
    }

    pub(super) fn look(&mut self, bytes: &[u8]) {
        self.end.look(bytes);
        if let Some(turn) = &mut self.turn {
            turn.look(bytes);
        }
    }

    /// Why the member was not read, although all its bytes were.
    pub(super) fn reason(&self) -> Option<Reason> {
        let turned = self.turn.as_ref().is_some_and(|turn| turn.turned);
        if self.end.is_zip() {
            Some(Reason::UnsupportedFormat)
        } else {
            turned.then_some(Reason::Opaque)
        }
    }
}

/// The end of a zip archive's directory at the very end.
#[derive(Default)]
struct EndMark(Vec<u8>);

impl EndMark {
    fn look(&mut self, bytes: &[u8]) {
        self.0
            .extend_from_slice(tail(bytes, bytes.len().saturating_sub(ZIP_END_BYTES)));
        let over = self.0.len().saturating_sub(ZIP_END_BYTES);
        self.0.drain(..over);
    }

    fn is_zip(&self) -> bool {
        self.0.len() == ZIP_END_BYTES && self.0.starts_with(ZIP_END)
    }
}

/// Text that turns into something else after its head. Blocks begin at fixed places, however the bytes arrive.
#[derive(Default)]
struct Turn {
    turned: bool,
    /// Bytes of the block at hand that were seen.
    seen: usize,
    /// Control characters of the block at hand and of the one before it, a bit each.
    now: u32,
    before: u32,
}

impl Turn {
    fn look(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.turned {
            let n = bytes.len().min(BLOCK_BYTES - self.seen);
            let part = cut(bytes, 0..n);
            // Almost all text has none but line breaks and tabs, which is seen many bytes at a time.
            if part.iter().fold(false, |any, b| any | is_control(*b))
                && part.iter().fold(false, |any, b| any | is_odd(*b))
            {
                let odd = part.iter().filter(|b| is_odd(**b));
                self.now |= odd.fold(0, |all, b| all | 1 << b);
                self.turned = (self.now | self.before).count_ones() > ODD_MAX;
            }
            self.seen += n;
            if self.seen == BLOCK_BYTES {
                self.seen = 0;
                self.before = std::mem::take(&mut self.now);
            }
            bytes = tail(bytes, n);
        }
    }
}

/// A control character, but no line break or tab.
fn is_control(byte: u8) -> bool {
    (byte < b' ') & (byte != b'\n') & (byte != b'\t')
}

/// A control character that is not for writing: not NUL, which logs that were cut have runs of, nor bell to carriage return,
/// nor escape.
fn is_odd(byte: u8) -> bool {
    (byte.wrapping_sub(1) < 6) | ((byte.wrapping_sub(0x0e) < 18) & (byte != 0x1b))
}
