//! A sealed file as `Read + BufRead + Seek`, for scanning and viewing.

use crate::{
    header::Binding,
    limits::{HEADER_BYTES, NONCE_BYTES, READER_RUN_RECORDS, RECORD_BYTES, SEGMENT_BYTES},
    opener::Opener,
    secret::Dek,
};
use std::io::{self, BufRead, Read, Seek, SeekFrom};
use zeroize::Zeroizing;

/// Stored bytes that can be read at any offset, without a cursor.
pub trait ReadAt {
    /// Fills `buf` from `offset`.
    ///
    /// # Errors
    /// The store failed, or ends before `buf` is full.
    fn read_exact_at(&self, buf: &mut [u8], offset: u64) -> io::Result<()>;

    /// Bytes stored.
    ///
    /// # Errors
    /// The store failed.
    fn len(&self) -> io::Result<u64>;

    /// Whether nothing is stored.
    ///
    /// # Errors
    /// The store failed.
    fn is_empty(&self) -> io::Result<bool> {
        Ok(self.len()? == 0)
    }
}

impl ReadAt for [u8] {
    fn read_exact_at(&self, buf: &mut [u8], offset: u64) -> io::Result<()> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX);
        let end = start.saturating_add(buf.len());
        let source = self.get(start..end).ok_or(io::ErrorKind::UnexpectedEof)?;
        buf.copy_from_slice(source);
        Ok(())
    }

    fn len(&self) -> io::Result<u64> {
        Ok(<[u8]>::len(self) as u64)
    }
}

impl ReadAt for Vec<u8> {
    fn read_exact_at(&self, buf: &mut [u8], offset: u64) -> io::Result<()> {
        self.as_slice().read_exact_at(buf, offset)
    }

    fn len(&self) -> io::Result<u64> {
        ReadAt::len(self.as_slice())
    }
}

impl<T: ReadAt + ?Sized> ReadAt for &T {
    fn read_exact_at(&self, buf: &mut [u8], offset: u64) -> io::Result<()> {
        (**self).read_exact_at(buf, offset)
    }

    fn len(&self) -> io::Result<u64> {
        (**self).len()
    }
}

impl<T: ReadAt + ?Sized> ReadAt for std::sync::Arc<T> {
    fn read_exact_at(&self, buf: &mut [u8], offset: u64) -> io::Result<()> {
        (**self).read_exact_at(buf, offset)
    }

    fn len(&self) -> io::Result<u64> {
        (**self).len()
    }
}

impl<T: ReadAt + ?Sized> ReadAt for Box<T> {
    fn read_exact_at(&self, buf: &mut [u8], offset: u64) -> io::Result<()> {
        (**self).read_exact_at(buf, offset)
    }

    fn len(&self) -> io::Result<u64> {
        (**self).len()
    }
}

/// Content of a sealed file behind the standard reading traits.
///
/// Reads runs of records ahead; a failed record is an [`io::ErrorKind::InvalidData`] whose inner error is the
/// [`OpenError`](crate::OpenError). The one buffer is wiped on drop. `BufRead` hands out content where it was
/// decrypted.
pub struct SealedReader<R> {
    source: R,
    opener: Opener,
    position: u64,
    run_records: usize,
    /// Opened records, the first being number `run_first`; empty if none are loaded.
    run: Zeroizing<Vec<u8>>,
    run_first: u64,
}

impl<R: ReadAt> SealedReader<R> {
    /// Reads the header from `source` and checks it; see [`Opener::open`].
    ///
    /// # Errors
    /// The store failed, or the file cannot be opened.
    pub fn open(dek: &Dek, expected: &Binding, source: R) -> io::Result<Self> {
        let file_len = source.len()?;
        let mut header = [0u8; HEADER_BYTES];
        let available = HEADER_BYTES.min(usize::try_from(file_len).unwrap_or(HEADER_BYTES));
        let (filled, _) = header.split_at_mut(available);
        source.read_exact_at(filled, 0)?;
        let opener = Opener::open(dek, filled, expected, file_len).map_err(invalid)?;
        Ok(Self::new(opener, source))
    }

    /// Reads through `opener`, which was made for `source`.
    #[must_use]
    pub fn new(opener: Opener, source: R) -> Self {
        Self {
            source,
            opener,
            position: 0,
            run_records: READER_RUN_RECORDS,
            run: Zeroizing::new(Vec::new()),
            run_first: 0,
        }
    }

    /// Reads `records` records together instead of 16: 1 suits scattered reads.
    #[must_use]
    pub fn with_run(mut self, records: usize) -> Self {
        self.run_records = records.max(1);
        self
    }

    /// Bytes of content.
    #[must_use]
    pub const fn plaintext_len(&self) -> u64 {
        self.opener.plaintext_len()
    }

    /// Content of the loaded run from `position` to the end of its record.
    fn loaded(&self) -> Option<&[u8]> {
        const SEGMENT: u64 = SEGMENT_BYTES as u64;
        let len = self.plaintext_len();
        let record =
            usize::try_from((self.position / SEGMENT).checked_sub(self.run_first)?).ok()?;
        let skip = usize::try_from(self.position % SEGMENT).ok()?;
        let size = usize::try_from(len.checked_sub(self.position)?).unwrap_or(usize::MAX);
        let start = record.checked_mul(RECORD_BYTES)? + NONCE_BYTES + skip;
        self.run.get(start..start + size.min(SEGMENT_BYTES - skip))
    }

    fn load(&mut self) -> io::Result<()> {
        if self.loaded().is_some() {
            return Ok(());
        }
        let end = (self.position - self.position % SEGMENT_BYTES as u64)
            .saturating_add((self.run_records * SEGMENT_BYTES) as u64);
        let span = self.opener.records_for(self.position..end);
        let len = span.file_range.end - span.file_range.start;
        let len = usize::try_from(len).map_err(|_| io::ErrorKind::OutOfMemory)?;
        self.run.clear();
        if self.run.capacity() < len {
            // Replaced, not grown: growing would free the old buffer without wiping it.
            self.run = Zeroizing::new(Vec::with_capacity(len));
        }
        self.run.resize(len, 0);
        self.run_first = span.first_record;
        let opened = self
            .source
            .read_exact_at(&mut self.run, span.file_range.start)
            .and_then(|()| {
                let opened = self.opener.open_records(span.first_record, &mut self.run);
                opened.map(|_| ()).map_err(invalid)
            });
        if opened.is_err() {
            self.run.clear();
        }
        opened
    }
}

impl<R: ReadAt> BufRead for SealedReader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        // Past the end there is nothing to open, except that an empty file has to prove to be empty.
        if self.position < self.plaintext_len() || self.plaintext_len() == 0 {
            self.load()?;
        } else {
            return Ok(&[]);
        }
        Ok(self.loaded().unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.position = self.position.saturating_add(amount as u64);
    }
}

impl<R: ReadAt> Read for SealedReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let mut content = self.fill_buf()?;
        let read = content.read(buf)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: ReadAt> Seek for SealedReader<R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.plaintext_len().checked_add_signed(by),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
        };
        self.position = position.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}

fn invalid(error: crate::OpenError) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
