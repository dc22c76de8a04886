//! xz (file format 1.2): any number of streams and padding; each block's check and each stream's index are compared.
//!
//! The decoder of the compressed data is a crate's; the format around it is read here, so that a dictionary has no more memory
//! than the budget gives and every failure has its own reason.

mod check;
mod header;

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use flate2::Crc;
use lzma_rust2::Lzma2Reader;

use self::check::Check;
use self::header::{BlockHeader, block_header};
use super::ahead::Counted;
use super::budget::{Budget, Window};
use super::{Fault, fault};
use crate::bytes::{at, cut, le32};
use crate::state::Reason;

const MAGIC: &[u8] = b"\xfd7zXZ\0";
/// Decoded in one go: an error in the packed data loses no more than what was decoded of this.
const PIECE_BYTES: usize = 32 << 10;
/// What a decoder keeps besides its dictionary.
const TABLES_BYTES: u64 = 104 << 10;
const DICTIONARY_BYTES_MIN: u64 = 4 << 10;

pub(crate) struct XzReader<R> {
    place: Place<R>,
    window: Window,
    /// Flags of the stream being read; its footer repeats them.
    flags: [u8; 2],
    streams: u64,
    blocks: Sums,
}

enum Place<R> {
    Between(At, Counted<R>),
    Block(Box<Block<R>>),
    /// Only while the one place is left for the next.
    Nowhere,
}

enum At {
    /// Before a stream header or after the last stream.
    Outside,
    /// Before a block or the index.
    Stream,
    /// The end was reached, or an error.
    Over,
}

enum Next {
    At(At),
    Block(u32, Facts),
}

struct Block<R> {
    decoder: Lzma2Reader<Counted<R>>,
    facts: Facts,
}

/// What must hold at the end of a block.
struct Facts {
    header: BlockHeader,
    /// Bytes consumed before its first byte of packed data.
    from: u64,
    unpacked: u64,
    check: Check,
    /// The dictionary is smaller than the block asked for.
    clamped: bool,
}

/// What the blocks of a stream and the records of its index must agree in.
#[derive(Default, PartialEq, Eq)]
struct Sums {
    count: u64,
    unpadded: u64,
    unpacked: u64,
}

impl Sums {
    fn add(&mut self, unpadded: u64, unpacked: u64) {
        self.count = self.count.wrapping_add(1);
        self.unpadded = self.unpadded.wrapping_add(unpadded);
        self.unpacked = self.unpacked.wrapping_add(unpacked);
    }
}

impl<R: BufRead> XzReader<R> {
    pub(crate) fn new(inner: R, budget: &Arc<Budget>) -> Self {
        Self {
            place: Place::Between(At::Outside, Counted::new(inner)),
            window: Window::none(budget),
            flags: [0; 2],
            streams: 0,
            blocks: Sums::default(),
        }
    }

    pub(crate) fn consumed(&self) -> u64 {
        match &self.place {
            Place::Between(_, r) => r.consumed(),
            Place::Block(block) => block.decoder.inner().consumed(),
            Place::Nowhere => 0,
        }
    }

    pub(crate) fn into_inner(self) -> Option<R> {
        let counted = match self.place {
            Place::Between(_, r) => r,
            Place::Block(block) => block.decoder.into_inner(),
            Place::Nowhere => return None,
        };
        Some(counted.into_inner())
    }

    fn next(&mut self, at: At, r: &mut Counted<R>) -> io::Result<Next> {
        Ok(match at {
            At::Outside if self.next_stream(r)? => Next::At(At::Stream),
            At::Stream => self.next_block(r)?,
            At::Outside | At::Over => Next::At(At::Over),
        })
    }

    /// The header of the next stream; false at the end of the data.
    fn next_stream(&mut self, r: &mut Counted<R>) -> io::Result<bool> {
        let padding = if self.streams > 0 { r.skip_zeros()? } else { 0 };
        let magic = r.peek(MAGIC.len())?;
        if !padding.is_multiple_of(4) {
            return Err(fault(Reason::Damaged));
        }
        if magic.is_empty() && self.streams > 0 {
            return Ok(false);
        }
        if magic != MAGIC {
            return Err(fault(match self.streams {
                _ if MAGIC.starts_with(magic) => Reason::Truncated,
                0 => Reason::Damaged,
                _ => Reason::Trailing,
            }));
        }
        let mut header = [0; 12];
        r.read_exact(&mut header)?;
        self.flags = [at(&header, 6), at(&header, 7)];
        if crc32(&self.flags) != le32(&header, 8) {
            return Err(fault(Reason::Damaged));
        }
        if Check::new(self.flags).is_none() {
            return Err(fault(Reason::UnsupportedMethod));
        }
        self.streams += 1;
        self.blocks = Sums::default();
        Ok(true)
    }

    /// The next block of the stream, or its index and footer.
    fn next_block(&mut self, r: &mut Counted<R>) -> io::Result<Next> {
        let Some(header) = block_header(r)? else {
            self.index(r)?;
            return Ok(Next::At(At::Outside));
        };
        // What the block says of its size bounds what its dictionary can hold.
        let asked = (header.dictionary)
            .min(header.unpacked.unwrap_or(u64::MAX))
            .max(DICTIONARY_BYTES_MIN);
        let held = self.window.up_to(asked.saturating_add(TABLES_BYTES));
        let dictionary = held.saturating_sub(TABLES_BYTES).min(asked);
        let check = Check::new(self.flags).ok_or_else(|| fault(Reason::UnsupportedMethod))?;
        match u32::try_from(dictionary) {
            Ok(bytes) if dictionary >= DICTIONARY_BYTES_MIN => Ok(Next::Block(
                bytes,
                Facts {
                    header,
                    from: r.consumed(),
                    unpacked: 0,
                    check,
                    clamped: dictionary < asked,
                },
            )),
            _ => Err(fault(Reason::Memory)),
        }
    }

