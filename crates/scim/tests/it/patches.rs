//! What patches do, in the forms Entra ID, Okta and the RFC send them.

use coffer_scim::{ErrorKind, GROUP, Resource, USER, apply_patch};
use serde_json::{Value, json};

use crate::support::{lena, object, patch};

fn patched(operations: Value) -> Resource {
    apply_patch(&USER, &lena(), &patch(operations)).unwrap()
}

fn refused(operations: Value) -> ErrorKind {
    apply_patch(&USER, &lena(), &patch(operations))
        .unwrap_err()
        .kind
}

fn group() -> Resource {
    object(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
        "displayName": "Support",
        "members": [{ "value": "mem_1" }, { "value": "mem_2" }, { "value": "mem_3" }],
    }))
}

fn members(operations: Value) -> Vec<String> {
    let patched = apply_patch(&GROUP, &group(), &patch(operations)).unwrap();
    let members = patched.get("members").and_then(Value::as_array).cloned();
    let members = members.unwrap_or_default();
    members
        .iter()
        .map(|it| it["value"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_deactivation_in_every_form() {
    for operation in [
        json!({ "op": "replace", "path": "active", "value": false }),
        json!({ "op": "Replace", "path": "active", "value": "False" }),
        json!({ "op": "replace", "value": { "active": false } }),
        json!({ "op": "add", "value": { "urn:ietf:params:scim:schemas:core:2.0:User:active": false } }),
    ] {
        assert_eq!(
            patched(json!([operation.clone()]))["active"],
            false,
            "{operation}"
        );
    }
}

#[test]
fn a_misspelt_deactivation_is_an_error() {
    for operation in [
        json!({ "op": "replace", "path": "actve", "value": false }),
        json!({ "op": "replace", "value": { "actve": false } }),
        json!({ "op": "replace", "path": "urn:other:active", "value": false }),
    ] {
        assert_eq!(refused(json!([operation])), ErrorKind::InvalidPath);
    }
    let off = json!([{ "op": "replace", "path": "active", "value": "off" }]);
    assert_eq!(refused(off), ErrorKind::InvalidValue);
    let null = json!([{ "op": "replace", "path": "active", "value": null }]);
    assert_eq!(refused(null), ErrorKind::InvalidValue);
    assert_eq!(
        refused(json!([{ "op": "remove", "path": "active" }])),
        ErrorKind::Mutability
    );
}

#[test]
fn parts_and_values_by_filter() {
    let it = patched(json!([
        { "op": "replace", "path": "name.familyName", "value": "Lund" },
        { "op": "replace", "path": "emails[type eq \"work\"].value", "value": "lund@coffer.example" },
        { "op": "remove", "path": "emails[type eq \"home\"]" },
        { "op": "add", "path": "emails[type eq \"other\"].value", "value": "third@coffer.example" },
        { "op": "remove", "path": "displayName" },
    ]));
    assert_eq!(
        it["name"],
        json!({ "givenName": "Lena", "familyName": "Lund" })
    );
    assert_eq!(
        it["emails"],
        json!([
            { "value": "lund@coffer.example", "type": "work", "primary": true },
            { "value": "third@coffer.example", "type": "other" },
        ])
    );
    assert!(!it.contains_key("displayName"));
    let nobody =
        json!([{ "op": "replace", "path": "emails[type eq \"fax\"].value", "value": "x" }]);
    assert_eq!(refused(nobody), ErrorKind::NoTarget);
    let bracket =
        json!([{ "op": "replace", "path": "emails[type eq \"a]b\"].value", "value": "x" }]);
    assert_eq!(refused(bracket), ErrorKind::NoTarget);
}

#[test]
fn a_new_primary_value_is_the_only_one() {
    let it = patched(json!([
        { "op": "add", "path": "emails", "value": [{ "value": "new@coffer.example", "primary": true }] },
    ]));
    let primaries: Vec<_> = it["emails"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["primary"] == true)
        .collect();
    assert_eq!(primaries.len(), 1);
    assert_eq!(primaries[0]["value"], "new@coffer.example");
    let two = json!([{ "op": "replace", "path": "emails", "value": [
        { "value": "a@b.example", "primary": true }, { "value": "c@d.example", "primary": true }] }]);
    assert_eq!(refused(two), ErrorKind::InvalidValue);
}

#[test]
fn members_come_and_go() {
    assert_eq!(
        members(
            json!([{ "op": "add", "path": "members", "value": [{ "value": "mem_4" }, { "value": "mem_2" }] }])
        ),
        ["mem_1", "mem_2", "mem_3", "mem_4"]
    );
    assert_eq!(
        members(json!([{ "op": "remove", "path": "members[value eq \"mem_2\"]" }])),
        ["mem_1", "mem_3"]
    );
    // Entra ID's form: without a look at the value, everybody would go.
    assert_eq!(
        members(json!([{ "op": "Remove", "path": "members", "value": [{ "value": "mem_2" }] }])),
        ["mem_1", "mem_3"]
    );
    assert_eq!(
        members(json!([{ "op": "remove", "path": "members" }])),
        Vec::<String>::new()
    );
    assert_eq!(
        members(json!([{ "op": "replace", "path": "members", "value": [{ "value": "mem_9" }] }])),
        ["mem_9"]
    );
}

#[test]
fn what_only_coffer_sets_cannot_be_patched() {
    for path in ["id", "meta.version", "groups", "schemas"] {
        let kind = refused(json!([{ "op": "replace", "path": path, "value": "x" }]));
        assert_eq!(kind, ErrorKind::Mutability, "{path}");
    }
    let same =
        patched(json!([{ "op": "replace", "value": { "id": "mem_2", "displayName": "L" } }]));
    assert_eq!(
        (&same["id"], &same["displayName"]),
        (&json!("mem_1"), &json!("L"))
    );
}

#[test]
fn malformed_patches_are_refused_as_a_whole() {
    let half = json!([
        { "op": "replace", "path": "displayName", "value": "half done" },
        { "op": "replace", "path": "emails", "value": "x" },
    ]);
    assert_eq!(refused(half), ErrorKind::InvalidValue);
    for (operations, kind) in [
        (
            json!([{ "op": "copy", "path": "active" }]),
            ErrorKind::InvalidSyntax,
        ),
        (json!(["x"]), ErrorKind::InvalidSyntax),
        (json!({}), ErrorKind::InvalidSyntax),
        (json!([{ "op": "remove" }]), ErrorKind::NoTarget),
        (
            json!([{ "op": "add", "value": 7 }]),
            ErrorKind::InvalidValue,
        ),
        (
            json!([{ "op": "add", "path": 7, "value": 7 }]),
            ErrorKind::InvalidPath,
        ),
        (
            json!([{ "op": "add", "path": "emails[", "value": 7 }]),
            ErrorKind::InvalidPath,
        ),
        (
            json!([{ "op": "add", "path": "emails[x]", "value": 7 }]),
            ErrorKind::InvalidFilter,
        ),
        (
            json!([{ "op": "add", "path": "name[x pr]", "value": 7 }]),
            ErrorKind::InvalidPath,
        ),
        (
            json!([{ "op": "replace", "path": "userName", "value": "" }]),
            ErrorKind::InvalidValue,
        ),
        (
            json!([{ "op": "replace", "path": "displayName", "value": "a\u{0}b" }]),
            ErrorKind::InvalidValue,
        ),
    ] {
        assert_eq!(refused(operations.clone()), kind, "{operations}");
    }
    let unnamed = apply_patch(&USER, &lena(), &json!({ "Operations": [] })).unwrap_err();
    assert_eq!(unnamed.kind, ErrorKind::InvalidSyntax);
    let many = json!(vec![
        json!({ "op": "replace", "path": "active", "value": true });
        1_001
    ]);
    assert_eq!(refused(many), ErrorKind::TooMany);
}
