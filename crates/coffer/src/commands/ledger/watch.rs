//! `coffer ledger watch`: follows a ledger from outside the server's reach.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use anyhow::Context as _;
use clap::Args;
use coffer_client::Client;
use coffer_client::follow::{LedgerFault, extends, needs_proof, signed};
use coffer_client::tlog::{Checkpoint, LogVerifier, WitnessVerifier};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::case_key::write_private;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::{Failure, told};

const AFTER: &str = "\
EXAMPLES:
  coffer ledger watch --state coffer.head --log-file coffer.vkey
  coffer ledger watch --state coffer.head --log-file coffer.vkey --once --json
  coffer ledger watch --state coffer.head --log-file coffer.vkey --witness \"$(cat witness.vkey)\"

Runs until something is wrong. Exit 6: the ledger was rewritten, cut off, forked or signed by another key. Exit 5: it is
silent. Run it where the server's administrators cannot reach it, with the token of an auditor.";

/// A look may take at least so long, however little patience there is: a slow line is not a silent ledger.
const LOOK_MIN: Duration = Duration::from_secs(60);

/// Follow the ledger's head; cry when it forks, shrinks or goes silent
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct WatchArgs {
    /// Where the last head that held is kept
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The log's key, obtained from the organisation itself
    #[arg(
        long,
        value_name = "VKEY",
        conflicts_with = "log_file",
        required_unless_present = "log_file"
    )]
    log: Option<String>,
    /// A file with the log's key
    #[arg(long, value_name = "FILE")]
    log_file: Option<PathBuf>,
    /// A witness that must have cosigned, by its key; several times for several
    #[arg(long = "witness", value_name = "VKEY")]
    witnesses: Vec<String>,
    /// How often to look
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    every: u64,
    /// After how long without a newer head (or a witness's newer line) the ledger counts as silent
    #[arg(long, value_name = "MINUTES", default_value_t = 15)]
    silent_after: u64,
    /// Look once
    #[arg(long)]
    once: bool,
}

/// What is kept between looks.
#[derive(Serialize, Deserialize, Clone)]
#[serde(deny_unknown_fields)]
struct Kept {
    /// The signed head.
    checkpoint: String,
    /// When the ledger was last seen to grow, seconds since 1970.
    grown: u64,
}

/// A look that found something.
enum Cry {
    /// It does not hold; the head that shows it.
    Fault(LedgerFault, Option<String>),
    /// Nothing new for too long.
    Silent(String),
}

struct Watching<'a> {
    ctx: &'a Ctx,
    args: &'a WatchArgs,
    client: Client,
    log: LogVerifier,
    witnesses: Vec<WitnessVerifier>,
}

pub(crate) async fn run(ctx: &Ctx, args: &WatchArgs) -> anyhow::Result<Exit> {
    let key = match (&args.log, &args.log_file) {
        (Some(key), _) => key.clone(),
        (None, Some(path)) => {
            fs::read_to_string(path).with_context(|| format!("cannot read `{}`", path.display()))?
        }
        (None, None) => return Err(Failure::local("name the log's key with --log").into()),
    };
    let witnesses = args.witnesses.iter().map(|text| {
        WitnessVerifier::from_vkey(text.trim()).context("--witness is not a witness's key")
    });
    let watching = Watching {
        ctx,
        args,
        client: ctx.client()?,
        log: LogVerifier::from_vkey(key.trim()).context("the log's key is not readable")?,
        witnesses: witnesses.collect::<Result<_, _>>()?,
    };
    let mut answered = now();
    loop {
        match within(watching.bound(), watching.look()).await {
            Ok(Ok(())) => answered = now(),
            Ok(Err(cry)) => return watching.cry(cry),
            Err(error) if args.once || !is_of_the_line(&error) => return Err(error),
            Err(error) => {
                ctx.out.note(&format!("no answer: {}", told(&error)));
                if now().saturating_sub(answered) >= watching.patience() {
                    let message = "the server has not answered";
                    return watching.cry(Cry::Silent(message.to_owned()));
                }
            }
        }
        if args.once {
            return Ok(Exit::Ok);
        }
        tokio::time::sleep(Duration::from_secs(args.every.max(1))).await;
    }
}

/// A look that ends. A server could send one byte now and then, and nobody would hear that it is silent.
async fn within<T>(
    bound: Duration,
    look: impl Future<Output = anyhow::Result<T>>,
) -> anyhow::Result<T> {
    match tokio::time::timeout(bound, look).await {
        Ok(looked) => looked,
        Err(_) => {
            let message = format!(
                "the server's answer was not whole within {} s",
                bound.as_secs()
            );
            Err(Failure::new(Exit::Unavailable, message).into())
        }
    }
}

