use crate::contract::{self, Subject, context};
use coffer_envelope::{KeyProvider, KmsError};
use coffer_kms::{KdfParams, KeyFile, KeyFileError, Passphrase, limits};
use futures::executor::block_on;
use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::Arc,
};
use tempfile::TempDir;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text.to_owned()).unwrap()
}

fn create(path: &Path) -> KeyFile {
    KeyFile::create(path, &passphrase("correct horse"), KdfParams::danger_weak()).unwrap()
}

fn open(path: &Path) -> Result<KeyFile, KeyFileError> {
    KeyFile::danger_open_weak(path, &passphrase("correct horse"))
}

fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys.json");
    (folder, path)
}

fn check(run: impl Fn(&Subject)) {
    let (folder, path) = place();
    let provider = Arc::new(create(&path));
    let rotated = Arc::clone(&provider);
    run(&Subject {
        provider,
        other: Arc::new(create(&folder.path().join("other.json"))),
        rotate: Box::new(move || {
            rotated.rotate().unwrap();
        }),
    });
}

#[test]
fn wraps_and_unwraps() {
    check(contract::wraps_and_unwraps);
}

#[test]
fn refuses_another_context() {
    check(contract::refuses_another_context);
}

#[test]
fn passes_on_foreign_wraps() {
    check(contract::passes_on_foreign_wraps);
}

#[test]
fn keeps_old_wraps_over_rotation() {
    check(contract::keeps_old_wraps_over_rotation);
}

#[test]
fn refuses_damage() {
    check(|subject| contract::refuses_damage(subject, 1..10));
}

fn unwrap(provider: &KeyFile, wrapped: &[u8]) -> Vec<u8> {
    block_on(provider.unwrap(&context(), wrapped))
        .unwrap()
        .unwrap()
        .expose()
        .to_vec()
}

/// The generation that a wrap names.
fn generation_of(wrapped: &[u8]) -> u32 {
    u32::from_be_bytes(wrapped[10..14].try_into().unwrap())
}

#[test]
fn keys_survive_reopening() {
    let (_folder, path) = place();
    let first = create(&path);
    let wrapped = block_on(first.wrap(&context(), b"key")).unwrap();
    assert_eq!(first.rotate().unwrap(), 2);
    drop(first);
    let again = open(&path).unwrap();
    assert_eq!(again.generation(), 2);
    assert_eq!(unwrap(&again, &wrapped), b"key");
    let moved = block_on(again.rewrap(&context(), &wrapped)).unwrap();
    assert_eq!((generation_of(&wrapped), generation_of(&moved)), (1, 2));
}

#[test]
fn two_processes_rotate_without_losing_a_generation() {
    let (_folder, path) = place();
    let (server, operator) = (create(&path), open(&path).unwrap());
    assert_eq!(operator.rotate().unwrap(), 2);
    let wrapped = block_on(operator.wrap(&context(), b"second")).unwrap();
    assert_eq!(server.generation(), 1);
    assert_eq!(unwrap(&server, &wrapped), b"second");
    assert_eq!(server.generation(), 2, "the wrap made it look");
    assert_eq!(operator.rotate().unwrap(), 3);
    assert_eq!(server.rotate().unwrap(), 4);
    let wrapped = block_on(operator.wrap(&context(), b"third")).unwrap();
    assert_eq!(generation_of(&wrapped), 3);
    assert_eq!(unwrap(&open(&path).unwrap(), &wrapped), b"third");
}

#[test]
fn the_passphrase_changes_and_the_keys_stay() {
    let (_folder, path) = place();
    let (file, stale) = (create(&path), open(&path).unwrap());
    let wrapped = block_on(file.wrap(&context(), b"key")).unwrap();
    file.change_passphrase(&passphrase("battery staple"), KdfParams::danger_weak())
        .unwrap();
    file.rotate().unwrap();
    assert!(matches!(open(&path), Err(KeyFileError::Refused)));
    let again = KeyFile::danger_open_weak(&path, &passphrase("battery staple")).unwrap();
    assert_eq!(unwrap(&again, &wrapped), b"key");
    assert!(matches!(
        stale.rotate(),
        Err(KeyFileError::PassphraseChanged)
    ));
    assert_eq!(unwrap(&stale, &wrapped), b"key");
    block_on(stale.health()).unwrap();
}

