//! The 256-byte header: parsing and writing. See `docs/formats/csf1.md`, "Header".

use crate::limits::{BOUND_HEADER_BYTES, HEADER_BYTES, SEGMENT_LOG2};

const MAGIC: [u8; 8] = *b"COFFERS1";

/// What a sealed object is: whose, in which case, which one. Bound into every key of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Binding {
    /// The organisation's id.
    pub organisation: [u8; 16],
    /// The case's id.
    pub case: [u8; 16],
    /// The object's id, random and never used twice.
    pub object: [u8; 16],
}

/// A field of [`Binding`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BindingField {
    /// [`Binding::organisation`].
    Organisation,
    /// [`Binding::case`].
    Case,
    /// [`Binding::object`].
    Object,
}

impl std::fmt::Display for BindingField {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Organisation => "organisation",
            Self::Case => "case",
            Self::Object => "object",
        })
    }
}

impl Binding {
    /// The first field in which `self` and `other` differ.
    pub(crate) fn difference(&self, other: &Self) -> Option<BindingField> {
        if self.organisation != other.organisation {
            Some(BindingField::Organisation)
        } else if self.case != other.case {
            Some(BindingField::Case)
        } else if self.object != other.object {
            Some(BindingField::Object)
        } else {
            None
        }
    }
}

/// The cipher of a file; the key derivation is HKDF-SHA-256 in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Suite {
    /// Suite 1, AES-256-GCM: the default.
    #[default]
    Aes256Gcm,
    /// Suite 2, ChaCha20-Poly1305: for processors without AES instructions.
    ChaCha20Poly1305,
}

impl Suite {
    /// The suite's number in the header.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Aes256Gcm => 1,
            Self::ChaCha20Poly1305 => 2,
        }
    }

    const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Aes256Gcm),
            2 => Some(Self::ChaCha20Poly1305),
            _ => None,
        }
    }
}

/// Which field of a header is not what the format allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Fewer than 256 bytes.
    #[error("the header has {0} bytes instead of 256")]
    Short(usize),
    /// Does not start with `COFFERS1`.
    #[error("the magic bytes are not those of a sealed object")]
    Magic,
    /// A cipher this version does not know.
    #[error("suite {0} is not supported")]
    UnsupportedSuite(u8),
    /// A segment size other than 2^16.
    #[error("segment size 2^{0} is not supported")]
    SegmentSize(u8),
    /// A header length other than 256.
    #[error("header length {0} is not supported")]
    HeaderLength(u16),
    /// A flag is set; version 1 defines none.
    #[error("unknown flags {0:#06x}")]
    Flags(u16),
    /// A reserved field or padding byte is not zero.
    #[error("reserved byte {0} is not zero")]
    Reserved(usize),
}

/// A well-formed header. Nothing in it is trusted before the commitment was checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    suite: Suite,
    binding: Binding,
    bytes: [u8; HEADER_BYTES],
}

impl Header {
    /// Parses the first 256 of `bytes`.
    ///
    /// # Errors
    /// The first field that is not what the format allows, in file order.
    pub fn parse(bytes: &[u8]) -> Result<Self, HeaderError> {
        let Some(bytes) = bytes.first_chunk::<HEADER_BYTES>() else {
            return Err(HeaderError::Short(bytes.len()));
        };
        if bytes[0..8] != MAGIC {
            return Err(HeaderError::Magic);
        }
        let suite = Suite::from_number(bytes[8]).ok_or(HeaderError::UnsupportedSuite(bytes[8]))?;
        if bytes[9] != SEGMENT_LOG2 {
            return Err(HeaderError::SegmentSize(bytes[9]));
        }
        let header_len = u16::from_be_bytes([bytes[10], bytes[11]]);
        if usize::from(header_len) != HEADER_BYTES {
            return Err(HeaderError::HeaderLength(header_len));
        }
        let flags = u16::from_be_bytes([bytes[12], bytes[13]]);
        if flags != 0 {
            return Err(HeaderError::Flags(flags));
        }
        let reserved = bytes
            .iter()
            .enumerate()
            .find(|(at, byte)| matches!(at, 14..16 | 96..192 | 224..256) && **byte != 0);
        if let Some((at, _)) = reserved {
            return Err(HeaderError::Reserved(at));
        }
        let mut binding = Binding {
            organisation: [0; 16],
            case: [0; 16],
            object: [0; 16],
        };
        binding.organisation.copy_from_slice(&bytes[16..32]);
        binding.case.copy_from_slice(&bytes[32..48]);
        binding.object.copy_from_slice(&bytes[48..64]);
        Ok(Self {
            suite,
            binding,
            bytes: *bytes,
        })
    }

    /// The file's cipher.
    #[must_use]
    pub const fn suite(&self) -> Suite {
        self.suite
    }

    /// What the header claims to be.
    #[must_use]
    pub const fn binding(&self) -> &Binding {
        &self.binding
    }

    /// A header without its commitment, which needs the keys derived from these bytes.
    pub(crate) fn new(suite: Suite, binding: Binding, salt: &[u8; 32]) -> Self {
        let mut bytes = [0u8; HEADER_BYTES];
        bytes[0..8].copy_from_slice(&MAGIC);
        bytes[8] = suite.number();
        bytes[9] = SEGMENT_LOG2;
        bytes[10..12].copy_from_slice(&256u16.to_be_bytes());
        bytes[16..32].copy_from_slice(&binding.organisation);
        bytes[32..48].copy_from_slice(&binding.case);
        bytes[48..64].copy_from_slice(&binding.object);
        bytes[64..96].copy_from_slice(salt);
        Self {
            suite,
            binding,
            bytes,
        }
    }

    pub(crate) fn set_commitment(&mut self, commitment: &[u8; 32]) {
        self.bytes[192..224].copy_from_slice(commitment);
    }

    /// `H`: what the keys and the commitment cover.
    pub(crate) fn bound(&self) -> &[u8] {
        &self.bytes[0..BOUND_HEADER_BYTES]
    }

    pub(crate) fn salt(&self) -> &[u8] {
        &self.bytes[64..96]
    }

    pub(crate) fn commitment(&self) -> &[u8] {
        &self.bytes[192..224]
    }

    pub(crate) const fn to_bytes(&self) -> [u8; HEADER_BYTES] {
        self.bytes
    }
}
