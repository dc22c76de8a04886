//! How long backups stay, and what clocks can do about it.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use coffer_backup::{BackupError, Due, Rules, due, prune};
use coffer_domain::id::ObjectId;
use coffer_domain::time::{Span, Timestamp};

use crate::play::{Play, START};

/// One backup a day; the target's file system saw each when it was made.
fn daily(days: u64) -> Play {
    let mut play = Play::new();
    for _ in 0..days {
        let made = play.now;
        play.backup();
        seen(&play, made);
    }
    play
}

/// Sets when the newest manifest was written, as the target's file system tells it.
fn seen(play: &Play, at: Timestamp) {
    let since = Duration::from_millis(u64::try_from(at.0).unwrap());
    let file = File::options()
        .write(true)
        .open(play.manifests().pop().unwrap())
        .unwrap();
    file.set_modified(SystemTime::UNIX_EPOCH + since).unwrap();
}

fn due_at(play: &Play, now: Timestamp) -> Due {
    due(&play.chain(), &Rules::default(), now)
}

#[test]
fn days_then_months_then_nothing() {
    let play = daily(100);
    let due = due_at(&play, play.now);
    let kept: Vec<u64> = (1..=100)
        .filter(|sequence| !due.states.contains(sequence))
        .collect();
    // 35 days, and one for each 30 days before.
    assert_eq!(kept.len(), 36 + 3, "{kept:?}");
    assert!(kept.contains(&100) && kept.contains(&65));
    assert_eq!(due.keys.len(), 100 - 31);
    assert!(
        due.states
            .iter()
            .all(|sequence| due.keys.contains(sequence))
    );
}

/// A chain in which an object was dropped and, as it is in no state that is left, pruned.
fn dropped_and_pruned() -> (Play, ObjectId) {
    let mut play = daily(1);
    let object = play.store(1, &[1; 100]);
    play.backup();
    seen(&play, play.now.plus(Span::days(-1)));
    play.objects.clear();
    for _ in 0..80 {
        let made = play.now;
        play.backup();
        seen(&play, made);
    }
    let lock = play.target.lock().unwrap();
    let none = Rules {
        months: 0,
        ..Rules::default()
    };
    prune(&play.target, &play.chain(), &none, play.now, &lock).unwrap();
    assert!(!play.target_path(object).exists());
    drop(lock);
    (play, object)
}

/// Rows that went and were brought back: what they refer to is copied anew if its copy is gone.
#[test]
fn what_is_referred_to_again_after_its_copy_was_pruned_is_copied_anew() {
    let (mut play, object) = dropped_and_pruned();
    play.objects.push(object);
    let made = play.backup();
    let objects = &made.manifest.objects;
    assert_eq!((objects.count, objects.added.len()), (1, 1));
    assert_eq!(made.copied_bytes, 100);
    let sequence = made.manifest.sequence;
    assert_eq!(play.restore(sequence, &[object]).contents, [[1; 100]]);
    assert_eq!(play.backup().copied_bytes, 0);
}

/// It was overwritten meanwhile: nothing that is named is not there, nothing that is there is not what was named.
#[test]
fn what_is_referred_to_again_and_was_overwritten_is_told_and_not_named() {
    let (mut play, object) = dropped_and_pruned();
    fs::write(play.live_path(object), [9; 100]).unwrap();
    play.objects.push(object);
    for _ in 0..2 {
        let made = play.backup();
        let objects = &made.manifest.objects;
        assert_eq!((objects.count, objects.added.len()), (0, 0));
        assert_eq!(objects.missing, [object.to_string()]);
        assert_eq!(made.altered, [object]);
        assert!(!play.target_path(object).exists());
    }
}

