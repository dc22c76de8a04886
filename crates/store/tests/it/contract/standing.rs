use coffer_domain::class::{Class, Lane};
use coffer_domain::commit::Change;
use coffer_domain::erasure::Holding;
use coffer_domain::id::{CaseId, FileId, MemberId};
use coffer_domain::standing::{Course, Standing, Training};
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, begun, id, member, name, populate, refused};

async fn standing(store: &Store, number: u8) -> Standing {
    let found = store.member(MemberId(id(number))).await.unwrap();
    found.unwrap().standing
}

fn course(lane: Lane, title: &str) -> Change {
    Change::PutCourse(Course {
        lane,
        name: name(title),
        days: 365,
    })
}

pub(crate) async fn clearance_and_risk_are_facts_of_a_member(store: Store) {
    populate(&store).await;
    assert_eq!(standing(&store, 1).await, Standing::default());
    let one = MemberId(id(1));
    let set = [
        Change::SetClearance {
            member: one,
            clearance: Class::Restricted,
        },
        Change::WeighRisk(one),
    ];
    apply(&store, set).await;
    let now = standing(&store, 1).await;
    assert_eq!((now.clearance, now.risk), (Class::Restricted, 0));
    let nobody = Change::WeighRisk(MemberId(id(99)));
    refused(&store, nobody, "member.gone").await;
}

pub(crate) async fn training_counts_for_lanes_with_a_course(store: Store) {
    populate(&store).await;
    apply(&store, [Change::CreateMember(member(7, "z@x.example"))]).await;
    apply(
        &store,
        [course(Lane::Pci, "Cards"), course(Lane::Phi, "Health")],
    )
    .await;
    let passed = |until: i64| Change::PutTraining {
        member: MemberId(id(1)),
        training: Training {
            lane: Lane::Pci,
            until: Timestamp(until),
        },
    };
    apply(&store, [passed(10), passed(20)]).await;
    let one = standing(&store, 1).await;
    assert_eq!(one.untaught, [Lane::Glba, Lane::Ferpa]);
    assert_eq!(
        one.trained(Timestamp(19)),
        [Lane::Pci, Lane::Glba, Lane::Ferpa]
    );
    assert_eq!(standing(&store, 7).await.training, []);
    // Lists say the same as single members.
    for listed in store.members().await.unwrap() {
        assert_eq!(store.member(listed.id).await.unwrap(), Some(listed));
    }
    apply(
        &store,
        [course(Lane::Pci, "Cards 2"), Change::EndCourse(Lane::Phi)],
    )
    .await;
    let courses = store.courses().await.unwrap();
    assert_eq!(courses.len(), 1);
    assert_eq!(courses[0].name, name("Cards 2"));
    let one = standing(&store, 1).await;
    assert_eq!(one.untaught, [Lane::Phi, Lane::Glba, Lane::Ferpa]);
}

pub(crate) async fn cases_and_files_have_facts(store: Store) {
    populate(&store).await;
    let case = CaseId(id(1));
    let lanes = vec![Lane::Pci, Lane::Ferpa];
    let set = [
        Change::SetCaseLanes {
            case,
            lanes: lanes.clone(),
            at: Timestamp(5),
        },
        Change::SetLegalHold {
            on: Holding::Case(case),
            held: true,
        },
    ];
    apply(&store, set).await;
    let read = store.case(case).await.unwrap().unwrap();
    assert_eq!((read.lanes, read.legal_hold), (lanes, true));
    let (mut file, upload) = begun(3);
    file.canary = true;
    apply(&store, [Change::CreateUpload { file, upload }]).await;
    let classify = |number: u8| Change::ClassifyFile {
        file: FileId(id(number)),
        class: Class::Restricted,
    };
    apply(&store, [classify(3)]).await;
    let read = store.file(FileId(id(3))).await.unwrap().unwrap();
    assert_eq!((read.class, read.canary), (Class::Restricted, true));
    // Nothing holds it back.
    let file = FileId(id(3));
    apply(&store, [Change::WeighQuarantine(file)]).await;
    let read = store.file(file).await.unwrap().unwrap();
    assert_eq!((read.quarantined, read.canary), (false, true));
    refused(&store, classify(99), "file.gone").await;
    let nowhere = Change::SetLegalHold {
        on: Holding::Case(CaseId(id(99))),
        held: true,
    };
    refused(&store, nowhere, "case.gone").await;
}
