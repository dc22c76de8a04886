//! One file on its way, and what its failures mean.

use std::time::{Duration, Instant};

use coffer_api::ledger::Receipt;
use reqwest::Url;

use super::content::{Content, Trouble};
use super::{Outcome, Progress, Report, SendError, State};
use crate::error::CallError;
use crate::limits::REPORT_INTERVAL;
use crate::walk::LocalFile;

/// What one round brought.
pub(super) enum Step {
    /// Further, but not at the end.
    More,
    /// The file is complete.
    Received { receipt: Receipt },
}

/// Where the upload is.
pub(super) enum Place {
    /// Not known: look whether an earlier try left one, else create it.
    Unknown,
    /// Known, but not how far it is.
    Unsure(Url),
    /// Ready for the bytes from `durable` on.
    At(Url),
    /// Complete; only the receipt is missing.
    Received(String),
}

/// One file on its way.
pub(super) struct Job<'r> {
    pub(super) file: LocalFile,
    pub(super) content: Content,
    pub(super) place: Place,
    pub(super) durable: u64,
    pub(super) already_there: bool,
    id: Option<String>,
    /// Uploads that turned out to be gone.
    pub(super) lookups: u32,
    report: Report<'r>,
}

impl<'r> Job<'r> {
    pub(super) async fn open(file: &LocalFile, report: Report<'r>) -> Result<Self, SendError> {
        let job = Self {
            file: file.clone(),
            content: Content::new(file.path.clone()),
            place: Place::Unknown,
            durable: 0,
            already_there: false,
            id: None,
            lookups: 0,
            report,
        };
        // A file that cannot be read is found out before the server hears of it.
        job.content
            .open(0)
            .await
            .map_err(|error| job.trouble(Trouble::Io(error)))?;
        Ok(job)
    }

    pub(super) fn is_lost(&self) -> bool {
        matches!(self.place, Place::Unknown)
    }

    pub(super) fn blake3(&self) -> String {
        self.content.blake3()
    }

    pub(super) fn tell(&mut self, sent: u64, state: State) {
        (self.report)(&Progress {
            durable: self.durable,
            sent: sent.max(self.durable).min(self.file.bytes),
            total: self.file.bytes,
            state,
        });
    }

    pub(super) fn trouble(&self, trouble: Trouble) -> SendError {
        let path = self.file.path.clone();
        match trouble {
            Trouble::Io(source) => SendError::Read { path, source },
            Trouble::Shrunk => SendError::Shrunk(path),
        }
    }

    /// Whether it goes on after this failure; if so, the next round asks where the server stands.
    pub(super) fn survives(&mut self, failure: &CallError) -> bool {
        let code = failure.code().unwrap_or_default();
        match (&self.place, failure.status()) {
            // Expired, or complete although the answer was lost: the list of sent files tells.
            (Place::Unsure(_) | Place::At(_), Some(404 | 410)) if !code.starts_with("link_") => {
                self.place = Place::Unknown;
                self.durable = 0;
                return true;
            }
            (Place::At(_), Some(409 | 460)) if !code.starts_with("link_") => {}
            // Something on the way closed the connection for us and the server noticed.
            (Place::At(_), _) if code == "upload_ended_early" => {}
            _ if failure.is_passing() => {}
            _ => return false,
        }
        if let Place::At(url) = &self.place {
            self.place = Place::Unsure(url.clone());
        }
        true
    }

    pub(super) async fn wait(&mut self, wait: Duration, failure: &CallError) {
        let seconds = wait.as_secs();
        let reason = failure.to_string();
        self.tell(self.durable, State::Waiting { seconds, reason });
        tokio::time::sleep(wait).await;
    }

    /// Hashes up to `upto`, telling now and then.
    pub(super) async fn hash(&mut self, upto: u64) -> Result<(), SendError> {
        let hashed = self.content.hashed();
        if hashed >= upto {
            return Ok(());
        }
        let opened = self.content.open(hashed).await;
        let mut file = opened.map_err(|error| self.trouble(Trouble::Io(error)))?;
        let mut told = Instant::now();
        loop {
            let more = self.content.hash_block(&mut file, upto).await;
            if !more.map_err(|trouble| self.trouble(trouble))? {
                return Ok(());
            }
            if told.elapsed() >= REPORT_INTERVAL {
                told = Instant::now();
                self.tell(self.durable, State::Checking);
            }
        }
    }

    pub(super) fn done(&mut self, blake3: String, receipt: Receipt) -> Outcome {
        self.durable = self.file.bytes;
        self.tell(self.durable, State::Done);
        Outcome {
            id: self.id.take().unwrap_or_default(),
            name: self.file.name.clone(),
            bytes: self.file.bytes,
            blake3,
            receipt,
            already_there: self.already_there,
        }
    }

    pub(super) fn received(&mut self, id: String) {
        self.durable = self.file.bytes;
        self.id = Some(id.clone());
        self.place = Place::Received(id);
    }
}
