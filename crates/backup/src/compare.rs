//! Is what the server has still what was backed up of it?
//!
//! An object never changes, so one that did was overwritten by somebody; its copy at the target stays what it was. What a
//! run reads for this is bounded by bytes, so that a small backup costs little: of some objects the beginning, and one
//! [`ROUNDS`]th of all bytes, another one each run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::ops::RangeInclusive;
use std::os::unix::fs::FileExt as _;

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{BlobReader, BlobStore, Entropy};

use crate::chain::{Chain, Held};
use crate::error::BackupError;
use crate::limits::{BEGINNING_BYTES, BEGINNINGS, NAMED_BY_HASH_MAX, PIECE_BYTES, ROUNDS};
use crate::make::{Made, hash_object, open, random_below};
use crate::plain::{is_there, open_plain};
use crate::target::{Lock, Target};

/// What a comparison found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Compared {
    /// Objects of the server that are not any more what was backed up of them.
    pub altered: Vec<ObjectId>,
    /// Objects whose copy at the target is not any more what was backed up.
    pub damaged: Vec<ObjectId>,
    /// Bytes of the server's objects that were read.
    pub bytes: u64,
}

/// Compares what had been backed up before a backup that was made just now; `chain` is that of before. A step of its own:
/// what it reads is as much as a small backup copies, and nobody's files wait for it. What a run left out because it was
/// cut off between the two, the next one reads.
///
/// # Errors
/// The backup is whole then; what was not compared, the next run compares.
pub fn compare(
    blobs: &dyn BlobStore,
    entropy: &dyn Entropy,
    target: &Target,
    chain: &Chain,
    made: &Made,
    _lock: &Lock,
) -> Result<Compared, BackupError> {
    let run = made.manifest.sequence;
    let before = target.compared().filter(|before| *before < run);
    let first = before.map_or(run, |before| before.saturating_add(1));
    let comparing = Comparing {
        blobs,
        entropy,
        target,
        known: &chain.objects(),
        runs: first.max(run.saturating_sub(ROUNDS - 1))..=run,
    };
    let compared = comparing.all(&made.objects, &made.gone)?;
    target.keep_compared(run)?;
    Ok(compared)
}

struct Comparing<'a> {
    blobs: &'a dyn BlobStore,
    entropy: &'a dyn Entropy,
    target: &'a Target,
    known: &'a BTreeMap<ObjectId, Held>,
    /// The numbers of the backups whose share is due.
    runs: RangeInclusive<u64>,
}

/// A part of an object.
#[derive(Clone, Copy)]
struct Piece {
    offset: u64,
    bytes: u64,
}

