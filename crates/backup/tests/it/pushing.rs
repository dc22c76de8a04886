//! Into a bucket and back, with somebody else holding the same credential.

use std::fs;
use std::path::Path;

use coffer_backup::{
    Alarm, BackupError, Chain, Fetched, Pushed, Pushing, Rules, Target, bucket_alarms, fetch,
    look_into, push,
};
use coffer_domain::id::ObjectId;
use coffer_domain::ports::{Bucket as _, BucketError};
use coffer_domain::time::{Span, Timestamp};

use crate::fake::{Failing, FakeBucket};
use crate::play::{Play, START};

/// An installation, its target, and a bucket.
struct Two {
    play: Play,
    bucket: FakeBucket,
    now: Timestamp,
    fetches: u32,
}

impl Two {
    fn new(bucket: FakeBucket) -> Self {
        let mut two = Self {
            play: Play::new(),
            bucket,
            now: START,
            fetches: 0,
        };
        // Backups are made before they are pushed, a day apart.
        two.pass(Span::days(2));
        two
    }

    fn pass(&mut self, span: Span) {
        self.now = self.now.plus(span);
        self.bucket.pass(span);
    }

    fn try_push(&self, locked: bool) -> Result<Pushed, BackupError> {
        let pushing = Pushing {
            bucket: &self.bucket,
            signer: &self.play.signer.verifier(),
            rules: &Rules::default(),
            now: self.now,
            locked,
        };
        let chain = self.play.chain();
        push(&self.play.target, &chain, &pushing, &mut |_| {})
    }

    fn push(&self) -> Pushed {
        self.try_push(true).unwrap()
    }

    fn alarms(&self) -> Vec<Alarm> {
        let found = look_into(&self.bucket, &self.play.signer.verifier()).unwrap();
        let late = Span::days(10_000);
        bucket_alarms(
            &self.bucket,
            &found,
            &Rules::default(),
            true,
            self.now,
            late,
        )
        .unwrap()
    }

    /// Fetches into an empty directory, which is the target from then on.
    fn fetch_anew(&mut self) -> Fetched {
        self.fetches += 1;
        let root = self
            .play
            .folder
            .path()
            .join(format!("fetched-{}", self.fetches));
        fs::create_dir(&root).unwrap();
        self.play.target = Target::begin(&root).unwrap();
        self.fetch().unwrap()
    }

    fn fetch(&self) -> Result<Fetched, BackupError> {
        let to = &self.play.target;
        let lock = to.lock()?;
        let signer = self.play.signer.verifier();
        let found = look_into(&self.bucket, &signer)?;
        let had = Chain::load(to, &signer)?;
        fetch(&self.bucket, &found, to, &had, &lock, &mut |_| {})
    }
}

/// Two backups of one and two objects.
fn two() -> (Two, Vec<ObjectId>) {
    let mut two = Two::new(FakeBucket::new());
    let mut objects = vec![two.play.store(1, &[1; 100])];
    two.play.backup();
    objects.push(two.play.store(2, &[2; 100]));
    two.play.backup();
    (two, objects)
}

/// All files of a target that backups are made of, with their content.
fn content(target: &Target) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for folder in ["db", "keys", "manifests", "objects"] {
        below(target.root(), &target.root().join(folder), &mut found);
    }
    found.sort();
    found
}

fn below(root: &Path, folder: &Path, found: &mut Vec<(String, Vec<u8>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            below(root, &path, found);
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap()
                .to_str()
                .unwrap()
                .to_owned();
            found.push((name, fs::read(&path).unwrap()));
        }
    }
}

#[test]
fn what_was_pushed_comes_back_byte_for_byte() {
    let (mut two, objects) = two();
    let before = content(&two.play.target);
    let pushed = two.push();
    assert_eq!((pushed.sequences, pushed.files), (vec![1, 2], 8));
    assert_eq!(two.push(), Pushed::default(), "there is nothing new");
    two.play.store(3, &[3; 100]);
    two.play.backup();
    let pushed = two.push();
    assert_eq!((pushed.sequences, pushed.files), (vec![3], 4));
    let fetched = two.fetch_anew();
    assert_eq!((fetched.sequences, fetched.files), (vec![1, 2, 3], 9));
    assert_eq!((fetched.passed_over, fetched.faults), (0, vec![]));
    let after = content(&two.play.target);
    assert!(before.iter().all(|file| after.contains(file)));
    assert_eq!(after.len(), before.len() + 4);
    assert_eq!(two.fetch().unwrap(), Fetched::default());
    assert_eq!(
        two.play.restore(2, &objects).contents,
        [vec![1; 100], vec![2; 100]]
    );
    assert_eq!(two.alarms(), []);
}

