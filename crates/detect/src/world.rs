//! What the engine has learnt from the ledger so far, and what that says about the next entry.

use std::collections::{BTreeMap, BTreeSet};

use coffer_domain::event::{Actor, EventKind, Value};
use serde::{Deserialize, Serialize};

use crate::facts::Learnt;
use crate::limits::{
    CASE_MEMBERS_MAX, CASES_MAX, PEOPLE_MAX, PLACE_COLLEAGUES, PLACE_COLLEAGUES_SPAN, PLACE_KNOWN,
    PLACES_MAX, SESSIONS_MAX,
};
use crate::observed::Observed;
use crate::person::{Person, Travel};
use crate::table::Table;

/// Where a session began.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
struct Origin {
    source: Option<String>,
    client: Option<String>,
}

/// Everything learnt.
#[derive(Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct World {
    /// Members of each open case whom somebody else let in, or who opened it.
    cases: Table<BTreeSet<String>>,
    sessions: Table<Origin>,
    people: Table<Person>,
    /// Who was at a place, and when last; as many as it takes to make it nobody's surprise.
    places: Table<BTreeMap<String, i64>>,
    set_up: Option<String>,
}

impl World {
    /// What is known about `event` before it happened.
    pub(crate) fn judge(&self, event: &Observed, now: i64, behind: Option<i64>) -> Learnt {
        let actor = event.actor.to_string();
        let source = event.source();
        let person = match event.actor {
            Actor::Member(_) => self.people.get(&actor),
            _ => None,
        };
        let place = source.as_deref();
        Learnt {
            actor_kind: match event.actor {
                Actor::Member(_) => "member",
                Actor::Contact(_) => "contact",
                Actor::Service(_) => "service",
                Actor::Anonymous => "anonymous",
                Actor::Operator => "operator",
                Actor::System => "system",
            },
            case_foreign: self.is_foreign(event, &actor),
            session_moved: self.has_moved(event, place),
            place_new: place.and_then(|place| {
                person.map(|person| person.is_new_place(place) && !self.is_common(place, now))
            }),
            place_since_credential: person
                .zip(place)
                .map(|(person, place)| person.is_newcomer(self.place_of_sign_in(event), place)),
            travel: Self::travel(event, person, now),
            idle_days: person.and_then(|person| person.idle_days(now)),
            credential_hours: person.and_then(|person| person.credential_hours(now)),
            clock_back_seconds: behind.map(|behind| behind / 1_000),
            set_up: event.kind == EventKind::OrganisationCreated
                || self
                    .set_up
                    .as_ref()
                    .is_some_and(|request| *request == event.request),
        }
    }

    /// Whether a member acts in a case they were not let into by somebody else. Letting oneself in is what walkers do.
    fn is_foreign(&self, event: &Observed, actor: &str) -> Option<bool> {
        let case = event.case?;
        if !matches!(event.actor, Actor::Member(_)) {
            return None;
        }
        let members = self.cases.get(&case.to_string());
        Some(!members.is_some_and(|members| members.contains(actor)))
    }

    /// Where the session of an entry began.
    fn place_of_sign_in(&self, event: &Observed) -> Option<&str> {
        let origin = self.sessions.get(event.session.as_deref()?)?;
        origin.source.as_deref()
    }

    /// Whether a session comes from another network *and* another kind of program than it began with. One of them
    /// alone is a train journey or an update.
    fn has_moved(&self, event: &Observed, source: Option<&str>) -> Option<bool> {
        let origin = self.sessions.get(event.session.as_deref()?)?;
        let differs = |then: &Option<String>, now: Option<&str>| {
            then.as_deref()
                .zip(now)
                .is_some_and(|(then, now)| then != now)
        };
        Some(differs(&origin.source, source) && differs(&origin.client, event.client.as_deref()))
    }

    /// The way of a member between two sign-ins, if it is known from where both were.
    fn travel(event: &Observed, person: Option<&Person>, now: i64) -> Option<Travel> {
        let position = event
            .position
            .filter(|_| event.kind == EventKind::SessionStarted)?;
        person?.travel_to(position, now)
    }

