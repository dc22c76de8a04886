//! A bucket of an object store: it keeps every version of what is put into it, and locks versions until a day.

use std::io;

use super::BlobReader;
use crate::time::Timestamp;

/// One version of a key. Delete markers are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BucketVersion {
    /// Its key.
    pub key: String,
    /// By which the bucket tells versions of a key apart.
    pub id: String,
    /// Its length.
    pub bytes: u64,
    /// When the bucket took it, by the bucket's own clock.
    pub stored: Timestamp,
}

/// What a bucket is set up to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BucketState {
    /// It keeps all versions.
    pub versioned: bool,
    /// Versions can be locked.
    pub lockable: bool,
}

/// What became of something to be put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It is there, durable.
    Stored,
    /// The key has a version already, and it was to be put only where none is.
    Occupied,
}

/// Where something may be put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutWhere {
    /// Only where the key has no version, or was deleted.
    Free,
    /// As another version beside those there are.
    Beside,
}

/// Why a bucket did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum BucketError {
    /// No connection, or no answer in time, again and again.
    #[error(
        "the bucket cannot be reached (tried {tries} times); nothing half put counts, run it again later"
    )]
    Unreachable {
        /// How often it was tried.
        tries: u32,
        /// Why it failed last.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It says that it cannot now, again and again.
    #[error(
        "the bucket could not {what}, {tries} times, and said last: {said}; nothing half put counts, run it again later"
    )]
    Busy {
        /// What was asked.
        what: &'static str,
        /// How often.
        tries: u32,
        /// Its last answer.
        said: String,
    },
    /// It says that this may not be done.
    #[error("the bucket does not permit to {what}: {said}; look at what the credential may do")]
    Denied {
        /// What was asked.
        what: &'static str,
        /// Its answer.
        said: String,
    },
    /// The bucket, key or version is not there.
    #[error("there is nothing to {what}: {said}")]
    Gone {
        /// What was asked.
        what: &'static str,
        /// Its answer.
        said: String,
    },
    /// An answer that is none.
    #[error("what the bucket answered when asked to {what} cannot be used: {said}")]
    Answer {
        /// What was asked.
        what: &'static str,
        /// Its answer, or what is wrong with it.
        said: String,
    },
    /// The near end: what was to be put cannot be read, or what was read cannot be written.
    #[error("a file of this machine cannot be read or written")]
    Local(#[source] io::Error),
}

/// A bucket. Calls return when the bucket has answered; the adapter tries again what may pass by itself, and never more than it
/// says. Safe to use from several threads.
pub trait Bucket: Send + Sync {
    /// What it is set up to do.
    fn state(&self) -> Result<BucketState, BucketError>;

    /// Every version of every key that begins with `prefix`: keys in order, of each the newest first.
    fn versions(
        &self,
        prefix: &str,
        each: &mut dyn FnMut(BucketVersion),
    ) -> Result<(), BucketError>;

    /// Puts `content` whole or not at all, locked until then if that is said.
    fn put(
        &self,
        key: &str,
        content: &dyn BlobReader,
        locked_until: Option<Timestamp>,
        place: PutWhere,
    ) -> Result<Put, BucketError>;

    /// Writes a version's content to `out`.
    fn read(&self, version: &BucketVersion, out: &mut dyn io::Write) -> Result<(), BucketError>;

    /// Whether a version is `content`, by a checksum the bucket made when it took it; none if it tells none.
    fn same(
        &self,
        version: &BucketVersion,
        content: &dyn BlobReader,
    ) -> Result<Option<bool>, BucketError>;

    /// Until when nobody can delete a version; none if somebody can.
    fn locked_until(&self, version: &BucketVersion) -> Result<Option<Timestamp>, BucketError>;

    /// Locks a version until then. Whoever holds the bucket refuses to make a lock shorter.
    fn lock(&self, version: &BucketVersion, until: Timestamp) -> Result<(), BucketError>;
}
