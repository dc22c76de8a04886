//! Where the key file's passphrase comes from: a file, the environment, or a prompt. Never an argument.

use std::io::IsTerminal;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use coffer_kms::Passphrase;

use crate::environment;

/// How to unlock the keys.
#[derive(Args, Clone)]
pub(crate) struct PassphraseSource {
    /// File whose first line is the passphrase of the key file [or set COFFER_PASSPHRASE, or type it]
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
}

impl PassphraseSource {
    /// The passphrase of an existing key file.
    pub(crate) fn read(&self) -> anyhow::Result<Passphrase> {
        match self.given()? {
            Some(text) => parse(text),
            None => parse(prompt("Passphrase of the key file: ")?),
        }
    }

    /// A passphrase for a new key file; typed twice when typed.
    pub(crate) fn choose(&self) -> anyhow::Result<Passphrase> {
        if let Some(text) = self.given()? {
            return parse(text);
        }
        let first = prompt("Choose a passphrase for the key file: ")?;
        if first != prompt("The same again: ")? {
            bail!("the two passphrases differ; nothing was made");
        }
        parse(first)
    }

    fn given(&self) -> anyhow::Result<Option<String>> {
        if let Some(path) = &self.passphrase_file {
            let text = std::fs::read_to_string(path).with_context(|| {
                format!("the passphrase file {} cannot be read", path.display())
            })?;
            return Ok(Some(text.lines().next().unwrap_or_default().to_owned()));
        }
        Ok(std::env::var(environment::PASSPHRASE).ok())
    }
}

fn prompt(text: &str) -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        bail!(
            "the passphrase is needed: set {}, give --passphrase-file, or run in a terminal",
            environment::PASSPHRASE
        );
    }
    rpassword::prompt_password(text).context("the passphrase could not be read")
}

fn parse(text: String) -> anyhow::Result<Passphrase> {
    Passphrase::new(text).map_err(|error| anyhow::anyhow!("{error}"))
}
