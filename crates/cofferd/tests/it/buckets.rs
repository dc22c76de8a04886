//! Backups in a bucket of a real store, attacked with the very credential the server has.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::backups::{Vault, refused, told};
use crate::harness::World;
use crate::harness::people::Desk;
use crate::harness::samples::noise;
use crate::harness::wait::wait_for;
use crate::harness::weed::Weed;

/// An installation with a backup at a target, and a bucket.
struct Site {
    desk: Desk,
    vault: Vault,
    weed: Weed,
    key: String,
}

impl Site {
    /// None where the store cannot be had.
    fn new() -> Option<Self> {
        let desk = Desk::new();
        let weed = Weed::start(desk.world.temporary().join("weed"))?;
        let vault = Vault::beside(&desk.world);
        let link = desk.script_link();
        // One goes with a request, one in parts.
        for (name, bytes) in [("short.bin", 90_000), ("long.bin", 17 << 20)] {
            let file = link.send(&desk.world, name, &noise(1, bytes));
            desk.scanned(&file);
        }
        vault.first(&desk.world);
        let key = desk.world.operate(&["backup", "key"]).stdout;
        let key = String::from_utf8(key).unwrap().trim().to_owned();
        Some(Self {
            desk,
            vault,
            weed,
            key,
        })
    }

    fn world(&self) -> &World {
        &self.desk.world
    }

    fn run(&self, what: &str, more: &[&str], paths: &[(&str, &Path)]) -> Output {
        let mut command = self.world().command();
        command
            .args(["backup", what, "--json", "--signer", &self.key])
            .arg("--bucket-config")
            .arg(self.weed.config())
            .args(more)
            .env_remove("COFFER_PASSPHRASE");
        for (flag, path) in paths {
            command.arg(flag).arg(path);
        }
        command.output().unwrap()
    }

    fn push(&self) -> Output {
        self.run("push", &[], &[("--from", &self.vault.target)])
    }

    /// Fetches into an empty directory, and restores from there.
    fn come_back(&mut self) -> (Value, PathBuf) {
        let fetched = self.world().temporary().join("fetched");
        std::fs::create_dir(&fetched).unwrap();
        let told_of = told(
            self.run("fetch", &["--new-target"], &[("--target", &fetched)]),
            0,
        );
        self.vault.target = fetched;
        let into = self.world().temporary().join("restored");
        let restored = self
            .vault
            .restore(self.world(), &into, &["--signer", &self.key]);
        assert_eq!(told(restored, 0)["faults"], json!([]));
        (told_of, into)
    }

    fn objects_are_the_same_in(&self, restored: &Path) {
        let objects = self.world().objects();
        assert!(objects.len() >= 2);
        for object in objects {
            let below = object.strip_prefix(self.world().data()).unwrap();
            let back = std::fs::read(restored.join(below)).unwrap();
            assert!(back == std::fs::read(&object).unwrap());
        }
    }
}

