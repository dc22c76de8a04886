use coffer_domain::alert::{
    Alert, AlertFilter, AlertNote, AlertState, Containment, ContainmentState, Notice, Response,
    Severity, Told, Verdict, WatchState,
};
use coffer_domain::commit::{Change, Commit, LedgerEntry, Opening};
use coffer_domain::id::{AlertId, CaseId, FileId, MemberId, RequestId, SessionId};
use coffer_domain::ports::{SequenceStep, TreeHead};
use coffer_domain::time::Timestamp;

use crate::fixture::{Store, apply, begun, entry, id, populate, refused};

fn alert(number: u8, raised: i64) -> Alert {
    Alert {
        id: AlertId(id(number)),
        rule: "D13-fast-breadth".to_owned(),
        watch: "cases in an hour".to_owned(),
        severity: Severity::High,
        state: AlertState::Open,
        at: Timestamp(raised - 1),
        raised: Timestamp(raised),
        key: "mem_1".to_owned(),
        member: Some(MemberId(id(1))),
        session: Some(SessionId(id(2))),
        source: Some("203.0.113.0/24".to_owned()),
        case: Some(CaseId(id(1))),
        link: Some(RequestId(id(77))),
        index: u64::from(number),
        measured: 12,
        threshold: 10,
        evidence: vec![3, 5, 8],
        assignee: None,
        verdict: None,
        closed: None,
    }
}

fn raise(alert: &Alert) -> Change {
    Change::RaiseAlert(Box::new(alert.clone()))
}

async fn ids(store: &Store, filter: AlertFilter) -> Vec<u8> {
    let filter = AlertFilter {
        limit: if filter.limit == 0 { 100 } else { filter.limit },
        ..filter
    };
    let alerts = store.alerts(&filter).await.unwrap();
    alerts.iter().map(|alert| alert.id.0[15]).collect()
}

pub(crate) async fn an_alert_reads_back_and_is_raised_once(store: Store) {
    populate(&store).await;
    let first = alert(1, 100);
    apply(&store, [raise(&first)]).await;
    assert_eq!(store.alert(first.id).await.unwrap(), Some(first.clone()));
    assert_eq!(store.alert(AlertId(id(9))).await.unwrap(), None);
    let again = Alert {
        id: AlertId(id(2)),
        ..first.clone()
    };
    refused(&store, raise(&again), "alert.exists").await;
    let bare = Alert {
        member: None,
        session: None,
        source: None,
        case: None,
        link: None,
        evidence: Vec::new(),
        ..alert(3, 100)
    };
    apply(&store, [raise(&bare)]).await;
    assert_eq!(store.alert(bare.id).await.unwrap(), Some(bare));
}

pub(crate) async fn alerts_are_listed_newest_first_and_filtered(store: Store) {
    populate(&store).await;
    let other = Alert {
        rule: "D01-password-guessing".to_owned(),
        key: "mem_2".to_owned(),
        ..alert(3, 300)
    };
    apply(
        &store,
        [raise(&alert(1, 100)), raise(&alert(2, 300)), raise(&other)],
    )
    .await;
    let all = AlertFilter::default;
    assert_eq!(ids(&store, all()).await, [3, 2, 1]);
    assert_eq!(ids(&store, AlertFilter { limit: 2, ..all() }).await, [3, 2]);
    let after = Some(AlertId(id(3)));
    assert_eq!(ids(&store, AlertFilter { after, ..all() }).await, [2, 1]);
    let since = Some(Timestamp(300));
    assert_eq!(ids(&store, AlertFilter { since, ..all() }).await, [3, 2]);
    let rule = Some("D13-fast-breadth".to_owned());
    assert_eq!(ids(&store, AlertFilter { rule, ..all() }).await, [2, 1]);
    let key = Some("mem_2".to_owned());
    assert_eq!(ids(&store, AlertFilter { key, ..all() }).await, [3]);
    let closing = Change::CloseAlert {
        alert: AlertId(id(2)),
        verdict: Verdict::Mistake,
        at: Timestamp(400),
    };
    apply(&store, [closing]).await;
    let state = Some(AlertState::Closed);
    assert_eq!(ids(&store, AlertFilter { state, ..all() }).await, [2]);
}

