//! What is handed out within an hour.

use coffer_domain::budget::{Allowance, BudgetOf, BudgetRaise, Handout, HandoutKind, Room};
use coffer_domain::commit::Change;
use coffer_domain::id::{CaseId, MemberId, ObjectId};
use coffer_domain::limits::BUDGET_SPAN;
use coffer_domain::time::{Span, Timestamp};

use crate::fixture::{Store, apply, id, populate, refused};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

/// One of two originals that member 1 may have.
fn handout(version: u8) -> Handout {
    Handout {
        member: MemberId(id(1)),
        case: CaseId(id(1)),
        version: ObjectId(id(version)),
        kind: HandoutKind::Original,
        bytes: 10,
        at: NOW,
        slowed: false,
        member_max: Allowance {
            files: 2,
            bytes: None,
        },
        case_max: Allowance {
            files: 100,
            bytes: Some(1_000),
        },
    }
}

async fn out(store: &Store, it: Handout) {
    assert_eq!(store.room_for(&it).await.unwrap(), Room::Fits);
    apply(store, [Change::HandOut(it)]).await;
}

async fn too_much(store: &Store, it: Handout) {
    assert_eq!(store.room_for(&it).await.unwrap(), Room::Spent);
    refused(store, Change::HandOut(it), "budget.spent").await;
}

pub(crate) async fn a_version_counts_once_an_hour(store: Store) {
    populate(&store).await;
    out(&store, handout(1)).await;
    out(&store, handout(1)).await;
    out(&store, handout(2)).await;
    too_much(&store, handout(3)).await;
    // What was counted goes out again, also after the budget is spent.
    out(&store, handout(2)).await;
    let other_kind = Handout {
        kind: HandoutKind::WorkingCopy,
        ..handout(3)
    };
    out(&store, other_kind).await;
    let somebody_else = Handout {
        member: MemberId(id(2)),
        ..handout(3)
    };
    out(&store, somebody_else).await;
    let at = |at: i64| Handout {
        at: Timestamp(NOW.0 + at),
        ..handout(3)
    };
    too_much(&store, at(BUDGET_SPAN.0 - 1)).await;
    out(&store, at(BUDGET_SPAN.0)).await;
}

pub(crate) async fn a_case_has_a_budget_of_its_own(store: Store) {
    populate(&store).await;
    let from = |member: u8, version: u8| Handout {
        member: MemberId(id(member)),
        bytes: 600,
        ..handout(version)
    };
    out(&store, from(1, 1)).await;
    out(&store, from(2, 2)).await;
    too_much(&store, from(3, 3)).await;
    let of_another = Handout {
        case: CaseId(id(2)),
        ..from(3, 3)
    };
    out(&store, of_another).await;
}

pub(crate) async fn of_two_handouts_of_one_commit_the_second_sees_the_first(store: Store) {
    populate(&store).await;
    out(&store, handout(1)).await;
    let both = [Change::HandOut(handout(2)), Change::HandOut(handout(3))];
    let entry = crate::fixture::entry("both");
    let commit = both.into_iter().fold(
        coffer_domain::commit::Commit::record(entry),
        |commit, it| commit.change(it),
    );
    store.commit(commit).await.unwrap_err();
    out(&store, handout(3)).await;
}

pub(crate) async fn a_budget_is_raised_for_a_time(store: Store) {
    populate(&store).await;
    let raise = BudgetRaise {
        of: BudgetOf::Member(MemberId(id(1))),
        factor: 2,
        by: Some(MemberId(id(1))),
        reason: "an export".to_owned(),
        since: NOW,
        until: Timestamp(NOW.0 + 10),
    };
    out(&store, handout(1)).await;
    out(&store, handout(2)).await;
    too_much(&store, handout(3)).await;
    apply(&store, [Change::RaiseBudget(raise.clone())]).await;
    let raises = store.budget_raises(NOW).await.unwrap();
    assert_eq!(raises, std::slice::from_ref(&raise));
    out(&store, handout(3)).await;
    out(&store, handout(4)).await;
    too_much(&store, handout(5)).await;
    let more = BudgetRaise {
        factor: 3,
        ..raise.clone()
    };
    apply(&store, [Change::RaiseBudget(more.clone())]).await;
    let raises = store.budget_raises(NOW).await.unwrap();
    assert_eq!(raises, std::slice::from_ref(&more));
    out(&store, handout(5)).await;
    let over = Handout {
        at: more.until,
        ..handout(6)
    };
    too_much(&store, over).await;
    assert_eq!(store.budget_raises(more.until).await.unwrap(), []);
    apply(&store, [Change::EndBudgetRaise(raise.of)]).await;
    too_much(&store, handout(6)).await;
    refused(&store, Change::EndBudgetRaise(raise.of), "raise.over").await;
}

pub(crate) async fn whom_an_alert_slows_down_gets_one_version_a_minute(store: Store) {
    populate(&store).await;
    let slowed = |version| Handout {
        slowed: true,
        member_max: Allowance {
            files: 100,
            bytes: None,
        },
        ..handout(version)
    };
    let later = |it: Handout, seconds| Handout {
        at: it.at.plus(Span::seconds(seconds)),
        ..it
    };
    out(&store, slowed(1)).await;
    // The same again is nothing new, in whatever form it comes next.
    out(&store, later(slowed(1), 1)).await;
    let form = |it| Handout {
        kind: HandoutKind::WorkingCopy,
        ..it
    };
    for soon in [later(slowed(2), 59), later(form(slowed(2)), 59)] {
        assert_eq!(store.room_for(&soon).await.unwrap(), Room::TooSoon);
        refused(&store, Change::HandOut(soon), "handout.too_soon").await;
    }
    out(&store, later(slowed(2), 60)).await;
    // Who is not slowed down does not wait.
    let free = Handout {
        slowed: false,
        ..later(slowed(3), 61)
    };
    out(&store, free).await;
}
