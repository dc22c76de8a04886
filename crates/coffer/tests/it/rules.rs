use std::fs;
use std::path::Path;

use crate::{Coffer, Ran, coffer};

const BADGE: &str = r#"
[[type]]
name = "badge"
token = "BADGE"
canonical = "verbatim"
labels = ["pii"]

[[rule]]
id = "acme.badge"
version = 2
type = "badge"
detector = "regex"
rank = 50
prior = 4.0
regex = '\bACME-[0-9]{6}\b'
examples = ["badge ACME-123456"]
non_examples = ["XACME-123456"]
"#;

fn with_rules(name: &str, text: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join(name), text).unwrap();
    dir
}

fn check(dir: &Path, args: &[&str]) -> Ran {
    let all = [&["rules", "check"], args].concat();
    Coffer::in_dir(dir).args(&all).run()
}

#[test]
fn rules_are_listed_and_shown() {
    let list = coffer(&["rules", "list"]);
    assert_eq!(list.code, 0);
    assert!(list.stdout.starts_with("RULE "), "{}", list.stdout);
    let row = list.stdout.lines().find(|l| l.starts_with("card.pan "));
    assert!(row.is_some_and(|row| row.contains("payment_card")));
    let dir = with_rules("acme.toml", BADGE);
    let all = ["rules", "list", "--rules", "acme.toml", "--json"];
    let ran = Coffer::in_dir(dir.path()).args(&all).run();
    let items = ran.lines()[0]["items"].as_array().unwrap().clone();
    let badge = items
        .iter()
        .find(|item| item["id"] == "acme.badge")
        .unwrap();
    assert_eq!(
        (&badge["version"], &badge["type"]),
        (&2.into(), &"badge".into())
    );
    assert_eq!(badge["labels"], serde_json::json!(["pii"]));
    let show = coffer(&["rules", "show", "card.pan"]);
    assert_eq!(show.code, 0);
    assert!(show.stdout.contains("payment_card") && show.stdout.contains("finds"));
    assert_eq!(coffer(&["rules", "show", "card.nothing"]).code, 4);
}

#[test]
fn own_rules_find_what_they_say() {
    let dir = with_rules("acme.toml", BADGE);
    fs::write(dir.path().join("a.log"), "door opened by ACME-778812\n").unwrap();
    let args = ["scan", "a.log", "--json", "--rules"];
    for place in ["acme.toml", "."] {
        let all = [&args[..], &[place]].concat();
        let ran = Coffer::in_dir(dir.path()).args(&all).run();
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let found = &ran.lines()[0];
        assert_eq!(
            (&found["type"], &found["start"]),
            (&"badge".into(), &15.into())
        );
        assert_eq!(found["rule"], "acme.badge@2");
        assert_eq!(found["labels"], serde_json::json!(["pii"]));
    }
    let without = Coffer::in_dir(dir.path()).args(&["scan", "a.log"]).run();
    assert_eq!(without.code, 0);
}

#[test]
fn a_rule_that_holds_is_told_with_its_cost() {
    let dir = with_rules("acme.toml", BADGE);
    let ran = check(dir.path(), &["acme.toml"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(
        ran.stdout.starts_with("RULE          MB/S"),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("acme.badge@2") && ran.stdout.contains("hold"));
    let ran = check(dir.path(), &["acme.toml", "--json"]);
    let told = &ran.lines()[0];
    assert_eq!(told["held"], true);
    let item = &told["items"][0];
    assert!(item["mb_per_second"].as_f64().unwrap() > 0.0);
    assert_eq!(
        (&item["false_per_mb"], &item["refused"]),
        (&0.0.into(), &serde_json::Value::Null)
    );
}

#[test]
fn rules_over_budget_and_failing_examples_are_named() {
    let noisy = BADGE.replace(r"\bACME-[0-9]{6}\b", "request [0-9a-f]{8}");
    let noisy = noisy.replace("badge ACME-123456", "request 0123abcd");
    let large = BADGE.replace(r"\bACME-[0-9]{6}\b", r"[ab][^c]{40}[ab][0-9]{4}");
    let failing = BADGE.replace("XACME-123456", "no ACME-123456");
    for (text, told) in [
        (noisy, "`acme.badge@2` is refused: this rule finds"),
        (large, "rule `acme.badge` is over budget"),
        (failing, "`acme.badge@2` finds: no ACME-123456"),
    ] {
        let dir = with_rules("acme.toml", &text);
        let ran = check(dir.path(), &["acme.toml"]);
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
    }
}

#[test]
fn a_file_that_is_no_rule_file_is_told_with_its_line() {
    let broken = BADGE.replace("rank = 50", "rank = high");
    let dir = with_rules("acme.toml", &broken);
    let ran = check(dir.path(), &["acme.toml"]);
    assert_eq!(ran.code, 2);
    assert!(
        ran.stderr.contains("`acme.toml`, line 13"),
        "{}",
        ran.stderr
    );
    let ran = check(dir.path(), &["gone.toml"]);
    assert_eq!(ran.code, 2);
    let unclosed = BADGE.replace("{6}", "{6");
    let dir = with_rules("acme.toml", &unclosed);
    let ran = check(dir.path(), &["acme.toml"]);
    assert_eq!(ran.code, 2, "{}", ran.stderr);
    assert!(ran.stderr.contains("rule `acme.badge`"), "{}", ran.stderr);
}
