//! `coffer access`

use clap::{Args, Subcommand, ValueEnum};
use coffer_client::api::access::{
    AccessReason, AccessRequest, ApproveAccess, BreakGlass, Grant, NewAccessRequest, NewRelease,
    ReviewGrant,
};

use crate::context::Ctx;
use crate::exit::Exit;
use crate::output::Out;

#[derive(Subcommand)]
pub(crate) enum AccessCommand {
    /// Ask for access to a case for a while
    #[command(
        after_help = "EXAMPLES:\n  coffer access request T-48102 --reason '48213 shows the same trace id'\n  coffer access request T-48102 --act reveal --minutes 240 --reason 'need the session ids of 48213'"
    )]
    Request(RequestArgs),
    /// Ask two others to release one original, as it is now, for one download
    #[command(
        after_help = "EXAMPLES:\n  coffer access release file_01j... --reason 'the vendor asks for the core dump'"
    )]
    Release(ReleaseArgs),
    /// List requests for access: your own, and those you may answer
    #[command(
        after_help = "EXAMPLES:\n  coffer access list --waiting\n  coffer access list --mine --json"
    )]
    List(ListArgs),
    /// Approve somebody else's request, or less of it; its time begins now
    #[command(
        after_help = "EXAMPLES:\n  coffer access approve acr_01j...\n  coffer access approve acr_01j... --act view --minutes 60"
    )]
    Approve(ApproveArgs),
    /// Deny somebody else's request
    #[command(
        after_help = "EXAMPLES:\n  coffer access deny acr_01j... --reason 'ask Ada, she works that case'"
    )]
    Deny(ReasonArgs),
    /// Take your own request back
    #[command(after_help = "EXAMPLES:\n  coffer access withdraw acr_01j...")]
    Withdraw(IdArg),
    /// List grants: your own, and those of cases you decide about
    #[command(
        after_help = "EXAMPLES:\n  coffer access grants --live\n  coffer access grants --to-review --json"
    )]
    Grants(GrantsArgs),
    /// Give your own grant back
    #[command(after_help = "EXAMPLES:\n  coffer access give-back grt_01j...")]
    GiveBack(IdArg),
    /// Take somebody's grant back: what they read with it ends within a second
    #[command(
        after_help = "EXAMPLES:\n  coffer access end grt_01j... --reason 'the trace turned out to be another one'"
    )]
    End(ReasonArgs),
    /// Take access to one case for an hour, at once: recorded, mailed and reviewed
    #[command(
        after_help = "EXAMPLES:\n  coffer access break-glass T-48102 --reason 'outage at Tailspin, nobody of Identity answers'"
    )]
    BreakGlass(BreakGlassArgs),
    /// Review an emergency, once
    #[command(
        after_help = "EXAMPLES:\n  coffer access review grt_01j... --verdict justified --note 'outage confirmed, two files read'"
    )]
    Review(ReviewArgs),
}

#[derive(Clone, Copy, ValueEnum)]
enum Act {
    /// Read working copies; in every grant
    View,
    /// Reveal single values
    Reveal,
    /// Download originals
    Download,
}

fn words(acts: &[Act]) -> Vec<String> {
    let words = acts.iter().map(|act| match act {
        Act::View => "view",
        Act::Reveal => "reveal",
        Act::Download => "download",
    });
    words.map(str::to_owned).collect()
}

