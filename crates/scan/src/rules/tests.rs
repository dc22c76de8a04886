//! Every built-in rule does what its file says.

use super::{Detector, RuleSet};

#[test]
fn builtin_rules_pass_their_examples() {
    let rules = RuleSet::builtin().unwrap();
    let failures = rules.check();
    for f in &failures {
        eprintln!("{} expected {}: {}", f.rule, f.expected, f.example);
    }
    assert!(failures.is_empty(), "{} examples fail", failures.len());
}

#[test]
fn a_rule_that_lacks_something_is_refused() {
    let types = "[[type]]\nname='t'\ntoken='T'\ncanonical='verbatim'\n";
    let rule = "[[rule]]\nid='r'\nversion=1\ntype='t'\ndetector='vendor'\nrank=1\nprior=1.0\n";
    for (text, what) in [
        (format!("{types}{rule}examples=['x']"), "literals"),
        (
            format!("{types}{rule}literals=['ab']\nexamples=[]"),
            "example",
        ),
        (format!("{rule}literals=['ab']\nexamples=['x']"), "type"),
        (
            format!("{types}{rule}literals=['ab']\nexamples=['x']\nunknown=1"),
            "cannot be read",
        ),
    ] {
        let refused = RuleSet::from_toml(&[("test", &text)])
            .err()
            .map(|e| e.to_string())
            .unwrap_or_default();
        assert!(refused.contains(what), "{refused} / {what}");
    }
}

#[test]
fn a_rule_over_budget_is_told_with_its_cost() {
    let text = "[[type]]\nname='badge'\ntoken='BADGE'\ncanonical='verbatim'\n\
        [[rule]]\nid='acme.badge'\nversion=2\ntype='badge'\ndetector='regex'\nrank=50\nprior=4.0\n\
        regex='ACME-[0-9]{6}'\nexamples=['badge ACME-123456']\n\
        [[rule]]\nid='acme.number'\nversion=1\ntype='badge'\ndetector='regex'\nrank=50\nprior=4.0\n\
        regex='request [0-9a-f]{8}'\nexamples=['request 0123abcd']\n";
    let rules = RuleSet::with_files(&[("acme", text)]).unwrap();
    let mine = |id: &str| id.starts_with("acme.");
    // A clock by which every run takes as long as `step`.
    let measure = |step: u64| {
        let mut now = 0;
        let mut clock = || {
            now += step;
            std::time::Duration::from_millis(now)
        };
        rules.costs(&mine, &mut clock).unwrap()
    };
    let fast = measure(1);
    assert_eq!(fast[0].rule, "acme.badge@2");
    assert_eq!(fast[0].over_budget(), None);
    assert_eq!(fast[0].false_per_mb, 0.0);
    let noisy = fast[1].over_budget().unwrap();
    assert!(noisy.contains("values per MB where nothing is"), "{noisy}");
    let slow = measure(100)[0].over_budget().unwrap();
    assert!(
        slow.contains("this rule costs 1") && slow.contains("MB/s"),
        "{slow}"
    );
}

#[test]
fn builtin_rules_find_nothing_where_nothing_is() {
    let rules = RuleSet::builtin().unwrap();
    let mut now = std::time::Duration::ZERO;
    let mut clock = || {
        now += std::time::Duration::from_millis(1);
        now
    };
    for cost in rules.costs(&|_| true, &mut clock).unwrap() {
        assert_eq!(cost.over_budget(), None, "{}", cost.rule);
    }
}
/// A token made up from the form of a rule: it is found as that type with every prefix, and neither in the middle of a word
/// nor when all its characters are the same.
#[test]
fn every_row_of_the_vendor_table_finds_tokens_of_its_form() {
    let rules = RuleSet::builtin().unwrap();
    let key = crate::CaseKey::new([0; 32]);
    let types_in = |text: &str| {
        let go_on = &mut |_| std::ops::ControlFlow::Continue(());
        let limits = crate::Limits::default();
        let report = crate::scan(&mut text.as_bytes(), b"x", &rules, &key, &limits, go_on).unwrap();
        let types = report.findings.iter().map(|f| f.ty);
        types.collect::<Vec<_>>()
    };
    let mut seed = 0x9e37_79b9_7f4a_7c15u64;
    let mut failed = Vec::new();
    let (mut rows, mut prefixes) = (0, 0);
    for (_, rule) in rules.with(Detector::Vendor) {
        rows += 1;
        // Rows of which an inner part, the marks before or the content matter have examples instead.
        if rule.form.back.is_some() || rule.form.armour || rule.form.marker.is_some() {
            assert!(!rule.examples.is_empty() || rule.form.armour, "{}", rule.id);
            continue;
        }
        let nothing = vec![String::new()];
        let list = if rule.literals.is_empty() {
            &nothing
        } else {
            &rule.literals
        };
        for prefix in list {
            prefixes += 1;
            let mut draw = |all: &[u8]| {
                seed ^= seed << 13;
                seed ^= seed >> 7;
                seed ^= seed << 17;
                all[usize::try_from(seed % all.len() as u64).unwrap()]
            };
            let near = rule.near.phrases.first();
            let near = near.map_or("it is", String::as_str);
            let before = if prefix.contains('/') { "https://" } else { "" };
            let found = |body: &str| {
                types_in(&format!("{near} {before}{prefix}{body} .")).contains(&rule.ty)
            };
            // Few short tokens drawn at random have no digit or look like a word.
            let bodies = (0..4).map(|_| String::from_utf8(rule.form.made_up(&mut draw)).unwrap());
            let hits = bodies.filter(|body| found(body)).count();
            if hits < 2 {
                failed.push(format!("{} misses tokens with {prefix:?}", rule.id));
            }
            let same = String::from_utf8(rule.form.made_up(&mut |all: &[u8]| all[0])).unwrap();
            if found(&same) {
                failed.push(format!("{} takes {prefix}{same}", rule.id));
            }
        }
    }
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(
        rows >= 230 && prefixes >= 400,
        "{rows} rows, {prefixes} prefixes"
    );
}
