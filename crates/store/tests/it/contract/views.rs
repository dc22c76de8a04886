//! What lists are narrowed by, and the views that members save of them.

use coffer_domain::case::CaseState;
use coffer_domain::class::Lane;
use coffer_domain::commit::Change;
use coffer_domain::file::{File, FileSource};
use coffer_domain::id::{CaseId, DepartmentId, FileId, MemberId, ViewId};
use coffer_domain::people::MemberState;
use coffer_domain::ports::CaseFilter;
use coffer_domain::select::{Condition, Fact};
use coffer_domain::text::FileName;
use coffer_domain::time::Timestamp;
use coffer_domain::view::{SavedView, Selection};

use crate::fixture::{Store, apply, begun, case, customer, id, member, name, populate, version};

fn view(number: u8, owner: u8, called: &str, shows: Selection) -> SavedView {
    SavedView {
        id: ViewId(id(number)),
        member: MemberId(id(owner)),
        name: name(called),
        shows,
        created: Timestamp(i64::from(number)),
    }
}

async fn views(store: &Store, owner: u8) -> Vec<SavedView> {
    store.views(MemberId(id(owner))).await.unwrap()
}

pub(crate) async fn views_are_their_owners_and_saved_by_name(store: Store) {
    populate(&store).await;
    let everything = Selection {
        state: Some(CaseState::Closed),
        mine: true,
        department: Some(DepartmentId(id(1))),
        lane: Some(Lane::Phi),
        received_hours: Some(24),
        words: Some(name("pool % exhausted")),
    };
    let urgent = view(1, 1, "urgent", everything.clone());
    let all = view(2, 1, "all", Selection::default());
    let others = view(3, 2, "urgent", Selection::default());
    apply(
        &store,
        [
            Change::CreateMember(member(2, "two@x.example")),
            Change::SaveView(urgent.clone()),
            Change::SaveView(all.clone()),
            Change::SaveView(others.clone()),
        ],
    )
    .await;
    assert_eq!(views(&store, 1).await, [all.clone(), urgent.clone()]);
    assert_eq!(views(&store, 2).await, [others]);

    // The same name again: another selection under it, nothing besides.
    let renewed = view(4, 1, "urgent", Selection::default());
    apply(&store, [Change::SaveView(renewed)]).await;
    let kept = SavedView {
        shows: Selection::default(),
        ..urgent
    };
    assert_eq!(views(&store, 1).await, [all.clone(), kept]);

    let gone = [ViewId(id(1)), ViewId(id(1)), ViewId(id(9))];
    apply(&store, gone.map(Change::RemoveView)).await;
    assert_eq!(views(&store, 1).await, [all]);
    let left = Change::SetMemberState {
        member: MemberId(id(2)),
        to: MemberState::Left,
    };
    apply(&store, [left]).await;
    assert_eq!(views(&store, 2).await, []);
}

/// A file of member 1 in a case, first version at `at`.
fn received(number: u8, into: u8, called: &str, at: i64) -> File {
    let mut first = version(number, number, 1);
    first.created = Timestamp(at);
    File {
        case: CaseId(id(into)),
        name: FileName::parse(called).unwrap(),
        source: FileSource::Member(MemberId(id(1))),
        created: Timestamp(at),
        version: Some(first),
        ..begun(number).0
    }
}

async fn found(store: &Store, filter: CaseFilter) -> Vec<u8> {
    let filter = CaseFilter {
        limit: 100,
        ..filter
    };
    let cases = store.cases(&filter).await.unwrap();
    cases.iter().map(|case| case.id.0[15]).collect()
}

pub(crate) async fn cases_are_found_by_lane_arrival_and_words(store: Store) {
    populate(&store).await;
    let mut percent = case(2, 200);
    percent.subject = name("Export hangs at 80 %");
    percent.lanes = vec![Lane::Pci, Lane::Ferpa];
    let mut other = case(3, 300);
    other.customer = coffer_domain::id::CustomerId(id(2));
    let mut decoy = received(3, 3, "vpn.txt", 900);
    decoy.canary = true;
    let lanes = Change::SetCaseLanes {
        case: CaseId(id(2)),
        lanes: percent.lanes.clone(),
        at: Timestamp(5),
    };
    apply(
        &store,
        [
            Change::CreateCustomer(customer(2, "Fabrikam_North")),
            Change::CreateCase(percent),
            Change::CreateCase(other),
            lanes,
            Change::CreateFile(received(1, 1, "app.log", 500)),
            Change::CreateFile(received(2, 2, "app.log", 700)),
            Change::CreateFile(decoy),
        ],
    )
    .await;
    let lane = |lane| CaseFilter {
        lane: Some(lane),
        ..CaseFilter::default()
    };
    assert_eq!(found(&store, lane(Lane::Pci)).await, [2]);
    assert_eq!(found(&store, lane(Lane::Ferpa)).await, [2]);
    assert_eq!(found(&store, lane(Lane::Phi)).await, [3, 1]);
    assert_eq!(found(&store, lane(Lane::Glba)).await, []);
    let since = |at| CaseFilter {
        received_since: Some(Timestamp(at)),
        ..CaseFilter::default()
    };
    assert_eq!(found(&store, since(500)).await, [2, 1]);
    assert_eq!(found(&store, since(501)).await, [2]);
    // A decoy did not arrive.
    assert_eq!(found(&store, since(701)).await, []);
    let words = |words: &str| CaseFilter {
        words: Some(words.to_owned()),
        ..CaseFilter::default()
    };
    assert_eq!(found(&store, words("HANGS AT")).await, [2]);
    assert_eq!(found(&store, words("80 %")).await, [2]);
    assert_eq!(found(&store, words("t-3")).await, [3]);
    assert_eq!(found(&store, words("fabrikam_n")).await, [3]);
    // Neither is a pattern.
    assert_eq!(found(&store, words("8%%")).await, []);
    assert_eq!(found(&store, words("fabrikam__")).await, []);
}

pub(crate) async fn files_are_found_by_name_within_a_condition(store: Store) {
    populate(&store).await;
    apply(
        &store,
        [
            Change::CreateCase(case(2, 200)),
            Change::CreateFile(received(1, 1, "logs/app-old.log", 500)),
            Change::CreateFile(received(2, 2, "logs/App.log", 700)),
            Change::CreateFile(received(3, 1, "heap_1.bin", 600)),
        ],
    )
    .await;
    let named = async |condition: &Condition, words: &str, limit| {
        let found = store.files_named(condition, words, limit).await.unwrap();
        found
            .iter()
            .map(|(file, case)| (file.0[15], case.0[15]))
            .collect::<Vec<_>>()
    };
    let all = Condition::Constant(true);
    assert_eq!(named(&all, "app", 10).await, [(2, 2), (1, 1)]);
    assert_eq!(named(&all, "app", 1).await, [(2, 2)]);
    assert_eq!(named(&all, "heap_", 10).await, [(3, 1)]);
    assert_eq!(named(&all, "heap%", 10).await, []);
    let of_one = Condition::Fact(Fact::CaseIs(vec![CaseId(id(1))]));
    let or_two = of_one
        .clone()
        .or(Condition::Fact(Fact::FileIs(FileId(id(2)))));
    assert_eq!(named(&of_one, "app", 10).await, [(1, 1)]);
    assert_eq!(named(&or_two, "app", 10).await, [(2, 2), (1, 1)]);
    assert_eq!(named(&Condition::Constant(false), "app", 10).await, []);
}
