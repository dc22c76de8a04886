//! Append-only Merkle log: hashing, tiles, checkpoints, proofs, receipts and the verifier of an export.
//!
//! The tree is that of RFC 6962 over SHA-256; its stored form is C2SP `tlog-tiles`; its head is a C2SP
//! `tlog-checkpoint`, which is a C2SP `signed-note`. The published description is `docs/formats/ledger.md`.
//!
//! Nothing here does I/O or reads a clock. Stored bytes come through [`TileSource`] and [`ExportSource`]; an
//! asynchronous caller first asks which tiles an operation needs ([`tiles_for_inclusion`],
//! [`tiles_for_consistency`], [`tiles_for_append`]), fetches them into a [`TileMap`], and runs the operation on that.

mod builder;
mod bundle;
mod canonical;
mod checkpoint;
mod commitment;
mod export;
mod frontier;
mod hash;
pub mod limits;
mod note;
mod opening;
mod proof;
mod reader;
mod receipt;
mod source;
mod tile;
mod verify;
mod witness;

pub use builder::{AppendError, Appended, BundleWrite, TileWrite, TreeBuilder};
pub use bundle::{BundleError, bundle_entries, entry_in_bundle, truncate_bundle};
pub use canonical::{CanonicalError, canonical_json};
pub use checkpoint::{Checkpoint, CheckpointError, VerifiedCheckpoint, verify_checkpoint};
pub use commitment::{SALT_LEN, commit, verify_opening};
pub use export::{
    CHECKPOINT_PATH, ExportError, ExportReport, ExportSource, ExportVerifier, OPENINGS_PATH,
    Progress,
};
pub use hash::{EMPTY_ROOT, Hash, leaf_hash, node_hash};
pub use note::{Cosignature, KeyError, LogSigner, LogVerifier, WitnessSigner, WitnessVerifier};
pub use opening::{ExportOpening, Opening};
pub use proof::{
    consistency_proof, inclusion_proof, root_at, tiles_for_consistency, tiles_for_inclusion,
    tiles_for_root,
};
pub use reader::TreeError;
pub use receipt::{
    RECEIPT_FORMAT, Receipt, ReceiptError, ReceiptFormError, VerifiedReceipt, verify_receipt,
};
pub use source::{SourceError, TileMap, TileSource};
pub use tile::{
    BundleId, Resource, TileId, bundle_for_append, resources, tiles_for_append, truncate_tile,
};
pub use verify::{ProofError, verify_consistency, verify_inclusion};
pub use witness::{AddCheckpoint, Cosigned, Witness, WitnessRefusal, with_cosignature};
