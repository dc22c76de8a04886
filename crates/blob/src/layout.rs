//! Where an object lies below the root.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use coffer_domain::id::ObjectId;

/// The folder of all objects, below the root.
const OBJECTS: &str = "objects";
/// What an object's file name ends with.
const SUFFIX: &str = ".csf1";
/// Digits of the id that name its folder.
const SHARD_DIGITS: usize = 2;

/// The folder of all objects.
pub(crate) fn objects(root: &Path) -> PathBuf {
    root.join(OBJECTS)
}

/// The folder of one object.
pub(crate) fn folder(root: &Path, object: ObjectId) -> PathBuf {
    objects(root).join(shard(&object.to_string()))
}

/// The file of one object.
pub(crate) fn file(root: &Path, object: ObjectId) -> PathBuf {
    folder(root, object).join(format!("{object}{SUFFIX}"))
}

/// The object whose file this is, if it lies where [`file`] would put it.
pub(crate) fn object_at(shard_name: &OsStr, file_name: &OsStr) -> Option<ObjectId> {
    let object: ObjectId = file_name.to_str()?.strip_suffix(SUFFIX)?.parse().ok()?;
    (shard_name == OsStr::new(&shard(&object.to_string()))).then_some(object)
}

/// The first digits of an id's random part.
fn shard(id: &str) -> String {
    id.chars()
        .skip(ObjectId::PREFIX.len() + 1)
        .take(SHARD_DIGITS)
        .collect()
}
