//! Golden: what facts beside role and department do: grants, training, clearance, hold, decoys, risk and
//! how lately somebody signed in.

use std::fmt::Write;

use coffer_domain::authz::{Action, CaseFacts, FileFacts, Resource};
use coffer_domain::budget::Room;
use coffer_domain::class::{Class, Lane};
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::file::ScanState;
use coffer_domain::id::{DepartmentId, FileId, MemberId, ObjectId};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::standing::{GrantFact, GrantSort, Training};
use coffer_domain::time::{Span, Timestamp};
use coffer_policy::CedarPolicies;
use expect_test::expect_file;

use crate::matrix::{cell, row};
use crate::world::{
    ASKER, CASE, COLLEAGUE, ELSEWHERE, HERE, NOW, ORGANISATION, OTHER_CASE, OTHER_COLLEAGUE, On,
    ask_while, case, member, on,
};

/// Everything there is to vary, in order at first.
struct Scene {
    member: Member,
    assurance: Assurance,
    read_only: bool,
    case: CaseFacts,
    file: FileFacts,
}

fn scene(roles: &[Role], department: DepartmentId, works: bool) -> Scene {
    let Principal::Member(member) = member(roles, MemberState::Active, department) else {
        panic!("not a member");
    };
    let members: &[MemberId] = if works {
        &[ASKER, COLLEAGUE]
    } else {
        &[COLLEAGUE]
    };
    let case = case(members, true);
    Scene {
        member,
        assurance: Assurance {
            aal: 2,
            phishing_resistant: false,
            authenticated: Some(NOW),
        },
        read_only: false,
        file: FileFacts {
            id: FileId([11; 16]),
            case: case.clone(),
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
        },
        case,
    }
}

impl Scene {
    fn answer(&self, engine: &CedarPolicies, action: Action, of: On) -> String {
        let resource = match of {
            On::Organisation => Resource::Organisation(ORGANISATION),
            On::Department => Resource::Department(HERE),
            On::Case => Resource::Case(self.case.clone()),
            On::File => Resource::File(FileFacts {
                case: self.case.clone(),
                ..self.file.clone()
            }),
        };
        let principal = Principal::Member(self.member.clone());
        cell(&ask_while(
            engine,
            &principal,
            action,
            &resource,
            self.assurance,
            self.read_only,
        ))
    }
}

fn table(out: &mut String, title: &str, make: &dyn Fn() -> Scene, columns: &[Column]) {
    let engine = CedarPolicies::builtin().unwrap();
    writeln!(out, "\n## {title}\n").unwrap();
    row(out, "", columns.iter().map(|column| column.0.to_owned()));
    for &action in Action::ALL {
        let kinds: &[On] = match (action, on(action)) {
            (Action::FileList, _) => &[On::Case, On::File],
            (_, On::Case) => &[On::Case],
            (_, On::File) => &[On::File],
            _ => continue,
        };
        for kind in kinds {
            let cells = columns.iter().map(|column| {
                let mut scene = make();
                (column.1)(&mut scene);
                scene.answer(&engine, action, *kind)
            });
            let name = match (action, kind) {
                (Action::FileList, On::File) => "file.list, file",
                _ => action.as_str(),
            };
            row(out, name, cells);
        }
    }
}

