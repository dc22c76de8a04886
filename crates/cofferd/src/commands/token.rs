//! `cofferd token`

use std::process::ExitCode;

use clap::{Args, Subcommand};
use coffer_app::signin::NewToken;
use serde_json::json;

use super::{Place, block_on};
use crate::{output, wiring};

/// API tokens, for scripts on the server
#[derive(Subcommand)]
pub(crate) enum Token {
    Create(Create),
}

/// Make an API token for a member; it carries their rights, or as much of them as is said
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd token create --data /srv/coffer --member agent@example.com --json

JSON: {\"id\", \"token\", \"member\", \"expires\"}")]
pub(crate) struct Create {
    #[command(flatten)]
    place: Place,
    /// The member: address or id
    #[arg(long, value_name = "EMAIL")]
    member: String,
    /// What the token is for
    #[arg(long, default_value = "made at the server")]
    label: String,
    /// What it reaches of the member's rights: view, work, originals, administer; several times; all if not given
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Option<Vec<String>>,
    /// How many days it works, at most 90
    #[arg(long, default_value_t = 30)]
    days: u32,
    /// One JSON object instead of the bare token
    #[arg(long)]
    json: bool,
}

impl Token {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let Token::Create(create) = self;
        block_on(async {
            let app = create.place.open().await?;
            let new = NewToken {
                label: create.label,
                scopes: create.scopes,
                days: Some(create.days),
            };
            let (token, secret) = app
                .create_token(&wiring::operator_ctx(), &create.member, &new)
                .await?;
            if create.json {
                output::json(&json!({
                    "id": token.id.to_string(),
                    "token": secret.expose(),
                    "member": token.member.to_string(),
                    "expires": token.expires.to_string(),
                }))?;
            } else {
                output::line(secret.expose())?;
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}
