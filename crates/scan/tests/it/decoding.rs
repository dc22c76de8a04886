//! Values that an encoding hides: found where they are written, under the pseudonym of the plain value.

use std::io::Read;

use coffer_scan::limits::{LOOKAHEAD_BYTES, WINDOW_BYTES};
use coffer_scan::{Confidence, Finding, Limits, ScanReport, Splices, WorkingReader};
use proptest::prelude::*;

use crate::samples::{Dice, Dribble, PEM, of_type, planted, scan_bytes, scan_reader};

const MAIL: &str = "jane.doe@acme-corp.io";
const CARD: &str = "4111 1111 1111 1111";
const PASSWORD: &str = "s3cr3t-Value!";
const AWS: &str = "wJa1rXUtnFEMI/K7MDENG+bPxRfiCYzQ8pLMn2Ke";

/// Type, plain value, line with `[` and `]` around what stands for the value.
const ENCODED: &[(&str, &str, &str)] = &[
    ("email", MAIL, r#"{"mail":"[jane.doe\u0040acme-corp.io]"}"#),
    (
        "email",
        MAIL,
        r#"{"msg":"{\"mail\":\"[jane.doe\\u0040acme-corp.io]\"}"}"#,
    ),
    (
        "email",
        MAIL,
        r#"{"a":"{\"b\":\"{\\\"mail\\\":\\\"[jane.doe\\\\u0040acme-corp.io]\\\"}\"}"}"#,
    ),
    ("email", MAIL, r"mail = '[jane.doe\x40acme-corp.io]'"),
    (
        "email",
        MAIL,
        "GET /find?page=2&mail=[jane.doe%40acme-corp.io]&s=1 HTTP/1.1",
    ),
    (
        "email",
        MAIL,
        "GET /go?to=%2Ffind%3Fmail%3D[jane.doe%2540acme-corp.io]%26s%3D1 HTTP/1.1",
    ),
    ("email", MAIL, "<td>[jane.doe&#64;acme-corp.io]</td>"),
    (
        "email",
        MAIL,
        "<td>[jane.doe&#x40;acme-corp&period;io]</td>",
    ),
    ("email", MAIL, "<td>[jane.doe&commat;acme-corp.io]</td>"),
    ("email", MAIL, "<p>[jane.doe&amp;#64;acme-corp.io]</p>"),
    (
        "payment_card",
        CARD,
        "POST /pay?id=17&card=[4111+1111+1111+1111]&cur=EUR",
    ),
    (
        "payment_card",
        CARD,
        "POST /pay?id=17&card=[4111%201111%201111%201111]&cur=EUR",
    ),
    (
        "payment_card",
        CARD,
        "<card>[4111&#32;1111&nbsp;1111&#x20;1111]</card>",
    ),
    ("payment_card", CARD, "q=card%3D[4111111111111111]%26x"),
    (
        "payment_card",
        CARD,
        r#"{"card":"[\u0034\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031\u0031]"}"#,
    ),
    (
        "password",
        PASSWORD,
        "POST /login?user=app&password=[s3cr3t-Value%21]&x=1",
    ),
    (
        "password",
        PASSWORD,
        r#"%7B%22password%22%3A%22[s3cr3t-Value!]%22%7D"#,
    ),
    (
        "password",
        PASSWORD,
        "<a b=\"{&quot;password&quot;:&quot;[s3cr3t-Value!]&quot;}\"/>",
    ),
    (
        "aws_secret_key",
        AWS,
        r#"{"aws_secret_access_key":"[wJa1rXUtnFEMI\/K7MDENG\u002bbPxRfiCYzQ8pLMn2Ke]"}"#,
    ),
    (
        "aws_secret_key",
        AWS,
        "aws_secret_access_key: [d0phMXJYVXRuRkVNSS9LN01ERU5HK2JQeFJmaUNZelE4cExNbjJLZQ==]",
    ),
    (
        "aws_secret_key",
        AWS,
        "aws_secret_access_key=[774a6131725855746e46454d492f4b374d44454e472b62507852666943597a5138704c4d6e324b65]",
    ),
    (
        "password",
        "s3cr3t-Value!-and-more",
        "password: [czNjcjN0LVZhbHVlIS1hbmQtbW9yZQ==]",
    ),
];

/// The line without marks, and where the value is written.
fn line(marked: &str) -> (String, std::ops::Range<usize>) {
    let (start, end) = (marked.find('[').unwrap(), marked.rfind(']').unwrap() - 1);
    let text = [
        &marked[..start],
        &marked[start + 1..=end],
        &marked[end + 2..],
    ]
    .concat();
    (text, start..end)
}

fn plain_token(ty: &str, value: &str) -> u64 {
    let key = match ty {
        "aws_secret_key" => "aws_secret_access_key",
        _ => ty,
    };
    let report = scan_bytes(format!("{key}=\"{value}\"\n").as_bytes());
    assert_eq!(of_type(&report, ty).len(), 1, "{value}");
    of_type(&report, ty)[0].token
}

fn masked(text: &[u8]) -> (ScanReport, Vec<u8>) {
    let report = scan_bytes(text);
    let splices = Splices::new(&report, 0, Confidence::Possible);
    let mut out = Vec::new();
    WorkingReader::new(text, splices, 0)
        .read_to_end(&mut out)
        .unwrap();
    (report, out)
}

/// The finding that is exactly `start..end`.
fn exact<'a>(report: &'a ScanReport, ty: &str, start: usize, end: usize) -> Option<&'a Finding> {
    (report.findings.iter()).find(|f| {
        !f.inner && f.start == start as u64 && f.end == end as u64 && report.type_name(f) == ty
    })
}

