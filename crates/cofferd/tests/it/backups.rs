//! Backups by the real program, beside a real server: killed in the middle, on a full disk, restored on an empty machine.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples::noise;
use crate::harness::small::Small;
use crate::harness::{World, files_below, flip};

/// A target and an offline key; the key is not below the data directory.
pub(crate) struct Vault {
    pub(crate) target: PathBuf,
    identity: PathBuf,
    pub(crate) recipient: PathBuf,
}

impl Vault {
    pub(crate) fn beside(world: &World) -> Self {
        let target = world.temporary().join("target");
        std::fs::create_dir(&target).unwrap();
        Self::at(world, target)
    }

    pub(crate) fn at(world: &World, target: PathBuf) -> Self {
        let folder = world.temporary().join("offline");
        std::fs::create_dir(&folder).unwrap();
        let identity = folder.join("safe");
        let made = world
            .command()
            .args(["backup", "keygen", "--out"])
            .arg(&identity)
            .output()
            .unwrap();
        assert!(made.status.success());
        Self {
            target,
            recipient: identity.with_extension("pub"),
            identity,
        }
    }

    pub(crate) fn run(&self, world: &World) -> Command {
        let mut command = world.command();
        command
            .args(["backup", "run", "--json", "--data"])
            .arg(world.data())
            .arg("--target")
            .arg(&self.target)
            .arg("--recipient")
            .arg(&self.recipient);
        command
    }

    pub(crate) fn first(&self, world: &World) -> Value {
        told(self.run(world).arg("--new-target").output().unwrap(), 0)
    }

    fn backup(&self, world: &World) -> Value {
        told(self.run(world).output().unwrap(), 0)
    }

    /// A command about the target only.
    fn about(&self, world: &World, what: &str, more: &[&str]) -> Output {
        let mut command = world.command();
        command.args(["backup", what, "--json", "--target"]);
        command
            .arg(&self.target)
            .args(more)
            .env_remove("COFFER_PASSPHRASE");
        command.output().unwrap()
    }

    pub(crate) fn restore(&self, world: &World, into: &Path, more: &[&str]) -> Output {
        let mut command = world.command();
        command
            .args(["restore", "--json", "--data"])
            .arg(into)
            .arg("--target")
            .arg(&self.target)
            .arg("--identity")
            .arg(&self.identity);
        command.args(more).output().unwrap()
    }

    fn manifests(&self) -> Vec<PathBuf> {
        files_below(&self.target.join("manifests"))
    }
}

