//! `cofferd backup prune`: best run where the server cannot reach, by the clock of that machine.

use std::process::ExitCode;

use clap::Args;
use coffer_backup::{Rules, due, prune};
use coffer_domain::ports::Clock as _;
use coffer_domain::time::Span;
use serde_json::json;

use super::At;
use crate::output;
use crate::system::SystemClock;

/// How long backups stay.
#[derive(Args, Clone)]
pub(crate) struct Keep {
    /// Every backup stays this long
    #[arg(long, value_name = "DAYS", default_value_t = 35)]
    keep_days: u32,
    /// After that one for each 30 days stays, so many
    #[arg(long, value_name = "COUNT", default_value_t = 12)]
    keep_months: u32,
    /// Keys stay this long: what was erased can be read from backups until then
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    keep_keys_days: u32,
}

impl Keep {
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            all: Span::days(i64::from(self.keep_days)),
            months: self.keep_months,
            keys: Span::days(i64::from(self.keep_keys_days)),
        }
    }
}

/// Remove what is old, by time only. The three newest always stay; nothing goes while the newest is not whole
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup prune --target /mnt/backup/coffer --keep-days 35 --keep-months 12

Two clocks must agree that a backup is old: this machine's against the file's age at the target, and the manifests'
own, where each step counts a week at most. One that jumps removes nothing.
JSON: {\"states\", \"keys\", \"objects\", \"bytes\"}")]
pub(crate) struct Prune {
    #[command(flatten)]
    at: At,
    #[command(flatten)]
    keep: Keep,
    /// Only say what would go
    #[arg(long)]
    dry_run: bool,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Prune {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let target = self.at.open()?;
        let chain = self.at.chain(&target)?;
        let rules = self.keep.rules();
        let now = SystemClock.now();
        if self.dry_run {
            if let Some(until) = chain.pruning.held_until(now) {
                output::note(&format!(
                    "Held until {until}: an alert says that somebody may be after the backups."
                ));
            }
            let due = due(&chain, &rules, now);
            return self.tell(&due.states, &due.keys, None);
        }
        let lock = target.lock()?;
        let removed = prune(&target, &chain, &rules, now, &lock)?;
        let objects = Some((removed.objects, removed.bytes));
        self.tell(&removed.states, &removed.keys, objects)
    }

    fn tell(
        &self,
        states: &[u64],
        keys: &[u64],
        objects: Option<(u64, u64)>,
    ) -> anyhow::Result<ExitCode> {
        if self.json {
            output::json(&json!({
                "states": states,
                "keys": keys,
                "objects": objects.map(|(count, _)| count),
                "bytes": objects.map(|(_, bytes)| bytes),
            }))?;
        } else {
            let verb = if self.dry_run { "would go" } else { "went" };
            output::line(&format!(
                "{} states and the keys of {} backups {verb}.",
                states.len(),
                keys.len()
            ))?;
            if let Some((count, bytes)) = objects {
                output::line(&format!("{count} objects went, {} MiB.", bytes >> 20))?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}
