//! Patches (RFC 7644 section 3.5.2), applied to a copy: an error leaves nothing half done.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::Resource;
use crate::error::{ErrorKind, ScimError};
use crate::filter::{Filter, Literal, Operator};
use crate::limits::{PATCH_OPERATIONS_MAX, VALUES_MAX};
use crate::path::{Target, parse_target};
use crate::resource::{check_whole, member, read_parts, read_value};
use crate::schema::{Attribute, Mutability, ResourceKind};

const PATCH_SCHEMA: &str = "urn:ietf:params:scim:api:messages:2.0:PatchOp";

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verb {
    Add,
    Remove,
    Replace,
}

/// Applies a patch message; the changed resource.
///
/// # Errors
/// The message is malformed, a path names nothing, or what comes out is not a whole resource.
pub fn apply_patch(
    kind: &ResourceKind,
    resource: &Resource,
    message: &Value,
) -> Result<Resource, ScimError> {
    let syntax = |detail: &str| ScimError::new(ErrorKind::InvalidSyntax, detail);
    let message = message
        .as_object()
        .ok_or_else(|| syntax("The body is not a JSON object."))?;
    let named = member(message, "schemas").and_then(Value::as_array);
    let is_patch = |schema: &Value| schema.as_str() == Some(PATCH_SCHEMA);
    if !named.is_some_and(|schemas| schemas.iter().any(is_patch)) {
        return Err(syntax("`schemas` does not name the PatchOp message."));
    }
    let operations = member(message, "Operations")
        .and_then(Value::as_array)
        .ok_or_else(|| syntax("`Operations` is missing."))?;
    if operations.len() > PATCH_OPERATIONS_MAX {
        return Err(ScimError::new(
            ErrorKind::TooMany,
            format!("A patch has at most {PATCH_OPERATIONS_MAX} operations."),
        ));
    }
    let mut changed = resource.clone();
    for operation in operations {
        let operation = operation
            .as_object()
            .ok_or_else(|| syntax("An operation is not an object."))?;
        apply_one(kind, &mut changed, operation)?;
    }
    check_whole(kind, &changed)?;
    Ok(changed)
}

fn apply_one(
    kind: &ResourceKind,
    resource: &mut Resource,
    operation: &Resource,
) -> Result<(), ScimError> {
    let verb = member(operation, "op").and_then(Value::as_str);
    let verb = match verb.unwrap_or_default().to_ascii_lowercase().as_str() {
        "add" => Verb::Add,
        "remove" => Verb::Remove,
        "replace" => Verb::Replace,
        _ => {
            return Err(ScimError::new(
                ErrorKind::InvalidSyntax,
                "`op` is none of add, remove, replace.",
            ));
        }
    };
    let value = member(operation, "value");
    let path = member(operation, "path").filter(|path| !path.is_null());
    if let Some(path) = path {
        let path = path
            .as_str()
            .ok_or_else(|| ScimError::new(ErrorKind::InvalidPath, "`path` is not a text."))?;
        return act(resource, verb, &parse_target(kind, path)?, value);
    }
    if verb == Verb::Remove {
        return Err(ScimError::new(
            ErrorKind::NoTarget,
            "`remove` needs a path.",
        ));
    }
    let values = value.and_then(Value::as_object).ok_or_else(|| {
        ScimError::new(
            ErrorKind::InvalidValue,
            "Without a path, `value` must be an object of attributes.",
        )
    })?;
    for (name, value) in values {
        let target = parse_target(kind, name)?;
        // Clients send back what they were given, with our own attributes in it.
        if target.attribute.mutability != Mutability::ReadOnly {
            act(resource, verb, &target, Some(value))?;
        }
    }
    Ok(())
}

fn act(
    resource: &mut Resource,
    verb: Verb,
    target: &Target,
    value: Option<&Value>,
) -> Result<(), ScimError> {
    let attribute = target.attribute;
    let read_only = attribute.mutability == Mutability::ReadOnly;
    let loses_required = verb == Verb::Remove
        && target.filter.is_none()
        && target.part.map_or(attribute.required, |part| part.required);
    if read_only || loses_required {
        return Err(ScimError::new(
            ErrorKind::Mutability,
            format!("`{}` cannot be changed so.", attribute.name),
        ));
    }
    let value = value.unwrap_or(&Value::Null);
    match (&target.filter, target.part) {
        (Some(filter), part) => among(resource, verb, attribute, filter, part, value),
        (None, Some(part)) => of_part(resource, verb, attribute, part, value),
        (None, None) => whole(resource, verb, attribute, value),
    }
}

