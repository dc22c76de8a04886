//! The file that says which bucket, and with which credential.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use coffer_bucket::{BucketConfig, Patience, S3Bucket};
use coffer_domain::secret::SecretText;
use serde::Deserialize;

use crate::system::SystemClock;

/// The file. It holds a secret, so it has no `Debug`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BucketFile {
    endpoint: String,
    region: String,
    bucket: String,
    #[serde(default)]
    prefix: String,
    access_key: String,
    secret_key: String,
    /// Certificates trusted beside the system's; relative to the file.
    ca_file: Option<PathBuf>,
}

pub(crate) fn open(path: &Path, patience: Patience) -> anyhow::Result<S3Bucket> {
    let shown = path.display();
    refuse_others(path)?;
    let text = std::fs::read_to_string(path).with_context(|| format!("{shown} cannot be read"))?;
    let text = SecretText::new(text);
    let file: BucketFile = toml::from_str(text.expose()).map_err(|error| {
        // What the reader quotes could be the secret.
        let place = error.span().map_or(0, |span| line_of(text.expose(), span.start));
        anyhow::anyhow!(
            "{shown}, line {place}: not as it must be: endpoint, region, bucket, access_key and secret_key, each a text in quotes; prefix and ca_file if needed"
        )
    })?;
    let ca_pem = file.ca_file.map(|ca| {
        let ca = path.parent().unwrap_or(Path::new(".")).join(ca);
        std::fs::read(&ca).with_context(|| format!("{} cannot be read", ca.display()))
    });
    let config = BucketConfig {
        endpoint: file.endpoint,
        region: file.region,
        bucket: file.bucket,
        prefix: file.prefix,
        access_key: file.access_key,
        secret_key: SecretText::new(file.secret_key),
        ca_pem: ca_pem.transpose()?,
        patience,
    };
    S3Bucket::new(config, Arc::new(SystemClock)).with_context(|| shown.to_string())
}

/// Refuses a file with a secret that others than its owner can read.
pub(crate) fn refuse_others(path: &Path) -> anyhow::Result<()> {
    let shown = path.display();
    let metadata = std::fs::metadata(path).with_context(|| format!("{shown} cannot be read"))?;
    if metadata.mode() & 0o077 != 0 {
        bail!("{shown} holds a secret and can be read by others: chmod 600 {shown}");
    }
    Ok(())
}

fn line_of(text: &str, offset: usize) -> usize {
    let before = text.bytes().take(offset);
    before.filter(|byte| *byte == b'\n').count() + 1
}