#[derive(Args)]
pub(crate) struct RequestArgs {
    /// The case: reference or id
    case: String,
    /// What for; can be given several times; reading working copies if not given
    #[arg(long = "act", value_name = "ACT")]
    acts: Vec<Act>,
    /// For how long, from approval on: 5 to 1440 [default: 60]
    #[arg(long, value_name = "N")]
    minutes: Option<u32>,
    /// Ask the customer's contact to unseal what the lockbox holds
    #[arg(long)]
    unseal: bool,
    /// Why, in at least 10 characters
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct ReleaseArgs {
    /// The file's id
    file: String,
    /// Why, in at least 10 characters
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// Only your own
    #[arg(long)]
    mine: bool,
    /// Only those that wait for an answer
    #[arg(long)]
    waiting: bool,
    /// Only of this case: reference or id
    #[arg(long)]
    case: Option<String>,
}

#[derive(Args)]
pub(crate) struct GrantsArgs {
    /// Only your own
    #[arg(long)]
    mine: bool,
    /// Only those that have not ended
    #[arg(long)]
    live: bool,
    /// Only emergencies whose review is owed
    #[arg(long)]
    to_review: bool,
    /// Only of this case: reference or id
    #[arg(long)]
    case: Option<String>,
}

#[derive(Args)]
pub(crate) struct ApproveArgs {
    /// The request's id
    id: String,
    /// Approve only this; can be given several times; all that was asked for if not given
    #[arg(long = "act", value_name = "ACT")]
    acts: Vec<Act>,
    /// Approve for so long only
    #[arg(long, value_name = "N")]
    minutes: Option<u32>,
}

#[derive(Args)]
pub(crate) struct ReasonArgs {
    /// Its id
    id: String,
    /// Why, in at least 10 characters; whoever asked reads it
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct IdArg {
    /// Its id
    id: String,
}

#[derive(Args)]
pub(crate) struct BreakGlassArgs {
    /// The case: reference or id
    case: String,
    /// What for; can be given several times; reading working copies if not given
    #[arg(long = "act", value_name = "ACT")]
    acts: Vec<Act>,
    /// Why it cannot wait, in at least 10 characters
    #[arg(long)]
    reason: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Verdict {
    Justified,
    NotJustified,
}

#[derive(Args)]
pub(crate) struct ReviewArgs {
    /// The grant's id
    id: String,
    /// What you came to
    #[arg(long)]
    verdict: Verdict,
    /// Why, in at least 10 characters
    #[arg(long)]
    note: String,
}

pub(crate) async fn run(ctx: &Ctx, command: AccessCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        AccessCommand::Request(args) => {
            let new = NewAccessRequest {
                case: args.case,
                acts: words(&args.acts),
                minutes: args.minutes,
                reason: args.reason,
            };
            let asked = if args.unseal {
                client.ask_unseal(&new).await?
            } else {
                client.ask_access(&new).await?
            };
            ctx.show(&asked, request_details)
        }
        AccessCommand::Release(args) => {
            let new = NewRelease {
                reason: args.reason,
            };
            ctx.show(
                &client.ask_release(&args.file, &new).await?,
                request_details,
            )
        }
        AccessCommand::List(args) => {
            let requests = client
                .access_requests(args.mine, args.waiting, args.case.as_deref())
                .await?;
            list(ctx, &requests)
        }
        AccessCommand::Approve(args) => {
            let answer = ApproveAccess {
                acts: words(&args.acts),
                minutes: args.minutes,
            };
            let answered = client.approve_access(&args.id, &answer).await?;
            ctx.show(&answered, request_details)
        }
        AccessCommand::Deny(args) => {
            let reason = AccessReason {
                reason: args.reason,
            };
            ctx.show(
                &client.deny_access(&args.id, &reason).await?,
                request_details,
            )
        }
        AccessCommand::Withdraw(args) => {
            ctx.show(&client.withdraw_access(&args.id).await?, request_details)
        }
        other => run_on_grants(ctx, other).await,
    }
}

async fn run_on_grants(ctx: &Ctx, command: AccessCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let grant = match command {
        AccessCommand::Grants(args) => {
            let case = args.case.as_deref();
            let grants = client
                .grants(args.mine, args.live, args.to_review, case)
                .await?;
            return list_grants(ctx, &grants);
        }
        AccessCommand::GiveBack(args) => client.give_back(&args.id).await?,
        AccessCommand::End(args) => {
            let reason = AccessReason {
                reason: args.reason,
            };
            client.end_grant(&args.id, &reason).await?
        }
        AccessCommand::BreakGlass(args) => {
            let broken = BreakGlass {
                case: args.case,
                acts: words(&args.acts),
                reason: args.reason,
            };
            ctx.out.note(
                "This is recorded and mailed to the leads and security officers; somebody else reviews it within 24 hours.",
            );
            client.break_glass(&broken).await?
        }
        AccessCommand::Review(args) => {
            let verdict = match args.verdict {
                Verdict::Justified => "justified",
                Verdict::NotJustified => "not_justified",
            };
            let review = ReviewGrant {
                verdict: verdict.to_owned(),
                note: args.note,
            };
            client.review_grant(&args.id, &review).await?
        }
        _ => anyhow::bail!("not a command on grants"),
    };
    ctx.show(&grant, grant_details)
}

fn list(ctx: &Ctx, requests: &[AccessRequest]) -> anyhow::Result<Exit> {
    let head = [
        "id",
        "case",
        "who",
        "kind",
        "acts",
        "minutes",
        "state",
        "approvals",
        "lapses",
    ];
    ctx.show_list(requests, &head, |request| {
        vec![
            request.id.clone(),
            request.case_reference.clone(),
            request.member.name.clone(),
            request.kind.clone(),
            request.acts.join(" "),
            request.minutes.to_string(),
            request.state.clone(),
            format!("{}/{}", request.approvals.len(), request.approvals_needed),
            request.lapses.clone(),
        ]
    })
}

fn list_grants(ctx: &Ctx, grants: &[Grant]) -> anyhow::Result<Exit> {
    let head = [
        "id", "case", "who", "kind", "acts", "state", "expires", "review",
    ];
    ctx.show_list(grants, &head, |grant| {
        let review = grant.review.as_ref();
        vec![
            grant.id.clone(),
            grant.case_reference.clone(),
            grant.member.name.clone(),
            grant.kind.clone(),
            grant.acts.join(" "),
            grant.state.clone(),
            grant.expires.clone(),
            review.map_or_else(|| "-".to_owned(), |review| review.state.clone()),
        ]
    })
}

fn request_details(out: Out, request: &AccessRequest) -> std::io::Result<()> {
    let answerers: Vec<_> = request
        .answerers
        .iter()
        .map(|one| one.name.clone())
        .collect();
    let mut rows = vec![
        ("id", request.id.clone()),
        (
            "case",
            format!("{} ({})", request.case_reference, request.case),
        ),
        (
            "who",
            format!("{} ({})", request.member.name, request.member.id),
        ),
        ("kind", request.kind.clone()),
        ("acts", request.acts.join(", ")),
        ("minutes", request.minutes.to_string()),
        ("reason", request.reason.clone()),
        ("state", request.state.clone()),
        (
            "approvals",
            format!(
                "{} of {}",
                request.approvals.len(),
                request.approvals_needed
            ),
        ),
        ("lapses", request.lapses.clone()),
    ];
    if !answerers.is_empty() {
        rows.push(("may answer", answerers.join(", ")));
    }
    rows.extend(request.refusal.clone().map(|why| ("denied because", why)));
    out.details(&rows)
}

fn grant_details(out: Out, grant: &Grant) -> std::io::Result<()> {
    let mut rows = vec![
        ("id", grant.id.clone()),
        ("case", format!("{} ({})", grant.case_reference, grant.case)),
        (
            "who",
            format!("{} ({})", grant.member.name, grant.member.id),
        ),
        ("kind", grant.kind.clone()),
        ("acts", grant.acts.join(", ")),
        ("state", grant.state.clone()),
        ("starts", grant.starts.clone()),
        ("expires", grant.expires.clone()),
    ];
    if let Some(review) = &grant.review {
        rows.push(("review", format!("{}, due {}", review.state, review.due)));
        rows.extend(review.verdict.clone().map(|verdict| ("verdict", verdict)));
    }
    out.details(&rows)
}
