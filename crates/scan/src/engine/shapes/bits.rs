//! Where each shape is, from shifted masks: bit `i` says that it is at byte `i`.

use super::Shape;
use crate::simd::{Ahead, BLOCK, Class, GROUP, Group, LANES, Lanes, Words};

/// Shapes of whose places most are not kept.
pub(super) const MANY: [Shape; 4] = [Shape::Key, Shape::Word, Shape::Long, Shape::Apart];

/// Shapes whose places are all kept: one bit for each block of each fits into a number.
pub(super) const FEW: [Shape; 8] = [
    Shape::Digits,
    Shape::Groups,
    Shape::Upper,
    Shape::Sign,
    Shape::Quad,
    Shape::Colons,
    Shape::Plus,
    Shape::Paren,
];
pub(super) const MORE: [Shape; 3] = [Shape::Url, Shape::StateZip, Shape::Line];

/// Where the shapes are in the blocks of a group, in the order of these lists. Options are among the keys: they are told
/// by their dash.
pub(super) struct Found {
    pub(super) many: [[u64; LANES]; MANY.len()],
    pub(super) few: [[u64; LANES]; FEW.len()],
    pub(super) more: [[u64; LANES]; MORE.len()],
    /// In which blocks each of them is: a byte each, with a bit for each block.
    pub(super) many_filled: [u8; MANY.len()],
    pub(super) few_filled: [u8; FEW.len()],
    pub(super) more_filled: [u8; MORE.len()],
    /// Letters, digits and `_`: of the blocks, and of the block before each.
    words: [u64; LANES],
    words_before: [u64; LANES],
    /// Where runs of [`crate::rules::LONG_RUN`] begin.
    long: [u64; LANES],
}

/// The blocks of a group: what follows them is none of it.
const BLOCKS: u32 = (1 << GROUP) - 1;

/// Writes down where shapes are.
#[inline(always)]
fn store<W: Words, const N: usize>(
    all: [Lanes<W>; N],
    words: &mut [[u64; LANES]; N],
    filled: &mut [u8; N],
) {
    for ((to, filled), lanes) in words.iter_mut().zip(filled).zip(all) {
        *to = lanes.0.array();
        *filled = (lanes.filled() & BLOCKS) as u8;
    }
}

/// Leaves out what is not `within` the text.
fn clip<const N: usize>(
    words: &mut [[u64; LANES]; N],
    filled: &mut [u8; N],
    within: &[u64; LANES],
) {
    for (words, filled) in words.iter_mut().zip(filled) {
        *filled = 0;
        for (lane, (word, within)) in words.iter_mut().zip(within).enumerate().take(GROUP) {
            *word &= within;
            *filled |= u8::from(*word != 0) << lane;
        }
    }
}

impl Found {
    /// Leaves out what is not `within` the text.
    #[inline(never)]
    pub(super) fn clip(&mut self, within: &[u64; LANES]) {
        clip(&mut self.many, &mut self.many_filled, within);
        clip(&mut self.few, &mut self.few_filled, within);
        clip(&mut self.more, &mut self.more_filled, within);
    }

    /// Whether the run that begins at a byte of the group is a long one.
    #[inline(always)]
    pub(super) fn is_long(&self, byte: usize) -> bool {
        let lane = self.long.get(byte / BLOCK).copied().unwrap_or(0);
        lane >> (byte % BLOCK) & 1 == 1
    }

    /// How many letters, digits and `_` in a row end at a byte of the group, as far as the block before its own.
    #[inline(always)]
    pub(super) fn run_to(&self, byte: usize) -> usize {
        let of = |lanes: &[u64; LANES]| lanes.get(byte / BLOCK).copied().unwrap_or(0);
        // The byte becomes the highest bit; what is shifted in counts for nothing.
        let here = (of(&self.words) << (BLOCK - 1 - byte % BLOCK)).leading_ones();
        let whole = here as usize > byte % BLOCK;
        let more = if whole {
            of(&self.words_before).leading_ones()
        } else {
            0
        };
        (here + more) as usize
    }
}

