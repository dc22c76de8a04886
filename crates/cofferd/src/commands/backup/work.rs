//! One backup: the state of the server, the manifest, what the ledger says of it, and what is read again afterwards. By a
//! command or by the server itself.

use std::fs::{self, DirBuilder};
use std::io::ErrorKind;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use coffer_app::App;
use coffer_app::backup::BackupFacts;
use coffer_backup::{
    BackupError, Chain, Compared, Lock, Made, Making, Member, Progress, Recipient, Taken, Target,
    compare,
};
use coffer_blob::DirectoryBlobs;
use coffer_domain::context::RequestCtx;
use coffer_domain::ports::Clock as _;
use coffer_tlog::{LogSigner, LogVerifier, verify_checkpoint};
use tokio::runtime::Handle;

use crate::data_dir::DataDir;
use crate::system::{SystemClock, SystemEntropy};
use crate::{output, wiring};

/// What a backup is made of, and where it goes.
pub(in crate::commands) struct Work<'a> {
    pub(in crate::commands) app: &'a App,
    pub(in crate::commands) dir: &'a DataDir,
    /// The configuration that counts.
    pub(in crate::commands) config: PathBuf,
    pub(in crate::commands) target: &'a Target,
    pub(in crate::commands) recipients: &'a [Recipient],
}

/// A backup that was made, and what was compared after it.
pub(in crate::commands) struct Done {
    pub(in crate::commands) made: Made,
    pub(in crate::commands) compared: Compared,
    /// Until the backup was whole and recorded.
    pub(in crate::commands) making: Duration,
    pub(in crate::commands) comparing: Duration,
}

impl Work<'_> {
    /// Makes one, records it, and then compares what was there before.
    ///
    /// # Errors
    /// Recorded as well. If comparing failed, the backup is whole all the same.
    pub(in crate::commands) async fn run(
        &self,
        lock: &Lock,
        progress: &mut dyn FnMut(Progress),
    ) -> anyhow::Result<Done> {
        let begun = Instant::now();
        let ctx = wiring::operator_ctx();
        let signer = self.app.backup_signer(&ctx).await?;
        let chain = self.chain(&signer.verifier());
        let chain = self.or_failed(&ctx, chain).await?;
        // Before anything that can fail: what an alert is about may be why this run will not come to its end.
        let held = self.app.backup_hold(&ctx).await?;
        self.target
            .hold(&chain.pruning, held, ctx.now, &signer, lock)?;
        let blobs = DirectoryBlobs::open(&self.dir.objects())?;
        let made = self.make(&ctx, &blobs, &signer, &chain, lock, progress);
        let made = self.or_failed(&ctx, made.await).await?;
        record_made(self.app, &ctx, &made).await?;
        let making = begun.elapsed();

        let begun = Instant::now();
        let compared = tokio::task::block_in_place(|| {
            compare(&blobs, &SystemEntropy, self.target, &chain, &made, lock)
        });
        let compared = compared.map_err(|error| {
            anyhow::Error::new(error)
                .context("the backup is whole, but what was there before could not be compared")
        });
        let compared = self.or_failed(&ctx, compared).await?;
        let faults = [
            ("altered", compared.altered.len()),
            ("damaged", compared.damaged.len()),
        ];
        record_faults(self.app, &ctx, &faults).await?;
        Ok(Done {
            made,
            compared,
            making,
            comparing: begun.elapsed(),
        })
    }

    fn chain(&self, signer: &LogVerifier) -> anyhow::Result<Chain> {
        let chain = Chain::load(self.target, signer)?;
        if chain.is_of_others() {
            // Nothing is written there, no hold either.
            let found = self.target.signer();
            return Err(BackupError::OtherInstallation {
                expected: signer.to_vkey(),
                found: found.unwrap_or_else(|_| "another key".to_owned()),
            }
            .into());
        }
        self.target.keep_signer(&signer.to_vkey())?;
        Ok(chain)
    }

    async fn or_failed<T>(&self, ctx: &RequestCtx, done: anyhow::Result<T>) -> anyhow::Result<T> {
        if let Err(error) = &done {
            self.app.backup_failed(ctx, why(error), 0).await?;
        }
        done
    }

    async fn make(
        &self,
        ctx: &RequestCtx,
        blobs: &DirectoryBlobs,
        signer: &LogSigner,
        chain: &Chain,
        lock: &Lock,
        progress: &mut dyn FnMut(Progress),
    ) -> anyhow::Result<Made> {
        let before = chain.newest().map_or(0, |link| link.manifest.sequence);
        let names = self.recipients.iter().map(|it| it.name().to_owned());
        self.app
            .backup_begun(ctx, before.saturating_add(1), names.collect())
            .await?;
        continues(self.app, chain).await?;
        let scratch = Scratch::make(self.dir.path())?;
        let making = Making {
            organisation: self.app.organisation().await?.id,
            log: self.app.log_verifier().await?.to_vkey(),
            signer,
            recipients: self.recipients,
            blobs,
            entropy: &SystemEntropy,
        };
        tokio::task::block_in_place(|| {
            let handle = Handle::current();
            let mut take = || {
                let source = |error: anyhow::Error| BackupError::Source(error.into());
                handle
                    .block_on(take(self.app, self.dir, &self.config, &scratch))
                    .map_err(source)
            };
            let made = coffer_backup::make(&making, self.target, chain, lock, &mut take, progress)?;
            Ok(made)
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

async fn record_made(app: &App, ctx: &RequestCtx, made: &Made) -> anyhow::Result<()> {
    let facts = BackupFacts {
        sequence: made.manifest.sequence,
        manifest: made.hash.to_base64(),
        objects: made.manifest.objects.count,
        copied_bytes: made.copied_bytes,
    };
    app.backup_made(ctx, facts).await?;
    record_faults(
        app,
        ctx,
        &[("missing", made.manifest.objects.missing.len())],
    )
    .await
}

async fn record_faults(
    app: &App,
    ctx: &RequestCtx,
    faults: &[(&'static str, usize)],
) -> anyhow::Result<()> {
    for (why, count) in faults {
        if *count > 0 {
            app.backup_failed(ctx, why, *count as u64).await?;
        }
    }
    // Their places, even if no server runs.
    Ok(app.sequence_all().await?)
}

/// A word for the ledger.
pub(in crate::commands) fn why(error: &anyhow::Error) -> &'static str {
    match error.downcast_ref::<BackupError>() {
        Some(BackupError::Full(_)) => "target_full",
        Some(
            BackupError::Target { .. } | BackupError::NoTarget(_) | BackupError::NotATarget(_),
        ) => "target",
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
