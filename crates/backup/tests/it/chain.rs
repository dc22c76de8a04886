//! A chain that was tampered with.

use std::fs;

use coffer_backup::{BackupError, Chain, ChainFault, ManifestError};
use coffer_tlog::LogSigner;

use crate::play::Play;

fn three() -> Play {
    let mut play = Play::new();
    for number in 1..=3 {
        play.store(number, &[number; 100]);
        play.backup();
    }
    assert!(play.chain().faults.is_empty());
    play
}

#[test]
fn a_missing_manifest_is_noticed() {
    let play = three();
    fs::remove_file(&play.manifests()[1]).unwrap();
    let chain = play.chain();
    assert_eq!(chain.faults, [ChainFault::Missing { sequence: 2 }]);
    assert!(matches!(play.try_backup(), Err(BackupError::Broken(_))));
    assert_eq!(chain.links.len(), 2, "what is left can still be restored");
}

#[test]
fn a_manifest_that_skips_its_predecessor_is_refused() {
    let play = three();
    let paths = play.manifests();
    let aside = play.folder.path().join("aside");
    fs::rename(&paths[2], &aside).unwrap();
    fs::remove_file(&paths[1]).unwrap();
    // Another number 2, and then the number 3 that followed the first one.
    play.try_backup().unwrap();
    assert!(play.chain().faults.is_empty());
    fs::rename(&aside, &paths[2]).unwrap();
    let faults = play.chain().faults;
    assert_eq!(faults, [ChainFault::OtherPredecessor { sequence: 3 }]);
}

#[test]
fn every_changed_byte_of_a_manifest_is_noticed() {
    let play = three();
    let path = &play.manifests()[1];
    let text = fs::read(path).unwrap();
    for at in (0..text.len()).step_by(37) {
        let mut altered = text.clone();
        altered[at] ^= 1;
        fs::write(path, &altered).unwrap();
        assert!(!play.chain().faults.is_empty(), "byte {at}");
    }
    fs::write(path, &text).unwrap();
    assert!(play.chain().faults.is_empty());
}

#[test]
fn manifests_that_change_places_are_noticed() {
    let play = three();
    let paths = play.manifests();
    let aside = play.folder.path().join("aside");
    fs::rename(&paths[1], &aside).unwrap();
    fs::rename(&paths[2], &paths[1]).unwrap();
    fs::rename(&aside, &paths[2]).unwrap();
    let faults = play.chain().faults;
    let misplaced = |fault: &&ChainFault| matches!(fault, ChainFault::Misplaced { .. });
    assert_eq!(faults.iter().filter(misplaced).count(), 2, "{faults:?}");
}

#[test]
fn two_manifests_for_one_place_are_a_fork() {
    let play = three();
    let third = play.manifests().pop().unwrap();
    let aside = play.folder.path().join("aside");
    fs::rename(&third, &aside).unwrap();
    play.try_backup().unwrap();
    fs::rename(&aside, &third).unwrap();
    let chain = play.chain();
    assert!(matches!(
        &chain.faults[..],
        [ChainFault::Fork { sequence: 3, files }] if files.len() == 2
    ));
    assert_eq!(chain.links.len(), 2, "neither of the two is believed");
}

/// T5: a flood of forged manifests hides nothing and pushes nothing out.
#[test]
fn t5_forged_manifests_are_not_of_the_chain() {
    let play = three();
    let thief = LogSigner::from_seed("coffer/test/backup", &[9; 32]).unwrap();
    let mut forged = play.chain().newest().unwrap().manifest.clone();
    for number in 4..104 {
        forged.sequence = number;
        forged.made_ms += 400 * 86_400_000;
        let (text, _) = forged.sign(&thief).unwrap();
        let name = format!("{number:08}-0123456789abcdef.manifest");
        fs::write(play.target.root().join("manifests").join(name), text).unwrap();
    }
    let chain = play.chain();
    assert_eq!(chain.links.len(), 3);
    assert_eq!(chain.faults.len(), 100);
    assert!(matches!(
        chain.faults[0],
        ChainFault::NotOurs {
            why: ManifestError::NotSigned,
            ..
        }
    ));
    assert_eq!(play.restore(3, &play.objects).contents.len(), 3);
    let lock = play.target.lock().unwrap();
    let now = play.now.plus(coffer_domain::time::Span::days(4_000));
    let pruned = coffer_backup::prune(
        &play.target,
        &chain,
        &coffer_backup::Rules::default(),
        now,
        &lock,
    );
    assert!(matches!(pruned, Err(BackupError::Broken(_))));
}

#[test]
fn the_key_that_counts_is_the_one_that_is_given() {
    let play = three();
    let other = LogSigner::from_seed("coffer/test/backup", &[9; 32]).unwrap();
    let chain = Chain::load(&play.target, &other.verifier()).unwrap();
    assert!(chain.links.is_empty());
    assert_eq!(chain.faults.len(), 3);
}
