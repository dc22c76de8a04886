//! A member of another department tries the same file.

use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::demo::ledger::Entry;
use crate::demo::stage::{Desk, Sent, Stage};
use crate::demo::tools::{Answer, Ended, list, number, text};

const RULE: &str = "W03-department-wall";

/// One try: what it was, the action it needs, and how it was refused.
struct Try {
    what: &'static str,
    action: &'static str,
    refusal: Result<String, String>,
}

pub(crate) fn play(stage: &mut Stage, desk: &Desk, sent: &Sent) -> Result<()> {
    let before = desk.lena.coffer.json(&["file", "show", &sent.bundle])?;
    let begin = stage.ledger(desk)?.len();
    let tries = tries(stage, desk, &sent.bundle)?;
    for one in &tries {
        let (held, sentence) = match &one.refusal {
            Ok(rule) => (
                true,
                format!("{} ({}): refused by {rule}", one.what, one.action),
            ),
            Err(_) => (false, format!("{} ({})", one.what, one.action)),
        };
        let seen = one.refusal.as_ref().err().map_or("", String::as_str);
        stage
            .story
            .expect(held, &sentence, &format!("refused by {RULE}"), seen);
    }
    let entries = stage.ledger(desk)?;
    let refusals: Vec<&Entry> = entries
        .iter()
        .skip(begin)
        .filter(|entry| entry.is("access.denied") && entry.has("/actor", &desk.erik.id))
        .collect();
    recorded(stage, &tries, &refusals);
    let after = desk.lena.coffer.json(&["file", "show", &sent.bundle])?;
    stage.story.expect(
        before == after,
        &format!(
            "The file is what it was: version {}, called {}.",
            number(&after, "/version")?,
            text(&after, "/name")?
        ),
        &before.to_string(),
        &after.to_string(),
    );
    Ok(())
}

fn tries(stage: &Stage, desk: &Desk, file: &str) -> Result<Vec<Try>> {
    let coffer = &desk.erik.coffer;
    let token = Some(desk.erik.token.as_str());
    let other = stage.places.members().join("other-content");
    fs::write(&other, "another content\n")?;
    let path = format!("/api/v1/files/{file}/content");
    let original = stage.curl.get(&format!("{path}?copy=original"), token)?;
    let replaced = stage.curl.put(&other, &path, token)?;
    Ok(vec![
        Try {
            what: "erik of Engineering views the bundle",
            action: "file.view",
            refusal: by_command(&coffer.run(&["file", "cat", file])?),
        },
        Try {
            what: "erik downloads the original",
            action: "file.download",
            refusal: by_answer(&original)?,
        },
        Try {
            what: "erik gives it another name",
            action: "file.modify",
            refusal: by_command(&coffer.run(&["file", "rename", file, "--name", "mine.tar.gz"])?),
        },
        Try {
            what: "erik puts another content in its place",
            action: "file.modify",
            refusal: by_answer(&replaced)?,
        },
        Try {
            what: "erik reveals a finding",
            action: "file.reveal",
            refusal: by_command(&coffer.run(&[
                "file",
                "reveal",
                file,
                "0",
                "--reason",
                "I would like to see it",
            ])?),
        },
    ])
}

/// The rule and its sentence, if it is the wall that refused.
fn by_command(ended: &Ended) -> Result<String, String> {
    let refusal =
        refusal_in(&ended.stderr).filter(|_| ended.code == Some(3) && ended.stdout.is_empty());
    refusal.ok_or_else(|| format!("{}: {}", ended.status(), ended.first_words()))
}

fn refusal_in(said: &str) -> Option<String> {
    let said = said
        .lines()
        .find_map(|line| line.split("refused by ").nth(1))?;
    said.starts_with(RULE).then(|| said.trim().to_owned())
}

fn by_answer(answer: &Answer) -> Result<Result<String, String>> {
    let body = String::from_utf8_lossy(&answer.body).into_owned();
    let seen = format!("status {}: {body}", answer.status);
    if answer.status != 403 {
        return Ok(Err(seen));
    }
    let problem = answer
        .json()
        .context("the refusal is not a problem document")?;
    let field = |rule: &Value, name: &str| {
        rule.get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let rule = list(&problem, "/rules")
        .iter()
        .find(|rule| field(rule, "id") == RULE);
    Ok(rule
        .map(|rule| format!("{}: {}", field(rule, "id"), field(rule, "summary")))
        .ok_or(seen))
}

/// Each try has an entry of its own.
fn recorded(stage: &mut Stage, tries: &[Try], refusals: &[&Entry]) {
    let action = |entry: &&Entry| {
        entry
            .content
            .pointer("/data/action")
            .and_then(Value::as_str)
            .unwrap_or("?")
            .to_owned()
    };
    let mut wanted: Vec<String> = tries.iter().map(|one| one.action.to_owned()).collect();
    let mut seen: Vec<String> = refusals.iter().map(action).collect();
    wanted.sort();
    seen.sort();
    let named = refusals.iter().all(|entry| entry.text.contains(RULE));
    let places: Vec<String> = refusals
        .iter()
        .map(|entry| entry.index.to_string())
        .collect();
    stage.story.expect(
        wanted == seen && named,
        &format!(
            "All {} refusals are in the ledger, with the rule: entries {}.",
            seen.len(),
            places.join(", ")
        ),
        &format!("entries for {}", wanted.join(", ")),
        &format!("entries for {}", seen.join(", ")),
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_wall_counts_as_its_refusal() {
        let wall = "coffer: refused by W03-department-wall: Members act only on their own.\n";
        let other = "coffer: refused by P01-other: No.\n";
        assert_eq!(
            refusal_in(wall).as_deref(),
            Some("W03-department-wall: Members act only on their own.")
        );
        assert_eq!(refusal_in(other), None);
        assert_eq!(refusal_in("coffer: not found"), None);
    }
}
