//! Bounds of what a provisioning client can make us do.

/// Longest filter in bytes.
pub const FILTER_BYTES_MAX: usize = 4_096;
/// How deep parentheses and brackets may nest.
pub const FILTER_DEPTH_MAX: usize = 16;
/// Longest attribute path in bytes.
pub const PATH_BYTES_MAX: usize = 1_024;
/// Operations in one patch.
pub const PATCH_OPERATIONS_MAX: usize = 1_000;
/// Longest text value in bytes.
pub const TEXT_BYTES_MAX: usize = 1_024;
/// Values of one multi-valued attribute.
pub const VALUES_MAX: usize = 10_000;
/// Attribute names in `attributes` or `excludedAttributes`.
pub const SELECTED_MAX: usize = 100;
/// Resources on a page when nothing is said.
pub const PAGE_DEFAULT: usize = 100;
/// Resources on a page at most.
pub const PAGE_MAX: usize = 200;

const _: () = assert!(PAGE_DEFAULT <= PAGE_MAX);
