//! Requirements of OWASP ASVS 5.0 that no other test shows; `docs/security/asvs.md` lists them all.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::http::{Answer, Ask};
use crate::harness::people::Desk;
use crate::harness::samples;
use crate::harness::session::{ACCOUNT_PASSWORD, enrolment_token, totp};

/// A page, an asset, the API, a refusal, an unknown address, a link.
const ADDRESSES: [&str; 8] = [
    "/app/",
    "/app/signin",
    "/c/x",
    "/api/v1/session",
    "/api/v1/nothing",
    "/healthz",
    "/nothing",
    "/u/coffer_lnk_x/",
];

fn directives(answer: &Answer) -> Vec<String> {
    let policy = answer.header("content-security-policy");
    policy
        .split(';')
        .map(|part| part.trim().to_owned())
        .collect()
}

#[test]
fn asvs_3_4_1_and_3_4_3_every_answer_demands_tls_and_forbids_what_is_not_ours() {
    let world = World::new();
    for address in ADDRESSES {
        let answer = world.get(address).ask();
        let seconds = answer.header("strict-transport-security");
        let seconds = seconds.strip_prefix("max-age=").unwrap_or_default();
        assert!(seconds.parse::<u64>().unwrap() >= 31_536_000, "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        let policy = directives(&answer);
        let has = |part: &str| policy.iter().any(|given| given == part);
        assert!(
            has("default-src 'none'") && has("frame-ancestors 'none'"),
            "{address}"
        );
        // WebAssembly for the scanner is no script.
        let policy = policy.join(";").replace("'wasm-unsafe-eval'", "");
        assert!(!policy.contains("unsafe"), "{address}: {policy}");
        for source in ["http:", "https:", "data:", "blob:", "*"] {
            assert!(!policy.contains(source), "{address}: {policy}");
        }
    }
}

#[test]
fn asvs_14_3_2_what_is_about_people_is_kept_by_nobody() {
    let desk = Desk::new();
    let world = &desk.world;
    for path in [
        "/api/v1/session",
        "/api/v1/cases",
        "/api/v1/members",
        "/api/v1/account",
    ] {
        let answer = desk.lena.get(world, path).ask().expect(200);
        assert_eq!(answer.header("cache-control"), "no-store", "{path}");
        let refused = world.get(path).ask();
        assert_eq!(refused.header("cache-control"), "no-store", "{path}");
    }
    let page = world.get("/app/").ask();
    assert_eq!(page.header("cache-control"), "no-store");
}

#[test]
fn asvs_3_2_1_a_customers_file_is_never_a_page_of_ours() {
    let desk = Desk::new();
    let evil = b"<!doctype html><script>alert(1)</script>".to_vec();
    let file = desk.script_link().send(&desk.world, "evil.html", &evil);
    desk.scanned(&file);
    for answer in [desk.original(&file), desk.working(&file, 0)] {
        let answer = answer.expect(200);
        assert!(
            answer
                .header("content-disposition")
                .starts_with("attachment")
        );
        assert!(directives(&answer).contains(&"sandbox".to_owned()));
        assert_ne!(answer.header("content-type"), "text/html");
    }
}

#[test]
fn asvs_3_3_1_the_only_cookie_is_bound_to_this_host_and_to_tls() {
    let world = World::new();
    let account = world.enrol(world.init["enrolment_url"].as_str().unwrap());
    let mut cookies = vec![account.set_cookie.clone()];
    for address in ADDRESSES {
        let answer = world.get(address).ask();
        cookies.extend(
            answer
                .headers
                .get_all("set-cookie")
                .iter()
                .map(|value| value.to_str().unwrap().to_owned()),
        );
    }
    assert_eq!(cookies.len(), 1);
    for part in [
        "__Host-",
        "; Path=/;",
        "; Secure",
        "; HttpOnly",
        "; SameSite=Strict",
    ] {
        assert!(cookies[0].contains(part), "{part}");
    }
    // 256 random bits and a check, in base32.
    let secret = account.cookie.split("coffer_ses_").nth(1).unwrap();
    assert_eq!(secret.len(), 52 + 6);
}

#[test]
fn asvs_7_4_1_after_signing_out_the_cookie_opens_nothing() {
    let world = World::new();
    let account = world.enrol(world.init["enrolment_url"].as_str().unwrap());
    let out = account.call(&world, "DELETE", "/api/v1/session");
    out.header("coffer-csrf", "1").ask().expect(204);
    let document = world.command().arg("openapi").output().unwrap();
    let document: Value = serde_json::from_slice(&document.stdout).unwrap();
    let mut asked = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        let own_proof = [
            "/api/v1/link",
            "/api/v1/session/",
            "/api/v1/account/freeze",
            "/d/",
        ];
        if path == "/api/v1/session" || own_proof.iter().any(|own| path.starts_with(own)) {
            continue;
        }
        for method in methods.as_object().unwrap().keys() {
            if method == "parameters" {
                continue;
            }
            let address = path.replace(['{', '}'], "");
            let call = account.call(&world, &method.to_uppercase(), &address);
            call.header("coffer-csrf", "1")
                .ask()
                .problem(401, "session_required");
            asked += 1;
        }
    }
    assert!(asked > 30, "{asked}");
}

