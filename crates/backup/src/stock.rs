//! What a bucket holds of the names one asks for. Who has the bucket's credential can add versions to every key, so a key
//! has candidates: the oldest versions that are as long as they should be. Which is genuine shows its content.

use std::collections::{BTreeMap, VecDeque};
use std::fs::File;
use std::io::{self, Write};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{BlobReader, Bucket, BucketVersion};
use data_encoding::HEXLOWER;

use crate::chain::Held;
use crate::error::BackupError;
use crate::limits::{BUCKET_KEYS_MAX, VERSIONS_CONSIDERED, WORKERS};
use crate::manifest::Bundle;
use crate::plain::open_plain;
use crate::target::Target;

/// A file as a manifest names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Named {
    /// Its path below a target, which is its key.
    pub(crate) key: String,
    pub(crate) bytes: u64,
    /// Hexadecimal.
    pub(crate) blake3: String,
}

impl Named {
    pub(crate) fn object(object: ObjectId, held: &Held) -> Self {
        Self {
            key: Target::object_name(object),
            bytes: held.bytes,
            blake3: HEXLOWER.encode(&held.blake3),
        }
    }

    /// None if the path is none of a bundle; a signed manifest could still be made by whoever took the server.
    pub(crate) fn bundle(bundle: &Bundle) -> Option<Self> {
        Target::is_bundle_name(&bundle.path).then(|| Self {
            key: bundle.path.clone(),
            bytes: bundle.bytes,
            blake3: bundle.blake3.clone(),
        })
    }

    pub(crate) fn manifest(file: &str, text: &str) -> Self {
        Self {
            key: Target::manifest_name(file),
            bytes: text.len() as u64,
            blake3: blake3::hash(text.as_bytes()).to_hex().to_string(),
        }
    }

    pub(crate) fn path(&self, target: &Target) -> PathBuf {
        target.root().join(&self.key)
    }
}

/// Candidates by key, the oldest first.
#[derive(Default)]
pub(crate) struct Stock(BTreeMap<String, VecDeque<BucketVersion>>);

impl Stock {
    /// Lists what begins with one of `prefixes` and is `wanted`.
    pub(crate) fn list(
        bucket: &dyn Bucket,
        prefixes: &[&str],
        wanted: &dyn Fn(&BucketVersion) -> bool,
    ) -> Result<Self, BackupError> {
        let mut stock = Self::default();
        let mut flooded = false;
        for prefix in prefixes {
            bucket.versions(prefix, &mut |version| {
                flooded |= stock.0.len() >= BUCKET_KEYS_MAX;
                if !flooded && wanted(&version) {
                    stock.take(version);
                }
            })?;
        }
        if flooded {
            return Err(BackupError::Flooded(BUCKET_KEYS_MAX));
        }
        Ok(stock)
    }

    /// They come newest first; the oldest stay.
    fn take(&mut self, version: BucketVersion) {
        let candidates = self.0.entry(version.key.clone()).or_default();
        candidates.push_front(version);
        candidates.truncate(VERSIONS_CONSIDERED);
    }

    pub(crate) fn candidates(&self, key: &str) -> impl Iterator<Item = &BucketVersion> {
        self.0.get(key).into_iter().flatten()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &BucketVersion> {
        self.0.values().flatten()
    }

    /// Whether a key has so many candidates that one more would not be considered.
    pub(crate) fn is_full(&self, key: &str) -> bool {
        self.candidates(key).count() >= VERSIONS_CONSIDERED
    }
}

/// The candidate that is what the manifest names. `local` is the same file here, which spares reading the bucket's.
pub(crate) fn genuine(
    bucket: &dyn Bucket,
    stock: &Stock,
    named: &Named,
    local: Option<&LocalFile>,
) -> Result<Option<BucketVersion>, BackupError> {
    for version in stock.candidates(&named.key) {
        let told = match local {
            Some(local) => bucket.same(version, local)?,
            None => None,
        };
        let same = match told {
            Some(same) => same,
            None => hash_version(bucket, version)? == named.blake3,
        };
        if same {
            return Ok(Some(version.clone()));
        }
    }
    Ok(None)
}

fn hash_version(bucket: &dyn Bucket, version: &BucketVersion) -> Result<String, BackupError> {
    let mut hasher = Hashing(blake3::Hasher::new());
    bucket.read(version, &mut hasher)?;
    Ok(HEXLOWER.encode(hasher.0.finalize().as_bytes()))
}

struct Hashing(blake3::Hasher);

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A file of a target, for a bucket to read.
pub(crate) struct LocalFile {
    file: File,
    bytes: u64,
}

impl LocalFile {
    /// Opens a plain file of that length.
    pub(crate) fn open(path: &Path, bytes: u64) -> io::Result<Self> {
        let file = open_plain(path, bytes)?;
        Ok(Self { file, bytes })
    }
}

impl BlobReader for LocalFile {
    fn length(&self) -> u64 {
        self.bytes
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.read_exact_at(buffer, offset)
    }
}

/// Does the work for all, a few at the same time; the first error ends it. Results are in the order of the items.
pub(crate) fn each<T: Sync, R: Send>(
    items: &[T],
    work: &(dyn Fn(&T) -> Result<R, BackupError> + Sync),
) -> Result<Vec<R>, BackupError> {
    let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
    let worker = || {
        let mut done = Vec::new();
        while !failed.load(Ordering::Relaxed) {
            let place = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(place) else {
                break;
            };
            let result = work(item).inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
            done.push((place, result));
        }
        Ok::<_, BackupError>(done)
    };
    let mut results = Vec::with_capacity(items.len());
    std::thread::scope(|scope| {
        let count = WORKERS.min(items.len());
        let workers: Vec<_> = (0..count).map(|_| scope.spawn(worker)).collect();
        for worker in workers {
            let done = worker.join();
            results.extend(done.map_err(|_| BackupError::Bug("a worker panicked"))??);
        }
        Ok::<_, BackupError>(())
    })?;
    results.sort_by_key(|(place, _)| *place);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}
