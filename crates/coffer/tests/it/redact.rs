use std::fs;
use std::path::Path;
use std::process::Command;

use crate::{Coffer, Ran};

const CARD: &str = "4111 1111 1111 1111";

fn redact(dir: &Path, args: &[&str]) -> Ran {
    Coffer::in_dir(dir)
        .args(&[&["redact"], args].concat())
        .run()
}

fn scan_code(dir: &Path, path: &str) -> i32 {
    Coffer::in_dir(dir).args(&["scan", path]).run().code
}

fn with_log(dir: &Path, name: &str) {
    let text =
        format!("10:00 start\n10:01 payment card number {CARD} declined\n10:02 card: {CARD}\n");
    fs::write(dir.join(name), text).unwrap();
}

#[test]
fn a_copy_has_pseudonyms_and_no_findings() {
    let dir = tempfile::tempdir().unwrap();
    with_log(dir.path(), "app.log");
    let before = fs::read(dir.path().join("app.log")).unwrap();
    let args = ["app.log", "-o", "out.log", "--report", "moved.jsonl"];
    let ran = redact(dir.path(), &args);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, ""), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("fresh key that is not kept"),
        "{}",
        ran.stderr
    );
    assert_eq!(fs::read(dir.path().join("app.log")).unwrap(), before);
    let copy = fs::read_to_string(dir.path().join("out.log")).unwrap();
    assert!(
        !copy.contains("4111") && copy.lines().count() == 3,
        "{copy}"
    );
    let tokens: Vec<&str> = copy
        .split('<')
        .skip(1)
        .map(|t| t.split('>').next().unwrap())
        .collect();
    assert_eq!(tokens.len(), 2);
    assert_eq!(tokens[0], tokens[1]);
    assert_eq!(scan_code(dir.path(), "out.log"), 0);
    // Old and new places, which hold what the report says.
    let report = fs::read_to_string(dir.path().join("moved.jsonl")).unwrap();
    assert!(!report.contains("4111"));
    let rows: Vec<serde_json::Value> = report
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    assert_eq!(rows.len(), 3);
    let at =
        |row: &serde_json::Value, name: &str| usize::try_from(row[name].as_u64().unwrap()).unwrap();
    for row in &rows[..2] {
        assert_eq!(&before[at(row, "start")..at(row, "end")], CARD.as_bytes());
        let new = &copy[at(row, "new_start")..at(row, "new_end")];
        assert_eq!(row["pseudonym"], new);
    }
    assert_eq!(
        (&rows[2]["replaced"], &rows[2]["output"]),
        (&2.into(), &"out.log".into())
    );
    // Doing it again changes nothing.
    assert_eq!(redact(dir.path(), &["out.log", "-o", "again.log"]).code, 0);
    assert_eq!(
        fs::read_to_string(dir.path().join("again.log")).unwrap(),
        copy
    );
}

#[cfg(unix)]
#[test]
fn a_kept_key_gives_the_same_pseudonyms_again() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = tempfile::tempdir().unwrap();
    with_log(dir.path(), "app.log");
    let copy = |name: &str, key: &str| {
        let ran = redact(dir.path(), &["app.log", "-o", name, "--key-file", key]);
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        fs::read_to_string(dir.path().join(name)).unwrap()
    };
    assert_eq!(copy("1.log", "case.key"), copy("2.log", "case.key"));
    assert_ne!(copy("3.log", "other.key"), copy("4.log", "case.key"));
    let key = dir.path().join("case.key");
    let metadata = fs::metadata(&key).unwrap();
    assert_eq!(
        (metadata.len(), metadata.permissions().mode() & 0o777),
        (32, 0o600)
    );
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).unwrap();
    let open = redact(
        dir.path(),
        &["app.log", "-o", "5.log", "--key-file", "case.key"],
    );
    assert_eq!(open.code, 2);
    assert!(open.stderr.contains("chmod 600"), "{}", open.stderr);
}