pub(crate) async fn an_alert_is_taken_noted_and_closed_once(store: Store) {
    populate(&store).await;
    let it = alert(1, 100);
    let taking = Change::AcknowledgeAlert {
        alert: it.id,
        assignee: Some(MemberId(id(1))),
    };
    let note = |text: &str, by: Option<MemberId>| AlertNote {
        alert: it.id,
        by,
        at: Timestamp(150),
        text: text.to_owned(),
    };
    let notes = [note("first", Some(MemberId(id(1)))), note("second", None)];
    apply(&store, [raise(&it), taking.clone()]).await;
    apply(&store, notes.clone().map(Change::NoteAlert)).await;
    assert!(store.alert_notes(it.id).await.unwrap() == notes);
    let closing = Change::CloseAlert {
        alert: it.id,
        verdict: Verdict::NotAThreat,
        at: Timestamp(200),
    };
    apply(&store, [closing.clone()]).await;
    let closed = store.alert(it.id).await.unwrap().unwrap();
    assert_eq!(closed.state, AlertState::Closed);
    assert_eq!(closed.assignee, Some(MemberId(id(1))));
    assert_eq!(
        (closed.verdict, closed.closed),
        (Some(Verdict::NotAThreat), Some(Timestamp(200)))
    );
    refused(&store, closing, "alert.closed").await;
    refused(&store, taking, "alert.closed").await;
}

pub(crate) async fn the_risk_of_a_member_is_that_of_what_holds_them(store: Store) {
    populate(&store).await;
    let member = MemberId(id(1));
    apply(&store, [1, 2, 3].map(|n| raise(&alert(n, 100)))).await;
    let held = |number, response, state| Containment {
        alert: AlertId(id(number)),
        response,
        subject: member.to_string(),
        state,
        since: Timestamp(100),
        until: Timestamp(200),
        words: None,
        by_hand: false,
    };
    let risk = async || store.member(member).await.unwrap().unwrap().standing.risk;
    let (hold, lock) = (Response::HoldHandouts, Response::LockMember);
    let (active, over) = (ContainmentState::Active, ContainmentState::Lifted);
    let weigh = Change::WeighRisk(member);
    let begin = |number, response, state| Change::Contain(held(number, response, state));
    let end = |number, response| Change::EndContainment(held(number, response, over));
    apply(&store, [begin(1, hold, active), weigh.clone()]).await;
    assert_eq!(risk().await, hold.risk());
    // An officer lifts the first while the next begins; whoever decided first, the lock counts.
    apply(&store, [begin(2, lock, active), weigh.clone()]).await;
    apply(&store, [end(1, hold), weigh.clone()]).await;
    assert_eq!(risk().await, lock.risk());
    let held_back = begin(3, lock, ContainmentState::HeldBack);
    apply(&store, [held_back, end(2, lock), weigh]).await;
    assert_eq!(risk().await, 0);
}

pub(crate) async fn a_file_and_a_case_are_held_by_what_is_left(store: Store) {
    populate(&store).await;
    let (file, upload) = begun(3);
    apply(&store, [Change::CreateUpload { file, upload }]).await;
    apply(&store, [1, 2].map(|n| raise(&alert(n, 100)))).await;
    let (file, case) = (FileId(id(3)), CaseId(id(1)));
    let held = |number, response, subject: String, state| Containment {
        alert: AlertId(id(number)),
        response,
        subject,
        state,
        since: Timestamp(100),
        until: Timestamp(200),
        words: None,
        by_hand: false,
    };
    let both = |number, state| {
        [
            held(number, Response::QuarantineFile, file.to_string(), state),
            held(number, Response::HoldCase, case.to_string(), state),
        ]
    };
    let weigh = [Change::WeighQuarantine(file), Change::WeighCaseHold(case)];
    let standing = async || {
        let quarantined = store.file(file).await.unwrap().unwrap().quarantined;
        (
            quarantined,
            store.case(case).await.unwrap().unwrap().legal_hold,
        )
    };
    for number in [1, 2] {
        let begin = both(number, ContainmentState::Active).map(Change::Contain);
        apply(&store, begin.into_iter().chain(weigh.clone())).await;
        assert_eq!(standing().await, (true, true));
    }
    // Two officers lift one each: whoever comes first, the other one still holds.
    for (number, left) in [(1, true), (2, false)] {
        let end = both(number, ContainmentState::Lifted).map(Change::EndContainment);
        apply(&store, end.into_iter().chain(weigh.clone())).await;
        assert_eq!(standing().await, (left, left));
    }
    let nowhere = Change::WeighCaseHold(CaseId(id(99)));
    refused(&store, nowhere, "case.gone").await;
}

