//! Tells tokens drawn at random from words, identifiers and paths, by how usual each pair of characters is in names.
//!
//! For every character the table says how many bits its coming after the one before it is worth in a name; at random
//! it would be worth the logarithm of the alphabet. The sum of the differences is the evidence: it grows with length, and
//! needs neither a dictionary nor a second pass.

use super::makeup::Makeup;

/// One line for each character before, one letter for each after: `!` is 0 bits, the next letter a fifth more, and so on.
/// Counted over the names in 150 MB of source text; `examples/bigrams.rs` counts in the same way.
const TABLE: &[u8] = include_bytes!("randomness/bigrams.txt");
const ROW_BYTES: usize = 65;
const FIRST_LETTER: i32 = 33;
/// Hundredths of a bit for one step of a letter.
const STEP: i32 = 20;
/// Marks within a name, and the state before its first character.
const MARK: u8 = 62;
const OTHER: u8 = 63;
/// Hundredths of a bit a character that a random token loses at least: 99 of 100 names of 12 characters lose less, and 97 of
/// 100 random tokens more.
const RANDOM_PER_BYTE: i32 = -60;
/// What a name wins at least.
const NAME_PER_BYTE: i32 = 25;
/// Characters looked at; more would not change the answer.
const WEIGHED_BYTES_MAX: usize = 256;

/// Evidence that `text` is made of words, in hundredths of a bit, and how many characters it comes from.
fn weigh(text: &[u8]) -> (i32, i32) {
    let alphabet = alphabet(text);
    let mut sum = 0;
    let mut bytes = 0;
    let mut before = usize::from(MARK);
    for b in text.iter().take(WEIGHED_BYTES_MAX) {
        let class = class(*b);
        let letter = TABLE.get(before * ROW_BYTES + class).copied().unwrap_or(0);
        sum += alphabet - STEP * (i32::from(letter) - FIRST_LETTER);
        bytes += 1;
        before = class;
    }
    (sum, bytes)
}

/// Whether it looks drawn at random.
pub(super) fn is_drawn(text: &[u8]) -> bool {
    let (sum, bytes) = weigh(text);
    bytes > 0 && sum <= RANDOM_PER_BYTE * bytes
}

/// Whether it looks like a name: words, joined or not.
pub(super) fn is_name(text: &[u8]) -> bool {
    let (sum, bytes) = weigh(text);
    sum >= NAME_PER_BYTE * bytes
}

fn class(b: u8) -> usize {
    usize::from(CLASSES.get(usize::from(b)).copied().unwrap_or(0))
}

#[expect(clippy::indexing_slicing, reason = "the compiler evaluates it")]
const CLASSES: [u8; 256] = {
    let mut table = [0; 256];
    let mut b = 0u8;
    loop {
        table[b as usize] = match b {
            b'a'..=b'z' => b - b'a',
            b'A'..=b'Z' => b - b'A' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'_' | b'-' | b'.' | b'/' | b'+' | b' ' => MARK,
            _ => OTHER,
        };
        if b == u8::MAX {
            break;
        }
        b += 1;
    }
    table
};

/// The logarithm of the size of the alphabet the text seems to be drawn from, in hundredths of a bit.
fn alphabet(text: &[u8]) -> i32 {
    let made = Makeup::of(text.get(..WEIGHED_BYTES_MAX).unwrap_or(text));
    let (lower, upper) = (made.has(Makeup::LOWER), made.has(Makeup::UPPER));
    let digits = made.has(Makeup::DIGIT);
    if digits && made.is_within(Makeup::HEX_OR_DASH) {
        return 400;
    }
    let marks = !made.is_within(Makeup::ALNUM);
    // Logarithms of 26·letters + 10·digits + 2·marks.
    match (lower && upper, lower || upper, digits, marks) {
        (true, _, true, true) => 600,
        (true, _, true, false) => 595,
        (true, _, false, true) => 575,
        (true, _, false, false) => 570,
        (_, true, true, true) => 525,
        (_, true, true, false) => 517,
        (_, true, false, true) => 481,
        (_, true, false, false) => 470,
        (_, false, true, _) => 340,
        (_, false, false, _) => 100,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole() {
        assert_eq!(TABLE.len(), 64 * ROW_BYTES);
        assert!(TABLE.iter().all(|b| *b == b'\n' || (33..127).contains(b)));
    }

    #[test]
    fn names_are_told_from_random_tokens() {
        for name in [
            "getUserPasswordResetTokenExpirationMillis",
            "com.acme.billing.CardNumberValidator",
            "MAX_TOKENS_PER_REQUEST_EXCEEDED",
            "src/main/resources/application",
            "exports2.STRICT_TOKEN",
            "postgres-credentials",
            "certificate_authority_arn",
        ] {
            assert!(
                is_name(name.as_bytes()) && !is_drawn(name.as_bytes()),
                "{name}"
            );
        }
        for token in [
            "q9X2mP0vT7cL4bN8rK1sD6fH3gJ5aZ0w",
            "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
            "GhT-8f2LkQ0z1XcV9bNm",
            "aXbQzPtRwKlMnOvYcDfG",
            "zpczok4kqgnw5prpfy3ehiylbqvgbjfk",
        ] {
            assert!(
                is_drawn(token.as_bytes()) && !is_name(token.as_bytes()),
                "{token}"
            );
        }
    }
}
