//! The masks of a strip of text that stays in the nearest cache, and its groups of blocks.

use std::marker::PhantomData;

use super::BLOCK;
use super::classes::{Masks, with_classes};
use super::lanes::{Class, GROUP, LANES, Words};

/// Blocks of a strip.
const STRIP: usize = 9 * GROUP;

/// What is done with each group of blocks.
pub(crate) trait Sink {
    /// `first` is the number of the group's first block.
    fn group<W: Words>(&mut self, first: usize, group: &Group<'_, W>);
}

macro_rules! strip {
    ($($(#[$doc:meta])* $name:ident: $($first:literal..=$last:literal)|+;)+) => {
        /// One word of each class for the block before, the blocks of the strip, and the block after.
        struct Strip {
            $($name: [u64; STRIP + 2],)+
        }

        impl Strip {
            fn new() -> Self {
                Self { $($name: [0; STRIP + 2],)+ }
            }

            /// Writes the masks of a block. They are made here, behind the question whether there is room: each is stored when
            /// it is known, as there are more of them than registers.
            #[inline(always)]
            fn set(&mut self, block: usize, masks: impl FnOnce() -> Masks) {
                if block >= STRIP + 2 {
                    return;
                }
                let masks = masks();
                $(if let Some(word) = self.$name.get_mut(block) {
                    *word = masks.$name;
                })+
            }

            /// The last of `count` blocks becomes the block before, the block after it the first one.
            fn turn(&mut self, count: usize) {
                $(self.$name.copy_within(count..count + 2, 0);)+
            }

            #[inline(always)]
            fn group<W>(&self, at: usize) -> Option<Group<'_, W>> {
                Some(Group {
                    $($name: self.$name.get(at..)?.first_chunk()?,)+
                    words: PhantomData,
                })
            }
        }

        /// The classes of a group of blocks.
        #[derive(Clone, Copy)]
        pub(crate) struct Group<'s, W> {
            $($name: &'s [u64; LANES + 1],)+
            words: PhantomData<W>,
        }

        impl<W: Words> Group<'_, W> {
            $($(#[$doc])*
            #[inline(always)]
            pub(crate) fn $name(&self) -> Class<W> {
                Class::of(self.$name)
            })+

            /// The masks of one of its blocks.
            #[cfg(test)]
            pub(super) fn masks(&self, lane: usize) -> Masks {
                Masks { $($name: self.$name[lane + 1],)+ }
            }
        }
    };
}
with_classes!(strip);

/// The loop, inlined into each implementation so that its instruction set reaches the sink too.
#[inline(always)]
pub(super) fn each<W: Words, S: Sink>(
    bytes: &[u8],
    sink: &mut S,
    masks: impl Fn(&[u8; BLOCK]) -> Masks,
) {
    let (whole, rest) = bytes.as_chunks::<BLOCK>();
    let mut last = [0u8; BLOCK];
    for (to, from) in last.iter_mut().zip(rest) {
        *to = *from;
    }
    let tail = (!rest.is_empty()).then_some(&last);
    let mut blocks = whole.iter().chain(tail);
    let mut next = || blocks.next().map_or_else(Masks::default, &masks);
    let count = bytes.len().div_ceil(BLOCK);
    let mut strip = Strip::new();
    strip.set(1, &mut next);
    let mut first = 0;
    while first < count {
        let here = (count - first).min(STRIP).next_multiple_of(GROUP);
        for block in 0..here {
            strip.set(block + 2, &mut next);
        }
        let mut at = 0;
        while at < here
            && let Some(group) = strip.group::<W>(at)
        {
            sink.group(first + at, &group);
            at += GROUP;
        }
        strip.turn(here);
        first += here;
    }
}
