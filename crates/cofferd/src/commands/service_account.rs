//! `cofferd service-account`

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use coffer_app::directory::NewServiceAccount;
use coffer_domain::id::ServiceId;
use coffer_domain::limits::SERVICE_TOKEN_DAYS_DEFAULT;
use serde_json::json;

use super::{Place, block_on};
use crate::{output, wiring};

/// Machines that act here for themselves, such as a directory that brings people by SCIM
#[derive(Subcommand)]
pub(crate) enum ServiceAccount {
    Add(Add),
    Token(Token),
    List(List),
    End(End),
}

/// Add a service account; it has no token yet
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd service-account add --data /srv/coffer --name 'Entra ID' --scope scim

JSON: {\"id\", \"name\", \"scopes\"}")]
pub(crate) struct Add {
    #[command(flatten)]
    place: Place,
    /// What it is called
    #[arg(long)]
    name: String,
    /// What it may do: scim
    #[arg(long = "scope", value_name = "SCOPE", required = true)]
    scopes: Vec<String>,
    /// One JSON object instead of the bare id
    #[arg(long)]
    json: bool,
}

/// Make a token for a service account; shown once
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd service-account token --data /srv/coffer --account svc_… --days 180

JSON: {\"id\", \"token\", \"account\", \"expires\"}")]
pub(crate) struct Token {
    #[command(flatten)]
    place: Place,
    /// The service account's id
    #[arg(long, value_name = "ID")]
    account: String,
    /// How many days it works, at most 365
    #[arg(long, default_value_t = SERVICE_TOKEN_DAYS_DEFAULT)]
    days: u32,
    /// One JSON object instead of the bare token
    #[arg(long)]
    json: bool,
}

/// List service accounts and when their tokens end
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd service-account list --data /srv/coffer

JSON: [{\"id\", \"name\", \"scopes\", \"ended\", \"tokens\": [{\"id\", \"expires\"}]}]")]
pub(crate) struct List {
    #[command(flatten)]
    place: Place,
    /// JSON instead of lines
    #[arg(long)]
    json: bool,
}

/// End a service account and its tokens, at once and for good
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  cofferd service-account end --data /srv/coffer --account svc_…")]
pub(crate) struct End {
    #[command(flatten)]
    place: Place,
    /// The service account's id
    #[arg(long, value_name = "ID")]
    account: String,
}

fn id(text: &str) -> anyhow::Result<ServiceId> {
    text.parse()
        .context("`cofferd service-account list` names the ids")
}

impl ServiceAccount {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        block_on(async {
            match self {
                ServiceAccount::Add(add) => add.run().await?,
                ServiceAccount::Token(token) => token.run().await?,
                ServiceAccount::List(list) => list.run().await?,
                ServiceAccount::End(end) => {
                    let app = end.place.open().await?;
                    let account = id(&end.account)?;
                    app.end_service_account(&wiring::operator_ctx(), account)
                        .await?;
                }
            }
            Ok(ExitCode::SUCCESS)
        })
    }
}

impl Add {
    async fn run(self) -> anyhow::Result<()> {
        let app = self.place.open().await?;
        let new = NewServiceAccount {
            name: self.name,
            scopes: self.scopes,
        };
        let account = app
            .add_service_account(&wiring::operator_ctx(), &new)
            .await?;
        if self.json {
            let scopes: Vec<_> = account.scopes.iter().map(ToString::to_string).collect();
            output::json(&json!({
                "id": account.id.to_string(),
                "name": account.name.as_str(),
                "scopes": scopes,
            }))
        } else {
            output::line(&account.id.to_string())
        }
    }
}

impl Token {
    async fn run(self) -> anyhow::Result<()> {
        let app = self.place.open().await?;
        let account = id(&self.account)?;
        let (token, secret) = app
            .create_service_token(&wiring::operator_ctx(), account, self.days)
            .await?;
        if self.json {
            output::json(&json!({
                "id": token.id.to_string(),
                "token": secret.expose(),
                "account": token.account.to_string(),
                "expires": token.expires.to_string(),
            }))
        } else {
            output::line(secret.expose())
        }
    }
}

impl List {
    async fn run(self) -> anyhow::Result<()> {
        let app = self.place.open().await?;
        let accounts = app.service_accounts(&wiring::operator_ctx()).await?;
        if self.json {
            let all: Vec<_> = accounts
                .iter()
                .map(|(account, tokens)| {
                    let tokens: Vec<_> = tokens
                        .iter()
                        .map(|token| {
                            json!({ "id": token.id.to_string(), "expires": token.expires.to_string() })
                        })
                        .collect();
                    let scopes: Vec<_> = account.scopes.iter().map(ToString::to_string).collect();
                    json!({
                        "id": account.id.to_string(),
                        "name": account.name.as_str(),
                        "scopes": scopes,
                        "ended": account.ended.map(|at| at.to_string()),
                        "tokens": tokens,
                    })
                })
                .collect();
            return output::json(&json!(all));
        }
        for (account, tokens) in accounts {
            let state = match (account.ended, tokens.last()) {
                (Some(at), _) => format!("ended {at}"),
                (None, None) => "no token".to_owned(),
                (None, Some(token)) => format!("token until {}", token.expires),
            };
            output::line(&format!("{}  {}  {state}", account.id, account.name))?;
        }
        Ok(())
    }
}
