//! Every operation of the OpenAPI document, asked by everybody who may not: with the ids of a case, file or request of another
//! department, and in every role. Whether somebody may is what the policies say; this table only says which act an operation is.
//!
//! A new operation without a line in the table fails the first test: that list is golden, and empty.

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::{Desk, Member};
use crate::harness::samples;

/// Each operation: who it is for, and a body that fits. `proof`: whoever proves it in the call itself; `everybody`: every member, it
/// shows what all may know or only what is theirs; `own`: whoever it belongs to, nobody of those who are tried; `keepers`: who
/// sees the case, or decides about its hold or lockbox; `erasers`: who sees the case or
/// erases it; `reviewers`: who decides about access to the case, or reviews all access; otherwise the act and what it is on.
const TABLE: &str = r#"
    start_enrolment          proof
    confirm_enrolment        proof
    sign_in                  proof
    sign_in_for_token        proof
    me                       everybody
    sign_out                 everybody
    link_info                proof
    send_code                proof
    enter_code               proof
    begin_link_passkey       proof
    enter_link_passkey       proof
    list_link_passkeys       proof
    begin_contact_passkey    proof
    add_contact_passkey      proof
    remove_contact_passkey   proof
    link_files               proof
    link_receipt             proof
    list_departments         everybody
    list_members             everybody
    list_customers           everybody
    list_cases               everybody
    list_views               everybody
    listen                   everybody
    save_view                everybody
    remove_view              own
    find_files               everybody
    create_department        org.administer organisation {"name": "Sales"}
    add_member               org.administer organisation {"email": "new@coffer.example", "department": "Support", "roles": ["agent"]}
    create_customer          org.administer organisation {"name": "Acme"}
    create_case              case.create department {"reference": "77777", "subject": "S", "customer": "Contoso", "department": "Support"}
    get_case                 case.view case
    close_case               case.close case
    get_case_protection      keepers
    set_case_hold            case.hold case {"on": true, "reason": "subpoena 12-345, keep everything"}
    erase_case               case.erase case {"reason": "the customer asked for it"}
    case_erasure_certificate erasers
    set_file_hold            case.hold case {"on": true, "reason": "subpoena 12-345, keep everything"}
    roll_back_case           case.roll_back case {"since": "2026-11-24T09:30:00.000Z", "reason": "somebody encrypted the files", "preview": true}
    roll_back_member         alert.manage organisation {"since": "2026-11-24T09:30:00.000Z", "reason": "somebody encrypted the files", "preview": true}
    list_versions            file.list file
    show_version             case.roll_back case {"number": 1, "reason": "the roll-back took a good one"}
    set_customer_hold        customer.hold organisation {"on": true, "reason": "subpoena 12-345, keep everything"}
    list_retention_rules     retention.read organisation
    export_subject           subject.export organisation {"reason": "she asked by letter of 23 November"}
    set_retention_rule       retention.manage organisation {"name": "Section 257", "bound": "at_least", "days": 30}
    end_retention_rule       retention.manage organisation {"reason": "replaced by another one"}
    list_due_cases           retention.read organisation
    add_case_member          case.assign case {"member": "lena@coffer.example"}
    remove_case_member       case.assign case
    list_requests            case.view case
    create_request           request.manage case {"contact": "jane@contoso.example"}
    withdraw_request         request.manage case
    list_case_files          file.list case
    get_file                 file.list file
    change_file              file.modify file {"name": "other.log"}
    rescan_file              file.rescan file
    file_receipt             file.view file
    erase_file               file.delete file {"reason": "the customer asked for it"}
    erasure_certificate      case.view case
    read_content             file.view file
    replace_content          file.modify file
    list_tree                file.view file
    list_findings            file.view file
    read_lines               file.view file
    search_file              file.view file
    stream_search            file.view file
    reveal_finding           file.reveal file {"finding": 0, "reason": "to compare it with the order"}
    list_access_requests     everybody
    ask_access               access.request case {"case": "48213", "acts": ["view"], "reason": "to help with the gateway"}
    get_access_request       reviewers
    withdraw_access_request  own
    approve_access_request   access.approve case {}
    deny_access_request      access.approve case {"reason": "there is no need for it"}
    ask_unseal               access.request case {"case": "48213", "acts": ["reveal"], "reason": "to help with the gateway"}
    ask_release              access.request case {"reason": "the vendor asks for the original"}
    link_access_requests     proof
    link_approve_access      proof
    link_deny_access         proof
    set_case_lanes           case.assign case {"lanes": []}
    set_case_lockbox         policy.manage organisation {"on": true}
    set_customer_lockbox     policy.manage organisation {"on": true}
    reopen_case              case.reopen case
    list_courses             everybody
    put_course               training.manage organisation {"name": "Cards", "days": 365}
    end_course               training.manage organisation
    list_trainings           access.review organisation
    record_training          training.manage organisation {"completions": []}
    import_training          training.manage organisation {"csv": "member,lane,passed"}
    list_grants              everybody
    get_grant                reviewers
    give_back_grant          own
    end_grant                access.approve case {"reason": "it is not needed any more"}
    break_glass              access.break_glass case {"case": "48213", "acts": ["view"], "reason": "the gateway burns at night"}
    review_grant             access.review organisation {"verdict": "justified", "note": "it did burn that night"}
    list_policies            policy.read organisation
    check_policies           policy.read organisation {"text": ""}
    replay_policies          policy.read organisation {"text": ""}
    list_policy_versions     policy.read organisation
    propose_policies         policy.manage organisation {"text": "", "why": "to see who is refused"}
    approve_policies         policy.manage organisation
    refuse_policies          policy.manage organisation
    explain_access           policy.read organisation
    who_can                  policy.read organisation
    visible_to               policy.read organisation
    account                  everybody
    freeze_account           proof
    change_password          everybody
    renew_recovery_codes     everybody
    begin_step_up            everybody
    step_up                  everybody
    begin_passkey_sign_in    proof
    sign_in_by_passkey       proof
    begin_passkey_enrolment  proof
    enrol_by_passkey         proof
    list_identity_providers  proof
    sign_in_at_provider      proof
    return_from_provider     proof
    provider_logout          proof
    list_passkeys            everybody
    begin_passkey            everybody
    add_passkey              everybody
    rename_passkey           own {"name": "mine now"}
    remove_passkey           own
    list_sessions            member.secure organisation
    end_session              member.secure organisation
    end_sessions             member.secure organisation
    list_tokens              member.secure organisation
    create_token             everybody
    end_token                member.secure organisation
    enrol_member             org.administer organisation
    lock_member              member.secure organisation
    unlock_member            member.secure organisation
    member_leaves            org.administer organisation
    move_member              org.administer organisation {"department": "Engineering"}
    list_service_accounts    org.administer organisation
    add_service_account      org.administer organisation {"name": "Directory", "scopes": ["scim"]}
    end_service_account      org.administer organisation
    create_service_token     org.administer organisation {}
    list_alerts              alert.read organisation
    get_alert                alert.read organisation
    acknowledge_alert        alert.manage organisation
    close_alert              alert.manage organisation {"verdict": "mistake", "note": "it was the handover"}
    lift_alert               alert.manage organisation {"text": "it was the handover"}
    respond_to_alert         alert.manage organisation {"response": "warn_staff", "note": "it was the handover"}
    report_suspicion         alert.report organisation {"text": "a mail asks me to sign in elsewhere"}
    note_alert               alert.manage organisation {"text": "it was the handover"}
    give_notice              alert.manage organisation {"told": "authority", "given": "2026-11-24T09:30:00.000Z", "reference": "BayLDA 1"}
    withdraw_notice          alert.manage organisation {"text": "it was the handover"}
    list_budgets             alert.read organisation
    raise_budget             alert.manage organisation {"of": "T-48213", "factor": 2, "reason": "the handover of a case"}
    end_budget_raise         alert.manage organisation
    plant_decoy              alert.manage organisation {"name": "vpn.txt", "content": "password=made-up"}
    list_decoys              alert.manage organisation
    plant_decoy_credential   alert.manage organisation {"kind": "token", "place": "vpn.txt"}
    withdraw_decoy           alert.manage organisation
    find_line                file.view file
    read_outline             file.view file
    link_custody             proof
    link_erasure_certificate proof
    list_messages            message.read case
    send_message             message.write case {"text": "Which version runs on node 3?"}
    erase_message            message.erase case {"reason": "the customer asked for it"}
    link_messages            proof
    link_send_message        proof
    list_case_templates      request.manage case
    list_templates           template.manage department
    save_template            template.manage department {"name": "Own", "items": [{"name": "A log"}]}
    remove_template          template.manage department
    list_contacts            request.manage case
    list_deliveries          case.view case
    create_delivery          file.share file {"contacts": ["jane@contoso.example"], "files": ["{file}"], "accept_findings": true}
    withdraw_delivery        request.manage case
    add_case_file            file.upload case
    link_deliveries          proof
    link_take_file           proof
    fetch_taken_file         proof
    health                   health.read organisation
    list_sinks               health.read organisation
    ledger_checkpoint        ledger.read organisation
    ledger_entries           ledger.read organisation
    ledger_receipt           ledger.read organisation
    ledger_consistency       ledger.read organisation
