//! What is configured of a provider.

use coffer_domain::secret::SecretText;

/// When a sign-in at the provider is worth something here. All that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssuranceRule {
    /// The `acr` it must have.
    pub acr: Option<String>,
    /// The words its `amr` must have, all of them.
    pub amr: Vec<String>,
    /// What it is worth: 1 to 3.
    pub aal: u8,
    /// Whether it cannot be phished.
    pub phishing_resistant: bool,
}

/// One provider.
pub struct ProviderConfig {
    /// Its name in addresses.
    pub id: String,
    /// What the sign-in page calls it.
    pub title: String,
    /// Its issuer, exactly as in its tokens.
    pub issuer: String,
    /// Our name there.
    pub client_id: String,
    /// Our secret there, if it gave us one.
    pub client_secret: Option<SecretText>,
    /// What we ask for; `openid` is among them.
    pub scopes: Vec<String>,
    /// `acr_values` to ask for.
    pub acr_values: Option<String>,
    /// The claim that lists groups.
    pub groups_claim: String,
    /// The claim that holds the directory's further name for the person.
    pub link_claim: Option<String>,
    /// Whether people nobody brought become members when they first sign in.
    pub brings_people: bool,
    /// How old a sign-in there may be.
    pub auth_age_max_seconds: i64,
    /// What sign-ins are worth; the first rule that fits counts, without one they are worth 1.
    pub assurance: Vec<AssuranceRule>,
    /// A further CA for the provider's certificate, PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// Development only: a provider on this machine without TLS.
    pub danger_plaintext: bool,
}

/// Why a provider cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum ProviderConfigError {
    /// The name is used in addresses.
    #[error("`id` must be of lower-case letters, digits and hyphens")]
    Id,
    /// The issuer is an address.
    #[error(
        "`issuer` must be an https address without query and fragment; `danger_plaintext` allows http on this machine"
    )]
    Issuer,
    /// Assurance is 1 to 3.
    #[error("`aal` must be 1, 2 or 3, and an assurance rule names `acr` or `amr`")]
    Assurance,
    /// Without `openid` there is no ID token.
    #[error("`scopes` must hold `openid`")]
    Scopes,
    /// The CA file holds no certificate.
    #[error("the CA file holds no usable certificate")]
    Ca(#[source] reqwest::Error),
    /// The client cannot be set up.
    #[error("connections cannot be set up")]
    Setup(#[source] reqwest::Error),
}

impl ProviderConfig {
    pub(crate) fn check(&self) -> Result<(), ProviderConfigError> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if self.id.is_empty() || !self.id.chars().all(plain) {
            return Err(ProviderConfigError::Id);
        }
        if !is_acceptable(&self.issuer, self.danger_plaintext) {
            return Err(ProviderConfigError::Issuer);
        }
        let senseless = |rule: &AssuranceRule| {
            !(1..=3).contains(&rule.aal) || (rule.acr.is_none() && rule.amr.is_empty())
        };
        if self.assurance.iter().any(senseless) {
            return Err(ProviderConfigError::Assurance);
        }
        if !self.scopes.iter().any(|scope| scope == "openid") {
            return Err(ProviderConfigError::Scopes);
        }
        Ok(())
    }
}

/// Whether an address of the provider may be called: https, or this machine where that is allowed.
pub(crate) fn is_acceptable(address: &str, danger_plaintext: bool) -> bool {
    let Ok(url) = reqwest::Url::parse(address) else {
        return false;
    };
    let local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
    let scheme = url.scheme() == "https" || (danger_plaintext && local && url.scheme() == "http");
    scheme && url.fragment().is_none() && url.username().is_empty() && url.password().is_none()
}
