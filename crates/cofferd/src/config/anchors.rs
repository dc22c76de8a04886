//! `[checkpoints]` and `[[witness]]`: where the ledger's head is put, out of this server's reach.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, bail};
use coffer_app::anchor::{Anchors, BucketAnchor, WitnessSettings};
use coffer_bucket::Patience;
use coffer_domain::text::Email;
use coffer_domain::time::Span;
use coffer_outbound::{HttpsWitness, WitnessConfig};
use coffer_tlog::WitnessVerifier;
use serde::Deserialize;

/// A head that a bucket does not take is put again with the next round: witnesses and sinks do not wait for it.
const TRIES: u32 = 2;
const ANSWER: Duration = Duration::from_secs(15);

/// `[checkpoints]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct CheckpointsSection {
    /// How often witnesses are asked and sinks told.
    pub every_seconds: u32,
    /// Who gets the head by mail.
    pub mail: Vec<String>,
    /// How often by mail.
    pub mail_hours: u32,
    /// The file that says which bucket gets the head, as for backups.
    pub bucket: Option<PathBuf>,
    /// How often the bucket gets it.
    pub bucket_hours: u32,
    /// For how many days each is locked there; 0: not at all.
    pub bucket_days: u32,
}

impl Default for CheckpointsSection {
    fn default() -> Self {
        Self {
            every_seconds: 60,
            mail: Vec::new(),
            mail_hours: 24,
            bucket: None,
            bucket_hours: 1,
            bucket_days: 400,
        }
    }
}

impl CheckpointsSection {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        if let Some(path) = &mut self.bucket {
            *path = folder.join(&*path);
        }
    }

    fn bucket_anchor(&self) -> anyhow::Result<Option<BucketAnchor>> {
        let Some(path) = &self.bucket else {
            return Ok(None);
        };
        // Its client must not be made on a thread that serves others.
        let path = path.clone();
        let patience = Patience {
            tries: TRIES,
            answer: ANSWER,
            ..Patience::default()
        };
        let bucket = std::thread::spawn(move || crate::bucket::open(&path, patience)).join();
        let bucket = bucket
            .map_err(|_| anyhow::anyhow!("the client cannot be set up"))
            .and_then(|bucket| bucket)
            .context("[checkpoints] bucket")?;
        let days = i64::from(self.bucket_days);
        Ok(Some(BucketAnchor {
            bucket: Arc::new(bucket),
            every: Span::hours(i64::from(self.bucket_hours)),
            locked_for: (days > 0).then(|| Span::days(days)),
        }))
    }
}

/// `[[witness]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WitnessSection {
    /// Where it is: what `/add-checkpoint` is added to.
    pub url: String,
    /// Its verifier key.
    pub key: String,
    /// PEM file with a further CA to trust.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

impl WitnessSection {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        if let Some(path) = &mut self.ca_file {
            *path = folder.join(&*path);
        }
    }

    fn settings(&self) -> anyhow::Result<WitnessSettings> {
        let verifier = WitnessVerifier::from_vkey(self.key.trim())
            .context("key is not a witness's verifier key")?;
        let ca_pem = self.ca_file.as_ref().map(|path| {
            std::fs::read(path)
                .with_context(|| format!("ca_file {} cannot be read", path.display()))
        });
        let port = HttpsWitness::new(&WitnessConfig {
            url: self.url.clone(),
            ca_pem: ca_pem.transpose()?,
        })?;
        Ok(WitnessSettings {
            verifier,
            port: Arc::new(port),
        })
    }
}

/// Where the head goes.
pub(crate) fn anchors(
    section: &CheckpointsSection,
    witnesses: &[WitnessSection],
) -> anyhow::Result<Anchors> {
    if section.every_seconds == 0 || section.mail_hours == 0 || section.bucket_hours == 0 {
        bail!("[checkpoints] every_seconds, mail_hours and bucket_hours must be at least 1");
    }
    let mut settings: Vec<WitnessSettings> = Vec::new();
    for section in witnesses {
        let one = section
            .settings()
            .with_context(|| format!("[[witness]] {}", section.url))?;
        if settings.iter().any(|other| other.verifier == one.verifier) {
            bail!("[[witness]] {} has a key named before", section.url);
        }
        settings.push(one);
    }
    let mail_to = section
        .mail
        .iter()
        .map(|text| {
            Email::parse(text)
                .map_err(|problem| anyhow::anyhow!("[checkpoints] mail = `{text}` {problem}"))
        })
        .collect::<Result<_, _>>()?;
    Ok(Anchors {
        every: Duration::from_secs(u64::from(section.every_seconds)),
        witnesses: settings,
        mail_to,
        mail_every: Span::hours(i64::from(section.mail_hours)),
        bucket: section.bucket_anchor()?,
    })
}
