//! One object being written or read.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt as _;
use std::path::PathBuf;

use coffer_domain::ports::{BlobReader, BlobWriter};

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
    name: NameState,
}

impl FileWriter {
    pub(crate) fn new(file: File, length: u64, name: NameState) -> Self {
        Self { file, length, name }
    }
}

impl BlobWriter for FileWriter {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, self.length)?;
        let added = u64::try_from(bytes.len()).map_err(io::Error::other)?;
        self.length = self.length.saturating_add(added);
        Ok(())
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
