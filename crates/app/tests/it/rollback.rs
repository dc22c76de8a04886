//! Files are put back to what they were: of a case, or what one member did; nothing is lost by it.

use bytes::Bytes;
use coffer_app::AppError;
use coffer_app::people::NewMember;
use coffer_app::rollback::{RolledBack, Since};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::FileId;
use coffer_domain::ports::{Clock, Files};
use coffer_domain::time::{Span, Timestamp};
use futures::stream;

use crate::erasure::WHY;
use crate::world::{World, body};

async fn member(world: &World, name: &str, department: &str, role: &str) -> RequestCtx {
    let new = NewMember {
        email: format!("{name}@coffer.example"),
        name: None,
        department: department.to_owned(),
        roles: vec![role.to_owned()],
    };
    let added = world.app.add_member(&world.operator(), &new).await;
    world.member(&added.unwrap().0)
}

/// Somebody's encryption, as a further version.
async fn encrypt(world: &World, who: &RequestCtx, file: FileId) {
    let pieces = stream::iter([Ok(Bytes::from(body(99, 0..700)))]);
    let who = RequestCtx {
        now: world.clock.now(),
        ..who.clone()
    };
    world.app.add_version(&who, file, pieces).await.unwrap();
    world.drain_jobs().await;
}

async fn rename(world: &World, who: &RequestCtx, file: FileId, name: &str) {
    let who = RequestCtx {
        now: world.clock.now(),
        ..who.clone()
    };
    world.app.rename_file(&who, file, name).await.unwrap();
}

fn since(time: Timestamp, preview: bool) -> Since<'static> {
    Since {
        time,
        reason: WHY,
        preview,
    }
}

/// Number of the version that is shown, and the name.
async fn shown(world: &World, file: FileId) -> (u32, String) {
    let file = world.store.file(file).await.unwrap().unwrap();
    let number = file.version.unwrap().number;
    (number, file.name.as_str().to_owned())
}

/// The ledger says which version is shown: whoever sets one aside in the database is found out.
async fn assert_sound(world: &World) {
    let compared = world.app.compare_with_ledger(&world.operator()).await;
    let odd: Vec<String> = compared.unwrap().odd.into_iter().map(|it| it.id).collect();
    assert_eq!(odd, [""; 0]);
}

