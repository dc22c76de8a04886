//! Signing in at an OpenID provider: npm's oidc-provider, in which everybody is signed in at once, as the test says.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::harness::http::{Answer, Ask};
use crate::harness::people::Desk;
use crate::harness::tools::TOOLS;

const SCRIPT: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/tests/it/peers/openid_provider.mjs"
);
const SECRET: &str = "a secret of the test, long enough";

/// A folder with oidc-provider in its `node_modules`.
fn modules() -> Option<PathBuf> {
    let folder = Path::new(TOOLS).join("oidc-provider-9.13.3");
    let there = || {
        folder
            .join("node_modules/oidc-provider/package.json")
            .exists()
    };
    let runs = Command::new("node").arg("--version").output();
    if runs.is_ok_and(|it| it.status.success()) && !there() {
        std::fs::create_dir_all(&folder).unwrap();
        let mut install = Command::new("npm");
        install.args([
            "install",
            "--ignore-scripts",
            "--no-audit",
            "--no-fund",
            "--prefix",
        ]);
        drop(install.arg(&folder).arg("oidc-provider@9.13.3").output());
    }
    if there() {
        return Some(folder);
    }
    eprintln!("SKIPPED: oidc-provider cannot be installed here");
    None
}

/// The provider as a process.
struct Provider {
    running: Child,
    port: u16,
    client: Client,
}

impl Drop for Provider {
    fn drop(&mut self) {
        drop(self.running.kill());
        drop(self.running.wait());
    }
}

impl Provider {
    fn start(modules: &Path, desk: &Desk, port: u16) -> Self {
        let here = |path: &str| desk.world.url(&format!("/api/v1/session/oidc/test/{path}"));
        let mut running = Command::new("node")
            .arg(SCRIPT)
            .arg(modules)
            .args([port.to_string(), here("callback"), here("logout")])
            .env("NODE_EXTRA_CA_CERTS", desk.world.ca())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(running.stdout.take().unwrap()).lines();
        let ready = lines.find(|line| line.as_ref().is_ok_and(|line| line == "ready"));
        assert!(ready.is_some(), "the provider did not start");
        let client = Client::builder().redirect(reqwest::redirect::Policy::none());
        Self {
            running,
            port,
            client: client.build().unwrap(),
        }
    }

    fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    fn tell(&self, path: &str, query: &[(&str, &str)]) {
        let answer = self
            .client
            .get(format!("{}/{path}", self.issuer()))
            .query(query)
            .ask();
        assert_eq!(answer.status, 200, "{}", answer.text());
    }

    /// Says who signs in next.
    fn become_(&self, query: &[(&str, &str)]) {
        self.tell("become", query);
    }
}

/// A desk whose sign-in page offers the provider.
struct Federated {
    desk: Desk,
    provider: Provider,
}

impl Federated {
    fn new(more: &str) -> Option<Self> {
        let modules = modules()?;
        let mut desk = Desk::new();
        let lobby = json!({ "name": "Lobby" });
        desk.admin
            .post(&desk.world, "/api/v1/departments", &lobby)
            .ask()
            .expect(201);
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let provider = Provider::start(&modules, &desk, port);
        std::fs::write(desk.world.data().join("oidc-secret"), SECRET).unwrap();
        let issuer = provider.issuer();
        desk.world.configure(&format!(
            "[directory]\ndepartment = \"Lobby\"\n\
             [[directory.groups]]\ngroup = \"support-agents\"\ndepartment = \"Support\"\nroles = [\"agent\"]\n\
             [[oidc]]\nid = \"test\"\ntitle = \"Test provider\"\nissuer = \"{issuer}\"\nclient_id = \"coffer\"\n\
             client_secret_file = \"oidc-secret\"\nlink_claim = \"oid\"\nauth_age_hours = 1\ndanger_plaintext = true\n{more}\n\
             [[oidc.assurance]]\nacr = \"strong\"\naal = 2\nphishing_resistant = true\n"
        ));
        Some(Self { desk, provider })
    }

