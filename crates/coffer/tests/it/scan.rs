use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::Coffer;

/// A card number that passes its checksum, used by payment processors for tests.
const CARD: &str = "4111 1111 1111 1111";

fn with_card(dir: &Path, name: &str) {
    let log = format!("10:00 start\n10:01 payment card number {CARD} declined\n");
    fs::write(dir.join(name), log).unwrap();
}

fn scan(dir: &Path, args: &[&str]) -> crate::Ran {
    Coffer::in_dir(dir).args(&[&["scan"], args].concat()).run()
}

#[test]
fn findings_are_told_without_their_values() {
    let dir = tempfile::tempdir().unwrap();
    with_card(dir.path(), "app.log");
    let ran = scan(dir.path(), &["app.log", "--json"]);
    assert_eq!(ran.code, 1, "{}{}", ran.stdout, ran.stderr);
    let lines = ran.lines();
    assert_eq!(lines.len(), 2);
    let found = &lines[0];
    assert_eq!(
        (&found["path"], &found["member"], &found["type"]),
        (&"app.log".into(), &"".into(), &"payment_card".into())
    );
    assert_eq!((&found["line"], &found["column"]), (&2.into(), &27.into()));
    assert_eq!((&found["start"], &found["end"]), (&38.into(), &57.into()));
    assert!(found["why"].as_array().is_some_and(|why| why.len() > 1));
    assert!(found["pseudonym"].as_str().unwrap().starts_with("<CARD:"));
    assert!(found["labels"].is_array() && found["expires"].is_null());
    assert_eq!(
        (&lines[1]["state"], &lines[1]["findings"]),
        (&"clean".into(), &1.into())
    );
    let table = scan(dir.path(), &["app.log"]);
    assert_eq!(table.code, 1);
    let rows: Vec<&str> = table.stdout.lines().collect();
    assert_eq!(rows[0], "app.log");
    assert!(rows[1].starts_with("  LINE  COLUMN  TYPE"), "{}", rows[1]);
    assert!(rows[2].starts_with("  2     27      payment_card  certain"));
    assert!(rows[4].starts_with("TYPE          FINDINGS  CERTAIN"));
    assert!(
        rows[5].starts_with("payment_card  1         1"),
        "{}",
        rows[5]
    );
    for text in [&ran.stdout, &ran.stderr, &table.stdout, &table.stderr] {
        assert!(!text.contains("4111"), "{text}");
    }
}

#[test]
fn nothing_found_and_nothing_there_differ() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("app.log"), "nothing special\n").unwrap();
    with_card(dir.path(), "card.log");
    let clean = scan(dir.path(), &["app.log"]);
    assert_eq!((clean.code, clean.stdout.as_str()), (0, ""));
    let gone = scan(dir.path(), &["app.log", "gone.log", "card.log"]);
    assert_eq!(gone.code, 2);
    assert!(
        gone.stderr.contains("`gone.log` cannot be read"),
        "{}",
        gone.stderr
    );
    // The others are told all the same.
    assert!(gone.stdout.contains("payment_card"), "{}", gone.stdout);
}

