//! Counts which characters follow each other in names, for `src/detect/randomness/bigrams.txt`.
//!
//! `cargo run --example bigrams -- FOLDER… > bigrams.txt` reads every text file below the folders.

use std::collections::HashSet;
use std::io::Write as _;
use std::path::PathBuf;

const CLASSES: usize = 64;
const MARK: usize = 62;
const FILE_BYTES_MAX: usize = 200_000;
const ALL_BYTES_MAX: usize = 150_000_000;
const NAME_BYTES: std::ops::RangeInclusive<usize> = 6..=60;

fn class(b: u8) -> usize {
    match b {
        b'a'..=b'z' => usize::from(b - b'a'),
        b'A'..=b'Z' => usize::from(b - b'A') + 26,
        b'0'..=b'9' => usize::from(b - b'0') + 52,
        b'_' | b'-' | b'.' | b'/' | b'+' | b' ' => MARK,
        _ => CLASSES - 1,
    }
}

fn is_name(text: &[u8]) -> bool {
    let digits = text.iter().filter(|b| b.is_ascii_digit()).count();
    NAME_BYTES.contains(&text.len()) && digits * 5 <= text.len()
}

/// Names that occur, each once.
fn names(folders: Vec<PathBuf>) -> HashSet<Vec<u8>> {
    let mut names = HashSet::new();
    let mut todo = folders;
    let mut read = 0;
    while let Some(path) = todo.pop().filter(|_| read < ALL_BYTES_MAX) {
        if let Ok(entries) = std::fs::read_dir(&path) {
            todo.extend(entries.flatten().map(|e| e.path()));
            continue;
        }
        let Ok(mut text) = std::fs::read(&path) else {
            continue;
        };
        text.truncate(FILE_BYTES_MAX);
        if text.contains(&0) {
            continue;
        }
        read += text.len();
        let in_name = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b'/' | b'-');
        let found = text.split(|b| !in_name(b)).filter(|t| is_name(t));
        names.extend(found.map(<[u8]>::to_vec));
    }
    names
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the printable letters first"
)]
fn letter(probability: f64) -> u8 {
    b'!' + (-probability.log2() * 5.0).round().clamp(0.0, 93.0) as u8
}

fn main() -> std::io::Result<()> {
    let mut counts = vec![[0.0f64; CLASSES]; CLASSES];
    for name in names(std::env::args_os().skip(1).map(PathBuf::from).collect()) {
        let mut before = MARK;
        for b in name {
            let class = class(b);
            if let Some(n) = counts.get_mut(before).and_then(|row| row.get_mut(class)) {
                *n += 1.0;
            }
            before = class;
        }
    }
    let mut out = std::io::stdout().lock();
    for row in counts {
        // Half a count for what was never seen.
        let all: f64 = row.iter().sum::<f64>() + CLASSES as f64 / 2.0;
        let line: Vec<u8> = row.iter().map(|n| letter((n + 0.5) / all)).collect();
        out.write_all(&line)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
