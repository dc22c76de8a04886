//! `cofferd policy check` and `try`: what is to be said of policies before they come into force.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use coffer_app::policies::{Broken, PolicyCheck};
use coffer_domain::authz::Rule;
use coffer_domain::policies::SolverAnswer;
use serde_json::json;

use crate::commands::{Place, block_on};
use crate::{output, wiring};

/// Say whether policies may come into force: validated, held against the standing invariants, and proved by cvc5 where it is installed
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd policy check --data /srv/coffer own.cedar

Exit status 1 if they may not.
JSON: {\"passes\", \"faults\", \"broken\": [{\"act\", \"invariants\"}], \"solver\", \"wider\", \"gained\", \"lost\", \"asked\", \"complete\"}")]
pub(crate) struct Check {
    #[command(flatten)]
    place: Place,
    /// All the organisation's own policies, in Cedar
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// Ask policies about what people did, as the ledger has it, with the facts of today
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd policy try --data /srv/coffer own.cedar

JSON: {\"entries\", \"acts\", \"refused\", \"permitted\", \"examples\": [{\"index\", \"time\", \"member\", \"action\", \"on\", \"permitted\", \"rules\"}]}")]
pub(crate) struct Try {
    #[command(flatten)]
    place: Place,
    /// All the organisation's own policies, in Cedar
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

fn read(file: &PathBuf) -> anyhow::Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

fn ids(rules: &[Rule]) -> Vec<&str> {
    rules.iter().map(|rule| rule.id.as_str()).collect()
}

fn summaries(rules: &[Rule]) -> Vec<&str> {
    rules.iter().map(|rule| rule.summary.as_str()).collect()
}

impl Check {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let text = read(&self.file)?;
        let check = block_on(async {
            let app = self.place.open().await?;
            Ok(app.check_policies(&wiring::operator_ctx(), &text).await?)
        })?;
        if self.json {
            output::json(&as_json(&check))?;
        } else {
            tell(&check)?;
        }
        Ok(if check.passes() {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

fn as_json(check: &PolicyCheck) -> serde_json::Value {
    let broken = |one: &Broken| json!({ "act": one.act, "invariants": summaries(&one.invariants) });
    json!({
        "passes": check.passes(),
        "faults": check.faults,
        "broken": check.broken.iter().map(broken).collect::<Vec<_>>(),
        "solver": solver(&check.solver),
        "wider": check.wider,
        "gained": check.changes.gained,
        "lost": check.changes.lost,
        "asked": check.changes.asked,
        "complete": check.changes.complete,
    })
}

fn solver(answer: &SolverAnswer) -> String {
    match answer {
        SolverAnswer::Proved => "proved for everything there can be".to_owned(),
        SolverAnswer::Broken { broken, act } => {
            format!("{act}, but {}", summaries(broken).join("; "))
        }
        SolverAnswer::NotAsked(why) => format!("not asked: {why}"),
    }
}

fn tell(check: &PolicyCheck) -> anyhow::Result<()> {
    for fault in &check.faults {
        output::line(&format!("not taken: {fault}"))?;
    }
    for broken in &check.broken {
        let rules = summaries(&broken.invariants).join("; ");
        output::line(&format!("not permitted: {}, but {rules}", broken.act))?;
    }
    if !check.faults.is_empty() {
        return Ok(());
    }
    output::line(&format!("solver: {}", solver(&check.solver)))?;
    let changes = &check.changes;
    output::line(&format!(
        "changes: {} acts more, {} fewer, of {} asked about{}",
        changes.gained,
        changes.lost,
        changes.asked,
        if changes.complete {
            ""
        } else {
            ", the newest cases only"
        }
    ))?;
    for act in &changes.examples {
        let then = if act.permitted {
            "permitted"
        } else {
            "refused"
        };
        let rules = ids(&act.rules).join(" ");
        let action = act.action.as_str();
        output::line(&format!(
            "  {} {action} {}: {then} {rules}",
            act.member.email, act.on
        ))?;
    }
    if check.wider {
        output::line("may permit more than now: needs a second person, and time")?;
    }
    Ok(())
}

impl Try {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let text = read(&self.file)?;
        let replay = block_on(async {
            let app = self.place.open().await?;
            Ok(app.replay_policies(&wiring::operator_ctx(), &text).await?)
        })?;
        if self.json {
            let examples = replay.examples.iter().map(|act| {
                json!({
                    "index": act.index,
                    "time": act.time,
                    "member": act.member.id.to_string(),
                    "action": act.action.as_str(),
                    "on": act.on,
                    "permitted": act.permitted,
                    "rules": ids(&act.rules),
                })
            });
            output::json(&json!({
                "entries": replay.entries,
                "acts": replay.acts,
                "refused": replay.refused,
                "permitted": replay.permitted,
                "examples": examples.collect::<Vec<_>>(),
            }))?;
            return Ok(ExitCode::SUCCESS);
        }
        output::line(&format!(
            "{} acts in {} ledger entries: {} would be refused, {} refusals would be permits",
            replay.acts, replay.entries, replay.refused, replay.permitted
        ))?;
        for act in &replay.examples {
            let then = if act.permitted {
                "permitted"
            } else {
                "refused"
            };
            let rules = ids(&act.rules).join(" ");
            let action = act.action.as_str();
            let (time, email) = (&act.time, &act.member.email);
            output::line(&format!(
                "  {time} {email} {action} {}: {then} {rules}",
                act.on
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
