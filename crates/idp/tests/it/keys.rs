//! Keys that change, and a provider that does not answer.

use coffer_domain::ports::IdpError;
use coffer_domain::time::{Span, Timestamp};
use coffer_idp::limits::{ANSWER_AGAIN, KEYS_AGAIN, METADATA_LIFE};
use jsonwebtoken::{Algorithm, encode};
use serde_json::json;

use crate::provider::{Fake, NOW, header, redeem};

#[tokio::test]
async fn another_key_counts_once_it_is_published_and_the_old_one_no_more() {
    let (fake, other) = (Fake::new().await, Fake::new().await);
    let relying = fake.relying();
    let mut claims = fake.claims();
    // Good for as long as the test goes on.
    claims["exp"] = json!(NOW.0 / 1_000 + 86_400);
    let old = fake.signed(&claims);
    let mut named = header(Algorithm::ES256);
    named.kid = Some("k2".to_owned());
    let new = encode(&named, &claims, &other.key()).unwrap();
    let issuer = Some(fake.issuer.as_str());
    let taken = async |token: &str, at: Timestamp| {
        fake.hand_out(token.to_owned());
        redeem(&relying, issuer, at).await.is_ok()
    };
    assert!(taken(&old, NOW).await);
    assert!(taken(&old, NOW).await);
    assert_eq!(fake.asked("/keys"), 1, "keys are kept");

    // An unknown key is asked for, but not at everybody's will.
    fake.rotate_to(&other, "k2");
    assert!(!taken(&new, NOW).await);
    assert!(!taken(&new, NOW.plus(Span(KEYS_AGAIN.0 - 1))).await);
    assert_eq!(fake.asked("/keys"), 1);
    let later = NOW.plus(KEYS_AGAIN);
    assert!(taken(&new, later).await);
    assert_eq!(fake.asked("/keys"), 2);
    assert!(
        !taken(&old, later).await,
        "a key that was taken back does not count"
    );

    // Keys that are known are looked at again now and then all the same: one may have been taken back.
    fake.rotate_to(&Fake::new().await, "k3");
    let much_later = later.plus(METADATA_LIFE);
    assert!(!taken(&new, much_later).await);
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_left_alone_for_a_moment() {
    let fake = Fake::new().await;
    fake.fall_silent(true);
    let relying = fake.relying();
    fake.hand_out(fake.signed(&fake.claims()));
    let issuer = Some(fake.issuer.as_str());
    for _ in 0..3 {
        let outcome = redeem(&relying, issuer, NOW).await;
        assert!(matches!(outcome, Err(IdpError::Unavailable(_))));
    }
    assert_eq!(fake.asked("/.well-known/openid-configuration"), 1);
    fake.fall_silent(false);
    redeem(&relying, issuer, NOW.plus(ANSWER_AGAIN))
        .await
        .unwrap();
}
