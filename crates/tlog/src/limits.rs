//! Every bound of the format and of its parsers.

/// Hashes in a full tile and entries in a full bundle (C2SP tlog-tiles).
pub const TILE_WIDTH: u16 = 256;

/// Binary tree levels spanned by one tile: `2^8 = 256`.
pub const TILE_HEIGHT: u8 = 8;

/// Bytes of one hash.
pub const HASH_LEN: usize = 32;

/// Longest entry in bytes: bundles prefix an entry with a 16-bit length.
pub const ENTRY_LEN_MAX: usize = u16::MAX as usize;

/// Largest tree. Keeps every shift and product below 64 bits and fits a signed database integer.
pub const TREE_SIZE_MAX: u64 = 1 << 56;

/// Tile levels a tree of the largest size has (levels `0..LEVELS_MAX`).
pub const LEVELS_MAX: u8 = 8;

/// Hashes in an inclusion or consistency proof of the largest tree.
pub const PROOF_LEN_MAX: usize = 64;

/// Hashes in the consistency proof of a request to a witness (C2SP tlog-witness).
pub const WITNESS_PROOF_LEN_MAX: usize = 63;

/// Signature lines accepted in a note; the specification asks for at least 16.
pub const NOTE_SIGNATURES_MAX: usize = 32;

/// Bytes of a signed checkpoint: 32 signatures of a post-quantum size fit.
pub const CHECKPOINT_LEN_MAX: usize = 256 * 1024;

/// Bytes of a log's or witness's name.
pub const KEY_NAME_LEN_MAX: usize = 255;

/// Bytes of a receipt as JSON: the longest entry fully escaped, a proof, a checkpoint and openings.
pub const RECEIPT_LEN_MAX: usize = 1024 * 1024;

/// Openings in one receipt.
pub const RECEIPT_OPENINGS_MAX: usize = 64;

/// Bytes of `openings.jsonl` in an export.
pub const OPENINGS_LEN_MAX: usize = 1 << 30;

/// Nesting of a canonical JSON value.
pub const JSON_DEPTH_MAX: usize = 16;

/// Largest integer written in canonical JSON, `2^53 - 1`: what every JSON reader keeps exactly (RFC 8785).
pub const JSON_INTEGER_MAX: i64 = (1 << 53) - 1;

const _: () = {
    assert!(1 << TILE_HEIGHT == TILE_WIDTH as u32);
    assert!(TREE_SIZE_MAX >> ((LEVELS_MAX as u32) * (TILE_HEIGHT as u32) - 8) == 1);
    assert!(CHECKPOINT_LEN_MAX < RECEIPT_LEN_MAX);
};
