use coffer_domain::commit::Commit;
use coffer_domain::ports::{BUNDLE_LEVEL, SequenceStep, TileRow, TreeHead};

use crate::fixture::{Store, conflict, entry};

/// Commits `count` entries; their outbox numbers.
async fn record(store: &Store, count: usize) -> Vec<i64> {
    let mut numbers = Vec::new();
    for index in 0..count {
        let commit = Commit::record(entry(&format!("entry {index}")));
        numbers.extend(store.commit(commit).await.unwrap().outbox);
    }
    numbers
}

/// Commits one entry; its outbox number.
async fn recorded(store: &Store, text: &str) -> i64 {
    let commit = Commit::record(entry(text));
    store.commit(commit).await.unwrap().outbox[0]
}

fn step(from_size: u64, outbox: &[i64]) -> SequenceStep {
    let size = from_size + outbox.len() as u64;
    SequenceStep {
        from_size,
        outbox: outbox.to_vec(),
        tiles: Vec::new(),
        head: TreeHead {
            size,
            checkpoint: format!("checkpoint {size}"),
        },
    }
}

fn tile(level: u8, index: u64, width: u16) -> TileRow {
    TileRow {
        level,
        index,
        width,
        bytes: vec![level; usize::from(width)],
    }
}

pub(crate) async fn entries_wait_in_order_with_their_openings(store: Store) {
    assert!(store.unsequenced(10).await.unwrap().is_empty());
    assert_eq!(store.head().await.unwrap(), None);
    let numbers = record(&store, 3).await;
    assert!(numbers.is_sorted());
    let waiting = store.unsequenced(2).await.unwrap();
    assert_eq!(waiting.len(), 2);
    assert_eq!(
        (waiting[0].outbox, waiting[0].text.as_str()),
        (numbers[0], "entry 0")
    );
    assert_eq!(
        (waiting[1].outbox, waiting[1].text.as_str()),
        (numbers[1], "entry 1")
    );
    assert_eq!(store.index_of(numbers[0]).await.unwrap(), None);
    assert_eq!(store.entries(0, 10).await.unwrap(), []);
}

pub(crate) async fn a_step_gives_places(store: Store) {
    let numbers = record(&store, 3).await;
    // Places follow the step's order, whatever the numbers are.
    store
        .sequence(step(0, &[numbers[1], numbers[0]]))
        .await
        .unwrap();
    assert_eq!(store.index_of(numbers[1]).await.unwrap(), Some(0));
    assert_eq!(store.index_of(numbers[0]).await.unwrap(), Some(1));
    assert_eq!(store.index_of(numbers[2]).await.unwrap(), None);
    assert_eq!(store.head().await.unwrap(), Some(step(2, &[]).head));
    assert_eq!(store.unsequenced(10).await.unwrap().len(), 1);

    store.sequence(step(2, &[numbers[2]])).await.unwrap();
    let text = |number: u64, text: &str| (number, text.to_owned());
    assert_eq!(
        store.entries(1, 10).await.unwrap(),
        [text(1, "entry 0"), text(2, "entry 2")]
    );
    assert_eq!(store.entries(0, 1).await.unwrap(), [text(0, "entry 1")]);
    let openings = store.openings(1).await.unwrap();
    assert!(openings == entry("entry 0").openings);
    assert!(store.openings(9).await.unwrap().is_empty());
    assert!(store.entries(u64::MAX, 10).await.unwrap().is_empty());
    assert!(store.openings(u64::MAX).await.unwrap().is_empty());
}

pub(crate) async fn entries_are_found_by_what_they_are_about(store: Store) {
    let mut numbers = Vec::new();
    for text in ["about a", "about b", "entry", "about a", "about c"] {
        numbers.push(recorded(&store, text).await);
    }
    let about = async |objects: &[&str], below: u64, limit: u32| {
        let objects: Vec<String> = objects.iter().map(|object| (*object).to_owned()).collect();
        let found = store.entries_about(&objects, below, limit).await.unwrap();
        found
            .into_iter()
            .map(|(place, _)| place)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        about(&["a", "b"], 9, 9).await,
        [],
        "without a place there is no proof"
    );
    store.sequence(step(0, &numbers)).await.unwrap();
    assert_eq!(about(&["a", "b"], 9, 9).await, [3, 1, 0]);
    assert_eq!(about(&["a", "b"], 3, 9).await, [1, 0]);
    assert_eq!(about(&["b", "a"], 9, 2).await, [3, 1]);
    assert_eq!(about(&["d"], 9, 9).await, []);
    assert_eq!(about(&[], 9, 9).await, []);
    // More objects than one statement takes.
    let many: Vec<String> = (0..1_200)
        .map(|n| format!("x{n}"))
        .chain(["c".to_owned()])
        .collect();
    assert_eq!(
        store.entries_about(&many, 9, 9).await.unwrap(),
        [(4, "about c".to_owned())]
    );
}

