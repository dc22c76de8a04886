//! Every port call of every operation of several steps fails once, both ways; then the power is cut.

use std::fmt::Display;

use bytes::Bytes;
use coffer_app::AppError;
use coffer_domain::file::Upload;
use coffer_domain::id::FileId;
use coffer_domain::ports::LedgerRows;
use coffer_domain::time::Span;
use coffer_testkit::Fault;
use futures::stream;

use crate::world::{Ground, World, body, set_up};

const FRESH_EVERY: u64 = 8;

/// Runs `act` with its first, second, … port call failing; `again` is what its user does next, and must work.
pub(crate) async fn matrix<P>(
    what: &str,
    prepare: impl AsyncFn(&World) -> P,
    act: impl AsyncFn(&World, &P) -> Result<(), AppError>,
    again: impl AsyncFn(&World, &P),
) {
    let mut world = World::new(7).await;
    let prepared = prepare(&world).await;
    world.faults.disarm();
    act(&world, &prepared).await.unwrap();
    let calls = world.faults.calls();
    assert!(calls > 1, "{what}: the faults are not in the way");
    world.check(what).await;
    for fault in [Fault::NotApplied, Fault::AppliedButFailed] {
        for at in 0..calls {
            if at % FRESH_EVERY == 0 {
                // Checks look at everything there is, which grows.
                world = World::new(at).await;
            }
            let prepared = prepare(&world).await;
            world.faults.arm(at, fault);
            let outcome = act(&world, &prepared).await;
            let fired = world.faults.fired();
            world.faults.disarm();
            let Some(call) = fired else {
                outcome.unwrap();
                continue;
            };
            let when = format!("{what}, call {at} ({call}) {fault:?}");
            world.crash().await;
            world.check(&when).await;
            again(&world, &prepared).await;
            world.check(&when).await;
        }
    }
}

/// A link, and an upload of 150,000 bytes of which the first 70,000 are there.
async fn half_sent(world: &World) -> (String, Upload) {
    let token = world.link(&world.case().await).await;
    let upload = world.begin(&token, 3, Some(150_000)).await.unwrap();
    world
        .send(&token, upload.id, 0..70_000, false)
        .await
        .unwrap();
    (token, upload)
}

/// Continues where the server says it stands, as a client does after a lost answer.
async fn resume(world: &World, token: &str, upload: &Upload, total: u64) {
    let link = world.open(token).await.unwrap();
    match world.app.upload(&link, upload.id).await {
        Ok(now) => {
            let sent = world.send(token, upload.id, now.offset..total, true).await;
            assert_eq!(sent.unwrap().file, Some(upload.file));
        }
        // Its completion was applied, only the answer was lost.
        Err(_) => {
            let sent = world.app.sent_files(&link).await.unwrap();
            assert!(sent.arrived(upload.file).is_some());
        }
    }
}

async fn scanned(world: &World) -> FileId {
    let token = world.link(&world.case().await).await;
    let file = world.file(&token, 5, 80_000).await;
    world.drain_jobs().await;
    file
}

async fn add_version(world: &World, file: FileId) -> Result<(), AppError> {
    let pieces = body(9, 0..90_000);
    let pieces = pieces
        .chunks(40_000)
        .map(|piece| Ok(Bytes::copy_from_slice(piece)));
    let pieces: Vec<_> = pieces.collect();
    let added = world
        .app
        .add_version(&world.lena(), file, stream::iter(pieces))
        .await?;
    world.acknowledged.lock().unwrap().added(&added);
    Ok(())
}

/// How many entries of a kind name this object; looked up beneath the faults.
pub(crate) async fn recorded(world: &World, event: &str, object: impl Display) -> usize {
    let waiting = world.store.unsequenced(u32::MAX).await.unwrap();
    let placed = world.store.entries(0, u32::MAX).await.unwrap();
    let texts = waiting.iter().map(|row| &row.text);
    let texts = texts.chain(placed.iter().map(|(_, text)| text));
    let (event, object) = (
        format!("\"event\":\"{event}\""),
        format!("\"object\":\"{object}\""),
    );
    texts
        .filter(|text| text.contains(&event) && text.contains(&object))
        .count()
}

