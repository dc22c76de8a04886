//! Backups that the server makes by itself.

use serde_json::Value;

use crate::backups::{Vault, told};
use crate::harness::people::Desk;
use crate::harness::samples::noise;
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
