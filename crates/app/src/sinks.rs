//! Events out: what is in the ledger is told to places outside, to each in order, at least once, from where it has got to.
//!
//! A sink never holds anything up: it reads the ledger behind everybody's back, and what it does not take waits there.

mod desk;
mod render;
mod run;

pub use desk::{SinkHealth, SinkView};
pub use run::Told;
pub(crate) use run::deliver;

use std::sync::Arc;

use coffer_domain::alert::Severity;
use coffer_domain::ports::EventSink;
use coffer_domain::time::Span;
use coffer_events::Format;
use tokio::sync::watch;

/// What a sink is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Every entry.
    Entries {
        /// How it is written.
        format: Format,
        /// Whether the addresses that entries came from are told as well.
        addresses: bool,
    },
    /// Alerts that are at least so bad, and what became of them.
    Alerts(Severity),
}

/// What kind of place a sink is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SinkKind {
    /// A file on the server's disk.
    File,
    /// A syslog server.
    Syslog,
    /// An address that batches are posted to.
    Https,
    /// An address that alerts are posted to, signed.
    Webhook,
}

impl SinkKind {
    /// The word in the configuration and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SinkKind::File => "file",
            SinkKind::Syslog => "syslog",
            SinkKind::Https => "https",
            SinkKind::Webhook => "webhook",
        }
    }
}

/// A place outside.
pub struct Sink {
    /// What the operator calls it.
    pub name: String,
    /// What kind of place it is.
    pub kind: SinkKind,
    /// What it is told.
    pub takes: Takes,
    /// After how long in vain it is not tried any more; never, if not given.
    pub give_up_after: Option<Span>,
    /// Whether it is told the ledger's head as well, again and again.
    pub told_heads: bool,
    /// The place itself.
    pub port: Arc<dyn EventSink>,
}

/// The sinks of the application, and what wakes them.
pub(crate) struct Outflow {
    sinks: Vec<Sink>,
    grown: watch::Sender<()>,
}

impl Outflow {
    pub(crate) fn new(sinks: Vec<Sink>) -> Self {
        Self {
            sinks,
            grown: watch::Sender::new(()),
        }
    }

    /// Says that the ledger has grown.
    pub(crate) fn wake(&self) {
        self.grown.send_replace(());
    }

    /// The sinks that are told the ledger's head.
    pub(crate) fn told_heads(&self) -> impl Iterator<Item = &Sink> {
        self.sinks.iter().filter(|sink| sink.told_heads)
    }

    fn named(&self, name: &str) -> Option<&Sink> {
        self.sinks.iter().find(|sink| sink.name == name)
    }
}