type Column = (&'static str, fn(&mut Scene));

fn untrained(scene: &mut Scene) {
    scene.member.standing.untaught = vec![Lane::Phi, Lane::Ferpa];
}

fn trained_until(scene: &mut Scene, until: Timestamp) {
    untrained(scene);
    let lane = Lane::Pci;
    scene.member.standing.training = vec![Training { lane, until }];
}

const FACTS: &[Column] = &[
    ("in order", |_| {}),
    ("read-only", |scene| scene.read_only = true),
    ("pci, untrained", |scene| {
        untrained(scene);
        scene.file.lanes = vec![Lane::Pci];
    }),
    ("pci case, same", |scene| {
        untrained(scene);
        scene.case.lanes = vec![Lane::Pci];
    }),
    ("pci, trained", |scene| {
        trained_until(scene, NOW.plus(Span(1)));
        scene.file.lanes = vec![Lane::Pci];
        scene.case.lanes = vec![Lane::Pci];
    }),
    ("pci, lapsed", |scene| {
        trained_until(scene, NOW);
        scene.file.lanes = vec![Lane::Pci];
    }),
    ("restricted", |scene| scene.file.class = Class::Restricted),
    ("and cleared", |scene| {
        scene.member.standing.clearance = Class::Restricted;
        scene.file.class = Class::Restricted;
    }),
    ("and by passkey", |scene| {
        scene.member.standing.clearance = Class::Restricted;
        scene.assurance.phishing_resistant = true;
        scene.file.class = Class::Restricted;
    }),
    ("confidential", |scene| {
        scene.file.class = Class::Confidential
    }),
    ("and stale", |scene| {
        scene.file.class = Class::Confidential;
        scene.assurance.authenticated = Some(NOW.plus(Span::minutes(-15)));
    }),
    ("legal hold", |scene| scene.case.legal_hold = true),
    ("file held", |scene| scene.file.held = true),
    ("canary", |scene| scene.file.canary = true),
    ("quarantined", |scene| scene.file.quarantined = true),
    ("risk 70", |scene| scene.member.standing.risk = 70),
    ("risk 90", |scene| scene.member.standing.risk = 90),
];

fn grant(kind: GrantSort) -> GrantFact {
    GrantFact {
        member: ASKER,
        case: CASE,
        kind,
        view: true,
        download: true,
        modify: true,
        reveal: true,
        only: None,
        starts: Timestamp(NOW.0 - 1),
        expires: NOW.plus(Span(1)),
        first: Some(COLLEAGUE),
        second: Some(OTHER_COLLEAGUE),
        review_due: (kind == GrantSort::BreakGlass).then_some(NOW.plus(Span::days(3))),
    }
}

fn give(scene: &mut Scene, grant: GrantFact) {
    scene.member.standing.grants.push(grant);
}

const GRANTS: &[Column] = &[
    ("no grant", |_| {}),
    ("elevated", |scene| give(scene, grant(GrantSort::Elevated))),
    ("across", |scene| {
        give(scene, grant(GrantSort::CrossDepartment))
    }),
    ("across, view", |scene| {
        give(
            scene,
            GrantFact {
                download: false,
                modify: false,
                reveal: false,
                ..grant(GrantSort::CrossDepartment)
            },
        );
    }),
    ("across, expired", |scene| {
        give(
            scene,
            GrantFact {
                expires: NOW,
                ..grant(GrantSort::CrossDepartment)
            },
        );
    }),
    ("one approver", |scene| {
        give(
            scene,
            GrantFact {
                second: None,
                ..grant(GrantSort::CrossDepartment)
            },
        );
    }),
    ("twice the same", |scene| {
        give(
            scene,
            GrantFact {
                second: Some(COLLEAGUE),
                ..grant(GrantSort::CrossDepartment)
            },
        );
    }),
    ("by oneself", |scene| {
        give(
            scene,
            GrantFact {
                second: Some(ASKER),
                ..grant(GrantSort::CrossDepartment)
            },
        );
    }),
    ("another case", |scene| {
        give(
            scene,
            GrantFact {
                case: OTHER_CASE,
                ..grant(GrantSort::CrossDepartment)
            },
        );
    }),
    ("somebody else's", |scene| {
        give(
            scene,
            GrantFact {
                member: COLLEAGUE,
                ..grant(GrantSort::CrossDepartment)
            },
        );
    }),
    ("break-glass", |scene| {
        give(scene, grant(GrantSort::BreakGlass))
    }),
    ("no review", |scene| {
        give(
            scene,
            GrantFact {
                review_due: None,
                ..grant(GrantSort::BreakGlass)
            },
        );
    }),
    ("untrained", |scene| {
        give(scene, grant(GrantSort::BreakGlass));
        untrained(scene);
        scene.file.lanes = vec![Lane::Pci];
    }),
    ("closed", |scene| {
        give(scene, grant(GrantSort::BreakGlass));
        scene.case.open = false;
    }),
];

const FILE: FileId = FileId([11; 16]);
const VERSION: ObjectId = ObjectId([13; 16]);

/// A release of one version of the file, where one is asked for.
fn released(scene: &mut Scene, version: ObjectId, second: Option<MemberId>) {
    scene.file.needs_release = true;
    scene.file.version = Some(VERSION);
    give(
        scene,
        GrantFact {
            only: Some((FILE, version)),
            second,
            ..grant(GrantSort::Release)
        },
    );
}

fn unsealed(scene: &mut Scene, change: impl FnOnce(&mut GrantFact)) {
    scene.case.sealed = true;
    let mut approval = GrantFact {
        first: None,
        second: None,
        ..grant(GrantSort::Unseal)
    };
    change(&mut approval);
    give(scene, approval);
}

const SEALS: &[Column] = &[
    ("release asked", |scene| scene.file.needs_release = true),
    ("released", |scene| {
        released(scene, VERSION, Some(OTHER_COLLEAGUE))
    }),
    ("other version", |scene| {
        released(scene, ObjectId([14; 16]), Some(OTHER_COLLEAGUE))
    }),
    ("by one only", |scene| released(scene, VERSION, None)),
    ("by oneself too", |scene| {
        released(scene, VERSION, Some(ASKER))
    }),
    ("over budget", |scene| scene.file.room = Room::Spent),
    ("slowed", |scene| scene.file.room = Room::TooSoon),
    ("lockbox", |scene| scene.case.sealed = true),
    ("unsealed", |scene| unsealed(scene, |_| {})),
    ("to reveal", |scene| {
        unsealed(scene, |approval| approval.download = false)
    }),
    ("expired", |scene| {
        unsealed(scene, |approval| approval.expires = NOW)
    }),
    ("and the glass", |scene| {
        scene.case.sealed = true;
        give(scene, grant(GrantSort::BreakGlass));
    }),
];

#[test]
fn facts_and_grants() {
    let mut out = String::from(
        "# What facts and grants do\n\n\
         Members are active, signed in with two factors just now, cleared for confidential files, of no risk. The\n\
         case is open, the file clean and internal. Columns name what is different; `and` adds to the one before.\n",
    );
    let lead = || scene(&[Role::Lead], HERE, true);
    table(&mut out, "Facts: a lead who works the case", &lead, FACTS);
    table(
        &mut out,
        "Release, budget and lockbox: a lead who works the case",
        &lead,
        SEALS,
    );
    let agent = || scene(&[Role::Agent], HERE, false);
    table(
        &mut out,
        "Facts: an agent of the department who does not work it",
        &agent,
        FACTS,
    );
    table(
        &mut out,
        "Grants: an agent of the department who does not work it",
        &agent,
        GRANTS,
    );
    let stranger = || scene(&[Role::Agent], ELSEWHERE, false);
    table(
        &mut out,
        "Grants: an agent of another department",
        &stranger,
        GRANTS,
    );
    let administrator = || scene(&[Role::Administrator, Role::Lead], ELSEWHERE, false);
    table(
        &mut out,
        "Grants: an administrator and lead of another department",
        &administrator,
        GRANTS,
    );
    expect_file!["golden/facts.txt"].assert_eq(&out);
}
