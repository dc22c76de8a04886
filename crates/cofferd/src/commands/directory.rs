//! `cofferd directory`

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use coffer_app::directory::{SyncReport, SyncRules};
use serde_json::json;

use super::{Place, block_on};
use crate::{output, wiring};

/// The LDAP directory of the configuration
#[derive(Subcommand)]
pub(crate) enum Directory {
    Sync(Sync),
}

/// Compare the directory's people with Coffer's members, and do what follows
///
/// Exit status: 0 done, 1 refused because too many would leave, 2 failed.
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd directory sync --data /srv/coffer --dry-run

JSON: {\"added\", \"changed\", \"locked\", \"left\", \"same\", \"problems\": [{\"who\", \"problem\"}], \"refused\", \"dry_run\"}")]
pub(crate) struct Sync {
    #[command(flatten)]
    place: Place,
    /// Only say what would happen
    #[arg(long)]
    dry_run: bool,
    /// Also if more people would leave than `removed_percent_max` allows
    #[arg(long)]
    even_so: bool,
    /// One JSON object instead of lines
    #[arg(long)]
    json: bool,
}

impl Directory {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let Directory::Sync(sync) = self;
        block_on(async {
            let (_, config) = sync.place.load()?;
            let section = config.ldap.as_ref();
            let section = section.context("the configuration has no [ldap]")?;
            let directory = section.directory()?;
            let rules = SyncRules {
                dry_run: sync.dry_run,
                even_so: sync.even_so,
                ..section.rules()?
            };
            let app = sync.place.open().await?;
            let report = app
                .sync_directory(&wiring::operator_ctx(), &directory, rules)
                .await?;
            sync.tell(&report)?;
            Ok(if report.refused {
                ExitCode::from(output::NEGATIVE)
            } else {
                ExitCode::SUCCESS
            })
        })
    }
}

impl Sync {
    fn tell(&self, report: &SyncReport) -> anyhow::Result<()> {
        if self.json {
            let problems: Vec<_> = report
                .problems
                .iter()
                .map(|(who, problem)| json!({ "who": who, "problem": problem }))
                .collect();
            return output::json(&json!({
                "added": report.added,
                "changed": report.changed,
                "locked": report.locked,
                "left": report.left,
                "same": report.same,
                "problems": problems,
                "refused": report.refused,
                "dry_run": self.dry_run,
            }));
        }
        let would = if self.dry_run { "would be " } else { "" };
        output::line(&format!(
            "{} {would}added, {} {would}changed ({} locked), {} {would}gone, {} as they were",
            report.added, report.changed, report.locked, report.left, report.same
        ))?;
        for (who, problem) in &report.problems {
            output::line(&format!("{who}: {problem}"))?;
        }
        if report.refused {
            output::line(
                "refused: more people would leave than [ldap] removed_percent_max allows; nothing was changed. \
                 If that is right, repeat with --even-so",
            )?;
        }
        Ok(())
    }
}
