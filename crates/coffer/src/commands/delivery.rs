//! `coffer delivery`

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use coffer_client::Client;
use coffer_client::api::deliveries::{Delivery, NewDelivery};
use coffer_client::api::files::File;

use crate::context::Ctx;
use crate::exit::Exit;
use crate::units::parse_hours;

/// How often is looked whether a file just added is checked.
const LOOK_EVERY: Duration = Duration::from_millis(500);

#[derive(Subcommand)]
pub(crate) enum DeliveryCommand {
    /// Send files to contacts of a case: each gets a mail with a link of their own
    #[command(
        after_help = "EXAMPLES:\n  coffer delivery send --case T-48213 --to jane@contoso.example fix.tar.gz\n  coffer delivery send --case T-48213 --to jane@contoso.example --to joe@contoso.example --note 'Unpack beside the old one' fix.tar.gz file_01jd2v7k3m\n\nNames are files of this computer, which are added to the case and checked first, or ids of files that are there."
    )]
    Send(SendArgs),
    /// List what was sent to the contacts of a case, and how often it was taken
    #[command(after_help = "EXAMPLES:\n  coffer delivery list --case T-48213")]
    List(ListArgs),
    /// Take a delivery back: its link stops working, and what is being fetched is cut off
    #[command(after_help = "EXAMPLES:\n  coffer delivery withdraw dlv_01jd2v7k3m")]
    Withdraw(WithdrawArgs),
}

#[derive(Args)]
pub(crate) struct SendArgs {
    /// Files of this computer, or ids of files of the case
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The case: reference or id
    #[arg(long)]
    case: String,
    /// Address of a contact who gets the files; repeat for more
    #[arg(long, value_name = "EMAIL", required = true)]
    to: Vec<String>,
    /// A few words for the mail and the page
    #[arg(long)]
    note: Option<String>,
    /// How long they can be taken, such as 14d or 48h [default: 14 days; at most 90]
    #[arg(long, value_name = "SPAN", value_parser = parse_hours)]
    expires: Option<u32>,
    /// How often each contact may take each file [default: 5]
    #[arg(long, value_name = "N")]
    max_downloads: Option<u32>,
    /// Send although something was found in a file, or it could not be checked as a whole
    #[arg(long)]
    accept_findings: bool,
    /// Send although the customer is not known by an address
    #[arg(long)]
    accept_new_contacts: bool,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// The case: reference or id
    #[arg(long)]
    case: String,
}

#[derive(Args)]
pub(crate) struct WithdrawArgs {
    /// The delivery's id
    delivery: String,
}

pub(crate) async fn run(ctx: &Ctx, command: DeliveryCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        DeliveryCommand::Send(args) => send(ctx, &client, args).await,
        DeliveryCommand::List(args) => {
            let deliveries = client.deliveries(&args.case).await?;
            let head = ["id", "contact", "state", "files", "taken", "expires"];
            ctx.show_list(&deliveries, &head, |delivery| {
                vec![
                    delivery.id.clone(),
                    delivery.contact.clone(),
                    delivery.state.clone(),
                    delivery.files.len().to_string(),
                    taken(delivery).to_string(),
                    delivery.expires.clone(),
                ]
            })
        }
        DeliveryCommand::Withdraw(args) => {
            let delivery = client.withdraw_delivery(&args.delivery).await?;
            ctx.show(&delivery, |out, delivery| out.details(&rows(delivery)))
        }
    }
}

async fn send(ctx: &Ctx, client: &Client, args: SendArgs) -> anyhow::Result<Exit> {
    let mut files = Vec::with_capacity(args.files.len());
    for file in &args.files {
        files.push(file_id(ctx, client, &args.case, file).await?);
    }
    let new = NewDelivery {
        contacts: args.to,
        files,
        note: args.note,
        expires_hours: args.expires,
        max_downloads: args.max_downloads,
        accept_findings: args.accept_findings,
        accept_new_contacts: args.accept_new_contacts,
    };
    let created = client.create_delivery(&args.case, &new).await?;
    ctx.out.note(
        "The addresses are shown once; each contact also needs the code that is mailed to them.",
    );
    ctx.show(&created, |out, created| {
        for made in &created.items {
            let mut rows = rows(&made.delivery);
            rows.push(("page", made.page_url.clone()));
            rows.push(("mailed", if made.mailed { "yes" } else { "no" }.to_owned()));
            out.details(&rows)?;
        }
        Ok(())
    })
}

/// The id of a file of the case; a file of this computer is added, and checked before it can go.
async fn file_id(ctx: &Ctx, client: &Client, case: &str, file: &Path) -> anyhow::Result<String> {
    let text = file.to_string_lossy();
    if text.starts_with("file_") && !file.exists() {
        return Ok(text.into_owned());
    }
    let name = file
        .file_name()
        .with_context(|| format!("{} has no name to send it by", file.display()))?
        .to_string_lossy();
    let opened = tokio::fs::File::open(file)
        .await
        .with_context(|| format!("cannot read {}", file.display()))?;
    let bytes = opened.metadata().await?.len();
    ctx.out.note(&format!("adding {name}"));
    let added = client.add_file(case, &name, bytes, opened.into()).await?;
    checked(client, added).await
}

async fn checked(client: &Client, mut file: File) -> anyhow::Result<String> {
    while file.scan == "pending" {
        tokio::time::sleep(LOOK_EVERY).await;
        file = client.file(&file.id).await?;
    }
    Ok(file.id)
}

fn taken(delivery: &Delivery) -> u32 {
    delivery
        .files
        .iter()
        .fold(0, |sum, file| sum.saturating_add(file.downloads))
}

fn rows(delivery: &Delivery) -> Vec<(&'static str, String)> {
    let files = delivery.files.iter();
    let files: Vec<String> = files
        .map(|file| file.name.clone().unwrap_or_else(|| file.id.clone()))
        .collect();
    vec![
        ("id", delivery.id.clone()),
        ("contact", delivery.contact.clone()),
        ("state", delivery.state.clone()),
        ("files", files.join(", ")),
        ("taken", taken(delivery).to_string()),
        ("expires", delivery.expires.clone()),
    ]
}
