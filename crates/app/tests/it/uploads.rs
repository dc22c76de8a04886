//! Appends: offsets, room, checksums, taking over, and what stays of a long one that fails at its end.

use bytes::Bytes;
use coffer_app::upload::{Appender, Checksum, ChecksumKind};
use coffer_app::{AppError, UploadProblem};
use coffer_domain::file::Upload;
use coffer_domain::limits::UPLOAD_CHECKPOINT_BYTES;
use coffer_domain::ports::{BlobStore, Cases, Files};
use coffer_domain::request::LinkProblem;
use coffer_testkit::Fault;

use crate::world::{World, body};

const MIB: u64 = 1 << 20;

/// Starts to append where the upload stands.
async fn start(
    world: &World,
    token: &str,
    upload: &Upload,
    checksum: Option<Checksum>,
) -> Appender {
    let link = world.open(token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let stands = world.store.upload(upload.id).await.unwrap().unwrap().offset;
    let append = world
        .app
        .append(&ctx, &link, upload.id, stands, None, checksum);
    append.await.unwrap()
}

async fn stands(world: &World, upload: &Upload) -> u64 {
    world.store.upload(upload.id).await.unwrap().unwrap().offset
}

async fn used(world: &World, upload: &Upload) -> u64 {
    let request = world.store.request(upload.request).await.unwrap();
    request.unwrap().bytes_used
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_append_that_fails_at_its_end_keeps_what_was_made_durable_on_the_way() {
    let mut world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 1, None).await.unwrap();
    let mut append = start(&world, &token, &upload, None).await;
    let piece = Bytes::from(vec![b'\n'; MIB as usize]);
    for _ in 0..UPLOAD_CHECKPOINT_BYTES / MIB + 3 {
        append.push(piece.clone()).await.unwrap();
    }
    while stands(&world, &upload).await == 0 {
        tokio::task::yield_now().await;
    }
    // The rest is never committed: writing, syncing or the commit itself fails, whichever is next.
    world.faults.arm(0, Fault::NotApplied);
    assert!(append.finish(false).await.is_err());
    world.faults.disarm();
    let held = stands(&world, &upload).await;
    assert!(held >= UPLOAD_CHECKPOINT_BYTES);
    assert_eq!(
        used(&world, &upload).await,
        held,
        "room is taken as bytes become durable"
    );
    world.crash().await;
    world.check("after a long append").await;
    world.terminate(&token, upload.id).await.unwrap();
    assert_eq!(used(&world, &upload).await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offset_other_than_the_server_s_is_refused_and_named() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 1, Some(90_000)).await.unwrap();
    world
        .send(&token, upload.id, 0..40_000, false)
        .await
        .unwrap();
    for offset in [0, 39_999, 40_001, u64::MAX] {
        let link = world.open(&token).await.unwrap();
        let ctx = world.ctx(link.principal());
        let refused = world
            .app
            .append(&ctx, &link, upload.id, offset, None, None)
            .await;
        let problem = UploadProblem::OffsetMismatch { stands: 40_000 };
        assert!(
            matches!(refused, Err(AppError::Upload(it)) if it == problem),
            "{offset}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chunk_counts_only_with_its_checksum() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 1, Some(70_000)).await.unwrap();
    let chunk = body(1, 0..70_000);
    let crc = |bytes: &[u8]| crc32c::crc32c(bytes).to_be_bytes().to_vec();
    let send = async |bytes: &[u8], sum: Vec<u8>| {
        let checksum = Checksum::new(ChecksumKind::Crc32c, sum);
        let mut append = start(&world, &token, &upload, Some(checksum)).await;
        append.push(Bytes::copy_from_slice(bytes)).await.unwrap();
        append.finish(false).await
    };
    let mut damaged = chunk.clone();
    damaged[66_000] ^= 1;
    let refused = send(&damaged, crc(&chunk)).await;
    assert!(matches!(
        refused,
        Err(AppError::Upload(UploadProblem::ChecksumMismatch))
    ));
    assert_eq!(stands(&world, &upload).await, 0);
    let taken = send(&chunk, crc(&chunk)).await.unwrap();
    assert_eq!(taken.file, Some(upload.file));
    world.check("after a damaged chunk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_without_a_length_stops_where_the_link_s_room_ends() {
    let world = World::new(1).await;
    let case = world.case().await;
    let token = world
        .try_link(&case, |new| new.bytes_max = Some(100_000))
        .await
        .unwrap()
        .0;
    let upload = world.begin(&token, 1, None).await.unwrap();
    world
        .send(&token, upload.id, 0..60_000, false)
        .await
        .unwrap();
    let beyond = world.send(&token, upload.id, 60_000..100_001, true).await;
    assert!(matches!(
        beyond,
        Err(AppError::Link(LinkProblem::BytesExhausted))
    ));
    assert_eq!(
        (stands(&world, &upload).await, used(&world, &upload).await),
        (60_000, 60_000)
    );
    world
        .send(&token, upload.id, 60_000..100_000, true)
        .await
        .unwrap();
    assert_eq!(used(&world, &upload).await, 100_000);
    let full = world.begin(&token, 2, None).await.unwrap();
    let none_left = world.send(&token, full.id, 0..1, true).await;
    assert!(matches!(
        none_left,
        Err(AppError::Link(LinkProblem::BytesExhausted))
    ));
    world.check("after a full link").await;
}

/// Bytes of the upload's object on the disk.
fn on_disk(world: &World, upload: &Upload) -> u64 {
    world.blobs.open(upload.object).unwrap().length()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_link_has_no_room_for_does_not_stay_on_the_disk() {
    let world = World::new(1).await;
    let case = world.case().await;
    let token = world
        .try_link(&case, |new| new.bytes_max = Some(1))
        .await
        .unwrap()
        .0;
    let upload = world.begin(&token, 1, None).await.unwrap();
    let empty = on_disk(&world, &upload);
    let piece = Bytes::from(vec![b'\n'; MIB as usize]);
    let fill = async |checksum: Option<Checksum>, mib: u64| {
        let mut append = start(&world, &token, &upload, checksum).await;
        for _ in 0..mib {
            append.push(piece.clone()).await?;
        }
        append.finish(false).await
    };
    let crc = || Checksum::new(ChecksumKind::Crc32c, vec![0; 4]);
    // A checksum that never comes true is no way round: nothing is committed, and so no room is asked for.
    let endless = fill(Some(crc()), 2 * UPLOAD_CHECKPOINT_BYTES / MIB).await;
    assert!(matches!(
        endless,
        Err(AppError::Upload(UploadProblem::UnprovenTooLong))
    ));
    assert_eq!(on_disk(&world, &upload), empty);
    let wrong = fill(Some(crc()), 8).await;
    assert!(matches!(
        wrong,
        Err(AppError::Upload(UploadProblem::ChecksumMismatch))
    ));
    assert_eq!(on_disk(&world, &upload), empty);
    for mib in [8, 2 * UPLOAD_CHECKPOINT_BYTES / MIB] {
        let beyond = fill(None, mib).await;
        assert!(matches!(
            beyond,
            Err(AppError::Link(LinkProblem::BytesExhausted))
        ));
        assert_eq!(on_disk(&world, &upload), empty);
    }
    assert_eq!(
        (stands(&world, &upload).await, used(&world, &upload).await),
        (0, 0)
    );
    world.check("after a full link").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_request_takes_an_upload_over_from_one_that_hangs() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 1, Some(90_000)).await.unwrap();
    let mut hanging = start(&world, &token, &upload, None).await;
    hanging.push(Bytes::from(body(1, 0..30_000))).await.unwrap();
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    // Its offset is wrong on purpose: the answer says what the one before has left.
    let next = world
        .app
        .append(&ctx, &link, upload.id, u64::MAX, None, None)
        .await;
    let Err(AppError::Upload(UploadProblem::OffsetMismatch { stands })) = next else {
        panic!("an append at a wrong offset");
    };
    assert!(stands <= 30_000);
    let sent = world.send(&token, upload.id, stands..90_000, false).await;
    assert_eq!(sent.unwrap().file, Some(upload.file));
    drop(hanging);
    world.check("after taking over").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_first_upload_is_open_is_not_there_for_members() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 1, Some(90_000)).await.unwrap();
    let lena = world.lena();
    let piece = futures::stream::iter([Ok(Bytes::from_static(b"mine"))]);
    let added = world.app.add_version(&lena, upload.file, piece).await;
    assert!(matches!(added, Err(AppError::NotFound("file"))));
    let shown = world.app.file(&lena, upload.file).await;
    assert!(matches!(shown, Err(AppError::NotFound("file"))));
    let renamed = world.app.rename_file(&lena, upload.file, "mine.log").await;
    assert!(matches!(renamed, Err(AppError::NotFound("file"))));
    world
        .send(&token, upload.id, 0..90_000, false)
        .await
        .unwrap();
    world.app.file(&lena, upload.file).await.unwrap();
}
