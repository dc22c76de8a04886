//! Mail that is kept.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use coffer_domain::ports::{Mail, MailError, Mailer};

use crate::faults::{Effect, Faults};

/// Keeps what was sent, in order.
pub struct MemoryMailer {
    faults: Arc<Faults>,
    sent: Mutex<Vec<Mail>>,
    stalled: AtomicBool,
}

impl MemoryMailer {
    /// A mailer that fails when `faults` says so.
    #[must_use]
    pub fn new(faults: Arc<Faults>) -> Self {
        Self {
            faults,
            sent: Mutex::default(),
            stalled: AtomicBool::new(false),
        }
    }

    /// From now on the mail server takes connections and never answers.
    pub fn stall(&self) {
        self.stalled.store(true, Ordering::Relaxed);
    }

    /// All mail so far.
    #[must_use]
    pub fn sent(&self) -> Vec<Mail> {
        self.sent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[async_trait]
impl Mailer for MemoryMailer {
    async fn send(&self, mail: Mail) -> Result<(), MailError> {
        if self.stalled.load(Ordering::Relaxed) {
            std::future::pending::<()>().await;
        }
        self.faults
            .through_blocking("mailer.send", Effect::Writes, || {
                let mut sent = self.sent.lock().unwrap_or_else(PoisonError::into_inner);
                sent.push(mail);
                Ok(())
            })
    }
}
