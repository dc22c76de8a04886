//! Measures appending to and verifying a log in memory.
//!
//! `cargo run --release -p coffer-tlog --example verify_speed [entries]`; wall time, of one thread.
#![expect(clippy::print_stdout, reason = "a measurement prints its result")]

use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::time::Instant;

use coffer_tlog::{
    CHECKPOINT_PATH, ExportSource, ExportVerifier, LogSigner, Resource, TileMap, TileSource,
    TreeBuilder, inclusion_proof, leaf_hash, resources, verify_inclusion,
};

const BATCH: u64 = 1024;
const PROOFS: u64 = 10_000;

struct Files(HashMap<String, Vec<u8>>);

impl ExportSource for Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        Ok(self.0.get(path).cloned())
    }
}

/// About as long as the entries of a real ledger.
fn entry(index: u64) -> String {
    format!(
        r#"{{"actor":"usr_{index:032x}","case":"cas_{index:032x}","data":{{"bytes":{index}}},"decision":"allow","event":"file.download.completed","object":"obj_{index:032x}","pii":{{}},"request":"req_{index:032x}","time":"2026-01-01T00:00:00.000Z","v":1,"policy":"{index:064x}"}}"#
    )
}

fn main() -> Result<(), Box<dyn Error>> {
    let count: u64 = match std::env::args().nth(1) {
        Some(count) => count.parse()?,
        None => 1_000_000,
    };
    let entries: Vec<String> = (0..count).map(entry).collect();
    let mut map = TileMap::new();
    let mut builder = TreeBuilder::new();

    let start = Instant::now();
    for batch in entries.chunks(BATCH as usize) {
        map.apply(builder.append(batch)?);
    }
    rate("append, in batches of 1024", count, start);

    let root = builder.root();
    let start = Instant::now();
    for round in 0..PROOFS {
        let index = round.wrapping_mul(0x9E37_79B9_7F4A_7C15) % count;
        let proof = inclusion_proof(&map, index, count)?;
        let text = entries.get(index as usize).ok_or("no such entry")?;
        verify_inclusion(&leaf_hash(text.as_bytes()), index, count, &root, &proof)?;
        black_box(proof);
    }
    rate("inclusion proof, made and verified", PROOFS, start);

    let signer = LogSigner::from_seed("ledger.example/speed", &[1; 32])?;
    let mut files = HashMap::new();
    for resource in resources(count) {
        let bytes = match resource {
            Resource::Tile(id) => map.tile(id.level, id.index, id.width)?,
            Resource::Bundle(id) => map.bundle(id.index, id.width)?,
        };
        files.insert(resource.path(), bytes.ok_or("no such tile")?);
    }
    files.insert(
        CHECKPOINT_PATH.to_owned(),
        signer.sign(count, &root).into_bytes(),
    );
    let files = Files(files);
    let start = Instant::now();
    let report = ExportVerifier::new(&files, &signer.verifier()).verify(&mut |_| ())?;
    rate("verification of an export", count, start);
    println!("{} bytes an entry", report.entry_bytes / count.max(1));
    Ok(())
}

fn rate(what: &str, count: u64, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    let each = seconds * 1e6 / count as f64;
    println!(
        "{what}: {:.0} per second, {each:.2} µs each",
        count as f64 / seconds
    );
}
