//! `coffer customer`

use anyhow::Context as _;
use clap::{Args, Subcommand};
use coffer_client::api::access::SetLockbox;
use coffer_client::api::people::NewCustomer;
use coffer_client::api::subject::{ExportSubject, SubjectExport};
use coffer_client::{Client, receipt};
use serde_json::json;

use crate::args::{HoldSwitch, NameArg};
use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum CustomerCommand {
    /// Add a customer
    #[command(after_help = "EXAMPLES:\n  coffer customer create 'Contoso Ltd'")]
    Create(NameArg),
    /// List the customers
    #[command(after_help = "EXAMPLES:\n  coffer customer list\n  coffer customer list --json")]
    List,
    /// Switch the lockbox of all of a customer's cases
    #[command(after_help = "EXAMPLES:\n  coffer customer lockbox 'Contoso Ltd' --on")]
    Lockbox(LockboxArgs),
    /// Hold all of a customer's cases for the law, or end that (data protection and security officers)
    #[command(
        after_help = "EXAMPLES:\n  coffer customer hold 'Contoso Ltd' --on --reason 'subpoena 12-345, keep everything'"
    )]
    Hold(HoldArgs),
    /// Take out what is held about one of a customer's contacts, as JSON (data protection officers)
    #[command(
        after_help = "Links, files (not what is in them), what they wrote, what was sent to them, and all entries of the ledger about these, each a receipt that was checked here.

EXAMPLES:
  coffer customer export 'Contoso Ltd' jane@contoso.example --reason 'she asked by letter of 23 November' > jane.json"
    )]
    Export(ExportArgs),
}

#[derive(Args)]
pub(crate) struct ExportArgs {
    /// The customer: id or name
    customer: String,
    /// The contact: id or address
    contact: String,
    /// Why, in at least ten characters
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct HoldArgs {
    /// The customer: id or name
    customer: String,
    #[command(flatten)]
    hold: HoldSwitch,
}

#[derive(Args)]
pub(crate) struct LockboxArgs {
    /// The customer: id or name
    customer: String,
    /// Switch it on
    #[arg(long, required_unless_present = "off", conflicts_with = "off")]
    on: bool,
    /// Switch it off
    #[arg(long)]
    off: bool,
}

pub(crate) async fn run(ctx: &Ctx, command: CustomerCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        CustomerCommand::Create(args) => {
            let created = client
                .create_customer(&NewCustomer {
                    name: args.into_name(),
                })
                .await?;
            ctx.show(&created, |out, customer| {
                out.details(&[("id", customer.id.clone()), ("name", customer.name.clone())])
            })
        }
        CustomerCommand::Lockbox(args) => {
            let set = SetLockbox { on: args.on };
            client.set_customer_lockbox(&args.customer, &set).await?;
            let word = if args.on { "on" } else { "off" };
            ctx.out.note(&format!("The lockbox is {word}."));
            Ok(Exit::Ok)
        }
        CustomerCommand::Hold(args) => {
            let hold = args.hold.into_body();
            client.hold_customer(&args.customer, &hold).await?;
            ctx.show(&json!({ "held": hold.on }), |_, _| Ok(()))
        }
        CustomerCommand::Export(args) => {
            let export = everything(&client, args).await?;
            ctx.show(&export, |out, export| {
                let mut text = serde_json::to_string_pretty(export)?;
                text.push('\n');
                out.raw(text.as_bytes())
            })
        }
        CustomerCommand::List => {
            let customers = client.customers().await?;
            ctx.show_list(&customers, &["id", "name", "held", "created"], |customer| {
                vec![
                    customer.id.clone(),
                    customer.name.clone(),
                    if customer.held { "held" } else { "" }.to_owned(),
                    customer.created.clone(),
                ]
            })
        }
    }
}

/// All parts as one, every entry checked against the signed head it came with.
async fn everything(client: &Client, args: ExportArgs) -> anyhow::Result<SubjectExport> {
    let mut ask = ExportSubject {
        reason: args.reason,
        below: None,
    };
    let mut whole = client
        .export_subject(&args.customer, &args.contact, &ask)
        .await?;
    while whole.more {
        ask.below = whole.entries.last().map(|entry| entry.index);
        let part = client
            .export_subject(&args.customer, &args.contact, &ask)
            .await?;
        whole.more = part.more;
        whole.entries.extend(part.entries);
        for member in part.members {
            if !whole.members.contains(&member) {
                whole.members.push(member);
            }
        }
    }
    for entry in &whole.entries {
        receipt::check(&receipt::to_text(entry), None)
            .with_context(|| format!("entry {} of the ledger", entry.index))?;
    }
    Ok(whole)
}
