//! `coffer case`

use clap::{Args, Subcommand, ValueEnum};
use coffer_client::api::access::SetLockbox;
use coffer_client::api::cases::{Case, NewCase, NewCaseMember};
use coffer_client::api::files::Erase;
use coffer_client::api::keeping::CaseErasure;
use coffer_client::api::training::SetLanes;
use serde_json::json;

use super::rollback::{self, Since};
use crate::args::HoldSwitch;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::output::Out;

#[derive(Subcommand)]
pub(crate) enum CaseCommand {
    /// Open a case
    #[command(
        after_help = "EXAMPLES:\n  coffer case create --reference T-48213 --subject 'Nightly export fails' --customer 'Contoso Ltd'\n  coffer case create --reference T-48214 --subject 'Slow login' --customer 'Contoso Ltd' --department Support --member ada@example.com"
    )]
    Create(CreateArgs),
    /// List cases, newest first
    #[command(
        after_help = "EXAMPLES:\n  coffer case list\n  coffer case list --state open --mine --json\n  coffer case list --received-within 24 contoso"
    )]
    List(ListArgs),
    /// Show one case
    #[command(after_help = "EXAMPLES:\n  coffer case show T-48213")]
    Show(CaseArg),
    /// Close a case: access and its file requests end
    #[command(after_help = "EXAMPLES:\n  coffer case close T-48213")]
    Close(CaseArg),
    /// Open a closed case again: nobody gets their access back by it
    #[command(after_help = "EXAMPLES:\n  coffer case reopen T-48213")]
    Reopen(CaseArg),
    /// Say under which regimes all files of a case are
    #[command(after_help = "EXAMPLES:\n  coffer case lanes T-48213 --lane pci --lane phi")]
    Lanes(LanesArgs),
    /// Switch the customer's lockbox of a case: values and originals are sealed until the contact approves
    #[command(after_help = "EXAMPLES:\n  coffer case lockbox T-48213 --on")]
    Lockbox(LockboxArgs),
    /// Hold a case for the law, or end that: while it is held, none of its files is erased (data protection and security officers)
    #[command(
        after_help = "EXAMPLES:\n  coffer case hold T-48213 --on --reason 'subpoena 12-345, keep everything'"
    )]
    Hold(HoldArgs),
    /// Put a case's files back to what they were at a time: versions and names (leads who work it, security officers)
    #[command(
        after_help = "EXAMPLES:\n  coffer case roll-back T-48213 --since 2026-11-24T09:30:00.000Z --reason 'alert D18: files were encrypted' --preview"
    )]
    RollBack(RollBackArgs),
    /// Erase a case and all that is in it, for good (leads of its department, data protection officers)
    #[command(
        after_help = "EXAMPLES:\n  coffer case erase T-48213 --reason 'the customer asked for it in T-48290'"
    )]
    Erase(EraseArgs),
    /// Save the signed proof that an erased case's keys are destroyed; `coffer verify` checks it
    #[command(after_help = "EXAMPLES:\n  coffer case certificate T-48213 > erased.json")]
    Certificate(CaseArg),
    /// Let a member work a case
    #[command(after_help = "EXAMPLES:\n  coffer case add-member T-48213 --member ada@example.com")]
    AddMember(MemberArgs),
    /// Let a member work a case no longer
    #[command(
        after_help = "EXAMPLES:\n  coffer case remove-member T-48213 --member ada@example.com"
    )]
    RemoveMember(MemberArgs),
}

