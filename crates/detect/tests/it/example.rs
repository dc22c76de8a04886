//! Examples of rules: short lines that stand for entries.
//!
//! `5 session.refused actor=anonymous object=mem:{n} why=password every=10s` is five entries, each ten seconds after the one
//! before; `{n}` counts from 1. `kind:name` in a value stands for an id. Members of an entry are `actor` (default `mem:a`),
//! `object`, `case`, `from` (an address), `client`, `session`, `request` and `position` (degrees north and east); the rest are facts. `back=60s` is written
//! with a time that lies so far back.

use std::collections::BTreeMap;
use std::fmt;

use coffer_detect::Observed;
use coffer_domain::event::{Actor, EventKind, Value};
use coffer_domain::id::{
    CaseId, ContactId, FileId, MemberId, OrganisationId, RequestId, SessionId, TokenId, TraceId,
    UploadId,
};
use coffer_domain::time::{Span, Timestamp};

/// 2026-01-05T08:00:00Z, a Monday.
pub(crate) const MONDAY: Timestamp = Timestamp(1_767_600_000_000);

fn span(text: &str) -> Span {
    let (count, unit) = text.split_at(text.len() - 1);
    let count: i64 = count.parse().unwrap();
    match unit {
        "s" => Span::seconds(count),
        "m" => Span::minutes(count),
        "h" => Span::hours(count),
        "d" => Span::days(count),
        _ => panic!("`{text}` is no span"),
    }
}

/// The 16 bytes a name stands for.
fn bytes(name: &str) -> [u8; 16] {
    let mut bytes = [0; 16];
    for (at, byte) in name.bytes().enumerate() {
        bytes[at % 16] ^= byte;
        bytes[15] = bytes[15].wrapping_mul(31).wrapping_add(byte);
    }
    bytes
}

fn id(text: &str) -> Option<String> {
    fn show(id: impl fmt::Display) -> String {
        id.to_string()
    }
    let (kind, name) = text.split_once(':')?;
    let bytes = bytes(name);
    Some(match kind {
        "mem" => show(MemberId(bytes)),
        "con" => show(ContactId(bytes)),
        "case" => show(CaseId(bytes)),
        "file" => show(FileId(bytes)),
        "req" => show(RequestId(bytes)),
        "upl" => show(UploadId(bytes)),
        "ses" => show(SessionId(bytes)),
        "tok" => show(TokenId(bytes)),
        "org" => show(OrganisationId(bytes)),
        "trc" => show(TraceId(bytes)),
        _ => return None,
    })
}

fn or_id(text: &str) -> String {
    id(text).unwrap_or_else(|| text.to_owned())
}

fn actor(text: &str) -> Actor {
    match text {
        "anonymous" => Actor::Anonymous,
        "operator" => Actor::Operator,
        "system" => Actor::System,
        _ => match text.split_once(':').unwrap() {
            ("mem", name) => Actor::Member(MemberId(bytes(name))),
            ("con", name) => Actor::Contact(ContactId(bytes(name))),
            _ => panic!("`{text}` is no actor"),
        },
    }
}

fn value(text: &str) -> Value {
    if let Some(list) = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
    {
        let items = list.split(',').filter(|item| !item.is_empty());
        return Value::List(items.map(or_id).collect());
    }
    match text.parse::<i64>() {
        Ok(number) => Value::Int(number),
        Err(_) if text == "true" || text == "false" => Value::Bool(text == "true"),
        Err(_) => Value::Text(or_id(text)),
    }
}

/// The entries of an example's lines.
pub(crate) fn entries(lines: &[String]) -> Vec<Observed> {
    let mut entries = Vec::new();
    let mut now = MONDAY;
    for line in lines {
        let mut words = line.split_whitespace();
        let count: u64 = words.next().unwrap().parse().unwrap();
        let kind = words.next().unwrap();
        let kind = EventKind::from_word(kind).unwrap_or_else(|| panic!("`{kind}` is no kind"));
        let pairs: BTreeMap<&str, &str> = words.map(|word| word.split_once('=').unwrap()).collect();
        let every = pairs
            .get("every")
            .map_or(Span::seconds(1), |text| span(text));
        for n in 1..=count {
            now = now.plus(every);
            entries.push(entry(entries.len() as u64, now, kind, &pairs, n));
        }
    }
    entries
}

fn entry(
    index: u64,
    now: Timestamp,
    kind: EventKind,
    pairs: &BTreeMap<&str, &str>,
    n: u64,
) -> Observed {
    let get = |name: &str| {
        pairs
            .get(name)
            .map(|text| text.replace("{n}", &n.to_string()))
    };
    let members = [
        "actor", "object", "case", "from", "client", "session", "request", "every", "back",
        "position",
    ];
    let back = get("back").map_or(Span(0), |text| span(&text));
    Observed {
        index,
        at: Timestamp(now.0 - back.0),
        kind,
        actor: actor(&get("actor").unwrap_or_else(|| "mem:a".to_owned())),
        request: or_id(&get("request").unwrap_or_else(|| format!("trc:x{index}"))),
        session: get("session").map(|text| or_id(&text)),
        client: Some(get("client").unwrap_or_else(|| "firefox/linux".to_owned())),
        case: get("case").map(|text| or_id(&text).parse().unwrap()),
        object: get("object").map(|text| or_id(&text)),
        facts: pairs
            .keys()
            .filter(|name| !members.contains(*name))
            .map(|name| ((*name).to_owned(), value(&get(name).unwrap())))
            .collect(),
        position: get("position").map(|text| text.parse().unwrap()),
        address: Some(get("from").map_or([203, 0, 113, 9].into(), |text| text.parse().unwrap())),
    }
}
