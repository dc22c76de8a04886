//! `coffer message`

use std::io::Read as _;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use coffer_client::text::{shown, shown_lines};
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;

/// More than any message may hold: what is longer is refused by the server, not by memory.
const INPUT_BYTES_MAX: u64 = 64 << 10;

#[derive(Subcommand)]
pub(crate) enum MessageCommand {
    /// Write to the contacts of a case; a mail tells them that there is a message, not what it says
    #[command(
        after_help = "EXAMPLES:\n  coffer message send --case T-48213 'Which version runs on node 3?'\n  coffer message send --case T-48213 - < answer.txt"
    )]
    Send(SendArgs),
    /// Show what members and contacts of a case wrote to each other, oldest first
    #[command(after_help = "EXAMPLES:\n  coffer message list --case T-48213")]
    List(ListArgs),
    /// Erase what a message says, for a reason; that it was written stays
    #[command(
        after_help = "EXAMPLES:\n  coffer message erase msg_01jd2v7k3m --reason 'the customer asked for it'"
    )]
    Erase(EraseArgs),
}

#[derive(Args)]
pub(crate) struct SendArgs {
    /// What it says; `-` reads it from the standard input
    text: String,
    /// The case: reference or id
    #[arg(long)]
    case: String,
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// The case: reference or id
    #[arg(long)]
    case: String,
}

#[derive(Args)]
pub(crate) struct EraseArgs {
    /// The message's id
    message: String,
    /// Why, in at least ten characters; recorded
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

pub(crate) async fn run(ctx: &Ctx, command: MessageCommand) -> anyhow::Result<Exit> {
    let client = ctx.client()?;
    match command {
        MessageCommand::Send(args) => {
            let text = match args.text.as_str() {
                "-" => from_input()?,
                _ => args.text,
            };
            let sent = client.send_message(&args.case, &text).await?;
            ctx.show(&sent, |out, sent| {
                out.details(&[
                    ("id", sent.message.id.clone()),
                    ("created", sent.message.created.clone()),
                    ("told by mail", sent.told.to_string()),
                ])
            })
        }
        MessageCommand::Erase(args) => {
            let erased = client.erase_message(&args.message, &args.reason).await?;
            ctx.show(&erased, |out, erased| {
                out.details(&[("erased", erased.id.clone())])
            })
        }
        MessageCommand::List(args) => {
            let mut messages = client.messages(&args.case).await?;
            messages.reverse();
            if ctx.json {
                ctx.out.json(&json!({ "items": messages }))?;
                return Ok(Exit::Ok);
            }
            for message in &messages {
                let (created, author) = (shown(&message.created), shown(&message.author));
                ctx.out.line(&format!("{created}  {author}"))?;
                if message.erased {
                    ctx.out.line("    (erased)")?;
                }
                for line in shown_lines(&message.text).lines() {
                    ctx.out.line(&format!("    {line}"))?;
                }
                ctx.out.line("")?;
            }
            Ok(Exit::Ok)
        }
    }
}

fn from_input() -> anyhow::Result<String> {
    let mut text = String::new();
    let input = std::io::stdin().lock();
    input
        .take(INPUT_BYTES_MAX)
        .read_to_string(&mut text)
        .context("the standard input cannot be read as text")?;
    Ok(text)
}
