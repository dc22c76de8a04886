//! An entry of the ledger as the engine sees it.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::str::FromStr;

use coffer_domain::event::{Actor, EventKind, Value};
use coffer_domain::id::{CaseId, ContactId, MemberId, RequestId};
use coffer_domain::time::Timestamp;
use serde::Deserialize;

use crate::position::Position;

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Its place in the ledger.
    pub index: u64,
    /// When it happened, by the entry itself.
    pub at: Timestamp,
    /// What happened.
    pub kind: EventKind,
    /// Who did it.
    pub actor: Actor,
    /// The request it was part of.
    pub request: String,
    /// The member's session it came in.
    pub session: Option<String>,
    /// The kind of program it came from.
    pub client: Option<String>,
    /// The case it happened in.
    pub case: Option<CaseId>,
    /// The main thing it happened to.
    pub object: Option<String>,
    /// Its facts.
    pub facts: BTreeMap<String, Value>,
    /// Where it came from, as long as the ledger's opening of it has not been erased.
    pub address: Option<IpAddr>,
    /// Where on earth that is, in an entry of a sign-in, as long as the opening has not been erased.
    pub position: Option<Position>,
}

/// An entry that is not what this program writes.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not JSON of the right shape.
    #[error("the entry is not readable")]
    Json(#[from] serde_json::Error),
    /// A member has a value it cannot have.
    #[error("the entry's `{0}` is not readable")]
    Member(&'static str),
}

#[derive(Deserialize)]
struct Raw {
    time: String,
    event: String,
    actor: String,
    #[serde(default)]
    request: String,
    session: Option<String>,
    client: Option<String>,
    case: Option<String>,
    object: Option<String>,
    #[serde(default)]
    data: BTreeMap<String, serde_json::Value>,
}

impl Observed {
    /// Reads the entry at `index`. None for kinds of event that this version does not know.
    ///
    /// # Errors
    /// The entry is not what this program writes.
    pub fn from_entry(
        index: u64,
        text: &str,
        address: Option<IpAddr>,
        position: Option<Position>,
    ) -> Result<Option<Self>, EntryError> {
        let raw: Raw = serde_json::from_str(text)?;
        let Some(kind) = EventKind::from_word(&raw.event) else {
            return Ok(None);
        };
        let case = raw.case.as_deref().map(CaseId::from_str).transpose();
        Ok(Some(Self {
            index,
            at: Timestamp::parse(&raw.time).ok_or(EntryError::Member("time"))?,
            kind,
            actor: actor(&raw.actor).ok_or(EntryError::Member("actor"))?,
            request: raw.request,
            session: raw.session,
            client: raw.client,
            case: case.map_err(|_| EntryError::Member("case"))?,
            object: raw.object,
            facts: raw
                .data
                .into_iter()
                .filter_map(|(name, value)| Some((name, fact(value)?)))
                .collect(),
            address,
            position,
        }))
    }

    /// The network it came from: what rules mean by a source.
    #[must_use]
    pub fn source(&self) -> Option<String> {
        self.address.map(network)
    }

    /// The file request it is about, or came through.
    #[must_use]
    pub fn link(&self) -> Option<String> {
        let is_link = |text: &&String| text.parse::<RequestId>().is_ok();
        match self.facts.get("through") {
            Some(Value::Text(link)) => Some(link).filter(is_link).cloned(),
            _ => self.object.as_ref().filter(is_link).cloned(),
        }
    }
}

impl Observed {
    /// The contact whose doing it is: who acts, or whose file it is.
    #[must_use]
    pub fn contact(&self) -> Option<String> {
        match (&self.actor, self.facts.get("contact")) {
            (Actor::Contact(contact), _) => Some(contact.to_string()),
            (_, Some(Value::Text(contact))) => {
                contact.parse::<ContactId>().ok().map(|it| it.to_string())
            }
            _ => None,
        }
    }
}

fn actor(text: &str) -> Option<Actor> {
    Some(match text {
        "anonymous" => Actor::Anonymous,
        "operator" => Actor::Operator,
        "system" => Actor::System,
        _ => match text.parse::<MemberId>() {
            Ok(member) => Actor::Member(member),
            Err(_) => Actor::Contact(text.parse::<ContactId>().ok()?),
        },
    })
}

/// Facts of shapes the vocabulary does not have are left out.
fn fact(value: serde_json::Value) -> Option<Value> {
    match value {
        serde_json::Value::String(text) => Some(Value::Text(text)),
        serde_json::Value::Bool(flag) => Some(Value::Bool(flag)),
        serde_json::Value::Number(number) => number.as_i64().map(Value::Int),
        serde_json::Value::Array(items) => items
            .into_iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<Vec<_>>>()
            .map(Value::List),
        serde_json::Value::Null | serde_json::Value::Object(_) => None,
    }
}

/// The network of an address: its /24 (IPv4) or /64 (IPv6), the smallest that one subscriber usually has.
#[must_use]
pub fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let member = MemberId([7; 16]);
        let case = CaseId([9; 16]);
        let text = format!(
            r#"{{"actor":"{member}","case":"{case}","client":"firefox/linux","data":{{"bytes":7,"rules":["R10"],"script":true,"what":"tree"}},"event":"file.download_opened","object":"file_1","request":"trc_1","session":"ses_1","time":"2026-01-02T03:04:05.678Z","v":1}}"#
        );
        let seen = Observed::from_entry(3, &text, Some([203, 0, 113, 9].into()), None)
            .unwrap()
            .unwrap();
        assert_eq!(seen.kind, EventKind::DownloadOpened);
        assert_eq!(seen.actor, Actor::Member(member));
        assert_eq!(
            (seen.case, seen.object.as_deref()),
            (Some(case), Some("file_1"))
        );
        assert_eq!(seen.facts.get("bytes"), Some(&Value::Int(7)));
        assert_eq!(
            seen.facts.get("rules"),
            Some(&Value::List(vec!["R10".to_owned()]))
        );
        assert_eq!(seen.source().as_deref(), Some("203.0.113.0/24"));
        assert_eq!(seen.at.to_string(), "2026-01-02T03:04:05.678Z");
    }

    #[test]
    fn unknown_kinds_are_passed_over_and_broken_entries_are_not() {
        let entry = |event: &str, actor: &str| {
            let text = format!(
                r#"{{"actor":"{actor}","event":"{event}","time":"2026-01-02T03:04:05.678Z","v":1}}"#
            );
            Observed::from_entry(0, &text, None, None)
        };
        assert!(entry("file.levitated", "system").unwrap().is_none());
        assert!(entry("ledger.read", "system").unwrap().is_some());
        assert!(entry("ledger.read", "somebody").is_err());
        assert!(Observed::from_entry(0, "{", None, None).is_err());
    }

    #[test]
    fn a_mapped_address_has_the_network_of_the_plain_one() {
        assert_eq!(
            network("::ffff:203.0.113.9".parse().unwrap()),
            "203.0.113.0/24"
        );
        assert_eq!(
            network("2001:db8:1:2:3::4".parse().unwrap()),
            "2001:db8:1:2::/64"
        );
    }
}
