//! Zstandard (RFC 8878): any number of frames and skippable frames, window memory bounded.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::budget::{Budget, Counted, Meter};
use super::fault;
use crate::state::Reason;

pub(crate) struct ZstReader<R> {
    inner: Counted<R>,
    decoder: FrameDecoder,
    in_frame: bool,
    reserved: u64,
    frames: u64,
    meter: Meter,
}

impl<R: BufRead> ZstReader<R> {
    pub(crate) fn new(inner: R, budget: &Arc<Budget>) -> Self {
        // The window of a frame is known only to the decoder, so what it may use is set aside as a whole.
        let reserved = budget.zstd_window();
        let reserved = if reserved > MIN_SPLIT {
            reserved / 2
        } else {
            reserved
        };
        budget.take_zstd_window(reserved);
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(reserved);
        Self {
            inner: Counted::new(inner),
            decoder,
            in_frame: false,
            reserved,
            frames: 0,
            meter: Meter::new(budget),
        }
    }

    /// Starts the next frame; false at the end of the stream.
    fn next_frame(&mut self) -> io::Result<bool> {
        loop {
            if self.inner.fill_buf()?.is_empty() {
                return Ok(false);
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

/// Below this the last decoder gets all that is left.
const MIN_SPLIT: u64 = 4 << 20;

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
            if n > 0 {
                self.meter.add(n, self.inner.consumed)?;
                return Ok(n);
            }
            if buf.is_empty() {
                return Ok(0);
            }
            self.in_frame = false;
            let stored = self.decoder.get_checksum_from_data();
            if stored.is_some() && stored != self.decoder.get_calculated_checksum() {
                return Err(fault(Reason::Checksum));
            }
        }
    }
}

impl<R> Drop for ZstReader<R> {
    fn drop(&mut self) {
        self.meter.budget().give_zstd_window(self.reserved);
    }
}
