//! Findings for people: a block for every file with findings, and a summary by type.

use std::collections::{BTreeMap, BTreeSet};

use coffer_client::scan::{Confidence, Finding, ScanReport};

use super::{Input, Wanted};
use crate::output::table;
use crate::units::utc;

const HEAD: [&str; 5] = ["line", "column", "type", "confidence", "why"];
const SUMMARY: [&str; 6] = ["type", "findings", "certain", "likely", "possible", "files"];

/// What was found so far, by type.
#[derive(Default)]
pub(super) struct Table {
    counts: BTreeMap<String, Count>,
}

#[derive(Default)]
struct Count {
    certain: usize,
    likely: usize,
    possible: usize,
    files: usize,
}

impl Count {
    fn all(&self) -> usize {
        self.certain + self.likely + self.possible
    }
}

impl Table {
    /// The findings of one input, member by member; nothing if there are none.
    pub(super) fn block(&mut self, input: &Input, report: &ScanReport, wanted: &Wanted) -> String {
        let mut text = String::new();
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut open: Option<u32> = None;
        let mut types = BTreeSet::new();
        for finding in wanted.of(report) {
            if open.is_some_and(|member| member != finding.member) {
                text.push_str(&member(input, report, open, &rows));
                rows.clear();
            }
            open = Some(finding.member);
            rows.push(row(report, finding, None));
            let new = types.insert(finding.ty);
            self.count(report.type_name(finding), finding.confidence, new);
        }
        if open.is_some() {
            text.push_str(&member(input, report, open, &rows));
        }
        for finding in wanted.in_names(report) {
            let rows = [row(report, finding, Some("name"))];
            text.push_str(&member(input, report, Some(finding.member), &rows));
            let new = types.insert(finding.ty);
            self.count(report.type_name(finding), finding.confidence, new);
        }
        text
    }

    fn count(&mut self, name: &str, confidence: Confidence, new_in_file: bool) {
        let count = self.counts.entry(name.to_owned()).or_default();
        match confidence {
            Confidence::Certain => count.certain += 1,
            Confidence::Likely => count.likely += 1,
            Confidence::Possible => count.possible += 1,
        }
        count.files += usize::from(new_in_file);
    }

    /// Findings by type, most frequent first; nothing if there are none.
    pub(super) fn summary(&self) -> String {
        if self.counts.is_empty() {
            return String::new();
        }
        let mut counts: Vec<(&String, &Count)> = self.counts.iter().collect();
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(count.all()));
        let rows: Vec<Vec<String>> = counts
            .into_iter()
            .map(|(name, count)| {
                let numbers = [
                    count.all(),
                    count.certain,
                    count.likely,
                    count.possible,
                    count.files,
                ];
                std::iter::once(name.clone())
                    .chain(numbers.iter().map(usize::to_string))
                    .collect()
            })
            .collect();
        table(&SUMMARY, &rows)
    }
}

fn member(input: &Input, report: &ScanReport, member: Option<u32>, rows: &[Vec<String>]) -> String {
    let inner = member.map(|member| report.path(member).display());
    let mut text = match inner.as_deref() {
        None | Some("") => format!("{}\n", input.shown()),
        Some(inner) => format!("{}!/{inner}\n", input.shown()),
    };
    for line in table(&HEAD, rows).lines() {
        text.push_str("  ");
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
    text
}

/// `instead` stands in place of the line, for what has none.
fn row(report: &ScanReport, finding: &Finding, instead: Option<&str>) -> Vec<String> {
    let mut why: Vec<String> = report.why(finding).map(str::to_owned).collect();
    if let Some(expires) = finding.expires {
        why.push(format!("valid until {}, rotate it", utc(expires)));
    }
    vec![
        instead.map_or_else(|| finding.line.to_string(), str::to_owned),
        report.place(finding).column.to_string(),
        report.type_name(finding).to_owned(),
        finding.confidence.word().to_owned(),
        why.join(", "),
    ]
}
