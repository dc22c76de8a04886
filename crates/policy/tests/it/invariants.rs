//! What must hold in every world, and proof that these tests would notice if it did not.

use coffer_domain::authz::{Action, CaseFacts, Decision, PolicyEngine, Resource};
use coffer_domain::context::Principal;
use coffer_domain::file::ScanState;
use coffer_domain::people::{MemberState, Role};
use coffer_policy::{CedarPolicies, Effect, Layer};
use proptest::bool::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;

use crate::world::{
    ASKER, CASE, COLLEAGUE, CONTACT, ELSEWHERE, HERE, ORGANISATION, OTHER_CASE, On, ask, case,
    file, link, member, on,
};

#[derive(Debug, Clone, Copy)]
enum Who {
    Member,
    Link,
    Operator,
    System,
}

/// Everything a decision may rest on.
#[derive(Debug, Clone)]
struct World {
    who: Who,
    roles: Vec<Role>,
    state: MemberState,
    aal: u8,
    same_department: bool,
    own_link: bool,
    works_case: bool,
    open: bool,
    sent_to_link: bool,
    scan: ScanState,
    action: Action,
    kind: On,
}

/// Worlds in which most things are in order, so that many acts are permitted and one fault tells.
fn worlds() -> impl Strategy<Value = World> {
    let who = prop_oneof![
        8 => Just(Who::Member),
        3 => Just(Who::Link),
        1 => Just(Who::Operator),
        1 => Just(Who::System),
    ];
    let state = prop_oneof![
        5 => Just(MemberState::Active),
        1 => select(vec![MemberState::Invited, MemberState::Locked, MemberState::Left]),
    ];
    let aal = prop_oneof![4 => 2..=3u8, 1 => 0..=1u8];
    // Mostly the kind an action is on; now and then any other, which must be refused.
    let action_and_kind = select(Action::ALL).prop_flat_map(|action| {
        let kind = prop_oneof![
            9 => Just(on(action)),
            1 => select(vec![On::Organisation, On::Department, On::Case, On::File]),
        ];
        (Just(action), kind)
    });
    let roles = prop_oneof![
        3 => subsequence(Role::ALL.to_vec(), 1..=2),
        1 => subsequence(Role::ALL.to_vec(), 0..=4),
    ];
    let asker = (who, roles, state, aal);
    let mostly = || weighted(0.75);
    let relation = (mostly(), mostly(), mostly(), mostly(), mostly());
    let scan = prop_oneof![1 => Just(ScanState::Clean), 1 => select(ScanState::ALL.to_vec())];
    (asker, relation, scan, action_and_kind).prop_map(|(asker, relation, scan, (action, kind))| {
        let (who, roles, state, aal) = asker;
        let (same_department, own_link, works_case, open, sent_to_link) = relation;
        World {
            who,
            roles,
            state,
            aal,
            same_department,
            own_link,
            works_case,
            open,
            sent_to_link,
            scan,
            action,
            kind,
        }
    })
}

impl World {
    fn decide(&self, engine: &dyn PolicyEngine) -> Decision {
        let department = if self.same_department {
            HERE
        } else {
            ELSEWHERE
        };
        let principal = match self.who {
            Who::Member => member(&self.roles, self.state, department),
            Who::Link => link(if self.own_link { CASE } else { OTHER_CASE }),
            Who::Operator => Principal::Operator,
            Who::System => Principal::System,
        };
        let members = if self.works_case {
            vec![COLLEAGUE, ASKER]
        } else {
            vec![COLLEAGUE]
        };
        let case = case(&members, self.open);
        let resource = match self.kind {
            On::Organisation => Resource::Organisation(ORGANISATION),
            On::Department => Resource::Department(HERE),
            On::Case => Resource::Case(case),
            On::File => self.file(case),
        };
        ask(engine, &principal, self.action, &resource, self.aal)
    }

    fn file(&self, case: CaseFacts) -> Resource {
        let mut resource = file(case, self.scan);
        if let Resource::File(facts) = &mut resource
            && self.sent_to_link
        {
            facts.receivers = vec![CONTACT];
        }
        resource
    }
}

/// Written out here, not taken from the schema: the tests must not inherit its mistakes.
fn reaches_content(action: Action) -> bool {
    matches!(
        action,
        Action::FileList
            | Action::FileUpload
            | Action::FileView
            | Action::FileDownload
            | Action::FileModify
            | Action::FileClassify
            | Action::MessageRead
            | Action::MessageWrite
            | Action::MessageErase
            | Action::FileRescan
            | Action::FileShare
            | Action::FileReceive
            | Action::FileReveal
            | Action::FileDelete
    )
}

