//! Writers of the formats that more than one test needs.

use std::io::Write;

use lzma_rust2::{XzOptions, XzWriter};

pub(crate) fn xz_with(bytes: &[u8], options: XzOptions) -> Vec<u8> {
    let mut w = XzWriter::new(Vec::new(), options).unwrap();
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

pub(crate) fn xz(bytes: &[u8]) -> Vec<u8> {
    xz_with(bytes, XzOptions::with_preset(1))
}

pub(crate) fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut w = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

pub(crate) fn lz4_with(bytes: &[u8], block: lz4_flex::frame::BlockSize) -> Vec<u8> {
    let info = lz4_flex::frame::FrameInfo::new()
        .block_size(block)
        .block_mode(lz4_flex::frame::BlockMode::Linked)
        .content_checksum(true);
    let mut w = lz4_flex::frame::FrameEncoder::with_frame_info(info, Vec::new());
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

pub(crate) fn lz4(bytes: &[u8]) -> Vec<u8> {
    lz4_with(bytes, lz4_flex::frame::BlockSize::Max64KB)
}

/// zstd as the command line writes it, with a checksum.
pub(crate) fn zst_checked(bytes: &[u8]) -> Vec<u8> {
    let mut w = zstd::Encoder::new(Vec::new(), 3).unwrap();
    w.include_checksum(true).unwrap();
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

pub(crate) fn utf16le(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

pub(crate) fn utf16be(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

/// A zip archive with the member `a.log`, packed by any method.
pub(crate) fn zip_by_hand(method: u16, packed: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    let mut fixed = [20u16, 0, method, 0, 0].map(u16::to_le_bytes).concat();
    let sizes = [
        crc.sum(),
        u32::try_from(packed.len()).unwrap(),
        crc.amount(),
    ];
    fixed.extend(sizes.map(u32::to_le_bytes).concat());
    fixed.extend([5, 0, 0, 0]);
    let mut out = b"PK\x03\x04".to_vec();
    out.extend(&fixed);
    out.extend(b"a.log");
    out.extend(packed);
    let at = u32::try_from(out.len()).unwrap();
    let mut directory = b"PK\x01\x02\x14\0".to_vec();
    directory.extend(&fixed);
    directory.extend([0; 14]);
    directory.extend(b"a.log");
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    out.extend(u32::try_from(directory.len()).unwrap().to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}
