//! `cargo xtask`: the project's checks and chores. Scripts are Rust here, so that they are read,
//! tested and linted like everything else.

mod ci;
mod demo;
mod say;
mod tidy;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::say::say;
use crate::workspace::Workspace;

/// The project's checks and chores.
#[derive(Parser)]
#[command(bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Everything that must pass before a change lands, as CI runs it.
    ///
    /// Example: `cargo xtask ci`, or only some steps: `cargo xtask ci fmt tidy`.
    Ci {
        /// Steps to run; all if none is named.
        steps: Vec<ci::Step>,
    },
    /// The main job played on a real server and narrated, every figure observed.
    ///
    /// Example: `FILE=bundle.tar.gz cargo xtask demo --bin-dir target/release`.
    Demo(demo::Arguments),
    /// Dependency edges, file sizes, links and words that the rules of the code base fix.
    Tidy,
    /// The scanner as a WebAssembly module for the pages, where a compiler for it can be had.
    Wasm,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// True if everything held.
fn run(arguments: &Arguments) -> Result<bool> {
    let workspace = Workspace::here()?;
    match &arguments.chore {
        Chore::Ci { steps } => ci::run(&workspace, steps),
        Chore::Demo(arguments) => demo::run(arguments),
        Chore::Tidy => tidy::run(&workspace),
        Chore::Wasm => wasm::run(&workspace),
    }
}
