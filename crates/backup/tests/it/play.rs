//! An installation and its backup target, in a temporary folder.

use std::fs;
use std::path::PathBuf;

use coffer_backup::{
    BackupError, Chain, Identity, Made, Making, Manifest, Member, Taken, Target, compare,
    copy_objects, make, open_bundles,
};
use coffer_blob::DirectoryBlobs;
use coffer_domain::id::{ObjectId, OrganisationId};
use coffer_domain::ports::BlobStore;
use coffer_domain::time::{Span, Timestamp};
use coffer_testkit::SeededEntropy;
use coffer_tlog::{Hash, LogSigner};
use tempfile::TempDir;

/// 2026-11-23T12:00:00Z.
pub(crate) const START: Timestamp = Timestamp(1_795_435_200_000);
pub(crate) const ORGANISATION: OrganisationId = OrganisationId([7; 16]);

pub(crate) struct Play {
    pub(crate) folder: TempDir,
    pub(crate) blobs: DirectoryBlobs,
    pub(crate) target: Target,
    pub(crate) signer: LogSigner,
    pub(crate) log: LogSigner,
    pub(crate) identity: Identity,
    pub(crate) entropy: SeededEntropy,
    pub(crate) now: Timestamp,
    /// What the metadata refers to.
    pub(crate) objects: Vec<ObjectId>,
    /// What the metadata holds.
    pub(crate) meta: String,
    pub(crate) keys: String,
    pub(crate) ledger_size: u64,
}

