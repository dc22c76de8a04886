//! Access that ends while somebody reads, piece by piece.

use coffer_app::AppError;
use coffer_domain::context::RequestCtx;
use coffer_domain::ports::LedgerRows;

use crate::access::labelled;
use crate::world::World;

const BYTES: u64 = 6_000_000;

/// How many entries of the ledger, placed or not, say `what`.
pub(crate) async fn told(world: &World, what: &str) -> usize {
    let mut count = 0;
    for (_, text) in world.store.entries(0, 10_000).await.unwrap() {
        count += usize::from(text.contains(what));
    }
    for row in world.store.unsequenced(10_000).await.unwrap() {
        count += usize::from(row.text.contains(what));
    }
    count
}

/// Waits until so many reads of originals are recorded as ended: the threads that do it need the runtime, which goes with the test.
async fn recorded(world: &World, ends: usize) {
    while told(world, "file.download_closed").await < ends {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn no_piece_is_handed_out_after_the_case_was_closed() {
    let world = World::new(1).await;
    let case = world.case().await;
    let link = world.link(&case).await;
    let file = world.file(&link, 7, BYTES).await;
    world.drain_jobs().await;
    let opened = world.app.download(&world.lena(), file).await.unwrap();
    let mut original = opened.stream(0..BYTES).await.unwrap();
    let opened = world.app.working_copy(&world.lena(), file, 0).await;
    let mut working = opened.unwrap().stream(0..BYTES).await.unwrap();
    for pieces in [&mut original, &mut working] {
        assert!(matches!(pieces.recv().await, Some(Ok(_))));
    }

    world.app.close_case(&world.lena(), &case).await.unwrap();
    for pieces in [&mut original, &mut working] {
        let Some(Err(AppError::Denied(denied))) = pieces.recv().await else {
            panic!("read on in a closed case");
        };
        assert_eq!(denied.rules[0].code, "CASE_CLOSED");
        assert!(pieces.recv().await.is_none());
    }
    assert_eq!(told(&world, "access.denied").await, 2);
    recorded(&world, 1).await;
}

#[tokio::test]
async fn what_a_session_or_token_began_to_read_ends_with_it() {
    let world = World::new(1).await;
    let case = world.case().await;
    let link = world.link(&case).await;
    let file = world.file(&link, 7, BYTES).await;
    world.drain_jobs().await;
    let (_, signed_in) = world.enrol().await;
    let email = world.people.lena.email.as_str();
    let operator = world.operator();
    let new = labelled("collector");
    let made = world.app.create_token(&operator, email, &new);
    let (token, _) = made.await.unwrap();
    let lena = world.lena();
    let by_session = RequestCtx {
        session: Some(signed_in.session),
        ..world.lena()
    };
    let by_token = RequestCtx {
        token: Some(token.id),
        ..world.lena()
    };
    let mut reads = Vec::new();
    for ctx in [&by_session, &by_token] {
        let opened = world.app.download(ctx, file).await.unwrap();
        let mut pieces = opened.stream(0..BYTES).await.unwrap();
        assert!(matches!(pieces.recv().await, Some(Ok(_))));
        reads.push(pieces);
    }

    // Whoever stole one is cut off; her other reads go on.
    let end = world.app.end_session(&lena, signed_in.session);
    end.await.unwrap();
    let ended = reads[0].recv().await;
    assert!(matches!(ended, Some(Err(AppError::SignedOut))));
    assert!(reads[0].recv().await.is_none());
    assert!(matches!(reads[1].recv().await, Some(Ok(_))));
    let end = world.app.end_token(&lena, token.id);
    end.await.unwrap();
    let ended = reads[1].recv().await;
    assert!(matches!(ended, Some(Err(AppError::SignedOut))));
    recorded(&world, 2).await;
}

#[tokio::test]
async fn a_read_that_began_before_a_change_is_decided_anew_before_its_first_piece() {
    let world = World::new(1).await;
    let case = world.case().await;
    let link = world.link(&case).await;
    let file = world.file(&link, 7, 1_000).await;
    world.drain_jobs().await;
    let opened = world.app.download(&world.lena(), file).await.unwrap();
    let lena = world.people.lena.id.to_string();
    world
        .app
        .remove_case_member(&world.lena(), &case, &lena)
        .await
        .unwrap();
    let mut pieces = opened.stream(0..1_000).await.unwrap();
    assert!(matches!(
        pieces.recv().await,
        Some(Err(AppError::Denied(_)))
    ));
    recorded(&world, 1).await;
}
