//! Files of a place that may be somebody else's. A link there could lead to a file of this machine, a pipe could hold the
//! reader up, a device could go on for ever: only plain files are opened, and no more is read than was expected.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use rustix::fs::{Mode, OFlags};

/// Opens a plain file, whatever its length; that as well.
pub(crate) fn open_any(path: &Path) -> io::Result<(File, u64)> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(
        path,
        OFlags::RDONLY | flags,
        Mode::empty(),
    )?);
    let metadata = file.metadata()?;
    if metadata.is_file() {
        return Ok((file, metadata.len()));
    }
    Err(io::Error::other("it is not a file"))
}

/// Opens a plain file of that length.
pub(crate) fn open_plain(path: &Path, bytes: u64) -> io::Result<File> {
    match open_any(path) {
        Ok((file, length)) if length == bytes => Ok(file),
        Ok(_) => Err(io::Error::other(
            "it is not a file of the length its manifest says",
        )),
        Err(error) => Err(error),
    }
}

/// Whether a plain file of that length is there.
pub(crate) fn is_there(path: &Path, bytes: u64) -> bool {
    fs::symlink_metadata(path).is_ok_and(|there| there.is_file() && there.len() == bytes)
}

/// BLAKE3 of a plain file of that length; one that grows meanwhile has another.
pub(crate) fn hash_plain(path: &Path, bytes: u64) -> io::Result<[u8; 32]> {
    let mut file = open_plain(path, bytes)?.take(bytes.saturating_add(1));
    let mut hasher = blake3::Hasher::new();
    io::copy(&mut file, &mut hasher)?;
    Ok(*hasher.finalize().as_bytes())
}

/// The text of a plain file of at most so many bytes.
pub(crate) fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let (file, length) = open_any(path)?;
    if length > most {
        return Err(io::Error::other("it is too long"));
    }
    let mut text = String::new();
    file.take(length).read_to_string(&mut text)?;
    Ok(text)
}