/// Asking for access shows nothing of a case; officers decide about access and holds without seeing content.
fn asks_or_decides(world: &World) -> bool {
    let officers = [Role::Dpo, Role::Security];
    match world.action {
        Action::AccessRequest | Action::AccessBreakGlass => true,
        Action::AccessApprove | Action::CaseHold => {
            world.roles.iter().any(|role| officers.contains(role))
        }
        Action::CaseErase => world.roles.contains(&Role::Dpo),
        Action::CaseRollBack => world.roles.contains(&Role::Security),
        _ => false,
    }
}

fn hands_out(action: Action) -> bool {
    matches!(
        action,
        Action::FileView
            | Action::FileDownload
            | Action::FileShare
            | Action::FileReceive
            | Action::FileReveal
    )
}

/// A sentence that must be true of every permitted act.
struct Invariant {
    name: &'static str,
    holds: fn(&World) -> bool,
}

/// Held by the walls alone, whatever the other layers permit.
const BY_WALLS: &[Invariant] = &[
    Invariant {
        name: "nobody outside the department acts on its cases and files",
        holds: |world| {
            !matches!(world.who, Who::Member)
                || world.kind == On::Organisation
                || world.same_department
                || asks_or_decides(world)
        },
    },
    Invariant {
        name: "administrators get no content",
        holds: |world| {
            let set_up = [Role::Administrator, Role::Operator];
            !matches!(world.who, Who::Member)
                || !world.roles.iter().any(|role| set_up.contains(role))
                || !reaches_content(world.action)
        },
    },
    Invariant {
        name: "links only send into their own case, take what is sent to them there, read and write its messages, and answer for it",
        holds: |world| {
            let own = match world.action {
                Action::FileUpload
                | Action::AccessUnseal
                | Action::MessageRead
                | Action::MessageWrite => true,
                Action::FileReceive => world.sent_to_link,
                _ => false,
            };
            !matches!(world.who, Who::Link) || (own && world.own_link)
        },
    },
    Invariant {
        name: "nothing unscanned or infected is handed out",
        holds: |world| {
            let held_back = [ScanState::Pending, ScanState::Infected, ScanState::Failed];
            !hands_out(world.action) || !held_back.contains(&world.scan)
        },
    },
    Invariant {
        name: "a closed case gives no content",
        holds: |world| !reaches_content(world.action) || world.open,
    },
    Invariant {
        name: "only active members act",
        holds: |world| {
            !matches!(world.who, Who::Member)
                || matches!(world.state, MemberState::Active | MemberState::Invited)
        },
    },
    Invariant {
        name: "members act with two factors only",
        holds: |world| !matches!(world.who, Who::Member) || world.aal >= 2,
    },
    Invariant {
        name: "operators and the system have no rights",
        holds: |world| !matches!(world.who, Who::Operator | Who::System),
    },
    Invariant {
        name: "an action is on its own kind of resource",
        // Whether one file is listed is asked of the file, so that a decoy stays out of the list.
        holds: |world| {
            world.kind == on(world.action)
                || (world.action == Action::FileList && world.kind == On::File)
        },
    },
];

/// Held by the role policies, within the walls.
const BY_ROLES: &[Invariant] = &[
    Invariant {
        name: "members get content only of cases they work",
        holds: |world| {
            !matches!(world.who, Who::Member) || !reaches_content(world.action) || world.works_case
        },
    },
    Invariant {
        name: "only agents and leads get content",
        holds: |world| {
            let works_cases = [Role::Agent, Role::Lead];
            !matches!(world.who, Who::Member)
                || !reaches_content(world.action)
                || world.roles.iter().any(|role| works_cases.contains(role))
        },
    },
    Invariant {
        name: "originals leave only through leads",
        holds: |world| world.action != Action::FileDownload || world.roles.contains(&Role::Lead),
    },
    Invariant {
        name: "only administrators administer",
        holds: |world| {
            world.action != Action::OrgAdminister || world.roles.contains(&Role::Administrator)
        },
    },
];

/// The first invariant that the answer to this world breaks.
fn broken(engine: &CedarPolicies, world: &World, of: &[&[Invariant]]) -> Option<&'static str> {
    let Decision::Allow(rules) = world.decide(engine) else {
        return None;
    };
    if rules.is_empty() {
        return Some("a permitted act names its rules");
    }
    let mut invariants = of.iter().copied().flatten();
    let invariant = invariants.find(|invariant| !(invariant.holds)(world));
    invariant.map(|invariant| invariant.name)
}

pub(crate) const PERMIT_EVERYTHING: Layer<'static> = Layer {
    name: "everything",
    effect: Effect::Permit,
    text: r#"@id("T01") @summary("Everybody may do everything.") permit (principal, action, resource);"#,
};

