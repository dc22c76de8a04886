//! Objects that lose in a crash what was not synced, and calls that fail when told.

use std::collections::HashMap;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{BlobReader, BlobStore, BlobWriter};

use crate::entropy::SeededEntropy;
use crate::faults::{
    Effect::{Reads, Writes},
    Faults,
};

/// What a power cut would leave of an object.
#[derive(Clone, Copy)]
struct Kept {
    /// Bytes that stay; none while not even the name is durable.
    durable: Option<u64>,
    /// Bytes written.
    written: u64,
}

type Tracked = Arc<Mutex<HashMap<ObjectId, Kept>>>;

/// Around a real store; harder than most disks: what was not synced may vanish, stay in part, or turn to zeros.
pub struct LossyBlobs {
    inner: Arc<dyn BlobStore>,
    faults: Arc<Faults>,
    tracked: Tracked,
}

struct LossyWriter {
    object: ObjectId,
    inner: Box<dyn BlobWriter>,
    faults: Arc<Faults>,
    tracked: Tracked,
}

struct LossyReader {
    inner: Box<dyn BlobReader>,
    faults: Arc<Faults>,
}

fn lock(tracked: &Tracked) -> std::sync::MutexGuard<'_, HashMap<ObjectId, Kept>> {
    tracked.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LossyBlobs {
    /// Around `inner`, whose objects so far count as durable.
    #[must_use]
    pub fn new(inner: Arc<dyn BlobStore>, faults: Arc<Faults>) -> Self {
        Self {
            inner,
            faults,
            tracked: Tracked::default(),
        }
    }

    /// Cuts the power. No writer may be at work. `chance` decides how much of what was not synced is left.
    ///
    /// # Errors
    /// The store beneath does not work.
    pub fn crash(&self, chance: &SeededEntropy) -> io::Result<()> {
        let mut tracked: Vec<_> = lock(&self.tracked).drain().collect();
        tracked.sort_unstable_by_key(|(object, _)| *object);
        for (object, kept) in tracked {
            let durable = match kept.durable {
                Some(durable) => durable,
                None if chance.once_in(2) => {
                    self.inner.remove(object)?;
                    continue;
                }
                None => 0,
            };
            let loose = kept.written.saturating_sub(durable);
            let left = chance.below(loose.saturating_add(1));
            if chance.once_in(2) {
                self.inner.resume(object, durable.saturating_add(left))?;
            } else {
                let mut writer = self.inner.resume(object, durable)?;
                writer.append(&vec![0; usize::try_from(left).unwrap_or(0)])?;
            }
        }
        Ok(())
    }

    fn writer(&self, object: ObjectId, inner: Box<dyn BlobWriter>) -> Box<dyn BlobWriter> {
        Box::new(LossyWriter {
            object,
            inner,
            faults: Arc::clone(&self.faults),
            tracked: Arc::clone(&self.tracked),
        })
    }
}

impl BlobStore for LossyBlobs {
    fn create(&self, object: ObjectId) -> io::Result<Box<dyn BlobWriter>> {
        let inner = self.faults.through_blocking("blob.create", Writes, || {
            let writer = self.inner.create(object)?;
            let fresh = Kept {
                durable: None,
                written: 0,
            };
            lock(&self.tracked).insert(object, fresh);
            Ok::<_, io::Error>(writer)
        })?;
        Ok(self.writer(object, inner))
    }

    fn resume(&self, object: ObjectId, length: u64) -> io::Result<Box<dyn BlobWriter>> {
        let inner = self.faults.through_blocking("blob.resume", Writes, || {
            let writer = self.inner.resume(object, length)?;
            let mut tracked = lock(&self.tracked);
            // One that is not tracked was durable as a whole before.
            let kept = tracked.entry(object).or_insert(Kept {
                durable: Some(length),
                written: length,
            });
            kept.durable = kept.durable.map(|durable| durable.min(length));
            kept.written = length;
            Ok::<_, io::Error>(writer)
        })?;
        Ok(self.writer(object, inner))
    }

    fn open(&self, object: ObjectId) -> io::Result<Box<dyn BlobReader>> {
        let open = || self.inner.open(object);
        let inner = self.faults.through_blocking("blob.open", Reads, open)?;
        Ok(Box::new(LossyReader {
            inner,
            faults: Arc::clone(&self.faults),
        }))
    }

    fn remove(&self, object: ObjectId) -> io::Result<()> {
        self.faults.through_blocking("blob.remove", Writes, || {
            self.inner.remove(object)?;
            lock(&self.tracked).remove(&object);
            Ok(())
        })
    }

    fn list(&self) -> io::Result<Vec<ObjectId>> {
        let list = || self.inner.list();
        self.faults.through_blocking("blob.list", Reads, list)
    }

    fn free_bytes(&self) -> io::Result<u64> {
        let free = || self.inner.free_bytes();
        self.faults.through_blocking("blob.free_bytes", Reads, free)
    }
}

impl BlobWriter for LossyWriter {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        let (inner, tracked, object) = (&mut self.inner, &self.tracked, self.object);
        self.faults.through_blocking("blob.append", Writes, || {
            inner.append(bytes)?;
            if let Some(kept) = lock(tracked).get_mut(&object) {
                kept.written = kept.written.saturating_add(bytes.len() as u64);
            }
            Ok(())
        })
    }

    fn announce(&mut self, bytes: u64) {
        self.inner.announce(bytes);
    }

    fn sync(&mut self) -> io::Result<()> {
        let (inner, tracked, object) = (&mut self.inner, &self.tracked, self.object);
        self.faults.through_blocking("blob.sync", Writes, || {
            inner.sync()?;
            if let Some(kept) = lock(tracked).get_mut(&object) {
                kept.durable = Some(kept.written);
            }
            Ok(())
        })
    }
}

impl BlobReader for LossyReader {
    fn length(&self) -> u64 {
        self.inner.length()
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        let read = || self.inner.read_exact_at(buffer, offset);
        self.faults.through_blocking("blob.read", Reads, read)
    }
}
