use std::fs;

use crate::Coffer;

/// A card number that passes its checksum, used by payment processors for tests.
const CARD: &str = "4111 1111 1111 1111";

#[test]
fn findings_are_told_without_their_values() {
    let dir = tempfile::tempdir().unwrap();
    let log = format!("10:00 start\n10:01 payment card number {CARD} declined\n");
    fs::write(dir.path().join("app.log"), log).unwrap();
    let ran = Coffer::in_dir(dir.path())
        .args(&["scan", "app.log", "--json"])
        .run();
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let lines: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["path"], "app.log");
    assert_eq!(
        (&lines[0]["line"], &lines[0]["column"]),
        (&2.into(), &27.into())
    );
    assert_eq!(
        (&lines[0]["start"], &lines[0]["end"]),
        (&38.into(), &57.into())
    );
    assert_eq!(
        (&lines[1]["state"], &lines[1]["findings"]),
        (&"clean".into(), &1.into())
    );
    let table = Coffer::in_dir(dir.path()).args(&["scan", "app.log"]).run();
    assert_eq!(table.code, 1);
    assert!(table.stdout.starts_with("PATH "));
    for text in [&ran.stdout, &ran.stderr, &table.stdout, &table.stderr] {
        assert!(!text.contains("4111"), "{text}");
    }
}

#[test]
fn nothing_found_and_nothing_there_differ() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("app.log"), "nothing special\n").unwrap();
    let clean = Coffer::in_dir(dir.path()).args(&["scan", "app.log"]).run();
    assert_eq!((clean.code, clean.stdout.as_str()), (0, ""));
    let gone = Coffer::in_dir(dir.path())
        .args(&["scan", "app.log", "gone.log"])
        .run();
    assert_eq!(gone.code, 2);
    assert!(
        gone.stderr.contains("`gone.log` cannot be read"),
        "{}",
        gone.stderr
    );
}
