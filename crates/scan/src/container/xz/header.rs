//! The header of an xz block.

use std::io::{self, BufRead, Read};

use super::super::ahead::Counted;
use super::super::fault;
use super::crc32;
use crate::bytes::{at, cut, le32};
use crate::state::Reason;

const LZMA2: u64 = 0x21;

pub(super) struct BlockHeader {
    /// Bytes of the header itself.
    pub(super) length: u64,
    pub(super) packed: Option<u64>,
    pub(super) unpacked: Option<u64>,
    pub(super) dictionary: u64,
}

/// The header of the next block; nothing where the index begins, whose first byte is consumed.
pub(super) fn block_header<R: BufRead>(r: &mut Counted<R>) -> io::Result<Option<BlockHeader>> {
    let mut first = [0];
    r.read_exact(&mut first)?;
    let size = usize::from(at(&first, 0));
    if size == 0 {
        return Ok(None);
    }
    let length = (size + 1) * 4;
    let mut header = vec![at(&first, 0); length];
    r.read_exact(header.get_mut(1..).unwrap_or_default())?;
    if crc32(cut(&header, 0..length - 4)) != le32(&header, length - 4) {
        return Err(fault(Reason::Damaged));
    }
    let flags = at(&header, 1);
    let mut fields = Fields {
        bytes: cut(&header, 0..length - 4),
        at: 2,
    };
    let packed = (flags & 0x40 != 0).then(|| fields.number()).transpose()?;
    let unpacked = (flags & 0x80 != 0).then(|| fields.number()).transpose()?;
    let (filter, properties) = (fields.number()?, fields.number()?);
    let bits = at(fields.bytes, fields.at);
    // Filters for machine code before the compression are not undone.
    if flags & 0x3f != 0 || filter != LZMA2 || properties != 1 || bits > 40 {
        return Err(fault(Reason::UnsupportedMethod));
    }
    let base = u64::from(2 | bits & 1);
    Ok(Some(BlockHeader {
        length: length as u64,
        packed,
        unpacked,
        dictionary: (base << (bits / 2 + 11)).min(u64::from(u32::MAX)),
    }))
}

struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Fields<'_> {
    fn number(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = at(self.bytes, self.at);
            self.at += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(fault(Reason::Damaged))
    }
}
