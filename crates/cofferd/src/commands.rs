//! The operator's commands.

mod backup;
mod directory;
mod doctor;
mod events;
mod init;
mod ledger;
mod member;
mod openapi;
mod policy;
mod restore;
mod serve;
mod service_account;
mod token;
mod witness;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Parser, Subcommand};
use coffer_app::App;

use crate::config::{Config, LISTEN_DEFAULT};
use crate::data_dir::DataDir;
use crate::passphrase::PassphraseSource;
use crate::{rules, wiring};

/// Coffer's server.
///
/// Exit status: 0 done, 1 a check came out negative (doctor, ledger verify, events sinks and test, backup status, verify, pull, push and fetch), 2 the command failed.
#[derive(Parser)]
#[command(
    name = "cofferd",
    version,
    after_help = "EXAMPLES:
  cofferd init --data /srv/coffer --admin admin@example.com
  cofferd serve --data /srv/coffer --listen 0.0.0.0:8443
  cofferd doctor --data /srv/coffer"
)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Init),
    Serve(serve::Serve),
    #[command(subcommand)]
    Token(token::Token),
    #[command(subcommand)]
    Member(member::Member),
    #[command(subcommand)]
    ServiceAccount(service_account::ServiceAccount),
    #[command(subcommand)]
    Directory(directory::Directory),
    #[command(subcommand)]
    Ledger(ledger::Ledger),
    #[command(subcommand)]
    Events(events::Events),
    #[command(subcommand)]
    Policy(policy::Policy),
    #[command(subcommand)]
    Backup(backup::Backup),
    #[command(subcommand)]
    Witness(witness::Witness),
    Restore(restore::Restore),
    Doctor(doctor::Doctor),
    Openapi(openapi::Openapi),
}

/// Runs a command to its end.
pub(crate) fn run(arguments: Arguments) -> anyhow::Result<ExitCode> {
    match arguments.command {
        Command::Init(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Token(command) => command.run(),
        Command::Member(command) => command.run(),
        Command::ServiceAccount(command) => command.run(),
        Command::Directory(command) => command.run(),
        Command::Ledger(command) => command.run(),
        Command::Events(command) => command.run(),
        Command::Policy(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Witness(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::Openapi(command) => command.run(),
    }
}

/// Which data directory, and how to unlock it.
#[derive(Args, Clone)]
pub(crate) struct Place {
    /// The data directory
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The configuration [default: DIR/cofferd.toml]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(flatten)]
    passphrase: PassphraseSource,
}

impl Place {
    fn load(&self) -> anyhow::Result<(DataDir, Config)> {
        let dir = DataDir::existing(&self.data)?;
        let config = Config::load(self.config.as_deref(), &dir.config())?;
        Ok((dir, config))
    }

    /// Which configuration counts.
    fn config_path(&self, dir: &DataDir) -> PathBuf {
        self.config.clone().unwrap_or_else(|| dir.config())
    }

    /// The application over this directory, for a command beside a server that may be running.
    async fn open(&self) -> anyhow::Result<Arc<App>> {
        let (dir, mut config) = self.load()?;
        // Nobody signs in here: a table of places that is wrong, or takes its time, stops no backup and no other command.
        config.watch.forget_places();
        let listen = config.listen.map_or_else(|| LISTEN_DEFAULT.parse(), Ok)?;
        let public_url = config.public_url(listen)?;
        // Nothing is scanned beside the server, so rules that do not load stop no other command.
        let rules = rules::builtin()?;
        wiring::open(
            &dir,
            &config,
            public_url,
            self.passphrase.read()?,
            rules,
            None,
        )
        .await
    }
}

/// A runtime for one command.
fn block_on<T>(future: impl Future<Output = anyhow::Result<T>>) -> anyhow::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?
        .block_on(future)
}
