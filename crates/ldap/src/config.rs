//! What is configured of a directory.

use coffer_domain::secret::SecretText;

/// Where the directory is, and what of it is read.
pub struct LdapConfig {
    /// `ldaps://host[:port]`, or `ldap://host[:port]` with StartTLS.
    pub url: String,
    /// Whether TLS is begun by StartTLS.
    pub start_tls: bool,
    /// Whom we bind as.
    pub bind_dn: String,
    /// With what.
    pub password: SecretText,
    /// Below which entry people are.
    pub base: String,
    /// Which of them.
    pub filter: String,
    /// Below which entry groups are; without it only `memberOf` counts.
    pub groups_base: Option<String>,
    /// Which of them.
    pub groups_filter: String,
    /// The attribute whose value stays whatever else changes.
    pub id_attribute: String,
    /// A CA to trust instead of the system's, PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// Development only: a directory on this machine without TLS.
    pub danger_plaintext: bool,
}

/// Why a directory cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum LdapConfigError {
    /// The password must not travel in the clear.
    #[error(
        "`url` must begin with ldaps://, or with ldap:// and `start_tls`; `danger_plaintext` allows ldap:// to this machine"
    )]
    Plaintext,
    /// The CA file holds no certificate.
    #[error("the CA file holds no usable certificate")]
    Ca,
    /// The system trusts nobody.
    #[error("the system's certificates cannot be read")]
    Roots,
    /// TLS cannot be set up.
    #[error("TLS cannot be set up")]
    Tls(#[source] rustls::Error),
}

impl LdapConfig {
    pub(crate) fn check(&self) -> Result<(), LdapConfigError> {
        let host = |scheme: &str| {
            let rest = self.url.strip_prefix(scheme)?;
            Some(rest.split(['/', '?']).next().unwrap_or(rest))
        };
        let local = |host: &str| {
            let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
            matches!(name, "127.0.0.1" | "localhost" | "[::1]")
        };
        let safe = match (host("ldaps://"), host("ldap://")) {
            (Some(_), _) => !self.start_tls,
            (None, Some(_)) if self.start_tls => true,
            (None, Some(host)) => self.danger_plaintext && local(host),
            (None, None) => false,
        };
        if safe {
            Ok(())
        } else {
            Err(LdapConfigError::Plaintext)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str, start_tls: bool, danger_plaintext: bool) -> LdapConfig {
        LdapConfig {
            url: url.to_owned(),
            start_tls,
            bind_dn: String::new(),
            password: SecretText::new("x".to_owned()),
            base: String::new(),
            filter: String::new(),
            groups_base: None,
            groups_filter: String::new(),
            id_attribute: String::new(),
            ca_pem: None,
            danger_plaintext,
        }
    }

    #[test]
    fn a_password_does_not_travel_in_the_clear() {
        let taken = |url: &str, start_tls, danger| config(url, start_tls, danger).check().is_ok();
        assert!(taken("ldaps://ldap.example", false, false));
        assert!(taken("ldap://ldap.example:389", true, false));
        assert!(taken("ldap://localhost:3890/", false, true));
        assert!(taken("ldap://[::1]:3890", false, true));
        for url in [
            "ldap://ldap.example",
            "ldap://localhost",
            "ldapi:///run/slapd",
            "http://ldap.example",
            "",
        ] {
            assert!(!taken(url, false, false), "{url}");
        }
        for elsewhere in [
            "ldap://ldap.example",
            "ldap://localhost.example",
            "ldap://localhost@ldap.example",
            "ldap://127.0.0.1.example:389",
        ] {
            assert!(!taken(elsewhere, false, true), "{elsewhere}");
        }
        // TLS in TLS is a mistake.
        assert!(!taken("ldaps://ldap.example", true, false));
    }
}
