//! `cofferd backup run`: beside a running server.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::Args;
use coffer_backup::Target;
use serde_json::json;

use super::telling;
use super::work::{Done, Work};
use crate::commands::{Place, block_on};
use crate::config::backup::read_recipients;
use crate::{output, wiring};

/// Copy what is new to the target; the server may be running
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup run --data /srv/coffer --target /mnt/backup/coffer --recipient safe-2026.pub

Killed at any moment, it leaves the backups before it whole; the next run goes on from there.
Exit status 1 if the backup was made but something is wrong: objects of the server that were overwritten or are gone, or copies at the target that were.
JSON: {\"sequence\", \"manifest\", \"made\", \"objects\", \"bytes\", \"added\", \"copied_bytes\", \"dropped\", \"missing\", \"altered\", \"damaged\", \"compared_bytes\",
\"took_ms\": {\"opening\", \"making\", \"comparing\"}}; the backup is whole and recorded before it is compared.")]
pub(crate) struct Run {
    #[command(flatten)]
    place: Place,
    /// The directory backups go to; it must be there [default: [backup] target]
    #[arg(long, value_name = "DIR")]
    target: Option<PathBuf>,
    /// Who can open them: the .pub file of an offline key; may be given several times [default: [backup] recipients]
    #[arg(long = "recipient", value_name = "FILE")]
    recipients: Vec<PathBuf>,
    /// Begin at an empty directory; without this, an empty one is taken for a disk that is not mounted
    #[arg(long)]
    new_target: bool,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// Show the public key that signs this server's manifests; keep it where the server cannot change it
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup key --data /srv/coffer > backup.vkey")]
pub(crate) struct Key {
    #[command(flatten)]
    place: Place,
}

impl Key {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        block_on(async {
            let app = self.place.open().await?;
            let signer = app.backup_signer(&wiring::operator_ctx()).await?;
            output::line(&signer.verifier().to_vkey())?;
            Ok(ExitCode::SUCCESS)
        })
    }
}

impl Run {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let (dir, config) = self.place.load()?;
        let files = if self.recipients.is_empty() {
            &config.backup.recipients
        } else {
            &self.recipients
        };
        if files.is_empty() {
            bail!(
                "no recipient: give --recipient, or set [backup] recipients; `cofferd backup keygen` makes one, offline"
            );
        }
        let recipients = read_recipients(files)?;
        let root = self.target.as_ref().or(config.backup.target.as_ref());
        let root = root.context("no target: give --target, or set [backup] target")?;
        let target = if self.new_target {
            Target::begin(root)?
        } else {
            Target::open(root)?
        };
        let lock = target.lock()?;
        block_on(async {
            let begun = Instant::now();
            let app = self.place.open().await?;
            let opening = begun.elapsed();
            let work = Work {
                app: &app,
                dir: &dir,
                config: self.place.config_path(&dir),
                target: &target,
                recipients: &recipients,
            };
            let done = work.run(&lock, &mut telling(self.json)).await?;
            self.tell(&done, opening)
        })
    }

    fn tell(&self, done: &Done, opening: Duration) -> anyhow::Result<ExitCode> {
        let manifest = &done.made.manifest;
        let objects = &manifest.objects;
        let [altered, damaged] = [&done.compared.altered, &done.compared.damaged]
            .map(|found| found.iter().map(ToString::to_string).collect::<Vec<_>>());
        if self.json {
            output::json(&json!({
                "sequence": manifest.sequence,
                "manifest": done.made.hash.to_base64(),
                "made": manifest.made().to_string(),
                "objects": objects.count,
                "bytes": objects.bytes,
                "added": objects.added.len(),
                "copied_bytes": done.made.copied_bytes,
                "dropped": objects.dropped.len(),
                "missing": objects.missing,
                "altered": altered,
                "damaged": damaged,
                "compared_bytes": done.compared.bytes,
                "took_ms": {
                    "opening": opening.as_millis(),
                    "making": done.making.as_millis(),
                    "comparing": done.comparing.as_millis(),
                },
            }))?;
        } else {
            output::line(&format!(
                "Backup {} of {} is whole: {} objects, {} of them new, {} MiB copied.",
                manifest.sequence,
                manifest.made(),
                objects.count,
                objects.added.len(),
                done.made.copied_bytes >> 20
            ))?;
            if manifest.sequence == 1 {
                output::note(
                    "This is the first at its target. Keep the output of `cofferd backup key` where this server cannot change it.",
                );
            }
        }
        for object in &objects.missing {
            output::note(&format!("MISSING: {object} is not on the server's disk"));
        }
        for object in &altered {
            output::note(&format!(
                "OVERWRITTEN: {object} is not what was backed up of it; the backup still has what it was"
            ));
        }
        for object in &damaged {
            output::note(&format!(
                "DAMAGED: the copy of {object} at the target is not what was backed up; the server still has what it was. Look at all of it: `cofferd backup verify --all`"
            ));
        }
        let faults = [&objects.missing, &altered, &damaged];
        Ok(if faults.iter().all(|found| found.is_empty()) {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}
