//! What is asked, and what is made of the answers.

use std::time::Duration;

use coffer_domain::ports::{Bucket, BucketError, BucketState, BucketVersion, Put, PutWhere};
use coffer_domain::time::Timestamp;

use crate::store::{Bytes, Heard, Say, Store, say};

const DENIED: &str =
    "<Error><Code>AccessDenied</Code><Message>Object is WORM protected</Message></Error>";

fn until() -> Timestamp {
    Timestamp::parse_day("2026-12-24").unwrap()
}

fn version() -> BucketVersion {
    BucketVersion {
        key: "objects/aa/x".to_owned(),
        id: "v 1".to_owned(),
        bytes: 4,
        stored: until(),
    }
}

fn put(store: &Store, content: &[u8]) -> Result<Put, BucketError> {
    let content = Bytes(content.to_owned());
    let bucket = store.bucket();
    bucket.put("objects/aa/x", &content, Some(until()), PutWhere::Free)
}

#[test]
fn a_file_is_put_locked_checked_and_only_where_none_is() {
    let store = Store::start(vec![say(200, "")]);
    assert_eq!(put(&store, b"four").unwrap(), Put::Stored);
    let heard = &store.heard()[0];
    assert_eq!(heard.line, "PUT /backups/site/objects/aa/x HTTP/1.1");
    for header in [
        "x-amz-object-lock-mode: COMPLIANCE",
        "x-amz-object-lock-retain-until-date: 2026-12-24T00:00:00Z",
        "x-amz-checksum-sha256: BO+vCA9aPnThwp0cpqSFaTgsu80yTo1Z0rg+8hwDnwA=",
        "if-none-match: *",
        "x-amz-date: 20261123T000000Z",
    ] {
        assert!(heard.has(header), "{header}: {heard:?}");
    }
    let signed = heard
        .headers
        .iter()
        .find(|it| it.starts_with("authorization: "));
    let signed = signed.unwrap();
    // What counts is signed, and the secret is nowhere.
    let names = "SignedHeaders=host;if-none-match;x-amz-checksum-sha256;x-amz-content-sha256;x-amz-date;x-amz-object-lock-mode;x-amz-object-lock-retain-until-date,";
    assert!(signed.contains("Credential=AK/20261123/eu-1/s3/aws4_request"));
    assert!(signed.contains(names), "{signed}");
    assert!(!format!("{heard:?}").contains("SK"));
}

#[test]
fn a_name_that_is_taken_is_no_error() {
    let store = Store::start(vec![say(412, "")]);
    assert_eq!(put(&store, b"four").unwrap(), Put::Occupied);
}

/// T14: a store that has trouble is asked again, and what it said last is told.
#[test]
fn t14_trouble_that_passes_is_waited_for_and_trouble_that_stays_is_told() {
    let busy = "<Error><Code>SlowDown</Code><Message>Reduce your rate</Message></Error>";
    let trouble = [say(503, busy), Say::HangUp, say(500, "")];
    for first in &trouble {
        let store = Store::start(vec![first.clone(), say(200, "")]);
        assert_eq!(put(&store, b"four").unwrap(), Put::Stored);
        assert_eq!(store.heard().len(), 2);
    }
    let store = Store::start(vec![say(503, busy); 3]);
    let failed = put(&store, b"four").unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the bucket could not put a file, 3 times, and said last: 503 SlowDown: Reduce your rate; nothing half put counts, run it again later"
    );
    assert_eq!(store.heard().len(), 3);
}

/// T14: an answer that does not come, or does not come whole.
#[test]
fn t14_answers_that_do_not_come_are_given_up() {
    for answer in [Say::Nothing, Say::Half, Say::HangUp] {
        let store = Store::start(vec![answer; 3]);
        let mut read = Vec::new();
        let bucket = store.bucket_within(Duration::from_millis(300));
        let failed = bucket.read(&version(), &mut read).unwrap_err();
        assert!(matches!(failed, BucketError::Unreachable { tries: 3, .. }));
        assert_eq!(read, b"", "nothing half came through");
    }
}