#[test]
fn the_whole_of_what_stands_for_a_value_has_the_pseudonym_of_the_plain_value() {
    for (ty, value, marked) in ENCODED {
        let (text, at) = line(marked);
        let report = scan_bytes(format!("start\n{text}\nend\n").as_bytes());
        let shown: Vec<_> = (report.findings.iter())
            .map(|f| (report.type_name(f), f.start - 6, f.end - 6))
            .collect();
        let found = exact(&report, ty, at.start + 6, at.end + 6)
            .unwrap_or_else(|| panic!("{text}: {at:?}, {shown:?}"));
        assert_eq!(found.token, plain_token(ty, value), "{text}");
        assert_eq!(
            (found.line, found.column),
            (2, at.start as u64 + 1),
            "{text}"
        );
        let why: Vec<&str> = report.why(found).collect();
        assert!(
            why.iter()
                .any(|w| w.starts_with("decoded from") || *w == "bounded by an encoded sign"),
            "{text}: {why:?}"
        );
    }
}

#[test]
fn places_are_exact_wherever_a_window_ends() {
    let cut = WINDOW_BYTES - LOOKAHEAD_BYTES;
    for (n, (ty, _, marked)) in ENCODED.iter().enumerate() {
        let (text, at) = line(marked);
        for (end, unit) in [("\n", "worker waits\n"), (" ", "worker waits ")] {
            for edge in [cut, WINDOW_BYTES] {
                let back = (n * 7) % (text.len() + 2);
                let mut all = unit.repeat(edge / unit.len() + 1);
                all.truncate(edge - back - 1);
                all.push_str(end);
                let start = all.len() + at.start;
                let line = all.matches('\n').count() as u64 + 1;
                all.push_str(&text);
                all.push_str(end);
                all.push_str(&unit.repeat(3_000));
                let whole = scan_bytes(all.as_bytes());
                let found = exact(&whole, ty, start, start + at.len());
                assert_eq!(found.map(|f| f.line), Some(line), "{text} before {edge}");
                let mut pieces = Dribble {
                    bytes: all.as_bytes(),
                    most: 9_999,
                    dice: Dice(n as u64 + 1),
                };
                assert_eq!(scan_reader(&mut pieces, &Limits::default()), whole);
            }
        }
    }
}

