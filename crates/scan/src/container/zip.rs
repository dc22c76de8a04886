//! zip (APPNOTE.TXT 6.3): walked front to back over the local headers, because a stream cannot be sought.
//!
//! The central directory is read only to see that nothing was listed there that the walk did not meet.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use flate2::Crc;
use flate2::bufread::DeflateDecoder;

use super::attributes::{Attributes, Listed};
use super::budget::{Budget, Counted, Meter};
use super::fault;
use crate::bytes::{cut, le16, le32, le64};
use crate::limits::Limits;
use crate::state::Reason;

const LOCAL: &[u8; 4] = b"PK\x03\x04";
const DESCRIPTOR: &[u8; 4] = b"PK\x07\x08";

/// One local header.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    pub(crate) encrypted: bool,
    method: u16,
    crc: u32,
    /// `None`: told only after the content, in a data descriptor.
    packed: Option<u64>,
    unpacked: u64,
    descriptor: bool,
    zip64: bool,
    pub(crate) attributes: Attributes,
}

impl Entry {
    pub(crate) fn is_directory(&self) -> bool {
        self.name.ends_with(b"/") && self.packed.unwrap_or(0) == 0 && self.unpacked == 0
    }

    pub(crate) fn is_supported(&self) -> bool {
        // Stored content of unknown length cannot be told from what follows it.
        matches!((self.method, self.packed), (0, Some(_)) | (8, _))
    }

    /// Whether the next header can be found without reading the content.
    pub(crate) fn packed(&self) -> Option<u64> {
        self.packed
    }
}

