//! `cofferd backup push`: from a directory into a bucket.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use coffer_backup::{Chain, Pushing, Target, push};
use coffer_domain::ports::Clock as _;
use coffer_tlog::LogVerifier;
use serde_json::json;

use super::bucket::InBucket;
use super::{alarms_json, telling};
use crate::output;
use crate::system::SystemClock;

/// Copy new backups from a directory into a bucket, locked, and make the locks of what is kept longer in time
#[derive(Args)]
#[command(after_help = "EXAMPLE (after each `cofferd backup run` or `pull`):
  cofferd backup push --from /srv/vault --bucket-config bucket.toml --signer \"$(cat backup.vkey)\"

bucket.toml:  endpoint = \"https://s3.eu-central-1.amazonaws.com\"   region = \"eu-central-1\"   bucket = \"coffer-backup\"
              access_key = \"…\"   secret_key = \"…\"   prefix = \"site/\" and ca_file = \"ca.pem\" if needed

Nothing in the bucket is ever replaced or removed by it. Exit status 1 if something could not be put or a lock is not as it should
be; what was put before that stays, and the next run goes on from there.
JSON: {\"ok\", \"sequences\", \"files\", \"bytes\", \"extended\", \"faults\", \"alarms\": [{\"alarm\", \"text\"}]}")]
pub(crate) struct Push {
    /// The directory that holds the backups
    #[arg(long, value_name = "DIR")]
    from: PathBuf,
    #[command(flatten)]
    bucket: InBucket,
    /// The key that signs the manifests, from a source you trust
    #[arg(long, value_name = "KEY")]
    signer: String,
    #[command(flatten)]
    keep: super::prune::Keep,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Push {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let from = Target::open(&self.from)?;
        let signer = LogVerifier::from_vkey(self.signer.trim())
            .context("the key that signs the manifests is not readable")?;
        let bucket = self.bucket.open()?;
        let chain = Chain::load(&from, &signer)?;
        let pushing = Pushing {
            bucket: &bucket,
            signer: &signer,
            rules: &self.keep.rules(),
            now: SystemClock.now(),
            locked: self.bucket.locked(),
        };
        let pushed = push(&from, &chain, &pushing, &mut telling(self.json))?;
        let ok = pushed.faults.is_empty() && pushed.alarms.is_empty();
        if self.json {
            output::json(&json!({
                "ok": ok,
                "sequences": pushed.sequences,
                "files": pushed.files,
                "bytes": pushed.bytes,
                "extended": pushed.extended,
                "faults": pushed.faults,
                "alarms": alarms_json(&pushed.alarms),
            }))?;
        } else {
            output::line(&format!(
                "{} backups pushed, {} files, {} MiB; {} locks made longer.",
                pushed.sequences.len(),
                pushed.files,
                pushed.bytes >> 20,
                pushed.extended
            ))?;
            for fault in &pushed.faults {
                output::line(&format!("NOT pushed: {fault}"))?;
            }
            for alarm in &pushed.alarms {
                output::line(&format!("ALARM ({}): {alarm}", alarm.word()))?;
            }
        }
        if !self.bucket.locked() {
            output::note(
                "Without locks: whoever has this credential may delete what is in the bucket.",
            );
        }
        Ok(output::answer(ok))
    }
}
