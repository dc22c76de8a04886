//! `coffer budget`

use clap::{Args, Subcommand};
use coffer_client::api::alerts::{Budget, BudgetList, BudgetRaise, NewBudgetRaise};

use crate::context::Ctx;
use crate::exit::Exit;
use crate::units;

#[derive(Subcommand)]
pub(crate) enum BudgetCommand {
    /// Show how much goes out in an hour, and what is raised now
    #[command(after_help = "EXAMPLES:\n  coffer budget show --json")]
    Show,
    /// Raise the budget of a member or a case for a time
    #[command(
        after_help = "EXAMPLES:\n  coffer budget raise T-48213 --times 3 --for 8h 'The customer asked for an export'"
    )]
    Raise(RaiseArgs),
    /// End a raise before its time
    #[command(after_help = "EXAMPLES:\n  coffer budget end mem_01jd…")]
    End(EndArgs),
}

#[derive(Args)]
pub(crate) struct RaiseArgs {
    /// Whose: a member's id, or a case's id or reference
    #[arg(value_name = "WHOSE")]
    of: String,
    /// To how many times what is configured, 2 to 10
    #[arg(long, value_name = "N", default_value_t = 2)]
    times: u32,
    /// For how long, at most a day
    #[arg(long = "for", value_name = "SPAN", default_value = "4h", value_parser = units::parse_hours)]
    hours: u32,
    /// Why, at least 10 characters
    #[arg(value_name = "REASON")]
    reason: String,
}

#[derive(Args)]
pub(crate) struct EndArgs {
    /// Whose: the id of a member or a case
    #[arg(value_name = "WHOSE")]
    of: String,
}

pub(crate) async fn run(ctx: &Ctx, command: BudgetCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        BudgetCommand::Show => {
            let budgets = client.budgets().await?;
            ctx.show(&budgets, |out, budgets| out.details(&rows(budgets)))
        }
        BudgetCommand::Raise(args) => {
            let new = NewBudgetRaise {
                of: args.of,
                factor: args.times,
                hours: Some(args.hours),
                reason: args.reason,
            };
            let raise = client.raise_budget(&new).await?;
            ctx.show(&raise, |out, raise| {
                out.details(&[("raised", raised(raise))])
            })
        }
        BudgetCommand::End(args) => {
            client.end_budget_raise(&args.of).await?;
            ctx.out.note("The budget is as configured again.");
            Ok(Exit::Ok)
        }
    }
}

fn rows(budgets: &BudgetList) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("originals to a member", limit(&budgets.member_originals)),
        (
            "working copies to a member",
            limit(&budgets.member_working_copies),
        ),
        ("originals from a case", limit(&budgets.case_originals)),
        (
            "working copies from a case",
            limit(&budgets.case_working_copies),
        ),
    ];
    rows.extend(budgets.raises.iter().map(|it| ("raised", raised(it))));
    rows
}

fn limit(budget: &Budget) -> String {
    match budget.bytes {
        Some(bytes) => format!("{} files, {} an hour", budget.files, units::size(bytes)),
        None => format!("{} files an hour", budget.files),
    }
}

fn raised(raise: &BudgetRaise) -> String {
    format!(
        "{} to {} times until {}: {}",
        raise.of, raise.factor, raise.until, raise.reason
    )
}
