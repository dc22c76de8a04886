//! Enrolment, sign-in, sessions and API tokens against time and guessing.

use std::sync::Arc;

use coffer_app::AppError;
use coffer_app::signin::SignedIn;
use coffer_domain::limits::{
    ENROLMENT_LIFE, SESSION_IDLE, SESSION_LIFE, SIGN_IN_FAILURES_MAX, SIGN_IN_LOCK, TOKEN_LIFE,
};
use coffer_domain::ports::{Access, Clock};
use coffer_domain::time::{Span, Timestamp};
use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit, Mac};

use crate::world::{START, World, fragment, secret};

pub(crate) const PASSWORD: &str = "seven grey herons at noon";
const EMAIL: &str = "lena@coffer.example";
const MOMENT: Span = Span(1);

/// The code an authenticator shows (RFC 6238), computed apart from the code under test.
pub(crate) fn totp(secret: &str, now: Timestamp) -> String {
    let key = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&u64::try_from(now.0 / 30_000).unwrap().to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", word % 1_000_000)
}

impl World {
    /// Enrols Lena; gives the TOTP secret and her first session.
    pub(crate) async fn enrol(&self) -> (String, SignedIn) {
        self.enrol_with(&self.people.lena_enrolment).await
    }

    /// The same by a link made now, wherever the clock stands.
    pub(crate) async fn enrol_now(&self) -> (String, SignedIn) {
        let link = self
            .app
            .renew_enrolment(&self.operator(), EMAIL)
            .await
            .unwrap();
        self.enrol_with(&fragment(&link.url)).await
    }

    async fn enrol_with(&self, token: &str) -> (String, SignedIn) {
        let ctx = self.anonymous();
        let offer = self
            .app
            .start_enrolment(&ctx, token, secret(PASSWORD))
            .await
            .unwrap();
        let key = offer.secret.expose().to_owned();
        let code = totp(&key, self.clock.now());
        let session = self
            .app
            .confirm_enrolment(&ctx, token, &code)
            .await
            .unwrap();
        // The code just used must not be the next one.
        self.clock.advance(Span::seconds(60));
        (key, session)
    }

    pub(crate) async fn sign_in(&self, password: &str, code: &str) -> Result<SignedIn, AppError> {
        let ctx = self.anonymous();
        self.app.sign_in(&ctx, EMAIL, secret(password), code).await
    }

    pub(crate) async fn is_signed_in(&self, session: &SignedIn) -> bool {
        let now = self.clock.now();
        let found = self.app.session_member(session.secret.expose(), now).await;
        found.unwrap().is_some()
    }

    async fn failures(&self) -> u32 {
        let credentials = self.store.credentials(self.people.lena.id).await;
        credentials.unwrap().unwrap().failures
    }
}

#[tokio::test]
async fn a_session_ends_when_idle_and_after_half_a_day_whatever_happens() {
    let world = World::new(1).await;
    let (key, idle) = world.enrol().await;
    world.clock.set(START.plus(SESSION_IDLE).plus(Span(-1)));
    assert!(world.is_signed_in(&idle).await);
    world.clock.advance(SESSION_IDLE);
    assert!(!world.is_signed_in(&idle).await);

    let began = world.clock.now();
    let busy = world.sign_in(PASSWORD, &totp(&key, began)).await.unwrap();
    let end = began.plus(SESSION_LIFE);
    assert_eq!(busy.expires, end);
    while world.clock.now().plus(Span::minutes(29)) < end {
        world.clock.advance(Span::minutes(29));
        assert!(world.is_signed_in(&busy).await);
    }
    world.clock.set(end.plus(Span(-1)));
    assert!(world.is_signed_in(&busy).await);
    world.clock.advance(MOMENT);
    assert!(!world.is_signed_in(&busy).await);
}

#[tokio::test]
async fn signing_out_ends_a_session_at_once() {
    let world = World::new(1).await;
    let (_, session) = world.enrol().await;
    world
        .app
        .sign_out(&world.lena(), session.session)
        .await
        .unwrap();
    assert!(!world.is_signed_in(&session).await);
    let forged = session.secret.expose().replace('a', "b");
    assert!(
        world
            .app
            .session_member(&forged, START)
            .await
            .unwrap()
            .is_none()
    );
}

