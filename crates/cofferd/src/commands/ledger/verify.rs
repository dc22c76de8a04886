//! `cofferd ledger verify`: needs an export and a key, and no server.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use coffer_app::ledger::WITNESSED_PATH;
use coffer_tlog::{
    CheckpointError, Cosignature, ExportReport, ExportSource, ExportVerifier, LogVerifier,
    VerifiedCheckpoint, WitnessVerifier, verify_checkpoint,
};
use serde_json::json;

use super::export::KEY_FILE;
use crate::output;

/// Verify an export: every entry, every tile, the signed head. Names the first bad entry
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd ledger verify ledger-2026-11 --log \"$(cat coffer.vkey)\"

Exit status 1 if the export was altered.
JSON: {\"valid\", \"entries\", \"root\", \"witnesses\": [{\"name\", \"size\", \"time\"}], \"extends\"} or {\"valid\": false, \"error\", \"first_bad_entry\"}")]
pub(crate) struct Verify {
    /// The export
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The log's public key, from a source you trust [default: the one in the folder, which proves less]
    #[arg(long, value_name = "KEY")]
    log: Option<String>,
    /// A witness that must have cosigned, by its key; several times for several
    #[arg(long = "witness", value_name = "VKEY")]
    witnesses: Vec<String>,
    /// An older signed head kept elsewhere that the log must extend; several times for several
    #[arg(long = "since", value_name = "FILE")]
    since: Vec<PathBuf>,
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
        let key = match self.log.clone() {
            Some(key) => key,
            None => fs::read_to_string(self.folder.join(KEY_FILE)).with_context(|| {
                format!("{} holds no {KEY_FILE}; give --log", self.folder.display())
            })?,
        };
        let log = LogVerifier::from_vkey(key.trim()).context("the log's key is not readable")?;
        let source = Folder(&self.folder);
        let witnesses: Vec<WitnessVerifier> = self
            .witnesses
            .iter()
            .map(|text| WitnessVerifier::from_vkey(text.trim()).context("--witness is no key"))
            .collect::<Result<_, _>>()?;
        let mut verifier = ExportVerifier::new(&source, &log).witnesses(&witnesses);
        for path in &self.since {
            let note = fs::read_to_string(path)
                .with_context(|| format!("{} cannot be read", path.display()))?;
            let older = verify_checkpoint(&note, &log, &[])
                .with_context(|| format!("{} is not a head of this log", path.display()))?;
            verifier = verifier.extending(older.checkpoint);
        }
        // The newest head is rarely cosigned yet; the largest one that is must be its beginning.
        let witnessed = match self.witnessed(&log, &witnesses)? {
            Ok(witnessed) => witnessed,
            Err(error) => return self.not_witnessed(&format!("{WITNESSED_PATH}: {error}")),
        };
        if let Some(witnessed) = &witnessed {
            verifier = verifier.extending(witnessed.checkpoint.clone());
        }
        let verified = verifier.verify(&mut |_progress| {});
        match verified {
            Ok(report) => {
                let cosigned = cosigned(&report, witnessed.as_ref());
                let missing = witnesses
                    .iter()
                    .find(|it| !cosigned.iter().any(|(line, _)| line.name == it.name()));
                if let Some(missing) = missing {
                    let name = missing.name();
                    return self.not_witnessed(&format!(
                        "the witness `{name}` has not cosigned any of it"
                    ));
                }
                self.say(&report, &cosigned, trusted)?;
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

    /// The head of the export that witnesses cosigned, if there is one: signed by the log as well.
    fn witnessed(
        &self,
        log: &LogVerifier,
        witnesses: &[WitnessVerifier],
    ) -> anyhow::Result<Result<Option<VerifiedCheckpoint>, CheckpointError>> {
        if witnesses.is_empty() {
            return Ok(Ok(None));
        }
        let path = self.folder.join(WITNESSED_PATH);
        let note = match fs::read_to_string(&path) {
            Ok(note) => note,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(None)),
            Err(error) => return Err(error).with_context(|| path.display().to_string()),
        };
        Ok(verify_checkpoint(&note, log, witnesses).map(Some))
    }

    fn not_witnessed(&self, text: &str) -> anyhow::Result<ExitCode> {
        if self.json {
            output::json(
                &json!({ "valid": false, "error": text, "first_bad_entry": serde_json::Value::Null }),
            )?;
        } else {
            output::line(&format!("NOT witnessed: {text}"))?;
        }
        Ok(ExitCode::from(output::NEGATIVE))
    }

    fn say(
        &self,
        report: &ExportReport,
        cosigned: &[(Cosignature, u64)],
        trusted: bool,
    ) -> anyhow::Result<()> {
        if self.json {
            let lines: Vec<_> = cosigned
                .iter()
                .map(|(line, size)| json!({ "name": line.name, "size": size, "time": line.time }))
                .collect();
            return output::json(&json!({
                "valid": true,
                "entries": report.size(),
                "root": report.root().to_base64(),
                "witnesses": lines,
                "extends": report.extends,
            }));
        }
        output::line(&format!(
            "{} entries, all as signed; root {}",
            report.size(),
            report.root()
        ))?;
        for (line, size) in cosigned {
            output::line(&format!("the first {size} are witnessed by {}", line.name))?;
        }
        if !trusted {
            output::note(
                "Checked against the key that lies in the folder; give --log for a key you trust.",
            );
        }
        Ok(())
    }
}

/// Who cosigned how many entries: the newest line of each.
fn cosigned(
    report: &ExportReport,
    witnessed: Option<&VerifiedCheckpoint>,
) -> Vec<(Cosignature, u64)> {
    let newest = report.cosignatures.iter().map(|line| (line, report.size()));
    let earlier = witnessed.into_iter().flat_map(|verified| {
        let size = verified.checkpoint.size;
        verified.cosignatures.iter().map(move |line| (line, size))
    });
    let mut found: Vec<(Cosignature, u64)> = Vec::new();
    for (line, size) in newest.chain(earlier) {
        if !found.iter().any(|(other, _)| other.name == line.name) {
            found.push((line.clone(), size));
        }
    }
    found
}
