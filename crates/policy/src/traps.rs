//! Two ways in which Cedar would fail open, each shown and then shown to be closed.

use std::fs;
use std::path::Path;

use cedar_policy::{Authorizer, Decision as Verdict, Entities};
use coffer_domain::authz::{
    Action, CaseFacts, Decision, FileFacts, PolicyEngine, Question, Resource,
};
use coffer_domain::budget::Room;
use coffer_domain::class::Class;
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::file::ScanState;
use coffer_domain::id::{CaseId, CustomerId, DepartmentId, FileId, MemberId};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;

use crate::layer::{Effect, Layer};
use crate::load::load;
use crate::slice::Slice;
use crate::{CedarPolicies, EVALUATION_ERROR};

const CASE: CaseId = CaseId([1; 16]);
const DEPARTMENT: DepartmentId = DepartmentId([2; 16]);
const MEMBER: MemberId = MemberId([3; 16]);

fn member(roles: &[Role]) -> Principal {
    Principal::Member(Member {
        id: MEMBER,
        email: Email::parse("m@coffer.example").unwrap(),
        name: Name::parse("M").unwrap(),
        department: DEPARTMENT,
        roles: roles.to_vec(),
        state: MemberState::Active,
        standing: Standing::default(),
        created: Timestamp(0),
    })
}

fn file(open: bool) -> Resource {
    Resource::File(FileFacts {
        id: FileId([4; 16]),
        case: CaseFacts {
            id: CASE,
            department: DEPARTMENT,
            customer: CustomerId([5; 16]),
            members: vec![MEMBER],
            open,
            lanes: Vec::new(),
            legal_hold: false,
            sealed: false,
        },
        scan: ScanState::Clean,
        class: Class::Internal,
        lanes: Vec::new(),
        canary: false,
        quarantined: false,
        held: false,
        version: None,
        needs_release: false,
        room: Room::Fits,
        receivers: Vec::new(),
    })
}

fn delete<'a>(principal: &'a Principal, resource: &'a Resource) -> Question<'a> {
    Question {
        principal,
        action: Action::FileDelete,
        resource,
        now: Timestamp(0),
        assurance: Assurance {
            aal: 2,
            ..Assurance::default()
        },
        read_only: false,
    }
}

fn verdict_of_bare_cedar(layers: &[Layer<'_>], slice: &Slice<'_>) -> Verdict {
    let policies = load(layers).unwrap().policies;
    let response = Authorizer::new().is_authorized(&slice.request, &policies, &slice.entities);
    response.decision()
}

#[test]
fn a_wall_that_errs_refuses_instead_of_being_skipped() {
    let generous = Layer {
        name: "generous",
        effect: Effect::Permit,
        text: r#"
            @id("T01") @summary("Everybody deletes.")
            permit (principal, action == Coffer::Action::"file.delete", resource);
        "#,
    };
    let mut layers = Layer::BUILTIN.to_vec();
    layers.push(generous);
    let policies = CedarPolicies::from_layers(&layers).unwrap();
    let loaded = load(&layers).unwrap();
    let (principal, closed) = (member(&[Role::Lead]), file(false));
    let question = delete(&principal, &closed);
    let mut slice = Slice::new(&loaded, &question).unwrap();
    let Decision::Deny(rules) = policies.evaluate(&slice) else {
        panic!("a closed case's file was deleted");
    };
    assert_eq!(rules[0].id, "W05-closed-case");

    // The case is missing from the entities: W03 and W05 err, and bare Cedar permits.
    let case = loaded.words.case.of(CASE);
    slice.entities = slice.entities.remove_entities([case]).unwrap();
    assert_eq!(verdict_of_bare_cedar(&layers, &slice), Verdict::Allow);
    let Decision::Deny(rules) = policies.evaluate(&slice) else {
        panic!("skipped walls let a deletion through");
    };
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0].id, EVALUATION_ERROR);
    assert_eq!(rules[0].code, "POLICY_ERROR");
}

#[test]
fn a_wall_that_names_an_action_group_holds() {
    let policies = CedarPolicies::builtin().unwrap();
    let loaded = load(Layer::BUILTIN).unwrap();
    let (principal, open) = (member(&[Role::Administrator, Role::Lead]), file(true));
    let question = delete(&principal, &open);
    let mut slice = Slice::new(&loaded, &question).unwrap();

    // The same entities made without the schema have no action groups, and bare Cedar permits.
    let actions: Vec<_> = loaded
        .schema
        .action_entities()
        .unwrap()
        .iter()
        .cloned()
        .collect();
    let without_actions = slice
        .entities
        .iter()
        .filter(|entity| !actions.contains(entity));
    let without_schema = Entities::from_entities(without_actions.cloned(), None).unwrap();
    slice.entities = without_schema;
    let verdict = verdict_of_bare_cedar(Layer::BUILTIN, &slice);
    assert_eq!(verdict, Verdict::Allow);

    let Decision::Deny(rules) = policies.decide(&question) else {
        panic!("an administrator deleted a file");
    };
    assert_eq!(rules.len(), 1);
    assert_eq!(rules[0].id, "W04-administrators-do-not-read");
}

#[test]
fn entities_are_made_in_one_place_only() {
    let mut makers = Vec::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let path = entry.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        // Partial entities are made from those of slice.rs.
        let text = text.replace("PartialEntities::from_concrete(", "");
        makers.extend(text.matches("Entities::").map(|_| name.clone()));
    }
    makers.retain(|name| name != "traps.rs");
    makers.dedup();
    assert_eq!(makers, ["slice.rs"]);
}
