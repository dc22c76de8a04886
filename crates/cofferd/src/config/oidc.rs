//! `[[oidc]]`: identity providers.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use coffer_domain::ports::IdentityProvider;
use coffer_domain::secret::SecretText;
use coffer_idp::limits::AUTH_AGE_HOURS_DEFAULT;
use coffer_idp::{AssuranceRule, OidcProvider, ProviderConfig};
use serde::Deserialize;

/// `[[oidc]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OidcSection {
    /// Its name in addresses.
    pub id: String,
    /// What the sign-in page calls it.
    pub title: String,
    /// Its issuer, exactly as in its tokens.
    pub issuer: String,
    /// Coffer's name there.
    pub client_id: String,
    /// File whose first line is Coffer's secret there.
    #[serde(default)]
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for.
    #[serde(default)]
    pub scopes: Option<Vec<String>>,
    /// `acr_values` to ask for.
    #[serde(default)]
    pub acr_values: Option<String>,
    /// The claim that lists groups.
    #[serde(default)]
    pub groups_claim: Option<String>,
    /// The claim that holds the directory's further name for the person (`externalId`).
    #[serde(default)]
    pub link_claim: Option<String>,
    /// Whether people nobody brought become members when they first sign in.
    #[serde(default)]
    pub brings_people: bool,
    /// How old a sign-in there may be; a session here ends with that.
    #[serde(default)]
    pub auth_age_hours: Option<u32>,
    /// PEM file with a further CA to trust for the provider.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Development only: a provider on this machine without TLS.
    #[serde(default)]
    pub danger_plaintext: bool,
    /// What sign-ins are worth.
    #[serde(default)]
    pub assurance: Vec<AssuranceSection>,
}

/// `[[oidc.assurance]]`
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct AssuranceSection {
    /// The `acr` it must have.
    #[serde(default)]
    pub acr: Option<String>,
    /// The words its `amr` must have.
    #[serde(default)]
    pub amr: Vec<String>,
    /// What it is worth.
    pub aal: u8,
    /// Whether it cannot be phished.
    #[serde(default)]
    pub phishing_resistant: bool,
}

impl OidcSection {
    pub(super) fn relative_to(&mut self, folder: &Path) {
        let paths = [&mut self.client_secret_file, &mut self.ca_file];
        for path in paths.into_iter().flatten() {
            *path = folder.join(&*path);
        }
    }

    fn provider(&self) -> anyhow::Result<OidcProvider> {
        let secret = self.client_secret_file.as_ref().map(|path| {
            let text = std::fs::read_to_string(path)
                .with_context(|| format!("client_secret_file {} cannot be read", path.display()))?;
            let line = text.lines().next().unwrap_or_default().trim();
            anyhow::Ok(SecretText::new(line.to_owned()))
        });
        let ca_pem = self.ca_file.as_ref().map(|path| {
            std::fs::read(path)
                .with_context(|| format!("ca_file {} cannot be read", path.display()))
        });
        let scopes = ["openid", "profile", "email"].map(ToOwned::to_owned);
        let hours = self.auth_age_hours.unwrap_or(AUTH_AGE_HOURS_DEFAULT);
        if hours == 0 {
            bail!("auth_age_hours must be at least 1");
        }
        let config = ProviderConfig {
            id: self.id.clone(),
            title: self.title.clone(),
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            client_secret: secret.transpose()?,
            scopes: self.scopes.clone().unwrap_or_else(|| scopes.to_vec()),
            acr_values: self.acr_values.clone(),
            groups_claim: self
                .groups_claim
                .clone()
                .unwrap_or_else(|| "groups".to_owned()),
            link_claim: self.link_claim.clone(),
            brings_people: self.brings_people,
            auth_age_max_seconds: i64::from(hours).saturating_mul(3_600),
            assurance: self
                .assurance
                .iter()
                .map(|rule| AssuranceRule {
                    acr: rule.acr.clone(),
                    amr: rule.amr.clone(),
                    aal: rule.aal,
                    phishing_resistant: rule.phishing_resistant,
                })
                .collect(),
            ca_pem: ca_pem.transpose()?,
            danger_plaintext: self.danger_plaintext,
        };
        Ok(OidcProvider::new(config)?)
    }
}

/// All providers, ready to be asked.
pub(crate) fn providers(
    sections: &[OidcSection],
) -> anyhow::Result<Vec<Arc<dyn IdentityProvider>>> {
    let mut providers: Vec<Arc<dyn IdentityProvider>> = Vec::new();
    for section in sections {
        if providers.iter().any(|other| other.id() == section.id) {
            bail!("[[oidc]] names `{}` twice", section.id);
        }
        let provider = section
            .provider()
            .with_context(|| format!("[[oidc]] `{}`", section.id))?;
        providers.push(Arc::new(provider));
    }
    Ok(providers)
}
