//! `coffer policy`

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use coffer_client::Client;
use coffer_client::api::policies::{
    NewPolicyVersion, PolicyAnswer, PolicyChangedAct, PolicyCheck, PolicyVersion,
};
use coffer_client::api::problem::RuleRef;

use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Out;

#[derive(Subcommand)]
pub(crate) enum PolicyCommand {
    /// List the rules in force, walls first
    #[command(after_help = "EXAMPLES:\n  coffer policy list\n  coffer policy list --json")]
    List,
    /// Print the organisation's own policies as they were written
    #[command(after_help = "EXAMPLES:\n  coffer policy show > own.cedar")]
    Show,
    /// Say whether policies may come into force, and what they would change
    #[command(after_help = "EXAMPLES:\n  coffer policy check own.cedar")]
    Check(FileArg),
    /// Ask policies about what people did, as the ledger has it
    #[command(after_help = "EXAMPLES:\n  coffer policy try own.cedar")]
    Try(FileArg),
    /// Propose policies; those that may permit more need a second person and time
    #[command(
        after_help = "EXAMPLES:\n  coffer policy propose own.cedar --why 'Leads read along in their department'"
    )]
    Propose(ProposeArgs),
    /// List all versions of the organisation's own policies
    #[command(after_help = "EXAMPLES:\n  coffer policy history")]
    History,
    /// Approve a version that somebody else proposed
    #[command(after_help = "EXAMPLES:\n  coffer policy approve pol_1a…")]
    Approve(VersionArg),
    /// Refuse a version, or take one's own back, until it is in force
    #[command(after_help = "EXAMPLES:\n  coffer policy refuse pol_1a…")]
    Refuse(VersionArg),
    /// Say whether a member may do something, and by which rules
    #[command(after_help = "EXAMPLES:\n  coffer policy explain ada@example.com file.view file_1a…")]
    Explain(ExplainArgs),
    /// List everybody who may do something, and by which rules
    #[command(after_help = "EXAMPLES:\n  coffer policy who-can file.view file_1a…")]
    WhoCan(WhoCanArgs),
    /// List the cases and files a member may see
    #[command(after_help = "EXAMPLES:\n  coffer policy visible ada@example.com")]
    Visible(VisibleArgs),
}

#[derive(Args)]
pub(crate) struct FileArg {
    /// All the organisation's own policies, in Cedar
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Args)]
pub(crate) struct ProposeArgs {
    #[command(flatten)]
    text: FileArg,
    /// Why
    #[arg(long, value_name = "TEXT")]
    why: String,
}

#[derive(Args)]
pub(crate) struct VersionArg {
    /// The version (pol_…)
    #[arg(id = "policy_version", value_name = "VERSION")]
    version: String,
}

#[derive(Args)]
pub(crate) struct ExplainArgs {
    /// The member: address or id
    #[arg(value_name = "MEMBER")]
    member: String,
    #[command(flatten)]
    act: WhoCanArgs,
}

#[derive(Args)]
pub(crate) struct WhoCanArgs {
    /// The action, such as file.view
    #[arg(value_name = "ACTION")]
    action: String,
    /// On what: a file's, case's or department's id, a case's reference, or `organisation`
    #[arg(value_name = "ON")]
    on: String,
}

#[derive(Args)]
pub(crate) struct VisibleArgs {
    /// The member: address or id
    #[arg(value_name = "MEMBER")]
    member: String,
}

fn read(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))
}

pub(crate) async fn run(ctx: &Ctx, command: PolicyCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        PolicyCommand::List => {
            let found = client.policies().await?;
            ctx.show_list(&found.rules, &["id", "code", "rule"], |rule| {
                let code = rule.code.clone().unwrap_or_else(|| "-".to_owned());
                vec![rule.id.clone(), code, rule.summary.clone()]
            })
        }
        PolicyCommand::Show => {
            let found = client.policies().await?;
            ctx.show(&found, |out, found| out.foreign(&found.own))
        }
        PolicyCommand::Check(args) => {
            let check = client.check_policies(&read(&args.file)?).await?;
            let passes = check.passes;
            ctx.show(&check, show_check)?;
            verdict(passes)
        }
        PolicyCommand::Try(args) => {
            let replay = client.replay_policies(&read(&args.file)?).await?;
            ctx.show(&replay, |out, replay| {
                out.line(&format!(
                    "{} acts in {} ledger entries: {} would be refused, {} refusals would be permits",
                    replay.acts, replay.entries, replay.refused, replay.permitted
                ))?;
                show_acts(out, &replay.examples)
            })
        }
        PolicyCommand::Propose(args) => {
            let new = NewPolicyVersion {
                text: read(&args.text.file)?,
                why: args.why,
            };
            ctx.show(&client.propose_policies(&new).await?, show_version)
        }
        PolicyCommand::History => history(ctx, &client).await,
        PolicyCommand::Approve(args) => {
            ctx.show(&client.approve_policies(&args.version).await?, show_version)
        }
        PolicyCommand::Refuse(args) => {
            ctx.show(&client.refuse_policies(&args.version).await?, show_version)
        }
        PolicyCommand::Explain(args) => explain(ctx, &client, args).await,
        PolicyCommand::WhoCan(args) => who_can(ctx, &client, args).await,
        PolicyCommand::Visible(args) => visible(ctx, &client, args).await,
    }
}

