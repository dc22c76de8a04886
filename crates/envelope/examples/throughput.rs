//! Prints how fast sealing (with the content hash), opening and reading run, in GiB per second of one core:
//! `cargo run --release -p coffer-envelope --example throughput`. Single-threaded, so on a quiet machine seconds are
//! CPU-seconds.
#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a measuring program"
)]

use coffer_envelope::{
    Binding, CaseKeyPair, Dek, Opener, SealedReader, Sealer, Suite, SystemRng, open_dek, seal_dek,
};
use std::{hint::black_box, io::Read, time::Instant};

const TOTAL_BYTES: usize = 4 << 30;

fn binding() -> Binding {
    Binding {
        organisation: [1; 16],
        case: [2; 16],
        object: [3; 16],
    }
}

fn report(what: &str, bytes: usize, start: Instant) {
    let gib = bytes as f64 / f64::from(1 << 30);
    println!(
        "{what:<44} {:6.2} GiB/s",
        gib / start.elapsed().as_secs_f64()
    );
}

fn seal(suite: Suite, piece: usize, total: usize) {
    let content = vec![0x5a; piece];
    let dek = Dek::generate().unwrap();
    let start = Instant::now();
    let (mut sealer, _) = Sealer::create(&dek, binding(), suite).unwrap();
    let mut out = Vec::new();
    for _ in 0..total / piece {
        out.clear();
        sealer.push(&content, &mut out).unwrap();
        black_box(&out);
    }
    sealer.finish(&mut out).unwrap();
    report(
        &format!("seal with hash, {suite:?}, {} KiB pieces", piece >> 10),
        total,
        start,
    );
}

fn open(suite: Suite) {
    let dek = Dek::generate().unwrap();
    let (file, _) =
        coffer_envelope::seal_bytes(&dek, binding(), suite, &vec![0x5a; 64 << 20]).unwrap();
    let opener = Opener::open(&dek, &file, &binding(), file.len() as u64).unwrap();
    let start = Instant::now();
    let mut buffer = Vec::new();
    let rounds = 32;
    for _ in 0..rounds {
        for span in opener.runs(0..u64::MAX, 16) {
            let range = &span.file_range;
            buffer.clear();
            buffer.extend_from_slice(&file[range.start as usize..range.end as usize]);
            black_box(
                opener
                    .open_records(span.first_record, &mut buffer)
                    .unwrap()
                    .count(),
            );
        }
    }
    report(
        &format!("copy and open in runs of 16, {suite:?}"),
        rounds * (64 << 20),
        start,
    );

    let start = Instant::now();
    let mut piece = vec![0; 1 << 16];
    for _ in 0..rounds {
        let mut reader = SealedReader::open(&dek, &binding(), file.as_slice()).unwrap();
        while reader.read(&mut piece).unwrap() > 0 {
            black_box(&piece);
        }
    }
    report(
        &format!("sealed reader, {suite:?}"),
        rounds * (64 << 20),
        start,
    );
}

fn operations() {
    let each = |what: &str, count: u32, mut run: Box<dyn FnMut()>| {
        let start = Instant::now();
        (0..count).for_each(|_| run());
        println!(
            "{what:<44} {:6.1} µs",
            start.elapsed().as_secs_f64() * 1e6 / f64::from(count)
        );
    };
    let dek = Dek::generate().unwrap();
    let (mut sealer, header) = Sealer::create(&dek, binding(), Suite::Aes256Gcm).unwrap();
    sealer.push(&vec![1; 10_000_000], &mut Vec::new()).unwrap();
    let state = sealer.suspend().unwrap();
    let pair = CaseKeyPair::generate(&mut SystemRng::infallible());
    let wrapped = seal_dek(&pair.public, &binding(), &dek, &mut SystemRng::infallible()).unwrap();
    let again = Dek::from_bytes(*dek.expose());
    let public = pair.public.clone();
    each(
        "new file (header and keys)",
        10_000,
        Box::new(move || {
            black_box(Sealer::create(&again, binding(), Suite::Aes256Gcm).unwrap());
        }),
    );
    each(
        "suspend and resume",
        10_000,
        Box::new(move || {
            black_box(sealer.suspend().unwrap());
            black_box(Sealer::resume(&dek, &header, &binding(), &state).unwrap());
        }),
    );
    let other = Dek::generate().unwrap();
    each(
        "seal a data key to a case",
        1_000,
        Box::new(move || {
            black_box(seal_dek(&public, &binding(), &other, &mut SystemRng::infallible()).unwrap());
        }),
    );
    each(
        "open a data key with the case key",
        1_000,
        Box::new(move || {
            black_box(open_dek(&pair.private, &binding(), &wrapped).unwrap());
        }),
    );
}

fn main() {
    for piece in [16 << 10, 64 << 10, 256 << 10, 1 << 20, 8 << 20] {
        seal(Suite::Aes256Gcm, piece, TOTAL_BYTES);
    }
    seal(Suite::ChaCha20Poly1305, 1 << 20, TOTAL_BYTES / 4);
    open(Suite::Aes256Gcm);
    open(Suite::ChaCha20Poly1305);
    operations();
}
