//! A list made from the policies is exactly what they would answer one by one.

use coffer_domain::authz::{Action, Decision, PolicyEngine, Resource, Selection};
use coffer_domain::authz::{CaseFacts, FileFacts};
use coffer_domain::budget::Room;
use coffer_domain::class::{Class, Lane};
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::file::ScanState;
use coffer_domain::id::{CaseId, FileId};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::select::{Condition, Fact, Sought};
use coffer_domain::standing::{GrantFact, GrantSort, Training};
use coffer_domain::time::{Span, Timestamp};
use coffer_policy::{CedarPolicies, Layer};
use proptest::bool::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::world::{ASKER, COLLEAGUE, ELSEWHERE, HERE, NOW, ask_while, case, link, member};

const CASES: u8 = 4;

fn case_id(number: u8) -> CaseId {
    CaseId([100 + number; 16])
}

/// What a condition says of a case or file, without any database.
fn holds(condition: &Condition, case: &CaseFacts, file: Option<&FileFacts>) -> bool {
    match condition {
        Condition::Constant(value) => *value,
        Condition::Not(inner) => !holds(inner, case, file),
        Condition::All(all) => all.iter().all(|one| holds(one, case, file)),
        Condition::Any(any) => any.iter().any(|one| holds(one, case, file)),
        Condition::Fact(fact) => match fact {
            Fact::CaseIs(ids) => ids.contains(&case.id),
            Fact::CaseDepartment(id) => case.department == *id,
            Fact::CaseMember(id) => case.members.contains(id),
            Fact::CaseOpen => case.open,
            Fact::CaseHeld => case.legal_hold,
            Fact::CaseLanesWithin(lanes) => case.lanes.iter().all(|lane| lanes.contains(lane)),
            Fact::FileIs(id) => file.unwrap().id == *id,
            Fact::FileScan(states) => states.contains(&file.unwrap().scan),
            Fact::FileClassAtMost(level) => file.unwrap().class.level() <= *level,
            Fact::FileLanesWithin(lanes) => {
                file.unwrap().lanes.iter().all(|lane| lanes.contains(lane))
            }
            Fact::FileCanary => file.unwrap().canary,
            Fact::FileQuarantined => file.unwrap().quarantined,
            Fact::FileHeld => file.unwrap().held,
        },
    }
}

fn lanes() -> impl Strategy<Value = Vec<Lane>> {
    prop_oneof![
        3 => Just(Vec::new()),
        1 => subsequence(Lane::ALL.to_vec(), 0..=4),
    ]
}

fn a_case(number: u8) -> impl Strategy<Value = CaseFacts> {
    (
        weighted(0.7),
        weighted(0.6),
        weighted(0.8),
        lanes(),
        weighted(0.2),
    )
        .prop_map(move |(here, works, open, lanes, held)| {
            let members: &[_] = if works {
                &[ASKER, COLLEAGUE]
            } else {
                &[COLLEAGUE]
            };
            CaseFacts {
                id: case_id(number),
                department: if here { HERE } else { ELSEWHERE },
                lanes,
                legal_hold: held,
                ..case(members, open)
            }
        })
}

fn a_file() -> impl Strategy<Value = FileFacts> {
    let case = (0..CASES).prop_flat_map(a_case);
    let scan = prop_oneof![2 => Just(ScanState::Clean), 1 => select(ScanState::ALL.to_vec())];
    let class = select(Class::ALL.to_vec());
    let odd = (weighted(0.1), weighted(0.1), weighted(0.2));
    (case, scan, class, lanes(), odd, any::<u8>()).prop_map(
        |(case, scan, class, lanes, (canary, quarantined, held), id)| FileFacts {
            id: FileId([id; 16]),
            case,
            scan,
            class,
            lanes,
            canary,
            quarantined,
            held,
            version: None,
            needs_release: false,
            room: Room::Fits,
            receivers: Vec::new(),
        },
    )
}

fn a_grant() -> impl Strategy<Value = GrantFact> {
    let kind = select(vec![
        GrantSort::Elevated,
        GrantSort::CrossDepartment,
        GrantSort::BreakGlass,
    ]);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    let other = prop_oneof![Just(None), Just(Some(ASKER)), Just(Some(COLLEAGUE))];
    (0..CASES, kind, flags, -1..=1i64, other, weighted(0.7)).prop_map(
        |(number, kind, (view, download, modify, reveal), left, second, review)| GrantFact {
            member: ASKER,
            case: case_id(number),
            only: None,
            kind,
            view,
            download,
            modify,
            reveal,
            starts: NOW.plus(Span(-1_000)),
            expires: NOW.plus(Span(left)),
            first: Some(crate::world::OTHER_COLLEAGUE),
            second,
            review_due: review.then_some(NOW.plus(Span::days(1))),
        },
    )
}

fn a_member() -> impl Strategy<Value = Member> {
    let roles = subsequence(Role::ALL.to_vec(), 0..=3);
    let state = prop_oneof![6 => Just(MemberState::Active), 1 => Just(MemberState::Locked)];
    let training = (subsequence(Lane::ALL.to_vec(), 0..=4), lanes());
    let grants = proptest::collection::vec(a_grant(), 0..=3);
    let clearance = select(Class::ALL.to_vec());
    let risk = select(vec![0u8, 0, 0, 70, 95]);
    (roles, state, training, grants, clearance, risk).prop_map(
        |(roles, state, (untaught, passed), grants, clearance, risk)| {
            let Principal::Member(mut member) = member(&roles, state, HERE) else {
                panic!("a member is a member");
            };
            let standing = &mut member.standing;
            let until = |lane: &Lane| Timestamp(NOW.0 + i64::from(*lane != Lane::Pci));
            standing.untaught = untaught;
            standing.training = passed
                .iter()
                .map(|lane| Training {
                    lane: *lane,
                    until: until(lane),
                })
                .collect();
            for grant in grants {
                let same = |one: &GrantFact| {
                    one.case == grant.case && one.is_break_glass() == grant.is_break_glass()
                };
                if !standing.grants.iter().any(same) {
                    standing.grants.push(grant);
                }
            }
            standing.clearance = clearance;
            standing.risk = risk;
            member
        },
    )
}

