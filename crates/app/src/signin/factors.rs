//! Password and second factor, with the brakes on guessing.
//!
//! The second factor counts first: as long as it is wrong, nothing is learnt about the password, and a right code
//! serves for one guess at the password only. Each factor has a brake of its own; passkeys have none to trip, so
//! that nobody can be kept out by somebody else's guesses.

use coffer_domain::access::{Credentials, Factor, Factors, Tries, WrongGuess};
use coffer_domain::alert::Response;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::decoy::{Bait, DecoyCredential};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::{
    GUESS_DELAY, GUESS_LOCK, GUESSES_FREE, GUESSES_UNTIL_DISABLED, GUESSES_UNTIL_LOCK,
};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::secret::{SecretText, TokenHash};
use coffer_domain::text::Email;
use coffer_domain::time::{Span, Timestamp};

use super::recovery;
use super::session::Shown;
use super::totp;
use crate::app::App;
use crate::error::AppError;
use crate::life::alive;

/// What was shown and was right, and the change that uses it up.
pub(super) struct Proven {
    pub(super) member: Member,
    pub(super) shown: Shown,
    pub(super) used: Change,
}

/// The second factor, as typed.
enum Second<'a> {
    Totp(&'a str),
    RecoveryCode(TokenHash),
}

/// Why a sign-in is refused: whose, and the guess to count, if one is.
type Refusal<'a> = Option<(&'a Member, Option<WrongGuess>)>;

impl App {
    /// Checks password and code (of the authenticator app, or a recovery code). Unknown, waiting and wrong look alike
    /// and take about the same: the password is hashed in any case, against a decoy if need be.
    pub(super) async fn check_factors(
        &self,
        ctx: &RequestCtx,
        email: &str,
        password: SecretText,
        code: &str,
    ) -> Result<Proven, AppError> {
        self.refuse_contained_source(ctx).await?;
        let (checked_hash, decoy) = self.password_to_check(email).await?;
        let password_fits = {
            let _permit = self
                .password_hashes
                .acquire()
                .await
                .map_err(|_| AppError::Bug("semaphore closed"))?;
            self.password_fits(password, checked_hash.clone()).await?
        };
        // One decision at a time: guesses sent in parallel must not share one look at the count.
        let _one_at_a_time = self.sign_in_decision.lock().await;
        let Some((member, credentials)) = self.with_password(email).await? else {
            if let Some(decoy) = decoy.filter(|_| password_fits) {
                return self.refuse_decoy_account(ctx, &decoy).await;
            }
            return self.refuse_sign_in(ctx, None, "unknown").await;
        };
        if member.state != MemberState::Active {
            return self
                .refuse_sign_in(ctx, Some((&member, None)), "not_active")
                .await;
        }
        let member_id = member.id.to_string();
        let disabled = self.is_contained(Response::DisablePassword, &member_id, ctx.now);
        if disabled.await? {
            return self
                .refuse_sign_in(ctx, Some((&member, None)), "password_disabled")
                .await;
        }
        let password_fits =
            password_fits && checked_hash.as_ref() == Some(&credentials.password_hash);
        let second = match recovery::parse(code) {
            Some(hash) => Second::RecoveryCode(hash),
            None => Second::Totp(code),
        };
        match self
            .weigh(ctx.now, &credentials, &second, password_fits)
            .await?
        {
            Ok((shown, used)) => Ok(Proven {
                member,
                shown,
                used,
            }),
            Err(guess) => {
                let why = match guess.map(|guess| guess.factor) {
                    None => "locked",
                    Some(Factor::Password) => "password",
                    // Who gets so far has the password: that is another thing to watch for.
                    Some(Factor::Totp) if password_fits => "code_after_password",
                    Some(Factor::Totp) => "code",
                    Some(Factor::RecoveryCode) => "recovery_code",
                };
                self.refuse_sign_in(ctx, Some((&member, guess)), why).await
            }
        }
    }

