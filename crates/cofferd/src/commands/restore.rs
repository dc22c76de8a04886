//! `cofferd restore`: one backup, whole, into a place where nothing is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use coffer_app::App;
use coffer_app::backup::Settled;
use coffer_backup::{Chain, Identity, Link, Target, copy_objects, heads, open_bundles};
use coffer_blob::DirectoryBlobs;
use coffer_kms::Passphrase;
use coffer_tlog::ExportVerifier;
use serde_json::json;

use super::backup::{At, parse_time, read_identity, telling};
use super::block_on;
use super::ledger::Folder;
use crate::config::Config;
use crate::data_dir::DataDir;
use crate::passphrase::PassphraseSource;
use crate::{output, rules, wiring};

/// Bring a backup back into an empty directory, checking everything on the way
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd restore --target /mnt/backup/coffer --identity safe-2026 --data /srv/coffer --at 2026-11-23

Without --at and --sequence, the newest. The passphrase is the one the server's key file had.
Checked: the chain of manifests, every bundle and object against its manifest, the ledger against its signed heads.
Sessions, tokens, passes, links to enrol and grants end, open uploads are given up. Exit status 1 if something did not come back.
JSON: {\"whole\", \"sequence\", \"made\", \"keys_from\", \"objects\", \"bytes\", \"ledger_entries\", \"uploads_given_up\", \"faults\"}")]
pub(crate) struct Restore {
    #[command(flatten)]
    at: At,
    /// The private half of an offline key
    #[arg(long, value_name = "FILE")]
    identity: PathBuf,
    /// The data directory to make; must not exist or be empty
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    point: Point,
    #[command(flatten)]
    passphrase: PassphraseSource,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// Which backup.
#[derive(Args, Clone)]
pub(super) struct Point {
    /// The newest made at or before this time, such as 2026-11-23 (its end) or 2026-11-23T12:01:01Z
    #[arg(long = "at", value_name = "TIME", conflicts_with = "sequence")]
    at_time: Option<String>,
    /// By its number
    #[arg(long, value_name = "NUMBER")]
    sequence: Option<u64>,
    /// Restore although the chain of manifests is broken; what is left is checked as far as it goes
    #[arg(long)]
    despite_faults: bool,
}

/// A restored installation.
pub(super) struct Restored {
    pub(super) app: Arc<App>,
    pub(super) link: Link,
    pub(super) keys_from: u64,
    pub(super) objects: u64,
    pub(super) bytes: u64,
    pub(super) ledger_entries: u64,
    pub(super) settled: Settled,
    pub(super) faults: Vec<String>,
}

impl Restore {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let identity = read_identity(&self.identity)?;
        let passphrase = self.passphrase.read()?;
        let target = self.at.open()?;
        let chain = self.at.chain(&target)?;
        let restored = block_on(restore(
            &target,
            &chain,
            &self.point,
            &identity,
            passphrase,
            &self.data,
            self.json,
        ))?;
        let whole = restored.faults.is_empty();
        let manifest = &restored.link.manifest;
        if self.json {
            output::json(&json!({
                "whole": whole,
                "sequence": manifest.sequence,
                "made": manifest.made().to_string(),
                "keys_from": restored.keys_from,
                "objects": restored.objects,
                "bytes": restored.bytes,
                "ledger_entries": restored.ledger_entries,
                "uploads_given_up": restored.settled.uploads,
                "faults": restored.faults,
            }))?;
        } else {
            output::line(&format!(
                "Backup {} of {} is in {}: {} objects ({} MiB), {} entries of the ledger as signed.",
                manifest.sequence,
                manifest.made(),
                self.data.display(),
                restored.objects,
                restored.bytes >> 20,
                restored.ledger_entries
            ))?;
            for fault in &restored.faults {
                output::line(&format!("DID NOT come back: {fault}"))?;
            }
            if restored.keys_from != manifest.sequence {
                output::note(&format!(
                    "The keys are those of backup {}: what was erased before it stays unreadable.",
                    restored.keys_from
                ));
            }
            self.at.tell_trust();
            output::note(
                "Sessions, tokens, passes, links to enrol and grants have ended. Unless this was the newest backup, begin a new target for this installation.",
            );
        }
        Ok(if whole {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}

fn choose<'c>(chain: &'c Chain, point: &Point) -> anyhow::Result<&'c Link> {
    let found = match (&point.at_time, point.sequence) {
        (Some(time), _) => chain.at(parse_time(time)?),
        (None, Some(sequence)) => chain.link(sequence),
        (None, None) => chain.newest(),
    };
    Ok(found.ok_or(coffer_backup::BackupError::NoSuchPoint)?)
}

/// Restores into `data` and checks what came back.
pub(super) async fn restore(
    target: &Target,
    chain: &Chain,
    point: &Point,
    identity: &Identity,
    passphrase: Passphrase,
    data: &Path,
    json: bool,
) -> anyhow::Result<Restored> {
    let mut faults: Vec<String> = chain.faults.iter().map(ToString::to_string).collect();
    if !point.despite_faults
        && let Some(fault) = faults.first()
    {
        bail!(
            "the chain of manifests is broken: {fault}. Find out why; --despite-faults restores what is left"
        );
    }
    let link = choose(chain, point)?.clone();
    let opened = open_bundles(target, chain, &link, identity, data)?;
    let dir = DataDir::existing(data)
        .context("the backup holds no key file; it cannot be used without one")?;
    let facts = coffer_store::meta_facts(&dir.metadata()).await?;
    let objects = tokio::task::block_in_place(|| {
        let into = DirectoryBlobs::open(&dir.objects())?;
        let mut tell = telling(json);
        anyhow::Ok(copy_objects(
            target,
            chain,
            &facts.objects,
            &into,
            &mut tell,
        )?)
    })?;
    faults.extend(objects.faults);
    // The configuration that came back may name files that are not on this machine yet.
    let app = wiring::open(
        &dir,
        &Config::default(),
        "https://localhost".to_owned(),
        passphrase,
        rules::builtin()?,
        None,
    )
    .await?;
    let manifest = link.hash.to_base64();
    let settled = app
        .settle_restored(&wiring::operator_ctx(), link.manifest.sequence, &manifest)
        .await?;
    let ledger_entries = match check_ledger(&dir, &app, chain, &link).await {
        Ok(entries) => entries,
        Err(error) => {
            faults.push(format!("the ledger: {error:#}"));
            0
        }
    };
    Ok(Restored {
        app,
        link,
        keys_from: opened.keys_from,
        objects: objects.restored,
        bytes: objects.bytes,
        ledger_entries,
        settled,
        faults,
    })
}

/// Every entry and tile against the signed head, and against the heads of this backup and all before it.
async fn check_ledger(dir: &DataDir, app: &App, chain: &Chain, link: &Link) -> anyhow::Result<u64> {
    let (log, heads) = heads(chain, link)?;
    let folder = dir.path().join("restore.tmp");
    let plan = app.plan_export(&wiring::operator_ctx()).await?;
    app.export_ledger(&plan, |file| {
        let path = folder.join(&file.path);
        fs::create_dir_all(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
        fs::write(path, file.bytes)
    })
    .await?;
    let source = Folder(&folder);
    let verifier = ExportVerifier::new(&source, &log);
    let verifier = heads.into_iter().fold(verifier, ExportVerifier::extending);
    let verified = verifier.verify(&mut |_| {});
    fs::remove_dir_all(&folder)?;
    Ok(verified?.size())
}
