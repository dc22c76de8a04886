//! Erasing cases: what goes, what stays, and what is in the way.

use coffer_domain::case::CaseState;
use coffer_domain::class::Lane;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::erasure::{Erasing, Holding, Tombstone};
use coffer_domain::file::Doomed;
use coffer_domain::id::{
    CaseId, CustomerId, DepartmentId, FileId, JobId, MemberId, ObjectId, RequestId,
    RetentionRuleId, UploadId,
};
use coffer_domain::job::JobKind;
use coffer_domain::limits::RETENTION_LISTINGS_MIN;
use coffer_domain::retention::{Bound, DueCase, RetentionRule};
use coffer_domain::time::{Span, Timestamp};

use crate::fixture::{
    Store, apply, close_case, create_upload, entry, id, name, populate, refused, version,
};

fn the_case() -> CaseId {
    CaseId(id(1))
}

fn doomed(objects: &[u8]) -> Vec<Doomed> {
    let objects = objects.iter().map(|number| Doomed {
        object: ObjectId(id(*number)),
        case: the_case(),
        wrap: Some([*number; 32]),
    });
    objects.collect()
}

fn erase(objects: &[u8]) -> Change {
    Change::EraseCase {
        case: the_case(),
        at: Timestamp(80),
        by: None,
        key: Some([9; 32]),
        objects: doomed(objects),
    }
}

/// A finished file, an upload under way, and the case they are in.
async fn filled(store: &Store) {
    populate(store).await;
    let done = Change::CompleteUpload {
        upload: UploadId(id(1)),
        from: 0,
        version: version(1, 1, 1),
    };
    apply(store, [create_upload(1), done, create_upload(2)]).await;
}

pub(crate) async fn an_erased_case_leaves_a_tombstone_and_what_is_to_destroy(store: Store) {
    filled(&store).await;
    let objects = store.objects_of_case(the_case()).await.unwrap();
    assert_eq!(objects, [1, 2].map(|number| ObjectId(id(number))));
    let of = Erasing::Case(the_case());
    let commit = Commit::record(entry("{}"))
        .change(erase(&[1, 2]))
        .job(JobId(id(5)), JobKind::Erase(of));
    store.commit(commit).await.unwrap();
    let case = store.case(the_case()).await.unwrap().unwrap();
    assert_eq!(
        (case.state, case.closed),
        (CaseState::Closed, Some(Timestamp(80)))
    );
    assert!(case.members.is_empty());
    let mut tombstone = Tombstone {
        erased: Timestamp(80),
        key: Some([9; 32]),
        destroyed: None,
        certificate: None,
    };
    assert_eq!(case.erased.as_ref(), Some(&tombstone));
    assert!(store.file(FileId(id(1))).await.unwrap().is_none());
    assert!(store.upload(UploadId(id(2))).await.unwrap().is_none());
    let link = store.request(RequestId(id(1))).await.unwrap().unwrap();
    assert!(link.withdrawn.is_some());
    assert_eq!(store.doomed_objects(of).await.unwrap(), doomed(&[1, 2]));
    let job = store.claim_job(Timestamp(90), Timestamp(99)).await.unwrap();
    assert_eq!(job.unwrap().kind, JobKind::Erase(of));

    let finish = Change::FinishErasure {
        of,
        at: Timestamp(95),
    };
    let finished = Commit::record(entry("{}")).change(finish.clone());
    let outbox = store.commit(finished).await.unwrap().outbox[0];
    tombstone.destroyed = Some(Timestamp(95));
    tombstone.certificate = Some(outbox);
    let case = store.case(the_case()).await.unwrap().unwrap();
    assert_eq!(case.erased, Some(tombstone));
    assert!(store.doomed_objects(of).await.unwrap().is_empty());
    assert_eq!(store.job_count().await.unwrap(), 0);
    refused(&store, finish, "erasure.done").await;
    refused(&store, erase(&[]), "case.erased").await;
    refused(&store, Change::ReopenCase(the_case()), "case.erased").await;
}

pub(crate) async fn a_case_that_is_held_or_has_changed_is_not_erased(store: Store) {
    filled(&store).await;
    for wrong in [&[][..], &[1], &[1, 2, 3]] {
        refused(&store, erase(wrong), "case.changed").await;
    }
    for on in [
        Holding::Case(the_case()),
        Holding::Customer(CustomerId(id(1))),
        Holding::File(FileId(id(1))),
    ] {
        let hold = |held| Change::SetLegalHold { on, held };
        apply(&store, [hold(true)]).await;
        refused(&store, erase(&[1, 2]), "case.held").await;
        let file = Change::EraseFile {
            file: FileId(id(1)),
            at: Timestamp(80),
            objects: doomed(&[1]),
        };
        refused(&store, file, "case.held").await;
        apply(&store, [hold(false)]).await;
    }
    assert!(store.file(FileId(id(1))).await.unwrap().is_some());
}

