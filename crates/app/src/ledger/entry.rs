//! From event to canonical entry text. Personal data becomes salted commitments.

use coffer_domain::commit::{LedgerEntry, Opening};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, Value};
use coffer_domain::ports::{Entropy, random};
use coffer_tlog::{canonical_json, commit};
use serde_json::{Map, Value as Json, json};

use crate::error::AppError;

/// Version of the entry's layout.
const ENTRY_VERSION: i64 = 1;

/// Encodes `event` as it happened under `ctx` (format: `docs/formats/ledger.md`, "Entry").
pub(crate) fn encode(
    ctx: &RequestCtx,
    event: Event,
    entropy: &dyn Entropy,
) -> Result<LedgerEntry, AppError> {
    let doer = if event.kind.happens_anyway() {
        None
    } else {
        ctx.principal.doer()
    };
    let mut personal = event.personal;
    if let Some(address) = ctx.address {
        personal.push(("address", address.to_string()));
    }
    let openings: Vec<Opening> = personal
        .into_iter()
        .map(|(field, value)| Opening {
            field: field.to_owned(),
            salt: random::<32>(entropy),
            value,
        })
        .collect();
    let commitments: Map<String, Json> = openings
        .iter()
        .map(|opening| {
            let commitment = commit(&opening.field, &opening.salt, opening.value.as_bytes());
            (opening.field.clone(), Json::String(commitment.to_base64()))
        })
        .collect();
    let data: Map<String, Json> = event
        .data
        .into_iter()
        .map(|(name, value)| (name.to_owned(), to_json(value)))
        .collect();

    let mut entry = Map::new();
    entry.insert("v".to_owned(), json!(ENTRY_VERSION));
    entry.insert("time".to_owned(), json!(ctx.now.to_string()));
    entry.insert("event".to_owned(), json!(event.kind.as_str()));
    entry.insert("actor".to_owned(), json!(ctx.principal.actor().to_string()));
    entry.insert("request".to_owned(), json!(ctx.trace.to_string()));
    if let Some(session) = ctx.session {
        entry.insert("session".to_owned(), json!(session.to_string()));
    }
    if let Some(client) = ctx.client {
        entry.insert("client".to_owned(), json!(client.to_string()));
    }
    if let Some(case) = event.case {
        entry.insert("case".to_owned(), json!(case.to_string()));
    }
    let object = event.object;
    if let Some(object) = &object {
        entry.insert("object".to_owned(), json!(object));
    }
    if !data.is_empty() {
        entry.insert("data".to_owned(), Json::Object(data));
    }
    if !commitments.is_empty() {
        entry.insert("pii".to_owned(), Json::Object(commitments));
    }
    let text = canonical_json(&Json::Object(entry))
        .map_err(|_| AppError::Bug("ledger entry is not canonical"))?;
    Ok(LedgerEntry {
        text,
        object,
        openings,
        doer,
    })
}

fn to_json(value: Value) -> Json {
    match value {
        Value::Text(text) => Json::String(text),
        Value::Int(number) => json!(number),
        Value::Bool(flag) => json!(flag),
        Value::List(texts) => json!(texts),
    }
}