#[test]
fn actions_and_policies_say_what_stands_there() {
    let dir = tempfile::tempdir().unwrap();
    with_log(dir.path(), "app.log");
    let policy = "[types.payment_card]\naction = 'keep'\n";
    fs::write(dir.path().join("policy.toml"), policy).unwrap();
    for (args, expected) in [
        (["--action", "remove"], "10:02 card: \n"),
        (["--action", "token"], "10:02 card: <CARD:"),
        (["--action", "mask"], "10:02 card: ****"),
        (
            ["--policy", "policy.toml"],
            "10:02 card: 4111 1111 1111 1111\n",
        ),
    ] {
        let name = format!("{}.log", args[1]);
        let ran = redact(dir.path(), &[&["app.log", "-o", &name], &args[..]].concat());
        assert_eq!(ran.code, 0, "{}", ran.stderr);
        let copy = fs::read_to_string(dir.path().join(name)).unwrap();
        assert!(copy.contains(expected), "{copy}");
    }
    let both = [
        "app.log",
        "-o",
        "x.log",
        "--action",
        "mask",
        "--policy",
        "policy.toml",
    ];
    assert_eq!(redact(dir.path(), &both).code, 2);
    fs::write(
        dir.path().join("wrong.toml"),
        "[types.nothing]\naction = 'mask'\n",
    )
    .unwrap();
    let wrong = redact(
        dir.path(),
        &["app.log", "-o", "y.log", "--policy", "wrong.toml"],
    );
    assert_eq!(wrong.code, 2);
    assert!(wrong.stderr.contains("`nothing`"), "{}", wrong.stderr);
}

#[test]
fn standard_input_goes_to_standard_output() {
    let dir = tempfile::tempdir().unwrap();
    let text = format!("card: {CARD}\nnext\n");
    let ran = Coffer::in_dir(dir.path())
        .args(&["redact"])
        .run_with(text.as_bytes());
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert!(ran.stdout.starts_with("card: <CARD:") && ran.stdout.ends_with(">\nnext\n"));
}

#[test]
fn json_stays_json() {
    let dir = tempfile::tempdir().unwrap();
    let text =
        format!("{{\"card\":\"{CARD}\",\"note\":\"paid\\nwith card {CARD}\",\"n\":[1,null]}}\n");
    fs::write(dir.path().join("a.json"), text).unwrap();
    assert_eq!(redact(dir.path(), &["a.json", "-o", "b.json"]).code, 0);
    let copy = fs::read_to_string(dir.path().join("b.json")).unwrap();
    let value: serde_json::Value = serde_json::from_str(&copy).unwrap();
    for field in ["card", "note"] {
        assert!(value[field].as_str().unwrap().contains("CARD"), "{copy}");
    }
    assert_eq!(value["n"], serde_json::json!([1, null]));
}

#[test]
fn an_archive_is_rewritten_so_that_tar_can_read_it() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("logs")).unwrap();
    with_log(dir.path(), "logs/app.log");
    fs::write(dir.path().join("logs/other.log"), "nothing special\n").unwrap();
    let tar = |args: &[&str]| {
        let ran = Command::new("tar")
            .args(args)
            .current_dir(dir.path())
            .output()
            .unwrap();
        assert!(
            ran.status.success(),
            "{}",
            String::from_utf8_lossy(&ran.stderr)
        );
        String::from_utf8(ran.stdout).unwrap()
    };
    tar(&["czf", "bundle.tar.gz", "logs"]);
    let names = tar(&["tzf", "bundle.tar.gz"]);
    let ran = redact(dir.path(), &["bundle.tar.gz", "-o", "out.tar.gz"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    assert_eq!(tar(&["tzf", "out.tar.gz"]), names);
    assert_eq!(
        tar(&["xzOf", "out.tar.gz", "logs/other.log"]),
        "nothing special\n"
    );
    let log = tar(&["xzOf", "out.tar.gz", "logs/app.log"]);
    assert!(log.contains("<CARD:") && !log.contains("4111"), "{log}");
    assert_eq!(scan_code(dir.path(), "out.tar.gz"), 0);
}

#[test]
fn a_folder_is_copied_with_its_times_and_nothing_is_overwritten() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("logs/deep")).unwrap();
    with_log(dir.path(), "logs/app.log");
    with_log(dir.path(), "logs/deep/db.log");
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let file = fs::File::options()
        .write(true)
        .open(dir.path().join("logs/deep/db.log"));
    file.unwrap().set_modified(old).unwrap();
    let ran = redact(dir.path(), &["logs", "-o", "clean"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let copy = dir.path().join("clean/deep/db.log");
    assert_eq!(fs::metadata(&copy).unwrap().modified().unwrap(), old);
    assert!(!fs::read_to_string(&copy).unwrap().contains("4111"));
    assert_eq!(scan_code(dir.path(), "clean"), 0);
    let again = redact(dir.path(), &["logs", "-o", "clean"]);
    assert_eq!(again.code, 2);
    assert!(
        again.stderr.contains("is there already"),
        "{}",
        again.stderr
    );
    for inside in ["logs", "logs/new", "clean/../logs/x/y", "."] {
        let ran = redact(dir.path(), &["logs", ".", "-o", inside]);
        assert_eq!(ran.code, 2, "{inside}");
        assert!(ran.stderr.contains("which is read"), "{}", ran.stderr);
    }
    let same = redact(dir.path(), &["logs/app.log", "-o", "logs/app.log"]);
    assert_eq!(same.code, 2);
    assert!(
        fs::read_to_string(dir.path().join("logs/app.log"))
            .unwrap()
            .contains("4111")
    );
}

#[test]
fn what_could_not_be_read_is_left_out_and_named() {
    let dir = tempfile::tempdir().unwrap();
    with_log(dir.path(), "app.log");
    let sealed = "age-encryption.org/v1\n-> X25519 abc\n--- x\n";
    fs::write(dir.path().join("keys.age"), sealed).unwrap();
    let made = Command::new("tar")
        .args(["cf", "all.tar", "app.log", "keys.age"])
        .current_dir(dir.path())
        .status();
    assert!(made.unwrap().success());
    let ran = redact(dir.path(), &["all.tar", "-o", "out.tar", "--json"]);
    assert_eq!(ran.code, 1, "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("Left out: all.tar!/keys.age: encrypted."),
        "{}",
        ran.stderr
    );
    let told = &ran.lines()[0];
    assert_eq!(told["left_out"][0]["reason"], "encrypted");
    let copy = fs::read(dir.path().join("out.tar")).unwrap();
    assert!(!String::from_utf8_lossy(&copy).contains("age-encryption.org"));
}

/// Makes two pairs of keys, a copy and its map sealed to the first pair.
fn with_map() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    with_log(dir.path(), "app.log");
    for key in ["escrow.key", "other.key"] {
        assert_eq!(reveal_map(dir.path(), "key", key).code, 0);
    }
    let ran = redact(dir.path(), &to_escrow("out.log"));
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    dir
}

