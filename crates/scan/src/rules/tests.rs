//! Every built-in rule does what its file says.

use super::RuleSet;

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
