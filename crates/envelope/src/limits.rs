//! Every bound of the format and of this crate's buffers, related to one another where they depend.

/// Plaintext bytes in every record but the last.
pub const SEGMENT_BYTES: usize = 1 << SEGMENT_LOG2;
/// Base-2 logarithm of [`SEGMENT_BYTES`]; the only value the format allows today.
pub const SEGMENT_LOG2: u8 = 16;
/// Header bytes at the start of every file.
pub const HEADER_BYTES: usize = 256;
/// Header bytes that every derived key and the commitment cover.
pub const BOUND_HEADER_BYTES: usize = 192;
/// Nonce bytes in front of every record's ciphertext.
pub const NONCE_BYTES: usize = 12;
/// Authentication tag bytes behind every record's ciphertext.
pub const TAG_BYTES: usize = 16;
/// What a record adds to its plaintext.
pub const RECORD_OVERHEAD_BYTES: usize = NONCE_BYTES + TAG_BYTES;
/// A full record in the file.
pub const RECORD_BYTES: usize = SEGMENT_BYTES + RECORD_OVERHEAD_BYTES;
/// Records under one data key: random 96-bit nonces then collide with a chance of at most 2^-33, and a
/// file holds 256 TiB.
pub const RECORDS_MAX: u64 = 1 << 32;
/// A serialised [`SealState`](crate::SealState), the part of an unfinished upload kept in the database.
pub const SEAL_STATE_BYTES_MAX: usize = 70 * 1024;
/// Records read and opened together by [`SealedReader`](crate::SealedReader).
pub const READER_RUN_RECORDS: usize = 16;
/// Key bytes of every symmetric key here.
pub const KEY_BYTES: usize = 32;
/// Key bytes a provider has to be able to wrap.
pub const WRAP_KEY_BYTES_MAX: usize = 4096;

/// BLAKE3 chaining values pending at most: one per set bit of the record count.
pub(crate) const CHAIN_VALUES_MAX: usize = 33;
/// `version ‖ u64be(next)` in front of a state's sealed part.
pub(crate) const SEAL_STATE_PREFIX_BYTES: usize = 9;

const _: () = {
    assert!(RECORDS_MAX < 1 << CHAIN_VALUES_MAX);
    assert!(SEAL_STATE_PREFIX_BYTES + RECORD_BYTES + CHAIN_VALUES_MAX * 32 <= SEAL_STATE_BYTES_MAX);
    assert!(BOUND_HEADER_BYTES + 64 == HEADER_BYTES);
};
