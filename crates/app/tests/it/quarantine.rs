//! Files that are not what they say: handed out to nobody until an officer lifted that.

use bytes::Bytes;
use coffer_app::AppError;
use coffer_app::upload::NewUpload;
use coffer_domain::alert::{ContainmentState, Response};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::FileId;
use coffer_domain::ports::Files as _;
use coffer_domain::request::LinkProblem;

use crate::watch::{alerts, rules, watch};
use crate::world::World;

const ELF: &[u8] = b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0 and what it does";

/// Sends a file with this content through a link, and has it checked.
async fn sent(world: &World, token: &str, name: &str, content: &[u8]) -> FileId {
    let link = world.open(token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let new = NewUpload {
        name: name.to_owned(),
        length: Some(content.len() as u64),
        ..NewUpload::default()
    };
    let upload = world.app.create_upload(&ctx, &link, &new).await.unwrap();
    let mut append = world
        .app
        .append(&ctx, &link, upload.id, 0, None, None)
        .await
        .unwrap();
    append.push(Bytes::copy_from_slice(content)).await.unwrap();
    let file = append.finish(true).await.unwrap().file.unwrap();
    world.drain_jobs().await;
    watch(world).await;
    file
}

/// Whether somebody gets the original and the working copy; refused by the quarantine's wall if not.
async fn handed_out(world: &World, ctx: &RequestCtx, file: FileId) -> bool {
    let original = world.app.download(ctx, file).await.map(drop);
    let copy = world.app.lines(ctx, file, 0, 1, 1).await.map(drop);
    assert_eq!(original.is_ok(), copy.is_ok());
    match original {
        Ok(()) => true,
        Err(AppError::Denied(denied)) => {
            assert!(denied.rules.iter().any(|rule| rule.code == "QUARANTINED"));
            false
        }
        Err(error) => panic!("not refused by the quarantine: {error}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_under_the_name_of_a_log_is_held_back_until_it_is_lifted() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let honest = sent(&world, &token, "logs/gateway.log", b"nothing odd here\n").await;
    let program = sent(&world, &token, "logs/worker.log", ELF).await;
    let lena = world.lena();
    assert!(handed_out(&world, &lena, honest).await);
    assert!(!handed_out(&world, &lena, program).await);
    // That it is there, and what was found, is still to be seen.
    world.app.file(&lena, program).await.unwrap();
    assert_eq!(rules(&world).await, ["D20-malicious-upload"]);
    let alert = alerts(&world).await[0].alert.id;
    let operator = world.operator();
    let view = world.app.alert(&operator, alert).await.unwrap();
    let held = &view.containments[0];
    assert_eq!(
        (held.response, held.state, &held.subject),
        (
            Response::QuarantineFile,
            ContainmentState::Active,
            &program.to_string()
        )
    );

    let why = "their collector, renamed for the mail filter";
    world
        .app
        .lift_containments(&operator, alert, None, why)
        .await
        .unwrap();
    assert!(handed_out(&world, &lena, program).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_from_one_contact_freeze_the_link_the_third_came_through() {
    let world = World::new(1).await;
    let case = world.case().await;
    let bobs = world
        .try_link(&case, |new| new.contact = "bob@contoso.example".to_owned())
        .await;
    let (token, other, bobs) = (
        world.link(&case).await,
        world.link(&case).await,
        bobs.unwrap().0,
    );
    for (name, link) in [
        ("a.log", &token),
        ("b.log", &bobs),
        ("c.log", &bobs),
        ("b.pdf", &other),
        ("invoice.pdf.exe", &token),
    ] {
        world.open(link).await.unwrap();
        sent(&world, link, name, ELF).await;
    }
    let frozen = world.open(&token).await.err().unwrap();
    assert!(matches!(frozen, AppError::Link(LinkProblem::Withdrawn)));
    // Two came through this one, and one through that.
    world.open(&bobs).await.unwrap();
    world.open(&other).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_holds_no_file_back() {
    let mut world = World::new(1).await;
    world.app = world.start_dry();
    let token = world.link(&world.case().await).await;
    let program = sent(&world, &token, "logs/worker.log", ELF).await;
    assert!(
        !world
            .store
            .file(program)
            .await
            .unwrap()
            .unwrap()
            .quarantined
    );
    assert!(handed_out(&world, &world.lena(), program).await);
}