/// T3 and T14: what is not permitted is not tried again.
#[test]
fn t3_a_refusal_is_told_at_once_with_what_was_asked() {
    let store = Store::start(vec![say(403, DENIED)]);
    let failed = store.bucket().lock(&version(), until()).unwrap_err();
    assert_eq!(
        failed.to_string(),
        "the bucket does not permit to lock a file: 403 AccessDenied: Object is WORM protected; look at what the credential may do"
    );
    let heard = &store.heard()[0];
    assert_eq!(
        heard.line,
        "PUT /backups/site/objects/aa/x?retention=&versionId=v%201 HTTP/1.1"
    );
    let body = String::from_utf8(heard.body.clone()).unwrap();
    assert!(body.contains("<Mode>COMPLIANCE</Mode><RetainUntilDate>2026-12-24T00:00:00Z<"));
}

#[test]
fn locks_count_only_in_compliance_mode() {
    let compliance = "x-amz-object-lock-mode: COMPLIANCE\r\nx-amz-object-lock-retain-until-date: 2026-12-24T00:00:00.000Z\r\n";
    let governance = "x-amz-object-lock-mode: GOVERNANCE\r\nx-amz-object-lock-retain-until-date: 2026-12-24T00:00:00.000Z\r\n";
    for (headers, locked) in [(compliance, Some(until())), (governance, None), ("", None)] {
        let store = Store::start(vec![Say::Status(200, headers, "")]);
        assert_eq!(store.bucket().locked_until(&version()).unwrap(), locked);
    }
}

#[test]
fn a_store_says_what_it_can() {
    let on = "<V xmlns=\"x\"><Status>Enabled</Status></V>";
    let off = "<V><Status>Suspended</Status></V>";
    let locks = "<O><ObjectLockEnabled>Enabled</ObjectLockEnabled></O>";
    for (versions, lock, versioned, lockable) in [
        (say(200, on), say(200, locks), true, true),
        (say(200, off), say(404, DENIED), false, false),
        (say(200, "<V/>"), say(200, "<O/>"), false, false),
    ] {
        let store = Store::start(vec![versions, lock]);
        let state = store.bucket().state().unwrap();
        assert_eq!(
            state,
            BucketState {
                versioned,
                lockable
            }
        );
    }
}

#[test]
fn all_pages_of_versions_are_read() {
    let first = "<L><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextKeyMarker>site%2Fa+b</NextKeyMarker><NextVersionIdMarker>v2</NextVersionIdMarker>
        <Version><Key>site%2Fa+b</Key><VersionId>v2</VersionId><Size>7</Size><LastModified>2026-12-24T00:00:00.000Z</LastModified></Version>
        <DeleteMarker><Key>site%2Fa+b</Key><VersionId>v1</VersionId><LastModified>2026-12-24T00:00:00Z</LastModified></DeleteMarker>
        <Version><Key>other</Key><VersionId>v3</VersionId><Size>7</Size><LastModified>2026-12-24T00:00:00.000Z</LastModified></Version></L>";
    let second = "<L><IsTruncated>false</IsTruncated><Version><Key>site/c</Key><VersionId>v4</VersionId><Size>0</Size><LastModified>2026-12-24T00:00:00Z</LastModified></Version></L>";
    let store = Store::start(vec![say(200, first), say(200, second)]);
    let mut found = Vec::new();
    store
        .bucket()
        .versions("", &mut |it| {
            found.push((it.key, it.id, it.bytes, it.stored))
        })
        .unwrap();
    let own = |key: &str, id: &str, bytes| (key.to_owned(), id.to_owned(), bytes, until());
    assert_eq!(found, [own("a b", "v2", 7), own("c", "v4", 0)]);
    let heard = store.heard();
    assert_eq!(
        heard[1].line,
        "GET /backups?encoding-type=url&key-marker=site%2Fa%20b&max-keys=1000&prefix=site%2F&version-id-marker=v2&versions= HTTP/1.1"
    );
}

#[test]
fn pages_without_end_and_answers_that_are_none_are_errors() {
    let at_a = "<L><IsTruncated>true</IsTruncated><NextKeyMarker>a</NextKeyMarker></L>";
    let at_b = "<L><IsTruncated>true</IsTruncated><NextKeyMarker>b</NextKeyMarker></L>";
    let of_b = [
        "<L><IsTruncated>true</IsTruncated><NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>1</NextVersionIdMarker></L>",
        "<L><IsTruncated>true</IsTruncated><NextKeyMarker>b</NextKeyMarker><NextVersionIdMarker>2</NextVersionIdMarker></L>",
    ];
    for script in [
        vec![say(200, at_a); 2],
        // There and back.
        vec![say(200, at_a), say(200, at_b), say(200, at_a)],
        // One key for ever: as many pages as are read at most.
        [of_b, of_b]
            .concat()
            .into_iter()
            .map(|page| say(200, page))
            .collect(),
        vec![say(200, "words")],
        vec![say(302, "")],
    ] {
        let asked = script.len();
        let store = Store::start(script);
        let failed = store.bucket().versions("", &mut |_| {}).unwrap_err();
        assert!(matches!(failed, BucketError::Answer { .. }), "{failed}");
        assert_eq!(store.heard().len(), asked);
    }
}

