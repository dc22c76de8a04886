//! Backups that the server makes by itself: no timer, no passphrase beside it, and the key file unlocked already.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use coffer_app::App;
use coffer_backup::{Chain, Target};
use coffer_domain::ports::Clock as _;
use tokio::runtime::Handle;
use tracing::Instrument as _;

use crate::commands::backup::work::{Done, Work, why};
use crate::config::backup::Schedule;
use crate::data_dir::DataDir;
use crate::system::SystemClock;
use crate::{hygiene, wiring};

/// One that was not made is tried again this soon.
const AGAIN_AFTER: Duration = Duration::from_secs(3600);

/// Makes backups of this server until the process ends; `config` is the configuration that counts.
pub(super) fn start(app: &Arc<App>, dir: &DataDir, config: PathBuf, schedule: Schedule) {
    let backups = Backups {
        app: Arc::clone(app),
        dir: dir.clone(),
        config,
        schedule,
    };
    tokio::spawn(backups.run());
}

/// Backups of a server, one after the other.
struct Backups {
    app: Arc<App>,
    dir: DataDir,
    config: PathBuf,
    schedule: Schedule,
}

impl Backups {
    async fn run(self) {
        let this = Arc::new(self);
        // The clock that nobody sets counts from here on.
        let mut next = this.first_in().await;
        loop {
            tokio::time::sleep(next).await;
            next = match Arc::clone(&this).one().await {
                Ok(done) => {
                    tell(&done);
                    this.schedule.every
                }
                Err(error) => {
                    tracing::error!(error = format!("{error:#}"), "a backup failed");
                    this.schedule.every.min(AGAIN_AFTER)
                }
            };
        }
    }

    /// When the first is due, by the newest there is: a server that is started often does not make more of them.
    async fn first_in(&self) -> Duration {
        let every = self.schedule.every;
        let ctx = wiring::operator_ctx();
        let Ok(signer) = self.app.backup_signer(&ctx).await else {
            return Duration::ZERO;
        };
        let target = self.schedule.target.clone();
        // A mount may hang.
        let newest = tokio::task::spawn_blocking(move || {
            let chain = Chain::load(&Target::open(&target).ok()?, &signer.verifier()).ok()?;
            let newest = chain.newest()?;
            Some((newest.manifest.made(), newest.hash.to_base64()))
        });
        let Ok(Some((made, manifest))) = newest.await else {
            return Duration::ZERO;
        };
        // One that was cut off before it was recorded: the ledger is to tell of one that is whole as soon as it can.
        if !matches!(self.app.is_backup_recorded(&ctx, &manifest).await, Ok(true)) {
            return Duration::ZERO;
        }
        let age = SystemClock.now().since(made).0;
        every.saturating_sub(Duration::from_millis(u64::try_from(age).unwrap_or(0)))
    }

    /// On a thread of its own, which stands back behind what people wait for.
    async fn one(self: Arc<Self>) -> anyhow::Result<Done> {
        let handle = Handle::current();
        let (send, done) = tokio::sync::oneshot::channel();
        std::thread::Builder::new()
            .name("backup".to_owned())
            .spawn(move || {
                hygiene::stand_back();
                // Nobody waits any more only if the server stops.
                drop(send.send(handle.block_on(self.make())));
            })?;
        done.await?
    }

    async fn make(&self) -> anyhow::Result<Done> {
        let opened = Target::open(&self.schedule.target).and_then(|target| {
            let lock = target.lock()?;
            Ok((target, lock))
        });
        let (target, lock) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                let error = anyhow::Error::new(error);
                let ctx = wiring::operator_ctx();
                self.app.backup_failed(&ctx, why(&error), 0).await?;
                return Err(error);
            }
        };
        let work = Work {
            app: &self.app,
            dir: &self.dir,
            config: self.config.clone(),
            target: &target,
            recipients: &self.schedule.recipients,
        };
        let span = tracing::debug_span!("backup", otel.kind = "consumer");
        work.run(&lock, &mut |_| {}).instrument(span).await
    }
}

fn tell(done: &Done) {
    let manifest = &done.made.manifest;
    tracing::info!(
        sequence = manifest.sequence,
        objects = manifest.objects.count,
        copied_bytes = done.made.copied_bytes,
        compared_bytes = done.compared.bytes,
        making_ms = u64::try_from(done.making.as_millis()).unwrap_or(u64::MAX),
        comparing_ms = u64::try_from(done.comparing.as_millis()).unwrap_or(u64::MAX),
        "made a backup"
    );
    let faults = [
        (manifest.objects.missing.len(), "missing"),
        (done.compared.altered.len(), "altered"),
        (done.compared.damaged.len(), "damaged"),
    ];
    for (objects, why) in faults.into_iter().filter(|(objects, _)| *objects > 0) {
        tracing::error!(
            objects,
            why,
            "stored objects are not what was backed up; `cofferd backup run` names them"
        );
    }
}
