//! Sessions and API tokens: how far they reach, and that they end when they must.

use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::http::{Answer, Ask};
use crate::harness::people::Desk;
use crate::harness::samples;
use crate::harness::session::{ACCOUNT_PASSWORD, Account, totp};

impl Account {
    fn change(&self, world: &World, method: &str, path: &str, body: &Value) -> Answer {
        let call = self.call(world, method, path).header("coffer-csrf", "1");
        call.json(body).ask()
    }

    /// Steps up; the account goes on with the new cookie. Gives the old one.
    fn step_up(&mut self, world: &World) -> String {
        let shown = json!({ "password": ACCOUNT_PASSWORD, "code": totp(&self.totp_secret, 30) });
        let answer = self.change(world, "POST", "/api/v1/session/step-up", &shown);
        let cookie = answer.expect(200).header("set-cookie").to_owned();
        let new = cookie.split(';').next().unwrap().to_owned();
        std::mem::replace(&mut self.cookie, new)
    }

    fn is_in(&self, world: &World) -> bool {
        let me = self.call(world, "GET", "/api/v1/session").ask();
        match me.status {
            200 => true,
            _ => {
                me.problem(401, "session_required");
                false
            }
        }
    }
}

fn me(call: RequestBuilder) -> Value {
    call.ask().expect(200).json()
}

/// Lena with a session, and a file of her case.
fn at_work() -> (Desk, Account, String) {
    let desk = Desk::new();
    let lena = desk.world.enrol(&desk.lena.enrolment_url);
    let link = desk.script_link();
    let file = link.send(&desk.world, "app.log", &samples::log(10_000));
    desk.scanned(&file);
    (desk, lena, file)
}

#[test]
fn asvs_7_5_3_a_session_reaches_sensitive_acts_only_after_a_step_up() {
    let (desk, mut lena, file) = at_work();
    let world = &desk.world;
    let original = format!("/api/v1/files/{file}/content?copy=original");
    let working = format!("/api/v1/files/{file}/content");
    lena.call(world, "GET", &working).ask().expect(200);
    let refused = lena.call(world, "GET", &original).ask();
    let told = refused.problem(403, "step_up_required");
    assert!(
        told["detail"]
            .as_str()
            .unwrap()
            .contains("/session/step-up")
    );
    let wrong = json!({ "password": "seven lanterns in smoke", "code": "000000" });
    lena.change(world, "POST", "/api/v1/session/step-up", &wrong)
        .problem(401, "sign_in_failed");
    let reveal = json!({ "finding": 0, "reason": "customer asked for it" });
    let path = format!("/api/v1/files/{file}/reveal");
    lena.change(world, "POST", &path, &reveal)
        .problem(403, "step_up_required");

    lena.step_up(world);
    lena.call(world, "GET", &original).ask().expect(200);
    lena.change(world, "POST", &path, &reveal).expect(200);
    let shown = me(lena.call(world, "GET", "/api/v1/session"));
    assert!(shown["session"]["stepped_up_until"].is_string());

    desk.ledger_entry("the refusal", |entry| {
        entry["event"] == "access.denied" && entry["data"]["rules"] == json!(["S01-step-up"])
    });
    desk.ledger_entry("the step-up", |entry| {
        entry["event"] == "session.stepped_up"
    });
}

