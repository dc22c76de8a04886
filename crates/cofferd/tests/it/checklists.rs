//! What a file request asks for: said by a member, answered by a contact, seen by both.

use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;

fn asked(desk: &Desk, request: &str) -> Value {
    let path = format!("/api/v1/cases/{}/requests", desk.case);
    let list = desk.lena.get(&desk.world, &path).ask().expect(200).json();
    let items = list["items"].as_array().unwrap();
    let found = items.iter().find(|it| it["id"] == request).unwrap();
    found["asked"].clone()
}

#[test]
fn a_contact_answers_what_is_asked_for_and_sends_other_things_too() {
    let desk = Desk::new();
    let world = &desk.world;
    let wanted = json!([
        { "name": "Gateway log", "how": "journalctl -u gateway" },
        { "name": "Configuration", "wanted": false },
    ]);
    let mut link = desk.link(json!({ "asked": wanted }));
    // Nothing is shown before the code.
    assert_eq!(link.info(world).expect(200).json()["asked"], json!([]));
    link.enter_mailed_code(world);
    let seen = link.info(world).expect(200).json();
    assert_eq!(seen["asked"][0]["how"], "journalctl -u gateway");
    assert_eq!(seen["asked"][1]["wanted"], false);
    assert_eq!(seen["asked"][0]["received"], 0);

    let put_to = |item: &str| {
        let metadata = format!(
            "filename {},item {}",
            BASE64.encode(b"gateway.log"),
            BASE64.encode(item.as_bytes())
        );
        link.creation(world, "gateway.log", Some(4))
            .headers(
                [(
                    "upload-metadata".parse().unwrap(),
                    metadata.parse().unwrap(),
                )]
                .into_iter()
                .collect(),
            )
            .ask()
    };
    put_to("3").problem(400, "bad_request");
    put_to("first").problem(400, "bad_request");
    let begun = put_to("1").expect(201);
    let upload = link.upload_at(begun.header("location"));
    let open = link.files(world);
    assert_eq!(
        (&open[0]["state"], &open[0]["item"]),
        (&json!("sending"), &json!(1))
    );
    let file = upload.finish(world, b"line");
    link.send(world, "other.log", b"more");
    let seen = link.info(world).expect(200).json();
    assert_eq!(seen["asked"][0]["received"], 1);
    assert_eq!(seen["asked"][1]["received"], 0);
    assert_eq!(asked(&desk, &link.id)[0]["files"], json!([file]));

    desk.scanned(&file);
    let erase = json!({ "reason": "the customer asked for it" });
    let path = format!("/api/v1/files/{file}");
    let call = desk.lena.call(world, "DELETE", &path).json(&erase);
    call.ask().expect(200);
    assert_eq!(asked(&desk, &link.id)[0]["files"], json!([]));
}

#[test]
fn templates_are_their_departments_and_those_that_come_with_coffer() {
    let desk = Desk::new();
    let world = &desk.world;
    let templates = "/api/v1/departments/Support/templates";
    let crash =
        json!({ "name": "Crash", "items": [{ "name": "Core file", "how": "coredumpctl dump" }] });
    let saved = desk
        .lena
        .post(world, templates, &crash)
        .ask()
        .expect(201)
        .json();
    let of_case = |language: &str| {
        let path = format!("/api/v1/cases/{}/templates?language={language}", desk.case);
        desk.lena.get(world, &path).ask()
    };
    let all = of_case("de").expect(200).json();
    let names: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["Crash", "Protokolle", "Konfiguration", "Speicherabbild"]
    );
    assert_eq!(all["items"][0]["own"], true);
    of_case("xx").problem(400, "bad_request");
    // What a template names can be asked for as it stands.
    let items = of_case("en").expect(200).json()["items"][1]["items"].clone();
    let link = desk.link(json!({ "asked": items }));
    assert_eq!(asked(&desk, &link.id).as_array().unwrap().len(), 3);

    let agent = desk.member("agent@coffer.example", "Support", &["agent"]);
    agent
        .post(world, templates, &crash)
        .ask()
        .problem(403, "denied");
    let one = format!("/api/v1/templates/{}", saved["id"].as_str().unwrap());
    agent
        .call(world, "DELETE", &one)
        .ask()
        .problem(403, "denied");
    desk.lena.call(world, "DELETE", &one).ask().expect(204);
    desk.lena
        .call(world, "DELETE", &one)
        .ask()
        .problem(404, "not_found");
}
