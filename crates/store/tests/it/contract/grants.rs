use coffer_domain::access_request::{AccessRequest, Answerer, Approval, Refusal, RequestState};
use coffer_domain::commit::Change;
use coffer_domain::grant::{Acts, Ended, EndedBy, Grant, GrantKind, Review, Reviewed, Verdict};
use coffer_domain::id::{
    AccessRequestId, CaseId, CustomerId, DepartmentId, FileId, GrantId, MemberId, ObjectId,
};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::{AccessFilter, CaseFilter, GrantFilter};
use coffer_domain::standing::GrantSort;
use coffer_domain::time::{Span, Timestamp};
use futures::future::join_all;

use crate::fixture::{
    Store, act, apply, case, close_case, department, id, member, populate, refused, winners,
};

/// Member 1 works in department 1 and asks; 2 and 3 answer; 4 has left; 5 is of department 2.
async fn staffed(store: &Store) {
    populate(store).await;
    let left = Member {
        state: MemberState::Left,
        ..member(4, "four@x.example")
    };
    let elsewhere = Member {
        department: DepartmentId(id(2)),
        ..member(5, "five@x.example")
    };
    apply(
        store,
        [
            Change::CreateDepartment(department(2, "Engineering")),
            Change::CreateMember(member(2, "two@x.example")),
            Change::CreateMember(member(3, "three@x.example")),
            Change::CreateMember(left),
            Change::CreateMember(elsewhere),
        ],
    )
    .await;
}

fn request(number: u8, asker: u8) -> AccessRequest {
    AccessRequest {
        id: AccessRequestId(id(number)),
        kind: GrantKind::Access,
        case: CaseId(id(1)),
        member: MemberId(id(asker)),
        acts: Acts {
            reveal: true,
            download: false,
        },
        only: None,
        life: Span::hours(4),
        reason: "the same trace".to_owned(),
        created: Timestamp(i64::from(number)),
        lapses: Timestamp(1_000),
        state: RequestState::Waiting,
        approvals: Vec::new(),
        refusal: None,
    }
}

fn approval(by: u8) -> Approval {
    Approval {
        by: MemberId(id(by)),
        at: Timestamp(i64::from(by)),
        acts: Acts::VIEW,
        life: Span::hours(1),
    }
}

fn grant(number: u8, holder: u8) -> Grant {
    Grant {
        id: GrantId(id(number)),
        request: None,
        kind: GrantKind::Access,
        case: CaseId(id(1)),
        member: MemberId(id(holder)),
        acts: Acts::VIEW,
        only: None,
        reason: "the same trace".to_owned(),
        approvers: vec![MemberId(id(2)), MemberId(id(3))],
        contact: None,
        starts: Timestamp(i64::from(number)),
        expires: Timestamp(500),
        ended: None,
        review: None,
    }
}

fn emergency(number: u8, holder: u8) -> Grant {
    Grant {
        kind: GrantKind::BreakGlass,
        approvers: Vec::new(),
        review: Some(Review {
            due: Timestamp(900),
            done: None,
        }),
        ..grant(number, holder)
    }
}

fn answer(request: u8, seen: u32, by: u8, grant: Option<Grant>) -> Change {
    Change::AnswerAccess {
        request: AccessRequestId(id(request)),
        seen,
        approval: Some(approval(by)),
        grant: grant.map(|grant| Grant {
            request: Some(AccessRequestId(id(request))),
            ..grant
        }),
    }
}

fn denial(request: u8, by: u8) -> Change {
    Change::EndAccessRequest {
        request: AccessRequestId(id(request)),
        state: RequestState::Denied,
        refusal: Some(Refusal {
            by: Answerer::Member(MemberId(id(by))),
            at: Timestamp(9),
            reason: "ask Ada".to_owned(),
        }),
    }
}

fn end(number: u8) -> Change {
    Change::EndGrant {
        grant: GrantId(id(number)),
        ended: Ended {
            at: Timestamp(50),
            how: EndedBy::GivenBack,
        },
    }
}

async fn stored(store: &Store, number: u8) -> AccessRequest {
    let found = store.access_request(AccessRequestId(id(number))).await;
    found.unwrap().unwrap()
}

async fn stored_grant(store: &Store, number: u8) -> Grant {
    let found = store.grant(GrantId(id(number))).await;
    found.unwrap().unwrap()
}

