//! What every `BlobStore` does; each function gets an empty store.

use std::io::ErrorKind;

use coffer_domain::id::ObjectId;
use coffer_domain::ports::{BlobReader, BlobStore};

/// Two objects in different folders, and one that shares the first one's.
pub(crate) const A: ObjectId = ObjectId([0x00; 16]);
pub(crate) const B: ObjectId = ObjectId([0xff; 16]);
pub(crate) const A_NEIGHBOUR: ObjectId = {
    let mut bytes = [0x00; 16];
    bytes[15] = 1;
    ObjectId(bytes)
};

fn content(reader: &dyn BlobReader) -> Vec<u8> {
    let mut bytes = vec![0; usize::try_from(reader.length()).unwrap()];
    reader.read_exact_at(&mut bytes, 0).unwrap();
    bytes
}

fn put(store: &dyn BlobStore, object: ObjectId, bytes: &[u8]) {
    let mut writer = store.create(object).unwrap();
    writer.append(bytes).unwrap();
    writer.sync().unwrap();
}

pub(crate) fn an_object_is_created_once(store: &dyn BlobStore) {
    put(store, A, b"first");
    let again = store.create(A).err().map(|error| error.kind());
    assert_eq!(again, Some(ErrorKind::AlreadyExists));
    assert_eq!(content(store.open(A).unwrap().as_ref()), b"first");
}

pub(crate) fn appends_follow_each_other(store: &dyn BlobStore) {
    let mut writer = store.create(A).unwrap();
    for part in [b"one ".as_slice(), b"", b"two ", b"three"] {
        writer.append(part).unwrap();
    }
    writer.sync().unwrap();
    writer.append(b" four").unwrap();
    writer.sync().unwrap();
    assert_eq!(
        content(store.open(A).unwrap().as_ref()),
        b"one two three four"
    );
}

pub(crate) fn resuming_drops_the_tail(store: &dyn BlobStore) {
    put(store, A, b"kept|dropped and longer than what follows");
    let mut writer = store.resume(A, 5).unwrap();
    writer.append(b"new").unwrap();
    writer.sync().unwrap();
    assert_eq!(content(store.open(A).unwrap().as_ref()), b"kept|new");
}

pub(crate) fn resuming_at_the_end_and_at_the_start_works(store: &dyn BlobStore) {
    put(store, A, b"all");
    store.resume(A, 3).unwrap().append(b"!").unwrap();
    assert_eq!(content(store.open(A).unwrap().as_ref()), b"all!");
    store.resume(A, 0).unwrap().sync().unwrap();
    assert_eq!(store.open(A).unwrap().length(), 0);
}

pub(crate) fn resuming_beyond_the_end_fails(store: &dyn BlobStore) {
    put(store, A, b"four");
    let error = store.resume(A, 5).err().map(|error| error.kind());
    assert_eq!(error, Some(ErrorKind::UnexpectedEof));
    assert_eq!(content(store.open(A).unwrap().as_ref()), b"four");
}

pub(crate) fn what_is_not_there_is_not_found(store: &dyn BlobStore) {
    put(store, A, b"x");
    for missing in [B, A_NEIGHBOUR] {
        let opened = store.open(missing).err().map(|error| error.kind());
        assert_eq!(opened, Some(ErrorKind::NotFound));
        let resumed = store.resume(missing, 0).err().map(|error| error.kind());
        assert_eq!(resumed, Some(ErrorKind::NotFound));
    }
}

pub(crate) fn reads_are_positional_and_end_at_the_end(store: &dyn BlobStore) {
    put(store, A, b"0123456789");
    let reader = store.open(A).unwrap();
    let mut four = [0; 4];
    reader.read_exact_at(&mut four, 6).unwrap();
    assert_eq!(&four, b"6789");
    reader.read_exact_at(&mut four, 0).unwrap();
    assert_eq!(&four, b"0123");
    for offset in [7, 10, 1 << 40] {
        let error = reader.read_exact_at(&mut four, offset).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof, "at {offset}");
    }
    reader.read_exact_at(&mut [], 10).unwrap();
}

pub(crate) fn removing_twice_is_no_error(store: &dyn BlobStore) {
    put(store, A, b"x");
    store.remove(A).unwrap();
    store.remove(A).unwrap();
    store.remove(B).unwrap();
    assert_eq!(
        store.open(A).err().map(|error| error.kind()),
        Some(ErrorKind::NotFound)
    );
    put(store, A, b"again");
    assert_eq!(content(store.open(A).unwrap().as_ref()), b"again");
}

pub(crate) fn the_list_has_every_object_once(store: &dyn BlobStore) {
    assert_eq!(store.list().unwrap(), []);
    for object in [B, A, A_NEIGHBOUR] {
        put(store, object, b"x");
    }
    let mut listed = store.list().unwrap();
    listed.sort();
    assert_eq!(listed, [A, A_NEIGHBOUR, B]);
    store.remove(A).unwrap();
    assert_eq!(store.list().unwrap().len(), 2);
}

pub(crate) fn there_is_room(store: &dyn BlobStore) {
    assert!(store.free_bytes().unwrap() > 0);
}
