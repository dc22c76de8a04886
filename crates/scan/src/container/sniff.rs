//! What content is, by its first bytes.

use super::utf16::Encoding;
use crate::bytes::{at, cut, tail};
use crate::state::Kind;

/// The end of the directory of a zip archive, which is 22 bytes long if it has no comment.
pub(super) const ZIP_END: &[u8] = b"PK\x05\x06";
pub(super) const ZIP_END_BYTES: usize = 22;

/// Formats recognised by their first bytes.
const MAGIC: &[(&[u8], Kind)] = &[
    (b"\x1f\x8b\x08", Kind::Gzip),
    (b"\x28\xb5\x2f\xfd", Kind::Zstd),
    (b"PK\x03\x04", Kind::Zip),
    (ZIP_END, Kind::Zip),
    (b"PK\x07\x08PK\x03\x04", Kind::Zip),
    (b"PK00PK\x03\x04", Kind::Zip),
    (b"\xfd7zXZ\0", Kind::Xz),
    (b"BZh", Kind::Bzip2),
    (b"7z\xbc\xaf\x27\x1c", Kind::SevenZip),
    (b"Rar!\x1a\x07", Kind::Rar),
    (b"\x04\x22\x4d\x18", Kind::Lz4),
    (b"\x02\x21\x4c\x18", Kind::Compressed),
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
            *kind != Kind::Bzip2 || ((b'1'..=b'9').contains(&at(head, 3)) && is_block_or_end(head));
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
    plain(head)
}

/// The kind of decoded text: it may be encrypted and armoured, but it is no archive.
pub(crate) fn text_kind(head: &[u8]) -> Kind {
    match sniff(head) {
        kind @ (Kind::Empty | Kind::Ciphertext) => kind,
        _ => plain(head),
    }
}

fn plain(head: &[u8]) -> Kind {
    if head.contains(&0) {
        Kind::Binary
    } else {
        Kind::Text
    }
}

/// What follows the first four bytes of a bzip2 stream: its first block, or its end if it is empty.
fn is_block_or_end(head: &[u8]) -> bool {
    matches!(cut(head, 4..10), b"1AY&SY" | b"\x17\x72\x45\x38\x50\x90")
}

/// A whole tar header with the right checksum; works for v7, ustar and GNU alike.
pub(crate) fn is_tar_header(head: &[u8]) -> bool {
    head.len() >= 512 && super::tar::checksum_holds(head)
}

/// A byte order mark and what looks like text after it, or characters that have one zero byte each, always the same.
fn is_utf16(head: &[u8]) -> bool {
    let encoding = Encoding::of(head);
    let size = encoding.unit_bytes();
    let units = || tail(head, encoding.mark).chunks_exact(size);
    let count = |is: &dyn Fn(&[u8]) -> bool| units().filter(|unit| is(unit)).count();
    let all = units().count();
    let odd = count(&|unit| is_odd(encoding.unit(unit)));
    if encoding.mark > 0 {
        // Single bytes of ASCII, two at a time, would be other characters: the mark is not to hide them.
        let bytes = count(&|unit| !encoding.wide && unit.iter().all(|b| is_ascii_text(*b)));
        return odd * 10 <= all && (bytes < 4 || bytes < all);
    }
    let one_zero = count(&|unit| encoding.unit(unit) < 0x100);
    all >= 8 && odd == 0 && one_zero * 10 >= all * 9
}

fn is_ascii_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n')
}

/// A control character that is not in text, or what is no character.
fn is_odd(unit: u32) -> bool {
    matches!(unit, 0..=8 | 0x0e..=0x1a | 0x1c..=0x1f | 0x7f..=0x84 | 0x86..=0x9f | 0xfffe | 0xffff | 0x11_0000..)
}
