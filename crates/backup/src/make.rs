//! Making a backup.
//!
//! The order is what makes it consistent beside a running server. An upload writes its key and its object before the row
//! that names them, and an erasure removes the row before key and object. So: metadata first, then keys, then objects.
//! Whatever a row of the copy names was there before the copy was taken; what is gone by the time it is to be copied was
//! erased meanwhile, and a newer copy of the metadata does not name it any more.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind, Write};

use coffer_domain::id::{ObjectId, OrganisationId};
use coffer_domain::ports::{BlobReader, BlobStore, Entropy};
use coffer_domain::time::Timestamp;
use coffer_tlog::{Hash, LogSigner};
use data_encoding::HEXLOWER;

use crate::bundle::{self, Member};
use crate::chain::{Chain, Held};
use crate::error::BackupError;
use crate::key::{Recipient, random_id};
use crate::limits::{COPY_BYTES, RECIPIENTS_MAX, TAKES_MAX};
use crate::manifest::{Added, FORMAT, Manifest, Objects, file_name};
use crate::plain::{hash_plain, is_there};
use crate::target::{Lock, Target, Written, remove};

/// The state of a server at one moment.
pub struct Taken {
    /// When.
    pub made: Timestamp,
    /// What the metadata refers to.
    pub objects: Vec<ObjectId>,
    /// The ledger's signed head in it.
    pub checkpoint: String,
    /// Files of the metadata.
    pub database: Vec<Member>,
    /// Files of the keys, taken after the metadata.
    pub keys: Vec<Member>,
}

/// Whose backup, and to whom.
pub struct Making<'a> {
    pub organisation: OrganisationId,
    /// Verifier key of the ledger.
    pub log: String,
    pub signer: &'a LogSigner,
    pub recipients: &'a [Recipient],
    pub blobs: &'a dyn BlobStore,
    pub entropy: &'a dyn Entropy,
}

/// How far a backup has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    pub objects_done: u64,
    pub objects: u64,
    pub bytes_done: u64,
}

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Made {
    pub manifest: Manifest,
    pub hash: Hash,
    /// Bytes of objects copied in this run; the rest was there.
    pub copied_bytes: u64,
    /// What the metadata refers to, sorted.
    pub(crate) objects: Vec<ObjectId>,
    /// Those of it that are not on the server's disk, or not what was backed up of them before; sorted as well.
    pub(crate) gone: Vec<ObjectId>,
}

/// Makes one. `take` hands out the state of the server, and is asked anew if objects were erased meanwhile. Whether what was
/// backed up before still is what it was, [`crate::compare`] looks at afterwards.
///
/// # Errors
/// Nothing was added to the chain then; what was copied is found again by the next run.
pub fn make(
    making: &Making<'_>,
    target: &Target,
    chain: &Chain,
    _lock: &Lock,
    take: &mut dyn FnMut() -> Result<Taken, BackupError>,
    progress: &mut dyn FnMut(Progress),
) -> Result<Made, BackupError> {
    check_recipients(making.recipients)?;
    chain.sound()?;
    let known = chain.objects();
    let before = chain.newest();
    let sequence = before.map_or(1, |link| link.manifest.sequence.saturating_add(1));
    let current = before.map_or(0, |link| link.manifest.sequence);
    let mut copies = Copies::default();
    let mut taken = take()?;
    for round in 1..=TAKES_MAX {
        copies.all(making, target, (&known, current), &taken, progress)?;
        if copies.missing.is_empty() || round == TAKES_MAX {
            break;
        }
        taken = take()?;
    }
    let objects = objects(&taken, &known, current, &copies);
    remove_leftovers(target, chain)?;
    let seal = |path: fn(u64, &str) -> String, members: &[Member]| {
        let id = random_id(making.entropy);
        let short = HEXLOWER.encode(id.get(..4).unwrap_or_default());
        let path = path(sequence, &short);
        let organisation = making.organisation.0;
        bundle::seal(target, path, id, organisation, members, making.recipients)
    };
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        organisation: making.organisation.to_string(),
        sequence,
        previous: before.map(|link| link.hash.to_base64()),
        made_ms: taken.made.0,
        log: making.log.clone(),
        checkpoint: taken.checkpoint.clone(),
        database: seal(Target::database_path, &taken.database)?,
        keys: seal(Target::keys_path, &taken.keys)?,
        objects,
    };
    let (text, hash) = manifest.sign(making.signer)?;
    // From here on it exists: everything it names is durable already.
    target.put_manifest(&file_name(sequence, &hash), &text)?;
    Ok(Made {
        manifest,
        hash,
        copied_bytes: copies.copied_bytes,
        objects: taken.objects,
        gone: copies.missing,
    })
}

