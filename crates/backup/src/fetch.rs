//! Fetching: a bucket becomes a target again. Of every key all versions are considered, the oldest first, and the one that
//! is what its manifest says is taken; delete markers do not matter. So who can only add versions changes nothing.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Mutex;

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{Bucket, BucketError, BucketVersion};
use coffer_tlog::LogVerifier;
use data_encoding::HEXLOWER;

use crate::chain::{Chain, Held, Link};
use crate::error::BackupError;
use crate::limits::MANIFEST_BYTES_MAX;
use crate::make::Progress;
use crate::manifest::{Manifest, Signed, file_name};
use crate::pull::changed_history;
use crate::push::wanted;
use crate::stock::{Named, Stock, each};
use crate::target::{Lock, StoredManifest, Target, hash_file};

/// The manifests of a bucket that are signed and first at their place, as a chain.
pub struct InBucket {
    pub chain: Chain,
    /// Signed manifests that do not count, in words.
    pub faults: Vec<String>,
    /// Versions under manifests' names that are no signed manifests.
    pub passed_over: u64,
    by_sequence: BTreeMap<u64, Candidate>,
}

/// A signed manifest in a bucket.
pub(crate) struct Candidate {
    text: String,
    pub(crate) signed: Signed,
    version: BucketVersion,
}

impl InBucket {
    /// The versions that are the manifests.
    pub(crate) fn manifests(&self) -> impl Iterator<Item = &BucketVersion> {
        self.by_sequence.values().map(|found| &found.version)
    }

    /// What there is of everything the chain names, beside the manifests.
    pub(crate) fn stock_of_names(&self, bucket: &dyn Bucket) -> Result<Stock, BackupError> {
        let prefixes = ["db/", "keys/", "objects/"];
        Stock::list(bucket, &prefixes, &wanted(&self.chain, &[]))
    }
}

/// Reads all manifests of a bucket. Of several that are signed for one place, the one counts that the bucket took first and
/// that follows the one before: whoever takes the server later can sign, but not earlier.
///
/// # Errors
/// The bucket cannot be read.
pub fn look_into(bucket: &dyn Bucket, signer: &LogVerifier) -> Result<InBucket, BackupError> {
    let stock = Stock::list(bucket, &["manifests/"], &is_manifest)?;
    let mut passed_over = 0;
    let mut places: BTreeMap<u64, Vec<Candidate>> = BTreeMap::new();
    for version in stock.iter() {
        match read_manifest(bucket, version, signer)? {
            Some(candidate) => {
                let place = places
                    .entry(candidate.signed.manifest.sequence)
                    .or_default();
                // The same file once more says nothing new.
                if place
                    .iter()
                    .all(|known| known.signed.hash != candidate.signed.hash)
                {
                    place.push(candidate);
                }
            }
            None => passed_over += 1,
        }
    }
    let mut faults = Vec::new();
    let mut by_sequence = BTreeMap::new();
    let mut previous: Option<String> = None;
    for (sequence, candidates) in places {
        if candidates.len() > 1 {
            faults.push(format!(
                "{} signed manifests in the bucket claim to be number {sequence}; the first that follows the one before counts",
                candidates.len()
            ));
        }
        let follows = |it: &Candidate| it.signed.manifest.previous == previous;
        let first = candidates
            .into_iter()
            .min_by_key(|it| (!follows(it), it.version.stored));
        if let Some(first) = first {
            previous = Some(first.signed.hash.to_base64());
            by_sequence.insert(sequence, first);
        }
    }
    let stored = by_sequence.values().map(|it| StoredManifest {
        name: file_name(it.signed.manifest.sequence, &it.signed.hash),
        text: it.text.clone(),
        stored_ms: it.version.stored.0,
    });
    Ok(InBucket {
        chain: Chain::of(stored.collect(), signer),
        faults,
        passed_over,
        by_sequence,
    })
}

/// Whether a version could be a manifest, by its key and length.
pub(crate) fn is_manifest(version: &BucketVersion) -> bool {
    let file = version.key.strip_prefix("manifests/");
    version.bytes <= MANIFEST_BYTES_MAX
        && file.is_some_and(|file| file.ends_with(".manifest") && !file.contains('/'))
}

/// The manifest that a version is, if it is signed and under its own name.
pub(crate) fn read_manifest(
    bucket: &dyn Bucket,
    version: &BucketVersion,
    signer: &LogVerifier,
) -> Result<Option<Candidate>, BackupError> {
    let mut content = Vec::new();
    bucket.read(version, &mut content)?;
    let Ok(text) = String::from_utf8(content) else {
        return Ok(None);
    };
    let Ok(signed) = Manifest::verify(&text, signer) else {
        return Ok(None);
    };
    let file = file_name(signed.manifest.sequence, &signed.hash);
    Ok(
        (Target::manifest_name(&file) == version.key).then(|| Candidate {
            text,
            signed,
            version: version.clone(),
        }),
    )
}

/// What a fetch brought, and what it did not find.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fetched {
    /// Numbers of the backups whose manifests came.
    pub sequences: Vec<u64>,
    /// Files fetched, beside manifests.
    pub files: u64,
    pub bytes: u64,
    /// Versions that were not what the manifests say.
    pub passed_over: u64,
    /// In words. What can be had comes in spite of them.
    pub faults: Vec<String>,
}