#[tokio::test(flavor = "multi_thread")]
async fn create_case() {
    let prepare = async |world: &World| format!("R-{}", world.chance.next());
    let act = async |world: &World, name: &String| world.try_case(name).await.map(drop);
    let again = async |world: &World, name: &String| match world.try_case(name).await {
        Ok(_) | Err(AppError::Conflict("case.reference_taken")) => {}
        Err(error) => panic!("{error}"),
    };
    matrix("create a case", prepare, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn create_request() {
    let act = async |world: &World, case: &String| {
        let contact = format!("jane{}@contoso.example", world.chance.next());
        let made = world.try_link(case, |new| new.contact = contact).await;
        made.map(drop)
    };
    let again = async |world: &World, case: &String| drop(world.link(case).await);
    matrix(
        "create a request",
        async |w: &World| w.case().await,
        act,
        again,
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn create_upload() {
    let prepare = async |world: &World| world.link(&world.case().await).await;
    let act =
        async |world: &World, token: &String| world.begin(token, 1, Some(90_000)).await.map(drop);
    let again = async |world: &World, token: &String| {
        world.file(token, 2, 90_000).await;
    };
    matrix("create an upload", prepare, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn append() {
    let act = async |world: &World, (token, upload): &(String, Upload)| {
        let sent = world.send(token, upload.id, 70_000..140_000, false).await;
        sent.map(drop)
    };
    let again = async |world: &World, (token, upload): &(String, Upload)| {
        resume(world, token, upload, 150_000).await;
    };
    matrix("append", half_sent, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn complete() {
    let act = async |world: &World, (token, upload): &(String, Upload)| {
        let sent = world.send(token, upload.id, 70_000..150_000, false).await;
        sent.map(drop)
    };
    let again = async |world: &World, (token, upload): &(String, Upload)| {
        resume(world, token, upload, 150_000).await;
    };
    matrix("complete", half_sent, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn complete_without_a_length() {
    let prepare = async |world: &World| {
        let token = world.link(&world.case().await).await;
        let upload = world.begin(&token, 4, None).await.unwrap();
        world
            .send(&token, upload.id, 0..66_000, false)
            .await
            .unwrap();
        (token, upload)
    };
    let act = async |world: &World, (token, upload): &(String, Upload)| {
        let sent = world.send(token, upload.id, 66_000..66_100, true).await;
        sent.map(drop)
    };
    let again = async |world: &World, (token, upload): &(String, Upload)| {
        resume(world, token, upload, 66_100).await;
    };
    matrix("complete without a length", prepare, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn terminate() {
    let act = async |world: &World, (token, upload): &(String, Upload)| {
        world.terminate(token, upload.id).await
    };
    let again = async |world: &World, (token, upload): &(String, Upload)| match world
        .terminate(token, upload.id)
        .await
    {
        Ok(()) | Err(AppError::NotFound("upload")) => {}
        Err(error) => panic!("{error}"),
    };
    matrix("terminate", half_sent, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sweep_of_expired_uploads() {
    let prepare = async |world: &World| {
        let (_, upload) = half_sent(world).await;
        world.acknowledged.lock().unwrap().given_up(upload.id);
        world.clock.advance(Span::days(8));
    };
    let act = async |world: &World, (): &()| world.app.sweep_uploads().await.map(drop);
    let again = async |world: &World, (): &()| {
        world.app.sweep_uploads().await.unwrap();
        assert_eq!(world.app.sweep_uploads().await.unwrap(), 0);
    };
    matrix("sweep uploads", prepare, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_version() {
    let act = async |world: &World, file: &FileId| add_version(world, *file).await;
    let again = async |world: &World, file: &FileId| add_version(world, *file).await.unwrap();
    matrix("add a version", scanned, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn scan() {
    let prepare = async |world: &World| {
        let token = world.link(&world.case().await).await;
        world.file(&token, 6, 80_000).await
    };
    let act = async |world: &World, _: &FileId| world.app.run_one_job().await.map(drop);
    let again = async |world: &World, file: &FileId| {
        let tree = world.app.tree(&world.lena(), *file).await.unwrap();
        assert_eq!(tree.len(), 1);
    };
    matrix("scan", prepare, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_further_scan() {
    let act = async |world: &World, file: &FileId| {
        world.app.rescan_file(&world.lena(), *file).await?;
        world.app.run_one_job().await.map(drop)
    };
    let again = async |world: &World, file: &FileId| {
        let tree = world.app.tree(&world.lena(), *file).await.unwrap();
        assert_eq!(tree.len(), 1);
        let asked = world.app.rescan_file(&world.lena(), *file).await.unwrap();
        assert!(asked.version.unwrap().scan_queued);
        world.drain_jobs().await;
    };
    matrix("scan again", scanned, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn reveal() {
    let reason = "the customer asked for this value";
    let act = async |world: &World, file: &FileId| {
        let before = recorded(world, "file.revealed", *file).await;
        let shown = world
            .app
            .reveal(&world.lena(), *file, 0, None, reason)
            .await?;
        assert!(shown.value.expose().contains("@fabrikam.example"));
        let after = recorded(world, "file.revealed", *file).await;
        assert_eq!(after, before + 1, "a value was shown without a record");
        Ok(())
    };
    let again = async |world: &World, file: &FileId| {
        world
            .app
            .reveal(&world.lena(), *file, 0, None, reason)
            .await
            .unwrap();
    };
    matrix("reveal", scanned, act, again).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn download() {
    let act = async |world: &World, file: &FileId| {
        let (bytes, outcome) = world.download(*file).await;
        assert!(
            body(5, 0..80_000).starts_with(&bytes),
            "bytes that were not sent"
        );
        if !bytes.is_empty() {
            let opened = recorded(world, "file.download_opened", *file).await;
            assert_eq!(opened, 1, "bytes went out without a record");
        }
        outcome
    };
    let again = async |world: &World, file: &FileId| {
        let (bytes, outcome) = world.download(*file).await;
        outcome.unwrap();
        assert!(bytes == body(5, 0..80_000));
    };
    matrix("download", scanned, act, again).await;
}

#[tokio::test]
async fn a_set_up_that_broke_off_is_mended_or_repeated() {
    let ground = Ground::new(1).await;
    let app = ground.start();
    ground.faults.disarm();
    app.set_up(&ground.operator(), set_up()).await.unwrap();
    let calls = ground.faults.calls();
    for fault in [Fault::NotApplied, Fault::AppliedButFailed] {
        for at in 0..calls {
            let ground = Ground::new(at).await;
            ground.faults.arm(at, fault);
            let outcome = ground.start().set_up(&ground.operator(), set_up()).await;
            assert_eq!(outcome.is_err(), ground.faults.fired().is_some());
            ground.faults.disarm();
            let app = ground.start();
            match app.organisation().await {
                // The administrator's link was lost with the answer; the operator makes another.
                Ok(_) => {
                    app.ensure_server_keys().await.unwrap();
                    let (operator, admin) = (ground.operator(), "admin@coffer.example");
                    app.renew_enrolment(&operator, admin).await.unwrap();
                }
                Err(_) => drop(app.set_up(&ground.operator(), set_up()).await.unwrap()),
            }
            app.check_ready().await.unwrap();
            app.checkpoint(&ground.operator()).await.unwrap();
        }
    }
}