#[tokio::test]
async fn ten_failures_lock_an_account_for_half_an_hour_and_tries_meanwhile_do_not_prolong_it() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    for _ in 0..SIGN_IN_FAILURES_MAX {
        let code = totp(&key, world.clock.now());
        let refused = world.sign_in("seven grey herons at dusk", &code).await;
        assert!(matches!(refused, Err(AppError::SignInFailed)));
    }
    let locked = world.clock.now();
    for after in [Span(0), Span::minutes(20), Span(SIGN_IN_LOCK.0 - 1)] {
        world.clock.set(locked.plus(after));
        let code = totp(&key, world.clock.now());
        let right = world.sign_in(PASSWORD, &code).await;
        assert!(matches!(right, Err(AppError::SignInFailed)));
    }
    assert_eq!(world.failures().await, SIGN_IN_FAILURES_MAX);
    world.clock.advance(MOMENT);
    let code = totp(&key, world.clock.now());
    world.sign_in(PASSWORD, &code).await.unwrap();
    assert_eq!(world.failures().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_in_parallel_do_not_share_a_look_at_the_count() {
    let world = Arc::new(World::new(1).await);
    world.enrol().await;
    let guesses = (0..SIGN_IN_FAILURES_MAX + 4).map(|n| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.sign_in(PASSWORD, &format!("{n:06}")).await.is_ok() })
    });
    for guess in guesses.collect::<Vec<_>>() {
        assert!(!guess.await.unwrap());
    }
    assert_eq!(world.failures().await, SIGN_IN_FAILURES_MAX);
}

#[tokio::test]
async fn a_code_is_good_for_one_sign_in_and_none_before_it() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    let (before, code) = (
        totp(&key, world.clock.now().plus(Span::seconds(-30))),
        totp(&key, world.clock.now()),
    );
    world.sign_in(PASSWORD, &code).await.unwrap();
    for used in [&code, &before] {
        let refused = world.sign_in(PASSWORD, used).await;
        assert!(matches!(refused, Err(AppError::SignInFailed)));
    }
    world.clock.advance(Span::seconds(30));
    let next = totp(&key, world.clock.now());
    world.sign_in(PASSWORD, &next).await.unwrap();
}

#[tokio::test]
async fn an_enrolment_link_works_once() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    let (ctx, token) = (world.anonymous(), &world.people.lena_enrolment);
    let again = world
        .app
        .start_enrolment(&ctx, token, secret(PASSWORD))
        .await;
    assert!(matches!(again, Err(AppError::EnrolmentGone)));
    let code = totp(&key, world.clock.now());
    let again = world.app.confirm_enrolment(&ctx, token, &code).await;
    assert!(matches!(again, Err(AppError::EnrolmentGone)));
}

#[tokio::test]
async fn an_enrolment_link_ends_after_a_day_and_when_a_newer_one_is_made() {
    let world = World::new(1).await;
    let first = world.people.lena_enrolment.clone();
    let ctx = world.anonymous();
    let start = async |token: &str| {
        let ctx = world.anonymous();
        let started = world
            .app
            .start_enrolment(&ctx, token, secret(PASSWORD))
            .await;
        started.map(drop)
    };
    start(&first).await.unwrap();
    let wrong = world.app.confirm_enrolment(&ctx, &first, "000000").await;
    assert!(matches!(wrong, Err(AppError::CodeWrong)));

    let renewed = world
        .app
        .renew_enrolment(&world.operator(), EMAIL)
        .await
        .unwrap();
    assert!(matches!(start(&first).await, Err(AppError::EnrolmentGone)));
    let second = fragment(&renewed.url);
    world.clock.set(START.plus(ENROLMENT_LIFE).plus(Span(-1)));
    start(&second).await.unwrap();
    world.clock.advance(MOMENT);
    assert!(matches!(start(&second).await, Err(AppError::EnrolmentGone)));
}

#[tokio::test]
async fn an_api_token_ends_after_ninety_days_and_only_the_operator_makes_one_for_others() {
    let world = World::new(1).await;
    let made = world
        .app
        .create_token(&world.operator(), EMAIL, "collector")
        .await;
    let (token, text) = made.unwrap();
    assert_eq!(token.expires, START.plus(TOKEN_LIFE));
    let member = async |now| {
        let found = world.app.token_member(text.expose(), now).await.unwrap();
        found.map(|member| member.id)
    };
    let lena = Some(world.people.lena.id);
    assert_eq!(member(START.plus(TOKEN_LIFE).plus(Span(-1))).await, lena);
    assert_eq!(member(START.plus(TOKEN_LIFE)).await, None);
    let refused = world.app.create_token(&world.lena(), EMAIL, "mine").await;
    assert!(matches!(refused, Err(AppError::NotFound("member"))));
}

#[tokio::test]
async fn unknown_not_enrolled_and_wrong_are_refused_alike() {
    let world = World::new(1).await;
    for email in [
        "nobody@coffer.example",
        "not an address",
        "ada@coffer.example",
    ] {
        let ctx = world.anonymous();
        let refused = world
            .app
            .sign_in(&ctx, email, secret(PASSWORD), "123456")
            .await;
        assert!(matches!(refused, Err(AppError::SignInFailed)), "{email}");
    }
}