async fn history(ctx: &Ctx, client: &Client) -> anyhow::Result<Exit> {
    let versions = client.policy_versions().await?;
    let head = ["id", "state", "wider", "proposed", "by", "effective", "why"];
    ctx.show_list(&versions, &head, |version| {
        vec![
            version.id.clone(),
            version.state.clone(),
            if version.wider { "yes" } else { "no" }.to_owned(),
            version.proposed.clone(),
            version.proposed_by.clone(),
            version.effective.clone().unwrap_or_else(|| "-".to_owned()),
            version.why.clone(),
        ]
    })
}

async fn explain(ctx: &Ctx, client: &Client, args: ExplainArgs) -> anyhow::Result<Exit> {
    let act = &args.act;
    let answer = client
        .explain_access(&args.member, &act.action, &act.on)
        .await?;
    ctx.show(&answer, show_answer)
}

async fn who_can(ctx: &Ctx, client: &Client, args: WhoCanArgs) -> anyhow::Result<Exit> {
    let answers = client.who_can(&args.action, &args.on).await?;
    ctx.show_list(&answers, &["member", "address", "rules"], |answer| {
        vec![
            answer.member.clone(),
            answer.email.clone(),
            ids(&answer.rules),
        ]
    })
}

async fn visible(ctx: &Ctx, client: &Client, args: VisibleArgs) -> anyhow::Result<Exit> {
    let visible = client.visible_to(&args.member).await?;
    ctx.show(&visible, |out, visible| {
        let cases = visible.cases.iter();
        let mut rows: Vec<_> = cases
            .map(|case| vec!["case".to_owned(), case.id.clone(), case.reference.clone()])
            .collect();
        let files = visible.files.iter();
        rows.extend(files.map(|file| vec!["file".to_owned(), file.id.clone(), file.case.clone()]));
        out.table(&["what", "id", "of"], &rows)
    })
}

fn verdict(passes: bool) -> anyhow::Result<Exit> {
    if passes {
        return Ok(Exit::Ok);
    }
    Err(Failure::new(Exit::Refused, "these policies may not come into force").into())
}

fn ids(rules: &[RuleRef]) -> String {
    let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
    if ids.is_empty() {
        "nothing permits it".to_owned()
    } else {
        ids.join(" ")
    }
}

fn show_answer(out: Out, answer: &PolicyAnswer) -> std::io::Result<()> {
    let answer_word = if answer.permitted {
        "permitted"
    } else {
        "refused"
    };
    let mut rows = vec![
        ("member", answer.email.clone()),
        ("action", answer.action.clone()),
        ("on", answer.on.clone()),
        ("answer", answer_word.to_owned()),
    ];
    for rule in &answer.rules {
        rows.push(("rule", format!("{}: {}", rule.id, rule.summary)));
    }
    if answer.rules.is_empty() {
        rows.push(("rule", "nothing permits it".to_owned()));
    }
    out.details(&rows)
}

fn show_version(out: Out, version: &PolicyVersion) -> std::io::Result<()> {
    let mut rows = vec![
        ("id", version.id.clone()),
        ("state", version.state.clone()),
        ("may permit more", version.wider.to_string()),
        ("why", version.why.clone()),
    ];
    rows.extend(version.effective.clone().map(|time| ("effective", time)));
    out.details(&rows)
}

fn show_acts(out: Out, acts: &[PolicyChangedAct]) -> std::io::Result<()> {
    let rows = acts.iter().map(|act| {
        let then = if act.permitted {
            "permitted"
        } else {
            "refused"
        };
        vec![
            act.time.clone().unwrap_or_else(|| "now".to_owned()),
            act.email.clone(),
            act.action.clone(),
            act.on.clone(),
            then.to_owned(),
            ids(&act.rules),
        ]
    });
    let rows: Vec<_> = rows.collect();
    if rows.is_empty() {
        return Ok(());
    }
    out.table(&["time", "member", "action", "on", "then", "rules"], &rows)
}

fn show_check(out: Out, check: &PolicyCheck) -> std::io::Result<()> {
    for fault in &check.faults {
        out.line(&format!("not taken: {fault}"))?;
    }
    for broken in &check.broken {
        out.line(&format!(
            "not permitted: {}, but {}",
            broken.act,
            broken.invariants.join("; ")
        ))?;
    }
    if !check.faults.is_empty() {
        return Ok(());
    }
    let says = check
        .solver_says
        .as_deref()
        .unwrap_or("for everything there can be");
    out.line(&format!("solver: {} ({says})", check.solver))?;
    out.line(&format!(
        "changes: {} acts more, {} fewer, of {} asked about{}",
        check.gained,
        check.lost,
        check.asked,
        if check.complete {
            ""
        } else {
            ", the newest cases only"
        }
    ))?;
    if check.wider {
        out.line("may permit more than now: needs a second person, and time")?;
    }
    show_acts(out, &check.examples)
}
