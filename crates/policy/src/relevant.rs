//! What of the policies can have a say in a question, worked out once when they are loaded.
//!
//! Neither changes an answer. A policy whose scope leaves the action out says nothing about it, and never errs;
//! and as long as policies ask of a case's members only whether the caller is among them, the others need not
//! be put to them.

use cedar_policy::{ActionConstraint, Entities, EntityUid, Policy, PolicySet};
use serde_json::Value;

/// The policies whose scope has this action in it.
pub(crate) fn policies_on(action: &EntityUid, actions: &Entities, all: &PolicySet) -> PolicySet {
    let covers = |named: &EntityUid| named == action || actions.is_ancestor_of(named, action);
    let relevant = |policy: &Policy| match policy.action_constraint() {
        ActionConstraint::Any => true,
        ActionConstraint::Eq(named) => named == *action,
        ActionConstraint::In(named) => named.iter().any(covers),
    };
    let mut policies = all.clone();
    for policy in all.policies().filter(|policy| !relevant(policy)) {
        // It was found in this set a moment ago.
        let _ = policies.remove_static(policy.id().clone());
    }
    policies
}

/// Whether a policy asks more of a case's members than `members.contains(principal)`.
/// One that cannot be looked into counts as asking.
pub(crate) fn ask_for_all_members(policies: &PolicySet) -> bool {
    policies.policies().any(|policy| {
        let written = policy.to_json();
        written.map_or(true, |written| asks(&written))
    })
}

fn asks(written: &Value) -> bool {
    if let Some(contains) = written.get("contains") {
        let of_members = contains.get("left").and_then(owner_of_members);
        let of_caller = contains.pointer("/right/Var").and_then(Value::as_str) == Some("principal");
        if let (Some(owner), true) = (of_members, of_caller) {
            return asks(owner);
        }
    }
    match written {
        Value::String(word) => word == "members",
        Value::Array(parts) => parts.iter().any(asks),
        Value::Object(fields) => fields
            .iter()
            .any(|(key, value)| key == "members" || asks(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// What stands before `.members`.
fn owner_of_members(expression: &Value) -> Option<&Value> {
    let access = expression.get(".")?;
    let attribute = access.get("attr").and_then(Value::as_str);
    attribute.filter(|attribute| *attribute == "members")?;
    access.get("left")
}

#[cfg(test)]
mod tests {
    use std::str::FromStr;

    use super::*;

    fn asks_for_all(condition: &str) -> bool {
        let policy = format!("permit (principal, action, resource) when {{ {condition} }};");
        ask_for_all_members(&PolicySet::from_str(&policy).unwrap())
    }

    #[test]
    fn only_whether_the_caller_is_a_member() {
        assert!(!asks_for_all("resource.members.contains(principal)"));
        assert!(!asks_for_all("!resource.case.members.contains(principal)"));
        assert!(!asks_for_all("resource.case.open"));
    }

    #[test]
    fn anything_else_about_members() {
        assert!(asks_for_all(
            r#"resource.members.contains(Coffer::Member::"a")"#
        ));
        assert!(asks_for_all("resource.members.isEmpty()"));
        assert!(asks_for_all("resource.members.contains(principal.peer)"));
        assert!(asks_for_all("resource.members == resource.case.members"));
        assert!(asks_for_all("resource has members"));
        assert!(asks_for_all(
            "resource.members.contains(principal) && resource.members.containsAll(resource.asked)"
        ));
        assert!(asks_for_all(
            "resource.case.members.contains(if resource.open then principal else resource.owner)"
        ));
    }
}
