//! Filters (RFC 7644 section 3.4.2.2): read once into a tree of bounded depth, then asked of resources.

mod evaluate;
mod tokens;

use crate::error::{ErrorKind, ScimError};
use crate::limits::{FILTER_BYTES_MAX, FILTER_DEPTH_MAX};
use crate::path::AttributePath;
use tokens::{Token, Tokens};

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `eq`
    Equal,
    /// `ne`
    NotEqual,
    /// `co`
    Contains,
    /// `sw`
    StartsWith,
    /// `ew`
    EndsWith,
    /// `gt`
    Greater,
    /// `ge`
    GreaterOrEqual,
    /// `lt`
    Less,
    /// `le`
    LessOrEqual,
}

impl Operator {
    fn from_word(word: &str) -> Option<Self> {
        Some(match word.to_ascii_lowercase().as_str() {
            "eq" => Self::Equal,
            "ne" => Self::NotEqual,
            "co" => Self::Contains,
            "sw" => Self::StartsWith,
            "ew" => Self::EndsWith,
            "gt" => Self::Greater,
            "ge" => Self::GreaterOrEqual,
            "lt" => Self::Less,
            "le" => Self::LessOrEqual,
            _ => return None,
        })
    }
}

/// With what a value is compared.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
}

/// A filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All hold.
    And(Vec<Filter>),
    /// One holds.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// There is a value (`pr`).
    Present(AttributePath),
    /// A value compares.
    Compare(AttributePath, Operator, Literal),
    /// One of several values holds this filter of its parts (`emails[…]`).
    Among(AttributePath, Box<Filter>),
}

fn invalid(detail: &str) -> ScimError {
    ScimError::new(ErrorKind::InvalidFilter, detail)
}

impl Filter {
    /// Reads a filter.
    ///
    /// # Errors
    /// `invalidFilter`, also when it is too long or nested too deeply.
    pub fn parse(text: &str) -> Result<Self, ScimError> {
        whole(text, false)
    }

    /// The text that `name eq "text"` asks for, if the filter is just that: such queries have an index.
    #[must_use]
    pub fn equal_text(&self, name: &str) -> Option<&str> {
        match self {
            Filter::Compare(path, Operator::Equal, Literal::Text(text))
                if path.part.is_none() && path.name.eq_ignore_ascii_case(name) =>
            {
                Some(text)
            }
            _ => None,
        }
    }
}

/// Reads the filter inside the brackets of a path.
pub(crate) fn parse_value_filter(text: &str) -> Result<Filter, ScimError> {
    whole(text, true)
}

fn whole(text: &str, inside_brackets: bool) -> Result<Filter, ScimError> {
    if text.len() > FILTER_BYTES_MAX {
        return Err(invalid("The filter is too long."));
    }
    let mut reader = Reader {
        tokens: Tokens::new(text)?,
        depth: 0,
        inside_brackets,
    };
    let filter = reader.any()?;
    match reader.tokens.next() {
        None => Ok(filter),
        Some(_) => Err(invalid("Something stands behind the end of the filter.")),
    }
}

struct Reader {
    tokens: Tokens,
    depth: usize,
    inside_brackets: bool,
}

impl Reader {
    fn deeper<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, ScimError>,
    ) -> Result<T, ScimError> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > FILTER_DEPTH_MAX {
            return Err(invalid("The filter is nested too deeply."));
        }
        let read = read(self);
        self.depth = self.depth.saturating_sub(1);
        read
    }

    /// `… or …`: binds least.
    fn any(&mut self) -> Result<Filter, ScimError> {
        let mut filters = vec![self.all()?];
        while self.tokens.take_word("or") {
            filters.push(self.all()?);
        }
        Ok(one_or(filters, Filter::Or))
    }

    /// `… and …`
    fn all(&mut self) -> Result<Filter, ScimError> {
        let mut filters = vec![self.one()?];
        while self.tokens.take_word("and") {
            filters.push(self.one()?);
        }
        Ok(one_or(filters, Filter::And))
    }

    fn one(&mut self) -> Result<Filter, ScimError> {
        match self.tokens.next() {
            Some(Token::Open) => self.deeper(Self::in_parentheses),
            Some(Token::Word(word))
                if word.eq_ignore_ascii_case("not") && self.tokens.take(&Token::Open) =>
            {
                let inner = self.deeper(Self::in_parentheses)?;
                Ok(Filter::Not(Box::new(inner)))
            }
            Some(Token::Word(word)) => self.about(&word),
            _ => Err(invalid("An attribute, `not (` or `(` is expected.")),
        }
    }

    fn in_parentheses(&mut self) -> Result<Filter, ScimError> {
        let filter = self.any()?;
        if self.tokens.take(&Token::Close) {
            Ok(filter)
        } else {
            Err(invalid("A parenthesis is not closed."))
        }
    }

    fn about(&mut self, word: &str) -> Result<Filter, ScimError> {
        let path = AttributePath::parse(word)
            .map_err(|error| ScimError::new(ErrorKind::InvalidFilter, error.detail))?;
        if self.tokens.take(&Token::OpenBracket) {
            if self.inside_brackets {
                return Err(invalid("Brackets do not nest."));
            }
            self.inside_brackets = true;
            let inner = self.deeper(Self::any)?;
            self.inside_brackets = false;
            if !self.tokens.take(&Token::CloseBracket) {
                return Err(invalid("A bracket is not closed."));
            }
            return Ok(Filter::Among(path, Box::new(inner)));
        }
        let Some(Token::Word(word)) = self.tokens.next() else {
            return Err(invalid("An operator is expected behind an attribute."));
        };
        if word.eq_ignore_ascii_case("pr") {
            return Ok(Filter::Present(path));
        }
        let operator = Operator::from_word(&word)
            .ok_or_else(|| invalid("The operator is none of eq ne co sw ew gt ge lt le pr."))?;
        Ok(Filter::Compare(path, operator, self.literal()?))
    }

    fn literal(&mut self) -> Result<Literal, ScimError> {
        let unreadable =
            || invalid("A value is expected: a quoted text, a number, true, false or null.");
        match self.tokens.next() {
            Some(Token::Text(text)) => Ok(Literal::Text(text)),
            Some(Token::Word(word)) => match word.to_ascii_lowercase().as_str() {
                "true" => Ok(Literal::Boolean(true)),
                "false" => Ok(Literal::Boolean(false)),
                "null" => Ok(Literal::Null),
                number => number
                    .parse::<f64>()
                    .ok()
                    .filter(|number| number.is_finite())
                    .map(Literal::Number)
                    .ok_or_else(unreadable),
            },
            _ => Err(unreadable()),
        }
    }
}

/// The only filter, or all of them put together.
fn one_or(mut filters: Vec<Filter>, together: fn(Vec<Filter>) -> Filter) -> Filter {
    match (filters.len(), filters.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            filters.extend(last);
            together(filters)
        }
    }
}
