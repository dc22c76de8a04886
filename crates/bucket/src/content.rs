//! Files in parts, and the checksums the protocol makes of them.

use coffer_domain::ports::{BlobReader, BucketError};
use data_encoding::BASE64;
use sha2::{Digest as _, Sha256};

use crate::limits::PARTS_MAX;

/// A stretch of a file that goes with one request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) offset: u64,
    pub(crate) bytes: u64,
}

/// The parts of a file: one if it fits into `part_bytes`, and never more than the protocol allows.
pub(crate) fn parts(bytes: u64, part_bytes: u64) -> Vec<Part> {
    let each = part_bytes.max(bytes.div_ceil(PARTS_MAX)).max(1);
    let count = bytes.div_ceil(each).max(1);
    (0..count)
        .map(|number| {
            let offset = number.saturating_mul(each);
            let bytes = each.min(bytes.saturating_sub(offset));
            Part { offset, bytes }
        })
        .collect()
}

/// Reads a part.
pub(crate) fn read(content: &dyn BlobReader, part: Part) -> Result<Vec<u8>, BucketError> {
    let too_long = |_| BucketError::Local(std::io::ErrorKind::FileTooLarge.into());
    let mut buffer = vec![0; usize::try_from(part.bytes).map_err(too_long)?];
    content
        .read_exact_at(&mut buffer, part.offset)
        .map_err(BucketError::Local)?;
    Ok(buffer)
}

/// The checksum of a body as a header has it.
pub(crate) fn checksum(body: &[u8]) -> String {
    BASE64.encode(&Sha256::digest(body))
}

/// The checksum a bucket tells of a file: of its content, or, of one put in parts, of its parts' checksums, with their number.
pub(crate) fn checksum_of(
    content: &dyn BlobReader,
    part_bytes: u64,
) -> Result<String, BucketError> {
    let parts = parts(content.length(), part_bytes);
    if let [only] = parts.as_slice() {
        return Ok(checksum(&read(content, *only)?));
    }
    let mut all = Sha256::new();
    for part in &parts {
        all.update(Sha256::digest(read(content, *part)?));
    }
    Ok(format!(
        "{}-{}",
        BASE64.encode(&all.finalize()),
        parts.len()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_cover_a_file_once_and_are_not_too_many() {
        for (bytes, each, count) in [
            (0, 4, 1),
            (4, 4, 1),
            (5, 4, 2),
            (12, 4, 3),
            (1 << 40, 16 << 20, 10_000),
        ] {
            let parts = parts(bytes, each);
            assert_eq!(parts.len(), count, "{bytes}");
            let mut next = 0;
            for part in &parts {
                assert_eq!(part.offset, next);
                next += part.bytes;
            }
            assert_eq!(next, bytes);
        }
    }
}
