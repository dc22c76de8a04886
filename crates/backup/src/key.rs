//! Offline key pairs: the recipient lies on the server, the identity never does.

use coffer_domain::ports::Entropy;
use coffer_envelope::{CaseKeyPair, CasePrivateKey, CasePublicKey, SystemRng};
use data_encoding::{BASE64, HEXLOWER};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::limits::KEY_TEXT_BYTES_MAX;

/// First line of a recipient: the public half.
const RECIPIENT_LINE: &str = "coffer backup recipient v1";
/// First line of an identity: the private half.
const IDENTITY_LINE: &str = "coffer backup identity v1: PRIVATE, keep it off the server";
/// Bytes of the public key's hash by which a recipient is named.
const NAME_BYTES: usize = 8;

/// Why a text is not the key that is needed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyTextError {
    /// A recipient was asked for.
    #[error(
        "this is an identity, the private half: it must not lie on the server; give the file that ends with .pub"
    )]
    IsPrivate,
    /// An identity was asked for.
    #[error("this is a recipient, the public half: opening a backup takes the identity")]
    IsPublic,
    /// Neither.
    #[error("this is not a key made by `cofferd backup keygen`")]
    Foreign,
    /// One of ours, but damaged.
    #[error("this key is damaged; mind that it was copied whole")]
    Damaged,
}

/// To whom backups are sealed: the public half.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    key: CasePublicKey,
    name: String,
}

impl Recipient {
    fn new(key: CasePublicKey) -> Self {
        let digest = Sha256::digest(key.to_bytes());
        let name = HEXLOWER.encode(digest.get(..NAME_BYTES).unwrap_or_default());
        Self { key, name }
    }

    /// Reads what [`Recipient::to_text`] wrote.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(text: &str) -> Result<Self, KeyTextError> {
        let body = body(text, RECIPIENT_LINE, IDENTITY_LINE, KeyTextError::IsPrivate)?;
        let bytes = BASE64.decode(body.as_bytes());
        let bytes = bytes.map_err(|_| KeyTextError::Damaged)?;
        let key = CasePublicKey::from_bytes(&bytes).map_err(|_| KeyTextError::Damaged)?;
        Ok(Self::new(key))
    }

    /// Two lines of text.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!(
            "{RECIPIENT_LINE}\n{}\n",
            BASE64.encode(&self.key.to_bytes())
        )
    }

    /// The first 16 hexadecimal digits of the public key's SHA-256.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) const fn key(&self) -> &CasePublicKey {
        &self.key
    }
}

/// Who can open backups: the private half.
pub struct Identity(CasePrivateKey);

impl Identity {
    /// A fresh one. Its randomness is the envelope's own.
    #[must_use]
    pub fn generate() -> Self {
        Self(CaseKeyPair::generate(&mut SystemRng::infallible()).private)
    }

    /// The public half.
    ///
    /// # Errors
    /// Our own fault only.
    pub fn recipient(&self) -> Result<Recipient, KeyTextError> {
        let key = self.0.public().map_err(|_| KeyTextError::Damaged)?;
        Ok(Recipient::new(key))
    }

    /// Reads what [`Identity::to_text`] wrote.
    ///
    /// # Errors
    /// It is something else.
    pub fn parse(text: &str) -> Result<Self, KeyTextError> {
        let body = body(text, IDENTITY_LINE, RECIPIENT_LINE, KeyTextError::IsPublic)?;
        let bytes = BASE64.decode(body.as_bytes());
        let bytes = Zeroizing::new(bytes.map_err(|_| KeyTextError::Damaged)?);
        let (key, check) = bytes.split_at_checked(32).ok_or(KeyTextError::Damaged)?;
        if check != checksum(key) {
            return Err(KeyTextError::Damaged);
        }
        CasePrivateKey::from_bytes(key)
            .map(Self)
            .map_err(|_| KeyTextError::Damaged)
    }

    /// Two lines, short enough to be printed and typed in again; the last four bytes tell a slip.
    #[must_use]
    pub fn to_text(&self) -> Zeroizing<String> {
        let key = self.0.expose();
        let bytes = Zeroizing::new([key.as_slice(), &checksum(key)].concat());
        let encoded = Zeroizing::new(BASE64.encode(&bytes));
        Zeroizing::new(format!("{IDENTITY_LINE}\n{}\n", *encoded))
    }

    pub(crate) const fn key(&self) -> &CasePrivateKey {
        &self.0
    }
}

fn checksum(key: &[u8]) -> [u8; 4] {
    let digest: [u8; 32] = Sha256::digest([b"coffer backup identity", key].concat()).into();
    let [a, b, c, d, ..] = digest;
    [a, b, c, d]
}

fn body<'t>(
    text: &'t str,
    wanted: &str,
    other: &str,
    mixed_up: KeyTextError,
) -> Result<&'t str, KeyTextError> {
    if text.len() as u64 > KEY_TEXT_BYTES_MAX {
        return Err(KeyTextError::Foreign);
    }
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match lines.next() {
        Some(line) if line == wanted => {}
        Some(line) if line == other => return Err(mixed_up),
        _ => return Err(KeyTextError::Foreign),
    }
    lines.next().ok_or(KeyTextError::Damaged)
}

/// 128 random bits as hexadecimal digits.
pub(crate) fn random_id(entropy: &dyn Entropy) -> [u8; 16] {
    coffer_domain::ports::random(entropy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_back_and_are_not_taken_for_one_another() {
        let identity = Identity::generate();
        let recipient = identity.recipient().unwrap();
        let text = recipient.to_text();
        assert_eq!(Recipient::parse(&text).unwrap(), recipient);
        let private = identity.to_text();
        let again = Identity::parse(&private).unwrap().recipient().unwrap();
        assert_eq!(again.name(), recipient.name());
        assert_eq!(Recipient::parse(&private), Err(KeyTextError::IsPrivate));
        assert_eq!(Identity::parse(&text).err(), Some(KeyTextError::IsPublic));
        for foreign in ["", "ssh-ed25519 AAAA", "\n\n"] {
            assert_eq!(Recipient::parse(foreign), Err(KeyTextError::Foreign));
        }
    }

    #[test]
    fn a_slip_in_a_typed_key_is_told() {
        let private = Identity::generate().to_text();
        let mut lines = private.lines();
        let (first, second) = (lines.next().unwrap(), lines.next().unwrap());
        let slip = if second.starts_with('A') { "B" } else { "A" };
        let typed = format!("{first}\n{slip}{}\n", second.get(1..).unwrap());
        assert_eq!(Identity::parse(&typed).err(), Some(KeyTextError::Damaged));
        assert_eq!(
            Identity::parse(first).err(),
            Some(KeyTextError::Damaged),
            "one line only"
        );
    }
}
