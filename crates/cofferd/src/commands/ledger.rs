//! `cofferd ledger`

mod compare;
mod export;
mod verify;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Place, block_on};
use crate::output;

pub(super) use verify::Folder;

/// The ledger: export it, verify an export, compare it with what is there, show its key
#[derive(Subcommand)]
pub(crate) enum Ledger {
    Export(export::Export),
    Verify(verify::Verify),
    Compare(compare::Compare),
    Key(Key),
}

/// Show the log's public key, for whoever checks receipts and exports
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd ledger key --data /srv/coffer > coffer.vkey")]
pub(crate) struct Key {
    #[command(flatten)]
    place: Place,
    /// One JSON object instead of the bare key
    #[arg(long)]
    json: bool,
}

impl Ledger {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Ledger::Export(command) => command.run(),
            Ledger::Verify(command) => command.run(),
            Ledger::Compare(command) => command.run(),
            Ledger::Key(command) => command.run(),
        }
    }
}

impl Key {
    fn run(self) -> anyhow::Result<ExitCode> {
        block_on(async {
            let key = self.place.open().await?.log_verifier().await?.to_vkey();
            if self.json {
                output::json(&json!({ "log": key }))?;
            } else {
                output::line(&key)?;
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