impl Comparing<'_> {
    /// Compares those of the server's objects that were backed up before; `gone` are the ones that are not there.
    fn all(&self, objects: &[ObjectId], gone: &[ObjectId]) -> Result<Compared, BackupError> {
        let backed_up = |object: &&ObjectId| self.known.contains_key(object);
        let mut found = Compared {
            altered: gone.iter().filter(backed_up).copied().collect(),
            ..Compared::default()
        };
        let mut same_length = Vec::new();
        let mut differing = BTreeSet::new();
        for object in objects {
            let Some(held) = self.known.get(object) else {
                continue;
            };
            if gone.binary_search(object).is_ok() {
                continue;
            }
            // None: told already, or erased in this moment.
            let Some(reader) = open(self.blobs, *object)? else {
                continue;
            };
            if reader.length() != held.bytes {
                found.altered.push(*object);
                continue;
            }
            same_length.push(*object);
            if !self.rounds(*object, held, &*reader, &mut found.bytes)? {
                differing.insert(*object);
            }
        }
        self.beginnings(same_length, &mut differing, &mut found.bytes)?;
        self.name(&differing, &mut found)?;
        Ok(found)
    }

    fn rounds(
        &self,
        object: ObjectId,
        held: &Held,
        reader: &dyn BlobReader,
        read: &mut u64,
    ) -> Result<bool, BackupError> {
        for run in self.runs.clone() {
            if !self.round(run, object, held, reader, read)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Whether the pieces of an object whose turn it is are the same. Every piece has its turn once in [`ROUNDS`] runs;
    /// ids are random, so the first pieces of different objects have theirs in different runs.
    fn round(
        &self,
        run: u64,
        object: ObjectId,
        held: &Held,
        reader: &dyn BlobReader,
        read: &mut u64,
    ) -> Result<bool, BackupError> {
        let [first, second, ..] = object.0;
        let shift = u64::from(u16::from_be_bytes([first, second]));
        let mut number = run.wrapping_add(shift) % ROUNDS;
        loop {
            let offset = number.saturating_mul(PIECE_BYTES);
            if offset >= held.bytes {
                return Ok(true);
            }
            let bytes = PIECE_BYTES.min(held.bytes.saturating_sub(offset));
            if !self.same(object, held, reader, Piece { offset, bytes }, read)? {
                return Ok(false);
            }
            number = number.saturating_add(ROUNDS);
        }
    }

    /// The beginnings of some objects, drawn anew each time: what encrypts files in place begins there.
    fn beginnings(
        &self,
        mut from: Vec<ObjectId>,
        differing: &mut BTreeSet<ObjectId>,
        read: &mut u64,
    ) -> Result<(), BackupError> {
        for _ in 0..BEGINNINGS.min(from.len()) {
            let object = from.swap_remove(random_below(self.entropy, from.len()));
            let (Some(held), Some(reader)) = (self.known.get(&object), open(self.blobs, object)?)
            else {
                continue;
            };
            let bytes = BEGINNING_BYTES.min(held.bytes);
            if !self.same(object, held, &*reader, Piece { offset: 0, bytes }, read)? {
                differing.insert(object);
            }
        }
        Ok(())
    }

    /// A whole object is compared with its hash in the manifests, a part of one with the copy at the target.
    fn same(
        &self,
        object: ObjectId,
        held: &Held,
        reader: &dyn BlobReader,
        piece: Piece,
        read: &mut u64,
    ) -> Result<bool, BackupError> {
        *read = read.saturating_add(piece.bytes);
        if piece.bytes == held.bytes {
            return self.as_backed_up(held, reader);
        }
        let length = usize::try_from(piece.bytes).unwrap_or(usize::MAX);
        let (mut here, mut there) = (vec![0; length], vec![0; length]);
        reader
            .read_exact_at(&mut here, piece.offset)
            .map_err(source)?;
        let path = self.target.object_path(object);
        // The target may be somebody else's: a link or a pipe in its place is no copy.
        if !is_there(&path, held.bytes) {
            return Ok(false);
        }
        let copy =
            open_plain(&path, held.bytes).and_then(|it| it.read_exact_at(&mut there, piece.offset));
        match copy {
            Ok(()) => Ok(here == there),
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::UnexpectedEof) =>
            {
                Ok(false)
            }
            Err(error) => Err(BackupError::target(&path, error)),
        }
    }

    fn as_backed_up(&self, held: &Held, reader: &dyn BlobReader) -> Result<bool, BackupError> {
        Ok(hash_object(reader).map_err(source)? == held.blake3)
    }

    /// Which side it is that changed. Reading objects whole is for some; where more differ, the server's are told, which
    /// is the more urgent of the two.
    fn name(
        &self,
        differing: &BTreeSet<ObjectId>,
        found: &mut Compared,
    ) -> Result<(), BackupError> {
        for (place, object) in differing.iter().enumerate() {
            let (Some(held), Some(reader)) = (self.known.get(object), open(self.blobs, *object)?)
            else {
                continue;
            };
            let sound = place < NAMED_BY_HASH_MAX && self.as_backed_up(held, &*reader)?;
            if sound {
                found.damaged.push(*object);
            } else {
                found.altered.push(*object);
            }
        }
        Ok(())
    }
}

fn source(error: io::Error) -> BackupError {
    BackupError::Source(Box::new(error))
}
