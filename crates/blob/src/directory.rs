//! Objects as files.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{BlobReader, BlobStore, BlobWriter};

use crate::layout;
use crate::object::{FileReader, FileWriter, NameState};

/// Only the server's own account reads objects.
const FILE_MODE: u32 = 0o600;
/// Only the server's own account looks into folders.
const FOLDER_MODE: u32 = 0o700;

/// Sealed objects below a directory of a local file system that honours `fsync`.
pub struct DirectoryBlobs {
    root: PathBuf,
}

impl DirectoryBlobs {
    /// Uses the directory at `root`, which must exist; makes the folder of objects in it.
    ///
    /// # Errors
    /// The directory is not there or not writable.
    pub fn open(root: &Path) -> io::Result<Self> {
        make_folder(&layout::objects(root))?;
        sync_folder(root)?;
        Ok(Self {
            root: root.to_owned(),
        })
    }
}

impl BlobStore for DirectoryBlobs {
    fn create(&self, object: ObjectId) -> io::Result<Box<dyn BlobWriter>> {
        let folder = layout::folder(&self.root, object);
        make_folder(&folder)?;
        let file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(layout::file(&self.root, object))?;
        Ok(Box::new(FileWriter::new(file, 0, NameState::New(folder))))
    }

    fn resume(&self, object: ObjectId, length: u64) -> io::Result<Box<dyn BlobWriter>> {
        let file = OpenOptions::new()
            .write(true)
            .open(layout::file(&self.root, object))?;
        if file.metadata()?.len() < length {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        file.set_len(length)?;
        // Whoever began the object may have died between making its name and making that durable.
        let folder = layout::folder(&self.root, object);
        Ok(Box::new(FileWriter::new(
            file,
            length,
            NameState::New(folder),
        )))
    }

    fn open(&self, object: ObjectId) -> io::Result<Box<dyn BlobReader>> {
        let file = File::open(layout::file(&self.root, object))?;
        Ok(Box::new(FileReader::new(file)?))
    }

    fn remove(&self, object: ObjectId) -> io::Result<()> {
        match fs::remove_file(layout::file(&self.root, object)) {
            Ok(()) => sync_folder(&layout::folder(&self.root, object)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Sorted. Files and folders of other names are left alone.
    fn list(&self) -> io::Result<Vec<ObjectId>> {
        let mut objects = Vec::new();
        for shard in fs::read_dir(layout::objects(&self.root))? {
            let shard = shard?;
            if !shard.file_type()?.is_dir() {
                continue;
            }
            for entry in fs::read_dir(shard.path())? {
                let entry = entry?;
                if !entry.file_type()?.is_file() {
                    continue;
                }
                objects.extend(layout::object_at(&shard.file_name(), &entry.file_name()));
            }
        }
        objects.sort_unstable();
        Ok(objects)
    }

    /// What this account may still write, reserved blocks of the file system not counted.
    fn free_bytes(&self) -> io::Result<u64> {
        let statistics = rustix::fs::statvfs(layout::objects(&self.root))?;
        Ok(statistics.f_bavail.saturating_mul(statistics.f_frsize))
    }
}

/// Makes a folder whose parent exists; no error if it is there. Its name is made durable with the
/// first object in it that is synced: this call cannot tell whether another thread did so yet.
fn make_folder(path: &Path) -> io::Result<()> {
    match DirBuilder::new().mode(FOLDER_MODE).create(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

/// Makes the names in a folder durable.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}