fn check_recipients(recipients: &[Recipient]) -> Result<(), BackupError> {
    match recipients.len() {
        0 => Err(BackupError::NoRecipient),
        count if count > RECIPIENTS_MAX => Err(BackupError::TooManyRecipients),
        _ => Ok(()),
    }
}

/// Objects copied in this run.
#[derive(Default)]
struct Copies {
    done: BTreeMap<ObjectId, Added>,
    /// Referred to, but not on the server's disk, or not what was backed up of them before; some have a copy all the same.
    missing: Vec<ObjectId>,
    copied_bytes: u64,
}

impl Copies {
    fn all(
        &mut self,
        making: &Making<'_>,
        target: &Target,
        (known, current): (&BTreeMap<ObjectId, Held>, u64),
        taken: &Taken,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), BackupError> {
        self.missing.clear();
        let total = taken.objects.len() as u64;
        for (done, object) in (1..).zip(&taken.objects) {
            let held = known.get(object);
            let there = held.is_some_and(|held| held.at(current)) || self.done.contains_key(object);
            let reader = open(making.blobs, *object)?;
            if reader.is_none() {
                self.missing.push(*object);
            }
            match (held, reader) {
                _ if there => {}
                (Some(held), reader) => self.again(target, *object, held, reader.as_deref())?,
                (None, Some(reader)) => self.one(target, *object, &*reader)?,
                (None, None) => {}
            }
            progress(Progress {
                objects_done: done,
                objects: total,
                bytes_done: self.copied_bytes,
            });
        }
        Ok(())
    }

    fn one(
        &mut self,
        target: &Target,
        object: ObjectId,
        reader: &dyn BlobReader,
    ) -> Result<(), BackupError> {
        let path = target.object_path(object);
        // A run that was cut off may have brought it here whole; what it left by half lies elsewhere.
        let bytes = reader.length();
        if is_there(&path, bytes) {
            let there =
                hash_plain(&path, bytes).map_err(|error| BackupError::target(&path, error))?;
            let here = hash_object(reader).map_err(|error| BackupError::Source(Box::new(error)))?;
            if there == here {
                self.keep(object, bytes, there);
                return Ok(());
            }
        }
        let written = target.put(&path, &mut |out| copy(reader, out))?;
        self.copied_bytes = self.copied_bytes.saturating_add(written.bytes);
        self.keep(object, written.bytes, written.blake3);
        Ok(())
    }

    /// One that was dropped and is referred to again, by rows that came back: its copy may have been pruned meanwhile. Only
    /// what was backed up of it before takes that place again.
    fn again(
        &mut self,
        target: &Target,
        object: ObjectId,
        held: &Held,
        reader: Option<&dyn BlobReader>,
    ) -> Result<(), BackupError> {
        let path = target.object_path(object);
        let there = is_there(&path, held.bytes)
            && hash_plain(&path, held.bytes).map_err(|error| BackupError::target(&path, error))?
                == held.blake3;
        let Some(reader) = reader.filter(|_| !there) else {
            if there {
                self.keep(object, held.bytes, held.blake3);
            }
            return Ok(());
        };
        let same = |written: Written| (written.bytes, written.blake3) == (held.bytes, held.blake3);
        if target.put_if(&path, &mut |out| copy(reader, out), &same)? {
            self.copied_bytes = self.copied_bytes.saturating_add(held.bytes);
            self.keep(object, held.bytes, held.blake3);
        } else {
            self.missing.push(object);
        }
        Ok(())
    }

