//! `coffer login`

use std::path::{Path, PathBuf};

use clap::Args;
use coffer_client::api::session::TokenSignIn;
use coffer_client::{Client, Url};
use serde_json::json;
use zeroize::Zeroizing;

use crate::config::Config;
use crate::context::Ctx;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::terminal;

const AFTER: &str = "\
EXAMPLES:
  coffer login --url https://coffer.example --email ada@example.com
  printf '%s\\n' \"$PASSWORD\" | coffer login --url https://coffer.example --email ada@example.com --password-stdin --code 123456";

/// Ask for password and second factor, and keep the API token in the configuration file (readable by you only).
#[derive(Args)]
#[command(after_help = AFTER)]
pub(crate) struct LoginArgs {
    /// Your address; asked for if not given
    #[arg(long)]
    email: Option<String>,
    /// The six digits your authenticator shows now; asked for if not given
    #[arg(long)]
    code: Option<String>,
    /// Read the password from standard input instead of the terminal
    #[arg(long)]
    password_stdin: bool,
    /// What the token is called in lists
    #[arg(long, default_value = "coffer")]
    label: String,
    /// What the token reaches of your rights: view, work, originals, administer; several times; all if not given
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Option<Vec<String>>,
    /// How many days the token works, at most 90
    #[arg(long, default_value_t = 30)]
    days: u32,
}

pub(crate) async fn run(ctx: &Ctx, args: LoginArgs) -> anyhow::Result<Exit> {
    let path = ctx.config_path.clone().ok_or_else(|| {
        Failure::local("there is no home directory to keep the token in; give --config FILE")
    })?;
    let server = ctx.server()?;
    if !terminal::can_ask() && (args.email.is_none() || args.code.is_none() || !args.password_stdin)
    {
        let message = "there is no terminal to ask at: give --email, --code and --password-stdin";
        return Err(Failure::local(message).into());
    }
    let email = match args.email {
        Some(email) => email,
        None => terminal::ask("E-mail address")?,
    };
    let password: Zeroizing<String> = if args.password_stdin {
        terminal::read_line()?
    } else {
        terminal::ask_secret("Password")?
    };
    let code = match args.code {
        Some(code) => code,
        None => terminal::ask("Code from your authenticator")?,
    };
    let sign_in = TokenSignIn {
        email,
        password: password.to_string(),
        code,
        label: args.label,
        scopes: args.scopes,
        days: Some(args.days),
    };
    let client = Client::new(&server, &ctx.trust()?, None)?;
    let created = client.sign_in(&sign_in).await?;
    keep(ctx, &path, &server, created.token)?;
    if ctx.json {
        ctx.out.json(&json!({
            "id": created.id,
            "expires": created.expires,
            "url": server.as_str().trim_end_matches('/'),
            "config": path,
        }))?;
    } else {
        ctx.out.note(&format!(
            "Signed in at {} until {}. The token is in `{}`.",
            server.as_str().trim_end_matches('/'),
            created.expires,
            path.display()
        ));
    }
    Ok(Exit::Ok)
}

fn keep(ctx: &Ctx, path: &Path, server: &Url, token: String) -> anyhow::Result<()> {
    let ca: Option<PathBuf> = ctx.ca_path().map(std::path::absolute).transpose()?;
    let config = Config {
        url: Some(server.as_str().trim_end_matches('/').to_owned()),
        token: Some(token),
        ca,
    };
    config.write(path)
}
