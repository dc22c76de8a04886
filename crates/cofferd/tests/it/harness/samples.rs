//! Content with planted values.

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};

pub(crate) const CARD: &str = "4556737586899855";
pub(crate) const PASSWORD: &str = "hunter2-Blue-Kayak";
pub(crate) const BEARER: &str = "f3a9c1d27b8e4f60a5c2e19d8b7f6a4c3e2d1f0a";
pub(crate) const EMAIL: &str = "maria.keller@fabrikam.example";
/// The values a working copy must not show.
pub(crate) const PLANTED: [&str; 4] = [CARD, PASSWORD, BEARER, EMAIL];
/// An ordinary line to look for.
pub(crate) const FAILING: &str = "connection refused by ldap-7.internal";

/// An application log of about `bytes` bytes with one line for each planted value, in the middle.
pub(crate) fn log(bytes: usize) -> Vec<u8> {
    let mut text = String::with_capacity(bytes + 1_000);
    let mut number = 0;
    let mut planted = false;
    while text.len() < bytes || !planted {
        if !planted && text.len() >= bytes / 2 {
            text.push_str(&format!(
                "2026-11-02T10:00:00Z INFO pay: charged card {CARD} ok\n"
            ));
            text.push_str(&format!(
                "2026-11-02T10:00:01Z DEBUG conf: db.password={PASSWORD}\n"
            ));
            text.push_str(&format!(
                "2026-11-02T10:00:02Z DEBUG http: Authorization: Bearer {BEARER}\n"
            ));
            text.push_str(&format!(
                "2026-11-02T10:00:03Z INFO mail: sent to {EMAIL}\n"
            ));
            text.push_str(&format!("2026-11-02T10:00:04Z ERROR auth: {FAILING}\n"));
            planted = true;
        }
        number += 1;
        text.push_str(&format!(
            "2026-11-02T09:00:00Z INFO worker: finished batch {number} without trouble\n"
        ));
    }
    text.into_bytes()
}

/// Bytes nobody can compress.
pub(crate) fn noise(seed: u64, bytes: usize) -> Vec<u8> {
    let mut content = vec![0; bytes];
    StdRng::seed_from_u64(seed).fill_bytes(&mut content);
    content
}

pub(crate) fn blake3(content: &[u8]) -> String {
    blake3::hash(content).to_hex().to_string()
}

/// A tar with these members, gzipped.
pub(crate) fn tar_gz(members: &[(&str, &[u8])]) -> Vec<u8> {
    let gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut tar = tar::Builder::new(gzip);
    for (path, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        tar.append_data(&mut header, path, *content).unwrap();
    }
    tar.into_inner().unwrap().finish().unwrap()
}

pub(crate) fn gzip(content: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(content).unwrap();
    gzip.finish().unwrap()
}

/// Whether `needle` occurs in `content`.
pub(crate) fn holds(content: &[u8], needle: &str) -> bool {
    content
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}
