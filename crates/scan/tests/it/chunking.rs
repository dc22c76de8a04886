//! Findings do not depend on how the bytes arrive, and all planted values are found wherever they stand.

use coffer_scan::{Confidence, Kind, Limits, State};
use proptest::prelude::*;

use crate::samples::{Dice, Dribble, log, of_type, planted, scan_bytes, scan_reader};

#[test]
fn every_planted_value_is_found_with_its_place() {
    let text = log(3);
    let report = scan_bytes(text.as_bytes());
    assert_eq!(report.state, State::Clean);
    assert_eq!(report.members[0].kind, Kind::Text);
    assert_eq!(report.members[0].lines, text.lines().count() as u64);
    for (value, ty) in planted() {
        let at: Vec<usize> = text.match_indices(value).map(|(i, _)| i).collect();
        assert_eq!(at.len(), 3);
        for start in at {
            let f = report
                .finding_at(0, start as u64, (start + value.len()) as u64)
                .unwrap_or_else(|| panic!("{value}"));
            assert_eq!(report.type_name(f), ty, "{value}");
            assert!(f.confidence >= Confidence::Likely, "{value}");
            assert!(report.why(f).next().is_some(), "{value}");
            let before = &text[..start];
            assert_eq!(f.line, before.matches('\n').count() as u64 + 1);
            assert_eq!(
                f.column,
                (start - before.rfind('\n').map_or(0, |n| n + 1)) as u64 + 1
            );
        }
    }
    assert_eq!(
        report.findings.len(),
        3 * planted().len(),
        "{:?}",
        report.counts()
    );
}

#[test]
fn equal_values_have_equal_tokens() {
    let report =
        scan_bytes(b"card 4111111111111111\ncard 4111-1111-1111-1111\ncard 5555555555554444\n");
    let cards = of_type(&report, "payment_card");
    assert_eq!(cards.len(), 3);
    assert_eq!(report.pseudonym(cards[0]), report.pseudonym(cards[1]));
    assert_ne!(cards[0].token, cards[2].token);
    assert!(report.pseudonym(cards[0]).starts_with("<CARD:"));
}

/// A text with values in lines of all lengths, among them one far longer than a window.
fn long_text(seed: u64) -> Vec<u8> {
    let mut dice = Dice(seed | 1);
    let values = planted();
    let mut out = Vec::new();
    while out.len() < 1_200_000 {
        let filler = match dice.below(20) {
            0 => 300_000,
            1 => 5_000,
            _ => 200,
        };
        for _ in 0..dice.below(filler) / 8 {
            out.extend_from_slice(format!("w{:x} ", dice.next() & 0xff_ffff).as_bytes());
        }
        let (value, ty) = values[dice.below(values.len())];
        let key = match ty {
            "payment_card" => "card ",
            "password" => "password=",
            "basic_auth" => "Basic ",
            "session_cookie" => "jsessionid=",
            _ => " ",
        };
        if ty == "private_key" {
            out.push(b'\n');
        }
        out.extend_from_slice(key.as_bytes());
        out.extend_from_slice(value.as_bytes());
        out.push(if dice.below(3) == 0 || ty == "private_key" {
            b'\n'
        } else {
            b' '
        });
    }
    out
}

#[test]
fn values_are_found_across_windows_and_in_long_lines() {
    let text = long_text(99);
    let report = scan_bytes(&text);
    let masked = |i: usize| {
        report
            .findings
            .iter()
            .any(|f| f.start <= i as u64 && (i as u64) < f.end)
    };
    for (value, _) in planted() {
        for i in memchr::memmem::find_iter(&text, value.as_bytes()) {
            let around = String::from_utf8_lossy(&text[i.saturating_sub(80)..i + value.len()]);
            assert!(
                masked(i) && masked(i + value.len() - 1),
                "{value} at {i}: {around}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn findings_do_not_depend_on_chunks(seed in any::<u64>(), log2 in 0u32..=20) {
        let text = long_text(seed);
        let text = if log2 < 4 { &text[..400_000] } else { &text[..] };
        let whole = scan_bytes(text);
        let mut dribble = Dribble { bytes: text, most: 1 << log2, dice: Dice(seed | 1) };
        let pieces = scan_reader(&mut dribble, &Limits::default());
        prop_assert_eq!(whole, pieces);
    }
}

#[test]
fn hostile_repetitions_take_linear_time() {
    for unit in [
        "1",
        "@",
        "a@",
        "a.b@",
        "1-",
        "1 ",
        "password=",
        "\"password\":\"",
        "eyJ",
        "a:b:c:",
        "://a:b@",
        "bearer ",
        "cookie: a=b;",
        "AKIA",
        "-----BEGIN PRIVATE KEY-----",
        "AB12",
        "4111 1111 1111 1111 ",
        "token='",
        "\\\\\"pwd\\\":",
    ] {
        let text = unit.repeat(1_000_000 / unit.len());
        let started = std::time::Instant::now();
        scan_bytes(text.as_bytes());
        let took = started.elapsed();
        println!("{unit:30} {:7.1} MB/s", 1.0 / took.as_secs_f64());
        assert!(took.as_secs() < 2, "{unit}: {took:?}");
    }
}
