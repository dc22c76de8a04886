//! The data directory and what lies where in it.

use std::fs::{DirBuilder, File, OpenOptions};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// A data directory: everything Coffer keeps.
#[derive(Debug, Clone)]
pub(crate) struct DataDir(PathBuf);

impl DataDir {
    /// An existing data directory.
    pub(crate) fn existing(path: &Path) -> anyhow::Result<Self> {
        let dir = Self(path.to_owned());
        if !dir.key_file().exists() {
            bail!(
                "{} is not a data directory; make one with `cofferd init --data {0}`",
                path.display()
            );
        }
        Ok(dir)
    }

    /// Makes a new one, readable by this account only. Refuses a directory that holds one.
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        let dir = Self(path.to_owned());
        if dir.key_file().exists() {
            bail!(
                "{} is a data directory already; nothing was changed",
                path.display()
            );
        }
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(path)
            .with_context(|| format!("{} cannot be made", path.display()))?;
        Ok(dir)
    }

    /// The directory itself.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
    /// The configuration, unless another is named.
    pub(crate) fn config(&self) -> PathBuf {
        self.0.join("cofferd.toml")
    }
    /// Metadata and ledger.
    pub(crate) fn metadata(&self) -> PathBuf {
        self.0.join("meta.db")
    }
    /// Wrapped keys.
    pub(crate) fn keys(&self) -> PathBuf {
        self.0.join("keys.db")
    }
    /// The passphrase-sealed key-encryption keys.
    pub(crate) fn key_file(&self) -> PathBuf {
        self.0.join("keys.json")
    }
    /// Sealed objects.
    pub(crate) fn objects(&self) -> PathBuf {
        self.0.clone()
    }
    /// Local CA and certificate.
    pub(crate) fn tls(&self) -> PathBuf {
        self.0.join("tls")
    }

    /// Makes sure that one server runs on this directory; the lock ends with the process.
    pub(crate) fn lock_for_serving(&self) -> anyhow::Result<File> {
        let path = self.0.join("serve.lock");
        let file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .with_context(|| format!("{} cannot be opened", path.display()))?;
        if file.try_lock().is_err() {
            bail!(
                "another `cofferd serve` runs on {}; stop it first",
                self.0.display()
            );
        }
        Ok(file)
    }
}
