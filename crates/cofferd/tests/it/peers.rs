//! Other people's clients. Those that come from a package registry are skipped, loudly, where it cannot be reached.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::harness::link::Link;
use crate::harness::people::Desk;
use crate::harness::samples::{blake3, noise};
use crate::harness::tools::{self, TOOLS};
use crate::harness::wait::wait_for;

const PEERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/peers");
const CHUNK: usize = 400_000;

/// What `command` printed; it must succeed.
#[track_caller]
fn printed(command: &mut Command) -> Vec<u8> {
    let output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
    output.stdout
}

fn there_is(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

fn received(desk: &Desk, link: &Link, name: &str, content: &[u8]) {
    let file = wait_for(name, || {
        let files = link.files(&desk.world);
        files
            .into_iter()
            .find(|file| file["name"] == name && file["state"] == "received")
    });
    assert_eq!(file["blake3"], blake3(content), "{name}");
    let id = file["id"].as_str().unwrap();
    desk.scanned(id);
    assert!(
        desk.original(id).expect(200).body == content,
        "{name} comes back as sent"
    );
}

fn written(desk: &Desk, name: &str, content: &[u8]) -> PathBuf {
    let path = desk.world.temporary().join(name);
    std::fs::write(&path, content).unwrap();
    path
}

fn curl(desk: &Desk) -> Command {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--fail-with-body", "--cacert"])
        .arg(desk.world.ca());
    curl
}

#[test]
fn curl_sends_streams_fetches_ranges_and_hears_refusals() {
    if !there_is("curl") {
        eprintln!("SKIPPED: there is no curl on this machine");
        return;
    }
    let desk = Desk::new();
    let link = desk.script_link();
    let address = desk.world.url(&format!("/u/{}/", link.token));
    let content = noise(1, 3_000_000);
    let path = written(&desk, "by curl.bin", &content);
    let said = printed(curl(&desk).arg("-T").arg(&path).arg(&address));
    let said: Value = serde_json::from_slice(&said).unwrap();
    assert_eq!(said["blake3"], blake3(&content));
    received(&desk, &link, "by curl.bin", &content);
    let receipt = printed(curl(&desk).arg(desk.world.url(said["receipt_url"].as_str().unwrap())));
    assert_eq!(
        serde_json::from_slice::<Value>(&receipt).unwrap()["format"],
        "coffer-receipt-v1"
    );
    curl_streams(&desk, &link, &address, &content);
    curl_fetches(&desk, said["id"].as_str().unwrap(), &content);
    curl_hears_refusals(&desk, &address, said["id"].as_str().unwrap());
}

/// From a pipe, so chunked: nobody knows the length.
fn curl_streams(desk: &Desk, link: &Link, address: &str, content: &[u8]) {
    for (version, name) in [("--http1.1", "chunked-1.bin"), ("--http2", "chunked-2.bin")] {
        let mut stream = curl(desk);
        stream
            .args([version, "-T", "-"])
            .arg(format!("{address}{name}"));
        let mut running = stream
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        running.stdin.take().unwrap().write_all(content).unwrap();
        assert!(running.wait_with_output().unwrap().status.success());
        received(desk, link, name, content);
    }
}

fn curl_fetches(desk: &Desk, file: &str, content: &[u8]) {
    desk.scanned(file);
    let original = desk
        .world
        .url(&format!("/api/v1/files/{file}/content?copy=original"));
    let fetch = |range: &str| {
        let mut fetch = curl(desk);
        fetch
            .args(["--range", range, "--oauth2-bearer", &desk.lena.token])
            .arg(&original);
        printed(&mut fetch)
    };
    assert!(fetch("1000000-1999999") == content[1_000_000..2_000_000]);
    assert!(fetch("-777") == content[content.len() - 777..]);
    let half = written(desk, "half.bin", &content[..1_234_567]);
    let mut resume = curl(desk);
    resume
        .args([
            "--continue-at",
            "-",
            "--oauth2-bearer",
            &desk.lena.token,
            "--output",
        ])
        .arg(&half)
        .arg(&original);
    printed(&mut resume);
    assert!(
        std::fs::read(&half).unwrap() == content,
        "a download goes on where it stopped"
    );
}

fn curl_hears_refusals(desk: &Desk, address: &str, file: &str) {
    // Larger than what the line and both ends buffer: the refusal comes while the body is still being sent.
    let large = written(desk, "large.bin", &noise(4, 12_000_000));
    let unknown = address.replace("coffer_lnk_", "coffer_lnk_x");
    let replacement = desk.world.url(&format!("/api/v1/files/{file}/content"));
    for version in ["--http1.1", "--http2"] {
        for (address, code) in [
            (&unknown, "link_unknown"),
            (&replacement, "session_required"),
        ] {
            let refused = curl(desk)
                .arg(version)
                .arg("-T")
                .arg(&large)
                .arg(address)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&refused.stdout);
            assert!(
                said.contains(code),
                "{version}: {}",
                String::from_utf8_lossy(&refused.stderr)
            );
            assert_eq!(
                refused.status.code(),
                Some(22),
                "{version}: curl hears of a refusal"
            );
        }
    }
}

