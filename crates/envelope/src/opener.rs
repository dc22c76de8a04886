//! Opening: any range, whole records at a time, decrypted where they lie.

use crate::{
    header::Binding,
    keys::{Cipher, FileKeys, UnlockError, record_aad},
    limits::{
        HEADER_BYTES, NONCE_BYTES, RECORD_BYTES, RECORD_OVERHEAD_BYTES, RECORDS_MAX, SEGMENT_BYTES,
        TAG_BYTES,
    },
    secret::Dek,
};
use std::ops::Range;
use zeroize::Zeroize;

/// Why a sealed object, or a part of it, cannot be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The header does not fit the key or the object.
    #[error(transparent)]
    Unlock(#[from] UnlockError),
    /// The file ends before a record is complete (or a few bytes were added behind its end).
    #[error("the sealed object ends inside record {0}")]
    Truncated(u64),
    /// The last record is empty although the file is not.
    #[error("the last record of the sealed object is empty")]
    EmptyFinalRecord,
    /// More than 2^32 records.
    #[error("the sealed object is larger than the format allows")]
    TooLarge,
    /// This record is not what was sealed at this place: altered, moved, cut off behind, or from elsewhere.
    #[error("record {0} of the sealed object was altered")]
    AlteredRecord(u64),
    /// The caller's buffer is not a run of whole records; see [`Opener::records_for`].
    #[error("the buffer does not hold whole records")]
    Misaligned,
}

impl OpenError {
    /// A stable word for each cause, as used by the published test vectors.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        use crate::header::HeaderError as H;
        match self {
            Self::Unlock(UnlockError::Header(error)) => match error {
                H::Short(_) => "header-short",
                H::Magic => "header-magic",
                H::UnsupportedSuite(_) => "unsupported-suite",
                H::SegmentSize(_) => "header-segment-size",
                H::HeaderLength(_) => "header-length",
                H::Flags(_) => "header-flags",
                H::Reserved(_) => "header-reserved",
            },
            Self::Unlock(UnlockError::Commitment) => "commitment",
            Self::Unlock(UnlockError::WrongBinding(_)) => "wrong-binding",
            Self::Unlock(UnlockError::Crypto(_)) => "crypto",
            Self::Truncated(_) => "truncated",
            Self::EmptyFinalRecord => "empty-final-record",
            Self::TooLarge => "too-large",
            Self::AlteredRecord(_) => "altered-record",
            Self::Misaligned => "misaligned",
        }
    }
}

/// Which whole records hold a range of content, and where the range lies in them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSpan {
    /// Number of the first record, for [`Opener::open_records`].
    pub first_record: u64,
    /// Bytes of the file to read; empty if there is nothing to open.
    pub file_range: Range<u64>,
    /// Content bytes of the first record that lie before the range.
    pub skip: usize,
    /// Content bytes of the range.
    pub take: u64,
}

impl RecordSpan {
    /// Where the range's content lies in a buffer holding `file_range` after it was opened, in order.
    pub fn pieces(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let mut skip = self.skip;
        let mut left = self.take;
        let mut record_at = 0;
        std::iter::from_fn(move || {
            let len = usize::try_from(left)
                .unwrap_or(usize::MAX)
                .min(SEGMENT_BYTES - skip);
            if len == 0 {
                return None;
            }
            let start = record_at + NONCE_BYTES + skip;
            record_at += RECORD_BYTES;
            left -= len as u64;
            skip = 0;
            Some(start..start + len)
        })
    }
}

/// The key to one sealed file of known length. Holds no content and does no I/O.
pub struct Opener {
    content: Cipher,
    records: u64,
    file_len: u64,
}

impl Opener {
    /// Checks header, commitment (first, in constant time), binding and length.
    ///
    /// The length is proven only by opening the last record: a file cut between two records is recognised
    /// there, as altered.
    ///
    /// # Errors
    /// The header does not fit, or no file of this format has this length.
    pub fn open(
        dek: &Dek,
        header: &[u8],
        expected: &Binding,
        file_len: u64,
    ) -> Result<Self, OpenError> {
        let keys = FileKeys::unlock(dek, header, expected)?;
        let body = file_len
            .checked_sub(HEADER_BYTES as u64)
            .ok_or(OpenError::Truncated(0))?;
        let records = body.div_ceil(RECORD_BYTES as u64).max(1);
        if records > RECORDS_MAX {
            return Err(OpenError::TooLarge);
        }
        let last = body - (records - 1) * RECORD_BYTES as u64;
        if last < RECORD_OVERHEAD_BYTES as u64 {
            return Err(OpenError::Truncated(records - 1));
        }
        if last == RECORD_OVERHEAD_BYTES as u64 && records > 1 {
            return Err(OpenError::EmptyFinalRecord);
        }
        Ok(Self {
            content: keys.content,
            records,
            file_len,
        })
    }

