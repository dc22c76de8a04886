//! Directories by SCIM: other people's conformance suite, what follows for members, and attempts to get further.

mod attacks;
mod conformance;

use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use crate::harness::http::{Answer, Ask};
use crate::harness::people::{Desk, Member};
use crate::harness::session::{Account, enrolment_token};
use crate::harness::wait::wait_for;

/// What the groups of the tests' directory stand for.
const RULES: &str = r#"
[directory]
department = "Lobby"
invite = true
[[directory.groups]]
group = "support-agents"
department = "Support"
roles = ["agent"]
[[directory.groups]]
group = "leads"
roles = ["lead"]
[[directory.groups]]
group = "engineers"
department = "Engineering"
roles = ["agent"]
"#;

/// A desk with a directory.
struct Provisioned {
    desk: Desk,
    /// The directory's token.
    token: String,
    /// Its service account.
    account: String,
}

impl Provisioned {
    fn new() -> Self {
        let mut desk = Desk::new();
        let lobby = json!({ "name": "Lobby" });
        let call = desk.admin.post(&desk.world, "/api/v1/departments", &lobby);
        call.ask().expect(201);
        desk.world.configure(RULES);
        let added = desk.world.operate(&[
            "service-account",
            "add",
            "--name",
            "Directory",
            "--scope",
            "scim",
        ]);
        let account = String::from_utf8(added.stdout).unwrap().trim().to_owned();
        let made =
            desk.world
                .operate(&["service-account", "token", "--account", &account, "--json"]);
        let made: Value = serde_json::from_slice(&made.stdout).unwrap();
        let token = made["token"].as_str().unwrap().to_owned();
        assert!(token.starts_with("coffer_svc_"));
        Self {
            desk,
            token,
            account,
        }
    }

    fn call(&self, method: &str, path: &str) -> RequestBuilder {
        let path = format!("/scim/v2{path}");
        self.desk.world.call(method, &path).bearer_auth(&self.token)
    }

    fn send(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.call(method, path)
            .header("content-type", "application/scim+json")
            .body(body.to_string())
            .ask()
    }

    fn user(&self, address: &str) -> Value {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "userName": address,
            "displayName": "Petra P.",
            "emails": [{ "value": address, "primary": true }],
        });
        self.send("POST", "/Users", &body).expect(201).json()
    }

    fn group(&self, name: &str, members: &[&str]) -> String {
        let members: Vec<_> = members.iter().map(|id| json!({ "value": id })).collect();
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": name,
            "members": members,
        });
        let made = self.send("POST", "/Groups", &body).expect(201).json();
        made["id"].as_str().unwrap().to_owned()
    }

    fn patch(&self, path: &str, operations: Value) -> Answer {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
            "Operations": operations,
        });
        self.send("PATCH", path, &body)
    }

    fn set_active(&self, id: &str, active: bool) {
        let operations = json!([{ "op": "replace", "path": "active", "value": active }]);
        self.patch(&format!("/Users/{id}"), operations).expect(200);
    }

    /// The member as an administrator sees them.
    fn member(&self, id: &str) -> Value {
        let members = self.desk.admin.get(&self.desk.world, "/api/v1/members");
        let members = members.ask().expect(200).json();
        let members = members["items"].as_array().unwrap().clone();
        members
            .into_iter()
            .find(|member| member["id"] == id)
            .unwrap()
    }

    fn department(&self, name: &str) -> String {
        let all = self.desk.admin.get(&self.desk.world, "/api/v1/departments");
        let all = all.ask().expect(200).json();
        let all = all["items"].as_array().unwrap().clone();
        let found = all.into_iter().find(|it| it["name"] == name).unwrap();
        found["id"].as_str().unwrap().to_owned()
    }

    /// The address of the enrolment link that was mailed to `address`.
    fn invitation(&self, address: &str) -> String {
        let folder = self.desk.world.mail();
        wait_for("an invitation", || {
            crate::harness::files_below(&folder)
                .into_iter()
                .find_map(|path| {
                    let mail = std::fs::read_to_string(path).ok()?;
                    // Quoted-printable breaks long lines.
                    let mail = mail
                        .replace("=\r\n", "")
                        .replace("=\n", "")
                        .replace("=3D", "=");
                    if !mail.contains(address) {
                        return None;
                    }
                    let from = mail.find("https://")?;
                    let url: String = mail[from..]
                        .chars()
                        .take_while(|c| !c.is_whitespace())
                        .collect();
                    url.contains("/app/enrol#").then_some(url)
                })
        })
    }
}