#[test]
fn every_offset_before_the_cut_of_a_window_is_alike() {
    let (text, at) = line(ENCODED[4].2);
    let unit = "worker waits ";
    let filler = unit.repeat(WINDOW_BYTES / unit.len() + 1);
    for back in 0..text.len() + 2 {
        let before = &filler[..WINDOW_BYTES - LOOKAHEAD_BYTES - back];
        let all = format!("{before} {text} {}", &filler[..2 * LOOKAHEAD_BYTES]);
        let start = before.len() + 1 + at.start;
        assert!(
            exact(
                &scan_bytes(all.as_bytes()),
                "email",
                start,
                start + at.len()
            )
            .is_some(),
            "{back}"
        );
    }
}

#[test]
fn the_working_copy_of_encoded_values_has_no_findings() {
    let mut all = String::new();
    for (_, _, marked) in ENCODED {
        let text = line(marked).0;
        let (_, work) = masked(text.as_bytes());
        let shown = String::from_utf8(work).unwrap();
        let left = scan_bytes(shown.as_bytes());
        assert_eq!(left.findings.len(), 0, "{text} -> {shown}");
        all += &(text + "\n");
    }
    let (_, work) = masked(all.as_bytes());
    assert_eq!(scan_bytes(&work).findings.len(), 0);
}

