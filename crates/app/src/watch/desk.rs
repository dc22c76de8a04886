//! What people do with alerts: look, take, note, close, lift.

use coffer_domain::alert::{
    Alert, AlertFilter, AlertNote, Containment, ContainmentState, Response, Verdict,
};
use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{AlertId, MemberId};
use coffer_domain::limits::{PAGE_ROWS_MAX, REASON_BYTES_MAX, REASON_BYTES_MIN};

use super::clocks::DueClock;
use crate::app::App;
use crate::error::AppError;

/// An alert with all that belongs to it.
pub struct AlertView {
    /// The alert.
    pub alert: Alert,
    /// What the rule says, in one line.
    pub title: String,
    /// What it means, what else it may be, and what to do.
    pub advice: String,
    /// Techniques of MITRE ATT&CK.
    pub attack: Vec<String>,
    /// Notes, oldest first.
    pub notes: Vec<AlertNote>,
    /// What followed, by itself or by hand.
    pub containments: Vec<Containment>,
    /// What could be begun by hand now.
    pub open_responses: Vec<Response>,
    /// By when somebody has to be told, if it is an incident; none once it turned out to be something else.
    pub clocks: Vec<DueClock>,
    /// How many alerts of the last 30 days "not a threat" would have silenced, this one included.
    pub alike: u32,
}

pub(super) fn member(ctx: &RequestCtx) -> Option<MemberId> {
    match &ctx.principal {
        Principal::Member(member) => Some(member.id),
        _ => None,
    }
}

