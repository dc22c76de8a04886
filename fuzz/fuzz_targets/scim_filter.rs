//! Any text as a filter, a path and a patch: read or refused, and what is read can be asked.
#![no_main]

use coffer_scim::{AttributePath, Filter, Resource, USER, apply_patch};
use serde_json::json;

libfuzzer_sys::fuzz_target!(|text: &str| {
    let mut resource = Resource::new();
    resource.insert("userName".to_owned(), json!("lena"));
    resource.insert("active".to_owned(), json!(true));
    resource.insert("emails".to_owned(), json!([{ "value": text, "type": "work" }]));
    if let Ok(filter) = Filter::parse(text) {
        let _ = filter.matches(&USER, &resource);
    }
    let _ = AttributePath::parse(text);
    for op in ["add", "remove", "replace"] {
        let message = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": [{ "op": op, "path": text, "value": text }],
        });
        let _ = apply_patch(&USER, &resource, &message);
    }
});
