//! Reads a member as it comes, in pieces of any size.

use super::{Block, Level, Outline, stamp};
use crate::limits::OUTLINE_BLOCKS_MAX;

/// Lines in a block to begin with.
const STRIDE: u64 = 16;
/// As much of a line as time and level are looked for in.
const HEAD_BYTES: usize = 192;

/// Makes the outline of one member.
pub struct Builder {
    outline: Outline,
    block: Block,
    /// Lines in `block`.
    in_block: u64,
    head: Vec<u8>,
    /// Whether a line has begun.
    begun: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            outline: Outline {
                stride: STRIDE,
                blocks: Vec::new(),
            },
            block: Block::default(),
            in_block: 0,
            head: Vec::with_capacity(HEAD_BYTES),
            begun: false,
        }
    }
}

impl Builder {
    /// The next bytes.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while let Some(end) = memchr::memchr(b'\n', bytes) {
            let (line, rest) = bytes.split_at_checked(end).unwrap_or((bytes, &[]));
            self.keep(line);
            self.end_line();
            bytes = rest.get(1..).unwrap_or_default();
        }
        if !bytes.is_empty() {
            self.keep(bytes);
            self.begun = true;
        }
    }

    /// The outline, when all bytes have come.
    #[must_use]
    pub fn finish(mut self) -> Outline {
        if self.begun {
            self.end_line();
        }
        if self.in_block > 0 {
            self.end_block();
        }
        // Joined with another just now, and begun again.
        if self.in_block > 0 {
            self.outline.blocks.push(self.block);
        }
        self.outline
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.head.len());
        self.head
            .extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    fn end_line(&mut self) {
        self.block.note(stamp(&self.head), Level::of(&self.head));
        self.head.clear();
        self.begun = false;
        self.in_block = self.in_block.saturating_add(1);
        if self.in_block >= self.outline.stride {
            self.end_block();
        }
    }

    fn end_block(&mut self) {
        self.outline.blocks.push(std::mem::take(&mut self.block));
        self.in_block = 0;
        if self.outline.blocks.len() > OUTLINE_BLOCKS_MAX {
            // An odd number of them: the last is half of a block of the new length, and is filled up.
            self.in_block = self.outline.stride;
            self.outline.halve();
            self.block = self.outline.blocks.pop().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_of_any_size_give_the_same() {
        let text: String = (0..9_999)
            .map(|n| {
                format!(
                    "2026-11-23T10:14:{:02}Z INFO line {n} {}\n",
                    n % 60,
                    "x".repeat(n % 300)
                )
            })
            .collect();
        let whole = |size: usize| {
            let mut builder = Builder::default();
            for piece in text.as_bytes().chunks(size) {
                builder.push(piece);
            }
            builder.finish()
        };
        let expected = whole(text.len());
        assert_eq!(
            expected
                .blocks()
                .iter()
                .map(|b| b.levels[Level::Info as usize])
                .sum::<u64>(),
            9_999
        );
        for size in [1, 7, 4_096] {
            assert_eq!(whole(size), expected);
        }
    }

    #[test]
    fn every_block_but_the_last_is_full() {
        for lines in [1, 15, 16, 17, 16_384, 16_385, 50_000] {
            let mut builder = Builder::default();
            for _ in 0..lines {
                builder.push(b"INFO x\n");
            }
            let outline = builder.finish();
            let counts: Vec<u64> = outline
                .blocks()
                .iter()
                .map(|b| b.levels[Level::Info as usize])
                .collect();
            let (last, full) = counts.split_last().unwrap();
            assert!(
                full.iter().all(|count| *count == outline.stride()),
                "{lines}: {counts:?}"
            );
            assert!(*last <= outline.stride());
            assert_eq!(counts.iter().sum::<u64>(), lines);
        }
    }

    #[test]
    fn a_last_line_without_a_break_counts() {
        let mut builder = Builder::default();
        builder.push(b"INFO a\nERROR b");
        let outline = builder.finish();
        assert_eq!(outline.blocks().first().unwrap().levels, [1, 0, 1, 0]);
    }
}
