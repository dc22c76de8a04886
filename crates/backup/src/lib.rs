//! Backups at a directory: made beside a running server, chained by signed manifests, opened by offline keys only.
//!
//! `docs/formats/backup.md` is the published format.
//!
//! - **Invariant:** a manifest appears after everything it names is durable; nothing a manifest names is ever written again.
//! - **Invariant:** what is sealed here opens with an offline identity only; this crate never keeps one.
//! - **Invariant:** a manifest comes into a bucket after everything it names; from a bucket only what its manifest says is taken.
//! - **Invariant:** nothing is removed while the newest backup is not whole, and none of the three newest ever, and nothing while a hold says so.

mod bundle;
mod chain;
mod compare;
mod error;
mod fetch;
mod hold;
mod key;
pub mod limits;
mod locks;
mod make;
mod manifest;
mod plain;
mod pull;
mod push;
mod restore;
mod retain;
mod source;
mod stock;
mod target;
mod verify;

pub use bundle::Member;
pub use chain::{Chain, ChainFault, Held, Link};
pub use compare::{Compared, compare};
pub use error::BackupError;
pub use fetch::{Fetched, InBucket, fetch, look_into};
pub use hold::{Hold, Pruning};
pub use key::{Identity, KeyTextError, Recipient};
pub use locks::{Window, bucket_alarms};
pub use make::{Made, Making, Progress, Taken, make};
pub use manifest::{Added, Bundle, FORMAT, Manifest, ManifestError, Objects, Signed, Wrap};
pub use manifest::{sign as sign_report, verify as verify_report};
pub use pull::{Pulled, pull};
pub use push::{Pushed, Pushing, push};
pub use restore::{Objects as RestoredObjects, Opened, copy_objects, heads, open_bundles};
pub use retain::{Due, Removed, Rules, age, due, prune};
pub use source::Source;
pub use target::{Lock, StoredManifest, Target};
pub use verify::{Alarm, Verified, alarms, verify};
