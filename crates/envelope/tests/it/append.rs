use crate::{binding, content, dek};
use coffer_envelope::{
    Opener, ResumeError, SealState, SealStateError, Sealer, Suite,
    limits::{HEADER_BYTES, NONCE_BYTES, RECORD_BYTES, SEAL_STATE_BYTES_MAX, SEGMENT_BYTES},
    open_bytes, seal_bytes,
};
use proptest::prelude::*;
use std::collections::HashSet;

/// What survives a crash: the file as written, and the last state committed.
struct Disk {
    file: Vec<u8>,
    state: Vec<u8>,
    nonces: HashSet<[u8; NONCE_BYTES]>,
}

impl Disk {
    fn write(&mut self, records: &[u8]) {
        for record in records.chunks(RECORD_BYTES) {
            assert!(
                self.nonces.insert(*record.first_chunk().unwrap()),
                "a nonce was repeated"
            );
        }
        self.file.extend_from_slice(records);
    }

    fn recover(&mut self) -> (Sealer, usize) {
        let state = SealState::from_bytes(&self.state).unwrap();
        self.file
            .truncate(usize::try_from(state.durable_len()).unwrap());
        let sealer = Sealer::resume(&dek(), &self.file, &binding(), &state).unwrap();
        assert_eq!(sealer.offset(), state.offset());
        assert_eq!(sealer.durable_len(), self.file.len() as u64);
        let offset = usize::try_from(state.offset()).unwrap();
        (sealer, offset)
    }
}

/// Sends `content` in pieces of `steps` bytes; where a step says so, the process dies between writing the
/// records and committing the state.
fn send(content: &[u8], suite: Suite, steps: &[(usize, bool)]) -> Vec<u8> {
    let (mut sealer, header) = Sealer::create(&dek(), binding(), suite).unwrap();
    let state = sealer.suspend().unwrap().to_bytes();
    let mut disk = Disk {
        file: header.to_vec(),
        state,
        nonces: HashSet::new(),
    };
    let mut at = 0;
    for (len, crash) in steps {
        let end = content.len().min(at + len);
        let mut out = Vec::new();
        sealer.push(&content[at..end], &mut out).unwrap();
        disk.write(&out);
        if *crash {
            (sealer, at) = disk.recover();
            continue;
        }
        at = end;
        let state = sealer.suspend().unwrap();
        assert_eq!(state.offset(), at as u64);
        assert_eq!(state.durable_len(), disk.file.len() as u64);
        disk.state = state.to_bytes();
        assert!(disk.state.len() <= SEAL_STATE_BYTES_MAX);
    }
    let (mut sealer, at) = disk.recover();
    let mut out = Vec::new();
    sealer.push(&content[at..], &mut out).unwrap();
    let sealed = sealer.finish(&mut out).unwrap();
    disk.write(&out);
    assert_eq!(sealed.plaintext_bytes, content.len() as u64);
    assert_eq!(sealed.blake3, *blake3::hash(content).as_bytes());
    assert_eq!(
        sealed.records,
        ((disk.file.len() - HEADER_BYTES).div_ceil(RECORD_BYTES)) as u64
    );
    disk.file
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn appends_with_crashes_equal_one_shot(
        len in prop_oneof![0usize..3, 0usize..600_000, (0usize..8).prop_map(|n| n * SEGMENT_BYTES)],
        steps in proptest::collection::vec(
            (prop_oneof![0usize..10, 0usize..300_000, Just(SEGMENT_BYTES)], proptest::bool::weighted(0.3)),
            0..20,
        ),
        chacha: bool,
    ) {
        let suite = if chacha { Suite::ChaCha20Poly1305 } else { Suite::Aes256Gcm };
        let content = content(len);
        let file = send(&content, suite, &steps);
        let (one_shot, _) = seal_bytes(&dek(), binding(), suite, &content).unwrap();
        prop_assert_eq!(file.len(), one_shot.len());
        prop_assert!(open_bytes(&dek(), &binding(), &file).unwrap().expose() == content);
    }
}

#[test]
fn hash_equals_b3sum_around_every_subtree_boundary() {
    let all = content(17 * SEGMENT_BYTES + 1);
    for segments in 0..=17 {
        for len in [segments * SEGMENT_BYTES, segments * SEGMENT_BYTES + 1] {
            let (_, sealed) = seal_bytes(&dek(), binding(), Suite::Aes256Gcm, &all[..len]).unwrap();
            assert_eq!(
                sealed.blake3,
                *blake3::hash(&all[..len]).as_bytes(),
                "{len} bytes"
            );
        }
    }
}

