//! `coffer redact`

mod copy;
mod notes;
mod target;

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use coffer_client::scan::redact::Policy;
use coffer_client::scan::{CaseKey, RuleSet};

use self::copy::{Copied, Means};
use self::notes::Notes;
use self::target::Target;
use crate::case_key;
use crate::commands::reveal_map::{self, Map};
use crate::commands::scan::Inputs;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::{Failure, told};
use crate::rule_files::{self, RuleArgs};

/// A policy is at most this long.
const POLICY_BYTES_MAX: u64 = 1 << 20;

const AFTER: &str = "\
EXAMPLES:
  coffer redact app.log -o app.redacted.log
  coffer redact bundle.tar.gz -o bundle.redacted.tar.gz --report moved.jsonl
  coffer redact logs/ -o redacted/ --key-file case.key
  kubectl logs app | coffer redact > app.redacted.log

EXIT CODES:
  0  everything is there, with every finding replaced
  1  parts that could not be read were left out; they are named
  2  a file could not be read or written; wrong usage

Equal values become equal pseudonyms within a run, and from run to run with the same --key-file. Whoever has the key
can tell which pseudonym stands for a value they guess: never hand it on with the copy.";

/// Write copies of files, folders and archives with findings replaced. Nothing leaves this computer.
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct RedactArgs {
    /// Files and folders; `-` is standard input, also taken when nothing is named and data is piped in
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Where to write: a file for one file, else a folder; nothing there is overwritten
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// What stands for the values afterwards
    #[arg(long, value_name = "ACTION", conflicts_with = "policy")]
    action: Option<ActionArg>,
    /// What to do with which type, as TOML
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// The 32 bytes from which pseudonyms are made; created if there is no such file
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Write what was replaced, with old and new places, as JSON lines
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Also write the values, sealed so that only --recipient can open them
    #[arg(long, value_name = "FILE", requires = "recipient")]
    reveal_map: Option<PathBuf>,
    /// The public key to which the reveal map is sealed, made by `coffer reveal-map key`
    #[arg(long, value_name = "FILE", requires = "reveal_map")]
    recipient: Option<PathBuf>,
    #[command(flatten)]
    rules: RuleArgs,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum ActionArg {
    /// A pseudonym, such as <CARD:7Q2MX4KA9T>
    Token,
    /// `****1111` for cards, bank accounts and phones, `********` for the rest
    Mask,
    /// Something of the same form that is no real value
    Format,
    /// Nothing
    Remove,
}

impl ActionArg {
    fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::Mask => "mask",
            Self::Format => "format",
            Self::Remove => "remove",
        }
    }
}

pub(crate) fn run(ctx: &Ctx, args: &RedactArgs) -> anyhow::Result<Exit> {
    let rules = rule_files::load(&args.rules)?;
    let policy = policy(args, &rules)?;
    let inputs = Inputs::of(ctx, &args.paths)?;
    let target = Target::of(args.output.as_deref(), &args.paths, &inputs)?;
    if target.is_stdout() && ctx.json {
        return Err(Failure::local("--json needs -o: the copy goes to standard output").into());
    }
    let key = key(ctx, args)?;
    let map = map(args)?;
    let mut notes = Notes::create(args.report.as_deref())?;
    let means = Means {
        rules: &rules,
        policy: &policy,
        key: &key,
        map: map.as_ref(),
    };
    let bar = inputs.bar(ctx);
    let (mut failed, mut left_out, mut replaced) = (inputs.unread, 0, 0);
    for input in &inputs.items {
        match copy::one(input, &target, &means, &bar) {
            Ok(copied) => {
                replaced += copied.replaced(&policy).count();
                left_out += copied.left_out().count();
                bar.suspend(|| tell(ctx, &copied, &policy, &mut notes))?;
            }
            Err(error) => {
                bar.suspend(|| ctx.out.error(&told(&error)));
                failed += 1;
            }
        }
    }
    bar.finish_and_clear();
    notes.finish()?;
    if let (Some(map), Some(path)) = (&map, &args.reveal_map) {
        let sealed = map.borrow().sealed()?;
        case_key::write_private(path, &sealed)
            .with_context(|| format!("cannot create `{}`", path.display()))?;
    }
    if failed > 0 {
        let message = format!("{failed} of the files and folders named have no redacted copy");
        return Err(Failure::local(message).into());
    }
    ctx.out.note(&format!("{replaced} findings replaced."));
    Ok(if left_out == 0 {
        Exit::Ok
    } else {
        Exit::Negative
    })
}

/// The map that values are gathered in, if one was asked for.
fn map(args: &RedactArgs) -> anyhow::Result<Option<RefCell<Map>>> {
    let (Some(path), Some(recipient)) = (&args.reveal_map, &args.recipient) else {
        return Ok(None);
    };
    if fs::exists(path)? {
        let message = format!("`{}` is there already", path.display());
        return Err(Failure::local(message).into());
    }
    let recipient = reveal_map::recipient(recipient)?;
    Ok(Some(RefCell::new(Map::new(recipient))))
}

/// Says what was left out and where the copy is; adds to the report.
fn tell(ctx: &Ctx, copied: &Copied, policy: &Policy, notes: &mut Notes) -> anyhow::Result<()> {
    notes.add(copied, policy)?;
    for (place, reason) in copied.left_out() {
        ctx.out
            .note(&format!("Left out: {place}: {}.", reason.text()));
    }
    if ctx.json {
        ctx.out.json(&notes::summary(copied, policy))?;
    }
    Ok(())
}

fn policy(args: &RedactArgs, rules: &RuleSet) -> anyhow::Result<Policy> {
    let text = match (&args.policy, args.action) {
        (Some(path), _) => {
            let cannot = || format!("cannot read the policy in `{}`", path.display());
            if fs::metadata(path).with_context(cannot)?.len() > POLICY_BYTES_MAX {
                return Err(Failure::local("the policy is too long").into());
            }
            fs::read_to_string(path).with_context(cannot)?
        }
        (None, Some(action)) => format!("[default]\naction = \"{}\"\n", action.word()),
        (None, None) => return Ok(Policy::default()),
    };
    Ok(Policy::from_toml(&text, rules)?)
}

fn key(ctx: &Ctx, args: &RedactArgs) -> anyhow::Result<CaseKey> {
    let Some(path) = &args.key_file else {
        ctx.out.note(
            "Pseudonyms are made with a fresh key that is not kept: another run gives others (--key-file keeps one).",
        );
        return Ok(CaseKey::new(rand::random()));
    };
    let (key, fresh) = case_key::from_file(path)?;
    if fresh {
        let shown = path.display();
        ctx.out.note(&format!(
            "A fresh key is in `{shown}`: keep it, and keep it apart from the copy."
        ));
    }
    Ok(key)
}
