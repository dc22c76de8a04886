//! tar (POSIX.1-2001 ustar and pax, GNU long names, v7): one header at a time from a stream.

use std::io::{self, BufRead, Read};

use super::attributes::Attributes;
use super::fault;
use crate::bytes::{at, cut};
use crate::limits::{Limits, TAR_EXTENSION_BYTES_MAX};
use crate::state::{Kind, Reason};

const BLOCK: usize = 512;

/// One member's header.
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    /// Bytes of content that follow the header.
    pub(crate) size: u64,
    /// `None` for a regular file: its content decides.
    pub(crate) kind: Option<Kind>,
    pub(crate) attributes: Attributes,
}

impl Entry {
    /// Zero bytes between the content and the next header.
    pub(crate) fn padding(&self) -> u64 {
        let over = self.size % BLOCK as u64;
        if over == 0 { 0 } else { BLOCK as u64 - over }
    }
}

/// What extension records say, for the next real header.
#[derive(Default)]
struct Pending {
    name: Option<Vec<u8>>,
    link: Option<Vec<u8>>,
    mtime: Option<u64>,
    size: Option<u64>,
}

/// The next member, or nothing at the end of the archive.
pub(crate) fn next_entry(r: &mut dyn BufRead, limits: &Limits) -> io::Result<Option<Entry>> {
    let mut pending = Pending::default();
    loop {
        let mut header = [0u8; BLOCK];
        match read_block(r, &mut header)? {
            0 => return Ok(None),
            BLOCK => {}
            _ => return Err(fault(Reason::Truncated)),
        }
        if header.iter().all(|b| *b == 0) {
            return only_zeros_follow(r).map(|()| None);
        }
        if !checksum_holds(&header) {
            return Err(fault(Reason::Damaged));
        }
        let size = number(cut(&header, 124..136)).ok_or_else(|| fault(Reason::Damaged))?;
        match at(&header, 156) {
            b'L' => pending.name = Some(long_name(&extension(r, size)?)),
            b'K' => pending.link = Some(long_name(&extension(r, size)?)),
            b'x' | b'X' => read_pax(&extension(r, size)?, &mut pending),
            b'g' => drop(extension(r, size)?),
            flag => return entry(r, &header, flag, size, pending, limits).map(Some),
        }
    }
}

fn entry(
    r: &mut dyn BufRead,
    header: &[u8; BLOCK],
    flag: u8,
    size: u64,
    pending: Pending,
    limits: &Limits,
) -> io::Result<Entry> {
    let size = pending.size.unwrap_or(size);
    let attributes = attributes(header, flag, pending.link, pending.mtime);
    let name = pending.name.unwrap_or_else(|| header_name(header));
    if name.len() > limits.path_bytes {
        return Err(fault(Reason::NameLength));
    }
    let kind = match flag {
        b'1' | b'2' => Some(Kind::Link),
        b'3' | b'4' | b'6' => Some(Kind::Special),
        b'5' => Some(Kind::Directory),
        _ if flag != b'7' && size == 0 && name.ends_with(b"/") => Some(Kind::Directory),
        _ => None,
    };
    // Links and devices have no content, whatever their size field says (POSIX); GNU sparse headers go on.
    let size = if matches!(kind, Some(Kind::Link | Kind::Special)) {
        0
    } else {
        size
    };
    let mut more = flag == b'S' && at(header, 482) != 0;
    while more {
        let mut block = [0u8; BLOCK];
        if read_block(r, &mut block)? != BLOCK {
            return Err(fault(Reason::Truncated));
        }
        more = at(&block, 504) != 0;
    }
    Ok(Entry {
        name,
        size,
        kind,
        attributes,
    })
}

fn attributes(
    header: &[u8; BLOCK],
    flag: u8,
    link: Option<Vec<u8>>,
    mtime: Option<u64>,
) -> Attributes {
    let field = |from: usize, to: usize| number(cut(header, from..to)).unwrap_or(0);
    Attributes {
        mode: u32::try_from(field(100, 108) & 0o7777).unwrap_or(0),
        uid: field(108, 116),
        gid: field(116, 124),
        mtime: Some(mtime.unwrap_or_else(|| field(136, 148))),
        link: link.unwrap_or_else(|| until_nul(cut(header, 157..257)).to_vec()),
        flag,
        device: cut(header, 329..345).to_vec(),
        ..Attributes::default()
    }
}

