//! Budgets: how much goes out in an hour, by somebody who tries to get round them.

use std::sync::Arc;

use coffer_app::AppError;
use coffer_app::budgets::NewBudgetRaise;
use coffer_app::delivery::NewDelivery;
use coffer_domain::budget::{Allowance, Budgets};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::FileId;
use coffer_domain::time::Span;
use expect_test::expect;
use tokio::task::JoinSet;

use crate::ledger::Golden;
use crate::watch::{add, rules, watch};
use crate::world::World;

const WHY: &str = "the customer asked for an export";
/// Nothing is refused by this one.
const ENOUGH: Allowance = Allowance {
    files: 1_000,
    bytes: None,
};
/// A file of these tests.
const FILE_BYTES: u64 = 1_000;

fn some(files: u32) -> Allowance {
    Allowance { files, ..ENOUGH }
}

fn enough() -> Budgets {
    Budgets {
        member_originals: ENOUGH,
        member_working_copies: ENOUGH,
        case_originals: ENOUGH,
        case_working_copies: ENOUGH,
    }
}

/// A case, and files in it that were checked.
async fn files(world: &World, count: u64) -> (String, Vec<FileId>) {
    let case = world.case().await;
    let token = world.link(&case).await;
    let mut files = Vec::new();
    for seed in 0..count {
        files.push(world.file(&token, seed, FILE_BYTES).await);
    }
    world.drain_jobs().await;
    (case, files)
}

/// Whether it went out; anything but the budget's own refusal stops the test.
fn went_out<T>(result: Result<T, AppError>) -> bool {
    match result {
        Ok(_) => true,
        Err(AppError::Denied(denied)) => {
            let codes: Vec<&str> = denied.rules.iter().map(|rule| &*rule.code).collect();
            assert_eq!(codes, ["BUDGET_SPENT"]);
            false
        }
        Err(error) => panic!("not refused by the budget: {error}"),
    }
}

/// Another lead who works the case.
async fn another_lead(world: &World, case: &str) -> RequestCtx {
    let lead = add(world, "lead@coffer.example", &["lead"]).await;
    let (lena, id) = (world.lena(), lead.id.to_string());
    let joined = world.app.add_case_member(&lena, case, &id);
    joined.await.unwrap();
    world.member(&lead)
}

async fn take(world: &World, ctx: &RequestCtx, file: FileId) -> bool {
    went_out(world.app.download(ctx, file).await)
}

async fn raise(
    world: &World,
    ctx: &RequestCtx,
    of: &str,
    factor: u32,
) -> Result<coffer_domain::budget::BudgetRaise, AppError> {
    let new = NewBudgetRaise {
        of: of.to_owned(),
        factor,
        hours: Some(1),
        reason: WHY.to_owned(),
    };
    world.app.raise_budget(ctx, &new).await
}

