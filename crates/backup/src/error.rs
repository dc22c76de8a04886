//! Why something with backups could not be done.

use std::io;
use std::path::{Path, PathBuf};

use coffer_domain::ports::BucketError;
use coffer_domain::time::Timestamp;

use crate::manifest::ManifestError;

/// Why something with backups could not be done.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("`{0}` is not there; is the disk mounted?")]
    NoTarget(PathBuf),
    #[error("`{0}` holds no backups; if this is to be a new target, say so with --new-target")]
    NotATarget(PathBuf),
    #[error("`{0}` holds backups already; leave --new-target out")]
    InUse(PathBuf),
    #[error("`{0}` is not empty; a new target is an empty directory")]
    NotEmpty(PathBuf),
    #[error("another backup or pruning runs on `{0}`")]
    Busy(PathBuf),
    #[error(
        "no room left at `{0}`; what was backed up before is whole. Make room and run it again: it goes on from there"
    )]
    Full(PathBuf),
    #[error("`{path}` cannot be read or written")]
    Target {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(
        "`{0}` has more manifests than can be checked at once (1 GiB); nothing was taken from there. Look at what lies there"
    )]
    TooManyManifests(String),
    #[error("`{0}` cannot be read")]
    Offered(String, #[source] io::Error),
    #[error("the server's own data cannot be read")]
    Source(#[source] Box<dyn std::error::Error + Send + Sync>),
    #[error("the chain of manifests is broken: {0}")]
    Broken(String),
    #[error("the target holds the backups of another installation (`{found}`, not `{expected}`)")]
    OtherInstallation { expected: String, found: String },
    #[error("no recipient is named: to whom is the backup to be sealed?")]
    NoRecipient,
    #[error("more than {} recipients", crate::limits::RECIPIENTS_MAX)]
    TooManyRecipients,
    #[error("this identity opens none of it: it was sealed to {0}")]
    WrongIdentity(String),
    #[error("`{0}` is damaged or was exchanged: it is not what its manifest names")]
    Damaged(String),
    #[error("`{0}` is not at the target")]
    Gone(String),
    #[error("there is no such backup; `cofferd backup list` shows which there are")]
    NoSuchPoint,
    #[error("the newest backup is not whole, so nothing is removed: {0}")]
    NotWhole(String),
    #[error(
        "pruning is held until {0}: an alert says that somebody may be after the backups. A security officer lifts it, and the next `backup run` says so here"
    )]
    HeldUntil(Timestamp),
    #[error(
        "a hold on pruning lies at the target, and the trusted key did not sign it: nothing is removed. If you know why, remove the file `hold`"
    )]
    HoldUnclear,
    #[error(transparent)]
    Bucket(#[from] BucketError),
    #[error(
        "the bucket {0}: whoever has its credential could delete every backup in it. Make one with versions and object lock, or say --without-lock if something else keeps what is in it"
    )]
    NotLockable(&'static str),
    #[error(
        "the bucket had another signed manifest {0} before this one, so nothing was put: a new target needs a bucket or a prefix of its own. If nobody began one, somebody uses the server's key"
    )]
    OtherPast(u64),
    #[error("the bucket holds more than {0} keys; somebody may be filling it")]
    Flooded(usize),
    #[error(transparent)]
    Manifest(#[from] ManifestError),
    #[error("our own fault: {0}")]
    Bug(&'static str),
}

impl BackupError {
    /// An I/O error at the target, with a full disk told by name.
    pub(crate) fn target(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path),
            _ => Self::Target { path, source },
        }
    }
}