/// Member 1 gets nothing handed out, by alert 1.
fn held() -> Containment {
    Containment {
        alert: AlertId(id(1)),
        response: Response::HoldHandouts,
        subject: "mem_1".to_owned(),
        state: ContainmentState::Active,
        since: Timestamp(100),
        until: Timestamp(200),
        words: None,
        by_hand: false,
    }
}

pub(crate) async fn containments_hold_until_they_end(store: Store) {
    populate(&store).await;
    apply(&store, [raise(&alert(1, 100)), raise(&alert(2, 100))]).await;
    let held = held();
    let tried = Containment {
        alert: AlertId(id(2)),
        subject: "mem_2".to_owned(),
        state: ContainmentState::HeldBack,
        ..held.clone()
    };
    apply(
        &store,
        [
            Change::Contain(held.clone()),
            Change::Contain(tried.clone()),
        ],
    )
    .await;
    assert_eq!(
        store.containments(held.alert).await.unwrap(),
        std::slice::from_ref(&held)
    );
    assert_eq!(
        store.active_containments(None).await.unwrap(),
        std::slice::from_ref(&held)
    );
    assert_eq!(store.active_containments(Some("mem_2")).await.unwrap(), []);
    // What was not done counts for nobody.
    assert_eq!(
        store.contained_since(Timestamp(100)).await.unwrap(),
        ["mem_1"]
    );
    assert!(
        store
            .contained_since(Timestamp(101))
            .await
            .unwrap()
            .is_empty()
    );
    let lifted = Containment {
        state: ContainmentState::Lifted,
        until: Timestamp(150),
        ..held.clone()
    };
    apply(&store, [Change::EndContainment(lifted.clone())]).await;
    assert_eq!(
        store.containments(held.alert).await.unwrap(),
        std::slice::from_ref(&lifted)
    );
    assert_eq!(store.active_containments(Some("mem_1")).await.unwrap(), []);
    assert_eq!(
        store.contained_since(Timestamp(100)).await.unwrap(),
        ["mem_1"]
    );
    refused(&store, Change::EndContainment(lifted), "containment.over").await;
}

pub(crate) async fn what_was_lifted_is_begun_anew(store: Store) {
    populate(&store).await;
    apply(&store, [raise(&alert(1, 100)), raise(&alert(2, 100))]).await;
    let held = held();
    let lifted = Containment {
        state: ContainmentState::Lifted,
        ..held.clone()
    };
    apply(
        &store,
        [
            Change::Contain(held.clone()),
            Change::EndContainment(lifted),
        ],
    )
    .await;
    // Begun anew, with other words and for longer; not twice at once.
    let again = Containment {
        since: Timestamp(200),
        until: Timestamp(900),
        words: Some("Look at the address of the page.".to_owned()),
        ..held
    };
    apply(&store, [Change::Contain(again.clone())]).await;
    assert_eq!(
        store.containments(again.alert).await.unwrap(),
        std::slice::from_ref(&again)
    );
    refused(&store, Change::Contain(again.clone()), "containment.holds").await;
    // What a person began counts for nobody, and the one before does not end it.
    let by_hand = Containment {
        alert: AlertId(id(2)),
        response: Response::LockMember,
        subject: "mem_3".to_owned(),
        by_hand: true,
        ..again.clone()
    };
    apply(&store, [Change::Contain(by_hand.clone())]).await;
    assert_eq!(
        store.contained_since(Timestamp(100)).await.unwrap(),
        ["mem_1"]
    );
    let before = Containment {
        state: ContainmentState::Expired,
        since: Timestamp(100),
        ..again.clone()
    };
    refused(&store, Change::EndContainment(before), "containment.over").await;
    let last = store
        .last_contained(Response::LockMember, None)
        .await
        .unwrap();
    assert_eq!(last, Some(by_hand));
    let never = store
        .last_contained(Response::ReadOnly, None)
        .await
        .unwrap();
    assert_eq!(never, None);
    let lifted = Some(ContainmentState::Lifted);
    let lifted = store.last_contained(Response::LockMember, lifted).await;
    assert_eq!(lifted.unwrap(), None);
}

