//! A small log in memory, and an export of it.

use std::collections::BTreeMap;

use coffer_tlog::{
    Appended, CHECKPOINT_PATH, ExportSource, Hash, LogSigner, Receipt, Resource, TileMap,
    TileSource, TreeBuilder, inclusion_proof, resources, root_at, truncate_bundle, truncate_tile,
};

pub(crate) const ORIGIN: &str = "ledger.example/main";

pub(crate) fn signer() -> LogSigner {
    LogSigner::from_seed(ORIGIN, &[7; 32]).unwrap()
}

pub(crate) fn entry(index: u64) -> Vec<u8> {
    format!("{{\"v\":{index}}}").into_bytes()
}

/// A log of `size` entries made by [`entry`].
pub(crate) fn log(size: u64) -> TileMap {
    log_of(&(0..size).map(entry).collect::<Vec<_>>())
}

pub(crate) fn log_of(entries: &[Vec<u8>]) -> TileMap {
    let mut map = TileMap::new();
    map.apply(TreeBuilder::new().append(entries).unwrap());
    map
}

pub(crate) fn hashes(appended: &Appended) -> usize {
    appended
        .tiles
        .iter()
        .map(|write| usize::from(write.id.width))
        .sum()
}

/// The bytes of a resource cut to its width.
pub(crate) fn read(map: &TileMap, resource: Resource) -> Vec<u8> {
    match resource {
        Resource::Tile(id) => {
            let tile = map.tile(id.level, id.index, id.width).unwrap().unwrap();
            truncate_tile(&tile, id.width).unwrap().to_vec()
        }
        Resource::Bundle(id) => {
            let bundle = map.bundle(id.index, id.width).unwrap().unwrap();
            truncate_bundle(&bundle, id.width).unwrap().to_vec()
        }
    }
}

#[derive(Clone, Default)]
pub(crate) struct Export(pub(crate) BTreeMap<String, Vec<u8>>);

impl ExportSource for Export {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(path).cloned())
    }
}

pub(crate) fn export(map: &TileMap, size: u64) -> Export {
    let mut files: BTreeMap<String, Vec<u8>> = resources(size)
        .map(|resource| (resource.path(), read(map, resource)))
        .collect();
    let root = root_at(map, size).unwrap();
    files.insert(
        CHECKPOINT_PATH.to_owned(),
        signer().sign(size, &root).into_bytes(),
    );
    Export(files)
}

pub(crate) fn receipt(map: &TileMap, entry: &[u8], index: u64, size: u64) -> Receipt {
    let root: Hash = root_at(map, size).unwrap();
    Receipt {
        log: signer().verifier().to_vkey(),
        index,
        entry: String::from_utf8(entry.to_vec()).unwrap(),
        proof: inclusion_proof(map, index, size).unwrap(),
        checkpoint: signer().sign(size, &root),
        openings: Vec::new(),
    }
}
