//! Overlap resolution: what is masked never overlaps and leaves no part of an overlapping value through.

use crate::report::{Confidence, RawPlace, Style, WHY_MAX};

/// Findings waiting for what may still overlap them; beyond this they are settled as they are.
const PENDING_MAX: usize = 1 << 16;

/// A scored candidate of one member.
#[derive(Debug, Clone)]
pub(crate) struct Scored {
    pub(crate) ty: u16,
    pub(crate) rule: u16,
    pub(crate) rank: u8,
    pub(crate) score: i32,
    /// Its column, if its check is counted by column.
    pub(crate) column_of: u64,
    pub(crate) confidence: Confidence,
    pub(crate) start: u64,
    pub(crate) end: u64,
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) raw: Option<Box<RawPlace>>,
    pub(crate) breaks: u32,
    pub(crate) token: u64,
    pub(crate) style: Style,
    pub(crate) expires: Option<i64>,
    pub(crate) why: [u16; WHY_MAX],
    /// Nothing inside it is of interest.
    pub(crate) solid: bool,
    pub(crate) inner: bool,
}

impl Scored {
    fn weight(&self) -> (u8, i32) {
        (self.rank, self.score)
    }

    /// The line of its last byte.
    fn last_line(&self) -> u64 {
        self.line + u64::from(self.breaks)
    }

    /// Whether it is nearly all of `cover`.
    fn fills(&self, cover: &Self) -> bool {
        (self.end - self.start) / 4 >= (cover.end - cover.start) / 5
    }

    /// Takes on the identity of `other`, keeping its own place.
    fn become_like(&mut self, other: &Self) {
        self.ty = other.ty;
        self.rule = other.rule;
        self.rank = other.rank;
        self.score = other.score;
        self.column_of = other.column_of;
        self.token = other.token;
        self.expires = other.expires;
        self.why = other.why;
        self.solid = other.solid;
    }
}

#[derive(Default)]
pub(crate) struct Resolver {
    pending: Vec<Scored>,
    /// The cover being built, with what lies inside it.
    cover: Option<Scored>,
    inside: Vec<Scored>,
}

impl Resolver {
    pub(crate) fn push(&mut self, scored: Scored) {
        self.pending.push(scored);
    }

    /// No further finding will begin before `horizon`.
    pub(crate) fn settle(&mut self, horizon: u64, found: &mut dyn FnMut(Scored)) {
        let horizon = if self.pending.len() > PENDING_MAX {
            u64::MAX
        } else {
            horizon
        };
        self.pending.sort_by(|a, b| {
            a.start
                .cmp(&b.start)
                .then(b.end.cmp(&a.end))
                .then(b.weight().cmp(&a.weight()))
        });
        let ready = self.pending.partition_point(|s| s.start < horizon);
        let rest = self.pending.split_off(ready);
        for scored in std::mem::replace(&mut self.pending, rest) {
            self.take(scored, found);
        }
        if self.cover.as_ref().is_some_and(|c| {
            c.end <= horizon && self.pending.first().is_none_or(|p| p.start >= c.end)
        }) {
            self.flush(found);
        }
    }

    pub(crate) fn finish(&mut self, found: &mut dyn FnMut(Scored)) {
        self.settle(u64::MAX, found);
        self.flush(found);
    }

    fn flush(&mut self, found: &mut dyn FnMut(Scored)) {
        if let Some(cover) = self.cover.take() {
            found(cover);
        }
        self.inside.drain(..).for_each(found);
    }

    fn take(&mut self, mut next: Scored, found: &mut dyn FnMut(Scored)) {
        match &mut self.cover {
            Some(cover) if next.start < cover.end => {
                // Whatever the policy masks of the two, the cover has to be masked with it.
                cover.confidence = cover.confidence.max(next.confidence);
                if next.start == cover.start && next.end == cover.end {
                    if next.weight() > cover.weight() {
                        cover.become_like(&next);
                    }
                } else if next.end <= cover.end
                    && next.weight() > cover.weight()
                    && next.fills(cover)
                {
                    // `"private_key": "-----BEGIN …\n"`: the whole value is masked, as what it is.
                    cover.become_like(&next);
                } else if next.end <= cover.end {
                    if !cover.solid && next.ty != cover.ty {
                        next.inner = true;
                        self.inside.push(next);
                    }
                } else {
                    cover.end = next.end;
                    if let (Some(raw), Some(next)) = (&mut cover.raw, &next.raw) {
                        raw.extend(next);
                    }
                    let last = next.last_line().max(cover.last_line());
                    cover.breaks =
                        u32::try_from(last.saturating_sub(cover.line)).unwrap_or(u32::MAX);
                    if next.weight() > cover.weight() {
                        cover.become_like(&next);
                    }
                }
            }
            _ => {
                self.flush(found);
                self.cover = Some(next);
            }
        }
    }
}
