//! The scanner for the customer's browser: `coffer-scan` behind a few C functions, without generated JavaScript.
//!
//! The page does not push: it calls [`Scanners::scan`] in a worker, and the scan reads through an
//! imported function, so a file of any size passes in constant memory and every container walks as in the vault.
//! `web/core/scanner/module.ts` is the other side.

#[cfg(any(target_arch = "wasm32", clippy))]
mod abi;
pub mod limits;
mod lines;
mod scanners;

pub use scanners::{Lent, Scanners, Status};
