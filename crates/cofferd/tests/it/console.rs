//! What the console asks for: lists, saved views, what keeps a case, searches that tell as they go on.

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

/// The references that a list of cases has, in its order.
fn listed(desk: &Desk, who: &Member, query: &str) -> Vec<String> {
    let path = format!("/api/v1/cases?{query}");
    let answer = who.get(&desk.world, &path).ask().expect(200).json();
    let items = answer["items"].as_array().unwrap();
    let references = items.iter().map(|case| case["reference"].as_str().unwrap());
    references.map(str::to_owned).collect()
}

#[test]
fn cases_are_filtered_and_views_of_them_kept() {
    let desk = Desk::new();
    let world = &desk.world;
    let other = desk.other_case("48500");
    let file = desk
        .script_link()
        .send(world, "app.log", &samples::log(20_000));
    desk.scanned(&file);
    let lanes = desk
        .lena
        .call(world, "PUT", &format!("/api/v1/cases/{other}/lanes"));
    lanes.json(&json!({ "lanes": ["phi"] })).ask().expect(200);

    assert_eq!(listed(&desk, &desk.lena, ""), ["48500", "48213"]);
    assert_eq!(listed(&desk, &desk.lena, "received_hours=1"), ["48213"]);
    assert_eq!(listed(&desk, &desk.lena, "lane=phi"), ["48500"]);
    assert_eq!(listed(&desk, &desk.lena, "q=482"), ["48213"]);
    assert_eq!(
        listed(&desk, &desk.lena, "q=contoso&state=open"),
        ["48500", "48213"]
    );
    assert_eq!(listed(&desk, &desk.lena, "department=Engineering"), [""; 0]);
    assert_eq!(
        listed(&desk, &desk.lena, "department=Support&state=closed"),
        [""; 0]
    );
    for wrong in ["lane=blue", "received_hours=0", "state=ajar", "q=%20"] {
        let path = format!("/api/v1/cases?{wrong}");
        let answer = desk.lena.get(world, &path).ask();
        assert_eq!(answer.status, 400, "{wrong}: {}", answer.text());
    }
    desk.lena
        .get(world, "/api/v1/cases?department=Nowhere")
        .ask()
        .problem(404, "not_found");
    let case = desk
        .lena
        .get(world, &format!("/api/v1/cases/{}", desk.case));
    assert!(case.ask().expect(200).json()["newest_file"].is_string());

    let shows = json!({ "mine": true, "received_hours": 24, "q": "contoso" });
    let save = |who: &Member, shows: &Value| {
        let form = json!({ "name": "New today", "shows": shows });
        who.post(world, "/api/v1/views", &form).ask()
    };
    let saved = save(&desk.lena, &shows).expect(200).json();
    assert_eq!(saved["shows"], shows);
    let again = save(&desk.lena, &json!({ "state": "closed" }))
        .expect(200)
        .json();
    assert_eq!(again["id"], saved["id"], "one view of that name");
    save(&desk.lena, &json!({ "lane": "blue" })).problem(400, "bad_request");
    let views = |who: &Member| {
        let views = who.get(world, "/api/v1/views").ask().expect(200).json();
        views["items"].clone()
    };
    assert_eq!(views(&desk.lena), json!([again]));
    assert_eq!(views(&desk.admin), json!([]), "nobody else sees it");
    let view = format!("/api/v1/views/{}", saved["id"].as_str().unwrap());
    desk.admin
        .call(world, "DELETE", &view)
        .ask()
        .problem(404, "not_found");
    desk.lena.call(world, "DELETE", &view).ask().expect(204);
    assert_eq!(views(&desk.lena), json!([]));
    desk.ledger_entry("the saved view", |entry| entry["event"] == "view.saved");
}

