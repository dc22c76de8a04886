//! A sink that pulls: what the server's owner does to the source reaches nothing that was pulled.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use coffer_backup::{
    Added, BackupError, Chain, Manifest, Pulled, Source, StoredManifest, Target, pull,
};
use coffer_domain::id::ObjectId;
use coffer_domain::time::{Span, Timestamp};
use coffer_tlog::LogSigner;

use crate::play::Play;

impl Play {
    /// Opens a sink beside the target; until something was pulled it is begun.
    fn sink(&self) -> Target {
        let root = self.folder.path().join("sink");
        fs::create_dir_all(&root).unwrap();
        Target::open(&root)
            .or_else(|_| Target::begin(&root))
            .unwrap()
    }

    fn pull(&self) -> Pulled {
        self.pull_from(&self.target)
    }

    fn pull_from(&self, from: &dyn Source) -> Pulled {
        let sink = self.sink();
        let lock = sink.lock().unwrap();
        let had = Chain::load(&sink, &self.signer.verifier()).unwrap();
        let source = Chain::load(from, &self.signer.verifier()).unwrap();
        pull(from, &source, &sink, &had, &lock, &mut |_| {}).unwrap()
    }

    /// Restores from the sink from here on.
    fn lose_the_target(&mut self) {
        self.target = self.sink();
    }
}

/// All that lies below a place.
fn files(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let content = fs::read(&path).unwrap();
                found.insert(path, content);
            }
        }
    }
    found
}

fn two() -> (Play, Vec<ObjectId>) {
    let mut play = Play::new();
    let mut objects = vec![play.store(1, &[1; 100])];
    play.backup();
    objects.push(play.store(2, &[2; 100]));
    play.backup();
    (play, objects)
}

#[test]
fn a_pull_brings_what_is_new_and_can_be_restored_from() {
    let (mut play, mut objects) = two();
    let pulled = play.pull();
    assert_eq!((pulled.sequences, pulled.objects), (vec![1, 2], 2));
    assert_eq!(play.pull(), Pulled::default());
    objects.push(play.store(3, &[3; 100]));
    play.backup();
    let pulled = play.pull();
    assert_eq!((pulled.sequences, pulled.objects), (vec![3], 1));
    play.lose_the_target();
    assert!(play.chain().faults.is_empty());
    assert_eq!(play.restore(3, &objects).contents.len(), 3);
}

/// T1 and T2: everything at the source is deleted, or overwritten, with the server's own rights and keys.
#[test]
fn t1_t2_deleting_and_overwriting_at_the_source_reaches_nothing_that_was_pulled() {
    let (mut play, objects) = two();
    play.pull();
    for object in &objects {
        fs::write(play.target_path(*object), [9; 100]).unwrap();
    }
    for folder in ["db", "keys"] {
        for entry in fs::read_dir(play.target.root().join(folder)).unwrap() {
            fs::write(entry.unwrap().path(), "ransom").unwrap();
        }
    }
    assert_eq!(play.pull(), Pulled::default(), "there is nothing new");
    for manifest in play.manifests() {
        fs::remove_file(manifest).unwrap();
    }
    let pulled = play.pull();
    assert_eq!(pulled.faults, ["backup 1 is gone from the source"]);
    // A chain of their own, signed with the key that lies on the server.
    play.meta = "pay".to_owned();
    play.backup();
    let pulled = play.pull();
    assert_eq!(
        pulled.faults,
        ["the source has another backup 1 than the one that was pulled"]
    );
    play.lose_the_target();
    let restored = play.restore(2, &objects);
    assert_eq!(restored.meta, "the first state");
    assert_eq!(restored.contents, [vec![1; 100], vec![2; 100]]);
    assert!(restored.faults.is_empty());
}

#[test]
fn what_is_not_as_its_manifest_says_is_not_accepted() {
    let (play, objects) = two();
    fs::write(play.target_path(objects[1]), [9; 100]).unwrap();
    let pulled = play.pull();
    assert_eq!(pulled.sequences, [1]);
    assert_eq!(pulled.faults.len(), 1);
    assert!(pulled.faults[0].contains("was altered"), "{pulled:?}");
    let sink = play.sink();
    let had = Chain::load(&sink, &play.signer.verifier()).unwrap();
    assert_eq!(had.links.len(), 1);
    // Mended at the source, it comes.
    fs::write(play.target_path(objects[1]), [2; 100]).unwrap();
    assert_eq!(play.pull().sequences, [2]);
}

