//! Replaying a trace as the server would, and counting.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use coffer_detect::{Engine, Observed, Response, RuleSet, Severity, Signal};
use coffer_domain::event::{Actor, EventKind, Value};
use coffer_domain::time::Timestamp;

use super::attacks::Attack;
use super::scribe::{Desk, day_of};

/// From the entry that shows it to the response, in milliseconds: what slips through meanwhile is lost.
const LATENCY: i64 = 1_000;

/// What became of the attacks of one kind.
#[derive(Default, Clone)]
pub(crate) struct Found {
    pub(crate) played: u64,
    pub(crate) found: u64,
    pub(crate) worst_files: u64,
    files: u64,
    bytes: u64,
    seconds: Vec<i64>,
}

#[derive(Default)]
pub(crate) struct Score {
    attacks: BTreeMap<Attack, Found>,
    alerts: u64,
    false_alerts: BTreeMap<String, u64>,
    pub(crate) false_user_days: u64,
    pub(crate) user_days: u64,
    days: u64,
    entries: u64,
}

/// One attack as it goes on.
#[derive(Default)]
struct Course {
    began: Option<Timestamp>,
    found: Option<Timestamp>,
    files: BTreeSet<String>,
    bytes: u64,
}

/// What is held, as the server would hold it.
#[derive(Default)]
struct Held {
    handouts: BTreeMap<String, i64>,
    locked: BTreeMap<String, i64>,
    sessions: BTreeSet<String>,
    sources: BTreeMap<String, i64>,
    actors: BTreeMap<String, i64>,
}

impl Held {
    fn hold(&mut self, rules: &RuleSet, signal: &Signal) {
        let from = signal.at.0 + LATENCY;
        let rule = rules.rule(&signal.rule).unwrap();
        let subject = &signal.subject;
        for response in &rule.respond {
            match (response, &subject.member, &subject.session, &subject.source) {
                // The thief has nothing more to show.
                (Response::HoldHandouts | Response::RequireStepUp, Some(member), _, _) => {
                    self.handouts.entry(member.clone()).or_insert(from);
                }
                (Response::LockMember, Some(member), _, _) => {
                    self.locked.entry(member.clone()).or_insert(from);
                }
                (Response::EndSessions, _, Some(session), _) => {
                    self.sessions.insert(session.clone());
                }
                (Response::BlockSource, _, _, Some(source)) => {
                    self.sources.entry(source.clone()).or_insert(from);
                }
                (Response::FreezeLink, ..) => {
                    self.actors.entry(subject.actor.clone()).or_insert(from);
                }
                _ => {}
            }
        }
    }

    /// Whether the server would have refused this.
    fn refuses(&self, event: &Observed) -> bool {
        let actor = event.actor.to_string();
        let since = |held: &BTreeMap<String, i64>, key: &str| {
            held.get(key).is_some_and(|from| event.at.0 >= *from)
        };
        let handout = matches!(
            event.kind,
            EventKind::FileViewed
                | EventKind::WorkingCopyRead
                | EventKind::FileSearched
                | EventKind::FileRevealed
                | EventKind::DownloadOpened
                | EventKind::DownloadClosed
        );
        let signs_in = event.kind == EventKind::SessionRefused;
        (handout && since(&self.handouts, &actor))
            || since(&self.locked, &actor)
            || since(&self.actors, &actor)
            || (signs_in
                && event
                    .source()
                    .is_some_and(|source| since(&self.sources, &source)))
            || event
                .session
                .as_ref()
                .is_some_and(|session| self.sessions.contains(session))
    }
}

