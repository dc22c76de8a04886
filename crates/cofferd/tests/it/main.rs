//! The real server as a process: real TLS, a real data directory, killed and restarted where the test says so.
//!
//! Every test has a data directory and a port of its own. Tests that need something the machine may not have (root, a
//! package registry) say loudly that they were skipped.

mod harness;

mod archives;
mod disk_full;
mod links;
mod main_job;
mod ranges;
mod soak;
mod tus;