impl App {
    /// Alerts that pass the filter, newest first.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn alerts(
        &self,
        ctx: &RequestCtx,
        filter: &AlertFilter,
    ) -> Result<Vec<AlertView>, AppError> {
        self.may_watch::<act::AlertRead>(ctx).await?;
        let filter = AlertFilter {
            limit: filter.limit.clamp(1, PAGE_ROWS_MAX),
            ..filter.clone()
        };
        let alerts = self.store.alerts(&filter).await?;
        Ok(alerts.into_iter().map(|alert| self.bare(alert)).collect())
    }

    /// One alert with notes and containments.
    ///
    /// # Errors
    /// Refused, unknown, or the store does not work.
    pub async fn alert(&self, ctx: &RequestCtx, id: AlertId) -> Result<AlertView, AppError> {
        self.may_watch::<act::AlertRead>(ctx).await?;
        self.whole(ctx, id).await
    }

    /// Takes an alert: whoever asks looks into it.
    ///
    /// # Errors
    /// Refused, unknown, closed, about the one who asks, or the store does not work.
    pub async fn acknowledge_alert(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
    ) -> Result<AlertView, AppError> {
        self.may_decide(ctx, id).await?;
        let event = Event::new(EventKind::AlertAcknowledged).object(id);
        let change = Change::AcknowledgeAlert {
            alert: id,
            assignee: member(ctx),
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.whole(ctx, id).await
    }

    /// Writes a note to an alert.
    ///
    /// # Errors
    /// Refused, unknown, about the one who asks, not a note, or the store does not work.
    pub async fn note_alert(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
        text: &str,
    ) -> Result<AlertView, AppError> {
        self.may_decide(ctx, id).await?;
        self.add_note(ctx, id, text).await?;
        self.whole(ctx, id).await
    }

    async fn add_note(&self, ctx: &RequestCtx, id: AlertId, text: &str) -> Result<(), AppError> {
        let note = checked_note(ctx, id, text)?;
        let event = Event::new(EventKind::AlertNoted)
            .object(id)
            .personal("note", note.text.as_str());
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::NoteAlert(note)))
            .await?;
        Ok(())
    }

    /// Closes an alert with a verdict and the reason for it. Unless it was a threat, what it holds is lifted.
    ///
    /// # Errors
    /// Refused, unknown, closed, about the one who asks, no reason, or the store does not work.
    pub async fn close_alert(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
        verdict: Verdict,
        reason: &str,
    ) -> Result<AlertView, AppError> {
        let alert = self.may_decide(ctx, id).await?;
        let note = checked_note(ctx, id, reason)?;
        let alike = self.alerts_alike(&alert, ctx.now).await?.len() as u64;
        let event = Event::new(EventKind::AlertClosed)
            .object(id)
            .with("verdict", verdict.as_str())
            .with("alike_in_30_days", alike)
            .personal("note", note.text.as_str());
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::CloseAlert {
                alert: id,
                verdict,
                at: ctx.now,
            })
            .change(Change::NoteAlert(note));
        self.commit(commit).await?;
        if verdict != Verdict::Threat {
            self.lift(ctx, id, None).await?;
        }
        self.whole(ctx, id).await
    }

    /// Ends what an alert holds, before its time: all of it, or one response.
    ///
    /// # Errors
    /// Refused, unknown, about the one who asks, no reason, or the store does not work.
    pub async fn lift_containments(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
        only: Option<Response>,
        reason: &str,
    ) -> Result<AlertView, AppError> {
        // What is done to everybody is not about whom the alert is about: nobody must be able to make an officer powerless
        // against it by making an alert about them.
        if only.is_some_and(|only| matches!(only, Response::ReadOnly | Response::WarnStaff)) {
            self.may_watch::<act::AlertManage>(ctx).await?;
            let alert = self.store.alert(id).await?;
            alert.ok_or(AppError::NotFound("alert"))?;
            self.add_note(ctx, id, reason).await?;
        } else {
            self.note_alert(ctx, id, reason).await?;
        }
        self.lift(ctx, id, only).await?;
        self.whole(ctx, id).await
    }

    async fn lift(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
        only: Option<Response>,
    ) -> Result<(), AppError> {
        for containment in self.store.containments(id).await? {
            let meant = only.is_none_or(|only| containment.response == only);
            if meant && containment.state == ContainmentState::Active {
                self.end_containment(ctx, &containment, ContainmentState::Lifted)
                    .await?;
            }
        }
        Ok(())
    }

    /// The operator at the server's command line may; members by policy.
    pub(crate) async fn may_watch<A: coffer_domain::authz::Act>(
        &self,
        ctx: &RequestCtx,
    ) -> Result<(), AppError> {
        if !matches!(ctx.principal, Principal::Operator) {
            let organisation = self.organisation().await?.id;
            self.allow::<A>(ctx, Resource::Organisation(organisation))
                .await?;
        }
        Ok(())
    }

    /// Whether `ctx` may decide about an alert. Nobody decides about an alert that is about themselves.
    pub(super) async fn may_decide(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
    ) -> Result<Alert, AppError> {
        self.may_watch::<act::AlertManage>(ctx).await?;
        let alert = self.store.alert(id).await?;
        let alert = alert.ok_or(AppError::NotFound("alert"))?;
        if alert.member.is_some() && alert.member == member(ctx) {
            return Err(AppError::Value {
                field: "alert",
                problem: "is about yourself; somebody else has to decide",
            });
        }
        Ok(alert)
    }

    pub(super) async fn whole(&self, ctx: &RequestCtx, id: AlertId) -> Result<AlertView, AppError> {
        let alert = self.store.alert(id).await?;
        let alert = alert.ok_or(AppError::NotFound("alert"))?;
        let alike = self.alerts_alike(&alert, ctx.now).await?.len();
        let containments = self.store.containments(id).await?;
        Ok(AlertView {
            notes: self.store.alert_notes(id).await?,
            open_responses: self.open_responses(ctx, &alert, &containments).await?,
            containments,
            clocks: self.clocks_of(&alert, ctx.now).await?,
            alike: u32::try_from(alike).unwrap_or(u32::MAX),
            ..self.bare(alert)
        })
    }

    fn bare(&self, alert: Alert) -> AlertView {
        // Alerts outlive rules.
        let rule = self.watcher.settings.rules.rule(&alert.rule);
        AlertView {
            title: rule.map_or_else(|| alert.rule.clone(), |rule| rule.title.clone()),
            advice: rule.map(|rule| rule.advice.clone()).unwrap_or_default(),
            attack: rule.map(|rule| rule.attack.clone()).unwrap_or_default(),
            alert,
            notes: Vec::new(),
            containments: Vec::new(),
            open_responses: Vec::new(),
            clocks: Vec::new(),
            alike: 0,
        }
    }
}

pub(super) fn checked_note(
    ctx: &RequestCtx,
    alert: AlertId,
    text: &str,
) -> Result<AlertNote, AppError> {
    let text = text.trim();
    if text.chars().count() < REASON_BYTES_MIN {
        return Err(AppError::Value {
            field: "note",
            problem: "must say why, in at least 10 characters",
        });
    }
    if text.len() > REASON_BYTES_MAX {
        return Err(AppError::Value {
            field: "note",
            problem: "must not be longer than 1000 bytes",
        });
    }
    Ok(AlertNote {
        alert,
        by: member(ctx),
        at: ctx.now,
        text: text.to_owned(),
    })
}
