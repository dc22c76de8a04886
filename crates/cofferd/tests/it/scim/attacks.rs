//! Attempts to get further than a directory may, or to act on after it said no.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::{Provisioned, refused};
use crate::harness::http::Ask;

/// Every address of the interface.
const ADDRESSES: &[(&str, &str)] = &[
    ("GET", "/ServiceProviderConfig"),
    ("GET", "/ResourceTypes"),
    ("GET", "/ResourceTypes/User"),
    ("GET", "/Schemas"),
    ("GET", "/Schemas/x"),
    ("GET", "/Users"),
    ("POST", "/Users"),
    ("POST", "/Users/.search"),
    ("GET", "/Users/x"),
    ("PUT", "/Users/x"),
    ("PATCH", "/Users/x"),
    ("DELETE", "/Users/x"),
    ("GET", "/Groups"),
    ("POST", "/Groups"),
    ("POST", "/Groups/.search"),
    ("GET", "/Groups/x"),
    ("PUT", "/Groups/x"),
    ("PATCH", "/Groups/x"),
    ("DELETE", "/Groups/x"),
    ("POST", "/.search"),
    ("GET", "/nothing"),
    ("POST", "/Schemas"),
];

#[test]
fn a_directorys_token_opens_nothing_else_and_nothing_else_opens_scim() {
    let it = Provisioned::new();
    let world = &it.desk.world;
    let document = world.command().arg("openapi").output().unwrap();
    let document: Value = serde_json::from_slice(&document.stdout).unwrap();
    let mut asked = 0_u16;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let methods = methods.as_object().unwrap().keys();
        for method in methods.filter(|key| *key != "parameters") {
            let address = world.url(&path.replace(['{', '}'], ""));
            // Each from an address of its own: so many unknown links from one are taken for guesses.
            let [high, low] = asked.to_be_bytes();
            let client = world.client_at([127, 1, high, low]);
            let call = || {
                let method = method.to_uppercase().parse().unwrap();
                client.request(method, &address).body("{}")
            };
            let with = call().bearer_auth(&it.token).ask();
            let without = call().ask();
            assert_eq!(
                with.status, without.status,
                "{method} {path}: the token makes no difference"
            );
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");

    let account = world.enrol(&it.desk.lena.enrolment_url);
    for (method, path) in ADDRESSES {
        let path = format!("/scim/v2{path}");
        let call = || {
            world
                .call(method, &path)
                .header("content-type", "application/scim+json")
                .body("{}")
        };
        refused(&call().ask(), 401, None);
        for token in [
            it.desk.admin.token.as_str(),
            it.desk.lena.token.as_str(),
            "coffer_svc_x",
            "",
        ] {
            refused(&call().bearer_auth(token).ask(), 401, None);
        }
        let mut mistyped = it.token.clone();
        mistyped.pop();
        refused(&call().bearer_auth(mistyped).ask(), 401, None);
        let cookie = call()
            .header("cookie", &account.cookie)
            .header("coffer-csrf", "1");
        refused(&cookie.ask(), 401, None);
    }

    world.operate(&["service-account", "end", "--account", &it.account]);
    for (method, path) in ADDRESSES {
        refused(&it.call(method, path).body("{}").ask(), 401, None);
    }
    let again = world.try_operate(&["service-account", "token", "--account", &it.account]);
    assert!(!again.status.success());
}

#[test]
fn only_administrators_make_service_accounts() {
    let it = Provisioned::new();
    let world = &it.desk.world;
    let new = json!({ "name": "Mine", "scopes": ["scim"] });
    let lena = &it.desk.lena;
    lena.post(world, "/api/v1/service-accounts", &new)
        .ask()
        .problem(403, "denied");
    lena.get(world, "/api/v1/service-accounts")
        .ask()
        .problem(403, "denied");
    let tokens = format!("/api/v1/service-accounts/{}/tokens", it.account);
    lena.post(world, &tokens, &json!({}))
        .ask()
        .problem(403, "denied");
    let account = format!("/api/v1/service-accounts/{}", it.account);
    lena.call(world, "DELETE", &account)
        .ask()
        .problem(403, "denied");
}

#[test]
fn service_accounts_are_narrow_and_their_tokens_few_and_shown_once() {
    let it = Provisioned::new();
    let world = &it.desk.world;
    let new = json!({ "name": "Mine", "scopes": ["scim"] });
    let admin = &it.desk.admin;
    let made = admin
        .post(world, "/api/v1/service-accounts", &new)
        .ask()
        .expect(201)
        .json();
    let wide = json!({ "name": "Mine", "scopes": ["scim", "administer"] });
    admin
        .post(world, "/api/v1/service-accounts", &wide)
        .ask()
        .problem(400, "bad_request");
    let none = json!({ "name": "Mine", "scopes": [] });
    admin
        .post(world, "/api/v1/service-accounts", &none)
        .ask()
        .problem(400, "bad_request");
    let tokens = format!(
        "/api/v1/service-accounts/{}/tokens",
        made["id"].as_str().unwrap()
    );
    for days in [0, 366] {
        let days = json!({ "days": days });
        admin
            .post(world, &tokens, &days)
            .ask()
            .problem(400, "bad_request");
    }
    for _ in 0..3 {
        admin
            .post(world, &tokens, &json!({ "days": 30 }))
            .ask()
            .expect(201);
    }
    admin
        .post(world, &tokens, &json!({}))
        .ask()
        .problem(409, "service_tokens_exhausted");
    let all = admin
        .get(world, "/api/v1/service-accounts")
        .ask()
        .expect(200);
    assert!(
        !all.text().contains("coffer_svc_"),
        "no token is shown again"
    );
    admin
        .call(
            world,
            "DELETE",
            &format!("/api/v1/service-accounts/{}", made["id"].as_str().unwrap()),
        )
        .ask()
        .expect(204);
}

#[test]
fn a_directory_does_not_reach_who_was_added_here() {
    let it = Provisioned::new();
    let world = &it.desk.world;
    let members = it
        .desk
        .admin
        .get(world, "/api/v1/members")
        .ask()
        .expect(200)
        .json();
    for member in members["items"].as_array().unwrap() {
        let id = member["id"].as_str().unwrap();
        let path = format!("/Users/{id}");
        refused(&it.call("GET", &path).ask(), 404, None);
        refused(&it.call("DELETE", &path).ask(), 404, None);
        let off = json!([{ "op": "replace", "path": "active", "value": false }]);
        refused(&it.patch(&path, off), 404, None);
        let taken = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": "somebody",
            "emails": [{ "value": member["email"] }],
        });
        refused(&it.send("POST", "/Users", &taken), 409, Some("uniqueness"));
        let group = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": "leads",
            "members": [{ "value": id }],
        });
        refused(
            &it.send("POST", "/Groups", &group),
            400,
            Some("invalidValue"),
        );
    }
    let petra = it.user("petra@coffer.example");
    let path = format!("/Users/{}", petra["id"].as_str().unwrap());
    let steal =
        json!([{ "op": "replace", "path": "emails", "value": [{ "value": it.desk.admin.email }] }]);
    refused(&it.patch(&path, steal), 409, Some("uniqueness"));
    assert_eq!(it.call("GET", "/Users").ask().json()["totalResults"], 1);
}

