//! Signing in, sessions, and who is nobody.

use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples;
use crate::harness::session::{ACCOUNT_PASSWORD, enrolment_token, totp};

/// Addresses that answer somebody nobody knows, besides the sending side's: they are how one gets known.
const OPEN: [&str; 13] = [
    "GET /api/v1/session/oidc",
    "GET /api/v1/session/oidc/{provider}",
    "GET /api/v1/session/oidc/{provider}/callback",
    "POST /api/v1/account/freeze",
    "POST /api/v1/session",
    "POST /api/v1/session/enrol",
    "POST /api/v1/session/enrol/confirm",
    "POST /api/v1/session/enrol/passkey",
    "POST /api/v1/session/enrol/passkey/options",
    "POST /api/v1/session/oidc/{provider}/logout",
    "POST /api/v1/session/passkey",
    "POST /api/v1/session/passkey/options",
    "POST /api/v1/session/token",
];

#[test]
fn every_address_of_members_asks_who_is_there() {
    let world = World::new();
    let document = world.command().arg("openapi").output().unwrap();
    let document: Value = serde_json::from_slice(&document.stdout).unwrap();
    let mut open = Vec::new();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods
            .as_object()
            .unwrap()
            .keys()
            .filter(|key| *key != "parameters")
        {
            let method = method.to_uppercase();
            let address = path.replace(['{', '}'], "");
            let anonymous = world.call(&method, &address).body("{}").ask();
            if path.starts_with("/api/v1/link") || path.starts_with("/d/") {
                anonymous.problem(404, "link_unknown");
                continue;
            }
            asked += 1;
            let forged = world
                .call(&method, &address)
                .bearer_auth("coffer_pat_forged")
                .ask();
            let cookie = world
                .call(&method, &address)
                .header("cookie", "__Host-coffer=coffer_ses_x");
            let cookie = cookie.header("coffer-csrf", "1").ask();
            if [&anonymous, &forged, &cookie]
                .iter()
                .all(|answer| answer.status == 401)
            {
                anonymous.problem(401, "session_required");
            } else {
                open.push(format!("{method} {path}"));
            }
        }
    }
    open.sort();
    assert_eq!(open, OPEN);
    assert!(asked > 25, "the document names the addresses: {asked}");
}

#[test]
fn an_enrolment_link_works_once_and_gives_a_session_only_this_host_sees() {
    let world = World::new();
    let url = world.init["enrolment_url"].as_str().unwrap().to_owned();
    let token = enrolment_token(&url);
    world
        .start_enrolment(&token, "too short")
        .problem(400, "bad_request");
    world
        .confirm_enrolment(&token, "123456")
        .problem(410, "enrolment_gone");
    world.start_enrolment(&token, ACCOUNT_PASSWORD).expect(200);
    let early = world.confirm_enrolment(&token, "abcdef");
    early.problem(403, "code_wrong");

    let account = world.enrol(&url);
    world
        .start_enrolment(&token, ACCOUNT_PASSWORD)
        .problem(410, "enrolment_gone");
    world
        .confirm_enrolment(&token, &totp(&account.totp_secret, 30))
        .problem(410, "enrolment_gone");

    let mut parts = account.set_cookie.split("; ");
    assert!(
        parts
            .next()
            .unwrap()
            .starts_with("__Host-coffer=coffer_ses_")
    );
    let mut attributes: Vec<_> = parts.map(|part| part.split('=').next().unwrap()).collect();
    attributes.sort_unstable();
    assert_eq!(
        attributes,
        ["HttpOnly", "Max-Age", "Path", "SameSite", "Secure"]
    );
    assert!(account.set_cookie.contains("Path=/; "));
    assert!(account.set_cookie.contains("SameSite=Strict"));
    let me = account
        .call(&world, "GET", "/api/v1/session")
        .ask()
        .expect(200)
        .json();
    assert_eq!(me["member"]["email"], account.email);
    assert_eq!(me["aal"], 2);
}

