//! Restoring: the metadata, the keys and the objects of one backup, into an empty place.

use std::fs;
use std::io::{self, Read as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::Path;

use coffer_domain::id::{ObjectId, OrganisationId};
use coffer_domain::ports::BlobStore;
use coffer_tlog::{Checkpoint, LogVerifier, verify_checkpoint};

use crate::bundle;
use crate::chain::{Chain, Held, Link};
use crate::error::BackupError;
use crate::key::Identity;
use crate::limits::COPY_BYTES;
use crate::make::Progress;
use crate::plain::{open_any, open_plain};
use crate::target::Target;

/// The files that came out of the bundles.
#[derive(Debug, Clone)]
pub struct Opened {
    /// From which manifest the keys are: the wanted one, or the first after it that still has them.
    pub keys_from: u64,
    pub names: Vec<String>,
}

/// What became of the objects.
#[derive(Debug, Clone, Default)]
pub struct Objects {
    pub restored: u64,
    pub bytes: u64,
    /// In words, each naming an object.
    pub faults: Vec<String>,
}

/// Opens the bundles of a backup into an empty folder. Keys that were pruned come from a later backup: those of files that
/// were erased in between are not in it, and such files stay unreadable.
///
/// # Errors
/// The folder is not empty, the identity opens nothing, or a bundle is not as it was.
pub fn open_bundles(
    target: &Target,
    chain: &Chain,
    point: &Link,
    identity: &Identity,
    into: &Path,
) -> Result<Opened, BackupError> {
    let io = |error| BackupError::target(into, error);
    let mut folder = fs::DirBuilder::new();
    folder
        .recursive(true)
        .mode(0o700)
        .create(into)
        .map_err(io)?;
    if fs::read_dir(into).map_err(io)?.next().is_some() {
        return Err(BackupError::NotEmpty(into.to_owned()));
    }
    let organisation: OrganisationId = point
        .manifest
        .organisation
        .parse()
        .map_err(|_| BackupError::Damaged("the manifest".to_owned()))?;
    let keys = keys_for(target, chain, point)?;
    let mut names = bundle::extract(
        target,
        &point.manifest.database,
        organisation.0,
        identity,
        into,
    )?;
    // Keys last: a folder without them is not taken for a data directory.
    names.extend(bundle::extract(
        target,
        &keys.manifest.keys,
        organisation.0,
        identity,
        into,
    )?);
    Ok(Opened {
        keys_from: keys.manifest.sequence,
        names,
    })
}

fn keys_for<'c>(
    target: &Target,
    chain: &'c Chain,
    point: &'c Link,
) -> Result<&'c Link, BackupError> {
    let from = point.manifest.sequence;
    let candidates = chain
        .links
        .iter()
        .filter(|link| link.manifest.sequence >= from);
    for link in candidates {
        match bundle::check(target, &link.manifest.keys, false) {
            Err(BackupError::Gone(_)) => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(link),
        }
    }
    Err(BackupError::Gone(point.manifest.keys.path.clone()))
}

/// Copies the objects that the restored metadata names, each compared with what its manifest says. One that is damaged or
/// gone is told and left out; the others come.
///
/// # Errors
/// The new place cannot be written.
pub fn copy_objects(
    target: &Target,
    chain: &Chain,
    wanted: &[ObjectId],
    into: &dyn BlobStore,
    progress: &mut dyn FnMut(Progress),
) -> Result<Objects, BackupError> {
    let known = chain.objects();
    let mut objects = Objects::default();
    for (done, object) in (1..).zip(wanted) {
        let held = known.get(object);
        match copy_object(&target.object_path(*object), *object, held, into)? {
            Copied::Whole { bytes, blake3 } => match held {
                Some(held) if held.blake3 != blake3 => {
                    discard(into, *object)?;
                    objects
                        .faults
                        .push(format!("{object} was altered at the target"));
                }
                _ => {
                    objects.restored = objects.restored.saturating_add(1);
                    objects.bytes = objects.bytes.saturating_add(bytes);
                    if held.is_none() {
                        let fault = format!("{object} is named by no manifest that is left");
                        objects.faults.push(fault);
                    }
                }
            },
            Copied::Unreadable(why) => {
                discard(into, *object)?;
                objects.faults.push(format!("{object}: {why}"));
            }
        }
        progress(Progress {
            objects_done: done,
            objects: wanted.len() as u64,
            bytes_done: objects.bytes,
        });
    }
    Ok(objects)
}

enum Copied {
    Whole { bytes: u64, blake3: [u8; 32] },
    Unreadable(String),
}

fn copy_object(
    path: &Path,
    object: ObjectId,
    held: Option<&Held>,
    into: &dyn BlobStore,
) -> Result<Copied, BackupError> {
    let mut file = match open_object(path, held) {
        Ok(file) => file,
        Err(error) => return Ok(Copied::Unreadable(error.to_string())),
    };
    let place = Path::new("the new installation");
    let io = |error| BackupError::target(place, error);
    let mut writer = into.create(object).map_err(io)?;
    let mut hasher = blake3::Hasher::new();
    let mut buffer = vec![0; COPY_BYTES];
    let mut bytes = 0_u64;
    loop {
        let read = match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) => return Ok(Copied::Unreadable(error.to_string())),
        };
        let piece = buffer.get(..read).unwrap_or_default();
        hasher.update(piece);
        writer.append(piece).map_err(io)?;
        bytes = bytes.saturating_add(read as u64);
    }
    writer.sync().map_err(io)?;
    let blake3 = *hasher.finalize().as_bytes();
    Ok(Copied::Whole { bytes, blake3 })
}

/// No more of it is read than it is long: what grows meanwhile has another hash.
fn open_object(path: &Path, held: Option<&Held>) -> io::Result<io::Take<fs::File>> {
    let (file, bytes) = match held {
        Some(held) => (open_plain(path, held.bytes)?, held.bytes),
        None => open_any(path)?,
    };
    Ok(file.take(bytes))
}

fn discard(into: &dyn BlobStore, object: ObjectId) -> Result<(), BackupError> {
    into.remove(object)
        .map_err(|error| BackupError::target(Path::new("the new installation"), error))
}

/// The signed heads of the ledger in a manifest and all before it, with the key that signed them: what a restored ledger
/// must extend.
///
/// # Errors
/// One of them is not signed.
pub fn heads(chain: &Chain, point: &Link) -> Result<(LogVerifier, Vec<Checkpoint>), BackupError> {
    let damaged = || BackupError::Damaged("the ledger's head in a manifest".to_owned());
    let log = LogVerifier::from_vkey(&point.manifest.log).map_err(|_| damaged())?;
    let sequence = point.manifest.sequence;
    let links = chain
        .links
        .iter()
        .filter(|link| link.manifest.sequence <= sequence);
    let heads = links.map(|link| {
        verify_checkpoint(&link.manifest.checkpoint, &log, &[])
            .map(|verified| verified.checkpoint)
            .map_err(|_| damaged())
    });
    let heads = heads.collect::<Result<_, _>>()?;
    Ok((log, heads))
}