#[test]
fn hostile_bodies_are_refused_in_scims_words() {
    let it = Provisioned::new();
    for body in ["", "{", "[]", "null", "7", "{\"schemas\":7}", "\u{0}"] {
        for (method, path) in [
            ("POST", "/Users"),
            ("POST", "/Groups"),
            ("POST", "/.search"),
        ] {
            let call = it
                .call(method, path)
                .header("content-type", "application/scim+json");
            refused(
                &call.body(body.to_owned()).ask(),
                400,
                Some("invalidSyntax"),
            );
        }
    }
    let text = it
        .call("POST", "/Users")
        .header("content-type", "text/plain")
        .body("{}")
        .ask();
    refused(&text, 415, None);
    let deep = format!("{}1{}", "[".repeat(50_000), "]".repeat(50_000));
    let call = it
        .call("POST", "/Users")
        .header("content-type", "application/scim+json");
    refused(&call.body(deep).ask(), 400, Some("invalidSyntax"));
    let huge = json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "x".repeat(2_000_000) });
    refused(&it.send("POST", "/Users", &huge), 413, None);
    for name in ["a\u{202e}b", "", " ", "\u{0}"] {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": "x@coffer.example",
            "displayName": format!("{name}\u{202e}"),
        });
        refused(&it.send("POST", "/Users", &body), 400, Some("invalidValue"));
    }
    let injected = "x'); DROP TABLE members; --@coffer.example";
    let body =
        json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": injected });
    refused(&it.send("POST", "/Users", &body), 400, Some("invalidValue"));
    assert!(!it.desk.world.log().contains("panicked"));
    assert!(
        !it.desk.world.log().contains("petra"),
        "people are not in the log"
    );
}

/// While the member works as fast as they can, the directory says no. Whatever was asked after that answer is refused,
/// and in the ledger nothing of theirs stands behind the lock: an act decided before it is not committed after it.
#[test]
fn an_act_under_way_does_not_outlive_a_deactivation() {
    let it = Provisioned::new();
    let world = &it.desk.world;
    let petra = it.user("petra@coffer.example");
    let id = petra["id"].as_str().unwrap();
    it.group("support-agents", &[id]);
    for round in 0..5 {
        let token = world.token("petra@coffer.example");
        let said_no = AtomicBool::new(false);
        let done = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            for worker in 0..4 {
                let (token, said_no, done) = (&token, &said_no, &done);
                scope.spawn(move || {
                    for number in 0.. {
                        let late = said_no.load(Ordering::SeqCst);
                        let new = json!({
                            "reference": format!("{round}-{worker}-{number}"), "subject": "x", "customer": "Contoso",
                        });
                        let call = world.post("/api/v1/cases", &new).bearer_auth(token).ask();
                        if late {
                            call.problem(401, "session_required");
                            return;
                        }
                        if call.status == 401 {
                            return;
                        }
                        call.expect(201);
                        done.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            while done.load(Ordering::SeqCst) < 8 {
                std::thread::yield_now();
            }
            it.set_active(id, false);
            said_no.store(true, Ordering::SeqCst);
        });
        it.set_active(id, true);
    }
    let mut may_act = true;
    let mut acts = 0;
    for entry in it.desk.ledger() {
        match entry["event"].as_str().unwrap() {
            "member.locked" => may_act = false,
            "member.unlocked" => may_act = true,
            _ if entry["actor"] == id => {
                acts += 1;
                assert!(may_act, "{entry}");
            }
            _ => {}
        }
    }
    assert!(acts >= 40, "{acts}");
}
