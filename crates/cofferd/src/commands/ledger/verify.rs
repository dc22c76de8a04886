//! `cofferd ledger verify`: needs an export and a key, and no server.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use coffer_tlog::{ExportSource, ExportVerifier, LogVerifier};
use serde_json::json;

use super::export::KEY_FILE;
use crate::output;

/// Verify an export: every entry, every tile, the signed head. Names the first bad entry
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd ledger verify ledger-2026-11 --log \"$(cat coffer.vkey)\"

Exit status 1 if the export was altered.
JSON: {\"valid\", \"entries\", \"root\"} or {\"valid\": false, \"error\", \"first_bad_entry\"}")]
pub(crate) struct Verify {
    /// The export
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The log's public key, from a source you trust [default: the one in the folder, which proves less]
    #[arg(long, value_name = "KEY")]
    log: Option<String>,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

/// An export as it lies in a folder.
pub(crate) struct Folder<'a>(pub(crate) &'a Path);

impl ExportSource for Folder<'_> {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, String> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.to_string()),
        }
    }
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let trusted = self.log.is_some();
        let key = match self.log {
            Some(key) => key,
            None => fs::read_to_string(self.folder.join(KEY_FILE)).with_context(|| {
                format!("{} holds no {KEY_FILE}; give --log", self.folder.display())
            })?,
        };
        let log = LogVerifier::from_vkey(key.trim()).context("the log's key is not readable")?;
        let source = Folder(&self.folder);
        let verified = ExportVerifier::new(&source, &log).verify(&mut |_progress| {});
        match verified {
            Ok(report) => {
                if self.json {
                    output::json(
                        &json!({ "valid": true, "entries": report.size(), "root": report.root().to_base64() }),
                    )?;
                } else {
                    output::line(&format!(
                        "{} entries, all as signed; root {}",
                        report.size(),
                        report.root()
                    ))?;
                    if !trusted {
                        output::note(
                            "Checked against the key that lies in the folder; give --log for a key you trust.",
                        );
                    }
                }
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => {
                let entry = error.first_bad_entry();
                let text = coffer_app::error_chain(&error);
                if self.json {
                    output::json(
                        &json!({ "valid": false, "error": text, "first_bad_entry": entry }),
                    )?;
                } else {
                    let place = entry
                        .map(|index| format!(" at entry {index}"))
                        .unwrap_or_default();
                    output::line(&format!("NOT as signed{place}: {text}"))?;
                }
                Ok(ExitCode::from(output::NEGATIVE))
            }
        }
    }
}
