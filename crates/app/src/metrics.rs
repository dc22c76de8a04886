//! What is counted, and what is measured when somebody asks. For programs that watch from outside.
//!
//! Names are a table, which the manual, the dashboard and the alert rules are compared with. No label has a customer's
//! value: labels are route patterns, kinds of event, rules, and names from the configuration.

mod scrape;

use coffer_domain::event::EventKind;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use serde_json::Value;

/// A request that was answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRequest {
    method: &'static str,
    route: String,
    status: u32,
}

/// A kind of event.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfEvent {
    event: &'static str,
}

/// A rule and how bad it is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfAlert {
    rule: String,
    severity: String,
}

/// How a scan ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfScan {
    state: String,
}

/// A place of the configuration.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Named {
    name: String,
}

/// How bad.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfSeverity {
    severity: &'static str,
}

macro_rules! metrics {
    ($($field:ident: $type:ty = $name:literal, $help:literal;)*) => {
        /// Everything that is counted or measured.
        pub(crate) struct Metrics {
            registry: Registry,
            $($field: $type,)*
        }

        /// Name and meaning of everything, as it is scraped; counters have `_total` at their end.
        pub const METRICS: &[(&str, &str)] = &[$(($name, $help),)*];

        impl Default for Metrics {
            fn default() -> Self {
                let mut registry = Registry::with_prefix("coffer");
                $(
                    let $field = <$type>::default();
                    registry.register(short($name), $help.trim_end_matches('.'), $field.clone());
                )*
                Self { registry, $($field,)* }
            }
        }
    };
}

metrics! {
    requests: Family<OfRequest, Counter> = "coffer_requests_total", "Requests answered, by method, route pattern and status.";
    events: Family<OfEvent, Counter> = "coffer_events_total", "Entries recorded by this process, by kind of event: refusals, sign-ins, uploads and everything else.";
    received: Counter = "coffer_received_bytes_total", "Bytes of files that were sent to us as a whole.";
    sent: Counter = "coffer_sent_bytes_total", "Bytes of originals that were downloaded.";
    scans: Family<OfScan, Counter> = "coffer_scans_total", "Scans that ended, by state; `failed` is one of them.";
    alerts: Family<OfAlert, Counter> = "coffer_alerts_total", "Alerts raised by this process, by rule and severity.";
    alerts_open: Family<OfSeverity, Gauge> = "coffer_alerts_open", "Alerts nobody has taken, by severity; 500 are counted at most.";
    containments: Gauge = "coffer_containments_active", "Responses to alerts that hold now.";
    jobs: Gauge = "coffer_jobs", "Background jobs that wait or run.";
    scans_running: Gauge = "coffer_scans_running", "Scans that run now.";
    ledger: Gauge = "coffer_ledger_entries", "Entries in the ledger's newest signed head.";
    waiting: Gauge = "coffer_ledger_waiting_entries", "Entries that have no place in the ledger yet; 1024 are counted at most.";
    witnessed: Gauge = "coffer_ledger_witnessed_entries", "Entries in the newest head that a witness cosigned.";
    witnessed_age: Gauge = "coffer_ledger_witnessed_age_seconds", "How long ago a witness last cosigned a new head; -1 if none ever did.";
    sink_behind: Family<Named, Gauge> = "coffer_sink_behind_entries", "Entries a sink has not been told, by its name in the configuration.";
    sink_failing: Family<Named, Gauge> = "coffer_sink_failing_seconds", "How long a sink has taken nothing though there is something, by name; 0 if it takes.";
    sink_disabled: Family<Named, Gauge> = "coffer_sink_disabled", "1 if a sink is given up, by name.";
    spans: Counter = "coffer_spans_sent_total", "Spans that the collector of traces answered for.";
    spans_lost: Counter = "coffer_spans_lost_total", "Spans that the collector of traces did not take.";
    backup_age: Gauge = "coffer_backup_age_seconds", "How long ago a backup was last made; -1 if none is among the ledger's newest 200000 entries.";
    database: Gauge = "coffer_database_bytes", "Size of the metadata database.";
    free: Gauge = "coffer_disk_free_bytes", "Room on the disk of the objects.";
}

/// The name as the registry wants it: it adds prefix and suffix itself.
fn short(name: &'static str) -> &'static str {
    let name = name.strip_prefix("coffer_").unwrap_or(name);
    name.strip_suffix("_total").unwrap_or(name)
}

impl Metrics {
    /// Counts an answered request.
    pub(crate) fn answered(&self, method: &'static str, route: &str, status: u16) {
        let of = OfRequest {
            method,
            route: route.to_owned(),
            status: u32::from(status),
        };
        self.requests.get_or_create(&of).inc();
    }

    /// Counts what was recorded.
    pub(crate) fn recorded(&self, entry: &str) {
        let Some(kind) = kind_of(entry) else {
            return;
        };
        let of = OfEvent {
            event: kind.as_str(),
        };
        self.events.get_or_create(&of).inc();
        let facts = || -> Option<Value> {
            let entry: Value = serde_json::from_str(entry).ok()?;
            entry.get("data").cloned()
        };
        let bytes = |facts: Value| facts.get("bytes").and_then(Value::as_u64).unwrap_or(0);
        let word = |facts: &Value, name: &str| {
            let word = facts.get(name).and_then(Value::as_str);
            word.unwrap_or("unknown").to_owned()
        };
        match kind {
            EventKind::UploadCompleted => {
                self.received.inc_by(facts().map_or(0, bytes));
            }
            EventKind::DownloadClosed => {
                self.sent.inc_by(facts().map_or(0, bytes));
            }
            EventKind::FileScanned => {
                let state = facts().map_or_else(String::new, |facts| word(&facts, "state"));
                self.scans.get_or_create(&OfScan { state }).inc();
            }
            EventKind::AlertRaised => {
                if let Some(facts) = facts() {
                    let of = OfAlert {
                        rule: word(&facts, "rule"),
                        severity: word(&facts, "severity"),
                    };
                    self.alerts.get_or_create(&of).inc();
                }
            }
            _ => {}
        }
    }
}

/// What an entry says happened. Entries are canonical, so the member is written one way, and not inside of text.
pub(crate) fn kind_of(entry: &str) -> Option<EventKind> {
    let (_, rest) = entry.split_once("\"event\":\"")?;
    EventKind::from_word(rest.split('"').next()?)
}
