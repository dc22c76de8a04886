//! What must never be written down: planted values, codes, tokens, keys. And no core dump either.

use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::json;

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples::{self, CARD, FAILING, PLANTED};
use crate::harness::session::{ACCOUNT_PASSWORD, totp};
use crate::harness::{PASSPHRASE, World, files_below};

#[test]
fn nothing_secret_is_written_anywhere() {
    let mut desk = Desk::new();
    let mut secrets: Vec<(&str, Vec<u8>)> = PLANTED
        .iter()
        .map(|value| ("planted", value.as_bytes().to_vec()))
        .collect();
    let mut secret = |name, value: &str| secrets.push((name, value.as_bytes().to_vec()));
    secret("passphrase", PASSPHRASE);
    secret("ordinary content", FAILING);
    secret("API token", &desk.lena.token);
    secret("API token", &desk.admin.token);

    let account = desk.world.enrol(&desk.lena.enrolment_url);
    desk.world
        .sign_in(
            &account.email,
            ACCOUNT_PASSWORD,
            &totp(&account.totp_secret, 30),
        )
        .expect(200);
    desk.world
        .sign_in(&account.email, "a mistyped password", "000000")
        .expect(401);
    secret("password", ACCOUNT_PASSWORD);
    secret("mistyped password", "a mistyped password");
    secret("session", account.cookie.split('=').nth(1).unwrap());
    secret(
        "enrolment",
        desk.lena.enrolment_url.split('#').nth(1).unwrap(),
    );
    secret("TOTP secret", &account.totp_secret);

    let mut link = desk.link(json!({}));
    let code = link.have_code_mailed(&desk.world);
    let pass = link.enter(&desk.world, &code).expect(200).json();
    link.pass = Some(pass["pass"].as_str().unwrap().to_owned());
    let script = desk.script_link();
    secret("link", &link.token);
    secret("link", &script.token);
    secret("pass", link.pass.as_ref().unwrap());
    let raw = data_encoding::BASE32_NOPAD
        .decode(account.totp_secret.as_bytes())
        .unwrap();
    secrets.push(("TOTP secret", raw));

    let content = samples::log(3_000_000);
    let file = work(&mut desk, &link, &content);
    script
        .put(&desk.world, "again.log", &content)
        .ask()
        .expect(201);
    work_inside(&desk, &file);
    desk.world.stop();

    written_nowhere(&desk.world, &secrets, &code);
    kept_tidy(&desk.world);
}

fn written_nowhere(world: &World, secrets: &[(&str, Vec<u8>)], code: &str) {
    let mut canaries = 0;
    let mail = world.mail();
    let mut looked_at = 0;
    for path in files_below(world.temporary()) {
        if path.starts_with(&mail) {
            continue;
        }
        looked_at += 1;
        let bytes = std::fs::read(&path).unwrap();
        canaries += usize::from(samples::holds(&bytes, "Cannot sign in"));
        for (name, value) in secrets {
            let found = bytes
                .windows(value.len())
                .any(|window| window == value.as_slice());
            assert!(!found, "{name} in {}", path.display());
        }
        assert!(
            !holds_code(&bytes, code),
            "the mailed code in {}",
            path.display()
        );
    }
    assert!(looked_at > 8, "database, keys, objects, log");
    assert!(
        canaries > 0,
        "what is not secret is found: the case's subject"
    );
}

fn kept_tidy(world: &World) {
    assert!(
        world.log().contains("/u/{token}/{*rest}"),
        "the log tells the pattern of a path"
    );
    assert_eq!(
        files_below(&world.temporary().join("tmp")).len(),
        0,
        "no temporary files"
    );
    let exposed = files_below(world.data()).into_iter().filter(|path| {
        let secret = ["keys.json", "ca.key"]
            .iter()
            .any(|name| path.ends_with(name));
        secret && path.metadata().unwrap().mode() & 0o077 != 0
    });
    assert_eq!(exposed.count(), 0, "keys are for this account only");
    assert_eq!(world.data().metadata().unwrap().mode() & 0o777, 0o700);
}