pub(crate) async fn a_step_from_another_size_is_refused(store: Store) {
    let numbers = record(&store, 2).await;
    let too_far = store.sequence(step(1, &numbers)).await;
    assert_eq!(conflict(too_far), "ledger.size");
    store.sequence(step(0, &numbers[..1])).await.unwrap();
    let mut late = step(0, &numbers[1..]);
    late.tiles = vec![tile(0, 0, 1)];
    assert_eq!(conflict(store.sequence(late).await), "ledger.size");
    assert_eq!(store.tiles(&[(0, 0)]).await.unwrap(), []);
    let mut short = step(1, &numbers[1..]);
    short.head.size = 3;
    assert_eq!(conflict(store.sequence(short).await), "ledger.size");
    assert_eq!(store.head().await.unwrap(), Some(step(1, &[]).head));
}

pub(crate) async fn an_entry_gets_one_place(store: Store) {
    let numbers = record(&store, 2).await;
    store.sequence(step(0, &numbers[..1])).await.unwrap();
    let again = store.sequence(step(1, &[numbers[1], numbers[0]])).await;
    assert_eq!(conflict(again), "ledger.placed");
    let unknown = store.sequence(step(1, &[numbers[1], 9_999])).await;
    assert_eq!(conflict(unknown), "ledger.placed");
    assert_eq!(store.index_of(numbers[1]).await.unwrap(), None);
    assert_eq!(store.head().await.unwrap(), Some(step(1, &[]).head));
}

pub(crate) async fn a_wider_tile_replaces_a_narrower(store: Store) {
    let numbers = record(&store, 2).await;
    let mut first = step(0, &numbers[..1]);
    first.tiles = vec![tile(0, 0, 2), tile(BUNDLE_LEVEL, 0, 1), tile(1, 7, 256)];
    store.sequence(first).await.unwrap();
    let mut second = step(1, &numbers[1..]);
    second.tiles = vec![tile(0, 0, 1), tile(BUNDLE_LEVEL, 0, 2)];
    store.sequence(second).await.unwrap();
    let ids = [(BUNDLE_LEVEL, 0), (0, 0), (0, 1), (1, 7)];
    assert_eq!(
        store.tiles(&ids).await.unwrap(),
        [tile(BUNDLE_LEVEL, 0, 2), tile(0, 0, 2), tile(1, 7, 256)]
    );
    assert_eq!(store.tiles(&[]).await.unwrap(), []);
}

pub(crate) async fn the_largest_witnessed_head_is_kept(store: Store) {
    use coffer_domain::ports::Witnessed;
    use coffer_domain::time::Timestamp;
    let head = |size, checkpoint: &str| Witnessed {
        size,
        checkpoint: checkpoint.to_owned(),
        at: Timestamp(7),
    };
    assert_eq!(store.witnessed().await.unwrap(), None);
    for kept in [head(5, "five"), head(3, "three"), head(5, "five again")] {
        store.keep_witnessed(kept).await.unwrap();
    }
    assert_eq!(
        store.witnessed().await.unwrap(),
        Some(head(5, "five again"))
    );
}

pub(crate) async fn the_newest_entry_of_a_kind_is_found_among_the_newest(store: Store) {
    use coffer_domain::event::EventKind;
    let made = |number: u32| format!("{{\"event\":\"backup.made\",\"v\":{number}}}");
    let commit = Commit::record(entry(&made(1)))
        .and_record(entry(&made(2)))
        .and_record(entry(
            "{\"event\":\"file.viewed\",\"why\":\"\\\"event\\\":\\\"backup.made\\\"\"}",
        ));
    let outbox = store.commit(commit).await.unwrap().outbox;
    let step = SequenceStep {
        from_size: 0,
        outbox,
        tiles: Vec::new(),
        head: TreeHead {
            size: 3,
            checkpoint: "signed".to_owned(),
        },
    };
    store.sequence(step).await.unwrap();
    let newest = |among| store.newest_entry(EventKind::BackupMade, among);
    assert_eq!(newest(10).await.unwrap(), Some((1, made(2))));
    assert_eq!(newest(2).await.unwrap(), Some((1, made(2))));
    assert_eq!(newest(1).await.unwrap(), None);
    assert!(store.database_bytes().await.unwrap() > 0);
}
