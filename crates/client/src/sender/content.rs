//! The file as a body: read in blocks, hashed on the way, paced, in constant memory.

use std::io::{self, SeekFrom};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use futures::Stream;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt};

use crate::limits::READ_BYTES;
use crate::pace::Pace;

/// BLAKE3 of the file's first `upto` bytes.
struct Prefix {
    hasher: blake3::Hasher,
    upto: u64,
}

/// A file being sent; clones share hash and trouble.
#[derive(Clone)]
pub(super) struct Content {
    path: PathBuf,
    prefix: Arc<Mutex<Prefix>>,
    trouble: Arc<Mutex<Option<Trouble>>>,
}

/// Why reading ended early.
pub(super) enum Trouble {
    Io(io::Error),
    Shrunk,
}

impl Trouble {
    fn copy(&self) -> io::Error {
        match self {
            Self::Io(error) => io::Error::new(error.kind(), error.to_string()),
            Self::Shrunk => io::ErrorKind::UnexpectedEof.into(),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Content {
    pub(super) fn new(path: PathBuf) -> Self {
        let prefix = Prefix {
            hasher: blake3::Hasher::new(),
            upto: 0,
        };
        Self {
            path,
            prefix: Arc::new(Mutex::new(prefix)),
            trouble: Arc::default(),
        }
    }

    pub(super) fn hashed(&self) -> u64 {
        locked(&self.prefix).upto
    }

    /// BLAKE3 of what was hashed so far, lower-case hex.
    pub(super) fn blake3(&self) -> String {
        locked(&self.prefix).hasher.finalize().to_hex().to_string()
    }

    /// Why the last body ended early, if it did.
    pub(super) fn trouble(&self) -> Option<Trouble> {
        locked(&self.trouble).take()
    }

    /// Hashes one more block of what lies before `upto`; true while there is more.
    pub(super) async fn hash_block(&self, file: &mut File, upto: u64) -> Result<bool, Trouble> {
        let at = self.hashed();
        let Some(left) = upto.checked_sub(at).filter(|left| *left > 0) else {
            return Ok(false);
        };
        let block = read_block(file, READ_BYTES, left).await?;
        self.note(at, &block);
        Ok(at + (block.len() as u64) < upto)
    }

    /// Opens the file at `offset`.
    pub(super) async fn open(&self, offset: u64) -> io::Result<File> {
        let mut file = File::open(&self.path).await?;
        if offset > 0 {
            file.seek(SeekFrom::Start(offset)).await?;
        }
        Ok(file)
    }

    /// Takes the part of a block that was not hashed yet.
    fn note(&self, at: u64, block: &[u8]) {
        let mut prefix = locked(&self.prefix);
        let known = prefix
            .upto
            .checked_sub(at)
            .and_then(|n| usize::try_from(n).ok());
        if let Some(new) = known.and_then(|known| block.get(known..)) {
            prefix.hasher.update(new);
            prefix.upto += new.len() as u64;
        }
    }

    /// `len` bytes of `file`, which stands at `offset`; `moved` counts what was handed on.
    pub(super) fn stream(
        &self,
        file: File,
        offset: u64,
        len: u64,
        pace: Arc<Mutex<Pace>>,
        moved: Arc<AtomicU64>,
    ) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let content = self.clone();
        let start = (file, 0_u64);
        futures::stream::try_unfold(start, move |(mut file, done)| {
            let content = content.clone();
            let pace = Arc::clone(&pace);
            let moved = Arc::clone(&moved);
            async move {
                if done >= len {
                    return Ok(None);
                }
                let size = locked(&pace).block_bytes();
                let block = match read_block(&mut file, size, len - done).await {
                    Ok(block) => block,
                    Err(trouble) => {
                        let error = trouble.copy();
                        *locked(&content.trouble) = Some(trouble);
                        return Err(error);
                    }
                };
                content.note(offset + done, &block);
                let bytes = block.len() as u64;
                let wait = locked(&pace).book(Instant::now(), bytes);
                if !wait.is_zero() {
                    tokio::time::sleep(wait).await;
                }
                moved.fetch_add(bytes, Ordering::Relaxed);
                Ok(Some((block, (file, done + bytes))))
            }
        })
    }
}

async fn read_block(file: &mut File, size: usize, left: u64) -> Result<Bytes, Trouble> {
    let size = usize::try_from(left).map_or(size, |left| left.min(size));
    let mut block = BytesMut::with_capacity(size);
    let mut limited = file.take(size as u64);
    while block.len() < size {
        if limited.read_buf(&mut block).await.map_err(Trouble::Io)? == 0 {
            return Err(Trouble::Shrunk);
        }
    }
    Ok(block.freeze())
}
