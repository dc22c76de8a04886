//! `cofferd backup list` and `status`: from the manifests alone, on any machine that sees the target.

use std::process::ExitCode;

use clap::Args;
use coffer_backup::{Alarm, BackupError, alarms};
use coffer_domain::ports::Clock as _;
use coffer_domain::time::Span;
use serde_json::json;

use super::At;
use crate::output;
use crate::system::SystemClock;

/// List the backups at a target, oldest first
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup list --target /mnt/backup/coffer

JSON: one object a line: {\"sequence\", \"manifest\", \"made\", \"objects\", \"bytes\", \"state\": \"whole\"|\"pruned\", \"keys\": \"there\"|\"pruned\"}")]
pub(crate) struct List {
    #[command(flatten)]
    at: At,
    /// One JSON object a line instead of text
    #[arg(long)]
    json: bool,
}

/// Whether backups are made, for monitoring: on time, in an unbroken chain, not suddenly smaller
#[derive(Args)]
#[command(after_help = "EXAMPLE (on a machine that is not the server):
  cofferd backup status --target /mnt/backup/coffer --signer \"$(cat backup.vkey)\"

Exit status 1 if there is an alarm. It needs no server, no passphrase and no key but the public one.
JSON: {\"ok\", \"sequence\", \"made\", \"age_secs\", \"alarms\": [{\"alarm\", \"text\"}]}; alarms: none, late, future, chain, not_whole, shrunk, missing")]
pub(crate) struct Status {
    #[command(flatten)]
    at: At,
    /// The newest backup may be this old
    #[arg(long, value_name = "HOURS", default_value_t = 26)]
    late_after: u32,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl List {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let target = self.at.open()?;
        let chain = self.at.chain(&target)?;
        for link in &chain.links {
            let manifest = &link.manifest;
            let state = word(target.has(&manifest.database), "whole");
            let keys = word(target.has(&manifest.keys), "there");
            if self.json {
                output::json(&json!({
                    "sequence": manifest.sequence,
                    "manifest": link.hash.to_base64(),
                    "made": manifest.made().to_string(),
                    "objects": manifest.objects.count,
                    "bytes": manifest.objects.bytes,
                    "state": state,
                    "keys": keys,
                }))?;
                continue;
            }
            output::line(&format!(
                "{:>6}  {}  {:>8} objects  {:>8} MiB  {state}, keys {keys}",
                manifest.sequence,
                manifest.made(),
                manifest.objects.count,
                manifest.objects.bytes >> 20,
            ))?;
        }
        for fault in &chain.faults {
            output::note(&format!("BROKEN: {fault}"));
        }
        Ok(if chain.faults.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}

fn word(there: bool, yes: &'static str) -> &'static str {
    if there { yes } else { "pruned" }
}

impl Status {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let now = SystemClock.now();
        let late_after = Span::hours(i64::from(self.late_after));
        let (alarms, newest) = match self.at.open() {
            Ok(target) => {
                let chain = self.at.chain(&target)?;
                let newest = chain
                    .newest()
                    .map(|link| (link.manifest.sequence, link.manifest.made()));
                (alarms(&target, &chain, now, late_after), newest)
            }
            Err(BackupError::NotATarget(_)) => (vec![Alarm::None], None),
            Err(error) => return Err(error.into()),
        };
        if self.json {
            let told: Vec<_> = alarms
                .iter()
                .map(|alarm| json!({ "alarm": alarm.word(), "text": alarm.to_string() }))
                .collect();
            output::json(&json!({
                "ok": alarms.is_empty(),
                "sequence": newest.map(|(sequence, _)| sequence),
                "made": newest.map(|(_, made)| made.to_string()),
                "age_secs": newest.map(|(_, made)| now.since(made).0 / 1_000),
                "alarms": told,
            }))?;
        } else {
            if let Some((sequence, made)) = newest {
                output::line(&format!("Backup {sequence} is of {made}."))?;
            }
            for alarm in &alarms {
                output::line(&format!("ALARM ({}): {alarm}", alarm.word()))?;
            }
            self.at.tell_trust();
        }
        Ok(if alarms.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}
