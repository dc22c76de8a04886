use coffer_domain::access::{ApiToken, StepUp};
use coffer_domain::commit::Change;
use coffer_domain::id::{CaseId, DepartmentId, MemberId, SessionId, TokenId};
use coffer_domain::people::MemberState;
use coffer_domain::time::Timestamp;
use futures::future::join_all;

use super::access::enrolled;
use crate::fixture::{
    Store, act, api_token, apply, case, customer, department, enrolment, hash, id, refused,
    session, winners,
};

async fn ids(store: &Store) -> (Vec<SessionId>, Vec<TokenId>) {
    let member = MemberId(id(1));
    let sessions = store.sessions(member).await.unwrap();
    let tokens = store.api_tokens(member).await.unwrap();
    (
        sessions.iter().map(|it| it.id).collect(),
        tokens.iter().map(|it| it.id).collect(),
    )
}

fn state(to: MemberState) -> Change {
    Change::SetMemberState {
        member: MemberId(id(1)),
        to,
    }
}

pub(crate) async fn a_session_lives_until_it_is_ended(store: Store) {
    enrolled(&store).await;
    apply(&store, [Change::CreateSession(session(1, 1))]).await;
    assert!(store.session(&hash(1)).await.unwrap() == Some(session(1, 1)));
    let by_id = store.session_by_id(SessionId(id(1))).await.unwrap();
    assert!(by_id == Some(session(1, 1)));
    let touch = |at| store.touch_session(SessionId(id(1)), Timestamp(at));
    touch(30).await.unwrap();
    // An earlier request that comes late does not turn the time back.
    touch(20).await.unwrap();
    let seen = store.session(&hash(1)).await.unwrap().unwrap().seen;
    assert_eq!(seen, Timestamp(30));
    let end = Change::EndSession(SessionId(id(1)));
    apply(&store, [end.clone(), end]).await;
    assert!(store.session(&hash(1)).await.unwrap().is_none());
    touch(40).await.unwrap();
    assert!(store.session(&hash(1)).await.unwrap().is_none());
}

pub(crate) async fn a_new_session_removes_those_whose_time_is_over(store: Store) {
    enrolled(&store).await;
    let mut later = session(2, 1);
    later.created = Timestamp(900);
    apply(
        &store,
        [
            Change::CreateSession(session(1, 1)),
            Change::CreateSession(later),
        ],
    )
    .await;
    assert_eq!(ids(&store).await.0, [SessionId(id(2))]);
}

fn step_up(from: u8, to: u8) -> Change {
    Change::StepUpSession(StepUp {
        session: SessionId(id(1)),
        from: hash(from),
        to: hash(to),
        at: Timestamp(50),
    })
}

pub(crate) async fn a_step_up_gives_a_new_secret_and_the_old_one_is_dead(store: Store) {
    enrolled(&store).await;
    apply(
        &store,
        [Change::CreateSession(session(1, 1)), step_up(1, 9)],
    )
    .await;
    assert!(store.session(&hash(1)).await.unwrap().is_none());
    let now = store.session(&hash(9)).await.unwrap().unwrap();
    assert_eq!(now.id, SessionId(id(1)));
    assert_eq!(
        (now.authenticated, now.stepped_up),
        (Timestamp(50), Some(Timestamp(50)))
    );
    assert_eq!(now.expires, session(1, 1).expires);
    refused(&store, step_up(1, 8), "session.gone").await;
    let outcomes = join_all([7, 8].map(|to| store.commit(act(step_up(9, to))))).await;
    assert_eq!(winners(outcomes, "session.gone"), 1);
}

pub(crate) async fn all_sessions_end_but_the_one_to_keep(store: Store) {
    enrolled(&store).await;
    apply(
        &store,
        [1, 2, 3].map(|n| Change::CreateSession(session(n, 1))),
    )
    .await;
    let end = |keep| Change::EndSessionsOf {
        member: MemberId(id(1)),
        keep,
    };
    apply(&store, [end(Some(SessionId(id(2))))]).await;
    assert_eq!(ids(&store).await.0, [SessionId(id(2))]);
    apply(&store, [end(None)]).await;
    assert_eq!(ids(&store).await.0, []);
}