#[test]
fn asvs_7_2_4_sign_in_and_step_up_give_new_secrets_and_the_old_one_is_dead() {
    let world = World::new();
    let mut admin = world.enrol(world.init["enrolment_url"].as_str().unwrap());
    let first = me(admin.call(&world, "GET", "/api/v1/session"));
    // A secret somebody else chose is never taken over.
    let fixed = "__Host-coffer=coffer_ses_fixed";
    let sign_in = json!({
        "email": admin.email, "password": ACCOUNT_PASSWORD, "code": totp(&admin.totp_secret, 30),
    });
    let answer = world
        .post("/api/v1/session", &sign_in)
        .header("cookie", fixed)
        .ask();
    let cookie = answer.expect(200).header("set-cookie").to_owned();
    assert!(!cookie.contains("fixed") && !cookie.starts_with(&admin.cookie));

    let world = World::new();
    admin = world.enrol(world.init["enrolment_url"].as_str().unwrap());
    let id = me(admin.call(&world, "GET", "/api/v1/session"))["session"]["id"].clone();
    assert_ne!(first["session"]["id"], id);
    let old = admin.step_up(&world);
    assert_ne!(old, admin.cookie);
    let stale = world.get("/api/v1/session").header("cookie", &old);
    stale.ask().problem(401, "session_required");
    let now = me(admin.call(&world, "GET", "/api/v1/session"));
    assert_eq!(now["session"]["id"], id, "it is still the same session");
    let name = json!({ "name": "Support" });
    admin
        .change(&world, "POST", "/api/v1/departments", &name)
        .expect(201);
}

#[test]
fn asvs_7_4_5_administrators_end_sessions_of_others_and_nobody_else_does() {
    let (desk, lena, _) = at_work();
    let world = &desk.world;
    let eve = desk.member("eve@coffer.example", "Support", &["lead"]);
    let eve_in = world.enrol(&eve.enrolment_url);
    let id = me(lena.call(world, "GET", "/api/v1/session"))["session"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let one = format!("/api/v1/sessions/{id}");
    let theirs = format!("/api/v1/sessions?member={}", lena.email);
    for (method, path) in [("DELETE", &one), ("GET", &theirs), ("DELETE", &theirs)] {
        eve.call(world, method, path).ask().problem(403, "denied");
        let by_cookie = eve_in.call(world, method, path).header("coffer-csrf", "1");
        by_cookie.ask().problem(403, "denied");
    }
    assert!(lena.is_in(world));
    let unknown = format!("/api/v1/sessions/ses_{}", "0".repeat(26));
    eve.call(world, "DELETE", &unknown)
        .ask()
        .problem(403, "denied");

    let listed = desk.admin.get(world, &theirs).ask().expect(200).json();
    assert_eq!(listed["items"][0]["id"], id.as_str());
    desk.admin.call(world, "DELETE", &one).ask().expect(204);
    assert!(!lena.is_in(world));
    desk.admin
        .call(world, "DELETE", &one)
        .ask()
        .problem(404, "not_found");
    assert!(eve_in.is_in(world));
}

#[test]
fn a_security_officer_locks_and_ends_sessions_and_sets_nobody_up() {
    let (desk, lena, _) = at_work();
    let world = &desk.world;
    let sam = desk.member("sam@coffer.example", "Support", &["security"]);
    let theirs = format!("/api/v1/sessions?member={}", lena.email);
    let listed = sam.get(world, &theirs).ask().expect(200).json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1);
    sam.call(world, "DELETE", &theirs).ask().expect(204);
    assert!(!lena.is_in(world));
    let act = |act: &str| {
        let path = format!("/api/v1/members/{}/{act}", lena.email);
        sam.post(world, &path, &json!({})).ask()
    };
    act("lock").expect(200);
    act("unlock").expect(200);
    act("leave").problem(403, "denied");
    let name = json!({ "name": "Mine" });
    sam.post(world, "/api/v1/departments", &name)
        .ask()
        .problem(403, "denied");
}