/// The copy is still there: it is what counts, whatever became of the server's, even if nothing is left of that.
#[test]
fn what_is_referred_to_again_before_it_was_pruned_keeps_its_copy() {
    let mut play = Play::new();
    let (one, two) = (play.store(1, &[1; 100]), play.store(2, &[2; 100]));
    play.backup();
    let objects = std::mem::take(&mut play.objects);
    play.backup();
    play.objects = objects;
    fs::write(play.live_path(one), [9; 100]).unwrap();
    fs::remove_file(play.live_path(two)).unwrap();
    let mut made = play.backup();
    made.altered.sort_unstable();
    assert_eq!(made.altered, [one, two]);
    let objects = &made.manifest.objects;
    assert_eq!((objects.count, objects.missing.len()), (2, 0));
    assert_eq!(made.copied_bytes, 0);
    let restored = play.restore(3, &[one, two]);
    assert_eq!(restored.contents, [[1; 100], [2; 100]]);
}

#[test]
fn pruning_removes_states_keys_and_what_only_they_needed() {
    let mut play = daily(1);
    let early = play.store(1, &[1; 100]);
    let late = play.store(2, &[2; 100]);
    play.backup();
    seen(&play, play.now.plus(Span::days(-1)));
    play.erase(early);
    for _ in 0..80 {
        let made = play.now;
        play.backup();
        seen(&play, made);
    }
    let lock = play.target.lock().unwrap();
    let none = Rules {
        months: 0,
        ..Rules::default()
    };
    let removed = prune(&play.target, &play.chain(), &none, play.now, &lock).unwrap();
    assert!(removed.states.contains(&2) && !removed.states.contains(&82));
    assert_eq!((removed.objects, removed.bytes), (1, 100));
    assert!(!play.target_path(early).exists() && play.target_path(late).exists());
    let chain = play.chain();
    assert!(chain.faults.is_empty(), "manifests stay");
    assert_eq!(play.restore(82, &[late]).contents, [[2; 100]]);
    let again = prune(&play.target, &chain, &none, play.now, &lock).unwrap();
    assert_eq!(again.states.len() + again.keys.len(), 0);
}

/// T11: what was erased is not readable from any backup once its keys are over.
#[test]
fn t11_erased_keys_are_in_no_backup_after_their_time() {
    let mut play = daily(0);
    play.keys = "the key of a file".to_owned();
    let made = play.now;
    play.backup();
    seen(&play, made);
    play.keys = "nothing of it".to_owned();
    for _ in 0..33 {
        let made = play.now;
        play.backup();
        seen(&play, made);
    }
    assert_eq!(play.restore(1, &[]).keys, "the key of a file");
    let lock = play.target.lock().unwrap();
    prune(
        &play.target,
        &play.chain(),
        &Rules::default(),
        play.now,
        &lock,
    )
    .unwrap();
    let restored = play.restore(1, &[]);
    assert_eq!(restored.meta, "the first state", "the state is still kept");
    assert_eq!(restored.keys, "nothing of it");
    assert!(restored.keys_from > 1);
}

#[test]
fn a_clock_that_jumps_makes_nothing_old_at_once() {
    let play = daily(40);
    let before = due_at(&play, play.now);
    // The clock of whoever prunes.
    let ten_years = Span::days(3_650);
    assert_eq!(due_at(&play, play.now.plus(ten_years)), before);
    // The clock of the server, and with it what the next manifests say.
    let mut play = play;
    play.now = play.now.plus(ten_years);
    play.backup();
    seen(&play, START.plus(Span::days(41)));
    let after = due_at(&play, START.plus(Span::days(41)));
    assert!(
        after.states.len() <= before.states.len() + 8,
        "a week older at most: {after:?}"
    );
    // Both at once, and a flood of backups in one afternoon: the target's file system has just seen them.
    for _ in 0..50 {
        play.now = play.now.plus(ten_years);
        play.backup();
        seen(&play, START.plus(Span::days(41)));
    }
    let flooded = due_at(&play, START.plus(Span::days(41)));
    assert!(
        flooded.states.iter().all(|sequence| *sequence <= 6),
        "only what both clocks call old: {flooded:?}"
    );
    // A clock that went back.
    assert_eq!(due_at(&play, START.plus(Span::days(-400))), Due::default());
}

/// T4: backups stop for 34 days; nothing goes.
#[test]
fn t4_nothing_goes_because_backups_stopped() {
    let play = daily(20);
    let now = play.now.plus(Span::days(34));
    let due = due_at(&play, now);
    assert_eq!(due, Due::default());
    let years = play.now.plus(Span::days(3_650));
    let due = due_at(&play, years);
    assert!(
        due.states.is_empty(),
        "age is told by newer backups: {due:?}"
    );
}

