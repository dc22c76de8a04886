//! `coffer file`

mod content;
mod inside;

use std::path::PathBuf;

use clap::{Args, Subcommand};
use coffer_client::api::cases::ShowVersion;
use coffer_client::api::files::{Erase, Erasure, File, FileChange};
use serde_json::json;

use crate::args::HoldSwitch;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::output::Out;
use crate::units::size;

#[derive(Subcommand)]
pub(crate) enum FileCommand {
    /// List the files of a case
    #[command(
        after_help = "EXAMPLES:\n  coffer file list T-48213\n  coffer file list T-48213 --json"
    )]
    List(ListArgs),
    /// Show one file's details
    #[command(after_help = "EXAMPLES:\n  coffer file show file_01jd2v7k3m")]
    Show(FileArg),
    /// Print the working copy: the file with findings masked
    #[command(
        after_help = "EXAMPLES:\n  coffer file cat file_01jd2v7k3m | less\n  coffer file cat file_01jd2v7k3m --member var/log/app.log\n  coffer file cat file_01jd2v7k3m --member 3"
    )]
    Cat(CatArgs),
    /// Save the working copy, or with --original the bytes as sent (needs the right to download)
    #[command(
        after_help = "EXAMPLES:\n  coffer file get file_01jd2v7k3m -o app.log\n  coffer file get file_01jd2v7k3m -o bundle.tar.gz --original"
    )]
    Get(GetArgs),
    /// List what is inside an archive
    #[command(after_help = "EXAMPLES:\n  coffer file tree file_01jd2v7k3m")]
    Tree(FileArg),
    /// List the findings; values are never shown here
    #[command(
        after_help = "EXAMPLES:\n  coffer file findings file_01jd2v7k3m\n  coffer file findings file_01jd2v7k3m --member var/log/app.log --type payment_card --json"
    )]
    Findings(FindingsArgs),
    /// Search the working copy with a regular expression; exit code 1 without a hit
    #[command(
        after_help = "EXAMPLES:\n  coffer file search file_01jd2v7k3m 'ERROR|FATAL'\n  coffer file search file_01jd2v7k3m 'timeout after \\d+' --member var/log/app.log"
    )]
    Search(SearchArgs),
    /// Show one original value; recorded with your reason before it is shown
    #[command(
        after_help = "EXAMPLES:\n  coffer file reveal file_01jd2v7k3m 12 --reason 'customer asks whether card ending 42 is affected'"
    )]
    Reveal(RevealArgs),
    /// Give a file another name
    #[command(
        after_help = "EXAMPLES:\n  coffer file rename file_01jd2v7k3m --name app-2026-11-23.log"
    )]
    Rename(RenameArgs),
    /// Hold a file for the law, or end that: neither it nor its case is erased (data protection and security officers)
    #[command(
        after_help = "EXAMPLES:\n  coffer file hold file_01jd2v7k3m --on --reason 'subpoena 12-345, keep this one'"
    )]
    Hold(HoldArgs),
    /// List the versions of a file, those set aside as well
    #[command(after_help = "EXAMPLES:\n  coffer file versions file_01jd2v7k3m")]
    Versions(FileArg),
    /// Show one version of a file, be it set aside or not; further ones are set aside (leads who work the case, security officers)
    #[command(
        after_help = "EXAMPLES:\n  coffer file show-version file_01jd2v7k3m --number 3 --reason 'the roll-back took a good one'"
    )]
    ShowVersion(ShowVersionArgs),
    /// Have a file checked again: after a failure, or by newer rules (leads)
    #[command(after_help = "EXAMPLES:\n  coffer file rescan file_01jd2v7k3m")]
    Rescan(FileArg),
    /// Erase a file for good: all versions, what was found in them, and their keys (leads)
    #[command(
        after_help = "EXAMPLES:\n  coffer file erase file_01jd2v7k3m --reason 'the customer asked for it in T-48213'"
    )]
    Erase(EraseArgs),
    /// Print the signed certificate that an erased file's keys are destroyed
    #[command(
        after_help = "EXAMPLES:\n  coffer file certificate file_01jd2v7k3m > erased.json\n  coffer verify erased.json"
    )]
    Certificate(FileArg),
    /// Print the signed receipt of a file's newest version
    #[command(after_help = "EXAMPLES:\n  coffer file receipt file_01jd2v7k3m > receipt.json")]
    Receipt(FileArg),
}

