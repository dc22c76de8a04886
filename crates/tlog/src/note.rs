//! Signed notes (C2SP signed-note): keys, signature lines, Ed25519 signatures and witness cosignatures.

use core::fmt;

use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use sha2::{Digest, Sha256};

use crate::checkpoint::Checkpoint;
use crate::hash::Hash;
use crate::limits::{KEY_NAME_LEN_MAX, NOTE_SIGNATURES_MAX};

/// Signature type of a plain Ed25519 signature over the note text.
const TYPE_ED25519: u8 = 0x01;

/// Signature type of a timestamped Ed25519 witness cosignature (C2SP tlog-cosignature).
const TYPE_COSIGNATURE: u8 = 0x04;

const SIGNATURE_PREFIX: &str = "\u{2014} ";

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    #[error(
        "`{name}` cannot name a key: it is empty, too long, or has a space, a plus or a control character"
    )]
    Name { name: String },
    #[error("a verifier key is written `name+id+key`, this one is not")]
    Form,
    #[error("the verifier key has signature type {found}, {expected} was expected")]
    Type { expected: u8, found: u8 },
    #[error("the verifier key's id does not belong to its name and key")]
    Id,
    #[error("the verifier key is not a usable Ed25519 public key")]
    PublicKey,
}

/// The log's signing key. Never printed; wiped when dropped.
pub struct LogSigner {
    origin: String,
    key: SigningKey,
}

impl LogSigner {
    /// `origin` is the log's name, by which its checkpoints and keys are known; `seed` the RFC 8032 private key.
    pub fn from_seed(origin: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(origin)?;
        Ok(Self {
            origin: origin.to_owned(),
            key: SigningKey::from_bytes(seed),
        })
    }

    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The public half, to be handed to everyone who is to verify.
    #[must_use]
    pub fn verifier(&self) -> LogVerifier {
        LogVerifier(NoteKey::new(
            TYPE_ED25519,
            &self.origin,
            self.key.verifying_key(),
        ))
    }

    /// The signed checkpoint of the tree with `size` entries and this root.
    ///
    /// Signing two trees of which neither extends the other is what the log must never do; the caller sees to it.
    #[must_use]
    pub fn sign(&self, size: u64, root: &Hash) -> String {
        let body = Checkpoint::new(&self.origin, size, *root).body();
        let signature = self.key.sign(body.as_bytes());
        let mut line = self.verifier().0.id.to_be_bytes().to_vec();
        line.extend_from_slice(&signature.to_bytes());
        format!(
            "{body}\n{SIGNATURE_PREFIX}{} {}\n",
            self.origin,
            BASE64.encode(&line)
        )
    }
}

/// A log's public key together with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogVerifier(NoteKey);

impl LogVerifier {
    /// Reads `origin+id+key`: the id as 8 hexadecimal digits, the key as base64 of the type byte 1 and 32 bytes.
    pub fn from_vkey(vkey: &str) -> Result<Self, KeyError> {
        NoteKey::parse(TYPE_ED25519, vkey).map(Self)
    }

    /// The text [`LogVerifier::from_vkey`] reads.
    #[must_use]
    pub fn to_vkey(&self) -> String {
        self.0.vkey(TYPE_ED25519)
    }

    /// The log's name.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.0.name
    }

    /// The key's public bytes (RFC 8032).
    #[must_use]
    pub fn public_key(&self) -> [u8; 32] {
        self.0.key.to_bytes()
    }

    /// Checks this key's signatures on a note; `None` if it has none.
    pub(crate) fn verify(&self, note: &Note<'_>) -> Option<bool> {
        let mut signatures = note.by(&self.0).peekable();
        signatures.peek()?;
        Some(signatures.all(|signature| self.0.verifies(note.text.as_bytes(), signature)))
    }
}

impl fmt::Display for LogVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_vkey())
    }
}

/// A witness's public key together with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessVerifier(NoteKey);

/// A witness's signing key. Never printed; wiped when dropped.
pub struct WitnessSigner {
    name: String,
    key: SigningKey,
}

impl WitnessSigner {
    /// `name` is how the witness is known; `seed` the RFC 8032 private key.
    pub fn from_seed(name: &str, seed: &[u8; 32]) -> Result<Self, KeyError> {
        check_name(name)?;
        Ok(Self {
            name: name.to_owned(),
            key: SigningKey::from_bytes(seed),
        })
    }