/// T2: whoever has the server's credential puts newer versions and delete markers on every key.
#[test]
fn t2_newer_versions_and_delete_markers_on_every_key_change_nothing() {
    for tells_checksums in [true, false] {
        let (mut two, objects) = two();
        if !tells_checksums {
            two.bucket.tell_no_checksums();
        }
        let before = content(&two.play.target);
        two.push();
        two.pass(Span::minutes(1));
        for version in two.bucket.all() {
            let length = usize::try_from(version.bytes).unwrap();
            two.bucket.overwrite(&version.key, &vec![9; length]);
            two.bucket.mark_deleted(&version.key);
            two.bucket.overwrite(&version.key, b"ransom");
            two.bucket.mark_deleted(&version.key);
        }
        assert_eq!(two.push(), Pushed::default(), "all that counts is there");
        assert_eq!(two.alarms(), []);
        let fetched = two.fetch_anew();
        assert_eq!(fetched.faults, Vec::<String>::new());
        // Two junk versions under each manifest; of other names only one is as long as it should be, and is newer.
        assert_eq!(fetched.passed_over, 4);
        assert!(content(&two.play.target) == before);
        let restored = two.play.restore(2, &objects);
        assert_eq!(restored.contents, [vec![1; 100], vec![2; 100]]);
    }
}

/// T2: the names are known before their files come, and somebody is there first.
#[test]
fn t2_a_name_that_was_taken_before_is_put_beside() {
    for tells_checksums in [true, false] {
        let (mut two, _) = two();
        if !tells_checksums {
            two.bucket.tell_no_checksums();
        }
        let before = content(&two.play.target);
        for (key, content) in &before {
            two.bucket.overwrite(key, &vec![9; content.len()]);
        }
        two.pass(Span::minutes(1));
        assert_eq!(two.push().sequences, [1, 2]);
        let fetched = two.fetch_anew();
        assert_eq!((fetched.files, fetched.passed_over), (6, 8));
        assert!(content(&two.play.target) == before);
    }
}

#[test]
fn a_name_with_too_many_versions_is_told() {
    let (two, _) = two();
    let (key, content) = content(&two.play.target).pop().unwrap();
    for _ in 0..64 {
        two.bucket.overwrite(&key, &vec![9; content.len()]);
    }
    let pushed = two.push();
    assert_eq!(pushed.sequences, [1]);
    assert!(
        pushed.faults[0].contains("so many other versions"),
        "{pushed:?}"
    );
}

/// T3: locks made by us cannot be shortened or ignored; made longer by somebody else, that is an alarm.
#[test]
fn t3_locks_hold_and_those_for_a_hundred_years_are_an_alarm() {
    let (two, _) = two();
    two.push();
    for version in two.bucket.all() {
        let shorter = two.bucket.lock(&version, two.now.plus(Span::days(1)));
        assert!(matches!(shorter, Err(BucketError::Denied { .. })));
        let deleted = two.bucket.delete_version(&version);
        assert!(matches!(deleted, Err(BucketError::Denied { .. })));
    }
    assert_eq!(two.alarms(), []);
    let century = two.now.plus(Span::days(36_500));
    for version in two.bucket.all() {
        two.bucket.lock(&version, century).unwrap();
    }
    let far = [Alarm::LockFar { files: 8 }];
    assert_eq!(two.alarms(), far);
    assert_eq!(two.push().alarms, far);
}

