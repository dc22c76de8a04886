//! Appending in batches.

use coffer_tlog::limits::ENTRY_LEN_MAX;
use coffer_tlog::{AppendError, TileMap, TreeBuilder, TreeError, resources};
use proptest::prelude::*;

use crate::support::{entry, hashes, log, read};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn batches_and_reloads_end_in_the_same_tiles_as_one_append(
        batches in prop::collection::vec((0u64..400, any::<bool>()), 1..8),
    ) {
        let mut map = TileMap::new();
        let mut builder = TreeBuilder::new();
        for (count, reload) in batches {
            if reload {
                builder = TreeBuilder::load(builder.size(), &map).unwrap();
            }
            let size = builder.size();
            let batch: Vec<_> = (size..size + count).map(entry).collect();
            let appended = builder.append(&batch).unwrap();
            prop_assert_eq!(appended.old_size, size);
            prop_assert_eq!(appended.new_size, size + count);
            map.apply(appended);
        }
        let once = log(builder.size());
        prop_assert_eq!(builder.root(), coffer_tlog::root_at(&once, builder.size()).unwrap());
        for resource in resources(builder.size()) {
            prop_assert_eq!(read(&map, resource), read(&once, resource), "{}", resource.path());
        }
    }
}

#[test]
fn an_append_writes_only_what_changed() {
    let mut builder = TreeBuilder::new();
    let first = builder
        .append(&(0..255).map(entry).collect::<Vec<_>>())
        .unwrap();
    assert_eq!((first.tiles.len(), first.bundles.len()), (1, 1));
    let filling = builder.append(&[entry(255)]).unwrap();
    let paths: Vec<_> = filling.tiles.iter().map(|write| write.id.path()).collect();
    assert_eq!(paths, ["tile/0/000", "tile/1/000.p/1"]);
    assert_eq!(filling.bundles[0].id.path(), "tile/entries/000");
    let next = builder.append(&[entry(256)]).unwrap();
    let paths: Vec<_> = next.tiles.iter().map(|write| write.id.path()).collect();
    assert_eq!(paths, ["tile/0/001.p/1"]);
    assert_eq!(hashes(&next), 1);
    let none = builder.append::<Vec<u8>>(&[]).unwrap();
    assert!(none.tiles.is_empty() && none.bundles.is_empty());
    assert_eq!(
        (none.old_size, none.new_size, none.root),
        (257, 257, next.root)
    );
}

#[test]
fn an_entry_that_is_too_long_leaves_the_tree_as_it_was() {
    let mut builder = TreeBuilder::new();
    builder.append(&[b"a"]).unwrap();
    let root = builder.root();
    let refused = builder.append(&[vec![0; 3], vec![0; ENTRY_LEN_MAX + 1]]);
    assert!(matches!(
        refused,
        Err(AppendError::EntryTooLong { position: 1, .. })
    ));
    assert_eq!((builder.size(), builder.root()), (1, root));
    builder.append(&[vec![0; ENTRY_LEN_MAX]]).unwrap();
}

#[test]
fn a_right_edge_that_is_not_stored_cannot_be_loaded() {
    let missing = TreeBuilder::load(300, &TileMap::new());
    assert!(matches!(missing, Err(TreeError::Missing { .. })));
    let narrow = TreeBuilder::load(20, &log(10));
    assert!(matches!(narrow, Err(TreeError::ShortTile { .. })));
    assert!(matches!(
        TreeBuilder::load(u64::MAX, &log(1)),
        Err(TreeError::TooLarge { .. })
    ));
    let wider = TreeBuilder::load(258, &log(400)).unwrap();
    assert_eq!(
        wider.root(),
        TreeBuilder::load(258, &log(258)).unwrap().root()
    );
}
