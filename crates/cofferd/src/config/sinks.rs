//! `[[sink]]` and `[[webhook]]`: places outside that are told what is in the ledger.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use coffer_app::sinks::{Sink, SinkKind, Takes};
use coffer_domain::alert::Severity;
use coffer_domain::ports::EventSink;
use coffer_domain::secret::SecretText;
use coffer_domain::time::Span;
use coffer_events::Format;
use coffer_outbound::sink::{
    FileSink, HttpsConfig, HttpsSink, SyslogConfig, SyslogSink, WebhookConfig, WebhookSecret,
    WebhookSink,
};
use serde::Deserialize;

use crate::system::SystemClock;

/// Longest name of a sink.
const NAME_BYTES_MAX: usize = 64;

/// `[[sink]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SinkSection {
    /// What it is called.
    pub name: String,
    /// `file`, `syslog` or `https`.
    pub kind: Kind,
    /// How entries are written: `ocsf`, `cef` or `coffer`.
    #[serde(default)]
    pub format: Option<String>,
    /// Whether the addresses that entries came from are told as well.
    #[serde(default)]
    pub addresses: bool,
    /// Whether it is told the ledger's head as well.
    #[serde(default)]
    pub checkpoints: bool,
    /// Of a file: where it is.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// Of syslog: where it is, `host:port`.
    #[serde(default)]
    pub address: Option<String>,
    /// Of syslog: plain TCP, to this machine only.
    #[serde(default)]
    pub danger_plaintext: bool,
    /// Of https: where it is.
    #[serde(default)]
    pub url: Option<String>,
    /// Of https: file whose first line is the value of `Authorization`.
    #[serde(default)]
    pub authorization_file: Option<PathBuf>,
    /// PEM file with a further CA to trust.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// What kind of place a sink is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Kind {
    /// JSON Lines, or lines of CEF.
    File,
    /// RFC 5424 over TLS.
    Syslog,
    /// Batches by POST.
    Https,
}

/// `[[webhook]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookSection {
    /// What it is called.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// File with what signs: one `whsec_…` a line, the newest first, at most two.
    pub secret_file: PathBuf,
    /// The least severity of alerts it is told.
    #[serde(default)]
    pub severity: Option<String>,
    /// Whether it may lead to a private address.
    #[serde(default)]
    pub allow_private: bool,
    /// After how many hours in vain it is given up.
    #[serde(default)]
    pub give_up_hours: Option<u32>,
    /// PEM file with a further CA to trust.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// After how many hours in vain a webhook is given up when nothing is said.
const GIVE_UP_HOURS_DEFAULT: u32 = 72;

impl SinkSection {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        let paths = [
            &mut self.path,
            &mut self.authorization_file,
            &mut self.ca_file,
        ];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&*path);
        }
    }

    fn sink(&self, hostname: &str) -> anyhow::Result<Sink> {
        let format = match &self.format {
            None => Format::Ocsf,
            Some(word) => match Format::from_word(word) {
                Some(format) => format,
                None => bail!("format = `{word}`: expected ocsf, cef or coffer"),
            },
        };
        self.refuse_what_does_not_fit()?;
        let ca_pem = self.ca_file.as_deref().map(read).transpose()?;
        let port: Arc<dyn EventSink> = match self.kind {
            Kind::File => {
                let path = self.path.clone().context("a file needs `path`")?;
                Arc::new(FileSink::new(path)?)
            }
            Kind::Syslog => Arc::new(SyslogSink::new(SyslogConfig {
                address: self.address.clone().context("syslog needs `address`")?,
                ca_pem,
                danger_plaintext: self.danger_plaintext,
                hostname: hostname.to_owned(),
            })?),
            Kind::Https => Arc::new(HttpsSink::new(&HttpsConfig {
                url: self.url.clone().context("https needs `url`")?,
                authorization: self
                    .authorization_file
                    .as_deref()
                    .map(first_line)
                    .transpose()?,
                ca_pem,
            })?),
        };
        Ok(Sink {
            name: self.name.clone(),
            kind: match self.kind {
                Kind::File => SinkKind::File,
                Kind::Syslog => SinkKind::Syslog,
                Kind::Https => SinkKind::Https,
            },
            takes: Takes::Entries {
                format,
                addresses: self.addresses,
            },
            give_up_after: None,
            told_heads: self.checkpoints,
            port,
        })
    }

    /// A key that has no effect is a mistake somebody would find out about too late.
    fn refuse_what_does_not_fit(&self) -> anyhow::Result<()> {
        let keys = [
            ("path", self.path.is_some(), Kind::File),
            ("address", self.address.is_some(), Kind::Syslog),
            ("danger_plaintext", self.danger_plaintext, Kind::Syslog),
            ("url", self.url.is_some(), Kind::Https),
            (
                "authorization_file",
                self.authorization_file.is_some(),
                Kind::Https,
            ),
        ];
        for (key, given, kind) in keys {
            if given && kind != self.kind {
                bail!("`{key}` does not belong to this kind of sink");
            }
        }
        if self.ca_file.is_some() && (self.kind == Kind::File || self.danger_plaintext) {
            bail!("`ca_file` is for TLS, and there is none here");
        }
        Ok(())
    }
}

