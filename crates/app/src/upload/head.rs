//! What the first bytes of a version look like: facts for the ledger by which mass encryption shows, and nothing that
//! says what is in the file.

use std::io::Read;
use std::sync::Arc;

use coffer_domain::id::ObjectId;
use coffer_envelope::{Binding, Dek, SealedReader};
use zeroize::Zeroizing;

use crate::app::App;
use crate::content::member::Blob;
use crate::error::AppError;
use crate::limits::HEAD_BYTES;

/// Beginnings of formats (file(1), published signatures). Compressed ones matter most: their bytes are as random as
/// ciphertext, so only the beginning tells them apart.
const MAGIC: &[(&[u8], &str)] = &[
    (b"PK\x03\x04", "zip"),
    (b"\x1f\x8b", "gzip"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF8", "gif"),
    (b"\x7fELF", "elf"),
    (b"MZ", "exe"),
    (b"SQLite format 3\0", "sqlite"),
    (b"\xd4\xc3\xb2\xa1", "pcap"),
    (b"\x0a\x0d\x0d\x0a", "pcap"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"-----BEGIN ", "pem"),
];

/// The first bytes of a version, as far as they came by.
pub(super) struct Head(Zeroizing<Vec<u8>>);

/// What a head looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Look {
    /// The format its beginning names, `text` for text, `unknown` otherwise, `empty` for nothing.
    pub(super) format: &'static str,
    /// Shannon entropy of its bytes in hundredths of a bit per byte: at most 800.
    pub(super) entropy: u32,
}

impl Default for Head {
    fn default() -> Self {
        // Full capacity at once: growing would leave copies of content in freed memory.
        Self(Zeroizing::new(Vec::with_capacity(HEAD_BYTES)))
    }
}

impl Head {
    /// Takes what belongs to the head of the next bytes.
    pub(super) fn take(&mut self, bytes: &[u8]) {
        let room = HEAD_BYTES.saturating_sub(self.0.len());
        self.0.extend_from_slice(bytes.get(..room).unwrap_or(bytes));
    }

    /// What it looks like.
    pub(super) fn look(&self) -> Look {
        Look {
            format: format(&self.0),
            entropy: entropy(&self.0),
        }
    }
}

fn format(head: &[u8]) -> &'static str {
    if head.is_empty() {
        return "empty";
    }
    if let Some((_, name)) = MAGIC.iter().find(|(magic, _)| head.starts_with(magic)) {
        return name;
    }
    if head.get(257..262) == Some(b"ustar") {
        return "tar";
    }
    let is_text = match std::str::from_utf8(head) {
        Ok(text) => !text.contains('\0'),
        // Cut within a character.
        Err(error) => error.error_len().is_none() && !head.contains(&0),
    };
    if is_text { "text" } else { "unknown" }
}

fn entropy(head: &[u8]) -> u32 {
    let mut counts = [0_u32; 256];
    for byte in head {
        if let Some(count) = counts.get_mut(usize::from(*byte)) {
            *count = count.saturating_add(1);
        }
    }
    let total = head.len() as f64;
    let bits: f64 = counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / total)
        .map(|share| -share * share.log2())
        .sum();
    // Between 0 and 800, so the cast only cuts the fraction.
    (bits * 100.0) as u32
}

impl App {
    /// What a stored version begins with. A version that cannot be read is no reason to refuse its replacement.
    pub(super) async fn look_of(&self, binding: Binding) -> Result<Option<Look>, AppError> {
        let dek = match self.keys.open_object(binding, self.clock.now()).await {
            Ok(dek) => dek,
            Err(AppError::NotFound(_)) => return Ok(None),
            Err(error) => return Err(error),
        };
        let blobs = Arc::clone(&self.blobs);
        let looking = tokio::task::spawn_blocking(move || {
            let blob = Blob(blobs.open(ObjectId(binding.object))?);
            read_head(&dek, &binding, blob)
        });
        let head = looking
            .await
            .map_err(|_| AppError::Bug("reading thread died"))?;
        Ok(head.ok().map(|head| head.look()))
    }
}

fn read_head(dek: &Dek, binding: &Binding, blob: Blob) -> std::io::Result<Head> {
    let mut reader = SealedReader::open(dek, binding, blob)?.with_run(1);
    let mut head = Head::default();
    let mut piece = Zeroizing::new([0; 4096]);
    while head.0.len() < HEAD_BYTES {
        let got = reader.read(&mut *piece)?;
        if got == 0 {
            break;
        }
        head.take(piece.get(..got).unwrap_or_default());
    }
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use coffer_domain::ports::Entropy;
    use coffer_testkit::SeededEntropy;

    fn look(pieces: &[&[u8]]) -> Look {
        let mut head = Head::default();
        pieces.iter().for_each(|piece| head.take(piece));
        head.look()
    }

    #[test]
    fn text_archives_and_ciphertext_look_different() {
        let mut random = vec![0; HEAD_BYTES];
        SeededEntropy::new(1).fill(&mut random);
        let log = b"2026-11-23T12:00:00Z worker-1 ready\n".repeat(100);
        assert_eq!(look(&[&log]).format, "text");
        assert!(look(&[&log]).entropy < 500);
        let cipher = look(&[&random]);
        assert_eq!(cipher.format, "unknown");
        assert!(cipher.entropy >= 790, "{cipher:?}");
        let zip = look(&[b"PK\x03\x04", &random]);
        assert_eq!(zip.format, "zip");
        assert!(zip.entropy >= 790);
        assert_eq!(
            look(&[]),
            Look {
                format: "empty",
                entropy: 0
            }
        );
    }

    #[test]
    fn only_the_head_counts() {
        let mut random = vec![0; HEAD_BYTES];
        SeededEntropy::new(2).fill(&mut random);
        let text = vec![b'a'; HEAD_BYTES];
        assert_eq!(
            look(&[&text, &random]),
            Look {
                format: "text",
                entropy: 0
            }
        );
        // The cut may fall within a character.
        let umlauts = "ü".repeat(HEAD_BYTES);
        let odd = umlauts.as_bytes().get(..HEAD_BYTES - 1).unwrap();
        assert_eq!(look(&[odd]).format, "text");
        assert_eq!(look(&[b"\0\0\0\0"]).format, "unknown");
    }
}
