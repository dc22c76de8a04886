//! A filter's text as tokens, in one pass.

use std::iter::Peekable;
use std::vec::IntoIter;

use super::invalid;
use crate::error::ScimError;

/// A piece of a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    OpenBracket,
    CloseBracket,
    /// Attribute, operator, number, `true`, …
    Word(String),
    /// A quoted text, without its quotes and escapes.
    Text(String),
}

pub(super) struct Tokens(Peekable<IntoIter<Token>>);

fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '_' | '-' | '$' | '+')
}

impl Tokens {
    pub(super) fn new(text: &str) -> Result<Self, ScimError> {
        let mut tokens = Vec::new();
        let mut rest = text;
        while let Some(first) = rest.chars().next() {
            let (token, length) = match first {
                '(' => (Token::Open, 1),
                ')' => (Token::Close, 1),
                '[' => (Token::OpenBracket, 1),
                ']' => (Token::CloseBracket, 1),
                '"' => quoted(rest)?,
                c if c.is_ascii_whitespace() => {
                    rest = rest.trim_ascii_start();
                    continue;
                }
                c if in_word(c) => {
                    let end = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
                    (Token::Word(part(rest, end)?.0.to_owned()), end)
                }
                _ => {
                    return Err(invalid(
                        "The filter has a character that means nothing there.",
                    ));
                }
            };
            tokens.push(token);
            rest = part(rest, length)?.1;
        }
        Ok(Self(tokens.into_iter().peekable()))
    }

    pub(super) fn next(&mut self) -> Option<Token> {
        self.0.next()
    }

    /// Takes the next token if it is this one.
    pub(super) fn take(&mut self, wanted: &Token) -> bool {
        self.0.next_if_eq(wanted).is_some()
    }

    /// Takes the next token if it is this word, in any case of letters.
    pub(super) fn take_word(&mut self, wanted: &str) -> bool {
        self.0
            .next_if(
                |token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(wanted)),
            )
            .is_some()
    }
}

fn part(text: &str, length: usize) -> Result<(&str, &str), ScimError> {
    text.split_at_checked(length)
        .ok_or_else(|| invalid("The filter cannot be read."))
}

/// A JSON text at the start of `rest`, and how many bytes it takes.
fn quoted(rest: &str) -> Result<(Token, usize), ScimError> {
    let mut escaped = false;
    let end = rest.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    });
    let (end, _) = end.ok_or_else(|| invalid("A text is not closed."))?;
    let length = end.saturating_add(1);
    let (text, _) = part(rest, length)?;
    let text = serde_json::from_str(text).map_err(|_| invalid("A text has a bad escape."))?;
    Ok((Token::Text(text), length))
}