    /// What was shown, or the guess to count; none is counted while the factor waits: else whoever knows the address
    /// could make it wait for ever.
    async fn weigh(
        &self,
        now: Timestamp,
        credentials: &Credentials,
        second: &Second<'_>,
        password_fits: bool,
    ) -> Result<Result<(Shown, Change), Option<WrongGuess>>, AppError> {
        let member = credentials.member;
        let (factor, tries) = match second {
            Second::Totp(_) => (Factor::Totp, credentials.totp_tries),
            Second::RecoveryCode(_) => (Factor::RecoveryCode, credentials.recovery_tries),
        };
        if waits(tries, now) || waits(credentials.password_tries, now) {
            return Ok(Err(None));
        }
        let guess = |factor, tries: Tries, totp_step| WrongGuess {
            member,
            factor,
            wait_until: wait_after(tries.failures.saturating_add(1)).map(|wait| now.plus(wait)),
            totp_step,
        };
        let (right, step) = match second {
            Second::Totp(code) => {
                let step = self.unused_step(now, credentials, code).await?;
                (step.is_some(), step)
            }
            Second::RecoveryCode(hash) => {
                (self.store.recovery_code_fits(member, hash).await?, None)
            }
        };
        if !right {
            return Ok(Err(Some(guess(factor, tries, None))));
        }
        if !password_fits {
            let tries = credentials.password_tries;
            return Ok(Err(Some(guess(Factor::Password, tries, step))));
        }
        if matches!(second, Second::RecoveryCode(_)) {
            // It is good for a new way in and nothing else, which waits: the code is not used up.
            self.refuse_read_only()?;
        }
        Ok(Ok(match second {
            Second::Totp(_) => (
                Shown::PASSWORD_TOTP,
                Change::UseTotpStep {
                    member,
                    step: step.unwrap_or_default(),
                },
            ),
            Second::RecoveryCode(hash) => (
                Shown::PASSWORD_RECOVERY_CODE,
                Change::UseRecoveryCode {
                    member,
                    hash: *hash,
                },
            ),
        }))
    }

    /// Passwords are not looked at while they come from a network that tries many: whatever is right among them is not
    /// told. From one that tries addresses, one is looked at now and then. Other ways to sign in stay open.
    async fn refuse_contained_source(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        let Some(address) = ctx.address else {
            return Ok(());
        };
        let source = coffer_detect::network(address);
        let blocked = self.is_contained(Response::BlockSource, &source, ctx.now);
        if blocked.await? {
            return self.refuse_sign_in(ctx, None, "source_blocked").await;
        }
        // Who steps up is in a session, where wrong tries count to the account: an officer must be able to look into it.
        if ctx.session.is_some() {
            return Ok(());
        }
        let slowed = self.is_contained(Response::SlowSource, &source, ctx.now);
        if slowed.await? && !self.slowed_sources.lets_through(&source, ctx.now) {
            let refused = self.refuse_sign_in(ctx, None, "source_slowed").await;
            return match refused {
                Err(AppError::SignInFailed) => Err(AppError::SlowedDown),
                other => other,
            };
        }
        Ok(())
    }

    /// What a password typed for this address is checked against, and the decoy whose it is, if it is a decoy's.
    async fn password_to_check(
        &self,
        email: &str,
    ) -> Result<(Option<String>, Option<DecoyCredential>), AppError> {
        if let Some((_, credentials)) = self.with_password(email).await? {
            return Ok((Some(credentials.password_hash), None));
        }
        let Ok(email) = Email::parse(email) else {
            return Ok((None, None));
        };
        let decoy = self.store.decoy_account(&email).await?;
        let hash = decoy.as_ref().and_then(|decoy| match &decoy.bait {
            Bait::Account { password_hash, .. } => Some(password_hash.clone()),
            Bait::Token(_) => None,
        });
        Ok((hash, decoy))
    }