/// A refusal must be SCIM's, with this status and type.
#[track_caller]
fn refused(answer: &Answer, status: u16, kind: Option<&str>) {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert_eq!(
        answer.header("content-type"),
        "application/scim+json",
        "{text}"
    );
    let body = answer.json();
    assert_eq!(
        body["schemas"][0],
        "urn:ietf:params:scim:api:messages:2.0:Error"
    );
    assert_eq!(body["status"], status.to_string(), "{text}");
    assert_eq!(body["scimType"].as_str(), kind, "{text}");
}

fn as_member(account: &Account, token: String) -> Member {
    Member {
        email: account.email.clone(),
        token,
        enrolment_url: String::new(),
    }
}

#[test]
fn groups_make_a_member_and_taking_them_away_ends_everything_at_once() {
    let it = Provisioned::new();
    let world = &it.desk.world;
    let petra = it.user("petra@coffer.example");
    let id = petra["id"].as_str().unwrap();
    let member = it.member(id);
    assert_eq!(member["state"], "invited");
    assert_eq!(member["roles"], json!([]));
    assert_eq!(member["department"], it.department("Lobby"));

    let agents = it.group("support-agents", &[id]);
    let leads = it.group("leads", &[]);
    it.group("no rule names this", &[id]);
    let member = it.member(id);
    assert_eq!(member["roles"], json!(["agent"]));
    assert_eq!(member["department"], it.department("Support"));

    let url = it.invitation("petra@coffer.example");
    assert!(!enrolment_token(&url).is_empty());
    let account = world.enrol(&url);
    let me = || account.call(world, "GET", "/api/v1/session").ask();
    me().expect(200);
    let petra = as_member(&account, world.token(&account.email));
    let join = json!({ "member": account.email });
    let members = format!("/api/v1/cases/{}/members", it.desk.case);
    it.desk.lena.post(world, &members, &join).ask().expect(200);
    let case = || {
        petra
            .get(world, &format!("/api/v1/cases/{}", it.desk.case))
            .ask()
    };
    case().expect(200);

    it.set_active(id, false);
    me().problem(401, "session_required");
    case().problem(401, "session_required");
    assert_eq!(it.member(id)["state"], "locked");

    it.set_active(id, true);
    assert_eq!(it.member(id)["state"], "active");
    me().problem(401, "session_required");
    case().problem(401, "session_required");
    let petra = as_member(&account, world.token(&account.email));
    let case = || {
        petra
            .get(world, &format!("/api/v1/cases/{}", it.desk.case))
            .ask()
    };
    case().problem(403, "denied");

    moves_between_groups(&it, &petra, id, &agents, &leads);

    it.call("DELETE", &format!("/Users/{id}")).ask().expect(204);
    refused(&it.call("GET", &format!("/Users/{id}")).ask(), 404, None);
    assert_eq!(it.member(id)["state"], "left");
    says_everything(&it);
    assert!(!world.log().contains("panicked"));
}

/// Another role, another department with a case left behind, and no group at all.
fn moves_between_groups(it: &Provisioned, petra: &Member, id: &str, agents: &str, leads: &str) {
    let world = &it.desk.world;
    let join = json!({ "member": petra.email });
    let members = format!("/api/v1/cases/{}/members", it.desk.case);
    let case = || {
        petra
            .get(world, &format!("/api/v1/cases/{}", it.desk.case))
            .ask()
    };
    // A lead sees every case of the department; elsewhere that is nothing.
    let add = json!([{ "op": "add", "path": "members", "value": [{ "value": id }] }]);
    it.patch(&format!("/Groups/{leads}"), add).expect(200);
    case().expect(200);
    it.desk.lena.post(world, &members, &join).ask().expect(200);
    let engineers = it.group("engineers", &[id]);
    let gone = json!([{ "op": "remove", "path": format!("members[value eq \"{id}\"]") }]);
    it.patch(&format!("/Groups/{agents}"), gone).expect(200);
    assert_eq!(it.member(id)["department"], it.department("Engineering"));
    case().problem(401, "session_required");
    let shown = it
        .desk
        .lena
        .get(world, &format!("/api/v1/cases/{}", it.desk.case));
    let shown = shown.ask().expect(200).json();
    assert!(!shown["members"].as_array().unwrap().contains(&json!(id)));

    it.call("DELETE", &format!("/Groups/{engineers}"))
        .ask()
        .expect(204);
    it.call("DELETE", &format!("/Groups/{leads}"))
        .ask()
        .expect(204);
    let member = it.member(id);
    assert_eq!(
        (&member["roles"], &member["department"]),
        (&json!([]), &json!(it.department("Lobby")))
    );
}