fn set(resource: &mut Resource, name: &str, value: Option<Value>) {
    match value {
        Some(value) => drop(resource.insert(name.to_owned(), value)),
        None => drop(resource.remove(name)),
    }
}

/// An attribute as a whole.
fn whole(
    resource: &mut Resource,
    verb: Verb,
    attribute: &'static Attribute,
    value: &Value,
) -> Result<(), ScimError> {
    let name = attribute.name;
    match verb {
        Verb::Remove if attribute.multi && !value.is_null() => {
            remove_values(resource, attribute, value)
        }
        Verb::Remove => {
            resource.remove(name);
            Ok(())
        }
        Verb::Add if attribute.multi => add_values(resource, attribute, value),
        Verb::Add if !attribute.parts.is_empty() => {
            let new = read_value(attribute, value)?;
            let mut parts = match resource.remove(name) {
                Some(Value::Object(parts)) => parts,
                _ => Map::new(),
            };
            if let Some(Value::Object(new)) = new {
                parts.extend(new);
            }
            set(
                resource,
                name,
                (!parts.is_empty()).then_some(Value::Object(parts)),
            );
            Ok(())
        }
        Verb::Add | Verb::Replace => {
            let new = read_value(attribute, value)?;
            if new.is_none() && attribute.required {
                return Err(ScimError::new(
                    ErrorKind::InvalidValue,
                    format!("`{name}` is required."),
                ));
            }
            set(resource, name, new);
            Ok(())
        }
    }
}

/// By what two values of an attribute are the same: people by their id, everything else as it is.
fn key(value: &Value) -> String {
    match (
        value.get("value"),
        value.get("primary").or(value.get("display")),
    ) {
        (Some(Value::String(id)), None) => id.clone(),
        _ => value.to_string(),
    }
}

fn add_values(
    resource: &mut Resource,
    attribute: &'static Attribute,
    value: &Value,
) -> Result<(), ScimError> {
    let Some(Value::Array(new)) = read_value(attribute, value)? else {
        return Ok(());
    };
    let mut values = match resource.remove(attribute.name) {
        Some(Value::Array(values)) => values,
        _ => Vec::new(),
    };
    let is_primary = |value: &Value| value.get("primary") == Some(&Value::Bool(true));
    if new.iter().any(is_primary) {
        for parts in values.iter_mut().filter_map(Value::as_object_mut) {
            if parts.contains_key("primary") {
                parts.insert("primary".to_owned(), Value::Bool(false));
            }
        }
    }
    let mut there: HashSet<String> = values.iter().map(key).collect();
    values.extend(new.into_iter().filter(|value| there.insert(key(value))));
    if values.len() > VALUES_MAX {
        return Err(ScimError::new(
            ErrorKind::TooMany,
            format!("`{}` has more than {VALUES_MAX} values.", attribute.name),
        ));
    }
    resource.insert(attribute.name.to_owned(), Value::Array(values));
    Ok(())
}

/// `remove` with values, as Entra ID sends it: only these go, not all.
fn remove_values(
    resource: &mut Resource,
    attribute: &'static Attribute,
    value: &Value,
) -> Result<(), ScimError> {
    let going: HashSet<String> = match read_value(attribute, value)? {
        Some(Value::Array(going)) => going.iter().map(key).collect(),
        _ => HashSet::new(),
    };
    keep(resource, attribute, |value| !going.contains(&key(value)));
    Ok(())
}

fn keep(resource: &mut Resource, attribute: &'static Attribute, stays: impl Fn(&Value) -> bool) {
    let Some(Value::Array(mut values)) = resource.remove(attribute.name) else {
        return;
    };
    values.retain(stays);
    set(
        resource,
        attribute.name,
        (!values.is_empty()).then_some(Value::Array(values)),
    );
}

