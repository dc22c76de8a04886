//! Every rule by its own examples, and every part of every rule by taking it away.

use coffer_detect::{BUILTIN, Engine, Measure, Per, RuleSet, Watch};
use coffer_domain::time::Span;

use crate::example::entries;

/// Whether a watch gives a signal at the last entry of an example.
fn fires(rules: &RuleSet, rule: &str, watch: &str, example: &[String]) -> bool {
    let mut engine = Engine::new(rules.clone());
    let entries = entries(example);
    let last = entries.last().unwrap().index;
    entries
        .iter()
        .flat_map(|entry| engine.observe(entry))
        .any(|signal| signal.rule == rule && signal.watch == watch && signal.index == last)
}

/// Whether it gives one anywhere.
fn fires_at_all(rules: &RuleSet, rule: &str, watch: &str, example: &[String]) -> bool {
    let mut engine = Engine::new(rules.clone());
    entries(example)
        .iter()
        .flat_map(|entry| engine.observe(entry))
        .any(|signal| signal.rule == rule && signal.watch == watch)
}

fn each_watch(mut check: impl FnMut(&RuleSet, &str, &Watch)) {
    let rules = RuleSet::builtin().unwrap();
    for rule in rules.rules() {
        for watch in &rule.watches {
            check(&rules, &rule.id, watch);
        }
    }
}

/// The rules with one watch changed.
fn changed(rules: &RuleSet, rule: &str, watch: &str, change: impl Fn(&mut Watch)) -> RuleSet {
    rules.with(|rules| {
        for rule in rules.iter_mut().filter(|it| it.id == rule) {
            rule.watches
                .iter_mut()
                .filter(|it| it.name == watch)
                .for_each(&change);
        }
    })
}

#[test]
fn rules_do_what_their_examples_say() {
    each_watch(|rules, rule, watch| {
        assert!(!watch.fires.is_empty() && !watch.quiet.is_empty(), "{rule}");
        for example in &watch.fires {
            assert!(
                fires(rules, rule, &watch.name, example),
                "{rule}, {}: is quiet at {example:#?}",
                watch.name
            );
        }
        for example in &watch.quiet {
            assert!(
                !fires_at_all(rules, rule, &watch.name, example),
                "{rule}, {}: fires at {example:#?}",
                watch.name
            );
        }
    });
}

/// A change must silence one of the examples that fire.
fn must_silence(
    rules: &RuleSet,
    rule: &str,
    watch: &Watch,
    what: &str,
    change: impl Fn(&mut Watch),
) {
    let other = changed(rules, rule, &watch.name, change);
    let still = |example: &Vec<String>| fires_at_all(&other, rule, &watch.name, example);
    assert!(
        !watch.fires.iter().all(still),
        "{rule}, {}: {what} changes nothing",
        watch.name
    );
}

/// A change must make one of the quiet examples fire.
fn must_rouse(rules: &RuleSet, rule: &str, watch: &Watch, what: &str, change: impl Fn(&mut Watch)) {
    let other = changed(rules, rule, &watch.name, change);
    let now = |example: &Vec<String>| fires_at_all(&other, rule, &watch.name, example);
    assert!(
        watch.quiet.iter().any(now),
        "{rule}, {}: {what} changes nothing",
        watch.name
    );
}

#[test]
fn thresholds_are_exact() {
    each_watch(|rules, rule, watch| {
        let step = match watch.measure {
            Measure::Sum(_) => watch.at_least / 1_000,
            _ => 1,
        };
        must_silence(rules, rule, watch, "a higher threshold", |it| {
            it.at_least += step
        });
        if watch.at_least > 1 {
            must_rouse(rules, rule, watch, "a lower threshold", |it| {
                it.at_least -= step
            });
        }
    });
}

#[test]
fn windows_and_keys_count() {
    each_watch(|rules, rule, watch| {
        if watch.at_least > 1 {
            must_rouse(rules, rule, watch, "a longer window", |it| {
                it.look_back(Span::days(31))
            });
        }
        if watch.at_least > 1 && watch.per != Per::Organisation {
            must_rouse(rules, rule, watch, "another key", |it| {
                it.per = Per::Organisation
            });
        }
        if matches!(watch.measure, Measure::Distinct(_)) {
            must_rouse(rules, rule, watch, "counting repeats", |it| {
                it.measure = Measure::Count
            });
        }
        if !watch.after.is_empty() {
            must_rouse(rules, rule, watch, "not waiting for another rule", |it| {
                it.after.clear()
            });
            must_rouse(rules, rule, watch, "waiting longer", |it| {
                it.wait_for(Span::days(31))
            });
        }
    });
}

#[test]
fn every_condition_counts() {
    each_watch(|rules, rule, watch| {
        for at in 0..watch.conditions.len() {
            let fact = &watch.conditions[at].fact;
            must_rouse(rules, rule, watch, fact, |it| {
                it.conditions.remove(at);
            });
        }
        match &watch.measure {
            Measure::Share { of, percent } => {
                must_rouse(rules, rule, watch, "no share", |it| {
                    it.measure = Measure::Count
                });
                must_rouse(rules, rule, watch, "a smaller share", |it| {
                    it.measure = Measure::Share {
                        of: of.clone(),
                        percent: percent - 6,
                    };
                });
            }
            Measure::Even { .. } => {
                must_rouse(rules, rule, watch, "uneven steps", |it| {
                    it.measure = Measure::Count
                });
            }
            Measure::Count | Measure::Distinct(_) | Measure::Sum(_) => {}
        }
    });
}

#[test]
fn what_is_no_rule_is_refused() {
    let (name, good) = BUILTIN[0];
    for (from, to, says) in [
        (
            "session.refused",
            "session.juggled",
            "is not a kind of entry",
        ),
        ("within = \"5m\"", "within = \"5 minutes\"", "is not a span"),
        ("within = \"5m\"", "within = \"99d\"", "longer window"),
        ("at_least = 5", "at_least = 0", "threshold"),
        ("at_least = 5", "at_least = 5000", "threshold"),
        ("fact = \"why\"", "fact = \"person.mood\"", "is not a fact"),
        ("per = \"object\"", "per = \"moon\"", "is not a rule"),
        (
            "per = \"object\"",
            "per = \"object\"\nhue = 3",
            "is not a rule",
        ),
        (
            "at_least = 5",
            "at_least = 5\nafter = [\"D99-none\"]\nafter_within = \"1m\"",
            "neither this rule",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let text = good.replacen(from, to, 1);
        let error = RuleSet::load(&[(name, &text)]).unwrap_err().to_string();
        assert!(error.contains(says), "{to}: {error}");
    }
    assert!(RuleSet::load(&[(name, good), (name, good)]).is_err());
}

#[test]
fn rules_are_named_by_what_they_say() {
    let builtin = RuleSet::builtin().unwrap();
    assert_eq!(builtin.name(), RuleSet::builtin().unwrap().name());
    assert_ne!(
        builtin.name(),
        RuleSet::load(&BUILTIN[1..3]).unwrap().name()
    );
    for (rule, (file, _)) in builtin.rules().iter().zip(BUILTIN) {
        assert_eq!(format!("{}.toml", rule.id), **file);
    }
}