    fn browser(&self) -> Browser<'_> {
        Browser {
            it: self,
            cookies: BTreeMap::new(),
        }
    }
}

/// Follows redirects as a browser does, with cookies of both sides apart.
struct Browser<'t> {
    it: &'t Federated,
    cookies: BTreeMap<(bool, String), String>,
}

impl Browser<'_> {
    fn get(&mut self, url: &str) -> Answer {
        let ours = url.starts_with("https://");
        let client = if ours {
            self.it.desk.world.client()
        } else {
            &self.it.provider.client
        };
        let cookies = self.cookies.iter().filter(|((side, _), _)| *side == ours);
        let cookies: Vec<String> = cookies
            .map(|((_, name), value)| format!("{name}={value}"))
            .collect();
        let answer = client.get(url).header("cookie", cookies.join("; ")).ask();
        for cookie in answer.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            if cookie.to_ascii_lowercase().contains("max-age=0") || value.is_empty() {
                self.cookies.remove(&(ours, name.to_owned()));
            } else {
                self.cookies
                    .insert((ours, name.to_owned()), value.to_owned());
            }
        }
        answer
    }

    /// To the provider and as far as the address with the code.
    fn code(&mut self) -> String {
        self.code_by("/api/v1/session/oidc/test")
    }

    fn code_by(&mut self, path: &str) -> String {
        let url = self.it.desk.world.url(path);
        let mut answer = self.get(&url).expect(303);
        for _ in 0..5 {
            let next = answer.header("location").to_owned();
            if next.contains("/callback?") {
                return next;
            }
            let next = match next.strip_prefix('/') {
                Some(path) => format!("{}/{path}", self.it.provider.issuer()),
                None => next,
            };
            answer = self.get(&next);
        }
        panic!("no code came");
    }

    /// All the way; where it ended.
    fn sign_in(&mut self) -> String {
        let back = self.code();
        self.get(&back).expect(303).header("location").to_owned()
    }

    /// Signs in there once more, from a page of ours.
    fn step_up(&mut self) {
        let back = self.code_by("/api/v1/session/oidc/test?again=true");
        // The browser keeps our cookie to itself while it comes from another site (`SameSite=Strict`).
        let session = self.cookies.remove(&(true, SESSION.to_owned()));
        let answer = self.get(&back).expect(303);
        assert_eq!(answer.header("location"), "/app/");
        assert_ne!(
            self.cookies.get(&(true, SESSION.to_owned())),
            session.as_ref()
        );
    }

    fn session(&self) -> &str {
        &self.cookies[&(true, SESSION.to_owned())]
    }

    fn me(&mut self) -> Answer {
        let url = self.it.desk.world.url("/api/v1/session");
        self.get(&url)
    }
}

const SESSION: &str = "__Host-coffer";
const FAILED: &str = "/app/signin?provider=refused";

const PETRA: &[(&str, &str)] = &[
    ("sub", "petra-1"),
    ("acr", "strong"),
    ("groups", "support-agents others"),
    ("email", "petra@coffer.example"),
    ("email_verified", "true"),
    ("name", "Petra P."),
];

fn with<'q>(changes: &[(&'q str, &'q str)]) -> Vec<(&'q str, &'q str)> {
    let kept = PETRA
        .iter()
        .filter(|(name, _)| changes.iter().all(|(other, _)| other != name));
    kept.chain(changes).copied().collect()
}