/// The ledger has what a directory did, under its service account.
fn says_everything(it: &Provisioned) {
    let acts: Vec<_> = it
        .desk
        .ledger()
        .into_iter()
        .filter(|entry| entry["actor"] == it.account)
        .collect();
    for event in [
        "member.added",
        "member.locked",
        "member.unlocked",
        "member.moved",
        "member.roles_changed",
        "member.left",
        "directory.group_added",
        "directory.group_changed",
        "directory.group_removed",
        "directory.person_changed",
        "enrolment.created",
    ] {
        assert!(
            acts.iter().any(|entry| entry["event"] == event),
            "{event} is in the ledger"
        );
    }
}

#[test]
fn filters_pages_versions_and_repeated_names() {
    let it = Provisioned::new();
    let mut ids = Vec::new();
    for number in 1..=5 {
        ids.push(it.user(&format!("P{number}@coffer.example"))["id"].clone());
    }
    let list = |query: &[(&str, &str)]| {
        let answer = it.call("GET", "/Users").query(query).ask();
        assert_eq!(answer.header("content-type"), "application/scim+json");
        answer.expect(200).json()
    };
    let page = list(&[("startIndex", "2"), ("count", "2")]);
    assert_eq!(
        (
            &page["totalResults"],
            &page["startIndex"],
            &page["itemsPerPage"]
        ),
        (&json!(5), &json!(2), &json!(2))
    );
    assert_eq!(page["Resources"][0]["id"], ids[1]);
    assert_eq!(list(&[("count", "0")])["totalResults"], 5);
    let one = list(&[
        ("filter", "userName eq \"p3@COFFER.example\""),
        ("attributes", "userName"),
    ]);
    assert_eq!(one["totalResults"], 1);
    assert_eq!(one["Resources"][0]["userName"], "P3@coffer.example");
    assert!(one["Resources"][0].get("emails").is_none());
    let some = list(&[
        ("filter", "emails[value sw \"p4\"] or userName sw \"P5\""),
        ("startIndex", "2"),
    ]);
    assert_eq!(
        (&some["totalResults"], &some["Resources"][0]["id"]),
        (&json!(2), &ids[4])
    );
    for filter in ["userName eq", "((", "userName eq \"x\" OR 1=1 --"] {
        let bad = it.call("GET", "/Users").query(&[("filter", filter)]).ask();
        refused(&bad, 400, Some("invalidFilter"));
    }
    let nobody = list(&[("filter", "externalId eq \"' OR 1=1 --\"")]);
    assert_eq!(nobody["totalResults"], 0);
}

#[test]
fn versions_are_compared_before_a_change() {
    let it = Provisioned::new();
    let made = it.user("petra@coffer.example");
    let path = format!("/Users/{}", made["id"].as_str().unwrap());
    let got = it.call("GET", &path).ask().expect(200);
    let tag = got.header("etag").to_owned();
    assert_eq!(got.json()["meta"]["version"], tag);
    it.call("GET", &path)
        .header("if-none-match", &tag)
        .ask()
        .expect(304);
    let rename = json!({
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{ "op": "replace", "path": "displayName", "value": "Pia" }],
    });
    let with = |tag: &str| {
        it.call("PATCH", &path)
            .header("if-match", tag)
            .json(&rename)
            .ask()
    };
    with(&tag).expect(200);
    refused(&with(&tag), 412, None);
    with("*").expect(200);
}

#[test]
fn names_and_addresses_are_taken_once() {
    let it = Provisioned::new();
    it.user("p2@coffer.example");
    let twice = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "p2@coffer.EXAMPLE",
        "emails": [{ "value": "other@coffer.example" }],
    });
    refused(&it.send("POST", "/Users", &twice), 409, Some("uniqueness"));
    let address = json!({
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        "userName": "new",
        "emails": [{ "value": "p2@coffer.example" }],
    });
    refused(
        &it.send("POST", "/Users", &address),
        409,
        Some("uniqueness"),
    );
    it.group("one", &[]);
    let again =
        json!({ "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "one" });
    refused(&it.send("POST", "/Groups", &again), 409, Some("uniqueness"));
}
