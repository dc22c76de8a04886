//! Following an upload by what `coffer send --json` says.

use serde_json::Value;

use crate::demo::figures::percent;

/// The server is killed when this much is durable and more is on its way.
const KILL_AT_PERCENT: u64 = 40;
/// When this much is durable it is killed in any case.
const KILL_BY_PERCENT: u64 = 65;

/// What is to be done after an event.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Reaction {
    GoOn,
    Kill,
}

/// What was seen so far.
#[derive(Default)]
pub(super) struct Watch {
    pub(super) durable: u64,
    pub(super) sent: u64,
    pub(super) total: u64,
    /// Durable bytes when the server was killed.
    pub(super) killed_at: Option<u64>,
    /// What the server held when the client came back.
    pub(super) resumed_at: Option<u64>,
    /// The last event.
    pub(super) received: Option<Value>,
}

impl Watch {
    pub(super) fn new() -> Self {
        Self::default()
    }

    pub(super) fn see(&mut self, event: &Value) -> Reaction {
        let field = |name: &str| event.get(name).and_then(Value::as_u64);
        match event.get("event").and_then(Value::as_str) {
            Some("received") => {
                self.received = Some(event.clone());
                return Reaction::GoOn;
            }
            Some("progress") => {}
            _ => return Reaction::GoOn,
        }
        self.durable = field("bytes_sent_durably").unwrap_or(self.durable);
        self.sent = field("bytes_sent").unwrap_or(self.sent);
        self.total = field("total").unwrap_or(self.total);
        if event.get("state").and_then(Value::as_str) == Some("resumed") && self.killed_at.is_some()
        {
            self.resumed_at = self.resumed_at.or(field("offset"));
        }
        let done = percent(self.durable, self.total);
        let within = done >= KILL_AT_PERCENT && self.sent > self.durable;
        let far_enough = within || done >= KILL_BY_PERCENT;
        if self.killed_at.is_none() && far_enough && self.durable < self.total {
            self.killed_at = Some(self.durable);
            return Reaction::Kill;
        }
        Reaction::GoOn
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn progress(durable: u64, sent: u64, state: &str) -> Value {
        json!({"event": "progress", "bytes_sent_durably": durable, "bytes_sent": sent, "total": 100,
            "state": state, "offset": durable})
    }

    #[test]
    fn one_kill_in_the_middle_of_a_request() {
        let mut watch = Watch::new();
        assert_eq!(watch.see(&progress(0, 0, "sending")), Reaction::GoOn);
        assert_eq!(watch.see(&progress(39, 44, "sending")), Reaction::GoOn);
        assert_eq!(watch.see(&progress(44, 44, "sending")), Reaction::GoOn);
        assert_eq!(watch.see(&progress(44, 49, "sending")), Reaction::Kill);
        assert_eq!(watch.see(&progress(44, 49, "waiting")), Reaction::GoOn);
        assert_eq!(watch.see(&progress(46, 46, "resumed")), Reaction::GoOn);
        assert_eq!(watch.see(&progress(100, 100, "done")), Reaction::GoOn);
        assert_eq!((watch.killed_at, watch.resumed_at), (Some(44), Some(46)));
        watch.see(&json!({"event": "received", "id": "file_1"}));
        assert!(watch.received.is_some());
    }

    #[test]
    fn a_kill_between_requests_if_none_was_seen_under_way() {
        let mut watch = Watch::new();
        assert_eq!(watch.see(&progress(50, 50, "sending")), Reaction::GoOn);
        assert_eq!(watch.see(&progress(70, 70, "sending")), Reaction::Kill);
    }

    #[test]
    fn no_kill_when_all_is_there_at_once() {
        let mut watch = Watch::new();
        assert_eq!(watch.see(&progress(0, 0, "sending")), Reaction::GoOn);
        assert_eq!(watch.see(&progress(100, 100, "done")), Reaction::GoOn);
        assert_eq!(watch.killed_at, None);
    }
}