async fn live(store: &Store, holder: u8) -> usize {
    let filter = GrantFilter {
        member: Some(MemberId(id(holder))),
        not_ended: true,
        limit: 10,
        ..GrantFilter::default()
    };
    store.grants(&filter).await.unwrap().len()
}

pub(crate) async fn a_request_reads_back_and_waits_once(store: Store) {
    staffed(&store).await;
    apply(&store, [Change::CreateAccessRequest(request(1, 5))]).await;
    assert_eq!(stored(&store, 1).await, request(1, 5));
    refused(
        &store,
        Change::CreateAccessRequest(request(2, 5)),
        "access.waiting",
    )
    .await;
    let release = |number, object| AccessRequest {
        kind: GrantKind::Release,
        only: Some((FileId(id(7)), ObjectId(id(object)))),
        ..request(number, 5)
    };
    let releases = [release(3, 8), release(4, 9)];
    apply(&store, releases.map(Change::CreateAccessRequest)).await;
    refused(
        &store,
        Change::CreateAccessRequest(release(5, 9)),
        "access.waiting",
    )
    .await;
    let others = Change::CreateAccessRequest(request(6, 1));
    apply(&store, [others, denial(1, 2)]).await;
    apply(&store, [Change::CreateAccessRequest(request(7, 5))]).await;
    let denied = stored(&store, 1).await;
    assert_eq!(denied.state, RequestState::Denied);
    assert_eq!(denied.refusal.unwrap().reason, "ask Ada");
    let filter = |member, waiting| AccessFilter {
        member,
        waiting,
        limit: 10,
        ..AccessFilter::default()
    };
    let waiting = store.access_requests(&filter(None, true)).await.unwrap();
    let numbers: Vec<u8> = waiting.iter().map(|one| one.id.0[15]).collect();
    assert_eq!(numbers, [7, 6, 4, 3]);
    let own = filter(Some(MemberId(id(1))), false);
    assert_eq!(store.access_requests(&own).await.unwrap().len(), 1);
}

pub(crate) async fn the_last_approval_needed_begins_the_grant(store: Store) {
    staffed(&store).await;
    apply(
        &store,
        [
            Change::CreateAccessRequest(request(1, 5)),
            answer(1, 0, 2, None),
        ],
    )
    .await;
    assert_eq!(stored(&store, 1).await.approvals, [approval(2)]);
    assert_eq!(live(&store, 5).await, 0);
    refused(&store, answer(1, 1, 2, Some(grant(1, 5))), "access.decided").await;
    apply(&store, [answer(1, 1, 3, Some(grant(1, 5)))]).await;
    let approved = stored(&store, 1).await;
    assert_eq!(approved.state, RequestState::Approved);
    assert_eq!(approved.approvals, [approval(2), approval(3)]);
    let begun = stored_grant(&store, 1).await;
    assert_eq!(begun.request, Some(AccessRequestId(id(1))));
    assert_eq!(begun.approvers, grant(1, 5).approvers);
}

pub(crate) async fn of_an_approval_and_a_denial_one_wins(store: Store) {
    staffed(&store).await;
    apply(&store, [Change::CreateAccessRequest(request(1, 5))]).await;
    let answers = [
        answer(1, 0, 2, Some(grant(1, 5))),
        denial(1, 3),
        answer(1, 0, 3, Some(grant(2, 5))),
        denial(1, 2),
    ];
    let outcomes = join_all(answers.map(|change| store.commit(act(change)))).await;
    assert_eq!(winners(outcomes, "access.decided"), 1);
    let approved = stored(&store, 1).await.state == RequestState::Approved;
    assert_eq!(live(&store, 5).await, usize::from(approved));
}

pub(crate) async fn a_decided_request_takes_no_answer(store: Store) {
    staffed(&store).await;
    let lapse = Change::EndAccessRequest {
        request: AccessRequestId(id(1)),
        state: RequestState::Lapsed,
        refusal: None,
    };
    apply(
        &store,
        [Change::CreateAccessRequest(request(1, 5)), lapse.clone()],
    )
    .await;
    refused(&store, answer(1, 0, 2, Some(grant(1, 5))), "access.decided").await;
    refused(&store, answer(1, 0, 2, None), "access.decided").await;
    refused(&store, denial(1, 2), "access.decided").await;
    refused(&store, lapse, "access.decided").await;
    refused(&store, answer(99, 0, 2, None), "access.decided").await;
}