#[test]
fn locks_are_made_longer_when_half_is_over_and_those_of_keys_never() {
    let (mut two, _) = two();
    two.push();
    let keys = two.play.chain().links[0].manifest.keys.path.clone();
    let database = two.play.chain().links[0].manifest.database.path.clone();
    let all = two.now.plus(Span::days(395));
    let short = two.now.plus(Span::days(30));
    assert_eq!(two.bucket.lock_of(&keys), Some(short));
    assert_eq!(two.bucket.lock_of(&database), Some(all));
    two.pass(Span::days(197));
    assert_eq!(two.push().extended, 0);
    two.pass(Span::days(1));
    // Two manifests, two databases, two objects.
    assert_eq!(two.push().extended, 6);
    assert_eq!(
        two.bucket.lock_of(&database),
        Some(all.plus(Span::days(198)))
    );
    assert_eq!(two.bucket.lock_of(&keys), Some(short));
    assert_eq!(two.push().extended, 0);
}

/// T4: nothing is pushed for 34 days; everything is still locked, and weeks before that ends it is told.
#[test]
fn t4_locks_outlast_pushes_that_stop_and_their_end_is_told() {
    let (mut two, objects) = two();
    two.push();
    two.pass(Span::days(34));
    for version in two.bucket.all() {
        let deleted = two.bucket.delete_version(&version).is_ok();
        assert_eq!(deleted, version.key.starts_with("keys/"), "{}", version.key);
        two.bucket.mark_deleted(&version.key);
    }
    two.pass(Span::days(395 - 34 - 15));
    assert_eq!(
        two.alarms(),
        [Alarm::NotWhole(
            "1 of its files have no version of their length in the bucket".to_owned()
        )]
    );
    two.pass(Span::days(2));
    assert_eq!(two.alarms()[1..], [Alarm::LockEnds { files: 6 }]);
    assert_eq!(two.fetch_anew().files, 4);
    let chain = two.play.chain();
    assert_eq!(chain.objects().len(), objects.len());
}

/// T5: manifests that somebody forges later, with the server's own key, push nothing out.
#[test]
fn t5_manifests_signed_later_do_not_count() {
    let (mut two, objects) = two();
    two.push();
    two.pass(Span::hours(1));
    // Another history, signed with the key that lies on the server: an empty target, and "pay".
    let root = two.play.folder.path().join("forged");
    fs::create_dir(&root).unwrap();
    let mine = std::mem::replace(&mut two.play.target, Target::begin(&root).unwrap());
    two.play.meta = "pay".to_owned();
    two.play.backup();
    let forged = content(&two.play.target);
    for (key, content) in forged {
        two.bucket.overwrite(&key, &content);
    }
    for number in 0..200 {
        let key = format!("manifests/{number:08}-0123456789abcdef.manifest");
        two.bucket.overwrite(&key, b"not signed");
    }
    two.play.target = mine;
    let pushed = two.push();
    assert!(
        pushed.faults[0].contains("another signed manifest 1"),
        "{pushed:?}"
    );
    let fetched = two.fetch_anew();
    assert_eq!((fetched.sequences, fetched.passed_over), (vec![1, 2], 200));
    assert!(fetched.faults[0].contains("claim to be number 1"));
    assert_eq!(two.play.restore(2, &objects).meta, "the first state");
    assert!(matches!(two.alarms().as_slice(), [Alarm::Chain(_)]));
}

#[test]
fn another_chain_is_not_put_over_the_one_there_is() {
    let (mut two, _) = two();
    two.push();
    let before = two.bucket.all();
    let root = two.play.folder.path().join("new");
    fs::create_dir(&root).unwrap();
    two.play.target = Target::begin(&root).unwrap();
    two.play.backup();
    assert!(matches!(two.try_push(true), Err(BackupError::OtherPast(1))));
    assert_eq!(two.bucket.all(), before);
}

#[test]
fn keys_whose_time_is_over_are_not_put() {
    let (mut two, _) = two();
    for _ in 0..40 {
        two.play.backup();
    }
    // What the target's file system says counts too, so it is as if the files had lain there.
    two.pass(Span::days(3_650));
    two.push();
    let keys = two.bucket.all().into_iter();
    let keys = keys.filter(|it| it.key.starts_with("keys/")).count();
    assert_eq!(keys, 31, "of 42");
}

