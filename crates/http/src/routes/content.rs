//! `/api/v1/files/{file}/…`: working inside a file.

pub(super) mod findings;
pub(super) mod lines;
pub(super) mod outline;
pub(super) mod read;
pub(super) mod reveal;
pub(super) mod search;
pub(super) mod search_stream;
pub(super) mod tree;
pub(super) mod write;
