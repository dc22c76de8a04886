//! One object being written or read.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use coffer_domain::ports::{BlobReader, BlobWriter};

use rustix::fs::{FallocateFlags, fallocate};

use crate::directory::sync_folder;

/// Whether a file's name is known to survive a power cut.
pub(crate) enum NameState {
    /// Not yet; its folder and the folder of that must be synced once.
    New(PathBuf),
    /// Yes.
    Durable,
}

/// Appends at a position of its own: an append that failed half-way leaves nothing between what
/// came before and what comes next.
pub(crate) struct FileWriter {
    file: File,
    length: u64,
    /// Where the room made ahead ends.
    reserved: u64,
    name: NameState,
}

impl FileWriter {
    pub(crate) fn new(file: File, length: u64, name: NameState) -> Self {
        Self {
            file,
            length,
            reserved: length,
            name,
        }
    }
}

impl BlobWriter for FileWriter {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, self.length)?;
        let added = u64::try_from(bytes.len()).map_err(io::Error::other)?;
        self.length = self.length.saturating_add(added);
        Ok(())
    }

    /// One extent instead of thousands of single blocks: less work for the file system, less scatter on disk.
    fn announce(&mut self, bytes: u64) {
        let from = self.reserved.max(self.length);
        let to = self.length.saturating_add(bytes);
        if to > from && fallocate(&self.file, FallocateFlags::KEEP_SIZE, from, to - from).is_ok() {
            self.reserved = to;
        }
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.sync_data()?;
        if let NameState::New(folder) = &self.name {
            sync_folder(folder)?;
            folder.parent().map_or(Ok(()), sync_folder)?;
            self.name = NameState::Durable;
        }
        Ok(())
    }
}

impl Drop for FileWriter {
    fn drop(&mut self) {
        if self.reserved > self.length {
            // Room made for bytes that did not come; left there, it only takes space until the object is resumed.
            let _space_only = self.file.set_len(self.length);
        }
    }
}

/// Reads at any position; several threads may share it.
pub(crate) struct FileReader {
    file: File,
    length: u64,
}

impl FileReader {
    pub(crate) fn new(file: File) -> io::Result<Self> {
        let length = file.metadata()?.len();
        Ok(Self { file, length })
    }
}

impl BlobReader for FileReader {
    fn length(&self) -> u64 {
        self.length
    }

    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<()> {
        self.file.read_exact_at(buffer, offset)
    }
}