    fn keep(&mut self, object: ObjectId, bytes: u64, blake3: [u8; 32]) {
        let added = Added {
            id: object.to_string(),
            bytes,
            blake3: HEXLOWER.encode(&blake3),
        };
        self.done.insert(object, added);
    }
}

/// None if it is not on the server's disk.
pub(crate) fn open(
    blobs: &dyn BlobStore,
    object: ObjectId,
) -> Result<Option<Box<dyn BlobReader>>, BackupError> {
    match blobs.open(object) {
        Ok(reader) => Ok(Some(reader)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(BackupError::Source(Box::new(error))),
    }
}

fn copy(reader: &dyn BlobReader, out: &mut dyn Write) -> io::Result<()> {
    each_piece(reader, |piece| out.write_all(piece))
}

pub(crate) fn hash_object(reader: &dyn BlobReader) -> io::Result<[u8; 32]> {
    let mut hasher = blake3::Hasher::new();
    each_piece(reader, |piece| {
        hasher.update(piece);
        Ok(())
    })?;
    Ok(*hasher.finalize().as_bytes())
}

fn each_piece(
    reader: &dyn BlobReader,
    mut take: impl FnMut(&[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let mut buffer = vec![0; COPY_BYTES];
    let mut offset = 0;
    while offset < reader.length() {
        let left = reader.length().saturating_sub(offset);
        let length = usize::try_from(left).unwrap_or(COPY_BYTES).min(COPY_BYTES);
        let piece = buffer.get_mut(..length).unwrap_or_default();
        reader.read_exact_at(piece, offset)?;
        take(piece)?;
        offset = offset.saturating_add(length as u64);
    }
    Ok(())
}

/// What changed against the newest manifest, number `current`.
fn objects(
    taken: &Taken,
    known: &BTreeMap<ObjectId, Held>,
    current: u64,
    copies: &Copies,
) -> Objects {
    let is_held = |object: &ObjectId| known.get(object).is_some_and(|held| held.at(current));
    let mut objects = Objects {
        count: 0,
        bytes: 0,
        added: Vec::new(),
        dropped: Vec::new(),
        missing: copies
            .missing
            .iter()
            .filter(|object| !is_held(object) && !copies.done.contains_key(object))
            .map(ToString::to_string)
            .collect(),
    };
    for object in &taken.objects {
        let held = known.get(object).filter(|held| held.at(current));
        let bytes = match (held, copies.done.get(object)) {
            (Some(held), _) => held.bytes,
            (None, Some(added)) => {
                objects.added.push(added.clone());
                added.bytes
            }
            (None, None) => continue,
        };
        objects.count = objects.count.saturating_add(1);
        objects.bytes = objects.bytes.saturating_add(bytes);
    }
    for (object, held) in known {
        if held.at(current) && taken.objects.binary_search(object).is_err() {
            objects.dropped.push(object.to_string());
        }
    }
    objects
}

/// A number below `count`, which is not zero.
pub(crate) fn random_below(entropy: &dyn Entropy, count: usize) -> usize {
    let drawn = u64::from_be_bytes(coffer_domain::ports::random(entropy));
    usize::try_from(drawn % (count.max(1) as u64)).unwrap_or(0)
}

/// Bundles of a run that was cut off before its manifest.
fn remove_leftovers(target: &Target, chain: &Chain) -> Result<(), BackupError> {
    let known: Vec<&str> = chain
        .links
        .iter()
        .flat_map(|link| [&link.manifest.database, &link.manifest.keys])
        .map(|bundle| bundle.path.as_str())
        .collect();
    for path in target.bundles_but(&known)? {
        remove(&path)?;
    }
    Ok(())
}
