//! The reasons of a report: each text once, and findings refer to it by number.

use std::borrow::Cow;
use std::collections::HashMap;

use super::recent::RecentKeys;
use crate::detect;
use crate::detect::Term;
use crate::report::WHY_MAX;
use crate::rules::Index;
use crate::rules::spelling::BySpelling;

/// The texts so far. A text that was met before is found again without being built or read.
#[derive(Default)]
pub(super) struct Terms {
    list: Vec<String>,
    numbers: HashMap<String, u16>,
    /// The same for texts that were met lately. A hash that no hostile text can foresee costs more than comparing one.
    recent: RecentKeys<u16>,
    /// Fixed texts, by where they lie.
    fixed: BySpelling<u16>,
    /// Fixed words before a value, the same way.
    after: BySpelling<u16>,
    keys: BySpelling<u16>,
    near: BySpelling<u16>,
}

impl Terms {
    pub(super) fn into_list(self) -> Vec<String> {
        self.list
    }

    /// The numbers of the first of these terms; 0 is none.
    pub(super) fn numbers(&mut self, terms: &detect::Terms, index: &Index) -> [u16; WHY_MAX] {
        let mut why = [0; WHY_MAX];
        for (slot, term) in why.iter_mut().zip(terms.iter()) {
            *slot = self.number(term, index);
        }
        why
    }

    fn number(&mut self, term: &Term, index: &Index) -> u16 {
        let (place, known) = match term {
            Term::Text(Cow::Owned(text)) => return self.text(text),
            Term::Text(Cow::Borrowed(text)) => (place(text.as_bytes()), &self.fixed),
            Term::After(words) => (place(words), &self.after),
            Term::Key(phrase) => (u64::from(*phrase), &self.keys),
            Term::Near(phrase) => (u64::from(*phrase), &self.near),
        };
        if let Some(number) = known.get(&place) {
            return *number;
        }
        let number = match term {
            Term::Text(text) => self.text(text),
            Term::After(words) => {
                let words = String::from_utf8_lossy(words.trim_ascii());
                self.text(&format!("after `{words}`"))
            }
            Term::Key(phrase) => self.text(&format!("key `{}`", index.phrase_text(*phrase))),
            Term::Near(phrase) => self.text(&format!("near `{}`", index.phrase_text(*phrase))),
        };
        let known = match term {
            Term::Text(_) => &mut self.fixed,
            Term::After(_) => &mut self.after,
            Term::Key(_) => &mut self.keys,
            Term::Near(_) => &mut self.near,
        };
        known.insert(place, number);
        number
    }

    fn text(&mut self, text: &str) -> u16 {
        let (list, numbers) = (&mut self.list, &mut self.numbers);
        self.recent.entry(text.as_bytes(), || {
            if let Some(number) = numbers.get(text) {
                return *number;
            }
            let Ok(number) = u16::try_from(list.len() + 1) else {
                return 0;
            };
            list.push(text.to_owned());
            numbers.insert(text.to_owned(), number);
            number
        })
    }
}

/// Where a fixed text lies.
fn place(text: &'static [u8]) -> u64 {
    (text.as_ptr().addr() as u64).rotate_left(20) ^ text.len() as u64
}
