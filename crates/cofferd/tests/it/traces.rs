//! Traces, as a collector that somebody else wrote reads them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples;
use crate::harness::tools::from_pypi;
use crate::harness::wait::wait_for;

/// A collector that prints what it is sent.
struct Rotel {
    process: Child,
    printed: PathBuf,
    port: u16,
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

impl Rotel {
    fn start(folder: &Path) -> Option<Self> {
        let probe = ["-c", "import rotel"];
        let python = from_pypi("rotel", "rotel==0.0.1a15", "python", &probe)?;
        let place = "import rotel.agent as it; print(it.Agent.agent_path)";
        let asked = Command::new(python).args(["-c", place]).output().unwrap();
        let program = String::from_utf8(asked.stdout).unwrap();
        let program = program.trim();
        // It needs libraries that are not everywhere.
        let runs = Command::new(program).arg("--version").output();
        if !runs.is_ok_and(|done| done.status.success()) {
            return None;
        }
        let port = free_port();
        let printed = folder.join("rotel.printed");
        let process = Command::new(program)
            .args(["start", "--exporter", "blackhole"])
            .args(["--debug-log", "traces", "--debug-log-verbosity", "detailed"])
            .arg(format!("--otlp-http-endpoint=127.0.0.1:{port}"))
            .arg(format!("--otlp-grpc-endpoint=127.0.0.1:{}", free_port()))
            .arg(format!("--pid-file={}", folder.join("rotel.pid").display()))
            .stdin(Stdio::null())
            .stdout(File::create(&printed).unwrap())
            .stderr(Stdio::null())
            .spawn();
        let this = Self {
            process: process.unwrap(),
            printed,
            port,
        };
        wait_for("the collector to listen", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });
        Some(this)
    }

    fn printed(&self) -> String {
        fs::read_to_string(&self.printed).unwrap()
    }
}

impl Drop for Rotel {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_collector_of_others_gets_traces_and_nothing_private() {
    let mut desk = Desk::new();
    let Some(rotel) = Rotel::start(desk.world.temporary()) else {
        println!("SKIPPED: the collector rotel cannot be installed from PyPI here");
        return;
    };
    let port = rotel.port;
    desk.world.configure(&format!(
        "[traces]\nurl = \"http://127.0.0.1:{port}\"\nservice = \"coffer-east\"\n"
    ));
    let link = desk.script_link();
    let file = link.send(&desk.world, "secret-name.log", &samples::log(500));
    desk.scanned(&file);
    let denied = desk
        .admin
        .get(&desk.world, &format!("/api/v1/files/{file}"))
        .ask();
    let named = denied.header("coffer-request").to_owned();
    desk.world.stop();
    let printed = wait_for("the last spans", || {
        Some(rotel.printed()).filter(|text| text.contains(&named))
    });
    for told in [
        "service.name: Str(coffer-east)",
        "Name           : PATCH /api/v1/uploads/{upload}\n    Kind           : SPAN_KIND_SERVER",
        "Name           : scan\n    Kind           : SPAN_KIND_CONSUMER",
        "http.route: Str(/api/v1/files/{file})",
        "http.response.status_code: Int(403)",
        "action: Str(file.list)\n     -> permitted: Bool(false)",
        "changes: Int(",
    ] {
        assert!(printed.contains(told), "{told} is not in\n{printed}");
    }
    // Nothing that nobody asked for begins a trace.
    let roots = printed.matches("Parent ID      : \n").count();
    let asked = printed.matches(": SPAN_KIND_SERVER").count()
        + printed.matches(": SPAN_KIND_CONSUMER").count();
    assert_eq!(roots, asked, "{printed}");
    for private in [
        "secret-name",
        "contoso",
        "lena",
        "48213",
        &link.token,
        &file,
    ] {
        assert!(!printed.contains(private), "{private} is in the traces");
    }
}

#[test]
fn a_collector_that_is_away_holds_nothing_up_and_health_says_so() {
    let mut desk = Desk::new();
    let (collector, metrics) = (free_port(), free_port());
    desk.world.configure(&format!(
        "[metrics]\nlisten = \"127.0.0.1:{metrics}\"\n[traces]\nurl = \"http://127.0.0.1:{collector}/secret-key\"\n"
    ));
    let link = desk.script_link();
    let file = link.send(&desk.world, "a.log", &samples::log(500));
    desk.scanned(&file);
    let operator = desk.member("o@coffer.example", "Support", &["operator"]);
    let traces = || {
        let health = operator
            .get(&desk.world, "/api/v1/health")
            .ask()
            .expect(200)
            .json();
        let checks = health["items"].as_array();
        let found = checks?.iter().find(|it| it["check"] == "traces").cloned();
        found.filter(|it: &Value| it["state"] == "warning")
    };
    let warning = wait_for("health to miss the collector", traces);
    assert!(warning["mend"].as_str().unwrap().contains("[traces]"));
    let found = warning["found"].as_str().unwrap();
    assert!(
        found.contains("refused") && !found.contains("secret-key"),
        "{found}"
    );
    let scraped = reqwest::blocking::get(format!("http://127.0.0.1:{metrics}/metrics"));
    let text = scraped.unwrap().text().unwrap();
    let lost = text
        .lines()
        .find_map(|it| it.strip_prefix("coffer_spans_lost_total "));
    assert!(lost.unwrap().parse::<u64>().unwrap() > 0, "{text}");
    let log = desk.world.log();
    let said = log.matches("the collector takes no spans").count();
    assert_eq!(said, 1, "{log}");
}

#[test]
fn lines_of_the_log_name_the_request_they_were_written_for() {
    let mut desk = Desk::new();
    desk.world.configure(&format!(
        "[mail]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"danger_plaintext\"\n",
        free_port()
    ));
    let link = desk.link(json!({}));
    let answer = link.call(&desk.world, "POST", "/api/v1/link/code").ask();
    let named = answer.header("coffer-request").to_owned();
    answer.problem(502, "mail_failed");
    let log = desk.world.log();
    let fault = log
        .lines()
        .find(|line| line.contains("was not handed over"));
    let fault: Value = serde_json::from_str(fault.unwrap()).unwrap();
    assert_eq!(fault["span"]["request"], named.as_str(), "{fault}");
    assert_eq!(fault["span"]["http.route"], "/api/v1/link/code");
}
