//! LZ4 frames: any number of them and of skippable frames. The older format without an end mark is not opened.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use lz4_flex::frame::{Error, FrameDecoder};

use super::ahead::Counted;
use super::budget::{Budget, Window};
use super::fault;
use crate::bytes::{at, le32};
use crate::state::Reason;

const MAGIC: u32 = 0x184d_2204;
const SKIPPABLE: u32 = 0x184d_2a50;
/// How far a block may refer back into the one before.
const HISTORY_BYTES: u64 = 64 << 10;

pub(crate) struct Lz4Reader<R: BufRead> {
    place: Place<R>,
    window: Window,
    frames: u64,
}

enum Place<R: BufRead> {
    Between(Counted<R>),
    /// A frame: a decoder of its own, since one decoder does not take frames of different block sizes.
    Frame(Box<FrameDecoder<Watched<R>>>),
    Failed,
}

/// Notices that the input ended while the decoder wanted more: the decoder itself takes that for the end of a frame.
struct Watched<R> {
    inner: Counted<R>,
    ended: bool,
}

impl<R: BufRead> Read for Watched<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.ended |= n == 0 && !buf.is_empty();
        Ok(n)
    }
}

impl<R: BufRead> Lz4Reader<R> {
    pub(crate) fn new(inner: R, budget: &Arc<Budget>) -> Self {
        Self {
            place: Place::Between(Counted::new(inner)),
            window: Window::none(budget),
            frames: 0,
        }
    }

    pub(crate) fn consumed(&self) -> u64 {
        match &self.place {
            Place::Between(inner) => inner.consumed(),
            Place::Frame(decoder) => decoder.get_ref().inner.consumed(),
            Place::Failed => 0,
        }
    }

    /// Begins the next frame; nothing at the end of the stream.
    fn next_frame(
        &mut self,
        mut inner: Counted<R>,
    ) -> io::Result<Option<FrameDecoder<Watched<R>>>> {
        loop {
            let head = inner.peek(8)?;
            if head.is_empty() {
                return Ok(None);
            }
            let (magic, block) = (le32(head, 0), at(head, 5) >> 4 & 7);
            if magic & !0xf == SKIPPABLE && head.len() == 8 {
                let length = 8 + u64::from(le32(head, 4));
                if io::copy(&mut (&mut inner).take(length), &mut io::sink())? < length {
                    return Err(fault(Reason::Truncated));
                }
                continue;
            }
            if magic != MAGIC {
                return Err(fault(match (head.len(), self.frames) {
                    (0..8, _) => Reason::Truncated,
                    (_, 0) => Reason::Damaged,
                    _ => Reason::Trailing,
                }));
            }
            // The packed block, and room for two blocks and what they refer to.
            let bytes = 3 * (1u64 << (8 + 2 * u32::from(block))) + HISTORY_BYTES;
            self.window.whole(bytes)?;
            self.window.budget().prepare(bytes)?;
            self.frames += 1;
            return Ok(Some(FrameDecoder::new(Watched {
                inner,
                ended: false,
            })));
        }
    }
}

impl<R: BufRead> Read for Lz4Reader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if buf.is_empty() {
            return Ok(0);
        }
        loop {
            self.place = match std::mem::replace(&mut self.place, Place::Failed) {
                Place::Between(inner) => match self.next_frame(inner)? {
                    Some(decoder) => Place::Frame(Box::new(decoder)),
                    None => return Ok(0),
                },
                Place::Frame(mut decoder) => {
                    let n = decoder.read(buf).map_err(why)?;
                    if n > 0 {
                        self.place = Place::Frame(decoder);
                        return Ok(n);
                    }
                    let watched = decoder.into_inner();
                    if watched.ended {
                        return Err(fault(Reason::Truncated));
                    }
                    Place::Between(watched.inner)
                }
                Place::Failed => return Ok(0),
            };
        }
    }
}

fn why(e: io::Error) -> io::Error {
    match e.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) {
        Some(Error::ContentChecksumError | Error::BlockChecksumError) => fault(Reason::Checksum),
        Some(Error::DictionaryNotSupported) => fault(Reason::UnsupportedMethod),
        _ => e,
    }
}
