//! `cofferd events`: the places outside that are told what is in the ledger.

use std::process::ExitCode;

use anyhow::bail;
use clap::{Args, Subcommand};
use coffer_app::sinks::{SinkHealth, SinkView, Takes};
use coffer_domain::ports::random;
use coffer_outbound::sink::WebhookSecret;
use serde_json::json;

use super::{Place, block_on};
use crate::system::SystemEntropy;
use crate::{output, wiring};

/// Sinks and webhooks: how far they have got, try them, move them
#[derive(Subcommand)]
pub(crate) enum Events {
    Sinks(Sinks),
    Test(Named),
    Replay(Replay),
    Disable(Named),
    Enable(Named),
    NewSecret(NewSecret),
}

/// List the sinks and webhooks of the configuration, and how far each has got
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd events sinks --data /srv/coffer

Exit status 1 if one takes nothing or is given up.
JSON: one object a line: {\"name\", \"takes\", \"state\", \"next\", \"behind\", \"taken\", \"failing_since\", \"failure\"}")]
pub(crate) struct Sinks {
    #[command(flatten)]
    place: Place,
    /// One JSON object a line instead of text
    #[arg(long)]
    json: bool,
}

/// Which sink
#[derive(Args)]
#[command(after_help = "EXAMPLES:
  cofferd events test siem --data /srv/coffer
  cofferd events disable siem --data /srv/coffer
  cofferd events enable siem --data /srv/coffer")]
pub(crate) struct Named {
    /// The sink's or webhook's name
    #[arg(value_name = "NAME")]
    name: String,
    #[command(flatten)]
    place: Place,
}

/// Tell a sink the ledger again from an entry on, or go on from there; what it has already comes twice
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd events replay siem --from 12000 --data /srv/coffer")]
pub(crate) struct Replay {
    /// The sink's or webhook's name
    #[arg(value_name = "NAME")]
    name: String,
    /// Place of the first entry to tell, from 0
    #[arg(long, value_name = "INDEX")]
    from: u64,
    #[command(flatten)]
    place: Place,
}

/// Make a secret for a webhook; keep it in its secret_file, and hand it to the receiver
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd events new-secret > pager.secret")]
pub(crate) struct NewSecret {}

impl Events {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        match self {
            Events::Sinks(command) => command.run(),
            Events::Test(command) => command.test(),
            Events::Replay(command) => command.run(),
            Events::Disable(command) => command.enable(false),
            Events::Enable(command) => command.enable(true),
            Events::NewSecret(_) => {
                let secret = WebhookSecret::text(&random(&SystemEntropy));
                output::line(secret.expose())?;
                Ok(ExitCode::SUCCESS)
            }
        }
    }
}

fn takes(view: &SinkView) -> String {
    match view.takes {
        Takes::Entries { format, .. } => format.as_str().to_owned(),
        Takes::Alerts(severity) => format!("alerts from {}", severity.as_str()),
    }
}

impl Sinks {
    fn run(self) -> anyhow::Result<ExitCode> {
        let views = block_on(async { Ok(self.place.open().await?.sinks().await?) })?;
        for view in &views {
            let kept = &view.state;
            let time = |at: Option<coffer_domain::time::Timestamp>| at.map(|at| at.to_string());
            if self.json {
                output::json(&json!({
                    "name": kept.name,
                    "takes": takes(view),
                    "state": view.health().as_str(),
                    "next": kept.next,
                    "behind": view.behind,
                    "taken": time(kept.taken),
                    "failing_since": time(kept.failing_since),
                    "disabled": time(kept.disabled),
                    "failure": kept.failure,
                }))?;
                continue;
            }
            output::line(&format!(
                "{:<8} {:<20} {:<20} next {}, {} behind{}",
                view.health().as_str(),
                kept.name,
                takes(view),
                kept.next,
                view.behind,
                kept.failure
                    .as_ref()
                    .map(|why| format!("; {why}"))
                    .unwrap_or_default(),
            ))?;
        }
        if views.is_empty() {
            output::note("No sinks: [[sink]] and [[webhook]] in the configuration add some.");
        }
        let well = views.iter().all(|view| view.health() == SinkHealth::Ok);
        Ok(if well {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(output::NEGATIVE)
        })
    }
}

impl Named {
    fn test(self) -> anyhow::Result<ExitCode> {
        let tested = block_on(async {
            let app = self.place.open().await?;
            Ok(app.test_sink(&wiring::operator_ctx(), &self.name).await?)
        })?;
        match tested {
            Ok(()) => {
                output::note(&format!("{} took it.", self.name));
                Ok(ExitCode::SUCCESS)
            }
            Err(error) => {
                let why = coffer_app::error_chain(&error);
                output::note(&format!("{} did not take it: {why}", self.name));
                Ok(ExitCode::from(output::NEGATIVE))
            }
        }
    }

    fn enable(self, enabled: bool) -> anyhow::Result<ExitCode> {
        block_on(async {
            let app = self.place.open().await?;
            let ctx = wiring::operator_ctx();
            Ok(app.enable_sink(&ctx, &self.name, enabled).await?)
        })?;
        let said = if enabled {
            "is tried again"
        } else {
            "is not tried any more; what it is not told waits for it"
        };
        output::note(&format!("{} {said}.", self.name));
        Ok(ExitCode::SUCCESS)
    }
}

impl Replay {
    fn run(self) -> anyhow::Result<ExitCode> {
        let moved = block_on(async {
            let app = self.place.open().await?;
            let ctx = wiring::operator_ctx();
            Ok(app.move_sink(&ctx, &self.name, self.from).await)
        })?;
        if let Err(coffer_app::AppError::Conflict(_)) = moved {
            bail!(
                "the server moved `{}` at the same moment; try again",
                self.name
            );
        }
        moved?;
        output::note(&format!(
            "{} will be told from entry {} on.",
            self.name, self.from
        ));
        Ok(ExitCode::SUCCESS)
    }
}
