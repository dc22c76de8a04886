use crate::{binding, content, dek};
use coffer_envelope::{
    OpenError, Opener, SealedReader, Suite,
    limits::{HEADER_BYTES, RECORD_BYTES, SEGMENT_BYTES},
    seal_bytes,
};
use proptest::prelude::*;
use std::{
    io::{BufRead, Read, Seek, SeekFrom},
    ops::Range,
};

fn sealed(len: usize) -> (Vec<u8>, Vec<u8>, Opener) {
    let content = content(len);
    let (file, _) = seal_bytes(&dek(), binding(), Suite::Aes256Gcm, &content).unwrap();
    let opener = Opener::open(&dek(), &file, &binding(), file.len() as u64).unwrap();
    (content, file, opener)
}

fn part(file: &[u8], range: &Range<u64>) -> Vec<u8> {
    file[usize::try_from(range.start).unwrap()..usize::try_from(range.end).unwrap()].to_vec()
}

/// Reads `range` as the download path does.
fn read(opener: &Opener, file: &[u8], range: Range<u64>, run: usize) -> Vec<u8> {
    let mut content = Vec::new();
    for span in opener.runs(range, run) {
        let mut buffer = part(file, &span.file_range);
        assert!(buffer.len() <= run * RECORD_BYTES);
        opener.open_records(span.first_record, &mut buffer).unwrap();
        let before = content.len();
        content.extend(span.pieces().flat_map(|piece| buffer[piece].to_vec()));
        assert_eq!((content.len() - before) as u64, span.take);
    }
    content
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_range_equals_the_slice(
        len in prop_oneof![Just(0usize), Just(SEGMENT_BYTES), Just(3 * SEGMENT_BYTES), 1usize..300_000],
        start in 0usize..320_000,
        size in prop_oneof![0usize..5, 0usize..300_000],
        run in 1usize..5,
    ) {
        let (content, file, opener) = sealed(len);
        prop_assert_eq!(opener.plaintext_len(), len as u64);
        let end = (start + size).min(len);
        let start_cut = start.min(end);
        let got = read(&opener, &file, start as u64..(start + size) as u64, run);
        prop_assert!(got == content[start_cut..end]);

        let mut reader = SealedReader::open(&dek(), &binding(), file.as_slice()).unwrap().with_run(run);
        reader.seek(SeekFrom::Start(start as u64)).unwrap();
        let mut got = Vec::new();
        reader.take(size as u64).read_to_end(&mut got).unwrap();
        prop_assert!(got == content[start_cut..end]);
    }
}

#[test]
fn a_range_touches_only_its_records() {
    let (_, _, opener) = sealed(4 * SEGMENT_BYTES + 5);
    let record = |n: u64| HEADER_BYTES as u64 + n * RECORD_BYTES as u64;
    let span = opener.records_for(SEGMENT_BYTES as u64..SEGMENT_BYTES as u64 + 1);
    assert_eq!((span.first_record, span.skip, span.take), (1, 0, 1));
    assert_eq!(span.file_range, record(1)..record(2));
    let span = opener.records_for(SEGMENT_BYTES as u64 - 1..SEGMENT_BYTES as u64 + 1);
    assert_eq!(
        (span.first_record, span.skip, span.take),
        (0, SEGMENT_BYTES - 1, 2)
    );
    assert_eq!(span.file_range, record(0)..record(2));
    let span = opener.records_for(4 * SEGMENT_BYTES as u64..u64::MAX);
    assert_eq!((span.first_record, span.skip, span.take), (4, 0, 5));
    assert_eq!(span.file_range, record(4)..record(4) + 28 + 5);
    assert!(opener.records_for(9..9).file_range.is_empty());
    assert!(opener.records_for(u64::MAX..u64::MAX).file_range.is_empty());
    assert_eq!(opener.runs(9..9, 16).count(), 0);
}

#[test]
fn an_empty_file_still_proves_it_is_empty() {
    let (_, mut file, opener) = sealed(0);
    let spans: Vec<_> = opener.runs(0..0, 16).collect();
    assert_eq!(spans.len(), 1);
    assert_eq!((spans[0].take, spans[0].pieces().count()), (0, 0));
    opener
        .open_records(0, &mut part(&file, &spans[0].file_range))
        .unwrap();
    file[260] ^= 1;
    assert_eq!(
        opener
            .open_records(0, &mut part(&file, &spans[0].file_range))
            .err(),
        Some(OpenError::AlteredRecord(0))
    );
}

#[test]
fn a_failed_run_leaves_nothing_in_the_buffer() {
    let (_, file, opener) = sealed(3 * SEGMENT_BYTES);
    let mut buffer = file[HEADER_BYTES..].to_vec();
    let last = buffer.len() - 1;
    buffer[last] ^= 1;
    assert_eq!(
        opener.open_records(0, &mut buffer).err(),
        Some(OpenError::AlteredRecord(2))
    );
    assert!(buffer.iter().all(|byte| *byte == 0));
}

#[test]
fn a_buffer_that_is_no_run_of_records_is_refused() {
    let (_, file, opener) = sealed(2 * SEGMENT_BYTES + 1);
    let body = &file[HEADER_BYTES..];
    let refused = |first: u64, bytes: &[u8]| {
        opener.open_records(first, &mut bytes.to_vec()).err() == Some(OpenError::Misaligned)
    };
    assert!(refused(0, &[]));
    assert!(refused(0, &body[..RECORD_BYTES - 1]));
    assert!(refused(0, &body[..RECORD_BYTES + 1]));
    assert!(refused(1, body));
    assert!(refused(3, &body[..29]));
    assert!(refused(u64::MAX, &body[..29]));
    assert!(!refused(0, body));
}

#[test]
fn the_reader_seeks_and_lends_its_buffer() {
    let (content, file, _) = sealed(2 * SEGMENT_BYTES + 100);
    let mut reader = SealedReader::open(&dek(), &binding(), &file).unwrap();
    assert_eq!(reader.plaintext_len(), content.len() as u64);
    assert_eq!(
        reader.seek(SeekFrom::End(-100)).unwrap(),
        2 * SEGMENT_BYTES as u64
    );
    assert_eq!(reader.fill_buf().unwrap(), &content[2 * SEGMENT_BYTES..]);
    assert_eq!(
        reader.seek(SeekFrom::Current(-1)).unwrap(),
        2 * SEGMENT_BYTES as u64 - 1
    );
    assert_eq!(
        reader.fill_buf().unwrap(),
        &content[2 * SEGMENT_BYTES - 1..2 * SEGMENT_BYTES]
    );
    reader.seek(SeekFrom::Start(1 << 40)).unwrap();
    assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
    assert!(reader.seek(SeekFrom::End(-(1 << 40))).is_err());
}