"#;

/// Who an operation is for.
enum For {
    Act(&'static str, &'static str),
    Erasers,
    Keepers,
    Reviewers,
    Everybody,
    Own,
    Proof,
}

use For::{Act, Erasers, Everybody, Keepers, Own, Proof, Reviewers};

/// Each operation of the table: its name, who it is for, and a body that fits.
fn table() -> Vec<(&'static str, For, Value)> {
    let lines = TABLE.lines().map(str::trim).filter(|line| !line.is_empty());
    let rows = lines.map(|line| {
        let (words, body) = match line.find('{') {
            Some(at) => (&line[..at], serde_json::from_str(&line[at..]).unwrap()),
            None => (line, Value::Null),
        };
        let words: Vec<&str> = words.split_whitespace().collect();
        let whose = match words[1] {
            "proof" => Proof,
            "everybody" => Everybody,
            "own" => Own,
            "erasers" => Erasers,
            "keepers" => Keepers,
            "reviewers" => Reviewers,
            action => Act(action, words[2]),
        };
        (words[0], whose, body)
    });
    rows.collect()
}

/// Method, path and name of every operation.
fn operations(desk: &Desk) -> Vec<(String, String, String)> {
    let document = desk.world.command().arg("openapi").output().unwrap();
    let document: Value = serde_json::from_slice(&document.stdout).unwrap();
    let paths = document["paths"].as_object().unwrap();
    let mut operations = Vec::new();
    for (path, methods) in paths {
        let methods = methods.as_object().unwrap().iter();
        for (method, operation) in methods.filter(|(key, _)| *key != "parameters") {
            let name = operation["operationId"].as_str().unwrap().to_owned();
            operations.push((method.to_uppercase(), path.clone(), name));
        }
    }
    operations
}