fn assurances() -> impl Strategy<Value = Assurance> {
    (1..=2u8, any::<bool>(), select(vec![0i64, 5, 20])).prop_map(|(aal, strong, minutes)| {
        Assurance {
            aal,
            phishing_resistant: strong,
            authenticated: Some(NOW.plus(Span(-Span::minutes(minutes).0))),
        }
    })
}

/// Acts that hand out originals and values are asked for one by one: releases, lockboxes and deliveries make no list.
fn on_file(action: Action) -> bool {
    let single = [
        Action::FileDownload,
        Action::FileShare,
        Action::FileReceive,
        Action::FileReveal,
    ];
    if single.contains(&action) {
        return false;
    }
    action == Action::FileList || crate::world::on(action) == crate::world::On::File
}

fn agree(
    engine: &CedarPolicies,
    principal: &Principal,
    assurance: Assurance,
    read_only: bool,
    files: &[FileFacts],
) {
    for &action in Action::ALL {
        let on_case = crate::world::on(action) == crate::world::On::Case;
        for (sought, applies) in [(Sought::Cases, on_case), (Sought::Files, on_file(action))] {
            if !applies {
                continue;
            }
            let asked = Selection {
                principal,
                action,
                sought,
                now: NOW,
                assurance,
                read_only,
            };
            let condition = engine.select(&asked).unwrap();
            for file in files {
                let (resource, listed) = match sought {
                    Sought::Cases => (
                        Resource::Case(file.case.clone()),
                        holds(&condition, &file.case, None),
                    ),
                    Sought::Files => (
                        Resource::File(file.clone()),
                        holds(&condition, &file.case, Some(file)),
                    ),
                };
                let answer = ask_while(engine, principal, action, &resource, assurance, read_only);
                let permitted = matches!(answer, Decision::Allow(_));
                assert_eq!(
                    listed, permitted,
                    "{action:?} {sought:?} {condition:?} {answer:?}"
                );
            }
        }
    }
}

const OWN: &str = r#"
    @id("own-leads") @summary("Leads view all files of their department up to internal.")
    permit (principal is Coffer::Member in Coffer::Role::"lead", action == Coffer::Action::"file.view", resource is Coffer::File)
    when { resource.class <= 1 && resource.case.department == principal.department };
    @id("own-held") @code("HELD") @summary("What is held is not changed.")
    forbid (principal is Coffer::Member, action == Coffer::Action::"file.modify", resource is Coffer::File)
    when { resource.case.legal_hold || resource.lanes.containsAny([Coffer::Lane::"phi", Coffer::Lane::"pci"]) };
    @id("own-class") @code("CLASS") @summary("Restricted files are not shared, nor confidential ones downloaded.")
    forbid (principal is Coffer::Member, action in [Coffer::Action::"file.share", Coffer::Action::"file.download"], resource is Coffer::File)
    when { resource.class == 3 || (resource.class > 1 && action == Coffer::Action::"file.download") };
"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_list_is_what_the_policies_answer_one_by_one(
        member in a_member(),
        assurance in assurances(),
        read_only in any::<bool>(),
        files in proptest::collection::vec(a_file(), 12),
        own in any::<bool>(),
    ) {
        let mut layers = Layer::BUILTIN.to_vec();
        if own {
            layers.push(Layer::own(OWN));
        }
        let engine = CedarPolicies::from_layers(&layers).unwrap();
        let principal = Principal::Member(member);
        agree(&engine, &principal, assurance, read_only, &files);
    }
}

#[test]
fn a_link_lists_nothing() {
    let engine = CedarPolicies::builtin().unwrap();
    let principal = link(case_id(0));
    let asked = Selection {
        principal: &principal,
        action: Action::FileView,
        sought: Sought::Files,
        now: NOW,
        assurance: Assurance::default(),
        read_only: false,
    };
    assert!(engine.select(&asked).unwrap().is_never());
}

#[test]
fn what_no_lookup_is_known_for_makes_no_list() {
    let own = r#"
        @id("own-strange") @code("STRANGE") @summary("Nothing whose key is odd.")
        forbid (principal is Coffer::Member, action == Coffer::Action::"file.view", resource is Coffer::File)
        when { resource.case.key like "*x*" };
    "#;
    let mut layers = Layer::BUILTIN.to_vec();
    layers.push(Layer::own(own));
    let engine = CedarPolicies::from_layers(&layers).unwrap();
    let principal = member(&[Role::Agent], MemberState::Active, HERE);
    let asked = Selection {
        principal: &principal,
        action: Action::FileView,
        sought: Sought::Files,
        now: NOW,
        assurance: Assurance {
            aal: 2,
            ..Assurance::default()
        },
        read_only: false,
    };
    let error = engine.select(&asked).unwrap_err();
    assert!(error.to_string().contains("no lookup is known"), "{error}");
}
