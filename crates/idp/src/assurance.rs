//! What a sign-in at the provider is worth here.

use crate::claims::Claims;
use crate::config::AssuranceRule;

/// Assurance level and whether it cannot be phished: by the first rule that fits, else the least there is.
pub(crate) fn assess(rules: &[AssuranceRule], claims: &Claims) -> (u8, bool) {
    let fits = |rule: &&AssuranceRule| {
        let acr = rule
            .acr
            .as_ref()
            .is_none_or(|acr| claims.acr.as_ref() == Some(acr));
        acr && rule.amr.iter().all(|word| claims.amr.contains(word))
    };
    rules
        .iter()
        .find(fits)
        .map_or((1, false), |rule| (rule.aal, rule.phishing_resistant))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_no_rule_names_is_worth_the_least() {
        let rule = |acr: Option<&str>, amr: &[&str], aal, phishing_resistant| AssuranceRule {
            acr: acr.map(ToOwned::to_owned),
            amr: amr.iter().map(|word| (*word).to_owned()).collect(),
            aal,
            phishing_resistant,
        };
        let rules = [
            rule(Some("phr"), &[], 2, true),
            rule(None, &["pwd", "mfa"], 2, false),
        ];
        let worth = |acr: serde_json::Value, amr: serde_json::Value| {
            let claims = json!({ "iss": "i", "aud": "c", "iat": 1, "acr": acr, "amr": amr });
            assess(&rules, &serde_json::from_value(claims).unwrap())
        };
        assert_eq!(worth(json!("phr"), json!([])), (2, true));
        assert_eq!(worth(json!(null), json!(["mfa", "pwd", "otp"])), (2, false));
        assert_eq!(worth(json!(null), json!(["pwd"])), (1, false));
        assert_eq!(worth(json!("PHR"), json!([])), (1, false));
    }
}
