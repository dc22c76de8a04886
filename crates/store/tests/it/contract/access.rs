use coffer_domain::access::{Credentials, Enrolled, Factor, Freeze, Tries, WrongGuess};
use coffer_domain::commit::Change;
use coffer_domain::id::{ContactId, MemberId, PasskeyId};
use coffer_domain::passkey::{Passkey, PasskeyOwner};
use coffer_domain::people::MemberState;
use coffer_domain::time::Timestamp;
use futures::future::join_all;

use crate::fixture::{
    Store, act, api_token, apply, credentials, department, enrolled_by, enrolment, hash, id,
    member, name, passkey, populate, refused, session, winners,
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

pub(crate) async fn enrolled(store: &Store) {
    invited(store).await;
    apply(store, [complete(1)]).await;
}

fn complete(link: u8) -> Change {
    Change::CompleteEnrolment {
        hash: hash(link),
        enrolled: enrolled_by(credentials(1)),
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
        enrolled: enrolled_by(credentials(2)),
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
    refused(&store, complete(1), "member.not_active").await;
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
                enrolled: enrolled_by(fresh.clone()),
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

pub(crate) async fn wrong_guesses_count_per_factor_until_a_sign_in(store: Store) {
    let guess = |factor, wait_until, totp_step| {
        Change::CountWrongGuess(WrongGuess {
            member: MemberId(id(1)),
            factor,
            wait_until,
            totp_step,
        })
    };
    invited(&store).await;
    // Without credentials there is nothing to count; the entry is kept all the same.
    apply(&store, [guess(Factor::Totp, None, None), complete(1)]).await;
    apply(
        &store,
        [
            guess(Factor::Totp, None, None),
            guess(Factor::Totp, Some(Timestamp(77)), None),
            guess(Factor::Totp, None, None),
            guess(Factor::Password, Some(Timestamp(5)), Some(12)),
            guess(Factor::RecoveryCode, None, None),
        ],
    )
    .await;
    let tries = |failures, wait_until: Option<i64>| Tries {
        failures,
        wait_until: wait_until.map(Timestamp),
    };
    let counted = stored(&store).await;
    assert_eq!(counted.totp_tries, tries(3, Some(77)));
    assert_eq!(counted.password_tries, tries(1, Some(5)));
    assert_eq!(counted.recovery_tries, tries(1, None));
    // The code that served for a guess at the password does not serve for another.
    refused(&store, use_step(12), "totp.replayed").await;
    apply(&store, [use_step(13)]).await;
    let free = stored(&store).await;
    assert_eq!(free.totp_tries, Tries::default());
    assert_eq!(free.password_tries, Tries::default());
    assert_eq!(free.recovery_tries, tries(1, None));
}

pub(crate) async fn another_password_needs_one_before(store: Store) {
    let set = Change::SetPassword {
        member: MemberId(id(1)),
        password_hash: "another".to_owned(),
    };
    invited(&store).await;
    refused(&store, set.clone(), "credentials.gone").await;
    apply(&store, [complete(1), set]).await;
    assert_eq!(stored(&store).await.password_hash, "another");
}

pub(crate) async fn passkeys_are_kept_used_renamed_and_removed(store: Store) {
    enrolled(&store).await;
    apply(&store, [2, 1].map(|n| Change::AddPasskey(passkey(n, 1)))).await;
    let member = MemberId(id(1));
    assert!(
        store.passkeys(PasskeyOwner::Member(member)).await.unwrap()
            == [passkey(1, 1), passkey(2, 1)]
    );
    let mut twin = passkey(3, 1);
    twin.credential = vec![1; 20];
    refused(&store, Change::AddPasskey(twin), "passkey.exists").await;
    let used = |n| Change::UsePasskey {
        passkey: PasskeyId(id(n)),
        stored: Some("{\"counter\":1}".to_owned()),
        at: Timestamp(9),
    };
    let rename = Change::RenamePasskey {
        passkey: PasskeyId(id(1)),
        name: name("a key"),
    };
    let remove = Change::RemovePasskey(PasskeyId(id(2)));
    apply(&store, [used(1), rename, remove.clone(), remove]).await;
    refused(&store, used(2), "passkey.gone").await;
    assert!(store.passkey(&[2; 20]).await.unwrap().is_none());
    let kept = store.passkey(&[1; 20]).await.unwrap().unwrap();
    assert_eq!(
        (kept.stored.as_str(), kept.used),
        ("{\"counter\":1}", Some(Timestamp(9)))
    );
    assert_eq!(kept.name, name("a key"));
}

pub(crate) async fn a_contacts_passkeys_are_not_a_members(store: Store) {
    populate(&store).await;
    let contact = PasskeyOwner::Contact(ContactId(id(1)));
    let theirs = Passkey {
        owner: contact,
        ..passkey(1, 1)
    };
    let add = [
        Change::AddPasskey(theirs.clone()),
        Change::AddPasskey(passkey(2, 1)),
    ];
    apply(&store, add).await;
    assert!(store.passkeys(contact).await.unwrap() == [theirs.clone()]);
    let member = PasskeyOwner::Member(MemberId(id(1)));
    assert!(store.passkeys(member).await.unwrap() == [passkey(2, 1)]);
    assert!(store.passkey(&[1; 20]).await.unwrap() == Some(theirs));
}

pub(crate) async fn of_two_users_of_a_recovery_code_one_wins(store: Store) {
    enrolled(&store).await;
    let member = MemberId(id(1));
    let put = |hashes: &[u8]| Change::PutRecoveryCodes {
        member,
        hashes: hashes.iter().copied().map(hash).collect(),
    };
    apply(&store, [put(&[1, 2]), put(&[3, 4])]).await;
    assert_eq!(store.recovery_codes(member).await.unwrap(), 2);
    assert!(!store.recovery_code_fits(member, &hash(1)).await.unwrap());
    assert!(store.recovery_code_fits(member, &hash(3)).await.unwrap());
    let take = Change::UseRecoveryCode {
        member,
        hash: hash(3),
    };
    let outcomes = join_all([take.clone(), take].map(|take| store.commit(act(take)))).await;
    assert_eq!(winners(outcomes, "recovery_code.gone"), 1);
    assert_eq!(store.recovery_codes(member).await.unwrap(), 1);
}

pub(crate) async fn a_ticket_is_used_once_until_its_time_is_over(store: Store) {
    let take = |now| Change::UseTicket {
        hash: hash(1),
        expires: Timestamp(10),
        now: Timestamp(now),
    };
    let outcomes = join_all([take(1), take(1)].map(|take| store.commit(act(take)))).await;
    assert_eq!(winners(outcomes, "ticket.used"), 1);
    refused(&store, take(9), "ticket.used").await;
    // Its time is over, so the caller refuses it; the row is not needed any more.
    apply(&store, [take(10)]).await;
}

pub(crate) async fn one_link_of_a_notice_uses_up_all(store: Store) {
    enrolled(&store).await;
    let put = |n| Freeze {
        hash: hash(n),
        member: MemberId(id(1)),
        expires: Timestamp(9),
    };
    apply(&store, [1, 2].map(|n| Change::PutFreeze(put(n)))).await;
    assert!(store.freeze(&hash(1)).await.unwrap() == Some(put(1)));
    apply(&store, [Change::UseFreeze(hash(1))]).await;
    assert!(store.freeze(&hash(2)).await.unwrap().is_none());
    refused(&store, Change::UseFreeze(hash(2)), "freeze.gone").await;
}

pub(crate) async fn enrolling_again_leaves_no_earlier_way_in(store: Store) {
    enrolled(&store).await;
    let member = MemberId(id(1));
    apply(
        &store,
        [
            Change::AddPasskey(passkey(1, 1)),
            Change::PutRecoveryCodes {
                member,
                hashes: vec![hash(1)],
            },
            Change::CreateSession(session(1, 1)),
            Change::CreateApiToken(api_token(1, 1)),
            Change::CreateEnrolment(enrolment(2, 1)),
            Change::CompleteEnrolment {
                hash: hash(2),
                enrolled: Enrolled {
                    member,
                    credentials: None,
                    passkey: Some(passkey(2, 1)),
                },
            },
        ],
    )
    .await;
    assert!(store.credentials(member).await.unwrap().is_none());
    assert!(store.passkeys(PasskeyOwner::Member(member)).await.unwrap() == [passkey(2, 1)]);
    assert_eq!(store.recovery_codes(member).await.unwrap(), 0);
    assert!(store.sessions(member).await.unwrap().is_empty());
    assert!(store.api_tokens(member).await.unwrap().is_empty());
}
