//! What the scan found, against what was planted.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;

use super::pack::counts;
use super::wait_for;
use crate::demo::figures::{count, many};
use crate::demo::stage::{Bundle, Desk, LogFile, Sent, Stage};
use crate::demo::tools::{list, number, same_content, text};

/// A large bundle takes its time.
const SCAN_WITHIN: Duration = Duration::from_secs(1_800);
/// States of a file that was looked at.
const LOOKED_AT: &[&str] = &["clean", "partly_scanned", "encrypted", "too_large"];

pub(crate) fn play(
    stage: &mut Stage,
    desk: &Desk,
    bundle: &Bundle,
    sent: &Sent,
) -> Result<LogFile> {
    for file in [&sent.bundle, &sent.second] {
        scanned(stage, desk, file)?;
    }
    members(stage, desk, &sent.bundle)?;
    original(stage, desk, bundle, &sent.bundle)?;
    let log = log_file(desk, bundle, sent)?;
    compare(stage, bundle, &log);
    Ok(log)
}

/// Waits for the scan and tells its state and findings.
fn scanned(stage: &mut Stage, desk: &Desk, file: &str) -> Result<()> {
    let shown = wait_for("the scan", SCAN_WITHIN, || {
        let shown = desk.lena.coffer.json(&["file", "show", file])?;
        Ok((text(&shown, "/scan")? != "pending").then_some(shown))
    })?;
    let state = text(&shown, "/scan")?;
    let mut found: Vec<String> = Vec::new();
    for kind in list(&shown, "/findings") {
        found.push(format!(
            "{} {}",
            count(number(kind, "/count")?),
            text(kind, "/type")?
        ));
    }
    let found = match found.as_slice() {
        [] => "no findings".to_owned(),
        some => format!("findings: {}", some.join(", ")),
    };
    let name = text(&shown, "/name")?;
    stage.story.expect(
        LOOKED_AT.contains(&state),
        &format!("{name} is `{state}`; {found}."),
        &format!("one of {}", LOOKED_AT.join(", ")),
        state,
    );
    Ok(())
}

/// How the members of the bundle came out.
fn members(stage: &Stage, desk: &Desk, file: &str) -> Result<()> {
    let tree = desk.lena.coffer.json(&["file", "tree", file])?;
    let items = list(&tree, "/items");
    let mut states: BTreeMap<&str, u64> = BTreeMap::new();
    let mut lines = 0;
    for item in items {
        *states.entry(text(item, "/scan")?).or_default() += 1;
        lines += number(item, "/lines")?;
    }
    let states = states
        .iter()
        .map(|(state, many)| format!("{} {state}", count(*many)));
    stage.story.tell(&format!(
        "Inside the bundle: {} with {} lines of text; {}.",
        many(items.len() as u64, "member"),
        count(lines),
        states.collect::<Vec<_>>().join(", ")
    ));
    Ok(())
}

/// The bytes as sent, for somebody who may have them; nobody may before the scan.
fn original(stage: &mut Stage, desk: &Desk, bundle: &Bundle, file: &str) -> Result<()> {
    let copy = stage.places.members().join("original");
    let output = copy.to_string_lossy().into_owned();
    desk.lena
        .coffer
        .json(&["file", "get", file, "--original", "--output", &output])?;
    let same = same_content(&bundle.path, &copy)?;
    fs::remove_file(&copy)?;
    stage.story.expect(
        same,
        "lena, a lead who works the case, downloaded the original: equal to the customer's file, byte for byte.",
        "equal content",
        "different content",
    );
    Ok(())
}

/// Where the generated log is, and what was found in it.
fn log_file(desk: &Desk, bundle: &Bundle, sent: &Sent) -> Result<LogFile> {
    let coffer = &desk.lena.coffer;
    let Some(path) = &bundle.log_member else {
        let found = coffer.json(&["file", "findings", &sent.second])?;
        return Ok(LogFile {
            file: sent.second.clone(),
            member: "0".to_owned(),
            findings: list(&found, "/items").to_vec(),
        });
    };
    let tree = coffer.json(&["file", "tree", &sent.bundle])?;
    let is_log = |item: &&Value| {
        let last = list(item, "/path").last().and_then(Value::as_str);
        last == Some(path.as_str())
    };
    let item = list(&tree, "/items").iter().find(is_log);
    let member = number(
        item.context("the generated log is not in the tree")?,
        "/member",
    )?
    .to_string();
    let found = coffer.json(&["file", "findings", &sent.bundle, "--member", &member])?;
    Ok(LogFile {
        file: sent.bundle.clone(),
        member,
        findings: list(&found, "/items").to_vec(),
    })
}

/// Every planted value has a finding of its type on its line.
fn compare(stage: &mut Stage, bundle: &Bundle, log: &LogFile) {
    let (mut missed, mut by_kind) = (Vec::new(), BTreeMap::new());
    for planted in &bundle.log.planted {
        if finding_at(&log.findings, planted.kind, planted.line).is_some() {
            *by_kind.entry(planted.kind).or_insert(0_u64) += 1;
        } else {
            missed.push(format!("{} in line {}", planted.kind, planted.line));
        }
    }
    let table = counts(&bundle.log).into_iter().map(|(kind, wanted)| {
        let found = by_kind.get(kind).copied().unwrap_or(0);
        format!("{kind:<20} planted {wanted:>3}   found {found:>3}")
    });
    let table = table.collect::<Vec<_>>().join("\n");
    stage
        .story
        .tell("In the generated log, each value looked for by its type and its line:");
    stage.story.quote(&table);
    let more = (log.findings.len() + missed.len()).saturating_sub(bundle.log.planted.len());
    stage.story.expect(
        missed.is_empty(),
        &format!(
            "{} of {} planted values were found; the log has {} besides.",
            bundle.log.planted.len() - missed.len(),
            bundle.log.planted.len(),
            many(more as u64, "finding")
        ),
        "every planted value",
        &format!("missed: {}", missed.join(", ")),
    );
}

/// The finding of this type on this line.
pub(super) fn finding_at<'a>(findings: &'a [Value], kind: &str, line: u64) -> Option<&'a Value> {
    findings.iter().find(|finding| {
        finding.get("type").and_then(Value::as_str) == Some(kind)
            && finding.get("line").and_then(Value::as_u64) == Some(line)
    })
}
