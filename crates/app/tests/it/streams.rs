//! Uploads and downloads that are held open: so many of one person, and the others go on.

use bytes::Bytes;
use coffer_app::AppError;
use coffer_app::upload::Appender;
use coffer_domain::file::Upload;

use crate::ends::told;
use crate::watch::add;
use crate::world::World;

/// Uploads, downloads and searches one person may have under way.
const OF_ONE: usize = 32;
const BYTES: u64 = 200_000;

async fn append(world: &World, token: &str, upload: &Upload) -> Result<Appender, AppError> {
    let link = world.open(token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let append = world.app.append(&ctx, &link, upload.id, 0, None, None);
    append.await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_contact_who_holds_uploads_open_keeps_nobody_else_out() {
    let world = World::new(1).await;
    let case = world.case().await;
    let token = world.link(&case).await;
    let mut held = Vec::new();
    for seed in 0..OF_ONE {
        let upload = world.begin(&token, seed as u64, None).await.unwrap();
        let mut open = append(&world, &token, &upload).await.unwrap();
        open.push(Bytes::from_static(b"x")).await.unwrap();
        held.push(open);
    }
    let one_more = world.begin(&token, 99, None).await.unwrap();
    let refused = append(&world, &token, &one_more).await;
    assert!(matches!(refused.err(), Some(AppError::TooManyStreams)));

    let other = world
        .try_link(&case, |new| new.contact = "ann@contoso.example".to_owned())
        .await
        .unwrap()
        .0;
    let file = world.file(&other, 7, BYTES).await;
    world.drain_jobs().await;
    assert_eq!(world.download(file).await.0.len() as u64, BYTES);

    let ended = held.pop().unwrap().finish(false).await.unwrap();
    assert_eq!(ended.offset, 1, "what was sent is kept");
    let mut goes_on = append(&world, &token, &one_more).await.unwrap();
    goes_on.push(Bytes::from_static(b"x")).await.unwrap();
    assert_eq!(goes_on.finish(false).await.unwrap().offset, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_member_who_takes_nothing_of_many_downloads_keeps_nobody_else_out() {
    let world = World::new(1).await;
    let case = world.case().await;
    let token = world.link(&case).await;
    let file = world.file(&token, 7, 40 * BYTES).await;
    world.drain_jobs().await;
    let lead = add(&world, "lead@coffer.example", &["lead"]).await;
    let (lena, id) = (world.lena(), lead.id.to_string());
    world.app.add_case_member(&lena, &case, &id).await.unwrap();
    let greedy = world.member(&lead);
    let mut held = Vec::new();
    for _ in 0..OF_ONE {
        let opened = world.app.working_copy(&greedy, file, 0).await.unwrap();
        held.push(opened.stream(0..40 * BYTES).await.unwrap());
    }
    let opened = world.app.working_copy(&greedy, file, 0).await.unwrap();
    let refused = opened.stream(0..1).await;
    assert!(matches!(refused.err(), Some(AppError::TooManyStreams)));
    let refused = world.app.download(&greedy, file).await;
    assert!(matches!(refused.err(), Some(AppError::TooManyStreams)));
    // What was not begun is not recorded, and so uses up no release and no budget.
    assert_eq!(told(&world, "file.download_opened").await, 0);

    assert_eq!(world.download(file).await.0.len() as u64, 40 * BYTES);

    held.pop();
    let mut pieces = loop {
        // The thread of the one that was let go ends when it tries to hand over its next piece.
        match world
            .app
            .working_copy(&greedy, file, 0)
            .await
            .unwrap()
            .stream(0..1)
            .await
        {
            Ok(pieces) => break pieces,
            Err(AppError::TooManyStreams) => tokio::task::yield_now().await,
            Err(error) => panic!("{error}"),
        }
    };
    assert!(matches!(pieces.recv().await, Some(Ok(_))));
}