/// Brings what a bucket has more than a target. It goes on where an earlier run ended, and looks again for what was not found.
///
/// # Errors
/// The target's own chain is broken or cannot be written, or the bucket cannot be read.
pub fn fetch(
    bucket: &dyn Bucket,
    found: &InBucket,
    to: &Target,
    sink: &Chain,
    _lock: &Lock,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Fetched, BackupError> {
    sink.sound()?;
    let mut faults: Vec<String> = found.chain.faults.iter().map(ToString::to_string).collect();
    faults.extend(found.faults.iter().cloned());
    let fetched = Fetched {
        passed_over: found.passed_over,
        faults,
        ..Fetched::default()
    };
    let run = Run {
        bucket,
        found,
        objects: found.chain.objects(),
        to,
        stock: found.stock_of_names(bucket)?,
        told: Mutex::new((fetched, progress)),
    };
    if let Some(fault) = changed_history(&found.chain, sink) {
        run.tell(|fetched| fetched.faults.push(fault))?;
    } else {
        let mut before = None;
        for link in &found.chain.links {
            if link.manifest.previous != before {
                break;
            }
            run.link(link, sink)?;
            before = Some(link.hash.to_base64());
        }
    }
    let (fetched, _) = run.told.into_inner().map_err(|_| POISONED)?;
    Ok(fetched)
}

const POISONED: BackupError = BackupError::Bug("a worker panicked");

struct Run<'a> {
    bucket: &'a dyn Bucket,
    found: &'a InBucket,
    objects: BTreeMap<ObjectId, Held>,
    to: &'a Target,
    stock: Stock,
    told: Mutex<(Fetched, &'a mut (dyn FnMut(Progress) + Send))>,
}

impl Run<'_> {
    fn link(&self, link: &Link, sink: &Chain) -> Result<(), BackupError> {
        let manifest = &link.manifest;
        let known = sink.link(manifest.sequence).is_some();
        let mut wanted = Vec::new();
        for added in &manifest.objects.added {
            let object = added.id.parse().ok();
            match object.and_then(|object| Some((object, self.objects.get(&object)?))) {
                // Thinned out, and no state that is left needs it.
                Some((object, held)) => {
                    wanted.push((Named::object(object, held), held.until.is_some()));
                }
                None => self.fault(format!("`{}` is not an object", added.id))?,
            }
        }
        let newest = self.found.chain.newest();
        let is_newest = newest.is_some_and(|newest| newest.hash == link.hash);
        for bundle in [&manifest.database, &manifest.keys] {
            match Named::bundle(bundle) {
                Some(named) => wanted.push((named, !is_newest)),
                None => self.fault(format!("`{}` is not a bundle's path", bundle.path))?,
            }
        }
        each(&wanted, &|(named, may_be_gone)| {
            self.bring(named, *may_be_gone, known)
        })?;
        let candidate = self.found.by_sequence.get(&manifest.sequence);
        if let Some(candidate) = candidate.filter(|_| !known) {
            let file = file_name(manifest.sequence, &link.hash);
            self.to.put_manifest(&file, &candidate.text)?;
            self.tell(|fetched| fetched.sequences.push(manifest.sequence))?;
        }
        Ok(())
    }

    /// Brings a file, unless it is there. Of a backup that had come before, its length says enough.
    fn bring(&self, named: &Named, may_be_gone: bool, known: bool) -> Result<(), BackupError> {
        let place = named.path(self.to);
        let there = std::fs::metadata(&place).is_ok_and(|there| there.len() == named.bytes);
        if there && known {
            return Ok(());
        }
        let io = |error| BackupError::target(&place, error);
        if there && HEXLOWER.encode(&hash_file(&place).map_err(io)?.blake3) == named.blake3 {
            return Ok(());
        }
        let mut others = 0;
        for version in self.stock.candidates(&named.key) {
            if self.take(named, version)? {
                return self.tell(|fetched| {
                    fetched.files = fetched.files.saturating_add(1);
                    fetched.bytes = fetched.bytes.saturating_add(named.bytes);
                    fetched.passed_over = fetched.passed_over.saturating_add(others);
                });
            }
            others += 1;
        }
        if may_be_gone && others == 0 {
            return Ok(());
        }
        self.fault(format!(
            "`{}` is not in the bucket: none of {others} versions of its length is what the manifest says",
            named.key
        ))
    }

    /// Takes a version, if it is what the manifest names.
    fn take(&self, named: &Named, version: &BucketVersion) -> Result<bool, BackupError> {
        let mut failed = None;
        let taken = self.to.put_if(
            &named.path(self.to),
            &mut |out: &mut dyn Write| match self.bucket.read(version, out) {
                Err(BucketError::Local(error)) => Err(error),
                Err(error) => {
                    failed = Some(error);
                    Err(io::Error::other("the bucket failed"))
                }
                Ok(()) => Ok(()),
            },
            &|written| HEXLOWER.encode(&written.blake3) == named.blake3,
        );
        match failed {
            Some(error) => Err(error.into()),
            None => taken,
        }
    }

    fn fault(&self, fault: String) -> Result<(), BackupError> {
        self.tell(|fetched| fetched.faults.push(fault))
    }

    fn tell(&self, change: impl FnOnce(&mut Fetched)) -> Result<(), BackupError> {
        let mut told = self.told.lock().map_err(|_| POISONED)?;
        let (fetched, progress) = &mut *told;
        change(fetched);
        progress(Progress {
            objects_done: fetched.files,
            objects: self.objects.len() as u64,
            bytes_done: fetched.bytes,
        });
        Ok(())
    }
}
