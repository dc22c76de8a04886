//! Enrolment, sign-in, sessions and API tokens against time and guessing.

use std::sync::Arc;

use coffer_app::AppError;
use coffer_app::signin::{NewToken, SignedIn};
use coffer_domain::access::Credentials;
use coffer_domain::context::RequestCtx;
use coffer_domain::limits::{
    ENROLMENT_LIFE, GUESS_LOCK, GUESSES_FREE, GUESSES_UNTIL_DISABLED, GUESSES_UNTIL_LOCK,
    SESSION_IDLE, SESSION_LIFE, TOKEN_LIFE_DEFAULT,
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

/// A token with nothing asked for but a label.
pub(crate) fn labelled(label: &str) -> NewToken {
    NewToken {
        label: label.to_owned(),
        ..NewToken::default()
    }
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

    pub(crate) async fn enrol_with(&self, token: &str) -> (String, SignedIn) {
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
            .confirm_enrolment(&ctx, token, &code, None)
            .await
            .unwrap();
        // The code just used must not be the next one.
        self.clock.advance(Span::seconds(60));
        (key, session)
    }

    pub(crate) async fn sign_in(&self, password: &str, code: &str) -> Result<SignedIn, AppError> {
        let ctx = self.anonymous();
        self.app
            .sign_in(&ctx, EMAIL, secret(password), code, None)
            .await
    }

    pub(crate) async fn is_signed_in(&self, session: &SignedIn) -> bool {
        let now = self.clock.now();
        let found = self.app.session_member(session.secret.expose(), now).await;
        found.unwrap().is_some()
    }

    async fn credentials(&self) -> Credentials {
        let credentials = self.store.credentials(self.people.lena.id).await;
        credentials.unwrap().unwrap()
    }

    /// A wrong guess, after whatever wait there is.
    async fn guess(&self, password: &str, code: impl Fn() -> String) {
        let credentials = self.credentials().await;
        let waits = [credentials.totp_tries, credentials.password_tries];
        let until = waits.iter().filter_map(|tries| tries.wait_until).max();
        if let Some(until) = until.filter(|until| *until > self.clock.now()) {
            self.clock.set(until);
        }
        // A code serves for one guess.
        self.clock.advance(Span::seconds(30));
        let refused = self.sign_in(password, &code()).await;
        assert!(matches!(refused, Err(AppError::SignInFailed)));
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

const WRONG: &str = "seven grey herons at dusk";

#[tokio::test]
async fn guesses_at_the_password_wait_longer_and_longer_and_tries_meanwhile_do_not_prolong_it() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    let code = || totp(&key, world.clock.now());
    for _ in 0..GUESSES_FREE {
        world.guess(WRONG, code).await;
    }
    let waits = world.credentials().await.password_tries.wait_until;
    assert!(waits.unwrap() > world.clock.now());
    for _ in GUESSES_FREE..GUESSES_UNTIL_LOCK {
        world.guess(WRONG, code).await;
    }
    let locked = world.clock.now();
    for after in [Span(0), Span::minutes(20), Span(GUESS_LOCK.0 - 1)] {
        world.clock.set(locked.plus(after));
        let right = world.sign_in(PASSWORD, &code()).await;
        assert!(matches!(right, Err(AppError::SignInFailed)));
    }
    let tries = world.credentials().await.password_tries;
    assert_eq!(tries.failures, GUESSES_UNTIL_LOCK);
    world.clock.advance(MOMENT);
    world.sign_in(PASSWORD, &code()).await.unwrap();
    assert_eq!(world.credentials().await.password_tries.failures, 0);
}

#[tokio::test]
async fn without_the_code_nothing_is_learnt_about_the_password() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    for password in [PASSWORD, WRONG] {
        world.guess(password, || "000000".to_owned()).await;
    }
    let counted = world.credentials().await;
    assert_eq!(counted.totp_tries.failures, 2);
    assert_eq!(counted.password_tries.failures, 0);
    // A right code serves for one guess at the password, right or wrong.
    let code = totp(&key, world.clock.now());
    for password in [WRONG, PASSWORD] {
        let refused = world.sign_in(password, &code).await;
        assert!(matches!(refused, Err(AppError::SignInFailed)));
    }
    let counted = world.credentials().await;
    assert_eq!(counted.password_tries.failures, 1);
    assert_eq!(counted.totp_tries.failures, 3);
}

#[tokio::test]
async fn asvs_6_2_8_a_password_counts_exactly_as_it_was_typed() {
    let world = World::new(1).await;
    let (key, session) = world.enrol().await;
    // Longer than the 72 bytes that bcrypt would look at.
    let password = format!(" {} Ende ", "quiet harbour lamp ".repeat(5));
    world
        .app
        .change_password(&world.lena(), session.session, secret(&password))
        .await
        .unwrap();
    let code = || totp(&key, world.clock.now());
    for wrong in [
        password.trim(),
        &password.to_lowercase(),
        password.get(..72).unwrap(),
        PASSWORD,
    ] {
        world.guess(wrong, code).await;
    }
    world.clock.advance(Span::seconds(30));
    world.sign_in(&password, &code()).await.unwrap();
}

#[tokio::test]
async fn a_factor_guessed_at_a_hundred_times_is_disabled_for_good() {
    let world = World::new(1).await;
    let (key, _) = world.enrol().await;
    for _ in 0..GUESSES_UNTIL_DISABLED {
        world.guess(PASSWORD, || "000000".to_owned()).await;
    }
    world.clock.advance(Span::days(1));
    let code = totp(&key, world.clock.now());
    assert!(world.sign_in(PASSWORD, &code).await.is_err());
    world.enrol_now().await;
    assert_eq!(world.credentials().await.totp_tries.failures, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn guesses_in_parallel_do_not_share_a_look_at_the_count() {
    let world = Arc::new(World::new(1).await);
    world.enrol().await;
    let guesses = (0..GUESSES_FREE + 4).map(|n| {
        let world = Arc::clone(&world);
        tokio::spawn(async move { world.sign_in(PASSWORD, &format!("{n:06}")).await.is_ok() })
    });
    for guess in guesses.collect::<Vec<_>>() {
        assert!(!guess.await.unwrap());
    }
    assert_eq!(world.credentials().await.totp_tries.failures, GUESSES_FREE);
}

#[tokio::test(flavor = "multi_thread")]
async fn asvs_6_5_1_a_recovery_code_lets_in_once_also_when_shown_twice_at_the_same_time() {
    let world = Arc::new(World::new(1).await);
    world.enrol().await;
    let lena = world.lena();
    let codes = world.app.renew_recovery_codes(&lena).await.unwrap();
    assert_eq!(codes.len(), 10);
    let refused = world.sign_in(WRONG, codes[0].expose()).await;
    assert!(matches!(refused, Err(AppError::SignInFailed)));
    let tries = codes[..1].iter().cycle().take(4).map(|code| {
        let (world, code) = (Arc::clone(&world), code.expose().to_uppercase());
        tokio::spawn(async move { world.sign_in(PASSWORD, &code).await.is_ok() })
    });
    let mut let_in = 0;
    for one in tries.collect::<Vec<_>>() {
        let_in += u32::from(one.await.unwrap());
    }
    assert_eq!(let_in, 1);
    let left = world.app.other_ways_in(&lena).await.unwrap();
    assert_eq!(left, (true, 9));
    world.app.renew_recovery_codes(&lena).await.unwrap();
    let earlier = world.sign_in(PASSWORD, codes[1].expose()).await;
    assert!(matches!(earlier, Err(AppError::SignInFailed)));
}

#[tokio::test]
async fn who_comes_by_a_recovery_code_sets_up_a_new_way_in_and_does_nothing_else() {
    let world = World::new(1).await;
    world.enrol().await;
    let codes = world.app.renew_recovery_codes(&world.lena()).await.unwrap();
    let session = world.sign_in(PASSWORD, codes[0].expose()).await.unwrap();
    let now = world.clock.now();
    let found = world.app.session_member(session.secret.expose(), now).await;
    let found = found.unwrap().unwrap();
    assert_eq!(found.assurance.aal, 1);
    let ctx = RequestCtx {
        aal: found.assurance.aal,
        reach: found.reach,
        ..world.lena()
    };
    let begun = world
        .app
        .begin_own_passkey(&ctx, session.session, false)
        .await;
    begun.unwrap();
    let case = world.case().await;
    assert!(matches!(
        world.app.case(&ctx, &case).await,
        Err(AppError::Denied(_))
    ));
    let token = world
        .app
        .sign_in_for_token(
            &world.anonymous(),
            EMAIL,
            secret(PASSWORD),
            codes[1].expose(),
            &labelled("x"),
        )
        .await;
    assert!(matches!(token, Err(AppError::SignInFailed)));
}

#[tokio::test]
async fn a_notice_tells_of_each_change_and_its_link_locks_the_account_once() {
    let world = World::new(1).await;
    let (key, session) = world.enrol().await;
    let lena = world.lena();
    let new = secret("nine paper boats on a lake");
    world
        .app
        .change_password(&lena, session.session, new)
        .await
        .unwrap();
    let mail = world.mailer.sent().pop().unwrap();
    assert_eq!(mail.to.as_str(), EMAIL);
    assert!(mail.text.contains("password was changed"));
    let token = mail.text.split("not-me#").nth(1).unwrap();
    let token = token.split_whitespace().next().unwrap();
    assert!(world.is_signed_in(&session).await);
    let ctx = world.anonymous();
    let forged = token.replace('a', "b");
    let refused = world.app.freeze(&ctx, &forged).await;
    assert!(matches!(refused, Err(AppError::FreezeGone)));
    world.app.freeze(&ctx, token).await.unwrap();
    assert!(!world.is_signed_in(&session).await);
    let code = totp(&key, world.clock.now());
    assert!(
        world
            .sign_in("nine paper boats on a lake", &code)
            .await
            .is_err()
    );
    let again = world.app.freeze(&ctx, token).await;
    assert!(matches!(again, Err(AppError::FreezeGone)));
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
    let again = world.app.confirm_enrolment(&ctx, token, &code, None).await;
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
    let wrong = world
        .app
        .confirm_enrolment(&ctx, &first, "000000", None)
        .await;
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
async fn an_api_token_ends_after_thirty_days_and_only_the_operator_makes_one_for_others() {
    let world = World::new(1).await;
    let made = world
        .app
        .create_token(&world.operator(), EMAIL, &labelled("collector"))
        .await;
    let (token, text) = made.unwrap();
    assert_eq!(token.expires, START.plus(TOKEN_LIFE_DEFAULT));
    let member = async |now| {
        let found = world.app.token_member(text.expose(), now).await.unwrap();
        found.map(|found| found.member.id)
    };
    let lena = Some(world.people.lena.id);
    assert_eq!(
        member(START.plus(TOKEN_LIFE_DEFAULT).plus(Span(-1))).await,
        lena
    );
    assert_eq!(member(START.plus(TOKEN_LIFE_DEFAULT)).await, None);
    let refused = world
        .app
        .create_token(&world.lena(), EMAIL, &labelled("mine"))
        .await;
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
            .sign_in(&ctx, email, secret(PASSWORD), "123456", None)
            .await;
        assert!(matches!(refused, Err(AppError::SignInFailed)), "{email}");
    }
}
