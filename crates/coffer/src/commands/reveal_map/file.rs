//! The sealed file: `magic ‖ binding(48) ‖ sealed data key ‖ CSF1 object`, whose content is JSON lines.
//!
//! The data key is sealed to the recipient with the hybrid X-Wing HPKE of case keys, so that neither a quantum
//! computer nor a leak of the pseudonyms' key opens the map.

use std::path::Path;

use anyhow::Context as _;
use coffer_client::scan::redact::RevealEntry;
use coffer_envelope::{
    Binding, CasePrivateKey, CasePublicKey, Dek, SEALED_DEK_BYTES, Suite, SystemRng, open_bytes,
    open_dek, seal_bytes, seal_dek,
};
use serde::{Deserialize, Serialize};
use zeroize::{Zeroize as _, Zeroizing};

use crate::exit::Exit;
use crate::failure::Failure;

const MAGIC: &[u8] = b"coffer-reveal-map-1\n";
/// The purpose, where a case's objects have the ids of organisation and case.
const PURPOSE: [u8; 16] = *b"coffer reveal v1";
const PUBLIC: &str = "coffer_map_pub_";
const PRIVATE: &str = "coffer_map_key_";
/// What a map holds at most.
const CONTENT_BYTES_MAX: usize = 64 << 20;

/// One value.
#[derive(Serialize, Deserialize)]
pub(super) struct Entry {
    pub(super) token: String,
    #[serde(rename = "type")]
    pub(super) type_name: String,
    /// In its canonical form: digits only, for a card. Bytes that are not UTF-8 are replaced.
    pub(super) value: String,
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.value.zeroize();
    }
}

/// Values that are gathered for one recipient.
pub(crate) struct Map {
    recipient: CasePublicKey,
    lines: Zeroizing<Vec<u8>>,
    overflowed: bool,
}

impl Map {
    pub(crate) fn new(recipient: CasePublicKey) -> Self {
        Self {
            recipient,
            // Allocated once: growing would leave copies behind.
            lines: Zeroizing::new(Vec::with_capacity(CONTENT_BYTES_MAX)),
            overflowed: false,
        }
    }

    pub(crate) fn add(&mut self, entry: &RevealEntry) {
        let entry = Entry {
            token: entry.token.clone(),
            type_name: entry.type_name.clone(),
            value: String::from_utf8_lossy(&entry.value).into_owned(),
        };
        let line = serde_json::to_vec(&entry).map(Zeroizing::new);
        match line {
            Ok(line) if self.lines.len() + line.len() < CONTENT_BYTES_MAX => {
                self.lines.extend_from_slice(&line);
                self.lines.push(b'\n');
            }
            _ => self.overflowed = true,
        }
    }

    /// Everything, sealed.
    pub(crate) fn sealed(&self) -> anyhow::Result<Vec<u8>> {
        if self.overflowed {
            return Err(Failure::local("there are too many values for a reveal map").into());
        }
        let binding = Binding {
            organisation: PURPOSE,
            case: rand::random(),
            object: rand::random(),
        };
        let dek = Dek::generate()?;
        let key = seal_dek(
            &self.recipient,
            &binding,
            &dek,
            &mut SystemRng::infallible(),
        )?;
        let (content, _) = seal_bytes(&dek, binding, Suite::default(), &self.lines)?;
        let ids = [binding.organisation, binding.case, binding.object].concat();
        Ok([MAGIC, &ids, &key, &content].concat())
    }
}

/// The values in a sealed map.
pub(super) fn opened(file: &[u8], key: &CasePrivateKey) -> anyhow::Result<Vec<Entry>> {
    let malformed = || Failure::new(Exit::NotVerified, "this is no reveal map");
    let rest = file.strip_prefix(MAGIC).ok_or_else(malformed)?;
    let (organisation, rest) = rest.split_first_chunk::<16>().ok_or_else(malformed)?;
    let (case, rest) = rest.split_first_chunk::<16>().ok_or_else(malformed)?;
    let (object, rest) = rest.split_first_chunk::<16>().ok_or_else(malformed)?;
    let (sealed, content) = rest
        .split_at_checked(SEALED_DEK_BYTES)
        .ok_or_else(malformed)?;
    let binding = Binding {
        organisation: *organisation,
        case: *case,
        object: *object,
    };
    if binding.organisation != PURPOSE {
        return Err(malformed().into());
    }
    let refused = || {
        Failure::new(
            Exit::NotVerified,
            "the map was not sealed to this key, or was changed",
        )
    };
    let dek = open_dek(key, &binding, sealed).map_err(|_| refused())?;
    let content = open_bytes(&dek, &binding, content).map_err(|_| refused())?;
    let lines = content.expose().split(|byte| *byte == b'\n');
    let entries = lines.filter(|line| !line.is_empty());
    entries
        .map(|line| serde_json::from_slice(line).context("a value in the map is not as written"))
        .collect()
}

/// The public key in the file at `path`.
pub(crate) fn recipient(path: &Path) -> anyhow::Result<CasePublicKey> {
    let text = super::text_of(path)?;
    let bytes = decoded(&text, PUBLIC);
    let key = bytes.and_then(|bytes| CasePublicKey::from_bytes(&bytes).ok());
    key.ok_or_else(|| {
        let message = format!(
            "`{}` is no public key of `coffer reveal-map key`",
            path.display()
        );
        Failure::local(message).into()
    })
}

pub(super) fn private(text: &str) -> anyhow::Result<CasePrivateKey> {
    let key = decoded(text, PRIVATE).and_then(|bytes| CasePrivateKey::from_bytes(&bytes).ok());
    key.ok_or_else(|| Failure::local("this is no private key of `coffer reveal-map key`").into())
}

pub(super) fn public_text(key: &CasePublicKey) -> String {
    encoded(PUBLIC, &key.to_bytes())
}

pub(super) fn private_text(key: &CasePrivateKey) -> String {
    encoded(PRIVATE, key.expose())
}

fn encoded(prefix: &str, bytes: &[u8]) -> String {
    prefix.to_owned() + &data_encoding::BASE64URL_NOPAD.encode(bytes)
}

fn decoded(text: &str, prefix: &str) -> Option<Zeroizing<Vec<u8>>> {
    let text = text.trim().strip_prefix(prefix)?;
    let bytes = data_encoding::BASE64URL_NOPAD
        .decode(text.as_bytes())
        .ok()?;
    Some(Zeroizing::new(bytes))
}
