//! Secrets where people leave them, and what is said about when they end.

use coffer_scan::Finding;

use crate::samples::{of_type, scan_bytes};

/// 2026-03-01T10:20:30Z.
const END: i64 = 1_772_360_430;

fn only<'a>(report: &'a coffer_scan::ScanReport, ty: &str) -> &'a Finding {
    let found = of_type(report, ty);
    assert_eq!(found.len(), 1, "{ty}: {found:?}");
    found[0]
}

#[test]
fn a_token_says_when_it_ends_and_who_made_it() {
    // {"alg":"RS256"} . {"iss":"https://idp.example","exp":1772360430}
    let token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2lkcC5leGFtcGxlIiwiZXhwIjoxNzcyMzYwNDMwfQ.c2lnbmF0dXJlc2ln";
    let report = scan_bytes(format!("id_token: {token}\n").as_bytes());
    let found = only(&report, "jwt");
    assert_eq!(found.expires, Some(END));
    let why: Vec<_> = report.why(found).collect();
    assert!(
        why.contains(&"issuer https://idp.example") && why.contains(&"algorithm RS256"),
        "{why:?}"
    );
}

#[test]
fn cookies_of_requests_and_responses_of_a_har_file_are_found() {
    let har = r#"{"log":{"entries":[{"request":{
      "headers":[{"name":"Cookie","value":"sid=8A1F03C2D7E94B56A0C1"},{"name":"X-Api-Key","value":"q9X2mP0vT7cL4bN8rK1sD6fH"}],
      "postData":{"mimeType":"application/x-www-form-urlencoded","params":[{"name":"password","value":"s3cr3t-Value!"}]}},
      "response":{"headers":[{"name":"Set-Cookie","value":"token=9B2F03C2D7E94B56A0C2; Expires=Sun, 01 Mar 2026 10:20:30 GMT; HttpOnly"}],
      "cookies":[{"name":"session","value":"7C3F03C2D7E94B56A0C3","path":"/","expires":"2026-03-01T10:20:30.000Z","httpOnly":true}]}}]}}"#;
    let report = scan_bytes(har.as_bytes());
    let cookies = of_type(&report, "session_cookie");
    let ends: Vec<_> = cookies.iter().map(|f| f.expires).collect();
    assert_eq!(ends, [None, Some(END), Some(END)]);
    assert_eq!(of_type(&report, "password").len(), 1);
    assert_eq!(of_type(&report, "secret").len(), 1);
}

#[test]
fn signed_urls_say_when_they_end() {
    let sas = "https://acme.blob.core.windows.net/c/f?sv=2022-11-02&se=2026-03-01T10%3A20%3A30Z&sp=r&sig=kP3vT7cL4bN8rK1sD6fH3gJ5aZ0wq9X2mP0vT7cL4bM%3D";
    let report = scan_bytes(sas.as_bytes());
    assert_eq!(only(&report, "secret").expires, Some(END));
    let open = scan_bytes(b"https://acme.example/?access_token=q9X2mP0vT7cL4bN8rK1sD6fH");
    assert_eq!(only(&open, "secret").expires, None);
}

#[test]
fn keys_of_aws_are_told_as_temporary_or_not() {
    for (key, word) in [
        ("ASIARLIY6GO2GCTKQC3V", "temporary AWS key"),
        ("AKIARLIY6GO2GCTKQC3V", "long-term AWS key"),
    ] {
        let report = scan_bytes(format!("id={key}\n").as_bytes());
        let found = only(&report, "aws_access_key_id");
        assert!(report.why(found).any(|t| t == word));
    }
}

#[test]
fn a_private_key_in_base64_is_found() {
    // "-----BEGIN RSA PRIVATE KEY-----\nMIICXAIBAAKBgQCqGKukO1De7zhZj6+H0qtj", and the same with PUBLIC.
    let data = "tls.key: LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQpNSUlDWEFJQkFBS0JnUUNxR0t1a08xRGU3emhaajYrSDBxdGo=\n";
    assert_eq!(
        of_type(&scan_bytes(data.as_bytes()), "private_key").len(),
        1
    );
    let public = "tls.crt: LS0tLS1CRUdJTiBQVUJMSUMgS0VZLS0tLS0KTUlJQ1hBSUJBQUtCZ1FDcUdLdWtPMURlN3poWmo2K0gwcXRqTUlJQ1hB\n";
    assert!(of_type(&scan_bytes(public.as_bytes()), "private_key").is_empty());
}

#[test]
fn what_is_published_on_purpose_is_no_secret() {
    for text in [
        "stripe_key=pk_live_spHIqBV1ZFDnwOyx2w98yVdd",
        "recipient_key: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
        "api_key=phc_8fX2kQ0vLbN4rT1yUz9WqE3pGh6aRfVi5BoZsKxMnCt",
        "twilio sid ACb9a3b4c5d6e7f8091a2b3c4d5e6f7a8b",
    ] {
        let report = scan_bytes(text.as_bytes());
        assert!(report.findings.is_empty(), "{text}: {:?}", report.findings);
    }
}

#[test]
fn the_checksum_of_a_token_is_evidence() {
    let report = scan_bytes(b"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");
    let found = only(&report, "vendor_key");
    let right = report.why(found).any(|t| t == "checksum is right");
    let report = scan_bytes(b"ghp_zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ0mLq1x");
    let wrong = report
        .why(only(&report, "vendor_key"))
        .any(|t| t == "checksum is right");
    assert!(right && !wrong);
}
