//! `[ldap]`: a directory that is asked for everybody, again and again.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use coffer_app::directory::SyncRules;
use coffer_domain::secret::SecretText;
use coffer_ldap::{LdapConfig, LdapDirectory};
use serde::Deserialize;

/// How often the directory is asked unless told otherwise, in minutes.
const EVERY_MINUTES_DEFAULT: u32 = 60;
/// How many may leave at once unless told otherwise, in percent.
const REMOVED_PERCENT_DEFAULT: u8 = 10;

/// `[ldap]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LdapSection {
    /// `ldaps://host[:port]`, or `ldap://host[:port]` with `start_tls`.
    pub url: String,
    /// Whether TLS is begun by StartTLS.
    #[serde(default)]
    pub start_tls: bool,
    /// Whom we bind as.
    pub bind_dn: String,
    /// File whose first line is the password.
    pub password_file: PathBuf,
    /// Below which entry people are.
    pub base: String,
    /// Which of them.
    #[serde(default)]
    pub filter: Option<String>,
    /// Below which entry groups are.
    #[serde(default)]
    pub groups_base: Option<String>,
    /// Which of them.
    #[serde(default)]
    pub groups_filter: Option<String>,
    /// The attribute whose value stays whatever else changes.
    #[serde(default)]
    pub id_attribute: Option<String>,
    /// PEM file with the CA to trust instead of the system's.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// How often the directory is asked.
    #[serde(default)]
    pub every_minutes: Option<u32>,
    /// How many may leave or be locked at once.
    #[serde(default)]
    pub removed_percent_max: Option<u8>,
    /// Development only: a directory on this machine without TLS.
    #[serde(default)]
    pub danger_plaintext: bool,
}

impl LdapSection {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        self.password_file = folder.join(&self.password_file);
        if let Some(path) = &mut self.ca_file {
            *path = folder.join(&*path);
        }
    }

    /// The directory, ready to be asked.
    pub(crate) fn directory(&self) -> anyhow::Result<LdapDirectory> {
        let password = std::fs::read_to_string(&self.password_file).with_context(|| {
            format!(
                "[ldap] password_file {} cannot be read",
                self.password_file.display()
            )
        })?;
        let password = password.lines().next().unwrap_or_default();
        if password.is_empty() {
            // A bind with a name and no password succeeds as nobody (RFC 4513 section 5.1.2).
            bail!("[ldap] password_file is empty");
        }
        let ca_pem = self.ca_file.as_ref().map(|path| {
            std::fs::read(path)
                .with_context(|| format!("[ldap] ca_file {} cannot be read", path.display()))
        });
        let or = |given: &Option<String>, default: &str| {
            given.clone().unwrap_or_else(|| default.to_owned())
        };
        let config = LdapConfig {
            url: self.url.clone(),
            start_tls: self.start_tls,
            bind_dn: self.bind_dn.clone(),
            password: SecretText::new(password.to_owned()),
            base: self.base.clone(),
            filter: or(&self.filter, "(objectClass=inetOrgPerson)"),
            groups_base: self.groups_base.clone(),
            groups_filter: or(
                &self.groups_filter,
                "(|(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=group))",
            ),
            id_attribute: or(&self.id_attribute, "entryUUID"),
            ca_pem: ca_pem.transpose()?,
            danger_plaintext: self.danger_plaintext,
        };
        LdapDirectory::new(config).context("[ldap]")
    }

    /// How often it is asked.
    pub(crate) fn every(&self) -> Duration {
        let minutes = self.every_minutes.unwrap_or(EVERY_MINUTES_DEFAULT).max(1);
        Duration::from_secs(u64::from(minutes).saturating_mul(60))
    }

    /// How it is followed.
    pub(crate) fn rules(&self) -> anyhow::Result<SyncRules> {
        let percent = self.removed_percent_max.unwrap_or(REMOVED_PERCENT_DEFAULT);
        if percent > 100 {
            bail!("[ldap] removed_percent_max is at most 100");
        }
        Ok(SyncRules {
            removed_percent_max: percent,
            even_so: false,
            dry_run: false,
        })
    }
}
