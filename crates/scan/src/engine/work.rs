//! What a scan takes.

/// The cost of a scan in steps, which are the same on every machine: all of them grow with the input and no faster.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Work {
    /// Bytes searched for shapes: those of members, and those of what was decoded.
    pub searched_bytes: u64,
    /// Places that detectors were asked about.
    pub places: u64,
    /// Bytes read as the values of keys.
    pub value_bytes: u64,
    /// Candidates that were weighed.
    pub candidates: u64,
}
