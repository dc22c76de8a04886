//! OCSF 1.8.0: one JSON object, of the class the table names.

use coffer_domain::sink::Level;
use serde_json::{Map, Value, json};

use crate::entry::Entry;
use crate::table::{Class, OTHER, Outcome, Row};
use crate::{OCSF_VERSION, Writer};

/// `severity_id`.
pub(crate) const fn severity_id(level: Level) -> u8 {
    match level {
        Level::Informational => 1,
        Level::Low => 2,
        Level::Medium => 3,
        Level::High => 4,
        Level::Critical => 5,
    }
}

/// The object.
pub(crate) fn object(writer: &Writer, entry: &Entry, row: &Row, uid: &str) -> Value {
    let class = row.class;
    let mut object = Map::new();
    let mut put = |name: &str, value: Value| {
        object.insert(name.to_owned(), value);
    };
    put("class_uid", json!(class.uid()));
    put("category_uid", json!(class.category()));
    put("activity_id", json!(row.activity));
    put("type_uid", json!(class.uid() * 100 + row.activity));
    put("severity_id", json!(severity_id(entry.level(row))));
    put("time", json!(entry.at.0));
    put("message", json!(entry.event));
    put("metadata", metadata(writer, entry, uid));
    put("unmapped", unmapped(entry));
    if row.activity == OTHER {
        put("activity_name", json!(entry.event));
    }
    // Findings have states instead: a finding is not a success.
    if class != Class::DetectionFinding {
        let failed = row.outcome == Outcome::Failure;
        put("status_id", json!(if failed { 2 } else { 1 }));
        if let Some(why) = entry.word("why").or_else(|| entry.word("reason")) {
            put("status_detail", json!(why));
        }
    }
    match class {
        Class::DetectionFinding | Class::ScanActivity => {}
        Class::ApiActivity | Class::FileHosting => {
            put("actor", actor(entry));
            put("src_endpoint", endpoint(entry));
        }
        _ => {
            put("actor", actor(entry));
            if entry.is_remote() {
                put("src_endpoint", endpoint(entry));
            }
        }
    }
    if let Some((name, value)) = subject(entry, class) {
        put(name, value);
    }
    match class {
        Class::Authentication => put("service", json!({ "name": "Coffer" })),
        Class::UserAccess => put("privileges", privileges(entry)),
        _ => {}
    }
    Value::Object(object)
}

fn metadata(writer: &Writer, entry: &Entry, uid: &str) -> Value {
    let mut metadata = json!({
        "version": OCSF_VERSION,
        "uid": uid,
        "sequence": entry.index,
        "event_code": entry.event,
        "log_name": writer.log,
        "original_time": entry.at.to_string(),
        "product": { "name": "Coffer", "vendor_name": "Coffer", "version": writer.version },
    });
    if let (Some(request), Some(members)) = (entry.text("request"), metadata.as_object_mut()) {
        members.insert("correlation_uid".to_owned(), json!(request));
    }
    metadata
}

/// What OCSF has no place for: the entry's own facts.
fn unmapped(entry: &Entry) -> Value {
    let mut unmapped = Map::new();
    for name in ["actor", "case", "object", "client"] {
        if let Some(text) = entry.text(name) {
            unmapped.insert(name.to_owned(), json!(text));
        }
    }
    if let Some(data) = entry.data() {
        unmapped.insert("data".to_owned(), json!(data));
    }
    Value::Object(unmapped)
}

fn actor(entry: &Entry) -> Value {
    let who = entry.actor();
    let mut actor = match user_type(who) {
        Some(type_id) => json!({ "user": { "uid": who, "type_id": type_id } }),
        None => json!({ "app_name": who }),
    };
    if let (Some(session), Some(members)) = (entry.text("session"), actor.as_object_mut()) {
        members.insert("session".to_owned(), json!({ "uid": session }));
    }
    actor
}

