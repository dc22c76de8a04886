use std::fs;

use crate::{Coffer, coffer};

const TOKEN: &str = "coffer_lnk_0123456789abcdefghjkmnpqrstvwxyz";

#[test]
fn a_damaged_link_is_told_without_repeating_it() {
    for (link, told) in [
        ("https://h.example/c/req_1", "put the link in quotes"),
        (
            "http://h.example/u/coffer_lnk_secret/",
            "does not begin with `https://`",
        ),
        (
            "https://h.example/other/coffer_lnk_secret",
            "neither a page link",
        ),
    ] {
        let ran = coffer(&["send", link, "file"]);
        assert_eq!(ran.code, 2, "{link}");
        assert!(ran.stderr.contains(told), "{}", ran.stderr);
        assert!(!ran.stderr.contains("secret"), "{}", ran.stderr);
    }
}

#[test]
fn files_are_looked_for_before_the_server_is_asked() {
    let link = format!("https://127.0.0.1:1/u/{TOKEN}/");
    let dir = tempfile::tempdir().unwrap();
    let missing = Coffer::in_dir(dir.path())
        .args(&["send", &link, "gone"])
        .run();
    assert_eq!(missing.code, 2);
    assert!(
        missing.stderr.contains("`gone` cannot be read"),
        "{}",
        missing.stderr
    );
    fs::create_dir(dir.path().join("empty")).unwrap();
    let empty = Coffer::in_dir(dir.path())
        .args(&["send", &link, "empty"])
        .run();
    assert_eq!(empty.code, 2);
    assert!(empty.stderr.contains("no file to send"), "{}", empty.stderr);
}

#[test]
fn a_server_that_is_down_is_told_with_the_way_on() {
    let link = format!("https://127.0.0.1:1/u/{TOKEN}/");
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.log"), "x").unwrap();
    let ran = Coffer::in_dir(dir.path())
        .args(&["send", &link, "a.log"])
        .run();
    assert_eq!((ran.code, ran.stdout.as_str()), (5, ""), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("`127.0.0.1:1` cannot be reached"),
        "{}",
        ran.stderr
    );
    assert!(!ran.stderr.contains(TOKEN), "{}", ran.stderr);
}
