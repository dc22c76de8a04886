//! `cofferd backup keygen`: run it on a machine that is not the server.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use coffer_backup::Identity;
use serde_json::json;

use crate::output;

/// Make an offline key: FILE opens backups and stays off the server, FILE.pub goes to the server
#[derive(Args)]
#[command(after_help = "EXAMPLE (on a machine that is not the server):
  cofferd backup keygen --out safe-2026

FILE is two short lines: print it, and keep it in two places. Whoever has it, together with the passphrase of
the server's key file, can read everything in the backups; without it nobody can.
JSON: {\"recipient\", \"identity_file\", \"recipient_file\"}")]
pub(crate) struct Keygen {
    /// Where to write the private half; must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Keygen {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let identity = Identity::generate();
        let recipient = identity.recipient()?;
        let mut public = OsString::from(&self.out);
        public.push(".pub");
        let public = PathBuf::from(public);
        write_new(&self.out, 0o600, identity.to_text().as_bytes())?;
        write_new(&public, 0o644, recipient.to_text().as_bytes())?;
        if self.json {
            output::json(&json!({
                "recipient": recipient.name(),
                "identity_file": self.out,
                "recipient_file": public,
            }))?;
        } else {
            output::line(&format!("Recipient {} made.", recipient.name()))?;
            output::line(&format!(
                "Opens backups, keep it off the server, twice: {}",
                self.out.display()
            ))?;
            output::line(&format!("For the server: {}", public.display()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn write_new(path: &Path, mode: u32, bytes: &[u8]) -> anyhow::Result<()> {
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(mode)
        .open(path)
        .with_context(|| format!("{} cannot be made", path.display()))?;
    file.write_all(bytes)?;
    Ok(file.sync_all()?)
}
