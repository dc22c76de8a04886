//! tar archives in the GNU form: any name, size and time can be written, and every reader knows it.

use std::io::{self, SeekFrom};

use super::layer::Head;
use super::{Scratch, Sink, Spool};
use crate::bytes::cut;
use crate::redact::redactor::Changed;
use crate::state::Kind;

const BLOCK: usize = 512;
const COPY_BYTES: usize = 64 << 10;
/// Length of the name and link fields; longer ones go before the header in a record of their own.
const NAME_BYTES: usize = 100;
const TYPE_AT: usize = 156;

#[derive(Default)]
pub(super) struct TarLayer {
    /// Kept for the next member whose length is not known before.
    spool: Option<Box<dyn Spool>>,
    state: State,
}

#[derive(Default)]
enum State {
    #[default]
    Between,
    /// The header is written; so many bytes are to come, of so many.
    Direct { left: u64, size: u64 },
    /// The header is written once the length is known.
    Spooled { header: Header, length: u64 },
}

impl TarLayer {
    pub(super) fn begin(
        &mut self,
        head: &Head<'_>,
        scratch: &mut dyn Scratch,
        down: Sink<'_>,
    ) -> io::Result<()> {
        let header = Header::new(head);
        self.state = match head.size {
            Some(size) => {
                header.write(size, down)?;
                State::Direct { left: size, size }
            }
            None => {
                match &mut self.spool {
                    Some(spool) => spool.rewind()?,
                    None => self.spool = Some(scratch.new_spool()?),
                }
                State::Spooled { header, length: 0 }
            }
        };
        Ok(())
    }

    pub(super) fn content(&mut self, bytes: &[u8], down: Sink<'_>) -> io::Result<()> {
        match (&mut self.state, &mut self.spool) {
            (State::Direct { left, .. }, _) => {
                *left = left
                    .checked_sub(bytes.len() as u64)
                    .ok_or_else(Changed::error)?;
                down(bytes)
            }
            (State::Spooled { length, .. }, Some(spool)) => {
                *length += bytes.len() as u64;
                spool.write_all(bytes)
            }
            _ => Err(Changed::error()),
        }
    }

    pub(super) fn end(&mut self, down: Sink<'_>) -> io::Result<()> {
        match (std::mem::take(&mut self.state), &mut self.spool) {
            (State::Direct { left: 0, size }, _) => pad(size, down),
            (State::Spooled { header, length }, Some(spool)) => {
                header.write(length, down)?;
                spool.seek(SeekFrom::Start(0))?;
                let mut buffer = vec![0; COPY_BYTES];
                let mut left = length;
                while left > 0 {
                    let want = usize::try_from(left).unwrap_or(COPY_BYTES).min(COPY_BYTES);
                    let part = buffer.get_mut(..want).unwrap_or_default();
                    spool.read_exact(part)?;
                    down(part)?;
                    left -= want as u64;
                }
                pad(length, down)
            }
            _ => Err(Changed::error()),
        }
    }

    pub(super) fn close(down: Sink<'_>) -> io::Result<()> {
        down(&[0; 2 * BLOCK])
    }
}

fn pad(size: u64, down: Sink<'_>) -> io::Result<()> {
    let over = usize::try_from(size % BLOCK as u64).unwrap_or(0);
    if over == 0 {
        return Ok(());
    }
    down(cut(&[0; BLOCK], over..BLOCK))
}

/// A header without its size.
struct Header {
    block: Box<[u8; BLOCK]>,
    name: Vec<u8>,
    link: Vec<u8>,
}

impl Header {
    fn new(head: &Head<'_>) -> Self {
        let a = head.attributes;
        let flag = match head.kind {
            Kind::Directory => b'5',
            Kind::Link | Kind::Special => a.flag,
            _ => b'0',
        };
        let mut header = Self {
            block: Box::new([0; BLOCK]),
            name: head.name.to_vec(),
            link: Vec::new(),
        };
        header.put(100, 8, u64::from(a.mode));
        header.put(108, 8, a.uid);
        header.put(116, 8, a.gid);
        header.put(136, 12, a.mtime.unwrap_or(0));
        header.set(257, b"ustar  \0");
        header.set(TYPE_AT, &[flag]);
        if head.kind == Kind::Link {
            header.link = head.link.to_vec();
        }
        if head.kind == Kind::Special {
            header.set(329, &a.device);
        }
        header
    }

    fn set(&mut self, at: usize, bytes: &[u8]) {
        for (to, from) in self.block.iter_mut().skip(at).zip(bytes) {
            *to = *from;
        }
    }

    /// Octal digits, or base 256 with the high bit set where they don't suffice.
    fn put(&mut self, at: usize, width: usize, n: u64) {
        let octal = format!("{n:0>digits$o}", digits = width - 1);
        if octal.len() < width {
            return self.set(at, octal.as_bytes());
        }
        let wide = u128::from(n).to_be_bytes();
        self.set(at, cut(&wide, 16 - width..16));
        self.set(at, &[0x80]);
    }

    fn write(mut self, size: u64, down: Sink<'_>) -> io::Result<()> {
        for (flag, text) in [(b'K', self.link.clone()), (b'L', self.name.clone())] {
            if text.len() > NAME_BYTES {
                let mut record = Self {
                    block: Box::new([0; BLOCK]),
                    name: b"././@LongLink".to_vec(),
                    link: Vec::new(),
                };
                record.set(257, b"ustar  \0");
                record.set(TYPE_AT, &[flag]);
                record.put(100, 8, 0o644);
                record.put(108, 8, 0);
                record.put(116, 8, 0);
                record.put(136, 12, 0);
                let length = text.len() as u64 + 1;
                record.block(length, down)?;
                down(&text)?;
                down(&[0])?;
                pad(length, down)?;
            }
        }
        self.block(size, down)
    }

    fn block(&mut self, size: u64, down: Sink<'_>) -> io::Result<()> {
        let (name, link) = (
            std::mem::take(&mut self.name),
            std::mem::take(&mut self.link),
        );
        self.set(0, cut(&name, 0..NAME_BYTES));
        self.set(157, cut(&link, 0..NAME_BYTES));
        self.put(124, 12, size);
        self.set(148, b"        ");
        let sum: u32 = self.block.iter().map(|b| u32::from(*b)).sum();
        self.set(148, format!("{sum:06o}\0 ").as_bytes());
        down(self.block.as_slice())
    }
}
