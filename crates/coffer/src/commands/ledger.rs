//! `coffer ledger`

mod watch;

use clap::Subcommand;

use crate::context::Ctx;
use crate::exit::Exit;

#[derive(Subcommand)]
pub(crate) enum LedgerCommand {
    /// Print the newest signed head; keep it somewhere safe to notice a ledger that was rewritten
    #[command(
        after_help = "EXAMPLES:\n  coffer ledger checkpoint > checkpoint-$(date +%F).txt\n  coffer ledger checkpoint --json"
    )]
    Checkpoint,
    Watch(watch::WatchArgs),
}

pub(crate) async fn run(ctx: &Ctx, command: LedgerCommand) -> anyhow::Result<Exit> {
    match command {
        LedgerCommand::Checkpoint => checkpoint(ctx).await,
        LedgerCommand::Watch(args) => watch::run(ctx, &args).await,
    }
}

async fn checkpoint(ctx: &Ctx) -> anyhow::Result<Exit> {
    let checkpoint = ctx.client()?.checkpoint().await?;
    ctx.out.note(&format!(
        "{} entries; the log's key is {}",
        checkpoint.size, checkpoint.log
    ));
    ctx.show(&checkpoint, |out, checkpoint| {
        out.raw(checkpoint.checkpoint.as_bytes())
    })
}
