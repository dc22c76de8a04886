//! Restoring: to any point, and from a target that was damaged.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use coffer_backup::{BackupError, open_bundles};
use coffer_domain::time::Span;

use crate::play::{Play, START};

/// T10: what was there between two acts comes back as it was between them.
#[test]
fn t10_each_point_is_as_it_was() {
    let mut play = Play::new();
    let first = play.store(1, &[1; 100]);
    play.backup();
    play.meta = "the second state".to_owned();
    let second = play.store(2, &[2; 100]);
    play.backup();
    play.meta = "the third state".to_owned();
    play.erase(first);
    play.backup();
    let one = play.restore(1, &[first]);
    assert_eq!(
        (one.meta.as_str(), one.contents),
        ("the first state", vec![vec![1; 100]])
    );
    let two = play.restore(2, &[first, second]);
    assert_eq!(two.meta, "the second state");
    assert_eq!(two.contents, [vec![1; 100], vec![2; 100]]);
    assert_eq!(play.restore(3, &[second]).meta, "the third state");
    let chain = play.chain();
    let at = |time| chain.at(time).map(|link| link.manifest.sequence);
    assert_eq!(at(START.plus(Span::hours(1))), Some(1));
    assert_eq!(at(START.plus(Span::days(1))), Some(2));
    assert_eq!(at(START.plus(Span(-1))), None);
}

/// T1, as far as a directory goes: what an attacker damages is told by name, the rest comes back.
#[test]
fn t1_what_was_damaged_at_the_target_is_told_and_the_rest_comes_back() {
    let mut play = Play::new();
    let objects: Vec<_> = (1..=4)
        .map(|number| play.store(number, &[number; 100]))
        .collect();
    play.backup();
    fs::remove_file(play.target_path(objects[0])).unwrap();
    fs::write(play.target_path(objects[1]), [9; 100]).unwrap();
    let cut = fs::File::options()
        .write(true)
        .open(play.target_path(objects[2]))
        .unwrap();
    cut.set_len(50).unwrap();
    let restored = play.restore(1, &objects);
    assert_eq!(restored.contents, [[4; 100]]);
    assert_eq!(restored.faults.len(), 3);
    for (object, fault) in objects.iter().zip(&restored.faults) {
        assert!(fault.starts_with(&object.to_string()), "{fault}");
    }
}

#[test]
fn a_damaged_bundle_is_not_opened() {
    let mut play = Play::new();
    play.backup();
    let chain = play.chain();
    let link = &chain.links[0];
    let path = play.target.root().join(&link.manifest.database.path);
    let mut sealed = fs::read(&path).unwrap();
    *sealed.get_mut(300).unwrap() ^= 1;
    fs::write(&path, sealed).unwrap();
    let into = play.folder.path().join("into");
    let opened = open_bundles(&play.target, &chain, link, &play.identity, &into);
    assert!(matches!(opened, Err(BackupError::Damaged(_))));
    fs::write(into.join("mine"), "x").unwrap();
    let opened = open_bundles(&play.target, &chain, link, &play.identity, &into);
    assert!(matches!(opened, Err(BackupError::NotEmpty(_))));
}

/// Bundles of one backup do not stand in for those of another, even with their manifest's wraps.
#[test]
fn a_bundle_opens_only_as_what_its_manifest_names() {
    let mut play = Play::new();
    play.backup();
    play.meta = "a later state".to_owned();
    play.backup();
    let chain = play.chain();
    let path = |at: usize| {
        let manifest = &chain.links[at].manifest;
        play.target.root().join(&manifest.database.path)
    };
    fs::copy(path(0), path(1)).unwrap();
    let into = play.folder.path().join("into");
    let opened = open_bundles(&play.target, &chain, &chain.links[1], &play.identity, &into);
    assert!(matches!(opened, Err(BackupError::Damaged(_))));
}

#[test]
fn what_comes_back_is_its_owners_alone() {
    let mut play = Play::new();
    play.backup();
    play.restore(1, &[]);
    let into = play.folder.path().join("restored-1");
    for (path, wanted) in [(into.clone(), 0o700), (into.join("meta.db"), 0o600)] {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, wanted, "{}", path.display());
    }
}
