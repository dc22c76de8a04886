//! `coffer alert`

use clap::{Args, Subcommand, ValueEnum};
use coffer_client::api::alerts::{Alert, Clock, CloseAlert, NewAlertNote, NewNotice};
use coffer_client::{CallError, Client};

use super::decoy::{self, DecoyAccountArgs, DecoyArg, DecoyArgs, DecoyTokenArgs};
use super::respond::{self, LiftArgs, ReportArgs, RespondArgs};
use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum AlertCommand {
    /// List alerts, newest first
    #[command(
        after_help = "EXAMPLES:\n  coffer alert list\n  coffer alert list --state closed --json"
    )]
    List(ListArgs),
    /// Show an alert: what it means, its evidence, its notes, and what followed by itself
    #[command(after_help = "EXAMPLES:\n  coffer alert show alr_01jd…")]
    Show(AlertArg),
    /// Take an alert: you look into it
    #[command(after_help = "EXAMPLES:\n  coffer alert acknowledge alr_01jd…")]
    Acknowledge(AlertArg),
    /// Write a note to an alert
    #[command(after_help = "EXAMPLES:\n  coffer alert note alr_01jd… 'Lena confirms by telephone'")]
    Note(NoteArgs),
    /// Close an alert; unless it was a threat, what it holds is lifted
    #[command(
        after_help = "EXAMPLES:\n  coffer alert close alr_01jd… --verdict mistake 'Handover of the Contoso cases'"
    )]
    Close(CloseArgs),
    /// End what an alert holds, before its time
    #[command(after_help = "EXAMPLES:\n  coffer alert lift alr_01jd… 'Lena confirms by telephone'")]
    Lift(LiftArgs),
    /// Tell security officers of something suspicious; every member may
    #[command(
        after_help = "EXAMPLES:\n  coffer alert report 'A mail from it-support@… asks me to sign in at coffer-login.example'"
    )]
    Report(ReportArgs),
    /// Begin a response to an alert by hand: one that the rule does not begin, or that was held back
    #[command(
        after_help = "EXAMPLES:\n  coffer alert respond alr_01jd… lock_member --for 24h 'Lena does not answer the telephone'\n  coffer alert respond alr_01jd… warn_staff 'Mails that ask you to sign in again are not ours. Tell security.'\n  coffer alert respond alr_01jd… read_only --for 8h 'Somebody is at work in the server room'"
    )]
    Respond(RespondArgs),
    /// Say that somebody was told of an alert, as the law wants; its clock stops
    #[command(
        after_help = "EXAMPLES:\n  coffer alert notice alr_01jd… gdpr-33-1 --told authority --at 2026-11-24T09:30:00.000Z --reference 'BayLDA 2026-1234'\n  coffer alert notice alr_01jd… gdpr-33-1 --withdraw 'It was about another incident'"
    )]
    Notice(NoticeArgs),
    /// Set a decoy out in a case: touching it raises a critical alert
    #[command(
        after_help = "EXAMPLES:\n  coffer alert decoy T-48213 vpn-credentials.txt 'user=svc-backup password=made-up'"
    )]
    Decoy(DecoyArgs),
    /// Make an API token that opens nothing: using it raises a critical alert
    #[command(
        after_help = "EXAMPLES:\n  coffer alert decoy-token 'deploy.env on the wiki'\n  TOKEN=$(coffer alert decoy-token 'deploy.env in T-48213' --json | jq -r .secret)\n  coffer alert decoy T-48213 deploy.env \"COFFER_TOKEN=$TOKEN\""
    )]
    DecoyToken(DecoyTokenArgs),
    /// Make up an account that is not there: its password raises a critical alert
    #[command(
        after_help = "EXAMPLES:\n  coffer alert decoy-account svc-backup@coffer.example 'the old runbook'"
    )]
    DecoyAccount(DecoyAccountArgs),
    /// List what is set out; that you looked is recorded
    #[command(after_help = "EXAMPLES:\n  coffer alert decoys\n  coffer alert decoys --json")]
    Decoys,
    /// Take a decoy token or account back
    #[command(after_help = "EXAMPLES:\n  coffer alert decoy-end dcy_01jd…")]
    DecoyEnd(DecoyArg),
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// Only in this state
    #[arg(long, value_enum)]
    state: Option<State>,
}