/// Whether an error may pass by itself.
fn is_of_the_line(error: &anyhow::Error) -> bool {
    Exit::of(error) == Exit::Unavailable
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

impl Watching<'_> {
    fn patience(&self) -> u64 {
        self.args.silent_after.saturating_mul(60)
    }

    /// How long one look may take.
    fn bound(&self) -> Duration {
        Duration::from_secs(self.patience()).max(LOOK_MIN)
    }

    /// One look. The outer error is of the line or of this machine, the inner one is the ledger's.
    async fn look(&self) -> anyhow::Result<Result<(), Cry>> {
        let answer = self.client.checkpoint().await?;
        let fault = |fault| Ok(Err(Cry::Fault(fault, Some(answer.checkpoint.clone()))));
        let head = match signed(&answer.checkpoint, &self.log, &[]) {
            Ok(verified) => verified.checkpoint,
            Err(error) => return fault(error),
        };
        let kept = self.kept()?;
        let mut grown = now();
        if let Some(kept) = &kept {
            let old = match signed(&kept.checkpoint, &self.log, &[]) {
                Ok(verified) => verified.checkpoint,
                Err(_) => {
                    let message = format!(
                        "`{}` is of another ledger, or damaged; name another file if you trust the new key",
                        self.args.state.display()
                    );
                    return Err(Failure::local(message).into());
                }
            };
            if let Err(error) = self.compare(&old, &head).await? {
                return fault(error);
            }
            // Reading the head is itself an entry: a ledger that records does grow.
            if head.size == old.size {
                grown = kept.grown;
            }
        }
        if let Err(cry) = self.witnessed(answer.witnessed.as_deref(), &head).await? {
            return Ok(Err(cry));
        }
        self.keep(&Kept {
            checkpoint: answer.checkpoint,
            grown,
        })?;
        if now().saturating_sub(grown) >= self.patience() {
            let message = format!(
                "it has had {} entries for too long, though it was read",
                head.size
            );
            return Ok(Err(Cry::Silent(message)));
        }
        if self.ctx.json {
            self.ctx.out.json(
                &json!({ "state": "ok", "size": head.size, "root": head.root.to_base64() }),
            )?;
        } else {
            self.ctx
                .out
                .note(&format!("{} entries, as they should be", head.size));
        }
        Ok(Ok(()))
    }

    async fn compare(
        &self,
        old: &Checkpoint,
        new: &Checkpoint,
    ) -> anyhow::Result<Result<(), LedgerFault>> {
        match needs_proof(old, new) {
            Ok(false) => return Ok(Ok(())),
            Ok(true) => {}
            Err(fault) => return Ok(Err(fault)),
        }
        let proof = self.client.consistency(old.size, new.size).await?;
        Ok(extends(old, new, &proof.proof))
    }

    /// Every witness must have cosigned, lately, what is the beginning of this head.
    async fn witnessed(
        &self,
        note: Option<&str>,
        head: &Checkpoint,
    ) -> anyhow::Result<Result<(), Cry>> {
        let Some(first) = self.witnesses.first() else {
            return Ok(Ok(()));
        };
        let Some(note) = note else {
            let fault = LedgerFault::NotWitnessed(first.name().to_owned());
            return Ok(Err(Cry::Fault(fault, None)));
        };
        let fault = |fault| Ok(Err(Cry::Fault(fault, Some(note.to_owned()))));
        let verified = match signed(note, &self.log, &self.witnesses) {
            Ok(verified) => verified,
            Err(error) => return fault(error),
        };
        if let Err(error) = self.compare(&verified.checkpoint, head).await? {
            return fault(error);
        }
        let oldest = verified.cosignatures.iter().min_by_key(|it| it.time);
        match oldest {
            Some(oldest) if now().saturating_sub(oldest.time) >= self.patience() => {
                let message = format!(
                    "the witness `{}` has not cosigned anything newer",
                    oldest.name
                );
                Ok(Err(Cry::Silent(message)))
            }
            _ => Ok(Ok(())),
        }
    }

    fn kept(&self) -> anyhow::Result<Option<Kept>> {
        let path = &self.args.state;
        match fs::read_to_string(path) {
            Ok(text) => {
                let kept = serde_json::from_str(&text);
                Ok(Some(kept.with_context(|| {
                    format!("`{}` is damaged", path.display())
                })?))
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error).with_context(|| format!("cannot read `{}`", path.display())),
        }
    }

    fn keep(&self, kept: &Kept) -> anyhow::Result<()> {
        let path = &self.args.state;
        let part = path.with_extension("part");
        let write = || -> io::Result<()> {
            match fs::remove_file(&part) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
            write_private(&part, serde_json::to_string(kept)?.as_bytes())?;
            fs::rename(&part, path)
        };
        write().with_context(|| format!("cannot write `{}`", path.display()))
    }

    /// Says what is wrong, keeps what shows it, and ends.
    fn cry(&self, cry: Cry) -> anyhow::Result<Exit> {
        let (state, exit, why, note) = match cry {
            Cry::Fault(fault, note) => {
                let state = match fault {
                    LedgerFault::Signature(_) => "signed_by_another",
                    LedgerFault::Shrank { .. } => "shrank",
                    LedgerFault::Forked { .. } => "forked",
                    LedgerFault::Rewritten { .. } | LedgerFault::Proof => "rewritten",
                    LedgerFault::NotWitnessed(_) => "not_witnessed",
                };
                let why = told(&anyhow::Error::new(fault));
                (state, Exit::NotVerified, why, note)
            }
            Cry::Silent(why) => ("silent", Exit::Unavailable, why, None),
        };
        let mut message = format!("the ledger does not hold: {why}");
        if state == "silent" {
            message = format!("the ledger is silent: {why}");
        }
        if let Some(note) = note {
            let path = beside(&self.args.state);
            fs::write(&path, note).with_context(|| format!("cannot write `{}`", path.display()))?;
            message.push_str(&format!(
                "\nKeep `{}` (what held before) and `{}` (what was shown now): together they show it to others.",
                self.args.state.display(),
                path.display()
            ));
        }
        if self.ctx.json {
            self.ctx.out.json(&json!({ "state": state, "why": why }))?;
        }
        Err(Failure::new(exit, message).into())
    }
}

/// Where the head that does not hold is kept.
fn beside(state: &Path) -> PathBuf {
    let mut name = state.file_name().unwrap_or_default().to_owned();
    name.push(".contradiction");
    state.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_look_that_does_not_end_is_no_answer() {
        let held = std::future::pending::<anyhow::Result<()>>();
        let error = within(Duration::ZERO, held).await.unwrap_err();
        assert!(is_of_the_line(&error));
        let looked = within(LOOK_MIN, async { Ok(7) }).await;
        assert_eq!(looked.unwrap(), 7);
    }
}
