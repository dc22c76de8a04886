//! Packing a support bundle: this machine's own logs, and the generated one.

use std::fs::{self, File};
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

/// Where logs lie.
const LOGS: &str = "/var/log";
/// Logs of this machine are taken up to this many bytes in all.
const LOGS_BYTES_MAX: u64 = 40 << 20;
/// What the first bytes of a file tell about it.
const SNIFF_BYTES: usize = 8_192;
const DEPTH_MAX: usize = 6;

/// What was packed.
pub(crate) struct Packed {
    /// Logs of this machine.
    pub(crate) logs: u64,
    pub(crate) log_bytes: u64,
    /// Logs that were left out since there were enough.
    pub(crate) left_out: u64,
    /// Length of the archive.
    pub(crate) bytes: u64,
}

/// A tar.gz at `path` of this machine's logs and of `extra` under the name `extra_name`.
pub(crate) fn pack(path: &Path, extra_name: &str, extra: &[u8]) -> Result<Packed> {
    let file = File::create(path).with_context(|| format!("cannot make {}", path.display()))?;
    let gzip = GzEncoder::new(BufWriter::new(file), Compression::default());
    let mut archive = tar::Builder::new(gzip);
    let mut packed = Packed {
        logs: 0,
        log_bytes: 0,
        left_out: 0,
        bytes: 0,
    };
    for log in newest_first(Path::new(LOGS)) {
        let Some(content) = text_of(&log) else {
            continue;
        };
        let bytes = content.len() as u64;
        if packed.log_bytes + bytes > LOGS_BYTES_MAX {
            packed.left_out += 1;
            continue;
        }
        let name = log.strip_prefix("/").unwrap_or(&log);
        append(&mut archive, &name.to_string_lossy(), &content)?;
        packed.logs += 1;
        packed.log_bytes += bytes;
    }
    append(&mut archive, extra_name, extra)?;
    let mut file = archive.into_inner()?.finish()?;
    file.flush()?;
    packed.bytes = fs::metadata(path)?.len();
    Ok(packed)
}

fn append(archive: &mut tar::Builder<impl Write>, name: &str, content: &[u8]) -> Result<()> {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_mode(0o644);
    header.set_cksum();
    archive
        .append_data(&mut header, name, content)
        .with_context(|| format!("cannot pack {name}"))
}

/// Regular files below a folder; what cannot be listed is passed over.
fn newest_first(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(folder, DEPTH_MAX, &mut found);
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<(SystemTime, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        // Not through symbolic links: they lead out of the folder.
        let Ok(metadata) = entry.metadata() else {
            continue;
        };
        if metadata.is_dir() && depth > 0 {
            collect(&entry.path(), depth - 1, found);
        } else if metadata.is_file() && metadata.len() > 0 {
            let time = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            found.push((time, entry.path()));
        }
    }
}

/// The content, if it may be read and is text.
fn text_of(path: &Path) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    let file = File::open(path).ok()?;
    file.take(LOGS_BYTES_MAX + 1)
        .read_to_end(&mut content)
        .ok()?;
    is_text(&content).then_some(content)
}

fn is_text(content: &[u8]) -> bool {
    let start: Vec<u8> = content.iter().take(SNIFF_BYTES).copied().collect();
    let whole = match std::str::from_utf8(&start) {
        Ok(_) => true,
        // A character cut in two by the end of the sample.
        Err(error) => error.error_len().is_none(),
    };
    whole && !start.contains(&0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_what_is_not() {
        assert!(is_text(b"a line\n"));
        assert!(is_text("gr\u{fc}n".repeat(3_000).as_bytes()));
        assert!(!is_text(b"\x1f\x8b\x08\x00"));
        assert!(!is_text(b"LPKSHHRH\0\0"));
    }

    #[test]
    fn the_extra_file_is_in_the_archive() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("b.tar.gz");
        let packed = pack(&path, "app/x.log", b"one line\n").unwrap();
        assert!(packed.bytes > 0);
        let gzip = flate2::read::GzDecoder::new(File::open(&path).unwrap());
        let mut archive = tar::Archive::new(gzip);
        let names: Vec<String> = archive
            .entries()
            .unwrap()
            .map(|entry| entry.unwrap().path().unwrap().display().to_string())
            .collect();
        assert_eq!(names.len() as u64, packed.logs + 1);
        assert_eq!(names.last().unwrap(), "app/x.log");
    }
}
