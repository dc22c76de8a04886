//! Passwords that are expected (NIST SP 800-63B-4 section 3.1.1.2): the most used ones, words of the organisation and the
//! person, and what people make of them by repeating, joining two, and adding digits or signs.

use std::collections::HashSet;
use std::sync::LazyLock;

static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("common-passwords.txt").lines();
    lines.filter(|line| !line.starts_with('#')).collect()
});

/// Shorter words say nothing: too many passwords contain them.
const WORD_CHARS_MIN: usize = 3;
/// What consists of so few characters over and over is expected, whatever they are.
const UNIT_CHARS_MAX: usize = 4;
/// So many expected words make an expected password; a sentence has more.
const WORDS_MAX: usize = 2;

/// Whether `password` is expected. `context` are words such as the organisation's name, in any case.
pub(super) fn is_expected(password: &str, context: &[&str]) -> bool {
    let lower = password.to_lowercase();
    let context: HashSet<String> = context
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .filter(|word| word.chars().count() >= WORD_CHARS_MIN)
        .map(str::to_lowercase)
        .collect();
    if COMMON.contains(lower.as_str()) {
        return true;
    }
    let letters: Vec<char> = lower.chars().collect();
    let unit = repeated_unit(&letters);
    if unit.len() <= UNIT_CHARS_MAX {
        return true;
    }
    let is_word = |part: &[char]| {
        let word: String = part.iter().collect();
        COMMON.contains(word.as_str()) || context.contains(&word)
    };
    is_made_of(unit, &is_word)
}

/// What a text consists of if it is one part over and over; else the text.
fn repeated_unit(text: &[char]) -> &[char] {
    let units = (1..=text.len() / 2).filter_map(|length| text.get(..length));
    let mut repeating =
        units.filter(|unit| text.chunks(unit.len()).all(|chunk| unit.starts_with(chunk)));
    repeating.next().unwrap_or(text)
}

/// Whether a text is at most so many words, with only digits and signs around and between them.
fn is_made_of(text: &[char], is_word: &dyn Fn(&[char]) -> bool) -> bool {
    // fewest[n]: with how many words the first n characters can be made, if they can.
    let mut fewest: Vec<Option<usize>> = vec![Some(0)];
    for end in 1..=text.len() {
        let filler = text
            .get(end - 1)
            .is_some_and(|letter| !letter.is_alphabetic() && !letter.is_whitespace());
        let by_filler = fewest.get(end - 1).copied().flatten().filter(|_| filler);
        let by_word = (0..end.saturating_sub(WORD_CHARS_MIN - 1)).filter_map(|start| {
            let before = fewest.get(start).copied().flatten()?;
            let part = text.get(start..end)?;
            (before < WORDS_MAX && is_word(part)).then_some(before + 1)
        });
        fewest.push(by_word.chain(by_filler).min());
    }
    fewest.last().copied().flatten().is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expected(password: &str) -> bool {
        is_expected(
            password,
            &["Aldermoor Ltd", "Coffer", "lena.hart", "Lena Hart"],
        )
    }

    #[test]
    fn the_list_is_there() {
        assert!(COMMON.len() >= 3_000);
    }

    #[test]
    fn common_repeated_joined_and_decorated_words_are_expected() {
        for password in [
            "123456789qwerty",
            "passwordpassword",
            "PasswordPassword!",
            "password2026!!!",
            "qwertyuiop12345",
            "aaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "Aldermoor2026!!!!",
            "coffercoffercoffer",
            "lenahart19871987",
            "000000000000000000",
            "dragonmonkey1234567",
        ] {
            assert!(expected(password), "{password}");
        }
    }

    #[test]
    fn sentences_and_random_letters_are_not_whatever_they_are_made_of() {
        for password in [
            "correct horse battery staple",
            "quiet harbour lamp nine",
            "seven lanterns in fog",
            "quietharbourlampnine",
            "xkqzvwpjmbhgtrd",
            "größe ist relativ hier",
            "my dragon eats apples on monday",
        ] {
            assert!(!expected(password), "{password}");
        }
    }
}