/// What a command printed as JSON.
#[track_caller]
pub(crate) fn told(output: Output, code: i32) -> Value {
    let messages = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{messages}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[track_caller]
pub(crate) fn refused(output: &Output, words: &str) {
    let messages = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{messages}");
    assert!(messages.contains(words), "{messages}");
}

/// T10 and T12: with the target, the offline key and the passphrase alone, on a machine where nothing is.
#[test]
fn t12_an_installation_comes_back_as_it_was_at_each_backup() {
    let mut desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let link = desk.script_link();
    let (one, two) = (noise(1, 300_000), noise(2, 70_000));
    let first = link.send(&desk.world, "one.bin", &one);
    desk.scanned(&first);
    let made = vault.first(&desk.world);
    assert_eq!(made["sequence"], 1);
    for stage in ["opening", "making", "comparing"] {
        assert!(made["took_ms"][stage].is_u64(), "{made}");
    }
    let second = link.send(&desk.world, "two.bin", &two);
    desk.scanned(&second);
    // Sending goes on while the second is made.
    let open = link.create(&desk.world, "open.bin", 200_000);
    open.patch(&desk.world, 0, &noise(3, 100_000))
        .ask()
        .expect(204);
    let made = vault.backup(&desk.world);
    assert!(made["added"].as_u64().unwrap() >= 1, "{made}");
    assert_eq!(told(vault.about(&desk.world, "status", &[]), 0)["ok"], true);
    let verified = told(vault.about(&desk.world, "verify", &["--all"]), 0);
    assert_eq!(verified["bundles"], 4);

    let begun = |entry: &Value| entry["event"] == "backup.made";
    desk.ledger_entry("the backup's entry", begun);
    desk.world.kill();
    let lost = desk.world.temporary().join("lost");
    std::fs::rename(desk.world.data(), &lost).unwrap();
    let restored = told(vault.restore(&desk.world, desk.world.data(), &[]), 0);
    assert_eq!(
        (&restored["whole"], &restored["sequence"]),
        (&Value::Bool(true), &2.into())
    );
    assert_eq!(restored["uploads_given_up"], 1);
    desk.world.start();
    desk.lena
        .get(&desk.world, "/api/v1/cases")
        .ask()
        .expect(401);
    desk.lena.token = desk.world.token(&desk.lena.email);
    assert!(desk.original(&first).expect(200).body == one);
    assert!(desk.original(&second).expect(200).body == two);
    assert_eq!(open.head(&desk.world).status, 404, "it begins anew");
    let after = link.send(&desk.world, "after.bin", b"after");
    desk.scanned(&after);

    // The state before.
    let earlier = desk.world.temporary().join("earlier");
    let restored = told(
        vault.restore(&desk.world, &earlier, &["--sequence", "1"]),
        0,
    );
    assert_eq!(restored["sequence"], 1);
    let again = vault.restore(&desk.world, &earlier, &[]);
    refused(&again, "is not empty");
    // What came back from the newest goes on with the chain; the state before it lacks what the chain knows of its ledger.
    assert_eq!(vault.backup(&desk.world)["sequence"], 3);
    let mut run = desk.world.command();
    run.args(["backup", "run", "--data"])
        .arg(&earlier)
        .arg("--target")
        .arg(&vault.target)
        .arg("--recipient")
        .arg(&vault.recipient);
    refused(&run.output().unwrap(), "does not continue");
}

/// T1 and T2: everything at the server's target is overwritten and deleted; what another machine pulled is not.
#[test]
fn t2_what_was_pulled_survives_whatever_is_done_to_the_servers_target() {
    let desk = Desk::new();
    let mut vault = Vault::beside(&desk.world);
    let file = desk
        .script_link()
        .send(&desk.world, "a.bin", &noise(1, 90_000));
    desk.scanned(&file);
    vault.first(&desk.world);
    let key = desk.world.operate(&["backup", "key"]).stdout;
    let key = String::from_utf8(key).unwrap();
    let sink = desk.world.temporary().join("sink");
    std::fs::create_dir(&sink).unwrap();
    let pull = |more: &[&str]| {
        let mut command = desk.world.command();
        command
            .args(["backup", "pull", "--json", "--signer", key.trim(), "--from"])
            .arg(desk.world.temporary().join("target"))
            .arg("--target")
            .arg(&sink);
        command.args(more).output().unwrap()
    };
    let pulled = told(pull(&["--new-target"]), 0);
    assert_eq!(pulled["sequences"], serde_json::json!([1]));
    for path in files_below(&vault.target) {
        std::fs::write(path, "ransom").unwrap();
    }
    let pulled = told(pull(&[]), 1);
    assert_eq!(pulled["ok"], false);
    vault.target = sink.clone();
    let into = desk.world.temporary().join("restored");
    let restored = told(
        vault.restore(&desk.world, &into, &["--signer", key.trim()]),
        0,
    );
    assert_eq!(restored["faults"], serde_json::json!([]));
    for object in desk.world.objects() {
        let below = object.strip_prefix(desk.world.data()).unwrap();
        assert!(std::fs::read(into.join(below)).unwrap() == std::fs::read(&object).unwrap());
    }
}

/// T13: `kill -9` at any moment leaves what was there whole, and the next run completes.
#[test]
fn t13_killed_in_the_middle_the_backups_before_are_whole() {
    let desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let link = desk.script_link();
    let file = link.send(&desk.world, "first.bin", &noise(1, 50_000));
    desk.scanned(&file);
    vault.first(&desk.world);
    for number in 0..12 {
        link.send(&desk.world, "more.bin", &noise(number + 2, 400_000));
    }
    // Killed as soon as the target holds so many files more, be they finished or not.
    let before = files_below(&vault.target).len();
    for more in 1..=6 {
        let manifests = vault.manifests().len();
        let mut run = vault.run(&desk.world);
        run.stdout(Stdio::null()).stderr(Stdio::null());
        kill_when(run.spawn().unwrap(), || {
            files_below(&vault.target).len() >= before + more
        });
        assert!(vault.manifests().len() >= manifests);
        let verified = told(vault.about(&desk.world, "verify", &["--all"]), 0);
        assert_eq!(verified["faults"].as_array().unwrap().len(), 0);
    }
    let made = vault.backup(&desk.world);
    assert!(made["objects"].as_u64().unwrap() >= 13, "{made}");
    let into = desk.world.temporary().join("restored");
    let restored = told(vault.restore(&desk.world, &into, &[]), 0);
    assert_eq!(restored["objects"], made["objects"]);
    assert!(!desk.world.data().join("backup.tmp").exists());
}

fn kill_when(mut child: Child, mut now: impl FnMut() -> bool) {
    while child.try_wait().unwrap().is_none() {
        if now() {
            child.kill().unwrap();
        }
        std::thread::yield_now();
    }
}

/// T14: a full target is told, the backups before it are whole, and it goes on once there is room.
#[test]
fn t14_a_full_target_is_told_and_loses_nothing() {
    let desk = Desk::new();
    let Some(small) = Small::mount(desk.world.temporary().join("small"), "6m") else {
        return;
    };
    let vault = Vault::at(&desk.world, small.path().to_owned());
    let link = desk.script_link();
    let file = link.send(&desk.world, "first.bin", &noise(1, 50_000));
    desk.scanned(&file);
    vault.first(&desk.world);
    let large = noise(2, 8 << 20);
    let file = link.send(&desk.world, "large.bin", &large);
    desk.scanned(&file);
    refused(&vault.run(&desk.world).output().unwrap(), "no room left");
    let failed =
        |entry: &Value| entry["event"] == "backup.failed" && entry["data"]["why"] == "target_full";
    desk.ledger_entry("the failure", failed);
    let verified = told(vault.about(&desk.world, "verify", &["--all"]), 0);
    assert_eq!(verified["manifests"], 1);
    small.resize("64m");
    let made = vault.backup(&desk.world);
    assert_eq!(made["sequence"], 2);
    drop(small);
}

/// A disk that was mounted in the wrong place: nothing of it is touched, and the ledger says what it is.
#[test]
fn the_target_of_another_installation_is_named_and_left_alone() {
    let (other, desk) = (Desk::new(), Desk::new());
    let theirs = Vault::beside(&other.world);
    theirs.first(&other.world);
    let hold = theirs.target.join("hold");
    std::fs::write(&hold, "signed by them").unwrap();
    let mut ours = Vault::beside(&desk.world);
    ours.target.clone_from(&theirs.target);
    let manifests = || files_below(&theirs.target.join("manifests"));
    let before = manifests();
    let run = ours.run(&desk.world).output().unwrap();
    refused(&run, "another installation");
    let failed = |entry: &Value| {
        entry["event"] == "backup.failed" && entry["data"]["why"] == "other_installation"
    };
    desk.ledger_entry("the failure", failed);
    assert_eq!(manifests(), before);
    assert_eq!(std::fs::read_to_string(&hold).unwrap(), "signed by them");
}

/// It is renewed every week by something else, and only a sign-in asks it.
#[test]
fn a_table_of_places_that_is_wrong_stops_no_backup() {
    let desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let table = desk.world.temporary().join("places.csv");
    std::fs::write(&table, "garbage").unwrap();
    let config = format!("[watch]\nplaces = {table:?}\n");
    std::fs::write(desk.world.data().join("cofferd.toml"), config).unwrap();
    assert_eq!(vault.first(&desk.world)["sequence"], 1);
}

/// T9: everything the server's host holds, dumped whole, opens no earlier export of the database.
#[test]
fn t9_the_servers_host_dumped_whole_opens_no_earlier_export() {
    let desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let made = told(
        vault.run(&desk.world).arg("--new-target").output().unwrap(),
        0,
    );
    let identity = std::fs::read_to_string(&vault.identity).unwrap();
    let key = identity.lines().nth(1).unwrap();
    let raw = data_encoding::BASE64.decode(key.as_bytes()).unwrap();
    let private = &raw[..32];
    // The host without the stick that holds the identity: data, target, mails, logs, temporary files.
    let places = [
        desk.world.data().to_owned(),
        vault.target.clone(),
        desk.world.mail(),
        desk.world.temporary().join("tmp"),
        desk.world.log_path(),
        vault.recipient.clone(),
    ];
    let files = places.iter().flat_map(|place| {
        let mut below = files_below(place);
        below.extend(place.is_file().then(|| place.clone()));
        below
    });
    let mut read = 0;
    for path in files {
        let content = std::fs::read(&path).unwrap();
        read += 1;
        for needle in [private, key.as_bytes()] {
            let holds = content.windows(needle.len()).any(|window| window == needle);
            assert!(!holds, "{} holds the private half", path.display());
        }
        // No file of the host is an identity that opens it.
        let mut command = desk.world.command();
        command
            .args(["restore", "--data"])
            .arg(desk.world.temporary().join("stolen"))
            .arg("--target")
            .arg(&vault.target)
            .arg("--identity")
            .arg(&path);
        assert!(!command.output().unwrap().status.success());
    }
    assert!(read > 10, "{made}");
    // Nor is any key it knows: not even the names in the database can be read in the export.
    let database = files_below(&vault.target.join("db")).pop().unwrap();
    let sealed = std::fs::read(database).unwrap();
    for word in ["lena@coffer.example", "Contoso", "SQLite format 3"] {
        assert!(!sealed.windows(word.len()).any(|it| it == word.as_bytes()));
    }
}

/// T6 and T7: what ransomware does on the server is told by the next backup, which keeps what was.
#[test]
fn t6_objects_overwritten_on_the_server_are_told_and_come_back() {
    let mut desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let content = noise(1, 100_000);
    let file = desk.script_link().send(&desk.world, "logs.bin", &content);
    desk.scanned(&file);
    vault.first(&desk.world);
    for object in desk.world.objects() {
        flip(&object, 5_000.min(object.metadata().unwrap().len() - 1));
    }
    let told_of = told(vault.run(&desk.world).output().unwrap(), 1);
    assert!(!told_of["altered"].as_array().unwrap().is_empty());
    let altered =
        |entry: &Value| entry["event"] == "backup.failed" && entry["data"]["why"] == "altered";
    desk.ledger_entry("the alarm", altered);
    // The alert it raises reaches the target with the next run, also one that finds the same again.
    let held = |entry: &Value| {
        entry["event"] == "containment.begun" && entry["data"]["response"] == "hold_backups"
    };
    desk.ledger_entry("the hold", held);
    told(vault.run(&desk.world).output().unwrap(), 1);
    let pruned = vault.about(&desk.world, "prune", &[]);
    refused(&pruned, "pruning is held until");
    desk.world.kill();
    let lost = desk.world.temporary().join("lost");
    std::fs::rename(desk.world.data(), &lost).unwrap();
    told(vault.restore(&desk.world, desk.world.data(), &[]), 0);
    desk.world.start();
    desk.lena.token = desk.world.token(&desk.lena.email);
    assert!(desk.original(&file).expect(200).body == content);
}

/// T8: a ledger that was rewritten on the server no longer continues the one the manifests keep the head of.
/// How a data directory compares with its ledger.
fn compare(world: &World, data: &Path, code: i32) -> Value {
    let mut command = world.command();
    command.args(["ledger", "compare", "--json", "--data"]);
    told(command.arg(data).output().unwrap(), code)
}

#[test]
fn t7_rows_of_one_case_that_went_silently_are_named_and_come_back() {
    let mut desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let other = desk.other_case("48500");
    let link = desk.link_of(&other, json!({ "script": true }));
    let file = link.send(&desk.world, "a.bin", &noise(1, 90_000));
    desk.scanned(&file);
    let kept = desk
        .script_link()
        .send(&desk.world, "b.bin", &noise(2, 90_000));
    desk.scanned(&kept);
    vault.first(&desk.world);
    desk.world.stop();
    let sound = compare(&desk.world, desk.world.data(), 0);
    assert_eq!(sound["odd"], json!([]));
    desk.world.in_the_database(
        "DELETE FROM versions WHERE file_id IN
             (SELECT f.id FROM files f JOIN cases c ON c.id = f.case_id WHERE c.reference = '48500');
         DELETE FROM files WHERE case_id IN (SELECT id FROM cases WHERE reference = '48500');
         DELETE FROM cases WHERE reference = '48500'",
    );
    let odd = compare(&desk.world, desk.world.data(), 1)["odd"].clone();
    let gone: Vec<(&str, &str)> = odd
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            assert_eq!(it["difference"], "gone");
            assert!(it["entry"].is_u64());
            (it["what"].as_str().unwrap(), it["id"].as_str().unwrap())
        })
        .collect();
    assert_eq!(gone, [("case", other.as_str()), ("file", file.as_str())]);
    // Another content under the same name is as little as it was.
    desk.world
        .in_the_database("UPDATE versions SET blake3 = zeroblob(32)");
    let odd = compare(&desk.world, desk.world.data(), 1)["odd"].clone();
    let altered = json!({ "what": "file", "id": kept, "difference": "altered" });
    let is_altered = |it: &Value| ["what", "id", "difference"].map(|at| it[at] == altered[at]);
    assert!(
        odd.as_array()
            .unwrap()
            .iter()
            .any(|it| is_altered(it) == [true; 3])
    );

    let before = desk.world.temporary().join("before");
    told(vault.restore(&desk.world, &before, &[]), 0);
    assert_eq!(compare(&desk.world, &before, 0)["odd"], json!([]));
}