#[test]
fn a_bundle_that_was_exchanged_is_not_accepted() {
    let (play, _) = two();
    let bundle = &play.chain().links[1].manifest.database.path.clone();
    let path = play.target.root().join(bundle);
    let length = fs::metadata(&path).unwrap().len();
    fs::write(path, vec![9; usize::try_from(length).unwrap()]).unwrap();
    let pulled = play.pull();
    assert_eq!(pulled.sequences, [1]);
    assert!(pulled.faults[0].contains(bundle.as_str()), "{pulled:?}");
}

/// The source is its owner's: what is not a plain file of the right length is not even read.
#[test]
fn links_pipes_and_endless_files_at_the_source_are_not_followed() {
    let (play, objects) = two();
    let path = play.target_path(objects[1]);
    let secret = play.folder.path().join("secret");
    fs::write(&secret, [2; 100]).unwrap();
    for trap in [secret.as_path(), Path::new("/dev/zero")] {
        fs::remove_file(&path).unwrap();
        std::os::unix::fs::symlink(trap, &path).unwrap();
        let pulled = play.pull();
        assert_eq!(pulled.faults.len(), 1, "{pulled:?}");
    }
    fs::remove_file(&path).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&path).status();
    assert!(made.unwrap().success());
    let pulled = play.pull();
    assert!(pulled.faults[0].contains("not a file"), "{pulled:?}");
    let manifest = play.manifests()[0].with_file_name("00000009-0.manifest");
    let made = std::process::Command::new("mkfifo").arg(manifest).status();
    assert!(made.unwrap().success());
    assert!(play.chain().faults.is_empty());
}

#[test]
fn a_hold_is_pulled_and_whoever_has_the_source_cannot_end_it() {
    let (play, _) = two();
    play.pull();
    let lock = play.target.lock().unwrap();
    let until = play.now.plus(Span::days(14));
    let say = |until: Option<Timestamp>| {
        let before = play.chain().pruning;
        let said = play
            .target
            .hold(&before, until, play.now, &play.signer, &lock);
        assert!(said.unwrap());
        play.pull();
        let sink = Chain::load(&play.sink(), &play.signer.verifier()).unwrap();
        sink.pruning.held_until(play.now)
    };
    assert_eq!(say(Some(until)), Some(until));
    assert_eq!(say(None), Some(until), "it ends here by time");
    // Also while what is at the source is not believed.
    let later = until.plus(Span::days(1));
    fs::remove_dir_all(play.target.root().join("objects")).unwrap();
    assert_eq!(say(Some(later)), Some(later));
}

/// What becomes of the hold at the source afterwards does not matter: it goes, is garbage, is signed by another, or is an older one.
#[test]
fn a_hold_that_was_pulled_stays_whatever_becomes_of_it_at_the_source() {
    let (play, _) = two();
    let lock = play.target.lock().unwrap();
    let path = play.target.root().join("hold");
    let say = |days: i64, signer: &LogSigner| {
        let until = play.now.plus(Span::days(days));
        let before = play.chain().pruning;
        let said = play
            .target
            .hold(&before, Some(until), play.now, signer, &lock);
        assert!(said.unwrap());
        fs::read_to_string(&path).unwrap()
    };
    let older = say(7, &play.signer);
    let stranger = LogSigner::from_seed("coffer/test/backup", &[9; 32]).unwrap();
    let forged = say(400, &stranger);
    fs::remove_file(&path).unwrap();
    let pulled = say(14, &play.signer);
    play.pull();
    let held = || fs::read_to_string(play.sink().root().join("hold")).unwrap();
    assert_eq!(held(), pulled);
    let garbage = "x".repeat(10_000);
    for text in [older.as_str(), &forged, "", "hold", &garbage] {
        fs::write(&path, text).unwrap();
        assert_eq!(play.pull(), Pulled::default());
        assert_eq!(held(), pulled, "{text:.20}");
    }
    fs::remove_file(&path).unwrap();
    play.pull();
    fs::create_dir(&path).unwrap();
    play.pull();
    assert_eq!(held(), pulled);

    // One that is said while a pull goes on is taken when that ends, and by no means a shorter one.
    fs::remove_dir(&path).unwrap();
    let sink = play.sink();
    let lock_of_sink = sink.lock().unwrap();
    for (days, longer) in [(20, true), (10, false)] {
        let text = say(days, &play.signer);
        let taken = sink.pull_hold(&play.target, &play.signer.verifier(), &lock_of_sink);
        assert_eq!(taken.unwrap(), longer);
        assert_eq!(held() == text, longer);
    }
}

