//! The real server as a process: real TLS, a real data directory, killed and restarted where the test says so.
//!
//! Every test has a data directory and a port of its own. Tests that need something the machine may not have (root, a
//! package registry) say loudly that they were skipped.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test that meets something unexpected fails, and one that is skipped or seeded says so"
)]

mod harness;

mod access;
mod accounts;
mod alerts;
mod archives;
mod asvs;
mod attacks;
mod authorisation;
mod backups;
mod backups_by_itself;
mod buckets;
mod checklists;
mod console;
mod contact_passkeys;
mod deliveries;
mod disk_full;
mod ends;
mod erasing;
mod events;
mod ldap;
mod links;
mod lockbox;
mod main_job;
mod messages;
mod monitoring;
mod news;
mod oidc;
mod openapi;
mod passkeys;
mod peers;
mod pulling_over_tls;
mod putting_back;
mod ranges;
mod scans;
mod scim;
mod secrets;
mod sessions;
mod soak;
mod traces;
mod training;
mod tus;
mod webhooks;
mod witness;