/// The policies without the one whose id starts so.
pub(crate) fn without(text: &str, id: &str) -> String {
    let start = text.find(&format!("@id(\"{id}")).unwrap();
    let length = text[start + 1..]
        .find("@id(")
        .map_or(text.len() - start, |next| next + 1);
    let mut rest = text.to_owned();
    rest.replace_range(start..start + length, "");
    rest
}

fn check_all(engine: &CedarPolicies, of: &[&[Invariant]]) {
    let mut runner = TestRunner::new(ProptestConfig {
        cases: 1_000,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let outcome = runner.run(&worlds(), |world| {
        prop_assert_eq!(broken(engine, &world, of), None);
        Ok(())
    });
    outcome.unwrap();
}

/// Which invariants random worlds find broken.
fn all_broken(engine: &CedarPolicies, of: &[&[Invariant]], enough: &str) -> Vec<&'static str> {
    let mut runner = TestRunner::deterministic();
    let mut found = Vec::new();
    for _ in 0..20_000 {
        let world = worlds().new_tree(&mut runner).unwrap().current();
        found.extend(broken(engine, &world, of));
        if found.contains(&enough) {
            break;
        }
    }
    found
}

#[test]
fn the_shipped_policies_keep_every_invariant() {
    let engine = CedarPolicies::builtin().unwrap();
    check_all(&engine, &[BY_WALLS, BY_ROLES]);
}

#[test]
fn the_walls_hold_whatever_else_is_permitted() {
    let engine = CedarPolicies::from_layers(&[Layer::BUILTIN[0], PERMIT_EVERYTHING]).unwrap();
    check_all(&engine, &[BY_WALLS]);
}

#[test]
fn a_missing_wall_is_noticed() {
    for (wall, invariant) in [
        ("W01", "only active members act"),
        ("W02", "members act with two factors only"),
        (
            "W03",
            "nobody outside the department acts on its cases and files",
        ),
        ("W04", "administrators get no content"),
        ("W05", "a closed case gives no content"),
        ("W06", "nothing unscanned or infected is handed out"),
        (
            "W07",
            "links only send into their own case, take what is sent to them there, read and write its messages, and answer for it",
        ),
    ] {
        let text = without(Layer::BUILTIN[0].text, wall);
        let walls = Layer {
            text: &text,
            ..Layer::BUILTIN[0]
        };
        let engine = CedarPolicies::from_layers(&[walls, PERMIT_EVERYTHING]).unwrap();
        let found = all_broken(&engine, &[BY_WALLS], invariant);
        assert!(
            found.contains(&invariant),
            "without {wall}, found only {found:?}"
        );
    }
}

#[test]
fn the_department_wall_is_not_doubled_by_the_roles() {
    // Somebody who changed department is still in the case's list: only the wall keeps them out.
    let text = without(Layer::BUILTIN[0].text, "W03");
    let walls = Layer {
        text: &text,
        ..Layer::BUILTIN[0]
    };
    let engine = CedarPolicies::from_layers(&[walls, Layer::BUILTIN[1]]).unwrap();
    let invariant = "nobody outside the department acts on its cases and files";
    let found = all_broken(&engine, &[BY_WALLS, BY_ROLES], invariant);
    assert!(found.contains(&invariant), "found only {found:?}");
}

#[test]
fn a_careless_role_policy_is_noticed() {
    let member_of_file = "&& resource.case.members.contains(principal)";
    let agent_or_lead = r#"principal in [Coffer::Role::"agent", Coffer::Role::"lead"]"#;
    for (from, to, invariant) in [
        (
            member_of_file,
            "",
            "members get content only of cases they work",
        ),
        (
            agent_or_lead,
            "principal is Coffer::Member",
            "only agents and leads get content",
        ),
        (
            r#"Coffer::Action::"file.view"]"#,
            r#"Coffer::Action::"file.download"]"#,
            "originals leave only through leads",
        ),
        (
            r#" in Coffer::Role::"administrator""#,
            "",
            "only administrators administer",
        ),
    ] {
        let roles = Layer::BUILTIN[1];
        let text = roles.text.replace(from, to);
        assert_ne!(text, roles.text, "{from} is no longer in the policies");
        let roles = Layer {
            text: &text,
            ..roles
        };
        let engine = CedarPolicies::from_layers(&[Layer::BUILTIN[0], roles]).unwrap();
        let found = all_broken(&engine, &[BY_WALLS, BY_ROLES], invariant);
        assert!(
            found.contains(&invariant),
            "without {from}, found only {found:?}"
        );
    }
}
