//! Configurations that cannot be meant.

use coffer_idp::{AssuranceRule, OidcProvider, ProviderConfig};

use crate::provider::Fake;

#[tokio::test]
async fn senseless_configurations_are_refused() {
    let fake = Fake::new().await;
    let refused = |change: &dyn Fn(&mut ProviderConfig)| {
        let mut config = fake.config();
        change(&mut config);
        assert!(OidcProvider::new(config).is_err());
    };
    for id in ["", "Entra", "a/b", "..", "a b"] {
        refused(&|config| config.id = id.to_owned());
    }
    for issuer in [
        "http://idp.example",
        "ftp://idp.example",
        "https://idp.example/#x",
        "https://user:secret@idp.example",
        "idp.example",
        "",
    ] {
        refused(&|config| config.issuer = issuer.to_owned());
    }
    refused(&|config| config.danger_plaintext = false);
    refused(&|config| config.scopes = vec!["profile".to_owned()]);
    let rule = |aal, acr: Option<&str>| AssuranceRule {
        acr: acr.map(ToOwned::to_owned),
        amr: Vec::new(),
        aal,
        phishing_resistant: false,
    };
    for rule in [rule(0, Some("x")), rule(4, Some("x")), rule(2, None)] {
        refused(&|config| config.assurance = vec![rule.clone()]);
    }
    refused(&|config| {
        config.ca_pem =
            Some(b"-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n".to_vec())
    });
}
