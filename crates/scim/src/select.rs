//! `attributes` and `excludedAttributes`: which part of a resource goes back.

use serde_json::Value;

use crate::Resource;
use crate::error::{ErrorKind, ScimError};
use crate::limits::SELECTED_MAX;
use crate::path::AttributePath;
use crate::schema::{Attribute, ResourceKind};

/// What a client wants to see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Selection {
    /// Everything.
    #[default]
    All,
    /// These, and what always goes back.
    Only(Vec<AttributePath>),
    /// All but these.
    Without(Vec<AttributePath>),
}

impl Selection {
    /// From the two parameters, as names.
    ///
    /// # Errors
    /// Both are given, there are too many, or a name is malformed.
    pub fn new<'n>(
        only: impl IntoIterator<Item = &'n str>,
        without: impl IntoIterator<Item = &'n str>,
    ) -> Result<Self, ScimError> {
        let (only, without) = (names(only)?, names(without)?);
        match (only.is_empty(), without.is_empty()) {
            (true, true) => Ok(Self::All),
            (false, true) => Ok(Self::Only(only)),
            (true, false) => Ok(Self::Without(without)),
            (false, false) => Err(ScimError::new(
                ErrorKind::InvalidValue,
                "`attributes` and `excludedAttributes` exclude each other.",
            )),
        }
    }

    /// Whether the attribute of this name goes back, at least in part.
    #[must_use]
    pub fn wants(&self, kind: &ResourceKind, name: &str) -> bool {
        let Some(attribute) = kind.attribute(name) else {
            return false;
        };
        match self {
            Selection::All => true,
            Selection::Only(paths) => {
                attribute.always || named(kind, paths, attribute).next().is_some()
            }
            Selection::Without(paths) => {
                attribute.always || !named(kind, paths, attribute).any(|part| part.is_none())
            }
        }
    }

    /// Leaves out what is not wanted.
    #[must_use]
    pub fn apply(&self, kind: &ResourceKind, resource: Resource) -> Resource {
        if *self == Selection::All {
            return resource;
        }
        let kept = resource.into_iter().filter_map(|(name, value)| {
            let attribute = kind.attribute(&name)?;
            if !self.wants(kind, &name) {
                return None;
            }
            let value = match self {
                _ if attribute.always => value,
                Selection::All => value,
                Selection::Only(paths) => only(value, named(kind, paths, attribute).collect()),
                Selection::Without(paths) => {
                    without(value, named(kind, paths, attribute).collect())
                }
            };
            Some((name, value))
        });
        kept.collect()
    }
}

fn names<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<Vec<AttributePath>, ScimError> {
    let mut paths = Vec::new();
    for name in names.into_iter().map(str::trim).filter(|it| !it.is_empty()) {
        if paths.len() >= SELECTED_MAX {
            return Err(ScimError::new(
                ErrorKind::TooMany,
                format!("At most {SELECTED_MAX} attributes may be named."),
            ));
        }
        let path = AttributePath::parse(name)
            .map_err(|error| ScimError::new(ErrorKind::InvalidValue, error.detail))?;
        paths.push(path);
    }
    Ok(paths)
}

/// Of the paths that name `attribute`, the parts they name.
fn named<'p>(
    kind: &'p ResourceKind,
    paths: &'p [AttributePath],
    attribute: &'static Attribute,
) -> impl Iterator<Item = Option<&'static str>> + 'p {
    paths.iter().filter_map(move |path| {
        let (found, part) = path.resolve(kind)?;
        std::ptr::eq(found, attribute).then(|| part.map(|part| part.name))
    })
}

fn only(value: Value, parts: Vec<Option<&'static str>>) -> Value {
    if parts.contains(&None) {
        return value;
    }
    each_object(value, |name| parts.contains(&Some(name)))
}

fn without(value: Value, parts: Vec<Option<&'static str>>) -> Value {
    each_object(value, |name| !parts.contains(&Some(name)))
}

fn each_object(value: Value, stays: impl Fn(&str) -> bool + Copy) -> Value {
    match value {
        Value::Object(parts) => {
            Value::Object(parts.into_iter().filter(|(name, _)| stays(name)).collect())
        }
        Value::Array(values) => Value::Array(
            values
                .into_iter()
                .map(|value| each_object(value, stays))
                .collect(),
        ),
        other => other,
    }
}
