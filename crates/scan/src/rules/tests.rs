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
