//! Enrolment: a one-time link, a password, a second factor, and the proof that it works.

use coffer_domain::access::{Credentials, Enrolment};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::ENROLMENT_LIFE;
use coffer_domain::people::Member;
use coffer_domain::ports::random;
use coffer_domain::secret::SecretText;
use coffer_domain::text::Email;
use coffer_domain::time::Timestamp;

use super::password::check_rule;
use super::session::SignedIn;
use super::totp;
use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, parse};

/// The second factor to set up.
pub struct EnrolOffer {
    /// Whose enrolment this is.
    pub email: Email,
    /// The secret in base32.
    pub secret: SecretText,
    /// The same for a QR code.
    pub otpauth_url: SecretText,
}

impl App {
    async fn open_enrolment(
        &self,
        token: &str,
        now: Timestamp,
    ) -> Result<(Enrolment, Member), AppError> {
        let hash = parse(TokenKind::Enrolment, token).ok_or(AppError::EnrolmentGone)?;
        let enrolment = self
            .store
            .enrolment(&hash)
            .await?
            .ok_or(AppError::EnrolmentGone)?;
        if !alive(now, enrolment.expires, ENROLMENT_LIFE) {
            return Err(AppError::EnrolmentGone);
        }
        let member = self
            .store
            .member(enrolment.member)
            .await?
            .ok_or(AppError::EnrolmentGone)?;
        Ok((enrolment, member))
    }

    /// First step: takes the password and proposes a second factor. May be repeated until confirmed.
    ///
    /// # Errors
    /// The link does not work any more, the password is refused, or store or key provider do not work.
    pub async fn start_enrolment(
        &self,
        ctx: &RequestCtx,
        token: &str,
        password: SecretText,
    ) -> Result<EnrolOffer, AppError> {
        let (enrolment, member) = self.open_enrolment(token, ctx.now).await?;
        check_rule(&password, member.email.as_str())?;
        let organisation = self.organisation().await?;
        let secret = zeroize::Zeroizing::new(random::<{ totp::SECRET_BYTES }>(&*self.entropy));
        let change = Change::StartEnrolment {
            hash: enrolment.hash,
            password_hash: self.hash_password(password).await?,
            totp_wrapped: self.keys.wrap_totp(organisation.id, &*secret).await?,
        };
        let event = Event::new(EventKind::EnrolmentStarted).object(member.id);
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        let url = totp::otpauth_url(&*secret, organisation.name.as_str(), member.email.as_str());
        Ok(EnrolOffer {
            email: member.email,
            secret: SecretText::new(totp::secret_text(&*secret)),
            otpauth_url: SecretText::new(url),
        })
    }

    /// Second step: proves the second factor, uses the link up, and signs in.
    ///
    /// # Errors
    /// The link does not work any more, the code does not match, or store or key provider do not work.
    pub async fn confirm_enrolment(
        &self,
        ctx: &RequestCtx,
        token: &str,
        code: &str,
    ) -> Result<SignedIn, AppError> {
        let (enrolment, member) = self.open_enrolment(token, ctx.now).await?;
        let (Some(password_hash), Some(totp_wrapped)) =
            (enrolment.password_hash, enrolment.totp_wrapped)
        else {
            return Err(AppError::EnrolmentGone);
        };
        let organisation = self.organisation().await?.id;
        let secret = self.keys.unwrap_totp(organisation, &totp_wrapped).await?;
        let Some(step) = totp::matching_step(secret.expose(), code, ctx.now)? else {
            return Err(AppError::CodeWrong);
        };
        let credentials = Credentials {
            member: member.id,
            password_hash,
            totp_wrapped,
            totp_step: step,
            failures: 0,
            locked_until: None,
        };
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            ..ctx.clone()
        };
        let event = Event::new(EventKind::EnrolmentCompleted).object(member.id);
        let commit = Commit::record(self.entry(&ctx, event)?).change(Change::CompleteEnrolment {
            hash: enrolment.hash,
            credentials,
        });
        self.commit(commit).await?;
        let member = self
            .store
            .member(member.id)
            .await?
            .ok_or(AppError::NotFound("member"))?;
        self.start_session(&ctx, member, None).await
    }
}
