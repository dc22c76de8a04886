//! gzip (RFC 1952): any number of members one after another, zero padding at the end allowed.

use std::io::{self, BufRead, Read};

use flate2::bufread::GzDecoder;

use super::ahead::Counted;
use super::fault;
use crate::state::Reason;

pub(crate) struct GzReader<R> {
    decoder: Option<GzDecoder<Counted<R>>>,
}

impl<R: BufRead> GzReader<R> {
    pub(crate) fn new(inner: R) -> Self {
        Self {
            decoder: Some(GzDecoder::new(Counted::new(inner))),
        }
    }

    pub(crate) fn consumed(&self) -> u64 {
        (self.decoder.as_ref()).map_or(0, |decoder| decoder.get_ref().consumed())
    }

    /// After one gzip member: the next one, nothing, or data that doesn't belong there.
    fn next_member(&mut self) -> io::Result<()> {
        let Some(decoder) = self.decoder.take() else {
            return Ok(());
        };
        let mut inner = decoder.into_inner();
        inner.skip_zeros()?;
        match inner.fill_buf()?.first() {
            None => return Ok(()),
            Some(0x1f) => {}
            Some(_) => return Err(fault(Reason::Trailing)),
        }
        self.decoder = Some(GzDecoder::new(inner));
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
            if n > 0 || buf.is_empty() {
                return Ok(n);
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
