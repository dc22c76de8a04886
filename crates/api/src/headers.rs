//! Names of headers that are Coffer's own.

/// Carries a file request's link token (`coffer_lnk_…`) on every call of the sending side.
pub const LINK: &str = "coffer-link";
/// Carries a contact's pass (`coffer_pas_…`), handed out for the mailed code.
pub const PASS: &str = "coffer-pass";
/// Must be present (any value) on changing calls that sign in by cookie; a foreign site cannot send it.
pub const CSRF: &str = "coffer-csrf";
/// Names the request; the same name is in the ledger and the logs.
pub const TRACE: &str = "coffer-request";
/// On the answer that completed an upload: the id of the file it became.
pub const FILE: &str = "coffer-file";
