//! A directory's whole story with one person, for the ledger; and what it may not do.

use coffer_app::AppError;
use coffer_app::directory::{GroupSpec, NewServiceAccount, PersonSpec, PersonView};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::directory::{DirectoryRules, GroupRule, ServiceAccount, Source};
use coffer_domain::id::MemberId;
use coffer_domain::people::{MemberState, Role};
use coffer_domain::ports::Directory;
use coffer_domain::text::{Email, Name};

use expect_test::expect;

use crate::ledger::Golden;
use crate::world::World;

/// What groups stand for in these tests.
pub(crate) fn rules() -> DirectoryRules {
    let rule = |group: &str, department: &str| GroupRule {
        group: group.to_owned(),
        department: Some(name(department)),
        roles: vec![Role::Agent],
    };
    DirectoryRules {
        department: Some(name("Support")),
        rules: vec![rule("engineers", "Engineering")],
        invite: true,
    }
}

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

pub(crate) fn spec(address: &str, active: bool) -> PersonSpec {
    PersonSpec {
        key: address.to_owned(),
        external: None,
        attributes: "{}".to_owned(),
        email: Email::parse(address).unwrap(),
        name: name("Lena L."),
        active,
    }
}

/// A service account for SCIM, and its circumstances.
pub(crate) async fn account(world: &World) -> (ServiceAccount, RequestCtx) {
    let new = NewServiceAccount {
        name: "A directory".to_owned(),
        scopes: vec!["scim".to_owned()],
    };
    let operator = world.operator();
    let added = world.app.add_service_account(&operator, &new);
    let account = added.await.unwrap();
    let ctx = world.ctx(Principal::Service(account.clone()));
    (account, ctx)
}

pub(crate) async fn say(world: &World, ctx: &RequestCtx, member: MemberId, said: PersonSpec) {
    let new = |_: &PersonView| Ok::<_, AppError>(said.clone());
    let changed = world.app.change_person(ctx, Source::Scim, member, new);
    changed.await.unwrap();
}

/// Everything a directory does, and the events it leaves.
pub(crate) async fn story(world: &World) {
    let mut golden = Golden::from_now(world).await;
    acts(world, &mut golden).await;
    expect![[r#"
        add a service account: service.added
        give it a token: service.token_created
        a directory brings somebody: member.added
        it puts them into a group: directory.group_added, member.moved, member.roles_changed, enrolment.created
        it gives them another address: directory.person_changed, member.renamed
        it deactivates them: directory.person_changed, member.locked
        it activates them again: directory.person_changed, member.unlocked
        it takes them out of the group: directory.group_changed, member.moved, member.roles_changed
        it takes the group away: directory.group_removed
        it takes them away: member.left
        end the service account: service.ended
    "#]]
    .assert_eq(golden.text());
    crate::federated::story(world).await;
}

async fn acts(world: &World, golden: &mut Golden<'_>) {
    let (account, ctx) = account(world).await;
    golden.did("add a service account").await;
    let operator = world.operator();
    let token = world.app.create_service_token(&operator, account.id, 30);
    token.await.unwrap();
    golden.did("give it a token").await;
    let said = spec("lena.two@coffer.example", true);
    let view = world.app.provide_person(&ctx, Source::Scim, said).await;
    let member = view.unwrap().person.member;
    golden.did("a directory brings somebody").await;
    let said = GroupSpec {
        name: name("engineers"),
        external: None,
        members: vec![member],
    };
    let group = world.app.provide_group(&ctx, Source::Scim, said).await;
    let group = group.unwrap();
    golden.did("it puts them into a group").await;
    say(world, &ctx, member, spec("lena.three@coffer.example", true)).await;
    golden.did("it gives them another address").await;
    say(
        world,
        &ctx,
        member,
        spec("lena.three@coffer.example", false),
    )
    .await;
    golden.did("it deactivates them").await;
    say(world, &ctx, member, spec("lena.three@coffer.example", true)).await;
    golden.did("it activates them again").await;
    let emptied = |group: &coffer_domain::directory::Group| {
        Ok::<_, AppError>(GroupSpec {
            name: group.name.clone(),
            external: None,
            members: Vec::new(),
        })
    };
    let changed = world
        .app
        .change_group(&ctx, Source::Scim, group.id, emptied);
    changed.await.unwrap();
    golden.did("it takes them out of the group").await;
    let anyway = |_: &coffer_domain::directory::Group| Ok::<_, AppError>(());
    let removed = world
        .app
        .withdraw_group(&ctx, Source::Scim, group.id, anyway);
    removed.await.unwrap();
    golden.did("it takes the group away").await;
    let anyway = |_: &PersonView| Ok::<_, AppError>(());
    let removed = world
        .app
        .withdraw_person(&ctx, Source::Scim, member, anyway);
    removed.await.unwrap();
    golden.did("it takes them away").await;
    let operator = world.operator();
    let ended = world.app.end_service_account(&operator, account.id);
    ended.await.unwrap();
    golden.did("end the service account").await;
}

/// A request that began before its account was ended does nothing after it.
#[tokio::test]
async fn an_account_that_ended_brings_nobody() {
    let world = World::new(1).await;
    let (account, ctx) = account(&world).await;
    let operator = world.operator();
    let ended = world.app.end_service_account(&operator, account.id);
    ended.await.unwrap();
    let said = spec("late@coffer.example", true);
    let late = world.app.provide_person(&ctx, Source::Scim, said).await;
    assert!(matches!(late, Err(AppError::DoerChanged)));
    let members = world.store.members().await.unwrap();
    assert!(
        members
            .iter()
            .all(|it| it.email.as_str() != "late@coffer.example")
    );
}

/// Somebody locked here stays locked when the directory says active, whatever it said before.
#[tokio::test]
async fn a_directory_unlocks_only_what_it_locked() {
    let world = World::new(1).await;
    let (_, ctx) = account(&world).await;
    let said = spec("p@coffer.example", true);
    let view = world.app.provide_person(&ctx, Source::Scim, said).await;
    let member = view.unwrap().person.member;
    let lock = coffer_domain::commit::Change::SetMemberState {
        member,
        to: MemberState::Locked,
    };
    world.change(lock).await;
    for active in [true, false, true] {
        say(&world, &ctx, member, spec("p@coffer.example", active)).await;
        let stands = world.store.member(member).await.unwrap().unwrap().state;
        assert_eq!(stands, MemberState::Locked, "{active}");
    }
}

#[tokio::test]
async fn a_member_brings_nobody() {
    let world = World::new(1).await;
    let said = spec("p@coffer.example", true);
    let brought = world
        .app
        .provide_person(&world.lena(), Source::Scim, said)
        .await;
    assert!(matches!(brought, Err(AppError::Denied(_))));
}