#[test]
fn a_provider_brings_people_and_ends_their_sessions() {
    let Some(it) = Federated::new("brings_people = true") else {
        return;
    };
    let world = &it.desk.world;
    let offered = world.get("/api/v1/session/oidc").ask().expect(200).json();
    assert_eq!(
        offered["items"],
        json!([{ "id": "test", "title": "Test provider" }])
    );
    it.provider.become_(PETRA);
    let mut browser = it.browser();
    assert_eq!(browser.sign_in(), "/app/");
    let me = browser.me().expect(200).json();
    assert_eq!(me["member"]["email"], "petra@coffer.example");
    assert_eq!(me["member"]["roles"], json!(["agent"]));
    assert_eq!(me["department_name"], "Support");
    assert_eq!(me["aal"], 2);

    // The same person from another browser, no longer in the group; the first session goes on with what is left.
    it.provider.become_(&with(&[("groups", "")]));
    let mut other = it.browser();
    assert_eq!(other.sign_in(), "/app/");
    assert_eq!(other.me().expect(200).json()["member"]["roles"], json!([]));

    it.provider.tell("kick", &[("sub", "petra-1")]);
    other.me().problem(401, "session_required");

    // Weak at the provider is weak here: signed in, and nothing may be done.
    it.provider.become_(&with(&[("acr", "weak")]));
    let mut weak = it.browser();
    assert_eq!(weak.sign_in(), "/app/");
    let cases = world
        .get("/api/v1/ledger/entries")
        .header("cookie", format!("{SESSION}={}", weak.session()));
    cases.ask().denied_by("W02");

    let ledger = it.desk.ledger();
    for event in [
        "member.added",
        "identity.linked",
        "session.started",
        "session.ended_by_provider",
    ] {
        assert!(
            ledger.iter().any(|entry| entry["event"] == event),
            "{event}"
        );
    }
    assert!(!world.log().contains("panicked") && !world.log().contains("petra"));
}

#[test]
fn people_are_never_taken_for_each_other() {
    let Some(it) = Federated::new("brings_people = true") else {
        return;
    };
    // An address that is here already opens nothing, verified or not.
    let admin = it.desk.admin.email.clone();
    for verified in ["true", "false"] {
        it.provider.become_(&with(&[
            ("sub", "mallory"),
            ("email", &admin),
            ("email_verified", verified),
        ]));
        assert_eq!(it.browser().sign_in(), FAILED);
    }
    it.provider.become_(PETRA);
    assert_eq!(it.browser().sign_in(), "/app/");
    // The same address under another subject is somebody else, and not here.
    it.provider.become_(&with(&[("sub", "petra-2")]));
    assert_eq!(it.browser().sign_in(), FAILED);
    // The same subject under another address is still Petra.
    it.provider
        .become_(&with(&[("email", "moved@coffer.example")]));
    let mut browser = it.browser();
    assert_eq!(browser.sign_in(), "/app/");
    assert_eq!(
        browser.me().json()["member"]["email"],
        "moved@coffer.example"
    );
    // Who is locked here stays out, whatever the provider says.
    let id = browser.me().json()["member"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let lock = format!("/api/v1/members/{id}/lock");
    it.desk
        .admin
        .call(&it.desk.world, "POST", &lock)
        .ask()
        .expect(200);
    browser.me().problem(401, "session_required");
    assert_eq!(it.browser().sign_in(), FAILED);
}

#[test]
fn without_leave_to_bring_people_only_the_directorys_own_come_in() {
    let Some(it) = Federated::new("") else {
        return;
    };
    let world = &it.desk.world;
    it.provider.become_(&with(&[("oid", "A-17")]));
    assert_eq!(it.browser().sign_in(), FAILED);
    let added = world.operate(&["service-account", "add", "--name", "D", "--scope", "scim"]);
    let account = String::from_utf8(added.stdout).unwrap().trim().to_owned();
    let token = world.operate(&["service-account", "token", "--account", &account]);
    let token = String::from_utf8(token.stdout).unwrap().trim().to_owned();
    let user = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "petra@coffer.example", "externalId": "A-17",
    });
    let made = world
        .post("/scim/v2/Users", &user)
        .bearer_auth(&token)
        .ask()
        .expect(201)
        .json();
    let mut browser = it.browser();
    assert_eq!(browser.sign_in(), "/app/");
    let me = browser.me().expect(200).json();
    assert_eq!(me["member"]["id"], made["id"]);
    // The directory says who they are: the provider's groups give nothing.
    assert_eq!(me["member"]["roles"], json!([]));
    let off = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "replace", "path": "active", "value": false }],
    });
    let path = format!("/scim/v2/Users/{}", made["id"].as_str().unwrap());
    world
        .call("PATCH", &path)
        .json(&off)
        .bearer_auth(&token)
        .ask()
        .expect(200);
    browser.me().problem(401, "session_required");
    assert_eq!(it.browser().sign_in(), FAILED);
}

