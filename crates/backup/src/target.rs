//! A backup target that is a directory: what lies where, and files that appear whole or not at all.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use coffer_domain::id::ObjectId;

use crate::error::BackupError;
use crate::limits::{
    COPY_BYTES, MANIFEST_BYTES_MAX, MANIFESTS_BYTES_MAX, NUMBER_BYTES_MAX, SIGNER_BYTES_MAX,
};
use crate::manifest::Bundle;
use crate::plain::{open_any, read_text};

pub(crate) const MANIFESTS: &str = "manifests";
pub(crate) const DATABASES: &str = "db";
pub(crate) const KEYS: &str = "keys";
pub(crate) const OBJECTS: &str = "objects";
/// What is being written; everything in it may be removed by whoever holds the lock.
const UNFINISHED: &str = "unfinished";
const LOCK: &str = "lock";
const SIGNER: &str = "signer.vkey";
/// The last backup after which its share of everything was compared.
const COMPARED: &str = "compared";
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// A directory with backups in it.
pub struct Target {
    root: PathBuf,
}

/// Held while something is written or removed at a target.
pub struct Lock(#[expect(dead_code, reason = "the lock ends with the file")] File);

/// What was written to the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) bytes: u64,
    pub(crate) blake3: [u8; 32],
}

impl Target {
    /// Uses a directory that holds backups.
    ///
    /// # Errors
    /// It is not there, or holds none.
    pub fn open(root: &Path) -> Result<Self, BackupError> {
        let target = Self::at(root)?;
        if target.holds_backups() {
            return Ok(target);
        }
        Err(BackupError::NotATarget(root.to_owned()))
    }

    /// Makes an empty directory a target. It must be there: a disk that is not mounted is not an empty target.
    ///
    /// # Errors
    /// It is not there, not empty, or not writable.
    pub fn begin(root: &Path) -> Result<Self, BackupError> {
        let target = Self::at(root)?;
        if target.holds_backups() {
            return Err(BackupError::InUse(root.to_owned()));
        }
        if target.root.join(MANIFESTS).is_dir() {
            // Begun before, by a run that did not come to its end.
            return Ok(target);
        }
        let io = |error| BackupError::target(root, error);
        let others = fs::read_dir(root).map_err(io)?.filter_map(Result::ok);
        // What a new file system brings.
        if others
            .filter(|entry| entry.file_name() != "lost+found")
            .count()
            > 0
        {
            return Err(BackupError::NotEmpty(root.to_owned()));
        }
        for folder in [OBJECTS, DATABASES, KEYS, MANIFESTS] {
            make_folder(&root.join(folder)).map_err(io)?;
        }
        sync_folder(root).map_err(io)?;
        Ok(target)
    }

    fn at(root: &Path) -> Result<Self, BackupError> {
        if !root.is_dir() {
            return Err(BackupError::NoTarget(root.to_owned()));
        }
        Ok(Self {
            root: root.to_owned(),
        })
    }

    fn holds_backups(&self) -> bool {
        self.manifests().is_ok_and(|found| !found.is_empty())
    }

    /// Leaves the key that signs the manifests beside them, for whoever has no better source.
    ///
    /// # Errors
    /// The directory is not writable.
    pub fn keep_signer(&self, vkey: &str) -> Result<(), BackupError> {
        let path = self.root.join(SIGNER);
        if path.exists() {
            return Ok(());
        }
        self.put(&path, &mut |out| writeln!(out, "{vkey}"))?;
        Ok(())
    }

    /// The key that lies beside the manifests. It proves that they belong together, not whose they are.
    ///
    /// # Errors
    /// There is none.
    pub fn signer(&self) -> Result<String, BackupError> {
        let path = self.root.join(SIGNER);
        let text = read_text(&path, SIGNER_BYTES_MAX)
            .map_err(|error| BackupError::target(&path, error))?;
        Ok(text.trim().to_owned())
    }

    /// The last backup after which its share was compared; none if that is not known.
    pub(crate) fn compared(&self) -> Option<u64> {
        let text = read_text(&self.root.join(COMPARED), NUMBER_BYTES_MAX).ok()?;
        text.trim().parse().ok()
    }

    pub(crate) fn keep_compared(&self, sequence: u64) -> Result<(), BackupError> {
        self.put(&self.root.join(COMPARED), &mut |out| {
            writeln!(out, "{sequence}")
        })?;
        Ok(())
    }

