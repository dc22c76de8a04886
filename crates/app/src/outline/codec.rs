//! Outlines as bytes. They lie sealed beside a report, in one object: the report behind its length, then the outlines.

use std::collections::BTreeMap;

use super::{Block, Level, Outline};
use crate::limits::OUTLINE_BLOCKS_MAX;

const MAGIC: &[u8] = b"CFSIDE\x01";
/// For a block without a time.
const NO_TIME: i64 = i64::MIN;

/// The outlines of a file's members, by member.
pub type Outlines = BTreeMap<u32, Outline>;

/// The bytes of a sidecar.
#[must_use]
pub(crate) fn join(report: &[u8], outlines: &Outlines) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&(report.len() as u64).to_le_bytes());
    out.extend_from_slice(report);
    for (member, outline) in outlines {
        out.extend_from_slice(&member.to_le_bytes());
        out.extend_from_slice(&outline.stride.to_le_bytes());
        out.extend_from_slice(&(outline.blocks.len() as u64).to_le_bytes());
        for block in &outline.blocks {
            let (first, last) = block.times.unwrap_or((NO_TIME, NO_TIME));
            out.extend_from_slice(&first.to_le_bytes());
            out.extend_from_slice(&last.to_le_bytes());
            for count in block.levels {
                out.extend_from_slice(&count.to_le_bytes());
            }
        }
    }
    out
}

/// The report's bytes and the outlines; `None` for what is cut short. A sidecar that begins otherwise is a report alone,
/// of an older version.
#[must_use]
pub fn split(sidecar: &[u8]) -> Option<(&[u8], Outlines)> {
    let Some(rest) = sidecar.strip_prefix(MAGIC) else {
        return Some((sidecar, Outlines::new()));
    };
    let mut reader = Reader(rest);
    let length = usize::try_from(reader.u64()?).ok()?;
    let report = reader.bytes(length)?;
    let mut outlines = Outlines::new();
    while !reader.0.is_empty() {
        let member = u32::from_le_bytes(*reader.bytes(4)?.first_chunk()?);
        let stride = reader.u64()?;
        let count = usize::try_from(reader.u64()?).ok()?;
        if stride == 0 || count > OUTLINE_BLOCKS_MAX {
            return None;
        }
        let blocks: Option<Vec<Block>> = (0..count).map(|_| reader.block()).collect();
        outlines.insert(
            member,
            Outline {
                stride,
                blocks: blocks?,
            },
        );
    }
    Some((report, outlines))
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn u64(&mut self) -> Option<u64> {
        Some(u64::from_le_bytes(*self.bytes(8)?.first_chunk()?))
    }

    fn i64(&mut self) -> Option<i64> {
        Some(i64::from_le_bytes(*self.bytes(8)?.first_chunk()?))
    }

    fn block(&mut self) -> Option<Block> {
        let (first, last) = (self.i64()?, self.i64()?);
        let mut levels = [0; Level::COUNT];
        for count in &mut levels {
            *count = self.u64()?;
        }
        Some(Block {
            times: (first != NO_TIME).then_some((first, last)),
            levels,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Builder;
    use super::*;

    fn outlines() -> Outlines {
        let mut builder = Builder::default();
        for n in 0..1_000 {
            builder.push(format!("2026-11-23T10:14:05.{n:03}Z WARN x\nplain\n").as_bytes());
        }
        Outlines::from([(0, builder.finish()), (7, Builder::default().finish())])
    }

    #[test]
    fn what_was_joined_comes_apart_again() {
        let joined = join(b"CFSCAN report", &outlines());
        let (report, read) = split(&joined).unwrap();
        assert_eq!(report, b"CFSCAN report");
        assert_eq!(read, outlines());
    }

    #[test]
    fn a_report_alone_is_one_without_outlines() {
        assert_eq!(
            split(b"CFSCAN\x02"),
            Some((&b"CFSCAN\x02"[..], Outlines::new()))
        );
    }

    #[test]
    fn what_is_cut_short_is_refused() {
        let joined = join(b"report", &outlines());
        for length in MAGIC.len()..joined.len() {
            let whole_parts = [MAGIC.len() + 8 + 6];
            if let Some((_, read)) = split(&joined[..length]) {
                assert!(whole_parts.contains(&length) || read.len() < 2, "{length}");
            }
        }
    }
}
