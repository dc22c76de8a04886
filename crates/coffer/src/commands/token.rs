//! `coffer token`

use clap::{Args, Subcommand};
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum TokenCommand {
    /// List your API tokens, newest first; they are made in the browser, or by `coffer login`
    #[command(
        after_help = "EXAMPLES:\n  coffer token list\n  coffer token list --member ada@example.com --json"
    )]
    List(ListArgs),
    /// End an API token before its time
    #[command(after_help = "EXAMPLES:\n  coffer token end tok_01jd0000000000000000000000")]
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
    #[arg(value_name = "TOKEN")]
    token_id: String,
}

pub(crate) async fn run(ctx: &Ctx, command: TokenCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        TokenCommand::List(args) => {
            let tokens = client.tokens(args.member.as_deref()).await?;
            let head = ["id", "label", "scopes", "made", "ends"];
            ctx.show_list(&tokens, &head, |token| {
                vec![
                    token.id.clone(),
                    token.label.clone(),
                    token.scopes.join(" "),
                    token.created.clone(),
                    token.expires.clone(),
                ]
            })
        }
        TokenCommand::End(args) => {
            client.end_token(&args.token_id).await?;
            ctx.show(&json!({ "ended": true }), |_, _| Ok(()))
        }
    }
}