#[derive(Clone, Copy, ValueEnum)]
enum State {
    Open,
    Acknowledged,
    Closed,
}

#[derive(Args)]
pub(crate) struct AlertArg {
    /// Id of the alert
    #[arg(value_name = "ALERT")]
    alert: String,
}

#[derive(Args)]
pub(crate) struct NoteArgs {
    /// Id of the alert
    #[arg(value_name = "ALERT")]
    alert: String,
    /// What to write, at least 10 characters
    #[arg(value_name = "TEXT")]
    text: String,
}

#[derive(Args)]
pub(crate) struct NoticeArgs {
    /// Id of the alert
    #[arg(value_name = "ALERT")]
    alert: String,
    /// Which duty: the id of its clock, as `coffer alert show` has it
    #[arg(value_name = "CLOCK")]
    clock: String,
    /// Who was told
    #[arg(long, value_enum, required_unless_present = "withdraw")]
    told: Option<Told>,
    /// When, such as 2026-11-24T09:30:00.000Z
    #[arg(long, value_name = "TIME", required_unless_present = "withdraw")]
    at: Option<String>,
    /// By what the notice is found again, such as a number
    #[arg(long, value_name = "TEXT", required_unless_present = "withdraw")]
    reference: Option<String>,
    /// Take back that it was given, and why, in at least 10 characters
    #[arg(long, value_name = "WHY", conflicts_with_all = ["told", "at", "reference"])]
    withdraw: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Told {
    /// An authority
    Authority,
    /// The customer whose data it is
    Customer,
    /// The people it is about
    People,
    /// Somebody else, as the reference says
    Other,
}

impl Told {
    fn word(self) -> &'static str {
        match self {
            Told::Authority => "authority",
            Told::Customer => "customer",
            Told::People => "people",
            Told::Other => "other",
        }
    }
}

#[derive(Args)]
pub(crate) struct CloseArgs {
    /// Id of the alert
    #[arg(value_name = "ALERT")]
    alert: String,
    /// What it turned out to be
    #[arg(long, value_enum)]
    verdict: Verdict,
    /// Why, at least 10 characters
    #[arg(value_name = "TEXT")]
    text: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Verdict {
    /// Somebody attacked; what it holds stays until its time is over
    Threat,
    /// Somebody made a mistake
    Mistake,
    /// Somebody tried whether it works
    Test,
    /// Nothing was wrong: for 30 days the rule is silent about this key, unless it is critical
    NotAThreat,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Verdict::Threat => "threat",
            Verdict::Mistake => "mistake",
            Verdict::Test => "test",
            Verdict::NotAThreat => "not_a_threat",
        }
    }
}