/// The next member; nothing once the central directory was read to the end of the data.
pub(crate) fn next_entry(
    r: &mut dyn BufRead,
    limits: &Limits,
    met: u64,
    listed: &mut dyn FnMut(&Listed<'_>),
) -> io::Result<Option<Entry>> {
    let mut signature = [0u8; 4];
    r.read_exact(&mut signature)?;
    if &signature != LOCAL {
        return directory(r, signature, met, listed).map(|()| None);
    }
    let mut fixed = [0u8; 26];
    r.read_exact(&mut fixed)?;
    let flags = le16(&fixed, 2);
    let name_len = le16(&fixed, 22);
    let extra_len = le16(&fixed, 24);
    if usize::from(name_len) > limits.path_bytes {
        return Err(fault(Reason::NameLength));
    }
    let name = bytes(r, name_len)?;
    let extra = bytes(r, extra_len)?;
    let (mut packed, mut unpacked) = (u64::from(le32(&fixed, 14)), u64::from(le32(&fixed, 18)));
    let mut zip64 = false;
    if let Some(field) = extra_field(&extra, 1) {
        zip64 = true;
        if unpacked == u64::from(u32::MAX) {
            unpacked = le64(field, 0);
        }
        if packed == u64::from(u32::MAX) {
            packed = le64(field, 8);
        }
    }
    let descriptor = flags & 8 != 0;
    let attributes = Attributes {
        mtime: unix_time(&extra),
        dos_time: le32(&fixed, 6),
        utf8: flags & 1 << 11 != 0,
        ..Attributes::default()
    };
    Ok(Some(Entry {
        name,
        attributes,
        encrypted: flags & 1 != 0,
        method: le16(&fixed, 4),
        crc: le32(&fixed, 10),
        packed: (!descriptor || packed != 0).then_some(packed),
        unpacked,
        descriptor,
        zip64,
    }))
}

fn bytes(r: &mut dyn BufRead, n: u16) -> io::Result<Vec<u8>> {
    let mut out = vec![0; usize::from(n)];
    r.read_exact(&mut out)?;
    Ok(out)
}

/// The modification time of the "extended timestamp" field, if it is there.
fn unix_time(extra: &[u8]) -> Option<u64> {
    let field = extra_field(extra, 0x5455)?;
    (field.len() >= 5 && field.first()? & 1 != 0).then(|| u64::from(le32(field, 1)))
}

fn extra_field(extra: &[u8], id: u16) -> Option<&[u8]> {
    let mut rest = extra;
    while rest.len() >= 4 {
        let length = usize::from(le16(rest, 2));
        if le16(rest, 0) == id {
            return rest.get(4..4 + length);
        }
        rest = rest.get(4 + length..)?;
    }
    None
}

/// Everything after the last member. `signature` is already consumed.
fn directory(
    r: &mut dyn BufRead,
    signature: [u8; 4],
    met: u64,
    listed: &mut dyn FnMut(&Listed<'_>),
) -> io::Result<()> {
    let mut signature = signature;
    let mut count = 0u64;
    loop {
        // (bytes of the fixed part after the signature, offset of 16-bit lengths that follow it)
        let (fixed_len, lengths): (usize, &[usize]) = match &signature {
            b"PK\x01\x02" => (42, &[26, 28]),
            b"PK\x05\x05" => (2, &[0]),
            b"PK\x06\x06" => (8, &[]),
            b"PK\x06\x07" => (16, &[]),
            b"PK\x05\x06" => (18, &[16]),
            _ => return Err(fault(Reason::Damaged)),
        };
        let mut fixed = vec![0; fixed_len];
        r.read_exact(&mut fixed)?;
        if &signature == b"PK\x01\x02" {
            count += 1;
            let name = bytes(r, le16(&fixed, 24))?;
            listed(&Listed {
                name: &name,
                made_by: le16(&fixed, 0),
                external: le32(&fixed, 34),
            });
        }
        let mut skip: u64 = lengths.iter().map(|at| u64::from(le16(&fixed, *at))).sum();
        if &signature == b"PK\x06\x06" {
            skip = le64(&fixed, 0);
        }
        if io::copy(&mut (&mut *r).take(skip), &mut io::sink())? != skip {
            return Err(fault(Reason::Truncated));
        }
        if &signature == b"PK\x05\x06" {
            break;
        }
        r.read_exact(&mut signature)?;
    }
    if !r.fill_buf()?.is_empty() {
        return Err(fault(Reason::Trailing));
    }
    if count > met {
        Err(fault(Reason::MissingMembers))
    } else {
        Ok(())
    }
}

enum Body<R> {
    Stored(Counted<io::Take<R>>),
    Deflate(Box<DeflateDecoder<Counted<io::Take<R>>>>),
}

/// The content of one member; the sizes and the checksum are compared at its end.
pub(crate) struct Content<R> {
    entry: Entry,
    body: Body<R>,
    crc: Crc,
    meter: Meter,
    ended: bool,
}

impl<R: BufRead> Content<R> {
    /// `entry` must be supported and not encrypted.
    pub(crate) fn new(r: R, entry: Entry, budget: &Arc<Budget>) -> Self {
        let input = Counted::new(r.take(entry.packed.unwrap_or(u64::MAX)));
        let body = if entry.method == 8 {
            Body::Deflate(Box::new(DeflateDecoder::new(input)))
        } else {
            Body::Stored(input)
        };
        Self {
            entry,
            body,
            crc: Crc::new(),
            meter: Meter::new(budget),
            ended: false,
        }
    }

    fn input(&self) -> u64 {
        match &self.body {
            Body::Stored(r) => r.consumed,
            Body::Deflate(d) => d.get_ref().consumed,
        }
    }

    /// At the end of the content: does it agree with the header?
    fn check(&self) -> io::Result<()> {
        let packed_left = self.entry.packed.is_some_and(|n| n != self.input());
        if !self.entry.descriptor {
            if packed_left || self.entry.unpacked != self.meter.out() {
                return Err(fault(Reason::Sizes));
            }
            if self.entry.crc != self.crc.sum() {
                return Err(fault(Reason::Checksum));
            }
        }
        Ok(())
    }

    /// Goes to the end of the packed content and over its descriptor. `whole` says that the content was read
    /// to its end; otherwise the header must tell where it ends.
    pub(crate) fn finish(self, whole: bool) -> io::Result<()> {
        let (packed, unpacked, crc) = (self.input(), self.meter.out(), self.crc.sum());
        let mut rest = match self.body {
            Body::Stored(r) => r.inner,
            Body::Deflate(d) => d.into_inner().inner,
        };
        if self.entry.packed.is_some() {
            io::copy(&mut rest, &mut io::sink())?;
            if rest.limit() > 0 {
                return Err(fault(Reason::Truncated));
            }
        } else if !whole {
            return Err(fault(Reason::Damaged));
        }
        let mut r = rest.into_inner();
        if self.entry.descriptor {
            read_descriptor(
                &mut r,
                self.entry.zip64,
                whole.then_some((packed, unpacked, crc)),
            )?;
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Content<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.ended || buf.is_empty() {
            return Ok(0);
        }
        let n = match &mut self.body {
            Body::Stored(r) => r.read(buf)?,
            Body::Deflate(d) => d.read(buf)?,
        };
        if n == 0 {
            self.ended = true;
            self.check()?;
            return Ok(0);
        }
        self.crc.update(cut(buf, 0..n));
        let input = self.input();
        self.meter.add(n, input)?;
        Ok(n)
    }
}

/// Skips the content of a member that is not read; fails if its length is unknown.
pub(crate) fn skip(r: &mut dyn BufRead, entry: &Entry) -> io::Result<()> {
    let Some(packed) = entry.packed else {
        return Err(fault(Reason::UnsupportedMethod));
    };
    if io::copy(&mut (&mut *r).take(packed), &mut io::sink())? != packed {
        return Err(fault(Reason::Truncated));
    }
    if entry.descriptor {
        read_descriptor(r, entry.zip64, None)
    } else {
        Ok(())
    }
}

/// crc, packed size, unpacked size; the signature is optional, the sizes have 4 or 8 bytes: what follows decides.
fn read_descriptor(
    r: &mut dyn BufRead,
    zip64: bool,
    actual: Option<(u64, u64, u32)>,
) -> io::Result<()> {
    let mut word = [0u8; 4];
    r.read_exact(&mut word)?;
    if &word == DESCRIPTOR {
        r.read_exact(&mut word)?;
    }
    let crc = u32::from_le_bytes(word);
    let mut sizes = [0u8; 16];
    let (short, long) = sizes.split_at_mut(8);
    r.read_exact(short)?;
    let short_packed = u64::from(le32(short, 0));
    let long_packed = le64(short, 0);
    let wide = match actual {
        Some((packed, unpacked, _)) => {
            short_packed != packed & 0xffff_ffff
                || u64::from(le32(short, 4)) != unpacked & 0xffff_ffff
        }
        None => zip64,
    };
    let (packed, unpacked) = if wide {
        r.read_exact(long)?;
        (long_packed, le64(long, 0))
    } else {
        (short_packed, u64::from(le32(short, 4)))
    };
    match actual {
        Some((p, u, _)) if wide && (p, u) != (packed, unpacked) => Err(fault(Reason::Sizes)),
        Some((_, _, c)) if c != crc => Err(fault(Reason::Checksum)),
        _ => Ok(()),
    }
}
