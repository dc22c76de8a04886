//! A hold: the server says that somebody may be after the backups, and nothing is pruned at the target until its time is over.
//!
//! It is one signed file beside the manifests, as pruning runs where the server does not answer. `docs/formats/backup.md`.

use coffer_domain::time::Timestamp;
use coffer_tlog::{LogSigner, LogVerifier};
use serde_json::{Value, json};

use crate::error::BackupError;
use crate::manifest::{ManifestError, sign, verify};
use crate::source::Source;
use crate::target::{Lock, Target};

/// Its name at a target.
pub(crate) const HOLD: &str = "hold";
const FORMAT: &str = "coffer-backup-hold-v1";

/// Whether something may be pruned at a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pruning {
    /// Nobody said otherwise.
    Free,
    /// Not before that time.
    Held(Hold),
    /// There is a hold that the trusted key did not sign, or that cannot be read: nothing goes before a person looked.
    Unclear,
}

/// What the server said last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hold {
    /// Nothing is pruned before; past if the hold was lifted.
    pub until: Timestamp,
    /// The signed text.
    text: String,
}

impl Pruning {
    /// Until when it is held, if it is at `now`.
    #[must_use]
    pub fn held_until(&self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Held(hold) => Some(hold.until).filter(|until| now < *until),
            Self::Free | Self::Unclear => None,
        }
    }

    /// What was said last at a place, by the trusted key.
    pub(crate) fn said_at(place: &dyn Source, signer: &LogVerifier) -> Self {
        match place.hold() {
            Ok(None) => Self::Free,
            Ok(Some(text)) => match until_of(&text, signer) {
                Ok(until) => Self::Held(Hold { until, text }),
                Err(_) => Self::Unclear,
            },
            Err(_) => Self::Unclear,
        }
    }

    /// Whether something may go at `now`.
    pub(crate) fn allowed(&self, now: Timestamp) -> Result<(), BackupError> {
        match (self, self.held_until(now)) {
            (Self::Unclear, _) => Err(BackupError::HoldUnclear),
            (_, Some(until)) => Err(BackupError::HeldUntil(until)),
            (_, None) => Ok(()),
        }
    }
}

impl Target {
    /// Says until when nothing is pruned here; a time that is past lifts what was said before. Whether it had to be said.
    ///
    /// # Errors
    /// The directory is not writable.
    pub fn hold(
        &self,
        before: &Pruning,
        until: Option<Timestamp>,
        now: Timestamp,
        signer: &LogSigner,
        _lock: &Lock,
    ) -> Result<bool, BackupError> {
        let held = before.held_until(now);
        let clear = *before != Pruning::Unclear;
        if clear && held == until.filter(|until| now < *until) {
            return Ok(false);
        }
        let until = until.unwrap_or(now);
        let said = u64::try_from(now.0).unwrap_or(0);
        let value = json!({ "format": FORMAT, "said": now.0, "until": until.0 });
        let (text, _) = sign(&value, said, signer)?;
        self.put_hold(&text)?;
        Ok(true)
    }

    /// Takes over the hold that is at a source now, if it is longer than the one here.
    ///
    /// # Errors
    /// The directory is not writable. A hold that cannot be read, or that the trusted key did not sign, is none.
    pub fn pull_hold(
        &self,
        from: &dyn Source,
        signer: &LogVerifier,
        _lock: &Lock,
    ) -> Result<bool, BackupError> {
        let theirs = Pruning::said_at(from, signer);
        self.take_hold(&theirs, &Pruning::said_at(self, signer))
    }

    /// Whoever has the source cannot end ours.
    pub(crate) fn take_hold(&self, theirs: &Pruning, ours: &Pruning) -> Result<bool, BackupError> {
        let Pruning::Held(theirs) = theirs else {
            return Ok(false);
        };
        let longer = match ours {
            Pruning::Free => true,
            Pruning::Held(ours) => ours.until < theirs.until,
            Pruning::Unclear => false,
        };
        if longer {
            self.put_hold(&theirs.text)?;
        }
        Ok(longer)
    }

    fn put_hold(&self, text: &str) -> Result<(), BackupError> {
        let path = self.root().join(HOLD);
        self.put(&path, &mut |out| out.write_all(text.as_bytes()))?;
        Ok(())
    }
}

fn until_of(text: &str, signer: &LogVerifier) -> Result<Timestamp, ManifestError> {
    let (value, _, _) = verify(text, signer)?;
    if value.get("format").and_then(Value::as_str) != Some(FORMAT) {
        return Err(ManifestError::Form);
    }
    let until = value.get("until").and_then(Value::as_i64);
    until.map(Timestamp).ok_or(ManifestError::Form)
}
