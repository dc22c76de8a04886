//! Inputs and shortcuts shared by the tests.

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::sync::OnceLock;

use coffer_scan::{CaseKey, Finding, Limits, RuleSet, ScanReport, scan};

pub(crate) fn rules() -> &'static RuleSet {
    static RULES: OnceLock<RuleSet> = OnceLock::new();
    RULES.get_or_init(|| RuleSet::builtin().unwrap())
}

pub(crate) fn scan_reader(reader: &mut dyn Read, limits: &Limits) -> ScanReport {
    let go_on = &mut |_| ControlFlow::Continue(());
    scan(
        reader,
        b"bundle.tar.gz",
        rules(),
        &CaseKey::new([7; 32]),
        limits,
        go_on,
    )
    .unwrap()
}

pub(crate) fn scan_bytes(mut bytes: &[u8]) -> ScanReport {
    scan_reader(&mut bytes, &Limits::default())
}

/// The only finding of a type.
pub(crate) fn of_type<'a>(report: &'a ScanReport, name: &str) -> Vec<&'a Finding> {
    report
        .findings
        .iter()
        .filter(|f| report.type_name(f) == name)
        .collect()
}

pub(crate) const PEM: &str = "-----BEGIN RSA PRIVATE KEY-----\nMIICXAIBAAKBgQCqGKukO1De7zhZj6+H0qtjTkVxwTCpvKe4eCZ0FPqri0cb2JZf\nXJ/DgYSF6vUpwmJG8wVQZKjeGcjDOL5UlsuusFncCzWBQ7RKNUSesmQRMSGkVb1/\n-----END RSA PRIVATE KEY-----";
pub(crate) const JWT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

/// Values planted by [`log`], with their types.
pub(crate) fn planted() -> Vec<(&'static str, &'static str)> {
    vec![
        ("4111111111111111", "payment_card"),
        ("5555 5555 5555 4444", "payment_card"),
        ("DE89370400440532013000", "iban"),
        ("jane.doe@acme-corp.io", "email"),
        (JWT, "jwt"),
        ("s3cr3t-Value!", "password"),
        ("zddTUWCnf6wtn8PAh", "password"),
        ("AKIARLIY6GO2GCTKQC3V", "aws_access_key_id"),
        ("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", "vendor_key"),
        ("bGtkbmNtOldpbnRlcjM3MA==", "basic_auth"),
        ("8A1F03C2D7E94B56A0C1D2E3F4A5B6C7", "session_cookie"),
        (PEM, "private_key"),
    ]
}

/// A log in which every planted value occurs `times` times.
pub(crate) fn log(times: usize) -> String {
    let mut out = String::new();
    for i in 0..times {
        out.push_str(&format!("2025-10-09 08:53:20,{i:03} INFO charging card 4111111111111111 amount=12.00 order=1996096733098636275\n"));
        out.push_str("2025-10-09 08:53:20 DEBUG cache hit key=dcf5f1bee452 ttl=60986s size=25065 offset=6410986261335726\r\n");
        out.push_str("{\"card_number\":\"5555 5555 5555 4444\",\"iban\":\"DE89370400440532013000\",\"mail\":\"jane.doe@acme-corp.io\"}\n");
        out.push_str(&format!(
            "> Authorization: Bearer {JWT}\n> Authorization: Basic bGtkbmNtOldpbnRlcjM3MA==\n"
        ));
        out.push_str("password: \"s3cr3t-Value!\"\nDATABASE_URL=postgres://app:zddTUWCnf6wtn8PAh@db.internal:5432/app\n");
        out.push_str("AWS_ACCESS_KEY_ID=AKIARLIY6GO2GCTKQC3V\nGITHUB_TOKEN=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\n");
        out.push_str("Cookie: theme=dark; JSESSIONID=8A1F03C2D7E94B56A0C1D2E3F4A5B6C7; lang=en\n");
        out.push_str(PEM);
        out.push('\n');
    }
    out
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut w = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    w.write_all(bytes).unwrap();
    w.finish().unwrap()
}

pub(crate) fn zst(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

pub(crate) fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut w = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        w.append_data(&mut header, name, *bytes).unwrap();
    }
    w.into_inner().unwrap()
}

pub(crate) fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut w = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (i, (name, bytes)) in members.iter().enumerate() {
        let method = if i % 2 == 0 {
            zip::CompressionMethod::Deflated
        } else {
            zip::CompressionMethod::Stored
        };
        w.start_file(
            *name,
            zip::write::SimpleFileOptions::default().compression_method(method),
        )
        .unwrap();
        w.write_all(bytes).unwrap();
    }
    w.finish().unwrap().into_inner()
}

/// A small generator of test data that needs no crate: xorshift.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.next() % n as u64).unwrap()
    }
}

/// Gives its bytes in pieces of random size up to `most`.
pub(crate) struct Dribble<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) most: usize,
    pub(crate) dice: Dice,
}

impl Read for Dribble<'_> {
    fn read(&mut self, buf: &mut [u8]) -> std::io::Result<usize> {
        let n = (1 + self.dice.below(self.most))
            .min(buf.len())
            .min(self.bytes.len());
        buf[..n].copy_from_slice(&self.bytes[..n]);
        self.bytes = &self.bytes[n..];
        Ok(n)
    }
}
