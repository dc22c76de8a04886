//! The scanner: one streaming pass from bytes to findings, and the working copy computed from them.
//!
//! `reader → container walk → windows → anchors → candidates → validators → context score → overlap
//! resolution → findings`. Pure: no file system, network, clock or entropy; the same code runs in the
//! vault, in `coffer scan` and in the customer's browser.
//!
//! Values never leave this crate: a [`report::Finding`] carries a keyed pseudonym and a byte range.
#![deny(unsafe_code)]

mod beginnings;
mod bytes;
pub mod container;
mod decode;
mod detect;
mod engine;
pub mod limits;
mod literals;
pub mod names;
pub mod pseudonym;
pub mod redact;
pub mod report;
pub mod rules;
mod scan;
pub mod search;
mod simd;
pub mod state;
mod structure;
mod validate;
pub mod working;

pub use container::{MemberPath, OpenError, Step, Visitor, WalkError, open_member, walk};
pub use engine::Work;
pub use limits::Limits;
pub use names::{display_name, is_unsafe_to_show};
pub use pseudonym::CaseKey;
pub use report::{
    Confidence, Dropped, Finding, Format, Label, Labels, LineIndex, MemberReport, Place, RawPlace,
    ScanReport, Style, TypeName,
};
pub use rules::{CheckFailure, RuleCost, RuleError, RuleInfo, RuleSet};
pub use scan::{Progress, ScanError, scan};
pub use state::{Kind, Reason, State};
pub use working::{Splices, WorkingReader};
