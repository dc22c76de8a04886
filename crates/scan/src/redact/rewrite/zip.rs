//! zip archives, written front to back: sizes and checksum follow each member in a data descriptor.

use std::collections::{HashMap, VecDeque};
use std::io::{self, Write};

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

use super::Sink;
use super::layer::Head;
use super::stream::drain;
use crate::container::{Attributes, Listed};
use crate::state::Kind;

const STORED: u16 = 0;
const DEFLATED: u16 = 8;
const FLAG_DESCRIPTOR: u16 = 1 << 3;
const FLAG_UTF8: u16 = 1 << 11;
/// The extra field with 64-bit sizes.
const ZIP64: u16 = 1;
const EXTENDED_TIME: u16 = 0x5455;
/// What a field of 32 bits says where the number is elsewhere.
const ELSEWHERE: u32 = u32::MAX;
/// A member that was begun.
struct Entry {
    name: Vec<u8>,
    original: Vec<u8>,
    method: u16,
    flags: u16,
    dos_time: u32,
    mtime: Option<u32>,
    large: bool,
    offset: u64,
    crc: u32,
    packed: u64,
    unpacked: u64,
}

#[derive(Default)]
pub(super) struct ZipLayer {
    /// Bytes of the archive so far.
    at: u64,
    entries: Vec<Entry>,
    content: Option<(DeflateEncoder<Vec<u8>>, Crc)>,
    /// By original name: what the directory of the original says of the members of that name, in order.
    external: HashMap<Vec<u8>, VecDeque<(u16, u32)>>,
}

impl ZipLayer {
    pub(super) fn listed(&mut self, entry: &Listed<'_>) {
        let of_name = self.external.entry(entry.name.to_vec()).or_default();
        of_name.push_back((entry.made_by, entry.external));
    }

    pub(super) fn begin(&mut self, head: &Head<'_>, down: Sink<'_>) -> io::Result<()> {
        let directory = head.kind == Kind::Directory;
        let Attributes {
            mtime,
            dos_time,
            utf8,
            ..
        } = head.attributes;
        let utf8 = if *utf8 { FLAG_UTF8 } else { 0 };
        let entry = Entry {
            name: head.name.to_vec(),
            original: head.original.to_vec(),
            method: if directory { STORED } else { DEFLATED },
            flags: if directory {
                utf8
            } else {
                utf8 | FLAG_DESCRIPTOR
            },
            dos_time: *dos_time,
            mtime: mtime.and_then(|t| u32::try_from(t).ok()),
            large: !directory && head.large,
            offset: self.at,
            crc: 0,
            packed: 0,
            unpacked: 0,
        };
        let mut header = Fields::signed(b"PK\x03\x04");
        entry.common(&mut header, 0);
        let extra = entry.extra(entry.large.then_some([0, 0].as_slice()));
        header.short(entry.name.len())?;
        header.short(extra.0.len())?;
        header.bytes(&entry.name).bytes(&extra.0);
        self.entries.push(entry);
        if !directory {
            let encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
            self.content = Some((encoder, Crc::new()));
        }
        self.put(&header.0, down)
    }

    fn put(&mut self, bytes: &[u8], down: Sink<'_>) -> io::Result<()> {
        self.at += bytes.len() as u64;
        down(bytes)
    }

    pub(super) fn content(&mut self, bytes: &[u8], down: Sink<'_>) -> io::Result<()> {
        let (Some((encoder, crc)), Some(entry)) = (&mut self.content, self.entries.last_mut())
        else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        crc.update(bytes);
        entry.unpacked += bytes.len() as u64;
        encoder.write_all(bytes)?;
        let at = &mut self.at;
        drain(encoder.get_mut(), &mut |b| {
            *at += b.len() as u64;
            entry.packed += b.len() as u64;
            down(b)
        })
    }

    pub(super) fn end(&mut self, down: Sink<'_>) -> io::Result<()> {
        let (Some((encoder, crc)), Some(entry)) = (self.content.take(), self.entries.last_mut())
        else {
            return Ok(());
        };
        let rest = encoder.finish()?;
        entry.packed += rest.len() as u64;
        entry.crc = crc.sum();
        let mut descriptor = Fields::signed(b"PK\x07\x08");
        descriptor.four(entry.crc);
        for size in [entry.packed, entry.unpacked] {
            match u32::try_from(size) {
                _ if entry.large => descriptor.eight(size),
                Ok(small) => descriptor.four(small),
                Err(_) => return Err(io::ErrorKind::FileTooLarge.into()),
            };
        }
        self.put(&rest, down)?;
        self.put(&descriptor.0, down)
    }

