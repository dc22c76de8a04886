//! `cofferd backup drill`: a restore that is thrown away, with a signed report of how it went.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, bail};
use clap::Args;
use coffer_app::backup::{DrillFacts, Probed};
use coffer_backup::{sign_report, verify_report};
use coffer_domain::ports::Clock as _;
use serde_json::{Value, json};

use super::{At, read_identity};
use crate::commands::restore::{Point, Restored, restore};
use crate::commands::{Place, block_on};
use crate::passphrase::PassphraseSource;
use crate::system::SystemClock;
use crate::{output, wiring};

const FORMAT: &str = "coffer-drill-report-v1";

/// Restore into a scratch directory, read files to their end, measure, and throw it away
#[derive(Args)]
#[command(
    after_help = "EXAMPLE (on a machine that is not the server, where the offline key may be):
  cofferd backup drill --target /mnt/backup/coffer --identity safe-2026 --scratch /tmp/drill --report drill.json
  cofferd backup drill-record --data /srv/coffer drill.json      # on the server: keeps it in the ledger

RPO: how old the state was that came back. RTO: how long it took until it was checked.
Exit status 1 if something did not come back.
JSON: the report: {\"whole\", \"sequence\", \"rpo_secs\", \"rto_secs\", \"objects\", \"bytes\", \"files_opened\", …, \"faults\"}"
)]
pub(crate) struct Drill {
    #[command(flatten)]
    at: At,
    /// The private half of an offline key
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// Where to restore; must not exist or be empty, and is removed at the end
    #[arg(long, value_name = "DIR")]
    scratch: PathBuf,
    /// How many files are decrypted and compared in full
    #[arg(long, value_name = "COUNT", default_value_t = 100)]
    files: usize,
    #[command(flatten)]
    point: Point,
    #[command(flatten)]
    passphrase: PassphraseSource,
    /// Where to write the signed report
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// Keep a rehearsal's report in the ledger, after checking that it is signed with this installation's key
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup drill-record --data /srv/coffer drill.json")]
pub(crate) struct DrillRecord {
    #[command(flatten)]
    place: Place,
    /// The signed report
    #[arg(value_name = "FILE")]
    report: PathBuf,
}

impl Drill {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let identity = read_identity(&self.identity)?;
        let passphrase = self.passphrase.read()?;
        let target = self.at.open()?;
        let chain = self.at.chain(&target)?;
        let (begun, since) = (SystemClock.now(), Instant::now());
        let (report, text) = block_on(async {
            let restored = restore(
                &target,
                &chain,
                &self.point,
                &identity,
                passphrase,
                &self.scratch,
                self.json,
            )
            .await?;
            let ctx = wiring::operator_ctx();
            let probed = restored.app.probe_contents(&ctx, self.files).await?;
            let rto = since.elapsed().as_secs();
            let rpo = begun.since(restored.link.manifest.made()).0 / 1_000;
            let report = report(&restored, &probed, rpo, rto);
            let signer = restored.app.backup_signer(&ctx).await?;
            let (text, _) = sign_report(&report, restored.link.manifest.sequence, &signer)?;
            Ok((report, text))
        })?;
        std::fs::remove_dir_all(&self.scratch)
            .with_context(|| format!("{} cannot be removed", self.scratch.display()))?;
        if let Some(path) = &self.report {
            std::fs::write(path, text)
                .with_context(|| format!("{} cannot be written", path.display()))?;
        }
        self.tell(&report)
    }

    fn tell(&self, report: &Value) -> anyhow::Result<ExitCode> {
        let whole = report.get("whole") == Some(&Value::Bool(true));
        if self.json {
            output::json(report)?;
        } else {
            let number = |name: &str| report.get(name).and_then(Value::as_u64).unwrap_or(0);
            output::line(&format!(
                "Backup {} came back: {} objects, {} files opened and compared.",
                number("sequence"),
                number("objects"),
                number("files_opened")
            ))?;
            output::line(&format!(
                "RPO {} s, RTO {} s (restored, checked, opened; {} MiB).",
                number("rpo_secs"),
                number("rto_secs"),
                number("bytes") >> 20
            ))?;
            for fault in report
                .get("faults")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
            {
                output::line(&format!(
                    "DID NOT come back: {}",
                    fault.as_str().unwrap_or_default()
                ))?;
            }
        }
        Ok(if whole {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}

fn report(restored: &Restored, probed: &Probed, rpo_secs: i64, rto_secs: u64) -> Value {
    let mut faults = restored.faults.clone();
    let unreadable = probed.faults.iter();
    faults.extend(unreadable.map(|object| format!("{object} does not open")));
    let manifest = &restored.link.manifest;
    json!({
        "format": FORMAT,
        "whole": faults.is_empty(),
        "sequence": manifest.sequence,
        "manifest": restored.link.hash.to_base64(),
        "made": manifest.made().to_string(),
        "drilled": SystemClock.now().to_string(),
        "rpo_secs": rpo_secs.max(0),
        "rto_secs": rto_secs,
        "objects": restored.objects,
        "bytes": restored.bytes,
        "ledger_entries": restored.ledger_entries,
        "files_opened": probed.files,
        "file_bytes": probed.bytes,
        "faults": faults,
    })
}

impl DrillRecord {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let text = std::fs::read_to_string(&self.report)
            .with_context(|| format!("{} cannot be read", self.report.display()))?;
        block_on(async {
            let app = self.place.open().await?;
            let ctx = wiring::operator_ctx();
            let signer = app.backup_signer(&ctx).await?.verifier();
            let (report, sequence, hash) =
                verify_report(&text, &signer).with_context(|| self.report.display().to_string())?;
            if report.get("format").and_then(Value::as_str) != Some(FORMAT) {
                bail!("{} is not a rehearsal's report", self.report.display());
            }
            let number = |name: &str| report.get(name).and_then(Value::as_u64).unwrap_or(0);
            let facts = DrillFacts {
                sequence,
                report: hash.to_base64(),
                rpo_secs: number("rpo_secs"),
                rto_secs: number("rto_secs"),
                whole: report.get("whole") == Some(&Value::Bool(true)),
            };
            app.backup_drilled(&ctx, facts).await?;
            app.sequence_all().await?;
            Ok(ExitCode::SUCCESS)
        })
    }
}