#[test]
fn nothing_goes_while_the_newest_is_not_whole() {
    let mut play = daily(60);
    let object = play.store(1, &[1; 100]);
    play.backup();
    let chain = play.chain();
    let lock = play.target.lock().unwrap();
    let (now, rules) = (play.now, Rules::default());
    let held = fs::read(play.target_path(object)).unwrap();
    fs::remove_file(play.target_path(object)).unwrap();
    let refused = prune(&play.target, &chain, &rules, now, &lock);
    assert!(matches!(refused, Err(BackupError::NotWhole(_))));
    fs::write(play.target_path(object), held).unwrap();
    let keys = &chain.newest().unwrap().manifest.keys.path;
    fs::remove_file(play.target.root().join(keys)).unwrap();
    let refused = prune(&play.target, &chain, &rules, now, &lock);
    assert!(matches!(refused, Err(BackupError::NotWhole(_))));
    assert!(!due(&chain, &rules, now).states.is_empty());
}

#[test]
fn the_newest_three_always_stay() {
    let mut play = Play::new();
    for _ in 0..5 {
        let made = play.now;
        play.backup();
        seen(&play, made);
        play.now = play.now.plus(Span::days(400));
    }
    let never = Rules {
        all: Span::default(),
        months: 0,
        keys: Span::default(),
    };
    let due = due(&play.chain(), &never, play.now.plus(Span::days(4_000)));
    assert_eq!((due.states, due.keys), (vec![2, 1], vec![2, 1]));
}

#[test]
fn nothing_goes_while_a_hold_stands_and_it_ends_by_time_or_by_the_servers_word() {
    let play = daily(60);
    let lock = play.target.lock().unwrap();
    let (now, rules) = (play.now, Rules::default());
    let until = now.plus(Span::days(14));
    let say = |until: Option<Timestamp>| {
        let before = play.chain().pruning;
        play.target
            .hold(&before, until, now, &play.signer, &lock)
            .unwrap()
    };
    assert!(!say(None), "there is nothing to say");
    assert!(say(Some(until)) && !say(Some(until)));
    let chain = play.chain();
    assert_eq!(chain.pruning.held_until(now), Some(until));
    assert!(!due(&chain, &rules, now).states.is_empty());
    let refused = prune(&play.target, &chain, &rules, now, &lock);
    assert!(matches!(refused, Err(BackupError::HeldUntil(at)) if at == until));
    assert_eq!(chain.pruning.held_until(until), None, "its time is over");
    assert!(say(None));
    let chain = play.chain();
    assert_eq!(chain.pruning.held_until(now), None);
    assert!(prune(&play.target, &chain, &rules, now, &lock).is_ok());
}

#[test]
fn a_hold_nobody_trusted_signed_keeps_everything_until_a_person_looked() {
    let play = daily(60);
    let (now, rules) = (play.now, Rules::default());
    let lock = play.target.lock().unwrap();
    let until = now.plus(Span::days(14));
    let before = play.chain().pruning;
    let ours = play
        .target
        .hold(&before, Some(until), now, &play.signer, &lock);
    assert!(ours.unwrap());
    let path = play.target.root().join("hold");
    let signed = fs::read_to_string(&path).unwrap();
    // Somebody who has the target, and not the key, makes it end.
    let sooner = signed.replace(&until.0.to_string(), &now.0.to_string());
    assert_ne!(sooner, signed);
    for text in [sooner.as_str(), "", "{}\n"] {
        fs::write(&path, text).unwrap();
        let refused = prune(&play.target, &play.chain(), &rules, now, &lock);
        assert!(matches!(refused, Err(BackupError::HoldUnclear)), "{text}");
    }
    // The server says it again.
    let again = play
        .target
        .hold(&play.chain().pruning, Some(until), now, &play.signer, &lock);
    assert!(again.unwrap());
    assert_eq!(play.chain().pruning.held_until(now), Some(until));
}
