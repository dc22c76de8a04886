//! Made-up corner cases: what no member or case of today shows, but policies must hold for.

use coffer_domain::authz::{CaseFacts, FileFacts, Resource};
use coffer_domain::budget::Room;
use coffer_domain::case::{Case, CaseState};
use coffer_domain::class::{Class, Lane};
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::file::ScanState;
use coffer_domain::id::{CaseId, CustomerId, DepartmentId, FileId, MemberId, OrganisationId};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::standing::{GrantFact, GrantSort, Standing};
use coffer_domain::text::{Email, Name};
use coffer_domain::time::{Span, Timestamp};

use crate::error::AppError;

const SOMEBODY: MemberId = MemberId([1; 16]);
const OTHERS: [MemberId; 2] = [MemberId([2; 16]), MemberId([3; 16])];
const HERE: DepartmentId = DepartmentId([4; 16]);
const ELSEWHERE: DepartmentId = DepartmentId([5; 16]);
const CASE: CaseId = CaseId([6; 16]);

/// Somebody, somewhere, in these circumstances.
#[derive(Clone)]
pub(super) struct Corner {
    pub(super) member: Member,
    pub(super) assurance: Assurance,
    pub(super) read_only: bool,
    case: CaseFacts,
    file: FileFacts,
}

impl Corner {
    pub(super) fn principal(&self) -> Principal {
        Principal::Member(self.member.clone())
    }

    /// Everything there is to act on.
    pub(super) fn resources(&self) -> Vec<Resource> {
        let file = FileFacts {
            case: self.case.clone(),
            ..self.file.clone()
        };
        vec![
            Resource::Organisation(OrganisationId([7; 16])),
            Resource::Department(HERE),
            Resource::Case(self.case.clone()),
            Resource::File(file),
        ]
    }
}

type Twist = fn(&mut Corner);

/// One thing each that is not in order.
const TWISTS: &[Twist] = &[
    |it| it.member.state = MemberState::Locked,
    |it| it.member.state = MemberState::Left,
    |it| it.assurance.aal = 1,
    |it| it.assurance.authenticated = None,
    |it| it.assurance.phishing_resistant = false,
    |it| it.member.standing.untaught = Vec::new(),
    |it| it.member.standing.clearance = Class::Public,
    |it| it.member.standing.risk = 75,
    |it| it.member.standing.risk = 100,
    |it| it.case.open = false,
    |it| it.case.legal_hold = true,
    |it| {
        it.member.standing.untaught = vec![Lane::Glba];
        it.case.lanes = vec![Lane::Pci];
    },
    |it| {
        it.member.standing.untaught = vec![Lane::Glba];
        it.file.lanes = vec![Lane::Phi];
    },
    |it| it.file.class = Class::Restricted,
    |it| it.file.canary = true,
    |it| it.file.quarantined = true,
    |it| it.file.needs_release = true,
    |it| it.file.room = Room::Spent,
    |it| it.file.room = Room::TooSoon,
    |it| it.read_only = true,
    |it| it.case.sealed = true,
    |it| it.file.scan = ScanState::Pending,
    |it| it.file.scan = ScanState::Infected,
    |it| it.file.scan = ScanState::Encrypted,
];

fn grants(now: Timestamp) -> Vec<Option<GrantFact>> {
    let across = GrantFact {
        member: SOMEBODY,
        case: CASE,
        only: None,
        kind: GrantSort::CrossDepartment,
        view: true,
        download: true,
        modify: true,
        reveal: true,
        starts: now,
        expires: now.plus(Span::hours(1)),
        first: Some(OTHERS[0]),
        second: Some(OTHERS[1]),
        review_due: None,
    };
    let elevated = GrantFact {
        kind: GrantSort::Elevated,
        second: None,
        ..across.clone()
    };
    let expired = GrantFact {
        expires: now,
        ..across.clone()
    };
    let emergency = GrantFact {
        kind: GrantSort::BreakGlass,
        first: None,
        second: None,
        review_due: Some(now.plus(Span::days(1))),
        ..across.clone()
    };
    vec![
        None,
        Some(elevated),
        Some(across),
        Some(expired),
        Some(emergency),
    ]
}

fn in_order(now: Timestamp) -> Result<Corner, AppError> {
    let text = |_| AppError::Bug("a made-up name is none");
    let case = Case {
        id: CASE,
        reference: Name::parse("corner").map_err(text)?,
        subject: Name::parse("corner").map_err(text)?,
        customer: CustomerId([8; 16]),
        department: HERE,
        state: CaseState::Open,
        public_key: Vec::new(),
        created: now,
        closed: None,
        lanes: Vec::new(),
        legal_hold: false,
        customer_held: false,
        sealed: false,
        erased: None,
        members: vec![OTHERS[0]],
    };
    let case = CaseFacts::from(&case);
    Ok(Corner {
        member: Member {
            id: SOMEBODY,
            email: Email::parse("somebody@corner.example").map_err(text)?,
            name: Name::parse("Somebody").map_err(text)?,
            department: HERE,
            roles: Vec::new(),
            state: MemberState::Active,
            standing: Standing {
                clearance: Class::Restricted,
                ..Standing::default()
            },
            created: now,
        },
        assurance: Assurance {
            aal: 2,
            phishing_resistant: true,
            authenticated: Some(now),
        },
        read_only: false,
        file: FileFacts {
            id: FileId([9; 16]),
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
    })
}

/// Where somebody stands to the case: in its department or not, working it or not.
const PLACES: [(DepartmentId, bool); 4] = [
    (HERE, true),
    (HERE, false),
    (ELSEWHERE, true),
    (ELSEWHERE, false),
];

/// Every role alone and two that must not be together, at every place, with every sort of grant.
pub(super) fn people(now: Timestamp) -> Result<Vec<Corner>, AppError> {
    let mut roles: Vec<Vec<Role>> = Role::ALL.iter().map(|role| vec![*role]).collect();
    roles.push(Vec::new());
    roles.push(vec![Role::Administrator, Role::Lead]);
    let base = in_order(now)?;
    let mut corners = Vec::new();
    for roles in roles {
        for (department, works) in PLACES {
            for grant in grants(now) {
                let mut corner = base.clone();
                corner.member.roles.clone_from(&roles);
                corner.member.department = department;
                if works {
                    corner.case.members.push(SOMEBODY);
                }
                corner.member.standing.grants.extend(grant);
                corners.push(corner);
            }
        }
    }
    Ok(corners)
}

/// These people, and those who may most at their place with one thing each that is not in order.
pub(super) fn corners(now: Timestamp) -> Result<Vec<Corner>, AppError> {
    let people = people(now)?;
    let may_most = people.iter().filter(|corner| {
        let here = corner.member.department == HERE;
        let works = corner.case.members.contains(&SOMEBODY);
        let mut sorts = corner.member.standing.grants.iter().map(|grant| grant.kind);
        match sorts.next() {
            None => here && works,
            Some(GrantSort::Elevated) => false,
            Some(_) => !here && !works,
        }
    });
    let twisted = may_most.flat_map(|corner| {
        TWISTS.iter().map(|twist| {
            let mut corner = corner.clone();
            twist(&mut corner);
            corner
        })
    });
    let mut corners: Vec<Corner> = twisted.collect();
    corners.extend(people);
    Ok(corners)
}
