//! `cofferd backup`: making backups, and everything at a target that needs no server.

mod bucket;
mod drill;
mod fetch;
mod keygen;
mod look;
mod offer;
mod offered;
mod prune;
mod pull;
mod push;
mod run;
mod verify;
pub(super) mod work;

use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::{Args, Subcommand};
use coffer_backup::{Alarm, BackupError, Chain, Identity, Progress, Source, Target};
use coffer_domain::time::{Span, Timestamp};
use coffer_tlog::LogVerifier;

use crate::output;

/// Backups: make them, look at them, thin them out, rehearse a restore
#[derive(Subcommand)]
pub(crate) enum Backup {
    Keygen(keygen::Keygen),
    Run(run::Run),
    Key(run::Key),
    List(look::List),
    Status(look::Status),
    Verify(verify::Verify),
    Prune(prune::Prune),
    Offer(offer::Offer),
    Pull(pull::Pull),
    Push(push::Push),
    Fetch(fetch::Fetch),
    Drill(drill::Drill),
    DrillRecord(drill::DrillRecord),
}

impl Backup {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Backup::Keygen(command) => command.run(),
            Backup::Run(command) => command.run(),
            Backup::Key(command) => command.run(),
            Backup::List(command) => command.run(),
            Backup::Status(command) => command.run(),
            Backup::Verify(command) => command.run(),
            Backup::Prune(command) => command.run(),
            Backup::Offer(command) => command.run(),
            Backup::Pull(command) => command.run(),
            Backup::Push(command) => command.run(),
            Backup::Fetch(command) => command.run(),
            Backup::Drill(command) => command.run(),
            Backup::DrillRecord(command) => command.run(),
        }
    }
}

/// Which backups, and whose signature counts.
#[derive(Args, Clone)]
pub(super) struct At {
    /// The directory that holds the backups
    #[arg(long, value_name = "DIR")]
    target: PathBuf,
    /// The key that signs the manifests, from a source you trust [default: the one at the target, which proves less]
    #[arg(long, value_name = "KEY")]
    signer: Option<String>,
}

impl At {
    pub(super) fn open(&self) -> Result<Target, BackupError> {
        Target::open(&self.target)
    }

    pub(super) fn begin(&self) -> Result<Target, BackupError> {
        Target::begin(&self.target)
    }

    /// The key that was given, or else the one that lies at `place`.
    pub(super) fn signer_or(&self, place: &dyn Source) -> anyhow::Result<String> {
        match &self.signer {
            Some(key) => Ok(key.trim().to_owned()),
            None => place.signer().context(
                "the key that signs the manifests is not at the target; give it with --signer",
            ),
        }
    }

    pub(super) fn chain(&self, target: &Target) -> anyhow::Result<Chain> {
        self.chain_at(target, target)
    }

    /// The chain at `source`, by the key that was given or that lies at `keeper`.
    pub(super) fn chain_at(&self, source: &dyn Source, keeper: &Target) -> anyhow::Result<Chain> {
        Ok(Chain::load(source, &self.verifier(keeper)?)?)
    }

    /// The key that was given or that lies at `keeper`.
    pub(super) fn verifier(&self, keeper: &Target) -> anyhow::Result<LogVerifier> {
        let key = self.signer_or(keeper)?;
        LogVerifier::from_vkey(&key).context("the key that signs the manifests is not readable")
    }

    /// Said where a person reads it.
    pub(super) fn tell_trust(&self) {
        if self.signer.is_none() {
            output::note(
                "Checked against the key that lies at the target; give --signer for a key you trust.",
            );
        }
    }
}

/// Reads the private half of an offline key.
pub(super) fn read_identity(path: &Path) -> anyhow::Result<Identity> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the identity {} cannot be read", path.display()))?;
    let text = zeroize::Zeroizing::new(text);
    Identity::parse(&text).with_context(|| path.display().to_string())
}

/// A time as `cofferd backup list` shows it, or a day, which means its end.
pub(super) fn parse_time(text: &str) -> anyhow::Result<Timestamp> {
    let wrong = || format!("`{text}` is neither like 2026-11-23 nor like 2026-11-23T12:01:01Z");
    let Some((day, time)) = text.split_once('T') else {
        let day = Timestamp::parse_day(text).with_context(wrong)?;
        return Ok(day.plus(Span(Span::days(1).0 - 1)));
    };
    let day = Timestamp::parse_day(day).with_context(wrong)?;
    let time = time.strip_suffix('Z').with_context(wrong)?;
    let (time, ms) = match time.split_once('.') {
        Some((time, ms)) if ms.len() == 3 => (time, ms.parse::<u16>().ok()),
        Some(_) => bail!(wrong()),
        // Without milliseconds the whole second is meant.
        None => (time, Some(999)),
    };
    let parts: Option<Vec<i64>> = time
        .split(':')
        .map(|part| part.parse::<u8>().ok().map(i64::from))
        .collect();
    let ms = i64::from(ms.with_context(wrong)?);
    match parts.as_deref() {
        Some([hours @ 0..24, minutes @ 0..60, seconds @ 0..60]) => {
            let span = Span::seconds(hours * 3_600 + minutes * 60 + seconds);
            Ok(day.plus(span).plus(Span(ms)))
        }
        _ => bail!(wrong()),
    }
}

/// Alarms as commands print them.
pub(super) fn alarms_json(alarms: &[Alarm]) -> Vec<serde_json::Value> {
    let told = alarms.iter();
    told.map(|alarm| serde_json::json!({ "alarm": alarm.word(), "text": alarm.to_string() }))
        .collect()
}

/// Says how far it is, on a terminal, about once a second.
pub(super) fn telling(json: bool) -> impl FnMut(Progress) {
    let silent = json || !std::io::stderr().is_terminal();
    let mut told = Instant::now();
    move |progress| {
        if silent || told.elapsed() < Duration::from_secs(1) {
            return;
        }
        told = Instant::now();
        output::note(&format!(
            "{} of {} objects, {} MiB",
            progress.objects_done,
            progress.objects,
            progress.bytes_done >> 20
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::parse_time;

    #[test]
    fn times_are_read_as_they_are_shown() {
        let shown = |text: &str| parse_time(text).unwrap().to_string();
        let exact = "2026-11-23T12:01:01.042Z";
        assert_eq!(shown(exact), exact);
        assert_eq!(shown("2026-11-23T12:01:01Z"), "2026-11-23T12:01:01.999Z");
        assert_eq!(shown("2026-11-23"), "2026-11-23T23:59:59.999Z");
        for bad in [
            "",
            "yesterday",
            "2026-11-23T",
            "2026-11-23T12:01Z",
            "2026-11-23T24:00:00Z",
            "2026-11-23T12:01:01",
            "2026-11-23T12:01:01.1Z",
        ] {
            assert!(parse_time(bad).is_err(), "{bad}");
        }
    }
}
