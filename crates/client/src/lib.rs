//! Talking to a Coffer server: every call the command line needs, resumable sending, and the checks that
//! need no server.
//!
//! [`Client`] is the members' side, [`LinkClient`] the sending side of one file request, [`Sender`] what brings
//! files through a bad line. Nothing here prints, prompts or reads configuration.

mod access;
pub mod backoff;
mod call;
mod deliveries;
mod error;
pub mod follow;
pub mod limits;
mod link;
mod members;
mod messages;
mod pace;
pub mod receipt;
mod sender;
mod sending;
mod templates;
pub mod text;
mod training;
mod transport;
mod walk;

pub use coffer_api as api;
pub use coffer_scan as scan;
pub use coffer_tlog as tlog;
pub use reqwest::Url;

pub use call::Download;
pub use error::{CallError, ProblemError};
pub use link::{Link, LinkError};
pub use members::Client;
pub use sender::{Outcome, Progress, SendError, Sender, State};
pub use sending::LinkClient;
pub use transport::{ServerError, Trust, parse_server};
pub use walk::{LocalFile, Walk, WalkError, walk};
