//! What content is, by its first bytes.

use crate::bytes::{at, cut};
use crate::state::Kind;

/// Formats recognised by their first bytes.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"\x1f\x8b\x08", Kind::Gzip),
    (b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"\xfd7zXZ\0", Kind::Xz),
    (b"BZh", Kind::Bzip2),
    (b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
    (b"Rar!\x1a\x07", Kind::Rar),
    (b"\x04\x22\x4d\x18", Kind::Compressed),
    (b"\x1f\x9d", Kind::Compressed),
    (b"\x1f\xa0", Kind::Compressed),
    (b"\x1f\x8b", Kind::Compressed),
    (b"LZIP", Kind::Compressed),
    (b"MSCF\0\0\0\0", Kind::Compressed),
    (b"%PDF-", Kind::Pdf),
    (b"\x89PNG\r\n\x1a\n", Kind::Image),
    (b"\xff\xd8\xff", Kind::Image),
    (b"GIF87a", Kind::Image),
    (b"GIF89a", Kind::Image),
    (b"II*\0", Kind::Image),
    (b"MM\0*", Kind::Image),
    (b"age-encryption.org/v1", Kind::Ciphertext),
    (b"-----BEGIN AGE ENCRYPTED FILE-----", Kind::Ciphertext),
    (b"-----BEGIN PGP MESSAGE-----", Kind::Ciphertext),
    (b"Salted__", Kind::Ciphertext),
    (b"$ANSIBLE_VAULT;", Kind::Ciphertext),
    (b"LUKS\xba\xbe", Kind::Ciphertext),
];

/// The kind of content that begins with `head` (up to 512 bytes).
pub(crate) fn sniff(head: &[u8]) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if let Some((magic, kind)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        let bzip2 =
            *kind != Kind::Bzip2 || (at(head, 3).is_ascii_digit() && cut(head, 4..10) == b"1AY&SY");
        if bzip2 && magic.len() <= head.len() {
            return *kind;
        }
    }
    // A zstd stream may begin with a skippable frame.
    if cut(head, 1..4) == b"\x2a\x4d\x18" && at(head, 0) & 0xf0 == 0x50 {
        return Kind::Zstd;
    }
    if is_tar_header(head) {
        return Kind::Tar;
    }
    if is_utf16(head) {
        return Kind::Utf16;
    }
    if head.contains(&0) {
        Kind::Binary
    } else {
        Kind::Text
    }
}

/// A whole tar header with the right checksum; works for v7, ustar and GNU alike.
pub(crate) fn is_tar_header(head: &[u8]) -> bool {
    head.len() >= 512 && super::tar::checksum_holds(head)
}

/// A byte order mark, or every other byte of an even run zero.
fn is_utf16(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return true;
    }
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let pairs = head.len() / 2;
    let (even, odd) = (zeros(0), zeros(1));
    pairs >= 8 && ((even == 0 && odd * 10 >= pairs * 9) || (odd == 0 && even * 10 >= pairs * 9))
}
