//! Where backups go, who can open them, and how often the server makes one.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context, bail};
use coffer_backup::Recipient;
use serde::Deserialize;

/// `[backup]`
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct BackupSection {
    /// The directory backups go to; it must be there.
    pub target: Option<PathBuf>,
    /// Recipients: the public halves of offline keys.
    pub recipients: Vec<PathBuf>,
    /// The server makes one as often; none by itself if not given.
    pub every_seconds: Option<u32>,
}

/// Backups the server makes by itself.
pub(crate) struct Schedule {
    pub(crate) target: PathBuf,
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) every: Duration,
}

impl BackupSection {
    /// What the server makes by itself, if anything.
    pub(crate) fn schedule(&self) -> anyhow::Result<Option<Schedule>> {
        let Some(seconds) = self.every_seconds else {
            return Ok(None);
        };
        if seconds == 0 {
            bail!("[backup] every_seconds is at least 1");
        }
        let target = self.target.clone();
        let target = target.context("[backup] every_seconds needs [backup] target")?;
        if self.recipients.is_empty() {
            bail!("[backup] every_seconds needs [backup] recipients");
        }
        Ok(Some(Schedule {
            target,
            recipients: read_recipients(&self.recipients)?,
            every: Duration::from_secs(u64::from(seconds)),
        }))
    }
}

/// Reads the public halves of offline keys.
pub(crate) fn read_recipients(files: &[PathBuf]) -> anyhow::Result<Vec<Recipient>> {
    let read = |path: &PathBuf| {
        let text = fs::read_to_string(path)
            .with_context(|| format!("the recipient {} cannot be read", path.display()))?;
        Recipient::parse(&text).with_context(|| path.display().to_string())
    };
    files.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::BackupSection;

    #[test]
    fn backups_by_itself_need_a_place_and_somebody_who_opens_them() {
        let schedule = |text: &str| toml::from_str::<BackupSection>(text).unwrap().schedule();
        assert!(schedule("").unwrap().is_none());
        assert!(schedule("target = \"/backup\"").unwrap().is_none());
        for refused in [
            "every_seconds = 0\ntarget = \"/backup\"\nrecipients = [\"a.pub\"]",
            "every_seconds = 5\nrecipients = [\"a.pub\"]",
            "every_seconds = 5\ntarget = \"/backup\"",
            "every_seconds = 5\ntarget = \"/backup\"\nrecipients = [\"/nowhere/a.pub\"]",
        ] {
            assert!(schedule(refused).is_err(), "{refused}");
        }
    }
}
