//! Passkeys against the real server, with a device in software; and what goes round them.

use coffer_testkit::{Maker, SoftPasskey};
use serde_json::{Value, json};

use crate::harness::World;
use crate::harness::http::{Answer, Ask};
use crate::harness::people::Desk;
use crate::harness::session::{ACCOUNT_PASSWORD, Account, enrolment_token, totp};

/// Somebody with a passkey and a session begun by it.
struct Holder {
    device: SoftPasskey,
    cookie: String,
}

fn post(world: &World, path: &str, body: &Value) -> Answer {
    world.post(path, body).ask()
}

fn cookie(answer: &Answer) -> String {
    let cookie = answer.header("set-cookie").split(';').next().unwrap();
    cookie.to_owned()
}

/// Begins and answers an enrolment by passkey.
fn enrol(world: &World, url: &str, device: &mut SoftPasskey, maker: Option<&Maker>) -> Answer {
    let token = enrolment_token(url);
    let path = "/api/v1/session/enrol/passkey";
    let begun = post(
        world,
        &format!("{path}/options"),
        &json!({ "token": token }),
    );
    let begun = begun.expect(200).json();
    let made = json!({
        "token": token, "ticket": begun["ticket"], "name": "Security key",
        "credential": device.create(&begun["options"], maker),
    });
    post(world, path, &made)
}

fn holder(world: &World, url: &str) -> Holder {
    let mut device = SoftPasskey::new(&world.url(""));
    let enrolled = enrol(world, url, &mut device, None).expect(200);
    let cookie = cookie(&enrolled);
    Holder { device, cookie }
}

fn begin(world: &World) -> Value {
    post(world, "/api/v1/session/passkey/options", &json!({}))
        .expect(200)
        .json()
}

fn finish(world: &World, begun: &Value, credential: &Value) -> Answer {
    let form = json!({ "ticket": begun["ticket"], "credential": credential });
    post(world, "/api/v1/session/passkey", &form)
}

impl Holder {
    fn sign_in(&mut self, world: &World) -> Answer {
        let begun = begin(world);
        let credential = self.device.get(&begun["options"]);
        finish(world, &begun, &credential)
    }

    fn ask(&self, world: &World, method: &str, path: &str, body: &Value) -> Answer {
        let call = world.call(method, path).header("cookie", &self.cookie);
        call.header("coffer-csrf", "1").json(body).ask()
    }

    fn step_up(&mut self, world: &World) -> Answer {
        let path = "/api/v1/session/step-up";
        let begun = self.ask(world, "POST", &format!("{path}/options"), &json!({}));
        let begun = begun.expect(200).json();
        let credential = self.device.get(&begun["options"]);
        let form = json!({ "ticket": begun["ticket"], "credential": credential });
        let answer = self.ask(world, "POST", path, &form);
        if answer.status == 200 {
            self.cookie = cookie(&answer);
        }
        answer
    }

    fn add(&self, world: &World, device: &mut SoftPasskey) -> Answer {
        let begun = self.ask(world, "POST", "/api/v1/passkeys/options", &json!({}));
        if begun.status != 200 {
            return begun;
        }
        let begun = begun.json();
        let form = json!({
            "ticket": begun["ticket"], "name": "Second key", "credential": device.create(&begun["options"], None),
        });
        self.ask(world, "POST", "/api/v1/passkeys", &form)
    }
}