    /// The member of this address and their password and TOTP, if they have them.
    async fn with_password(&self, email: &str) -> Result<Option<(Member, Credentials)>, AppError> {
        let Ok(email) = Email::parse(email) else {
            return Ok(None);
        };
        let Some(member) = self.store.member_by_email(&email).await? else {
            return Ok(None);
        };
        let credentials = self.store.credentials(member.id).await?;
        Ok(credentials.map(|credentials| (member, credentials)))
    }

    async fn unused_step(
        &self,
        now: Timestamp,
        credentials: &Credentials,
        code: &str,
    ) -> Result<Option<i64>, AppError> {
        let organisation = self.organisation().await?.id;
        let secret = self
            .keys
            .unwrap_totp(organisation, &credentials.totp_wrapped)
            .await?;
        let step = totp::matching_step(secret.expose(), code, now)?;
        Ok(step.filter(|step| *step > credentials.totp_step))
    }

    /// Records a refusal, and counts the guess if there is one to count. `why` is for the ledger alone.
    pub(super) async fn refuse_sign_in<T>(
        &self,
        ctx: &RequestCtx,
        refusal: Refusal<'_>,
        why: &'static str,
    ) -> Result<T, AppError> {
        let mut event = Event::new(EventKind::SessionRefused).with("why", why);
        let mut change = None;
        if let Some((member, guess)) = refusal {
            event = event.object(member.id);
            if let Some(guess) = guess {
                change = Some(Change::CountWrongGuess(guess));
            }
        }
        let mut commit = Commit::record(self.entry(ctx, event)?);
        if let Some(change) = change {
            commit = commit.change(change);
        }
        self.commit(commit).await?;
        Err(AppError::SignInFailed)
    }
}

impl Shown {
    pub(crate) const PASSWORD_TOTP: Self = Self {
        factors: Factors::PasswordTotp,
        passkey: None,
        aal: 2,
        phishing_resistant: false,
    };

    /// Enough to set up a new way in, and for nothing else: every policy asks for level 2.
    pub(crate) const PASSWORD_RECOVERY_CODE: Self = Self {
        factors: Factors::PasswordRecoveryCode,
        passkey: None,
        aal: 1,
        phishing_resistant: false,
    };
}

/// Whether nothing is tried at a factor now.
fn waits(tries: Tries, now: Timestamp) -> bool {
    tries.failures >= GUESSES_UNTIL_DISABLED
        || tries
            .wait_until
            .is_some_and(|until| alive(now, until, GUESS_LOCK))
}

/// How long a factor waits after so many wrong guesses in a row.
fn wait_after(failures: u32) -> Option<Span> {
    if failures >= GUESSES_UNTIL_LOCK {
        return Some(GUESS_LOCK);
    }
    let beyond = failures.checked_sub(GUESSES_FREE)?;
    let factor = 1_i64.checked_shl(beyond).unwrap_or(i64::MAX);
    Some(Span(GUESS_DELAY.0.saturating_mul(factor)).min(GUESS_LOCK))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_guesses_are_free_then_the_wait_doubles_and_from_ten_on_it_is_half_an_hour() {
        let waits: Vec<_> = (1..=11)
            .map(|n| wait_after(n).map(|wait| wait.0 / 1_000))
            .collect();
        let seconds = [
            None,
            None,
            None,
            None,
            Some(5),
            Some(10),
            Some(20),
            Some(40),
            Some(80),
        ];
        assert_eq!(waits[..9], seconds);
        assert_eq!(waits[9..], [Some(1_800), Some(1_800)]);
    }

    #[test]
    fn a_hundred_guesses_disable_a_factor() {
        let tries = |failures| Tries {
            failures,
            wait_until: None,
        };
        assert!(!waits(tries(99), Timestamp(0)));
        assert!(waits(tries(100), Timestamp(i64::MAX)));
    }
}
