//! What must hold after anything, looked at from beneath: with the key file and the stores, not through the use
//! cases that are being tested.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::Read;

use coffer_app::upload::Appended;
use coffer_domain::case::Case;
use coffer_domain::file::{File, ScanState, Upload, Version};
use coffer_domain::id::{CaseId, FileId, ObjectId, UploadId};
use coffer_domain::ports::{
    BlobReader, BlobStore, CaseFilter, Cases, Directory, Files, KeyStore, LedgerRows,
};
use coffer_envelope::{
    Binding, CasePrivateKey, KeyProvider, ReadAt, SealState, SealedReader, WrapContext, open_dek,
};
use coffer_scan::ScanReport;
use coffer_tlog::{ExportSource, ExportVerifier, verify_checkpoint};
use data_encoding::HEXLOWER;
use serde_json::Value;

use crate::world::{World, body};

struct Sent {
    file: FileId,
    seed: u64,
    offset: u64,
    complete: bool,
    given_up: bool,
}

/// What the outside was told.
#[derive(Default)]
pub(crate) struct Acknowledged {
    sent: BTreeMap<UploadId, Sent>,
    versions: Vec<(FileId, u32, [u8; 32])>,
    /// Immutable objects that were opened and compared once; from then on they need only be there.
    compared: HashMap<ObjectId, [u8; 32]>,
    checkpoint: Option<String>,
}

impl Acknowledged {
    pub(crate) fn began(&mut self, upload: &Upload, seed: u64) {
        let sent = Sent {
            file: upload.file,
            seed,
            offset: 0,
            complete: false,
            given_up: false,
        };
        self.sent.insert(upload.id, sent);
    }
    pub(crate) fn seed_of(&self, id: UploadId) -> u64 {
        self.sent[&id].seed
    }
    pub(crate) fn reached(&mut self, id: UploadId, at: Appended) {
        let sent = self.sent.get_mut(&id).unwrap();
        sent.offset = sent.offset.max(at.offset);
        sent.complete |= at.file.is_some();
    }
    /// May be gone from here on.
    pub(crate) fn given_up(&mut self, id: UploadId) {
        self.sent.get_mut(&id).unwrap().given_up = true;
    }
    pub(crate) fn added(&mut self, file: &File) {
        let version = file.version.as_ref().unwrap();
        self.versions
            .push((file.id, version.number, version.blake3));
    }
}

struct Blob(Box<dyn BlobReader>);

impl ReadAt for Blob {
    fn read_exact_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<()> {
        self.0.read_exact_at(buffer, offset)
    }
    fn len(&self) -> std::io::Result<u64> {
        Ok(self.0.length())
    }
}

struct Export(HashMap<String, Vec<u8>>);

impl ExportSource for Export {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(path).cloned())
    }
}

/// One ledger entry, parsed.
pub(crate) struct Entry {
    pub(crate) index: u64,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Entry {
    pub(crate) fn event(&self) -> &str {
        self.json["event"].as_str().unwrap()
    }
}

impl World {
    /// Every entry that has a place, all of them after sequencing.
    pub(crate) async fn entries(&self) -> Vec<Entry> {
        self.app.sequence_all().await.unwrap();
        let rows = self.store.entries(0, u32::MAX).await.unwrap();
        rows.into_iter()
            .map(|(index, text)| Entry {
                index,
                json: serde_json::from_str(&text).unwrap(),
                text,
            })
            .collect()
    }

    /// The BLAKE3 of what a finished object holds.
    async fn hash_of(&self, case: CaseId, object: ObjectId) -> [u8; 32] {
        let known = self
            .acknowledged
            .lock()
            .unwrap()
            .compared
            .get(&object)
            .copied();
        if let Some(hash) = known {
            assert!(self.key_store.object_key(object).await.unwrap().is_some());
            assert!(self.disk.open(object).is_ok());
            return hash;
        }
        let hash = *blake3::hash(&self.unseal(case, object).await).as_bytes();
        self.acknowledged
            .lock()
            .unwrap()
            .compared
            .insert(object, hash);
        hash
    }

