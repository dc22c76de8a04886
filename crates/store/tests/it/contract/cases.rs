use coffer_domain::case::{Case, CaseState};
use coffer_domain::commit::Change;
use coffer_domain::id::{CaseId, DepartmentId, MemberId, RequestId};
use coffer_domain::ports::CaseFilter;
use coffer_domain::time::Timestamp;

use crate::fixture::{
    Store, apply, case, close_case, create_upload, department, id, member, name, populate, refused,
    request,
};

async fn stored(store: &Store, number: u8) -> Case {
    store.case(CaseId(id(number))).await.unwrap().unwrap()
}

/// The numbers of the cases a filter finds, in order.
async fn found(store: &Store, filter: CaseFilter) -> Vec<u8> {
    let cases = store.cases(&filter).await.unwrap();
    cases.iter().map(|case| case.id.0[15]).collect()
}

fn any() -> CaseFilter {
    CaseFilter {
        limit: 100,
        ..CaseFilter::default()
    }
}

fn add_member(case: u8, member: u8) -> Change {
    Change::AddCaseMember {
        case: CaseId(id(case)),
        member: MemberId(id(member)),
    }
}

pub(crate) async fn a_case_reads_back_with_its_members(store: Store) {
    populate(&store).await;
    let mut crowded = case(2, 200);
    crowded.members = vec![MemberId(id(1)), MemberId(id(2)), MemberId(id(3))];
    let mut lonely = case(3, 300);
    lonely.members = Vec::new();
    apply(
        &store,
        [
            Change::CreateMember(member(3, "three@x.example")),
            Change::CreateMember(member(2, "two@x.example")),
            Change::CreateCase(crowded.clone()),
            Change::CreateCase(lonely.clone()),
        ],
    )
    .await;
    assert_eq!(stored(&store, 2).await, crowded);
    assert_eq!(stored(&store, 3).await, lonely);
    assert_eq!(store.case(CaseId(id(9))).await.unwrap(), None);
    let all = store.cases(&any()).await.unwrap();
    assert_eq!(all, [lonely, crowded, case(1, 100)]);
}

pub(crate) async fn references_are_unique(store: Store) {
    populate(&store).await;
    let mut again = case(2, 100);
    again.reference = name("T-1");
    refused(&store, Change::CreateCase(again), "case.reference_taken").await;
}

pub(crate) async fn lists_are_newest_first_and_filtered(store: Store) {
    populate(&store).await;
    let mut other = case(4, 100);
    other.department = DepartmentId(id(2));
    let mut shared = case(3, 50);
    shared.members = vec![MemberId(id(1)), MemberId(id(2))];
    apply(
        &store,
        [
            Change::CreateDepartment(department(2, "Billing")),
            Change::CreateMember(member(2, "two@x.example")),
            Change::CreateCase(case(2, 100)),
            Change::CreateCase(shared),
            Change::CreateCase(other),
            close_case(2),
        ],
    )
    .await;
    assert_eq!(found(&store, any()).await, [4, 2, 1, 3]);
    let department = CaseFilter {
        department: Some(DepartmentId(id(1))),
        ..any()
    };
    assert_eq!(found(&store, department.clone()).await, [2, 1, 3]);
    let open = CaseFilter {
        state: Some(CaseState::Open),
        ..department
    };
    assert_eq!(found(&store, open.clone()).await, [1, 3]);
    let first = CaseFilter { limit: 1, ..open };
    assert_eq!(found(&store, first).await, [1]);
    let mine = CaseFilter {
        member: Some(MemberId(id(2))),
        ..any()
    };
    assert_eq!(found(&store, mine).await, [3]);
    let named = CaseFilter {
        reference: Some("T-4".to_owned()),
        ..any()
    };
    assert_eq!(found(&store, named).await, [4]);
    assert_eq!(found(&store, CaseFilter::default()).await, []);
}

