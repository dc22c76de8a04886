//! Data in the wrong place: what a scan found that the case is not there for.

use std::collections::BTreeSet;

use coffer_domain::class::{Class, Lane};
use coffer_domain::time::Timestamp;
use coffer_scan::{Confidence, Finding, ScanReport};

/// Which data has no place in a case that does not say so.
#[derive(Debug, Clone)]
pub struct Misplaced {
    /// The scanner's labels for it. A case in the lane of a label is there for its data.
    pub labels: Vec<String>,
    /// Up to which class a file that holds such data is raised, if at all.
    pub class: Option<Class>,
}

impl Default for Misplaced {
    /// Cards, and what gives access. Files stay of the class they are: a raise asks more of whoever works with them.
    fn default() -> Self {
        Self {
            labels: vec!["pci".to_owned(), "secret".to_owned()],
            class: None,
        }
    }
}

impl Misplaced {
    /// The labels of data that was found, is likely what it looks like, still counts, and has no place among `lanes`.
    pub(super) fn among(&self, report: &ScanReport, lanes: &[Lane], now: Timestamp) -> Vec<String> {
        let counts = |finding: &&Finding| {
            let over = |seconds: i64| seconds.saturating_mul(1_000) <= now.0;
            finding.confidence >= Confidence::Likely && !finding.expires.is_some_and(over)
        };
        let types: BTreeSet<u16> = report
            .findings
            .iter()
            .filter(counts)
            .map(|finding| finding.ty)
            .collect();
        let found = types
            .into_iter()
            .filter_map(|ty| report.types.get(usize::from(ty)))
            .flat_map(|ty| {
                ty.labels
                    .iter()
                    .map(|label| label.word())
                    .collect::<Vec<_>>()
            })
            .collect::<BTreeSet<&str>>();
        let expected = |word: &str| lanes.iter().any(|lane| lane.label() == word);
        let watched = self.labels.iter();
        watched
            .filter(|word| found.contains(word.as_str()) && !expected(word))
            .cloned()
            .collect()
    }
}