impl Play {
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        let root = folder.path().join("target");
        fs::create_dir(&data).unwrap();
        fs::create_dir(&root).unwrap();
        Self {
            blobs: DirectoryBlobs::open(&data).unwrap(),
            target: Target::begin(&root).unwrap(),
            signer: LogSigner::from_seed("coffer/test/backup", &[1; 32]).unwrap(),
            log: LogSigner::from_seed("coffer/test", &[2; 32]).unwrap(),
            identity: Identity::generate(),
            entropy: SeededEntropy::new(3),
            now: START,
            objects: Vec::new(),
            meta: "the first state".to_owned(),
            keys: "the first keys".to_owned(),
            ledger_size: 10,
            folder,
        }
    }

    /// Adds an object of the installation.
    pub(crate) fn store(&mut self, number: u8, content: &[u8]) -> ObjectId {
        self.store_as(ObjectId([number; 16]), content)
    }

    pub(crate) fn store_as(&mut self, object: ObjectId, content: &[u8]) -> ObjectId {
        let mut writer = self.blobs.create(object).unwrap();
        writer.append(content).unwrap();
        writer.sync().unwrap();
        self.objects.push(object);
        self.objects.sort_unstable();
        object
    }

    /// The installation erases an object.
    pub(crate) fn erase(&mut self, object: ObjectId) {
        self.objects.retain(|known| *known != object);
        self.blobs.remove(object).unwrap();
    }

    pub(crate) fn live_path(&self, object: ObjectId) -> PathBuf {
        path_below(&self.folder.path().join("data"), object)
    }

    pub(crate) fn target_path(&self, object: ObjectId) -> PathBuf {
        path_below(self.target.root(), object)
    }

    pub(crate) fn chain(&self) -> Chain {
        Chain::load(&self.target, &self.signer.verifier()).unwrap()
    }

    pub(crate) fn taken(&self) -> Taken {
        let folder = self.folder.path();
        fs::write(folder.join("meta.db"), &self.meta).unwrap();
        fs::write(folder.join("keys.db"), &self.keys).unwrap();
        let member = |name: &str| Member {
            name: name.to_owned(),
            path: folder.join(name),
        };
        let root = Hash([u8::try_from(self.ledger_size % 251).unwrap(); 32]);
        Taken {
            made: self.now,
            objects: self.objects.clone(),
            checkpoint: self.log.sign(self.ledger_size, &root),
            database: vec![member("meta.db")],
            keys: vec![member("keys.db")],
        }
    }

    pub(crate) fn try_backup(&self) -> Result<Backup, BackupError> {
        self.backup_taking(&mut || Ok(self.taken()))
    }

    pub(crate) fn backup_taking(
        &self,
        take: &mut dyn FnMut() -> Result<Taken, BackupError>,
    ) -> Result<Backup, BackupError> {
        let (made, chain) = self.make_taking(take)?;
        let lock = self.target.lock()?;
        let compared = compare(
            &self.blobs,
            &self.entropy,
            &self.target,
            &chain,
            &made,
            &lock,
        )?;
        Ok(Backup {
            manifest: made.manifest,
            hash: made.hash,
            copied_bytes: made.copied_bytes,
            altered: compared.altered,
            damaged: compared.damaged,
            compared_bytes: compared.bytes,
        })
    }

    /// A backup whose run is cut off before it compares; with the chain of before.
    pub(crate) fn make_taking(
        &self,
        take: &mut dyn FnMut() -> Result<Taken, BackupError>,
    ) -> Result<(Made, Chain), BackupError> {
        let recipients = [self.identity.recipient().unwrap()];
        let making = Making {
            organisation: ORGANISATION,
            log: self.log.verifier().to_vkey(),
            signer: &self.signer,
            recipients: &recipients,
            blobs: &self.blobs,
            entropy: &self.entropy,
        };
        let lock = self.target.lock()?;
        let chain = self.chain();
        let made = make(&making, &self.target, &chain, &lock, take, &mut |_| {})?;
        Ok((made, chain))
    }

    /// A backup, and a day and some entries of the ledger later.
    pub(crate) fn backup(&mut self) -> Backup {
        let made = self.try_backup().unwrap();
        self.now = self.now.plus(Span::days(1));
        self.ledger_size += 5;
        made
    }

    /// Restores a backup: what its metadata and keys hold, and its objects' contents, those that came.
    pub(crate) fn restore(&self, sequence: u64, wanted: &[ObjectId]) -> Restored {
        let into = self.folder.path().join(format!("restored-{sequence}"));
        drop(fs::remove_dir_all(&into));
        let chain = self.chain();
        let link = chain.link(sequence).unwrap();
        let opened = open_bundles(&self.target, &chain, link, &self.identity, &into).unwrap();
        let blobs = DirectoryBlobs::open(&into).unwrap();
        let objects = copy_objects(&self.target, &chain, wanted, &blobs, &mut |_| {}).unwrap();
        let contents = wanted
            .iter()
            .filter_map(|object| fs::read(path_below(&into, *object)).ok());
        Restored {
            meta: fs::read_to_string(into.join("meta.db")).unwrap(),
            keys: fs::read_to_string(into.join("keys.db")).unwrap(),
            keys_from: opened.keys_from,
            contents: contents.collect(),
            faults: objects.faults,
        }
    }

    pub(crate) fn manifests(&self) -> Vec<PathBuf> {
        let folder = self.target.root().join("manifests");
        let entries = fs::read_dir(folder).unwrap();
        let mut found: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        found.sort();
        found
    }
}

/// A backup that was made, and what was compared after it.
pub(crate) struct Backup {
    pub(crate) manifest: Manifest,
    pub(crate) hash: Hash,
    pub(crate) copied_bytes: u64,
    pub(crate) altered: Vec<ObjectId>,
    pub(crate) damaged: Vec<ObjectId>,
    pub(crate) compared_bytes: u64,
}

pub(crate) struct Restored {
    pub(crate) meta: String,
    pub(crate) keys: String,
    pub(crate) keys_from: u64,
    pub(crate) contents: Vec<Vec<u8>>,
    pub(crate) faults: Vec<String>,
}

fn path_below(root: &std::path::Path, object: ObjectId) -> PathBuf {
    let id = object.to_string();
    root.join("objects")
        .join(id.get(4..6).unwrap())
        .join(format!("{id}.csf1"))
}
