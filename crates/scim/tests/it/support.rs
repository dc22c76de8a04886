//! Resources to ask about.

use coffer_scim::Resource;
use serde_json::{Value, json};

pub(crate) fn object(value: Value) -> Resource {
    value.as_object().unwrap().clone()
}

pub(crate) fn lena() -> Resource {
    object(json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "id": "mem_1",
        "externalId": "A-17",
        "userName": "Lena@Coffer.example",
        "displayName": "Lena Larsen",
        "name": { "givenName": "Lena", "familyName": "Larsen" },
        "active": true,
        "emails": [
            { "value": "lena@coffer.example", "type": "work", "primary": true },
            { "value": "lena@home.example", "type": "home" },
        ],
        "meta": { "resourceType": "User", "created": "2026-03-01T08:00:00Z", "lastModified": "2026-03-02T08:00:00.5Z" },
    }))
}

pub(crate) fn patch(operations: Value) -> Value {
    json!({ "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations })
}
