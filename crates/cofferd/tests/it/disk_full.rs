//! A disk with no room left: said so, nothing lost, and the upload goes on once there is room.

use crate::harness::World;
use crate::harness::http::Ask;
use crate::harness::people::Desk;
use crate::harness::samples::{blake3, noise};
use crate::harness::small::Small;

#[test]
fn a_full_disk_is_said_and_the_upload_goes_on_when_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let Some(small) = Small::mount(folder.path().join("small"), "24m") else {
        return;
    };
    let data = small.path().join("data");
    let desk = Desk::in_world(World::on(folder, data));
    let link = desk.script_link();
    let ballast = small.path().join("ballast");
    std::fs::write(&ballast, noise(1, 8 << 20)).unwrap();
    let kept = noise(2, 1 << 20);
    let file = link.send(&desk.world, "kept.bin", &kept);
    desk.scanned(&file);

    let content = noise(3, 16 << 20);
    let upload = link.create(&desk.world, "large.bin", content.len() as u64);
    let mut acknowledged = 0;
    let refused = content.chunks(2 << 20).find_map(|chunk| {
        let answer = upload.patch(&desk.world, acknowledged, chunk).ask();
        if answer.status == 204 {
            acknowledged = answer.offset();
            return None;
        }
        Some(answer)
    });
    let refused = refused.expect("16 MiB do not fit");
    refused.problem(507, "storage_full");
    assert!(acknowledged > 0);
    desk.world.get("/healthz").ask().expect(200);
    // Reading writes to the ledger first: with no room for that it is refused, and never goes unrecorded.
    let read = desk.original(&file);
    if read.status == 200 {
        assert!(read.body == kept);
    } else {
        read.problem(507, "storage_full");
    }
    assert_eq!(
        upload.offset(&desk.world),
        acknowledged,
        "what was acknowledged is there"
    );

    std::fs::remove_file(&ballast).unwrap();
    let done = upload.finish(&desk.world, &content);
    assert_eq!(desk.scanned(&done)["blake3"], blake3(&content));
    assert!(desk.original(&done).expect(200).body == content);
    assert!(desk.original(&file).expect(200).body == kept);
    drop(desk);
}