    /// The public half, to be handed to everyone who is to verify.
    #[must_use]
    pub fn verifier(&self) -> WitnessVerifier {
        WitnessVerifier(NoteKey::new(
            TYPE_COSIGNATURE,
            &self.name,
            self.key.verifying_key(),
        ))
    }

    /// The signature line that says: at `time` (seconds since 1970) this was the largest consistent tree seen.
    pub(crate) fn cosign(&self, checkpoint: &Checkpoint, time: u64) -> String {
        let signature = self.key.sign(cosigned(time, &checkpoint.body()).as_bytes());
        let mut bytes = self.verifier().0.id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&time.to_be_bytes());
        bytes.extend_from_slice(&signature.to_bytes());
        format!(
            "{SIGNATURE_PREFIX}{} {}\n",
            self.name,
            BASE64.encode(&bytes)
        )
    }
}

/// What a cosignature is over (C2SP tlog-cosignature).
fn cosigned(time: u64, text: &str) -> String {
    format!("cosignature/v1\ntime {time}\n{text}")
}

/// A witness's statement that at `time` this was the largest consistent tree it had seen of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosignature {
    pub name: String,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub time: u64,
}

impl WitnessVerifier {
    /// As [`LogVerifier::from_vkey`], with the type byte 4.
    pub fn from_vkey(vkey: &str) -> Result<Self, KeyError> {
        NoteKey::parse(TYPE_COSIGNATURE, vkey).map(Self)
    }

    #[must_use]
    pub fn to_vkey(&self) -> String {
        self.0.vkey(TYPE_COSIGNATURE)
    }

    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Checks this witness's cosignatures on a note; `None` if it has none, `Some(None)` if one is wrong.
    pub(crate) fn verify(&self, note: &Note<'_>) -> Option<Option<Cosignature>> {
        let mut latest = None;
        for signature in note.by(&self.0) {
            let time = self.time_of(note.text, signature);
            let Some(time) = time else {
                return Some(None);
            };
            latest = latest.max(Some(time));
        }
        latest.map(|time| {
            Some(Cosignature {
                name: self.0.name.clone(),
                time,
            })
        })
    }

    fn time_of(&self, text: &str, signature: &[u8]) -> Option<u64> {
        let (time, signature) = signature.split_first_chunk::<8>()?;
        let time = u64::from_be_bytes(*time);
        let message = cosigned(time, text);
        let sound = i64::try_from(time).is_ok() && self.0.verifies(message.as_bytes(), signature);
        sound.then_some(time)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct NoteKey {
    name: String,
    id: u32,
    key: VerifyingKey,
}

impl NoteKey {
    fn new(kind: u8, name: &str, key: VerifyingKey) -> Self {
        let mut digest = Sha256::new();
        digest.update(name.as_bytes());
        digest.update([b'\n', kind]);
        digest.update(key.as_bytes());
        let digest: [u8; 32] = digest.finalize().into();
        let [a, b, c, d, ..] = digest;
        Self {
            name: name.to_owned(),
            id: u32::from_be_bytes([a, b, c, d]),
            key,
        }
    }

    fn parse(kind: u8, vkey: &str) -> Result<Self, KeyError> {
        // Base64 may contain a plus itself, so the parts are taken from the left; a name cannot contain one.
        let mut parts = vkey.splitn(3, '+');
        let (Some(name), Some(id), Some(key)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(KeyError::Form);
        };
        check_name(name)?;
        let id: [u8; 4] = HEXLOWER
            .decode(id.as_bytes())
            .ok()
            .and_then(|id| id.try_into().ok())
            .ok_or(KeyError::Form)?;
        let key = BASE64.decode(key.as_bytes()).map_err(|_| KeyError::Form)?;
        let (found, key) = key.split_first().ok_or(KeyError::Form)?;
        if *found != kind {
            return Err(KeyError::Type {
                expected: kind,
                found: *found,
            });
        }
        let key: &[u8; 32] = key.try_into().map_err(|_| KeyError::PublicKey)?;
        let key = VerifyingKey::from_bytes(key).map_err(|_| KeyError::PublicKey)?;
        if key.is_weak() {
            return Err(KeyError::PublicKey);
        }
        let parsed = Self::new(kind, name, key);
        if parsed.id != u32::from_be_bytes(id) {
            return Err(KeyError::Id);
        }
        Ok(parsed)
    }

    fn vkey(&self, kind: u8) -> String {
        let mut key = vec![kind];
        key.extend_from_slice(self.key.as_bytes());
        format!("{}+{:08x}+{}", self.name, self.id, BASE64.encode(&key))
    }

    fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.key.verify_strict(message, &signature).is_ok())
    }
}