#[test]
fn answers_that_were_not_asked_for_sign_nobody_in() {
    let Some(it) = Federated::new("brings_people = true") else {
        return;
    };
    let world = &it.desk.world;
    it.provider.become_(PETRA);
    let callback = |path: &str| world.url(&format!("/api/v1/session/oidc/test/callback{path}"));

    // Somebody else's answer in this browser, and this browser's answer in another.
    let mut mallory = it.browser();
    let stolen = mallory.code();
    let mut victim = it.browser();
    victim.code();
    assert_eq!(victim.get(&stolen).header("location"), FAILED);
    victim.me().problem(401, "session_required");
    assert_eq!(it.browser().get(&stolen).header("location"), FAILED);

    // Twice the same answer, with the cookie it had.
    let mut browser = it.browser();
    let back = browser.code();
    let cookies = browser.cookies.clone();
    assert_eq!(browser.get(&back).header("location"), "/app/");
    let mut again = it.browser();
    again.cookies = cookies;
    assert_eq!(again.get(&back).header("location"), FAILED);
    again.me().problem(401, "session_required");

    // An answer that says it is another issuer's, or does not say.
    for change in [
        ("iss=", "iss=https%3A%2F%2Fevil.example&was="),
        ("iss=", "was="),
    ] {
        let mut browser = it.browser();
        let back = browser.code().replacen(change.0, change.1, 1);
        assert_eq!(browser.get(&back).header("location"), FAILED);
        browser.me().problem(401, "session_required");
    }
    for path in [
        "",
        "?code=x",
        "?state=x",
        "?code=x&state=y",
        "?error=access_denied&state=x",
    ] {
        assert_eq!(
            it.browser()
                .get(&callback(path))
                .expect(303)
                .header("location"),
            FAILED
        );
    }
    let unknown = it.browser().get(&world.url("/api/v1/session/oidc/other"));
    unknown.problem(404, "not_found");

    // Logout messages that are none.
    for token in ["", "x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."] {
        let call = world.call("POST", "/api/v1/session/oidc/test/logout");
        let call = call.header("content-type", "application/x-www-form-urlencoded");
        call.body(format!("logout_token={token}"))
            .ask()
            .problem(400, "logout_refused");
    }
    let refused = it
        .desk
        .ledger()
        .into_iter()
        .filter(|entry| entry["event"] == "session.refused");
    let whys: Vec<Value> = refused.map(|entry| entry["data"]["why"].clone()).collect();
    for why in [
        "state",
        "an answer of another issuer",
        "an answer of no issuer",
    ] {
        assert!(whys.contains(&json!(why)), "{whys:?}");
    }
}

#[test]
fn signing_in_there_once_more_is_a_step_up_and_the_old_session_is_over() {
    let Some(it) = Federated::new("brings_people = true") else {
        return;
    };
    it.provider.become_(PETRA);
    let mut browser = it.browser();
    assert_eq!(browser.sign_in(), "/app/");
    let before = browser.session().to_owned();
    let stepped_up = |me: &Value| me["session"]["stepped_up_until"].clone();
    assert_eq!(stepped_up(&browser.me().expect(200).json()), Value::Null);
    let token = |it: &Federated, session: &str| {
        let call = it.desk.world.post(
            "/api/v1/tokens",
            &json!({ "label": "script", "scopes": ["view"] }),
        );
        let call = call.header("cookie", format!("{SESSION}={session}"));
        call.header("coffer-csrf", "1").ask()
    };
    token(&it, &before).problem(403, "step_up_required");

    browser.step_up();
    assert_ne!(stepped_up(&browser.me().expect(200).json()), Value::Null);
    token(&it, browser.session()).expect(201);
    let old = it.desk.world.get("/api/v1/session");
    let old = old.header("cookie", format!("{SESSION}={before}"));
    old.ask().problem(401, "session_required");
}
