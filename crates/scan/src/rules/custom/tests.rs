//! Patterns are found by their literals, within limits, and wherever windows are cut.

use crate::bytes::cut;
use crate::{CaseKey, Limits, RuleSet};

use super::super::RuleError;
use super::literals::{Required, required};

const TYPES: &str = "[[type]]\nname='badge'\ntoken='BADGE'\ncanonical='verbatim'\n";

fn rule(id: &str, pattern: &str, example: &str) -> String {
    format!(
        "[[rule]]\nid='{id}'\nversion=1\ntype='badge'\ndetector='regex'\nrank=50\nprior=4.0\n\
         regex='''{pattern}'''\nexamples=['''{example}''']\n"
    )
}

fn set_of(rules: &[String]) -> Result<RuleSet, RuleError> {
    let text = format!("{TYPES}{}", rules.concat());
    RuleSet::with_files(&[("badges", &text)])
}

fn found(rules: &RuleSet, text: &[u8]) -> Vec<String> {
    let key = CaseKey::new([7; 32]);
    let go_on = &mut |_| std::ops::ControlFlow::Continue(());
    let limits = Limits::default();
    let report = crate::scan(&mut &text[..], b"x", rules, &key, &limits, go_on).unwrap();
    let own = report
        .findings
        .iter()
        .filter(|f| report.type_name(f) == "badge");
    own.map(|f| {
        let range = usize::try_from(f.start).unwrap()..usize::try_from(f.end).unwrap();
        String::from_utf8_lossy(cut(text, range)).into_owned()
    })
    .collect()
}

fn literals(pattern: &str) -> Option<Required> {
    let mut parser = regex_syntax::ParserBuilder::new();
    parser.unicode(false).utf8(false);
    required(&parser.build().parse(pattern).unwrap())
}

#[test]
fn every_match_contains_the_literal_that_is_looked_for() {
    let lower = |all: &[&str]| {
        all.iter()
            .map(|l| l.as_bytes().to_vec())
            .collect::<Vec<_>>()
    };
    for (pattern, expected) in [
        (
            r"\bACME-\d{6}\b",
            Some(Required::AtStart(lower(&["acme-"]))),
        ),
        (
            r"(?:emp|staff)_[0-9]+",
            Some(Required::AtStart(lower(&["emp_", "staff_"]))),
        ),
        (
            r"[a-z]{2}-badge-\d+",
            Some(Required::Within(lower(&["-badge-"]))),
        ),
        (
            r"\d+(?:-x7q|-y8w)\d+",
            Some(Required::Within(lower(&["-x7q", "-y8w"]))),
        ),
        (r"\d{3}(ab)?\d{3}", None),
        (r"[0-9]{3}|badge", None),
        (r"ab\d{4}", None),
    ] {
        assert_eq!(literals(pattern), expected, "{pattern}");
    }
}

#[test]
fn a_pattern_is_found_with_literal_in_front_within_and_without() {
    let rules = set_of(&[
        rule("a", r"\bACME-\d{6}\b", "ACME-123456"),
        rule("b", r"\b[a-z]{2}-badge-\d{4}\b", "de-badge-1234"),
        rule("c", r"\b\d{2}[XY]\d{2}[XY]\d{2}\b", "12X34Y56"),
        rule(
            "d",
            r#"(?i)door ?code: ?"(?P<value>[0-9]{4})""#,
            r#"door code: "8731""#,
        ),
    ])
    .unwrap();
    let text = b"u ACME-123456 de-badge-1234 xACME-123456 12X34Y56 12X34Y567 Door Code: \"8731\"\n";
    assert_eq!(
        found(&rules, text),
        ["ACME-123456", "de-badge-1234", "12X34Y56", "8731"]
    );
    let slow: Vec<&str> = rules
        .rules()
        .filter(|r| r.reads_every_byte())
        .map(|r| r.name())
        .collect();
    assert_eq!(slow, ["c"]);
    assert!(rules.check().is_empty());
}

