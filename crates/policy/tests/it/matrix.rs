//! The golden matrix: who may do what, in every state that matters.
//!
//! `UPDATE_EXPECT=1` rewrites the files; the difference is what a reviewer reads.

use std::fmt::Write;

use coffer_domain::authz::{Action, Decision, PolicyEngine, Resource};
use coffer_domain::context::Principal;
use coffer_domain::file::ScanState;
use coffer_domain::id::MemberId;
use coffer_domain::people::{MemberState, Role};
use coffer_policy::CedarPolicies;
use expect_test::expect_file;

use crate::world::{
    ASKER, CASE, COLLEAGUE, ELSEWHERE, HERE, ORGANISATION, OTHER_CASE, On, ask, case, file, link,
    member, on, service,
};

const WIDTH: usize = 16;
/// Room for the longest action.
const NAME_WIDTH: usize = 18;

/// A column: its heading, and what the question is about for each kind of resource.
struct Column {
    heading: &'static str,
    open: bool,
    scan: ScanState,
}

const CASE_COLUMNS: &[Column] = &[
    Column {
        heading: "open",
        open: true,
        scan: ScanState::Clean,
    },
    Column {
        heading: "closed",
        open: false,
        scan: ScanState::Clean,
    },
];

const FILE_COLUMNS: &[Column] = &[
    Column {
        heading: "clean",
        open: true,
        scan: ScanState::Clean,
    },
    Column {
        heading: "encrypted",
        open: true,
        scan: ScanState::Encrypted,
    },
    Column {
        heading: "too_large",
        open: true,
        scan: ScanState::TooLarge,
    },
    Column {
        heading: "partly_scanned",
        open: true,
        scan: ScanState::PartlyScanned,
    },
    Column {
        heading: "pending",
        open: true,
        scan: ScanState::Pending,
    },
    Column {
        heading: "infected",
        open: true,
        scan: ScanState::Infected,
    },
    Column {
        heading: "failed",
        open: true,
        scan: ScanState::Failed,
    },
    Column {
        heading: "clean, closed",
        open: false,
        scan: ScanState::Clean,
    },
];

/// `✔` and the permitting rules, or `✘` and the refusing ones (`-`: nothing permits it).
pub(crate) fn cell(decision: &Decision) -> String {
    let (mark, rules) = match decision {
        Decision::Allow(rules) => ('✔', rules),
        Decision::Deny(rules) => ('✘', rules),
    };
    let ids = rules.iter().map(|rule| match rule.id.split_once('-') {
        Some((number, _)) if number.len() == 3 => number,
        _ => rule.id.as_str(),
    });
    let ids: Vec<&str> = ids.collect();
    let ids = if ids.is_empty() {
        "-".to_owned()
    } else {
        ids.join(" ")
    };
    format!("{mark} {ids}")
}

pub(crate) fn row(out: &mut String, name: &str, cells: impl Iterator<Item = String>) {
    let mut line = format!("{name:<NAME_WIDTH$}");
    for cell in cells {
        write!(line, "  {cell:<WIDTH$}").unwrap();
    }
    writeln!(out, "{}", line.trim_end()).unwrap();
}

fn resource(action: Action, column: &Column, members: &[MemberId]) -> Resource {
    let case = case(members, column.open);
    match on(action) {
        On::Organisation => Resource::Organisation(ORGANISATION),
        On::Department => Resource::Department(HERE),
        On::Case => Resource::Case(case),
        On::File => file(case, column.scan),
    }
}

fn table(
    out: &mut String,
    engine: &CedarPolicies,
    title: &str,
    principal: &Principal,
    members: &[MemberId],
) {
    writeln!(out, "\n## {title}\n").unwrap();
    let sections: [(&str, &[On], &[Column]); 3] = [
        (
            "as a whole",
            &[On::Organisation, On::Department],
            &CASE_COLUMNS[..1],
        ),
        ("case", &[On::Case], CASE_COLUMNS),
        ("file", &[On::File], FILE_COLUMNS),
    ];
    for (name, kinds, columns) in sections {
        let headings = columns.iter().map(|column| column.heading.to_owned());
        row(out, name, headings);
        for &action in Action::ALL {
            if kinds.contains(&on(action)) {
                let cells = columns.iter().map(|column| {
                    let resource = resource(action, column, members);
                    cell(&ask(engine, principal, action, &resource, 2))
                });
                row(out, action.as_str(), cells);
            }
        }
    }
}

const CAST: &[(&str, &[Role])] = &[
    ("agent", &[Role::Agent]),
    ("lead", &[Role::Lead]),
    ("administrator", &[Role::Administrator]),
    ("auditor", &[Role::Auditor]),
    ("data protection officer", &[Role::Dpo]),
    ("operator", &[Role::Operator]),
    ("security officer", &[Role::Security]),
    (
        "administrator and agent",
        &[Role::Administrator, Role::Agent],
    ),
    ("administrator and lead", &[Role::Administrator, Role::Lead]),
    ("operator and lead", &[Role::Lead, Role::Operator]),
    ("auditor and agent", &[Role::Agent, Role::Auditor]),
    ("no role", &[]),
];

