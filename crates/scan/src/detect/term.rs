//! Why a candidate is one.

use std::borrow::Cow;

/// A reason, as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// As it stands.
    Text(Cow<'static, str>),
    /// Its key is this phrase of the rules.
    Key(u32),
    /// This phrase of the rules stands near it.
    Near(u32),
}

/// The reasons of a candidate. Most have one, which needs no room of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    first: Option<Term>,
    more: Vec<Term>,
}

impl Terms {
    pub(crate) fn push(&mut self, term: Term) {
        match &mut self.first {
            None => self.first = Some(term),
            Some(_) => self.more.push(term),
        }
    }

    /// In the order in which they came.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Term> {
        self.first.iter().chain(&self.more)
    }
}

impl From<&'static str> for Term {
    fn from(text: &'static str) -> Self {
        Self::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Term {
    fn from(text: String) -> Self {
        Self::Text(Cow::Owned(text))
    }
}
