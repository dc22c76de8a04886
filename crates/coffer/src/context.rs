//! What every command has: flags, configuration, output.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use coffer_client::limits::CA_BYTES_MAX;
use coffer_client::{Client, Link, LinkClient, Trust, Url, parse_server};
use serde::Serialize;

use crate::args::Global;
use crate::config::{self, Config};
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::Out;

/// Flags, configuration and output of one command.
pub(crate) struct Ctx {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
    pub(crate) out: Out,
    pub(crate) config: Config,
    /// Where the configuration is read from and written to.
    pub(crate) config_path: Option<PathBuf>,
    flags: Global,
}

impl Ctx {
    pub(crate) fn new(flags: Global) -> anyhow::Result<Self> {
        let config_path = flags.config.clone().or_else(config::default_path);
        let config = match &config_path {
            Some(path) => Config::read(path)?,
            None => Config::default(),
        };
        Ok(Self {
            json: flags.json,
            quiet: flags.quiet,
            out: Out::new(flags.quiet),
            config,
            config_path,
            flags,
        })
    }

    /// The server: flag, then environment, then file.
    pub(crate) fn server(&self) -> anyhow::Result<Url> {
        let text = self.flags.url.as_ref().or(self.config.url.as_ref());
        let text = text.ok_or_else(|| {
            Failure::local(
                "no server is named: give --url https://HOST, set COFFER_URL, or run `coffer login`",
            )
        })?;
        Ok(parse_server(text)?)
    }

    /// The CA file named by flag or environment, else by the file.
    pub(crate) fn ca_path(&self) -> Option<&Path> {
        self.flags.ca.as_deref().or(self.config.ca.as_deref())
    }

    pub(crate) fn trust(&self) -> anyhow::Result<Trust> {
        read_trust(self.ca_path())
    }

    /// A member's connection.
    pub(crate) fn client(&self) -> anyhow::Result<Client> {
        let server = self.server()?;
        let token = match &self.flags.token {
            Some(token) => Some(token),
            // A token goes only to the server it was made by.
            None => self
                .config
                .token
                .as_ref()
                .filter(|_| self.is_configured(&server)),
        };
        let token = token.ok_or_else(|| {
            let message =
                "not signed in: run `coffer login`, or give a token with --token or COFFER_TOKEN";
            Failure::new(Exit::Refused, message)
        })?;
        Ok(Client::new(&server, &self.trust()?, Some(token))?)
    }

    /// The sending side's connection. The configured CA counts only for the configured server.
    pub(crate) fn link_client(&self, link: Link) -> anyhow::Result<LinkClient> {
        let configured = self
            .config
            .ca
            .as_deref()
            .filter(|_| self.is_configured(link.base()));
        let trust = read_trust(self.flags.ca.as_deref().or(configured))?;
        Ok(LinkClient::new(link, &trust)?)
    }

    fn is_configured(&self, server: &Url) -> bool {
        let configured = self
            .config
            .url
            .as_deref()
            .and_then(|url| parse_server(url).ok());
        configured.is_some_and(|url| url.origin() == server.origin())
    }

    /// JSON with `--json`, else what `human` writes.
    pub(crate) fn show<T: Serialize>(
        &self,
        value: &T,
        human: impl FnOnce(Out, &T) -> std::io::Result<()>,
    ) -> anyhow::Result<Exit> {
        if self.json {
            self.out.json(value)?;
        } else {
            human(self.out, value)?;
        }
        Ok(Exit::Ok)
    }

    /// A list: `{"items": […]}` with `--json`, else a table.
    pub(crate) fn show_list<T: Serialize>(
        &self,
        items: &[T],
        head: &[&str],
        row: impl Fn(&T) -> Vec<String>,
    ) -> anyhow::Result<Exit> {
        if self.json {
            self.out.json(&serde_json::json!({ "items": items }))?;
        } else if items.is_empty() {
            self.out.note("Nothing there.");
        } else {
            let rows: Vec<_> = items.iter().map(row).collect();
            self.out.table(head, &rows)?;
        }
        Ok(Exit::Ok)
    }
}

fn read_trust(path: Option<&Path>) -> anyhow::Result<Trust> {
    use std::io::Read as _;
    let Some(path) = path else {
        return Ok(Trust::System);
    };
    let read = || -> std::io::Result<Vec<u8>> {
        let mut pem = Vec::new();
        fs::File::open(path)?
            .take(CA_BYTES_MAX)
            .read_to_end(&mut pem)?;
        Ok(pem)
    };
    let pem = read().with_context(|| format!("cannot read the CA file `{}`", path.display()))?;
    Ok(Trust::Only(pem))
}
