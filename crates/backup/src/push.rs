//! Pushing: what a target has more than a bucket is put into it, locked; locks of what is kept are made longer in time.
//!
//! Nothing here removes anything. What is in the bucket is found by listing its versions: no other record is kept that
//! could be wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::Mutex;

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{Bucket, BucketVersion, Put, PutWhere};
use coffer_domain::time::Timestamp;
use coffer_tlog::LogVerifier;
use data_encoding::HEXLOWER;

use crate::chain::{Chain, Held, Link};
use crate::error::BackupError;
use crate::fetch::{is_manifest, read_manifest};
use crate::locks::{Window, retained};
use crate::make::Progress;
use crate::manifest::file_name;
use crate::plain::hash_plain;
use crate::retain::{Rules, due};
use crate::stock::{LocalFile, Named, Stock, each, genuine};
use crate::target::Target;
use crate::verify::Alarm;

/// Where to, and for how long.
pub struct Pushing<'a> {
    pub bucket: &'a dyn Bucket,
    /// The key that signs the manifests.
    pub signer: &'a LogVerifier,
    pub rules: &'a Rules,
    pub now: Timestamp,
    /// Whether what is put is locked; if not, the bucket's own owner has to see to it that nothing is deleted.
    pub locked: bool,
}

/// What a push put, and what it did not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pushed {
    /// Numbers of the backups that are in the bucket since this run.
    pub sequences: Vec<u64>,
    /// Files put, manifests among them.
    pub files: u64,
    pub bytes: u64,
    /// Locks that were made longer.
    pub extended: u64,
    /// In words.
    pub faults: Vec<String>,
    pub alarms: Vec<Alarm>,
}

/// Puts what is new, backup by backup: first everything a manifest names, then the manifest.
///
/// # Errors
/// The chain is broken, the bucket cannot lock, or it did not do what was asked. What was put stays; the next run goes on.
pub fn push(
    from: &Target,
    chain: &Chain,
    pushing: &Pushing<'_>,
    progress: &mut (dyn FnMut(Progress) + Send),
) -> Result<Pushed, BackupError> {
    chain.sound()?;
    check_state(pushing)?;
    let manifests: Vec<Named> = chain
        .links
        .iter()
        .map(|link| manifest_of(from, link))
        .collect::<Result<_, _>>()?;
    let kept = retained(chain, pushing.rules, pushing.now);
    let prefixes = ["db/", "keys/", "manifests/", "objects/"];
    let stock = Stock::list(pushing.bucket, &prefixes, &wanted(chain, &manifests))?;
    let mut pushed = Pushed::default();
    for (sequence, stored) in others(chain, &manifests, pushing)? {
        let place = chain
            .links
            .iter()
            .position(|link| link.manifest.sequence == sequence);
        let ours = place.and_then(|place| manifests.get(place));
        let ours = ours.and_then(|named| stock.candidates(&named.key).next());
        if ours.is_none_or(|ours| stored < ours.stored) {
            return Err(BackupError::OtherPast(sequence));
        }
        pushed.faults.push(format!(
            "somebody has put another signed manifest {sequence} into the bucket; it came later and does not count"
        ));
    }
    let run = Run {
        from,
        objects: chain.objects(),
        newest: chain.newest().map(|newest| newest.manifest.sequence),
        worth: worth_putting(chain, &kept, pushing),
        pushing,
        stock,
        window: Window::of(pushing.rules),
        told: Mutex::new((pushed, progress)),
    };
    for (link, manifest) in chain.links.iter().zip(&manifests) {
        if !run.link(link, manifest)? {
            break;
        }
    }
    if pushing.locked {
        run.extend(&[kept, manifests].concat())?;
    }
    let (pushed, _) = run.told.into_inner().map_err(|_| POISONED)?;
    Ok(pushed)
}

/// Signed manifests in the bucket that are not the source's, for numbers it has, with the time the bucket took them.
fn others(
    chain: &Chain,
    manifests: &[Named],
    pushing: &Pushing<'_>,
) -> Result<Vec<(u64, Timestamp)>, BackupError> {
    let ours: BTreeSet<&str> = manifests.iter().map(|named| named.key.as_str()).collect();
    let stock = Stock::list(pushing.bucket, &["manifests/"], &|version| {
        is_manifest(version) && !ours.contains(version.key.as_str())
    })?;
    let versions: Vec<&BucketVersion> = stock.iter().collect();
    let found = each(&versions, &|version| {
        let found = read_manifest(pushing.bucket, version, pushing.signer)?;
        Ok(found.map(|it| (it.signed.manifest.sequence, version.stored)))
    })?;
    let known = |sequence: u64| chain.link(sequence).is_some();
    Ok(found
        .into_iter()
        .flatten()
        .filter(|(sequence, _)| known(*sequence))
        .collect())
}

