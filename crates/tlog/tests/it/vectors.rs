//! Published vectors: RFC 6962 trees as in the certificate-transparency test set, tlog-tiles paths and extents.

use coffer_tlog::{
    BundleId, EMPTY_ROOT, Resource, TileId, TileMap, TreeBuilder, bundle_entries, canonical_json,
    consistency_proof, entry_in_bundle, inclusion_proof, resources, root_at, tiles_for_append,
    verify_inclusion,
};
use data_encoding::HEXLOWER;
use serde_json::json;

const LEAVES: [&str; 8] = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
];

const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Inclusion of entry 0 in the tree of 8.
const PATH_0_8: [&str; 3] = [
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
];

fn entries() -> Vec<Vec<u8>> {
    LEAVES
        .iter()
        .map(|leaf| HEXLOWER.decode(leaf.as_bytes()).unwrap())
        .collect()
}

#[test]
fn the_empty_tree_has_the_hash_of_nothing() {
    assert_eq!(
        EMPTY_ROOT.to_hex(),
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    assert_eq!(TreeBuilder::new().root(), EMPTY_ROOT);
    assert_eq!(root_at(&TileMap::new(), 0).unwrap(), EMPTY_ROOT);
}

#[test]
fn the_eight_leaf_tree_has_the_published_roots_and_paths() {
    let mut map = TileMap::new();
    let mut builder = TreeBuilder::new();
    for (entry, root) in entries().iter().zip(ROOTS) {
        let appended = builder.append(&[entry]).unwrap();
        assert_eq!(appended.root.to_hex(), root);
        map.apply(appended);
    }
    for (size, root) in (1..).zip(ROOTS) {
        assert_eq!(root_at(&map, size).unwrap().to_hex(), root);
    }
    let proof = inclusion_proof(&map, 0, 8).unwrap();
    assert_eq!(
        proof.iter().map(|hash| hash.to_hex()).collect::<Vec<_>>(),
        PATH_0_8
    );
    let leaf = coffer_tlog::leaf_hash(b"");
    verify_inclusion(&leaf, 0, 8, &root_at(&map, 8).unwrap(), &proof).unwrap();
}

#[test]
fn the_proofs_of_the_example_in_rfc_6962_have_its_shape() {
    // Section 2.1.3: seven leaves; a, b … j are the nodes named there.
    let map = crate::support::log_of(&entries()[..7]);
    let counts = |index| inclusion_proof(&map, index, 7).unwrap().len();
    assert_eq!([counts(0), counts(3), counts(4), counts(6)], [3, 3, 3, 2]);
    let consistency = |old| consistency_proof(&map, old, 7).unwrap().len();
    assert_eq!([consistency(3), consistency(4), consistency(6)], [4, 1, 3]);
}

#[test]
fn paths_are_groups_of_three_digits() {
    let cases = [
        (
            Resource::Tile(TileId {
                level: 0,
                index: 1_234_067,
                width: 256,
            }),
            "tile/0/x001/x234/067",
        ),
        (
            Resource::Tile(TileId {
                level: 0,
                index: 0,
                width: 256,
            }),
            "tile/0/000",
        ),
        (
            Resource::Tile(TileId {
                level: 3,
                index: 999,
                width: 1,
            }),
            "tile/3/999.p/1",
        ),
        (
            Resource::Tile(TileId {
                level: 1,
                index: 1000,
                width: 255,
            }),
            "tile/1/x001/000.p/255",
        ),
        (
            Resource::Bundle(BundleId {
                index: 1067,
                width: 256,
            }),
            "tile/entries/x001/067",
        ),
        (
            Resource::Bundle(BundleId {
                index: 67,
                width: 12,
            }),
            "tile/entries/067.p/12",
        ),
    ];
    for (resource, path) in cases {
        assert_eq!(resource.path(), path);
        assert_eq!(Resource::parse(path), Some(resource));
    }
}

#[test]
fn other_spellings_of_a_path_are_refused() {
    for path in [
        "",
        "tile/",
        "tile/0",
        "tile/0/",
        "tile/0/67",
        "tile/0/0067",
        "tile/0/x067",
        "tile/0/x000/067",
        "tile/0/001/067",
        "tile/00/067",
        "tile/+0/067",
        "tile/8/067",
        "tile/0/067.p/0",
        "tile/0/067.p/256",
        "tile/0/067.p/01",
        "tile/0/067.p/",
        "tile/0/067/",
        "tile/0/../067",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "/tile/0/067",
        "checkpoint",
    ] {
        assert_eq!(Resource::parse(path), None, "{path}");
    }
}

#[test]
fn a_tree_of_70_000_has_the_tiles_the_specification_names() {
    let tiles = |level, full| {
        resources(70_000)
            .filter(|resource| match resource {
                Resource::Tile(id) => id.level == level && (id.width == 256) == full,
                Resource::Bundle(_) => false,
            })
            .count()
    };
    assert_eq!([tiles(0, true), tiles(0, false)], [273, 1]);
    assert_eq!([tiles(1, true), tiles(1, false)], [1, 1]);
    assert_eq!([tiles(2, true), tiles(2, false)], [0, 1]);
    assert_eq!(tiles(3, true) + tiles(3, false), 0);
    let widths: Vec<u16> = tiles_for_append(70_000).iter().map(|id| id.width).collect();
    assert_eq!(widths, [112, 17, 1]);
    let edge: Vec<_> = tiles_for_append(256);
    assert_eq!(
        edge,
        [TileId {
            level: 1,
            index: 0,
            width: 1
        }]
    );
}

#[test]
fn a_bundle_that_ends_inside_an_entry_is_refused() {
    let bundle = [0, 1, b'a', 0, 0, 0, 3, b'b'];
    assert_eq!(entry_in_bundle(&bundle, 0).unwrap(), b"a");
    assert_eq!(entry_in_bundle(&bundle, 1).unwrap(), b"");
    assert!(entry_in_bundle(&bundle, 2).is_err());
    assert_eq!(bundle_entries(&bundle).filter(Result::is_ok).count(), 2);
    assert!(entry_in_bundle(&bundle[..5], 2).is_err());
}

#[test]
fn canonical_json_is_sorted_and_without_white_space() {
    let value = json!({
        "v": 1, "pii": {}, "case": "a\"\\\u{8}\n\u{1f}\u{7f}é", "list": [true, -5, {}],
        "\u{e000}": 1, "\u{1f600}": 2,
    });
    // RFC 8785 sorts by UTF-16 code units, so the surrogates of U+1F600 come before U+E000.
    let expected = "{\"case\":\"a\\\"\\\\\\b\\n\\u001f\u{7f}é\",\"list\":[true,-5,{}],\"pii\":{},\"v\":1,\
                    \"\u{1f600}\":2,\"\u{e000}\":1}";
    assert_eq!(canonical_json(&value).unwrap(), expected);
    for refused in [
        json!(null),
        json!([1.5]),
        json!({"a": 1.0}),
        json!(1_i64 << 53),
    ] {
        assert!(canonical_json(&refused).is_err(), "{refused}");
    }
    let deep = (0..20).fold(json!(1), |inner, _| json!([inner]));
    assert!(canonical_json(&deep).is_err());
}
