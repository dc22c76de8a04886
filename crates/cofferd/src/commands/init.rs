//! `cofferd init`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use coffer_app::setup::SetUp;
use coffer_domain::text::{Email, Name};
use coffer_kms::{KdfParams, KeyFile};
use serde_json::json;

use super::block_on;
use crate::config::{Config, LISTEN_DEFAULT, TEMPLATE};
use crate::data_dir::DataDir;
use crate::passphrase::PassphraseSource;
use crate::{output, rules, tls, wiring};

/// Make a data directory and the first administrator; prints a one-time enrolment link
#[derive(Args)]
#[command(after_help = "EXAMPLE:
  COFFER_PASSPHRASE='four or more quiet words' cofferd init --data /srv/coffer --admin admin@example.com

JSON: {\"id\": member, \"email\", \"enrolment_url\", \"expires\", \"ca\": path of the CA clients trust}")]
pub(crate) struct Init {
    /// The data directory to make
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// The first administrator's address
    #[arg(long, value_name = "EMAIL")]
    admin: String,
    /// The organisation's name, shown to customers
    #[arg(long, value_name = "NAME", default_value = "Support")]
    organisation: String,
    /// The department the administrator belongs to
    #[arg(long, value_name = "NAME", default_value = "Administration")]
    department: String,
    /// Where people will reach this server; written into the configuration [default: https://localhost:8443]
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
    #[command(flatten)]
    passphrase: PassphraseSource,
    /// One JSON object instead of text
    #[arg(long)]
    json: bool,
}

impl Init {
    pub(super) fn run(self) -> anyhow::Result<ExitCode> {
        let setup = SetUp {
            organisation: Name::parse(&self.organisation).context("--organisation")?,
            department: Name::parse(&self.department).context("--department")?,
            administrator: Email::parse(&self.admin).context("--admin")?,
        };
        let config = Config {
            public_url: self.public_url.clone(),
            ..Config::default()
        };
        let public_url = config.public_url(LISTEN_DEFAULT.parse()?)?;
        let passphrase = self.passphrase.choose()?;
        let dir = DataDir::create(&self.data)?;
        KeyFile::create(&dir.key_file(), &passphrase, KdfParams::default())
            .context("the key file cannot be made")?;
        std::fs::write(dir.config(), configuration(self.public_url.as_deref()))?;
        tls::ensure_ca(&dir.tls())?;
        let email = setup.administrator.to_string();
        let link = block_on(async {
            let app = wiring::open(
                &dir,
                &config,
                public_url,
                passphrase,
                rules::builtin()?,
                None,
            )
            .await?;
            Ok(app.set_up(&wiring::operator_ctx(), setup).await?)
        })?;
        let ca = dir.tls().join(tls::CA_CERTIFICATE);
        if self.json {
            output::json(&json!({
                "id": link.member.to_string(),
                "email": email,
                "enrolment_url": link.url.expose(),
                "expires": link.expires.to_string(),
                "ca": ca,
            }))?;
        } else {
            output::line(&format!("{} is ready.", dir.path().display()))?;
            output::line(&format!("Clients trust {}.", ca.display()))?;
            output::line(&format!(
                "Start the server:   cofferd serve --data {}",
                dir.path().display()
            ))?;
            output::line(&format!("Then {email} enrols here, once, within 24 hours:"))?;
            output::line(&format!("  {}", link.url.expose()))?;
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn configuration(public_url: Option<&str>) -> String {
    match public_url {
        Some(url) => TEMPLATE.replace(
            "# public_url = \"https://files.example.com\"",
            &format!("public_url = \"{url}\""),
        ),
        None => TEMPLATE.to_owned(),
    }
}