#[test]
fn files_are_found_by_name_by_those_who_may_list_them() {
    let desk = Desk::new();
    let world = &desk.world;
    let link = desk.script_link();
    let file = link.send(world, "payments-db-0.log", &samples::log(20_000));
    desk.scanned(&file);
    let find = |who: &Member, words: &str| {
        let path = format!("/api/v1/files?q={words}");
        who.get(world, &path).ask().expect(200).json()["items"].clone()
    };
    let found = json!([{
        "id": file, "name": "payments-db-0.log", "case": desk.case, "case_reference": "48213"
    }]);
    assert_eq!(find(&desk.lena, "DB-0"), found);
    assert_eq!(find(&desk.lena, "db%25"), json!([]));
    let beside = desk.member("ada@coffer.example", "Support", &["agent"]);
    let elsewhere = desk.member("max@coffer.example", "Engineering", &["lead"]);
    for who in [&beside, &elsewhere, &desk.admin] {
        assert_eq!(find(who, "payments"), json!([]), "{}", who.email);
    }
    desk.lena
        .get(world, "/api/v1/files?q=%20")
        .ask()
        .problem(400, "bad_request");
}

#[test]
fn who_decides_about_holds_and_lockboxes_sees_how_they_stand() {
    let desk = Desk::new();
    let world = &desk.world;
    let dpo = desk.member("dora@coffer.example", "Engineering", &["dpo"]);
    let officer = desk.member("sara@coffer.example", "Engineering", &["security"]);
    let stranger = desk.member("max@coffer.example", "Engineering", &["lead"]);
    let protection = |who: &Member| {
        let path = format!("/api/v1/cases/{}/protection", desk.case);
        who.get(world, &path).ask()
    };
    let case = format!("/api/v1/cases/{}", desk.case);
    for who in [&dpo, &officer] {
        who.get(world, &case).ask().problem(403, "denied");
        let seen = protection(who).expect(200).json();
        assert_eq!(seen["reference"], "48213");
        assert_eq!(
            (&seen["held"], &seen["sealed"]),
            (&json!(false), &json!(false))
        );
    }
    protection(&stranger).problem(403, "denied");
    let hold = dpo.call(world, "PUT", &format!("{case}/hold"));
    hold.json(&json!({ "on": true, "reason": "subpoena 12-345, keep everything" }))
        .ask()
        .expect(204);
    let lockbox = officer.call(world, "PUT", &format!("{case}/lockbox"));
    let set = lockbox.json(&json!({ "on": true })).ask().expect(200);
    let shown = protection(&officer).expect(200);
    assert_eq!(set.json(), shown.json(), "no more than they may see");
    for who in [&dpo, &officer, &desk.lena] {
        let seen = protection(who).expect(200).json();
        assert_eq!(
            (&seen["held"], &seen["sealed"]),
            (&json!(true), &json!(true))
        );
    }
}

#[test]
fn a_search_comes_line_by_line_and_ends_with_what_was_searched() {
    let desk = Desk::new();
    let world = &desk.world;
    let log = "pool exhausted\nall well\npool exhausted again\n";
    let file = desk.script_link().send(world, "app.log", log.as_bytes());
    desk.scanned(&file);
    let path = format!("/api/v1/files/{file}/search/stream?q=pool");
    let answer = desk.lena.get(world, &path).ask().expect(200);
    assert_eq!(answer.header("content-type"), "application/x-ndjson");
    assert_eq!(answer.header("cache-control"), "no-store");
    let lines: Vec<Value> = answer
        .text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let hit =
        |line, text| json!({ "hit": { "member": 0, "line": line, "column": 1, "text": text } });
    let end = json!({ "end": { "lines_searched": 3, "truncated": false } });
    assert_eq!(
        lines,
        [
            hit(1, "pool exhausted"),
            hit(3, "pool exhausted again"),
            end
        ]
    );
    let bad = format!("/api/v1/files/{file}/search/stream?q=(");
    desk.lena.get(world, &bad).ask().problem(400, "bad_request");
}