    fn is_common(&self, place: &str, now: i64) -> bool {
        let since = now.saturating_sub(PLACE_COLLEAGUES_SPAN.0);
        let visitors = self.places.get(place);
        visitors.is_some_and(|visitors| {
            visitors.values().filter(|last| **last >= since).count() >= PLACE_COLLEAGUES
        })
    }

    /// Learns from an entry.
    pub(crate) fn learn(&mut self, event: &Observed, now: i64) {
        self.learn_case(event, now);
        self.learn_kind(event, now);
        if let Actor::Member(member) = event.actor {
            self.learn_person(event, &member.to_string(), now);
        }
    }

    /// Before the person: a first enrolment must not find that its member has acted.
    fn learn_kind(&mut self, event: &Observed, at: i64) {
        let source = event.source();
        let place = source.as_deref();
        match event.kind {
            EventKind::OrganisationCreated => self.set_up = Some(event.request.clone()),
            EventKind::EnrolmentCompleted => {
                if let Some(member) = &event.object {
                    self.people
                        .touch(member, at, PEOPLE_MAX)
                        .change_credentials(at, place);
                }
            }
            EventKind::PasskeyAdded | EventKind::PasswordChanged | EventKind::RecoveryCodesMade => {
                if let Actor::Member(member) = event.actor {
                    self.people
                        .touch(&member.to_string(), at, PEOPLE_MAX)
                        .change_credentials(at, place);
                }
            }
            EventKind::SessionStarted => {
                if let Some(session) = &event.object {
                    *self.sessions.touch(session, at, SESSIONS_MAX) = Origin {
                        source: event.source(),
                        client: event.client.clone(),
                    };
                }
            }
            EventKind::SessionEnded => {
                if let Some(session) = &event.object {
                    self.sessions.remove(session);
                }
            }
            _ => {}
        }
    }

    fn learn_case(&mut self, event: &Observed, at: i64) {
        let Some(case) = event.case.map(|case| case.to_string()) else {
            return;
        };
        match event.kind {
            EventKind::CaseCreated => {
                let members = self.cases.touch(&case, at, CASES_MAX);
                if let Some(Value::List(named)) = event.facts.get("members") {
                    members.extend(named.iter().take(CASE_MEMBERS_MAX).cloned());
                }
                members.insert(event.actor.to_string());
            }
            EventKind::CaseMemberAdded => {
                let Some(Value::Text(member)) = event.facts.get("member") else {
                    return;
                };
                let by_themselves = *member == event.actor.to_string();
                let members = self.cases.touch(&case, at, CASES_MAX);
                if !by_themselves && members.len() < CASE_MEMBERS_MAX {
                    members.insert(member.clone());
                }
            }
            EventKind::CaseMemberRemoved => {
                if let Some(Value::Text(member)) = event.facts.get("member") {
                    self.cases.touch(&case, at, CASES_MAX).remove(member);
                }
            }
            EventKind::CaseClosed => self.cases.remove(&case),
            // Cases that are worked on are not the ones to be forgotten.
            _ if self.cases.get(&case).is_some() => {
                self.cases.touch(&case, at, CASES_MAX);
            }
            _ => {}
        }
    }

    fn learn_person(&mut self, event: &Observed, member: &str, at: i64) {
        let source = event.source();
        let person = self.people.touch(member, at, PEOPLE_MAX);
        person.act(at);
        if let (EventKind::SessionStarted, Some(position)) = (event.kind, event.position) {
            person.sign_in(position, at);
        }
        let Some(place) = source else {
            return;
        };
        person.visit(&place, at);
        let since = at.saturating_sub(PLACE_KNOWN.0);
        let visitors = self.places.touch(&place, at, PLACES_MAX);
        visitors.retain(|_, last| *last >= since);
        if visitors.contains_key(member) || visitors.len() < PLACE_COLLEAGUES {
            visitors.insert(member.to_owned(), at);
        } else if let Some((oldest, _)) = visitors.iter().min_by_key(|(_, last)| **last) {
            let oldest = oldest.clone();
            visitors.remove(&oldest);
            visitors.insert(member.to_owned(), at);
        }
    }
}
