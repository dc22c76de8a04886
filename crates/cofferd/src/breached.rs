//! Passwords known from breaches, looked up in a sorted file. Nothing is asked over the network.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use anyhow::{Context, bail};
use coffer_app::signin::BreachedPasswords;

/// Longest line there can be: 40 hex digits, a colon, a count.
const LINE_BYTES_MAX: u64 = 64;
/// Hex digits of a SHA-1.
const HASH_CHARS: usize = 40;

/// Lines `HASH:COUNT`, sorted by hash.
pub(crate) struct BreachedFile {
    file: File,
    length: u64,
}

impl BreachedFile {
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let file = File::open(path).with_context(|| format!("[sign_in] {shown} cannot be read"))?;
        let length = file.metadata()?.len();
        let list = Self { file, length };
        let first = list.line_from(0)?;
        let is_hash = |line: &(u64, String)| {
            line.1
                .bytes()
                .all(|byte| matches!(byte, b'0'..=b'9' | b'A'..=b'F'))
                && line.1.len() == HASH_CHARS
        };
        if !first.as_ref().is_some_and(is_hash) {
            bail!("[sign_in] {shown} does not begin with a SHA-1 in upper-case hex");
        }
        Ok(list)
    }

    /// The first line that begins at or after `at` (after a line break, unless `at` is 0): where it ends, and its hash.
    fn line_from(&self, at: u64) -> io::Result<Option<(u64, String)>> {
        let from = at.saturating_sub(1);
        let wanted = usize::try_from(2 * LINE_BYTES_MAX).unwrap_or(usize::MAX);
        let mut buffer = vec![0; wanted];
        let mut filled = 0;
        while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.file.read_at(rest, from + filled as u64)? {
                0 => break,
                read => filled += read,
            }
        }
        buffer.truncate(filled);
        let skipped = if at == 0 {
            0
        } else {
            match buffer.iter().position(|byte| *byte == b'\n') {
                Some(end) => end + 1,
                None => return Ok(None),
            }
        };
        let line = buffer.get(skipped..).unwrap_or_default();
        let line = line.split(|byte| *byte == b'\n').next().unwrap_or_default();
        if line.is_empty() {
            return Ok(None);
        }
        let hash = line.split(|byte| *byte == b':' || *byte == b'\r').next();
        let hash = String::from_utf8_lossy(hash.unwrap_or_default()).into_owned();
        Ok(Some((from + (skipped + line.len()) as u64, hash)))
    }
}

impl BreachedPasswords for BreachedFile {
    fn contains(&self, sha1: &[u8; 20]) -> io::Result<bool> {
        let wanted: String = sha1.iter().map(|byte| format!("{byte:02X}")).collect();
        let (mut low, mut high) = (0, self.length);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.line_from(middle)? {
                Some((_, hash)) if hash == wanted => return Ok(true),
                Some((end, hash)) if hash < wanted => low = end,
                Some(_) | None => high = middle,
            }
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_hash_of_the_list_is_found_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list");
        let hashes: Vec<[u8; 20]> = (0..=255_u8).step_by(3).map(|n| [n; 20]).collect();
        let line = |hash: &[u8; 20]| {
            let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
            format!("{hex}:{}\r\n", u32::from(hash[0]) * 1_000)
        };
        std::fs::write(&path, hashes.iter().map(line).collect::<String>()).unwrap();
        let list = BreachedFile::open(&path).unwrap();
        for n in 0..=255 {
            assert_eq!(list.contains(&[n; 20]).unwrap(), n % 3 == 0, "{n}");
        }
        std::fs::write(&path, "something else\n").unwrap();
        assert!(BreachedFile::open(&path).is_err());
    }
}