/// What the ids of a path are filled with: all of one case of Support.
struct Ids {
    case: String,
    file: String,
    request: String,
    delivery: String,
    template: String,
    message: String,
    department: String,
    lena: String,
    customer: String,
    access_request: String,
    grant: String,
    session: String,
    token: String,
}

impl Ids {
    fn fill(&self, path: &str) -> String {
        let query = match path {
            "/api/v1/policies/explain" => "?member=lena@coffer.example&action=case.view&on=48213",
            "/api/v1/policies/who-can" => "?action=case.view&on=48213",
            "/api/v1/policies/visible" => "?member=lena@coffer.example",
            "/api/v1/ledger/consistency" => "?from=0",
            "/api/v1/sessions" | "/api/v1/tokens" => "?member=lena@coffer.example",
            "/api/v1/files/{file}/line" => "?level=error",
            "/api/v1/files/{file}/lines" => "?from=0",
            "/api/v1/files/{file}/search" | "/api/v1/files/{file}/search/stream" => "?q=gateway",
            "/api/v1/cases/{case}/files" => "?name=added.txt",
            _ => "",
        };
        let request = if path.starts_with("/api/v1/access/") {
            &self.access_request
        } else {
            &self.request
        };
        let path = path
            .replace("{member}", &self.lena)
            .replace("{grant}", &self.grant)
            .replace("{case}", &self.case)
            .replace("{delivery}", &self.delivery)
            .replace("{template}", &self.template)
            .replace("{message}", &self.message)
            .replace("{file}", &self.file)
            .replace("{request}", request)
            .replace("{customer}", &self.customer)
            .replace("{contact}", "jane@contoso.example")
            .replace("{rule}", "ret_00000000000000000000000000")
            .replace("{lane}", "pci")
            .replace("{index}", "0")
            .replace("{session}", &self.session)
            .replace("{token}", &self.token)
            .replace("{passkey}", "pky_00000000000000000000000000")
            .replace("{alert}", "alr_00000000000000000000000000")
            .replace("{decoy}", "dcy_00000000000000000000000000")
            .replace("{view}", "view_00000000000000000000000000")
            .replace("{of}", &self.case)
            .replace("{account}", "svc_00000000000000000000000000")
            .replace("{version}", "pol_00000000000000000000000000");
        format!("{path}{query}")
    }

