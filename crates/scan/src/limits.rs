//! Every limit of the scanner. Reaching one never fails a scan; it is said in the report.

/// Containers within containers.
pub const DEPTH_MAX: usize = 8;
/// Bytes out per byte in, once [`RATIO_GRACE_BYTES`] have come out.
pub const RATIO_MAX: u64 = 200;
/// What a stream may expand to before its ratio counts.
pub const RATIO_GRACE_BYTES: u64 = 64 << 20;
/// What all decompressors of one file together may put out before their ratio to the file counts: many small bombs
/// are a bomb.
pub const RATIO_ALL_GRACE_BYTES: u64 = 1 << 30;
/// All bytes that come out of all decompressors of one file.
pub const EXPANDED_BYTES_MAX: u64 = 2 << 40;
/// Members of one file, over all nested containers.
pub const ENTRIES_MAX: u32 = 100_000;
/// One member's name.
pub const PATH_BYTES_MAX: usize = 4_096;
/// All member names of one file: bounds the report.
pub const NAMES_BYTES_MAX: usize = 12 << 20;
/// Findings kept for one file.
pub const FINDINGS_MAX: usize = 400_000;
/// Findings in names kept for one file.
pub const NAME_FINDINGS_MAX: usize = 10_000;
/// A pax or GNU extension record of a tar archive.
pub const TAR_EXTENSION_BYTES_MAX: u64 = 1 << 20;
/// Windows, dictionaries and blocks of all decoders open at once: half of what a scan may use in all, because a buffer that
/// grows exists twice for a moment.
pub const WINDOWS_BYTES_MAX: u64 = 32 << 20;
/// What one decoder may have of it, so that a stream within a stream finds room too: 20 MiB leave 12 MiB, and 8 MiB are
/// what common archivers ask for.
pub const WINDOW_OF_ONE_BYTES_MAX: u64 = 20 << 20;
/// Bytes of memory that decoders may clear per byte of the file, once [`PREPARED_GRACE_BYTES`] are used. A member of a tar
/// archive has at least 1 KiB with its header, a bzip2 decoder clears 3.6 MB.
pub const PREPARED_RATIO_MAX: u64 = 4_000;
/// Bytes of memory that decoders may clear before the ratio counts: about two thousand bzip2 streams, a second of work.
pub const PREPARED_GRACE_BYTES: u64 = 8 << 30;

/// Bytes looked at in one go.
pub const WINDOW_BYTES: usize = 256 << 10;
/// Bytes before the window that context may look at.
pub const LOOKBEHIND_BYTES: usize = 1 << 10;
/// Bytes after an anchor that are always there, unless the member ends.
pub const LOOKAHEAD_BYTES: usize = 16 << 10;
/// The longest private key block taken as one finding.
pub const KEY_BLOCK_BYTES_MAX: usize = 128 << 10;
/// The longest single-line value taken as one finding.
pub const VALUE_BYTES_MAX: usize = 8 << 10;

/// Layers of encoding that are undone: a value in JSON within JSON within a query.
pub const DECODE_DEPTH_MAX: usize = 3;
/// The longest part of a line that is decoded at once.
pub const STRETCH_BYTES_MAX: usize = 4 << 10;
/// The longest token of base64 or hex: a private key of 8,192 bits in PEM has 8.6 KB.
pub const PACKED_BYTES_MAX: usize = 12 << 10;
/// Bytes of all layers decoded for one window. Stretches overlap by a quarter at most, so their three layers always fit.
pub const DECODED_BYTES_MAX: usize = 6 * WINDOW_BYTES;

/// Lines between two entries of a line index; doubles while an index is too long.
pub const LINE_STRIDE: u64 = 1_024;
/// Entries of one member's line index.
pub const LINE_INDEX_MAX: usize = 1 << 16;
/// Entries of all line indexes of one file (soft: small members get [`LINE_INDEX_MIN`] beyond it).
pub const LINE_INDEX_TOTAL_MAX: usize = 1 << 19;
/// Entries every member may have.
pub const LINE_INDEX_MIN: usize = 8;

/// Bytes of a line shown with a search hit.
pub const HIT_TEXT_BYTES_MAX: usize = 2_000;
/// A line longer than this is searched in pieces.
pub const SEARCH_LINE_BYTES_MAX: usize = 1 << 20;
/// Compiled size of a search expression.
pub const QUERY_BYTES_MAX: usize = 1 << 20;