impl WebhookSection {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        self.secret_file = folder.join(&self.secret_file);
        if let Some(path) = &mut self.ca_file {
            *path = folder.join(&*path);
        }
    }

    fn sink(&self) -> anyhow::Result<Sink> {
        let severity = match &self.severity {
            None => Severity::Low,
            Some(word) => Severity::from_word(word).with_context(|| {
                format!("severity = `{word}`: expected low, medium, high or critical")
            })?,
        };
        let hours = self.give_up_hours.unwrap_or(GIVE_UP_HOURS_DEFAULT);
        if hours == 0 {
            bail!("give_up_hours must be at least 1");
        }
        let secrets = std::fs::read_to_string(&self.secret_file).with_context(|| {
            format!("secret_file {} cannot be read", self.secret_file.display())
        })?;
        let port = WebhookSink::new(
            WebhookConfig {
                url: self.url.clone(),
                secrets: WebhookSecret::parse_all(&SecretText::new(secrets))?,
                ca_pem: self.ca_file.as_deref().map(read).transpose()?,
                private_allowed: self.allow_private,
            },
            Arc::new(SystemClock),
        )?;
        Ok(Sink {
            name: self.name.clone(),
            kind: SinkKind::Webhook,
            takes: Takes::Alerts(severity),
            give_up_after: Some(Span::hours(i64::from(hours))),
            told_heads: false,
            port: Arc::new(port),
        })
    }
}

pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(path).with_context(|| format!("ca_file {} cannot be read", path.display()))
}

pub(super) fn first_line(path: &Path) -> anyhow::Result<SecretText> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("authorization_file {} cannot be read", path.display()))?;
    let line = text.lines().next().unwrap_or_default().trim();
    Ok(SecretText::new(line.to_owned()))
}

/// All sinks and webhooks, ready to be told.
pub(crate) fn sinks(
    sections: &[SinkSection],
    webhooks: &[WebhookSection],
    hostname: &str,
) -> anyhow::Result<Vec<Sink>> {
    let mut sinks: Vec<Sink> = Vec::new();
    let of_sinks = sections
        .iter()
        .map(|section| ("[[sink]]", &section.name, section.sink(hostname)));
    let of_webhooks = webhooks
        .iter()
        .map(|section| ("[[webhook]]", &section.name, section.sink()));
    for (what, name, sink) in of_sinks.chain(of_webhooks) {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if name.is_empty() || name.len() > NAME_BYTES_MAX || !name.bytes().all(plain) {
            bail!("{what} name = `{name}`: expected 1 to 64 letters, digits, `-`, `_`, `.`");
        }
        if sinks.iter().any(|other| other.name == *name) {
            bail!("{what} `{name}` is named twice");
        }
        sinks.push(sink.with_context(|| format!("{what} `{name}`"))?);
    }
    Ok(sinks)
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    fn refusal(text: &str) -> String {
        let config: Config = match toml::from_str(text) {
            Ok(config) => config,
            Err(error) => return error.to_string(),
        };
        match super::sinks(&config.sink, &config.webhook, "here") {
            Ok(_) => String::new(),
            Err(error) => format!("{error:#}"),
        }
    }

    #[test]
    fn what_cannot_work_is_said() {
        for (text, words) in [
            ("[[sink]]\nname = \"a\"\nkind = \"pigeon\"", "pigeon"),
            (
                "[[sink]]\nname = \"a b\"\nkind = \"file\"\npath = \"x\"",
                "letters",
            ),
            ("[[sink]]\nname = \"a\"\nkind = \"file\"", "path"),
            (
                "[[sink]]\nname = \"a\"\nkind = \"syslog\"\naddress = \"h:1\"\npath = \"x\"",
                "`path` does not belong",
            ),
            (
                "[[sink]]\nname = \"a\"\nkind = \"syslog\"\naddress = \"h:1\"\ndanger_plaintext = true",
                "this machine only",
            ),
            (
                "[[sink]]\nname = \"a\"\nkind = \"https\"\nurl = \"http://h/\"",
                "https://",
            ),
            (
                "[[sink]]\nname = \"a\"\nkind = \"https\"\nurl = \"https://h/\"\nformat = \"xml\"",
                "expected ocsf",
            ),
            (
                "[[webhook]]\nname = \"a\"\nurl = \"https://h/\"\nsecret_file = \"/nowhere\"",
                "cannot be read",
            ),
        ] {
            let said = refusal(text);
            assert!(said.contains(words), "{text}: {said}");
        }
        assert_eq!(
            refusal("[[sink]]\nname = \"a\"\nkind = \"https\"\nurl = \"https://10.0.0.1/\""),
            ""
        );
    }
}
