//! Reading resources, and showing parts of them.

use std::collections::BTreeSet;

use coffer_scim::{ErrorKind, Page, Selection, USER, read_resource, schemas};
use serde_json::json;

use crate::support::lena;

const SCHEMA: &str = "urn:ietf:params:scim:schemas:core:2.0:User";

#[test]
fn what_is_not_ours_to_take_is_left_out() {
    let read = read_resource(
        &USER,
        &json!({
            "schemas": [SCHEMA, "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
            "ID": "mem_forged",
            "USERNAME": "a@b.example",
            "password": "hunter2hunter2hunter2",
            "roles": [{ "value": "administrator" }],
            "groups": [{ "value": "grp_forged" }],
            "active": "True",
            "emails": { "value": "a@b.example", "display": "x", "primary": "true" },
            "name": null,
        }),
    );
    let expected = json!({
        "userName": "a@b.example",
        "active": true,
        "emails": [{ "value": "a@b.example", "primary": true }],
    });
    assert_eq!(serde_json::Value::Object(read.unwrap()), expected);
}

#[test]
fn malformed_resources_are_refused() {
    for (body, kind) in [
        (json!([]), ErrorKind::InvalidSyntax),
        (json!({ "userName": "x" }), ErrorKind::InvalidSyntax),
        (json!({ "schemas": [SCHEMA] }), ErrorKind::InvalidValue),
        (
            json!({ "schemas": [SCHEMA], "userName": 7 }),
            ErrorKind::InvalidValue,
        ),
        (
            json!({ "schemas": [SCHEMA], "userName": "x", "emails": [{ "type": "work" }] }),
            ErrorKind::InvalidValue,
        ),
        (
            json!({ "schemas": [SCHEMA], "userName": "x", "active": 1 }),
            ErrorKind::InvalidValue,
        ),
        (
            json!({ "schemas": [SCHEMA], "userName": "x".repeat(1_025) }),
            ErrorKind::InvalidValue,
        ),
    ] {
        let error = read_resource(&USER, &body).unwrap_err();
        assert_eq!(error.kind, kind, "{body}");
        assert!(!error.detail.contains("xxx"), "values are not repeated");
    }
}

#[test]
fn selections() {
    let keys = |selection: &Selection| {
        let shown = selection.apply(&USER, lena());
        // The order of members is serde_json's, and depends on what else is built.
        shown.keys().cloned().collect::<BTreeSet<_>>()
    };
    let only = Selection::new(["userName", "name.givenName"], []).unwrap();
    assert_eq!(
        keys(&only),
        ["id", "name", "schemas", "userName"]
            .map(ToOwned::to_owned)
            .into()
    );
    let shown = only.apply(&USER, lena());
    assert_eq!(shown["name"], json!({ "givenName": "Lena" }));
    let without = Selection::new([], ["emails", "ID", "meta", "name.givenName"]).unwrap();
    let shown = without.apply(&USER, lena());
    assert!(
        shown.contains_key("id") && !shown.contains_key("emails") && !shown.contains_key("meta")
    );
    assert_eq!(shown["name"], json!({ "familyName": "Larsen" }));
    assert!(without.wants(&USER, "name") && !without.wants(&USER, "emails"));
    assert!(Selection::new(["a"], ["b"]).is_err());
    assert!(Selection::new(["a b"], []).is_err());
}

#[test]
fn pages() {
    let page = |start, count| {
        let page = Page::new(start, count);
        (page.skip, page.take)
    };
    assert_eq!(page(None, None), (0, 100));
    assert_eq!(page(Some(-5), Some(-5)), (0, 0));
    assert_eq!(page(Some(11), Some(10)), (10, 10));
    assert_eq!(page(Some(i64::MIN), Some(i64::MAX)), (0, 200));
}

#[test]
fn schemas_name_what_they_describe() {
    let all = schemas("https://x.example/scim/v2");
    let names: Vec<_> = all.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["User", "Group"]);
    let attributes = all[0]["attributes"].as_array().unwrap();
    assert!(
        attributes
            .iter()
            .any(|it| it["name"] == "userName" && it["uniqueness"] == "server")
    );
}
