//! Is what the server has still what was backed up of it?
//!
//! An object never changes, so one that did was overwritten by somebody; its copy at the target stays what it was. What a
//! run reads for this is bounded by bytes, so that a small backup costs little: of some objects the beginning, and one
//! [`ROUNDS`]th of all bytes, another one each run.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt as _;

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{BlobReader, BlobStore, Entropy};

use crate::chain::Held;
use crate::error::BackupError;
use crate::limits::{BEGINNING_BYTES, BEGINNINGS, NAMED_BY_HASH_MAX, PIECE_BYTES, ROUNDS};
use crate::make::{hash_object, random_below};
use crate::plain::{is_there, open_plain};
use crate::target::Target;

/// What a run found.
#[derive(Default)]
pub(crate) struct Compared {
    /// Objects of the server that are not what was backed up of them.
    pub(crate) altered: Vec<ObjectId>,
    /// Objects whose copy at the target is not what was backed up.
    pub(crate) damaged: Vec<ObjectId>,
    /// Bytes of the server's objects that were read.
    pub(crate) bytes: u64,
}

pub(crate) struct Comparing<'a> {
    pub(crate) blobs: &'a dyn BlobStore,
    pub(crate) entropy: &'a dyn Entropy,
    pub(crate) target: &'a Target,
    pub(crate) known: &'a BTreeMap<ObjectId, Held>,
    /// The number of the backup that is being made.
    pub(crate) run: u64,
}

/// A part of an object.
#[derive(Clone, Copy)]
struct Piece {
    offset: u64,
    bytes: u64,
}

impl Comparing<'_> {
    /// Compares those of the server's objects that were backed up before; `gone` are the ones that are not there.
    pub(crate) fn all(
        &self,
        objects: &[ObjectId],
        gone: &[ObjectId],
    ) -> Result<Compared, BackupError> {
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
            let Some(reader) = self.open(*object)? else {
                continue;
            };
            if reader.length() != held.bytes {
                found.altered.push(*object);
                continue;
            }
            same_length.push(*object);
            if !self.round(*object, held, &*reader, &mut found.bytes)? {
                differing.insert(*object);
            }
        }
        self.beginnings(same_length, &mut differing, &mut found.bytes)?;
        self.name(&differing, &mut found)?;
        Ok(found)
    }

    /// None if it is gone: told already, or erased in this moment.
    fn open(&self, object: ObjectId) -> Result<Option<Box<dyn BlobReader>>, BackupError> {
        match self.blobs.open(object) {
            Ok(reader) => Ok(Some(reader)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(BackupError::Source(Box::new(error))),
        }
    }

    /// Whether the pieces of an object whose turn it is are the same. Every piece has its turn once in [`ROUNDS`] runs;
    /// ids are random, so the first pieces of different objects have theirs in different runs.
    fn round(
        &self,
        object: ObjectId,
        held: &Held,
        reader: &dyn BlobReader,
        read: &mut u64,
    ) -> Result<bool, BackupError> {
        let [first, second, ..] = object.0;
        let shift = u64::from(u16::from_be_bytes([first, second]));
        let mut number = self.run.wrapping_add(shift) % ROUNDS;
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
            let (Some(held), Some(reader)) = (self.known.get(&object), self.open(object)?) else {
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
            let (Some(held), Some(reader)) = (self.known.get(object), self.open(*object)?) else {
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
