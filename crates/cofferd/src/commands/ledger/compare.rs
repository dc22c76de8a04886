//! `cofferd ledger compare`

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use crate::commands::{Place, block_on};
use crate::{output, wiring};

/// Compare what is there with what the ledger says: rows that went, came or changed without an entry
#[derive(Args)]
#[command(after_help = "EXAMPLES:
  cofferd ledger compare --data /srv/coffer
  cofferd ledger compare --data /srv/coffer-as-of-monday --json

Cases, files and the hash of the version that is shown, members, customers and departments. Whether the ledger itself is sound: cofferd ledger verify.
Exit status 1 if something differs.
JSON: {\"entries\", \"sound\", \"odd\": [{\"what\", \"id\", \"difference\": \"gone\"|\"unrecorded\"|\"altered\", \"entry\"}]}")]
pub(crate) struct Compare {
    #[command(flatten)]
    place: Place,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Compare {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let compared = block_on(async {
            let app = self.place.open().await?;
            Ok(app.compare_with_ledger(&wiring::operator_ctx()).await?)
        })?;
        if self.json {
            let odd = compared.odd.iter().map(|it| {
                json!({ "what": it.what, "id": it.id, "difference": it.difference.as_str(), "entry": it.entry })
            });
            output::json(&json!({
                "entries": compared.entries,
                "sound": compared.sound,
                "odd": odd.collect::<Vec<_>>(),
            }))?;
        } else {
            for it in &compared.odd {
                let entry = it
                    .entry
                    .map_or_else(String::new, |place| format!(", entry {place}"));
                output::line(&format!(
                    "{} {}: {}{entry}",
                    it.what,
                    it.id,
                    it.difference.as_str()
                ))?;
            }
            output::line(&format!(
                "{} entries read; {} as they say, {} not",
                compared.entries,
                compared.sound,
                compared.odd.len()
            ))?;
        }
        Ok(if compared.odd.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}
