//! `cofferd doctor`: looks at everything a server depends on, and says how to mend what is wrong.

mod checks;

use std::process::ExitCode;

use clap::Args;
use serde_json::json;

use super::{Place, block_on};
use crate::output;

/// Check configuration, disk, keys, clock and permissions; says how to mend each fault
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd doctor --data /srv/coffer

Exit status 1 if something is wrong.
JSON: one object a line: {\"check\", \"state\": \"ok\"|\"warning\"|\"fault\", \"found\", \"mend\"}")]
pub(crate) struct Doctor {
    #[command(flatten)]
    place: Place,
    /// One JSON object a line instead of text
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    Warning,
    Fault,
}

impl State {
    const fn word(self) -> &'static str {
        match self {
            State::Ok => "ok",
            State::Warning => "warning",
            State::Fault => "fault",
        }
    }
}

struct Finding {
    check: &'static str,
    state: State,
    found: String,
    mend: String,
}

impl Finding {
    fn ok(check: &'static str, found: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Ok,
            found: found.into(),
            mend: String::new(),
        }
    }
    fn warning(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Warning,
            found: found.into(),
            mend: mend.into(),
        }
    }
    fn fault(check: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            check,
            state: State::Fault,
            found: found.into(),
            mend: mend.into(),
        }
    }
}

impl Doctor {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let (dir, config) = self.place.load()?;
        let mut findings = checks::at_rest(&dir, &config);
        let passphrase = self.place.passphrase.read()?;
        findings.extend(block_on(async {
            Ok(checks::opened(&dir, &config, passphrase).await)
        })?);
        for finding in &findings {
            if self.json {
                output::json(&json!({
                    "check": finding.check,
                    "state": finding.state.word(),
                    "found": finding.found,
                    "mend": finding.mend,
                }))?;
                continue;
            }
            output::line(&format!(
                "{:<8} {:<14} {}",
                finding.state.word(),
                finding.check,
                finding.found
            ))?;
            if !finding.mend.is_empty() {
                output::line(&format!("{:<23} mend: {}", "", finding.mend))?;
            }
        }
        let faulty = findings.iter().any(|finding| finding.state == State::Fault);
        Ok(if faulty {
            ExitCode::from(output::NEGATIVE)
        } else {
            ExitCode::SUCCESS
        })
    }
}
