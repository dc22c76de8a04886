//! Entries of the ledger as other systems read them: OCSF 1.8.0, CEF, or as they are.
//!
//! What becomes what is a table ([`table`]); a kind of event without a row does not pass the tests. Nothing here does
//! I/O or reads a clock. Personal data is not in entries, so it is not in what is made of them, but for the address
//! somebody came from, where the caller adds it.

mod cef;
mod entry;
mod ocsf;
mod table;

pub use entry::{Entry, EntryError};
pub use table::{Class, Outcome, Row, TABLE, row};

use coffer_domain::sink::Level;
use coffer_domain::time::Timestamp;
use serde_json::json;

/// The version of OCSF that is written.
pub const OCSF_VERSION: &str = "1.8.0";

/// How an entry is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One JSON object of the Open Cybersecurity Schema Framework.
    Ocsf,
    /// One line of the Common Event Format.
    Cef,
    /// The entry itself in a JSON object with its place.
    Coffer,
}

impl Format {
    /// All there are.
    pub const ALL: &[Format] = &[Format::Ocsf, Format::Cef, Format::Coffer];

    /// The word configuration uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Format::Ocsf => "ocsf",
            Format::Cef => "cef",
            Format::Coffer => "coffer",
        }
    }

    /// What a word names.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|it| it.as_str() == word)
    }
}

/// Who writes: the same in every line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// The ledger's name, such as `coffer/org_…`.
    pub log: String,
    /// The program's version.
    pub version: String,
}

/// An entry, written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// The same for the same entry for ever.
    pub uid: String,
    /// How much it matters.
    pub level: Level,
    /// The line, without an end of line in it.
    pub text: String,
}

/// Writes an entry.
#[must_use]
pub fn write(format: Format, writer: &Writer, entry: &Entry) -> Written {
    let uid = format!("{}/{}", writer.log, entry.index);
    write_as(format, writer, entry, uid)
}

fn write_as(format: Format, writer: &Writer, entry: &Entry, uid: String) -> Written {
    let row = row(entry.kind);
    let level = entry.level(row);
    let text = match format {
        Format::Ocsf => ocsf::object(writer, entry, row, &uid).to_string(),
        Format::Cef => cef::line(writer, entry, row, &uid),
        Format::Coffer => json!({
            "log": writer.log,
            "index": entry.index,
            "entry": entry.json,
            "address": entry.address,
        })
        .to_string(),
    };
    Written { uid, level, text }
}

/// What a line with the ledger's head is called.
pub const HEAD_EVENT: &str = "ledger.checkpoint";

/// Writes the ledger's head: its size and the signed checkpoint.
#[must_use]
pub fn write_head(
    format: Format,
    writer: &Writer,
    at: Timestamp,
    size: u64,
    checkpoint: &str,
) -> Written {
    let entry = Entry::made_up(
        size,
        at,
        HEAD_EVENT,
        &writer.log,
        &[("size", json!(size)), ("checkpoint", json!(checkpoint))],
    );
    // Not the name of an entry.
    let uid = format!("{}/checkpoint/{size}", writer.log);
    write_as(format, writer, &entry, uid)
}
