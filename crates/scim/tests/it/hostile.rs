//! Whatever comes, nothing panics, and what is accepted means the same when written in other letters.

use coffer_scim::limits::FILTER_BYTES_MAX;
use coffer_scim::{AttributePath, Filter, USER, apply_patch, read_resource};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{lena, patch};

/// Pieces of filters, so that random texts get far into the parser.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("userName"),
        Just("emails"),
        Just("name.familyName"),
        Just("active"),
        Just("meta.created"),
        Just("urn:ietf:params:scim:schemas:core:2.0:User:"),
        Just("eq"),
        Just("ne"),
        Just("co"),
        Just("sw"),
        Just("gt"),
        Just("pr"),
        Just("and"),
        Just("or"),
        Just("not"),
        Just("("),
        Just(")"),
        Just("["),
        Just("]"),
        Just("\"x\""),
        Just("\"\\\""),
        Just("true"),
        Just("null"),
        Just("7.5"),
        Just(" "),
        Just("."),
        Just("\\"),
        Just("é"),
        Just("\u{0}"),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.join(" "))
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
    ];
    let key = prop_oneof![
        Just("value".to_owned()),
        Just("type".to_owned()),
        Just("primary".to_owned()),
        Just("active".to_owned()),
        Just("emails".to_owned()),
        Just("name".to_owned()),
        Just("name.givenName".to_owned()),
        "\\PC{0,6}",
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn any_text_is_a_filter_or_refused(text in "\\PC{0,200}") {
        if let Ok(filter) = Filter::parse(&text) {
            let _ = filter.matches(&USER, &lena());
        }
        let _ = AttributePath::parse(&text);
    }

    #[test]
    fn pieces_of_filters_are_filters_or_refused(text in pieces()) {
        let lower = Filter::parse(&text);
        if let Ok(filter) = &lower {
            let found = filter.matches(&USER, &lena());
            let negated = Filter::parse(&format!("not ({text})")).map(|it| it.matches(&USER, &lena()));
            prop_assert_eq!(negated.unwrap_or(!found), !found);
        }
    }

    #[test]
    fn any_patch_is_applied_or_refused(
        op in prop_oneof![Just("add"), Just("remove"), Just("replace")],
        path in prop::option::of(prop_oneof![
            pieces(), Just("emails".to_owned()), Just("name".to_owned()), Just("active".to_owned()),
            Just("emails[type eq \"work\"]".to_owned()), Just("emails[type eq \"fax\"].value".to_owned()),
            Just("emails.type".to_owned()), Just("name.givenName".to_owned()),
        ]),
        value in any_json(),
    ) {
        let message = patch(json!([{ "op": op, "path": path, "value": value }]));
        if let Ok(patched) = apply_patch(&USER, &lena(), &message) {
            // What came out can be read again, so a later replace of the same never fails.
            prop_assert!(read_resource(&USER, &Value::Object(patched.clone())).is_ok(), "{patched:?}");
            prop_assert_eq!(&patched["id"], "mem_1");
            prop_assert!(patched["active"].is_boolean());
        }
    }

    #[test]
    fn any_body_is_read_or_refused(body in any_json()) {
        let _ = read_resource(&USER, &body);
    }
}

#[test]
fn the_longest_filters_are_small_work() {
    let chain = |word: &str| {
        let one = format!("active eq true {word} ");
        let count = FILTER_BYTES_MAX / one.len() - 1;
        format!("{}active eq true", one.repeat(count))
    };
    for text in [chain("and"), chain("or")] {
        assert!(Filter::parse(&text).unwrap().matches(&USER, &lena()));
    }
    let open = "(".repeat(FILTER_BYTES_MAX);
    assert!(Filter::parse(&open).is_err());
    let not = "not (".repeat(FILTER_BYTES_MAX / 5);
    assert!(Filter::parse(&not).is_err());
}
