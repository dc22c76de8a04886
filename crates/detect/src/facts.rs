//! The facts conditions ask for: those of the entry, and those learnt from all entries before it.

use coffer_domain::event::Value;

use crate::observed::Observed;
use crate::person::Travel;

/// What the entries before say about one.
#[derive(Debug, Clone)]
pub(crate) struct Learnt {
    pub(crate) actor_kind: &'static str,
    pub(crate) case_foreign: Option<bool>,
    pub(crate) session_moved: Option<bool>,
    pub(crate) place_new: Option<bool>,
    pub(crate) place_since_credential: Option<bool>,
    pub(crate) travel: Option<Travel>,
    pub(crate) idle_days: Option<i64>,
    pub(crate) credential_hours: Option<i64>,
    pub(crate) clock_back_seconds: Option<i64>,
    pub(crate) set_up: bool,
}

/// The names of learnt facts. They have a dot; facts of entries have none.
pub(crate) const LEARNT: &[&str] = &[
    "actor.kind",
    "case.foreign",
    "session.moved",
    "place.new",
    "place.since_credential",
    "travel.kilometres",
    "travel.kilometres_per_hour",
    "person.idle_days",
    "person.credential_hours",
    "clock.back_seconds",
    "part_of.set_up",
    "object.known",
];

/// A fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fact<'a> {
    Text(&'a str),
    Int(i64),
    Bool(bool),
    List(&'a [String]),
}

/// Everything conditions can ask about one entry.
pub(crate) struct Facts<'a> {
    pub(crate) event: &'a Observed,
    pub(crate) learnt: &'a Learnt,
    /// The time it counts at: the ledger's own, which does not go back for an act that took long.
    pub(crate) now: i64,
}

impl<'a> Facts<'a> {
    pub(crate) fn get(&self, name: &str) -> Option<Fact<'a>> {
        let learnt = self.learnt;
        match name {
            "actor.kind" => Some(Fact::Text(learnt.actor_kind)),
            "case.foreign" => learnt.case_foreign.map(Fact::Bool),
            "session.moved" => learnt.session_moved.map(Fact::Bool),
            "place.new" => learnt.place_new.map(Fact::Bool),
            "place.since_credential" => learnt.place_since_credential.map(Fact::Bool),
            "travel.kilometres" => learnt.travel.map(|it| Fact::Int(it.kilometres)),
            "travel.kilometres_per_hour" => {
                learnt.travel.map(|it| Fact::Int(it.kilometres_per_hour))
            }
            "person.idle_days" => learnt.idle_days.map(Fact::Int),
            "person.credential_hours" => learnt.credential_hours.map(Fact::Int),
            "clock.back_seconds" => learnt.clock_back_seconds.map(Fact::Int),
            "part_of.set_up" => Some(Fact::Bool(learnt.set_up)),
            "object.known" => Some(Fact::Bool(self.event.object.is_some())),
            name => self.event.facts.get(name).map(|value| match value {
                Value::Text(text) => Fact::Text(text),
                Value::Int(number) => Fact::Int(*number),
                Value::Bool(flag) => Fact::Bool(*flag),
                Value::List(texts) => Fact::List(texts),
            }),
        }
    }
}
