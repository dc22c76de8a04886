//! An entry taken apart.

use coffer_domain::event::EventKind;
use coffer_domain::sink::Level;
use coffer_domain::time::Timestamp;
use serde_json::{Map, Value};

use crate::table::Row;

/// An entry of the ledger as its writer finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its place.
    pub index: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened, if this version knows the word.
    pub kind: Option<EventKind>,
    /// The word.
    pub event: String,
    /// Where it came from, if that may be told.
    pub address: Option<String>,
    /// The whole entry.
    pub(crate) json: Map<String, Value>,
}

/// An entry that is not what this program writes.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not a JSON object.
    #[error("the entry is not readable")]
    Json(#[from] serde_json::Error),
    /// A member is missing, or has a value it cannot have.
    #[error("the entry's `{0}` is not readable")]
    Member(&'static str),
}

impl Entry {
    /// Reads the entry at `index`.
    ///
    /// # Errors
    /// It is not what this program writes.
    pub fn read(index: u64, text: &str, address: Option<String>) -> Result<Self, EntryError> {
        let json: Map<String, Value> = serde_json::from_str(text)?;
        let word = |name: &'static str| {
            let value = json.get(name).and_then(Value::as_str);
            value.ok_or(EntryError::Member(name))
        };
        let at = Timestamp::parse(word("time")?).ok_or(EntryError::Member("time"))?;
        let event = word("event")?.to_owned();
        word("actor")?;
        Ok(Self {
            index,
            at,
            kind: EventKind::from_word(&event),
            event,
            address,
            json,
        })
    }

    /// Something that is told like an entry, and is none.
    pub(crate) fn made_up(
        index: u64,
        at: Timestamp,
        event: &str,
        object: &str,
        facts: &[(&str, Value)],
    ) -> Self {
        let data: Map<String, Value> = facts
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        let mut json = Map::new();
        for (name, value) in [
            ("actor", Value::from("system")),
            ("event", Value::from(event)),
            ("object", Value::from(object)),
            ("time", Value::from(at.to_string())),
            ("data", Value::Object(data)),
        ] {
            json.insert(name.to_owned(), value);
        }
        Self {
            index,
            at,
            kind: None,
            event: event.to_owned(),
            address: None,
            json,
        }
    }

    /// A member of the entry that is text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<&str> {
        self.json.get(name).and_then(Value::as_str)
    }

    /// Who did it.
    pub(crate) fn actor(&self) -> &str {
        self.text("actor").unwrap_or("anonymous")
    }

    /// The entry's facts.
    #[must_use]
    pub fn data(&self) -> Option<&Map<String, Value>> {
        self.json.get("data").and_then(Value::as_object)
    }

    /// One of its facts.
    #[must_use]
    pub fn fact(&self, name: &str) -> Option<&Value> {
        self.data()?.get(name)
    }

    /// One of its facts that is text.
    #[must_use]
    pub fn word(&self, name: &str) -> Option<&str> {
        self.fact(name).and_then(Value::as_str)
    }

    /// Whether it came over a network, told or not.
    pub(crate) fn is_remote(&self) -> bool {
        let committed = self.json.get("pii").and_then(|pii| pii.get("address"));
        self.address.is_some() || committed.is_some()
    }

    /// How much it matters: as the row says, but an alert says so itself.
    pub(crate) fn level(&self, row: &Row) -> Level {
        let said = match self.word("severity") {
            Some("low") => Some(Level::Low),
            Some("medium") => Some(Level::Medium),
            Some("high") => Some(Level::High),
            Some("critical") => Some(Level::Critical),
            _ => None,
        };
        said.unwrap_or(row.level)
    }
}