pub(crate) fn score(desk: Desk, staff: usize, days: i64) -> Score {
    let rules = RuleSet::builtin().unwrap();
    let mut engine = Engine::new(rules.clone());
    let mut score = Score {
        user_days: staff as u64 * days.unsigned_abs(),
        days: days.unsigned_abs(),
        ..Score::default()
    };
    let mut courses = BTreeMap::<(Attack, usize), Course>::new();
    // What is held holds for the attacker alone: the others' false alarms are counted, not suffered.
    let mut held = BTreeMap::<(Attack, usize), Held>::new();
    let mut attack_at = BTreeMap::new();
    let mut false_days = BTreeSet::new();
    for line in desk.in_order() {
        if let Some(attack) = line.attack {
            attack_at.insert(line.event.index, attack);
            let course = courses.entry(attack).or_default();
            course.began.get_or_insert(line.event.at);
            if held.entry(attack).or_default().refuses(&line.event) {
                continue;
            }
            lose(course, &line.event);
        }
        score.entries += 1;
        for signal in engine.observe(&line.event) {
            score.alerts += 1;
            let places = signal.evidence.iter().chain([&signal.index]);
            let of: BTreeSet<_> = places
                .filter_map(|index| attack_at.get(index))
                .copied()
                .collect();
            for attack in &of {
                courses
                    .entry(*attack)
                    .or_default()
                    .found
                    .get_or_insert(signal.at);
                held.entry(*attack).or_default().hold(&rules, &signal);
            }
            if of.is_empty() {
                *score.false_alerts.entry(signal.rule.clone()).or_default() += 1;
                if signal.severity >= Severity::High {
                    false_days.insert((signal.key.clone(), day_of(signal.at)));
                }
            }
        }
    }
    score.false_user_days = false_days.len() as u64;
    for ((attack, _), course) in courses {
        score.count(attack, course);
    }
    score
}

fn lose(course: &mut Course, event: &Observed) {
    let Actor::Member(_) = event.actor else {
        return;
    };
    let lost = matches!(
        event.kind,
        EventKind::FileViewed
            | EventKind::WorkingCopyRead
            | EventKind::DownloadOpened
            | EventKind::FileVersionAdded
    );
    if lost && let Some(file) = &event.object {
        course.files.insert(file.clone());
    }
    if event.kind == EventKind::DownloadClosed
        && let Some(Value::Int(bytes)) = event.facts.get("bytes")
    {
        course.bytes += bytes.unsigned_abs();
    }
}

impl Score {
    fn count(&mut self, attack: Attack, course: Course) {
        let of = self.attacks.entry(attack).or_default();
        of.played += 1;
        let files = course.files.len() as u64;
        of.files += files;
        of.bytes += course.bytes;
        of.worst_files = of.worst_files.max(files);
        if let (Some(began), Some(found)) = (course.began, course.found) {
            of.found += 1;
            of.seconds.push((found.0 - began.0 + LATENCY) / 1_000);
        }
    }

    pub(crate) fn add(&mut self, other: Score) {
        for (attack, theirs) in other.attacks {
            let of = self.attacks.entry(attack).or_default();
            of.played += theirs.played;
            of.found += theirs.found;
            of.worst_files = of.worst_files.max(theirs.worst_files);
            of.files += theirs.files;
            of.bytes += theirs.bytes;
            of.seconds.extend(theirs.seconds);
        }
        for (rule, count) in other.false_alerts {
            *self.false_alerts.entry(rule).or_default() += count;
        }
        self.alerts += other.alerts;
        self.false_user_days += other.false_user_days;
        self.user_days += other.user_days;
        self.days += other.days;
        self.entries += other.entries;
    }

    pub(crate) fn of(&self, attack: Attack) -> Found {
        self.attacks.get(&attack).cloned().unwrap_or_default()
    }

    pub(crate) fn false_of(&self, rule: &str) -> u64 {
        self.false_alerts.get(rule).copied().unwrap_or(0)
    }

    pub(crate) fn report(&self) -> String {
        let mut text = String::new();
        let _ = writeln!(
            text,
            "{} entries, {} days, {} user-days; alerts a day: {}.{}; false high and critical alerts on {} user-days per 1,000",
            self.entries,
            self.days,
            self.user_days,
            self.alerts / self.days,
            self.alerts * 10 / self.days % 10,
            decimal(self.false_user_days * 100_000 / self.user_days),
        );
        let _ = writeln!(
            text,
            "attack          found  median s  files lost: mean worst  MB lost: mean"
        );
        for (attack, of) in &self.attacks {
            let mut seconds = of.seconds.clone();
            seconds.sort_unstable();
            let median = seconds.get(seconds.len() / 2).copied().unwrap_or(0);
            let _ = writeln!(
                text,
                "{:15} {:>2}/{:<2} {median:>9} {:>17} {:>5} {:>14}",
                format!("{attack:?}"),
                of.found,
                of.played,
                decimal(of.files * 100 / of.played),
                of.worst_files,
                of.bytes / of.played / 1_000_000,
            );
        }
        let _ = writeln!(text, "false alerts by rule:");
        for (rule, count) in &self.false_alerts {
            let _ = writeln!(text, "  {rule}: {count}");
        }
        text
    }
}

/// Hundredths as a number with a point.
fn decimal(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
