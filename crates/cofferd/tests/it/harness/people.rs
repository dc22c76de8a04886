//! The organisation's side: members, cases, files.

use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use super::http::{Answer, Ask};
use super::wait::wait_for;
use super::{ADMIN, World};

/// A member with an API token.
#[derive(Clone)]
pub(crate) struct Member {
    pub(crate) email: String,
    pub(crate) token: String,
    /// Where they enrol; empty for the first administrator.
    pub(crate) enrolment_url: String,
}

/// What most tests start from: two departments, a lead of Support with a case of Contoso's.
pub(crate) struct Desk {
    pub(crate) world: World,
    pub(crate) admin: Member,
    pub(crate) lena: Member,
    /// Id of the case 48213, which lena works.
    pub(crate) case: String,
}

impl World {
    /// An API token for a member, made at the server.
    pub(crate) fn token(&self, email: &str) -> String {
        let output = self.operate(&["token", "create", "--member", email, "--json"]);
        let made: Value = serde_json::from_slice(&output.stdout).unwrap();
        made["token"].as_str().unwrap().to_owned()
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self::in_world(World::new())
    }

    pub(crate) fn in_world(world: World) -> Self {
        let admin = Member {
            email: ADMIN.to_owned(),
            token: world.token(ADMIN),
            enrolment_url: String::new(),
        };
        for name in ["Support", "Engineering"] {
            admin
                .post(&world, "/api/v1/departments", &json!({ "name": name }))
                .ask()
                .expect(201);
        }
        let lena = add_member(&world, &admin, "lena@coffer.example", "Support", &["lead"]);
        admin
            .post(&world, "/api/v1/customers", &json!({ "name": "Contoso" }))
            .ask()
            .expect(201);
        let case = new_case(&world, &lena, "48213");
        Self {
            world,
            admin,
            lena,
            case,
        }
    }

    pub(crate) fn member(&self, email: &str, department: &str, roles: &[&str]) -> Member {
        add_member(&self.world, &self.admin, email, department, roles)
    }

    pub(crate) fn other_case(&self, reference: &str) -> String {
        new_case(&self.world, &self.lena, reference)
    }

    /// The one file of the case, once it is scanned.
    pub(crate) fn scanned(&self, file: &str) -> Value {
        wait_for("the scan", || {
            let shown = self.lena.get(&self.world, &format!("/api/v1/files/{file}"));
            let shown = shown.ask().expect(200).json();
            (shown["scan"] != "pending").then_some(shown)
        })
    }

    pub(crate) fn original(&self, file: &str) -> Answer {
        self.ask_original(file).ask()
    }

    pub(crate) fn ask_original(&self, file: &str) -> RequestBuilder {
        let path = format!("/api/v1/files/{file}/content?copy=original");
        self.lena.get(&self.world, &path)
    }

    pub(crate) fn working(&self, file: &str, member: u64) -> Answer {
        let path = format!("/api/v1/files/{file}/content?member={member}");
        self.lena.get(&self.world, &path).ask()
    }

    /// Every entry of the ledger, oldest first.
    pub(crate) fn ledger(&self) -> Vec<Value> {
        let auditor = &self.admin;
        let mut entries: Vec<Value> = Vec::new();
        // The sequencer places entries within moments; asking for the head makes it do so now.
        auditor.get(&self.world, "/api/v1/ledger/checkpoint").ask();
        loop {
            let path = format!("/api/v1/ledger/entries?from={}", entries.len());
            let page = auditor.get(&self.world, &path).ask().expect(200).json();
            for item in page["items"].as_array().unwrap() {
                entries.push(serde_json::from_str(item["text"].as_str().unwrap()).unwrap());
            }
            if page["next"].is_null() {
                return entries;
            }
        }
    }

    /// Waits until the ledger holds an entry that fits.
    pub(crate) fn ledger_entry(&self, what: &str, fits: impl Fn(&Value) -> bool) -> Value {
        wait_for(what, || self.ledger().into_iter().find(|entry| fits(entry)))
    }
}

fn add_member(
    world: &World,
    admin: &Member,
    email: &str,
    department: &str,
    roles: &[&str],
) -> Member {
    let new = json!({ "email": email, "department": department, "roles": roles });
    let added = admin
        .post(world, "/api/v1/members", &new)
        .ask()
        .expect(201)
        .json();
    Member {
        email: email.to_owned(),
        token: world.token(email),
        enrolment_url: added["enrolment_url"].as_str().unwrap().to_owned(),
    }
}

fn new_case(world: &World, member: &Member, reference: &str) -> String {
    let new = json!({ "reference": reference, "subject": "Cannot sign in", "customer": "Contoso" });
    let case = member
        .post(world, "/api/v1/cases", &new)
        .ask()
        .expect(201)
        .json();
    case["id"].as_str().unwrap().to_owned()
}

impl Member {
    pub(crate) fn call(&self, world: &World, method: &str, path: &str) -> RequestBuilder {
        world.call(method, path).bearer_auth(&self.token)
    }

    pub(crate) fn get(&self, world: &World, path: &str) -> RequestBuilder {
        self.call(world, "GET", path)
    }

    pub(crate) fn post(&self, world: &World, path: &str, body: &Value) -> RequestBuilder {
        self.call(world, "POST", path).json(body)
    }
}
