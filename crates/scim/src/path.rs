//! Attribute paths: `userName`, `name.familyName`, `urn:…:User:emails`, and with a filter as in patches.

use crate::error::{ErrorKind, ScimError};
use crate::filter::{Filter, parse_value_filter};
use crate::limits::PATH_BYTES_MAX;
use crate::schema::{Attribute, ResourceKind};

/// An attribute, or a part of one, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributePath {
    /// The schema's URN, when it was said.
    pub schema: Option<String>,
    /// The attribute.
    pub name: String,
    /// The sub-attribute.
    pub part: Option<String>,
}

fn invalid(detail: &str) -> ScimError {
    ScimError::new(ErrorKind::InvalidPath, detail)
}

fn is_name(text: &str) -> bool {
    let mut characters = text.chars();
    characters
        .next()
        .is_some_and(|first| first.is_ascii_alphabetic() || first == '$')
        && characters.all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
}

impl AttributePath {
    /// Reads a path without a filter.
    ///
    /// # Errors
    /// `invalidPath`.
    pub fn parse(text: &str) -> Result<Self, ScimError> {
        if text.len() > PATH_BYTES_MAX {
            return Err(invalid("The path is too long."));
        }
        // A URN has dots of its own (`2.0`), so it is cut off first.
        let (schema, rest) = match text.rsplit_once(':') {
            Some((schema, rest)) => (Some(schema.to_owned()), rest),
            None => (None, text),
        };
        let (name, part) = match rest.split_once('.') {
            Some((name, part)) => (name, Some(part)),
            None => (rest, None),
        };
        if !is_name(name) || part.is_some_and(|part| !is_name(part)) {
            return Err(invalid("The path is not of the form attribute[.part]."));
        }
        Ok(Self {
            schema,
            name: name.to_owned(),
            part: part.map(ToOwned::to_owned),
        })
    }

    /// What the path names in a resource of this kind, if it names anything.
    #[must_use]
    pub fn resolve(
        &self,
        kind: &ResourceKind,
    ) -> Option<(&'static Attribute, Option<&'static Attribute>)> {
        let ours = self
            .schema
            .as_ref()
            .is_none_or(|schema| schema.eq_ignore_ascii_case(kind.schema));
        let attribute = kind.attribute(&self.name).filter(|_| ours)?;
        match &self.part {
            None => Some((attribute, None)),
            Some(part) => attribute.part(part).map(|part| (attribute, Some(part))),
        }
    }
}

/// Where a patch acts.
#[derive(Debug)]
pub(crate) struct Target {
    pub(crate) attribute: &'static Attribute,
    pub(crate) filter: Option<Filter>,
    pub(crate) part: Option<&'static Attribute>,
}

/// Reads a patch's path.
pub(crate) fn parse_target(kind: &ResourceKind, text: &str) -> Result<Target, ScimError> {
    let unknown = || invalid("The path names no attribute that is kept here.");
    let Some((before, inside)) = text.split_once('[') else {
        let path = AttributePath::parse(text.trim())?;
        let (attribute, part) = path.resolve(kind).ok_or_else(unknown)?;
        return Ok(Target {
            attribute,
            filter: None,
            part,
        });
    };
    // The last bracket ends the filter; one inside a quoted value is before it.
    let (inside, after) = inside
        .rsplit_once(']')
        .ok_or_else(|| invalid("The path's bracket is not closed."))?;
    let path = AttributePath::parse(before.trim())?;
    let (attribute, None) = path.resolve(kind).ok_or_else(unknown)? else {
        return Err(invalid("A filter stands behind an attribute, not a part."));
    };
    if !attribute.multi || attribute.parts.is_empty() {
        return Err(invalid(
            "A filter stands behind an attribute of several values.",
        ));
    }
    let part = match after.trim() {
        "" => None,
        after => {
            let name = after
                .strip_prefix('.')
                .ok_or_else(|| invalid("Behind the bracket comes nothing or .part"))?;
            Some(attribute.part(name).ok_or_else(unknown)?)
        }
    };
    Ok(Target {
        attribute,
        filter: Some(parse_value_filter(inside)?),
        part,
    })
}
