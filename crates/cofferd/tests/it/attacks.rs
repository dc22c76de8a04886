//! Attacks done over HTTP against a running server: that each is noticed, what follows, and what is lost until then.
//!
//! Each prints a line (`cargo nextest run -E 'test(attacks::)' --success-output final`): attack, rule, what followed, milliseconds
//! of the ledger from the entry that showed it to the alert, files and bytes lost. Time is measured, not asserted.

mod accounts;
mod benign;
mod decoys;
mod destruction;
mod theft;

use std::time::Duration;

use coffer_domain::time::Timestamp;
use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::{Desk, Member};
use crate::harness::wait::wait_for;

/// A desk with a security officer, who reads the alerts.
struct Scene {
    desk: Desk,
    officer: Member,
}

/// What an attack took, broke or replaced before it was held.
#[derive(Default)]
struct Loss {
    files: usize,
    bytes: usize,
}

impl Loss {
    fn add(&mut self, body: &[u8]) {
        self.files += 1;
        self.bytes += body.len();
    }
}

fn milliseconds(alert: &Value, field: &str) -> i64 {
    Timestamp::parse(alert[field].as_str().unwrap()).unwrap().0
}

impl Scene {
    fn new() -> Self {
        let desk = Desk::new();
        let officer = desk.member("olga@coffer.example", "Support", &["security"]);
        Self { desk, officer }
    }

    fn alerts(&self) -> Vec<Value> {
        let alerts = self.officer.get(&self.desk.world, "/api/v1/alerts");
        let alerts = alerts.ask().expect(200).json();
        alerts["items"].as_array().unwrap().clone()
    }

    /// The alert of this rule, with what followed from it, once it is raised.
    fn noticed(&self, rule: &str) -> Value {
        let raised = wait_for(rule, || {
            self.alerts().into_iter().find(|it| it["rule"] == rule)
        });
        let path = format!("/api/v1/alerts/{}", raised["id"].as_str().unwrap());
        let alert = self.officer.get(&self.desk.world, &path);
        alert.ask().expect(200).json()
    }

    /// The alert of this rule; says what came of the attack, which must have raised no other alert that wakes people.
    fn report(&self, attack: &str, rule: &str, loss: &Loss) -> Value {
        let alert = self.noticed(rule);
        let took = milliseconds(&alert, "raised") - milliseconds(&alert, "at");
        let followed = followed(&alert);
        println!(
            "| {attack} | {rule} | {} | {took} | {} | {} |",
            followed.join(", "),
            loss.files,
            loss.bytes
        );
        for other in self.alerts() {
            let wakes = ["high", "critical"].contains(&other["severity"].as_str().unwrap());
            assert!(!wakes || other["rule"] == rule, "{other}");
        }
        alert
    }

    /// Files of the desk's case, scanned.
    fn files(&self, count: usize) -> Vec<String> {
        self.files_of(&self.desk.case, count)
    }

    fn files_of(&self, case: &str, count: usize) -> Vec<String> {
        let link = self.desk.link_of(case, json!({ "script": true }));
        let content = crate::harness::samples::log(20_000);
        let files: Vec<String> = (0..count)
            .map(|n| link.send(&self.desk.world, &format!("{n}.log"), &content))
            .collect();
        for file in &files {
            self.desk.scanned(file);
        }
        files
    }
}

/// What follows from an alert and is done.
fn followed(alert: &Value) -> Vec<&str> {
    let all = alert["containments"].as_array().into_iter().flatten();
    all.filter(|it| it["state"] == "active")
        .filter_map(|it| it["response"].as_str())
        .collect()
}

/// A client at an address of its own, that says it is this program.
fn program<'a>(scene: &'a Scene, address: [u8; 4], agent: &'static str) -> Caller<'a> {
    Caller {
        scene,
        client: scene.desk.world.client_at(address),
        agent,
    }
}

/// Somebody who calls from an address of their own.
struct Caller<'a> {
    scene: &'a Scene,
    client: reqwest::blocking::Client,
    agent: &'static str,
}

impl Caller<'_> {
    fn call(&self, method: &str, path: &str) -> reqwest::blocking::RequestBuilder {
        let url = self.scene.desk.world.url(path);
        let call = self.client.request(method.parse().unwrap(), url);
        call.header("user-agent", self.agent)
            .timeout(Duration::from_secs(60))
    }
}

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const CURL: &str = "curl/8.14.1";
