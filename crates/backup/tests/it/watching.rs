//! What monitoring and verifying see from outside.

use std::fs;

use coffer_backup::{Alarm, Rules, alarms, verify};
use coffer_domain::time::Span;

use crate::play::Play;

const LATE: Span = Span::hours(26);

fn words(play: &Play) -> Vec<&'static str> {
    let alarms = alarms(&play.target, &play.chain(), play.now, LATE);
    alarms.iter().map(Alarm::word).collect()
}

fn faults(play: &Play) -> Vec<String> {
    let rules = Rules::default();
    let chain = play.chain();
    let found = verify(
        &play.target,
        &chain,
        100,
        &rules,
        play.now,
        &play.entropy,
        &mut |_| {},
    );
    found.unwrap().faults
}

/// T4: that backups stopped is told within 26 hours.
#[test]
fn t4_late_backups_are_an_alarm() {
    let mut play = Play::new();
    assert_eq!(words(&play), ["none"]);
    let made = play.now;
    play.backup();
    play.now = made.plus(LATE);
    assert!(words(&play).is_empty());
    play.now = made.plus(LATE).plus(Span(1));
    assert_eq!(words(&play), ["late"]);
    play.now = made.plus(Span::days(-1));
    assert_eq!(words(&play), ["future"], "nobody hides lateness that way");
}

#[test]
fn a_backup_that_shrank_is_an_alarm() {
    let mut play = Play::new();
    let objects: Vec<_> = (1..=20)
        .map(|number| play.store(number, &[number; 10]))
        .collect();
    play.backup();
    play.erase(objects[0]);
    play.erase(objects[1]);
    play.backup();
    assert!(words(&play).is_empty(), "10 of 100 is ordinary");
    for object in &objects[2..6] {
        play.erase(*object);
    }
    play.backup();
    assert_eq!(words(&play), ["shrunk"]);
}

#[test]
fn what_is_gone_from_the_newest_is_an_alarm() {
    let mut play = Play::new();
    let object = play.store(1, &[1; 100]);
    fs::remove_file(play.live_path(object)).unwrap();
    play.backup();
    assert_eq!(words(&play), ["missing"]);
    let mut play = Play::new();
    play.backup();
    let bundle = &play.chain().links[0].manifest.database.path;
    fs::write(play.target.root().join(bundle), "short").unwrap();
    assert_eq!(words(&play), ["not_whole"]);
    let mut play = Play::new();
    let object = play.store(1, &[1; 100]);
    play.backup();
    assert!(words(&play).is_empty());
    fs::remove_file(play.target_path(object)).unwrap();
    assert_eq!(words(&play), ["not_whole"]);
}

/// T8: a ledger that was cut shows in the heads that manifests keep.
#[test]
fn t8_a_ledger_that_got_shorter_is_an_alarm() {
    let mut play = Play::new();
    play.backup();
    play.ledger_size = 3;
    play.backup();
    assert_eq!(words(&play), ["chain"]);
    assert_eq!(faults(&play).len(), 1);
}

#[test]
fn verifying_names_everything_that_is_not_as_it_was() {
    let mut play = Play::new();
    let objects: Vec<_> = (1..=3)
        .map(|number| play.store(number, &[number; 100]))
        .collect();
    play.backup();
    play.backup();
    assert!(faults(&play).is_empty());
    fs::write(play.target_path(objects[0]), [9; 100]).unwrap();
    fs::remove_file(play.target_path(objects[1])).unwrap();
    let keys = &play.chain().links[0].manifest.keys.path;
    fs::remove_file(play.target.root().join(keys)).unwrap();
    let found = faults(&play);
    assert_eq!(found.len(), 3, "{found:?}");
    for name in [objects[0].to_string(), objects[1].to_string(), keys.clone()] {
        assert!(found.iter().any(|fault| fault.contains(&name)), "{name}");
    }
}

#[test]
fn a_share_is_drawn_and_at_least_one() {
    let mut play = Play::new();
    for number in 1..=50 {
        play.store(number, &[number; 10]);
    }
    play.backup();
    let share = |percent| {
        let (rules, chain) = (Rules::default(), play.chain());
        let (target, entropy) = (&play.target, &play.entropy);
        verify(
            target,
            &chain,
            percent,
            &rules,
            play.now,
            entropy,
            &mut |_| {},
        )
        .unwrap()
        .objects
    };
    assert_eq!((share(1), share(10), share(100)), (1, 5, 50));
}

/// The target may be somebody else's: what lies there in place of a file is not followed, and holds nobody up.
#[test]
fn links_and_pipes_at_the_target_are_told_by_verify_and_restore() {
    let mut play = Play::new();
    let objects: Vec<_> = (1..=4)
        .map(|number| play.store(number, &[number; 100]))
        .collect();
    play.backup();
    let secret = play.folder.path().join("secret");
    fs::write(&secret, [1; 100]).unwrap();
    let paths: Vec<_> = objects.iter().map(|it| play.target_path(*it)).collect();
    let traps = [secret.as_path(), std::path::Path::new("/dev/zero")];
    for (path, trap) in paths.iter().zip(traps) {
        fs::remove_file(path).unwrap();
        std::os::unix::fs::symlink(trap, path).unwrap();
    }
    fs::remove_file(&paths[2]).unwrap();
    make_pipe(&paths[2]);
    let found = faults(&play);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(words(&play), ["not_whole"]);
    let restored = play.restore(1, &objects);
    assert_eq!(restored.contents, [[4; 100]]);
    assert_eq!(restored.faults.len(), 3, "{:?}", restored.faults);
    // The bundles, and the key beside the manifests.
    let keys = play
        .target
        .root()
        .join(&play.chain().links[0].manifest.keys.path);
    for place in [keys, play.target.root().join("signer.vkey")] {
        drop(fs::remove_file(&place));
        make_pipe(&place);
    }
    assert_eq!(faults(&play).len(), 4);
    assert!(play.target.signer().is_err());
}

fn make_pipe(path: &std::path::Path) {
    let made = std::process::Command::new("mkfifo").arg(path).status();
    assert!(made.unwrap().success());
}