/// Uploads with a break in it, so that unfinished uploads are written too.
fn work(desk: &mut Desk, link: &crate::harness::link::Link, content: &[u8]) -> String {
    let upload = link.create(&desk.world, "app.log", content.len() as u64);
    upload
        .patch(&desk.world, 0, &content[..1_700_000])
        .ask()
        .expect(204);
    desk.world.kill_and_restart();
    let file = upload.finish(&desk.world, content);
    desk.scanned(&file);
    file
}

fn work_inside(desk: &Desk, file: &str) {
    let at = |rest: &str| format!("/api/v1/files/{file}{rest}");
    desk.working(file, 0).expect(200);
    desk.original(file).expect(200);
    desk.lena.get(&desk.world, &at("/lines")).ask().expect(200);
    desk.lena
        .get(&desk.world, &at("/search?q=ERROR"))
        .ask()
        .expect(200);
    let found = desk
        .lena
        .get(&desk.world, &at("/findings"))
        .ask()
        .expect(200)
        .json();
    for finding in found["items"].as_array().unwrap() {
        let why = json!({ "finding": finding["finding"], "reason": "the customer asked about it" });
        let shown = desk
            .lena
            .post(&desk.world, &at("/reveal"), &why)
            .ask()
            .expect(200)
            .json();
        if finding["type"] == "payment_card" {
            assert_eq!(shown["value"], CARD);
        }
    }
    // What is refused is not written down either.
    desk.lena
        .get(&desk.world, &at(&format!("/lines?from={CARD}x")))
        .ask()
        .expect(400);
    desk.lena
        .call(&desk.world, "POST", &at("/reveal"))
        .json(&json!({ "finding": CARD }))
        .ask()
        .expect(400);
    desk.world
        .get(&format!("/nowhere/{CARD}?q={CARD}"))
        .ask()
        .expect(404);
}

/// Six digits that stand alone; fractions of seconds in the log are not codes.
fn holds_code(bytes: &[u8], code: &str) -> bool {
    let around = |at: Option<&u8>| at.is_some_and(|byte| byte.is_ascii_digit() || *byte == b'.');
    bytes.windows(code.len()).enumerate().any(|(at, window)| {
        let before = at.checked_sub(1).and_then(|before| bytes.get(before));
        window == code.as_bytes() && !around(before) && !around(bytes.get(at + code.len()))
    })
}

#[test]
fn the_process_leaves_no_core_and_nobody_looks_into_it() {
    let desk = World::new();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", desk.pid())).unwrap();
    let core = limits
        .lines()
        .find(|line| line.starts_with("Max core file size"))
        .unwrap();
    assert_eq!(core.split_whitespace().nth(4), Some("0"), "{core}");
    assert_eq!(core.split_whitespace().nth(5), Some("0"), "{core}");
    owned_by_nobody_but_root(desk.temporary());
}

/// The files of a process that may not be looked into belong to root, whoever runs it. A process that waits for a
/// pipe holds still for the look.
fn owned_by_nobody_but_root(folder: &Path) {
    const NOBODY: u32 = 65_534;
    let folder = folder.join("export");
    std::fs::create_dir(&folder).unwrap();
    let pipe = folder.join("log.vkey");
    assert!(
        Command::new("mkfifo")
            .args(["-m", "666"])
            .arg(&pipe)
            .status()
            .unwrap()
            .success()
    );
    let mut command = Command::new(env!("CARGO_BIN_EXE_cofferd"));
    command
        .args(["ledger", "verify"])
        .arg(&folder)
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if rustix::process::geteuid().is_root() {
        std::fs::set_permissions(
            folder.parent().unwrap(),
            std::os::unix::fs::PermissionsExt::from_mode(0o755),
        )
        .unwrap();
        command.uid(NOBODY).gid(NOBODY);
    }
    let Ok(mut waiting) = command.spawn() else {
        eprintln!("SKIPPED: another account cannot run the binary where it lies");
        return;
    };
    // Opens when the process opens it to read.
    let writer = std::fs::File::options().write(true).open(&pipe).unwrap();
    let owner = std::fs::metadata(format!("/proc/{}/mem", waiting.id()))
        .unwrap()
        .uid();
    drop(writer);
    waiting.wait().unwrap();
    assert_eq!(owner, 0, "the process can be looked into by its account");
}
