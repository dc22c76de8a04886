//! Openings: the salt and value behind a commitment in an entry.

use core::fmt;
use std::collections::BTreeMap;

use data_encoding::BASE64;
use serde::Deserialize;
use serde::de::{Error as _, MapAccess, Visitor};
use serde_json::Value;

use crate::commitment::{SALT_LEN, verify_opening};
use crate::hash::Hash;

/// What a commitment in an entry's `pii` stands for. Personal data: never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Opening {
    /// Key under the entry's `pii`.
    pub field: String,
    pub salt: [u8; SALT_LEN],
    pub value: String,
}

/// An opening and the entry it belongs to: one line of an export's `openings.jsonl`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ExportOpening {
    pub index: u64,
    pub opening: Opening,
}

impl fmt::Debug for Opening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening")
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WireLine {
    field: String,
    index: u64,
    salt: String,
    value: String,
}

impl ExportOpening {
    /// The line, canonical JSON without its newline.
    #[must_use]
    pub fn to_line(&self) -> String {
        let Opening { field, salt, value } = &self.opening;
        format!(
            r#"{{"field":{},"index":{},"salt":"{}","value":{}}}"#,
            Value::from(field.as_str()),
            self.index,
            BASE64.encode(salt),
            Value::from(value.as_str()),
        )
    }

    /// Reads a line that [`ExportOpening::to_line`] could have written; any other spelling is `None`.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let wire: WireLine = serde_json::from_str(line).ok()?;
        let salt = salt_from_base64(&wire.salt)?;
        let opening = Opening {
            field: wire.field,
            salt,
            value: wire.value,
        };
        let parsed = Self {
            index: wire.index,
            opening,
        };
        (parsed.to_line() == line).then_some(parsed)
    }
}

pub(crate) fn salt_from_base64(text: &str) -> Option<[u8; SALT_LEN]> {
    Hash::from_base64(text).map(|bytes| bytes.0)
}

/// Why an opening was refused.
pub(crate) enum Refused {
    /// The entry is not JSON with unambiguous commitments.
    Entry,
    NoSuchField,
    Mismatch,
}

/// Checks one opening against the commitments in the entry's text.
pub(crate) fn check(entry: &[u8], opening: &Opening) -> Result<(), Refused> {
    let parsed: EntryCommitments = serde_json::from_slice(entry).map_err(|_| Refused::Entry)?;
    let commitment = parsed
        .pii
        .0
        .get(&opening.field)
        .ok_or(Refused::NoSuchField)?;
    let opens = verify_opening(
        &opening.field,
        &opening.salt,
        opening.value.as_bytes(),
        commitment,
    );
    if opens {
        Ok(())
    } else {
        Err(Refused::Mismatch)
    }
}

#[derive(Deserialize)]
struct EntryCommitments {
    #[serde(default)]
    pii: Commitments,
}

/// The `pii` member. A repeated key is refused, so that two readers cannot take different commitments from one entry.
#[derive(Default)]
struct Commitments(BTreeMap<String, Hash>);

impl<'de> Deserialize<'de> for Commitments {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(CommitmentsVisitor)
    }
}

struct CommitmentsVisitor;

impl<'de> Visitor<'de> for CommitmentsVisitor {
    type Value = Commitments;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of base64 commitments")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Commitments, A::Error> {
        let mut found = BTreeMap::new();
        while let Some((field, text)) = members.next_entry::<String, String>()? {
            let hash = Hash::from_base64(&text).ok_or_else(|| A::Error::custom("not a hash"))?;
            if found.insert(field, hash).is_some() {
                return Err(A::Error::custom("repeated field"));
            }
        }
        Ok(Commitments(found))
    }
}
