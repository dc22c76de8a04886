//! From a client's JSON to a resource in the schema's own spelling and types.

use serde_json::{Map, Value};

use crate::Resource;
use crate::error::{ErrorKind, ScimError};
use crate::limits::{TEXT_BYTES_MAX, VALUES_MAX};
use crate::schema::{Attribute, Kind, Mutability, ResourceKind};

/// The message schemas and resources name themselves by.
const SCHEMAS: &str = "schemas";

fn invalid(detail: String) -> ScimError {
    ScimError::new(ErrorKind::InvalidValue, detail)
}

/// Reads a resource as a client sends it to create or replace one. What only we may set and what the schema does
/// not have is left out; values are checked and brought to the schema's types.
///
/// # Errors
/// It is no object, names other schemas, or has a value that is missing or of another type.
pub fn read_resource(kind: &ResourceKind, body: &Value) -> Result<Resource, ScimError> {
    let body = body.as_object().ok_or_else(|| {
        ScimError::new(ErrorKind::InvalidSyntax, "The body is not a JSON object.")
    })?;
    let named = member(body, SCHEMAS).and_then(Value::as_array);
    let names_ours = named.is_some_and(|schemas| {
        schemas
            .iter()
            .filter_map(Value::as_str)
            .any(|schema| schema.eq_ignore_ascii_case(kind.schema))
    });
    if !names_ours {
        return Err(ScimError::new(
            ErrorKind::InvalidSyntax,
            format!("`schemas` does not name {}.", kind.schema),
        ));
    }
    let mut resource = Map::new();
    for (name, value) in body {
        let attribute = kind.attribute(name);
        let Some(attribute) = attribute.filter(|it| it.mutability != Mutability::ReadOnly) else {
            continue;
        };
        if let Some(value) = read_value(attribute, value)? {
            resource.insert(attribute.name.to_owned(), value);
        }
    }
    check_whole(kind, &resource)?;
    Ok(resource)
}

/// A member of an object, in any case of letters.
pub(crate) fn member<'v>(object: &'v Resource, name: &str) -> Option<&'v Value> {
    object
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

/// What must hold of a resource as a whole, after it was read or patched.
pub(crate) fn check_whole(kind: &ResourceKind, resource: &Resource) -> Result<(), ScimError> {
    for attribute in kind.attributes.iter().filter(|it| it.required) {
        // `active` and `emails` have a meaning when they are left out; a name does not.
        let needed = attribute.unique || (attribute.kind == Kind::Text && !attribute.multi);
        if needed && !resource.contains_key(attribute.name) {
            return Err(invalid(format!("`{}` is required.", attribute.name)));
        }
    }
    for value in resource.values().filter_map(Value::as_array) {
        let primary = |value: &&Value| value.get("primary") == Some(&Value::Bool(true));
        if value.iter().filter(primary).count() > 1 {
            return Err(invalid("`primary` is true more than once.".to_owned()));
        }
    }
    Ok(())
}

/// Checks a value and brings it to the attribute's type; nothing, `null` and `[]` are no value.
pub(crate) fn read_value(
    attribute: &'static Attribute,
    value: &Value,
) -> Result<Option<Value>, ScimError> {
    if !attribute.multi {
        return read_one(attribute, value);
    }
    let values = match value {
        Value::Array(values) => values.as_slice(),
        one => std::slice::from_ref(one),
    };
    if values.len() > VALUES_MAX {
        return Err(ScimError::new(
            ErrorKind::TooMany,
            format!("`{}` has more than {VALUES_MAX} values.", attribute.name),
        ));
    }
    let mut read = Vec::with_capacity(values.len());
    for value in values {
        read.extend(read_one(attribute, value)?);
    }
    Ok((!read.is_empty()).then_some(Value::Array(read)))
}

fn read_one(attribute: &'static Attribute, value: &Value) -> Result<Option<Value>, ScimError> {
    let of_type = |what: &str| invalid(format!("`{}` must be {what}.", attribute.name));
    match (attribute.kind, value) {
        (_, Value::Null) => Ok(None),
        (Kind::Complex, Value::Object(parts)) => read_parts(attribute, parts),
        (Kind::Complex, _) => Err(of_type("an object")),
        (Kind::Boolean, Value::Bool(flag)) => Ok(Some(Value::Bool(*flag))),
        // Entra ID sends booleans as texts.
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("true") => {
            Ok(Some(Value::Bool(true)))
        }
        (Kind::Boolean, Value::String(text)) if text.eq_ignore_ascii_case("false") => {
            Ok(Some(Value::Bool(false)))
        }
        (Kind::Boolean, _) => Err(of_type("true or false")),
        (Kind::Text | Kind::Reference | Kind::DateTime, Value::String(text)) => {
            if text.len() > TEXT_BYTES_MAX {
                return Err(of_type(&format!("at most {TEXT_BYTES_MAX} bytes long")));
            }
            if text.chars().any(char::is_control) {
                return Err(of_type("free of control characters"));
            }
            Ok((!text.is_empty()).then(|| Value::String(text.clone())))
        }
        (Kind::Text | Kind::Reference | Kind::DateTime, _) => Err(of_type("a text")),
    }
}

pub(crate) fn read_parts(
    attribute: &'static Attribute,
    parts: &Resource,
) -> Result<Option<Value>, ScimError> {
    // In the schema's order, so that equal values are equal as text too.
    let mut read = Map::new();
    for part in attribute.parts {
        let value = member(parts, part.name).map(|value| read_value(part, value));
        if let Some(value) = value.transpose()?.flatten() {
            read.insert(part.name.to_owned(), value);
        }
    }
    if let Some(missing) = attribute
        .parts
        .iter()
        .find(|part| part.required && !read.contains_key(part.name))
    {
        let name = attribute.name;
        return Err(invalid(format!("`{name}.{}` is required.", missing.name)));
    }
    Ok((!read.is_empty()).then_some(Value::Object(read)))
}