#[test]
fn roles_relations_and_states() {
    let engine = CedarPolicies::builtin().unwrap();
    let mut out = String::from(
        "# Who may do what\n\n\
         Members are active and signed in with two factors. ✔ and the permitting rules, or ✘ and the\n\
         refusing rules; `✘ -` means that nothing permits it. rules.txt names the rules.\n",
    );
    for (name, roles) in CAST {
        let here = member(roles, MemberState::Active, HERE);
        let elsewhere = member(roles, MemberState::Active, ELSEWHERE);
        let title = format!("{name}, works the case");
        table(&mut out, &engine, &title, &here, &[ASKER, COLLEAGUE]);
        let title = format!("{name}, same department, does not work the case");
        table(&mut out, &engine, &title, &here, &[COLLEAGUE]);
        let title = format!("{name}, other department");
        table(&mut out, &engine, &title, &elsewhere, &[COLLEAGUE]);
    }
    // Left in the case's list after a change of department: the wall must not lean on that list.
    let moved = member(&[Role::Lead], MemberState::Active, ELSEWHERE);
    let title = "lead, other department, still listed in the case";
    table(&mut out, &engine, title, &moved, &[ASKER, COLLEAGUE]);
    table(
        &mut out,
        &engine,
        "link into the case",
        &link(CASE),
        &[COLLEAGUE],
    );
    table(
        &mut out,
        &engine,
        "link into another case",
        &link(OTHER_CASE),
        &[COLLEAGUE],
    );
    table(
        &mut out,
        &engine,
        "service account for SCIM",
        &service(false),
        &[COLLEAGUE],
    );
    table(
        &mut out,
        &engine,
        "service account that ended",
        &service(true),
        &[COLLEAGUE],
    );
    table(
        &mut out,
        &engine,
        "at the server's command line",
        &Principal::Operator,
        &[COLLEAGUE],
    );
    table(
        &mut out,
        &engine,
        "system",
        &Principal::System,
        &[COLLEAGUE],
    );
    expect_file!["golden/matrix.txt"].assert_eq(&out);
}

#[test]
fn accounts_and_factors() {
    let engine = CedarPolicies::builtin().unwrap();
    let mut out = String::from(
        "# What the account's state and the sign-in do\n\n\
         An agent, auditor, lead and security officer, who works the case; the case is open, the file clean.\n\n",
    );
    let columns = [
        ("active", MemberState::Active, 2),
        ("one factor", MemberState::Active, 1),
        ("invited", MemberState::Invited, 2),
        ("locked", MemberState::Locked, 2),
        ("left", MemberState::Left, 2),
        ("left, one factor", MemberState::Left, 1),
    ];
    row(
        &mut out,
        "",
        columns.iter().map(|(heading, ..)| (*heading).to_owned()),
    );
    for &action in Action::ALL {
        let cells = columns.iter().map(|&(_, state, aal)| {
            let roles = [Role::Agent, Role::Auditor, Role::Lead, Role::Security];
            let asker = member(&roles, state, HERE);
            let resource = resource(action, &CASE_COLUMNS[0], &[ASKER]);
            cell(&ask(&engine, &asker, action, &resource, aal))
        });
        row(&mut out, action.as_str(), cells);
    }
    expect_file!["golden/accounts.txt"].assert_eq(&out);
}

#[test]
fn the_list_of_rules() {
    let engine = CedarPolicies::builtin().unwrap();
    let mut out = String::new();
    for rule in engine.rules() {
        let code = if rule.code.is_empty() {
            "-"
        } else {
            &rule.code
        };
        writeln!(out, "{:<32}{code:<26}{}", rule.id, rule.summary).unwrap();
    }
    expect_file!["golden/rules.txt"].assert_eq(&out);
}

#[test]
fn an_action_on_the_wrong_kind_of_thing_is_refused() {
    let engine = CedarPolicies::builtin().unwrap();
    let lead = member(&[Role::Lead], MemberState::Active, HERE);
    let case = Resource::Case(case(&[ASKER], true));
    let Decision::Deny(rules) = ask(&engine, &lead, Action::FileView, &case, 2) else {
        panic!("permitted");
    };
    assert_eq!(rules[0].id, coffer_policy::EVALUATION_ERROR);
    let organisation = Resource::Organisation(ORGANISATION);
    let engine: &dyn PolicyEngine = &engine;
    let decision = ask(engine, &lead, Action::CaseView, &organisation, 2);
    assert!(matches!(decision, Decision::Deny(_)));
}
