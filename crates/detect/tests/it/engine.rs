//! The engine as a whole: replays, snapshots, repeats, bounds, and clocks that go wrong.

use coffer_detect::{Engine, Observed, RuleSet, Signal, SnapshotError, limits};
use coffer_domain::time::{Span, Timestamp};
use coffer_testkit::SeededEntropy;

use crate::example::entries;

/// All examples of all rules behind each other, some of them twice, in a random order: much happens in it.
fn trace(seed: u64) -> Vec<Observed> {
    let rules = RuleSet::builtin().unwrap();
    let chance = SeededEntropy::new(seed);
    let watches = rules.rules().iter().flat_map(|rule| &rule.watches);
    let mut examples: Vec<Vec<String>> = watches
        .flat_map(|watch| watch.fires.iter().chain(&watch.quiet).cloned())
        .collect();
    for at in (1..examples.len()).rev() {
        let other = usize::try_from(chance.below(at as u64 + 1)).unwrap();
        examples.swap(at, other);
    }
    entries(&examples.concat())
}

fn run(engine: &mut Engine, entries: &[Observed]) -> Vec<Signal> {
    entries
        .iter()
        .flat_map(|entry| engine.observe(entry))
        .collect()
}

fn engine() -> Engine {
    Engine::new(RuleSet::builtin().unwrap())
}

#[test]
fn two_replays_say_the_same() {
    let trace = trace(1);
    let (mut one, mut two) = (engine(), engine());
    let signals = run(&mut one, &trace);
    assert!(signals.len() > 20, "{}", signals.len());
    assert_eq!(signals, run(&mut two, &trace));
    assert!(one == two);
}

#[test]
fn a_restart_anywhere_changes_nothing() {
    let trace = trace(2);
    let mut whole = engine();
    let expected = run(&mut whole, &trace);
    let chance = SeededEntropy::new(3);
    for _ in 0..5 {
        let cut = usize::try_from(chance.below(trace.len() as u64)).unwrap();
        let mut before = engine();
        let mut signals = run(&mut before, &trace[..cut]);
        let snapshot = before.snapshot().unwrap();
        let mut after = Engine::restore(RuleSet::builtin().unwrap(), &snapshot).unwrap();
        assert!(after == before, "cut at {cut}");
        assert_eq!(after.next(), cut as u64);
        // Whoever feeds it may not know how far it got.
        assert_eq!(run(&mut after, &trace[..cut]), []);
        signals.extend(run(&mut after, &trace[cut..]));
        assert_eq!(signals, expected, "cut at {cut}");
        assert!(after == whole, "cut at {cut}");
    }
}

#[test]
fn a_snapshot_of_other_rules_or_another_version_is_refused() {
    let rules = RuleSet::builtin().unwrap();
    let mut engine = Engine::new(rules.clone());
    run(&mut engine, &trace(4));
    let snapshot = engine.snapshot().unwrap();
    let other = rules.with(|rules| rules.truncate(3));
    assert!(matches!(
        Engine::restore(other, &snapshot),
        Err(SnapshotError::Rules)
    ));
    let text = String::from_utf8(snapshot).unwrap();
    let later = text.replacen("\"version\":1", "\"version\":2", 1);
    assert!(matches!(
        Engine::restore(rules.clone(), later.as_bytes()),
        Err(SnapshotError::Version)
    ));
    assert!(matches!(
        Engine::restore(rules, b"{"),
        Err(SnapshotError::Json(_))
    ));
}

#[test]
fn an_attacker_cannot_make_it_remember_without_end() {
    let mut flood = Vec::new();
    for part in 0..2_u64 {
        let line = format!(
            "9999 session.refused actor=anonymous object=mem:{part}-{{n}} why=password from=2001:db8:{part}:{{n}}::1 every=1s"
        );
        flood.extend(entries(&[line]));
    }
    for (index, entry) in (0..).zip(&mut flood) {
        entry.index = index;
    }
    let mut engine = engine();
    run(&mut engine, &flood);
    let small = engine.snapshot().unwrap().len();
    let most = limits::WATCH_KEYS_MAX * 400 * 4;
    assert!(small < most, "{small}");
}

#[test]
fn an_act_that_took_hours_does_not_turn_the_time_back() {
    let mut lines =
        vec!["4 session.refused actor=anonymous object=mem:a why=password every=10s".to_owned()];
    lines.push("1 upload.appended actor=con:a case=case:1 object=upl:1 back=5h".to_owned());
    lines.push("1 session.refused actor=anonymous object=mem:a why=password".to_owned());
    let signals = run(&mut engine(), &entries(&lines));
    assert_eq!(signals.len(), 1, "{signals:#?}");
    assert_eq!(signals[0].rule, "D01-password-guessing");
}

#[test]
fn a_clock_set_back_is_said_and_begins_a_new_time() {
    let refused = |at: Timestamp, index: u64| {
        let line = "1 session.refused actor=anonymous object=mem:a why=password".to_owned();
        let mut entry = entries(&[line]).remove(0);
        (entry.at, entry.index) = (at, index);
        entry
    };
    let now = crate::example::MONDAY;
    let ahead = now.plus(Span::days(400));
    let mut engine = engine();
    let mut signals = Vec::new();
    for index in 0..4 {
        signals.extend(engine.observe(&refused(
            ahead.plus(Span::seconds(index)),
            index.unsigned_abs(),
        )));
    }
    assert_eq!(signals, []);
    // Back by 400 days: said, and the four before are not of this time.
    for index in 4..9 {
        signals.extend(engine.observe(&refused(
            now.plus(Span::seconds(index)),
            index.unsigned_abs(),
        )));
    }
    let rules: Vec<_> = signals
        .iter()
        .map(|signal| (signal.rule.as_str(), signal.index))
        .collect();
    assert_eq!(rules, [("D24-tampering", 4), ("D01-password-guessing", 8)]);
}

#[test]
fn evidence_names_the_entries_that_counted() {
    let lines = [
        "3 session.refused actor=anonymous object=mem:b why=password",
        "5 session.refused actor=anonymous object=mem:a why=password",
    ];
    let signals = run(&mut engine(), &entries(&lines.map(str::to_owned)));
    assert_eq!(signals.len(), 1);
    assert_eq!(signals[0].evidence, [3, 4, 5, 6, 7]);
    assert_eq!((signals[0].measured, signals[0].threshold), (5, 5));
    assert_eq!(signals[0].subject.source.as_deref(), Some("203.0.113.0/24"));
    assert_eq!(signals[0].subject.member.as_ref(), Some(&signals[0].key));
}

#[test]
fn it_says_a_thing_once_in_its_quiet_time() {
    let line = "40 session.refused actor=anonymous object=mem:a why=password every=1m".to_owned();
    let signals = run(&mut engine(), &entries(&[line]));
    let watches: Vec<_> = signals.iter().map(|signal| signal.watch.as_str()).collect();
    assert_eq!(watches, ["five in five minutes", "ten in half an hour"]);
}