pub(crate) async fn an_erased_file_is_remembered_with_the_link_it_came_through(store: Store) {
    filled(&store).await;
    let erased = async || {
        let of = RequestId(id(1));
        store.erased_files_of_request(of).await.unwrap()
    };
    assert_eq!(erased().await, []);
    let file = Change::EraseFile {
        file: FileId(id(1)),
        at: Timestamp(70),
        objects: doomed(&[1]),
    };
    let commit = Commit::record(entry("{}"))
        .change(file)
        .job(JobId(id(5)), JobKind::Erase(Erasing::File(FileId(id(1)))));
    store.commit(commit).await.unwrap();
    assert_eq!(erased().await, [(FileId(id(1)), Timestamp(70))]);
    // With its case, that goes as well.
    let commit = Commit::record(entry("{}"))
        .change(erase(&[2]))
        .job(JobId(id(6)), JobKind::Erase(Erasing::Case(the_case())));
    store.commit(commit).await.unwrap();
    assert_eq!(erased().await, []);
}

fn rule(number: u8, bound: Bound, days: u32) -> RetentionRule {
    RetentionRule {
        id: RetentionRuleId(id(number)),
        name: name("Section 257"),
        department: Some(DepartmentId(id(1))),
        lane: Some(Lane::Phi),
        bound,
        days,
        set_by: MemberId(id(1)),
        set: Timestamp(i64::from(number)),
        ended: None,
    }
}

const DAY: i64 = Span::days(1).0;

pub(crate) async fn a_minimum_stands_against_erasing_until_it_is_over(store: Store) {
    filled(&store).await;
    let minimum = rule(1, Bound::AtLeast, 2);
    apply(&store, [Change::PutRetentionRule(minimum.clone())]).await;
    assert_eq!(store.retention_rules().await.unwrap(), [minimum]);
    let erase_file = |at| Change::EraseFile {
        file: FileId(id(1)),
        at: Timestamp(at),
        objects: doomed(&[1]),
    };
    // Its days begin with the close.
    refused(&store, erase(&[1, 2]), "case.kept").await;
    refused(&store, erase_file(9 * DAY), "case.kept").await;
    apply(&store, [close_case(1)]).await;
    let closed = store.case(the_case()).await.unwrap().unwrap().closed;
    let over = closed.unwrap().0 + 2 * DAY;
    refused(&store, erase_file(over - 1), "case.kept").await;
    let end = |number| Change::EndRetentionRule {
        rule: RetentionRuleId(id(number)),
        at: Timestamp(90),
    };
    refused(&store, end(2), "rule.gone").await;
    apply(&store, [end(1)]).await;
    refused(&store, end(1), "rule.gone").await;
    // Ended, it counts on for a while.
    refused(&store, erase_file(over - 1), "case.kept").await;
    apply(&store, [erase_file(over)]).await;
}

pub(crate) async fn a_lane_that_a_minimum_keeps_by_is_not_taken_away(store: Store) {
    filled(&store).await;
    let before = store.case(the_case()).await.unwrap().unwrap().lanes;
    assert!(before.contains(&Lane::Phi));
    apply(
        &store,
        [Change::PutRetentionRule(rule(1, Bound::AtLeast, 2))],
    )
    .await;
    let lanes = |lanes: &[Lane], at| Change::SetCaseLanes {
        case: the_case(),
        lanes: lanes.to_vec(),
        at: Timestamp(at),
    };
    refused(&store, lanes(&[], 80), "case.kept").await;
    refused(&store, lanes(&[Lane::Pci], 80), "case.kept").await;
    apply(&store, [lanes(&[Lane::Phi, Lane::Pci], 80)]).await;
    let end = Change::EndRetentionRule {
        rule: RetentionRuleId(id(1)),
        at: Timestamp(90),
    };
    apply(&store, [end, close_case(1)]).await;
    let over = 7_000 + 2 * DAY;
    refused(&store, lanes(&[Lane::Pci], over - 1), "case.kept").await;
    apply(&store, [lanes(&[Lane::Pci], over)]).await;
    assert_eq!(
        store.case(the_case()).await.unwrap().unwrap().lanes,
        [Lane::Pci]
    );
}

/// When these rules' days are over for the fixture's case.
const OVER: [i64; 2] = [7_000 + DAY, 7_000 + 3 * DAY];

fn listed_by(number: u8, at: i64) -> Change {
    Change::ListDue {
        at: Timestamp(at),
        due: vec![DueCase {
            case: the_case(),
            rule: RetentionRuleId(id(number)),
            due: Timestamp(OVER[usize::from(number) - 1]),
        }],
    }
}

