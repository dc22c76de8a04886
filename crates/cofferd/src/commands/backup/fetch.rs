//! `cofferd backup fetch`: from a bucket into a directory, from which everything else works.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use coffer_backup::{Chain, Target, fetch, look_into};
use coffer_tlog::LogVerifier;
use serde_json::json;

use super::telling;
use crate::output;

/// Bring backups from a bucket into a directory, to restore from, verify, or push elsewhere
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup fetch --bucket-config bucket.toml --target /srv/fetched --signer \"$(cat backup.vkey)\" --new-target
  cofferd restore --target /srv/fetched --signer \"$(cat backup.vkey)\" --identity safe-2026 --data /srv/coffer

Of each file all versions in the bucket are considered, the oldest first, and the one that is what its signed manifest says is taken;
what was put over it, and markers that it is deleted, do not matter. What was not found is named, the rest comes, and the exit
status is 1; running it again looks again.
JSON: {\"ok\", \"sequences\", \"files\", \"bytes\", \"passed_over\", \"faults\"}")]
pub(crate) struct Fetch {
    /// The file with endpoint, region, bucket and credential; nobody but its owner may read it
    #[arg(long, value_name = "FILE")]
    bucket_config: PathBuf,
    /// The directory to bring them to
    #[arg(long, value_name = "DIR")]
    target: PathBuf,
    /// The key that signs the manifests, from a source you trust
    #[arg(long, value_name = "KEY")]
    signer: String,
    /// Begin at an empty directory
    #[arg(long)]
    new_target: bool,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Fetch {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let key = self.signer.trim();
        let signer = LogVerifier::from_vkey(key)
            .context("the key that signs the manifests is not readable")?;
        let bucket = super::bucket::open(&self.bucket_config)?;
        let to = if self.new_target {
            Target::begin(&self.target)?
        } else {
            Target::open(&self.target)?
        };
        let lock = to.lock()?;
        let found = look_into(&bucket, &signer)?;
        if self.new_target {
            to.keep_signer(key)?;
        }
        let had = Chain::load(&to, &signer)?;
        let mut tell = telling(self.json);
        let fetched = fetch(&bucket, &found, &to, &had, &lock, &mut tell)?;
        let ok = fetched.faults.is_empty();
        if self.json {
            output::json(&json!({
                "ok": ok,
                "sequences": fetched.sequences,
                "files": fetched.files,
                "bytes": fetched.bytes,
                "passed_over": fetched.passed_over,
                "faults": fetched.faults,
            }))?;
        } else {
            output::line(&format!(
                "{} backups fetched, {} files, {} MiB; {} versions were not what the manifests say.",
                fetched.sequences.len(),
                fetched.files,
                fetched.bytes >> 20,
                fetched.passed_over
            ))?;
            for fault in &fetched.faults {
                output::line(&format!("NOT as it should be: {fault}"))?;
            }
        }
        Ok(output::answer(ok))
    }
}
