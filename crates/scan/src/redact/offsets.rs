//! Where the bytes of a member went.

/// A replaced range.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// First byte in the original.
    pub old_start: u64,
    /// One past the last byte in the original.
    pub old_end: u64,
    /// First byte of the replacement.
    pub new_start: u64,
    /// One past its last byte.
    pub new_end: u64,
}

/// All replaced ranges of one member, in order; everything between them is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OffsetMap(Vec<Moved>);

impl OffsetMap {
    pub(super) fn push(&mut self, moved: Moved) {
        self.0.push(moved);
    }

    /// The replaced ranges.
    #[must_use]
    pub fn moved(&self) -> &[Moved] {
        &self.0
    }

    /// The offset in the redacted member of offset `old` of the original; inside a replaced range, the start of its
    /// replacement.
    #[must_use]
    pub fn new_of(&self, old: u64) -> u64 {
        match self.last(|m| m.old_start <= old) {
            None => old,
            Some(m) if old < m.old_end => m.new_start,
            Some(m) => m.new_end.saturating_add(old - m.old_end),
        }
    }

    /// The offset in the original of offset `new` of the redacted member; inside a replacement, the start of what
    /// it replaced.
    #[must_use]
    pub fn old_of(&self, new: u64) -> u64 {
        match self.last(|m| m.new_start <= new) {
            None => new,
            Some(m) if new < m.new_end => m.old_start,
            Some(m) => m.old_end.saturating_add(new - m.new_end),
        }
    }

    /// Where a finding at `old_start..old_end` is now: its replacement, or that of the range it lies in.
    #[must_use]
    pub fn range_of(&self, old_start: u64, old_end: u64) -> (u64, u64) {
        match self.last(|m| m.old_start <= old_start) {
            Some(m) if old_end <= m.old_end => (m.new_start, m.new_end),
            _ => (self.new_of(old_start), self.new_of(old_end)),
        }
    }

    fn last(&self, before: impl Fn(&Moved) -> bool) -> Option<&Moved> {
        let i = self.0.partition_point(before);
        self.0.get(i.checked_sub(1)?)
    }
}