pub(crate) async fn story(world: &World) {
    let case = world.case().await;
    let mut golden = Golden::from_now(world).await;
    let operator = world.operator();
    raise(world, &operator, &case, 3).await.unwrap();
    golden.did("raise a case's budget").await;
    world.app.end_budget_raise(&operator, &case).await.unwrap();
    golden.did("end that").await;
    expect![[r#"
        raise a case's budget: budget.raised
        end that: budget.raise_ended
    "#]]
    .assert_eq(golden.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_downloads_at_once_only_so_many_come_through() {
    let budgets = Budgets {
        member_originals: some(3),
        ..enough()
    };
    let world = World::with_budgets(1, budgets).await;
    let (_, files) = files(&world, 12).await;
    let mut downloads = JoinSet::new();
    for file in files {
        let (app, ctx) = (Arc::clone(&world.app), world.lena());
        downloads.spawn(async move { went_out(app.download(&ctx, file).await) });
    }
    let taken = downloads.join_all().await;
    assert_eq!(taken.into_iter().filter(|out| *out).count(), 3);
    watch(&world).await;
    assert!(rules(&world).await.contains(&"D26-budget".to_owned()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_counts_once_an_hour_however_often_it_is_fetched() {
    let budgets = Budgets {
        member_originals: some(1),
        ..enough()
    };
    let world = World::with_budgets(1, budgets).await;
    let (case, files) = files(&world, 2).await;
    let lena = world.lena();
    for part in [0..10, 10..500, 500..FILE_BYTES] {
        let opened = world.app.download(&lena, files[0]).await.unwrap();
        let mut pieces = opened.stream(part).await.unwrap();
        while let Some(piece) = pieces.recv().await {
            piece.unwrap();
        }
    }
    assert!(!take(&world, &lena, files[1]).await);
    // Somebody else has a budget of their own.
    assert!(take(&world, &another_lead(&world, &case).await, files[1]).await);
    world.clock.advance(Span::hours(1));
    assert!(take(&world, &world.lena(), files[1]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn bytes_count_and_what_reaches_the_limit_still_goes_out() {
    let budgets = Budgets {
        member_originals: Allowance {
            files: 100,
            bytes: Some(FILE_BYTES + 1),
        },
        ..enough()
    };
    let world = World::with_budgets(1, budgets).await;
    let (_, files) = files(&world, 3).await;
    let lena = world.lena();
    let mut out = Vec::new();
    for file in files {
        out.push(take(&world, &lena, file).await);
    }
    assert_eq!(out, [true, true, false]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_has_a_budget_for_everybody_together() {
    let budgets = Budgets {
        case_originals: some(2),
        ..enough()
    };
    let world = World::with_budgets(1, budgets).await;
    let (case, first) = files(&world, 3).await;
    let (_, other) = files(&world, 1).await;
    let (lena, lead) = (world.lena(), another_lead(&world, &case).await);
    assert!(take(&world, &lena, first[0]).await);
    assert!(take(&world, &lead, first[1]).await);
    assert!(!take(&world, &lead, first[2]).await);
    assert!(!take(&world, &lena, first[2]).await);
    assert!(take(&world, &lena, other[0]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn sending_counts_as_taking_out() {
    let budgets = Budgets {
        member_originals: some(2),
        ..enough()
    };
    let world = World::with_budgets(1, budgets).await;
    let (case, files) = files(&world, 3).await;
    let lena = world.lena();
    let send = async |files: &[FileId]| {
        let new = NewDelivery {
            contacts: vec!["jane@contoso.example".to_owned()],
            files: files.to_vec(),
            accept_findings: true,
            accept_new_contacts: true,
            ..NewDelivery::default()
        };
        went_out(world.app.create_delivery(&lena, &case, &new).await)
    };
    // Each alone would fit, all three do not; and then none of them counts.
    assert!(!send(&files).await);
    assert!(send(&files[..2]).await);
    assert!(!take(&world, &lena, files[2]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn working_copies_count_apart() {
    let budgets = Budgets {
        member_originals: some(1),
        member_working_copies: some(1),
        ..enough()
    };
    let world = World::with_budgets(1, budgets).await;
    let (_, files) = files(&world, 2).await;
    let lena = world.lena();
    let read = async |file| went_out(world.app.lines(&lena, file, 0, 1, 10).await);
    assert!(read(files[0]).await && read(files[0]).await);
    assert!(!read(files[1]).await);
    let query = coffer_app::content::SearchQuery {
        pattern: "worker".to_owned(),
        member: None,
        limit: 1,
    };
    assert!(!went_out(world.app.search(&lena, files[1], &query).await));
    assert!(!went_out(world.app.working_copy(&lena, files[1], 0).await));
    // What is in the file can still be seen, and the original is another budget's.
    world.app.tree(&lena, files[1]).await.unwrap();
    assert!(take(&world, &lena, files[1]).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_officer_raises_a_budget_for_a_time_and_nobody_their_own() {
    let budgets = Budgets {
        member_originals: some(1),
        ..enough()
    };
    let world = World::with_budgets(1, budgets).await;
    let (case, files) = files(&world, 4).await;
    let officer = add(&world, "olga@coffer.example", &["security"]).await;
    let officer = world.member(&officer);
    let lena = world.lena();
    let whose = world.people.lena.id.to_string();
    assert!(take(&world, &lena, files[0]).await && !take(&world, &lena, files[1]).await);

    let refused = raise(&world, &lena, &whose, 2).await;
    assert!(matches!(refused, Err(AppError::Denied(_))));
    for (of, factor) in [(&officer_id(&officer), 2), (&whose, 1), (&whose, 11)] {
        let refused = raise(&world, &officer, of, factor).await;
        assert!(
            matches!(refused, Err(AppError::Value { .. })),
            "{of} {factor}"
        );
    }
    let unknown = raise(&world, &officer, "T-none", 2).await;
    assert!(matches!(unknown, Err(AppError::NotFound("case"))));

    raise(&world, &officer, &whose, 2).await.unwrap();
    assert!(take(&world, &lena, files[1]).await && !take(&world, &lena, files[2]).await);
    raise(&world, &officer, &whose, 4).await.unwrap();
    assert!(take(&world, &lena, files[2]).await);
    world.app.end_budget_raise(&officer, &whose).await.unwrap();
    assert!(!take(&world, &lena, files[3]).await);
    let again = world.app.end_budget_raise(&officer, &whose).await;
    assert!(matches!(again, Err(AppError::NotFound("raise"))));

    raise(&world, &officer, &case, 2).await.unwrap();
    assert_eq!(world.app.budgets(&officer).await.unwrap().raises.len(), 1);
    world.clock.advance(Span::hours(1));
    let officer = world.member(member_of(&officer));
    assert_eq!(world.app.budgets(&officer).await.unwrap().raises, []);
}

fn member_of(ctx: &RequestCtx) -> &coffer_domain::people::Member {
    let coffer_domain::context::Principal::Member(member) = &ctx.principal else {
        panic!("no member");
    };
    member
}

fn officer_id(ctx: &RequestCtx) -> String {
    member_of(ctx).id.to_string()
}