/// A part of an attribute; of several values, of each.
fn of_part(
    resource: &mut Resource,
    verb: Verb,
    attribute: &'static Attribute,
    part: &'static Attribute,
    value: &Value,
) -> Result<(), ScimError> {
    let new = match verb {
        Verb::Remove => None,
        Verb::Add | Verb::Replace => read_value(part, value)?,
    };
    if attribute.multi {
        let values = resource
            .get_mut(attribute.name)
            .and_then(Value::as_array_mut);
        let values = values.filter(|values| !values.is_empty()).ok_or_else(|| {
            ScimError::new(
                ErrorKind::NoTarget,
                format!("`{}` has no value to change.", attribute.name),
            )
        })?;
        for parts in values.iter_mut().filter_map(Value::as_object_mut) {
            set(parts, part.name, new.clone());
        }
        return Ok(());
    }
    let mut parts = match resource.remove(attribute.name) {
        Some(Value::Object(parts)) => parts,
        _ => Map::new(),
    };
    set(&mut parts, part.name, new);
    set(
        resource,
        attribute.name,
        (!parts.is_empty()).then_some(Value::Object(parts)),
    );
    Ok(())
}

/// The values of an attribute that pass a filter.
fn among(
    resource: &mut Resource,
    verb: Verb,
    attribute: &'static Attribute,
    filter: &Filter,
    part: Option<&'static Attribute>,
    value: &Value,
) -> Result<(), ScimError> {
    let passes = |value: &Value| {
        value
            .as_object()
            .is_some_and(|parts| filter.matches_parts(attribute.parts, parts))
    };
    if verb == Verb::Remove && part.is_none() {
        keep(resource, attribute, |value| !passes(value));
        return Ok(());
    }
    let mut values = match resource.remove(attribute.name) {
        Some(Value::Array(values)) => values,
        _ => Vec::new(),
    };
    let mut matched = false;
    for one in values.iter_mut().filter(|one| passes(one)) {
        matched = true;
        change_value(one, verb, attribute, part, value)?;
    }
    if !matched {
        // RFC 7644 section 3.5.2.3; for `add`, what the filter asks for is made, as clients expect.
        let made = (verb == Verb::Add)
            .then(|| asked_for(attribute, filter))
            .flatten();
        let Some(mut made) = made else {
            return Err(ScimError::new(
                ErrorKind::NoTarget,
                format!("No value of `{}` passes the filter.", attribute.name),
            ));
        };
        change_value(&mut made, verb, attribute, part, value)?;
        let Some(made) = made.as_object().map(|parts| read_parts(attribute, parts)) else {
            return Ok(());
        };
        values.extend(made?);
    }
    resource.insert(attribute.name.to_owned(), Value::Array(values));
    Ok(())
}

fn change_value(
    one: &mut Value,
    verb: Verb,
    attribute: &'static Attribute,
    part: Option<&'static Attribute>,
    value: &Value,
) -> Result<(), ScimError> {
    let Some(parts) = one.as_object_mut() else {
        return Ok(());
    };
    match (part, verb) {
        (Some(part), Verb::Remove) => set(parts, part.name, None),
        (Some(part), _) => set(parts, part.name, read_value(part, value)?),
        (None, _) => {
            let given = value.as_object().ok_or_else(|| {
                ScimError::new(ErrorKind::InvalidValue, "`value` must be an object.")
            })?;
            if verb == Verb::Replace {
                parts.clear();
            }
            if let Some(Value::Object(new)) = read_parts(attribute, given)? {
                parts.extend(new);
            }
        }
    }
    Ok(())
}

/// The value that a filter of `eq`s describes.
fn asked_for(attribute: &'static Attribute, filter: &Filter) -> Option<Value> {
    let filters = match filter {
        Filter::And(filters) => filters.as_slice(),
        one => std::slice::from_ref(one),
    };
    let mut parts = Map::new();
    for filter in filters {
        let Filter::Compare(path, Operator::Equal, literal) = filter else {
            return None;
        };
        let part = attribute.part(&path.name)?;
        let value = match literal {
            Literal::Text(text) => Value::String(text.clone()),
            Literal::Boolean(flag) => Value::Bool(*flag),
            Literal::Null | Literal::Number(_) => return None,
        };
        parts.insert(part.name.to_owned(), value);
    }
    Some(Value::Object(parts))
}
