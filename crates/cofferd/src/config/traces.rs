//! `[traces]`: a collector of OpenTelemetry that is told how long things take.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use coffer_domain::secret::SecretText;
use reqwest::Url;
use serde::Deserialize;

use super::sinks::{first_line, read};

/// Where OTLP over HTTP takes traces (OTLP 1.9, section "OTLP/HTTP Request").
const PATH: &str = "v1/traces";

/// `[traces]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct TracesSection {
    /// Where the collector takes OTLP over HTTP; nothing is told to anybody without it.
    pub url: Option<String>,
    /// File whose first line is the value of `Authorization`.
    pub authorization_file: Option<PathBuf>,
    /// PEM file with a further CA to trust.
    pub ca_file: Option<PathBuf>,
    /// Which share of requests and jobs is told, more than 0 and at most 1.
    pub share: f64,
    /// What this server is called there.
    pub service: String,
}

impl Default for TracesSection {
    fn default() -> Self {
        Self {
            url: None,
            authorization_file: None,
            ca_file: None,
            share: 1.0,
            service: "coffer".to_owned(),
        }
    }
}

/// A collector.
pub(crate) struct Collector {
    pub url: Url,
    pub authorization: Option<SecretText>,
    pub ca_pem: Option<Vec<u8>>,
    pub share: f64,
    pub service: String,
}

impl TracesSection {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        let paths = [&mut self.authorization_file, &mut self.ca_file];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&*path);
        }
    }

    /// The collector, if one is named.
    pub(crate) fn collector(&self) -> anyhow::Result<Option<Collector>> {
        let Some(url) = &self.url else {
            return Ok(None);
        };
        // Not shown: a credential may have been put into it.
        let url = address(url).context("[traces] url")?;
        ensure!(
            self.share > 0.0 && self.share <= 1.0,
            "[traces] share = {}: more than 0 and at most 1, or leave out url",
            self.share
        );
        let authorization = self.authorization_file.as_deref().map(first_line);
        let ca_pem = self.ca_file.as_deref().map(read);
        Ok(Some(Collector {
            url,
            authorization: authorization.transpose().context("[traces]")?,
            ca_pem: ca_pem.transpose().context("[traces]")?,
            share: self.share,
            service: self.service.clone(),
        }))
    }
}

/// By HTTPS, or without TLS to this machine only.
fn address(text: &str) -> anyhow::Result<Url> {
    let mut url = Url::parse(text).context("not an address")?;
    if !url.username().is_empty() || url.password().is_some() {
        bail!("a credential goes into authorization_file");
    }
    match url.scheme() {
        "https" => {}
        "http" if is_this_machine(&url) => {}
        "http" => bail!("plain HTTP only to this machine; elsewhere https"),
        _ => bail!("expected https://… or http://127.0.0.1:4318"),
    }
    if url.path() == "/" {
        url.set_path(PATH);
    }
    Ok(url)
}

fn is_this_machine(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let number = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = |address: IpAddr| address.is_loopback();
    host == "localhost" || number.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traces_go_by_https_or_stay_on_this_machine() {
        let shown = |text: &str| address(text).map(String::from).ok();
        let local = Some("http://127.0.0.1:4318/v1/traces".to_owned());
        assert_eq!(shown("http://127.0.0.1:4318"), local);
        assert_eq!(shown("http://127.0.0.1:4318/"), local);
        assert!(shown("http://[::1]:4318").is_some());
        assert!(shown("http://localhost:4318/elsewhere").is_some());
        let kept = "https://collector.example.com/otlp/v1/traces";
        assert_eq!(shown(kept), Some(kept.to_owned()));
        for refused in [
            "http://192.0.2.1:4318",
            "http://localhost.example.com",
            "https://me:secret@collector.example.com",
            "ftp://127.0.0.1",
            "collector",
        ] {
            assert_eq!(shown(refused), None, "{refused}");
        }
    }

    #[test]
    fn a_share_of_nothing_is_refused() {
        for share in [0.0, -1.0, 1.5, f64::NAN] {
            let section = TracesSection {
                url: Some("http://127.0.0.1:4318".to_owned()),
                share,
                ..TracesSection::default()
            };
            assert!(section.collector().is_err(), "{share}");
        }
        assert!(TracesSection::default().collector().unwrap().is_none());
    }
}
