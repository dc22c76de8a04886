//! Passwords: the rule (NIST SP 800-63B-4 section 3.1.1.2) and Argon2id hashing off the async threads.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use coffer_domain::alert::Response;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::SessionId;
use coffer_domain::limits::{PASSWORD_BYTES_MAX, PASSWORD_CHARS_MIN};
use coffer_domain::people::Member;
use coffer_domain::ports::random;
use coffer_domain::secret::SecretText;
use sha1::{Digest as _, Sha1};

use super::blocklist::is_expected;
use super::tokens::and_tokens;
use crate::app::App;
use crate::error::AppError;

/// Argon2id: 64 MiB, 3 passes, 1 lane.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;

/// A valid hash of nothing anybody knows, checked when there is no account, so that the answer takes as long.
const DECOY: &str = "$argon2id$v=19$m=65536,t=3,p=1$Y29mZmVyLWRlY295LXNhbHQ$dBtoNJ2hXuW0yk2EpZBGbm9mJjQqLkk8e0mVd9vYQyE";

fn refuse<T>(problem: &'static str) -> Result<T, AppError> {
    Err(AppError::Value {
        field: "password",
        problem,
    })
}

/// Checks the rule: at least 15 characters, at most 256 bytes, nothing of what everybody expects. No composition.
fn check_rule(password: &SecretText, context: &[&str]) -> Result<(), AppError> {
    let text = password.expose();
    if text.chars().count() < PASSWORD_CHARS_MIN {
        return refuse("must have at least 15 characters");
    }
    if text.len() > PASSWORD_BYTES_MAX {
        return refuse("must not be longer than 256 bytes");
    }
    if is_expected(text, context) {
        return refuse(
            "is too easy to guess: it is among the most used ones, or made of them or of names that everybody here knows",
        );
    }
    Ok(())
}

fn argon2() -> Result<Argon2<'static>, AppError> {
    let params =
        Params::new(MEMORY_KIB, PASSES, 1, None).map_err(|_| AppError::Bug("argon2 parameters"))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

impl App {
    /// Checks a password a member wants to have: the rule, and that it is not known from breaches.
    pub(super) async fn check_password(
        &self,
        password: &SecretText,
        member: &Member,
    ) -> Result<(), AppError> {
        let organisation = self.organisation().await?.name.clone();
        let email = member.email.as_str();
        let name = member.name.as_str();
        let context = ["coffer", organisation.as_str(), name, email];
        check_rule(password, &context)?;
        if password.expose().to_lowercase().contains(email) {
            return refuse("must not contain your address");
        }
        let Some(breached) = self.sign_in_rules.breached.clone() else {
            return Ok(());
        };
        let hash: [u8; 20] = Sha1::digest(password.expose().as_bytes()).into();
        let known = tokio::task::spawn_blocking(move || breached.contains(&hash)).await;
        let known = known.map_err(|_| AppError::Bug("the thread that looks passwords up died"))?;
        if known.map_err(AppError::Blob)? {
            return refuse("is known from a breach of some other service; choose another");
        }
        Ok(())
    }

    /// Sets another password, in a session that has stepped up. All other sessions end, and the API tokens that were made with a password;
    /// all tokens, if an alert had disabled it: then somebody else has it.
    ///
    /// # Errors
    /// No step-up, an alert holds the member, the password is refused, there is none to replace, or the store does not work.
    pub async fn change_password(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
        password: SecretText,
    ) -> Result<(), AppError> {
        let member = self.may_add_way_in(ctx).await?;
        self.check_password(&password, &member).await?;
        let event = Event::new(EventKind::PasswordChanged).object(member.id);
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::SetPassword {
                member: member.id,
                password_hash: self.hash_password(password).await?,
            })
            .change(Change::EndSessionsOf {
                member: member.id,
                keep: Some(session),
            });
        let known_to_others = self
            .is_contained(Response::DisablePassword, &member.id.to_string(), ctx.now)
            .await?;
        let made_by = (!known_to_others).then_some(false);
        let commit = self.with_another_password(commit, ctx, member.id).await?;
        let (commit, tokens) = self
            .with_tokens_ended(commit, ctx, member.id, made_by, None)
            .await?;
        self.commit(commit).await?;
        let what = format!("Your password was changed.{}", and_tokens(tokens));
        self.tell_of_change(ctx, &member, &what).await;
        Ok(())
    }

    pub(crate) async fn hash_password(&self, password: SecretText) -> Result<String, AppError> {
        let _permit = self
            .password_hashes
            .acquire()
            .await
            .map_err(|_| AppError::Bug("semaphore closed"))?;
        let salt = random::<16>(&*self.entropy);
        let hashed = tokio::task::spawn_blocking(move || {
            let hash = argon2()?.hash_password_with_salt(password.expose().as_bytes(), &salt);
            hash.map(|hash| hash.to_string())
                .map_err(|_| AppError::Bug("argon2 failed"))
        });
        hashed
            .await
            .map_err(|_| AppError::Bug("hashing thread died"))?
    }

    /// Whether `password` fits `stored`; `None` takes as long and never fits.
    pub(crate) async fn password_fits(
        &self,
        password: SecretText,
        stored: Option<String>,
    ) -> Result<bool, AppError> {
        let checked = tokio::task::spawn_blocking(move || {
            let known = stored.is_some();
            let stored = stored.unwrap_or_else(|| DECOY.to_owned());
            let parsed =
                PasswordHash::new(&stored).map_err(|_| AppError::Bug("stored password hash"))?;
            let fits = argon2()?
                .verify_password(password.expose().as_bytes(), &parsed)
                .is_ok();
            Ok(fits && known)
        });
        checked
            .await
            .map_err(|_| AppError::Bug("hashing thread died"))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_decoy_is_a_real_hash() {
        assert!(PasswordHash::new(DECOY).is_ok());
    }

    #[test]
    fn short_long_and_guessable_passwords_are_refused_and_no_composition_is_asked() {
        let check =
            |text: &str| check_rule(&SecretText::new(text.to_owned()), &["agent@coffer.example"]);
        assert!(check("fourteen chars").is_err());
        assert!(check(&"ab".repeat(129)).is_err());
        assert!(check("aaaaaaaaaaaaaaaa").is_err());
        assert!(check("agentagent123456").is_err());
        assert!(check("quiet harbour lamp nine").is_ok());
        assert!(check("größe ist relativ hier").is_ok());
    }
}