pub(crate) async fn a_holder_who_may_not_act_gets_nothing(store: Store) {
    staffed(&store).await;
    apply(&store, [Change::CreateAccessRequest(request(1, 4))]).await;
    refused(&store, answer(1, 0, 2, Some(grant(1, 4))), "access.holder").await;
}

pub(crate) async fn a_live_grant_is_a_fact_of_its_holder(store: Store) {
    staffed(&store).await;
    apply(
        &store,
        [grant(1, 5), emergency(2, 5), grant(3, 1)].map(Change::CreateGrant),
    )
    .await;
    for member in store.members().await.unwrap() {
        let facts: Vec<_> = member
            .standing
            .grants
            .iter()
            .map(|fact| fact.kind)
            .collect();
        let expected: &[GrantSort] = match member.id.0[15] {
            1 => &[GrantSort::Elevated],
            5 => &[GrantSort::CrossDepartment, GrantSort::BreakGlass],
            _ => &[],
        };
        assert_eq!(facts, expected);
        // Lists say the same as single members.
        assert_eq!(store.member(member.id).await.unwrap(), Some(member));
    }
    let holder = store.member(MemberId(id(5))).await.unwrap().unwrap();
    let fact = &holder.standing.grants[0];
    assert!(fact.view && !fact.reveal && !fact.download && !fact.modify);
    assert_eq!(
        (fact.first, fact.second),
        (Some(MemberId(id(2))), Some(MemberId(id(3))))
    );
    assert_eq!((fact.starts, fact.expires), (Timestamp(1), Timestamp(500)));
    assert_eq!(holder.standing.grants[1].review_due, Some(Timestamp(900)));
    apply(&store, [end(1)]).await;
    let holder = store.member(MemberId(id(5))).await.unwrap().unwrap();
    assert_eq!(holder.standing.grants.len(), 1);
}

pub(crate) async fn a_grant_ends_once_and_a_later_one_takes_its_place(store: Store) {
    staffed(&store).await;
    let first = [grant(1, 5), grant(2, 5), emergency(3, 5)];
    apply(&store, first.map(Change::CreateGrant)).await;
    let replaced = stored_grant(&store, 1).await.ended.unwrap();
    assert_eq!(
        (replaced.how, replaced.at),
        (EndedBy::Replaced, Timestamp(2))
    );
    refused(&store, end(1), "grant.ended").await;
    assert_eq!(live(&store, 5).await, 2);
    apply(&store, [end(2)]).await;
    refused(&store, end(2), "grant.ended").await;
    refused(&store, end(99), "grant.ended").await;
}

pub(crate) async fn what_is_over_is_found_by_its_time(store: Store) {
    staffed(&store).await;
    assert_eq!(store.next_grant_end().await.unwrap(), None);
    apply(
        &store,
        [
            Change::CreateAccessRequest(request(1, 5)),
            Change::CreateGrant(grant(1, 5)),
        ],
    )
    .await;
    assert_eq!(store.next_grant_end().await.unwrap(), Some(Timestamp(500)));
    let over = |at| GrantFilter {
        not_ended: true,
        expired_at: Some(Timestamp(at)),
        limit: 10,
        ..GrantFilter::default()
    };
    assert!(store.grants(&over(499)).await.unwrap().is_empty());
    assert_eq!(store.grants(&over(500)).await.unwrap(), [grant(1, 5)]);
    apply(&store, [end(1)]).await;
    assert_eq!(
        store.next_grant_end().await.unwrap(),
        Some(Timestamp(1_000))
    );
    let lapsed = AccessFilter {
        waiting: true,
        lapsed_at: Some(Timestamp(1_000)),
        limit: 10,
        ..AccessFilter::default()
    };
    assert_eq!(store.access_requests(&lapsed).await.unwrap().len(), 1);
}

