//! Prints what one decision costs, from the domain's facts to the answer with its rules.
//! `cargo run --release -p coffer-policy --example decision_speed`
#![expect(clippy::print_stdout, reason = "printing is what this example does")]

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use coffer_domain::authz::{Action, CaseFacts, FileFacts, PolicyEngine, Question, Resource};
use coffer_domain::budget::Room;
use coffer_domain::class::Class;
use coffer_domain::context::{Assurance, Principal};
use coffer_domain::file::ScanState;
use coffer_domain::id::{CaseId, CustomerId, DepartmentId, FileId, MemberId};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;
use coffer_policy::CedarPolicies;

const ROUNDS: u32 = 20_000;

fn main() -> Result<(), Box<dyn Error>> {
    let begun = Instant::now();
    let policies = CedarPolicies::builtin()?;
    println!(
        "load and validate {} policies: {:.1} ms",
        policies.rules().len(),
        begun.elapsed().as_secs_f64() * 1e3
    );
    let asker = MemberId([0; 16]);
    for case_members in [4u8, 32, 255] {
        let principal = Principal::Member(Member {
            id: asker,
            email: Email::parse("asker@coffer.example")?,
            name: Name::parse("Asker")?,
            department: DepartmentId([1; 16]),
            roles: vec![Role::Agent],
            state: MemberState::Active,
            standing: Standing::default(),
            created: Timestamp(0),
        });
        let resource = Resource::File(FileFacts {
            id: FileId([2; 16]),
            case: CaseFacts {
                id: CaseId([3; 16]),
                department: DepartmentId([1; 16]),
                customer: CustomerId([4; 16]),
                members: (0..case_members).map(|n| MemberId([n; 16])).collect(),
                open: true,
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
        });
        let mut times = Vec::new();
        for _ in 0..ROUNDS {
            let question = Question {
                principal: &principal,
                action: Action::FileView,
                resource: &resource,
                now: Timestamp(0),
                assurance: Assurance {
                    aal: 2,
                    ..Assurance::default()
                },
                read_only: false,
            };
            let begun = Instant::now();
            black_box(policies.decide(black_box(&question)));
            times.push(begun.elapsed());
        }
        times.sort_unstable();
        let mean = times.iter().sum::<Duration>() / ROUNDS;
        let at = |percent: usize| times.get(times.len() * percent / 100).copied();
        println!(
            "file.view, case with {case_members} members: mean {mean:.1?}, median {:.1?}, 99th percentile {:.1?}",
            at(50).unwrap_or_default(),
            at(99).unwrap_or_default(),
        );
    }
    Ok(())
}
