//! `coffer session`

use clap::{Args, Subcommand};
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum SessionCommand {
    /// Where you are signed in, newest first
    #[command(
        after_help = "EXAMPLES:\n  coffer session list\n  coffer session list --member ada@example.com --json"
    )]
    List(ListArgs),
    /// End a session, or all of them; they are over at once
    #[command(
        after_help = "EXAMPLES:\n  coffer session end ses_01jd0000000000000000000000\n  coffer session end --all\n  coffer session end --all --member ada@example.com"
    )]
    End(EndArgs),
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// Somebody else's, for administrators: address or id
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
}

#[derive(Args)]
pub(crate) struct EndArgs {
    /// Which one
    #[arg(
        value_name = "SESSION",
        required_unless_present = "all",
        conflicts_with = "all"
    )]
    session: Option<String>,
    /// All of them
    #[arg(long)]
    all: bool,
    /// Somebody else's, for administrators: address or id
    #[arg(long, value_name = "MEMBER", requires = "all")]
    member: Option<String>,
}

pub(crate) async fn run(ctx: &Ctx, command: SessionCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        SessionCommand::List(args) => {
            let sessions = client.sessions(args.member.as_deref()).await?;
            let head = ["id", "factors", "since", "last used", "ends", "browser"];
            ctx.show_list(&sessions, &head, |session| {
                vec![
                    session.id.clone(),
                    session.factors.clone(),
                    session.created.clone(),
                    session.seen.clone(),
                    session.expires.clone(),
                    session.client_kind.clone().unwrap_or_default(),
                ]
            })
        }
        SessionCommand::End(args) => {
            match &args.session {
                Some(session) => client.end_session(session).await?,
                None => client.end_sessions(args.member.as_deref()).await?,
            }
            ctx.show(&json!({ "ended": true }), |_, _| Ok(()))
        }
    }
}
