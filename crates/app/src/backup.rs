//! Backups as the installation sees them: the key that signs their manifests, what the ledger says of them, and what is
//! done to a state that came back.

use coffer_domain::alert::Response;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::Version;
use coffer_domain::id::ObjectId;
use coffer_domain::ports::BlobReader;
use coffer_domain::time::Timestamp;
use coffer_envelope::{ReadAt, SealedReader};
use coffer_tlog::{Hash, LogSigner, root_at, tiles_for_root};
use serde_json::Value;
use std::io::{self, Read as _};

use crate::app::App;
use crate::error::AppError;
use crate::keys::binding;
use crate::limits::{BACKUP_LOOK_ENTRIES, EXPIRY_BATCH};

/// What an alert that holds the pruning of backups is said to hold.
pub(crate) const BACKUPS: &str = "backups";

const BACKUP_SEED: &str = "backup signing seed";
/// Content is compared in pieces of this size.
const PIECE_BYTES: usize = 1 << 20;

/// A backup that was made, as the ledger tells it.
pub struct BackupFacts {
    /// Its number.
    pub sequence: u64,
    /// The hash of its manifest.
    pub manifest: String,
    /// Objects it holds.
    pub objects: u64,
    /// Bytes copied for it.
    pub copied_bytes: u64,
}

/// What a restored state needed before anybody may use it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Settled {
    /// Open uploads that were given up; their senders begin anew.
    pub uploads: u64,
}

/// A rehearsal's outcome, as the ledger tells it.
pub struct DrillFacts {
    /// Which backup was restored.
    pub sequence: u64,
    /// The hash of the signed report.
    pub report: String,
    /// How old the state was that came back, seconds.
    pub rpo_secs: u64,
    /// How long it took, seconds.
    pub rto_secs: u64,
    /// Whether all of it came back.
    pub whole: bool,
}

/// An entry of the ledger about backups.
pub(crate) struct OfBackups {
    pub(crate) place: u64,
    pub(crate) at: Timestamp,
}

/// How much of the stored content opened and was what the metadata says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Probed {
    /// Files read to their end.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Versions that did not open, or were something else.
    pub faults: Vec<ObjectId>,
}

impl App {
    /// The key that signs manifests; made at the first call.
    ///
    /// # Errors
    /// Refused, or the key provider or the store does not work.
    pub async fn backup_signer(&self, ctx: &RequestCtx) -> Result<LogSigner, AppError> {
        operator(ctx)?;
        let organisation = self.organisation().await?.id;
        self.keys
            .ensure_server_key(organisation, BACKUP_SEED, &*self.entropy)
            .await?;
        let seed = self.keys.server_key(organisation, BACKUP_SEED).await?;
        let seed = seed
            .expose()
            .first_chunk::<32>()
            .ok_or(AppError::Bug("backup seed has a wrong length"))?;
        LogSigner::from_seed(&format!("coffer/{organisation}/backup"), seed)
            .map_err(|_| AppError::Bug("backup origin is not a key name"))
    }