#[test]
fn t8_a_rewritten_ledger_is_refused_by_the_next_backup() {
    let mut desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    vault.first(&desk.world);
    desk.world.stop();
    // The attacker brings back an older state of the metadata, and lets the server go on from there.
    let older = desk.world.temporary().join("older");
    told(vault.restore(&desk.world, &older, &[]), 0);
    std::fs::copy(older.join("meta.db"), desk.world.data().join("meta.db")).unwrap();
    for leftover in ["meta.db-wal", "meta.db-shm"] {
        drop(std::fs::remove_file(desk.world.data().join(leftover)));
    }
    desk.world.start();
    // The restored ledger extends the head of backup 1, so that one still goes on; a shorter one does not.
    told(vault.run(&desk.world).output().unwrap(), 0);
    desk.world.stop();
    std::fs::copy(older.join("meta.db"), desk.world.data().join("meta.db")).unwrap();
    for leftover in ["meta.db-wal", "meta.db-shm"] {
        drop(std::fs::remove_file(desk.world.data().join(leftover)));
    }
    desk.world.start();
    refused(
        &vault.run(&desk.world).output().unwrap(),
        "does not continue",
    );
}

#[test]
fn a_rehearsal_measures_signs_and_is_kept_in_the_ledger() {
    let desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let file = desk
        .script_link()
        .send(&desk.world, "a.bin", &noise(1, 90_000));
    desk.scanned(&file);
    vault.first(&desk.world);
    let folder = desk.world.temporary();
    let report = folder.join("drill.json");
    let scratch = folder.join("scratch");
    let mut command = desk.world.command();
    command
        .args(["backup", "drill", "--json", "--target"])
        .arg(&vault.target)
        .arg("--identity")
        .arg(&vault.identity)
        .arg("--scratch")
        .arg(&scratch)
        .arg("--report")
        .arg(&report);
    let drilled = told(command.output().unwrap(), 0);
    assert_eq!(
        (&drilled["whole"], &drilled["files_opened"]),
        (&Value::Bool(true), &1.into())
    );
    assert_eq!(drilled["file_bytes"], 90_000);
    assert!(!scratch.exists());
    desk.world
        .operate(&["backup", "drill-record", report.to_str().unwrap()]);
    let kept = desk.ledger_entry("the rehearsal", |entry| entry["event"] == "backup.drilled");
    assert_eq!(kept["data"]["rto_secs"], drilled["rto_secs"]);
    let text = std::fs::read_to_string(&report).unwrap();
    std::fs::write(&report, text.replace("\"whole\":true", "\"whole\":false")).unwrap();
    let forged = desk
        .world
        .try_operate(&["backup", "drill-record", report.to_str().unwrap()]);
    refused(&forged, "was altered");
}