    pub(super) fn close(mut self, down: Sink<'_>) -> io::Result<()> {
        let start = self.at;
        let entries = std::mem::take(&mut self.entries);
        for entry in &entries {
            let listed = self
                .external
                .get_mut(&entry.original)
                .and_then(VecDeque::pop_front);
            let record = entry.listing(listed.unwrap_or_default())?;
            self.put(&record.0, down)?;
        }
        let end = trailer(entries.len() as u64, start, self.at);
        self.put(&end.0, down)
    }
}

impl Entry {
    /// From "version needed" to the sizes, alike in both headers.
    fn common(&self, to: &mut Fields, crc: u32) {
        let version: u16 = if self.large { 45 } else { 20 };
        to.two(version).two(self.flags).two(self.method);
        to.four(self.dos_time).four(crc);
        match (u32::try_from(self.packed), u32::try_from(self.unpacked)) {
            (Ok(packed), Ok(unpacked)) if !self.large => to.four(packed).four(unpacked),
            _ => to.four(ELSEWHERE).four(ELSEWHERE),
        };
    }

    fn extra(&self, wide: Option<&[u64]>) -> Fields {
        let mut extra = Fields(Vec::new());
        if let Some(numbers) = wide {
            let length = u16::try_from(8 * numbers.len()).unwrap_or(0);
            extra.two(ZIP64).two(length);
            for n in numbers {
                extra.eight(*n);
            }
        }
        if let Some(mtime) = self.mtime {
            extra.two(EXTENDED_TIME).two(5).bytes(&[1]).four(mtime);
        }
        extra
    }

    /// The record of the central directory.
    fn listing(&self, (made_by, external): (u16, u32)) -> io::Result<Fields> {
        let mut record = Fields::signed(b"PK\x01\x02");
        record.two(made_by);
        self.common(&mut record, self.crc);
        let offset = u32::try_from(self.offset);
        let mut wide = Vec::new();
        if self.large {
            wide.extend([self.unpacked, self.packed]);
        }
        if offset.is_err() {
            wide.push(self.offset);
        }
        let extra = self.extra((!wide.is_empty()).then_some(wide.as_slice()));
        record.short(self.name.len())?;
        record.short(extra.0.len())?;
        record.two(0).two(0).two(0).four(external);
        record.four(offset.unwrap_or(ELSEWHERE));
        record.bytes(&self.name).bytes(&extra.0);
        Ok(record)
    }
}

/// What ends the archive: with 64-bit numbers first, where the short ones don't suffice.
fn trailer(count: u64, start: u64, end: u64) -> Fields {
    let mut out = Fields(Vec::new());
    let length = end - start;
    let short_count = u16::try_from(count).ok().filter(|n| *n < u16::MAX);
    let short = |n: u64| u32::try_from(n).ok().filter(|n| *n < ELSEWHERE);
    if short_count.is_none() || short(start).is_none() || short(length).is_none() {
        out.bytes(b"PK\x06\x06")
            .eight(44)
            .two(45)
            .two(45)
            .four(0)
            .four(0);
        out.eight(count).eight(count).eight(length).eight(start);
        out.bytes(b"PK\x06\x07").four(0).eight(end).four(1);
    }
    let count = short_count.unwrap_or(u16::MAX);
    out.bytes(b"PK\x05\x06").two(0).two(0).two(count).two(count);
    out.four(short(length).unwrap_or(ELSEWHERE));
    out.four(short(start).unwrap_or(ELSEWHERE)).two(0);
    out
}

/// Little-endian numbers, one after another.
struct Fields(Vec<u8>);

impl Fields {
    fn signed(signature: &[u8; 4]) -> Self {
        Self(signature.to_vec())
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn two(&mut self, n: u16) -> &mut Self {
        self.bytes(&n.to_le_bytes())
    }

    fn four(&mut self, n: u32) -> &mut Self {
        self.bytes(&n.to_le_bytes())
    }

    fn eight(&mut self, n: u64) -> &mut Self {
        self.bytes(&n.to_le_bytes())
    }

    /// A length that has only two bytes.
    fn short(&mut self, n: usize) -> io::Result<()> {
        let n = u16::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::InvalidFilename))?;
        self.two(n);
        Ok(())
    }
}