pub(crate) async fn watching_goes_on_where_it_was(store: Store) {
    assert!(store.watch_state().await.unwrap().is_none());
    for (next, memory) in [(7, b"one".to_vec()), (9, b"two".to_vec())] {
        let state = WatchState { next, memory };
        store.keep_watch_state(state.clone()).await.unwrap();
        assert!(store.watch_state().await.unwrap() == Some(state));
    }
}

pub(crate) async fn entries_come_with_their_addresses(store: Store) {
    let with_address = LedgerEntry {
        text: "{\"a\":1}".to_owned(),
        object: None,
        doer: None,
        openings: [("address", "203.0.113.9"), ("position", "52.5,13.4")]
            .map(|(field, value)| Opening {
                field: field.to_owned(),
                salt: [1; 32],
                value: value.to_owned(),
            })
            .into(),
    };
    let commit = Commit::record(with_address).and_record(entry("{}"));
    let outbox = store.commit(commit).await.unwrap().outbox;
    assert!(
        store.opened_entries(0, 10).await.unwrap().is_empty(),
        "they have no place yet"
    );
    let step = SequenceStep {
        from_size: 0,
        outbox,
        tiles: Vec::new(),
        head: TreeHead {
            size: 2,
            checkpoint: "signed".to_owned(),
        },
    };
    store.sequence(step).await.unwrap();
    let entries = store.opened_entries(0, 10).await.unwrap();
    let seen: Vec<_> = entries
        .iter()
        .map(|it| (it.index, it.address.as_deref(), it.position.as_deref()))
        .collect();
    let first = (0, Some("203.0.113.9"), Some("52.5,13.4"));
    assert_eq!(seen, [first, (1, None, None)]);
    assert_eq!(store.opened_entries(1, 10).await.unwrap().len(), 1);
    assert!(store.opened_entries(u64::MAX, 10).await.unwrap().is_empty());
}

pub(crate) async fn a_notice_is_given_once_until_it_is_withdrawn(store: Store) {
    populate(&store).await;
    let alert = alert(1, 100);
    apply(&store, [raise(&alert)]).await;
    let notice = Notice {
        alert: alert.id,
        clock: "gdpr-33-1".to_owned(),
        told: Told::People,
        given: Timestamp(120),
        reference: "letter 7".to_owned(),
        by: Some(MemberId(id(1))),
        at: Timestamp(130),
    };
    let give = || Change::GiveNotice(notice.clone());
    let withdraw = || Change::WithdrawNotice {
        alert: alert.id,
        clock: notice.clock.clone(),
    };
    refused(&store, withdraw(), "notice.gone").await;
    apply(&store, [give()]).await;
    assert!(store.notices(alert.id).await.unwrap() == [notice.clone()]);
    assert!(store.notices(AlertId(id(9))).await.unwrap().is_empty());
    refused(&store, give(), "notice.exists").await;
    apply(&store, [withdraw()]).await;
    assert!(store.notices(alert.id).await.unwrap().is_empty());
    let tell = || Change::TellOverdue {
        alert: alert.id,
        clock: notice.clock.clone(),
    };
    apply(&store, [tell()]).await;
    refused(&store, tell(), "overdue.told").await;
    assert_eq!(store.overdue_told(alert.id).await.unwrap(), ["gdpr-33-1"]);
}
