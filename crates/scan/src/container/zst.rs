//! Zstandard (RFC 8878): any number of frames and skippable frames, window memory bounded.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::ahead::Counted;
use super::budget::{Budget, Window};
use super::fault;
use crate::bytes::{at, cut, le16, le32, le64};
use crate::state::Reason;

/// The longest frame header, magic number included.
const HEADER_BYTES: usize = 18;
/// What the decoder keeps beyond a window: two blocks, so that it can write while it is read.
const BLOCKS_BYTES: u64 = 256 << 10;

pub(crate) struct ZstReader<R> {
    inner: Counted<R>,
    decoder: FrameDecoder,
    in_frame: bool,
    window: Window,
    frames: u64,
}

impl<R: BufRead> ZstReader<R> {
    pub(crate) fn new(inner: R, budget: &Arc<Budget>) -> Self {
        Self {
            inner: Counted::new(inner),
            decoder: FrameDecoder::new(),
            in_frame: false,
            window: Window::none(budget),
            frames: 0,
        }
    }

    pub(crate) fn consumed(&self) -> u64 {
        self.inner.consumed()
    }

    pub(crate) fn into_inner(self) -> R {
        self.inner.into_inner()
    }

    /// Starts the next frame; false at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            let head = self.inner.peek(HEADER_BYTES)?;
            if head.is_empty() {
                return Ok(false);
            }
            if let Some(window) = window_of(head) {
                // The decoder's ring is a power of two.
                let ring = (window.checked_next_power_of_two()).unwrap_or(u64::MAX);
                self.window.whole(ring.saturating_add(BLOCKS_BYTES))?;
                self.decoder.set_max_window_size(window);
            }
            match self.decoder.init(&mut self.inner) {
                Ok(()) => {
                    self.in_frame = true;
                    self.frames += 1;
                    return Ok(true);
                }
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = io::copy(
                        &mut (&mut self.inner).take(u64::from(length)),
                        &mut io::sink(),
                    )?;
                    if skipped < u64::from(length) {
                        return Err(fault(Reason::Truncated));
                    }
                }
                Err(FrameDecoderError::ReadFrameHeaderError(
                    ReadFrameHeaderError::BadMagicNumber(_),
                )) if self.frames > 0 => {
                    return Err(fault(Reason::Trailing));
                }
                Err(FrameDecoderError::WindowSizeTooBig { .. }) => {
                    return Err(fault(Reason::Memory));
                }
                Err(_) => return Err(self.broken()),
            }
        }
    }

    /// Why the decoder failed: its source's own reason, the end of the data, or damage.
    fn broken(&mut self) -> io::Error {
        match self.inner.fill_buf() {
            Err(e) => e,
            Ok([]) => fault(Reason::Truncated),
            Ok(_) => fault(Reason::Damaged),
        }
    }
}

/// The window that the frame beginning with `head` asks for, if it is a frame with content.
fn window_of(head: &[u8]) -> Option<u64> {
    if !head.starts_with(b"\x28\xb5\x2f\xfd") {
        return None;
    }
    let descriptor = at(head, 4);
    let single = descriptor & 0x20 != 0;
    if !single {
        let exponent = u32::from(at(head, 5) >> 3);
        let base = 1u64 << (10 + exponent);
        return Some(base + base / 8 * u64::from(at(head, 5) & 7));
    }
    let size_at = match descriptor & 3 {
        3 => 9,
        n => 5 + usize::from(n),
    };
    Some(match descriptor >> 6 {
        0 => u64::from(at(head, size_at)),
        1 => u64::from(le16(head, size_at)) + 256,
        2 => u64::from(le32(head, size_at)),
        _ => le64(cut(head, size_at..head.len()), 0),
    })
}

impl<R: BufRead> Read for ZstReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.in_frame && !self.next_frame()? {
                return Ok(0);
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                if self
                    .decoder
                    .decode_blocks(&mut self.inner, BlockDecodingStrategy::UptoBlocks(1))
                    .is_err()
                {
                    return Err(self.broken());
                }
            }
            let n = self.decoder.read(buf)?;
            if n > 0 || buf.is_empty() {
                return Ok(n);
            }
            self.in_frame = false;
            let stored = self.decoder.get_checksum_from_data();
            if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
                return Err(fault(Reason::Checksum));
            }
        }
    }
}