#[test]
fn a_pseudonym_within_an_address_is_a_word() {
    let shown = |text: &str| String::from_utf8(masked(text.as_bytes()).1).unwrap();
    let work = shown("GET /go?to=%2Ffind%3Fmail%3Djane%2540acme-corp.io%26s%3D1 HTTP/1.1");
    assert!(
        work.starts_with("GET /go?to=%2Ffind%3Fmail%3DEMAIL_"),
        "{work}"
    );
    assert!(work.ends_with("%26s%3D1 HTTP/1.1"), "{work}");
    let work = shown(r#"{"mail":"jane\u0040acme-corp.io"}"#);
    assert!(work.starts_with(r#"{"mail":"<EMAIL:"#), "{work}");
}

fn base64(bytes: &[u8]) -> String {
    let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0usize, |n, i| {
            n << 8 | usize::from(*chunk.get(i).unwrap_or(&0))
        });
        out.extend((0..4).map(|i| match i <= chunk.len() {
            true => char::from(alphabet[bits >> (18 - 6 * i) & 63]),
            false => '=',
        }));
    }
    out
}

#[test]
fn values_of_kubernetes_secrets_are_masked_whole() {
    let (key, short) = (base64(PEM.as_bytes()), base64(b"Winter37-x"));
    let plain = |text: &str, ty: &str| of_type(&scan_bytes(text.as_bytes()), ty)[0].token;
    for head in [
        0,
        WINDOW_BYTES - LOOKAHEAD_BYTES - 30,
        WINDOW_BYTES - LOOKAHEAD_BYTES - 90,
    ] {
        let head = "worker waits\n".repeat(head / 13);
        let text = format!(
            "{head}kind: Secret\ndata:\n  x: {short}\n  tls.key: {key}\n  note: b2s=\ntype: Opaque\n{}",
            "worker waits\n".repeat(3_000)
        );
        let report = scan_bytes(text.as_bytes());
        let at = |value: &str| text.find(value).unwrap();
        let found = exact(&report, "private_key", at(&key), at(&key) + key.len()).unwrap();
        assert_eq!(found.token, plain(PEM, "private_key"));
        assert_eq!(found.line, head.matches('\n').count() as u64 + 4);
        let found = exact(&report, "password", at(&short), at(&short) + short.len()).unwrap();
        assert_eq!(found.token, plain("password: Winter37-x", "password"));
        assert_eq!(report.findings.len(), 2);
    }
    let config = format!("    client-key-data: {key}\n");
    assert!(
        exact(
            &scan_bytes(config.as_bytes()),
            "private_key",
            21,
            21 + key.len()
        )
        .is_some()
    );
}

#[test]
fn ordinary_encoded_text_raises_no_alarm() {
    let picture = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    let lines = [
        "GET /search?q=caf%C3%A9%20au%20lait&redirect=https%3A%2F%2Fapp.acme.io%2Fhome%3Ftab%3D1%26page%3D2 HTTP/1.1".to_owned(),
        "GET /a%20b/c%2Fd/%E2%9C%93.png?v=1.2.3&t=1760000000123&sort=-date&filter%5Bstate%5D=open".to_owned(),
        "q=a+b+c&lang=en+GB&size=10+20&utm_source=news+letter&order=1996096733+098636275".to_owned(),
        format!("<img src=\"data:image/png;base64,{picture}\" alt=\"Tom &amp; Jerry&#39;s &lt;b&gt;\">"),
        format!("logo: {picture}"),
        "token: getAuthenticationTokenProvider".to_owned(),
        r#"!function(e,t){var n=/^\/([a-z]+)\u0020?\x26/i,r="\u00e9\\u",o=e&&t.q&&"&nbsp;";return n.test(r)?"<\/script>":o+"%20"}(window,{});"#.to_owned(),
        r"C:\Users\xavier\u00files\new%20folder\temp\/x C:\\Program Files\\usr\\x64".to_owned(),
        r#"{"url":"https:\/\/app.acme.io\/v1\/items\/1760000000123","ok":true,"name":"\u2713 done \ud83d\ude00"}"#.to_owned(),
        "kind: Secret\ndata:\n  tls.crt: Zm9v\n  blob: AAECAwQFBgcICQ==\n".to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    crate::false_alarms::check(&lines, Confidence::Possible, &[]);
}

/// Pieces of encodings, whole and broken, among values and keys.
fn mixture() -> impl Strategy<Value = Vec<u8>> {
    let pieces = [
        "%",
        "%4",
        "%40",
        "%25",
        "%2540",
        "%3D",
        "%0A",
        "\\",
        "\\u",
        "\\u0040",
        "\\\\u0040",
        "\\ud83d",
        "\\ude00",
        "\\x40",
        "\\/",
        "\\\"",
        "\\n",
        "&",
        "&#",
        "&#64;",
        "&amp;",
        "&amp;amp;",
        "&quot;",
        ";",
        "+",
        "?",
        "&a=1+1",
        "=",
        "\"",
        " ",
        "\n",
        "password=",
        "token: ",
        "mail=",
        "LS0tLS1CRUdJTi",
        "czNjcjN0LVZhbHVlIS1hbmQtbW9yZQ==",
        "data:\n  a: ",
        "kind: Secret\n",
        "{\"data\":{",
        "}",
        "---\n",
        "x",
        "é",
        "4111",
        "1111",
        "68756e746572323268756e746572323268756e74",
    ];
    let values = planted().into_iter().map(|(v, _)| v);
    let all: Vec<&'static str> = pieces.into_iter().chain(values).collect();
    proptest::collection::vec(proptest::sample::select(all), 0..80)
        .prop_map(|p| p.concat().into_bytes())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn broken_encodings_are_read_alike_in_any_pieces(text in mixture(), most in 1usize..40) {
        let whole = scan_bytes(&text);
        for pair in whole.findings.iter().filter(|f| !f.inner).collect::<Vec<_>>().windows(2) {
            prop_assert!(pair[0].end <= pair[1].start);
        }
        prop_assert!(whole.findings.iter().all(|f| f.start < f.end && f.end <= text.len() as u64));
        let mut pieces = Dribble { bytes: &text, most, dice: Dice(3) };
        prop_assert_eq!(scan_reader(&mut pieces, &Limits::default()), whole);
    }

    #[test]
    fn any_bytes_do_no_harm(text in proptest::collection::vec(proptest::sample::select(b"%\\&u04#;x+=/?aA\"\n ".to_vec()), 0..600)) {
        let (report, work) = masked(&text);
        let lines = |t: &[u8]| t.iter().filter(|b| **b == b'\n').count();
        prop_assert_eq!(lines(&text), lines(&work));
        prop_assert!(report.findings.iter().all(|f| f.end <= text.len() as u64));
    }
}
