//! Working inside: the masked copy, a search, one value revealed.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use super::scan::finding_at;
use crate::demo::applog::{FAILING, Planted};
use crate::demo::figures::{count, cut, many};
use crate::demo::ledger::Entry;
use crate::demo::search::{Secret, search};
use crate::demo::stage::{Bundle, Desk, LogFile, Stage};
use crate::demo::tools::{list, number, text};

/// How much of a line is shown.
const SHOWN: usize = 96;
const REASON: &str = "the customer asks which card was charged twice";

/// Returns the place of the entry that recorded the reveal.
pub(crate) fn play(stage: &mut Stage, desk: &Desk, bundle: &Bundle, log: &LogFile) -> Result<u64> {
    masked(stage, desk, bundle, log)?;
    searched(stage, desk, bundle, log)?;
    revealed(stage, desk, bundle, log)
}

fn masked(stage: &mut Stage, desk: &Desk, bundle: &Bundle, log: &LogFile) -> Result<()> {
    let path = stage.places.members().join("working-copy.log");
    let output = path.to_string_lossy().into_owned();
    desk.lena.coffer.json(&[
        "file",
        "get",
        &log.file,
        "--member",
        &log.member,
        "--output",
        &output,
    ])?;
    let copy = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
    stage
        .story
        .tell("lena reads the working copy of the log. Three of its lines:");
    for kind in ["payment_card", "password", "jwt"] {
        let planted = first(bundle, kind)?;
        let line = line_of(&copy, planted.line).unwrap_or_default();
        stage
            .story
            .quote(&format!("{}: {}", planted.line, cut(line, SHOWN)));
    }
    let secrets: Vec<Secret> = bundle
        .log
        .planted
        .iter()
        .map(|planted| Secret::new(planted.kind, &planted.value))
        .collect();
    let found = search(&secrets, &[path])?;
    stage.story.expect(
        found.hits.is_empty(),
        &format!(
            "None of the {} occurs in the {} bytes of the working copy.",
            many(secrets.len() as u64, "planted value"),
            count(found.bytes)
        ),
        "0 hits",
        &format!("{} hits: {:?}", found.hits.len(), found.hits.first()),
    );
    unchanged_elsewhere(stage, bundle, log, &copy);
    Ok(())
}

/// Only lines with findings differ from the original.
fn unchanged_elsewhere(stage: &mut Stage, bundle: &Bundle, log: &LogFile, copy: &str) {
    let with_findings: BTreeSet<u64> = log
        .findings
        .iter()
        .filter_map(|finding| number(finding, "/line").ok())
        .collect();
    let pairs = bundle.log.text.lines().zip(copy.lines());
    let differing: BTreeSet<u64> = (1..)
        .zip(pairs)
        .filter(|(_, (one, other))| one != other)
        .map(|(line, _)| line)
        .collect();
    let (wanted, lines) = (bundle.log.text.lines().count(), copy.lines().count());
    stage.story.expect(
        differing == with_findings && lines == wanted,
        &format!(
            "{} of {} lines differ from the original, those with findings and no others.",
            count(differing.len() as u64),
            count(lines as u64)
        ),
        &format!("{wanted} lines, {} of them different", with_findings.len()),
        &format!("{lines} lines, {} of them different", differing.len()),
    );
}

fn searched(stage: &mut Stage, desk: &Desk, bundle: &Bundle, log: &LogFile) -> Result<()> {
    let coffer = &desk.lena.coffer;
    let pattern = "FATAL.*connection refused by \\S+";
    let result = coffer.json(&[
        "file",
        "search",
        &log.file,
        pattern,
        "--member",
        &log.member,
    ])?;
    let hits = list(&result, "/hits");
    let hit = hits.first().context("the search found nothing")?;
    let (line, words) = (number(hit, "/line")?, text(hit, "/text")?);
    stage.story.expect(
        hits.len() == 1 && line == bundle.log.failing_line && words.contains(FAILING),
        &format!(
            "Searched {} lines for /{pattern}/: {}, in line {line}:",
            count(number(&result, "/lines_searched")?),
            many(hits.len() as u64, "hit")
        ),
        &format!("1 hit, in line {}", bundle.log.failing_line),
        &format!("{}, first in line {line}", many(hits.len() as u64, "hit")),
    );
    stage.story.quote(&format!("{line}: {}", cut(words, SHOWN)));
    let card = &first(bundle, "payment_card")?.value;
    let end = card.get(card.len().saturating_sub(8)..).unwrap_or_default();
    let ended = coffer.run(&["file", "search", &log.file, end, "--json"])?;
    let none = ended.code == Some(1) && list(&ended.json()?, "/hits").is_empty();
    stage.story.expect(
        none,
        "A search for the last eight digits of a planted card finds nothing: what is masked cannot be searched.",
        "no hit and exit status 1",
        &format!("{}: {}", ended.status(), ended.first_words()),
    );
    Ok(())
}

fn revealed(stage: &mut Stage, desk: &Desk, bundle: &Bundle, log: &LogFile) -> Result<u64> {
    let planted = first(bundle, "payment_card")?;
    let finding =
        finding_at(&log.findings, planted.kind, planted.line).context("the card was not found")?;
    let nth = number(finding, "/finding")?;
    let shown = desk.lena.coffer.json(&[
        "file",
        "reveal",
        &log.file,
        &nth.to_string(),
        "--reason",
        REASON,
    ])?;
    let value = text(&shown, "/value")?;
    stage.story.expect(
        value == planted.value,
        &format!(
            "lena revealed finding {nth}, {}, for a reason (\"{REASON}\"): {value}, the very card that was planted.",
            text(finding, "/pseudonym")?
        ),
        &planted.value,
        value,
    );
    let entries = stage.ledger(desk)?;
    let entry = entries
        .iter()
        .rev()
        .find(|entry| entry.is("file.revealed"))
        .context("no entry records the reveal")?;
    recorded(stage, desk, entry, nth, &planted.value);
    Ok(entry.index)
}

/// The entry says who, what and that there was a reason; neither reason nor value.
fn recorded(stage: &mut Stage, desk: &Desk, entry: &Entry, finding: u64, value: &str) {
    let names = entry.has("/actor", &desk.lena.id)
        && entry
            .content
            .pointer("/data/finding")
            .and_then(Value::as_u64)
            == Some(finding);
    let committed = entry
        .content
        .pointer("/pii/reason")
        .is_some_and(Value::is_string);
    let silent = !entry.text.contains(value) && !entry.text.contains(REASON);
    stage.story.expect(
        names && committed && silent,
        &format!(
            "Entry {} of the ledger recorded it: lena's id, the finding, a commitment to the reason, not the value:",
            entry.index
        ),
        "an entry with actor and finding, without value and reason",
        &entry.text,
    );
    for (nth, part) in chunks(&entry.text, SHOWN).iter().enumerate() {
        stage
            .story
            .quote(&format!("{}{part}", if nth == 0 { "" } else { "  " }));
    }
}

fn chunks(text: &str, width: usize) -> Vec<String> {
    let letters: Vec<char> = text.chars().collect();
    letters
        .chunks(width)
        .map(|part| part.iter().collect())
        .collect()
}

fn first<'a>(bundle: &'a Bundle, kind: &str) -> Result<&'a Planted> {
    let mut planted = bundle.log.planted.iter();
    planted
        .find(|planted| planted.kind == kind)
        .with_context(|| format!("no {kind} was planted"))
}

fn line_of(text: &str, line: u64) -> Option<&str> {
    let nth = usize::try_from(line).ok()?.checked_sub(1)?;
    text.lines().nth(nth)
}
