//! `coffer`: send files into a case, work on cases, verify receipts, scan locally.
//!
//! Data goes to standard output, messages to standard error; how a command ended is its exit code ([`exit`]).

mod args;
mod case_key;
mod clock;
mod commands;
mod config;
mod context;
mod exit;
mod failure;
mod output;
mod progress;
mod rule_files;
mod terminal;
mod units;
mod watched;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Cli;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::output::Out;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let quiet = cli.global.quiet;
    let ended = run(cli).unwrap_or_else(|error| {
        if failure::is_broken_pipe(&error) {
            // Whoever read the output has enough of it.
            return Exit::Ok;
        }
        Out::new(quiet).error(&failure::told(&error));
        Exit::of(&error)
    });
    ExitCode::from(ended.code())
}

fn run(cli: Cli) -> anyhow::Result<Exit> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let ctx = Ctx::new(cli.global)?;
    runtime.block_on(commands::run(ctx, cli.command))
}
