//! `cofferd policy explain`, `who-can` and `history`.

use std::process::ExitCode;

use clap::Args;
use coffer_app::policies::Answer;
use serde_json::json;

use crate::commands::{Place, block_on};
use crate::{output, wiring};

/// Say whether a member may do something, and by which rules
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd policy explain --data /srv/coffer ada@example.com file.view file_1a…

JSON: {\"member\", \"email\", \"action\", \"on\", \"permitted\", \"rules\": [{\"id\", \"code\", \"summary\"}]}")]
pub(crate) struct Explain {
    #[command(flatten)]
    place: Place,
    /// The member: address or id
    #[arg(value_name = "MEMBER")]
    member: String,
    #[command(flatten)]
    act: Act,
}

/// List everybody who may do something, and by which rules
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd policy who-can --data /srv/coffer file.view file_1a…

JSON: one object a line, as `explain` has it")]
pub(crate) struct WhoCan {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    act: Act,
}

#[derive(Args)]
struct Act {
    /// The action, such as file.view
    #[arg(value_name = "ACTION")]
    action: String,
    /// On what: a file's, case's or department's id, a case's reference, or `organisation`
    #[arg(value_name = "ON")]
    on: String,
    /// One JSON object a line instead of text
    #[arg(long)]
    json: bool,
}

/// List all versions of the organisation's own policies, newest first
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd policy history --data /srv/coffer

JSON: one object a line: {\"id\", \"state\", \"wider\", \"why\", \"proposed_by\", \"proposed\", \"decided_by\", \"decided\", \"effective\", \"text\"}")]
pub(crate) struct History {
    #[command(flatten)]
    place: Place,
    /// One JSON object a line instead of text
    #[arg(long)]
    json: bool,
}

fn tell(answer: &Answer, as_json: bool) -> anyhow::Result<()> {
    let rules = answer.rules.iter();
    if as_json {
        let rules =
            rules.map(|rule| json!({ "id": rule.id, "code": rule.code, "summary": rule.summary }));
        return output::json(&json!({
            "member": answer.member.id.to_string(),
            "email": answer.member.email.as_str(),
            "action": answer.action.as_str(),
            "on": answer.on,
            "permitted": answer.permitted,
            "rules": rules.collect::<Vec<_>>(),
        }));
    }
    let word = if answer.permitted {
        "permitted"
    } else {
        "refused"
    };
    let (email, action) = (&answer.member.email, answer.action.as_str());
    output::line(&format!("{email} {action} {}: {word}", answer.on))?;
    for rule in rules {
        output::line(&format!("  {}: {}", rule.id, rule.summary))?;
    }
    if answer.rules.is_empty() {
        output::line("  nothing permits it")?;
    }
    Ok(())
}

impl Explain {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let Act { action, on, json } = self.act;
        let answer = block_on(async {
            let app = self.place.open().await?;
            let ctx = wiring::operator_ctx();
            Ok(app.explain_access(&ctx, &self.member, &action, &on).await?)
        })?;
        tell(&answer, json)?;
        Ok(ExitCode::SUCCESS)
    }
}

impl WhoCan {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let Act { action, on, json } = self.act;
        let answers = block_on(async {
            let app = self.place.open().await?;
            Ok(app.who_can(&wiring::operator_ctx(), &action, &on).await?)
        })?;
        for answer in &answers {
            tell(answer, json)?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl History {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let versions = block_on(async {
            let app = self.place.open().await?;
            Ok(app.policy_versions(&wiring::operator_ctx()).await?)
        })?;
        for version in versions {
            let effective = version.effective.map(|time| time.to_string());
            if self.json {
                output::json(&json!({
                    "id": version.id.to_string(),
                    "state": version.state.as_str(),
                    "wider": version.wider,
                    "why": version.why,
                    "proposed_by": version.proposed_by.to_string(),
                    "proposed": version.proposed.to_string(),
                    "decided_by": version.decided_by.map(|id| id.to_string()),
                    "decided": version.decided.map(|time| time.to_string()),
                    "effective": effective,
                    "text": version.text,
                }))?;
            } else {
                let (id, state, by) = (version.id, version.state.as_str(), version.proposed_by);
                let effective = effective.unwrap_or_else(|| "-".to_owned());
                output::line(&format!(
                    "{id} {state:<9} {effective} by {by}: {}",
                    version.why
                ))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