async fn listed_often(store: &Store, number: u8, from: i64) {
    for at in from..from + i64::from(RETENTION_LISTINGS_MIN) {
        apply(store, [listed_by(number, at)]).await;
    }
}

fn erase_by(number: u8, at: i64) -> Change {
    Change::EraseCase {
        case: the_case(),
        at: Timestamp(at),
        by: Some(RetentionRuleId(id(number))),
        key: None,
        objects: doomed(&[1, 2]),
    }
}

/// A closed case, and two rules that fit it.
async fn under_two_rules(store: &Store) {
    filled(store).await;
    let rules = [rule(1, Bound::AtMost, 1), rule(2, Bound::AtMost, 3)];
    apply(store, rules.map(Change::PutRetentionRule)).await;
    apply(store, [close_case(1)]).await;
}

pub(crate) async fn a_rule_erases_only_what_it_has_listed_on_enough_days(store: Store) {
    under_two_rules(&store).await;
    let [first, second] = OVER;
    let free = store.erasable_cases(Timestamp(DAY), None, 9).await.unwrap();
    assert_eq!(free.iter().map(|it| it.0).collect::<Vec<_>>(), [the_case()]);
    let listings = async || store.listed_cases().await.unwrap()[0].listings;
    refused(&store, erase_by(1, first), "case.not_due").await;
    for day in 1..i64::from(RETENTION_LISTINGS_MIN) {
        apply(&store, [listed_by(1, day)]).await;
        assert_eq!(i64::from(listings().await), day);
        refused(&store, erase_by(1, first), "case.not_due").await;
    }
    // By another rule, or by a clock that was set back, it begins anew.
    apply(&store, [listed_by(2, 50)]).await;
    assert_eq!(listings().await, 1);
    apply(&store, [listed_by(2, 49)]).await;
    assert_eq!(listings().await, 1);
    listed_often(&store, 2, 60).await;
    refused(&store, erase_by(1, first), "case.not_due").await;
    // The other rule is the shorter one, so it is not by this one that the case goes.
    refused(&store, erase_by(2, second), "case.not_due").await;
    let end = Change::EndRetentionRule {
        rule: RetentionRuleId(id(1)),
        at: Timestamp(90),
    };
    apply(&store, [end]).await;
    refused(&store, erase_by(2, second - 1), "case.not_due").await;
    apply(&store, [erase_by(2, second)]).await;
    assert!(store.listed_cases().await.unwrap().is_empty());
}

pub(crate) async fn what_happens_to_a_listed_case_begins_its_listings_anew(store: Store) {
    under_two_rules(&store).await;
    let due = OVER[0];
    let lanes = |lanes: &[Lane]| Change::SetCaseLanes {
        case: the_case(),
        lanes: lanes.to_vec(),
        at: Timestamp(80),
    };
    let before = store.case(the_case()).await.unwrap().unwrap().lanes;
    let hold = |on, held| Change::SetLegalHold { on, held };
    let both = |on| vec![hold(on, true), hold(on, false)];
    let touched = [
        both(Holding::Case(the_case())),
        both(Holding::Customer(CustomerId(id(1)))),
        both(Holding::File(FileId(id(1)))),
        vec![lanes(&[]), lanes(&before)],
        vec![Change::ReopenCase(the_case()), close_case(1)],
    ];
    for (from, changes) in (10..).step_by(10).zip(touched) {
        listed_often(&store, 1, from).await;
        apply(&store, changes).await;
        assert!(store.listed_cases().await.unwrap().is_empty());
        refused(&store, erase_by(1, due), "case.not_due").await;
    }
    // Lanes that are set as they were change nothing.
    listed_often(&store, 1, 90).await;
    apply(&store, [lanes(&before)]).await;
    assert_eq!(store.listed_cases().await.unwrap().len(), 1);
    let held = hold(Holding::Customer(CustomerId(id(1))), true);
    apply(&store, [held]).await;
    refused(&store, erase_by(1, due), "case.held").await;
    let free = store.erasable_cases(Timestamp(DAY), None, 9).await.unwrap();
    assert!(free.is_empty());
    apply(&store, [hold(Holding::Customer(CustomerId(id(1))), false)]).await;
    listed_often(&store, 1, 100).await;
    apply(&store, [erase_by(1, due)]).await;
}

pub(crate) async fn what_a_case_was_listed_for_must_still_be_its_date(store: Store) {
    under_two_rules(&store).await;
    listed_often(&store, 1, 10).await;
    let minimum = rule(3, Bound::AtLeast, 9);
    apply(&store, [Change::PutRetentionRule(minimum)]).await;
    refused(&store, erase_by(1, 7_000 + 9 * DAY), "case.not_due").await;
}
