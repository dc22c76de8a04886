//! What a run reads again of what was backed up before: all of it in time, little of it at a time.

use std::fs;
use std::os::unix::fs::FileExt as _;
use std::path::Path;

use coffer_backup::limits::{BEGINNING_BYTES, BEGINNINGS, PIECE_BYTES, ROUNDS};
use coffer_domain::id::ObjectId;

use crate::play::Play;

fn flip(path: &Path, at: u64) {
    let file = fs::File::options()
        .read(true)
        .write(true)
        .open(path)
        .unwrap();
    let mut byte = [0];
    file.read_exact_at(&mut byte, at).unwrap();
    byte[0] ^= 1;
    file.write_all_at(&byte, at).unwrap();
}

/// Whatever byte was changed: it is told once within a hundred backups, which together read everything once, and a
/// beginning each.
#[test]
fn everything_is_compared_within_a_hundred_backups() {
    let mut play = Play::new();
    let length = 2 * PIECE_BYTES + 70_000;
    let object = play.store(1, &vec![1; usize::try_from(length).unwrap()]);
    play.backup();
    flip(&play.live_path(object), length - 1);
    let runs: Vec<_> = (0..ROUNDS).map(|_| play.backup()).collect();
    let read: Vec<u64> = runs.iter().map(|made| made.compared_bytes).collect();
    assert_eq!(
        read.iter().sum::<u64>(),
        length + ROUNDS * BEGINNING_BYTES,
        "{read:?}"
    );
    assert!(*read.iter().max().unwrap() <= PIECE_BYTES + BEGINNING_BYTES);
    let told: Vec<_> = runs.into_iter().flat_map(|made| made.altered).collect();
    assert_eq!(told, [object]);
}

/// T13: runs that were cut off after their backup was whole, before they compared. The next one reads their share as well.
#[test]
fn what_a_run_that_was_cut_off_did_not_compare_the_next_one_does() {
    let mut play = Play::new();
    let length = 2 * PIECE_BYTES;
    let object = play.store(1, &vec![1; usize::try_from(length).unwrap()]);
    play.backup();
    flip(&play.live_path(object), length - 1);
    // By its id, the turn of the second piece comes with one of these.
    let mut told = Vec::new();
    for _ in 0..10 {
        for _ in 0..9 {
            play.make_taking(&mut || Ok(play.taken())).unwrap();
        }
        told.extend(play.backup().altered);
    }
    assert_eq!(told, [object]);
}

/// What encrypts files in place begins at their beginning, and is told at once, however large they are.
#[test]
fn beginnings_are_compared_each_time() {
    let mut play = Play::new();
    let object = play.store(1, &vec![1; 3 << 20]);
    play.backup();
    flip(&play.live_path(object), BEGINNING_BYTES - 1);
    for _ in 0..3 {
        let made = play.backup();
        assert_eq!((made.altered, made.damaged), (vec![object], vec![]));
    }
}

#[test]
fn the_work_of_a_run_does_not_grow_with_what_is_there() {
    let mut play = Play::new();
    for number in 1..=60 {
        play.store(number, &[number; 100_000]);
    }
    play.backup();
    let share = 60 * 100_000 / ROUNDS;
    let runs: Vec<u64> = (0..5).map(|_| play.backup().compared_bytes).collect();
    let beginnings = BEGINNINGS as u64 * BEGINNING_BYTES;
    for read in runs {
        assert!(read <= beginnings + 3 * share, "{read}");
    }
}

/// The other way round: the server is right, and the copy is not.
#[test]
fn a_copy_that_was_damaged_is_not_put_down_to_the_server() {
    let mut play = Play::new();
    let (one, two) = (
        play.store(1, &vec![1; 2 << 20]),
        play.store(2, &vec![2; 2 << 20]),
    );
    play.backup();
    flip(&play.target_path(one), 0);
    fs::remove_file(play.target_path(two)).unwrap();
    let made = play.backup();
    assert_eq!((made.altered, made.damaged), (vec![], vec![one, two]));
}

/// Small objects are compared with what the manifests say, so that changing both sides alike does not help.
#[test]
fn overwriting_both_sides_alike_is_told() {
    let mut play = Play::new();
    let object = play.store(1, &[1; 60_000]);
    play.backup();
    for path in [play.live_path(object), play.target_path(object)] {
        fs::write(path, [9; 60_000]).unwrap();
    }
    assert_eq!(play.backup().altered, [object]);
}

/// Many that differ: which side it was is looked up for some, and none is left out.
#[test]
fn all_that_differ_are_told_although_not_all_are_read_whole() {
    let mut play = Play::new();
    for number in 1..=40 {
        // By how they begin, all are due in the same run.
        let mut id = [50; 16];
        id[15] = number;
        play.store_as(ObjectId(id), &[number; 70_000]);
    }
    play.backup();
    for object in &play.objects {
        flip(&play.live_path(*object), 69_999);
    }
    let told: Vec<_> = (0..ROUNDS).map(|_| play.backup().altered.len()).collect();
    assert_eq!(
        told.iter().filter(|count| **count > 0).collect::<Vec<_>>(),
        [&40]
    );
}
