//! `coffer rules`

mod check;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use coffer_client::scan::RuleInfo;
use serde_json::{Value, json};

use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::rule_files;

#[derive(Subcommand)]
pub(crate) enum RulesCommand {
    /// List the rules
    List(ListArgs),
    /// Show one rule with its examples
    Show(ShowArgs),
    /// Try rules on their examples and measure what they cost
    Check(check::CheckArgs),
}

#[derive(Args)]
#[command(
    after_help = "EXAMPLES:\n  coffer rules list\n  coffer rules list --rules acme.toml --json"
)]
pub(crate) struct ListArgs {
    /// Also the rules in this TOML file, or in all `.toml` files of this folder
    #[arg(long = "rules", value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "EXAMPLES:\n  coffer rules show card.pan")]
pub(crate) struct ShowArgs {
    /// The rule's id, with or without its version
    #[arg(value_name = "ID")]
    id: String,
    /// Also look in this TOML file, or in all `.toml` files of this folder
    #[arg(long = "rules", value_name = "PATH")]
    paths: Vec<PathBuf>,
}

pub(crate) fn run(ctx: &Ctx, command: RulesCommand) -> anyhow::Result<Exit> {
    match command {
        RulesCommand::List(args) => list(ctx, &args),
        RulesCommand::Show(args) => show(ctx, &args),
        RulesCommand::Check(args) => check::run(ctx, &args),
    }
}

fn list(ctx: &Ctx, args: &ListArgs) -> anyhow::Result<Exit> {
    let rules = rule_files::with(&args.paths)?;
    if ctx.json {
        let items: Vec<Value> = rules.rules().map(|rule| as_json(&rule)).collect();
        ctx.out.json(&json!({ "items": items }))?;
        return Ok(Exit::Ok);
    }
    let rows: Vec<Vec<String>> = rules
        .rules()
        .map(|rule| {
            vec![
                rule.name().to_owned(),
                rule.version().to_string(),
                rule.type_name().to_owned(),
                labels(&rule).join(" "),
            ]
        })
        .collect();
    ctx.out
        .table(&["rule", "version", "type", "labels"], &rows)?;
    Ok(Exit::Ok)
}

fn show(ctx: &Ctx, args: &ShowArgs) -> anyhow::Result<Exit> {
    let rules = rule_files::with(&args.paths)?;
    let named = |rule: &RuleInfo<'_>| rule.name() == args.id || rule.id() == args.id;
    let Some(rule) = rules.rules().find(named) else {
        let message = format!("there is no rule `{}`", args.id);
        return Err(Failure::new(Exit::NotFound, message).into());
    };
    if ctx.json {
        let mut value = as_json(&rule);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("examples".to_owned(), json!(rule.examples()));
            fields.insert("non_examples".to_owned(), json!(rule.non_examples()));
        }
        ctx.out.json(&value)?;
        return Ok(Exit::Ok);
    }
    let mut rows = vec![
        ("rule", rule.name().to_owned()),
        ("version", rule.version().to_string()),
        ("type", rule.type_name().to_owned()),
        ("pseudonyms", format!("<{}:…>", rule.token_class())),
        ("labels", labels(&rule).join(" ")),
        ("detector", rule.detector().to_owned()),
    ];
    rows.extend(rule.pattern().map(|text| ("pattern", text.to_owned())));
    rows.extend(rule.examples().iter().map(|text| ("finds", text.clone())));
    let others = rule.non_examples().iter();
    rows.extend(others.map(|text| ("not in", text.clone())));
    ctx.out.details(&rows)?;
    Ok(Exit::Ok)
}

fn labels(rule: &RuleInfo<'_>) -> Vec<&'static str> {
    rule.labels().iter().map(|label| label.word()).collect()
}

fn as_json(rule: &RuleInfo<'_>) -> Value {
    json!({
        "id": rule.name(),
        "version": rule.version(),
        "type": rule.type_name(),
        "token": rule.token_class(),
        "labels": labels(rule),
        "detector": rule.detector(),
        "pattern": rule.pattern(),
    })
}
