//! Lists of places, written from bits. How many a block has can't be foreseen: nothing branches on it, and nothing asks
//! for room place by place.

use std::hint::select_unpredictable;

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
    pub(super) fn make_room(&mut self) {
        let most = self.count + GROUP * BLOCK + AT_ONCE;
        if self.slots.len() < most {
            self.slots.resize(2 * most, 0);
        }
    }

    /// Lists a place, if it is kept. There is room.
    #[inline(always)]
    pub(super) fn add(&mut self, place: usize, keep: bool) {
        if let Some(slot) = self.slots.get_mut(self.count) {
            *slot = place;
        }
        self.count += usize::from(keep);
    }

    /// Lists the places of a shape that most groups have, of which most blocks have `USUAL` at most: those beyond the last
    /// one are written over later. There is room.
    #[inline(always)]
    pub(super) fn add_many<const USUAL: usize>(&mut self, group: usize, lanes: &[u64; LANES]) {
        const { assert!(USUAL <= AT_ONCE) }
        for (lane, bits) in lanes.iter().enumerate().take(GROUP) {
            let mut bits = *bits;
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

/// Calls `found` for each bit of the words that are `filled`, one bit each: with the number of its word and its own. Nothing
/// branches on where one word ends, only on where all do.
#[inline(always)]
pub(super) fn each_bit<const N: usize>(
    words: &[[u64; LANES]; N],
    mut filled: u64,
    mut found: impl FnMut(usize, usize),
) {
    let words = words.as_flattened();
    let mut number = filled.trailing_zeros() as usize;
    let mut bits = words.get(number).copied().unwrap_or(0);
    while filled != 0 {
        found(number, bits.trailing_zeros() as usize);
        bits &= bits.wrapping_sub(1);
        let done = bits == 0;
        filled = select_unpredictable(done, filled & filled.wrapping_sub(1), filled);
        number = filled.trailing_zeros() as usize;
        let next = words.get(number).copied().unwrap_or(0);
        bits = select_unpredictable(done, next, bits);
    }
}
