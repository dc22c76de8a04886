//! The containers being written, outermost first: what goes into a member of one comes out as bytes of the one before.

use std::io::{self, Write};

use super::stream::{GzipLayer, ZstdLayer};
use super::tar::TarLayer;
use super::zip::ZipLayer;
use super::{Scratch, Sink};
use crate::container::{Attributes, Listed};
use crate::state::Kind;

/// A member to be written.
pub(super) struct Head<'a> {
    /// Its name as it is written.
    pub(super) name: &'a [u8],
    /// Its name in the original.
    pub(super) original: &'a [u8],
    pub(super) kind: Kind,
    pub(super) attributes: &'a Attributes,
    /// What a link leads to, as it is written.
    pub(super) link: &'a [u8],
    /// The length of its content, if it is known before.
    pub(super) size: Option<u64>,
    /// Whether 32 bits may not count what comes out.
    pub(super) large: bool,
}

pub(super) enum Layer {
    Tar(TarLayer),
    Zip(ZipLayer),
    Gzip(GzipLayer),
    Zstd(ZstdLayer),
}

impl Layer {
    /// The writer for a container, if there is one for its format.
    pub(super) fn new(kind: Kind) -> Option<Self> {
        Some(match kind {
            Kind::Tar => Self::Tar(TarLayer::default()),
            Kind::Zip => Self::Zip(ZipLayer::default()),
            Kind::Gzip => Self::Gzip(GzipLayer::new()),
            Kind::Zstd => Self::Zstd(ZstdLayer::default()),
            _ => return None,
        })
    }

    pub(super) fn is_writable(kind: Kind) -> bool {
        matches!(kind, Kind::Tar | Kind::Zip | Kind::Gzip | Kind::Zstd)
    }

    fn begin(
        &mut self,
        head: &Head<'_>,
        scratch: &mut dyn Scratch,
        down: Sink<'_>,
    ) -> io::Result<()> {
        match self {
            Self::Tar(tar) => tar.begin(head, scratch, down),
            Self::Zip(zip) => zip.begin(head, down),
            Self::Gzip(_) | Self::Zstd(_) => Ok(()),
        }
    }

    fn content(&mut self, bytes: &[u8], down: Sink<'_>) -> io::Result<()> {
        match self {
            Self::Tar(tar) => tar.content(bytes, down),
            Self::Zip(zip) => zip.content(bytes, down),
            Self::Gzip(gzip) => gzip.content(bytes, down),
            Self::Zstd(zstd) => zstd.content(bytes, down),
        }
    }

    fn end(&mut self, down: Sink<'_>) -> io::Result<()> {
        match self {
            Self::Tar(tar) => tar.end(down),
            Self::Zip(zip) => zip.end(down),
            Self::Gzip(_) | Self::Zstd(_) => Ok(()),
        }
    }

    fn close(self, down: Sink<'_>) -> io::Result<()> {
        match self {
            Self::Tar(_) => TarLayer::close(down),
            Self::Zip(zip) => zip.close(down),
            Self::Gzip(gzip) => gzip.close(down),
            Self::Zstd(zstd) => zstd.close(down),
        }
    }
}

/// All containers that are open, over the writer of the whole file.
pub(super) struct Stack<'w> {
    out: &'w mut dyn Write,
    scratch: &'w mut dyn Scratch,
    layers: Vec<Layer>,
    /// Content of the innermost member that was not passed on: many small pieces cost much in a compressor.
    gathered: Vec<u8>,
}

/// Bytes gathered before they are passed on.
const GATHERED_BYTES: usize = 64 << 10;

impl<'w> Stack<'w> {
    pub(super) fn new(out: &'w mut dyn Write, scratch: &'w mut dyn Scratch) -> Self {
        Self {
            out,
            scratch,
            layers: Vec::new(),
            gathered: Vec::new(),
        }
    }

    /// A member of the innermost container begins.
    pub(super) fn begin(&mut self, head: &Head<'_>) -> io::Result<()> {
        match self.layers.split_last_mut() {
            None => Ok(()),
            Some((top, below)) => {
                let out = &mut *self.out;
                top.begin(head, self.scratch, &mut |b| pass(below, out, b))
            }
        }
    }

    /// Content of that member.
    pub(super) fn content(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.gathered.len() + bytes.len() < GATHERED_BYTES {
            self.gathered.extend_from_slice(bytes);
            return Ok(());
        }
        self.flush()?;
        pass(&mut self.layers, self.out, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        pass(&mut self.layers, self.out, &self.gathered)?;
        self.gathered.clear();
        Ok(())
    }

    /// That member ends.
    pub(super) fn end(&mut self) -> io::Result<()> {
        self.flush()?;
        match self.layers.split_last_mut() {
            None => Ok(()),
            Some((top, below)) => {
                let out = &mut *self.out;
                top.end(&mut |b| pass(below, out, b))
            }
        }
    }

    /// The member that was begun is a container.
    pub(super) fn open(&mut self, layer: Layer) {
        self.layers.push(layer);
    }

    /// The innermost container is complete.
    pub(super) fn close(&mut self) -> io::Result<()> {
        self.flush()?;
        match self.layers.pop() {
            None => Ok(()),
            Some(layer) => {
                let (below, out) = (&mut self.layers, &mut *self.out);
                layer.close(&mut |b| pass(below, out, b))
            }
        }
    }

    /// What the original's directory says of a member of the innermost container.
    pub(super) fn listed(&mut self, entry: &Listed<'_>) {
        if let Some(Layer::Zip(zip)) = self.layers.last_mut() {
            zip.listed(entry);
        }
    }
}

fn pass(layers: &mut [Layer], out: &mut dyn Write, bytes: &[u8]) -> io::Result<()> {
    match layers.split_last_mut() {
        _ if bytes.is_empty() => Ok(()),
        None => out.write_all(bytes),
        Some((top, below)) => top.content(bytes, &mut |b| pass(below, out, b)),
    }
}