    /// Opens a sealed object with nothing but the key file and the key store.
    pub(crate) async fn unseal(&self, case: CaseId, object: ObjectId) -> Vec<u8> {
        let organisation = self.store.organisation().await.unwrap().unwrap().id;
        let row = self.key_store.case_key(case).await.unwrap().unwrap();
        let context = WrapContext {
            purpose: "case private key",
            organisation: organisation.0,
            case: Some(case.0),
            generation: row.generation,
        };
        let private = self.kms.unwrap(&context, &row.private_wrapped).await;
        let private = CasePrivateKey::from_bytes(private.unwrap().unwrap().expose()).unwrap();
        let binding = Binding {
            organisation: organisation.0,
            case: case.0,
            object: object.0,
        };
        let sealed = self.key_store.object_key(object).await.unwrap().unwrap();
        let dek = open_dek(&private, &binding, &sealed).unwrap();
        let blob = Blob(self.disk.open(object).unwrap());
        let mut bytes = Vec::new();
        let mut reader = SealedReader::open(&dek, &binding, blob).unwrap();
        reader.read_to_end(&mut bytes).unwrap();
        bytes
    }

    /// Checks everything, then lets the sweeps and jobs finish their work and checks again.
    pub(crate) async fn check(&self, when: &str) {
        self.check_state(when).await;
        self.app.sweep_orphans().await.unwrap();
        self.drain_jobs().await;
        self.check_state(when).await;
        self.check_scans(when).await;
        self.app.sweep_orphans().await.unwrap();
        self.check_objects(when).await;
        self.check_ledger(when).await;
    }

    async fn all_cases(&self) -> Vec<Case> {
        let filter = CaseFilter {
            limit: 100_000,
            ..CaseFilter::default()
        };
        self.store.cases(&filter).await.unwrap()
    }

    async fn check_state(&self, when: &str) {
        let entries = self.entries().await;
        self.check_acknowledged(when).await;
        for case in self.all_cases().await {
            let key = self.key_store.case_key(case.id).await.unwrap();
            match &case.erased {
                None => assert!(key.is_some(), "{when}: a case without keys"),
                Some(erased) if erased.destroyed.is_some() => {
                    let left = self.key_store.object_keys_of_case(case.id).await.unwrap();
                    assert!(
                        key.is_none() && left.is_empty(),
                        "{when}: keys of an erased case"
                    );
                }
                // Cut off in between: the job goes on.
                Some(_) => {}
            }
            self.check_room(when, &case).await;
            for file in self.store.files(case.id).await.unwrap() {
                self.check_version(when, &file, &entries).await;
            }
        }
    }

    async fn check_acknowledged(&self, when: &str) {
        let sent: Vec<_> = {
            let acknowledged = self.acknowledged.lock().unwrap();
            let sent = acknowledged.sent.iter();
            sent.map(|(id, it)| (*id, it.file, it.seed, it.offset, it.complete, it.given_up))
                .collect()
        };
        for (id, file, seed, offset, complete, given_up) in sent {
            if let Some(upload) = self.store.upload(id).await.unwrap() {
                assert!(
                    upload.offset >= offset && !complete,
                    "{when}: acknowledged bytes are gone"
                );
                continue;
            }
            let file = self.store.file(file).await.unwrap();
            match file.and_then(|file| file.version.map(|version| (file.case, version))) {
                None => assert!(given_up, "{when}: upload and file are gone"),
                Some((case, version)) if version.number == 1 => {
                    assert!(version.bytes >= offset, "{when}: the file is too short");
                    let bytes = self.unseal(case, version.object).await;
                    assert!(
                        bytes == body(seed, 0..version.bytes),
                        "{when}: other bytes than sent"
                    );
                }
                Some(_) => {}
            }
        }
        let added = self.acknowledged.lock().unwrap().versions.clone();
        for (file, number, blake3) in added {
            let version = self
                .store
                .file(file)
                .await
                .unwrap()
                .unwrap()
                .version
                .unwrap();
            let same =
                version.number > number || (version.number == number && version.blake3 == blake3);
            assert!(same, "{when}: an added version is gone");
        }
    }

