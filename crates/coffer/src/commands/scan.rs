//! `coffer scan`

use std::path::PathBuf;

use clap::Args;

use crate::context::Ctx;
use crate::exit::Exit;

const AFTER: &str = "EXAMPLES:\n  coffer scan app.log\n  coffer scan bundle.tar.gz --json";

/// Look for cards, passwords, tokens and other sensitive data, inside archives too. Nothing leaves this computer.
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct ScanArgs {
    /// Files to look into
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

pub(crate) fn run(_ctx: &Ctx, _args: &ScanArgs) -> anyhow::Result<Exit> {
    Ok(Exit::Ok)
}