/// The sum of all bytes, its own field taken as blanks; some writers summed signed bytes.
pub(crate) fn checksum_holds(header: &[u8]) -> bool {
    let Some(stored) = number(cut(header, 148..156)) else {
        return false;
    };
    let sum = |value: fn(u8) -> i64| -> i64 {
        let bytes = cut(header, 0..BLOCK).iter().enumerate();
        bytes
            .map(|(i, b)| {
                if (148..156).contains(&i) {
                    32
                } else {
                    value(*b)
                }
            })
            .sum()
    };
    let stored = i64::try_from(stored).unwrap_or(-1);
    stored == sum(i64::from) || stored == sum(|b| i64::from(b.cast_signed()))
}

/// Octal digits, or base 256 with the high bit set (GNU).
fn number(field: &[u8]) -> Option<u64> {
    if at(field, 0) & 0x80 != 0 {
        let mut n = u64::from(at(field, 0) & 0x7f);
        for b in field.iter().skip(1) {
            n = n.checked_mul(256)?.checked_add(u64::from(*b))?;
        }
        return Some(n);
    }
    let digits = field
        .iter()
        .skip_while(|b| **b == b' ')
        .take_while(|b| **b != b' ' && **b != 0);
    digits.copied().try_fold(0u64, |n, b| match b {
        b'0'..=b'7' => n.checked_mul(8)?.checked_add(u64::from(b - b'0')),
        _ => None,
    })
}

fn until_nul(field: &[u8]) -> &[u8] {
    cut(field, 0..memchr::memchr(0, field).unwrap_or(field.len()))
}

fn header_name(header: &[u8; BLOCK]) -> Vec<u8> {
    let name = until_nul(cut(header, 0..100));
    let prefix = if cut(header, 257..263) == b"ustar\0" {
        until_nul(cut(header, 345..500))
    } else {
        &[]
    };
    if prefix.is_empty() {
        name.to_vec()
    } else {
        [prefix, b"/", name].concat()
    }
}

fn long_name(record: &[u8]) -> Vec<u8> {
    until_nul(record).to_vec()
}

/// `length key=value\n` records; only names, size and time matter here.
fn read_pax(record: &[u8], pending: &mut Pending) {
    let mut rest = record;
    while let Some(space) = memchr::memchr(b' ', rest) {
        let length = std::str::from_utf8(cut(rest, 0..space))
            .ok()
            .and_then(|s| s.parse::<usize>().ok());
        let Some(length) = length.filter(|n| *n > space && *n <= rest.len()) else {
            return;
        };
        let field = cut(rest, space + 1..length);
        let field = field.strip_suffix(b"\n").unwrap_or(field);
        if let Some(equals) = memchr::memchr(b'=', field) {
            let value = cut(field, equals + 1..field.len());
            match cut(field, 0..equals) {
                b"path" | b"GNU.sparse.name" => pending.name = Some(value.to_vec()),
                b"linkpath" => pending.link = Some(value.to_vec()),
                b"mtime" => pending.mtime = whole_number(value),
                b"size" => {
                    pending.size = std::str::from_utf8(value).ok().and_then(|s| s.parse().ok());
                }
                _ => {}
            }
        }
        rest = cut(rest, length..rest.len());
    }
}

/// `1760000000.123` without its fraction.
fn whole_number(text: &[u8]) -> Option<u64> {
    let whole = text.split(|b| *b == b'.').next()?;
    std::str::from_utf8(whole).ok()?.parse().ok()
}

/// The content of an extension record, with its padding consumed.
fn extension(r: &mut dyn BufRead, size: u64) -> io::Result<Vec<u8>> {
    if size > TAR_EXTENSION_BYTES_MAX {
        return Err(fault(Reason::NameLength));
    }
    let padded = size.div_ceil(BLOCK as u64) * BLOCK as u64;
    let mut record = Vec::new();
    let got = r.take(padded).read_to_end(&mut record)?;
    if got as u64 != padded {
        return Err(fault(Reason::Truncated));
    }
    record.truncate(usize::try_from(size).unwrap_or(usize::MAX));
    Ok(record)
}

fn read_block(r: &mut dyn BufRead, block: &mut [u8; BLOCK]) -> io::Result<usize> {
    let mut have = 0;
    while let Some(free) = block.get_mut(have..).filter(|free| !free.is_empty()) {
        match r.read(free) {
            Ok(0) => break,
            Ok(n) => have += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(have)
}

/// After the end mark only padding may follow; anything else was not read and must be said.
fn only_zeros_follow(r: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let rest = r.fill_buf()?;
        if rest.is_empty() {
            return Ok(());
        }
        if rest.iter().any(|b| *b != 0) {
            return Err(fault(Reason::Trailing));
        }
        let n = rest.len();
        r.consume(n);
    }
}
