use coffer_domain::access::{ApiToken, Credentials};
use coffer_domain::commit::Change;
use coffer_domain::id::{MemberId, SessionId, TokenId};
use coffer_domain::people::MemberState;
use coffer_domain::time::Timestamp;
use futures::future::join_all;

use crate::fixture::{
    Store, act, apply, credentials, department, enrolment, hash, id, member, refused, session,
    winners,
};

async fn invited(store: &Store) {
    apply(
        store,
        [
            Change::CreateDepartment(department(1, "Support")),
            Change::CreateMember(member(1, "one@x.example")),
            Change::CreateEnrolment(enrolment(1, 1)),
        ],
    )
    .await;
}

async fn enrolled(store: &Store) {
    invited(store).await;
    apply(store, [complete(1)]).await;
}

fn complete(link: u8) -> Change {
    Change::CompleteEnrolment {
        hash: hash(link),
        credentials: credentials(1),
    }
}

fn start(link: u8) -> Change {
    Change::StartEnrolment {
        hash: hash(link),
        password_hash: "chosen".to_owned(),
        totp_wrapped: vec![1, 2],
    }
}

async fn stored(store: &Store) -> Credentials {
    store.credentials(MemberId(id(1))).await.unwrap().unwrap()
}

async fn state(store: &Store) -> MemberState {
    store.member(MemberId(id(1))).await.unwrap().unwrap().state
}

pub(crate) async fn an_enrolment_goes_from_link_to_credentials(store: Store) {
    invited(&store).await;
    assert!(store.enrolment(&hash(1)).await.unwrap() == Some(enrolment(1, 1)));
    apply(&store, [start(1)]).await;
    let started = store.enrolment(&hash(1)).await.unwrap().unwrap();
    assert_eq!(started.password_hash.as_deref(), Some("chosen"));
    assert_eq!(started.totp_wrapped, Some(vec![1, 2]));
    assert!(store.credentials(MemberId(id(1))).await.unwrap().is_none());

    let of_another = Change::CompleteEnrolment {
        hash: hash(1),
        credentials: credentials(2),
    };
    refused(&store, of_another, "enrolment.gone").await;
    apply(&store, [complete(1)]).await;
    assert!(store.enrolment(&hash(1)).await.unwrap().is_none());
    assert!(stored(&store).await == credentials(1));
    assert_eq!(state(&store).await, MemberState::Active);

    refused(&store, start(1), "enrolment.gone").await;
    refused(&store, complete(1), "enrolment.gone").await;
}

pub(crate) async fn a_new_enrolment_link_ends_the_earlier(store: Store) {
    invited(&store).await;
    apply(&store, [Change::CreateEnrolment(enrolment(2, 1))]).await;
    assert!(store.enrolment(&hash(1)).await.unwrap().is_none());
    refused(&store, complete(1), "enrolment.gone").await;
    apply(&store, [complete(2)]).await;
}

pub(crate) async fn who_left_does_not_enrol(store: Store) {
    let mut gone = member(1, "one@x.example");
    gone.state = MemberState::Left;
    apply(
        &store,
        [
            Change::CreateDepartment(department(1, "Support")),
            Change::CreateMember(gone),
            Change::CreateEnrolment(enrolment(1, 1)),
        ],
    )
    .await;
    refused(&store, complete(1), "member.left").await;
    assert!(store.enrolment(&hash(1)).await.unwrap().is_some());
    assert_eq!(state(&store).await, MemberState::Left);
}

pub(crate) async fn enrolling_again_replaces_the_credentials(store: Store) {
    enrolled(&store).await;
    let fresh = Credentials {
        password_hash: "fresh".to_owned(),
        totp_step: 3,
        ..credentials(1)
    };
    apply(
        &store,
        [
            Change::CreateEnrolment(enrolment(2, 1)),
            Change::CompleteEnrolment {
                hash: hash(2),
                credentials: fresh.clone(),
            },
        ],
    )
    .await;
    assert!(stored(&store).await == fresh);
}

fn use_step(step: i64) -> Change {
    Change::UseTotpStep {
        member: MemberId(id(1)),
        step,
    }
}

pub(crate) async fn a_totp_step_is_used_once(store: Store) {
    invited(&store).await;
    refused(&store, use_step(11), "credentials.gone").await;
    apply(&store, [complete(1), use_step(11)]).await;
    for replay in [11, 10, -1] {
        refused(&store, use_step(replay), "totp.replayed").await;
    }
    assert_eq!(stored(&store).await.totp_step, 11);
    apply(&store, [use_step(12)]).await;
}

pub(crate) async fn of_two_equal_totp_steps_one_wins(store: Store) {
    enrolled(&store).await;
    let outcomes = join_all([11, 11].map(|step| store.commit(act(use_step(step))))).await;
    assert_eq!(winners(outcomes, "totp.replayed"), 1);
}

pub(crate) async fn failures_count_until_a_sign_in(store: Store) {
    let failure = |locked_until| Change::CountSignInFailure {
        member: MemberId(id(1)),
        locked_until,
    };
    invited(&store).await;
    // Without credentials there is nothing to count; the entry is kept all the same.
    apply(&store, [failure(None), complete(1)]).await;
    apply(
        &store,
        [failure(None), failure(Some(Timestamp(77))), failure(None)],
    )
    .await;
    let locked = stored(&store).await;
    assert_eq!(locked.failures, 3);
    assert_eq!(locked.locked_until, Some(Timestamp(77)));
    apply(&store, [use_step(11)]).await;
    let free = stored(&store).await;
    assert_eq!((free.failures, free.locked_until), (0, None));
}

pub(crate) async fn a_session_lives_until_it_is_ended(store: Store) {
    enrolled(&store).await;
    apply(&store, [Change::CreateSession(session(1, 1))]).await;
    assert!(store.session(&hash(1)).await.unwrap() == Some(session(1, 1)));
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

pub(crate) async fn an_api_token_is_found_by_its_hash(store: Store) {
    enrolled(&store).await;
    let token = ApiToken {
        id: TokenId(id(1)),
        hash: hash(1),
        member: MemberId(id(1)),
        label: "nightly export".to_owned(),
        created: Timestamp(1),
        expires: Timestamp(2),
    };
    apply(&store, [Change::CreateApiToken(token.clone())]).await;
    assert!(store.api_token(&hash(1)).await.unwrap() == Some(token));
    assert!(store.api_token(&hash(2)).await.unwrap().is_none());
}