#[derive(Args)]
pub(crate) struct CreateArgs {
    /// The ticket's number or name, unique; one is made up if not given
    #[arg(long)]
    reference: Option<String>,
    /// What it is about
    #[arg(long)]
    subject: String,
    /// The customer: id or name
    #[arg(long)]
    customer: String,
    /// The department: id or name; your own if not given
    #[arg(long)]
    department: Option<String>,
    /// Who works it: id or address; can be given several times; you if nobody is named
    #[arg(long = "member", value_name = "MEMBER")]
    members: Vec<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum CaseState {
    Open,
    Closed,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// Only cases in this state
    #[arg(long)]
    state: Option<CaseState>,
    /// Only cases you work on
    #[arg(long)]
    mine: bool,
    /// Only cases of this department: id or name
    #[arg(long)]
    department: Option<String>,
    /// Only cases in this lane: pci, phi, glba or ferpa
    #[arg(long)]
    lane: Option<String>,
    /// Only cases that got a file within so many hours
    #[arg(long, value_name = "HOURS")]
    received_within: Option<u32>,
    /// Only cases with these words in reference, subject or the customer's name
    words: Option<String>,
}

impl ListArgs {
    /// As the server is asked.
    fn query(&self) -> Vec<(&'static str, String)> {
        let state = self.state.map(|state| match state {
            CaseState::Open => "open".to_owned(),
            CaseState::Closed => "closed".to_owned(),
        });
        let hours = self.received_within.map(|hours| hours.to_string());
        let all = [
            ("state", state),
            ("mine", self.mine.then(|| "true".to_owned())),
            ("department", self.department.clone()),
            ("lane", self.lane.clone()),
            ("received_hours", hours),
            ("q", self.words.clone()),
        ];
        let said = all.into_iter();
        said.filter_map(|(name, value)| Some((name, value?)))
            .collect()
    }
}

#[derive(Args)]
pub(crate) struct CaseArg {
    /// The case: reference or id
    case: String,
}

#[derive(Args)]
pub(crate) struct LockboxArgs {
    /// The case: reference or id
    case: String,
    /// Switch it on
    #[arg(long, required_unless_present = "off", conflicts_with = "off")]
    on: bool,
    /// Switch it off
    #[arg(long)]
    off: bool,
}

#[derive(Args)]
pub(crate) struct HoldArgs {
    /// The case: reference or id
    case: String,
    #[command(flatten)]
    hold: HoldSwitch,
}

#[derive(Args)]
pub(crate) struct RollBackArgs {
    /// The case: reference or id
    case: String,
    #[command(flatten)]
    since: Since,
}

#[derive(Args)]
pub(crate) struct EraseArgs {
    /// The case: reference or id
    case: String,
    /// Why, in at least ten characters
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct LanesArgs {
    /// The case: reference or id
    case: String,
    /// A lane: pci, phi, glba or ferpa; can be given several times; none if not given
    #[arg(long = "lane", value_name = "LANE")]
    lanes: Vec<String>,
}

#[derive(Args)]
pub(crate) struct MemberArgs {
    /// The case: reference or id
    case: String,
    /// Who: id or address
    #[arg(long)]
    member: String,
}

pub(crate) async fn run(ctx: &Ctx, command: CaseCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    let case = match command {
        CaseCommand::List(args) => {
            let query = args.query();
            let query: Vec<(&str, &str)> = query
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            return list(ctx, &client.cases(&query).await?);
        }
        CaseCommand::Create(args) => {
            let new = NewCase {
                reference: args.reference,
                subject: args.subject,
                customer: args.customer,
                department: args.department,
                members: args.members,
            };
            client.create_case(&new).await?
        }
        CaseCommand::Show(args) => client.case(&args.case).await?,
        CaseCommand::Close(args) => client.close_case(&args.case).await?,
        CaseCommand::Reopen(args) => client.reopen_case(&args.case).await?,
        CaseCommand::Lockbox(args) => {
            let set = SetLockbox { on: args.on };
            let kept = client.set_case_lockbox(&args.case, &set).await?;
            return ctx.show(&kept, |out, kept| {
                let lockbox = if kept.sealed { "on" } else { "off" };
                out.details(&[
                    ("reference", kept.reference.clone()),
                    ("lockbox", lockbox.to_owned()),
                ])
            });
        }
        CaseCommand::Hold(args) => {
            let hold = args.hold.into_body();
            client.hold_case(&args.case, &hold).await?;
            return ctx.show(&json!({ "held": hold.on }), |_, _| Ok(()));
        }
        CaseCommand::RollBack(args) => return rolled_back(ctx, args).await,
        CaseCommand::Erase(args) => {
            let erase = Erase {
                reason: args.reason,
            };
            let erasure = client.erase_case(&args.case, &erase).await?;
            return ctx.show(&erasure, erased);
        }
        CaseCommand::Certificate(args) => {
            let receipt = client.case_erasure_certificate(&args.case).await?;
            return ctx.show(&receipt, |out, receipt| {
                out.raw(coffer_client::receipt::to_text(receipt).as_bytes())
            });
        }
        CaseCommand::Lanes(args) => {
            let lanes = SetLanes { lanes: args.lanes };
            client.set_case_lanes(&args.case, &lanes).await?
        }
        CaseCommand::AddMember(args) => {
            let new = NewCaseMember {
                member: args.member,
            };
            client.add_case_member(&args.case, &new).await?
        }
        CaseCommand::RemoveMember(args) => {
            client.remove_case_member(&args.case, &args.member).await?
        }
    };
    ctx.show(&case, details)
}

fn list(ctx: &Ctx, cases: &[Case]) -> anyhow::Result<Exit> {
    let head = [
        "reference",
        "subject",
        "customer",
        "department",
        "state",
        "files",
        "new messages",
        "id",
    ];
    ctx.show_list(cases, &head, |case| {
        vec![
            case.reference.clone(),
            case.subject.clone(),
            case.customer_name.clone(),
            case.department_name.clone(),
            case.state.clone(),
            case.files.to_string(),
            case.unread_messages.to_string(),
            case.id.clone(),
        ]
    })
}

fn details(out: Out, case: &Case) -> std::io::Result<()> {
    let mut rows = vec![
        ("id", case.id.clone()),
        ("reference", case.reference.clone()),
        ("subject", case.subject.clone()),
        (
            "customer",
            format!("{} ({})", case.customer_name, case.customer),
        ),
        (
            "department",
            format!("{} ({})", case.department_name, case.department),
        ),
        ("state", case.state.clone()),
        ("members", case.members.join(", ")),
        ("lanes", case.lanes.join(", ")),
        (
            "legal hold",
            if case.held { "held" } else { "no" }.to_owned(),
        ),
        ("lockbox", if case.sealed { "on" } else { "off" }.to_owned()),
        ("files", case.files.to_string()),
        ("new messages", case.unread_messages.to_string()),
        ("created", case.created.clone()),
    ];
    rows.extend(case.closed.clone().map(|closed| ("closed", closed)));
    rows.extend(case.erased.clone().map(|erased| ("erased", erased)));
    out.details(&rows)
}

async fn rolled_back(ctx: &Ctx, args: RollBackArgs) -> anyhow::Result<Exit> {
    let back = args.since.into_body();
    let done = ctx.client()?.roll_back_case(&args.case, &back).await?;
    rollback::show(ctx, &done, back.preview)
}

fn erased(out: Out, erasure: &CaseErasure) -> std::io::Result<()> {
    let keys = if erasure.keys_destroyed {
        "destroyed"
    } else {
        "not all destroyed yet; the server goes on trying"
    };
    out.details(&[
        ("case", erasure.case.clone()),
        ("objects", erasure.objects.to_string()),
        ("keys", keys.to_owned()),
        ("in backups until", erasure.backups_until.clone()),
    ])
}
