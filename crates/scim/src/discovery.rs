//! What the server says of itself (RFC 7643 sections 5 to 7).

use serde_json::{Map, Value, json};

use crate::limits::PAGE_MAX;
use crate::schema::{Attribute, GROUP, ResourceKind, USER};

const ALL: [&ResourceKind; 2] = [&USER, &GROUP];

/// `/ServiceProviderConfig`; `base` is the address of `/scim/v2`.
#[must_use]
pub fn service_provider_config(base: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
        "patch": { "supported": true },
        "bulk": { "supported": false, "maxOperations": 0, "maxPayloadSize": 0 },
        "filter": { "supported": true, "maxResults": PAGE_MAX },
        "changePassword": { "supported": false },
        "sort": { "supported": false },
        "etag": { "supported": true },
        "authenticationSchemes": [{
            "type": "oauthbearertoken",
            "name": "Service account token",
            "description": "A token of a service account with the scope `scim`, as `Authorization: Bearer coffer_svc_…`.",
            "specUri": "https://www.rfc-editor.org/rfc/rfc6750",
            "primary": true,
        }],
        "meta": {
            "resourceType": "ServiceProviderConfig",
            "location": format!("{base}/ServiceProviderConfig"),
        },
    })
}

/// `/ResourceTypes`
#[must_use]
pub fn resource_types(base: &str) -> Vec<Value> {
    ALL.iter()
        .map(|kind| resource_type_of(kind, base))
        .collect()
}

/// `/ResourceTypes/NAME`
#[must_use]
pub fn resource_type(name: &str, base: &str) -> Option<Value> {
    let kind = ALL.into_iter().find(|kind| kind.name == name)?;
    Some(resource_type_of(kind, base))
}

fn resource_type_of(kind: &ResourceKind, base: &str) -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": kind.name,
        "name": kind.name,
        "endpoint": kind.endpoint,
        "description": kind.description,
        "schema": kind.schema,
        "schemaExtensions": [],
        "meta": {
            "resourceType": "ResourceType",
            "location": format!("{base}/ResourceTypes/{}", kind.name),
        },
    })
}

/// `/Schemas`
#[must_use]
pub fn schemas(base: &str) -> Vec<Value> {
    ALL.iter().map(|kind| schema_of(kind, base)).collect()
}

/// `/Schemas/URN`
#[must_use]
pub fn schema_document(id: &str, base: &str) -> Option<Value> {
    let kind = ALL.into_iter().find(|kind| kind.schema == id)?;
    Some(schema_of(kind, base))
}

fn schema_of(kind: &ResourceKind, base: &str) -> Value {
    let attributes: Vec<Value> = kind.attributes.iter().map(attribute).collect();
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Schema"],
        "id": kind.schema,
        "name": kind.name,
        "description": kind.description,
        "attributes": attributes,
        "meta": {
            "resourceType": "Schema",
            "location": format!("{base}/Schemas/{}", kind.schema),
        },
    })
}

fn attribute(attribute: &Attribute) -> Value {
    let mut described = Map::new();
    let mut say = |name: &str, value: Value| described.insert(name.to_owned(), value);
    say("name", json!(attribute.name));
    say("type", json!(attribute.kind.as_str()));
    say("multiValued", json!(attribute.multi));
    say("description", json!(attribute.description));
    say("required", json!(attribute.required));
    say("caseExact", json!(attribute.case_exact));
    say("mutability", json!(attribute.mutability.as_str()));
    say(
        "returned",
        json!(if attribute.always {
            "always"
        } else {
            "default"
        }),
    );
    say(
        "uniqueness",
        json!(if attribute.unique { "server" } else { "none" }),
    );
    if !attribute.canonical.is_empty() {
        say("canonicalValues", json!(attribute.canonical));
    }
    if !attribute.references.is_empty() {
        say("referenceTypes", json!(attribute.references));
    }
    if !attribute.parts.is_empty() {
        let parts: Vec<Value> = attribute.parts.iter().map(self::attribute).collect();
        say("subAttributes", json!(parts));
    }
    Value::Object(described)
}
