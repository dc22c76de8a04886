//! Looking for secrets in files, byte for byte.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use aho_corasick::AhoCorasick;
use anyhow::{Context, Result};

const BLOCK_BYTES: usize = 1 << 20;

/// Something that must not be found.
pub(crate) struct Secret {
    pub(crate) what: &'static str,
    pub(crate) value: String,
    /// So short that it turns up inside longer numbers; counts only when it stands alone.
    pub(crate) alone: bool,
}

impl Secret {
    pub(crate) fn new(what: &'static str, value: &str) -> Self {
        Self {
            what,
            value: value.to_owned(),
            alone: false,
        }
    }
}

/// What a search came to.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) files: u64,
    pub(crate) bytes: u64,
    /// What was found, and where.
    pub(crate) hits: Vec<(&'static str, PathBuf)>,
    /// How many of the secrets were found at least once.
    pub(crate) distinct: usize,
}

/// Looks for all of them in all files.
pub(crate) fn search(secrets: &[Secret], files: &[PathBuf]) -> Result<Found> {
    let patterns = secrets.iter().map(|secret| secret.value.as_bytes());
    let automaton = AhoCorasick::new(patterns)?;
    let longest = secrets.iter().map(|secret| secret.value.len()).max();
    let mut found = Found::default();
    let mut seen = vec![false; secrets.len()];
    for path in files {
        let reader = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        let (bytes, hits) = search_one(&automaton, secrets, longest.unwrap_or(0), reader)?;
        found.files += 1;
        found.bytes += bytes;
        for hit in hits {
            if let (Some(seen), Some(secret)) = (seen.get_mut(hit), secrets.get(hit)) {
                *seen = true;
                found.hits.push((secret.what, path.clone()));
            }
        }
    }
    found.distinct = seen.into_iter().filter(|seen| *seen).count();
    Ok(found)
}

/// How many bytes were read, and which secrets they held.
fn search_one(
    automaton: &AhoCorasick,
    secrets: &[Secret],
    longest: usize,
    mut reader: impl Read,
) -> Result<(u64, Vec<usize>)> {
    let (mut read, mut hits) = (0_u64, Vec::new());
    // The end of the block before: a hit may lie across, and a short one is judged by its neighbours.
    let mut window: Vec<u8> = Vec::new();
    let mut judged = 0;
    loop {
        let before = window.len();
        reader
            .by_ref()
            .take(BLOCK_BYTES as u64)
            .read_to_end(&mut window)?;
        let fresh = window.len() - before;
        read += fresh as u64;
        // The last byte's neighbour is not known yet.
        let until = window.len() - usize::from(fresh > 0);
        for hit in automaton.find_overlapping_iter(&window) {
            let pattern = hit.pattern().as_usize();
            let counts = secrets.get(pattern).is_some_and(|secret| {
                !secret.alone || stands_alone(&window, hit.start(), hit.end())
            });
            if hit.end() > judged && hit.end() <= until && counts {
                hits.push(pattern);
            }
        }
        if fresh == 0 {
            return Ok((read, hits));
        }
        let keep = window.len().min(longest + 2);
        let dropped = window.len() - keep;
        window.drain(..dropped);
        judged = until - dropped;
    }
}

/// Not part of a longer number, word or fraction.
fn stands_alone(window: &[u8], start: usize, end: usize) -> bool {
    let joins =
        |byte: Option<&u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'.');
    let before = start.checked_sub(1).and_then(|at| window.get(at));
    !joins(before) && !window.get(end).is_some_and(u8::is_ascii_alphanumeric)
}

/// Every file below these folders, or the files themselves.
pub(crate) fn files_of(places: &[&Path]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for place in places {
        if place.is_dir() {
            files.extend(super::places::files_below(place)?);
        } else {
            files.push(place.to_path_buf());
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(secrets: &[Secret], content: &[u8]) -> Found {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        std::fs::write(&path, content).unwrap();
        search(secrets, &[path]).unwrap()
    }

    #[test]
    fn hits_across_blocks_count_once() {
        for at in [
            0,
            BLOCK_BYTES - 3,
            BLOCK_BYTES,
            BLOCK_BYTES + 1,
            3 * BLOCK_BYTES - 6,
        ] {
            let mut content = vec![b'-'; 3 * BLOCK_BYTES];
            content[at..at + 6].copy_from_slice(b"secret");
            let found = hits(
                &[Secret::new("s", "secret"), Secret::new("t", "cre")],
                &content,
            );
            assert_eq!(found.hits.len(), 2, "at {at}");
            assert_eq!(found.bytes, content.len() as u64);
            assert_eq!(found.distinct, 2);
        }
    }

    #[test]
    fn short_ones_count_alone_only() {
        let code = || Secret {
            alone: true,
            ..Secret::new("code", "123456")
        };
        for text in ["code=123456", "123456", "\"123456\"", "x 123456."] {
            assert_eq!(hits(&[code()], text.as_bytes()).hits.len(), 1, "{text}");
        }
        for text in ["0.123456", "9123456", "1234567", "a123456"] {
            assert_eq!(hits(&[code()], text.as_bytes()).hits.len(), 0, "{text}");
        }
        let mut content = vec![b'-'; BLOCK_BYTES];
        content[BLOCK_BYTES - 6..].copy_from_slice(b"123456");
        content.push(b'7');
        assert_eq!(hits(&[code()], &content).hits.len(), 0);
    }
}
