//! `DirectoryBlobs` against the contract, and its files.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use coffer_blob::DirectoryBlobs;
use coffer_domain::id::ObjectId;
use coffer_domain::ports::BlobStore as _;
use tempfile::TempDir;

use crate::contract;

macro_rules! contract_tests {
    ($($case:ident)*) => {$(
        #[test]
        fn $case() {
            let (_folder, store) = empty();
            contract::$case(&store);
        }
    )*};
}

contract_tests! {
    an_object_is_created_once
    appends_follow_each_other
    resuming_drops_the_tail
    resuming_at_the_end_and_at_the_start_works
    resuming_beyond_the_end_fails
    what_is_not_there_is_not_found
    reads_are_positional_and_end_at_the_end
    removing_twice_is_no_error
    the_list_has_every_object_once
    there_is_room
}

fn empty() -> (TempDir, DirectoryBlobs) {
    let folder = TempDir::new().unwrap();
    let store = DirectoryBlobs::open(folder.path()).unwrap();
    (folder, store)
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o7777
}

#[test]
fn an_object_lies_where_the_documentation_says() {
    let (folder, store) = empty();
    let object = ObjectId([0x5a; 16]);
    store.create(object).unwrap().sync().unwrap();
    let id = object.to_string();
    let path = folder
        .path()
        .join(format!("objects/{}/{id}.csf1", id.get(4..6).unwrap()));
    assert!(path.is_file());
}

#[test]
fn only_the_owner_reads_files_and_folders() {
    let (folder, store) = empty();
    store.create(contract::A).unwrap().sync().unwrap();
    let objects = folder.path().join("objects");
    let shard = objects.join("00");
    assert_eq!(mode(&objects), 0o700);
    assert_eq!(mode(&shard), 0o700);
    let file = shard.join(format!("{}.csf1", contract::A));
    assert_eq!(mode(&file), 0o600);
}

#[test]
fn objects_survive_reopening() {
    let (folder, store) = empty();
    let mut writer = store.create(contract::A).unwrap();
    writer.append(b"kept").unwrap();
    writer.sync().unwrap();
    drop((writer, store));
    let store = DirectoryBlobs::open(folder.path()).unwrap();
    assert_eq!(store.list().unwrap(), [contract::A]);
    assert_eq!(store.open(contract::A).unwrap().length(), 4);
}

#[test]
fn foreign_files_are_not_listed() {
    let (folder, store) = empty();
    store.create(contract::A).unwrap();
    let objects = folder.path().join("objects");
    fs::write(objects.join("README"), "x").unwrap();
    fs::write(objects.join("00/notes.txt"), "x").unwrap();
    fs::write(objects.join("00/obj_short.csf1"), "x").unwrap();
    // An object's name in the folder of another is not where this store would look for it.
    fs::write(objects.join(format!("00/{}.csf1", contract::B)), "x").unwrap();
    fs::create_dir(objects.join("7z")).unwrap();
    fs::create_dir(objects.join(format!("7z/{}.csf1", contract::B))).unwrap();
    assert_eq!(store.list().unwrap(), [contract::A]);
}

#[test]
fn the_root_must_exist() {
    let folder = TempDir::new().unwrap();
    let error = DirectoryBlobs::open(&folder.path().join("missing")).err();
    assert_eq!(error.map(|error| error.kind()), Some(ErrorKind::NotFound));
}

/// A file system of one mebibyte, where this account may mount one.
struct TinyDisk(TempDir);

impl TinyDisk {
    fn mount() -> Option<Self> {
        let folder = TempDir::new().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", "size=1m", "tmpfs"])
            .arg(folder.path())
            .output()
            .is_ok_and(|output| output.status.success());
        mounted.then(|| Self(folder))
    }
}

impl Drop for TinyDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).output();
    }
}

#[test]
fn a_full_disk_has_its_own_error_and_the_object_goes_on_after_it() {
    let Some(disk) = TinyDisk::mount() else {
        println!("skipped: this account may not mount a small file system");
        return;
    };
    let store = DirectoryBlobs::open(disk.0.path()).unwrap();
    let room = store.free_bytes().unwrap();
    assert!(room <= 1 << 20);
    let mut writer = store.create(contract::A).unwrap();
    writer.append(b"kept").unwrap();
    writer.sync().unwrap();
    let error = writer.append(&vec![7; 2 << 20]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::StorageFull);
    assert!(store.free_bytes().unwrap() < room);
    let mut writer = store.resume(contract::A, 4).unwrap();
    writer.append(b" and more").unwrap();
    writer.sync().unwrap();
    assert_eq!(store.open(contract::A).unwrap().length(), 13);
}

#[test]
fn room_made_ahead_is_no_content() {
    let (_folder, blobs) = empty();
    let object = contract::A;
    let mut writer = blobs.create(object).unwrap();
    writer.announce(1 << 20);
    writer.append(b"first ").unwrap();
    writer.sync().unwrap();
    assert_eq!(blobs.open(object).unwrap().length(), 6);
    // More than announced, and less.
    writer.announce(2);
    writer.append(b"second").unwrap();
    writer.announce(u64::MAX);
    writer.sync().unwrap();
    drop(writer);
    let reader = blobs.open(object).unwrap();
    assert_eq!(reader.length(), 12);
    let mut content = [0; 12];
    reader.read_exact_at(&mut content, 0).unwrap();
    assert_eq!(&content, b"first second");
}