fn check_name(name: &str) -> Result<(), KeyError> {
    let bad = |c: char| c.is_whitespace() || c.is_control() || c == '+';
    if name.is_empty() || name.len() > KEY_NAME_LEN_MAX || name.contains(bad) {
        return Err(KeyError::Name {
            name: name.to_owned(),
        });
    }
    Ok(())
}

/// A note taken apart. Nothing in it is trusted yet.
pub(crate) struct Note<'a> {
    /// What is signed, with its final newline.
    pub(crate) text: &'a str,
    signatures: Vec<NoteSignature<'a>>,
}

struct NoteSignature<'a> {
    name: &'a str,
    id: u32,
    signature: Vec<u8>,
}

impl<'a> Note<'a> {
    /// The reason is for people.
    pub(crate) fn parse(note: &'a str) -> Result<Self, &'static str> {
        if note.contains(|c: char| c < ' ' && c != '\n') {
            return Err("it has a control character");
        }
        let (text, lines) = note
            .rsplit_once("\n\n")
            .ok_or("it has no signature block")?;
        let text = note
            .get(..text.len() + 1)
            .ok_or("it has no signature block")?;
        let lines = lines
            .strip_suffix('\n')
            .ok_or("it does not end with a newline")?;
        let mut signatures = Vec::new();
        for line in lines.split('\n') {
            if signatures.len() == NOTE_SIGNATURES_MAX {
                return Err("it has too many signatures");
            }
            signatures.push(NoteSignature::parse(line).ok_or("it has a malformed signature line")?);
        }
        Ok(Self { text, signatures })
    }

    fn by<'n>(&'n self, key: &NoteKey) -> impl Iterator<Item = &'n [u8]> {
        let (name, id) = (key.name.clone(), key.id);
        self.signatures
            .iter()
            .filter(move |signature| signature.name == name && signature.id == id)
            .map(|signature| signature.signature.as_slice())
    }
}

impl<'a> NoteSignature<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (name, encoded) = line.strip_prefix(SIGNATURE_PREFIX)?.split_once(' ')?;
        check_name(name).ok()?;
        let bytes = BASE64.decode(encoded.as_bytes()).ok()?;
        let (id, signature) = bytes.split_first_chunk::<4>()?;
        let id = u32::from_be_bytes(*id);
        (!signature.is_empty()).then(|| Self {
            name,
            id,
            signature: signature.to_vec(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{LogVerifier, Note};

    fn check(vkey: &str, note: &str) -> Option<bool> {
        LogVerifier::from_vkey(vkey)
            .unwrap()
            .verify(&Note::parse(note).unwrap())
    }

    #[test]
    fn notes_signed_by_other_implementations_verify() {
        // The example of Go's golang.org/x/mod/sumdb/note, and a tree head of Go's checksum database.
        let example = "If you think cryptography is the answer to your problem,\n\
            then you don't know what your problem is.\n\n\
            \u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";
        let peter = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
        let head = "go.sum database tree\n65209736\n5+uGFjx6xBZG8ip1+wi77v+grwbhhukIrxEUS8PXvRo=\n\n\
            \u{2014} sum.golang.org Az3grnbssgK7ubgFX36gVETtNv0U23qxyAhAMai2QUfeGa3nB/akvkMdlUErfcZz7l/R3cVtYspg3dxXABkGZZKdsQ8=\n";
        let database = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
        assert_eq!(check(peter, example), Some(true));
        assert_eq!(check(database, head), Some(true));
        assert_eq!(check(peter, head), None);
        assert_eq!(
            check(peter, &example.replace("answer", "problem")),
            Some(false)
        );
        assert_eq!(
            check(database, &head.replace("65209736", "65209737")),
            Some(false)
        );
    }
}
