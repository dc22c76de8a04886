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
        let Member::Enrol(enrol) = self;
        block_on(async {
            let app = enrol.place.open().await?;
            let link = app
                .renew_enrolment(&wiring::operator_ctx(), &enrol.member)
                .await?;
            if enrol.json {
                output::json(&json!({
                    "id": link.member.to_string(),
                    "enrolment_url": link.url.expose(),
                    "expires": link.expires.to_string(),
                }))?;
            } else {
                output::line(link.url.expose())?;
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