pub(crate) async fn an_api_token_is_found_until_it_is_ended(store: Store) {
    enrolled(&store).await;
    apply(
        &store,
        [1, 2].map(|n| Change::CreateApiToken(api_token(n, 1))),
    )
    .await;
    assert!(store.api_token(&hash(1)).await.unwrap() == Some(api_token(1, 1)));
    let by_id = store.api_token_by_id(TokenId(id(2))).await.unwrap();
    assert!(by_id == Some(api_token(2, 1)));
    assert!(store.api_token(&hash(3)).await.unwrap().is_none());
    assert_eq!(ids(&store).await.1, [2, 1].map(|n| TokenId(id(n))));
    let end = Change::EndApiToken(TokenId(id(2)));
    apply(&store, [end.clone(), end]).await;
    assert!(store.api_token(&hash(2)).await.unwrap().is_none());
}

pub(crate) async fn api_tokens_end_by_what_their_maker_had_shown(store: Store) {
    enrolled(&store).await;
    let by_password = |number| ApiToken {
        phishing_resistant: false,
        ..api_token(number, 1)
    };
    let end = |phishing_resistant| Change::EndApiTokensOf {
        member: MemberId(id(1)),
        phishing_resistant,
    };
    let left = async || ids(&store).await.1;
    let make = |token| Change::CreateApiToken(token);
    apply(&store, [make(api_token(1, 1)), make(by_password(2))]).await;
    apply(&store, [end(Some(false))]).await;
    assert_eq!(left().await, [TokenId(id(1))]);
    apply(&store, [make(by_password(3)), end(Some(true))]).await;
    assert_eq!(left().await, [TokenId(id(3))]);
    apply(&store, [make(api_token(4, 1)), end(None)]).await;
    assert_eq!(left().await, []);
}

pub(crate) async fn who_is_locked_has_no_session_token_or_link_and_gets_none(store: Store) {
    enrolled(&store).await;
    apply(
        &store,
        [
            Change::CreateSession(session(1, 1)),
            Change::CreateApiToken(api_token(1, 1)),
            Change::CreateEnrolment(enrolment(2, 1)),
            state(MemberState::Locked),
        ],
    )
    .await;
    assert_eq!(ids(&store).await, (vec![], vec![]));
    assert!(store.enrolment(&hash(2)).await.unwrap().is_none());
    refused(
        &store,
        Change::CreateSession(session(2, 1)),
        "member.not_active",
    )
    .await;
    refused(
        &store,
        Change::CreateApiToken(api_token(2, 1)),
        "member.not_active",
    )
    .await;
    apply(
        &store,
        [
            state(MemberState::Active),
            Change::CreateSession(session(2, 1)),
        ],
    )
    .await;
    assert_eq!(ids(&store).await.0, [SessionId(id(2))]);
}

async fn at_work(store: &Store) {
    enrolled(store).await;
    apply(
        store,
        [
            Change::CreateCustomer(customer(1, "Contoso")),
            Change::CreateDepartment(department(2, "Engineering")),
            Change::CreateCase(case(1, 100)),
            Change::CreateSession(session(1, 1)),
            Change::CreateApiToken(api_token(1, 1)),
        ],
    )
    .await;
}

async fn works(store: &Store) -> bool {
    let case = store.case(CaseId(id(1))).await.unwrap().unwrap();
    case.members.contains(&MemberId(id(1)))
}

pub(crate) async fn who_has_left_works_no_case_and_does_not_come_back(store: Store) {
    at_work(&store).await;
    assert!(works(&store).await);
    apply(&store, [state(MemberState::Left)]).await;
    assert_eq!(ids(&store).await, (vec![], vec![]));
    assert!(!works(&store).await);
    refused(&store, state(MemberState::Active), "member.left").await;
    let back = Change::MoveMember {
        member: MemberId(id(1)),
        to: DepartmentId(id(2)),
    };
    refused(&store, back, "member.left").await;
}

pub(crate) async fn who_moves_leaves_sessions_and_cases_behind(store: Store) {
    at_work(&store).await;
    let to = |department| Change::MoveMember {
        member: MemberId(id(1)),
        to: DepartmentId(id(department)),
    };
    apply(&store, [to(1)]).await;
    assert_eq!(ids(&store).await, (vec![], vec![]));
    assert!(works(&store).await, "cases of the same department stay");
    apply(&store, [Change::CreateSession(session(2, 1)), to(2)]).await;
    assert_eq!(ids(&store).await.0, []);
    assert!(!works(&store).await);
    let moved = store.member(MemberId(id(1))).await.unwrap().unwrap();
    assert_eq!(moved.department, DepartmentId(id(2)));
}
