//! How findings are written: as a table, as JSON, as SARIF. Never with their values.

use coffer_client::scan::{Finding, Place, RuleSet, ScanReport, State};
use serde_json::{Value, json};

use super::sarif::Sarif;
use super::table::Table;
use super::{Input, Wanted};
use crate::context::Ctx;
use crate::units::utc;

/// The form that was asked for.
pub(super) enum Form<'r> {
    Table(Table),
    Json,
    Sarif(Sarif<'r>),
}

impl<'r> Form<'r> {
    pub(super) fn new(ctx: &Ctx, sarif: bool, rules: &'r RuleSet) -> Self {
        match (sarif, ctx.json) {
            (true, _) => Self::Sarif(Sarif::new(rules)),
            (false, true) => Self::Json,
            (false, false) => Self::Table(Table::default()),
        }
    }

    pub(super) fn begin(&mut self, ctx: &Ctx) -> anyhow::Result<()> {
        match self {
            Self::Sarif(sarif) => ctx.out.raw(sarif.head()?.as_bytes())?,
            Self::Table(_) | Self::Json => {}
        }
        Ok(())
    }

    /// Writes the findings of one input; says what was not read.
    pub(super) fn tell(
        &mut self,
        ctx: &Ctx,
        input: &Input,
        report: &ScanReport,
        wanted: &Wanted,
    ) -> anyhow::Result<()> {
        let text = match self {
            Self::Table(table) => table.block(input, report, wanted),
            Self::Json => lines(input, report, wanted)?,
            Self::Sarif(sarif) => sarif.results(input, report, wanted)?,
        };
        ctx.out.raw(text.as_bytes())?;
        if report.state != State::Clean && !ctx.json {
            let reason = report.reason.map_or("", |reason| reason.text());
            let word = report.state.word();
            let message = format!("{}: {word}: {reason}", input.shown());
            ctx.out.note(&message);
            if let Self::Sarif(sarif) = self {
                sarif.note(message);
            }
        }
        Ok(())
    }

    /// What comes after the last input. `whole` if all of them could be read.
    pub(super) fn end(&mut self, ctx: &Ctx, whole: bool) -> anyhow::Result<()> {
        let text = match self {
            Self::Table(table) => table.summary(),
            Self::Json => String::new(),
            Self::Sarif(sarif) => sarif.tail(whole)?,
        };
        ctx.out.raw(text.as_bytes())?;
        ctx.out.flush()?;
        Ok(())
    }
}

/// One object a line: every finding, then the input itself.
fn lines(input: &Input, report: &ScanReport, wanted: &Wanted) -> anyhow::Result<String> {
    let mut text = String::new();
    let mut push = |value: &Value| -> anyhow::Result<()> {
        text.push_str(&serde_json::to_string(value)?);
        text.push('\n');
        Ok(())
    };
    let path = input.text();
    let mut count = 0;
    for finding in wanted.of(report) {
        count += 1;
        push(&line(
            &path,
            report,
            finding,
            report.place(finding),
            "content",
        ))?;
    }
    for finding in wanted.in_names(report) {
        count += 1;
        push(&line(&path, report, finding, report.place(finding), "name"))?;
    }
    push(&json!({
        "path": path,
        "state": report.state.word(),
        "reason": report.reason.map(|reason| reason.text()),
        "members": report.members.len(),
        "findings": count,
    }))?;
    Ok(text)
}

/// A finding in the content of a member, or in its name.
fn line(path: &str, report: &ScanReport, finding: &Finding, at: Place, within: &str) -> Value {
    json!({
        "path": path,
        "member": report.path(at.member).display(),
        "within": within,
        "type": report.type_name(finding),
        "rule": report.rule_id(finding),
        "confidence": finding.confidence.word(),
        "start": at.start,
        "end": at.end,
        "line": at.line,
        "column": at.column,
        "pseudonym": report.pseudonym(finding),
        "labels": labels(report, finding.ty),
        "expires": finding.expires.map(utc),
        "why": report.why(finding).collect::<Vec<_>>(),
    })
}

/// What a type falls under, in words.
pub(super) fn labels(report: &ScanReport, ty: u16) -> Vec<&'static str> {
    let ty = report.types.get(usize::from(ty));
    ty.into_iter()
        .flat_map(|ty| ty.labels.iter().map(|label| label.word()))
        .collect()
}