#[test]
fn creating_never_overwrites_and_leaves_nothing_behind() {
    let (folder, path) = place();
    create(&path);
    let before = fs::read(&path).unwrap();
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let again = KeyFile::create(
        &path,
        &passphrase("correct horse"),
        KdfParams::danger_weak(),
    );
    assert!(matches!(again, Err(KeyFileError::Exists { .. })));
    assert_eq!(fs::read(&path).unwrap(), before);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn wrong_passphrase_and_damage_have_the_same_words() {
    let (_folder, path) = place();
    create(&path);
    let wrong = KeyFile::danger_open_weak(&path, &passphrase("correct house"))
        .err()
        .unwrap();
    let text = fs::read_to_string(&path).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    for field in ["id", "salt", "sealed"] {
        let value = json[field].as_str().unwrap();
        let other = if value.starts_with('0') { '1' } else { '0' };
        let rest: String = value.chars().skip(1).collect();
        let damaged = text.replace(value, &format!("{other}{rest}"));
        fs::write(&path, damaged).unwrap();
        assert_eq!(
            open(&path).err().unwrap().to_string(),
            wrong.to_string(),
            "{field}"
        );
        let cut = text.replace(value, &rest);
        fs::write(&path, cut).unwrap();
        assert_eq!(
            open(&path).err().unwrap().to_string(),
            wrong.to_string(),
            "{field} cut"
        );
    }
    assert_eq!(wrong.to_string(), "wrong passphrase or damaged key file");
}

#[test]
fn unusable_files_are_named_for_what_they_are() {
    let (_folder, path) = place();
    assert!(matches!(open(&path), Err(KeyFileError::Read { .. })));
    create(&path);
    let text = fs::read_to_string(&path).unwrap();
    let with = |from: &str, to: &str| {
        fs::write(&path, text.replace(from, to)).unwrap();
        open(&path).err().unwrap()
    };
    assert!(matches!(
        with("\"version\": 1", "\"version\": 2"),
        KeyFileError::UnknownVersion(2)
    ));
    assert!(matches!(
        with("coffer key file", "something"),
        KeyFileError::NotAKeyFile
    ));
    assert!(matches!(with("{", "["), KeyFileError::NotAKeyFile));
    assert!(matches!(
        with("\"memory_kib\": 8", "\"memory_kib\": 9"),
        KeyFileError::Params(_)
    ));
    let huge = with("\"memory_kib\": 8", "\"memory_kib\": 4294967295");
    assert!(
        matches!(huge, KeyFileError::Params(_)),
        "before any memory is asked for"
    );
    fs::write(&path, &text).unwrap();
    let strict = KeyFile::open(&path, &passphrase("correct horse"));
    assert!(
        matches!(strict, Err(KeyFileError::Params(_))),
        "weak hashing is refused"
    );
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    let error = open(&path).err().unwrap();
    assert!(error.to_string().contains("mode 640"), "{error}");
}

#[test]
fn health_notices_a_file_that_is_gone_or_replaced() {
    let (folder, path) = place();
    let file = create(&path);
    block_on(file.health()).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(matches!(
        block_on(file.health()),
        Err(KmsError::Unavailable(_))
    ));
    create(&path);
    assert!(matches!(
        block_on(file.health()),
        Err(KmsError::Unavailable(_))
    ));
    assert!(
        matches!(file.rotate(), Err(KeyFileError::Refused)),
        "another file is not overwritten"
    );
    drop(folder);
}

#[test]
fn default_hashing_is_stored_and_accepted() {
    let (_folder, path) = place();
    let phrase = passphrase("correct horse");
    KeyFile::create(&path, &phrase, KdfParams::default()).unwrap();
    KeyFile::open(&path, &phrase).unwrap();
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    assert_eq!(
        (&json["memory_kib"], &json["passes"]),
        (&65536.into(), &3.into())
    );
    assert!(KdfParams::new(limits::KDF_MEMORY_KIB_MIN - 1, 3, 1).is_err());
    assert!(KdfParams::new(limits::KDF_MEMORY_KIB_MIN, 1, 1).is_err());
    assert!(KdfParams::new(limits::KDF_MEMORY_KIB_MIN, 2, 0).is_err());
    assert!(Passphrase::new("short".to_owned()).is_err());
}