#[test]
fn a_changing_call_by_cookie_must_come_from_our_own_page() {
    let desk = Desk::new();
    let world = &desk.world;
    let account = world.enrol(&desk.lena.enrolment_url);
    let create = |reference: &str| {
        let new = json!({ "reference": reference, "subject": "x", "customer": "Contoso" });
        account.call(world, "POST", "/api/v1/cases").json(&new)
    };
    create("A").ask().problem(403, "csrf");
    for site in ["cross-site", "same-site", "none"] {
        let call = create("A")
            .header("coffer-csrf", "1")
            .header("sec-fetch-site", site);
        call.ask().problem(403, "csrf");
    }
    create("A").header("coffer-csrf", "1").ask().expect(201);
    let own = create("B")
        .header("coffer-csrf", "1")
        .header("sec-fetch-site", "same-origin");
    own.ask().expect(201);

    let out = account.call(world, "DELETE", "/api/v1/session");
    out.ask().problem(403, "csrf");
    let out = account
        .call(world, "DELETE", "/api/v1/session")
        .header("coffer-csrf", "1")
        .ask();
    assert!(out.expect(204).header("set-cookie").contains("Max-Age=0"));
    account
        .call(world, "GET", "/api/v1/session")
        .ask()
        .problem(401, "session_required");
}

#[test]
fn a_code_of_the_authenticator_works_once() {
    let world = World::new();
    let account = world.enrol(world.init["enrolment_url"].as_str().unwrap());
    let sign_in = |code: &str| world.sign_in(&account.email, ACCOUNT_PASSWORD, code);
    sign_in(&account.used_code).problem(401, "sign_in_failed");
    let next = totp(&account.totp_secret, 30);
    assert!(
        sign_in(&next)
            .expect(200)
            .header("set-cookie")
            .contains("coffer_ses_")
    );
    sign_in(&next).problem(401, "sign_in_failed");
    let token = json!({ "email": account.email, "password": ACCOUNT_PASSWORD, "code": next, "label": "laptop" });
    world
        .post("/api/v1/session/token", &token)
        .ask()
        .problem(401, "sign_in_failed");
    world
        .sign_in("nobody@coffer.example", ACCOUNT_PASSWORD, &next)
        .problem(401, "sign_in_failed");
}

#[test]
fn a_factor_waits_after_five_wrong_guesses_and_others_do_not() {
    let desk = Desk::new();
    let account = desk.world.enrol(&desk.lena.enrolment_url);
    for _ in 0..5 {
        let refused = desk
            .world
            .sign_in(&account.email, ACCOUNT_PASSWORD, "000000");
        refused.problem(401, "sign_in_failed");
    }
    let right = desk.world.sign_in(
        &account.email,
        ACCOUNT_PASSWORD,
        &totp(&account.totp_secret, 30),
    );
    right.problem(401, "sign_in_failed");
    let refused = desk
        .ledger()
        .into_iter()
        .filter(|entry| entry["event"] == "session.refused")
        .count();
    assert_eq!(refused, 6, "every refusal is in the ledger");
    let other = desk
        .world
        .enrol(desk.world.init["enrolment_url"].as_str().unwrap());
    desk.world
        .sign_in(
            &other.email,
            ACCOUNT_PASSWORD,
            &totp(&other.totp_secret, 30),
        )
        .expect(200);
}

#[test]
fn one_address_does_not_guess_for_ever() {
    let world = World::new();
    // Unknown links count like wrong passwords, and do not keep the password hasher busy for a minute.
    let guess = || {
        world
            .get("/api/v1/link")
            .header("coffer-link", "coffer_lnk_x")
            .ask()
    };
    for _ in 0..30 {
        guess().problem(404, "link_unknown");
    }
    let braked = guess();
    braked.problem(429, "too_many_requests");
    assert_eq!(braked.header("retry-after"), "60");
    let signing_in = world.sign_in("nobody@coffer.example", "a wrong password", "000000");
    signing_in.problem(429, "too_many_requests");
    world.get("/healthz").ask().expect(200);
}

