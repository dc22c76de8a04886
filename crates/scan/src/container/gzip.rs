//! gzip (RFC 1952): any number of members one after another, zero padding at the end allowed.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use flate2::bufread::GzDecoder;

use super::budget::{Budget, Counted, Meter};
use super::fault;
use crate::state::Reason;

pub(crate) struct GzReader<R> {
    decoder: Option<GzDecoder<Counted<R>>>,
    consumed: u64,
    meter: Meter,
}

impl<R: BufRead> GzReader<R> {
    pub(crate) fn new(inner: R, budget: &Arc<Budget>) -> Self {
        Self {
            decoder: Some(GzDecoder::new(Counted::new(inner))),
            consumed: 0,
            meter: Meter::new(budget),
        }
    }

    /// After one gzip member: the next one, nothing, or data that doesn't belong there.
    fn next_member(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else {
            return Ok(());
        };
        let counted = decoder.into_inner();
        self.consumed = self.consumed.saturating_add(counted.consumed);
        let mut inner = counted.inner;
        loop {
            let head = inner.fill_buf()?;
            match head.first() {
                None => return Ok(()),
                Some(0x1f) => break,
                Some(0) => {
                    let zeros = head.iter().take_while(|b| **b == 0).count();
                    inner.consume(zeros);
                }
                Some(_) => return Err(fault(Reason::Trailing)),
            }
        }
        self.decoder = Some(GzDecoder::new(Counted::new(inner)));
        Ok(())
    }
}

impl<R: BufRead> Read for GzReader<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        loop {
            let Some(decoder) = &mut self.decoder else {
                return Ok(0);
            };
            let n = decoder.read(buf).map_err(checksum)?;
            if n > 0 {
                let input = self.consumed.saturating_add(decoder.get_ref().consumed);
                self.meter.add(n, input)?;
                return Ok(n);
            }
            if buf.is_empty() {
                return Ok(0);
            }
            self.next_member()?;
        }
    }
}

/// The decoder reports a wrong checksum with this kind once the stream itself was well-formed.
fn checksum(e: io::Error) -> io::Error {
    if e.kind() == io::ErrorKind::InvalidInput && e.to_string().contains("checksum") {
        return fault(Reason::Checksum);
    }
    e
}

/// The name of the content: the file name without `.gz`, `.tgz` → `.tar`, `.zst`, `.tzst`.
pub(crate) fn inner_name(name: &[u8]) -> Vec<u8> {
    let ends: [(&[u8], &[u8]); 6] = [
        (b".tgz", b".tar"),
        (b".taz", b".tar"),
        (b".tzst", b".tar"),
        (b".gz", b""),
        (b".zst", b""),
        (b".zstd", b""),
    ];
    let lower = name.to_ascii_lowercase();
    for (end, with) in ends {
        if lower.ends_with(end) && name.len() > end.len() {
            let stem = name.get(..name.len() - end.len()).unwrap_or(name);
            return [stem, with].concat();
        }
    }
    [name, b" (content)".as_slice()].concat()
}
