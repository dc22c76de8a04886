//! Anchoring: the ledger's head is put where this server cannot take it back: with witnesses, at sinks, in mails, in a bucket.
//!
//! Whoever keeps a head from elsewhere can show that the ledger was rewritten before it; a witness moreover vouches that
//! everybody was shown the same one. How much could be rewritten unseen is what came after the last head out of reach.

mod bucket;
mod push;
mod witness;

pub use bucket::BucketAnchor;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use coffer_domain::ports::WitnessPort;
use coffer_domain::text::Email;
use coffer_domain::time::{Span, Timestamp};
use coffer_tlog::WitnessVerifier;
use tokio::sync::Mutex;

use crate::app::App;
use crate::error::AppError;

/// A witness that is asked.
pub struct WitnessSettings {
    /// Its name and public key.
    pub verifier: WitnessVerifier,
    /// The witness itself.
    pub port: Arc<dyn WitnessPort>,
}

/// Where the head goes, and how often.
pub struct Anchors {
    /// How often.
    pub every: Duration,
    /// Who is asked to cosign.
    pub witnesses: Vec<WitnessSettings>,
    /// Who gets it by mail.
    pub mail_to: Vec<Email>,
    /// How often by mail.
    pub mail_every: Span,
    /// The bucket it is put into.
    pub bucket: Option<BucketAnchor>,
}

impl Default for Anchors {
    fn default() -> Self {
        Self {
            every: Duration::from_secs(60),
            witnesses: Vec::new(),
            mail_to: Vec::new(),
            mail_every: Span::hours(24),
            bucket: None,
        }
    }
}

/// What became of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchored {
    /// The size of the head.
    pub size: u64,
    /// The witnesses that cosigned it, and why others did not, by name.
    pub witnesses: BTreeMap<String, Result<(), String>>,
    /// The sinks that took it, and why others did not, by name.
    pub sinks: BTreeMap<String, Result<(), String>>,
    /// How many mails went out.
    pub mails: usize,
    /// Whether the bucket took it, if it was time.
    pub bucket: Option<Result<(), String>>,
}

/// What was put where.
#[derive(Default)]
struct Put {
    /// What each witness cosigned last, as far as known.
    cosigned: BTreeMap<String, Cosigned>,
    /// Witnesses whose refusal is in the ledger.
    refused: BTreeMap<String, &'static str>,
    /// Which size each sink was told, and when.
    told: BTreeMap<String, (u64, Timestamp)>,
}

/// What a witness cosigned last.
#[derive(Clone, Copy)]
struct Cosigned {
    size: u64,
    /// When that was last known to be the newest head.
    at: Timestamp,
}

/// The anchoring side of the application.
pub(crate) struct Anchoring {
    settings: Anchors,
    put: Mutex<Put>,
}

impl Anchoring {
    pub(crate) fn new(settings: Anchors) -> Self {
        Self {
            settings,
            put: Mutex::default(),
        }
    }
}

impl App {
    /// Anchors the head again and again until the process ends.
    pub async fn run_anchoring(&self) {
        let settings = &self.anchoring.settings;
        let told = self.outflow.told_heads().next().is_some();
        let put = settings.bucket.is_some() || !settings.mail_to.is_empty();
        if settings.witnesses.is_empty() && !put && !told {
            return;
        }
        let mut ticks = tokio::time::interval(settings.every);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            if let Err(error) = self.anchor_once().await {
                tracing::error!(error = %crate::error_chain(&error), "the ledger's head was not anchored");
            }
        }
    }

    /// Puts the newest head where it has not been put yet.
    ///
    /// # Errors
    /// The store or the key provider does not work. What others do not take is in the answer.
    pub async fn anchor_once(&self) -> Result<Anchored, AppError> {
        self.sequence_all().await?;
        let mut put = self.anchoring.put.lock().await;
        let mut anchored = Anchored {
            size: 0,
            witnesses: BTreeMap::new(),
            sinks: BTreeMap::new(),
            mails: 0,
            bucket: None,
        };
        let Some(head) = self.store.head().await? else {
            return Ok(anchored);
        };
        anchored.size = head.size;
        let checkpoint = self
            .have_cosigned(&head, &mut put, &mut anchored.witnesses)
            .await?;
        self.push_head(head.size, &checkpoint, &mut put, &mut anchored.sinks)
            .await?;
        // Health asks what was put; it must not wait for mail servers and buckets.
        drop(put);
        anchored.mails = self.mail_head(head.size, &checkpoint).await?;
        anchored.bucket = self.put_head(head.size, &checkpoint).await?;
        Ok(anchored)
    }
}
