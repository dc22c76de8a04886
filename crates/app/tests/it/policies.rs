//! The organisation's own policies, from proposal to force, and the questions about them.

use coffer_app::AppError;
use coffer_app::people::NewMember;
use coffer_domain::alert::Response;
use coffer_domain::context::RequestCtx;
use coffer_domain::people::Member;
use coffer_domain::policies::VersionState;
use coffer_domain::time::Span;
use expect_test::expect;

use crate::by_hand::{for_hours, reported};
use crate::ledger::Golden;
use crate::world::World;

const WIDER: &str = r#"
    @id("own-leads-read-along") @summary("Leads view all files of their department.")
    permit (principal is Coffer::Member in Coffer::Role::"lead", action in [Coffer::Action::"file.list", Coffer::Action::"file.view"], resource is Coffer::File)
    when { resource.case.department == principal.department };
"#;

const NARROWER: &str = r#"
    @id("own-no-reveal") @code("NO_REVEAL") @summary("Nobody reveals values.")
    forbid (principal is Coffer::Member, action == Coffer::Action::"file.reveal", resource);
"#;

const BROKEN: &str = r#"
    @id("own-auditors") @summary("Auditors view files.")
    permit (principal is Coffer::Member in Coffer::Role::"auditor", action == Coffer::Action::"file.view", resource is Coffer::File);
"#;

const WHY: &str = "our customers asked for it";

async fn officer(world: &World, email: &str) -> Member {
    let new = NewMember {
        email: email.to_owned(),
        name: None,
        department: "Support".to_owned(),
        roles: vec!["security".to_owned()],
    };
    let added = world.app.add_member(&world.operator(), &new).await;
    added.unwrap().0
}

async fn officers(world: &World) -> (Member, Member) {
    let one = officer(world, "one@coffer.example").await;
    (one, officer(world, "two@coffer.example").await)
}

async fn state(world: &World, ctx: &RequestCtx) -> Vec<VersionState> {
    let versions = world.app.policy_versions(ctx).await.unwrap();
    versions.iter().map(|version| version.state).collect()
}

async fn in_force(world: &World, ctx: &RequestCtx) -> bool {
    let policies = world.app.policies(ctx).await.unwrap();
    policies
        .rules
        .iter()
        .any(|rule| rule.id == "own-leads-read-along")
}