/// What the server's key can sign it can sign as it likes, but nothing that was pulled is overwritten by it.
#[test]
fn t2_a_signed_manifest_does_not_put_another_content_in_the_place_of_what_was_pulled() {
    let (mut play, objects) = two();
    play.pull();
    let before = files(play.sink().root());
    play.store(3, &[3; 100]);
    let honest = play.backup().manifest;
    let names_an_object_again = |forged: &mut Manifest| {
        let ransom = Added {
            id: objects[0].to_string(),
            bytes: 6,
            blake3: blake3::hash(b"ransom").to_hex().to_string(),
        };
        forged.objects.added.push(ransom);
    };
    let names_a_bundle_again = |forged: &mut Manifest| {
        forged.database.path = play.chain().links[0].manifest.database.path.clone();
        forged.database.bytes = 6;
        forged.database.blake3 = blake3::hash(b"ransom").to_hex().to_string();
    };
    let forgeries: [&dyn Fn(&mut Manifest); 2] = [&names_an_object_again, &names_a_bundle_again];
    for forge in forgeries {
        let mut forged = honest.clone();
        forge(&mut forged);
        for path in [
            play.target_path(objects[0]),
            play.target.root().join(&forged.database.path),
        ] {
            fs::write(path, "ransom").unwrap();
        }
        let (text, hash) = forged.sign(&play.signer).unwrap();
        let folder = play.target.root().join("manifests");
        fs::remove_file(play.manifests().pop().unwrap()).unwrap();
        let short = hash.0[..8].iter().map(|byte| format!("{byte:02x}"));
        let name = format!("00000003-{}.manifest", short.collect::<String>());
        fs::write(folder.join(name), text).unwrap();
        let pulled = play.pull();
        assert_eq!(pulled.sequences, [0_u64; 0], "{pulled:?}");
        assert!(pulled.faults[0].contains("something else"), "{pulled:?}");
        assert_eq!(files(play.sink().root()), before);
    }
}

/// What follows the first byte of a file of so many bytes; none for what should.
type Lie = fn(u64) -> Option<Box<dyn Read>>;

/// A source in somebody else's hands: it shows manifests that are signed, and answers as it likes when it is asked on.
struct Lying<'a> {
    behind: &'a Target,
    /// What becomes of a manifest that is asked for alone.
    manifest: fn(String) -> String,
    content: Lie,
}

impl Source for Lying<'_> {
    fn manifests(&self) -> Result<Vec<StoredManifest>, BackupError> {
        Source::manifests(self.behind)
    }

    fn manifest(&self, name: &str) -> Result<String, BackupError> {
        Source::manifest(self.behind, name).map(self.manifest)
    }

    fn signer(&self) -> Result<String, BackupError> {
        Source::signer(self.behind)
    }

    fn hold(&self) -> io::Result<Option<String>> {
        Source::hold(self.behind)
    }

    fn open(&self, name: &str, bytes: u64) -> io::Result<Option<Box<dyn Read + '_>>> {
        let honest = Source::open(self.behind, name, bytes)?;
        let Some(lie) = (self.content)(bytes) else {
            return Ok(honest);
        };
        Ok(honest.map(|it| Box::new(it.take(1).chain(lie)) as Box<dyn Read>))
    }
}

#[test]
fn what_a_source_makes_of_files_is_bounded_by_their_manifest_and_stays_nowhere() {
    let (play, _) = two();
    drop(play.sink().lock().unwrap());
    let before = files(play.sink().root());
    let lies: [Lie; 3] = [
        |_| Some(Box::new(io::repeat(9))),
        |_| Some(Box::new(io::empty())),
        |bytes| Some(Box::new(io::repeat(9).take(bytes - 1))),
    ];
    for content in lies {
        let lying = Lying {
            behind: &play.target,
            manifest: |text| text,
            content,
        };
        let pulled = play.pull_from(&lying);
        assert_eq!(pulled.sequences, [0_u64; 0]);
        assert!(pulled.faults[0].contains("was altered"), "{pulled:?}");
        assert_eq!(files(play.sink().root()), before);
    }
    assert_eq!(play.pull().sequences, [1, 2]);
}

#[test]
fn a_manifest_that_becomes_another_while_it_is_pulled_is_not_kept() {
    let (play, _) = two();
    let lies: [fn(String) -> String; 4] = [
        |_| String::new(),
        |text| text.replace("coffer", "coffin"),
        // The body is what was signed, the signature is not.
        |text| text.split_inclusive('\n').take(1).collect(),
        |text| text + "\n",
    ];
    for manifest in lies {
        let lying = Lying {
            behind: &play.target,
            manifest,
            content: |_| None,
        };
        let pulled = play.pull_from(&lying);
        assert_eq!(pulled.sequences, [0_u64; 0]);
        assert!(pulled.faults[0].contains("became another"), "{pulled:?}");
        let sink = Chain::load(&play.sink(), &play.signer.verifier()).unwrap();
        assert!(sink.faults.is_empty() && sink.links.is_empty());
    }
    assert_eq!(play.pull().sequences, [1, 2]);
}
