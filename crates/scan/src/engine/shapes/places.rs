//! Lists of places, written from bits. How many a block has can't be foreseen: nothing branches on it, and nothing asks
//! for room place by place.

use crate::simd::{BLOCK, GROUP, LANES};

/// Places of a block that are written at once, at most.
const AT_ONCE: usize = 4;

/// Places in order of position.
#[derive(Default)]
pub(super) struct Places {
    /// More than there are places: what is behind them means nothing.
    slots: Vec<usize>,
    pub(super) count: usize,
}

impl Places {
    pub(super) fn list(&self) -> &[usize] {
        self.slots.get(..self.count).unwrap_or(&[])
    }

    /// Makes room for all places that a group may have.
    #[inline(always)]
    fn make_room(&mut self) {
        let most = self.count + GROUP * BLOCK + AT_ONCE;
        if self.slots.len() < most {
            self.slots.resize(2 * most, 0);
        }
    }

    /// Lists the places of a shape that most groups have, of which most blocks have `USUAL` at most: those beyond the last
    /// one are written over later.
    #[inline(always)]
    pub(super) fn add_many<const USUAL: usize>(
        &mut self,
        group: usize,
        lanes: &[u64; LANES],
        within: &[u64; LANES],
    ) {
        const { assert!(USUAL <= AT_ONCE) }
        self.make_room();
        for lane in 0..GROUP {
            let both = lanes.get(lane).zip(within.get(lane));
            let mut bits = both.map_or(0, |(bits, within)| bits & within);
            let block = group + lane * BLOCK;
            let mut next = self.count;
            self.count += bits.count_ones() as usize;
            loop {
                if let Some(slots) = self.slots.get_mut(next..next + USUAL) {
                    for slot in slots {
                        *slot = block + bits.trailing_zeros() as usize;
                        bits &= bits.wrapping_sub(1);
                    }
                }
                if bits == 0 {
                    break;
                }
                next += USUAL;
            }
        }
    }

    /// Lists the places of a shape that is in the `filled` blocks only, one bit each.
    #[inline]
    pub(super) fn add_few(
        &mut self,
        group: usize,
        lanes: &[u64; LANES],
        mut filled: u32,
        within: &[u64; LANES],
    ) {
        self.make_room();
        // Beyond the group is only what follows it.
        filled &= (1 << GROUP) - 1;
        while filled != 0 {
            let lane = filled.trailing_zeros() as usize;
            filled &= filled - 1;
            let both = lanes.get(lane).zip(within.get(lane));
            let (block, mut bits) = (group + lane * BLOCK, both.map_or(0, |(a, b)| a & b));
            while bits != 0 {
                if let Some(slot) = self.slots.get_mut(self.count) {
                    *slot = block + bits.trailing_zeros() as usize;
                }
                self.count += 1;
                bits &= bits - 1;
            }
        }
    }

    /// Keeps those listed from `first` on that are worth a look.
    #[inline(always)]
    pub(super) fn choose(&mut self, first: usize, mut keep: impl FnMut(usize) -> bool) {
        let Some(new) = self.slots.get_mut(first..self.count) else {
            return;
        };
        let mut kept = 0;
        for i in 0..new.len() {
            let place = new.get(i).copied().unwrap_or(0);
            if let Some(slot) = new.get_mut(kept) {
                *slot = place;
            }
            kept += usize::from(keep(place));
        }
        self.count = first + kept;
    }
}