    /// After the packed data of a block: padding and check.
    fn end_block(&mut self, r: &mut Counted<R>, block: Facts) -> io::Result<()> {
        let packed = r.consumed().saturating_sub(block.from);
        let agrees = |said: Option<u64>, is: u64| said.is_none_or(|said| said == is);
        if !agrees(block.header.packed, packed) || !agrees(block.header.unpacked, block.unpacked) {
            return Err(fault(Reason::Sizes));
        }
        let mut padding = [0; 4];
        let padded = usize::try_from(packed.wrapping_neg() % 4).unwrap_or(0);
        let padding = padding.get_mut(..padded).unwrap_or_default();
        r.read_exact(padding)?;
        if padding.iter().any(|b| *b != 0) {
            return Err(fault(Reason::Damaged));
        }
        let mut stored = [0; Check::BYTES_MAX];
        let length = block.check.length();
        let stored = stored.get_mut(..length).unwrap_or_default();
        r.read_exact(stored)?;
        if !block.check.holds(stored) {
            return Err(fault(Reason::Checksum));
        }
        let unpadded = (block.header.length + packed).wrapping_add(length as u64);
        self.blocks.add(unpadded, block.unpacked);
        Ok(())
    }

    /// The index, whose first byte is consumed, and the footer.
    fn index(&self, r: &mut Counted<R>) -> io::Result<()> {
        let mut field = Field::new(r);
        let records = field.number()?;
        let mut listed = Sums::default();
        while listed.count < records {
            let unpadded = field.number()?;
            listed.add(unpadded, field.number()?);
        }
        while !field.length.is_multiple_of(4) {
            if field.byte()? != 0 {
                return Err(fault(Reason::Damaged));
            }
        }
        let (crc, length) = (field.crc.sum(), field.length);
        let mut end = [0; 16];
        r.read_exact(&mut end)?;
        let backward = u64::from(le32(&end, 8)).wrapping_add(1).wrapping_mul(4);
        let footer_holds = crc32(cut(&end, 8..14)) == le32(&end, 4)
            && cut(&end, 12..16) == [self.flags.as_slice(), b"YZ"].concat();
        if le32(&end, 0) != crc || !footer_holds || backward != length + 4 {
            return Err(fault(Reason::Damaged));
        }
        if listed != self.blocks {
            return Err(fault(Reason::Sizes));
        }
        Ok(())
    }
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// A part of the format that is read byte by byte and has a checksum of its own.
struct Field<'r, R> {
    r: &'r mut Counted<R>,
    crc: Crc,
    length: u64,
}

impl<'r, R: BufRead> Field<'r, R> {
    /// Of an index, after its first byte, which is 0.
    fn new(r: &'r mut Counted<R>) -> Self {
        let mut crc = Crc::new();
        crc.update(&[0]);
        Self { r, crc, length: 1 }
    }

    fn byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.r.read_exact(&mut byte)?;
        self.crc.update(&byte);
        self.length = self.length.saturating_add(1);
        Ok(at(&byte, 0))
    }

    fn number(&mut self) -> io::Result<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(fault(Reason::Damaged))
    }
}

impl<R: BufRead> Block<R> {
    fn read(&mut self, piece: &mut [u8]) -> io::Result<usize> {
        let n = self.decoder.read(piece).map_err(|e| self.facts.why(e))?;
        self.facts.check.update(cut(piece, 0..n));
        self.facts.unpacked = self.facts.unpacked.saturating_add(n as u64);
        Ok(n)
    }
}

impl Facts {
    /// Packed data that looks back further than the dictionary reaches is damage, unless the dictionary was made smaller.
    fn why(&self, e: io::Error) -> io::Error {
        let own = e.get_ref().is_some_and(|inner| inner.is::<Fault>());
        if self.clamped && !own && e.kind() == io::ErrorKind::Other {
            return fault(Reason::Memory);
        }
        e
    }
}

impl<R: BufRead> Read for XzReader<R> {
    /// After an error the reader is at its end, so that what it read from can be had.
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let most = buf.len().min(PIECE_BYTES);
        let piece = buf.get_mut(..most).unwrap_or_default();
        if piece.is_empty() {
            return Ok(0);
        }
        loop {
            let (r, next) = match std::mem::replace(&mut self.place, Place::Nowhere) {
                Place::Between(At::Over, r) => {
                    self.place = Place::Between(At::Over, r);
                    return Ok(0);
                }
                Place::Between(at, mut r) => {
                    let next = self.next(at, &mut r);
                    (r, next)
                }
                Place::Block(mut block) => match block.read(piece) {
                    Ok(0) => {
                        let mut r = block.decoder.into_inner();
                        let ended = self.end_block(&mut r, block.facts);
                        (r, ended.map(|()| Next::At(At::Stream)))
                    }
                    Ok(n) => {
                        self.place = Place::Block(block);
                        return Ok(n);
                    }
                    Err(e) => (block.decoder.into_inner(), Err(e)),
                },
                Place::Nowhere => return Ok(0),
            };
            self.place = match next {
                Ok(Next::At(at)) => Place::Between(at, r),
                Ok(Next::Block(dictionary, facts)) => Place::Block(Box::new(Block {
                    decoder: Lzma2Reader::new(r, dictionary, None),
                    facts,
                })),
                Err(e) => {
                    self.place = Place::Between(At::Over, r);
                    return Err(e);
                }
            };
        }
    }
}
