//! Which bucket a command means.

use std::path::{Path, PathBuf};

use clap::Args;
use coffer_bucket::{Patience, S3Bucket};

pub(super) use crate::bucket::refuse_others;

/// Which bucket.
#[derive(Args, Clone)]
pub(super) struct InBucket {
    /// The file with endpoint, region, bucket and credential; nobody but its owner may read it
    #[arg(long, value_name = "FILE")]
    bucket_config: PathBuf,
    /// Make no locks, and ask for none: whoever has the credential may then delete every backup in the bucket
    #[arg(long)]
    without_lock: bool,
}

impl InBucket {
    pub(super) fn locked(&self) -> bool {
        !self.without_lock
    }

    pub(super) fn open(&self) -> anyhow::Result<S3Bucket> {
        open(&self.bucket_config)
    }
}

/// Backups wait for a bucket that has trouble.
pub(super) fn open(path: &Path) -> anyhow::Result<S3Bucket> {
    crate::bucket::open(path, Patience::default())
}
