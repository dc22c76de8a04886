//! Logout messages.

use coffer_domain::ports::{IdentityProvider, IdpError};
use jsonwebtoken::{Algorithm, encode};
use serde_json::{Value, json};

use crate::provider::{Fake, NOW, SUBJECT, header};

fn message(fake: &Fake) -> Value {
    let now = NOW.0 / 1_000;
    json!({
        "iss": fake.issuer, "aud": "coffer", "sub": SUBJECT, "sid": "s1", "iat": now, "exp": now + 120, "jti": "m1",
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    })
}

fn signed(fake: &Fake, kind: Option<&str>, claims: &Value) -> String {
    let mut header = header(Algorithm::ES256);
    header.typ = kind.map(ToOwned::to_owned);
    encode(&header, claims, &fake.key()).unwrap()
}

#[tokio::test]
async fn a_good_message_names_person_session_and_itself() {
    let fake = Fake::new().await;
    for kind in ["logout+jwt", "application/logout+jwt", "Logout+JWT"] {
        let token = signed(&fake, Some(kind), &message(&fake));
        let out = fake.relying().logout(&token, NOW).await.unwrap();
        assert_eq!(out.subject.as_deref(), Some(SUBJECT));
        assert_eq!(out.session.as_deref(), Some("s1"));
        assert_eq!(
            (out.message.as_str(), out.issuer.as_str()),
            ("m1", fake.issuer.as_str())
        );
    }
}

#[tokio::test]
async fn what_is_no_logout_message_is_refused() {
    let fake = Fake::new().await;
    let now = NOW.0 / 1_000;
    let refused = async |token: String| {
        let outcome = fake.relying().logout(&token, NOW).await;
        assert!(matches!(outcome, Err(IdpError::Refused(_))), "{token}");
    };
    for kind in [None, Some("JWT"), Some("at+jwt")] {
        refused(signed(&fake, kind, &message(&fake))).await;
    }
    for (name, value) in [
        ("nonce", json!("the nonce")),
        ("events", Value::Null),
        ("events", json!({})),
        (
            "events",
            json!({ "http://schemas.openid.net/event/backchannel-logout": "x" }),
        ),
        ("jti", Value::Null),
        ("jti", json!("")),
        ("iss", json!("https://evil.example")),
        ("aud", json!("somebody-else")),
        ("iat", json!(now - 3_600)),
        ("iat", json!(now + 3_600)),
        ("exp", json!(now - 3_600)),
    ] {
        let mut claims = message(&fake);
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value,
        }
        refused(signed(&fake, Some("logout+jwt"), &claims)).await;
    }
    let mut nobody = message(&fake);
    for name in ["sub", "sid"] {
        nobody.as_object_mut().unwrap().remove(name);
    }
    refused(signed(&fake, Some("logout+jwt"), &nobody)).await;
    // An ID token is no logout message.
    refused(fake.signed(&fake.claims())).await;
}
