//! Whether a resource passes a filter.

use std::cmp::Ordering;

use serde_json::Value;

use super::{Filter, Literal, Operator};
use crate::Resource;
use crate::path::AttributePath;
use crate::schema::{Attribute, Kind, ResourceKind, find};

impl Filter {
    /// Whether `resource` passes. An attribute the resource's kind does not have has no value.
    #[must_use]
    pub fn matches(&self, kind: &ResourceKind, resource: &Resource) -> bool {
        match self {
            Filter::And(filters) => filters.iter().all(|filter| filter.matches(kind, resource)),
            Filter::Or(filters) => filters.iter().any(|filter| filter.matches(kind, resource)),
            Filter::Not(filter) => !filter.matches(kind, resource),
            Filter::Present(path) => values(kind, resource, path)
                .is_some_and(|(_, values)| values.into_iter().any(there)),
            Filter::Compare(path, operator, literal) => match values(kind, resource, path) {
                Some((attribute, values)) => compare_any(attribute, &values, *operator, literal),
                None => matches(None, *operator, literal),
            },
            Filter::Among(path, filter) => {
                let Some((attribute, None)) = path.resolve(kind) else {
                    return false;
                };
                each(resource.get(attribute.name)).any(|value| {
                    value
                        .as_object()
                        .is_some_and(|parts| filter.matches_parts(attribute.parts, parts))
                })
            }
        }
    }

    /// Whether one of several values passes a filter of its parts.
    pub(crate) fn matches_parts(&self, parts: &'static [Attribute], value: &Resource) -> bool {
        match self {
            Filter::And(filters) => filters.iter().all(|it| it.matches_parts(parts, value)),
            Filter::Or(filters) => filters.iter().any(|it| it.matches_parts(parts, value)),
            Filter::Not(filter) => !filter.matches_parts(parts, value),
            Filter::Present(path) => part(parts, value, path).is_some_and(|(_, it)| there(it)),
            Filter::Compare(path, operator, literal) => {
                matches(part(parts, value, path), *operator, literal)
            }
            Filter::Among(..) => false,
        }
    }
}

fn part<'v>(
    parts: &'static [Attribute],
    value: &'v Resource,
    path: &AttributePath,
) -> Option<(&'static Attribute, &'v Value)> {
    let attribute = find(parts, &path.name).filter(|_| path.part.is_none())?;
    value.get(attribute.name).map(|value| (attribute, value))
}

/// One value, several, or none.
fn each(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (several, one) = match value {
        Some(Value::Array(values)) => (values.as_slice(), None),
        other => (&[][..], other),
    };
    several.iter().chain(one)
}

/// The values a path names, and what they are. `emails` alone means its values' `value`.
fn values<'r>(
    kind: &ResourceKind,
    resource: &'r Resource,
    path: &AttributePath,
) -> Option<(&'static Attribute, Vec<&'r Value>)> {
    let (attribute, part) = path.resolve(kind)?;
    let part = part.or_else(|| attribute.part("value").filter(|_| attribute.multi));
    let all = each(resource.get(attribute.name));
    Some(match part {
        Some(part) => (part, all.filter_map(|value| value.get(part.name)).collect()),
        None => (attribute, all.collect()),
    })
}

fn there(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Object(parts) => !parts.is_empty(),
        _ => true,
    }
}

fn compare_any(
    attribute: &'static Attribute,
    values: &[&Value],
    operator: Operator,
    literal: &Literal,
) -> bool {
    if values.is_empty() {
        return matches(None, operator, literal);
    }
    values
        .iter()
        .any(|value| matches(Some((attribute, value)), operator, literal))
}

/// Whether one value, or none, compares.
fn matches(
    value: Option<(&'static Attribute, &Value)>,
    operator: Operator,
    literal: &Literal,
) -> bool {
    let value = value.filter(|(_, value)| !value.is_null());
    let Some((attribute, value)) = value else {
        // Nothing equals nothing, and differs from everything else.
        return match operator {
            Operator::Equal => *literal == Literal::Null,
            Operator::NotEqual => *literal != Literal::Null,
            _ => false,
        };
    };
    match (value, literal) {
        (Value::String(text), Literal::Text(wanted)) => {
            compare_text(attribute, text, operator, wanted)
        }
        (Value::Bool(flag), Literal::Boolean(wanted)) => match operator {
            Operator::Equal => flag == wanted,
            Operator::NotEqual => flag != wanted,
            _ => false,
        },
        (Value::Number(number), Literal::Number(wanted)) => {
            let order = number
                .as_f64()
                .and_then(|number| number.partial_cmp(wanted));
            order.is_some_and(|order| holds(order, operator))
        }
        _ => operator == Operator::NotEqual,
    }
}

fn compare_text(
    attribute: &'static Attribute,
    text: &str,
    operator: Operator,
    wanted: &str,
) -> bool {
    if attribute.kind == Kind::DateTime {
        let time = |text: &str| text.parse::<jiff::Timestamp>();
        if let (Ok(text), Ok(wanted)) = (time(text), time(wanted)) {
            return holds(text.cmp(&wanted), operator);
        }
    }
    if attribute.case_exact {
        return compare_exact(text, operator, wanted);
    }
    compare_exact(&text.to_lowercase(), operator, &wanted.to_lowercase())
}

fn compare_exact(text: &str, operator: Operator, wanted: &str) -> bool {
    match operator {
        Operator::Contains => text.contains(wanted),
        Operator::StartsWith => text.starts_with(wanted),
        Operator::EndsWith => text.ends_with(wanted),
        other => holds(text.cmp(wanted), other),
    }
}

fn holds(order: Ordering, operator: Operator) -> bool {
    match operator {
        Operator::Equal => order.is_eq(),
        Operator::NotEqual => order.is_ne(),
        Operator::Greater => order.is_gt(),
        Operator::GreaterOrEqual => order.is_ge(),
        Operator::Less => order.is_lt(),
        Operator::LessOrEqual => order.is_le(),
        Operator::Contains | Operator::StartsWith | Operator::EndsWith => false,
    }
}
