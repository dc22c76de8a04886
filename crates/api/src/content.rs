//! Working inside a file: tree, findings, lines, search, reveal.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::problem::Problem;

/// One member of an archive, or the file itself (`path` is then empty).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ArchiveMember)]
pub struct Member {
    /// Number within the file, 0 first; other endpoints take it as `member`.
    pub member: u32,
    /// Path from the file inwards; one part per container, such as `["bundle.tar", "var/log/app.log"]`.
    pub path: Vec<String>,
    /// What it is: `text`, `binary`, `tar`, `zip`, `gzip`, `zstd`, …
    pub kind: String,
    /// Length in bytes, unpacked.
    pub bytes: u64,
    /// Lines, for text.
    pub lines: u64,
    /// How far its check got: `clean`, `encrypted`, `too_large`, `partly_scanned` or `failed`.
    pub scan: String,
    /// How many findings it has.
    pub findings: u64,
}

/// One detected piece of sensitive data; never the value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// Number within the file, 0 first; `reveal` takes it.
    pub finding: u64,
    /// The member it is in.
    pub member: u32,
    /// The type, such as `card`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The rule that found it.
    pub rule: String,
    /// `certain`, `likely` or `possible`.
    pub confidence: String,
    /// First byte in the member.
    pub start: u64,
    /// The byte after the last.
    pub end: u64,
    /// Line in the member, from 1.
    pub line: u64,
    /// Byte column in that line, from 1.
    pub column: u64,
    /// What the working copy shows instead; equal values in a case have equal pseudonyms.
    pub pseudonym: String,
    /// Why it was found, in short words: the terms of its score, such as `passes checksum`.
    pub why: Vec<String>,
    /// What its type falls under, such as `pci`.
    #[serde(default)]
    pub labels: Vec<String>,
    /// When the secret ends by itself, where it says so: until then it is live and to be rotated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<String>,
    /// Whether that time is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expired: Option<bool>,
}

/// Some lines of a working copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Lines {
    /// How many lines the member has.
    pub total: u64,
    /// Number of the first line here, from 1.
    pub from: u64,
    /// The lines, findings masked; long ones are cut.
    pub lines: Vec<Line>,
}

/// One line of a working copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Line {
    /// Its number, from 1.
    pub number: u64,
    /// Its text; bytes that are not UTF-8 are shown as U+FFFD.
    pub text: String,
    /// Whether the text was cut.
    #[serde(default, skip_serializing_if = "is_false")]
    pub cut: bool,
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The result of a search in one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SearchResult {
    /// Hits in file order.
    pub hits: Vec<Hit>,
    /// Lines looked at.
    pub lines_searched: u64,
    /// Whether there may be more hits than returned.
    pub truncated: bool,
}

/// A line that matches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Hit {
    /// The member it is in.
    pub member: u32,
    /// Its number, from 1.
    pub line: u64,
    /// Byte column of the match, from 1, in the working copy.
    pub column: u64,
    /// The line, findings masked.
    pub text: String,
}

/// One line of a search that tells as it goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchNews {
    /// A hit, in file order.
    Hit(Hit),
    /// How far it is.
    Read {
        /// Bytes looked at, unpacked.
        bytes: u64,
        /// Bytes of all members that are looked at.
        total: u64,
    },
    /// The last line: everything was looked at, or there are as many hits as were asked for.
    End {
        /// Lines of the members looked at to their end.
        lines_searched: u64,
        /// Whether there may be more hits.
        truncated: bool,
    },
    /// The last line of a search that broke off, such as when access ended.
    Problem(Problem),
}

/// Asks to see one original value. Recorded before it is shown.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reveal {
    /// Which finding.
    pub finding: u64,
    /// Its pseudonym as listed: refused if the number is another finding's by now, after a further check.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pseudonym: Option<String>,
    /// Why, in at least ten characters; goes into the ledger as a commitment.
    pub reason: String,
}

/// One original value.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Revealed {
    /// Which finding.
    pub finding: u64,
    /// The value; bytes that are not UTF-8 are shown as U+FFFD.
    pub value: String,
    /// For how many seconds a page should show it.
    pub show_seconds: u32,
}

/// When the lines of a log were written and how grave they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Outline {
    /// Lines in a block; the last may have fewer.
    pub stride: u64,
    /// The blocks in order; none for what is no log.
    pub blocks: Vec<OutlineBlock>,
}

/// Some lines taken together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OutlineBlock {
    /// The earliest time in it; milliseconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<i64>,
    /// The latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<i64>,
    /// Lines that say error, or worse.
    pub error: u64,
    /// Lines that warn.
    pub warn: u64,
    /// Lines that inform.
    pub info: u64,
    /// Lines for debugging.
    pub debug: u64,
}

/// A line that was looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct LineFound {
    /// Its number; absent if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
}
