//! What every step works with.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;
use serde_json::Value;

use super::keeper::Keeper;
use super::ledger::{self, Entry};
use super::places::Places;
use super::server::Server;
use super::settings::{Reserved, Settings};
use super::story::Story;
use super::tools::{Coffer, Curl, text};

/// The stage: programs, folders, and the story told so far.
pub(crate) struct Stage {
    pub(crate) story: Story,
    pub(crate) settings: Settings,
    pub(crate) places: Places,
    pub(crate) server: Server,
    /// Its port, for as long as the demo runs.
    pub(crate) _port: Reserved,
    /// `coffer` of somebody without account.
    pub(crate) anybody: Coffer,
    pub(crate) curl: Curl,
    pub(crate) keeper: Arc<Keeper>,
}

/// A member of the organisation.
pub(crate) struct Member {
    pub(crate) id: String,
    pub(crate) token: String,
    pub(crate) enrolment_url: String,
    pub(crate) coffer: Coffer,
}

/// The organisation as set up.
pub(crate) struct Desk {
    pub(crate) admin: Member,
    /// Works the case, in Support.
    pub(crate) lena: Member,
    /// In Engineering.
    pub(crate) erik: Member,
    /// For the contact, with an e-mail code.
    pub(crate) page_url: String,
}

/// The bundle and the generated log.
pub(crate) struct Bundle {
    pub(crate) path: PathBuf,
    pub(crate) bytes: u64,
    pub(crate) log: super::applog::AppLog,
    /// Further values planted in the second file.
    pub(crate) more: Vec<String>,
    /// Path of the generated log in the bundle; none if it is the second file.
    pub(crate) log_member: Option<String>,
    /// What `curl` sends.
    pub(crate) second: PathBuf,
}

/// What the customer sent.
pub(crate) struct Sent {
    /// Id of the bundle.
    pub(crate) bundle: String,
    /// Id of the second file.
    pub(crate) second: String,
    /// The sealed object of the bundle on the server's disk.
    pub(crate) object: PathBuf,
    /// The customer's receipt of the bundle.
    pub(crate) receipt: PathBuf,
    pub(crate) code: String,
    /// The secret upload address for scripts.
    pub(crate) script_url: String,
}

/// The generated log as a file of the case.
pub(crate) struct LogFile {
    pub(crate) file: String,
    /// Its number in the archive.
    pub(crate) member: String,
    /// Its findings, as listed.
    pub(crate) findings: Vec<Value>,
}

impl Stage {
    /// A member with an API token made at the server.
    pub(crate) fn member(&self, id: &str, email: &str, enrolment_url: &str) -> Result<Member> {
        let made = self
            .server
            .operate_json(&["token", "create", "--member", email])?;
        let token = text(&made, "/token")?.to_owned();
        Ok(Member {
            id: id.to_owned(),
            enrolment_url: enrolment_url.to_owned(),
            coffer: self
                .anybody
                .at(&self.server.url(), self.server.ca())
                .with(&token),
            token,
        })
    }

    /// The ledger, read by the administrator.
    pub(crate) fn ledger(&self, desk: &Desk) -> Result<Vec<Entry>> {
        ledger::entries(&self.curl, &desk.admin.token)
    }
}
