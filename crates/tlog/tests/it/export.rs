//! Offline verification of an export: what holds, and what every kind of change is called.

use coffer_tlog::{
    CHECKPOINT_PATH, Checkpoint, CheckpointError, ExportError, ExportOpening, ExportReport,
    ExportVerifier, OPENINGS_PATH, Opening, bundle_entries, commit, leaf_hash, root_at,
};

use crate::support::{Export, ORIGIN, entry, export, log, log_of, signer};

const SALT: [u8; 32] = [5; 32];

fn verify(export: &Export) -> Result<ExportReport, ExportError> {
    ExportVerifier::new(export, &signer().verifier()).verify(&mut |_| ())
}

fn changed(export: &Export, path: &str, change: impl FnOnce(&mut Vec<u8>)) -> Export {
    let mut export = export.clone();
    change(export.0.get_mut(path).expect(path));
    export
}

fn opening(index: u64, field: &str, value: &str) -> ExportOpening {
    let (field, value) = (field.to_owned(), value.to_owned());
    ExportOpening {
        index,
        opening: Opening {
            field,
            salt: SALT,
            value,
        },
    }
}

/// 300 entries, of which two have a commitment that is opened.
fn with_openings() -> Export {
    let mut entries: Vec<_> = (0..300).map(entry).collect();
    for index in [3, 280] {
        let commitment = commit("ip", &SALT, b"192.0.2.1");
        entries[index] = format!(r#"{{"pii":{{"ip":"{commitment}"}}}}"#).into_bytes();
    }
    let mut export = export(&log_of(&entries), 300);
    let lines = [
        opening(3, "ip", "192.0.2.1"),
        opening(280, "ip", "192.0.2.1"),
    ];
    let lines: String = lines.iter().map(|line| line.to_line() + "\n").collect();
    export
        .0
        .insert(OPENINGS_PATH.to_owned(), lines.into_bytes());
    export
}

#[test]
fn an_unaltered_export_holds() {
    for size in [0, 1, 2, 255, 256, 257, 300, 512, 65_537, 70_000] {
        let map = log(size);
        let mut seen = Vec::new();
        let export = export(&map, size);
        let report = ExportVerifier::new(&export, &signer().verifier())
            .verify(&mut |progress| seen.push(progress.verified))
            .unwrap();
        assert_eq!(report.size(), size);
        assert_eq!(report.root(), root_at(&map, size).unwrap());
        assert_eq!(
            report.entry_bytes,
            (0..size)
                .map(|index| entry(index).len() as u64)
                .sum::<u64>()
        );
        assert_eq!(seen.len() as u64, size.div_ceil(256));
        assert_eq!(seen.last().copied().unwrap_or(0), size);
    }
}

#[test]
fn every_changed_byte_is_found_and_in_a_bundle_named_by_its_entry() {
    let export = with_openings();
    assert_eq!(verify(&export).unwrap().openings_checked, 2);
    for (path, bytes) in &export.0 {
        let owners = owners(path, bytes);
        for position in 0..bytes.len() {
            let mask = (position as u8).wrapping_mul(31) | 1;
            let altered = changed(&export, path, |bytes| bytes[position] ^= mask);
            let error = verify(&altered).expect_err(&format!("{path} byte {position}"));
            if let Some(owner) = owners.get(position) {
                let named = error.first_bad_entry();
                assert_eq!(named, Some(*owner), "{path} byte {position}: {error}");
            }
        }
    }
}

/// For each byte of a bundle or level-0 tile the entry it belongs to; nothing for other files.
fn owners(path: &str, bytes: &[u8]) -> Vec<u64> {
    let first = if path.contains("/001") { 256 } else { 0 };
    if path.starts_with("tile/0/") {
        return (0..bytes.len())
            .map(|position| first + position as u64 / 32)
            .collect();
    }
    if !path.starts_with("tile/entries/") {
        return Vec::new();
    }
    (first..)
        .zip(bundle_entries(bytes))
        .flat_map(|(index, entry)| vec![index; entry.unwrap().len() + 2])
        .collect()
}

#[test]
fn an_entry_rewritten_with_its_tile_is_caught_one_level_up() {
    let whole = export(&log(70_000), 70_000);
    let rewrite = |block: u64, bundle: &str, tile: &str| {
        let export = changed(&whole, bundle, |bytes| bytes[2] = b'#');
        let bytes = &export.0[bundle];
        let leaf = leaf_hash(bundle_entries(bytes).next().unwrap().unwrap());
        let export = changed(&export, tile, |bytes| bytes[..32].copy_from_slice(&leaf.0));
        (block * 256, verify(&export).unwrap_err())
    };
    let (first, error) = rewrite(2, "tile/entries/002", "tile/0/002");
    assert_eq!(error.first_bad_entry(), Some(first));
    let expected = ("tile/1/000".to_owned(), 1, 0, 512, 767);
    assert!(matches!(
        error,
        ExportError::TileAltered { path, level, index, first_entry, last_entry }
            if (path.clone(), level, index, first_entry, last_entry) == expected
    ));
    // Under a partial tile only the root is left to disagree.
    let (_, error) = rewrite(273, "tile/entries/273.p/112", "tile/0/273.p/112");
    assert!(matches!(error, ExportError::RootMismatch { .. }));
}

#[test]
fn altered_upper_tiles_name_the_entries_below() {
    let whole = export(&log(70_000), 70_000);
    let bad = |path: &str, position: usize| {
        let altered = changed(&whole, path, |bytes| bytes[position] ^= 1);
        verify(&altered).unwrap_err()
    };
    assert_eq!(bad("tile/1/000", 33).first_bad_entry(), Some(256));
    assert_eq!(bad("tile/1/001.p/17", 0).first_bad_entry(), Some(65_536));
    let top = bad("tile/2/000.p/1", 31);
    assert!(matches!(
        top,
        ExportError::TileAltered {
            level: 2,
            first_entry: 0,
            last_entry: 65_535,
            ..
        }
    ));
}

#[test]
fn missing_and_truncated_files_are_named() {
    let whole = export(&log(600), 600);
    for (path, bytes) in &whole.0 {
        let mut without = whole.clone();
        without.0.remove(path);
        let error = verify(&without).unwrap_err();
        assert!(
            matches!(&error, ExportError::Missing { .. }),
            "{path}: {error}"
        );
        for keep in [0, 1, bytes.len() / 2, bytes.len() - 1] {
            let short = changed(&whole, path, |bytes| bytes.truncate(keep));
            assert!(verify(&short).is_err(), "{path} cut to {keep}");
        }
        let long = changed(&whole, path, |bytes| bytes.extend_from_slice(&[0; 32]));
        assert!(verify(&long).is_err(), "{path} lengthened");
    }
    let cut = changed(&whole, "tile/entries/001", |bytes| bytes.truncate(100));
    assert!(matches!(
        verify(&cut),
        Err(ExportError::BundleTruncated {
            index: 256..512,
            ..
        })
    ));
    let cut = changed(&whole, "tile/0/002.p/88", |bytes| bytes.truncate(64));
    assert_eq!(verify(&cut).unwrap_err().first_bad_entry(), Some(512));
}

#[test]
fn a_full_tile_stands_in_for_the_partial_one_it_replaced() {
    let (old, new) = (export(&log(300), 300), export(&log(600), 600));
    let mut grown = new;
    let checkpoint = old.0[CHECKPOINT_PATH].clone();
    grown.0.insert(CHECKPOINT_PATH.to_owned(), checkpoint);
    grown
        .0
        .insert("tile/1/000.p/1".to_owned(), old.0["tile/1/000.p/1"].clone());
    assert_eq!(verify(&grown).unwrap().size(), 300);
}

#[test]
fn a_log_must_extend_the_checkpoints_that_are_trusted() {
    let map = log(300);
    let export = export(&map, 300);
    let key = signer().verifier();
    let with = |older: Checkpoint| {
        ExportVerifier::new(&export, &key)
            .extending(older)
            .verify(&mut |_| ())
    };
    for size in [0, 1, 100, 256, 299, 300] {
        let older = Checkpoint::new(ORIGIN, size, root_at(&map, size).unwrap());
        assert_eq!(with(older).unwrap().extends, [size]);
        let rewritten = with(Checkpoint::new(ORIGIN, size, leaf_hash(b"else")));
        assert_eq!(rewritten, Err(ExportError::Rewritten { size }));
    }
    let longer = with(Checkpoint::new(ORIGIN, 301, leaf_hash(b"")));
    assert_eq!(
        longer,
        Err(ExportError::CutOff {
            size: 300,
            trusted: 301
        })
    );
    let foreign = with(Checkpoint::new(
        "elsewhere.example",
        1,
        root_at(&map, 1).unwrap(),
    ));
    assert!(matches!(
        foreign,
        Err(ExportError::Checkpoint(CheckpointError::WrongLog { .. }))
    ));
}

#[test]
fn openings_that_do_not_hold_are_named() {
    let export = with_openings();
    let with = |lines: String| {
        let mut export = export.clone();
        export
            .0
            .insert(OPENINGS_PATH.to_owned(), lines.into_bytes());
        verify(&export).unwrap_err()
    };
    let line = |opening: ExportOpening| opening.to_line() + "\n";
    let ip = || "ip".to_owned();
    assert_eq!(
        with(line(opening(280, "ip", "192.0.2.2"))),
        ExportError::OpeningMismatch {
            index: 280,
            field: ip()
        }
    );
    assert_eq!(
        with(line(opening(4, "ip", "x"))),
        ExportError::NoSuchField {
            index: 4,
            field: ip()
        }
    );
    assert_eq!(
        with(line(opening(300, "ip", "x"))),
        ExportError::OpeningOutOfRange {
            line: 1,
            index: 300
        }
    );
    let good = line(opening(3, "ip", "192.0.2.1"));
    for malformed in ["x\n", "\n", "{}\n", " {}\n", good.trim_end()] {
        let error = with(good.clone() + malformed);
        assert_eq!(
            error,
            ExportError::MalformedOpening { line: 2 },
            "{malformed}"
        );
    }
}
