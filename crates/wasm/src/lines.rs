//! A report as JSON lines: one object for each finding, then one for the file.

use coffer_scan::{Finding, ScanReport};
use serde::Serialize;

use crate::limits::BATCH_BYTES;

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
    let mut path = (0, path_json(report, 0));
    for finding in &report.findings {
        if path.0 != finding.member {
            path = (finding.member, path_json(report, finding.member));
        }
        push_finding(&mut batch, report, finding, &path.1, "content");
        if batch.len() >= BATCH_BYTES {
            take(&batch);
            batch.clear();
        }
    }
    for finding in &report.names {
        let path = path_json(report, finding.member);
        push_finding(&mut batch, report, finding, &path, "name");
    }
    push(&mut batch, &file_line(report));
    batch.push(b'\n');
    take(&batch);
}

fn path_json(report: &ScanReport, member: u32) -> Vec<u8> {
    let mut path = Vec::new();
    push(&mut path, &report.path(member).display());
    path
}

fn push(batch: &mut Vec<u8>, value: &(impl Serialize + ?Sized)) {
    // Writing strings and numbers to memory has no error; a line cut short would show as broken JSON.
    let written = serde_json::to_writer(&mut *batch, value);
    debug_assert!(written.is_ok());
}

/// The line of a finding. Written field by field: a serializer looks through the name of each for what must be escaped.
fn push_finding(batch: &mut Vec<u8>, report: &ScanReport, f: &Finding, path: &[u8], within: &str) {
    batch.extend_from_slice(b"{\"member\":");
    batch.extend_from_slice(path);
    batch.extend_from_slice(b",\"within\":");
    push(batch, within);
    batch.extend_from_slice(b",\"type\":");
    push(batch, report.type_name(f));
    batch.extend_from_slice(b",\"rule\":");
    push(batch, report.rule_id(f));
    batch.extend_from_slice(b",\"confidence\":");
    push(batch, f.confidence.word());
    for (name, number) in [
        (&b",\"start\":"[..], f.start),
        (b",\"end\":", f.end),
        (b",\"line\":", f.line),
        (b",\"column\":", f.column),
        (b",\"breaks\":", f.breaks.into()),
    ] {
        batch.extend_from_slice(name);
        push(batch, &number);
    }
    batch.extend_from_slice(b",\"inner\":");
    push(batch, &f.inner);
    batch.extend_from_slice(b",\"mask\":");
    push(batch, &report.ty(f).is_some_and(|ty| ty.mask));
    batch.extend_from_slice(b",\"pseudonym\":");
    push(batch, &report.pseudonym(f));
    batch.extend_from_slice(b",\"why\":[");
    for (n, why) in report.why(f).enumerate() {
        if n > 0 {
            batch.push(b',');
        }
        push(batch, why);
    }
    batch.extend_from_slice(b"]}\n");
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
