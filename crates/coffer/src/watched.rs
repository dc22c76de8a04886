//! Noticing that a file is not what it was.

use std::fs::{self, File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A file, and what it was when it was opened.
pub(crate) struct Watched {
    pub(crate) file: File,
    pub(crate) before: Metadata,
    path: PathBuf,
}

impl Watched {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let before = file.metadata()?;
        Ok(Self {
            file,
            before,
            path: path.to_owned(),
        })
    }

    /// Whether it has the length and the time of change that it had, and is still there.
    pub(crate) fn is_same(&self) -> bool {
        let same = |now: &Metadata| {
            let time = (self.before.modified().ok(), now.modified().ok());
            now.len() == self.before.len() && time.0 == time.1
        };
        self.file.metadata().is_ok_and(|now| same(&now))
            && fs::metadata(&self.path).is_ok_and(|now| same(&now))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_that_grows_or_vanishes_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.log");
        fs::write(&path, "one\n").unwrap();
        let watched = Watched::open(&path).unwrap();
        assert!(watched.is_same());
        let mut more = fs::OpenOptions::new().append(true).open(&path).unwrap();
        more.write_all(b"two\n").unwrap();
        assert!(!watched.is_same());
        let watched = Watched::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        assert!(!watched.is_same());
    }
}
