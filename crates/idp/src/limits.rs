//! Bounds of what an identity provider can make us do, and of what we take from it.

use std::time::Duration;

use coffer_domain::time::Span;
use jsonwebtoken::Algorithm;

/// Signatures that count.
pub const ALGORITHMS: [Algorithm; 8] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];
/// Largest answer of a provider, in bytes.
pub const ANSWER_BYTES_MAX: usize = 512 << 10;
/// Longest token, in bytes.
pub const TOKEN_BYTES_MAX: usize = 64 << 10;
/// A provider has so long to answer.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// The provider's description and keys are asked for again after this long.
pub const METADATA_LIFE: Span = Span::hours(1);
/// Keys are asked for again for an unknown key, but not more often than this.
pub const KEYS_AGAIN: Span = Span::minutes(1);
/// A provider that did not answer is left alone for so long.
pub const ANSWER_AGAIN: Span = Span::seconds(5);
/// Keys that are looked at.
pub const KEYS_MAX: usize = 100;
/// How far the provider's clock may differ from ours.
pub const CLOCK_SKEW: Span = Span::minutes(2);
/// A logout message counts for so long.
pub const LOGOUT_LIFE: Span = Span::minutes(10);
/// How old a sign-in at the provider may be when nothing else is said, in hours.
pub const AUTH_AGE_HOURS_DEFAULT: u32 = 12;
/// Groups taken from one token.
pub const GROUPS_MAX: usize = 1_000;
