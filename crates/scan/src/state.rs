//! The honest words: what a file or member is, how far it was read, and why not further.

/// How far a file or member was read. Findings are separate: a `clean` file may have findings;
/// `clean` says that no part of it was left unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Everything was read.
    Clean,
    /// Malware was found; never set by this crate.
    Infected,
    /// The content is encrypted and was not read.
    Encrypted,
    /// A limit was reached before the content ended.
    TooLarge,
    /// Some of the content was read, some not.
    PartlyScanned,
    /// Nothing of the content could be read.
    Failed,
}

impl State {
    /// The word used in the API, the interface and the ledger.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Clean => "clean",
            Self::Infected => "infected",
            Self::Encrypted => "encrypted",
            Self::TooLarge => "too_large",
            Self::PartlyScanned => "partly_scanned",
            Self::Failed => "failed",
        }
    }

    const ALL: [Self; 6] = [
        Self::Clean,
        Self::Infected,
        Self::Encrypted,
        Self::TooLarge,
        Self::PartlyScanned,
        Self::Failed,
    ];

    /// The state with this word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }

    pub(crate) fn code(self) -> u8 {
        Self::ALL
            .iter()
            .position(|s| *s == self)
            .map_or(0, |i| u8::try_from(i).unwrap_or(0))
    }

    pub(crate) fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }
}

macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vm:meta])* $variant:ident => $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($(#[$vm])* $variant,)* }

        impl $name {
            const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word or sentence shown for it.
            #[must_use]
            pub fn text(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            pub(crate) fn code(self) -> u8 {
                Self::ALL.iter().position(|s| *s == self).map_or(0, |i| u8::try_from(i).unwrap_or(0))
            }

            pub(crate) fn from_code(code: u8) -> Option<Self> {
                Self::ALL.get(usize::from(code)).copied()
            }
        }
    };
}

words! {
    /// What a member is, by its first bytes; never by its name. New kinds go at the end: the position is stored.
    Kind {
        /// No bytes.
        Empty => "empty",
        /// Bytes without NUL.
        Text => "text",
        /// Bytes with NUL; scanned as bytes.
        Binary => "binary",
        /// A directory of an archive.
        Directory => "directory",
        /// A link of an archive.
        Link => "link",
        /// A device, socket or other entry without content.
        Special => "special",
        /// A tar archive.
        Tar => "tar",
        /// A zip archive.
        Zip => "zip",
        /// A gzip stream.
        Gzip => "gzip",
        /// A zstd stream.
        Zstd => "zstd",
        /// Text in UTF-16 or UTF-32; its member is the same text in UTF-8.
        Utf16 => "utf-16 text",
        /// An xz stream.
        Xz => "xz",
        /// A bzip2 stream.
        Bzip2 => "bzip2",
        /// A 7z archive; not opened.
        SevenZip => "7z",
        /// A RAR archive; not opened.
        Rar => "rar",
        /// Another compressed format; not opened.
        Compressed => "compressed data",
        /// A PDF document; its streams are not opened.
        Pdf => "pdf",
        /// A picture; its text is not read.
        Image => "image",
        /// Encrypted data (age, OpenPGP message, OpenSSL).
        Ciphertext => "encrypted data",
        /// An LZ4 stream.
        Lz4 => "lz4",
    }
}

impl Kind {
    /// Whether it has members of its own in this version.
    #[must_use]
    pub fn is_container(self) -> bool {
        matches!(self, Self::Tar | Self::Zip) || self.is_stream()
    }

    /// Whether it is a stream with exactly one member.
    #[must_use]
    pub fn is_stream(self) -> bool {
        matches!(
            self,
            Self::Gzip | Self::Zstd | Self::Xz | Self::Bzip2 | Self::Lz4 | Self::Utf16
        )
    }

    /// Whether it counts as one of the nested archives whose depth is limited: text in UTF-16 is text.
    pub(crate) fn is_archive(self) -> bool {
        self.is_container() && self != Self::Utf16
    }

    /// The reason why such content isn't fully read, if it isn't.
    pub(crate) fn unread(self) -> Option<(State, Reason)> {
        match self {
            Self::SevenZip | Self::Rar | Self::Compressed => {
                Some((State::PartlyScanned, Reason::UnsupportedFormat))
            }
            Self::Pdf | Self::Image => Some((State::PartlyScanned, Reason::Opaque)),
            Self::Ciphertext => Some((State::Encrypted, Reason::Encrypted)),
            _ => None,
        }
    }
}

words! {
    /// Why a member was not read to its end. New reasons go at the end: the position is stored.
    Reason {
        /// Encrypted content.
        Encrypted => "encrypted",
        /// The input ends too early.
        Truncated => "the data ends too early",
        /// The structure or compressed data is wrong.
        Damaged => "the data is damaged",
        /// The stored checksum is not that of the content.
        Checksum => "the checksum does not agree with the content",
        /// The sizes in the headers are not those of the content.
        Sizes => "the sizes in the archive do not agree with the content",
        /// A method of compression or a filter that isn't undone.
        UnsupportedMethod => "a compression method this version does not open",
        /// A format this version does not open.
        UnsupportedFormat => "a compressed format this version does not open",
        /// A document or picture whose inner content isn't read.
        Opaque => "only the raw bytes were read, not the content of the document",
        /// UTF-16 text, in reports of versions that did not decode it.
        Utf16 => "utf-16 text was read as bytes only",
        /// Containers nested too deep.
        Depth => "archives are nested too deep",
        /// Expansion ratio.
        Ratio => "it expands too much for its size",
        /// Total expanded bytes.
        ExpandedBytes => "too many bytes after expansion",
        /// Number of members.
        Entries => "too many members",
        /// Member name length.
        NameLength => "a member name is too long",
        /// Something follows the end of the archive.
        Trailing => "there is data after the end of the archive",
        /// Members listed in the directory were not met.
        MissingMembers => "the directory lists members that were not met",
        /// A window, dictionary or block larger than the memory limit.
        Memory => "it needs too much memory to expand",
        /// More findings than are kept.
        Findings => "too many findings; further ones are not listed",
        /// A value longer than a finding may be.
        LongValue => "a value is too long to be masked as a whole",
    }
}

impl Reason {
    pub(crate) fn is_limit(self) -> bool {
        matches!(
            self,
            Self::Depth
                | Self::Ratio
                | Self::ExpandedBytes
                | Self::Entries
                | Self::NameLength
                | Self::Memory
        )
    }
}
