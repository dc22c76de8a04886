//! What texts begin with, as bits: of most places four bytes say that none of them stands there.

use crate::bytes::word;

/// Bits of each table.
const BITS: usize = 1 << 16;

/// The first two, three or four bytes of texts that are so long or longer: wrong at times when it says yes, never when it
/// says no.
pub(crate) struct Beginnings([Box<Table>; 3]);

/// Of a known size, so that nothing is asked before it is read.
type Table = [u64; BITS / 64];

/// The first two bytes of texts. One look at a small table, for places of which nearly all begin otherwise.
pub(crate) struct FirstTwo(Box<Table>);

impl Default for FirstTwo {
    fn default() -> Self {
        Self(Box::new([0; BITS / 64]))
    }
}

impl FirstTwo {
    pub(crate) fn add(&mut self, first: [u8; 2]) {
        set(&mut self.0, pair(word(&first)));
    }

    /// Whether one of the texts may begin with these bytes.
    #[inline(always)]
    pub(crate) fn has(&self, word: u32) -> bool {
        is_set(&self.0, pair(word))
    }
}

/// The first four bytes of texts, or the first two of shorter ones: one look less than at [`Beginnings`], for places of
/// which there are very many.
pub(crate) struct Fronts([Box<Table>; 2]);

impl Default for Fronts {
    fn default() -> Self {
        Self([(); 2].map(|()| Box::new([0; BITS / 64])))
    }
}

impl Fronts {
    pub(crate) fn add(&mut self, text: &[u8]) {
        let [two, four] = &mut self.0;
        match text {
            [] => {}
            // Anything may follow.
            [one] => (0..=u8::MAX).for_each(|next| set(two, pair(word(&[*one, next])))),
            [_, _] | [_, _, _] => set(two, pair(word(text))),
            _ => set(four, mixed(word(text))),
        }
    }

    /// Whether one of the texts may begin with these four bytes.
    #[inline(always)]
    pub(crate) fn has(&self, word: u32) -> bool {
        let [two, four] = &self.0;
        is_set(two, pair(word)) | is_set(four, mixed(word))
    }
}

impl Default for Beginnings {
    fn default() -> Self {
        Self([(); 3].map(|()| Box::new([0; BITS / 64])))
    }
}

impl Beginnings {
    pub(crate) fn add(&mut self, text: &[u8]) {
        let [two, three, four] = &mut self.0;
        match text {
            [] => {}
            // Anything may follow.
            [one] => (0..=u8::MAX).for_each(|next| set(two, pair(word(&[*one, next])))),
            [_, _] => set(two, pair(word(text))),
            [_, _, _] => set(three, mixed(word(text))),
            _ => set(four, mixed(word(text))),
        }
    }

    /// Whether one of the texts may begin with these four bytes.
    #[inline(always)]
    pub(crate) fn has(&self, word: u32) -> bool {
        // What comes can't be foreseen: nothing branches on it.
        let [two, three, four] = &self.0;
        is_set(two, pair(word)) | is_set(three, mixed(word & 0xff_ffff)) | is_set(four, mixed(word))
    }
}

#[inline(always)]
fn pair(word: u32) -> usize {
    (word & 0xffff) as usize
}

#[inline(always)]
fn mixed(word: u32) -> usize {
    (word.wrapping_mul(0x9e37_79b1) >> 16) as usize
}

fn set(bits: &mut Table, bit: usize) {
    if let Some(word) = bits.get_mut(bit / 64) {
        *word |= 1 << (bit % 64);
    }
}

#[inline(always)]
fn is_set(bits: &Table, bit: usize) -> bool {
    bits.get(bit / 64)
        .is_some_and(|word| word >> (bit % 64) & 1 == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_any_length_are_known_by_their_beginning() {
        let (mut all, mut fronts) = (Beginnings::default(), Fronts::default());
        for text in ["x", "AA", "t1.", "ghp_", "sk_live_"] {
            all.add(text.as_bytes());
            fronts.add(text.as_bytes());
        }
        for text in ["x", "xyz1", "AA", "AAzz", "t1.a", "t1.", "ghp_0", "sk_l"] {
            assert!(all.has(word(text.as_bytes())), "{text}");
            assert!(fronts.has(word(text.as_bytes())), "{text}");
        }
        let wrong = ["a", "A", "ta", "ghp", "sk-l", "java", ""];
        assert!(wrong.iter().all(|text| !all.has(word(text.as_bytes()))));
        assert!(fronts.has(word(b"t1-")) && !all.has(word(b"t1-")));
        assert!(wrong.iter().all(|text| !fronts.has(word(text.as_bytes()))));
    }
}
