//! Passkeys that an alert took their worth from: those that were new when what it is about happened, until it is over.

use coffer_domain::alert::{Alert, Containment, Response, is_new_passkey};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::MemberId;
use coffer_domain::passkey::{Passkey, PasskeyOwner};
use coffer_domain::time::Timestamp;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// A member's passkeys that are accepted now.
    pub(crate) async fn accepted_passkeys(
        &self,
        member: MemberId,
        now: Timestamp,
    ) -> Result<Vec<Passkey>, AppError> {
        let mut passkeys = self.store.passkeys(PasskeyOwner::Member(member)).await?;
        let held = self
            .store
            .active_containments(Some(&member.to_string()))
            .await?;
        let disables =
            |it: &&Containment| it.response == Response::DisableNewPasskeys && now < it.until;
        for containment in held.iter().filter(disables) {
            let alert = self.store.alert(containment.alert).await?;
            let alert = alert.ok_or(AppError::Bug("a response to an alert that is not there"))?;
            passkeys.retain(|it| !is_new_passkey(it.created, alert.at, containment.since));
        }
        Ok(passkeys)
    }

    /// Whether a response that begins now would find passkeys to take their worth from.
    pub(super) async fn has_new_passkeys(
        &self,
        alert: &Alert,
        member: MemberId,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        let passkeys = self.store.passkeys(PasskeyOwner::Member(member)).await?;
        let is_new = |it: &Passkey| is_new_passkey(it.created, alert.at, now);
        Ok(passkeys.iter().any(is_new))
    }

    /// Whether the member would have no way in left that is older.
    pub(super) async fn has_only_new_passkeys(
        &self,
        alert: &Alert,
        member: MemberId,
        now: Timestamp,
    ) -> Result<bool, AppError> {
        if self.store.credentials(member).await?.is_some() {
            return Ok(false);
        }
        let accepted = self.accepted_passkeys(member, now).await?;
        let is_new = |it: &Passkey| is_new_passkey(it.created, alert.at, now);
        Ok(accepted.iter().all(is_new))
    }

    /// Ends all sessions of the member: which of them a thief began or was added by, cannot be told.
    pub(super) fn with_sessions_ended(
        &self,
        commit: Commit,
        ctx: &RequestCtx,
        alert: &Alert,
        member: MemberId,
    ) -> Result<Commit, AppError> {
        let event = Event::new(EventKind::SessionsEnded)
            .object(member)
            .with("alert", alert.id.to_string());
        let ended = Change::EndSessionsOf { member, keep: None };
        Ok(commit.and_record(self.entry(ctx, event)?).change(ended))
    }
}
