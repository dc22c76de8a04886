//! Password and second factor, with the brake on guessing.

use coffer_domain::access::Credentials;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::{SIGN_IN_FAILURES_MAX, SIGN_IN_LOCK};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::secret::SecretText;
use coffer_domain::text::Email;

use super::totp;
use crate::app::App;
use crate::error::AppError;
use crate::life::alive;

impl App {
    /// Checks password and code; gives the member and the TOTP step to use up. Unknown, locked and wrong look
    /// alike and take about the same: the password is hashed in any case, against a decoy if need be.
    pub(super) async fn check_factors(
        &self,
        ctx: &RequestCtx,
        email: &str,
        password: SecretText,
        code: &str,
    ) -> Result<(Member, i64), AppError> {
        let known = self.enrolled(email).await?;
        let checked_hash = known.map(|(_, credentials)| credentials.password_hash);
        let password_fits = {
            let _permit = self
                .password_hashes
                .acquire()
                .await
                .map_err(|_| AppError::Bug("semaphore closed"))?;
            self.password_fits(password, checked_hash.clone()).await?
        };
        // One decision at a time: guesses sent in parallel must not share one look at the failure count.
        let _one_at_a_time = self.sign_in_decision.lock().await;
        let Some((member, credentials)) = self.enrolled(email).await? else {
            return self.refuse_sign_in(ctx, None, "unknown").await;
        };
        let locked = credentials
            .locked_until
            .is_some_and(|until| alive(ctx.now, until, SIGN_IN_LOCK));
        if locked {
            // Not counted: else whoever knows the address could keep the account locked for ever.
            return self
                .refuse_sign_in(ctx, Some((&member, None)), "locked")
                .await;
        }
        let password_fits =
            password_fits && checked_hash.as_ref() == Some(&credentials.password_hash);
        let step = if password_fits && member.state == MemberState::Active {
            self.unused_step(ctx, &credentials, code).await?
        } else {
            None
        };
        let Some(step) = step else {
            let why = match member.state {
                _ if !password_fits => "password",
                MemberState::Active => "code",
                MemberState::Invited | MemberState::Locked | MemberState::Left => "not_active",
            };
            let whom = Some((&member, Some(credentials.failures)));
            return self.refuse_sign_in(ctx, whom, why).await;
        };
        Ok((member, step))
    }

    /// The member of this address and their credentials, if they have any.
    async fn enrolled(&self, email: &str) -> Result<Option<(Member, Credentials)>, AppError> {
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
        ctx: &RequestCtx,
        credentials: &Credentials,
        code: &str,
    ) -> Result<Option<i64>, AppError> {
        let organisation = self.organisation().await?.id;
        let secret = self
            .keys
            .unwrap_totp(organisation, &credentials.totp_wrapped)
            .await?;
        let step = totp::matching_step(secret.expose(), code, ctx.now)?;
        Ok(step.filter(|step| *step > credentials.totp_step))
    }

    /// Records a refusal; counts it where the failures so far are given. `why` is for the ledger alone.
    async fn refuse_sign_in<T>(
        &self,
        ctx: &RequestCtx,
        whom: Option<(&Member, Option<u32>)>,
        why: &'static str,
    ) -> Result<T, AppError> {
        let mut event = Event::new(EventKind::SessionRefused).with("why", why);
        let mut change = None;
        if let Some((member, failures_before)) = whom {
            event = event.object(member.id);
            change = failures_before.map(|before| Change::CountSignInFailure {
                member: member.id,
                locked_until: (before.saturating_add(1) >= SIGN_IN_FAILURES_MAX)
                    .then(|| ctx.now.plus(SIGN_IN_LOCK)),
            });
        }
        let mut commit = Commit::record(self.entry(ctx, event)?);
        if let Some(change) = change {
            commit = commit.change(change);
        }
        self.commit(commit).await?;
        Err(AppError::SignInFailed)
    }
}
