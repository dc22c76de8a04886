//! Compressed streams at their fastest level: gzip, and zstd as a sequence of frames.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::Sink;

/// Packed bytes gathered before they are passed on.
const PACKED_BYTES: usize = 32 << 10;
/// Content of one zstd frame.
const ZSTD_FRAME_BYTES: usize = 1 << 20;

/// No name, comment or time: nothing that was not scanned is in the header.
pub(super) struct GzipLayer(GzEncoder<Vec<u8>>);

impl GzipLayer {
    pub(super) fn new() -> Self {
        Self(GzEncoder::new(Vec::new(), Compression::fast()))
    }

    pub(super) fn content(&mut self, bytes: &[u8], down: Sink<'_>) -> io::Result<()> {
        self.0.write_all(bytes)?;
        drain(self.0.get_mut(), down)
    }

    pub(super) fn close(self, down: Sink<'_>) -> io::Result<()> {
        down(&self.0.finish()?)
    }
}

/// Passes packed bytes on once there are enough of them.
pub(super) fn drain(packed: &mut Vec<u8>, down: Sink<'_>) -> io::Result<()> {
    if packed.len() >= PACKED_BYTES {
        down(packed)?;
        packed.clear();
    }
    Ok(())
}

#[derive(Default)]
pub(super) struct ZstdLayer {
    frame: Vec<u8>,
    frames: u64,
}

impl ZstdLayer {
    pub(super) fn content(&mut self, mut bytes: &[u8], down: Sink<'_>) -> io::Result<()> {
        while let Some((now, later)) = bytes.split_at_checked(ZSTD_FRAME_BYTES - self.frame.len()) {
            self.frame.extend_from_slice(now);
            bytes = later;
            self.write_frame(down)?;
        }
        self.frame.extend_from_slice(bytes);
        Ok(())
    }

    fn write_frame(&mut self, down: Sink<'_>) -> io::Result<()> {
        down(&compress_to_vec(
            self.frame.as_slice(),
            CompressionLevel::Fastest,
        ))?;
        self.frame.clear();
        self.frames += 1;
        Ok(())
    }

    pub(super) fn close(mut self, down: Sink<'_>) -> io::Result<()> {
        if self.frame.is_empty() && self.frames > 0 {
            return Ok(());
        }
        self.write_frame(down)
    }
}
