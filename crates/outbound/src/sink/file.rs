//! A file that lines are added to, one a line.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use coffer_domain::ports::{EventSink, SinkError};
use coffer_domain::sink::OutLine;

use super::SinkConfigError;

/// Adds to a file. It is opened for each batch, so that it may be rotated by moving it away.
pub struct FileSink {
    path: PathBuf,
}

impl FileSink {
    /// Makes the file (mode 0600) if it is not there.
    ///
    /// # Errors
    /// It cannot be opened.
    pub fn new(path: PathBuf) -> Result<Self, SinkConfigError> {
        open(&path).map_err(SinkConfigError::File)?;
        Ok(Self { path })
    }
}

#[async_trait]
impl EventSink for FileSink {
    async fn deliver(&self, lines: &[OutLine]) -> Result<(), SinkError> {
        let path = self.path.clone();
        let mut text = String::new();
        for line in lines {
            text.push_str(&line.text);
            text.push('\n');
        }
        let added = tokio::task::spawn_blocking(move || add(&path, text.as_bytes())).await;
        let added = added.map_err(|error| SinkError::Unreachable(Box::new(error)))?;
        added.map_err(|error| SinkError::Unreachable(Box::new(error)))
    }
}

fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .read(true)
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
}

fn add(path: &Path, text: &[u8]) -> io::Result<()> {
    let mut file = open(path)?;
    if ends_inside_a_line(&mut file)? {
        // A crash cut the last batch: what comes stays readable, and that batch comes again.
        file.write_all(b"\n")?;
    }
    file.write_all(text)?;
    file.sync_data()
}

fn ends_inside_a_line(file: &mut File) -> io::Result<bool> {
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}
