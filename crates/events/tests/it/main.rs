//! Entries as other systems read them: examples in full, and what holds of every row of the table.

#![expect(clippy::unwrap_used, reason = "tests stop at what they do not expect")]

use coffer_domain::event::EventKind;
use coffer_events::{Class, Entry, Format, TABLE, Writer, write};
use serde_json::{Value, json};

fn writer() -> Writer {
    Writer {
        log: "coffer/org_1".to_owned(),
        version: "0.1.0".to_owned(),
    }
}

fn written(format: Format, entry: &Value, address: Option<&str>) -> String {
    let address = address.map(ToOwned::to_owned);
    let entry = Entry::read(7, &entry.to_string(), address).unwrap();
    write(format, &writer(), &entry).text
}

fn download() -> Value {
    json!({
        "v": 1, "time": "2026-01-02T03:04:05.678Z", "event": "file.download_opened",
        "actor": "mem_1", "case": "case_1", "object": "file_1", "request": "trc_1", "session": "ses_1",
        "client": "firefox/linux", "data": { "rules": ["R10-lead"], "version": 2 },
        "pii": { "address": "w5r36TZkqkyu1xTbdKQ0mLeEzWvaGUF1rIrgA1LWhFk=" },
    })
}

#[test]
fn a_download_in_every_format() {
    let address = Some("203.0.113.9");
    let ocsf: Value = serde_json::from_str(&written(Format::Ocsf, &download(), address)).unwrap();
    assert_eq!(
        ocsf,
        json!({
          "activity_id": 2,
          "actor": {
            "session": {
              "uid": "ses_1"
            },
            "user": {
              "type_id": 1,
              "uid": "mem_1"
            }
          },
          "category_uid": 6,
          "class_uid": 6006,
          "file": {
            "name": "file_1",
            "type_id": 1,
            "uid": "file_1"
          },
          "message": "file.download_opened",
          "metadata": {
            "correlation_uid": "trc_1",
            "event_code": "file.download_opened",
            "log_name": "coffer/org_1",
            "original_time": "2026-01-02T03:04:05.678Z",
            "product": {
              "name": "Coffer",
              "vendor_name": "Coffer",
              "version": "0.1.0"
            },
            "sequence": 7,
            "uid": "coffer/org_1/7",
            "version": "1.8.0"
          },
          "severity_id": 2,
          "src_endpoint": {
            "ip": "203.0.113.9"
          },
          "status_id": 1,
          "time": 1_767_323_045_678_i64,
          "type_uid": 600602,
          "unmapped": {
            "actor": "mem_1",
            "case": "case_1",
            "client": "firefox/linux",
            "data": {
              "rules": [
                "R10-lead"
              ],
              "version": 2
            },
            "object": "file_1"
          }
        })
    );
    assert_eq!(
        written(Format::Cef, &download(), address),
        r#"CEF:0|Coffer|Coffer|0.1.0|6006:2|file.download_opened|3|rt=1767323045678 externalId=coffer/org_1/7 outcome=success suid=mem_1 src=203.0.113.9 requestClientApplication=firefox/linux cs1Label=case cs1=case_1 cs2Label=object cs2=file_1 cs3Label=request cs3=trc_1 cs4Label=rules cs4=["R10-lead"] cs5Label=data cs5={"rules":["R10-lead"],"version":2}"#
    );
    let own: Value = serde_json::from_str(&written(Format::Coffer, &download(), None)).unwrap();
    assert_eq!(own["entry"], download());
    assert_eq!(own["index"], 7);
    assert_eq!(own["address"], Value::Null);
}

#[test]
fn an_address_that_is_not_told_is_said_to_be_withheld() {
    let object = |entry: &Value| -> Value {
        serde_json::from_str(&written(Format::Ocsf, entry, None)).unwrap()
    };
    assert_eq!(
        object(&download())["src_endpoint"],
        json!({ "name": "withheld" })
    );
    let mut by_operator = download();
    by_operator.as_object_mut().unwrap().remove("pii");
    assert_eq!(
        object(&by_operator)["src_endpoint"],
        json!({ "name": "server" })
    );
}

#[test]
fn an_alert_is_a_finding_as_bad_as_it_says() {
    let alert = json!({
        "v": 1, "time": "2026-01-02T03:04:05.678Z", "event": "alert.raised", "actor": "system", "object": "alr_1",
        "data": { "rule": "D13-fast-breadth", "watch": "cases in an hour", "severity": "critical" },
    });
    let text = written(Format::Ocsf, &alert, None);
    let object: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(object["class_uid"], 2_004);
    assert_eq!(object["severity_id"], 5);
    assert_eq!(object["finding_info"]["uid"], "alr_1");
    assert_eq!(
        object["finding_info"]["analytic"]["uid"],
        "D13-fast-breadth"
    );
    assert_eq!(object.get("status_id"), None);
}

#[test]
fn what_this_version_does_not_know_is_written_all_the_same() {
    let strange = json!({
        "v": 1, "time": "2026-01-02T03:04:05.678Z", "event": "moon.rose", "actor": "system",
    });
    for format in Format::ALL {
        assert!(written(*format, &strange, None).contains("moon.rose"));
    }
    for bad in [
        "",
        "[]",
        "{}",
        r#"{"time":"now","event":"a.b","actor":"system"}"#,
    ] {
        assert!(Entry::read(0, bad, None).is_err(), "{bad}");
    }
}

#[test]
fn lines_are_lines_and_classes_have_their_parts() {
    for row in TABLE {
        let kind: EventKind = row.kind.unwrap();
        let entry = json!({
            "v": 1, "time": "2026-01-02T03:04:05.678Z", "event": kind.as_str(), "actor": "anonymous",
            "data": { "why": "a\nb" },
        });
        for format in Format::ALL {
            assert!(!written(*format, &entry, None).contains('\n'));
        }
        let object: Value = serde_json::from_str(&written(Format::Ocsf, &entry, None)).unwrap();
        let parts: &[&str] = match row.class {
            Class::AccountChange => &["user"],
            Class::Authentication => &["user", "service"],
            Class::EntityManagement => &["entity"],
            Class::UserAccess => &["user", "privileges"],
            Class::GroupManagement => &["group"],
            Class::ApiActivity => &["actor", "api", "src_endpoint"],
            Class::FileHosting => &["actor", "file", "src_endpoint"],
            Class::ScanActivity => &["scan"],
            Class::DetectionFinding => &["finding_info"],
        };
        for part in parts {
            assert!(object.get(*part).is_some(), "{}: {part}", kind.as_str());
        }
    }
}
