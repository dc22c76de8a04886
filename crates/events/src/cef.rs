//! ArcSight's Common Event Format, version 0: a header of seven fields, then `key=value`.

use crate::entry::Entry;
use crate::table::{Outcome, Row};
use crate::{Writer, ocsf};

/// A line.
pub(crate) fn line(writer: &Writer, entry: &Entry, row: &Row, uid: &str) -> String {
    let severity = match ocsf::severity_id(entry.level(row)) {
        1 => 1,
        2 => 3,
        3 => 5,
        4 => 8,
        _ => 10,
    };
    let mut line = format!(
        "CEF:0|Coffer|Coffer|{}|{}:{}|{}|{severity}|",
        header(&writer.version),
        row.class.uid(),
        row.activity,
        header(&entry.event),
    );
    let outcome = match row.outcome {
        Outcome::Success => "success",
        Outcome::Failure => "failure",
    };
    let rules = entry.fact("rules").map(ToString::to_string);
    let data = entry.data().map(|data| serde_json::json!(data).to_string());
    let pairs = [
        ("rt", Some(entry.at.0.to_string())),
        ("externalId", Some(uid.to_owned())),
        ("outcome", Some(outcome.to_owned())),
        ("suid", Some(entry.actor().to_owned())),
        ("src", entry.address.clone()),
        ("requestClientApplication", owned(entry.text("client"))),
        ("cs1Label", entry.text("case").map(|_| "case".to_owned())),
        ("cs1", owned(entry.text("case"))),
        (
            "cs2Label",
            entry.text("object").map(|_| "object".to_owned()),
        ),
        ("cs2", owned(entry.text("object"))),
        (
            "cs3Label",
            entry.text("request").map(|_| "request".to_owned()),
        ),
        ("cs3", owned(entry.text("request"))),
        ("cs4Label", rules.as_ref().map(|_| "rules".to_owned())),
        ("cs4", rules),
        ("cs5Label", data.as_ref().map(|_| "data".to_owned())),
        ("cs5", data),
    ];
    let pairs: Vec<String> = pairs
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key}={}", extension(&value?))))
        .collect();
    line.push_str(&pairs.join(" "));
    line
}

fn owned(text: Option<&str>) -> Option<String> {
    text.map(ToOwned::to_owned)
}

/// In the header `\` and `|` are escaped; ends of lines are not possible.
fn header(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    text.replace('\\', "\\\\").replace('|', "\\|")
}

/// In values `\` and `=` are escaped, ends of lines written as such.
fn extension(text: &str) -> String {
    let text = text.replace('\\', "\\\\").replace('=', "\\=");
    text.replace('\n', "\\n").replace('\r', "\\r")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_value_begins_another() {
        assert_eq!(header("a|b\\c\nd"), "a\\|b\\\\c d");
        assert_eq!(extension("a=b\\c\nd|e"), "a\\=b\\\\c\\nd|e");
    }
}
