//! Examples of secrets from other scanners' rules, where they lie beside the project (or `COFFER_SCAN_DEV` names the folder).

use std::collections::BTreeMap;

use crate::accuracy::{folder, unpack};
use crate::samples::scan_bytes;

/// Types that are secrets.
const SECRETS: &[&str] = &[
    "password",
    "password_hash",
    "secret",
    "jwt",
    "bearer_token",
    "basic_auth",
    "session_cookie",
    "aws_access_key_id",
    "aws_secret_key",
    "vendor_key",
    "private_key",
];
/// Rules of other scanners whose examples are no secrets: names of hosts, accounts and buckets, public ids.
const NO_SECRETS: &[&str] = &[
    "np.arn.",
    "np.s3.",
    "np.gcs.",
    "np.google.1",
    "kingfisher.google.1",
    "kingfisher.azureopenai.host.",
    "kingfisher.azuresearch.url.",
    "kingfisher.azurestorage.name.",
    "np.appsync.",
    "np.age.1",
    "kingfisher.age.1",
];
/// Texts of secrets in which one was found, at least.
const POSITIVE_MIN: f64 = 0.76;
/// Texts that a rule of another scanner must not take; many hold a secret of another kind.
const NEGATIVE_MAX: f64 = 0.26;

#[test]
fn secrets_in_the_examples_of_other_scanners_are_found() {
    let Some(folder) = folder().filter(|f| f.join("rule-examples.jsonl.xz").is_file()) else {
        println!("skipped: no rule examples (set COFFER_SCAN_DEV to the folder that holds them)");
        return;
    };
    let text = unpack(&folder.join("rule-examples.jsonl.xz"));
    // [positive, negative]: texts, and those with a secret found.
    let mut counts = [[0usize; 2]; 2];
    let mut missed: BTreeMap<String, String> = BTreeMap::new();
    let mut wrong: Vec<String> = Vec::new();
    for line in text.split(|b| *b == b'\n').filter(|l| !l.is_empty()) {
        let v: serde_json::Value = serde_json::from_slice(line).unwrap();
        let rule = v["rule"].as_str().unwrap();
        let example = v["text"].as_str().unwrap();
        let positive = v["positive"].as_bool().unwrap();
        if NO_SECRETS.iter().any(|r| rule.starts_with(r)) {
            continue;
        }
        let report = scan_bytes(example.as_bytes());
        let found = report
            .findings
            .iter()
            .any(|f| SECRETS.contains(&report.type_name(f)));
        let count = &mut counts[usize::from(!positive)];
        count[0] += 1;
        count[1] += usize::from(found);
        if positive && !found {
            missed.insert(rule.to_owned(), example.to_owned());
        } else if !positive && found {
            wrong.push(format!("{rule}: {example:?}"));
        }
    }
    let [[positive, found], [negative, taken]] = counts;
    let verbose = std::env::var_os("COFFER_SCAN_VERBOSE").is_some();
    if verbose {
        missed
            .iter()
            .for_each(|(rule, t)| println!("missed {rule}: {t:?}"));
        wrong.iter().for_each(|t| println!("taken {t}"));
    }
    println!("positive: {found} of {positive}; negative: {taken} of {negative}");
    assert!(
        found as f64 >= POSITIVE_MIN * positive as f64,
        "{found} of {positive}"
    );
    assert!(
        taken as f64 <= NEGATIVE_MAX * negative as f64,
        "{taken} of {negative}"
    );
}
