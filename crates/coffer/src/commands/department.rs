//! `coffer department`

use clap::Subcommand;
use coffer_client::api::people::NewDepartment;

use crate::args::NameArg;
use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum DepartmentCommand {
    /// Make a department
    #[command(after_help = "EXAMPLES:\n  coffer department create Support")]
    Create(NameArg),
    /// List the departments
    #[command(after_help = "EXAMPLES:\n  coffer department list\n  coffer department list --json")]
    List,
}

pub(crate) async fn run(ctx: &Ctx, command: DepartmentCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        DepartmentCommand::Create(args) => {
            let created = client
                .create_department(&NewDepartment {
                    name: args.into_name(),
                })
                .await?;
            ctx.show(&created, |out, department| {
                out.details(&[
                    ("id", department.id.clone()),
                    ("name", department.name.clone()),
                ])
            })
        }
        DepartmentCommand::List => {
            let departments = client.departments().await?;
            ctx.show_list(&departments, &["id", "name", "created"], |department| {
                vec![
                    department.id.clone(),
                    department.name.clone(),
                    department.created.clone(),
                ]
            })
        }
    }
}