#[test]
fn what_was_altered_at_the_source_is_not_put() {
    let (two, objects) = two();
    for altered in [vec![9; 100], vec![9; 99]] {
        fs::write(two.play.target_path(objects[1]), altered).unwrap();
        let pushed = two.push();
        assert_eq!(pushed.faults.len(), 1, "{pushed:?}");
        let manifests = two.bucket.all().into_iter();
        assert_eq!(
            manifests
                .filter(|it| it.key.starts_with("manifests/"))
                .count(),
            1
        );
    }
    fs::write(two.play.target_path(objects[1]), [2; 100]).unwrap();
    assert_eq!(two.push().sequences, [2]);
}

#[test]
fn what_went_from_the_bucket_while_it_is_kept_comes_again() {
    let (mut two, objects) = two();
    two.try_push(false).unwrap();
    let gone = two
        .bucket
        .all()
        .into_iter()
        .find(|it| it.key.starts_with("objects/"));
    two.bucket.delete_version(&gone.unwrap()).unwrap();
    assert!(matches!(two.alarms().first(), Some(Alarm::NotWhole(_))));
    let pushed = two.push();
    assert_eq!((pushed.files, pushed.faults), (1, vec![]));
    two.fetch_anew();
    assert_eq!(two.play.restore(2, &objects).contents.len(), 2);
}

#[test]
fn what_is_nowhere_is_told_and_the_rest_comes() {
    let (mut two, objects) = two();
    two.try_push(false).unwrap();
    let gone = two
        .bucket
        .all()
        .into_iter()
        .find(|it| it.key.starts_with("objects/"));
    two.bucket.delete_version(&gone.unwrap()).unwrap();
    let fetched = two.fetch_anew();
    assert_eq!((fetched.sequences, fetched.faults.len()), (vec![1, 2], 1));
    assert_eq!(two.play.restore(2, &objects).contents.len(), 1);
}

#[test]
fn a_bucket_without_versions_or_locks_is_refused_unless_that_is_said() {
    for (versioned, lockable) in [(false, false), (true, false), (false, true)] {
        let mut two = Two::new(FakeBucket::with_state(versioned, lockable));
        two.play.backup();
        let refused = two.try_push(true);
        assert!(matches!(refused, Err(BackupError::NotLockable(_))));
        assert_eq!(two.bucket.all(), []);
        assert_eq!(two.try_push(false).unwrap().sequences, [1]);
    }
}

/// T14: each call of a push fails once, done or not; no manifest is there before what it names, and the next push completes.
#[test]
fn t14_a_push_that_fails_anywhere_leaves_whole_backups_and_goes_on() {
    for how in [Failing::NotApplied, Failing::Applied] {
        for number in 1.. {
            let (mut two, _) = two();
            let before = content(&two.play.target);
            two.bucket.fail(number, how);
            let failed = two.try_push(true);
            if !two.bucket.has_failed() {
                assert!(failed.is_ok() && number > 12, "{number}");
                break;
            }
            assert!(matches!(failed, Err(BackupError::Bucket(_))), "{number}");
            let source = two.play.target.root().to_owned();
            let fetched = two.fetch_anew();
            assert_eq!(fetched.faults, Vec::<String>::new(), "{number}");
            two.play.target = Target::open(&source).unwrap();
            assert_eq!(two.push().faults, Vec::<String>::new());
            two.fetch_anew();
            assert!(content(&two.play.target) == before, "{number}");
        }
    }
}

/// T14: the same for a fetch.
#[test]
fn t14_a_fetch_that_fails_anywhere_goes_on() {
    let (mut two, _) = two();
    let before = content(&two.play.target);
    two.push();
    for number in 1.. {
        two.fetches += 1;
        let root = two
            .play
            .folder
            .path()
            .join(format!("failing-{}", two.fetches));
        fs::create_dir(&root).unwrap();
        two.play.target = Target::begin(&root).unwrap();
        two.bucket.fail(number, Failing::NotApplied);
        let failed = two.fetch();
        if !two.bucket.has_failed() {
            assert!(failed.is_ok() && number > 10, "{number}");
            break;
        }
        assert!(matches!(failed, Err(BackupError::Bucket(_))), "{number}");
        assert_eq!(two.fetch().unwrap().faults, Vec::<String>::new());
        assert!(content(&two.play.target) == before, "{number}");
    }
}