    /// Whether a bundle is there; whether it is what it was shows when it is read.
    #[must_use]
    pub fn has(&self, bundle: &Bundle) -> bool {
        self.bundle_path(&bundle.path)
            .is_some_and(|path| path.is_file())
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Keeps every other writer out, and removes what an interrupted one left unfinished.
    ///
    /// # Errors
    /// Somebody else writes, or the directory is not writable.
    pub fn lock(&self) -> Result<Lock, BackupError> {
        let io = |error| BackupError::target(&self.root, error);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(FILE_MODE)
            .open(self.root.join(LOCK))
            .map_err(io)?;
        if file.try_lock().is_err() {
            return Err(BackupError::Busy(self.root.clone()));
        }
        let unfinished = self.root.join(UNFINISHED);
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        make_folder(&unfinished).map_err(io)?;
        Ok(Lock(file))
    }

    pub(crate) fn object_path(&self, object: ObjectId) -> PathBuf {
        self.root.join(Self::object_name(object))
    }

    /// An object's path below the target; its key in a bucket.
    pub(crate) fn object_name(object: ObjectId) -> String {
        let id = object.to_string();
        let shard: String = id.chars().skip(4).take(2).collect();
        format!("{OBJECTS}/{shard}/{id}.csf1")
    }

    /// A manifest's path below the target; its key in a bucket.
    pub(crate) fn manifest_name(file: &str) -> String {
        format!("{MANIFESTS}/{file}")
    }

    pub(crate) fn database_path(sequence: u64, id: &str) -> String {
        format!("{DATABASES}/{sequence:08}-{id}.csf1")
    }

    pub(crate) fn keys_path(sequence: u64, id: &str) -> String {
        format!("{KEYS}/{sequence:08}-{id}.csf1")
    }

    /// Whether a path below the target is one of sealed keys.
    pub(crate) fn is_keys_name(path: &str) -> bool {
        path.split('/').next() == Some(KEYS)
    }

    /// The place of a path that a manifest names. A signed one could still be made by whoever took the server.
    pub(crate) fn bundle_path(&self, path: &str) -> Option<PathBuf> {
        Self::is_bundle_name(path).then(|| self.root.join(path))
    }

    pub(crate) fn is_bundle_name(path: &str) -> bool {
        let Some((folder, name)) = path.split_once('/') else {
            return false;
        };
        let known = folder == DATABASES || folder == KEYS;
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
        known && !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
    }

    /// Writes what `from` gives to `path` (created folders and all): whole, durable, or not there.
    pub(crate) fn put(
        &self,
        path: &Path,
        from: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<Written, BackupError> {
        let (unfinished, written) = self.write_aside(path, from)?;
        self.put_in_place(&unfinished, path)?;
        Ok(written)
    }

    /// The same, but only if what was written is what it should be; otherwise nothing is there.
    pub(crate) fn put_if(
        &self,
        path: &Path,
        from: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
        good: &dyn Fn(Written) -> bool,
    ) -> Result<bool, BackupError> {
        let (unfinished, written) = self.write_aside(path, from)?;
        if good(written) {
            self.put_in_place(&unfinished, path)?;
            return Ok(true);
        }
        remove(&unfinished)?;
        Ok(false)
    }

    fn write_aside(
        &self,
        path: &Path,
        from: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> Result<(PathBuf, Written), BackupError> {
        let io = |error| BackupError::target(path, error);
        let name = path.file_name().unwrap_or_default();
        let unfinished = self.root.join(UNFINISHED).join(name);
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .mode(FILE_MODE)
            .open(&unfinished)
            .map_err(io)?;
        let mut hashing = Hashing::new(file);
        let written = from(&mut hashing).and_then(|()| hashing.inner.sync_all());
        if let Err(error) = written {
            // A disk that is full is not to stay full of what is of no use.
            remove(&unfinished)?;
            return Err(io(error));
        }
        Ok((unfinished, hashing.written()))
    }

    fn put_in_place(&self, unfinished: &Path, path: &Path) -> Result<(), BackupError> {
        let io = |error| BackupError::target(path, error);
        let folder = path.parent().unwrap_or(&self.root);
        if !folder.is_dir() {
            make_folder(folder).map_err(io)?;
            sync_folder(folder.parent().unwrap_or(&self.root)).map_err(io)?;
        }
        fs::rename(unfinished, path).map_err(io)?;
        sync_folder(folder).map_err(io)
    }

    /// The text of a manifest.
    pub(crate) fn manifest(&self, name: &str) -> Result<String, BackupError> {
        let path = self.root.join(MANIFESTS).join(name);
        read_text(&path, MANIFEST_BYTES_MAX).map_err(|error| BackupError::target(&path, error))
    }

    pub(crate) fn put_manifest(&self, name: &str, text: &str) -> Result<(), BackupError> {
        let path = self.root.join(MANIFESTS).join(name);
        self.put(&path, &mut |out| out.write_all(text.as_bytes()))?;
        Ok(())
    }

    /// Names and texts of all manifests, by name; a text that is too long or not UTF-8 is empty.
    pub(crate) fn manifests(&self) -> Result<Vec<StoredManifest>, BackupError> {
        self.manifests_within(MANIFESTS_BYTES_MAX)
    }

    fn manifests_within(&self, mut room: u64) -> Result<Vec<StoredManifest>, BackupError> {
        let mut found = Vec::new();
        self.each_manifest(&mut |name, file, stored_ms| {
            let mut text = String::new();
            let most = MANIFEST_BYTES_MAX.min(room);
            let read = file.take(most + 1).read_to_string(&mut text);
            let bytes = text.len() as u64;
            if bytes > room {
                return Err(BackupError::TooManyManifests(
                    self.root.display().to_string(),
                ));
            }
            room -= bytes;
            if read.is_err() || bytes > MANIFEST_BYTES_MAX {
                text.clear();
            }
            found.push(StoredManifest {
                name,
                text,
                stored_ms,
            });
            Ok(())
        })?;
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// Names of all manifests, and when the file system says they were written, milliseconds since 1970.
    ///
    /// # Errors
    /// The target cannot be read.
    pub fn manifest_names(&self) -> Result<Vec<(String, i64)>, BackupError> {
        let mut found = Vec::new();
        self.each_manifest(&mut |name, _, stored_ms| {
            found.push((name, stored_ms));
            Ok(())
        })?;
        found.sort();
        Ok(found)
    }

    fn each_manifest(
        &self,
        each: &mut dyn FnMut(String, File, i64) -> Result<(), BackupError>,
    ) -> Result<(), BackupError> {
        let folder = self.root.join(MANIFESTS);
        let io = |error| BackupError::target(&folder, error);
        for entry in fs::read_dir(&folder).map_err(io)? {
            let entry = entry.map_err(io)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            // Links and pipes are not looked into: the place may be somebody else's.
            let plain = entry.file_type().map_err(io)?.is_file();
            if !plain || !name.ends_with(".manifest") {
                continue;
            }
            let (file, _) = open_any(&entry.path()).map_err(io)?;
            let metadata = file.metadata().map_err(io)?;
            let since = metadata
                .modified()
                .map_err(io)?
                .duration_since(std::time::UNIX_EPOCH)
                .unwrap_or_default();
            each(
                name,
                file,
                i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            )?;
        }
        Ok(())
    }

    /// Files of sealed bundles no manifest names.
    pub(crate) fn bundles_but(&self, known: &[&str]) -> Result<Vec<PathBuf>, BackupError> {
        let mut found = Vec::new();
        for folder in [DATABASES, KEYS] {
            let path = self.root.join(folder);
            let io = |error| BackupError::target(&path, error);
            for entry in fs::read_dir(&path).map_err(io)? {
                let entry = entry.map_err(io)?;
                let name = format!("{folder}/{}", entry.file_name().to_string_lossy());
                if !known.contains(&name.as_str()) {
                    found.push(entry.path());
                }
            }
        }
        Ok(found)
    }
}

/// A manifest's file.
pub struct StoredManifest {
    pub name: String,
    /// Empty if it was too long or not UTF-8.
    pub text: String,
    /// When the target's file system says it was written, milliseconds since 1970.
    pub stored_ms: i64,
}

/// Length and BLAKE3 of a file.
pub(crate) fn hash_file(path: &Path) -> io::Result<Written> {
    let mut file = File::open(path)?;
    let mut hashing = Hashing::new(io::sink());
    let mut buffer = vec![0; COPY_BYTES];
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(hashing.written());
        }
        hashing.write_all(buffer.get(..read).unwrap_or_default())?;
    }
}

/// Removes a file; no error if it is gone.
pub(crate) fn remove(path: &Path) -> Result<(), BackupError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(BackupError::target(path, error)),
        _ => Ok(()),
    }
}

/// Counts and hashes what passes through.
struct Hashing<W> {
    inner: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W> Hashing<W> {
    fn new(inner: W) -> Self {
        Self {
            inner,
            hasher: blake3::Hasher::new(),
            bytes: 0,
        }
    }

    fn written(&self) -> Written {
        Written {
            bytes: self.bytes,
            blake3: *self.hasher.finalize().as_bytes(),
        }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.hasher.update(bytes.get(..written).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(written as u64);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn make_folder(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(FOLDER_MODE).create(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::{BackupError, MANIFESTS, Target, fs};

    #[test]
    fn manifests_of_a_place_are_bounded_together() {
        let place = tempfile::tempdir().unwrap();
        let target = Target::begin(place.path()).unwrap();
        for number in 1..=3 {
            let path = target
                .root()
                .join(MANIFESTS)
                .join(format!("{number}.manifest"));
            fs::write(path, "0123456789").unwrap();
        }
        assert_eq!(target.manifests_within(30).unwrap().len(), 3);
        let refused = target.manifests_within(29);
        assert!(matches!(refused, Err(BackupError::TooManyManifests(_))));
    }
}
