//! `cofferd ledger export`

use std::fs;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;

use crate::commands::{Place, block_on};
use crate::{output, wiring};

/// Name of the file that holds the log's public key beside the export.
pub(super) const KEY_FILE: &str = "log.vkey";

/// Write the whole ledger into a folder, in C2SP tlog-tiles layout
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd ledger export --data /srv/coffer --out ledger-2026-11

The folder can be verified anywhere, without the server: cofferd ledger verify ledger-2026-11
JSON: {\"entries\", \"out\", \"log\"}")]
pub(crate) struct Export {
    #[command(flatten)]
    place: Place,
    /// The folder to write; must not exist or be empty
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let out = &self.out;
        fs::create_dir_all(out).with_context(|| format!("{} cannot be made", out.display()))?;
        if fs::read_dir(out)?.next().is_some() {
            bail!("{} is not empty; name a new folder", out.display());
        }
        let plan = block_on(async {
            let app = self.place.open().await?;
            let plan = app.plan_export(&wiring::operator_ctx()).await?;
            app.export_ledger(&plan, |file| {
                let path = out.join(&file.path);
                fs::create_dir_all(path.parent().ok_or(io::ErrorKind::InvalidInput)?)?;
                fs::write(path, file.bytes)
            })
            .await?;
            Ok(plan)
        })?;
        fs::write(out.join(KEY_FILE), format!("{}\n", plan.log))?;
        if self.json {
            output::json(&json!({ "entries": plan.head.size, "out": out, "log": plan.log }))?;
        } else {
            output::line(&format!(
                "{} entries written to {}",
                plan.head.size,
                out.display()
            ))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