#[test]
fn a_passkey_enrols_signs_in_without_a_name_and_cannot_be_phished() {
    let world = World::new();
    let url = world.init["enrolment_url"].as_str().unwrap().to_owned();
    let mut admin = holder(&world, &url);
    enrol_again_is_gone(&world, &url);
    let signed_in = admin.sign_in(&world).expect(200);
    let me = signed_in.json();
    assert_eq!(
        (&me["aal"], &me["phishing_resistant"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(me["session"]["factors"], "passkey");
    assert!(
        signed_in
            .header("set-cookie")
            .starts_with("__Host-coffer=coffer_ses_")
    );

    // A page of somebody else's hands the answer on: it names the wrong origin.
    admin.device.origin = "https://files.evil.example".to_owned();
    admin.sign_in(&world).problem(401, "sign_in_failed");
    admin.device.origin = world.url("");
    admin.device.user_verified = false;
    admin.sign_in(&world).problem(401, "sign_in_failed");
    admin.device.user_verified = true;
    admin.sign_in(&world).expect(200);
    admin.device.counter = 0;
    admin.sign_in(&world).problem(401, "sign_in_failed");
}

fn enrol_again_is_gone(world: &World, url: &str) {
    let token = json!({ "token": enrolment_token(url) });
    post(world, "/api/v1/session/enrol/passkey/options", &token).problem(410, "enrolment_gone");
}

#[test]
fn asvs_6_5_1_the_answer_of_a_ceremony_counts_once_and_only_for_its_ticket() {
    let world = World::new();
    let mut admin = holder(&world, world.init["enrolment_url"].as_str().unwrap());
    let begun = begin(&world);
    let credential = admin.device.get(&begun["options"]);
    let other = begin(&world);
    finish(&world, &other, &credential).problem(401, "sign_in_failed");
    finish(&world, &begun, &credential).expect(200);
    let replayed = finish(&world, &begun, &credential);
    assert!([401, 410].contains(&replayed.status), "{}", replayed.text());

    let ticket = begun["ticket"].as_str().unwrap();
    for forged in ["", "x", &ticket.replacen('a', "b", 1), &ticket[1..]] {
        let form = json!({ "ticket": forged, "credential": credential });
        post(&world, "/api/v1/session/passkey", &form).problem(410, "ceremony_gone");
    }
    // A ticket of the sign-in page is none for stepping up, nor for adding a key.
    let begun = begin(&world);
    let credential = admin.device.get(&begun["options"]);
    let form = json!({ "ticket": begun["ticket"], "credential": credential });
    admin
        .ask(&world, "POST", "/api/v1/session/step-up", &form)
        .problem(410, "ceremony_gone");
    admin.step_up(&world).expect(200);
    let made = SoftPasskey::new(&world.url("")).create(&json!({ "publicKey": {
        "rp": { "id": "localhost" }, "user": { "id": "AAAA" }, "challenge": begun["options"]["publicKey"]["challenge"],
    }}), None);
    let form = json!({ "ticket": begun["ticket"], "credential": made, "name": "x" });
    admin
        .ask(&world, "POST", "/api/v1/passkeys", &form)
        .problem(410, "ceremony_gone");
}

#[test]
fn asvs_7_5_1_ways_in_change_only_after_a_step_up_with_what_began_the_session() {
    let desk = Desk::new();
    let world = &desk.world;
    let mut lena = holder(world, &desk.lena.enrolment_url);
    let mut second = SoftPasskey::new(&world.url(""));
    lena.add(world, &mut second)
        .problem(403, "step_up_required");
    let codes = "/api/v1/account/recovery-codes";
    lena.ask(world, "POST", codes, &json!({}))
        .problem(403, "step_up_required");
    // Not with a password, which she does not have, nor with somebody else's passkey.
    let form = json!({ "password": ACCOUNT_PASSWORD, "code": "123456" });
    lena.ask(world, "POST", "/api/v1/session/step-up", &form)
        .problem(400, "bad_request");
    let eve = desk.member("eve@coffer.example", "Support", &["agent"]);
    let mut eve = holder(world, &eve.enrolment_url);
    std::mem::swap(&mut lena.device, &mut eve.device);
    lena.step_up(world).problem(401, "sign_in_failed");
    std::mem::swap(&mut lena.device, &mut eve.device);
    lena.step_up(world).expect(200);
    lena.ask(world, "POST", codes, &json!({}))
        .problem(409, "credentials_gone");

    let mut elsewhere = Holder {
        cookie: cookie(&lena.sign_in(world).expect(200)),
        device: SoftPasskey::new(""),
    };
    let added = lena.add(world, &mut second).expect(201).json();
    let me = "/api/v1/session";
    elsewhere
        .ask(world, "GET", me, &json!({}))
        .problem(401, "session_required");
    lena.ask(world, "GET", me, &json!({})).expect(200);
    let account = lena.ask(world, "GET", "/api/v1/account", &json!({})).json();
    assert_eq!(account["passkeys"].as_array().unwrap().len(), 2);
    assert_eq!(account["password"], false);

    // Eve neither sees nor touches Lena's keys.
    eve.step_up(world).expect(200);
    let theirs = format!("/api/v1/passkeys/{}", added["id"].as_str().unwrap());
    eve.ask(world, "DELETE", &theirs, &json!({}))
        .problem(404, "not_found");
    eve.ask(world, "PATCH", &theirs, &json!({ "name": "mine" }))
        .problem(404, "not_found");
    removal(world, &mut lena, &account);
    let mails = std::fs::read_dir(world.mail()).unwrap().count();
    assert!(mails >= 2, "a notice of each change");
    desk.ledger_entry("the removal", |entry| entry["event"] == "passkey.removed");
    elsewhere.cookie.clear();
}

fn removal(world: &World, lena: &mut Holder, account: &Value) {
    let at = |n: usize| {
        let id = account["passkeys"][n]["id"].as_str().unwrap();
        format!("/api/v1/passkeys/{id}")
    };
    let renamed = lena.ask(world, "PATCH", &at(1), &json!({ "name": "Desk drawer" }));
    assert_eq!(renamed.expect(200).json()["name"], "Desk drawer");
    lena.ask(world, "DELETE", &at(1), &json!({})).expect(204);
    lena.ask(world, "DELETE", &at(0), &json!({}))
        .problem(409, "passkey_last");
}

#[test]
fn guesses_at_the_code_do_not_keep_anybody_from_their_passkey() {
    let desk = Desk::new();
    let world = &desk.world;
    let mut lena = world.enrol(&desk.lena.enrolment_url);
    step_up(world, &mut lena);
    let mut holder = Holder {
        device: SoftPasskey::new(""),
        cookie: lena.cookie.clone(),
    };
    let mut device = SoftPasskey::new(&world.url(""));
    holder.add(world, &mut device).expect(201);
    for _ in 0..6 {
        world
            .sign_in(&lena.email, ACCOUNT_PASSWORD, "000000")
            .problem(401, "sign_in_failed");
    }
    holder.device = device;
    holder.sign_in(world).expect(200);
}

fn step_up(world: &World, account: &mut Account) {
    let shown = json!({ "password": ACCOUNT_PASSWORD, "code": totp(&account.totp_secret, 30) });
    let call = account.call(world, "POST", "/api/v1/session/step-up");
    let answer = call.header("coffer-csrf", "1").json(&shown).ask();
    account.cookie = cookie(&answer.expect(200));
}

#[test]
fn asvs_6_3_8_nobody_learns_who_has_a_passkey_or_an_account() {
    let desk = Desk::new();
    let world = &desk.world;
    let mut lena = holder(world, &desk.lena.enrolment_url);
    let begun = begin(world)["options"].clone();
    assert_eq!(begun["publicKey"]["allowCredentials"], json!([]));
    let mut stranger = SoftPasskey::new(&world.url(""));
    let refused = |device: &mut SoftPasskey| {
        let begun = begin(world);
        let credential = device.get(&begun["options"]);
        let mut problem = finish(world, &begun, &credential).problem(401, "sign_in_failed");
        problem.as_object_mut().unwrap().remove("request");
        problem
    };
    // A key nobody knows, and a key of somebody's under another's name.
    let unknown = refused(&mut stranger);
    lena.device.claim(&[9; 16]);
    assert_eq!(refused(&mut lena.device), unknown);
    let with_password = |email: &str| {
        let answer = world.sign_in(email, "a password that is wrong", "000000");
        let mut problem = answer.problem(401, "sign_in_failed");
        problem.as_object_mut().unwrap().remove("request");
        problem
    };
    let by_password = with_password("nobody@coffer.example");
    assert_eq!(with_password(&desk.lena.email), by_password);
    assert_eq!(with_password("not an address"), by_password);
    assert_eq!(by_password, unknown);
}

#[test]
fn asvs_6_3_3_administrators_need_an_attested_passkey_where_that_is_asked_for() {
    let mut world = World::new();
    let url = world.init["enrolment_url"].as_str().unwrap().to_owned();
    let maker = Maker::default();
    world.stop();
    std::fs::write(world.data().join("makers.pem"), maker.root_pem()).unwrap();
    let asked = "[sign_in]\nattested_administrators = true\nattestation_cas = \"makers.pem\"\n";
    std::fs::write(world.data().join("cofferd.toml"), asked).unwrap();
    world.start();
    let token = enrolment_token(&url);
    world
        .start_enrolment(&token, ACCOUNT_PASSWORD)
        .problem(403, "attested_passkey_required");
    let mut device = SoftPasskey::new(&world.url(""));
    enrol(&world, &url, &mut device, None).problem(400, "passkey_refused");
    let stranger = Maker::default();
    enrol(&world, &url, &mut device, Some(&stranger)).problem(400, "passkey_refused");
    let enrolled = enrol(&world, &url, &mut device, Some(&maker)).expect(200);
    assert_eq!(enrolled.json()["aal"], 3);
    let mut admin = Holder {
        cookie: cookie(&enrolled),
        device,
    };
    admin.step_up(&world).expect(200);
    let name = json!({ "name": "Support" });
    admin
        .ask(&world, "POST", "/api/v1/departments", &name)
        .expect(201);
    // A token made at the server is worth two factors, not three.
    let token = world.token(crate::harness::ADMIN);
    world
        .get("/api/v1/session")
        .bearer_auth(token)
        .ask()
        .problem(401, "session_required");
}

#[test]
fn an_administrator_starts_a_new_enrolment_and_does_not_see_its_link() {
    let desk = Desk::new();
    let world = &desk.world;
    let mut lena = holder(world, &desk.lena.enrolment_url);
    let path = format!("/api/v1/members/{}/enrolment", desk.lena.email);
    desk.lena
        .post(world, &path, &json!({}))
        .ask()
        .problem(403, "denied");
    let asked = desk.admin.post(world, &path, &json!({})).ask().expect(204);
    assert!(asked.body.is_empty());
    let mails = crate::harness::files_below(&world.mail());
    let mut mails = mails
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap());
    let mail = mails.rfind(|mail| mail.contains("/app/enrol#")).unwrap();
    assert!(mail.contains(&desk.lena.email));
    lena.sign_in(world).expect(200);
    let url = mail
        .split_whitespace()
        .find(|word| word.contains("/app/enrol#"));
    let again = world.enrol(url.unwrap());
    assert_eq!(again.email, desk.lena.email);
    lena.sign_in(world).problem(401, "sign_in_failed");
}

/// What `docs/manual/policies.md` shows.
const ATTESTED_EMERGENCIES: &str = r#"
@id("own-attested-emergencies")
@code("ATTESTED_KEY")
@summary("The glass is broken only with a key that cannot be copied.")
forbid (principal, action == Coffer::Action::"access.break_glass", resource)
unless { context.aal >= 3 };
"#;

#[test]
fn a_policy_may_ask_for_an_attested_key_to_break_the_glass() {
    let mut desk = Desk::new();
    let maker = Maker::default();
    std::fs::write(desk.world.data().join("makers.pem"), maker.root_pem()).unwrap();
    desk.world
        .configure("[sign_in]\nattestation_cas = \"makers.pem\"\n");
    let sara = desk.member("sara@coffer.example", "Support", &["security"]);
    let max = desk.member("max@coffer.example", "Engineering", &["agent"]);
    let world = &desk.world;
    let proposed = json!({ "text": ATTESTED_EMERGENCIES, "why": "an emergency is worth a key" });
    let proposed = sara.post(world, "/api/v1/policies/versions", &proposed);
    proposed.ask().expect(201);

    let glass =
        json!({ "case": desk.case, "acts": ["view"], "reason": "the gateway burns at night" });
    let path = "/api/v1/grants/break-glass";
    let mut holder = holder(world, &max.enrolment_url);
    holder.step_up(world).expect(200);
    let refused = holder.ask(world, "POST", path, &glass);
    refused.denied_by("own-attested-emergencies");

    // A copyable key is not taken for one that is not.
    let asked = json!({ "attested": true });
    let mut key = SoftPasskey::new(&world.url(""));
    for (by, status) in [
        (None, 400),
        (Some(&Maker::default()), 400),
        (Some(&maker), 201),
    ] {
        let begun = holder.ask(world, "POST", "/api/v1/passkeys/options", &asked);
        let begun = begun.expect(200).json();
        let form = json!({
            "ticket": begun["ticket"], "name": "Security key", "credential": key.create(&begun["options"], by),
        });
        holder
            .ask(world, "POST", "/api/v1/passkeys", &form)
            .expect(status);
    }
    holder.device = key;
    let signed_in = holder.sign_in(world).expect(200);
    assert_eq!(signed_in.json()["aal"], 3);
    holder.cookie = cookie(&signed_in);
    holder.step_up(world).expect(200);
    holder.ask(world, "POST", path, &glass).expect(201);
}

#[test]
fn where_no_maker_is_trusted_no_attested_key_is_promised() {
    let desk = Desk::new();
    let mut lena = holder(&desk.world, &desk.lena.enrolment_url);
    lena.step_up(&desk.world).expect(200);
    let asked = json!({ "attested": true });
    let begun = lena.ask(&desk.world, "POST", "/api/v1/passkeys/options", &asked);
    begun.problem(409, "passkey_no_makers");
    let account = lena.ask(&desk.world, "GET", "/api/v1/account", &json!({}));
    assert_eq!(account.expect(200).json()["attested_possible"], false);
}
