//! `cofferd backup verify`: reads what is at the target.

use std::process::ExitCode;

use clap::Args;
use coffer_backup::{Rules, verify};
use coffer_domain::ports::Clock as _;
use serde_json::json;

use super::At;
use crate::output;
use crate::system::{SystemClock, SystemEntropy};

/// Read a random share of a target, or all of it, and compare it with the manifests
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup verify --target /mnt/backup/coffer --all

Manifests and bundles are always read whole; --share says how many of a hundred objects.
Exit status 1 if something is not as it was.
JSON: {\"ok\", \"manifests\", \"bundles\", \"objects\", \"bytes\", \"faults\"}")]
pub(crate) struct Verify {
    #[command(flatten)]
    at: At,
    /// How many of a hundred objects
    #[arg(long, value_name = "PERCENT", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=100))]
    share: u8,
    /// Every object
    #[arg(long, conflicts_with = "share")]
    all: bool,
    #[command(flatten)]
    keep: super::prune::Keep,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let target = self.at.open()?;
        let chain = self.at.chain(&target)?;
        let share = if self.all { 100 } else { self.share };
        let now = SystemClock.now();
        let rules: Rules = self.keep.rules();
        let found = verify(
            &target,
            &chain,
            share,
            &rules,
            now,
            &SystemEntropy,
            &mut |_| {},
        )?;
        let ok = found.faults.is_empty();
        if self.json {
            output::json(&json!({
                "ok": ok,
                "manifests": found.manifests,
                "bundles": found.bundles,
                "objects": found.objects,
                "bytes": found.bytes,
                "faults": found.faults,
            }))?;
        } else {
            output::line(&format!(
                "{} manifests, {} bundles and {} objects ({} MiB) read.",
                found.manifests,
                found.bundles,
                found.objects,
                found.bytes >> 20
            ))?;
            for fault in &found.faults {
                output::line(&format!("NOT as it was: {fault}"))?;
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
