//! `cofferd backup pull`: on another machine, which sees the target read-only or has it offered over HTTPS.

use std::process::ExitCode;

use clap::Args;
use coffer_backup::pull;
use serde_json::json;

use super::offered::{self, Known};
use super::{At, telling};
use crate::output;

/// Copy new backups from where the server puts them to a directory of this machine, checking each before it is accepted
#[derive(Args)]
#[command(
    after_help = "EXAMPLES (on a machine that the server cannot log in to; /mnt/server is mounted read-only):
  cofferd backup pull --from https://files.example.com:8445 --ca offer.pem --certificate sink.pem --key sink.key --target /srv/vault --signer \"$(cat backup.vkey)\"
  cofferd backup pull --from /mnt/server --target /srv/vault --signer \"$(cat backup.vkey)\"

Nothing that was pulled is ever replaced or removed by it. Exit status 1 if the source is not as it was, or not as its
manifests say; what came before that stays.
JSON: {\"ok\", \"sequences\", \"objects\", \"bytes\", \"faults\"}"
)]
pub(crate) struct Pull {
    /// Where the server puts its backups: a directory, or the address at which `cofferd backup offer` answers
    #[arg(long, value_name = "DIR|URL")]
    from: String,
    #[command(flatten)]
    known: Known,
    #[command(flatten)]
    at: At,
    /// Begin at an empty directory
    #[arg(long)]
    new_target: bool,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Pull {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let from = offered::open(&self.from, &self.known)?;
        let to = if self.new_target {
            self.at.begin()?
        } else {
            self.at.open()?
        };
        let lock = to.lock()?;
        if self.new_target {
            // Whose backups these are is settled at the first pull.
            to.keep_signer(&self.at.signer_or(&*from)?)?;
        }
        let (source, sink) = (self.at.chain_at(&*from, &to)?, self.at.chain(&to)?);
        let mut tell = telling(self.json);
        let pulled = pull(&*from, &source, &to, &sink, &lock, &mut tell)?;
        // One that was said while this went on: the next pull may be a day away, and pruning is not.
        to.pull_hold(&*from, &self.at.verifier(&to)?, &lock)?;
        let ok = pulled.faults.is_empty();
        if self.json {
            output::json(&json!({
                "ok": ok,
                "sequences": pulled.sequences,
                "objects": pulled.objects,
                "bytes": pulled.bytes,
                "faults": pulled.faults,
            }))?;
        } else {
            output::line(&format!(
                "{} backups pulled, {} objects, {} MiB.",
                pulled.sequences.len(),
                pulled.objects,
                pulled.bytes >> 20
            ))?;
            for fault in &pulled.faults {
                output::line(&format!("NOT pulled: {fault}"))?;
            }
            self.at.tell_trust();
        }
        Ok(if ok {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}
