//! `cofferd backup list` and `status`: from the manifests alone, on any machine that sees the target.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;
use coffer_backup::{Alarm, BackupError, Chain, alarms, bucket_alarms, look_into};
use coffer_domain::ports::Clock as _;
use coffer_domain::time::{Span, Timestamp};
use coffer_tlog::LogVerifier;
use serde_json::json;

use super::{At, alarms_json};
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

/// Whether backups are made, for monitoring: on time, in an unbroken chain, not suddenly smaller, locked
#[derive(Args)]
#[command(after_help = "EXAMPLES (on a machine that is not the server):
  cofferd backup status --target /mnt/backup/coffer --signer \"$(cat backup.vkey)\"
  cofferd backup status --bucket-config bucket.toml --signer \"$(cat backup.vkey)\"

Exit status 1 if there is an alarm. It needs no server and no passphrase: the public key, and for a bucket a credential that may
list and read. For a bucket, --keep-days and its like are those `push` runs with.
JSON: {\"ok\", \"sequence\", \"made\", \"age_secs\", \"alarms\": [{\"alarm\", \"text\"}]}; alarms: none, late, future, chain, not_whole, shrunk, missing,
      and for a bucket lock_ends, lock_far")]
pub(crate) struct Status {
    #[command(flatten)]
    place: Place,
    /// The key that signs the manifests, from a source you trust [default: the one at the target, which proves less; none for a bucket]
    #[arg(long, value_name = "KEY", required_unless_present = "target")]
    signer: Option<String>,
    /// The newest backup may be this old
    #[arg(long, value_name = "HOURS", default_value_t = 26)]
    late_after: u32,
    /// Expect no locks in the bucket
    #[arg(long, requires = "bucket_config")]
    without_lock: bool,
    #[command(flatten)]
    keep: super::prune::Keep,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// Where the backups are.
#[derive(Args, Clone)]
#[group(required = true, multiple = false)]
struct Place {
    /// The directory that holds the backups
    #[arg(long, value_name = "DIR")]
    target: Option<PathBuf>,
    /// The file that says which bucket holds them
    #[arg(long, value_name = "FILE")]
    bucket_config: Option<PathBuf>,
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

/// The newest backup's number and time.
type Newest = Option<(u64, Timestamp)>;

fn newest(chain: &Chain) -> Newest {
    let link = chain.newest()?;
    Some((link.manifest.sequence, link.manifest.made()))
}

impl Status {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let now = SystemClock.now();
        let (alarms, newest) = match &self.place.bucket_config {
            Some(config) => self.of_bucket(config, now)?,
            None => self.of_directory(now)?,
        };
        if self.json {
            output::json(&json!({
                "ok": alarms.is_empty(),
                "sequence": newest.map(|(sequence, _)| sequence),
                "made": newest.map(|(_, made)| made.to_string()),
                "age_secs": newest.map(|(_, made)| now.since(made).0 / 1_000),
                "alarms": alarms_json(&alarms),
            }))?;
        } else {
            if let Some((sequence, made)) = newest {
                output::line(&format!("Backup {sequence} is of {made}."))?;
            }
            for alarm in &alarms {
                output::line(&format!("ALARM ({}): {alarm}", alarm.word()))?;
            }
            self.at().tell_trust();
        }
        Ok(output::answer(alarms.is_empty()))
    }

    fn late_after(&self) -> Span {
        Span::hours(i64::from(self.late_after))
    }

    fn at(&self) -> At {
        At {
            target: self.place.target.clone().unwrap_or_default(),
            signer: self.signer.clone(),
        }
    }

    fn of_directory(&self, now: Timestamp) -> anyhow::Result<(Vec<Alarm>, Newest)> {
        let at = self.at();
        match at.open() {
            Ok(target) => {
                let chain = at.chain(&target)?;
                let alarms = alarms(&target, &chain, now, self.late_after());
                Ok((alarms, newest(&chain)))
            }
            Err(BackupError::NotATarget(_)) => Ok((vec![Alarm::None], None)),
            Err(error) => Err(error.into()),
        }
    }

    fn of_bucket(&self, config: &Path, now: Timestamp) -> anyhow::Result<(Vec<Alarm>, Newest)> {
        let key = self.signer.as_deref().unwrap_or_default();
        let signer = LogVerifier::from_vkey(key.trim())
            .context("the key that signs the manifests is not readable")?;
        let bucket = super::bucket::open(config)?;
        let found = look_into(&bucket, &signer)?;
        let rules = self.keep.rules();
        let locked = !self.without_lock;
        let alarms = bucket_alarms(&bucket, &found, &rules, locked, now, self.late_after())?;
        Ok((alarms, newest(&found.chain)))
    }
}
