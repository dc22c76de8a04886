//! `cofferd`: the server and the operator's commands.
//!
//! - **Invariant:** adapters are named here and nowhere above them; everything else talks to ports.
//! - **Invariant:** secrets come from the environment, a file or a prompt, never from an argument.

mod breached;
mod bucket;
mod commands;
mod config;
mod data_dir;
mod environment;
mod hygiene;
mod output;
mod passphrase;
mod rules;
mod system;
mod tls;
mod traces;
mod wiring;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    hygiene::harden();
    let arguments = commands::Arguments::parse();
    match commands::run(arguments) {
        Ok(code) => code,
        Err(error) => {
            output::error(&error);
            ExitCode::from(output::FAILED)
        }
    }
}
