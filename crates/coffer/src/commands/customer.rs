//! `coffer customer`

use clap::{Args, Subcommand};
use coffer_client::api::access::SetLockbox;
use coffer_client::api::people::NewCustomer;
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