fn put_back(done: &RolledBack) -> Vec<(FileId, u32, u32, bool)> {
    let files = done.files.iter();
    files
        .map(|it| (it.file, it.from, it.to, it.renamed))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_is_as_it_was_at_a_time_and_what_came_after_is_kept() {
    let world = World::new(41).await;
    let case = world.case().await;
    let link = world.link(&case).await;
    let (file, untouched) = (
        world.file(&link, 1, 5_000).await,
        world.file(&link, 2, 900).await,
    );
    world.drain_jobs().await;
    let (_, name) = shown(&world, file).await;
    let original = world.download(file).await.0;
    world.clock.advance(Span::minutes(5));
    let then = world.clock.now();
    world.clock.advance(Span::minutes(5));
    let lena = world.lena();
    encrypt(&world, &lena, file).await;
    rename(&world, &lena, file, "a.locked").await;
    encrypt(&world, &lena, file).await;
    rename(&world, &lena, file, "b.locked").await;
    let newer = world.file(&link, 3, 100).await;
    world.drain_jobs().await;
    world.clock.advance(Span::minutes(5));

    let lena = world.lena();
    for preview in [true, false] {
        let done = world
            .app
            .roll_back_case(&lena, &case, since(then, preview))
            .await;
        let done = done.unwrap();
        assert_eq!(put_back(&done), [(file, 3, 1, true)], "{preview}");
        assert_eq!((done.newer, done.refused), (1, 0));
        let now = if preview {
            (3, "b.locked".to_owned())
        } else {
            (1, name.clone())
        };
        assert_eq!(shown(&world, file).await, now);
    }
    assert_eq!(world.download(file).await.0, original);
    assert_sound(&world).await;
    assert_eq!(shown(&world, untouched).await.0, 1);
    assert_eq!(shown(&world, newer).await.0, 1);
    let again = world
        .app
        .roll_back_case(&lena, &case, since(then, false))
        .await;
    assert_eq!(put_back(&again.unwrap()), [], "once is enough");

    // What was set aside is there, keeps its number, and can be shown again.
    encrypt(&world, &lena, file).await;
    assert_eq!(shown(&world, file).await.0, 4);
    let back = world.app.show_version(&lena, file, 2, WHY).await.unwrap();
    assert_eq!(back.version.unwrap().number, 2);
    let versions = world.store.versions(file).await.unwrap();
    let aside: Vec<u32> = versions
        .iter()
        .filter(|it| it.set_aside)
        .map(|it| it.number)
        .collect();
    assert_eq!(aside, [3, 4]);
    let listed = world.app.file_versions(&lena, file).await.unwrap();
    assert_eq!(listed, versions);
    assert_sound(&world).await;
    let none = world.app.show_version(&lena, file, 9, WHY).await;
    assert!(matches!(none, Err(AppError::NotFound("version"))));
    world.check("after putting back").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_one_member_did_is_undone_and_what_others_did_since_stays() {
    let world = World::new(42).await;
    let case = world.case().await;
    let link = world.link(&case).await;
    let files = [
        world.file(&link, 1, 5_000).await,
        world.file(&link, 2, 900).await,
        world.file(&link, 3, 700).await,
    ];
    world.drain_jobs().await;
    let [theirs, mended, named] = files;
    let eve = member(&world, "eve", "Support", "lead").await;
    let lena = world.lena();
    world
        .app
        .add_case_member(&lena, &case, "eve@coffer.example")
        .await
        .unwrap();
    let (_, before) = shown(&world, theirs).await;
    world.clock.advance(Span::minutes(5));
    let then = world.clock.now();
    world.clock.advance(Span::minutes(5));
    encrypt(&world, &eve, theirs).await;
    rename(&world, &eve, theirs, "x.locked").await;
    encrypt(&world, &eve, mended).await;
    encrypt(&world, &lena, mended).await;
    rename(&world, &eve, named, "y.locked").await;
    rename(&world, &lena, named, "y.log").await;
    world.clock.advance(Span::minutes(5));

    let sara = member(&world, "sara", "Engineering", "security").await;
    let undo = async |who: &RequestCtx, member: &str| {
        world
            .app
            .roll_back_member(who, member, since(then, false))
            .await
    };
    for who in [world.lena(), member(&world, "dora", "Support", "dpo").await] {
        assert!(matches!(
            undo(&who, "eve@coffer.example").await,
            Err(AppError::Denied(_))
        ));
    }
    let done = undo(&sara, "eve@coffer.example").await.unwrap();
    assert_eq!(put_back(&done), [(theirs, 2, 1, true)]);
    assert_eq!((done.newer, done.refused), (0, 0));
    assert_eq!(shown(&world, theirs).await, (1, before));
    assert_eq!(shown(&world, mended).await.0, 3, "mended since");
    assert_eq!(shown(&world, named).await.1, "y.log", "named since");
    assert_eq!(
        put_back(&undo(&sara, "eve@coffer.example").await.unwrap()),
        []
    );
    world.check("after undoing").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_put_files_back() {
    let world = World::new(43).await;
    let case = world.case().await;
    let link = world.link(&case).await;
    let file = world.file(&link, 1, 5_000).await;
    world.drain_jobs().await;
    let then = world.clock.now();
    for (name, department, role, may) in [
        ("sara", "Engineering", "security", true),
        ("otto", "Support", "agent", false),
        ("lola", "Support", "lead", false),
        ("dora", "Support", "dpo", false),
    ] {
        let who = member(&world, name, department, role).await;
        let case_back = world
            .app
            .roll_back_case(&who, &case, since(then, true))
            .await;
        let shown = world.app.show_version(&who, file, 1, WHY).await;
        assert_eq!((case_back.is_ok(), shown.is_ok()), (may, may), "{role}");
    }
    // Who puts files back without opening their case is not shown which versions they have.
    let olga = member(&world, "olga", "Engineering", "security").await;
    let versions = world.app.file_versions(&olga, file).await;
    assert!(matches!(versions, Err(AppError::Denied(_))));
    let short = Since {
        reason: "short",
        ..since(then, true)
    };
    let refused = world.app.roll_back_case(&world.lena(), &case, short).await;
    assert!(matches!(
        refused,
        Err(AppError::Value {
            field: "reason",
            ..
        })
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_put_the_same_case_back_at_once_while_its_files_are_still_changed() {
    let world = World::new(44).await;
    let case = world.case().await;
    let link = world.link(&case).await;
    let mut files = Vec::new();
    for number in 1..=12 {
        files.push(world.file(&link, number, 300).await);
    }
    world.drain_jobs().await;
    world.clock.advance(Span::minutes(5));
    let then = world.clock.now();
    world.clock.advance(Span::minutes(5));
    let lena = world.lena();
    for file in &files {
        encrypt(&world, &lena, *file).await;
    }
    let ctx = RequestCtx {
        now: world.clock.now(),
        ..lena.clone()
    };
    let add = async {
        for file in files.iter().rev() {
            let pieces = stream::iter([Ok(Bytes::from(body(7, 0..200)))]);
            // Whether it comes before or after, it is kept.
            world.app.add_version(&ctx, *file, pieces).await.unwrap();
        }
    };
    let once = world.app.roll_back_case(&ctx, &case, since(then, false));
    let twice = world.app.roll_back_case(&ctx, &case, since(then, false));
    let ((), once, twice) = tokio::join!(add, once, twice);
    let (once, twice) = (once.unwrap(), twice.unwrap());
    assert_eq!((once.newer, twice.newer), (0, 0));
    world.drain_jobs().await;
    // What was added after a file was put back is undone like the rest.
    let last = world.app.roll_back_case(&ctx, &case, since(then, false));
    last.await.unwrap();
    for file in files {
        assert_eq!(shown(&world, file).await.0, 1);
        assert_eq!(world.store.versions(file).await.unwrap().len(), 3);
    }
    assert_sound(&world).await;
}
