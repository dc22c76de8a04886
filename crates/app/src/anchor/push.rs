//! Telling the head to sinks and people.

use std::collections::BTreeMap;

use coffer_domain::ports::Mail;
use coffer_domain::sink::{OutLine, SinkState};

use super::Put;
use crate::app::App;
use crate::error::AppError;
use crate::limits::HEAD_TOLD_ANYWAY;
use crate::sinks::{Takes, deliver};

/// Under which name it is kept when the head was mailed; the configuration cannot name a sink so.
const MAIL: &str = "checkpoint by mail";

impl App {
    /// Tells the head to the sinks that are told heads: when it is another, and now and then anyway, so that silence
    /// means something.
    pub(super) async fn push_head(
        &self,
        size: u64,
        checkpoint: &str,
        put: &mut Put,
        told: &mut BTreeMap<String, Result<(), String>>,
    ) -> Result<(), AppError> {
        let writer = self.writer().await?;
        let now = self.clock.now();
        for sink in self.outflow.told_heads() {
            let Takes::Entries { format, .. } = sink.takes else {
                continue;
            };
            let last = put.told.get(&sink.name);
            if last.is_some_and(|(was, at)| *was == size && now.apart(*at) < HEAD_TOLD_ANYWAY) {
                continue;
            }
            let written = coffer_events::write_head(format, &writer, now, size, checkpoint);
            let line = OutLine {
                uid: written.uid,
                at: now,
                level: written.level,
                event: coffer_events::HEAD_EVENT.to_owned(),
                text: written.text,
            };
            let outcome = deliver(sink, &[line])
                .await
                .map_err(|error| crate::error_chain(&error));
            match &outcome {
                Ok(()) => drop(put.told.insert(sink.name.clone(), (size, now))),
                Err(why) => {
                    tracing::warn!(
                        sink = sink.name,
                        why,
                        "a sink did not take the ledger's head"
                    );
                }
            }
            told.insert(sink.name.clone(), outcome);
        }
        Ok(())
    }

    /// Mails the head if it is time; how many mails went out.
    pub(super) async fn mail_head(&self, size: u64, checkpoint: &str) -> Result<usize, AppError> {
        let settings = &self.anchoring.settings;
        if settings.mail_to.is_empty() {
            return Ok(0);
        }
        let now = self.clock.now();
        let kept = self.store.sink(MAIL).await?;
        let last = kept.as_ref().and_then(|state| state.taken);
        if last.is_some_and(|at| now.apart(at) < settings.mail_every) {
            return Ok(0);
        }
        let mut sent = 0_usize;
        for to in &settings.mail_to {
            let mail = Mail {
                to: to.clone(),
                subject: format!("[Coffer] The ledger has {size} entries"),
                text: format!(
                    "Keep this mail: it shows later whether anything before it was changed.\n\n\
                     {checkpoint}\nCheck an export against it, from `{}` up to the last line:\n\
                     cofferd ledger verify FOLDER --log KEY --since FILE\n",
                    checkpoint.lines().next().unwrap_or_default()
                ),
            };
            match self.mailer.send(mail).await {
                Ok(()) => sent = sent.saturating_add(1),
                Err(error) => {
                    tracing::error!(error = %crate::error_chain(&error), "the ledger's head was not mailed");
                }
            }
        }
        if sent > 0 {
            let state = SinkState {
                next: size,
                taken: Some(now),
                ..SinkState::new(MAIL)
            };
            let from = kept.map(|state| state.next);
            self.keep_sink(from, state).await?;
        }
        Ok(sent)
    }
}
