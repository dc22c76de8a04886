//! Backups of an installation that is played here: its files, its objects, its clock.

#![expect(clippy::unwrap_used, reason = "tests stop at what they do not expect")]

mod chain;
mod comparing;
mod fake;
mod making;
mod play;
mod pulling;
mod pushing;
mod restoring;
mod retaining;
mod watching;
