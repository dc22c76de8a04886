//! Where the demo's files are, apart by whose they are.

use std::fs::{self, DirBuilder};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};

/// One folder for all.
pub(crate) struct Places {
    root: PathBuf,
    /// Made for this run, and of no use after it.
    fresh: bool,
}

impl Places {
    /// Makes `wanted`, or a fresh folder under the system's temporary one.
    pub(crate) fn make(wanted: Option<&Path>) -> Result<Self> {
        let fresh = wanted.is_none();
        let root = match wanted {
            Some(path) => std::path::absolute(path)?,
            None => std::env::temp_dir().join(fresh_name()?),
        };
        DirBuilder::new()
            .recursive(!fresh)
            .mode(0o700)
            .create(&root)
            .with_context(|| format!("cannot make {}", root.display()))?;
        ensure!(
            fs::read_dir(&root)?.next().is_none(),
            "{} is not empty; name a new folder in DEMO_DIR",
            root.display()
        );
        let places = Self { root, fresh };
        for folder in [
            places.server(),
            places.temporary(),
            places.customer(),
            places.members(),
            places.proofs(),
            places.home(),
        ] {
            DirBuilder::new().mode(0o700).create(folder)?;
        }
        Ok(places)
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }
    /// All of the server's.
    pub(crate) fn server(&self) -> PathBuf {
        self.root.join("server")
    }
    pub(crate) fn data(&self) -> PathBuf {
        self.server().join("data")
    }
    /// The development mail sink, beside the data directory.
    pub(crate) fn mail(&self) -> PathBuf {
        self.server().join("data.mail")
    }
    pub(crate) fn log(&self) -> PathBuf {
        self.server().join("server.log")
    }
    /// The server's `TMPDIR`.
    pub(crate) fn temporary(&self) -> PathBuf {
        self.server().join("tmp")
    }
    /// The customer's own computer.
    pub(crate) fn customer(&self) -> PathBuf {
        self.root.join("customer")
    }
    /// What members saved.
    pub(crate) fn members(&self) -> PathBuf {
        self.root.join("members")
    }
    /// The exported ledger and its altered copy.
    pub(crate) fn proofs(&self) -> PathBuf {
        self.root.join("proofs")
    }
    /// An empty home, so that nobody's own configuration takes part.
    pub(crate) fn home(&self) -> PathBuf {
        self.root.join("home")
    }

    /// Removes everything if it was made for this run; whether it did.
    pub(crate) fn remove_if_fresh(&self) -> Result<bool> {
        if self.fresh {
            fs::remove_dir_all(&self.root)?;
        }
        Ok(self.fresh)
    }
}

fn fresh_name() -> Result<String> {
    let nanos = SystemTime::now().duration_since(UNIX_EPOCH)?.as_nanos();
    Ok(format!("coffer-demo-{}-{nanos:x}", std::process::id()))
}

/// Every file below a folder, sorted.
pub(crate) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            found.extend(files_below(&entry.path())?);
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    Ok(found)
}
