//! A report as JSON lines: one object for each finding, then one for the file.

use coffer_scan::{Finding, ScanReport};
use serde::Serialize;

use crate::limits::BATCH_BYTES;

#[derive(Serialize)]
struct FindingLine<'a> {
    member: &'a str,
    within: &'static str,
    r#type: &'a str,
    rule: &'a str,
    confidence: &'static str,
    start: u64,
    end: u64,
    line: u64,
    column: u64,
    inner: bool,
    mask: bool,
    breaks: u32,
    pseudonym: String,
    why: Vec<&'a str>,
}

#[derive(Serialize)]
struct FileLine {
    state: &'static str,
    reason: Option<&'static str>,
    members: usize,
    findings: usize,
    dropped: bool,
}

/// Hands out all lines of a report, about [`BATCH_BYTES`] at a time.
pub(crate) fn write_lines(report: &ScanReport, take: &mut dyn FnMut(&[u8])) {
    let mut batch = Vec::with_capacity(BATCH_BYTES);
    // Findings come member by member.
    let mut path = (0, report.path(0).display());
    for finding in &report.findings {
        if path.0 != finding.member {
            path = (finding.member, report.path(finding.member).display());
        }
        push(
            &mut batch,
            &finding_line(report, finding, &path.1, "content"),
        );
        if batch.len() >= BATCH_BYTES {
            take(&batch);
            batch.clear();
        }
    }
    for finding in &report.names {
        let member = report.path(finding.member).display();
        push(&mut batch, &finding_line(report, finding, &member, "name"));
    }
    push(&mut batch, &file_line(report));
    take(&batch);
}

fn push(batch: &mut Vec<u8>, line: &impl Serialize) {
    // Writing strings and numbers to memory has no error; a line cut short would show as broken JSON.
    if serde_json::to_writer(&mut *batch, line).is_ok() {
        batch.push(b'\n');
    }
}

fn finding_line<'a>(
    report: &'a ScanReport,
    f: &'a Finding,
    member: &'a str,
    within: &'static str,
) -> FindingLine<'a> {
    FindingLine {
        member,
        within,
        r#type: report.type_name(f),
        rule: report.rule_id(f),
        confidence: f.confidence.word(),
        start: f.start,
        end: f.end,
        line: f.line,
        column: f.column,
        inner: f.inner,
        mask: report.ty(f).is_some_and(|ty| ty.mask),
        breaks: f.breaks,
        pseudonym: report.pseudonym(f),
        why: report.why(f).collect(),
    }
}

fn file_line(report: &ScanReport) -> FileLine {
    FileLine {
        state: report.state.word(),
        reason: report.reason.map(|reason| reason.text()),
        members: report.members.len(),
        findings: report.findings.len(),
        dropped: report.dropped.is_some(),
    }
}
