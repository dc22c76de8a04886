//! An act in words: who, what, on what, under which circumstances.

use std::fmt::Write as _;

use cedar_policy::{Entities, Entity, EntityUid, Request};

/// One sentence about a request and the facts it rests on.
pub(crate) fn describe(request: &Request, entities: &Entities) -> String {
    let mut words = String::new();
    if let Some(principal) = request.principal() {
        words.push_str(&thing(principal, entities));
    }
    words.push_str(" may ");
    if let Some(action) = request.action() {
        words.push_str(action.id().unescaped());
    }
    words.push_str(" on ");
    if let Some(resource) = request.resource() {
        words.push_str(&thing(resource, entities));
        let cases = entities.iter().filter(|entity| {
            entity.uid().type_name().basename() == "Case" && entity.uid() != *resource
        });
        let mut names = cases.map(|case| thing(&case.uid(), entities));
        if resource.type_name().basename() == "File"
            && let Some(case) = names.next()
        {
            let _ = write!(words, " of {case}");
        }
    }
    if let Some(context) = request.context() {
        let facts = ["now", "aal", "phishing_resistant", "minutes_since_sign_in"];
        let facts = facts.iter().filter_map(|key| {
            let value = context.get(key)?;
            Some(format!("{key} {}", short(&value.to_string())))
        });
        let facts: Vec<String> = facts.collect();
        let _ = write!(words, ", with {}", facts.join(", "));
    }
    words
}

fn thing(uid: &EntityUid, entities: &Entities) -> String {
    let kind = uid.type_name().basename().to_lowercase();
    let Some(entity) = entities.get(uid) else {
        return format!("{kind} {}", uid.id().unescaped());
    };
    let mut facts: Vec<String> = roles(entity);
    let mut attributes: Vec<String> = entity
        .attrs()
        .filter_map(|(key, value)| Some(format!("{key} {}", short(&value.ok()?.to_string()))))
        .collect();
    attributes.sort();
    facts.extend(attributes);
    let tags = entity.tags().filter_map(|(key, value)| {
        let value = value.ok()?.to_string();
        Some(format!("grant {key}: {}", short(&value)))
    });
    facts.extend(tags);
    format!("{kind} {} ({})", uid.id().unescaped(), facts.join("; "))
}

fn roles(entity: &Entity) -> Vec<String> {
    let parents = entity.clone().into_inner().2;
    let roles = parents
        .iter()
        .filter(|parent| parent.type_name().basename() == "Role");
    let mut roles: Vec<String> = roles
        .map(|role| format!("role {}", role.id().unescaped()))
        .collect();
    roles.sort();
    roles
}

/// Without the product's own name before everything.
fn short(value: &str) -> String {
    value.replace("Coffer::", "")
}
