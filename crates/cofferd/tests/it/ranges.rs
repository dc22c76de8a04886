//! Any range of an original and of a working copy is the same slice of the whole.

use rand::RngExt;

use crate::harness::http::{Answer, Ask};
use crate::harness::people::Desk;
use crate::harness::samples::{self, PLANTED, holds};
use crate::harness::seeded;

const ROUNDS: usize = 60;

#[test]
fn ranges_of_original_and_working_copy_equal_slices() {
    let desk = Desk::new();
    // Several runs of records, and findings on both sides of a record's end.
    let mut content = samples::log(700_000);
    content.extend(samples::log(2_600_001));
    let file = desk.script_link().send(&desk.world, "app.log", &content);
    desk.scanned(&file);
    let working = desk.working(&file, 0).expect(200).body;
    assert!(PLANTED.iter().all(|value| !holds(&working, value)));
    check(&desk, &file, "original", &content);
    check(&desk, &file, "working", &working);
}

fn check(desk: &Desk, file: &str, copy: &str, whole: &[u8]) {
    let mut random = seeded();
    let total = whole.len();
    let ask = |range: &str| ask(desk, file, copy, &[("range", range)]);
    for round in 0..ROUNDS {
        let first = random.random_range(0..total);
        let most = if round % 2 == 0 { 5_000 } else { total };
        let last = (first + random.random_range(0..most)).min(total - 1);
        let answer = ask(&format!("bytes={first}-{last}")).expect(206);
        assert_eq!(
            answer.header("content-range"),
            format!("bytes {first}-{last}/{total}")
        );
        assert!(answer.body == whole[first..=last], "{copy} {first}-{last}");
    }
    for edge in [0, 1, 65_535, 65_536, 65_537, 1 << 20, total - 1] {
        assert!(
            ask(&format!("bytes={edge}-")).expect(206).body == whole[edge..],
            "{copy} {edge}-"
        );
        assert!(ask(&format!("bytes=-{}", edge + 1)).expect(206).body == whole[total - edge - 1..]);
        assert!(ask(&format!("bytes={edge}-{edge}")).expect(206).body == whole[edge..=edge]);
    }
    assert!(
        ask(&format!("bytes=0-{}", u64::MAX)).expect(206).body == whole,
        "beyond the end is the end"
    );
    for beyond in [
        format!("bytes={total}-"),
        format!("bytes={}-", u64::MAX),
        "bytes=-0".to_owned(),
    ] {
        let refused = ask(&beyond);
        refused.problem(416, "range_not_satisfiable");
        assert_eq!(refused.header("content-range"), format!("bytes */{total}"));
    }
    for ignored in [
        "bytes=5-2",
        "lines=1-2",
        "bytes=0-1,5-6",
        "bytes=x-",
        "bytes",
    ] {
        assert!(
            ask(ignored).expect(200).body == whole,
            "{ignored} is no range we serve"
        );
    }
}

fn ask(desk: &Desk, file: &str, copy: &str, headers: &[(&str, &str)]) -> Answer {
    let mut call = desk.lena.get(
        &desk.world,
        &format!("/api/v1/files/{file}/content?copy={copy}"),
    );
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    call.ask()
}

#[test]
fn a_range_of_what_has_changed_is_the_whole() {
    let desk = Desk::new();
    let content = samples::noise(8, 100_000);
    let file = desk.script_link().send(&desk.world, "a.bin", &content);
    desk.scanned(&file);
    let etag = ask(&desk, &file, "original", &[])
        .expect(200)
        .header("etag")
        .to_owned();
    let part = |tag: &str| {
        ask(
            &desk,
            &file,
            "original",
            &[("range", "bytes=10-19"), ("if-range", tag)],
        )
    };
    assert!(part(&etag).expect(206).body == content[10..20]);
    assert!(part("\"another\"").expect(200).body == content);

    let replaced = samples::noise(9, 50_000);
    let call = desk
        .lena
        .call(&desk.world, "PUT", &format!("/api/v1/files/{file}/content"));
    assert_eq!(
        call.body(replaced.clone()).ask().expect(200).json()["version"],
        2
    );
    desk.scanned(&file);
    assert!(
        part(&etag).expect(200).body == replaced,
        "a resumed download never mixes two versions"
    );
}
