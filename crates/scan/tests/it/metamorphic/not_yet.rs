//! What is not found yet.

/// Kinds of value, contexts, reason; each kind in each context. A `*` at the end stands for anything.
#[rustfmt::skip]
pub(crate) const NOT_YET: &[(&[&str], &[&str], &str)] = &[
];
