//! Findings as SARIF 2.1.0 (OASIS), written piece by piece: a log may have any number of results.
//!
//! Columns in SARIF are characters and ours are bytes, so a region has its line and its bytes; the byte column is a
//! property. Members of archives are artifacts within artifacts.

use std::collections::HashMap;

use coffer_client::scan::{Confidence, Finding, RuleInfo, RuleSet, ScanReport};
use serde_json::{Value, json};

use super::form::labels;
use super::{Input, Wanted};
use crate::units::utc;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// A log that is being written.
pub(super) struct Sarif<'r> {
    rules: &'r RuleSet,
    artifacts: Vec<Value>,
    notes: Vec<String>,
    results: usize,
}

impl<'r> Sarif<'r> {
    pub(super) fn new(rules: &'r RuleSet) -> Self {
        Self {
            rules,
            artifacts: Vec::new(),
            notes: Vec::new(),
            results: 0,
        }
    }

    /// What comes before the first result.
    pub(super) fn head(&self) -> anyhow::Result<String> {
        let driver = json!({
            "name": "coffer",
            "version": env!("CARGO_PKG_VERSION"),
            "rules": self.rules.rules().map(|rule| descriptor(&rule)).collect::<Vec<_>>(),
        });
        Ok(format!(
            "{{\"$schema\":{},\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{}}},\"results\":[",
            serde_json::to_string(SCHEMA)?,
            serde_json::to_string(&driver)?
        ))
    }

    /// The results of one input.
    pub(super) fn results(
        &mut self,
        input: &Input,
        report: &ScanReport,
        wanted: &Wanted,
    ) -> anyhow::Result<String> {
        let mut text = String::new();
        let mut places = HashMap::new();
        let names = wanted.in_names(report).map(|finding| (finding, true));
        let contents = wanted.of(report).map(|finding| (finding, false));
        for (finding, in_name) in contents.chain(names) {
            let member = report.place(finding).member;
            let artifact = self.artifact(input, report, member, &mut places);
            let uri = self.uri_of(artifact);
            let comma = if self.results == 0 { "\n" } else { ",\n" };
            self.results += 1;
            text.push_str(comma);
            text.push_str(&serde_json::to_string(&result(
                report, finding, artifact, &uri, in_name,
            ))?);
        }
        Ok(text)
    }

    /// Something that was not read as it should have been.
    pub(super) fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// What comes after the last result.
    pub(super) fn tail(&mut self, whole: bool) -> anyhow::Result<String> {
        let notes: Vec<Value> = self
            .notes
            .iter()
            .map(|text| json!({ "level": "warning", "message": { "text": text } }))
            .collect();
        let invocation = json!({
            "executionSuccessful": whole,
            "toolExecutionNotifications": notes,
        });
        Ok(format!(
            "\n],\"artifacts\":{},\"invocations\":[{}]}}]}}\n",
            serde_json::to_string(&self.artifacts)?,
            serde_json::to_string(&invocation)?
        ))
    }

    /// The place of a member among the artifacts; makes those that are not there yet, outermost first.
    fn artifact(
        &mut self,
        input: &Input,
        report: &ScanReport,
        member: u32,
        places: &mut HashMap<u32, usize>,
    ) -> usize {
        let mut missing = Vec::new();
        let mut next = Some(member);
        let mut parent = None;
        while let Some(at) = next {
            if let Some(place) = places.get(&at) {
                parent = Some(*place);
                break;
            }
            missing.push(at);
            // Parents come before their members, so this ends.
            next = report.member(at).and_then(|member| member.parent);
        }
        for at in missing.into_iter().rev() {
            let step = report.member(at).and_then(|member| member.step.as_ref());
            let uri = match step {
                Some(step) => format!("/{}", encoded(&step.name)),
                None => encoded(
                    input
                        .path()
                        .map_or(b"-".as_slice(), |path| path.as_os_str().as_encoded_bytes()),
                ),
            };
            let mut artifact = json!({ "location": { "uri": uri } });
            if let (Some(fields), Some(parent)) = (artifact.as_object_mut(), parent) {
                fields.insert("parentIndex".to_owned(), json!(parent));
            }
            self.artifacts.push(artifact);
            let place = self.artifacts.len() - 1;
            places.insert(at, place);
            parent = Some(place);
        }
        parent.unwrap_or_default()
    }

    fn uri_of(&self, artifact: usize) -> Value {
        let artifact = self.artifacts.get(artifact);
        let uri = artifact.and_then(|artifact| artifact.pointer("/location/uri"));
        uri.cloned().unwrap_or_default()
    }
}

fn descriptor(rule: &RuleInfo<'_>) -> Value {
    let ty = rule.type_name();
    let tags: Vec<&str> = rule.labels().iter().map(|label| label.word()).collect();
    json!({
        "id": rule.id(),
        "name": rule.name(),
        "shortDescription": { "text": format!("Finds {ty}.") },
        "help": { "text": format!(
            "Rule {} (version {}) finds values of the type {ty}. Hand the file on only without them: `coffer redact` \
             puts pseudonyms in their place. A password, key or token that has left its place has to be changed.",
            rule.name(),
            rule.version(),
        ) },
        "defaultConfiguration": { "level": "warning" },
        "properties": { "tags": tags, "type": ty },
    })
}

fn result(
    report: &ScanReport,
    finding: &Finding,
    artifact: usize,
    uri: &Value,
    in_name: bool,
) -> Value {
    let at = report.place(finding);
    let place = if in_name { "in its name: " } else { "" };
    // A name has no region of the content.
    let region = json!({
        "startLine": at.line,
        "byteOffset": at.start,
        "byteLength": at.end.saturating_sub(at.start),
    });
    let location = json!({ "uri": uri, "index": artifact });
    let physical = if in_name {
        json!({ "artifactLocation": location })
    } else {
        json!({ "artifactLocation": location, "region": region })
    };
    let ty = report.type_name(finding);
    let sure = finding.confidence.word();
    let why: Vec<&str> = report.why(finding).collect();
    let level = match finding.confidence {
        Confidence::Certain => "error",
        Confidence::Likely => "warning",
        Confidence::Possible => "note",
    };
    json!({
        "ruleId": report.rule_id(finding),
        "ruleIndex": finding.rule,
        "level": level,
        "message": { "text": format!("{ty}, {sure}: {place}{}", why.join(", ")) },
        "locations": [{
            "physicalLocation": physical,
            "logicalLocations": [{
                "fullyQualifiedName": report.path(at.member).display(),
                "kind": "member",
            }],
        }],
        "properties": {
            "type": ty,
            "confidence": sure,
            "byteColumn": at.column,
            "pseudonym": report.pseudonym(finding),
            "labels": labels(report, finding.ty),
            "expires": finding.expires.map(utc),
            "why": why,
        },
    })
}

/// A relative reference (RFC 3986): every byte that means something else in one is `%XX`.
fn encoded(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' | b'~' => {
                out.push(char::from(*byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encoded;

    #[test]
    fn names_become_references() {
        assert_eq!(encoded(b"a b/c:d.log"), "a%20b/c%3Ad.log");
        assert_eq!(encoded(b"\xff\n"), "%FF%0A");
    }
}
