//! Data in the wrong place: what a case is not there for is told, and files that hold it are raised where that is wanted.

use bytes::Bytes;
use coffer_domain::class::Class;
use coffer_domain::file::File;

use crate::watch::{alerts, rules, watch};
use crate::world::World;

const CARD: &[u8] = b"card number 4539 5787 6362 1486 declined\n";

/// A file of this content that Lena adds to a case, checked.
async fn added(world: &World, case: &str, content: &'static [u8]) -> File {
    let content = futures::stream::iter([Ok(Bytes::from_static(content))]);
    let lena = world.lena();
    let file = world.app.add_file(&lena, case, "gateway.log", content);
    let file = file.await.unwrap().id;
    world.drain_jobs().await;
    watch(world).await;
    world.app.file(&lena, file).await.unwrap()
}

/// Which of the rule's watches spoke, oldest first.
async fn watches(world: &World) -> Vec<String> {
    let mut all: Vec<String> = alerts(world)
        .await
        .into_iter()
        .map(|view| view.alert.watch)
        .collect();
    all.reverse();
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn cards_and_secrets_are_told_once_a_day_for_a_case_that_is_not_there_for_them() {
    let world = World::new(1).await;
    let case = world.case().await;
    let quiet = added(&world, &case, b"nothing to see here\n").await;
    assert!(rules(&world).await.is_empty());
    let file = added(&world, &case, CARD).await;
    added(&world, &case, CARD).await;
    assert_eq!(rules(&world).await, ["D21-misplaced-data"]);
    assert_eq!(
        (file.class, quiet.class),
        (Class::Internal, Class::Internal)
    );
    added(&world, &case, b"password=hunter2-Kestrel-81\n").await;
    assert_eq!(
        watches(&world).await,
        [
            "cards or records outside their lane",
            "something that gives access"
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_case_in_the_lane_of_cards_is_there_for_them() {
    let world = World::new(1).await;
    let case = world.case().await;
    let lanes = ["pci".to_owned()];
    let lena = world.lena();
    world
        .app
        .set_case_lanes(&lena, &case, &lanes)
        .await
        .unwrap();
    added(&world, &case, CARD).await;
    assert!(rules(&world).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_misplaced_data_is_raised_where_that_is_wanted() {
    let world = World::raising_to(1, Class::Confidential).await;
    let case = world.case().await;
    let quiet = added(&world, &case, b"nothing to see here\n").await;
    let file = added(&world, &case, CARD).await;
    assert_eq!(
        (quiet.class, file.class),
        (Class::Internal, Class::Confidential)
    );
}
