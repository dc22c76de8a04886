//! `cofferd policy`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use coffer_policy::CedarPolicies;
use serde_json::json;

use crate::output;

/// The rules that decide who may do what
#[derive(Subcommand)]
pub(crate) enum Policy {
    List(List),
}

/// List every rule in one sentence each: walls first, then what roles permit
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd policy list

JSON: one object a line: {\"id\", \"code\" (refusals only), \"summary\"}")]
pub(crate) struct List {
    /// One JSON object a line instead of text
    #[arg(long)]
    json: bool,
}

impl Policy {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let Policy::List(list) = self;
        for rule in CedarPolicies::builtin()?.rules() {
            if list.json {
                output::json(
                    &json!({ "id": rule.id, "code": rule.code, "summary": rule.summary }),
                )?;
            } else {
                output::line(&format!("{:<34} {}", rule.id, rule.summary))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
