//! Redaction: the same file with every finding replaced, for handing on.
//!
//! Two passes. [`crate::scan()`] finds; [`Redactor`] replaces in one member, [`rewrite`] in a whole file with
//! everything in it. What stands for a value is decided by a [`Policy`].
//!
//! # What a reader of the result learns
//!
//! Tokens are keyed hashes: without the case key nothing of a value follows from its token but that two equal tokens
//! stand for equal values. **Whoever holds the case key can reverse what is format-preserving** (cards, bank accounts,
//! IP addresses, other digits: permutations under keys derived from it; dates: one shift for the case) and can confirm
//! a guess of any other value, which for short numbers means finding it. So the case key must not travel with the
//! redacted file. Social security numbers, phones and hardware addresses lose digits on the way: they cannot be
//! computed back, only guessed with the key. Prefix-preserving IP addresses show which addresses lie in one network,
//! and whoever knows some of the originals learns the prefixes they share with others; the format is for support, not
//! for publication. Another case has another key: nothing correlates across cases.
//!
//! # What is certain
//!
//! Nothing that was not scanned is written, nothing that was found is left. Lines keep their order and count. The
//! replacements are no findings themselves, so redacting twice changes nothing; the exceptions are `format` on dates
//! and on numbers without a reserved range ([`crate::report::Format::Digits`]), which look like what they replace.

mod ff1;
mod format;
mod jwt;
mod keys;
mod names;
mod offsets;
mod policy;
mod redactor;
mod replace;
mod rewrite;

pub use offsets::{Moved, OffsetMap};
pub use policy::{Action, Policy, PolicyError, Rule, Unread};
pub use redactor::{Redactor, Sink};
pub use replace::{Redaction, RevealEntry, RevealSink};
pub use rewrite::{Fate, Job, Outcome, RewriteError, Rewritten, Scratch, Spool, rewrite};