pub(crate) async fn pages_follow_each_other(store: Store) {
    populate(&store).await;
    // Equal times: the id decides.
    apply(&store, (2..=7).map(|n| Change::CreateCase(case(n, 100)))).await;
    let page = |after| CaseFilter {
        after,
        limit: 3,
        ..any()
    };
    assert_eq!(found(&store, page(None)).await, [7, 6, 5]);
    assert_eq!(found(&store, page(Some(CaseId(id(5))))).await, [4, 3, 2]);
    // What is opened meanwhile does not move the pages.
    apply(&store, [Change::CreateCase(case(8, 999))]).await;
    assert_eq!(found(&store, page(Some(CaseId(id(2))))).await, [1]);
    assert_eq!(found(&store, page(Some(CaseId(id(1))))).await, []);
    assert_eq!(found(&store, page(Some(CaseId(id(200))))).await, []);
}

pub(crate) async fn a_member_is_added_once(store: Store) {
    populate(&store).await;
    apply(
        &store,
        [
            Change::CreateMember(member(2, "two@x.example")),
            add_member(1, 2),
            add_member(1, 2),
        ],
    )
    .await;
    let members = stored(&store, 1).await.members;
    assert_eq!(members, [MemberId(id(1)), MemberId(id(2))]);
    refused(&store, add_member(9, 1), "case.gone").await;
}

pub(crate) async fn a_member_is_taken_out_once(store: Store) {
    populate(&store).await;
    let removal = || Change::RemoveCaseMember {
        case: CaseId(id(1)),
        member: MemberId(id(1)),
    };
    apply(&store, [removal()]).await;
    assert!(stored(&store, 1).await.members.is_empty());
    refused(&store, removal(), "case.not_member").await;
}

pub(crate) async fn closing_ends_members_and_requests(store: Store) {
    populate(&store).await;
    let withdrawn_before = Change::WithdrawRequest {
        request: RequestId(id(2)),
        at: Timestamp(6_000),
    };
    apply(
        &store,
        [
            Change::CreateRequest(request(2, 1)),
            withdrawn_before,
            Change::CreateCase(case(2, 100)),
            Change::CreateRequest(request(3, 2)),
            close_case(1),
        ],
    )
    .await;
    let closed = stored(&store, 1).await;
    assert_eq!(closed.state, CaseState::Closed);
    assert_eq!(closed.closed, Some(Timestamp(7_000)));
    assert_eq!(closed.members, []);
    let requests = store.requests(closed.id).await.unwrap();
    let withdrawn: Vec<_> = requests.iter().map(|it| it.withdrawn).collect();
    assert_eq!(withdrawn, [Some(Timestamp(6_000)), Some(Timestamp(7_000))]);
    // The case next door goes on.
    assert_eq!(stored(&store, 2).await, case(2, 100));
    let next_door = store.request(RequestId(id(3))).await.unwrap().unwrap();
    assert_eq!(next_door.withdrawn, None);

    refused(&store, close_case(1), "case.closed").await;
    refused(&store, close_case(9), "case.gone").await;
}

pub(crate) async fn a_closed_case_takes_nothing_new(store: Store) {
    populate(&store).await;
    apply(&store, [close_case(1)]).await;
    let reserve = Change::ReserveOnRequest {
        request: RequestId(id(1)),
        files: 1,
        bytes: 1,
    };
    for change in [
        add_member(1, 1),
        Change::CreateRequest(request(2, 1)),
        reserve,
        create_upload(1),
        close_case(1),
    ] {
        refused(&store, change, "case.closed").await;
    }
    refused(&store, Change::CreateRequest(request(2, 9)), "case.gone").await;
}

pub(crate) async fn a_case_opened_again_has_nobody(store: Store) {
    populate(&store).await;
    let reopen = || Change::ReopenCase(CaseId(id(1)));
    refused(&store, reopen(), "case.open").await;
    apply(&store, [close_case(1), reopen()]).await;
    let case = stored(&store, 1).await;
    assert_eq!((case.state, case.closed), (CaseState::Open, None));
    assert!(case.members.is_empty());
    let link = store.request(RequestId(id(1))).await.unwrap().unwrap();
    assert!(link.withdrawn.is_some(), "a link came back");
}
