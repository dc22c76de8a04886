//! The commands, one file each.

pub(crate) mod access;
pub(crate) mod alert;
pub(crate) mod budget;
pub(crate) mod case;
pub(crate) mod customer;
pub(crate) mod decoy;
pub(crate) mod delivery;
pub(crate) mod department;
pub(crate) mod file;
pub(crate) mod ledger;
pub(crate) mod login;
pub(crate) mod member;
pub(crate) mod message;
pub(crate) mod policy;
pub(crate) mod redact;
pub(crate) mod request;
pub(crate) mod respond;
pub(crate) mod retention;
pub(crate) mod reveal_map;
mod rollback;
pub(crate) mod rules;
pub(crate) mod scan;
pub(crate) mod send;
pub(crate) mod session;
pub(crate) mod template;
pub(crate) mod token;
pub(crate) mod training;
pub(crate) mod verify;

use crate::args::Command;
use crate::context::Ctx;
use crate::exit::Exit;

/// Runs one command.
pub(crate) async fn run(ctx: Ctx, command: Command) -> anyhow::Result<Exit> {
    match command {
        Command::Login(args) => login::run(&ctx, args).await,
        Command::Department(command) => department::run(&ctx, command).await,
        Command::Member(command) => member::run(&ctx, command).await,
        Command::Session(command) => session::run(&ctx, command).await,
        Command::Token(command) => token::run(&ctx, command).await,
        Command::Customer(command) => customer::run(&ctx, command).await,
        Command::Case(command) => case::run(&ctx, command).await,
        Command::Access(command) => access::run(&ctx, command).await,
        Command::Request(command) => request::run(&ctx, command).await,
        Command::Template(command) => template::run(&ctx, command).await,
        Command::Message(command) => message::run(&ctx, command).await,
        Command::Delivery(command) => delivery::run(&ctx, command).await,
        Command::Send(args) => send::run(&ctx, args).await,
        Command::File(command) => file::run(&ctx, command).await,
        Command::Policy(command) => policy::run(&ctx, command).await,
        Command::Alert(command) => alert::run(&ctx, command).await,
        Command::Budget(command) => budget::run(&ctx, command).await,
        Command::Ledger(command) => ledger::run(&ctx, command).await,
        Command::Retention(command) => retention::run(&ctx, command).await,
        Command::Training(command) => training::run(&ctx, command).await,
        Command::Verify(args) => verify::run(&ctx, &args),
        Command::Scan(args) => scan::run(&ctx, &args),
        Command::Redact(args) => redact::run(&ctx, &args),
        Command::RevealMap(command) => reveal_map::run(&ctx, command),
        Command::Rules(command) => rules::run(&ctx, command),
    }
}