pub(crate) async fn run(ctx: &Ctx, command: AlertCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let alert = match command {
        AlertCommand::List(args) => {
            let state = args.state.map(|state| match state {
                State::Open => "open",
                State::Acknowledged => "acknowledged",
                State::Closed => "closed",
            });
            let alerts = client.alerts(state).await?;
            let head = ["id", "severity", "state", "raised", "title", "about"];
            return ctx.show_list(&alerts, &head, |alert| {
                vec![
                    alert.id.clone(),
                    alert.severity.clone(),
                    alert.state.clone(),
                    alert.raised.clone(),
                    alert.title.clone(),
                    alert.member.clone().unwrap_or_else(|| alert.key.clone()),
                ]
            });
        }
        AlertCommand::Decoy(args) => return decoy::plant(ctx, &client, args).await,
        AlertCommand::DecoyToken(args) => return decoy::plant_token(ctx, &client, args).await,
        AlertCommand::DecoyAccount(args) => return decoy::plant_account(ctx, &client, args).await,
        AlertCommand::Decoys => return decoy::list(ctx, &client).await,
        AlertCommand::DecoyEnd(args) => return decoy::end(ctx, &client, args).await,
        AlertCommand::Report(args) => return respond::report(ctx, &client, args).await,
        AlertCommand::Show(args) => client.alert(&args.alert).await?,
        AlertCommand::Acknowledge(args) => client.acknowledge_alert(&args.alert).await?,
        AlertCommand::Note(args) => {
            let note = NewAlertNote { text: args.text };
            client.note_alert(&args.alert, &note).await?
        }
        AlertCommand::Lift(args) => respond::lift(&client, args).await?,
        AlertCommand::Respond(args) => respond::begin(&client, args).await?,
        AlertCommand::Notice(args) => notice(&client, args).await?,
        AlertCommand::Close(args) => {
            let close = CloseAlert {
                verdict: args.verdict.word().to_owned(),
                note: args.text,
            };
            let closed = client.close_alert(&args.alert, &close).await?;
            if matches!(args.verdict, Verdict::NotAThreat) {
                ctx.out.note(&format!(
                    "Of the last 30 days' alerts this would have silenced {}.",
                    closed.alike
                ));
            }
            closed
        }
    };
    ctx.show(&alert, |out, alert| out.details(&rows(alert)))
}

async fn notice(client: &Client, args: NoticeArgs) -> Result<Alert, CallError> {
    if let Some(text) = args.withdraw {
        let note = NewAlertNote { text };
        return client
            .withdraw_notice(&args.alert, &args.clock, &note)
            .await;
    }
    let new = NewNotice {
        told: args.told.map(Told::word).unwrap_or_default().to_owned(),
        given: args.at.unwrap_or_default(),
        reference: args.reference.unwrap_or_default(),
    };
    client.give_notice(&args.alert, &args.clock, &new).await
}

fn clock(it: &Clock) -> String {
    let duty = format!(
        "{} {}: {}: {} by {} ({})",
        it.id, it.state, it.regime, it.tell, it.due, it.who
    );
    match &it.notice {
        Some(notice) => format!(
            "{duty}; {} told {}, {}",
            notice.told, notice.given, notice.reference
        ),
        None => duty,
    }
}

fn rows(alert: &Alert) -> Vec<(&'static str, String)> {
    let mut rows = vec![
        ("id", alert.id.clone()),
        ("title", alert.title.clone()),
        ("severity", alert.severity.clone()),
        ("state", alert.state.clone()),
        ("rule", format!("{} ({})", alert.rule, alert.watch)),
        ("att&ck", alert.attack.join(", ")),
        ("happened", alert.at.clone()),
        (
            "measured",
            format!("{} of {}", alert.measured, alert.threshold),
        ),
        ("advice", alert.advice.clone()),
    ];
    let places: Vec<String> = alert.evidence.iter().map(ToString::to_string).collect();
    let about = [
        ("member", &alert.member),
        ("session", &alert.session),
        ("source", &alert.source),
        ("case", &alert.case),
        ("request", &alert.request),
        ("assignee", &alert.assignee),
        ("verdict", &alert.verdict),
    ];
    rows.extend(
        about
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.clone()?))),
    );
    rows.push(("evidence", places.join(" ")));
    rows.push(("alike", format!("{} in the last 30 days", alert.alike)));
    rows.extend(alert.containments.iter().map(|it| {
        let text = format!(
            "{} {} until {} ({})",
            it.response, it.subject, it.until, it.state
        );
        ("followed", text)
    }));
    if !alert.open_responses.is_empty() {
        rows.push(("possible", alert.open_responses.join(" ")));
    }
    rows.extend(alert.clocks.iter().map(|it| ("clock", clock(it))));
    rows.extend(alert.notes.iter().map(|note| {
        let by = note.by.as_deref().unwrap_or("operator");
        ("note", format!("{} {by}: {}", note.at, note.text))
    }));
    rows
}
