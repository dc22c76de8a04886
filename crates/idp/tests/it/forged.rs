//! ID tokens that must not be taken, beside the one that is.

use coffer_domain::ports::{IdentityProvider, IdpError};
use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{Algorithm, EncodingKey, encode};
use serde_json::{Value, json};

use crate::provider::{Fake, NOW, SUBJECT, flow, header};

fn why<T>(outcome: Result<T, IdpError>) -> &'static str {
    match outcome {
        Err(IdpError::Refused(why)) => why,
        Err(IdpError::Unavailable(error)) => panic!("{error}"),
        Ok(_) => panic!("it was taken"),
    }
}

#[tokio::test]
async fn a_good_token_says_who_and_what_it_is_worth() {
    let fake = Fake::new().await;
    let vouched = fake.redeem(fake.signed(&fake.claims())).await.unwrap();
    assert_eq!(
        (vouched.issuer.as_str(), vouched.subject.as_str()),
        (fake.issuer.as_str(), SUBJECT)
    );
    assert_eq!((vouched.aal, vouched.phishing_resistant), (2, true));
    assert_eq!(vouched.groups, ["agents"]);
    assert_eq!(vouched.external.as_deref(), Some("A-17"));
    assert_eq!(vouched.email.as_deref(), Some("p@x.example"));
    assert_eq!(vouched.session.as_deref(), Some("s1"));
    let form = fake.forms().pop().unwrap();
    assert!(
        form.contains("code_verifier=the+verifier") && form.contains("code=the+code"),
        "{form}"
    );
}

#[tokio::test]
async fn claims_that_do_not_hold_are_refused() {
    let fake = Fake::new().await;
    let now = NOW.0 / 1_000;
    let with = |name: &str, value: Value| {
        let mut claims = fake.claims();
        match value {
            Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
            value => claims[name] = value,
        }
        fake.signed(&claims)
    };
    for (name, value, expected) in [
        ("iss", json!("http://127.0.0.1:1"), "another issuer"),
        ("iss", json!(format!("{}/", fake.issuer)), "another issuer"),
        ("aud", json!("somebody-else"), "for another client"),
        (
            "aud",
            json!(["coffer", "somebody-else"]),
            "handed to another party",
        ),
        ("azp", json!("somebody-else"), "handed to another party"),
        ("exp", json!(now - 121), "over"),
        ("exp", Value::Null, "without an end"),
        ("iat", json!(now + 121), "made in the future"),
        ("nbf", json!(now + 121), "not valid yet"),
        ("at_hash", json!("x"), "with another access token"),
        ("at_hash", json!(""), "with another access token"),
        ("nonce", json!("another nonce"), "another nonce"),
        ("nonce", Value::Null, "another nonce"),
        ("auth_time", Value::Null, "without `auth_time`"),
        (
            "auth_time",
            json!(now - 3_600 - 121),
            "signed in too long ago",
        ),
        ("auth_time", json!(now + 500), "signed in too long ago"),
        ("sub", Value::Null, "about nobody"),
        ("sub", json!(""), "about nobody"),
        ("events", json!({}), "a message, not an ID token"),
    ] {
        assert_eq!(
            why(fake.redeem(with(name, value.clone())).await),
            expected,
            "{name} = {value}"
        );
    }
    let unproven = fake
        .redeem(with("email_verified", json!(false)))
        .await
        .unwrap();
    assert_eq!(unproven.email, None);
    let weak = fake.redeem(with("acr", json!("urn:other"))).await.unwrap();
    assert_eq!((weak.aal, weak.phishing_resistant), (1, false));
}

#[tokio::test]
async fn signatures_that_do_not_count() {
    let fake = Fake::new().await;
    let claims = fake.claims();
    let good = fake.signed(&claims);
    let payload = good.split('.').nth(1).unwrap();
    let none = |header: Value| {
        let header = BASE64URL_NOPAD.encode(header.to_string().as_bytes());
        format!("{header}.{payload}.")
    };
    for algorithm in ["none", "None", "NONE", "HS256", "nOnE"] {
        let token = none(json!({ "alg": algorithm, "kid": "k1" }));
        why(fake.redeem(token).await);
    }
    // The classic: the public key, which everybody has, as a shared secret.
    for secret in [
        fake.public_pem().into_bytes(),
        fake.public_pem().trim().as_bytes().to_vec(),
    ] {
        for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
            let token = encode(
                &header(algorithm),
                &claims,
                &EncodingKey::from_secret(&secret),
            )
            .unwrap();
            let expected = "signed by none of the provider's keys";
            assert_eq!(why(fake.redeem(token).await), expected);
        }
    }
}

