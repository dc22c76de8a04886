//! Searches that tell of what they find while they go on.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use coffer_app::content::{SearchNews, SearchQuery};
use coffer_app::{App, AppError};
use coffer_domain::id::FileId;

use crate::scans::{Gate, MIB};
use crate::world::World;

const BYTES: u64 = 6 * MIB;
/// In the first of the lines and in no other.
const FIRST: &str = "worker-0 ";

fn query(pattern: &str, limit: u32) -> SearchQuery {
    SearchQuery {
        pattern: pattern.to_owned(),
        member: None,
        limit,
    }
}

/// A checked file, and a process that is held up once it has read half of it.
async fn held_up(world: &World) -> (FileId, Arc<App>, Arc<Gate>, Arc<AtomicU64>) {
    let case = world.case().await;
    let link = world.link(&case).await;
    let file = world.file(&link, 7, BYTES).await;
    world.drain_jobs().await;
    let object = world.version(file).await.object;
    let gate = Arc::new(Gate::holding(object));
    let farthest = Arc::new(AtomicU64::new(0));
    let (passed, seen) = (Arc::clone(&gate), Arc::clone(&farthest));
    let app = world.watched(move |read, offset| {
        passed.pass(read, offset);
        if read == object {
            seen.fetch_max(offset, Ordering::Relaxed);
        }
        Ok(())
    });
    (file, app, gate, farthest)
}

#[tokio::test(flavor = "multi_thread")]
async fn hits_arrive_before_the_search_has_ended() {
    let world = World::new(1).await;
    let (file, app, gate, farthest) = held_up(&world).await;
    let all = query(FIRST, 10);
    let mut news = app
        .search_as_found(&world.lena(), file, &all)
        .await
        .unwrap();
    let Some(Ok(SearchNews::Hit(hit))) = news.recv().await else {
        panic!("the first news is not the hit");
    };
    assert_eq!((hit.member, hit.line), (0, 1));
    gate.is_waited_at().await;
    assert!(farthest.load(Ordering::Relaxed) < BYTES / 2 + MIB);
    gate.open();
    let mut ended = None;
    while let Some(piece) = news.recv().await {
        match piece.unwrap() {
            SearchNews::Hit(_) => panic!("there is one such line"),
            SearchNews::Read { bytes, total } => assert!(bytes <= total && total == BYTES),
            SearchNews::End {
                lines_searched,
                truncated,
            } => ended = Some((lines_searched, truncated)),
        }
    }
    let tree = app.tree(&world.lena(), file).await.unwrap();
    assert_eq!(ended, Some((tree[0].lines, false)));
}

/// Not a test of tokio: its runtime waits for the searching thread when it is dropped, so that what that thread read is known.
#[test]
fn who_hangs_up_ends_the_search() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let farthest = runtime.block_on(async {
        let world = World::new(1).await;
        let (file, app, gate, farthest) = held_up(&world).await;
        let all = query(FIRST, 10);
        let mut news = app
            .search_as_found(&world.lena(), file, &all)
            .await
            .unwrap();
        assert!(matches!(news.recv().await, Some(Ok(SearchNews::Hit(_)))));
        gate.is_waited_at().await;
        drop(news);
        gate.open();
        farthest
    });
    drop(runtime);
    let farthest = farthest.load(Ordering::Relaxed);
    assert!(
        farthest < BYTES / 2 + MIB,
        "it went on reading up to {farthest}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_told_after_access_has_ended() {
    let world = World::new(1).await;
    let (file, app, gate, _) = held_up(&world).await;
    let every_line = query("worker", 10_000);
    let mut news = app
        .search_as_found(&world.lena(), file, &every_line)
        .await
        .unwrap();
    assert!(matches!(news.recv().await, Some(Ok(SearchNews::Hit(_)))));
    let case = world.store_case(file).await;
    app.close_case(&world.lena(), &case).await.unwrap();
    let Some(Err(AppError::Denied(denied))) = news.recv().await else {
        panic!("searched on in a closed case");
    };
    assert_eq!(denied.rules[0].code, "CASE_CLOSED");
    assert!(news.recv().await.is_none());
    gate.open();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_tells_of_as_many_hits_as_were_asked_for() {
    let world = World::new(1).await;
    let (file, app, gate, _) = held_up(&world).await;
    gate.open();
    for (limit, told, truncated) in [(3, 3, true), (1, 1, true), (u32::MAX, 10_000, true)] {
        let every_line = query("worker", limit);
        let mut news = app
            .search_as_found(&world.lena(), file, &every_line)
            .await
            .unwrap();
        let (mut hits, mut more) = (0, false);
        while let Some(piece) = news.recv().await {
            match piece.unwrap() {
                SearchNews::Hit(_) => hits += 1,
                SearchNews::Read { .. } => {}
                SearchNews::End { truncated, .. } => more = truncated,
            }
        }
        assert_eq!((hits, more), (told, truncated), "asked for {limit}");
    }
    // All at once gives a tenth of that.
    let every_line = query("worker", u32::MAX);
    let at_once = app.search(&world.lena(), file, &every_line).await.unwrap();
    assert_eq!((at_once.hits.len(), at_once.truncated), (1_000, true));
}
