//! What was replaced, as JSON lines: old and new places, never values.

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use anyhow::Context as _;
use coffer_client::scan::Finding;
use coffer_client::scan::redact::{Action, Policy};
use serde_json::{Value, json};

use super::Copied;

/// The file with the report, if one was asked for.
pub(super) struct Notes(Option<BufWriter<File>>);

impl Notes {
    /// Creates the file; one that is there is not overwritten.
    pub(super) fn create(path: Option<&Path>) -> anyhow::Result<Self> {
        let Some(path) = path else {
            return Ok(Self(None));
        };
        let file = OpenOptions::new().write(true).create_new(true).open(path);
        let file = file.with_context(|| format!("cannot create `{}`", path.display()))?;
        Ok(Self(Some(BufWriter::new(file))))
    }

    /// Adds what was replaced in one input, then the input itself.
    pub(super) fn add(&mut self, copied: &Copied, policy: &Policy) -> anyhow::Result<()> {
        let Some(file) = &mut self.0 else {
            return Ok(());
        };
        for finding in copied.replaced(policy) {
            serde_json::to_writer(&mut *file, &as_json(copied, finding, policy))?;
            file.write_all(b"\n")?;
        }
        serde_json::to_writer(&mut *file, &summary(copied, policy))?;
        file.write_all(b"\n")?;
        Ok(())
    }

    pub(super) fn finish(self) -> anyhow::Result<()> {
        if let Some(mut file) = self.0 {
            file.flush()?;
        }
        Ok(())
    }
}

fn as_json(copied: &Copied, finding: &Finding, policy: &Policy) -> Value {
    let report = &copied.report;
    let member = usize::try_from(finding.member).unwrap_or(usize::MAX);
    let map = copied.outcome.members.get(member).map(|member| &member.map);
    let new = map.map(|map| map.range_of(finding.start, finding.end));
    let ty = report.types.get(usize::from(finding.ty));
    json!({
        "path": copied.text,
        "member": report.path(finding.member).display(),
        "type": report.type_name(finding),
        "rule": report.rule_id(finding),
        "confidence": finding.confidence.word(),
        "action": ty.map(|ty| word(policy.rule(ty).action)),
        "pseudonym": report.pseudonym(finding),
        "line": finding.line,
        "start": finding.start,
        "end": finding.end,
        "new_start": new.map(|(start, _)| start),
        "new_end": new.map(|(_, end)| end),
    })
}

/// One input and its copy.
pub(super) fn summary(copied: &Copied, policy: &Policy) -> Value {
    let left_out: Vec<Value> = copied
        .left_out()
        .map(|(place, reason)| json!({ "member": place, "reason": reason.text() }))
        .collect();
    json!({
        "path": copied.text,
        "output": copied.output.as_ref().map(|path| path.to_string_lossy()),
        "state": copied.report.state.word(),
        "replaced": copied.replaced(policy).count(),
        "left_out": left_out,
    })
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Token => "token",
        Action::Mask => "mask",
        Action::Remove => "remove",
        Action::Keep => "keep",
        Action::Format => "format",
    }
}