/// All shapes of a group.
#[inline(always)]
pub(super) fn find<W: Words>(g: &Group<'_, W>) -> Found {
    let letter = g.upper() | g.lower();
    let word = letter | g.digit() | g.underscore();
    // A token begins where no letter, digit or `_` precedes, or only the letter of an escape such as `\n`.
    let after_word = word.after(1);
    let begins = !after_word | g.lower().after(1) & g.backslash().after(2);
    let digits = Digits::of(g);
    let (digit, two) = (digits.one, digits.two);
    let after_digit = g.digit().after(1);
    let runs = g.digit().now() & !after_digit & begins;
    let slash = g.slash().ahead();
    let (key, before_value) = keys(g, word, letter | g.underscore());
    let dash = g.dash().ahead();
    let flag = dash.now & dash.ahead(1).now & g.lower().ahead().ahead(2).now;
    let flag = flag & !(g.dash() | word).after(1);
    let option = dash.now & g.blank().after(1) & letter.ahead().ahead(1).now;
    let (runs_of_some, long_runs) = long_runs(word | g.dash() | g.dot());
    let many = [
        key | flag | option,
        letter.now() & before_value,
        runs_of_some,
        apart(g, word),
    ];
    let few = [
        runs & digits.seven().now,
        runs & grouped(g, digits),
        capitals(g, after_digit, digits),
        g.sign().now(),
        dotted(g, digit),
        colons(g, dash),
        g.plus().now() & digit.ahead(1).now & !after_word,
        g.paren().now() & (two.ahead(1) & digit.ahead(3)).now,
    ];
    let more = [
        g.colon().now() & (slash.ahead(1) & slash.ahead(2)).now,
        state_and_zip(g, digits) & !after_word,
        g.newline().now(),
    ];
    let mut found = Found {
        many: [[0; LANES]; MANY.len()],
        few: [[0; LANES]; FEW.len()],
        more: [[0; LANES]; MORE.len()],
        many_filled: [0; MANY.len()],
        few_filled: [0; FEW.len()],
        more_filled: [0; MORE.len()],
        words: word.now().0.array(),
        words_before: word.previous().0.array(),
        long: long_runs.0.array(),
    };
    store(many, &mut found.many, &mut found.many_filled);
    store(few, &mut found.few, &mut found.few_filled);
    store(more, &mut found.more, &mut found.more_filled);
    found
}

/// Where so many digits in a row begin, or more.
#[derive(Clone, Copy)]
struct Digits<W> {
    one: Ahead<W>,
    two: Ahead<W>,
    four: Ahead<W>,
    five: Ahead<W>,
    six: Ahead<W>,
}

impl<W: Words> Digits<W> {
    #[inline(always)]
    fn of(g: &Group<'_, W>) -> Self {
        let one = g.digit().ahead();
        let two = one & one.ahead(1);
        let four = two & two.ahead(2);
        Self {
            one,
            two,
            four,
            five: four & one.ahead(4),
            six: four & two.ahead(4),
        }
    }

    #[inline(always)]
    fn seven(self) -> Ahead<W> {
        self.four & self.four.ahead(3)
    }
}

// Shifts are what costs here, three instructions a vector each: what is looked for behind the same number of bytes is
// joined first and shifted once.

#[inline(always)]
fn state_and_zip<W: Words>(g: &Group<'_, W>, digits: Digits<W>) -> Lanes<W> {
    let upper = g.upper().ahead();
    let zip = g.blank().ahead() & digits.five.ahead(1);
    (upper & upper.ahead(1) & zip.ahead(2)).now
}

#[inline(always)]
fn capitals<W: Words>(g: &Group<'_, W>, after_digit: Lanes<W>, digits: Digits<W>) -> Lanes<W> {
    let two = digits.two;
    let dashed = g.dash().ahead() & digits.six.ahead(1);
    let pair = g.blank().ahead() & two.ahead(1);
    let spaced = pair & pair.ahead(3);
    // `T` between a date and a time is no beginning of anything.
    let time = after_digit & (two.ahead(1) & g.colon().ahead().ahead(3)).now;
    g.upper().now() & !time & (two | dashed | spaced).ahead(1).now
}

/// Groups of digits with marks between them.
#[inline(always)]
fn grouped<W: Words>(g: &Group<'_, W>, digits: Digits<W>) -> Lanes<W> {
    let Digits {
        one,
        two,
        four,
        five,
        six,
    } = digits;
    let mark = (g.blank() | g.dash() | g.dot() | g.slash()).ahead();
    // Exactly so many digits, then a mark.
    let x1 = one & mark.ahead(1);
    let x2 = one & x1.ahead(1);
    let x3 = one & x2.ahead(1);
    let x4 = one & x3.ahead(1);
    let x5 = one & x4.ahead(1);
    let x6 = one & x5.ahead(1);
    let threes = x3 & x3.ahead(4);
    let after_three = x2 & four.ahead(3) | x3 & two.ahead(4) | x4 & four.ahead(5);
    let after_four = x4 | six | x5;
    let after_two = x2 & x2.ahead(3) | threes | x6 | six & x2.ahead(6);
    let after_one = x2 & two.ahead(3) | threes;
    let grouped = x3 & after_three.ahead(4)
        | x4 & after_four.ahead(5)
        | x2 & after_two.ahead(3)
        | x1 & after_one.ahead(2)
        | x5 & five.ahead(6)
        | x6 & four.ahead(7);
    grouped.now
}

