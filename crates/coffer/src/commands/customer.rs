//! `coffer customer`

use clap::Subcommand;
use coffer_client::api::people::NewCustomer;

use crate::args::NameArg;
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
        CustomerCommand::List => {
            let customers = client.customers().await?;
            ctx.show_list(&customers, &["id", "name", "created"], |customer| {
                vec![
                    customer.id.clone(),
                    customer.name.clone(),
                    customer.created.clone(),
                ]
            })
        }
    }
}
