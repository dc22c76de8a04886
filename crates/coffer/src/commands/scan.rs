//! `coffer scan`

use std::fs;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use coffer_client::scan::{CaseKey, Finding, Limits, RuleSet, ScanReport, State, scan};
use coffer_client::text::shown;
use coffer_client::{LocalFile, walk};
use indicatif::ProgressBar;
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::{Failure, told};
use crate::progress;

/// The file is read in blocks of this size.
const READ_BYTES: usize = 1 << 20;

const AFTER: &str = "\
EXAMPLES:
  coffer scan app.log
  coffer scan bundle.tar.gz logs/ --json

Exit code 0: nothing found in what could be read; 1: findings; 2: a file could not be read. Parts that
could not be read, such as encrypted members, are named on standard error and in the JSON.";

/// Look for cards, passwords, tokens and other sensitive data, inside archives too. Nothing leaves this computer.
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct ScanArgs {
    /// Files and folders to look into
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(ctx: &Ctx, args: &ScanArgs) -> anyhow::Result<Exit> {
    let rules = RuleSet::builtin().context("the built-in rules cannot be used")?;
    // Pseudonyms are not shown here; a fresh key keeps them meaningless.
    let key = CaseKey::new(rand::random());
    let (mut findings, mut unread) = (0_usize, 0_usize);
    let mut rows = Vec::new();
    for root in &args.files {
        let found = match walk(root) {
            Ok(found) => found,
            Err(error) => {
                ctx.out.error(&told(&error.into()));
                unread += 1;
                continue;
            }
        };
        for skipped in &found.skipped {
            ctx.out
                .note(&format!("Not scanned: {}.", shown(&skipped.to_string())));
            unread += usize::from(skipped.is_loss());
        }
        for file in &found.files {
            match one(ctx, file, &rules, &key) {
                Ok(report) => {
                    findings += tell(ctx, &file.path, &report, &mut rows)?;
                }
                Err(error) => {
                    ctx.out.error(&told(&error));
                    unread += 1;
                }
            }
        }
    }
    if !ctx.json && !rows.is_empty() {
        let head = [
            "path",
            "member",
            "line",
            "column",
            "type",
            "confidence",
            "why",
        ];
        ctx.out.table(&head, &rows)?;
    }
    if unread > 0 {
        let message = format!("{unread} of the files and folders named could not be read");
        return Err(Failure::local(message).into());
    }
    if findings == 0 {
        ctx.out.note("Nothing found in what could be read.");
        return Ok(Exit::Ok);
    }
    let noun = if findings == 1 { "finding" } else { "findings" };
    ctx.out.note(&format!("{findings} {noun}."));
    Ok(Exit::Negative)
}

fn one(ctx: &Ctx, file: &LocalFile, rules: &RuleSet, key: &CaseKey) -> anyhow::Result<ScanReport> {
    let cannot = || format!("cannot scan `{}`", file.path.display());
    let opened = fs::File::open(&file.path).with_context(cannot)?;
    let bar = progress::bar(ctx, &file.name, Some(file.bytes));
    let reader = Counted {
        inner: opened,
        bar: bar.clone(),
    };
    let mut reader = BufReader::with_capacity(READ_BYTES, reader);
    let name = file.path.file_name().unwrap_or_default().as_encoded_bytes();
    let goes_on = &mut |_| ControlFlow::Continue(());
    let report = scan(&mut reader, name, rules, key, &Limits::default(), goes_on);
    bar.finish_and_clear();
    report.with_context(cannot)
}

struct Counted {
    inner: fs::File,
    bar: ProgressBar,
}

impl Read for Counted {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buf)?;
        self.bar.inc(read as u64);
        Ok(read)
    }
}

/// Writes one file's findings (JSON) or gathers them (table); says what was not read. Returns how many there are.
fn tell(
    ctx: &Ctx,
    path: &Path,
    report: &ScanReport,
    rows: &mut Vec<Vec<String>>,
) -> anyhow::Result<usize> {
    let path = path.display().to_string();
    let mut count = 0;
    for finding in report.findings.iter().filter(|finding| !finding.inner) {
        count += 1;
        if ctx.json {
            ctx.out.json(&as_json(&path, report, finding))?;
        } else {
            rows.push(row(&path, report, finding));
        }
    }
    if ctx.json {
        ctx.out.json(&json!({
            "path": path,
            "state": report.state.word(),
            "reason": report.reason.map(|reason| reason.text()),
            "members": report.members.len(),
            "findings": count,
        }))?;
    } else if report.state != State::Clean {
        let reason = report.reason.map_or("", |reason| reason.text());
        let word = report.state.word();
        ctx.out.note(&format!("{}: {word}: {reason}", shown(&path)));
    }
    Ok(count)
}

fn as_json(path: &str, report: &ScanReport, finding: &Finding) -> serde_json::Value {
    json!({
        "path": path,
        "member": report.path(finding.member).display(),
        "type": report.type_name(finding),
        "rule": report.rule_id(finding),
        "confidence": finding.confidence.word(),
        "start": finding.start,
        "end": finding.end,
        "line": finding.line,
        "column": finding.column,
        "why": report.why(finding).collect::<Vec<_>>(),
    })
}

fn row(path: &str, report: &ScanReport, finding: &Finding) -> Vec<String> {
    vec![
        path.to_owned(),
        report.path(finding.member).display(),
        finding.line.to_string(),
        finding.column.to_string(),
        report.type_name(finding).to_owned(),
        finding.confidence.word().to_owned(),
        report.why(finding).collect::<Vec<_>>().join(", "),
    ]
}