    fn thing<'a>(&'a self, on: &'a str) -> &'a str {
        match on {
            "department" => &self.department,
            "case" => &self.case,
            "file" => &self.file,
            other => other,
        }
    }
}

#[test]
fn every_operation_refuses_whom_the_policies_refuse() {
    let desk = Desk::new();
    let table = table();
    let operations = operations(&desk);
    let named = |name: &str| table.iter().find(|(known, ..)| *known == name);
    let without: Vec<&String> = operations
        .iter()
        .map(|(.., name)| name)
        .filter(|name| named(name).is_none())
        .collect();
    assert_eq!(
        without,
        [] as [&String; 0],
        "operations without an authorisation test"
    );

    let officer = desk.member("officer@coffer.example", "Engineering", &["security"]);
    let cast = cast(&desk, &officer);
    let ids = ids(&desk, &officer);
    let mut refused = 0;
    for member in &cast {
        for (method, path, name) in &operations {
            let (_, whose, body) = named(name).unwrap();
            let may = |action, on| permitted(&desk, &officer, member, action, ids.thing(on));
            let permitted = match whose {
                Everybody | Proof => true,
                Own => false,
                Act(action, on) => may(action, on),
                Erasers => may("case.view", "case") || may("case.erase", "case"),
                Keepers => {
                    may("case.view", "case")
                        || may("case.hold", "case")
                        || may("policy.manage", "organisation")
                }
                Reviewers => may("access.approve", "case") || may("access.review", "organisation"),
            };
            if permitted {
                continue;
            }
            let mut call = member.call(&desk.world, method, &ids.fill(path));
            if !body.is_null() {
                let filled = body.to_string().replace("{file}", &ids.file);
                call = call.json(&serde_json::from_str::<Value>(&filled).unwrap());
            } else if method == "PUT" {
                call = call.body("content");
            }
            let answer = call.ask();
            assert!(
                matches!(answer.status, 403 | 404),
                "{} as {}: {} {}",
                name,
                member.email,
                answer.status,
                answer.text()
            );
            refused += 1;
        }
    }
    assert!(refused > 200, "only {refused} refusals were tried");
    // Each refusal is in the ledger, with who and what.
    desk.ledger_entry("a refusal", |entry| entry["event"] == "access.denied");
}

/// Everybody there can be: every role in the other department, and those beside the case in its own.
fn cast(desk: &Desk, officer: &Member) -> Vec<Member> {
    let roles = [
        "administrator",
        "agent",
        "auditor",
        "dpo",
        "lead",
        "operator",
    ];
    let mut cast = vec![officer.clone(), desk.admin.clone()];
    for role in roles {
        let email = format!("{role}@elsewhere.example");
        cast.push(desk.member(&email, "Engineering", &[role]));
    }
    cast.push(desk.member("agent@beside.example", "Support", &["agent"]));
    cast.push(desk.member("auditor@beside.example", "Support", &["auditor"]));
    cast
}