fn to_escrow(copy: &str) -> Vec<&str> {
    let line = "app.log --reveal-map values.map --recipient escrow.key.pub -o";
    line.split(' ').chain([copy]).collect()
}

fn reveal_map(dir: &Path, command: &str, rest: &str) -> Ran {
    let args: Vec<&str> = ["reveal-map", command]
        .into_iter()
        .chain(rest.split(' '))
        .collect();
    Coffer::in_dir(dir).args(&args).run()
}

#[test]
fn a_reveal_map_has_the_values_behind_the_pseudonyms() {
    let dir = with_map();
    let opened = reveal_map(dir.path(), "open", "values.map --key escrow.key --json");
    assert_eq!(opened.code, 0, "{}", opened.stderr);
    let values = opened.lines();
    assert_eq!(values.len(), 1);
    assert_eq!(values[0]["value"], "4111111111111111");
    assert_eq!(values[0]["type"], "payment_card");
    let token = values[0]["token"].as_str().unwrap();
    let copy = fs::read_to_string(dir.path().join("out.log")).unwrap();
    assert!(copy.contains(token));
    for (token, code) in [(token, 0), ("<X:1>", 1)] {
        let line = format!("values.map --key escrow.key --token {token}");
        assert_eq!(reveal_map(dir.path(), "open", &line).code, code);
    }
}

#[test]
fn a_reveal_map_opens_with_its_key_only() {
    let dir = with_map();
    let mut sealed = fs::read(dir.path().join("values.map")).unwrap();
    assert!(!String::from_utf8_lossy(&sealed).contains("4111"));
    *sealed.last_mut().unwrap() ^= 1;
    fs::write(dir.path().join("changed.map"), sealed).unwrap();
    for line in ["values.map --key other.key", "changed.map --key escrow.key"] {
        assert_eq!(reveal_map(dir.path(), "open", line).code, 6, "{line}");
    }
    // Neither keys nor maps are overwritten.
    assert_eq!(reveal_map(dir.path(), "key", "escrow.key").code, 2);
    assert_eq!(redact(dir.path(), &to_escrow("new.log")).code, 2);
}

#[test]
fn without_a_place_to_write_nothing_is_done() {
    let dir = tempfile::tempdir().unwrap();
    with_log(dir.path(), "app.log");
    let ran = redact(dir.path(), &["app.log"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""));
    assert!(ran.stderr.contains("-o PATH"), "{}", ran.stderr);
    let gone = redact(dir.path(), &["gone.log", "-o", "out.log"]);
    assert_eq!(gone.code, 2);
    assert!(!dir.path().join("out.log").exists());
}
