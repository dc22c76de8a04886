//! What an archive says of a member besides its name and content: enough to write it again.

/// As stored in the archive; what the format has no place for is zero or empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attributes {
    /// Permission bits (tar).
    pub mode: u32,
    /// Owner (tar).
    pub uid: u64,
    /// Group (tar).
    pub gid: u64,
    /// Seconds since 1970; in zip archives only where the member has a Unix time.
    pub mtime: Option<u64>,
    /// What a link leads to (tar): data, not a path.
    pub link: Vec<u8>,
    /// The entry's type in a tar archive.
    pub flag: u8,
    /// Device numbers as stored in a tar archive.
    pub device: Vec<u8>,
    /// MS-DOS time and date (zip).
    pub dos_time: u32,
    /// Whether the name is marked as UTF-8 (zip).
    pub utf8: bool,
    /// For decoded text: how the characters of the file it comes from are stored.
    pub units: Option<Units>,
}

/// How the characters of a text in UTF-16 or UTF-32 are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Units {
    /// Bytes of the byte order mark.
    pub mark: u64,
    /// Whether a character has four bytes, always.
    pub wide: bool,
}

/// One entry of a zip archive's central directory, which comes after all members.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed<'a> {
    /// The member's name.
    pub name: &'a [u8],
    /// Which system wrote it: decides what `external` means.
    pub made_by: u16,
    /// File attributes, with Unix permissions in the upper half.
    pub external: u32,
}