#[test]
fn what_is_not_understood_is_refused_in_words() {
    let desk = Desk::new();
    let (world, lena) = (&desk.world, &desk.lena);
    let surprise =
        json!({ "reference": "1", "subject": "x", "customer": "Contoso", "surprise": true });
    let said = lena
        .post(world, "/api/v1/cases", &surprise)
        .ask()
        .problem(400, "bad_request");
    assert!(
        said["detail"].as_str().unwrap().contains("surprise"),
        "{said}"
    );
    for body in ["", "{", "[]", "null", "{\"subject\": 7}"] {
        let call = lena
            .call(world, "POST", "/api/v1/cases")
            .header("content-type", "application/json");
        call.body(body).ask().problem(400, "bad_request");
    }
    let text = lena
        .call(world, "POST", "/api/v1/cases")
        .header("content-type", "text/plain");
    text.body("{}").ask().problem(400, "bad_request");
    let huge = json!({ "reference": "1", "subject": "x".repeat(100_000), "customer": "Contoso" });
    lena.post(world, "/api/v1/cases", &huge)
        .ask()
        .problem(400, "bad_request");
    lena.get(world, "/api/v1/cases?surprise=1")
        .ask()
        .problem(400, "bad_request");
    lena.get(world, "/api/v1/files/x/lines?from=minus")
        .ask()
        .problem(400, "bad_request");
    lena.get(world, "/api/v1/files/x")
        .ask()
        .problem(400, "bad_request");
    lena.get(world, "/api/v1/files/%ff")
        .ask()
        .problem(400, "bad_request");
    lena.get(world, "/api/v1/ledger/entries/x/receipt")
        .ask()
        .problem(400, "bad_request");
    lena.call(world, "DELETE", "/api/v1/cases")
        .ask()
        .problem(405, "method_not_allowed");
    lena.get(world, "/api/v1/nothing")
        .ask()
        .problem(404, "not_found");
    let unknown = desk.case.replace("case_", "file_");
    lena.get(world, &format!("/api/v1/files/{unknown}"))
        .ask()
        .problem(404, "not_found");
    assert!(!world.log().contains("panicked"));
}

#[test]
fn administrators_see_no_content_and_agents_take_no_originals() {
    let desk = Desk::new();
    let file = desk
        .script_link()
        .send(&desk.world, "app.log", &samples::log(10_000));
    desk.scanned(&file);
    let at = |rest: &str| format!("/api/v1/files/{file}{rest}");
    for rest in [
        "/content",
        "/content?copy=original",
        "/lines",
        "/findings",
        "/search?q=x",
    ] {
        desk.admin
            .get(&desk.world, &at(rest))
            .ask()
            .problem(403, "denied");
    }
    let reveal = json!({ "finding": 0, "reason": "I administer everything" });
    desk.admin
        .post(&desk.world, &at("/reveal"), &reveal)
        .ask()
        .problem(403, "denied");

    let adam = desk.member("adam@coffer.example", "Support", &["agent"]);
    adam.get(&desk.world, &at("/content"))
        .ask()
        .problem(403, "denied");
    let join = json!({ "member": adam.email });
    desk.lena
        .post(
            &desk.world,
            &format!("/api/v1/cases/{}/members", desk.case),
            &join,
        )
        .ask()
        .expect(200);
    adam.get(&desk.world, &at("/content")).ask().expect(200);
    adam.get(&desk.world, &at("/content?copy=original"))
        .ask()
        .problem(403, "denied");

    let link = desk.script_link();
    desk.lena
        .call(
            &desk.world,
            "POST",
            &format!("/api/v1/cases/{}/close", desk.case),
        )
        .ask()
        .expect(200);
    adam.get(&desk.world, &at("/content"))
        .ask()
        .denied_by("W05");
    desk.original(&file).denied_by("W05");
    let refused = link.creation(&desk.world, "late.log", Some(1)).ask();
    assert!([403, 410].contains(&refused.status), "{}", refused.text());
}
