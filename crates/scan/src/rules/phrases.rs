//! Words and phrases: `dbPassword`, `DB_PASSWORD` and `db password` are the same two words.

use std::collections::HashSet;

/// Longest phrase, in words.
const PHRASE_WORDS_MAX: usize = 4;

/// A set of phrases, each as its words joined: `api key`, `api_key`, `apiKey` and `apikey` are one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Phrases(HashSet<Vec<u8>>);

impl Phrases {
    pub(crate) fn new<S: AsRef<str>>(phrases: &[S]) -> Self {
        let join = |p: &S| {
            p.as_ref()
                .bytes()
                .filter(u8::is_ascii_alphanumeric)
                .map(|b| b.to_ascii_lowercase())
                .collect()
        };
        Self(phrases.iter().map(join).collect())
    }

    /// Adds to the set.
    pub(crate) fn add<S: AsRef<str>>(&mut self, phrases: &[S]) {
        self.0.extend(Self::new(phrases).0);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Vec<u8>> {
        self.0.iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn contains(&self, joined: &[u8]) -> bool {
        self.0.contains(joined)
    }

    /// The first phrase that stands anywhere in `words`.
    pub(crate) fn find_in(&self, words: &[Vec<u8>]) -> Option<Vec<u8>> {
        if self.is_empty() {
            return None;
        }
        (0..words.len()).find_map(|from| {
            let mut joined = Vec::new();
            words
                .iter()
                .skip(from)
                .take(PHRASE_WORDS_MAX)
                .find_map(|word| {
                    joined.extend_from_slice(word);
                    self.contains(&joined).then(|| joined.clone())
                })
        })
    }
}

/// The words of an identifier or text, lower-cased: split at other characters, at `aB` and at `ABc`.
pub(crate) fn words(text: &[u8]) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    let mut word: Vec<u8> = Vec::new();
    for (i, b) in text.iter().enumerate() {
        if !b.is_ascii_alphanumeric() {
            if !word.is_empty() {
                out.push(std::mem::take(&mut word));
            }
            continue;
        }
        let previous = crate::bytes::before(text, i);
        let next = crate::bytes::at(text, i + 1);
        let camel = b.is_ascii_uppercase()
            && (previous.is_ascii_lowercase()
                || (previous.is_ascii_uppercase() && next.is_ascii_lowercase()));
        if camel && !word.is_empty() {
            out.push(std::mem::take(&mut word));
        }
        word.push(b.to_ascii_lowercase());
    }
    if !word.is_empty() {
        out.push(word);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> String {
        let words: Vec<String> = words(text.as_bytes())
            .iter()
            .map(|w| String::from_utf8_lossy(w).into_owned())
            .collect();
        words.join(" ")
    }

    #[test]
    fn keys_are_split_into_words() {
        assert_eq!(
            split("spring.datasource.password"),
            "spring datasource password"
        );
        assert_eq!(split("AWS_SECRET_ACCESS_KEY"), "aws secret access key");
        assert_eq!(split("dbPassword"), "db password");
        assert_eq!(split("XMLHttpToken"), "xml http token");
        assert_eq!(split("apiKey2"), "api key2");
    }

    #[test]
    fn phrases_ignore_spelling() {
        let set = Phrases::new(&["card number", "pan"]);
        assert_eq!(
            set.find_in(&words(b"the cardNumber is")),
            Some(b"cardnumber".to_vec())
        );
        assert_eq!(set.find_in(&words(b"PAN")), Some(b"pan".to_vec()));
        assert_eq!(set.find_in(&words(b"company")), None);
    }
}
