//! Bounds of the policy engine, by name.

/// How long a solver may think about one proof, in milliseconds.
pub const SOLVER_MILLISECONDS_MAX: u32 = 120_000;

/// Longest text of the organisation's own policies.
pub const OWN_POLICIES_BYTES_MAX: usize = 64 << 10;

/// Most policies the organisation may have of its own: each costs about a microsecond of every decision.
pub const OWN_POLICIES_MAX: usize = 100;