#[derive(Args)]
pub(crate) struct ListArgs {
    /// The case: reference or id
    #[arg(value_name = "CASE", required_unless_present = "case")]
    given: Option<String>,
    /// The same as a flag
    #[arg(long, value_name = "CASE", conflicts_with = "given")]
    case: Option<String>,
}

#[derive(Args)]
pub(crate) struct FileArg {
    /// The file's id
    file: String,
}

#[derive(Args)]
pub(crate) struct ShowVersionArgs {
    /// The file's id
    file: String,
    /// Which one, 1 for the first
    #[arg(long, value_name = "N")]
    number: u32,
    /// Why, in at least ten characters
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct CatArgs {
    /// The file's id
    file: String,
    /// A member of the archive: its number or path (`coffer file tree` lists them)
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
}

#[derive(Args)]
pub(crate) struct GetArgs {
    /// The file's id
    file: String,
    /// Where to save it; `-` for standard output
    #[arg(long, short, value_name = "PATH")]
    output: PathBuf,
    /// The bytes as sent instead of the working copy
    #[arg(long, conflicts_with = "member")]
    original: bool,
    /// A member of the archive: its number or path
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// Overwrite the output if it exists
    #[arg(long, short)]
    force: bool,
}

#[derive(Args)]
pub(crate) struct FindingsArgs {
    /// The file's id
    file: String,
    /// Only in this member: its number or path
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// Only this type, such as payment_card
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
}

#[derive(Args)]
pub(crate) struct SearchArgs {
    /// The file's id
    file: String,
    /// The regular expression
    regex: String,
    /// Only in this member: its number or path
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// Hits at most
    #[arg(long, value_name = "N")]
    limit: Option<u32>,
}

#[derive(Args)]
pub(crate) struct RevealArgs {
    /// The file's id
    file: String,
    /// The finding's number, from `coffer file findings`
    finding: u64,
    /// Why you need to see it, in at least ten characters
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(crate) struct RenameArgs {
    /// The file's id
    file: String,
    /// Its new name
    #[arg(long)]
    name: String,
}

#[derive(Args)]
pub(crate) struct HoldArgs {
    /// The file's id
    file: String,
    #[command(flatten)]
    hold: HoldSwitch,
}

#[derive(Args)]
pub(crate) struct EraseArgs {
    /// The file's id
    file: String,
    /// Why, in at least ten characters
    #[arg(long)]
    reason: String,
}

pub(crate) async fn run(ctx: &Ctx, command: FileCommand) -> anyhow::Result<Exit> {
    match command {
        FileCommand::List(args) => {
            let case = args.given.or(args.case).unwrap_or_default();
            let files = ctx.client()?.files(&case).await?;
            let head = ["id", "name", "size", "scan", "findings", "created"];
            ctx.show_list(&files, &head, |file| {
                vec![
                    file.id.clone(),
                    file.name.clone(),
                    size(file.bytes),
                    check(file),
                    findings(file),
                    file.created.clone(),
                ]
            })
        }
        FileCommand::Show(args) => {
            let file = ctx.client()?.file(&args.file).await?;
            ctx.show(&file, details)
        }
        FileCommand::Rename(args) => {
            let change = FileChange { name: args.name };
            let file = ctx.client()?.rename_file(&args.file, &change).await?;
            ctx.show(&file, details)
        }
        FileCommand::Rescan(args) => {
            let file = ctx.client()?.rescan_file(&args.file).await?;
            ctx.show(&file, details)
        }
        FileCommand::Hold(args) => {
            let hold = args.hold.into_body();
            ctx.client()?.hold_file(&args.file, &hold).await?;
            ctx.show(&json!({ "held": hold.on }), |_, _| Ok(()))
        }
        FileCommand::Versions(args) => versions(ctx, &args.file).await,
        FileCommand::ShowVersion(args) => show_version(ctx, args).await,
        FileCommand::Erase(args) => {
            let erase = Erase {
                reason: args.reason,
            };
            let erasure = ctx.client()?.erase_file(&args.file, &erase).await?;
            ctx.show(&erasure, erased)
        }
        FileCommand::Certificate(args) => {
            let receipt = ctx.client()?.erasure_certificate(&args.file).await?;
            ctx.show(&receipt, |out, receipt| {
                out.raw(coffer_client::receipt::to_text(receipt).as_bytes())
            })
        }
        FileCommand::Receipt(args) => {
            let receipt = ctx.client()?.receipt(&args.file).await?;
            ctx.show(&receipt, |out, receipt| {
                out.raw(coffer_client::receipt::to_text(receipt).as_bytes())
            })
        }
        FileCommand::Cat(args) => content::cat(ctx, args).await,
        FileCommand::Get(args) => content::get(ctx, args).await,
        FileCommand::Tree(args) => inside::tree(ctx, &args).await,
        FileCommand::Findings(args) => inside::findings(ctx, &args).await,
        FileCommand::Search(args) => inside::search(ctx, &args).await,
        FileCommand::Reveal(args) => inside::reveal(ctx, args).await,
    }
}

fn erased(out: Out, erasure: &Erasure) -> std::io::Result<()> {
    let keys = if erasure.keys_destroyed {
        "destroyed"
    } else {
        "not all destroyed yet; the server goes on trying"
    };
    out.details(&[
        ("file", erasure.file.clone()),
        ("case", erasure.case.clone()),
        ("objects", erasure.objects.to_string()),
        ("keys", keys.to_owned()),
        ("in backups until", erasure.backups_until.clone()),
    ])
}

fn findings(file: &File) -> String {
    let counts = file
        .findings
        .iter()
        .map(|count| format!("{} {}", count.count, count.kind));
    counts.collect::<Vec<_>>().join(", ")
}

/// The state of the check, why it got no further, and how far a running one is.
fn check(file: &File) -> String {
    let mut text = file.scan.clone();
    if let Some(reason) = &file.scan_reason {
        text.push_str(&format!(": {reason}"));
    }
    match &file.scan_progress {
        Some(progress) => text.push_str(&format!(
            "; being scanned, {} % ({} of {}, {} findings so far)",
            progress.percent,
            size(progress.bytes),
            size(progress.total_bytes),
            progress.findings,
        )),
        None if file.scan_queued => text.push_str("; waits to be scanned"),
        None if file.scan_outdated => text.push_str("; by older rules than are in force"),
        None => {}
    }
    text
}

fn labels(file: &File) -> String {
    let counts = file
        .labels
        .iter()
        .map(|count| format!("{} {}", count.count, count.label));
    counts.collect::<Vec<_>>().join(", ")
}

async fn versions(ctx: &Ctx, file: &str) -> anyhow::Result<Exit> {
    let versions = ctx.client()?.file_versions(file).await?;
    let head = ["number", "size", "created", "state", "blake3"];
    ctx.show_list(&versions, &head, |version| {
        let state = match (version.shown, version.set_aside) {
            (true, _) => "shown",
            (false, true) => "set aside",
            (false, false) => "",
        };
        vec![
            version.number.to_string(),
            size(version.bytes),
            version.created.clone(),
            state.to_owned(),
            version.blake3.clone(),
        ]
    })
}

async fn show_version(ctx: &Ctx, args: ShowVersionArgs) -> anyhow::Result<Exit> {
    let show = ShowVersion {
        number: args.number,
        reason: args.reason,
    };
    let file = ctx.client()?.show_version(&args.file, &show).await?;
    ctx.show(&file, details)
}

fn details(out: Out, file: &File) -> std::io::Result<()> {
    out.details(&[
        ("id", file.id.clone()),
        ("name", file.name.clone()),
        ("case", file.case.clone()),
        (
            "size",
            format!("{} ({} bytes)", size(file.bytes), file.bytes),
        ),
        ("blake3", file.blake3.clone()),
        ("version", file.version.to_string()),
        ("scan", check(file)),
        ("findings", findings(file)),
        ("labels", labels(file)),
        ("source", file.source.clone()),
        ("created", file.created.clone()),
    ])
}
