//! `cofferd member`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Place, block_on};
use crate::{output, wiring};

/// Members, as far as the operator may help them
#[derive(Subcommand)]
pub(crate) enum Member {
    Enrol(Enrol),
    Unlock(Unlock),
}

/// Unlock a member, such as the last administrator who froze their own account
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd member unlock --data /srv/coffer --member admin@example.com

JSON: {\"id\", \"state\"}")]
pub(crate) struct Unlock {
    #[command(flatten)]
    place: Place,
    /// The member: address or id
    #[arg(long, value_name = "EMAIL")]
    member: String,
    /// One JSON object instead of words
    #[arg(long)]
    json: bool,
}

/// Make a further one-time enrolment link for a member; earlier ones stop working
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd member enrol --data /srv/coffer --member admin@example.com

JSON: {\"id\", \"enrolment_url\", \"expires\"}")]
pub(crate) struct Enrol {
    #[command(flatten)]
    place: Place,
    /// The member: address or id
    #[arg(long, value_name = "EMAIL")]
    member: String,
    /// One JSON object instead of the bare link
    #[arg(long)]
    json: bool,
}

impl Member {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        block_on(async {
            match self {
                Member::Enrol(enrol) => enrol.run().await,
                Member::Unlock(unlock) => unlock.run().await,
            }
        })
    }
}

impl Unlock {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open().await?;
        let member = app
            .unlock_member(&wiring::operator_ctx(), &self.member)
            .await?;
        let state = member.state.as_str();
        if self.json {
            output::json(&json!({ "id": member.id.to_string(), "state": state }))?;
        } else {
            output::line(&format!("{} is {state}", member.id))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Enrol {
    async fn run(self) -> anyhow::Result<ExitCode> {
        let app = self.place.open().await?;
        let link = app
            .renew_enrolment(&wiring::operator_ctx(), &self.member)
            .await?;
        if self.json {
            output::json(&json!({
                "id": link.member.to_string(),
                "enrolment_url": link.url.expose(),
                "expires": link.expires.to_string(),
            }))?;
        } else {
            output::line(link.url.expose())?;
        }
        Ok(ExitCode::SUCCESS)
    }
}
