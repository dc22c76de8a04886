//! From entries of the ledger to lines for a sink.

use coffer_domain::alert::Severity;
use coffer_domain::event::EventKind;
use coffer_domain::ports::OpenedEntry;
use coffer_domain::sink::OutLine;
use coffer_events::{Entry, Writer};
use serde_json::{Map, Value, json};

use super::Takes;
use crate::app::App;

impl App {
    /// The line a sink is told of an entry; none if it is not for it.
    pub(super) fn line(
        &self,
        takes: Takes,
        writer: &Writer,
        opened: &OpenedEntry,
    ) -> Option<OutLine> {
        let address = match takes {
            Takes::Entries {
                addresses: true, ..
            } => opened.address.clone(),
            _ => None,
        };
        let entry = match Entry::read(opened.index, &opened.text, address) {
            Ok(entry) => entry,
            Err(error) => {
                tracing::error!(index = opened.index, error = %crate::error_chain(&error), "an entry of the ledger cannot be told to sinks");
                return None;
            }
        };
        match takes {
            Takes::Entries { format, .. } => {
                let written = coffer_events::write(format, writer, &entry);
                Some(OutLine {
                    uid: written.uid,
                    at: entry.at,
                    level: written.level,
                    event: entry.event,
                    text: written.text,
                })
            }
            Takes::Alerts(at_least) if is_for_alerts(&entry, at_least) => {
                self.alert_line(writer, entry)
            }
            Takes::Alerts(_) => None,
        }
    }

    /// The line of somebody's try: every sink is told.
    pub(super) fn test_line(
        &self,
        takes: Takes,
        writer: &Writer,
        opened: &OpenedEntry,
    ) -> Option<OutLine> {
        match takes {
            Takes::Entries { .. } => self.line(takes, writer, opened),
            Takes::Alerts(_) => {
                self.alert_line(writer, Entry::read(opened.index, &opened.text, None).ok()?)
            }
        }
    }

    /// What a webhook is told: `type`, `timestamp`, `data`, as Standard Webhooks advises.
    fn alert_line(&self, writer: &Writer, entry: Entry) -> Option<OutLine> {
        let mut data = Map::new();
        data.insert("ledger_index".to_owned(), json!(entry.index));
        let alert = entry.text("object").filter(|id| id.starts_with("alr_"));
        if let Some(alert) = alert {
            let url = format!("{}/app/alerts/{alert}", self.public_url);
            data.insert("alert".to_owned(), json!(alert));
            data.insert("url".to_owned(), json!(url));
        }
        for name in ["case", "actor"] {
            if let Some(text) = entry.text(name) {
                data.insert(name.to_owned(), json!(text));
            }
        }
        if let Some(facts) = entry.data() {
            data.insert("facts".to_owned(), json!(facts));
        }
        if let Some(rule) = entry.word("rule").and_then(|id| self.watcher.rule(id)) {
            data.insert("title".to_owned(), json!(rule.title));
            data.insert("advice".to_owned(), json!(rule.advice));
            data.insert("attack".to_owned(), json!(rule.attack));
        }
        let body = json!({
            "type": entry.event,
            "timestamp": entry.at.to_string(),
            "data": data,
        });
        let written = coffer_events::write(coffer_events::Format::Coffer, writer, &entry);
        Some(OutLine {
            uid: written.uid,
            at: entry.at,
            level: written.level,
            event: entry.event,
            text: body.to_string(),
        })
    }
}

/// What happens to alerts, and is not closed before anybody saw it.
fn is_for_alerts(entry: &Entry, at_least: Severity) -> bool {
    match entry.kind {
        Some(EventKind::AlertRaised) => {
            let severity = entry.word("severity").and_then(Severity::from_word);
            let exempt = entry.fact("not_a_threat").and_then(Value::as_bool);
            severity.is_some_and(|severity| severity >= at_least) && exempt != Some(true)
        }
        Some(
            EventKind::AlertAcknowledged
            | EventKind::AlertClosed
            | EventKind::ContainmentBegun
            | EventKind::ContainmentEnded,
        ) => true,
        _ => false,
    }
}
