//! `coffer retention`

use clap::{Args, Subcommand, ValueEnum};
use coffer_client::api::keeping::{EndRetentionRule, NewRetentionRule, RetentionRule};
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum RetentionCommand {
    /// List the rules on how long cases are kept after their close
    #[command(after_help = "EXAMPLES:\n  coffer retention rules")]
    Rules,
    /// Set a rule (data protection officers, administrators)
    #[command(
        after_help = "EXAMPLES:\n  coffer retention set --name 'erase after two years' --at-most 730\n  coffer retention set --name 'Section 257 HGB' --department Support --at-least 2190"
    )]
    Set(SetArgs),
    /// End a rule; a minimum counts on for seven days
    #[command(
        after_help = "EXAMPLES:\n  coffer retention end ret_01jd2v7k3m --reason 'replaced by the rule of 2027'"
    )]
    End(EndArgs),
    /// List the closed cases that rules erase soon
    #[command(
        after_help = "EXAMPLES:\n  coffer retention due\n  coffer retention due --days 90 --json"
    )]
    Due(DueArgs),
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum LaneArg {
    Pci,
    Phi,
    Glba,
    Ferpa,
}

impl LaneArg {
    const fn word(self) -> &'static str {
        match self {
            LaneArg::Pci => "pci",
            LaneArg::Phi => "phi",
            LaneArg::Glba => "glba",
            LaneArg::Ferpa => "ferpa",
        }
    }
}

#[derive(Args)]
pub(crate) struct SetArgs {
    /// What it rests on, such as a section of a law
    #[arg(long)]
    name: String,
    /// Only for this department's cases: id or name
    #[arg(long)]
    department: Option<String>,
    /// Only for cases in this lane
    #[arg(long)]
    lane: Option<LaneArg>,
    /// Nothing is erased before so many days after the close
    #[arg(
        long,
        value_name = "DAYS",
        required_unless_present = "at_most",
        conflicts_with = "at_most"
    )]
    at_least: Option<u32>,
    /// The case is erased so many days after its close
    #[arg(long, value_name = "DAYS")]
    at_most: Option<u32>,
}

#[derive(Args)]
pub(crate) struct EndArgs {
    /// The rule's id
    rule: String,
    /// Why, in at least ten characters
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct DueArgs {
    /// Due within so many days
    #[arg(long, default_value_t = 30)]
    days: u32,
}

pub(crate) async fn run(ctx: &Ctx, command: RetentionCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        RetentionCommand::Rules => show(ctx, &client.retention_rules().await?),
        RetentionCommand::Set(args) => {
            let (bound, days) = match (args.at_least, args.at_most) {
                (Some(days), _) => ("at_least", days),
                (None, days) => ("at_most", days.unwrap_or_default()),
            };
            let new = NewRetentionRule {
                name: args.name,
                department: args.department,
                lane: args.lane.map(|lane| lane.word().to_owned()),
                bound: bound.to_owned(),
                days,
            };
            show(ctx, &[client.set_retention_rule(&new).await?])
        }
        RetentionCommand::End(args) => {
            let end = EndRetentionRule {
                reason: args.reason,
            };
            client.end_retention_rule(&args.rule, &end).await?;
            ctx.show(&json!({ "ended": args.rule }), |_, _| Ok(()))
        }
        RetentionCommand::Due(args) => {
            let due = client.due_cases(args.days).await?;
            let head = ["case", "customer", "department", "due", "rule", "listed"];
            ctx.show_list(&due, &head, |it| {
                vec![
                    it.reference.clone(),
                    it.customer_name.clone(),
                    it.department_name.clone(),
                    it.due.clone(),
                    it.rule_name.clone(),
                    format!("{} of {} days", it.listings, it.listings_needed),
                ]
            })
        }
    }
}

fn show(ctx: &Ctx, rules: &[RetentionRule]) -> anyhow::Result<Exit> {
    let head = ["id", "name", "for", "bound", "days", "set"];
    ctx.show_list(rules, &head, |rule| {
        let scope = [rule.department.clone(), rule.lane.clone()];
        let scope: Vec<String> = scope.into_iter().flatten().collect();
        vec![
            rule.id.clone(),
            rule.name.clone(),
            if scope.is_empty() {
                "all cases".to_owned()
            } else {
                scope.join(", ")
            },
            rule.bound.clone(),
            rule.days.to_string(),
            rule.set.clone(),
        ]
    })
}
