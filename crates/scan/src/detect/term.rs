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
