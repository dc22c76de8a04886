//! The command line itself.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use coffer_client::api::cases::SetHold;

use crate::commands::{
    access, alert, budget, case, customer, delivery, department, file, ledger, login, member,
    message, policy, redact, request, retention, reveal_map, rules, scan, send, session, template,
    token, training, verify,
};
use crate::exit::Exit;

const AFTER: &str = "\
EXAMPLES:
  coffer send 'https://coffer.example/c/req_01jd#coffer_lnk_…' bundle.tar.gz logs/
  coffer login --url https://coffer.example --email ada@example.com
  coffer file list --case T-48213
  coffer verify coffer-receipt-bundle.tar.gz.json --file bundle.tar.gz
  coffer scan app.log

SETTINGS, first one found counts:
  flag (--url), environment (COFFER_URL), configuration file (url = …)";

/// The end of `coffer --help`.
fn after() -> String {
    let codes = Exit::ALL.map(|exit| format!("\n  {}  {}", exit.code(), exit.meaning()));
    format!("{AFTER}\n\nEXIT CODES:{}", codes.concat())
}

/// Send customers' files into a case, work on them there, and check what was recorded.
#[derive(Parser)]
#[command(name = "coffer", version, after_help = after(), propagate_version = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Flags of every command.
#[derive(Args, Clone)]
#[command(next_help_heading = "Every command")]
pub(crate) struct Global {
    /// The server, such as https://coffer.example
    #[arg(
        long,
        global = true,
        env = "COFFER_URL",
        value_name = "URL",
        hide_env_values = true
    )]
    pub(crate) url: Option<String>,
    /// An API token (coffer_pat_…); better kept in COFFER_TOKEN or by `coffer login`
    #[arg(
        long,
        global = true,
        env = "COFFER_TOKEN",
        value_name = "TOKEN",
        hide_env_values = true
    )]
    pub(crate) token: Option<String>,
    /// Trust only the certificate authorities in this PEM file
    #[arg(
        long,
        global = true,
        env = "COFFER_CA",
        value_name = "FILE",
        hide_env_values = true
    )]
    pub(crate) ca: Option<PathBuf>,
    /// The configuration file instead of $XDG_CONFIG_HOME/coffer/config.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Print JSON with documented, stable fields
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// No messages and progress bars; errors are still told
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Sign in and keep an API token in the configuration file
    Login(login::LoginArgs),
    /// Make and list departments
    #[command(subcommand)]
    Department(department::DepartmentCommand),
    /// Add, list, lock and move members
    #[command(subcommand)]
    Member(member::MemberCommand),
    /// See where you are signed in, and end that
    #[command(subcommand)]
    Session(session::SessionCommand),
    /// List and end API tokens
    #[command(subcommand)]
    Token(token::TokenCommand),
    /// Add and list customers
    #[command(subcommand)]
    Customer(customer::CustomerCommand),
    /// Open, list, show and close cases
    #[command(subcommand)]
    Case(case::CaseCommand),
    /// Ask for access, answer requests, end grants
    #[command(subcommand)]
    Access(access::AccessCommand),
    /// Make, list and withdraw file requests
    #[command(subcommand)]
    Request(request::RequestCommand),
    /// Write to the contacts of a case, read what was written
    #[command(subcommand)]
    Message(message::MessageCommand),
    /// Keep templates of what file requests ask for
    #[command(subcommand)]
    Template(template::TemplateCommand),
    /// Send files to contacts, list and withdraw that
    #[command(subcommand)]
    Delivery(delivery::DeliveryCommand),
    /// Send files and folders through a link (no account needed)
    Send(send::SendArgs),
    /// Look into the files of a case
    #[command(subcommand)]
    File(file::FileCommand),
    /// Ask what the policies permit, and change the organisation's own
    #[command(subcommand)]
    Policy(policy::PolicyCommand),
    /// List, show, take and close alerts
    #[command(subcommand)]
    Alert(alert::AlertCommand),
    /// See how much goes out in an hour, and raise that for a time
    #[command(subcommand)]
    Budget(budget::BudgetCommand),
    /// Read the ledger's head, follow it
    #[command(subcommand)]
    Ledger(ledger::LedgerCommand),
    /// Set courses, record who passed them, list who has to
    #[command(subcommand)]
    Training(training::TrainingCommand),
    /// Say how long cases are kept after their close, list what is due
    #[command(subcommand)]
    Retention(retention::RetentionCommand),
    /// Check a receipt, without the server
    Verify(verify::VerifyArgs),
    /// Look for sensitive data in local files, without the server
    Scan(scan::ScanArgs),
    /// Write copies of local files without their sensitive data, without the server
    Redact(redact::RedactArgs),
    /// Make keys for reveal maps and open them: the values behind the pseudonyms of a copy
    #[command(subcommand)]
    RevealMap(reveal_map::RevealMapCommand),
    /// List and check the rules by which sensitive data is found
    #[command(subcommand)]
    Rules(rules::RulesCommand),
}

/// A name, as `NAME` or `--name NAME`.
#[derive(Args)]
pub(crate) struct NameArg {
    /// Its name, unique
    #[arg(value_name = "NAME", required_unless_present = "name")]
    given: Option<String>,
    /// The same as a flag
    #[arg(long, value_name = "NAME", conflicts_with = "given")]
    name: Option<String>,
}

impl NameArg {
    pub(crate) fn into_name(self) -> String {
        self.given.or(self.name).unwrap_or_default()
    }
}

/// `--on` or `--off` of a hold for the law, and why.
#[derive(Args)]
pub(crate) struct HoldSwitch {
    /// Hold it
    #[arg(long, required_unless_present = "off", conflicts_with = "off")]
    on: bool,
    /// End the hold
    #[arg(long)]
    off: bool,
    /// Why, in at least ten characters
    #[arg(long)]
    reason: String,
}

impl HoldSwitch {
    pub(crate) fn into_body(self) -> SetHold {
        SetHold {
            on: self.on,
            reason: self.reason,
        }
    }
}
