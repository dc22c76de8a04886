//! What a log says about itself: when its lines were written and how grave they are. Numbers only, none of its text.
//!
//! Built while the scan reads, kept sealed beside the report. Lines are taken together in blocks of equal length,
//! so that the outline of a log of any size is small; [`Outline::seek`] says which blocks are worth reading.

mod build;
mod codec;
mod level;
mod stamp;

pub use build::Builder;
pub(crate) use codec::join;
pub use codec::{Outlines, split};
pub use level::Level;
pub use stamp::stamp;

/// The outline of one member: blocks of `stride` lines each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outline {
    stride: u64,
    blocks: Vec<Block>,
}

/// Some lines taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Block {
    /// Earliest and latest time in it, in milliseconds since 1970, if any line has one.
    pub times: Option<(i64, i64)>,
    /// Lines by level, in the order of [`Level::ALL`].
    pub levels: [u64; Level::COUNT],
}

/// What to look for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// The first line at or after this time; milliseconds since 1970.
    Time(i64),
    /// A line of at least this gravity.
    Level(Level),
}

impl Block {
    fn join(&mut self, other: &Self) {
        self.times = match (self.times, other.times) {
            (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
            (one, other) => one.or(other),
        };
        for (mine, more) in self.levels.iter_mut().zip(other.levels) {
            *mine = mine.saturating_add(more);
        }
    }

    fn note(&mut self, time: Option<i64>, level: Option<Level>) {
        if let Some(time) = time {
            self.times = Some(match self.times {
                Some((first, last)) => (first.min(time), last.max(time)),
                None => (time, time),
            });
        }
        if let Some(count) = level.and_then(|level| self.levels.get_mut(level as usize)) {
            *count = count.saturating_add(1);
        }
    }

    /// Whether a line that is wanted may be in it.
    fn may_hold(&self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::Time(time) => self.times.is_some_and(|(_, last)| last >= time),
            Wanted::Level(least) => Level::ALL
                .iter()
                .zip(self.levels)
                .any(|(level, count)| count > 0 && *level <= least),
        }
    }
}

impl Outline {
    /// Lines in a block; the last may have fewer.
    #[must_use]
    pub fn stride(&self) -> u64 {
        self.stride
    }

    /// The blocks in order.
    #[must_use]
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Whether it says anything: a line with a time or a level.
    #[must_use]
    pub fn says_anything(&self) -> bool {
        let counted = |block: &Block| block.times.is_some() || block.levels.iter().any(|n| *n > 0);
        self.blocks.iter().any(counted)
    }

    /// The lines (1-based, first and one past the last) of the first block at or after line `from` that may hold what
    /// is wanted.
    #[must_use]
    pub fn seek(&self, wanted: Wanted, from: u64) -> Option<(u64, u64)> {
        let first = usize::try_from(from.saturating_sub(1) / self.stride.max(1)).ok()?;
        let found = self
            .blocks
            .iter()
            .enumerate()
            .skip(first)
            .find(|(_, block)| block.may_hold(wanted))?;
        Some(self.lines_of(found.0))
    }

    /// The same backwards: the last block that begins at or before line `from`.
    #[must_use]
    pub fn seek_back(&self, wanted: Wanted, from: u64) -> Option<(u64, u64)> {
        let last = usize::try_from(from.saturating_sub(1) / self.stride.max(1)).ok()?;
        let found = self
            .blocks
            .iter()
            .enumerate()
            .take(last.saturating_add(1))
            .rfind(|(_, block)| block.may_hold(wanted))?;
        Some(self.lines_of(found.0))
    }

    fn lines_of(&self, block: usize) -> (u64, u64) {
        let first = (block as u64).saturating_mul(self.stride).saturating_add(1);
        (first, first.saturating_add(self.stride))
    }

    /// Joins blocks in pairs.
    fn halve(&mut self) {
        self.stride = self.stride.saturating_mul(2);
        let joined = self.blocks.chunks(2).map(|pair| {
            let mut block = Block::default();
            for each in pair {
                block.join(each);
            }
            block
        });
        self.blocks = joined.collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::OUTLINE_BLOCKS_MAX;

    fn outline(lines: &[String]) -> Outline {
        let mut builder = Builder::default();
        for line in lines {
            builder.push(line.as_bytes());
            builder.push(b"\n");
        }
        builder.finish()
    }

    fn log(count: usize) -> Vec<String> {
        (0..count)
            .map(|n| {
                let level = if n % 1_000 == 700 { "ERROR" } else { "INFO" };
                format!(
                    "2026-11-23T10:{:02}:{:02}.000Z {level} request {n}",
                    n / 600 % 60,
                    n / 10 % 60
                )
            })
            .collect()
    }

    #[test]
    fn blocks_stay_few_and_count_everything() {
        let outline = outline(&log(30_000));
        assert!(outline.blocks().len() <= OUTLINE_BLOCKS_MAX);
        assert!(outline.blocks().len() > OUTLINE_BLOCKS_MAX / 4);
        let sum = |level: Level| -> u64 {
            outline
                .blocks()
                .iter()
                .map(|block| block.levels[level as usize])
                .sum()
        };
        assert_eq!((sum(Level::Error), sum(Level::Info)), (30, 29_970));
        assert!(outline.says_anything());
    }

    #[test]
    fn seeking_names_a_block_that_holds_the_line() {
        let outline = outline(&log(30_000));
        // Line 6,001 is the first of minute 10.
        let ten = stamp(b"2026-11-23T10:10:00.000Z").unwrap();
        let (first, end) = outline.seek(Wanted::Time(ten), 1).unwrap();
        assert!(first <= 6_001 && 6_001 < end, "{first}..{end}");
        let (first, end) = outline.seek(Wanted::Level(Level::Error), 1_500).unwrap();
        assert!(first <= 1_701 && 1_701 < end, "{first}..{end}");
        let (first, end) = outline
            .seek_back(Wanted::Level(Level::Error), 1_500)
            .unwrap();
        assert!(first <= 701 && 701 < end, "{first}..{end}");
        assert_eq!(outline.seek(Wanted::Time(i64::MAX), 1), None);
        assert_eq!(outline.seek(Wanted::Level(Level::Error), 90_000), None);
    }

    #[test]
    fn what_is_no_log_says_nothing() {
        assert!(!outline(&["plain text".to_owned(), String::new()]).says_anything());
    }
}