#[test]
fn standard_input_is_read_when_it_is_named_or_nothing_is() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("card: {CARD}\n");
    for args in [&["scan", "--json"][..], &["scan", "-", "--json"]] {
        let ran = Coffer::in_dir(dir.path())
            .args(args)
            .run_with(text.as_bytes());
        assert_eq!(ran.code, 1, "{}", ran.stderr);
        let lines = ran.lines();
        assert_eq!(
            (&lines[0]["path"], &lines[0]["start"]),
            (&"-".into(), &6.into())
        );
    }
    let twice = Coffer::in_dir(dir.path()).args(&["scan", "-", "-"]).run();
    assert_eq!(twice.code, 2);
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_is_scanned_in_bounded_memory() {
    let dir = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_coffer"))
        .args(["scan", "--quiet"])
        .env_clear()
        .env("HOME", dir.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let line = b"2031-05-17T10:00:00Z INFO worker finished one of the many things it has to do\n";
    let block = line.repeat((1 << 20) / line.len());
    for _ in 0..200 {
        stdin.write_all(&block).unwrap();
    }
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib: u64 = peak
        .unwrap()
        .trim()
        .trim_end_matches(" kB")
        .parse()
        .unwrap();
    assert!(kib < 100 << 10, "{kib} KiB for 200 MiB");
}

#[test]
fn several_files_are_told_in_their_order() {
    let dir = tempfile::tempdir().unwrap();
    let names: Vec<String> = (0..40).map(|n| format!("{n:02}.log")).collect();
    for (n, name) in names.iter().enumerate() {
        // The first ones take longest.
        let filler = "nothing here\n".repeat((40 - n) * 2_000);
        fs::write(dir.path().join(name), format!("{filler}card: {CARD}\n")).unwrap();
    }
    let ran = scan(dir.path(), &[".", "--json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    let told: Vec<String> = ran
        .lines()
        .iter()
        .filter(|line| line["state"].is_string())
        .map(|line| {
            line["path"]
                .as_str()
                .unwrap()
                .trim_start_matches("./")
                .to_owned()
        })
        .collect();
    assert_eq!(told, names);
}

#[test]
fn what_is_told_and_what_counts_can_be_narrowed() {
    let dir = tempfile::tempdir().unwrap();
    with_card(dir.path(), "app.log");
    fs::write(
        dir.path().join("mail.log"),
        "from ada.lovelace@wonder.org to x\n",
    )
    .unwrap();
    let types = |args: &[&str]| -> (i32, Vec<String>) {
        let ran = scan(
            dir.path(),
            &[&["app.log", "mail.log", "--json"], args].concat(),
        );
        let lines = ran.lines();
        let found = lines.iter().filter_map(|line| line["type"].as_str());
        (ran.code, found.map(str::to_owned).collect())
    };
    assert_eq!(types(&[]).1, ["payment_card", "email"]);
    assert_eq!(types(&["--types", "email"]), (1, vec!["email".to_owned()]));
    assert_eq!(types(&["--types", "iban,jwt"]), (0, vec![]));
    assert_eq!(types(&["--fail-on", "never"]).0, 0);
    assert_eq!(
        types(&["--types", "payment_card", "--fail-on", "certain"]).0,
        1
    );
    let wrong = scan(dir.path(), &["app.log", "--types", "card"]);
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("payment_card"), "{}", wrong.stderr);
    let wrong = scan(dir.path(), &["app.log", "--confidence", "sure"]);
    assert_eq!(wrong.code, 2);
}

#[cfg(unix)]
#[test]
fn hostile_names_are_shown_escaped() {
    let dir = tempfile::tempdir().unwrap();
    with_card(dir.path(), "a\u{202e}gol\x1b[2J\n.log");
    let ran = scan(dir.path(), &["."]);
    assert_eq!(ran.code, 1);
    assert!(
        ran.stdout.contains("a\\u{202e}gol\\u{1b}[2J\\u{a}.log"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains('\x1b') && !ran.stdout.contains('\u{202e}'));
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("card: {CARD}\n").repeat(50_000);
    fs::write(dir.path().join("app.log"), text).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_coffer"))
        .args(["scan", "app.log", "--json"])
        .env_clear()
        .current_dir(dir.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(0));
    assert!(
        ended.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&ended.stderr)
    );
}

/// A log, a bundle made by the system's own `tar`, and a file that is encrypted.
fn bundle(dir: &Path) {
    fs::create_dir(dir.join("logs")).unwrap();
    with_card(dir, "logs/app one.log");
    let made = Command::new("tar")
        .args(["czf", "bundle.tar.gz", "logs"])
        .current_dir(dir)
        .status();
    assert!(made.unwrap().success());
    fs::write(
        dir.join("keys.age"),
        "age-encryption.org/v1\n-> X25519 abc\n--- x\n",
    )
    .unwrap();
}

#[test]
fn sarif_has_rules_places_and_no_values() {
    let dir = tempfile::tempdir().unwrap();
    bundle(dir.path());
    let ran = scan(dir.path(), &["bundle.tar.gz", "logs", "--sarif"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(!ran.stdout.contains("4111"));
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(log["version"], "2.1.0");
    assert!(
        log["$schema"]
            .as_str()
            .unwrap()
            .contains("sarif-schema-2.1.0")
    );
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(run["tool"]["driver"]["name"], "coffer");
    for rule in rules {
        assert!(
            rule["id"].as_str().is_some_and(|id| id.contains('@')),
            "{rule}"
        );
        assert!(!rule["help"]["text"].as_str().unwrap().is_empty());
        assert!(
            !rule["shortDescription"]["text"]
                .as_str()
                .unwrap()
                .is_empty()
        );
    }
    let results = run["results"].as_array().unwrap();
    let artifacts = run["artifacts"].as_array().unwrap();
    assert_eq!(results.len(), 2);
    for result in results {
        let rule = &rules[usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap()];
        assert_eq!(rule["id"], result["ruleId"]);
        assert_eq!(result["level"], "error");
        assert!(
            result["message"]["text"]
                .as_str()
                .unwrap()
                .contains("payment_card")
        );
        let place = &result["locations"][0]["physicalLocation"];
        let region = &place["region"];
        assert_eq!(
            (
                &region["startLine"],
                &region["byteOffset"],
                &region["byteLength"]
            ),
            (&2.into(), &38.into(), &19.into())
        );
        let index = place["artifactLocation"]["index"].as_u64().unwrap();
        let artifact = &artifacts[usize::try_from(index).unwrap()];
        assert_eq!(
            artifact["location"]["uri"],
            place["artifactLocation"]["uri"]
        );
    }
}

#[test]
fn sarif_nests_members_of_archives_and_names_what_was_not_read() {
    let dir = tempfile::tempdir().unwrap();
    bundle(dir.path());
    let ran = scan(dir.path(), &["bundle.tar.gz", "keys.age", "--sarif"]);
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    let run = &log["runs"][0];
    let artifacts = run["artifacts"].as_array().unwrap();
    let at = |index: &Value| &artifacts[usize::try_from(index.as_u64().unwrap()).unwrap()];
    let place = &run["results"][0]["locations"][0]["physicalLocation"];
    // The log is within an archive within a compressed stream.
    let inner = at(&place["artifactLocation"]["index"]);
    assert_eq!(inner["location"]["uri"], "/logs/app%20one.log");
    let outermost = at(&at(&inner["parentIndex"])["parentIndex"]);
    assert_eq!(outermost["location"]["uri"], "bundle.tar.gz");
    let invocation = &run["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], true);
    let notes = invocation["toolExecutionNotifications"].to_string();
    assert!(notes.contains("keys.age: encrypted"), "{notes}");
}

#[test]
fn sarif_without_findings_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("app.log"), "nothing special\n").unwrap();
    let ran = scan(dir.path(), &["app.log", "--sarif"]);
    assert_eq!(ran.code, 0);
    let log: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(log["runs"][0]["results"], serde_json::json!([]));
    let both = scan(dir.path(), &["app.log", "--sarif", "--json"]);
    assert_eq!((both.code, both.stdout.as_str()), (2, ""));
}

#[test]
fn members_of_archives_are_named_with_their_offsets() {
    let dir = tempfile::tempdir().unwrap();
    bundle(dir.path());
    let ran = scan(dir.path(), &["bundle.tar.gz", "--json"]);
    let found = &ran.lines()[0];
    assert_eq!(
        (&found["member"], &found["start"]),
        (&"logs/app one.log".into(), &38.into())
    );
}
