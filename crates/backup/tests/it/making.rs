//! Making backups: what is copied, what is not, and what an interruption leaves.

use std::cell::Cell;
use std::fs;

use coffer_backup::{BackupError, Identity, Target};
use coffer_domain::id::ObjectId;

use crate::play::Play;

#[test]
fn only_what_is_new_is_copied() {
    let mut play = Play::new();
    play.store(1, &[1; 70_000]);
    let first = play.backup();
    assert_eq!(
        (first.copied_bytes, first.manifest.objects.count),
        (70_000, 1)
    );
    let nothing = play.backup();
    assert_eq!(nothing.copied_bytes, 0);
    assert!(nothing.manifest.objects.added.is_empty());
    let object = play.store(2, &[2; 10]);
    play.erase(ObjectId([1; 16]));
    let last = play.backup();
    let objects = &last.manifest.objects;
    assert_eq!((objects.count, objects.bytes), (1, 10));
    assert_eq!(objects.added[0].id, object.to_string());
    assert_eq!(objects.dropped, [ObjectId([1; 16]).to_string()]);
    assert_eq!(last.manifest.previous, Some(nothing.hash.to_base64()));
}

#[test]
fn an_empty_directory_is_not_taken_for_a_target() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let found = Target::open(root);
    assert!(matches!(found, Err(BackupError::NotATarget(_))));
    let found = Target::open(&root.join("not-mounted"));
    assert!(matches!(found, Err(BackupError::NoTarget(_))));
    fs::write(root.join("holiday.jpg"), "x").unwrap();
    let found = Target::begin(root);
    assert!(matches!(found, Err(BackupError::NotEmpty(_))));
}

#[test]
fn one_writer_at_a_time() {
    let play = Play::new();
    let _held = play.target.lock().unwrap();
    let second = Target::begin(play.target.root()).unwrap();
    assert!(matches!(second.lock(), Err(BackupError::Busy(_))));
}

/// What is erased between looking and copying is not missed: the state is taken anew.
#[test]
fn an_object_erased_meanwhile_is_no_fault() {
    let mut play = Play::new();
    let erased = play.store(1, &[1; 100]);
    play.store(2, &[2; 100]);
    let before = play.taken();
    play.erase(erased);
    let first = Cell::new(Some(before));
    let made = play.backup_taking(&mut || Ok(first.take().unwrap_or_else(|| play.taken())));
    let objects = made.unwrap().manifest.objects;
    assert_eq!((objects.count, objects.missing.len()), (1, 0));
}

#[test]
fn one_that_was_backed_up_and_is_erased_meanwhile_is_no_fault_either() {
    let mut play = Play::new();
    let erased = play.store(1, &[1; 100]);
    play.store(2, &[2; 100]);
    play.backup();
    let before = play.taken();
    play.erase(erased);
    let first = Cell::new(Some(before));
    let made = play.backup_taking(&mut || Ok(first.take().unwrap_or_else(|| play.taken())));
    let made = made.unwrap();
    assert_eq!(
        (made.altered, made.manifest.objects.dropped.len()),
        (vec![], 1)
    );
}

#[test]
fn one_that_was_backed_up_and_is_gone_is_told() {
    let mut play = Play::new();
    let gone = play.store(1, &[1; 100]);
    play.backup();
    fs::remove_file(play.live_path(gone)).unwrap();
    let made = play.backup();
    assert_eq!(made.altered, [gone]);
    assert!(made.manifest.objects.missing.is_empty());
    assert_eq!(play.restore(2, &[gone]).contents, [[1; 100]]);
}

#[test]
fn an_object_that_is_gone_is_told_and_stops_nothing() {
    let mut play = Play::new();
    let gone = play.store(1, &[1; 100]);
    play.store(2, &[2; 100]);
    fs::remove_file(play.live_path(gone)).unwrap();
    let objects = play.backup().manifest.objects;
    assert_eq!(objects.missing, [gone.to_string()]);
    assert_eq!(objects.count, 1);
}

/// T6: what is encrypted in place on the server does not reach the backups, and is told.
#[test]
fn t6_overwritten_objects_stay_what_they_were_at_the_target() {
    let mut play = Play::new();
    let one = play.store(1, &[1; 100]);
    let two = play.store(2, &[2; 100]);
    play.backup();
    fs::write(play.live_path(one), [9; 100]).unwrap();
    fs::write(play.live_path(two), [9; 4_000]).unwrap();
    for _ in 0..3 {
        let mut altered = play.backup().altered;
        altered.sort_unstable();
        assert_eq!(altered, [one, two]);
    }
    let restored = play.restore(4, &play.objects);
    assert_eq!(restored.contents, [vec![1; 100], vec![2; 100]]);
}

/// T13 (inside the program): a run that ends at any object leaves what was there, and the next one goes on.
#[test]
fn t13_a_run_that_ends_early_leaves_the_chain_as_it_was() {
    let mut play = Play::new();
    play.store(1, &[1; 100]);
    play.backup();
    for number in 2..=6 {
        play.store(number, &[number; 1_000]);
    }
    for stop_at in 0..3 {
        let takes = Cell::new(0);
        let failed = play.backup_taking(&mut || {
            takes.set(takes.get() + 1);
            if takes.get() > 1 || stop_at == 0 {
                return Err(BackupError::Source("pulled the plug".into()));
            }
            // An object that is not there: the state is asked for again, after the others were copied.
            let mut taken = play.taken();
            taken.objects.push(ObjectId([200; 16]));
            Ok(taken)
        });
        assert!(matches!(failed, Err(BackupError::Source(_))));
        assert_eq!(play.chain().links.len(), 1);
        assert_eq!(play.restore(1, &[ObjectId([1; 16])]).contents, [[1; 100]]);
    }
    let made = play.try_backup().unwrap();
    assert_eq!(made.manifest.objects.added.len(), 5);
    assert_eq!(made.copied_bytes, 0, "what had been copied was found again");
}

/// Whatever lies where an object is to go: it is replaced unless it is that object.
#[test]
fn a_planted_object_is_not_taken_for_the_real_one() {
    let mut play = Play::new();
    let object = play.store(1, &[1; 100]);
    fs::create_dir_all(play.target_path(object).parent().unwrap()).unwrap();
    fs::write(play.target_path(object), [9; 100]).unwrap();
    play.backup();
    assert_eq!(play.restore(1, &[object]).contents, [[1; 100]]);
}

/// T9: the server holds the recipient only. Nothing it has opens what it sealed.
#[test]
fn t9_what_the_server_has_opens_no_backup() {
    let mut play = Play::new();
    play.meta = "a name that stands in the metadata".to_owned();
    play.backup();
    let recipient = play.identity.recipient().unwrap();
    assert!(Identity::parse(&recipient.to_text()).is_err());
    let bundle = &play.chain().links[0].manifest.database;
    let sealed = fs::read(play.target.root().join(&bundle.path)).unwrap();
    let needle = play.meta.as_bytes();
    assert!(!sealed.windows(needle.len()).any(|window| window == needle));
    let chain = play.chain();
    let other = Identity::generate();
    let into = play.folder.path().join("stolen");
    let opened = coffer_backup::open_bundles(&play.target, &chain, &chain.links[0], &other, &into);
    assert!(matches!(opened, Err(BackupError::WrongIdentity(_))));
}
