//! All decoders under one roof: which one reads what, what they consumed, and the guard they all sit behind.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use deflate64::Deflate64Decoder;
use flate2::bufread::DeflateDecoder;

use super::ahead::Counted;
use super::budget::{Budget, Meter};
use super::bz2::Bz2Reader;
use super::gzip::GzReader;
use super::lz4::Lz4Reader;
use super::utf16::Utf16Reader;
use super::xz::XzReader;
use super::zst::ZstReader;
use crate::state::Kind;

/// A decoder whose output is accounted.
pub(crate) struct Decoder<R: BufRead> {
    format: Format<R>,
    meter: Meter,
}

enum Format<R: BufRead> {
    Stored(Counted<R>),
    Deflate(Box<DeflateDecoder<Counted<R>>>),
    Deflate64(Box<Deflate64Decoder<Counted<R>>>),
    Gzip(Box<GzReader<R>>),
    Zstd(Box<ZstReader<R>>),
    Xz(Box<XzReader<R>>),
    Bzip2(Box<Bz2Reader<R>>),
    Lz4(Box<Lz4Reader<R>>),
    Utf16(Box<Utf16Reader<R>>),
}

impl<R: BufRead> Decoder<R> {
    /// The content of a stream with one member; nothing for another kind.
    pub(crate) fn stream(kind: Kind, r: R, budget: &Arc<Budget>) -> Option<Self> {
        let format = match kind {
            Kind::Gzip => Format::Gzip(Box::new(GzReader::new(r))),
            Kind::Zstd => Format::Zstd(Box::new(ZstReader::new(r, budget))),
            Kind::Xz => Format::Xz(Box::new(XzReader::new(r, budget))),
            Kind::Bzip2 => Format::Bzip2(Box::new(Bz2Reader::new(r, budget))),
            Kind::Lz4 => Format::Lz4(Box::new(Lz4Reader::new(r, budget))),
            Kind::Utf16 => Format::Utf16(Box::new(Utf16Reader::new(r))),
            _ => return None,
        };
        Some(Self::new(format, budget))
    }

    /// The content of a zip member, by its method; nothing for a method that isn't read.
    pub(crate) fn method(method: u16, r: R, budget: &Arc<Budget>) -> Option<Self> {
        let format = match method {
            0 => Format::Stored(Counted::new(r)),
            8 => Format::Deflate(Box::new(DeflateDecoder::new(Counted::new(r)))),
            9 => Format::Deflate64(Box::new(Deflate64Decoder::with_buffer(Counted::new(r)))),
            12 => Format::Bzip2(Box::new(Bz2Reader::new(r, budget))),
            93 => Format::Zstd(Box::new(ZstReader::new(r, budget))),
            95 => Format::Xz(Box::new(XzReader::new(r, budget))),
            _ => return None,
        };
        Some(Self::new(format, budget))
    }

    fn new(format: Format<R>, budget: &Arc<Budget>) -> Self {
        Self {
            format,
            meter: Meter::new(budget),
        }
    }

    /// Bytes put out.
    pub(crate) fn out(&self) -> u64 {
        self.meter.out()
    }

    /// Bytes taken in.
    pub(crate) fn consumed(&self) -> u64 {
        match &self.format {
            Format::Stored(r) => r.consumed(),
            Format::Deflate(r) => r.get_ref().consumed(),
            Format::Deflate64(r) => r.get_ref().consumed(),
            Format::Gzip(r) => r.consumed(),
            Format::Zstd(r) => r.consumed(),
            Format::Xz(r) => r.consumed(),
            Format::Bzip2(r) => r.consumed(),
            Format::Lz4(r) => r.consumed(),
            Format::Utf16(r) => r.consumed(),
        }
    }

    /// What it read from; only of the methods of zip archives, and nothing where a decoder lost it in an error.
    pub(crate) fn into_inner(self) -> Option<R> {
        match self.format {
            Format::Stored(r) => Some(r.into_inner()),
            Format::Deflate(r) => Some(r.into_inner().into_inner()),
            Format::Deflate64(r) => Some(r.into_inner().into_inner()),
            Format::Zstd(r) => Some(r.into_inner()),
            Format::Xz(r) => r.into_inner(),
            Format::Bzip2(r) => Some(r.into_inner()),
            Format::Gzip(_) | Format::Lz4(_) | Format::Utf16(_) => None,
        }
    }
}

impl<R: BufRead> Read for Decoder<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = match &mut self.format {
            Format::Stored(r) => r.read(buf)?,
            Format::Deflate(r) => r.read(buf)?,
            Format::Deflate64(r) => r.read(buf)?,
            Format::Gzip(r) => r.read(buf)?,
            Format::Zstd(r) => r.read(buf)?,
            Format::Xz(r) => r.read(buf)?,
            Format::Bzip2(r) => r.read(buf)?,
            Format::Lz4(r) => r.read(buf)?,
            // Text grows by half at most: its bytes were accounted where they came from.
            Format::Utf16(r) => return r.read(buf),
        };
        if n > 0 {
            self.meter.add(n, self.consumed())?;
        }
        Ok(n)
    }
}

/// The name of the content of a stream: the file name without `.gz`, `.tgz` → `.tar` and the like; text keeps its name.
pub(crate) fn inner_name(kind: Kind, name: &[u8]) -> Vec<u8> {
    const ENDS: [(&[u8], &[u8]); 16] = [
        (b".tgz", b".tar"),
        (b".taz", b".tar"),
        (b".tzst", b".tar"),
        (b".txz", b".tar"),
        (b".tbz2", b".tar"),
        (b".tbz", b".tar"),
        (b".tb2", b".tar"),
        (b".tlz4", b".tar"),
        (b".svgz", b".svg"),
        (b".gz", b""),
        (b".z", b""),
        (b".zst", b""),
        (b".zstd", b""),
        (b".xz", b""),
        (b".bz2", b""),
        (b".lz4", b""),
    ];
    if kind == Kind::Utf16 {
        return name.to_vec();
    }
    let lower = name.to_ascii_lowercase();
    for (end, with) in ENDS {
        if lower.ends_with(end) && name.len() > end.len() {
            let stem = name.get(..name.len() - end.len()).unwrap_or(name);
            return [stem, with].concat();
        }
    }
    [name, b" (content)".as_slice()].concat()
}
