//! Redaction of one text: what is left, what stays as it was, and where everything went.

use std::io::Read;
use std::ops::ControlFlow;

use coffer_scan::redact::{Action, OffsetMap, Policy, PolicyError, Redaction, RevealEntry};
use coffer_scan::{CaseKey, Confidence, Finding, Format, Label, Limits, ScanReport, Style, scan};
use proptest::prelude::*;

use crate::samples::{Dice, Dribble, JWT, log, of_type, planted, rules, scan_bytes};

pub(crate) fn key() -> CaseKey {
    CaseKey::new([7; 32])
}

pub(crate) fn policy(text: &str) -> Policy {
    Policy::from_toml(text, rules()).unwrap()
}

/// The report with formats and labels for the types that these tests need them for, whatever the rules say.
pub(crate) fn with_formats(mut report: ScanReport) -> ScanReport {
    for ty in &mut report.types {
        match ty.name.as_str() {
            "payment_card" => ty.format = Format::Card,
            "iban" => ty.format = Format::Iban,
            "email" => ty.format = Format::Email,
            _ => ty.labels = ty.labels.with(Label::Secret),
        }
    }
    report
}

fn redacted_as(report: &ScanReport, text: &[u8], policy: &Policy) -> (Vec<u8>, OffsetMap) {
    let case = key();
    let redaction = Redaction::new(report, rules(), policy, &case);
    let mut out = Vec::new();
    let map = redaction.member(0).copy(&mut &*text, &mut out).unwrap();
    (out, map)
}