/// Python with tuspy in it.
fn tuspy() -> Option<PathBuf> {
    let program = tools::from_pypi(
        "tuspy",
        "tuspy==1.1.0",
        "python",
        &["-c", "import tusclient"],
    );
    if program.is_none() {
        eprintln!("SKIPPED: tuspy cannot be installed here");
    }
    program
}

#[test]
fn tuspy_goes_on_after_the_server_was_killed() {
    let Some(python) = tuspy() else {
        return;
    };
    let mut desk = Desk::new();
    let link = desk.script_link();
    let address = desk.world.url(&format!("/u/{}/", link.token));
    let content = noise(2, 2_500_000);
    let path = written(&desk, "tuspy.bin", &content);
    let script = Path::new(PEERS).join("tuspy_client.py");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&python);
        command
            .arg(&script)
            .args(arguments)
            .env("REQUESTS_CA_BUNDLE", desk.world.ca());
        String::from_utf8(printed(&mut command)).unwrap()
    };
    let path = path.to_str().unwrap();
    let chunk = CHUNK.to_string();
    let said = run(&["begin", &address, path, &chunk, "3"]);
    let (upload, offset) = said.trim().split_once(' ').unwrap();
    assert_eq!(offset, (3 * CHUNK).to_string());
    let upload = upload.to_owned();
    desk.world.kill_and_restart();
    let mut command = Command::new(&python);
    command
        .arg(&script)
        .args(["go-on", &upload, &address, path, &chunk]);
    let said =
        String::from_utf8(printed(command.env("REQUESTS_CA_BUNDLE", desk.world.ca()))).unwrap();
    assert_eq!(
        said.trim().split_once(' ').unwrap().1,
        content.len().to_string()
    );
    received(&desk, &link, "unnamed", &content);
}

/// A folder with tus-js-client in its `node_modules`.
fn tus_js_client() -> Option<PathBuf> {
    let folder = Path::new(TOOLS).join("tus-js-client");
    let there = || {
        folder
            .join("node_modules/tus-js-client/package.json")
            .exists()
    };
    if !there() && there_is("npm") && there_is("node") {
        std::fs::create_dir_all(&folder).unwrap();
        let mut install = Command::new("npm");
        install
            .args([
                "install",
                "--ignore-scripts",
                "--no-audit",
                "--no-fund",
                "--prefix",
            ])
            .arg(&folder);
        drop(install.arg("tus-js-client@4.3.1").output());
    }
    if there() {
        return Some(folder);
    }
    eprintln!("SKIPPED: tus-js-client cannot be installed here");
    None
}

#[test]
fn tus_js_client_pauses_and_goes_on() {
    let Some(modules) = tus_js_client() else {
        return;
    };
    let mut desk = Desk::new();
    let link = desk.script_link();
    let address = desk.world.url(&format!("/u/{}/", link.token));
    let content = noise(3, 2_500_000);
    let path = written(&desk, "js.bin", &content);
    let mut node = Command::new("node");
    node.arg(Path::new(PEERS).join("tus_js_client.cjs"));
    node.arg(&modules)
        .arg(&address)
        .arg(&path)
        .args([CHUNK.to_string(), (3 * CHUNK).to_string()]);
    node.env("NODE_EXTRA_CA_CERTS", desk.world.ca());
    let mut running = node
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
    let stopped = lines.next().expect("it stops in the middle").unwrap();
    assert!(stopped.starts_with("stopped "), "{stopped}");
    desk.world.kill_and_restart();
    running.stdin.take().unwrap().write_all(b"go on\n").unwrap();
    assert_eq!(lines.next().expect("it ends").unwrap(), "done");
    assert!(running.wait().unwrap().success());
    received(&desk, &link, "from-tus-js-client.bin", &content);
}
