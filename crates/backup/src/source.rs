//! Where a machine pulls from: a target it sees as a directory, or one that another machine offers over a network; and what
//! of a target is offered. Whatever it is, it may be in somebody else's hands: nothing of it counts before it was compared
//! with a signed manifest.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use crate::error::BackupError;
use crate::hold::HOLD;
use crate::limits::HOLD_BYTES_MAX;
use crate::plain::{open_any, open_plain, read_text};
use crate::target::{DATABASES, KEYS, MANIFESTS, OBJECTS, StoredManifest, Target};

/// Reads what lies at a target, by the names of `docs/formats/backup.md`.
pub trait Source {
    /// All manifests there, by name.
    ///
    /// # Errors
    /// It cannot be read.
    fn manifests(&self) -> Result<Vec<StoredManifest>, BackupError>;

    /// The text of one of them.
    ///
    /// # Errors
    /// It cannot be read.
    fn manifest(&self, name: &str) -> Result<String, BackupError>;

    /// The key that lies beside the manifests. It proves that they belong together, not whose they are.
    ///
    /// # Errors
    /// There is none.
    fn signer(&self) -> Result<String, BackupError>;

    /// What was said last about pruning there; none if nothing was.
    ///
    /// # Errors
    /// It cannot be read.
    fn hold(&self) -> io::Result<Option<String>>;

    /// Opens a file; none if it is not there.
    ///
    /// # Errors
    /// It cannot be read, or is not a plain file of that length.
    fn open(&self, name: &str, bytes: u64) -> io::Result<Option<Box<dyn Read + '_>>>;
}

impl Source for Target {
    fn manifests(&self) -> Result<Vec<StoredManifest>, BackupError> {
        Target::manifests(self)
    }

    fn manifest(&self, name: &str) -> Result<String, BackupError> {
        Target::manifest(self, name)
    }

    fn signer(&self) -> Result<String, BackupError> {
        Target::signer(self)
    }

    fn hold(&self) -> io::Result<Option<String>> {
        match read_text(&self.root().join(HOLD), HOLD_BYTES_MAX) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn open(&self, name: &str, bytes: u64) -> io::Result<Option<Box<dyn Read + '_>>> {
        match open_plain(&self.root().join(name), bytes) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl Target {
    /// Opens what another machine asks for by its name below the target, with its length: manifests, bundles, objects
    /// and the hold on pruning, and nothing else that may lie there.
    ///
    /// # Errors
    /// It cannot be read; "not found" for every other name, and for what is not a plain file.
    pub fn open_offered(&self, name: &str) -> io::Result<(File, u64)> {
        let path = self.root().join(name);
        let is_plain = |path: &Path| fs::symlink_metadata(path).is_ok_and(|it| it.is_file());
        if Self::is_offered(name) && is_plain(&path) {
            return open_any(&path);
        }
        // Of a disk that is not mounted any more, nobody can say what is gone.
        if !self.root().join(MANIFESTS).is_dir() {
            return Err(io::Error::other("the target is not there any more"));
        }
        Err(ErrorKind::NotFound.into())
    }

    fn is_offered(name: &str) -> bool {
        let plain = |part: &str, end: &str| {
            let stem = part.strip_suffix(end).unwrap_or_default();
            let known = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            !stem.is_empty() && stem.chars().all(known)
        };
        match name.split('/').collect::<Vec<_>>().as_slice() {
            [HOLD] => true,
            [MANIFESTS, file] => plain(file, ".manifest"),
            [DATABASES | KEYS, file] => plain(file, ".csf1"),
            [OBJECTS, folder, file] => {
                folder.len() == 2 && plain(folder, "") && plain(file, ".csf1")
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{ErrorKind, MANIFESTS, Target, fs};

    #[test]
    fn a_file_that_is_gone_is_another_answer_than_a_target_that_is() {
        let place = tempfile::tempdir().unwrap();
        let target = Target::begin(place.path()).unwrap();
        let asked = || target.open_offered("hold").unwrap_err().kind();
        assert_eq!(asked(), ErrorKind::NotFound);
        fs::remove_dir(place.path().join(MANIFESTS)).unwrap();
        assert_ne!(asked(), ErrorKind::NotFound);
    }

    #[test]
    fn what_is_offered_are_backups_and_nothing_beside_them() {
        for name in [
            "manifests/00000001-15b7b6eb564851c8.manifest",
            "db/00000001-3a751f6a.csf1",
            "keys/00000001-47ed5f76.csf1",
            "objects/1f/obj_1ffrwfxzjtdd01g3g0at835n9m.csf1",
            "hold",
        ] {
            assert!(Target::is_offered(name), "{name}");
        }
        for name in [
            "",
            "lock",
            "hold/",
            "signer.vkey",
            "unfinished/00000001-3a751f6a.csf1",
            "manifests/",
            "manifests/.manifest",
            "manifests/../lock",
            "db/../../etc/passwd",
            "db/..csf1",
            "db/a.csf1/",
            "/etc/passwd",
            "objects/../db/a.csf1",
            "objects//a.csf1",
            "objects/1f/../a.csf1",
            "objects/1f/a.csf1\0",
        ] {
            assert!(!Target::is_offered(name), "{name}");
        }
    }
}