/// One file of rules.
pub const RULE_FILE_BYTES_MAX: usize = 1 << 20;
/// Rules in one set: their places are stored in two bytes.
pub const RULES_MAX: usize = 4_096;
/// A literal of a rule; anchors that begin before a window's end may reach so far over it.
pub const RULE_LITERAL_BYTES_MAX: usize = 64;
/// Literals of all custom rules together: bounds the automaton that looks for them.
pub const CUSTOM_LITERALS_BYTES_MAX: usize = 16 << 10;

/// The text of a pattern.
pub const REGEX_BYTES_MAX: usize = 4 << 10;
/// The compiled form of a pattern.
pub const REGEX_PROGRAM_BYTES_MAX: usize = 256 << 10;
/// What a pattern's lazy automaton keeps; with all patterns at work, 16 MiB.
pub const REGEX_CACHE_BYTES: usize = 64 << 10;
/// The full automaton of a pattern that reads every byte, in each direction.
pub const REGEX_AUTOMATON_BYTES_MAX: usize = 512 << 10;
/// What building that automaton may take.
pub const REGEX_BUILD_BYTES_MAX: usize = 2 << 20;
/// Rules with a pattern.
pub const REGEX_RULES_MAX: usize = 256;
/// Rules with a pattern that has no literal: each of them reads every byte.
pub const REGEX_SLOW_RULES_MAX: usize = 8;
/// The shortest literal worth looking for: shorter ones stand everywhere.
pub const REGEX_LITERAL_BYTES_MIN: usize = 3;
/// What is looked for of a longer literal.
pub const REGEX_LITERAL_BYTES_MAX: usize = 12;
/// Literals of one pattern.
pub const REGEX_OWN_LITERALS_MAX: usize = 64;
/// Literals of all patterns.
pub const REGEX_LITERALS_MAX: usize = 4_096;
/// The shortest match a pattern may have: bounds how often one stretch is searched.
pub const REGEX_MATCH_BYTES_MIN: usize = 3;
/// The longest match that is surely found as a whole.
pub const REGEX_MATCH_BYTES_MAX: usize = 512;
/// How far before its literal a match may begin.
pub const REGEX_BEFORE_BYTES: usize = 256;

/// Megabytes a second that every rule has to manage by itself on ordinary text (a text of `rules check`).
pub const RULE_MB_PER_SECOND_MIN: f64 = 50.0;
/// The same on the worst text for the rule: nothing but its literals and examples.
pub const RULE_WORST_MB_PER_SECOND_MIN: f64 = 1.0;
/// Findings of at least likely confidence per megabyte of a text in which there is nothing to find.
pub const RULE_FALSE_PER_MB_MAX: f64 = 1.0;
/// Findings that are only possible, likewise: a number that passes a checksum by chance is one.
pub const RULE_DOUBTFUL_PER_MB_MAX: f64 = 20.0;

const _: () = assert!(WINDOW_BYTES > KEY_BLOCK_BYTES_MAX + LOOKAHEAD_BYTES + LOOKBEHIND_BYTES);
const _: () = assert!(LOOKAHEAD_BYTES >= 2 * VALUE_BYTES_MAX);
const _: () = assert!(LOOKAHEAD_BYTES >= 2 * REGEX_MATCH_BYTES_MAX + RULE_LITERAL_BYTES_MAX);
const _: () = assert!(LOOKBEHIND_BYTES >= REGEX_BEFORE_BYTES + REGEX_MATCH_BYTES_MAX);
const _: () = assert!(REGEX_BEFORE_BYTES < REGEX_MATCH_BYTES_MAX);

/// The limits a caller may tighten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Containers within containers.
    pub depth: usize,
    /// Bytes out per byte in.
    pub ratio: u64,
    /// Bytes out before the ratio counts.
    pub ratio_grace_bytes: u64,
    /// Bytes out of all decompressors before the ratio of all of them counts.
    pub ratio_all_grace_bytes: u64,
    /// All bytes out of all decompressors.
    pub expanded_bytes: u64,
    /// Members over all nested containers.
    pub entries: u32,
    /// One member's name.
    pub path_bytes: usize,
    /// Findings kept.
    pub findings: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            depth: DEPTH_MAX,
            ratio: RATIO_MAX,
            ratio_grace_bytes: RATIO_GRACE_BYTES,
            ratio_all_grace_bytes: RATIO_ALL_GRACE_BYTES,
            expanded_bytes: EXPANDED_BYTES_MAX,
            entries: ENTRIES_MAX,
            path_bytes: PATH_BYTES_MAX,
            findings: FINDINGS_MAX,
        }
    }
}
