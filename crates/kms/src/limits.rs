//! Every bound of this crate.

/// Shortest passphrase, in bytes. The file may be attacked offline; Argon2id makes each guess dear, not many.
pub const PASSPHRASE_BYTES_MIN: usize = 8;
/// Longest passphrase, in bytes.
pub const PASSPHRASE_BYTES_MAX: usize = 4096;
/// Argon2id memory in KiB: least accepted (OWASP Password Storage Cheat Sheet), default, most accepted.
pub const KDF_MEMORY_KIB_MIN: u32 = 19 * 1024;
/// See [`KDF_MEMORY_KIB_MIN`].
pub const KDF_MEMORY_KIB_DEFAULT: u32 = 64 * 1024;
/// See [`KDF_MEMORY_KIB_MIN`]; a damaged file must not claim all memory.
pub const KDF_MEMORY_KIB_MAX: u32 = 1024 * 1024;
/// Argon2id passes: least accepted.
pub const KDF_PASSES_MIN: u32 = 2;
/// Argon2id passes: default.
pub const KDF_PASSES_DEFAULT: u32 = 3;
/// Argon2id passes: most accepted.
pub const KDF_PASSES_MAX: u32 = 64;
/// Argon2id lanes: default.
pub const KDF_LANES_DEFAULT: u32 = 1;
/// Argon2id lanes: most accepted.
pub const KDF_LANES_MAX: u32 = 16;
/// Key file size read at most.
pub const KEY_FILE_BYTES_MAX: u64 = 1024 * 1024;
/// Key generations in one file.
pub const GENERATIONS_MAX: usize = 4096;

pub(crate) const KEY_BYTES: usize = 32;
pub(crate) const NONCE_BYTES: usize = 12;
pub(crate) const TAG_BYTES: usize = 16;
pub(crate) const SALT_BYTES: usize = 16;

const _: () = {
    assert!(KDF_MEMORY_KIB_MIN <= KDF_MEMORY_KIB_DEFAULT);
    assert!(KDF_MEMORY_KIB_DEFAULT <= KDF_MEMORY_KIB_MAX);
    assert!(KDF_PASSES_MIN <= KDF_PASSES_DEFAULT && KDF_PASSES_DEFAULT <= KDF_PASSES_MAX);
    // Each generation takes 36 bytes, twice that as hexadecimal text.
    assert!((GENERATIONS_MAX as u64) * 72 + 4096 <= KEY_FILE_BYTES_MAX);
};