#[tokio::test]
async fn keys_and_headers_of_the_tokens_own_are_not_looked_at() {
    let fake = Fake::new().await;
    let claims = fake.claims();
    let good = fake.signed(&claims);
    let other = Fake::new().await;
    assert_eq!(
        why(fake.redeem(other.signed(&claims)).await),
        "the signature does not hold"
    );
    let mut unknown = header(Algorithm::ES256);
    unknown.kid = Some("k2".to_owned());
    let token = encode(&unknown, &claims, &fake.key()).unwrap();
    assert_eq!(
        why(fake.redeem(token).await),
        "signed by none of the provider's keys"
    );
    // Keys that the token itself brings or points to are not looked at.
    let mut own = header(Algorithm::ES256);
    own.kid = Some("k2".to_owned());
    own.jku = Some(format!("{}/keys", other.issuer));
    let token = encode(&own, &claims, &other.key()).unwrap();
    assert_eq!(
        why(fake.redeem(token).await),
        "signed by none of the provider's keys"
    );
    let mut critical = header(Algorithm::ES256);
    critical.crit = Some(vec!["b64".to_owned()]);
    let token = encode(&critical, &claims, &fake.key()).unwrap();
    why(fake.redeem(token).await);
    let mut logout = header(Algorithm::ES256);
    logout.typ = Some("logout+jwt".to_owned());
    let token = encode(&logout, &claims, &fake.key()).unwrap();
    assert_eq!(why(fake.redeem(token).await), "a token of another kind");
    for garbage in [
        "",
        ".",
        "..",
        "a.b.c",
        &good[..good.len() - 2],
        &"x".repeat(70_000),
    ] {
        why(fake.redeem(garbage.to_owned()).await);
    }
    let mut altered = claims.clone();
    altered["sub"] = json!("somebody-else");
    let altered = BASE64URL_NOPAD.encode(altered.to_string().as_bytes());
    let parts: Vec<&str> = good.split('.').collect();
    let token = format!("{}.{altered}.{}", parts[0], parts[2]);
    assert_eq!(why(fake.redeem(token).await), "the signature does not hold");
}

#[tokio::test]
async fn an_answer_of_another_provider_is_not_redeemed() {
    let fake = Fake::new().await;
    let good = fake.signed(&fake.claims());
    let mixed = fake
        .redeem_from(good.clone(), Some("https://evil.example"))
        .await;
    assert_eq!(why(mixed), "an answer of another issuer");
    let silent = fake.redeem_from(good.clone(), None).await;
    assert_eq!(why(silent), "an answer of no issuer");
    assert_eq!(
        fake.forms(),
        Vec::<String>::new(),
        "no code was shown to anybody"
    );
    // A provider that does not say that it names itself may leave it out.
    fake.describe(|it| it["authorization_response_iss_parameter_supported"] = json!(false));
    fake.redeem_from(good, None).await.unwrap();
}

#[tokio::test]
async fn a_description_of_somebody_else_is_not_used() {
    for (name, value) in [
        ("issuer", json!("https://evil.example")),
        ("token_endpoint", json!("http://evil.example/token")),
        ("jwks_uri", json!("file:///etc/passwd")),
        ("authorization_endpoint", json!("javascript:alert(1)")),
    ] {
        let fake = Fake::new().await;
        fake.describe(|it| it[name] = value);
        let asked = fake
            .relying()
            .authorize_url("https://coffer.example/callback", &flow(), false, NOW)
            .await;
        assert!(matches!(asked, Err(IdpError::Unavailable(_))), "{name}");
    }
    let fake = Fake::new().await;
    let url = fake
        .relying()
        .authorize_url("https://coffer.example/callback", &flow(), false, NOW)
        .await
        .unwrap();
    for part in [
        "response_type=code",
        "state=the+state",
        "nonce=the+nonce",
        "code_challenge_method=S256",
        "max_age=3600",
        "redirect_uri=https%3A%2F%2Fcoffer.example%2Fcallback",
        "client_id=coffer",
        "scope=openid",
    ] {
        assert!(url.contains(part), "{part} in {url}");
    }
    assert!(!url.contains("verifier"));
}
