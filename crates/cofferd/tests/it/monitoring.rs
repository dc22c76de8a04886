//! Metrics and health of a running server, and the documents that name them.

use std::collections::BTreeSet;

use coffer_app::METRICS;
use serde_json::Value;

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::receiver::Receiver;
use crate::harness::samples;
use crate::harness::wait::wait_for;

const MANUAL: &str = include_str!("../../../../docs/manual/monitoring.md");
const RULES: &str = include_str!("../../../../docs/monitoring/alerts.yml");
const DASHBOARD: &str = include_str!("../../../../docs/monitoring/grafana.json");

/// Every name of a metric in a text.
fn named(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_lowercase() || c == '_'));
    let ours = words.filter(|word| word.starts_with("coffer_"));
    ours.map(ToOwned::to_owned).collect()
}

fn known() -> BTreeSet<String> {
    METRICS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
fn every_metric_is_in_the_manual_and_nothing_else_is_named_anywhere() {
    assert_eq!(named(MANUAL), known());
    for text in [RULES, DASHBOARD] {
        let strange: Vec<_> = named(text).difference(&known()).cloned().collect();
        assert!(strange.is_empty(), "{strange:?}");
    }
    let dashboard: Value = serde_json::from_str(DASHBOARD).unwrap();
    assert_eq!(named(DASHBOARD), known(), "the dashboard shows all");
    assert!(dashboard["panels"].as_array().unwrap().len() >= 12);
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn metrics_count_what_happens_and_name_no_customer() {
    let mut desk = Desk::new();
    let receiver = Receiver::start(desk.world.temporary());
    receiver.answers(503);
    let port = free_port();
    desk.world.configure(&format!(
        "[metrics]\nlisten = \"127.0.0.1:{port}\"\n[[sink]]\nname = \"siem\"\nkind = \"https\"\n\
         url = \"https://localhost:{}/\"\nca_file = \"{}\"\n",
        receiver.port,
        receiver.ca.display()
    ));
    let link = desk.script_link();
    let log = samples::log(500);
    let file = link.send(&desk.world, "secret-name.log", &log);
    desk.scanned(&file);
    desk.original(&file).expect(200);
    desk.admin
        .get(&desk.world, &format!("/api/v1/files/{file}"))
        .ask();
    desk.world.get("/nothing/here").ask().expect(404);
    let plain = reqwest::blocking::Client::new();
    let scrape = || {
        let answer = plain.get(format!("http://127.0.0.1:{port}/metrics")).send();
        let answer = answer.unwrap();
        let kind = answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .to_owned();
        assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
        answer.text().unwrap()
    };
    let text = wait_for("the download to be closed and the sink to fail", || {
        let text = scrape();
        let sent = format!("coffer_sent_bytes_total {}", log.len());
        let behind = text.contains("coffer_sink_behind_entries{name=\"siem\"}");
        (text.contains(&sent) && behind).then_some(text)
    });
    assert!(text.ends_with("# EOF\n"));
    for line in [
        &format!("coffer_received_bytes_total {}", log.len()),
        "coffer_events_total{event=\"upload.completed\"} 1",
        "coffer_events_total{event=\"access.denied\"} 1",
        "coffer_scans_total{state=\"clean\"} 1",
        "coffer_requests_total{method=\"GET\",route=\"unmatched\",status=\"404\"} 1",
        "coffer_backup_age_seconds -1",
        "coffer_sink_disabled{name=\"siem\"} 0",
    ] {
        assert!(text.contains(line), "{line} is not in\n{text}");
    }
    let route = "route=\"/api/v1/files/{file}/content\"";
    assert!(text.contains(route), "{text}");
    let families = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    for family in families {
        let (name, kind) = family.split_once(' ').unwrap();
        let name = match kind {
            "counter" => format!("{name}_total"),
            _ => name.to_owned(),
        };
        assert!(known().contains(&name), "{name}");
    }
    for private in [
        "secret-name",
        "contoso",
        "lena",
        "48213",
        &link.token,
        &file,
    ] {
        assert!(!text.contains(private), "{private} is in the metrics");
    }
    desk.world.get("/metrics").ask().expect(404);
}

#[test]
fn health_says_what_is_wrong_and_what_mends_it_to_those_who_run_the_server() {
    let mut desk = Desk::new();
    let receiver = Receiver::start(desk.world.temporary());
    receiver.answers(503);
    desk.world.configure(&format!(
        "[[sink]]\nname = \"siem\"\nkind = \"https\"\nurl = \"https://localhost:{}/\"\nca_file = \"{}\"\n",
        receiver.port,
        receiver.ca.display()
    ));
    desk.lena
        .get(&desk.world, "/api/v1/health")
        .ask()
        .problem(403, "denied");
    let oscar = desk.member("oscar@coffer.example", "Support", &["operator"]);
    let checks = || -> Vec<Value> {
        let told = oscar.get(&desk.world, "/api/v1/health").ask().expect(200);
        told.json()["items"].as_array().unwrap().clone()
    };
    let of = |check: &str| checks().into_iter().find(|it| it["check"] == check);
    for check in ["keys", "ledger", "jobs", "alerts"] {
        let found = of(check).unwrap();
        assert_eq!(found["state"], "ok", "{found}");
    }
    let backup = of("backup").unwrap();
    assert_eq!(backup["state"], "warning");
    assert!(
        backup["mend"]
            .as_str()
            .unwrap()
            .contains("cofferd backup run")
    );
    let sink = wait_for("the sink to be a fault", || {
        of("sink").filter(|it| it["state"] == "fault")
    });
    assert!(
        sink["mend"]
            .as_str()
            .unwrap()
            .contains("cofferd events test siem")
    );
    receiver.answers(200);
    wait_for("the sink to be well", || {
        of("sink").filter(|it| it["state"] == "ok")
    });
    assert_eq!(
        desk.world.get("/readyz").ask().expect(200).text(),
        "ready\n"
    );
    assert_eq!(of("nothing"), None);
}