pub(crate) async fn an_emergency_is_reviewed_once_and_not_by_its_holder(store: Store) {
    staffed(&store).await;
    apply(
        &store,
        [emergency(1, 5), grant(2, 5)].map(Change::CreateGrant),
    )
    .await;
    let review = |number, by| Change::ReviewGrant {
        grant: GrantId(id(number)),
        review: Reviewed {
            by: MemberId(id(by)),
            at: Timestamp(70),
            verdict: Verdict::NotJustified,
            note: "could have waited".to_owned(),
        },
    };
    let owed = GrantFilter {
        to_review: true,
        limit: 10,
        ..GrantFilter::default()
    };
    assert_eq!(store.grants(&owed).await.unwrap().len(), 1);
    refused(&store, review(1, 5), "grant.reviewed").await;
    refused(&store, review(2, 2), "grant.reviewed").await;
    apply(&store, [end(1), review(1, 2)]).await;
    refused(&store, review(1, 3), "grant.reviewed").await;
    assert!(store.grants(&owed).await.unwrap().is_empty());
    let done = stored_grant(&store, 1).await.review.unwrap().done.unwrap();
    assert_eq!(
        (done.by, done.verdict),
        (MemberId(id(2)), Verdict::NotJustified)
    );
}

pub(crate) async fn a_closed_case_ends_grants_and_requests(store: Store) {
    staffed(&store).await;
    apply(
        &store,
        [
            Change::CreateCase(case(2, 200)),
            Change::CreateAccessRequest(request(1, 5)),
            Change::CreateGrant(grant(1, 5)),
            close_case(1),
        ],
    )
    .await;
    assert_eq!(stored(&store, 1).await.state, RequestState::Void);
    let ended = stored_grant(&store, 1).await.ended.unwrap();
    assert_eq!(ended.how, EndedBy::CaseClosed);
    refused(&store, Change::CreateGrant(grant(2, 5)), "case.closed").await;
    refused(
        &store,
        Change::CreateAccessRequest(request(3, 5)),
        "case.closed",
    )
    .await;
}

pub(crate) async fn makers_are_kept(store: Store) {
    staffed(&store).await;
    let note = |maker| Change::NoteMaker {
        member: MemberId(id(5)),
        maker: MemberId(id(maker)),
    };
    apply(&store, [note(3), note(2), note(3)]).await;
    let makers = store.makers(MemberId(id(5))).await.unwrap();
    assert_eq!(makers, [MemberId(id(2)), MemberId(id(3))]);
}

pub(crate) async fn a_lockbox_seals_cases(store: Store) {
    staffed(&store).await;
    apply(&store, [Change::CreateCase(case(2, 200))]).await;
    let sealed = async |number| {
        let found = store.case(CaseId(id(number))).await.unwrap().unwrap();
        found.sealed
    };
    let of_case = |on| Change::SetCaseLockbox {
        case: CaseId(id(1)),
        on,
    };
    let of_customer = |on| Change::SetCustomerLockbox {
        customer: CustomerId(id(1)),
        on,
    };
    apply(&store, [of_case(true)]).await;
    assert_eq!((sealed(1).await, sealed(2).await), (true, false));
    apply(&store, [of_customer(true), of_case(false)]).await;
    assert_eq!((sealed(1).await, sealed(2).await), (true, true));
    let all = CaseFilter {
        limit: 10,
        ..CaseFilter::default()
    };
    let listed = store.cases(&all).await.unwrap();
    assert!(listed.iter().all(|case| case.sealed));
    apply(&store, [of_customer(false)]).await;
    assert_eq!((sealed(1).await, sealed(2).await), (false, false));
    let nobody = Change::SetCustomerLockbox {
        customer: CustomerId(id(99)),
        on: true,
    };
    refused(&store, nobody, "customer.gone").await;
}

pub(crate) async fn grants_end_with_what_their_holder_was(store: Store) {
    staffed(&store).await;
    apply(
        &store,
        [
            Change::CreateAccessRequest(request(1, 5)),
            Change::CreateGrant(grant(1, 5)),
            Change::CreateGrant(grant(2, 1)),
            Change::EndGrantsOf {
                member: MemberId(id(5)),
                at: Timestamp(60),
            },
        ],
    )
    .await;
    assert_eq!(stored(&store, 1).await.state, RequestState::Void);
    let ended = stored_grant(&store, 1).await.ended.unwrap();
    assert_eq!(
        (ended.how, ended.at),
        (EndedBy::HolderChanged, Timestamp(60))
    );
    assert_eq!(live(&store, 1).await, 1);
}
