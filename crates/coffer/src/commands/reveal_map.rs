//! `coffer reveal-map`: the values behind the pseudonyms of a redacted copy, sealed to one recipient.

mod file;

use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{Args, Subcommand};
use coffer_envelope::{CaseKeyPair, SystemRng};
use serde_json::json;
use zeroize::Zeroizing;

use crate::case_key;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::Failure;

pub(crate) use file::{Map, recipient};

/// A key file is at most this long.
const KEY_FILE_BYTES_MAX: u64 = 8 << 10;

#[derive(Subcommand)]
pub(crate) enum RevealMapCommand {
    /// Make a pair of keys: one to seal reveal maps to, one to open them
    Key(KeyArgs),
    /// Show the values in a reveal map
    Open(OpenArgs),
}

#[derive(Args)]
#[command(after_help = "EXAMPLES:\n  coffer reveal-map key escrow.key")]
pub(crate) struct KeyArgs {
    /// Where the private key goes; the public one goes beside it, with `.pub` added
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Args)]
#[command(after_help = "EXAMPLES:\n  coffer reveal-map open values.map --key escrow.key")]
pub(crate) struct OpenArgs {
    /// The reveal map
    #[arg(value_name = "MAP")]
    map: PathBuf,
    /// The private key it was sealed to
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// Only the value behind this pseudonym
    #[arg(long, value_name = "PSEUDONYM")]
    token: Option<String>,
}

pub(crate) fn run(ctx: &Ctx, command: RevealMapCommand) -> anyhow::Result<Exit> {
    match command {
        RevealMapCommand::Key(args) => key(ctx, &args),
        RevealMapCommand::Open(args) => open(ctx, &args),
    }
}

fn key(ctx: &Ctx, args: &KeyArgs) -> anyhow::Result<Exit> {
    let mut beside = args.file.clone().into_os_string();
    beside.push(".pub");
    let public_path = PathBuf::from(beside);
    if fs::exists(&public_path)? {
        let message = format!("`{}` is there already", public_path.display());
        return Err(Failure::local(message).into());
    }
    let pair = CaseKeyPair::generate(&mut SystemRng::infallible());
    let private = Zeroizing::new(format!("{}\n", file::private_text(&pair.private)));
    case_key::write_private(&args.file, private.as_bytes())
        .with_context(|| format!("cannot create `{}`", args.file.display()))?;
    let public = format!("{}\n", file::public_text(&pair.public));
    OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&public_path)
        .and_then(|mut file| file.write_all(public.as_bytes()))
        .with_context(|| format!("cannot create `{}`", public_path.display()))?;
    if ctx.json {
        let [key, recipient] = [&args.file, &public_path].map(|path| path.to_string_lossy());
        ctx.out
            .json(&json!({ "key": key, "recipient": recipient }))?;
    } else {
        ctx.out.note(&format!(
            "Seal with --recipient {}; only `{}` opens what was sealed.",
            public_path.display(),
            args.file.display()
        ));
    }
    Ok(Exit::Ok)
}

fn open(ctx: &Ctx, args: &OpenArgs) -> anyhow::Result<Exit> {
    let private = file::private(&text_of(&args.key)?)?;
    let sealed =
        fs::read(&args.map).with_context(|| format!("cannot read `{}`", args.map.display()))?;
    let entries = file::opened(&sealed, &private)?;
    let wanted = |entry: &&file::Entry| args.token.as_ref().is_none_or(|t| *t == entry.token);
    let mut count = 0;
    for entry in entries.iter().filter(wanted) {
        count += 1;
        if ctx.json {
            ctx.out.json(entry)?;
        } else {
            ctx.out.foreign(&format!(
                "{}  {}  {}",
                entry.token, entry.type_name, entry.value
            ))?;
        }
    }
    if count == 0 {
        ctx.out.note("No such value.");
        return Ok(Exit::Negative);
    }
    Ok(Exit::Ok)
}

fn text_of(path: &Path) -> anyhow::Result<Zeroizing<String>> {
    let cannot = || format!("cannot read the key in `{}`", path.display());
    if fs::metadata(path).with_context(cannot)?.len() > KEY_FILE_BYTES_MAX {
        return Err(Failure::local(format!("`{}` is no key", path.display())).into());
    }
    Ok(Zeroizing::new(
        fs::read_to_string(path).with_context(cannot)?,
    ))
}
