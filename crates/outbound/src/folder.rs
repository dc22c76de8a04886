//! The development sink: every mail becomes a file in a folder.

use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use async_trait::async_trait;
use coffer_domain::ports::{Mail, MailError, Mailer};
use tracing::instrument;

use crate::config::MailConfigError;
use crate::message::{Carriage, Sender, compose, stamp};

/// Writes one `.eml` file a mail, readable by its owner only. File names sort by time.
///
/// A file appears under its name complete or not at all, so a reader that watches the folder never
/// sees half a mail. Not made to outlive a power cut.
pub struct FolderMailer {
    folder: PathBuf,
    sender: Sender,
}

impl FolderMailer {
    /// Makes the folder (mode 0700) if it is not there.
    ///
    /// # Errors
    /// The sender is no address, or the folder cannot be made.
    pub fn new(folder: PathBuf, from: &str) -> Result<Self, MailConfigError> {
        let sender = Sender::parse(from)?;
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&folder)
            .map_err(|source| MailConfigError::Folder {
                path: folder.clone(),
                source,
            })?;
        Ok(Self { folder, sender })
    }
}

#[async_trait]
impl Mailer for FolderMailer {
    #[instrument(name = "mail", level = "debug", skip_all, fields(otel.kind = "client"))]
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        let message = compose(&self.sender, &mail, Carriage::Readable)?.formatted();
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || keep(&folder, &message))
            .await
            .map_err(|error| MailError(Box::new(error)))?
            .map_err(|error| MailError(Box::new(error)))
    }
}

fn keep(folder: &Path, message: &[u8]) -> io::Result<()> {
    let (since_epoch_ms, count) = stamp();
    let name = format!("{since_epoch_ms:013}-{count:06}-{}", std::process::id());
    let unfinished = folder.join(format!(".{name}.part"));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&unfinished)
        .and_then(|mut file| file.write_all(message))
        .and_then(|()| fs::rename(&unfinished, folder.join(format!("{name}.eml"))));
    if written.is_err() {
        // What is left of the attempt helps nobody; the first error is the one to report.
        let _ = fs::remove_file(&unfinished);
    }
    written
}
