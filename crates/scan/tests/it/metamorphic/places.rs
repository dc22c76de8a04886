//! The same line at every awkward offset, and in every container.

use std::io::Write;

use coffer_scan::limits::{LOOKAHEAD_BYTES, LOOKBEHIND_BYTES, WINDOW_BYTES};

use super::encode::{Written, key, write};
use super::matrix::{Outcome, judge};
use super::values::ValueKind;
use crate::samples::{Dice, gzip, scan_bytes, tar_of, zip_of, zst};

/// Where a piece of work may end: vectors, strips of the first cache, windows and what they look at around them.
const EDGES: &[(&str, usize)] = &[
    ("at 64", 64),
    ("at 4 KiB", 4 << 10),
    ("at lookahead", LOOKAHEAD_BYTES),
    ("at 64 KiB", 64 << 10),
    ("at window less", WINDOW_BYTES - LOOKAHEAD_BYTES),
    ("at window", WINDOW_BYTES),
    ("at window more", WINDOW_BYTES + LOOKAHEAD_BYTES),
    ("at window and back", WINDOW_BYTES + LOOKBEHIND_BYTES),
];

/// `size` bytes of lines, or of one line, without anything sensitive.
fn filler(size: usize, lines: bool) -> String {
    let unit = if lines {
        "worker waits for the next item of the queue\n"
    } else {
        "worker waits for the next item of the queue, "
    };
    let mut out = unit.repeat(size / unit.len() + 1);
    out.truncate(size.saturating_sub(1));
    out.push(if lines { '\n' } else { ' ' });
    out
}

/// A keyed value whose first, middle or last byte lies on an edge.
pub(crate) fn offsets(kind: &ValueKind, dice: &mut Dice, each: &mut dyn FnMut(&str, &Written)) {
    for (name, edge) in EDGES {
        for part in 0..3 {
            let value = kind.value(dice);
            let keyed = format!("{}={{v}}", key(kind.keys[0], "snake"));
            let before = keyed.len() - 3 + value.text.len() * part / 2;
            let lines = dice.below(2) == 0;
            let mut start = filler((*edge).max(before + 3) - before, lines);
            start += &keyed;
            start += if lines { "\n" } else { " " };
            start += &filler(200 + dice.below(2) * LOOKAHEAD_BYTES, lines);
            each(name, &write(&start, &value, &str::to_owned));
        }
    }
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    lzma_rs::xz_compress(&mut &*bytes, &mut out).unwrap();
    out
}

fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut w = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

fn in_tar(bytes: &[u8]) -> Vec<u8> {
    tar_of(&[("empty", b""), ("logs/app.log", bytes)])
}

fn in_zip(bytes: &[u8]) -> Vec<u8> {
    zip_of(&[("logs/app.log", bytes), ("empty", b"")])
}

type Pack = fn(&[u8]) -> Vec<u8>;

pub(crate) const CONTAINERS: &[(&str, Pack)] = &[
    ("in gz", gzip),
    ("in zst", zst),
    ("in tar", in_tar),
    ("in zip", in_zip),
    ("in xz", xz),
    ("in bz2", bz2),
    ("in tar.gz", |b| gzip(&in_tar(b))),
    ("in tar.xz", |b| xz(&in_tar(b))),
    ("in zip of tar.gz", |b| in_zip(&gzip(&in_tar(b)))),
    ("in tar of zip of gz", |b| in_tar(&in_zip(&gzip(b)))),
    ("in gz of bz2 of zst", |b| gzip(&bz2(&zst(b)))),
];

pub(crate) fn containers(
    kind: &ValueKind,
    dice: &mut Dice,
    each: &mut dyn FnMut(&str, &Written, Outcome),
) {
    for (name, pack) in CONTAINERS {
        let template = format!(
            "start of log\n{}={{v}}\nend of log\n",
            key(kind.keys[0], "snake")
        );
        let written = write(&template, &kind.value(dice), &str::to_owned);
        let report = scan_bytes(&pack(&written.bytes));
        let leaf = (0u32..)
            .zip(&report.members)
            .find(|(_, m)| !m.kind.is_container() && m.size == written.bytes.len() as u64);
        let outcome = leaf.map_or(Outcome::Missed, |(leaf, _)| {
            judge(&report, leaf, &written.secret, &written.whole)
        });
        each(name, &written, outcome);
    }
}