    /// Files and bytes are counted once each, from their beginning to their end.
    async fn check_room(&self, when: &str, case: &Case) {
        for request in self.store.requests(case.id).await.unwrap() {
            let uploads = self.store.uploads(request.id).await.unwrap();
            let files = self.store.files_of_request(request.id).await.unwrap();
            assert_eq!(
                request.files_used as usize,
                uploads.len() + files.len(),
                "{when}: files counted on a link"
            );
            if files
                .iter()
                .all(|it| it.version.as_ref().unwrap().number == 1)
            {
                let open: u64 = uploads
                    .iter()
                    .map(|it| it.length.unwrap_or(it.offset))
                    .sum();
                let done: u64 = files
                    .iter()
                    .map(|it| it.version.as_ref().unwrap().bytes)
                    .sum();
                assert_eq!(
                    request.bytes_used,
                    open + done,
                    "{when}: bytes counted on a link"
                );
            }
            for upload in uploads {
                let state = SealState::from_bytes(&upload.seal_state).unwrap();
                assert_eq!(
                    state.offset(),
                    upload.offset,
                    "{when}: offset and sealer disagree"
                );
                let length = self.disk.open(upload.object).unwrap().length();
                assert!(
                    length >= state.durable_len(),
                    "{when}: accepted bytes are not on disk"
                );
                let key = self.key_store.object_key(upload.object).await.unwrap();
                assert!(key.is_some(), "{when}: an upload without its key");
            }
        }
    }

    async fn check_version(&self, when: &str, file: &File, entries: &[Entry]) {
        let version = file.version.as_ref().unwrap();
        let held = self.hash_of(file.case, version.object).await;
        assert!(held == version.blake3, "{when}: a version's hash");
        assert!(
            entries.iter().any(|entry| records(entry, file, version)),
            "{when}: a version that no entry records"
        );
        if version.number == 1 {
            let index = self.store.index_of(version.receipt_outbox.unwrap()).await;
            let index = usize::try_from(index.unwrap().unwrap()).unwrap();
            assert!(
                records(&entries[index], file, version),
                "{when}: a receipt of another entry"
            );
        }
        if let Some(sidecar) = version.sidecar {
            let fresh = !self
                .acknowledged
                .lock()
                .unwrap()
                .compared
                .contains_key(&sidecar);
            if fresh {
                let sidecar = self.unseal(file.case, sidecar).await;
                let (report, _outlines) = coffer_app::outline::split(&sidecar)
                    .unwrap_or_else(|| panic!("{when}: a sidecar cut short"));
                assert!(
                    ScanReport::from_bytes(report).is_ok(),
                    "{when}: an unreadable report"
                );
            }
            self.hash_of(file.case, sidecar).await;
        }
    }

    /// The job of each version was done, however often its worker died.
    async fn check_scans(&self, when: &str) {
        for case in self.all_cases().await {
            for file in self.store.files(case.id).await.unwrap() {
                let version = file.version.unwrap();
                assert_eq!(
                    version.scan,
                    ScanState::Clean,
                    "{when}: a scan that was lost"
                );
            }
        }
    }

    async fn check_objects(&self, when: &str) {
        let referenced = self.store.referenced_objects().await.unwrap();
        let referenced: BTreeSet<_> = referenced.into_iter().collect();
        let listed: BTreeSet<_> = self.disk.list().unwrap().into_iter().collect();
        assert!(
            listed == referenced,
            "{when}: objects on disk and in rows differ"
        );
    }

    /// The whole ledger verifies offline and extends the last checkpoint that was seen.
    pub(crate) async fn check_ledger(&self, when: &str) {
        let plan = self.app.plan_export(&self.operator()).await.unwrap();
        let mut export = HashMap::new();
        let keep = |file: coffer_app::ledger::ExportFile| {
            export.insert(file.path, file.bytes);
            Ok(())
        };
        self.app.export_ledger(&plan, keep).await.unwrap();
        let export = Export(export);
        let log = self.app.log_verifier().await.unwrap();
        let before = self
            .acknowledged
            .lock()
            .unwrap()
            .checkpoint
            .replace(plan.head.checkpoint);
        let mut verifier = ExportVerifier::new(&export, &log);
        if let Some(before) = before {
            let older = verify_checkpoint(&before, &log, &[]).unwrap().checkpoint;
            verifier = verifier.extending(older);
        }
        verifier
            .verify(&mut |_| {})
            .unwrap_or_else(|error| panic!("{when}: {error}"));
    }
}

fn records(entry: &Entry, file: &File, version: &Version) -> bool {
    ["upload.completed", "file.version_added"].contains(&entry.event())
        && entry.json["object"] == file.id.to_string()
        && entry.json["data"]["blake3"] == HEXLOWER.encode(&version.blake3)
        && entry.json["data"]["bytes"] == version.bytes
}