#[test]
fn findings_do_not_depend_on_where_windows_are_cut() {
    let rules = set_of(&[
        rule("b", r"[a-z]{2}-badge-\d{4}", "de-badge-1234"),
        rule("c", r"\b\d{2}[XY]\d{2}[XY]\d{2}\b", "12X34Y56"),
    ])
    .unwrap();
    let line = b"row 1 de-badge-1234 and 12X34Y56, fr-badge-9876;";
    // Without line breaks windows are cut anywhere.
    for (filler, separator) in [(0, b' '), (11, b' '), (5, b'\n')] {
        let mut text = vec![b'.'; filler];
        let mut count = 0;
        while text.len() < 700_000 {
            text.extend_from_slice(line);
            text.push(separator);
            count += 3;
        }
        assert_eq!(found(&rules, &text).len(), count);
    }
}

#[test]
fn what_a_pattern_costs_is_limited_before_it_is_built() {
    let long = format!("acme{}", "x".repeat(5_000));
    let deep = format!("acme{}x{}", "(".repeat(500), ")".repeat(500));
    for (pattern, told) in [
        ("acme(((a{1,200}){1,200}){1,200}){1,200}", "too large"),
        (long.as_str(), "too long"),
        (deep.as_str(), "nest"),
        ("ac", "fewer than three bytes"),
        ("(acme)*", "fewer than three bytes"),
        (r"[ab][^c]{40}[ab]\d{4}", "over budget"),
        ("acme(", "unclosed group"),
    ] {
        let refused = set_of(&[rule("r", pattern, "x")])
            .err()
            .unwrap()
            .to_string();
        assert!(
            refused.contains(told) && refused.contains("`r`"),
            "{refused}"
        );
    }
    let many: Vec<String> = (0..20)
        .map(|n| rule(&format!("r{n}"), r"\d{2}[XY]\d{2}[XY]\d{2}", "12X34Y56"))
        .collect();
    let refused = set_of(&many).err().unwrap().to_string();
    assert!(refused.contains("too many"), "{refused}");
}

#[test]
fn a_file_may_add_to_what_is_there_but_not_replace_it() {
    let rule = rule("card.pan", r"\bACME-\d{6}\b", "ACME-123456");
    let refused = set_of(&[rule]).err().unwrap().to_string();
    assert!(refused.contains("is there already"), "{refused}");
    let ty = TYPES.replace("badge", "payment_card");
    let refused = RuleSet::with_files(&[("x", &ty)])
        .err()
        .unwrap()
        .to_string();
    assert!(refused.contains("is there already"), "{refused}");
    let long = "#".repeat(2 << 20);
    assert!(RuleSet::with_files(&[("x", &long)]).is_err());
}

#[test]
fn hostile_text_costs_a_bounded_time_for_each_byte() {
    // Each of these would take hours if a search ran to the end of its window for every hit.
    let rules = set_of(&[
        rule("a", "aaa(?:[^b]*b)?", "aaab"),
        rule("b", "x*aaa[^b]*c|aaa", "aaac"),
        rule("c", "[xy]{3}(?:[^b]*b)?", "xyx"),
    ])
    .unwrap();
    for byte in [b'a', b'x'] {
        assert!(!found(&rules, &vec![byte; 100_000]).is_empty());
    }
}

#[test]
fn a_value_longer_than_a_match_may_be_is_said() {
    let rules = set_of(&[rule("a", "acme-[a-z]+", "acme-x")]).unwrap();
    let text = format!("acme-{}", "q".repeat(2_000));
    let key = CaseKey::new([7; 32]);
    let go_on = &mut |_| std::ops::ControlFlow::Continue(());
    let limits = Limits::default();
    let report = crate::scan(&mut text.as_bytes(), b"x", &rules, &key, &limits, go_on).unwrap();
    assert_eq!(report.reason, Some(crate::Reason::LongValue));
}
