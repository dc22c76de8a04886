//! Reading and durably replacing the key file.

use super::KeyFileError;
use crate::limits::KEY_FILE_BYTES_MAX;
use std::{
    ffi::OsString,
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

/// Reads a file that only its owner may touch.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, KeyFileError> {
    let failed = |source| KeyFileError::Read {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::PermissionsTooOpen {
            path: path.to_owned(),
            mode,
        });
    }
    let mut text = Vec::new();
    file.take(KEY_FILE_BYTES_MAX + 1)
        .read_to_end(&mut text)
        .map_err(failed)?;
    if text.len() as u64 > KEY_FILE_BYTES_MAX {
        return Err(KeyFileError::NotAKeyFile);
    }
    Ok(text)
}

/// Writes a new file, durably, and refuses to replace one.
pub(super) fn create(path: &Path, text: &[u8]) -> Result<(), KeyFileError> {
    let failed = |source| write_error(path, source);
    let written = write_beside(path, text).map_err(failed)?;
    written
        .persist_noclobber(path)
        .map_err(|error| failed(error.error))?;
    sync_folder(path).map_err(failed)
}

/// Replaces the file, durably: after a crash it is the old one or the new one.
pub(super) fn replace(path: &Path, text: &[u8]) -> Result<(), KeyFileError> {
    let failed = |source| write_error(path, source);
    let written = write_beside(path, text).map_err(failed)?;
    written.persist(path).map_err(|error| failed(error.error))?;
    sync_folder(path).map_err(failed)
}

/// Held while the file is read, changed and replaced, against another process doing the same.
pub(super) fn lock(path: &Path) -> Result<File, KeyFileError> {
    let mut name = OsString::from(path);
    name.push(".lock");
    let path = PathBuf::from(name);
    let failed = |source| write_error(&path, source);
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .map_err(failed)?;
    file.lock().map_err(failed)?;
    Ok(file)
}

fn write_beside(path: &Path, text: &[u8]) -> io::Result<tempfile::NamedTempFile> {
    let mut file = tempfile::Builder::new()
        .prefix(".key-file-")
        .permissions(fs::Permissions::from_mode(0o600))
        .tempfile_in(folder(path))?;
    file.write_all(text)?;
    file.as_file().sync_all()?;
    Ok(file)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(folder(path))?.sync_all()
}

fn folder(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

fn write_error(path: &Path, source: io::Error) -> KeyFileError {
    let path = path.to_owned();
    if source.kind() == io::ErrorKind::AlreadyExists {
        KeyFileError::Exists { path }
    } else {
        KeyFileError::Write { path, source }
    }
}