/// T2 and T3: every key overwritten and marked as deleted, every lock attacked, and all of it comes back byte for byte.
#[test]
fn t2_t3_a_bucket_attacked_with_the_servers_credential_gives_everything_back() {
    let Some(mut site) = Site::new() else {
        return;
    };
    let pushed = told(site.push(), 0);
    assert_eq!(
        (&pushed["sequences"], &pushed["ok"]),
        (&json!([1]), &json!(true))
    );
    let again = told(site.push(), 0);
    assert_eq!(
        (&again["files"], &again["extended"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(told(site.run("status", &[], &[]), 0)["alarms"], json!([]));

    let ours = site.weed.versions();
    assert!(ours.len() >= 5, "{ours:?} {}", site.weed.folder().display());
    for version in &ours {
        attack(&site.weed, &version.key, &version.id, version.bytes);
    }
    assert!(site.weed.versions().len() >= 3 * ours.len());
    let status = told(site.run("status", &[], &[]), 1);
    let alarms: Vec<&Value> = status["alarms"].as_array().unwrap().iter().collect();
    assert_eq!((alarms.len(), &alarms[0]["alarm"]), (1, &json!("lock_far")));
    let pushed = told(site.push(), 1);
    assert_eq!(
        (&pushed["files"], &pushed["faults"]),
        (&json!(0), &json!([]))
    );

    std::fs::remove_dir_all(&site.vault.target).unwrap();
    let (fetched, restored) = site.come_back();
    assert_eq!(fetched["sequences"], json!([1]));
    assert!(fetched["passed_over"].as_u64().unwrap() >= 2, "{fetched}");
    site.objects_are_the_same_in(&restored);
}

/// What whoever has the credential can try on a version; what must not be done is not.
fn attack(weed: &Weed, key: &str, id: &str, bytes: usize) {
    let version = format!("/{key}?versionId={id}");
    let bypass = ["x-amz-bypass-governance-retention: true"];
    assert_eq!(weed.ask("DELETE", &version, &[], b""), 403, "{key}");
    assert_eq!(weed.ask("DELETE", &version, &bypass, b""), 403, "{key}");
    let lock = |until: &str, headers: &[&str]| {
        let body = format!(
            "<Retention><Mode>COMPLIANCE</Mode><RetainUntilDate>{until}T00:00:00Z</RetainUntilDate></Retention>"
        );
        let below = format!("/{key}?retention=&versionId={id}");
        weed.ask("PUT", &below, headers, body.as_bytes())
    };
    // Earlier than any lock of ours, later than any day this runs.
    let sooner = tomorrow();
    assert_eq!(lock(&sooner, &[]), 403, "{key}");
    assert_eq!(lock(&sooner, &bypass), 403, "{key}");
    if key.contains("/objects/") {
        assert_eq!(lock("2126-01-01", &[]), 200, "{key}");
    }
    let below = format!("/{key}");
    assert_eq!(weed.ask("PUT", &below, &[], b"ransom"), 200);
    assert_eq!(weed.ask("PUT", &below, &[], &noise(9, bytes)), 200);
    assert_eq!(weed.ask("DELETE", &below, &[], b""), 204);
}

/// The ledger's head lies in the bucket, and not even the server can take it back or put another in its place.
#[test]
fn the_ledgers_head_is_put_into_a_bucket_and_stays() {
    let mut desk = Desk::new();
    let Some(weed) = Weed::start(desk.world.temporary().join("weed")) else {
        return;
    };
    let config = weed.config();
    desk.world.configure(&format!(
        "[checkpoints]\nevery_seconds = 1\nbucket = \"{}\"\n",
        config.display()
    ));
    let head = wait_for("a head in the bucket", || {
        let all = weed.versions();
        all.into_iter().find(|it| it.key.contains("/checkpoints/"))
    });
    let version = format!("/{}?versionId={}", head.key, head.id);
    let bypass = ["x-amz-bypass-governance-retention: true"];
    assert_eq!(weed.ask("DELETE", &version, &[], b""), 403);
    assert_eq!(weed.ask("DELETE", &version, &bypass, b""), 403);
    let (below, of_that_length) = (format!("/{}", head.key), noise(9, head.bytes));
    assert_eq!(weed.ask("PUT", &below, &[], &of_that_length), 200);
    assert_eq!(weed.ask("DELETE", &below, &[], b""), 204);
    let still = weed.versions();
    assert!(still.iter().any(|it| it.id == head.id));
}

fn tomorrow() -> String {
    let now = std::time::SystemTime::now();
    let since = now.duration_since(std::time::UNIX_EPOCH).unwrap();
    let ms = i64::try_from(since.as_millis()).unwrap() + 2 * 86_400_000;
    let text = coffer_domain::time::Timestamp(ms).to_string();
    text.split('T').next().unwrap().to_owned()
}

/// T14: a store that is gone is told, the target is as it was, and the next push goes on.
#[test]
fn t14_a_bucket_that_refuses_is_told_and_what_was_there_stays() {
    let Some(mut site) = Site::new() else {
        return;
    };
    // Whoever may not write is told at once what was refused; nothing is half there.
    let config = site.weed.config();
    let text = std::fs::read_to_string(&config).unwrap();
    let wrong = site.world().temporary().join("wrong.toml");
    let write = |text: &str, mode: u32| {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::write(&wrong, text).unwrap();
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(&wrong, mode).unwrap();
        let mut command = site.world().command();
        command
            .args(["backup", "push", "--signer", &site.key, "--from"])
            .arg(&site.vault.target)
            .arg("--bucket-config")
            .arg(&wrong);
        command.output().unwrap()
    };
    let other = text.replace("SKSERVERSKSERVER", "SKSERVERSKOTHER");
    refused(&write(&other, 0o600), "does not permit");
    refused(&write(&text, 0o644), "chmod 600");
    let broken = write(
        &text.replace("\"SKSERVERSKSERVER\"", "SKSERVERSKSERVER"),
        0o600,
    );
    refused(&broken, "line 6");
    assert!(!String::from_utf8_lossy(&broken.stderr).contains("SKSERVER"));
    assert!(site.weed.versions().is_empty());
    told(site.push(), 0);
    let (_, restored) = site.come_back();
    site.objects_are_the_same_in(&restored);
}
