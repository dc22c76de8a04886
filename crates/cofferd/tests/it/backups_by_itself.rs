//! Backups that the server makes by itself.

use serde_json::Value;

use crate::backups::{Vault, told};
use crate::harness::http::Ask as _;
use crate::harness::people::{Desk, Member};
use crate::harness::samples::noise;
use crate::harness::small::Small;
use crate::harness::wait::wait_for;
use crate::harness::{World, files_below, flip};

/// A configuration by which a backup is due each second.
fn each_second(vault: &Vault) -> String {
    format!(
        "[backup]\nevery_seconds = 1\ntarget = {:?}\nrecipients = [{:?}]\n",
        vault.target, vault.recipient
    )
}

fn manifests(vault: &Vault) -> usize {
    files_below(&vault.target.join("manifests")).len()
}

fn failed(why: &'static str) -> impl Fn(&Value) -> bool {
    move |entry| entry["event"] == "backup.failed" && entry["data"]["why"] == why
}

#[test]
fn a_server_makes_backups_by_itself_and_tells_what_was_overwritten() {
    let mut desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    let link = desk.script_link();
    vault.first(&desk.world);
    let content = noise(1, 100_000);
    let file = link.send(&desk.world, "a.bin", &content);
    desk.scanned(&file);
    let objects = desk.world.objects();
    desk.world.configure(&each_second(&vault));
    let copied = || {
        let copies = files_below(&vault.target.join("objects")).len();
        (manifests(&vault) > 2 && copies >= objects.len()).then_some(())
    };
    wait_for("backups", copied);

    for object in &objects {
        flip(object, 5_000.min(object.metadata().unwrap().len() - 1));
    }
    desk.ledger_entry("the alarm", failed("altered"));
    desk.world.kill();
    let lost = desk.world.temporary().join("lost");
    std::fs::rename(desk.world.data(), &lost).unwrap();
    told(vault.restore(&desk.world, desk.world.data(), &[]), 0);
    std::fs::write(desk.world.data().join("cofferd.toml"), "").unwrap();
    desk.world.start();
    desk.lena.token = desk.world.token(&desk.lena.email);
    assert!(desk.original(&file).expect(200).body == content);
}

#[test]
fn a_target_that_is_not_mounted_is_told_and_the_server_goes_on() {
    let mut desk = Desk::new();
    let vault = Vault::beside(&desk.world);
    // An empty directory is a disk that is not mounted: nothing is begun by itself.
    desk.world.configure(&each_second(&vault));
    desk.ledger_entry("the failure", failed("target"));
    assert!(files_below(&vault.target).is_empty());
    // One that comes back is gone on with.
    vault.first(&desk.world);
    wait_for("a backup", || (manifests(&vault) > 1).then_some(()));
}

/// What the health page says of backups.
fn health(desk: &Desk, operator: &Member) -> (String, String) {
    let told = operator
        .get(&desk.world, "/api/v1/health")
        .ask()
        .expect(200);
    let items = told.json()["items"].as_array().unwrap().clone();
    let backup = items.iter().find(|it| it["check"] == "backup").unwrap();
    let text = |member: &str| backup[member].as_str().unwrap().to_owned();
    (text("state"), text("found"))
}

/// While the server runs, its target fills up, and later becomes read-only.
#[test]
fn a_target_that_becomes_full_or_read_only_is_told_as_that_and_gone_on_with() {
    let mut desk = Desk::new();
    let Some(small) = Small::mount(desk.world.temporary().join("small"), "8m") else {
        return;
    };
    let vault = Vault::at(&desk.world, small.path().to_owned());
    vault.first(&desk.world);
    let oscar = desk.member("oscar@coffer.example", "Support", &["operator"]);
    let link = desk.script_link();
    let file = link.send(&desk.world, "large.bin", &noise(1, 9 << 20));
    desk.scanned(&file);
    desk.world.configure(&each_second(&vault));
    desk.ledger_entry("the full target", failed("target_full"));
    assert_eq!(health(&desk, &oscar).0, "warning");
    // What did not fit takes no room from others.
    let unfinished = vault.target.join("unfinished");
    let is_empty = || files_below(&unfinished).is_empty().then_some(());
    wait_for("room", is_empty);
    small.resize("512m");
    let ok = || (health(&desk, &oscar).0 == "ok").then_some(());
    wait_for("a backup", ok);

    wait_for("read-only", || small.remount("ro").then_some(()));
    desk.ledger_entry("the target that cannot be written", failed("target"));
    let (state, found) = health(&desk, &oscar);
    assert_eq!(state, "warning", "{found}");
    let before = manifests(&vault);
    assert!(small.remount("rw"));
    wait_for("a further backup", ok);
    assert!(manifests(&vault) > before);
    desk.world.kill();
    drop(small);
}

#[test]
fn a_schedule_without_anybody_who_opens_it_is_refused() {
    let world = World::new();
    let config = world.temporary().join("cofferd.toml");
    std::fs::write(
        &config,
        "[backup]\nevery_seconds = 1\ntarget = \"/backup\"\n",
    )
    .unwrap();
    let config = config.to_str().unwrap();
    let refused = world.try_operate(&["serve", "--listen", "127.0.0.1:0", "--config", config]);
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(
        !refused.status.success() && said.contains("needs [backup] recipients"),
        "{said}"
    );
}
