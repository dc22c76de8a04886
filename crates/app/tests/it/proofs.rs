//! Receipts, proofs of growth and the sequencer: what the ledger shows to those who check it.

use coffer_app::AppError;
use coffer_tlog::{Hash, verify_checkpoint, verify_consistency, verify_receipt};

use crate::ledger::scanned;
use crate::world::World;

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_verifies_offline_and_opens_the_name_only() {
    let world = World::new(1).await;
    let token = world.link(&world.case().await).await;
    let file = world.file(&token, 1, 1_000).await;
    scanned(&world, file).await;
    let log = world.app.log_verifier().await.unwrap();
    let link = world.open(&token).await.unwrap();
    let ctx = world.ctx(link.principal());
    let sender = world
        .app
        .sender_receipt(&ctx, &link.request, file)
        .await
        .unwrap();
    let member = world.app.file_receipt(&world.lena(), file).await.unwrap();
    for receipt in [sender, member] {
        let verified = verify_receipt(&receipt, &log).unwrap();
        let fields: Vec<_> = verified
            .openings
            .iter()
            .map(|it| it.field.as_str())
            .collect();
        assert_eq!(fields, ["name"]);
        assert!(verified.entry.contains("upload.completed"));
        assert!(verified.entry.contains(&file.to_string()));
        let mut altered = receipt.clone();
        altered.entry = altered.entry.replacen("1000", "1001", 1);
        assert!(verify_receipt(&altered, &log).is_err());
    }
    let other = world.link(&world.case().await).await;
    let other = world.open(&other).await.unwrap();
    let elsewhere = world.app.sender_receipt(&ctx, &other.request, file).await;
    assert!(matches!(elsewhere, Err(AppError::NotFound("file"))));
}

#[tokio::test]
async fn the_sequencer_goes_on_where_another_process_got_to() {
    let mut world = World::new(2).await;
    world.case().await;
    // A second application over the same rows: its idea of the tree is older each time.
    let first = std::sync::Arc::clone(&world.app);
    world.crash().await;
    for _ in 0..3 {
        world.case().await;
        first.sequence_all().await.unwrap();
        world.case().await;
        world.app.sequence_all().await.unwrap();
    }
    world.check_ledger("two sequencers in turn").await;
    assert!(matches!(
        world.app.checkpoint(&world.lena()).await,
        Err(AppError::Denied(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_kept_a_checkpoint_gets_proof_that_the_log_only_grew() {
    let world = World::new(1).await;
    let log = world.app.log_verifier().await.unwrap();
    let verified = |text: &str| verify_checkpoint(text, &log, &[]).unwrap().checkpoint;
    let kept = world.app.checkpoint(&world.operator()).await.unwrap();
    let kept = verified(&kept.checkpoint);
    world.case().await;
    let grown = world
        .app
        .consistency(&world.operator(), kept.size, None)
        .await
        .unwrap();
    let newest = verified(&grown.head.checkpoint);
    assert!(newest.size > kept.size && grown.to == newest.size);
    let proof: Vec<Hash> = grown
        .proof
        .iter()
        .map(|text| Hash::from_base64(text).unwrap())
        .collect();
    verify_consistency(kept.size, &kept.root, newest.size, &newest.root, &proof).unwrap();
    let rewritten = Hash([7; 32]);
    assert!(verify_consistency(kept.size, &rewritten, newest.size, &newest.root, &proof).is_err());
    for (from, to) in [(newest.size + 100, None), (2, Some(1)), (0, Some(u64::MAX))] {
        let refused = world.app.consistency(&world.operator(), from, to).await;
        assert!(matches!(
            refused,
            Err(AppError::Value { field: "from", .. })
        ));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_receipt_of_an_entry_is_for_readers_of_the_ledger_and_recorded() {
    let world = World::new(1).await;
    let log = world.app.log_verifier().await.unwrap();
    let before = world.app.checkpoint(&world.operator()).await.unwrap().size;
    let receipt = world.app.entry_receipt(&world.operator(), 0).await.unwrap();
    assert_eq!(verify_receipt(&receipt, &log).unwrap().index, 0);
    let after = world.app.checkpoint(&world.operator()).await.unwrap().size;
    // The receipt itself, and the look at the head behind it.
    assert_eq!(after, before + 2);
    let refused = world.app.entry_receipt(&world.lena(), 0).await;
    assert!(matches!(refused, Err(AppError::Denied(_))));
}