/// `type_id` of a user: a person, or a machine's account. Others are not users.
fn user_type(id: &str) -> Option<u8> {
    match id.split_once('_')?.0 {
        "mem" | "con" => Some(1),
        "svc" => Some(4),
        _ => None,
    }
}

/// Where it came from. Something has to stand there: the address may not be told, or there is none.
fn endpoint(entry: &Entry) -> Value {
    match &entry.address {
        Some(address) => json!({ "ip": address }),
        None if entry.is_remote() => json!({ "name": "withheld" }),
        None => json!({ "name": "server" }),
    }
}

/// What the class says it happened to.
fn subject(entry: &Entry, class: Class) -> Option<(&'static str, Value)> {
    let object = entry.text("object").unwrap_or("unknown");
    Some(match class {
        Class::AccountChange | Class::Authentication | Class::UserAccess => ("user", user(entry)),
        Class::EntityManagement => (
            "entity",
            json!({ "uid": object, "type": kind_of(&entry.event) }),
        ),
        Class::GroupManagement => ("group", json!({ "uid": object })),
        Class::ApiActivity => ("api", api(entry)),
        Class::FileHosting => ("file", file(entry)),
        Class::ScanActivity => ("scan", json!({ "uid": object, "type_id": 1 })),
        Class::DetectionFinding => ("finding_info", finding(entry)),
    })
}

/// The dotted word's first part.
fn kind_of(event: &str) -> &str {
    event.split('.').next().unwrap_or(event)
}

/// Whom it is about: the one named, or whoever did it.
fn user(entry: &Entry) -> Value {
    let named = [
        entry.word("member"),
        entry.word("service"),
        entry.text("object"),
    ];
    let known = named
        .into_iter()
        .flatten()
        .chain([entry.actor()])
        .find_map(|id| Some((id, user_type(id)?)));
    match known {
        Some((id, type_id)) => json!({ "uid": id, "type_id": type_id }),
        None => json!({ "name": "unknown", "type_id": 0 }),
    }
}

fn privileges(entry: &Entry) -> Value {
    let words = ["acts", "roles", "kind"];
    let said = words.into_iter().find_map(|name| entry.fact(name));
    match said {
        Some(Value::Array(list)) => json!(list),
        Some(Value::String(text)) => json!([text]),
        _ => json!([kind_of(&entry.event)]),
    }
}

fn api(entry: &Entry) -> Value {
    let operation = entry.word("action").or_else(|| entry.word("what"));
    json!({ "operation": operation.unwrap_or(&entry.event), "service": { "name": "Coffer" } })
}

/// A file is known by its id: its name is personal data.
fn file(entry: &Entry) -> Value {
    let id = entry.text("object").unwrap_or("unknown");
    let mut file = json!({ "name": id, "uid": id, "type_id": 1 });
    let Some(members) = file.as_object_mut() else {
        return file;
    };
    if let Some(bytes) = entry.fact("bytes").and_then(Value::as_u64) {
        members.insert("size".to_owned(), json!(bytes));
    }
    if let Some(extension) = entry.word("extension") {
        members.insert("ext".to_owned(), json!(extension));
    }
    if let Some(hash) = entry.word("blake3") {
        let hash = json!([{ "algorithm_id": OTHER, "algorithm": "BLAKE3", "value": hash }]);
        members.insert("hashes".to_owned(), hash);
    }
    file
}

/// An alert; a response is news of the alert it follows from.
fn finding(entry: &Entry) -> Value {
    let alert = entry.word("alert").or_else(|| entry.text("object"));
    let mut finding = json!({ "uid": alert.unwrap_or("unknown") });
    if let (Some(rule), Some(members)) = (entry.word("rule"), finding.as_object_mut()) {
        members.insert("title".to_owned(), json!(rule));
        let mut analytic = json!({ "type_id": 1, "uid": rule });
        if let (Some(watch), Some(parts)) = (entry.word("watch"), analytic.as_object_mut()) {
            parts.insert("name".to_owned(), json!(watch));
        }
        members.insert("analytic".to_owned(), analytic);
    }
    finding
}
