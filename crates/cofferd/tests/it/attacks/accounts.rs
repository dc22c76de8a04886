//! Getting in as somebody else.

use serde_json::json;

use super::{CURL, Caller, Loss, Scene, followed, program};
use crate::harness::http::{Answer, Ask};
use crate::harness::session::{ACCOUNT_PASSWORD, Account, totp};

fn sign_in(from: &Caller<'_>, email: &str, password: &str, code: &str) -> Answer {
    let form = json!({ "email": email, "password": password, "code": code });
    from.call("POST", "/api/v1/session").json(&form).ask()
}

#[test]
fn one_network_that_tries_many_accounts_is_not_listened_to_any_more() {
    let scene = Scene::new();
    let world = &scene.desk.world;
    let accounts: Vec<Account> = (0..8)
        .map(|n| {
            let email = format!("agent{n}@coffer.example");
            let member = scene.desk.member(&email, "Support", &["agent"]);
            world.enrol(&member.enrolment_url)
        })
        .collect();
    for (host, account) in (1..).zip(&accounts) {
        let from = program(&scene, [127, 0, 99, host], CURL);
        let refused = sign_in(&from, &account.email, "Summer2026!Summer2026!", "000000");
        refused.problem(401, "sign_in_failed");
    }
    let alert = scene.report("stuffing", "D02-stuffing", &Loss::default());
    assert!(followed(&alert).contains(&"block_source"));
    // What is right among what they try is not told; from elsewhere it is let in.
    let right = |from: &Caller<'_>| {
        let code = totp(&accounts[0].totp_secret, 30);
        sign_in(from, &accounts[0].email, ACCOUNT_PASSWORD, &code)
    };
    right(&program(&scene, [127, 0, 99, 200], CURL)).problem(401, "sign_in_failed");
    right(&program(&scene, [127, 0, 1, 1], CURL)).expect(200);
}

#[test]
fn whoever_has_the_password_and_guesses_the_code_has_a_password_that_counts_for_nothing() {
    let scene = Scene::new();
    let lena = scene.desk.world.enrol(&scene.desk.lena.enrolment_url);
    for host in 1..=5 {
        let from = program(&scene, [127, 0, 60 + host, 1], CURL);
        sign_in(&from, &lena.email, ACCOUNT_PASSWORD, "000000").problem(401, "sign_in_failed");
    }
    let alert = scene.report(
        "guessing the second factor",
        "D04-second-factor",
        &Loss::default(),
    );
    assert!(followed(&alert).contains(&"disable_password"));
    let from = program(&scene, [127, 0, 0, 1], CURL);
    let code = totp(&lena.totp_secret, 30);
    sign_in(&from, &lena.email, ACCOUNT_PASSWORD, &code).problem(401, "sign_in_failed");
}

#[test]
fn an_agent_who_tries_doors_is_seen() {
    let scene = Scene::new();
    let files = scene.files(8);
    let adam = scene
        .desk
        .member("adam@coffer.example", "Engineering", &["agent"]);
    for file in &files {
        let path = format!("/api/v1/files/{file}/content");
        adam.get(&scene.desk.world, &path)
            .ask()
            .problem(403, "denied");
    }
    let alert = scene.report("probing", "D12-probing", &Loss::default());
    assert!(followed(&alert).contains(&"slow_handouts"));
}
