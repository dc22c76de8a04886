//! Why a candidate is one.

use std::borrow::Cow;

/// A reason, as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Term {
    /// As it stands.
    Text(Cow<'static, str>),
    /// These words stand before it.
    After(&'static [u8]),
    /// Its key is this phrase of the rules.
    Key(u32),
    /// This phrase of the rules stands near it.
    Near(u32),
}

/// The reasons of a candidate. Most have one or two, which need no room of their own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Terms {
    first: Option<Term>,
    second: Option<Term>,
    more: Vec<Term>,
}

impl Terms {
    pub(crate) fn push(&mut self, term: Term) {
        if self.first.is_none() {
            self.first = Some(term);
        } else if self.second.is_none() {
            self.second = Some(term);
        } else {
            self.more.push(term);
        }
    }

    /// In the order in which they came.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Term> {
        self.first.iter().chain(&self.second).chain(&self.more)
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