    /// The root of the ledger's first `size` entries; none if it has fewer.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn ledger_root_at(&self, size: u64) -> Result<Option<Hash>, AppError> {
        self.sequence_all().await?;
        if self.store.head().await?.is_none_or(|head| head.size < size) {
            return Ok(None);
        }
        let ids: Vec<(u8, u64)> = tiles_for_root(size)
            .iter()
            .map(|id| (id.level, id.index))
            .collect();
        let map = self.tile_map(&ids).await?;
        let root = root_at(&map, size)
            .map_err(|_| AppError::Bug("the ledger's stored tiles do not fit its size"))?;
        Ok(Some(root))
    }

    /// Until when an alert holds the pruning of backups, if one does; while the server is read-only, none is pruned either.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn backup_hold(&self, ctx: &RequestCtx) -> Result<Option<Timestamp>, AppError> {
        operator(ctx)?;
        let active = self.store.active_containments(Some(BACKUPS)).await?;
        let holds = active
            .iter()
            .filter(|it| it.response == Response::HoldBackups)
            .map(|it| it.until);
        let read_only = self.read_only_until().await?;
        Ok(holds.chain(read_only).filter(|it| ctx.now < *it).max())
    }

    /// Records that a backup begins, and to whom it is sealed; before the first byte leaves.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn backup_begun(
        &self,
        ctx: &RequestCtx,
        sequence: u64,
        recipients: Vec<String>,
    ) -> Result<(), AppError> {
        let event = Event::new(EventKind::BackupBegun)
            .with("sequence", sequence)
            .with("recipients", recipients);
        self.record_backup(ctx, event).await
    }

    /// Records that a backup is whole at its target.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn backup_made(&self, ctx: &RequestCtx, made: BackupFacts) -> Result<(), AppError> {
        let event = Event::new(EventKind::BackupMade)
            .object(made.manifest)
            .with("sequence", made.sequence)
            .with("objects", made.objects)
            .with("copied_bytes", made.copied_bytes);
        self.record_backup(ctx, event).await
    }

    /// Records that a backup was not made, or that stored objects are not what was backed up of them.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn backup_failed(
        &self,
        ctx: &RequestCtx,
        why: &'static str,
        objects: u64,
    ) -> Result<(), AppError> {
        let event = Event::new(EventKind::BackupFailed)
            .with("why", why)
            .with("objects", objects);
        self.record_backup(ctx, event).await
    }

    /// Whether the ledger tells of a backup. A run may be cut off when its backup is whole and not yet recorded.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn is_backup_recorded(
        &self,
        ctx: &RequestCtx,
        manifest: &str,
    ) -> Result<bool, AppError> {
        operator(ctx)?;
        self.sequence_all().await?;
        let places = self.store.first_places(&[manifest.to_owned()]).await?;
        Ok(!places.is_empty())
    }

    /// What the ledger's newest entry of a kind says of backups, as far as it is looked at.
    pub(crate) async fn newest_of_backups(
        &self,
        kind: EventKind,
    ) -> Result<Option<OfBackups>, AppError> {
        let newest = self.store.newest_entry(kind, BACKUP_LOOK_ENTRIES).await?;
        Ok(newest.and_then(|(place, text)| {
            let entry: Value = serde_json::from_str(&text).ok()?;
            let at = Timestamp::parse(entry.get("time")?.as_str()?)?;
            Some(OfBackups { place, at })
        }))
    }

    /// Records a rehearsal whose signed report was shown here.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn backup_drilled(
        &self,
        ctx: &RequestCtx,
        drill: DrillFacts,
    ) -> Result<(), AppError> {
        let event = Event::new(EventKind::BackupDrilled)
            .object(drill.report)
            .with("sequence", drill.sequence)
            .with("rpo_secs", drill.rpo_secs)
            .with("rto_secs", drill.rto_secs)
            .with("whole", drill.whole);
        self.record_backup(ctx, event).await
    }

    async fn record_backup(&self, ctx: &RequestCtx, event: Event) -> Result<(), AppError> {
        operator(ctx)?;
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(())
    }

    /// Makes a state that came back safe to use, and records where it came from: what let somebody in may have ended
    /// since, so all of it ends; open uploads have lost their objects, so they are given up.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn settle_restored(
        &self,
        ctx: &RequestCtx,
        sequence: u64,
        manifest: &str,
    ) -> Result<Settled, AppError> {
        operator(ctx)?;
        let event = Event::new(EventKind::BackupRestored)
            .object(manifest)
            .with("sequence", sequence);
        let ended = Change::EndAllAccess { at: ctx.now };
        self.commit(Commit::record(self.entry(ctx, event)?).change(ended))
            .await?;
        let mut settled = Settled::default();
        loop {
            let open = self
                .store
                .expired_uploads(Timestamp(i64::MAX), EXPIRY_BATCH)
                .await?;
            if open.is_empty() {
                return Ok(settled);
            }
            for upload in open {
                self.remove_upload(ctx, &upload, EventKind::UploadExpired)
                    .await?;
                settled.uploads = settled.uploads.saturating_add(1);
            }
        }
    }

    /// Opens content with the keys there are and compares it with what the metadata says of it: up to so many versions,
    /// in the order of their random ids. Nothing of it is kept or shown.
    ///
    /// # Errors
    /// Refused, or the store does not work. Content that does not open is in the answer.
    pub async fn probe_contents(&self, ctx: &RequestCtx, limit: usize) -> Result<Probed, AppError> {
        operator(ctx)?;
        let mut probed = Probed::default();
        for object in self.store.referenced_objects().await? {
            if probed.files >= limit as u64 {
                break;
            }
            let Some(file) = self.store.file_of_object(object).await? else {
                continue;
            };
            let Some(version) = file.version.filter(|version| version.object == object) else {
                continue;
            };
            match self.probe(ctx, file.case, &version).await {
                Ok(bytes) => probed.bytes = probed.bytes.saturating_add(bytes),
                Err(error) => {
                    tracing::warn!(%object, error = %crate::error_chain(&error), "content does not open");
                    probed.faults.push(object);
                }
            }
            probed.files = probed.files.saturating_add(1);
        }
        Ok(probed)
    }

    async fn probe(
        &self,
        ctx: &RequestCtx,
        case: coffer_domain::id::CaseId,
        version: &Version,
    ) -> Result<u64, AppError> {
        let binding = binding(self.organisation().await?.id, case, version.object);
        let dek = self.keys.open_object(binding, ctx.now).await?;
        let blobs = std::sync::Arc::clone(&self.blobs);
        let object = version.object;
        let read = tokio::task::spawn_blocking(move || {
            let reader = Stored(blobs.open(object)?);
            hash_content(SealedReader::open(&dek, &binding, reader)?)
        });
        let (bytes, blake3) = read
            .await
            .map_err(|_| AppError::Bug("reading thread died"))??;
        if bytes == version.bytes && blake3 == version.blake3 {
            return Ok(bytes);
        }
        Err(AppError::Integrity)
    }
}

fn hash_content(mut reader: SealedReader<Stored>) -> io::Result<(u64, [u8; 32])> {
    let mut hasher = blake3::Hasher::new();
    let mut buffer = zeroize::Zeroizing::new(vec![0; PIECE_BYTES]);
    let mut bytes = 0_u64;
    loop {
        let read = reader.read(&mut buffer)?;
        if read == 0 {
            return Ok((bytes, *hasher.finalize().as_bytes()));
        }
        hasher.update(buffer.get(..read).unwrap_or_default());
        bytes = bytes.saturating_add(read as u64);
    }
}

struct Stored(Box<dyn BlobReader>);

impl ReadAt for Stored {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.0.read_exact_at(buffer, offset)
    }

    fn len(&self) -> io::Result<u64> {
        Ok(self.0.length())
    }
}

/// Backups are the operator's, at the server; there is no way to them over the network.
fn operator(ctx: &RequestCtx) -> Result<(), AppError> {
    if matches!(ctx.principal, Principal::Operator) {
        return Ok(());
    }
    Err(AppError::Bug("backups are for the operator at the server"))
}
