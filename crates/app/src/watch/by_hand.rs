//! Responses that a security officer begins: what the rules only say, held back, or do not know of.

use coffer_domain::alert::{Alert, AlertState, Containment, ContainmentState, Response};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::id::AlertId;
use coffer_domain::limits::{RESPOND_HOURS_DEFAULT, RESPOND_HOURS_MAX, WARNING_BYTES_MAX};
use coffer_domain::time::Span;

use super::AlertView;
use super::contain::{begun, lasts, subject, weighed};
use super::desk::checked_note;
use crate::app::App;
use crate::error::AppError;

/// A response to begin.
pub struct NewResponse {
    /// Which.
    pub response: Response,
    /// For how long, in hours; by default as long as the rule's own responses last.
    pub hours: Option<u32>,
    /// Why. Becomes a note; of a warning, it is what members are told.
    pub text: String,
}

impl App {
    /// Begins a response to an alert, in place of one that is over or was held back.
    ///
    /// # Errors
    /// Refused, unknown, closed, about the one who asks, nothing it could be done to, the last administrator, no reason, it
    /// holds already, or the store does not work.
    pub async fn respond_by_hand(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
        new: &NewResponse,
    ) -> Result<AlertView, AppError> {
        let alert = self.may_decide(ctx, id).await?;
        if alert.state == AlertState::Closed {
            return Err(AppError::Conflict("alert.closed"));
        }
        let note = checked_note(ctx, id, &new.text)?;
        let warns = new.response == Response::WarnStaff;
        if warns && note.text.len() > WARNING_BYTES_MAX {
            return refuse(
                "note",
                "must not be longer than 400 bytes, as everybody reads it",
            );
        }
        let containment = Containment {
            alert: id,
            response: new.response,
            subject: self.subject_by_hand(ctx, &alert, new.response).await?,
            state: ContainmentState::Active,
            since: ctx.now,
            until: ctx.now.plus(self.lasts_by_hand(&alert, new)?),
            words: warns.then(|| note.text.clone()),
            by_hand: true,
        };
        let event = begun(&containment)
            .with("by_hand", true)
            .personal("note", note.text.as_str());
        let commit = Commit::record(self.entry(ctx, event)?).change(Change::NoteAlert(note));
        let mut commit = self.take_effect(commit, ctx, &alert, &containment).await?;
        let weigh = weighed(&containment);
        commit = commit.change(Change::Contain(containment));
        if let Some(change) = weigh {
            commit = commit.change(change);
        }
        self.commit(commit).await?;
        self.tell_of_disabled(ctx, &alert, new.response).await?;
        self.whole(ctx, id).await
    }

    /// The responses that could be begun for an alert: there is something to do them to.
    pub(super) async fn open_responses(
        &self,
        ctx: &RequestCtx,
        alert: &Alert,
        containments: &[Containment],
    ) -> Result<Vec<Response>, AppError> {
        let mut open = Vec::new();
        if alert.state == AlertState::Closed {
            return Ok(open);
        }
        let holds = |response| {
            let mut all = containments.iter();
            all.any(|it| it.response == response && it.state == ContainmentState::Active)
        };
        for &response in Response::ALL {
            let possible = subject(alert, response).is_some() && !holds(response);
            if possible && !self.is_idle(ctx, alert, response).await? {
                open.push(response);
            }
        }
        Ok(open)
    }

    async fn subject_by_hand(
        &self,
        ctx: &RequestCtx,
        alert: &Alert,
        response: Response,
    ) -> Result<String, AppError> {
        let Some(subject) = subject(alert, response) else {
            return refuse("response", "finds nothing in this alert to be done to");
        };
        if self.is_idle(ctx, alert, response).await? {
            return refuse("response", "would change nothing: there is none of it");
        }
        if self.would_lock_out(ctx, alert, response).await? {
            return refuse("response", "would lock out the last administrator");
        }
        Ok(subject)
    }

    fn lasts_by_hand(&self, alert: &Alert, new: &NewResponse) -> Result<Span, AppError> {
        match new.hours {
            Some(hours) if (1..=RESPOND_HOURS_MAX).contains(&hours) => {
                Ok(Span::hours(i64::from(hours)))
            }
            Some(_) => refuse("hours", "must be 1 to 336"),
            // Alerts outlive rules.
            None => Ok(self
                .watcher
                .rule(&alert.rule)
                .map_or(Span::hours(i64::from(RESPOND_HOURS_DEFAULT)), |rule| {
                    lasts(new.response, rule, &alert.watch)
                })),
        }
    }
}

fn refuse<T>(field: &'static str, problem: &'static str) -> Result<T, AppError> {
    Err(AppError::Value { field, problem })
}
