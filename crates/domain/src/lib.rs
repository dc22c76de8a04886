//! What Coffer is about, without any I/O: ids, entities, state machines, the ledger's vocabulary,
//! limits, and the ports through which the application reaches the world.
//!
//! Nothing here reads a clock, draws randomness, or touches a file or socket; time and entropy are
//! arguments. Words follow the product's glossary (case, file request, working copy, finding, reveal).

pub mod access;
pub mod access_request;
pub mod alert;
pub mod authz;
pub mod budget;
pub mod case;
pub mod checklist;
pub mod class;
pub mod commit;
pub mod context;
pub mod decoy;
pub mod delivery;
pub mod directory;
pub mod erasure;
pub mod event;
pub mod file;
pub mod grant;
pub mod id;
pub mod job;
pub mod limits;
pub mod message;
pub mod passkey;
pub mod people;
pub mod policies;
pub mod ports;
pub mod reach;
pub mod request;
pub mod retention;
pub mod secret;
pub mod select;
pub mod sink;
pub mod standing;
pub mod text;
pub mod time;
pub mod view;