    /// Bytes of content.
    #[must_use]
    pub const fn plaintext_len(&self) -> u64 {
        self.file_len - HEADER_BYTES as u64 - self.records * RECORD_OVERHEAD_BYTES as u64
    }

    /// Records in the file.
    #[must_use]
    pub const fn records(&self) -> u64 {
        self.records
    }

    /// The records that hold `range`, which is cut to the content.
    ///
    /// An empty range needs no records, except in an empty file: its one record still has to prove that it is
    /// empty.
    #[must_use]
    pub fn records_for(&self, range: Range<u64>) -> RecordSpan {
        const SEGMENT: u64 = SEGMENT_BYTES as u64;
        let end = range.end.min(self.plaintext_len());
        let start = range.start.min(end);
        let first_record = (start / SEGMENT).min(self.records - 1);
        let file_start = self.record_start(first_record);
        let file_end = if start < end || self.plaintext_len() == 0 {
            self.record_start(end.div_ceil(SEGMENT).max(1))
        } else {
            file_start
        };
        RecordSpan {
            first_record,
            file_range: file_start..file_end,
            skip: usize::try_from(start - first_record * SEGMENT).unwrap_or(0) % SEGMENT_BYTES,
            take: end - start,
        }
    }

    /// `range` in spans of at most `records` records each, in order: constant memory for any length.
    pub fn runs(&self, range: Range<u64>, records: usize) -> impl Iterator<Item = RecordSpan> {
        let step = (records.max(1) * SEGMENT_BYTES) as u64;
        let end = range.end.min(self.plaintext_len());
        let mut next = Some(range.start.min(end));
        std::iter::from_fn(move || {
            let start = next?;
            let stop = (start - start % SEGMENT_BYTES as u64)
                .saturating_add(step)
                .min(end);
            next = (stop < end).then_some(stop);
            let span = self.records_for(start..stop);
            (!span.file_range.is_empty()).then_some(span)
        })
    }

    /// Opens a run of whole records in place, `buffer` holding exactly the bytes of a span's `file_range`.
    ///
    /// Afterwards the content lies at [`RecordSpan::pieces`] of the buffer; [`Segments`] gives it record by
    /// record. The caller wipes the buffer. If any record fails, the whole buffer is wiped here, so that no
    /// unauthenticated byte leaves.
    ///
    /// # Errors
    /// A record was altered, or the buffer is not such a run.
    pub fn open_records<'a>(
        &self,
        first: u64,
        buffer: &'a mut [u8],
    ) -> Result<Segments<'a>, OpenError> {
        let count = buffer.len().div_ceil(RECORD_BYTES) as u64;
        let after = first
            .checked_add(count)
            .filter(|after| *after <= self.records);
        let expected = after.map(|after| self.record_start(after) - self.record_start(first));
        if count == 0 || expected != Some(buffer.len() as u64) {
            return Err(OpenError::Misaligned);
        }
        for (index, record) in (first..).zip(buffer.chunks_mut(RECORD_BYTES)) {
            if self.open_record(index, record).is_none() {
                buffer.zeroize();
                return Err(OpenError::AlteredRecord(index));
            }
        }
        Ok(Segments {
            records: buffer.chunks(RECORD_BYTES),
        })
    }

    fn open_record(&self, index: u64, record: &mut [u8]) -> Option<()> {
        let (nonce, body) = record.split_first_chunk_mut::<NONCE_BYTES>()?;
        let aad = record_aad(index, index + 1 == self.records);
        self.content.open(*nonce, &aad, body).ok()
    }

    fn record_start(&self, index: u64) -> u64 {
        (HEADER_BYTES as u64 + index * RECORD_BYTES as u64).min(self.file_len)
    }
}

/// The content of opened records, in order, where it lies in the buffer.
pub struct Segments<'a> {
    records: std::slice::Chunks<'a, u8>,
}

impl<'a> Iterator for Segments<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let record = self.records.next()?;
        record.get(NONCE_BYTES..record.len().checked_sub(TAG_BYTES)?)
    }
}
