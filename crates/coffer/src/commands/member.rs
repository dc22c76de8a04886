//! `coffer member`

use clap::{Args, Subcommand};
use coffer_client::api::people::{Member, MoveMember, NewMember};

use super::rollback::{self, Since};
use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum MemberCommand {
    /// Add a member and print the one-time link by which they enrol
    #[command(
        after_help = "EXAMPLES:\n  coffer member add ada@example.com --department Support --role agent\n  coffer member add eve@example.com --name 'Eve Ohm' --department Support --role lead --role auditor"
    )]
    Add(AddArgs),
    /// List the members
    #[command(after_help = "EXAMPLES:\n  coffer member list\n  coffer member list --json")]
    List,
    /// Lock a member: sessions, API tokens and enrolment links end at once
    #[command(after_help = "EXAMPLES:\n  coffer member lock ada@example.com")]
    Lock(WhoArg),
    /// Unlock a member; what was ended stays ended
    #[command(after_help = "EXAMPLES:\n  coffer member unlock ada@example.com")]
    Unlock(WhoArg),
    /// Note that a member has left, for good: as locking, and they work no case any more
    #[command(after_help = "EXAMPLES:\n  coffer member leave ada@example.com")]
    Leave(WhoArg),
    /// Undo what a member did to files since a time: versions they added and names they gave (security officers)
    #[command(
        after_help = "EXAMPLES:\n  coffer member roll-back ada@example.com --since 2026-11-24T09:30:00.000Z --reason 'alert D18: files were encrypted' --preview"
    )]
    RollBack(RollBackArgs),
    /// Move a member to another department: sessions, API tokens and work on cases of others end
    #[command(
        after_help = "EXAMPLES:\n  coffer member move ada@example.com --department Engineering"
    )]
    Move(MoveArgs),
}

#[derive(Args)]
pub(crate) struct WhoArg {
    /// Address or id
    #[arg(value_name = "MEMBER")]
    member: String,
}

#[derive(Args)]
pub(crate) struct RollBackArgs {
    #[command(flatten)]
    who: WhoArg,
    #[command(flatten)]
    since: Since,
}

#[derive(Args)]
pub(crate) struct MoveArgs {
    #[command(flatten)]
    who: WhoArg,
    /// Where to: id or name
    #[arg(long)]
    department: String,
}

fn show(ctx: &Ctx, member: &Member) -> anyhow::Result<Exit> {
    ctx.show(member, |out, member| {
        out.details(&[
            ("id", member.id.clone()),
            ("email", member.email.clone()),
            ("department", member.department.clone()),
            ("state", member.state.clone()),
        ])
    })
}

#[derive(Args)]
pub(crate) struct AddArgs {
    /// Where they read mail, unique
    #[arg(value_name = "EMAIL", required_unless_present = "email")]
    given: Option<String>,
    /// The same as a flag
    #[arg(long, value_name = "EMAIL", conflicts_with = "given")]
    email: Option<String>,
    /// What they are called; the part before the @ if not given
    #[arg(long)]
    name: Option<String>,
    /// Their department: id or name
    #[arg(long)]
    department: String,
    /// What they do: administrator, agent, auditor, dpo, lead, operator or security; can be given several times
    #[arg(long = "role", required = true, value_name = "ROLE")]
    roles: Vec<String>,
}

pub(crate) async fn run(ctx: &Ctx, command: MemberCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        MemberCommand::Add(args) => {
            let new = NewMember {
                email: args.given.or(args.email).unwrap_or_default(),
                name: args.name,
                department: args.department,
                roles: args.roles,
            };
            let added = client.add_member(&new).await?;
            ctx.out
                .note("The enrolment link is shown once and works for 24 hours.");
            ctx.show(&added, |out, added| {
                out.details(&[
                    ("id", added.id.clone()),
                    ("email", added.member.email.clone()),
                    ("roles", added.member.roles.join(", ")),
                    ("enrolment", added.enrolment_url.clone()),
                ])
            })
        }
        MemberCommand::Lock(who) => show(ctx, &client.set_member(&who.member, "lock").await?),
        MemberCommand::Unlock(who) => show(ctx, &client.set_member(&who.member, "unlock").await?),
        MemberCommand::Leave(who) => show(ctx, &client.set_member(&who.member, "leave").await?),
        MemberCommand::RollBack(args) => {
            let back = args.since.into_body();
            let done = client.roll_back_member(&args.who.member, &back).await?;
            rollback::show(ctx, &done, back.preview)
        }
        MemberCommand::Move(args) => {
            let to = MoveMember {
                department: args.department,
            };
            show(ctx, &client.move_member(&args.who.member, &to).await?)
        }
        MemberCommand::List => {
            let members = client.members().await?;
            let head = ["id", "email", "name", "department", "roles", "state"];
            ctx.show_list(&members, &head, |member| {
                vec![
                    member.id.clone(),
                    member.email.clone(),
                    member.name.clone(),
                    member.department.clone(),
                    member.roles.join(", "),
                    member.state.clone(),
                ]
            })
        }
    }
}