/// Keys of what is kept; not of sealed keys whose time is over, which a source that was not pruned may still have.
fn worth_putting(chain: &Chain, kept: &[Named], pushing: &Pushing<'_>) -> BTreeSet<String> {
    let mut worth: BTreeSet<String> = kept.iter().map(|named| named.key.clone()).collect();
    let due = due(chain, pushing.rules, pushing.now).keys;
    for link in due.iter().filter_map(|sequence| chain.link(*sequence)) {
        worth.remove(&link.manifest.keys.path);
    }
    worth
}

const POISONED: BackupError = BackupError::Bug("a worker panicked");

fn check_state(pushing: &Pushing<'_>) -> Result<(), BackupError> {
    if !pushing.locked {
        return Ok(());
    }
    let state = pushing.bucket.state()?;
    if !state.versioned {
        return Err(BackupError::NotLockable("does not keep versions"));
    }
    if !state.lockable {
        return Err(BackupError::NotLockable("has no object lock"));
    }
    Ok(())
}

fn manifest_of(from: &Target, link: &Link) -> Result<Named, BackupError> {
    let file = file_name(link.manifest.sequence, &link.hash);
    let text = from.manifest(&file)?;
    Ok(Named::manifest(&file, &text))
}

/// Whether a version is as long as what the chain names by its key.
pub(crate) fn wanted(chain: &Chain, manifests: &[Named]) -> impl Fn(&BucketVersion) -> bool {
    let objects = chain.objects();
    let objects = objects
        .iter()
        .map(|(object, held)| Named::object(*object, held));
    let bundles = chain
        .links
        .iter()
        .flat_map(|link| [&link.manifest.database, &link.manifest.keys]);
    let named = objects
        .chain(bundles.filter_map(Named::bundle))
        .chain(manifests.iter().cloned());
    let lengths: BTreeMap<String, u64> = named.map(|named| (named.key, named.bytes)).collect();
    move |version| lengths.get(&version.key) == Some(&version.bytes)
}

/// What became of a file that should be in the bucket.
enum Ensured {
    There,
    /// It was thinned out at the source before it was pushed, and no state that is left needs it.
    Passed,
    Fault(String),
}

struct Run<'a> {
    from: &'a Target,
    objects: BTreeMap<ObjectId, Held>,
    /// The newest backup's number.
    newest: Option<u64>,
    /// Keys of what is to be in the bucket.
    worth: BTreeSet<String>,
    pushing: &'a Pushing<'a>,
    /// As it was when the run began.
    stock: Stock,
    window: Window,
    told: Mutex<(Pushed, &'a mut (dyn FnMut(Progress) + Send))>,
}

