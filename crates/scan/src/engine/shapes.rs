//! Finds places that look like numbers of interest with shifted byte-class masks, 64 bytes at a time.
//!
//! A log has a hundred thousand digit runs a megabyte; looking at each is what makes scanners slow. Here a run
//! is only listed if it is long enough or is followed by a second group.

use crate::bytes::cut;

/// A shape found at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A run of at least 12 digits begins.
    Digits,
    /// Exactly 4 digits, one other byte, 4 digits or more.
    Groups,
    /// Two capital letters and two digits, after something else.
    Iban,
}

const BLOCK: usize = 64;

/// Calls `hit` for every shape that begins in `from..to`, in order of position (within 64 bytes: of shape).
pub(crate) fn scan(w: &[u8], from: usize, to: usize, mut hit: impl FnMut(Shape, usize)) {
    let mut at = from;
    let before = from
        .checked_sub(1)
        .and_then(|i| w.get(i))
        .copied()
        .unwrap_or(0);
    let mut digit_before = u64::from(before.is_ascii_digit());
    let mut upper_before = u64::from(before.is_ascii_uppercase());
    let (mut digits, mut uppers) = masks(cut(w, at..at + BLOCK));
    while at < to {
        let (next_digits, next_uppers) = masks(cut(w, at + BLOCK..at + 2 * BLOCK));
        let d = u128::from(digits) | u128::from(next_digits) << 64;
        let u = u128::from(uppers) | u128::from(next_uppers) << 64;
        let starts = u128::from(digits & !(digits << 1 | digit_before));
        let d2 = d & d >> 1;
        let d4 = d2 & d2 >> 2;
        if low(starts & d4) != 0 {
            let d8 = d4 & d4 >> 4;
            let long = low(starts & d8 & d4 >> 8);
            let grouped = low(starts & d4 & !(d >> 4) & d4 >> 5);
            each(long, at, to, |i| hit(Shape::Digits, i));
            each(grouped, at, to, |i| hit(Shape::Groups, i));
        }
        let fresh = u128::from(uppers & !(uppers << 1 | upper_before | digits << 1 | digit_before));
        each(low(fresh & u >> 1 & d2 >> 2), at, to, |i| {
            hit(Shape::Iban, i)
        });
        digit_before = digits >> 63;
        upper_before = uppers >> 63;
        digits = next_digits;
        uppers = next_uppers;
        at += BLOCK;
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the upper half is the next block"
)]
fn low(bits: u128) -> u64 {
    bits as u64
}

#[inline]
fn each(mut bits: u64, at: usize, to: usize, mut f: impl FnMut(usize)) {
    while bits != 0 {
        let i = at + bits.trailing_zeros() as usize;
        if i < to {
            f(i);
        }
        bits &= bits - 1;
    }
}

/// Bit `i` says that byte `i` is a digit, or a capital letter. Fewer than 64 bytes count as padded with zeros.
#[inline]
fn masks(block: &[u8]) -> (u64, u64) {
    let mut digits = 0u64;
    let mut uppers = 0u64;
    let (words, rest) = block.as_chunks::<8>();
    for (i, word) in words.iter().enumerate() {
        let v = u64::from_le_bytes(*word);
        digits |= gather(digit_bytes(v)) << (8 * i);
        uppers |= gather(upper_bytes(v)) << (8 * i);
    }
    for (i, b) in (8 * words.len()..).zip(rest) {
        digits |= u64::from(b.is_ascii_digit()) << i;
        uppers |= u64::from(b.is_ascii_uppercase()) << i;
    }
    (digits, uppers)
}

const HIGH: u64 = 0x8080_8080_8080_8080;
const ONES: u64 = 0x0101_0101_0101_0101;

/// The high bit of every byte that is `0`–`9`.
#[inline]
fn digit_bytes(v: u64) -> u64 {
    let x = v ^ (ONES * 0x30);
    let ten_or_more = ((x & !HIGH) + ONES * (0x80 - 10)) | x;
    !ten_or_more & HIGH
}

/// The high bit of every byte that is `A`–`Z`.
#[inline]
fn upper_bytes(v: u64) -> u64 {
    let x = v & !HIGH;
    let from_a = x + ONES * (0x80 - 0x41);
    let past_z = x + ONES * (0x80 - 0x5b);
    from_a & !past_z & !v & HIGH
}

/// The high bits of eight bytes as eight bits.
#[inline]
fn gather(high_bits: u64) -> u64 {
    (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reference(w: &[u8], from: usize, to: usize) -> Vec<(usize, u8)> {
        let at = |i: usize| w.get(i).copied().unwrap_or(0);
        let digit = |i: usize| at(i).is_ascii_digit();
        let upper = |i: usize| at(i).is_ascii_uppercase();
        let mut out = Vec::new();
        for i in from..to {
            let after_digit = i > 0 && digit(i - 1);
            if !after_digit && (i..i + 12).all(digit) {
                out.push((i, 0));
            }
            if !after_digit && (i..i + 4).all(digit) && !digit(i + 4) && (i + 5..i + 9).all(digit) {
                out.push((i, 1));
            }
            let after_upper = i > 0 && upper(i - 1);
            if !after_digit
                && !after_upper
                && upper(i)
                && upper(i + 1)
                && digit(i + 2)
                && digit(i + 3)
            {
                out.push((i, 2));
            }
        }
        out
    }

    proptest! {
        #[test]
        fn masks_equal_the_plain_definition(
            w in proptest::collection::vec(prop_oneof![4 => b'0'..=b'9', 2 => b'A'..=b'Z', 1 => any::<u8>(), 1 => Just(b'-')], 0..400),
            from in 0usize..200, len in 0usize..300,
        ) {
            let from = from.min(w.len());
            let to = (from + len).min(w.len());
            let mut got = Vec::new();
            scan(&w, from, to, |shape, i| got.push((i, shape as u8)));
            got.sort_unstable();
            prop_assert_eq!(got, reference(&w, from, to));
        }
    }
}
