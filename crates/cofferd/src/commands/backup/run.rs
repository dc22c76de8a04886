//! `cofferd backup run`: beside a running server.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use coffer_app::App;
use coffer_app::backup::BackupFacts;
use coffer_backup::{BackupError, Chain, Lock, Made, Making, Member, Recipient, Taken, Target};
use coffer_blob::DirectoryBlobs;
use coffer_domain::context::RequestCtx;
use coffer_domain::ports::Clock as _;
use coffer_tlog::{LogSigner, LogVerifier, verify_checkpoint};
use serde_json::json;
use tokio::runtime::Handle;

use super::telling;
use crate::commands::{Place, block_on};
use crate::config::Config;
use crate::data_dir::DataDir;
use crate::system::{SystemClock, SystemEntropy};
use crate::{output, wiring};

/// Copy what is new to the target; the server may be running
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd backup run --data /srv/coffer --target /mnt/backup/coffer --recipient safe-2026.pub

Killed at any moment, it leaves the backups before it whole; the next run goes on from there.
Exit status 1 if the backup was made but something is wrong: objects of the server that were overwritten or are gone, or copies at the target that were.
JSON: {\"sequence\", \"manifest\", \"made\", \"objects\", \"bytes\", \"added\", \"copied_bytes\", \"dropped\", \"missing\", \"altered\", \"damaged\", \"compared_bytes\"}")]
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
        let recipients = self.recipients(&config)?;
        let root = self.target.as_ref().or(config.backup.target.as_ref());
        let root = root.context("no target: give --target, or set [backup] target")?;
        let target = if self.new_target {
            Target::begin(root)?
        } else {
            Target::open(root)?
        };
        let lock = target.lock()?;
        let (made, chain_was) =
            block_on(async { self.make(&dir, &target, &lock, &recipients).await })?;
        self.tell(&made, chain_was)
    }

    fn recipients(&self, config: &Config) -> anyhow::Result<Vec<Recipient>> {
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
        let read = |path: &PathBuf| {
            let text = fs::read_to_string(path)
                .with_context(|| format!("the recipient {} cannot be read", path.display()))?;
            Recipient::parse(&text).with_context(|| path.display().to_string())
        };
        files.iter().map(read).collect()
    }

    async fn make(
        &self,
        dir: &DataDir,
        target: &Target,
        lock: &Lock,
        recipients: &[Recipient],
    ) -> anyhow::Result<(Made, u64)> {
        let app = self.place.open().await?;
        let ctx = wiring::operator_ctx();
        let signer = app.backup_signer(&ctx).await?;
        target.keep_signer(&signer.verifier().to_vkey())?;
        let chain = Chain::load(target, &signer.verifier())?;
        // Before anything that can fail: what an alert is about may be why this run will not come to its end.
        let held = app.backup_hold(&ctx).await?;
        target.hold(&chain.pruning, held, ctx.now, &signer, lock)?;
        let begun = chain.newest().map_or(0, |link| link.manifest.sequence);
        let names = recipients.iter().map(|it| it.name().to_owned()).collect();
        app.backup_begun(&ctx, begun.saturating_add(1), names)
            .await?;
        let continues = continues(&app, &chain).await;
        let outcome = match continues {
            Ok(()) => self.copy(dir, &app, target, lock, &chain, recipients, &signer),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(made) => {
                record(&app, &ctx, &made).await?;
                Ok((made, begun))
            }
            Err(error) => {
                app.backup_failed(&ctx, why(&error), 0).await?;
                Err(error)
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "everything a backup is made from, put together here only"
    )]
    fn copy(
        &self,
        dir: &DataDir,
        app: &App,
        target: &Target,
        lock: &Lock,
        chain: &Chain,
        recipients: &[Recipient],
        signer: &LogSigner,
    ) -> anyhow::Result<Made> {
        let blobs = DirectoryBlobs::open(&dir.objects())?;
        let scratch = Scratch::make(dir.path())?;
        let config = self.place.config_path(dir);
        tokio::task::block_in_place(|| {
            let handle = Handle::current();
            let (organisation, log) = handle.block_on(async {
                let organisation = app.organisation().await?.id;
                anyhow::Ok((organisation, app.log_verifier().await?.to_vkey()))
            })?;
            let making = Making {
                organisation,
                log,
                signer,
                recipients,
                blobs: &blobs,
                entropy: &SystemEntropy,
            };
            let mut take = || {
                let source = |error: anyhow::Error| BackupError::Source(error.into());
                handle
                    .block_on(take(app, dir, &config, &scratch))
                    .map_err(source)
            };
            let mut tell = telling(self.json);
            let made = coffer_backup::make(&making, target, chain, lock, &mut take, &mut tell)?;
            Ok(made)
        })
    }

    fn tell(&self, made: &Made, before: u64) -> anyhow::Result<ExitCode> {
        let manifest = &made.manifest;
        let objects = &manifest.objects;
        let [altered, damaged] = [&made.altered, &made.damaged]
            .map(|found| found.iter().map(ToString::to_string).collect::<Vec<_>>());
        if self.json {
            output::json(&json!({
                "sequence": manifest.sequence,
                "manifest": made.hash.to_base64(),
                "made": manifest.made().to_string(),
                "objects": objects.count,
                "bytes": objects.bytes,
                "added": objects.added.len(),
                "copied_bytes": made.copied_bytes,
                "dropped": objects.dropped.len(),
                "missing": objects.missing,
                "altered": altered,
                "damaged": damaged,
                "compared_bytes": made.compared_bytes,
            }))?;
        } else {
            output::line(&format!(
                "Backup {} of {} is whole: {} objects, {} of them new, {} MiB copied.",
                manifest.sequence,
                manifest.made(),
                objects.count,
                objects.added.len(),
                made.copied_bytes >> 20
            ))?;
            if before == 0 {
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

/// Whether this server's ledger is the one of the newest backup, grown. A ledger that was rewritten is noticed here, and a
/// server that was restored to an earlier state, whose backups go to a new target.
async fn continues(app: &App, chain: &Chain) -> anyhow::Result<()> {
    chain.sound()?;
    let Some(newest) = chain.newest() else {
        return Ok(());
    };
    let log = app.log_verifier().await?.to_vkey();
    if newest.manifest.log != log {
        return Err(BackupError::OtherInstallation {
            expected: log,
            found: newest.manifest.log.clone(),
        }
        .into());
    }
    let log = LogVerifier::from_vkey(&newest.manifest.log)?;
    let head = verify_checkpoint(&newest.manifest.checkpoint, &log, &[])
        .context("the ledger's head in the newest manifest")?
        .checkpoint;
    if app.ledger_root_at(head.size).await? == Some(head.root) {
        return Ok(());
    }
    bail!(
        "the ledger of this server does not continue the one of backup {} ({} entries): it was rewritten, or this server was restored to an earlier state. \
         After a restore, begin a new target; otherwise look at SECURITY.md before anything else",
        newest.manifest.sequence,
        head.size
    )
}

async fn record(app: &App, ctx: &RequestCtx, made: &Made) -> anyhow::Result<()> {
    let facts = BackupFacts {
        sequence: made.manifest.sequence,
        manifest: made.hash.to_base64(),
        objects: made.manifest.objects.count,
        copied_bytes: made.copied_bytes,
    };
    app.backup_made(ctx, facts).await?;
    for (why, count) in [
        ("altered", made.altered.len()),
        ("damaged", made.damaged.len()),
        ("missing", made.manifest.objects.missing.len()),
    ] {
        if count > 0 {
            app.backup_failed(ctx, why, count as u64).await?;
        }
    }
    // Their places, even if no server runs.
    Ok(app.sequence_all().await?)
}

/// A word for the ledger.
fn why(error: &anyhow::Error) -> &'static str {
    match error.downcast_ref::<BackupError>() {
        Some(BackupError::Full(_)) => "target_full",
        Some(BackupError::Target { .. } | BackupError::NoTarget(_)) => "target",
        Some(BackupError::Source(_)) => "source",
        Some(BackupError::Broken(_)) => "chain",
        Some(BackupError::OtherInstallation { .. }) => "other_installation",
        Some(_) => "other",
        None => "ledger",
    }
}

/// The state of the server now: metadata first, then keys, then the key file (see `coffer_backup::make`).
async fn take(app: &App, dir: &DataDir, config: &Path, scratch: &Scratch) -> anyhow::Result<Taken> {
    app.sequence_all().await?;
    let made = SystemClock.now();
    let (meta, keys) = (scratch.fresh("meta.db")?, scratch.fresh("keys.db")?);
    coffer_store::snapshot_metadata(&dir.metadata(), &meta)
        .await
        .context("the metadata cannot be copied")?;
    coffer_store::snapshot(&dir.keys(), &keys)
        .await
        .context("the key store cannot be copied")?;
    let facts = coffer_store::meta_facts(&meta).await?;
    let there = |name: &str, path: PathBuf| {
        path.exists().then(|| Member {
            name: name.to_owned(),
            path,
        })
    };
    let tls = |name: &str| there(&format!("tls/{name}"), dir.tls().join(name));
    Ok(Taken {
        made,
        objects: facts.objects,
        checkpoint: facts.checkpoint.context("the ledger has no head yet")?,
        database: [
            there("meta.db", meta),
            there("cofferd.toml", config.to_owned()),
        ]
        .into_iter()
        .flatten()
        .collect(),
        keys: [
            there("keys.db", keys),
            tls("ca.pem"),
            tls("ca.key"),
            there("keys.json", dir.key_file()),
        ]
        .into_iter()
        .flatten()
        .collect(),
    })
}

/// A folder beside the data for the copies of the databases, for this account only; gone at the end.
struct Scratch(PathBuf);

impl Scratch {
    fn make(data: &Path) -> anyhow::Result<Self> {
        let path = data.join("backup.tmp");
        match fs::remove_dir_all(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                return Err(error).context("what an interrupted backup left cannot be removed");
            }
            _ => {}
        }
        DirBuilder::new()
            .mode(0o700)
            .create(&path)
            .with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(Self(path))
    }

    fn fresh(&self, name: &str) -> anyhow::Result<PathBuf> {
        let path = self.0.join(name);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(error.into()),
            _ => Ok(path),
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if fs::remove_dir_all(&self.0).is_err() {
            output::note(&format!(
                "cofferd: {} could not be removed; it holds copies of the databases",
                self.0.display()
            ));
        }
    }
}
