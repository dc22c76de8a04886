//! [`Bucket`](coffer_domain::ports::Bucket) over the S3 protocol, with only what backups need of it.
//!
//! - **Invariant:** no request goes out unsigned, and none without TLS but to this machine.
//! - **Invariant:** what is put is covered by a SHA-256 that the bucket compares before it answers; a file is there whole or not at all.

mod config;
mod content;
mod http;
pub mod limits;
mod multipart;
mod s3;
mod sign;
mod xml;

pub use config::{BucketConfig, BucketConfigError, Patience};
pub use s3::S3Bucket;