pub(crate) fn redacted(text: &[u8], policy: &Policy) -> Vec<u8> {
    redacted_as(&with_formats(scan_bytes(text)), text, policy).0
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn found(text: &[u8]) -> Vec<String> {
    let report = scan_bytes(text);
    let value = |f: &Finding| {
        shown(&text[usize::try_from(f.start).unwrap()..usize::try_from(f.end).unwrap()])
    };
    report.findings.iter().map(value).collect()
}

const POLICIES: [&str; 4] = [
    "",
    "[default]\naction = 'mask'",
    "[default]\naction = 'remove'",
    "[default]\naction = 'format'\n[types.jwt]\naction='token'\nannotate = true",
];

#[test]
fn nothing_found_is_left_and_redacting_twice_changes_nothing() {
    let text = log(3);
    for source in POLICIES {
        let policy = policy(source);
        let once = redacted(text.as_bytes(), &policy);
        assert_eq!(found(&once), [""; 0], "{source}: {}", shown(&once));
        assert_eq!(redacted(&once, &policy), once, "{source}");
        let lines = |t: &[u8]| t.iter().filter(|b| **b == b'\n').count();
        assert_eq!(lines(&once), lines(text.as_bytes()));
        for (value, _) in planted() {
            assert!(!shown(&once).contains(value), "{source}: {value}");
        }
    }
}

#[test]
fn each_action_does_what_it_says() {
    let text = b"card 4111111111111111 mail jane.doe@acme-corp.io password=zddTUWCnf6wtn8PAh end\n";
    let of = |source: &str| shown(&redacted(text, &policy(source)));
    assert!(of("").starts_with("card <CARD:"));
    assert_eq!(
        of("[default]\naction = 'remove'"),
        "card  mail  password= end\n"
    );
    let masked = of("[default]\naction = 'mask'");
    assert!(
        masked.starts_with("card ****1111 mail ******** password=<PASSWORD:"),
        "{masked}"
    );
    let kept = of("[types.payment_card]\naction = 'keep'\n[types.password]\naction = 'keep'");
    assert!(
        kept.starts_with("card 4111111111111111 mail <EMAIL:"),
        "{kept}"
    );
    assert!(kept.ends_with("password=zddTUWCnf6wtn8PAh end\n"), "{kept}");
    let format = of("[default]\naction = 'format'\n[types.email]\nkeep_domain = true");
    let words: Vec<&str> = format.split(' ').collect();
    assert!(
        words[1].len() == 16 && words[1].bytes().all(|b| b.is_ascii_digit()),
        "{format}"
    );
    assert!(
        words[3].starts_with("u-") && words[3].ends_with(".redacted.invalid"),
        "{format}"
    );
    assert!(words[4].starts_with("password=<PASSWORD:"), "{format}");
}

#[test]
fn confidence_and_types_without_mask_are_left_to_the_policy() {
    let text = b"card 4111111111111111\n";
    let mut report = scan_bytes(text);
    let left =
        |report: &ScanReport, source: &str| redacted_as(report, text, &policy(source)).0 == text;
    report.findings[0].confidence = Confidence::Likely;
    assert!(left(&report, "[default]\nconfidence = 'certain'"));
    assert!(!left(
        &report,
        "[default]\nconfidence = 'certain'\n[types.payment_card]\nconfidence = 'likely'"
    ));
    for ty in &mut report.types {
        ty.mask = false;
    }
    assert!(left(&report, ""));
    assert!(!left(&report, "[types.payment_card]"));
}

#[test]
fn policies_refuse_what_they_do_not_know() {
    let refused = |text: &str| Policy::from_toml(text, rules()).unwrap_err();
    for text in [
        "[default]\naction = 'shred'",
        "[default]\ncolour = 'red'",
        "[type.payment_card]\naction = 'mask'",
        "unread = 'perhaps'",
        "[default",
    ] {
        assert!(matches!(refused(text), PolicyError::Syntax(_)), "{text}");
    }
    let unknown = refused("[types.payment_cart]\naction = 'keep'");
    assert!(matches!(unknown, PolicyError::UnknownType(t) if t == "payment_cart"));
    let unknown = refused("[default]\nconfidence = 'sure'");
    assert!(matches!(unknown, PolicyError::UnknownConfidence(c) if c == "sure"));
    let rule = |p: &Policy, report: &ScanReport, name: &str| {
        p.rule(report.types.iter().find(|t| t.name == name).unwrap())
    };
    let report = with_formats(scan_bytes(b""));
    let parsed =
        policy("[default]\naction='mask'\nconfidence='likely'\n[types.email]\naction='format'");
    assert_eq!(rule(&parsed, &report, "email").action, Action::Format);
    assert_eq!(
        rule(&parsed, &report, "email").confidence,
        Confidence::Likely
    );
    assert_eq!(rule(&parsed, &report, "iban").action, Action::Mask);
    assert_eq!(rule(&parsed, &report, "password").action, Action::Token);
}

#[test]
fn equal_values_meet_in_one_case_and_in_no_other() {
    let text = b"card 4111111111111111\ncard 4111 1111 1111 1111\ncard 5555555555554444\n";
    for source in ["", "[default]\naction = 'format'"] {
        let policy = policy(source);
        let report = with_formats(scan_bytes(text));
        let lines = shown(&redacted_as(&report, text, &policy).0).replace("card ", "");
        let lines: Vec<String> = lines.lines().map(|l| l.replace(' ', "")).collect();
        assert_eq!(lines[0], lines[1], "{source}");
        assert_ne!(lines[0], lines[2], "{source}");
        let other_key = CaseKey::new([8; 32]);
        let go_on = &mut |_| ControlFlow::Continue(());
        let other = scan(
            &mut &text[..],
            b"",
            rules(),
            &other_key,
            &Limits::default(),
            go_on,
        );
        let other = with_formats(other.unwrap());
        let redaction = Redaction::new(&other, rules(), &policy, &other_key);
        let mut out = Vec::new();
        redaction.member(0).copy(&mut &text[..], &mut out).unwrap();
        assert!(!shown(&out).contains(&lines[0]), "{source}");
    }
}

#[test]
fn structure_parses_as_before() {
    let text = format!(
        "{{\"card\": 4111111111111111, \"mails\": [\"jane.doe@acme-corp.io\"], \"jwt\": \"{JWT}\", \"password\": \"s3cr3t-Value!\"}}"
    );
    for source in POLICIES {
        let mut report = with_formats(scan_bytes(text.as_bytes()));
        // A bare number in JSON.
        let card = report.findings.iter_mut().find(|f| f.end - f.start == 16);
        card.unwrap().style = Style::Quoted;
        let out = redacted_as(&report, text.as_bytes(), &policy(source)).0;
        let json: serde_json::Value =
            serde_json::from_slice(&out).unwrap_or_else(|e| panic!("{e}: {}", shown(&out)));
        assert_eq!(json.as_object().unwrap().len(), 4);
        assert_eq!(json["mails"].as_array().unwrap().len(), 1);
        assert_ne!(json["password"], "s3cr3t-Value!");
    }
    let csv = "name,card,mail\nx,4111111111111111,jane.doe@acme-corp.io\ny,5555555555554444,b@acme-corp.io\n";
    for source in POLICIES {
        let out = shown(&redacted(csv.as_bytes(), &policy(source)));
        for line in out.lines() {
            assert_eq!(line.split(',').count(), 3, "{out}");
        }
    }
    let xml = b"<mail>jane.doe@acme-corp.io</mail>";
    let mut report = scan_bytes(xml);
    report.findings[0].style = Style::Word;
    let out = shown(&redacted_as(&report, xml, &policy("")).0);
    assert!(
        out.starts_with("<mail>EMAIL_")
            && out.ends_with("</mail>")
            && out.matches('<').count() == 2,
        "{out}"
    );
}

#[test]
fn a_token_may_say_what_a_web_token_says() {
    // {"alg":"RS256","typ":"JWT"}.{"iss":"https://idp.acme-corp.io","exp":1760000000}
    let token = "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJodHRwczovL2lkcC5hY21lLWNvcnAuaW8iLCJleHAiOjE3NjAwMDAwMDB9.c2lnbmF0dXJlLW9mLXNvbWUtbGVuZ3RoLXRoYXQtaXMtbm90LXJlYWw";
    let text = format!("got {token} ok\n");
    let policy = policy("[types.jwt]\nannotate = true");
    let report = scan_bytes(text.as_bytes());
    assert_eq!(of_type(&report, "jwt").len(), 1);
    let out = shown(&redacted_as(&report, text.as_bytes(), &policy).0);
    assert!(out.starts_with("got <JWT:"), "{out}");
    assert!(
        out.ends_with(" alg=RS256 iss=https://idp.acme-corp.io exp=1760000000> ok\n"),
        "{out}"
    );
    assert_eq!(found(out.as_bytes()), [""; 0]);
}

#[test]
fn an_inner_finding_counts_where_the_outer_one_is_kept() {
    let text = b"url https://jane.doe@acme-corp.io:zddTUWCnf6wtn8PAh@host/ x\n";
    let mut report = scan_bytes(b"mail jane.doe@acme-corp.io\n");
    let ty = |report: &ScanReport, name: &str| {
        u16::try_from(report.types.iter().position(|t| t.name == name).unwrap()).unwrap()
    };
    let mut inner = report.findings.remove(0);
    (inner.start, inner.end, inner.inner) = (12, 33, true);
    let mut outer = inner.clone();
    (outer.start, outer.end, outer.inner, outer.ty) = (4, 57, false, ty(&report, "password"));
    report.findings = vec![outer, inner];
    report.members[0].size = text.len() as u64;
    let out = shown(&redacted_as(&report, text, &policy("")).0);
    assert!(
        out.starts_with("url <PASSWORD:") && out.ends_with("> x\n"),
        "{out}"
    );
    let out = shown(&redacted_as(&report, text, &policy("[types.password]\naction='keep'")).0);
    assert!(
        out.starts_with("url https://<EMAIL:") && out.ends_with(">:zddTUWCnf6wtn8PAh@host/ x\n"),
        "{out}"
    );
    // Findings that overlap, as in no report of ours: nothing of either is left.
    report.findings[1].end = 60;
    let out = shown(&redacted_as(&report, text, &policy("")).0);
    assert!(
        out.starts_with("url <PASSWORD:") && out.ends_with(">\n") && !out.contains("host"),
        "{out}"
    );
}

#[test]
fn values_are_revealed_once_to_whoever_asks() {
    let text = log(3);
    let report = scan_bytes(text.as_bytes());
    let mut entries: Vec<RevealEntry> = Vec::new();
    let mut sink = |e: &RevealEntry| entries.push(e.clone());
    let (case, policy) = (key(), Policy::default());
    let redaction = Redaction::new(&report, rules(), &policy, &case).revealing(&mut sink);
    let mut out = Vec::new();
    redaction
        .member(0)
        .copy(&mut text.as_bytes(), &mut out)
        .unwrap();
    drop(redaction);
    assert_eq!(entries.len(), planted().len());
    let card = entries
        .iter()
        .find(|e| *e.value == b"5555555555554444")
        .unwrap();
    assert_eq!(card.type_name, "payment_card");
    assert!(shown(&out).contains(&card.token));
}

#[test]
fn a_member_that_changed_is_refused() {
    let text = log(1);
    let report = scan_bytes(text.as_bytes());
    let (case, policy) = (key(), Policy::default());
    let redaction = Redaction::new(&report, rules(), &policy, &case);
    for changed in [&text[1..], &format!("{text}x")] {
        let mut out = Vec::new();
        let refused = redaction.member(0).copy(&mut changed.as_bytes(), &mut out);
        assert_eq!(refused.unwrap_err().kind(), std::io::ErrorKind::InvalidData);
    }
}

/// Any mixture of planted values, pieces of them, keys and noise.
fn mixture() -> impl Strategy<Value = Vec<u8>> {
    let noise = [
        "password=",
        "token: ",
        "\"",
        "'",
        " ",
        "\n",
        "\r\n",
        "@",
        "<",
        ">",
        "card ",
        "Bearer ",
        "{\"password\":\"",
        "x",
        "1234",
        ",",
        "-----END RSA PRIVATE KEY-----",
        "://a:",
        "Cookie: sid=",
        ";",
    ];
    let pieces: Vec<String> = (planted().iter().map(|(v, _)| *v).chain(noise))
        .map(str::to_owned)
        .collect();
    proptest::collection::vec(proptest::sample::select(pieces), 0..60)
        .prop_map(|p| p.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn any_text_keeps_its_lines_and_its_other_bytes(text in mixture(), which in 0usize..4, most in 1usize..50) {
        let policy = policy(POLICIES[which]);
        let report = with_formats(scan_bytes(&text));
        let (out, map) = redacted_as(&report, &text, &policy);
        let lines = |t: &[u8]| t.iter().filter(|b| **b == b'\n').count();
        prop_assert_eq!(lines(&text), lines(&out));
        // What lies between the replaced ranges is what was there.
        let (mut old, mut new) = (0, 0);
        let size = |n: u64| usize::try_from(n).unwrap();
        for m in map.moved() {
            prop_assert_eq!(&text[old..size(m.old_start)], &out[new..size(m.new_start)]);
            (old, new) = (size(m.old_end), size(m.new_end));
        }
        prop_assert_eq!(&text[old..], &out[new..]);
        for f in &report.findings {
            let (start, end) = map.range_of(f.start, f.end);
            prop_assert_eq!(map.new_of(f.start), start);
            prop_assert!(start == end || map.old_of(start) <= f.start);
            prop_assert!(end <= out.len() as u64);
        }
        // However the bytes come in, the same come out.
        let case = key();
        let redaction = Redaction::new(&report, rules(), &policy, &case);
        let mut dribble = Dribble { bytes: &text, most, dice: Dice(9) };
        let mut again = Vec::new();
        let known = redaction.member(0).known_len();
        redaction.member(0).copy(&mut dribble, &mut again).unwrap();
        prop_assert_eq!(&again, &out);
        prop_assert!(known.is_none_or(|n| n == out.len() as u64));
    }

    #[test]
    fn tokens_equal_the_working_copy(text in mixture()) {
        let report = scan_bytes(&text);
        let splices = coffer_scan::Splices::new(&report, 0, Confidence::Possible);
        let mut work = Vec::new();
        coffer_scan::WorkingReader::new(text.as_slice(), splices, 0).read_to_end(&mut work).unwrap();
        prop_assert_eq!(shown(&redacted_as(&report, &text, &Policy::default()).0), shown(&work));
    }
}