impl Run<'_> {
    /// Whether this backup is in the bucket now.
    fn link(&self, link: &Link, manifest: &Named) -> Result<bool, BackupError> {
        let local = self.open(manifest).ok().flatten();
        if genuine(self.pushing.bucket, &self.stock, manifest, local.as_ref())?.is_some() {
            // Everything it names came before it. What is gone since, while it is kept, comes again.
            self.mend(link)?;
            return Ok(true);
        }
        if !self.all(&self.names(link)?)? || !self.all(&[(manifest.clone(), false)])? {
            return Ok(false);
        }
        self.tell(|pushed| pushed.sequences.push(link.manifest.sequence))?;
        Ok(true)
    }

    /// What of a manifest is kept, and whether it may be gone.
    fn names(&self, link: &Link) -> Result<Vec<(Named, bool)>, BackupError> {
        let manifest = &link.manifest;
        let damaged = |what: &str| BackupError::Damaged(what.to_owned());
        let mut names = Vec::with_capacity(manifest.objects.added.len() + 2);
        for added in &manifest.objects.added {
            let object = added.id.parse().map_err(|_| damaged(&added.id))?;
            let held = self.objects.get(&object);
            let held = held.ok_or_else(|| damaged(&added.id))?;
            names.push((Named::object(object, held), held.until.is_some()));
        }
        let is_newest = self.newest == Some(manifest.sequence);
        for bundle in [&manifest.database, &manifest.keys] {
            let named = Named::bundle(bundle).ok_or_else(|| damaged(&bundle.path))?;
            names.push((named, !is_newest));
        }
        names.retain(|(named, _)| self.worth.contains(&named.key));
        Ok(names)
    }

    fn mend(&self, link: &Link) -> Result<(), BackupError> {
        let mut names = self.names(link)?;
        names.retain(|(named, _)| {
            let gone = self.stock.candidates(&named.key).next().is_none();
            // Those of sealed keys go before the state they belong to.
            gone && !Target::is_keys_name(&named.key)
        });
        self.all(&names).map(drop)
    }

    /// Puts what is not there yet; whether all is there then.
    fn all(&self, names: &[(Named, bool)]) -> Result<bool, BackupError> {
        let ensured = each(names, &|(named, may_be_gone)| {
            self.ensure(named, *may_be_gone)
        })?;
        let faults: Vec<String> = ensured
            .into_iter()
            .filter_map(|ensured| match ensured {
                Ensured::Fault(fault) => Some(fault),
                Ensured::There | Ensured::Passed => None,
            })
            .collect();
        let all = faults.is_empty();
        self.tell(|pushed| pushed.faults.extend(faults))?;
        Ok(all)
    }

    fn ensure(&self, named: &Named, may_be_gone: bool) -> Result<Ensured, BackupError> {
        let key = &named.key;
        let opened = self.open(named);
        let local = opened.as_ref().ok().and_then(Option::as_ref);
        if genuine(self.pushing.bucket, &self.stock, named, local)?.is_some() {
            return Ok(Ensured::There);
        }
        let local = match opened {
            Ok(Some(local)) => local,
            Ok(None) if may_be_gone => return Ok(Ensured::Passed),
            Ok(None) => {
                let fault = format!("`{key}` is neither at the source nor in the bucket");
                return Ok(Ensured::Fault(fault));
            }
            Err(error) => {
                let fault = format!("`{key}` cannot be read at the source: {error}");
                return Ok(Ensured::Fault(fault));
            }
        };
        let path = named.path(self.from);
        if !is_as_named(&path, named)? {
            return Ok(Ensured::Fault(format!("`{key}` was altered at the source")));
        }
        if self.stock.is_full(key) {
            let fault = format!(
                "`{key}` has so many other versions in the bucket that one more would not be found"
            );
            return Ok(Ensured::Fault(fault));
        }
        self.put(named, &local)?;
        self.tell(|pushed| {
            pushed.files = pushed.files.saturating_add(1);
            pushed.bytes = pushed.bytes.saturating_add(named.bytes);
        })?;
        Ok(Ensured::There)
    }

    fn put(&self, named: &Named, local: &LocalFile) -> Result<(), BackupError> {
        let Pushing { bucket, now, .. } = *self.pushing;
        let until = self
            .pushing
            .locked
            .then(|| self.window.end(&named.key, now));
        if bucket.put(&named.key, local, until, PutWhere::Free)? == Put::Stored {
            return Ok(());
        }
        // Something has the name. It may be this very file, put by a request whose answer was lost.
        let is_it =
            |version: &BucketVersion| version.key == named.key && version.bytes == named.bytes;
        let stock = Stock::list(bucket, &[&named.key], &is_it)?;
        if genuine(bucket, &stock, named, Some(local))?.is_none() {
            bucket.put(&named.key, local, until, PutWhere::Beside)?;
        }
        Ok(())
    }

    /// Makes locks longer of which less than half is left. What came in this run is locked anew anyway.
    fn extend(&self, names: &[Named]) -> Result<(), BackupError> {
        let Pushing { bucket, now, .. } = *self.pushing;
        let far = each(names, &|named| {
            let mut candidates = self.stock.candidates(&named.key);
            let found = match (candidates.next(), candidates.next()) {
                (Some(only), None) => Some(only.clone()),
                (None, _) => None,
                _ => {
                    let local = self.open(named).ok().flatten();
                    genuine(bucket, &self.stock, named, local.as_ref())?
                }
            };
            let Some(version) = found else {
                return Ok(false);
            };
            let until = bucket.locked_until(&version)?;
            if self.window.is_due(&named.key, until, now) {
                bucket.lock(&version, self.window.end(&named.key, now))?;
                self.tell(|pushed| pushed.extended = pushed.extended.saturating_add(1))?;
            }
            Ok(until.is_some_and(|until| self.window.is_excessive(&named.key, until, now)))
        })?;
        let files = far.into_iter().filter(|far| *far).count() as u64;
        if files > 0 {
            self.tell(|pushed| pushed.alarms.push(Alarm::LockFar { files }))?;
        }
        Ok(())
    }

    /// A file of the source, if it is there. One of another length is an error.
    fn open(&self, named: &Named) -> io::Result<Option<LocalFile>> {
        match LocalFile::open(&named.path(self.from), named.bytes) {
            Ok(file) => Ok(Some(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn tell(&self, change: impl FnOnce(&mut Pushed)) -> Result<(), BackupError> {
        let mut told = self.told.lock().map_err(|_| POISONED)?;
        let (pushed, progress) = &mut *told;
        change(pushed);
        progress(Progress {
            objects_done: pushed.files,
            objects: self.objects.len() as u64,
            bytes_done: pushed.bytes,
        });
        Ok(())
    }
}

fn is_as_named(path: &Path, named: &Named) -> Result<bool, BackupError> {
    let found = hash_plain(path, named.bytes).map_err(|error| BackupError::target(path, error))?;
    Ok(HEXLOWER.encode(&found) == named.blake3)
}
