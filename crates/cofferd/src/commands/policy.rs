//! `cofferd policy`

mod check;
mod questions;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use coffer_policy::CedarPolicies;
use serde_json::json;

use crate::output;

/// The rules that decide who may do what
#[derive(Subcommand)]
pub(crate) enum Policy {
    List(List),
    Check(check::Check),
    Explain(questions::Explain),
    WhoCan(questions::WhoCan),
    Try(check::Try),
    History(questions::History),
}

/// List every shipped rule in one sentence each: walls first, then what roles and grants permit
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
        match self {
            Policy::List(list) => list.run(),
            Policy::Check(check) => check.run(),
            Policy::Explain(explain) => explain.run(),
            Policy::WhoCan(who_can) => who_can.run(),
            Policy::Try(attempt) => attempt.run(),
            Policy::History(history) => history.run(),
        }
    }
}

impl List {
    fn run(self) -> anyhow::Result<ExitCode> {
        for rule in CedarPolicies::builtin()?.rules() {
            if self.json {
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
