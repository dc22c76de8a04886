//! `cofferd witness`: vouches for other servers' ledgers. Runs elsewhere, with a key and a memory of its own.

mod serve;
mod state;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::output;
use state::State;

/// A witness: cosigns the heads of ledgers that only grow; set up on another machine, by other people
#[derive(Subcommand)]
pub(crate) enum Witness {
    Init(Init),
    Key(Key),
    Serve(serve::Serve),
}

/// Make a witness's key and folder; prints the verifier key to hand out
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd witness init --state /srv/witness --name witness.example.com/w1")]
pub(crate) struct Init {
    /// Where key and memory are kept
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// What the witness is called, such as its host and a number
    #[arg(long, value_name = "NAME")]
    name: String,
    /// One JSON object instead of the bare key
    #[arg(long)]
    json: bool,
}

/// Show the witness's verifier key
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd witness key --state /srv/witness > witness.vkey")]
pub(crate) struct Key {
    /// Where key and memory are kept
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// One JSON object instead of the bare key
    #[arg(long)]
    json: bool,
}

impl Witness {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Witness::Init(it) => show(&State::create(&it.state, &it.name)?, it.json),
            Witness::Key(it) => show(&State::open(&it.state)?, it.json),
            Witness::Serve(it) => it.run(),
        }
    }
}

fn show(state: &State, as_json: bool) -> anyhow::Result<ExitCode> {
    let key = state.signer()?.verifier().to_vkey();
    if as_json {
        output::json(&json!({ "witness": key }))?;
    } else {
        output::line(&key)?;
    }
    Ok(ExitCode::SUCCESS)
}
