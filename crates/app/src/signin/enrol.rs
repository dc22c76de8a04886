//! Enrolment: a one-time link, a password, a second factor, and the proof that it works.

use coffer_domain::access::{Credentials, Enrolled, Enrolment, Tries};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::ENROLMENT_LIFE;
use coffer_domain::passkey::PasskeyOwner;
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::random;
use coffer_domain::secret::SecretText;
use coffer_domain::text::Email;
use coffer_domain::time::Timestamp;
use data_encoding::HEXLOWER;

use super::passkeys::{CeremonyAnswer, CeremonyOffer};
use super::session::{Shown, SignedIn};
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
        if self.sign_in_rules.needs_attested(&member) {
            return Err(AppError::AttestedPasskeyRequired);
        }
        self.check_password(&password, &member).await?;
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
        client: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        let (enrolment, member) = self.open_enrolment(token, ctx.now).await?;
        let (Some(password_hash), Some(totp_wrapped)) = (
            enrolment.password_hash.clone(),
            enrolment.totp_wrapped.clone(),
        ) else {
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
            password_tries: Tries::default(),
            totp_tries: Tries::default(),
            recovery_tries: Tries::default(),
        };
        let enrolled = Enrolled {
            member: member.id,
            credentials: Some(credentials),
            passkey: None,
        };
        self.enrol(
            ctx,
            &enrolment,
            member,
            enrolled,
            (Shown::PASSWORD_TOTP, client),
        )
        .await
    }

    /// Begins to enrol with a passkey instead of a password.
    ///
    /// # Errors
    /// The link does not work any more, the server cannot have passkeys, or store or key provider do not work.
    pub async fn begin_passkey_enrolment(
        &self,
        ctx: &RequestCtx,
        token: &str,
    ) -> Result<(Email, CeremonyOffer), AppError> {
        let (enrolment, member) = self.open_enrolment(token, ctx.now).await?;
        let offer = self
            .begin_member_passkey(ctx, &member, false, &for_enrolling(&enrolment))
            .await?;
        Ok((member.email, offer))
    }

    /// Takes the passkey, uses the link up, and signs in.
    ///
    /// # Errors
    /// The link does not work any more, the ticket is old, the answer is refused, the name is bad, or store or key
    /// provider do not work.
    pub async fn enrol_by_passkey(
        &self,
        ctx: &RequestCtx,
        token: &str,
        answer: CeremonyAnswer<'_>,
        name: &str,
        client: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        let (enrolment, member) = self.open_enrolment(token, ctx.now).await?;
        let bound_to = for_enrolling(&enrolment);
        let owner = PasskeyOwner::Member(member.id);
        let made = self.finish_passkey(ctx, owner, &bound_to, answer, name);
        // The link is used up with it, so the ticket needs no note of its own.
        let (passkey, _) = made.await?;
        let shown = Shown::from(&passkey);
        let enrolled = Enrolled {
            member: member.id,
            credentials: None,
            passkey: Some(passkey),
        };
        self.enrol(ctx, &enrolment, member, enrolled, (shown, client))
            .await
    }

    /// Ends an enrolment and signs in. Whatever the member signed in with before is gone.
    async fn enrol(
        &self,
        ctx: &RequestCtx,
        enrolment: &Enrolment,
        member: Member,
        enrolled: Enrolled,
        (shown, client): (Shown, Option<&str>),
    ) -> Result<SignedIn, AppError> {
        // Before the link is used up: the session would be refused.
        self.refuse_locked(ctx, &member, "session.start").await?;
        let again = member.state != MemberState::Invited;
        let ctx = RequestCtx {
            principal: Principal::Member(member.clone()),
            ..ctx.clone()
        };
        let event = Event::new(EventKind::EnrolmentCompleted)
            .object(member.id)
            .with("factors", shown.factors.as_str());
        let commit = Commit::record(self.entry(&ctx, event)?).change(Change::CompleteEnrolment {
            hash: enrolment.hash,
            enrolled,
        });
        let commit = self.with_another_password(commit, &ctx, member.id).await?;
        self.commit(commit).await?;
        let member = self
            .store
            .member(member.id)
            .await?
            .ok_or(AppError::NotFound("member"))?;
        if again {
            let what = "Your account was set up anew by an enrolment link; what you signed in with before does not work any more.";
            self.tell_of_change(&ctx, &member, what).await;
        }
        self.start_session(&ctx, member, shown, client, Vec::new())
            .await
    }
}

fn for_enrolling(enrolment: &Enrolment) -> String {
    format!("enrol {}", HEXLOWER.encode(&enrolment.hash.0))
}
