//! `coffer verify`

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::Args;
use coffer_client::receipt::{CheckError, Checked, check};
use coffer_client::text::shown;
use coffer_client::tlog::limits::RECEIPT_LEN_MAX;
use serde_json::json;

use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::{Failure, told};
use crate::progress;

/// A key file is at most this long.
const KEY_BYTES_MAX: u64 = 4_096;
/// A local file is hashed in blocks of this size.
const READ_BYTES: usize = 256 << 10;

const AFTER: &str = "\
EXAMPLES:
  coffer verify coffer-receipt-bundle.tar.gz.json
  coffer verify receipt.json --log 'coffer.example+1f2e3d4c+AT…' --file bundle.tar.gz
  coffer verify receipt.json --log-file organisation.vkey --json

Without a trusted key the receipt is checked against the key it names itself. That shows it was not
damaged, but not who issued it.";

/// Check a receipt: the signature, the place in the ledger, and what it says. Needs no server and no account.
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct VerifyArgs {
    /// The receipt (JSON)
    receipt: PathBuf,
    /// The log's key, obtained from the organisation itself
    #[arg(long, value_name = "VKEY", conflicts_with = "log_file")]
    log: Option<String>,
    /// A file with the log's key
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
    /// Also check that this local file is the one the receipt is about
    #[arg(long, value_name = "PATH")]
    file: Option<PathBuf>,
}

pub(crate) fn run(ctx: &Ctx, args: &VerifyArgs) -> anyhow::Result<Exit> {
    let text = read(&args.receipt, RECEIPT_LEN_MAX as u64 + 1)?;
    let trusted = match (&args.log, &args.log_file) {
        (Some(key), _) => Some(key.clone()),
        (None, Some(path)) => Some(read(path, KEY_BYTES_MAX)?),
        (None, None) => None,
    };
    let checked = match check(&text, trusted.as_deref()) {
        Ok(checked) => checked,
        Err(error) => return refused(ctx, error),
    };
    let same = match &args.file {
        Some(path) => Some(compare(ctx, path, &checked)?),
        None => None,
    };
    if ctx.json {
        ctx.out.json(&as_json(&checked, trusted.is_some(), same))?;
    } else {
        for sentence in sentences(&checked, trusted.is_some()) {
            ctx.out.line(&sentence)?;
        }
        if let (Some(path), Some(true)) = (&args.file, same) {
            ctx.out.line(&format!(
                "`{}` is this file: its length and BLAKE3 are the same.",
                shown(&path.display().to_string())
            ))?;
        }
    }
    if same == Some(false) {
        let path = args.file.as_deref().unwrap_or(Path::new(""));
        let message = format!(
            "`{}` is not the file the receipt is about: its content differs",
            path.display()
        );
        return Err(Failure::not_verified(message).into());
    }
    Ok(Exit::Ok)
}

fn refused(ctx: &Ctx, error: CheckError) -> anyhow::Result<Exit> {
    let local = matches!(error, CheckError::TrustedKey(_));
    let error = anyhow::Error::new(error);
    if local {
        return Err(error);
    }
    let told = told(&error);
    if ctx.json {
        ctx.out.json(&json!({ "holds": false, "error": told }))?;
    }
    Err(Failure::not_verified(format!("the receipt proves nothing: {told}")).into())
}

fn read(path: &Path, max: u64) -> anyhow::Result<String> {
    let read = || -> io::Result<String> {
        let mut text = String::new();
        fs::File::open(path)?.take(max).read_to_string(&mut text)?;
        Ok(text)
    };
    read().with_context(|| format!("cannot read `{}`", path.display()))
}

/// Whether the local file has the receipt's length and hash.
fn compare(ctx: &Ctx, path: &Path, checked: &Checked) -> anyhow::Result<bool> {
    let Some(expected) = &checked.facts.blake3 else {
        let message = "the receipt says nothing of a file's content, so no file can be compared";
        return Err(Failure::local(message).into());
    };
    let cannot = || format!("cannot read `{}`", path.display());
    let mut file = fs::File::open(path).with_context(cannot)?;
    let bytes = file.metadata().with_context(cannot)?.len();
    if checked
        .facts
        .bytes
        .is_some_and(|expected| expected != bytes)
    {
        return Ok(false);
    }
    let bar = progress::bar(ctx, "checking", Some(bytes));
    let mut hasher = blake3::Hasher::new();
    let mut block = vec![0; READ_BYTES];
    loop {
        let read = file.read(&mut block).with_context(cannot)?;
        let Some(data) = block.get(..read).filter(|data| !data.is_empty()) else {
            break;
        };
        hasher.update(data);
        bar.inc(data.len() as u64);
    }
    bar.finish_and_clear();
    Ok(hasher.finalize().to_hex().as_str() == expected.as_str())
}

/// What is proved, in sentences.
fn sentences(checked: &Checked, trusted: bool) -> Vec<String> {
    let facts = &checked.facts;
    let mut told = vec![format!(
        "The receipt holds: entry {} is in the ledger `{}`, whose signed head covers {} entries.",
        checked.index,
        shown(&checked.origin),
        checked.size
    )];
    let object = facts.object.as_deref().unwrap_or("nothing named");
    told.push(format!(
        "It records `{}` at {} by {}, on {}{}.",
        shown(&facts.event),
        shown(&facts.time),
        shown(&facts.actor),
        shown(object),
        facts
            .case
            .as_deref()
            .map(|case| format!(" in {}", shown(case)))
            .unwrap_or_default(),
    ));
    if let Some(name) = facts.name() {
        told.push(format!("The file's name is `{}`.", shown(name)));
    }
    match (&facts.blake3, facts.bytes) {
        (Some(hash), Some(bytes)) => {
            told.push(format!(
                "Its content is {bytes} bytes with BLAKE3 {}.",
                shown(hash)
            ));
        }
        (Some(hash), None) => told.push(format!("Its content has BLAKE3 {}.", shown(hash))),
        (None, _) => {}
    }
    if let Some(until) = &facts.backups_until {
        told.push(format!(
            "Backups that are pruned as they should have none of its keys from {} on.",
            shown(until)
        ));
    }
    for (field, value) in facts.opened.iter().filter(|(field, _)| field != "name") {
        told.push(format!(
            "It discloses {}: `{}`.",
            shown(field),
            shown(value)
        ));
    }
    if trusted {
        told.push("It is signed by the key you trust.".to_owned());
    } else {
        told.push(format!(
            "No trusted key was given: this proves only that the receipt fits the key it names, {}. Compare that key with the one the organisation publishes, or give it with --log.",
            shown(&checked.log)
        ));
    }
    told
}

fn as_json(checked: &Checked, trusted: bool, same: Option<bool>) -> serde_json::Value {
    let facts = &checked.facts;
    let mut value = json!({
        "holds": true,
        "trusted": trusted,
        "log": checked.log,
        "origin": checked.origin,
        "index": checked.index,
        "size": checked.size,
        "root": checked.root,
        "event": facts.event,
        "time": facts.time,
        "actor": facts.actor,
        "case": facts.case,
        "object": facts.object,
        "name": facts.name(),
        "bytes": facts.bytes,
        "blake3": facts.blake3,
        "backups_until": facts.backups_until,
    });
    if let (Some(members), Some(same)) = (value.as_object_mut(), same) {
        members.insert("file_matches".to_owned(), same.into());
    }
    value
}