/// Each act upon the organisation's own policies, and what it writes.
pub(crate) async fn story(world: &World) {
    let (one, two) = officers(world).await;
    let mut golden = Golden::from_now(world).await;
    let (first, second) = (world.member(&one), world.member(&two));
    let app = &world.app;
    app.policies(&first).await.unwrap();
    golden.did("read the policies").await;
    app.propose_policies(&first, NARROWER, WHY).await.unwrap();
    golden.did("forbid something").await;
    let back = app.propose_policies(&first, "", WHY).await.unwrap();
    golden.did("propose to permit it again").await;
    app.refuse_policies(&second, back.id).await.unwrap();
    golden.did("refuse that").await;
    let again = app.propose_policies(&first, "", WHY).await.unwrap();
    app.approve_policies(&second, again.id).await.unwrap();
    golden.did("propose it once more, and approve").await;
    world.clock.advance(Span::hours(24));
    app.put_policies_in_force(&app.system_ctx()).await.unwrap();
    golden.did("let its time come").await;
    expect![[r#"
        read the policies: policy.read
        forbid something: policy.proposed, policy.activated
        propose to permit it again: policy.proposed
        refuse that: policy.refused
        propose it once more, and approve: policy.proposed, policy.approved
        let its time come: policy.activated
    "#]]
    .assert_eq(golden.text());
}

#[tokio::test]
async fn what_may_permit_more_needs_a_second_person_and_its_time() {
    let world = World::new(71).await;
    let (one, two) = officers(&world).await;
    let (first, second) = (world.member(&one), world.member(&two));
    let proposed = world
        .app
        .propose_policies(&first, WIDER, WHY)
        .await
        .unwrap();
    assert_eq!(proposed.state, VersionState::Proposed);
    assert!(proposed.wider);
    let own = world.app.approve_policies(&first, proposed.id).await;
    assert!(matches!(own, Err(AppError::Value { .. })));
    let approved = world
        .app
        .approve_policies(&second, proposed.id)
        .await
        .unwrap();
    assert_eq!(approved.state, VersionState::Approved);
    assert!(!in_force(&world, &first).await);
    world.clock.advance(Span::hours(24));
    let system = world.app.system_ctx();
    world.app.put_policies_in_force(&system).await.unwrap();
    let later = world.member(&one);
    assert!(in_force(&world, &later).await);
    assert_eq!(state(&world, &later).await, [VersionState::Active]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_approved_waits_while_the_server_is_read_only() {
    let world = World::new(74).await;
    let (one, two) = officers(&world).await;
    let (first, second) = (world.member(&one), world.member(&two));
    let proposed = world.app.propose_policies(&first, WIDER, WHY).await;
    let id = proposed.unwrap().id;
    world.app.approve_policies(&second, id).await.unwrap();
    world.clock.advance(Span::hours(24));
    let alert = reported(&world).await.alert.id;
    let read_only = for_hours(Response::ReadOnly, 1, WHY);
    let later = world.member(&one);
    let begun = world.app.respond_by_hand(&later, alert, &read_only).await;
    begun.unwrap();
    let system = world.app.system_ctx();
    world.app.put_policies_in_force(&system).await.unwrap();
    assert!(!in_force(&world, &later).await);
    world.clock.advance(Span::hours(1));
    let system = world.app.system_ctx();
    world.app.put_policies_in_force(&system).await.unwrap();
    assert!(in_force(&world, &world.member(&one)).await);
}

#[tokio::test]
async fn what_can_only_permit_less_is_in_force_at_once() {
    let world = World::new(72).await;
    let (one, _) = officers(&world).await;
    let ctx = world.member(&one);
    let version = world
        .app
        .propose_policies(&ctx, NARROWER, WHY)
        .await
        .unwrap();
    assert_eq!(version.state, VersionState::Active);
    // Taking it away again may permit more.
    let back = world.app.propose_policies(&ctx, "", WHY).await.unwrap();
    assert_eq!(back.state, VersionState::Proposed);
    let refused = world.app.refuse_policies(&ctx, back.id).await.unwrap();
    assert_eq!(refused.state, VersionState::Refused);
}

#[tokio::test]
async fn what_breaks_an_invariant_is_refused_with_an_example() {
    let world = World::new(73).await;
    let (one, _) = officers(&world).await;
    let ctx = world.member(&one);
    let Err(AppError::Policies(words)) = world.app.propose_policies(&ctx, BROKEN, WHY).await else {
        panic!("auditors may view files");
    };
    let words = words.join("\n");
    assert!(words.contains("auditor"), "{words}");
    assert!(words.contains("reach content"), "{words}");
    for text in [
        "permit everything;",
        r#"@id("W99") @summary("S.") permit (principal, action, resource);"#,
    ] {
        let refused = world.app.propose_policies(&ctx, text, WHY).await;
        assert!(matches!(refused, Err(AppError::Policies(_))), "{text}");
    }
    let no_reason = world.app.propose_policies(&ctx, NARROWER, "so").await;
    assert!(matches!(no_reason, Err(AppError::Value { .. })));
    assert_eq!(state(&world, &ctx).await, []);
}

#[tokio::test]
async fn nobody_but_officers_reads_or_sets_policies() {
    let world = World::new(74).await;
    let lena = world.lena();
    assert!(matches!(
        world.app.policies(&lena).await,
        Err(AppError::Denied(_))
    ));
    let set = world.app.propose_policies(&lena, NARROWER, WHY).await;
    assert!(matches!(set, Err(AppError::Denied(_))));
    let administrator = world.ctx(coffer_domain::context::Principal::Operator);
    let set = world
        .app
        .propose_policies(&administrator, NARROWER, WHY)
        .await;
    assert!(matches!(set, Err(AppError::Denied(_))));
}

#[tokio::test]
async fn questions_are_answered_with_rules_and_replays_say_what_changes() {
    let world = World::new(75).await;
    let (one, two) = officers(&world).await;
    let ctx = world.member(&one);
    let case = world.case().await;
    let token = world.link(&case).await;
    let file = world.file(&token, 1, 1_000).await;
    world.drain_jobs().await;
    let on = file.to_string();
    let answer = world
        .app
        .explain_access(&ctx, "max@coffer.example", "file.view", &on);
    let answer = answer.await.unwrap();
    assert!(!answer.permitted);
    assert_eq!(answer.rules[0].code, "OTHER_DEPARTMENT");
    let who = world.app.who_can(&ctx, "file.view", &on).await.unwrap();
    let mut who: Vec<&str> = who.iter().map(|it| it.member.email.as_str()).collect();
    who.sort_unstable();
    assert_eq!(who, ["ada@coffer.example", "lena@coffer.example"]);
    let strange = world.app.who_can(&ctx, "file.view", &case).await;
    assert!(matches!(strange, Err(AppError::Value { .. })));

    // Lists agree with it, and everybody may ask for their own.
    let seen = async |ctx: &RequestCtx, email: &str| world.app.visible_to(ctx, email, None).await;
    let own = seen(&world.lena(), "lena@coffer.example").await.unwrap();
    assert_eq!(own.files.len(), 1);
    assert_eq!(own.cases.len(), 1);
    assert!(matches!(
        seen(&world.lena(), "max@coffer.example").await,
        Err(AppError::Denied(_))
    ));
    let other = seen(&ctx, "max@coffer.example").await.unwrap();
    assert!(other.files.is_empty() && other.cases.is_empty());

    // A download of the past would have been refused by this.
    let (_, outcome) = world.download(file).await;
    outcome.unwrap();
    world.app.sequence_all().await.unwrap();
    let none = r#"@id("own-none") @code("NONE") @summary("Nothing is downloaded.")
        forbid (principal, action == Coffer::Action::"file.download", resource);"#;
    let replay = world
        .app
        .replay_policies(&world.member(&two), none)
        .await
        .unwrap();
    assert_eq!((replay.refused, replay.permitted), (1, 0));
    assert_eq!(replay.examples[0].rules[0].id, "own-none");
    let check = world.app.check_policies(&ctx, none).await.unwrap();
    assert!(check.passes() && !check.wider && check.changes.complete);
    assert_eq!((check.changes.gained, check.changes.lost), (0, 1));
}
