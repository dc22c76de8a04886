//! Limits of the module; those of a scan are `coffer_scan::limits`.

/// Scanners alive at once in one module: each may take what a scan may take.
pub const SCANNERS_MAX: usize = 4;
/// Bytes of the case key, which every scanner is given first.
pub const KEY_BYTES: usize = 32;
/// Bytes of the file's name, which follow the key; it names only the content of a compressed stream.
pub const NAME_BYTES_MAX: usize = coffer_scan::limits::PATH_BYTES_MAX;
/// JSON lines are handed out in batches of about this size, so that a long report needs no second copy.
pub const BATCH_BYTES: usize = 64 << 10;