#[test]
fn mistakes_are_told_before_anything_is_done() {
    let desk = Desk::new();
    let world = &desk.world;
    let vault = Vault::beside(world);
    refused(&vault.run(world).output().unwrap(), "--new-target");
    let mut private = world.command();
    private
        .args(["backup", "run", "--new-target", "--data"])
        .arg(world.data())
        .arg("--target")
        .arg(&vault.target)
        .arg("--recipient")
        .arg(&vault.identity);
    refused(&private.output().unwrap(), "must not lie on the server");
    let none = world.try_operate(&["backup", "run", "--target", "/nowhere/at/all"]);
    refused(&none, "no recipient");
    let gone = Vault {
        target: world.temporary().join("unmounted"),
        identity: vault.identity.clone(),
        recipient: vault.recipient.clone(),
    };
    refused(&gone.run(world).output().unwrap(), "is the disk mounted?");
    let status = told(vault.about(world, "status", &[]), 1);
    assert_eq!(status["alarms"][0]["alarm"], "none");
    vault.first(world);
    let stranger = Vault::at_other(world, &vault);
    let into = world.temporary().join("into");
    refused(
        &stranger.restore(world, &into, &[]),
        "this identity opens none of it",
    );
    let forged = ["--signer", "coffer/x+00000000+AAAA"];
    refused(&vault.about(world, "status", &forged), "not readable");
    std::fs::remove_file(&vault.manifests()[0]).unwrap();
    refused(&vault.run(world).output().unwrap(), "holds no backups");
}

impl Vault {
    /// The same target, another key.
    fn at_other(world: &World, vault: &Self) -> Self {
        let identity = world.temporary().join("other");
        let made = world
            .command()
            .args(["backup", "keygen", "--out"])
            .arg(&identity)
            .output();
        assert!(made.unwrap().status.success());
        Self {
            target: vault.target.clone(),
            recipient: identity.with_extension("pub"),
            identity,
        }
    }
}