#[test]
fn asvs_7_5_2_members_see_their_sessions_and_end_them() {
    let (desk, lena, _) = at_work();
    let world = &desk.world;
    let code = totp(&lena.totp_secret, 30);
    let other = world
        .client()
        .post(world.url("/api/v1/session"))
        .header("user-agent", "Another Browser/1.0")
        .json(&json!({ "email": lena.email, "password": ACCOUNT_PASSWORD, "code": code }));
    let other = other.ask().expect(200).header("set-cookie").to_owned();
    let other = other.split(';').next().unwrap();
    let listed = me(lena.call(world, "GET", "/api/v1/sessions"));
    let items = listed["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0]["client"], "Another Browser/1.0");
    assert_eq!(
        (&items[0]["current"], &items[1]["current"]),
        (&json!(false), &json!(true))
    );

    lena.change(world, "DELETE", "/api/v1/sessions", &json!({}))
        .expect(204);
    world
        .get("/api/v1/session")
        .header("cookie", other)
        .ask()
        .problem(401, "session_required");
    assert!(lena.is_in(world), "the one that asked goes on");
    let own = me(lena.call(world, "GET", "/api/v1/sessions"))["items"][0]["id"].clone();
    let own = format!("/api/v1/sessions/{}", own.as_str().unwrap());
    lena.change(world, "DELETE", &own, &json!({})).expect(204);
    assert!(!lena.is_in(world));
}

#[test]
fn asvs_7_4_2_who_is_locked_leaves_or_moves_is_out_at_once() {
    for act in ["lock", "leave", "move"] {
        let (desk, lena, file) = at_work();
        let world = &desk.world;
        let body = if act == "move" {
            json!({ "department": "Engineering" })
        } else {
            json!({})
        };
        let working = format!("/api/v1/files/{file}/content");
        lena.call(world, "GET", &working).ask().expect(200);
        let path = format!("/api/v1/members/{}/{act}", lena.email);
        desk.lena
            .post(world, &path, &body)
            .ask()
            .problem(403, "denied");
        desk.admin.post(world, &path, &body).ask().expect(200);

        assert!(!lena.is_in(world), "{act}");
        lena.call(world, "GET", &working)
            .ask()
            .problem(401, "session_required");
        desk.lena
            .get(world, &working)
            .ask()
            .problem(401, "session_required");
        let again = world.sign_in(&lena.email, ACCOUNT_PASSWORD, &totp(&lena.totp_secret, 30));
        if act == "move" {
            // They may sign in, and do not work the old department's case any more.
            let cookie = again.expect(200).header("set-cookie").to_owned();
            let call = world
                .get(&working)
                .header("cookie", cookie.split(';').next().unwrap());
            call.ask().problem(403, "denied");
            let cases = desk.admin.get(world, "/api/v1/members").ask().json();
            assert!(cases["items"].as_array().unwrap().len() > 1);
        } else {
            again.problem(401, "sign_in_failed");
        }
        let event = format!(
            "member.{}",
            match act {
                "lock" => "locked",
                "leave" => "left",
                _ => "moved",
            }
        );
        desk.ledger_entry("the act", |entry| entry["event"] == event.as_str());
    }
}

#[test]
fn a_lock_is_undone_and_leaving_is_not_and_the_last_administrator_stays() {
    let desk = Desk::new();
    let world = &desk.world;
    let lena = &desk.lena.email;
    let act = |act: &str| {
        let path = format!("/api/v1/members/{lena}/{act}");
        desk.admin.post(world, &path, &json!({})).ask()
    };
    act("unlock").problem(409, "member_not_locked");
    assert_eq!(act("lock").expect(200).json()["state"], "locked");
    assert_eq!(act("unlock").expect(200).json()["state"], "invited");
    assert_eq!(act("leave").expect(200).json()["state"], "left");
    act("lock").problem(409, "member_left");
    act("unlock").problem(409, "member_not_locked");
    for act in ["lock", "leave"] {
        let path = format!("/api/v1/members/{}/{act}", desk.admin.email);
        desk.admin
            .post(world, &path, &json!({}))
            .ask()
            .problem(409, "member_last_administrator");
    }
    world.operate(&["token", "create", "--member", &desk.admin.email]);
}

#[test]
fn asvs_8_3_3_a_token_is_narrower_than_its_owner_and_ends_with_them() {
    let (desk, mut lena, file) = at_work();
    let world = &desk.world;
    let new = json!({ "label": "collector", "scopes": ["view"], "days": 7 });
    lena.change(world, "POST", "/api/v1/tokens", &new)
        .problem(403, "step_up_required");
    // A token makes no tokens: it would outlive its own end by them.
    desk.lena
        .post(world, "/api/v1/tokens", &new)
        .ask()
        .problem(403, "session_only");
    lena.step_up(world);
    for bad in [
        json!({ "label": "x", "scopes": [] }),
        json!({ "label": "x", "scopes": ["root"] }),
        json!({ "label": "x", "days": 0 }),
        json!({ "label": "x", "days": 91 }),
        json!({ "label": "" }),
    ] {
        lena.change(world, "POST", "/api/v1/tokens", &bad)
            .problem(400, "bad_request");
    }
    let made = lena
        .change(world, "POST", "/api/v1/tokens", &new)
        .expect(201)
        .json();
    let token = made["token"].as_str().unwrap();
    let call = |method: &str, path: &str| world.call(method, path).bearer_auth(token);
    let at = |rest: &str| format!("/api/v1/files/{file}{rest}");
    call("GET", &at("/content")).ask().expect(200);
    call("GET", &at("/content?copy=original"))
        .ask()
        .problem(403, "token_scope");
    let body = json!({ "reference": "1", "subject": "x", "customer": "Contoso" });
    call("POST", "/api/v1/cases")
        .json(&body)
        .ask()
        .problem(403, "token_scope");
    // The scope adds nothing to what the owner may do.
    let all = json!({ "label": "all", "scopes": ["administer"] });
    let all = lena
        .change(world, "POST", "/api/v1/tokens", &all)
        .expect(201)
        .json();
    world
        .post("/api/v1/departments", &json!({ "name": "Mine" }))
        .bearer_auth(all["token"].as_str().unwrap())
        .ask()
        .problem(403, "denied");

    let listed = me(lena.call(world, "GET", "/api/v1/tokens"));
    assert_eq!(listed["items"].as_array().unwrap().len(), 3);
    assert!(!listed.to_string().contains(token));
    let one = format!("/api/v1/tokens/{}", made["id"].as_str().unwrap());
    lena.change(world, "DELETE", &one, &json!({})).expect(204);
    call("GET", &at("/content"))
        .ask()
        .problem(401, "session_required");

    let path = format!("/api/v1/members/{}/leave", lena.email);
    desk.admin.post(world, &path, &json!({})).ask().expect(200);
    for token in [all["token"].as_str().unwrap(), &desk.lena.token] {
        world
            .get("/api/v1/session")
            .bearer_auth(token)
            .ask()
            .problem(401, "session_required");
    }
}

#[test]
fn a_tampered_cookie_and_forged_host_or_origin_get_nowhere() {
    let (desk, lena, _) = at_work();
    let world = &desk.world;
    let (name, secret) = lena.cookie.split_once('=').unwrap();
    for at in [11, 30, secret.len() - 1] {
        let mut bytes = secret.as_bytes().to_vec();
        bytes[at] = if bytes[at] == b'a' { b'b' } else { b'a' };
        let tampered = format!("{name}={}", String::from_utf8(bytes).unwrap());
        world
            .get("/api/v1/session")
            .header("cookie", tampered)
            .ask()
            .problem(401, "session_required");
    }
    let unprefixed = format!("coffer={secret}");
    world
        .get("/api/v1/session")
        .header("cookie", unprefixed)
        .ask()
        .problem(401, "session_required");

    let new = json!({ "reference": "7", "subject": "x", "customer": "Contoso" });
    let create = |header: &str, value: &str| {
        let call = lena.call(world, "POST", "/api/v1/cases");
        let call = call.header("coffer-csrf", "1").header(header, value);
        call.json(&new).ask()
    };
    let own = world.url("");
    for origin in [
        "https://evil.example",
        "null",
        "http://localhost",
        &format!("{own}.evil.example"),
        &own.replace("https", "http"),
    ] {
        create("origin", origin).problem(403, "csrf");
    }
    create("origin", &own).expect(201);

    // Links are made from the configured address, whatever a request calls the server.
    let request = json!({ "contact": "jane@contoso.example" });
    let path = format!("/api/v1/cases/{}/requests", desk.case);
    let made = desk
        .lena
        .post(world, &path, &request)
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .ask();
    assert!(!made.expect(201).text().contains("evil"));
}