#[test]
fn resent_content_may_differ_from_what_was_lost() {
    let (first, second) = (content(200_000), vec![9; 200_000]);
    let (mut sealer, header) = Sealer::create(&dek(), binding(), Suite::Aes256Gcm).unwrap();
    let state = sealer.suspend().unwrap();
    let mut lost = Vec::new();
    sealer.push(&first, &mut lost).unwrap();
    let mut sealer = Sealer::resume(&dek(), &header, &binding(), &state).unwrap();
    let mut file = header.to_vec();
    sealer.push(&second, &mut file).unwrap();
    sealer.finish(&mut file).unwrap();
    assert!(open_bytes(&dek(), &binding(), &file).unwrap().expose() == second);
    assert_ne!(
        lost[..NONCE_BYTES],
        file[HEADER_BYTES..HEADER_BYTES + NONCE_BYTES]
    );
}

#[test]
fn one_segment_is_held_back_until_more_arrives() {
    let (mut sealer, _) = Sealer::create(&dek(), binding(), Suite::Aes256Gcm).unwrap();
    let mut out = Vec::new();
    sealer.push(&content(SEGMENT_BYTES), &mut out).unwrap();
    assert_eq!((out.len(), sealer.offset()), (0, SEGMENT_BYTES as u64));
    sealer.push(&[], &mut out).unwrap();
    assert_eq!(out.len(), 0);
    sealer.push(b"x", &mut out).unwrap();
    assert_eq!(
        (out.len(), sealer.offset()),
        (RECORD_BYTES, SEGMENT_BYTES as u64 + 1)
    );
}

#[test]
fn an_empty_file_has_one_record() {
    let (sealer, header) = Sealer::create(&dek(), binding(), Suite::Aes256Gcm).unwrap();
    let mut file = header.to_vec();
    let sealed = sealer.finish(&mut file).unwrap();
    assert_eq!(
        (sealed.records, sealed.plaintext_bytes, file.len()),
        (1, 0, HEADER_BYTES + 28)
    );
    assert_eq!(sealed.blake3, *blake3::hash(b"").as_bytes());
    assert!(Opener::open(&dek(), &file, &binding(), file.len() as u64).is_ok());
}

#[test]
fn a_state_of_another_file_or_altered_is_refused() {
    let start = |len: usize| {
        let (mut sealer, header) = Sealer::create(&dek(), binding(), Suite::Aes256Gcm).unwrap();
        let mut out = Vec::new();
        sealer.push(&content(len), &mut out).unwrap();
        (header, sealer.suspend().unwrap())
    };
    let resume =
        |header: &[u8], state: &SealState| Sealer::resume(&dek(), header, &binding(), state).err();
    let (header, state) = start(100_000);
    let (_, foreign) = start(100_000);
    assert_eq!(resume(&header, &state), None);
    assert_eq!(resume(&header, &foreign), Some(ResumeError::AlteredState));
    // 3 and 5 have as many chaining values, so only the authenticated index tells them apart.
    let (header, state) = start(3 * SEGMENT_BYTES + 10);
    let mut bytes = state.to_bytes();
    bytes[8] = 5;
    let moved = SealState::from_bytes(&bytes).unwrap();
    assert_eq!(resume(&header, &moved), Some(ResumeError::AlteredState));
    for at in [9, 40, bytes.len() - 1] {
        let mut bytes = state.to_bytes();
        bytes[at] ^= 1;
        let altered = SealState::from_bytes(&bytes).unwrap();
        assert_eq!(
            resume(&header, &altered),
            Some(ResumeError::AlteredState),
            "byte {at}"
        );
    }
}

#[test]
fn impossible_states_are_not_parsed() {
    let parse = |bytes: &[u8]| SealState::from_bytes(bytes).err();
    let state =
        |next: u64, sealed: usize| [[1].as_slice(), &next.to_be_bytes(), &vec![0; sealed]].concat();
    assert_eq!(parse(&[]), Some(SealStateError::Length));
    assert_eq!(parse(&state(0, 27)), Some(SealStateError::Length));
    assert_eq!(parse(&state(0, 28)), None);
    assert_eq!(
        parse(&state(1, 28 + 32)),
        Some(SealStateError::Length),
        "nothing held back"
    );
    assert_eq!(parse(&state(1, 28 + 32 + 1)), None);
    assert_eq!(parse(&state(1, 28 + 32 + SEGMENT_BYTES)), None);
    assert_eq!(
        parse(&state(1, 28 + 32 + SEGMENT_BYTES + 1)),
        Some(SealStateError::Length)
    );
    assert_eq!(
        parse(&state(u64::MAX, 10_000)),
        Some(SealStateError::RecordCount)
    );
    assert_eq!(
        parse(&[[2].as_slice(), &[0; 100]].concat()),
        Some(SealStateError::Version(2))
    );
}