#[test]
fn asvs_6_2_1_to_6_2_5_passwords_are_long_and_unexpected_and_nothing_else_is_asked() {
    let world = World::new();
    let token = enrolment_token(world.init["enrolment_url"].as_str().unwrap());
    for refused in [
        "fourteen chars",
        "passwordpassword",
        "123456789qwerty",
        "coffercoffer2026",
        &"ab ".repeat(86),
    ] {
        let answer = world.start_enrolment(&token, refused);
        let told = answer.problem(400, "bad_request");
        assert!(
            !told.to_string().contains(refused),
            "a password is not told back"
        );
    }
    for taken in ["quietharbourlampnine", "grüner regen über sieben türmen"] {
        world.start_enrolment(&token, taken).expect(200);
    }
}

#[test]
fn asvs_6_2_12_a_password_known_from_a_breach_is_refused() {
    let mut world = World::new();
    world.stop();
    // SHA-1 of "seven lanterns in fog" and a neighbour on each side.
    let hash = "424D329A3E17B483398F925FBBA1BB2D0E836981";
    let list = format!(
        "{}:3\r\n{hash}:12\r\n{}:1\r\n",
        "0".repeat(40),
        "F".repeat(40)
    );
    std::fs::write(world.data().join("pwned.txt"), list).unwrap();
    let asked = "[sign_in]\nbreached_hashes = \"pwned.txt\"\n";
    std::fs::write(world.data().join("cofferd.toml"), asked).unwrap();
    world.start();
    let token = enrolment_token(world.init["enrolment_url"].as_str().unwrap());
    let refused = world.start_enrolment(&token, ACCOUNT_PASSWORD);
    let told = refused.problem(400, "bad_request");
    assert!(told["detail"].as_str().unwrap().contains("breach"));
    world
        .start_enrolment(&token, "eight lanterns in fog")
        .expect(200);
}

#[test]
fn asvs_6_3_2_a_fresh_server_has_no_account_to_try() {
    let world = World::new();
    let accounts = [
        crate::harness::ADMIN,
        "admin",
        "administrator@localhost",
        "root@localhost",
    ];
    for (network, email) in (1..).zip(accounts) {
        // From one network more than five addresses of nobody are slowed down.
        let from = world.client_at([127, 0, network, 1]);
        for password in ["admin", "coffer", ACCOUNT_PASSWORD] {
            let form = json!({ "email": email, "password": password, "code": "000000" });
            let tried = from.post(world.url("/api/v1/session")).json(&form);
            tried.ask().problem(401, "sign_in_failed");
        }
    }
}

#[test]
fn asvs_12_2_1_nothing_is_said_without_tls() {
    let world = World::new();
    let mut plain = TcpStream::connect(("127.0.0.1", world.port())).unwrap();
    plain
        .write_all(b"GET /app/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut answer = Vec::new();
    // A reset is as good as silence.
    let _ended = plain.read_to_end(&mut answer);
    let text = String::from_utf8_lossy(&answer);
    assert!(!text.contains("HTTP/"), "{text}");
}

#[test]
fn asvs_15_3_4_the_address_is_the_connections_whatever_headers_say() {
    let world = World::new();
    let guess = |n: u32| {
        let call = world
            .get("/api/v1/link")
            .header("coffer-link", "coffer_lnk_x");
        call.header("x-forwarded-for", format!("198.51.100.{n}"))
            .header("forwarded", format!("for=198.51.100.{n}"))
            .header("x-real-ip", format!("198.51.100.{n}"))
            .ask()
    };
    for n in 0..30 {
        guess(n).problem(404, "link_unknown");
    }
    guess(31).problem(429, "too_many_requests");
}

#[test]
fn asvs_14_2_1_no_secret_is_taken_from_the_query() {
    let desk = Desk::new();
    let world = &desk.world;
    let token = &desk.lena.token;
    for query in ["token", "access_token", "authorization", "session"] {
        let path = format!("/api/v1/session?{query}={token}");
        world.get(&path).ask().problem(401, "session_required");
    }
    let request = json!({ "contact": "jane@contoso.example" });
    let path = format!("/api/v1/cases/{}/requests", desk.case);
    let made = desk.lena.post(world, &path, &request).ask().expect(201);
    let link = made.json()["page_url"].as_str().unwrap().to_owned();
    for address in [&desk.lena.enrolment_url, &link] {
        let (before, secret) = address.split_once('#').unwrap();
        assert!(secret.starts_with("coffer_") && !before.contains("coffer_"));
    }
}

#[test]
fn asvs_16_3_1_every_sign_in_and_refusal_is_in_the_ledger_and_in_no_log() {
    let desk = Desk::new();
    let world = &desk.world;
    let lena = world.enrol(&desk.lena.enrolment_url);
    world
        .sign_in(&lena.email, "a mistyped password", "000000")
        .problem(401, "sign_in_failed");
    let right = totp(&lena.totp_secret, 30);
    world
        .sign_in(&lena.email, ACCOUNT_PASSWORD, &right)
        .expect(200);
    let file = desk
        .script_link()
        .send(world, "app.log", &samples::log(10_000));
    desk.scanned(&file);
    desk.admin
        .get(world, &format!("/api/v1/files/{file}/content"))
        .ask()
        .problem(403, "denied");
    let ledger = desk.ledger();
    let count = |event: &str| {
        ledger
            .iter()
            .filter(|entry| entry["event"] == event)
            .count()
    };
    assert_eq!(count("session.started"), 2);
    assert_eq!(count("session.refused"), 1);
    assert!(count("access.denied") >= 1);
    let log = world.log();
    for secret in [
        ACCOUNT_PASSWORD,
        "a mistyped password",
        &right,
        &lena.totp_secret,
    ] {
        assert!(!log.contains(secret));
    }
}
