//! `coffer rules check`

use std::collections::HashSet;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::Args;
use coffer_client::scan::{CheckFailure, RuleCost, RuleSet};
use coffer_client::text::shown;
use serde_json::{Value, json};

use crate::clock;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::rule_files;

const AFTER: &str = "\
EXAMPLES:
  coffer rules check
  coffer rules check acme.toml

EXIT CODES:
  0  every rule does what its examples say and is within budget
  1  a rule does not, or is over budget: it is named
  2  a file cannot be read or is not in the rule format";

const HEAD: [&str; 6] = [
    "rule",
    "mb/s",
    "worst mb/s",
    "false/mb",
    "possible/mb",
    "examples",
];

#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct CheckArgs {
    /// TOML files, or folders with `.toml` files; without any, the built-in rules are checked
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(super) fn run(ctx: &Ctx, args: &CheckArgs) -> anyhow::Result<Exit> {
    let rules = rule_files::with(&args.paths)?;
    let builtin = RuleSet::builtin().context("the built-in rules cannot be used")?;
    let builtin: HashSet<&str> = builtin.rule_ids().collect();
    let wanted = |id: &str| args.paths.is_empty() || !builtin.contains(id);
    let failures = rules.check_some(&wanted);
    let costs = rules.costs(&wanted, &mut clock::worked)?;
    let held = failures.is_empty() && costs.iter().all(|cost| cost.over_budget().is_none());
    let examples =
        |rule: &str| -> Vec<&CheckFailure> { failures.iter().filter(|f| f.rule == rule).collect() };
    if ctx.json {
        let items: Vec<Value> = costs
            .iter()
            .map(|cost| as_json(cost, &examples(&cost.rule)))
            .collect();
        ctx.out.json(&json!({ "held": held, "items": items }))?;
    } else {
        let rows: Vec<Vec<String>> = costs
            .iter()
            .map(|cost| row(cost, &examples(&cost.rule)))
            .collect();
        ctx.out.table(&HEAD, &rows)?;
    }
    for failure in &failures {
        let told = if failure.expected {
            "does not find"
        } else {
            "finds"
        };
        let example = shown(&failure.example);
        ctx.out
            .error(&format!("rule `{}` {told}: {example}", failure.rule));
    }
    for cost in &costs {
        if let Some(why) = cost.over_budget() {
            ctx.out
                .error(&format!("rule `{}` is refused: {why}", cost.rule));
        }
    }
    if held {
        ctx.out.note(&format!("{} rules hold.", costs.len()));
    }
    Ok(if held { Exit::Ok } else { Exit::Negative })
}

fn row(cost: &RuleCost, failures: &[&CheckFailure]) -> Vec<String> {
    let examples = match failures.len() {
        0 => "hold".to_owned(),
        n => format!("{n} fail"),
    };
    vec![
        cost.rule.clone(),
        format!("{:.0}", cost.mb_per_second),
        format!("{:.0}", cost.worst_mb_per_second),
        format!("{:.1}", cost.false_per_mb),
        format!("{:.1}", cost.doubtful_per_mb),
        examples,
    ]
}

fn as_json(cost: &RuleCost, failures: &[&CheckFailure]) -> Value {
    let failures: Vec<Value> = failures
        .iter()
        .map(|failure| json!({ "example": failure.example, "expected": failure.expected }))
        .collect();
    json!({
        "rule": cost.rule,
        "mb_per_second": cost.mb_per_second,
        "worst_mb_per_second": cost.worst_mb_per_second,
        "false_per_mb": cost.false_per_mb,
        "doubtful_per_mb": cost.doubtful_per_mb,
        "failures": failures,
        "refused": cost.over_budget(),
    })
}
