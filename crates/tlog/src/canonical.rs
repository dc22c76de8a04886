//! The subset of canonical JSON (RFC 8785) that entries are written in.

use serde_json::Value;

use crate::limits::{JSON_DEPTH_MAX, JSON_INTEGER_MAX};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CanonicalError {
    #[error("a number is not an integer between -{JSON_INTEGER_MAX} and {JSON_INTEGER_MAX}")]
    Number,
    #[error("null is not part of the format; leave the field out")]
    Null,
    #[error("the value is nested deeper than {JSON_DEPTH_MAX}")]
    TooDeep,
}

/// Writes a value the one way RFC 8785 allows: no white space, object keys sorted by UTF-16 code units, shortest
/// escapes. Strings, integers of at most 53 bits, booleans, arrays and objects only.
pub fn canonical_json(value: &Value) -> Result<String, CanonicalError> {
    let mut out = String::new();
    write(value, JSON_DEPTH_MAX, &mut out)?;
    Ok(out)
}

fn write(value: &Value, depth: usize, out: &mut String) -> Result<(), CanonicalError> {
    let below = depth.checked_sub(1).ok_or(CanonicalError::TooDeep)?;
    match value {
        Value::Null => return Err(CanonicalError::Null),
        Value::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => {
            let range = -JSON_INTEGER_MAX..=JSON_INTEGER_MAX;
            let integer = number.as_i64().filter(|integer| range.contains(integer));
            out.push_str(&integer.ok_or(CanonicalError::Number)?.to_string());
        }
        // serde_json escapes strings exactly as RFC 8785 section 3.2.2.2 asks.
        Value::String(_) => out.push_str(&value.to_string()),
        Value::Array(items) => {
            out.push('[');
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                write(item, below, out)?;
            }
            out.push(']');
        }
        Value::Object(members) => {
            // Sorted here: the map's own order depends on how serde_json was built.
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            out.push('{');
            for (position, (key, member)) in members.into_iter().enumerate() {
                if position > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(member, below, out)?;
            }
            out.push('}');
        }
    }
    Ok(())
}
