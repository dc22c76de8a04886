use std::fs;

use crate::{Coffer, coffer};

const CONFIG: &str = ".config/coffer/config.toml";

fn with_config(text: &str, mode: u32) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(CONFIG);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    set_mode(&path, mode);
    dir
}

#[cfg(unix)]
fn set_mode(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_path: &std::path::Path, _mode: u32) {}

#[test]
fn without_settings_it_says_what_is_missing() {
    let ran = coffer(&["case", "list"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("COFFER_URL"), "{}", ran.stderr);
    let ran = coffer(&["case", "list", "--url", "https://127.0.0.1:1"]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("coffer login"), "{}", ran.stderr);
    let ran = coffer(&[
        "case",
        "list",
        "--url",
        "http://127.0.0.1:1",
        "--token",
        "t",
    ]);
    assert_eq!(ran.code, 2);
}

#[test]
fn flags_come_before_the_environment_and_that_before_the_file() {
    let text = "url = \"https://127.0.0.1:1\"\ntoken = \"coffer_pat_x\"\n";
    let dir = with_config(text, 0o600);
    let list = || Coffer::in_dir(dir.path()).args(&["case", "list", "--token", "coffer_pat_y"]);
    let file = list().run();
    assert!(file.stderr.contains("`127.0.0.1:1`"), "{}", file.stderr);
    let environment = list().env("COFFER_URL", "https://127.0.0.1:2");
    let ran = environment.run();
    assert_eq!(ran.code, 5);
    assert!(ran.stderr.contains("`127.0.0.1:2`"), "{}", ran.stderr);
    let flag = list().env("COFFER_URL", "https://127.0.0.1:2");
    let ran = flag.args(&["--url", "https://127.0.0.1:3"]).run();
    assert!(ran.stderr.contains("`127.0.0.1:3`"), "{}", ran.stderr);
}

#[test]
fn the_configured_token_goes_to_the_configured_server_only() {
    let text = "url = \"https://127.0.0.1:1\"\ntoken = \"coffer_pat_x\"\n";
    let dir = with_config(text, 0o600);
    let elsewhere =
        Coffer::in_dir(dir.path()).args(&["case", "list", "--url", "https://127.0.0.1:2"]);
    assert_eq!(elsewhere.run().code, 3);
}

#[cfg(unix)]
#[test]
fn a_configuration_others_can_read_is_refused() {
    let dir = with_config("token = \"coffer_pat_x\"\n", 0o644);
    let ran = Coffer::in_dir(dir.path()).args(&["case", "list"]).run();
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("chmod 600"), "{}", ran.stderr);
}

#[test]
fn a_wrong_configuration_is_told_without_its_secrets() {
    for text in ["token = coffer_pat_x", "tokens = \"coffer_pat_x\"\n"] {
        let dir = with_config(text, 0o600);
        let ran = Coffer::in_dir(dir.path()).args(&["case", "list"]).run();
        assert_eq!(ran.code, 2);
        assert!(!ran.stderr.contains("coffer_pat_x"), "{}", ran.stderr);
    }
}

#[test]
fn login_without_a_terminal_says_what_to_give() {
    let ran = coffer(&["login", "--url", "https://127.0.0.1:1"]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("--password-stdin"), "{}", ran.stderr);
}