fn ids(desk: &Desk, officer: &Member) -> Ids {
    let file = desk
        .script_link()
        .send(&desk.world, "app.log", &samples::log(20_000));
    desk.scanned(&file);
    let requests = format!("/api/v1/cases/{}/requests", desk.case);
    let requests = desk
        .lena
        .get(&desk.world, &requests)
        .ask()
        .expect(200)
        .json();
    let departments = desk
        .lena
        .get(&desk.world, "/api/v1/departments")
        .ask()
        .expect(200)
        .json();
    let departments = departments["items"].as_array().unwrap();
    let support = departments
        .iter()
        .find(|it| it["name"] == "Support")
        .unwrap();
    let customers = desk
        .lena
        .get(&desk.world, "/api/v1/customers")
        .ask()
        .expect(200)
        .json();
    let me = desk
        .lena
        .get(&desk.world, "/api/v1/session")
        .ask()
        .expect(200)
        .json();
    let granted = asked(desk, "granted@elsewhere.example");
    for approver in [&desk.lena, officer] {
        let approve = format!("/api/v1/access/requests/{granted}/approve");
        approver
            .post(&desk.world, &approve, &json!({}))
            .ask()
            .expect(200);
    }
    let grants = officer
        .get(&desk.world, "/api/v1/grants")
        .ask()
        .expect(200)
        .json();
    desk.world.enrol(&desk.lena.enrolment_url);
    let of_lena = |path: &str| {
        let items = desk.lena.get(&desk.world, path).ask().expect(200).json();
        items["items"][0]["id"].as_str().unwrap().to_owned()
    };
    Ids {
        session: of_lena("/api/v1/sessions"),
        token: of_lena("/api/v1/tokens"),
        customer: customers["items"][0]["id"].as_str().unwrap().to_owned(),
        lena: me["member"]["id"].as_str().unwrap().to_owned(),
        access_request: asked(desk, "waiting@elsewhere.example"),
        grant: grants["items"][0]["id"].as_str().unwrap().to_owned(),
        case: desk.case.clone(),
        delivery: deliver(desk, &file),
        template: template(desk),
        message: message(desk),
        file,
        request: requests["items"][0]["id"].as_str().unwrap().to_owned(),
        department: support["id"].as_str().unwrap().to_owned(),
    }
}

/// A template of the case's department: its id.
fn template(desk: &Desk) -> String {
    let body = json!({ "name": "Crash", "items": [{ "name": "Core file" }] });
    let path = "/api/v1/departments/Support/templates";
    let saved = desk.lena.post(&desk.world, path, &body).ask();
    saved.expect(201).json()["id"].as_str().unwrap().to_owned()
}

/// A message of the case: its id.
fn message(desk: &Desk) -> String {
    let path = format!("/api/v1/cases/{}/messages", desk.case);
    let body = json!({ "text": "Which version runs on node 3?" });
    let sent = desk.lena.post(&desk.world, &path, &body).ask();
    let sent = sent.expect(201).json();
    sent["message"]["id"].as_str().unwrap().to_owned()
}

/// A delivery of the file to the case's contact: its id.
fn deliver(desk: &Desk, file: &str) -> String {
    let body =
        json!({ "contacts": ["jane@contoso.example"], "files": [file], "accept_findings": true });
    let path = format!("/api/v1/cases/{}/deliveries", desk.case);
    let sent = desk.lena.post(&desk.world, &path, &body).ask();
    let sent = sent.expect(201).json();
    sent["items"][0]["delivery"]["id"]
        .as_str()
        .unwrap()
        .to_owned()
}

/// What an agent of another department asked for: the request's id.
fn asked(desk: &Desk, email: &str) -> String {
    let asker = desk.member(email, "Engineering", &["agent"]);
    let body = json!({ "case": desk.case, "acts": ["view"], "reason": "to help with the gateway" });
    let asked = asker
        .post(&desk.world, "/api/v1/access/requests", &body)
        .ask();
    let asked = asked.expect(201).json();
    asked["id"].as_str().unwrap().to_owned()
}

/// What the policies say.
fn permitted(desk: &Desk, officer: &Member, member: &Member, action: &str, on: &str) -> bool {
    let path = format!(
        "/api/v1/policies/explain?member={}&action={action}&on={on}",
        member.email
    );
    let answer = officer.get(&desk.world, &path).ask().expect(200).json();
    answer["permitted"].as_bool().unwrap()
}