#[inline(always)]
fn dotted<W: Words>(g: &Group<'_, W>, digit: Ahead<W>) -> Lanes<W> {
    let before_dot = digit & (g.dot().ahead() & digit.ahead(1)).ahead(1);
    if before_dot.now.is_empty() {
        return Lanes::none();
    }
    let thrice = before_dot & after_octet(before_dot & after_octet(before_dot));
    // The dot is a byte later; a group's last one is found from the digit before it.
    thrice.now
}

// Functions and no closures: those are not always inlined, and what is not knows nothing of the instruction set.

/// What follows one to three digits and the mark behind them.
#[inline(always)]
fn after_octet<W: Words>(of: Ahead<W>) -> Ahead<W> {
    of.ahead(2) | of.ahead(3) | of.ahead(4)
}

/// What follows up to four digits.
#[inline(always)]
fn after_hex<W: Words>(of: Ahead<W>) -> Ahead<W> {
    let one = of.ahead(1);
    let two = one | one.ahead(1);
    two | two.ahead(2) | of.ahead(5)
}

#[inline(always)]
fn colons<W: Words>(g: &Group<'_, W>, dash: Ahead<W>) -> Lanes<W> {
    let colon = g.colon().ahead();
    let dashes = dash & dash.ahead(3);
    let hardware = dashes & dashes.ahead(6) & dash.ahead(12);
    let hardware = hardware.now & !g.dash().after(1);
    // `0050.56a1.2b3c`: two dots five bytes apart, and no third one.
    let dot = g.dot().ahead();
    let dotted = (dot & dot.ahead(5)).now
        & !dot.ahead(10).now
        & (g.digit() | g.lower() | g.upper()).after(1);
    let hardware = hardware | dotted;
    if colon.now.is_empty() {
        return hardware;
    }
    let pairs = hardware | (colon & colon.ahead(1)).now;
    // Times have three in a row at most.
    let three = colon & after_hex(colon & after_hex(colon));
    if three.now.is_empty() {
        return pairs;
    }
    pairs | (colon & after_hex(three)).now
}

/// The ends of keys, and of words before a capital or digit.
#[inline(always)]
fn keys<W: Words>(g: &Group<'_, W>, word: Class<W>, letter: Class<W>) -> (Lanes<W>, Lanes<W>) {
    let close = g.close().ahead();
    let colon = g.colon().ahead();
    // `::` and `://` are no operators.
    let single = colon & !colon.ahead(1) & !g.slash().ahead().ahead(1);
    let call = g.paren().ahead() & close.ahead(1);
    let operator = g.assign().ahead() | single | call;
    // Up to seven blanks before the operator, then up to three quotes or the like.
    let blank = g.blank().ahead();
    let two = blank & blank.ahead(1);
    let four = two & two.ahead(2);
    let mut before = operator | blank & operator.ahead(1);
    before = before | two & before.ahead(2);
    before = before | four & before.ahead(4);
    for _ in 0..3 {
        before = before | close & before.ahead(1);
    }
    // A key may end with a number, but the hours of a time are none.
    let recent = letter.after(1) | letter.after(2);
    let ends = (letter.now() | g.digit().now() & recent) & !word.ahead().ahead(1).now;
    let value = (g.upper() | g.digit()).ahead();
    (
        ends & before.ahead(1).now,
        (blank.ahead(1) & value.ahead(2)).now,
    )
}

/// A blank before a mark, or a quote before a colon that nothing in quotes follows.
#[inline(always)]
fn apart<W: Words>(g: &Group<'_, W>, word: Class<W>) -> Lanes<W> {
    let spoken = g.blank().now() & g.mark().ahead().ahead(1).now;
    let plain = (word | g.close()).ahead();
    let nested = g.close().now() & (g.colon().ahead().ahead(1) & !plain.ahead(2)).now;
    spoken | nested
}

/// Runs of 16 letters, digits, `_`, `-` and `.`, and those of twice as many, where they begin.
#[inline(always)]
fn long_runs<W: Words>(joined: Class<W>) -> (Lanes<W>, Lanes<W>) {
    let run = joined.ahead();
    let two = run & run.ahead(1);
    let four = two & two.ahead(2);
    let eight = four & four.ahead(4);
    let sixteen = eight & eight.ahead(8);
    let begins = run.now & !joined.after(1) & sixteen.now;
    (begins, begins & sixteen.ahead(16).now)
}