#[test]
fn a_long_file_goes_and_comes_in_parts() {
    let begun = "<I><UploadId>u1</UploadId></I>";
    let part = Say::Status(200, "etag: \"e\"\r\n", "");
    let done = "<C><ETag>x</ETag></C>";
    let store = Store::start(vec![say(200, begun), part.clone(), part, say(200, done)]);
    assert_eq!(put(&store, &[7; 20]).unwrap(), Put::Stored);
    let heard = store.heard();
    let lines: Vec<&str> = heard.iter().map(|it| it.line.as_str()).collect();
    assert_eq!(
        lines,
        [
            "POST /backups/site/objects/aa/x?uploads= HTTP/1.1",
            "PUT /backups/site/objects/aa/x?partNumber=1&uploadId=u1 HTTP/1.1",
            "PUT /backups/site/objects/aa/x?partNumber=2&uploadId=u1 HTTP/1.1",
            "POST /backups/site/objects/aa/x?uploadId=u1 HTTP/1.1",
        ]
    );
    assert!(heard[0].has("x-amz-object-lock-mode: COMPLIANCE"));
    assert_eq!((heard[1].body.len(), heard[2].body.len()), (16, 4));
    assert!(heard[3].has("if-none-match: *"));

    let store = Store::start(vec![say(206, "0123456789abcdef"), say(206, "four")]);
    let mut read = Vec::new();
    let long = BucketVersion {
        bytes: 20,
        ..version()
    };
    store.bucket().read(&long, &mut read).unwrap();
    assert_eq!(read, b"0123456789abcdeffour");
    assert!(store.heard()[1].has("range: bytes=16-19"));
}

/// T14: a part that cannot be put, or a 200 that turns out to be none: the upload is given up, and nothing is there.
#[test]
fn t14_a_long_file_that_fails_is_given_up() {
    let begun = say(200, "<I><UploadId>u1</UploadId></I>");
    let part = Say::Status(200, "etag: \"e\"\r\n", "");
    let late = say(200, "<Error><Code>InternalError</Code></Error>");
    let gone = |heard: Vec<Heard>| {
        let last = heard.last().unwrap().line.clone();
        assert_eq!(
            last,
            "DELETE /backups/site/objects/aa/x?uploadId=u1 HTTP/1.1"
        );
    };
    let store = Store::start(vec![begun.clone(), say(403, DENIED), say(204, "")]);
    assert!(matches!(
        put(&store, &[7; 20]),
        Err(BucketError::Denied { .. })
    ));
    gone(store.heard());
    let script = vec![
        begun.clone(),
        part.clone(),
        part.clone(),
        late,
        say(204, ""),
    ];
    let store = Store::start(script);
    assert!(matches!(
        put(&store, &[7; 20]),
        Err(BucketError::Answer { .. })
    ));
    gone(store.heard());
    let script = vec![begun, part.clone(), part, say(412, ""), say(204, "")];
    let store = Store::start(script);
    assert_eq!(put(&store, &[7; 20]).unwrap(), Put::Occupied);
    gone(store.heard());
}

#[test]
fn what_a_file_is_shows_the_stores_own_checksum() {
    let four = Bytes(b"four".to_vec());
    let same = "x-amz-checksum-sha256: BO+vCA9aPnThwp0cpqSFaTgsu80yTo1Z0rg+8hwDnwA=\r\n";
    let parts = "x-amz-checksum-sha256: BO+vCA9aPnThwp0cpqSFaTgsu80yTo1Z0rg+8hwDnwA=-3\r\n";
    for (headers, told) in [(same, Some(true)), ("", None), (parts, None)] {
        let store = Store::start(vec![Say::Status(200, headers, "")]);
        assert_eq!(store.bucket().same(&version(), &four).unwrap(), told);
    }
    let store = Store::start(vec![Say::Status(200, same, "")]);
    let other = Bytes(b"five".to_vec());
    assert_eq!(
        store.bucket().same(&version(), &other).unwrap(),
        Some(false)
    );
}
