//! The law's clocks of an alert, and what stops them: that somebody was told.

use coffer_detect::Clock;
use coffer_domain::alert::{Alert, Notice, Told, Verdict};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::AlertId;
use coffer_domain::limits::NOTICE_REFERENCE_BYTES_MAX;
use coffer_domain::time::Timestamp;

use super::desk::{AlertView, checked_note, member};
use crate::app::App;
use crate::error::AppError;
use crate::limits::CLOCK_BACK_MAX;

/// A duty to tell somebody, should the alert be an incident.
pub struct DueClock {
    /// The duty.
    pub clock: Clock,
    /// When its time is over, counted from when the alert was raised: nobody here can have known before.
    pub due: Timestamp,
    /// That it was done.
    pub notice: Option<Notice>,
    /// How it stands.
    pub state: ClockState,
}

/// How a duty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockState {
    /// There is time left.
    Open,
    /// Its time is over, or nobody can say how much is left, and nobody said that it was done.
    Overdue,
    /// It was done in time.
    Met,
    /// It was done after its time.
    Late,
}

impl ClockState {
    /// The word for it everywhere.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            ClockState::Open => "open",
            ClockState::Overdue => "overdue",
            ClockState::Met => "met",
            ClockState::Late => "late",
        }
    }

    fn of(alert: &Alert, due: Timestamp, given: Option<Timestamp>, now: Timestamp) -> Self {
        match given {
            Some(given) if given <= due => ClockState::Met,
            Some(_) => ClockState::Late,
            None if is_misdated(alert, now) => ClockState::Overdue,
            None if now <= due => ClockState::Open,
            None => ClockState::Overdue,
        }
    }
}

/// Whether an alert was raised by a clock that was wrong: then nobody can say since when its duties run.
pub(super) fn is_misdated(alert: &Alert, now: Timestamp) -> bool {
    alert.raised.since(now) > CLOCK_BACK_MAX
}

/// What somebody says about a notice.
pub struct NewNotice {
    /// Who was told.
    pub told: Told,
    /// When.
    pub given: Timestamp,
    /// By what it is found again.
    pub reference: String,
}

impl App {
    /// Notes that a duty of an alert to tell somebody was done: who was told, when, and by what that is found again.
    ///
    /// # Errors
    /// Refused, unknown, about the one who asks, no such clock, done before, a time or reference that cannot be, or the store does not
    /// work.
    pub async fn give_notice(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
        clock: &str,
        new: NewNotice,
    ) -> Result<AlertView, AppError> {
        let alert = self.may_decide(ctx, id).await?;
        self.require_clock(&alert, clock)?;
        // An alert of a clock that was wrong may be dated later than now; that it was told of is still to be said.
        if (new.given < alert.at && alert.at <= ctx.now) || new.given > ctx.now {
            return Err(AppError::Value {
                field: "given",
                problem: "must lie between what the alert is about and now",
            });
        }
        let notice = Notice {
            alert: id,
            clock: clock.to_owned(),
            told: new.told,
            given: new.given,
            reference: checked_reference(&new.reference)?,
            by: member(ctx),
            at: ctx.now,
        };
        let event = Event::new(EventKind::NoticeGiven)
            .object(id)
            .with("clock", clock)
            .with("told", notice.told.as_str())
            .with("given", notice.given.to_string())
            .personal("reference", notice.reference.as_str());
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::GiveNotice(notice)))
            .await?;
        self.whole(ctx, id).await
    }

    /// Takes back that a duty was done, with the reason; the clock runs again as if nothing had been said.
    ///
    /// # Errors
    /// Refused, unknown, about the one who asks, not done, no reason, or the store does not work.
    pub async fn withdraw_notice(
        &self,
        ctx: &RequestCtx,
        id: AlertId,
        clock: &str,
        reason: &str,
    ) -> Result<AlertView, AppError> {
        self.may_decide(ctx, id).await?;
        let note = checked_note(ctx, id, reason)?;
        let event = Event::new(EventKind::NoticeWithdrawn)
            .object(id)
            .with("clock", clock)
            .personal("note", note.text.as_str());
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::WithdrawNotice {
                alert: id,
                clock: clock.to_owned(),
            })
            .change(Change::NoteAlert(note));
        self.commit(commit).await?;
        self.whole(ctx, id).await
    }

    fn require_clock(&self, alert: &Alert, id: &str) -> Result<(), AppError> {
        let runs = self.clocks_that_run(alert).iter().any(|it| it.id == id);
        runs.then_some(()).ok_or(AppError::NotFound("clock"))
    }

    /// Clocks run from the moment somebody could have known, whether or not anybody looked.
    pub(super) async fn clocks_of(
        &self,
        alert: &Alert,
        now: Timestamp,
    ) -> Result<Vec<DueClock>, AppError> {
        let clocks = self.clocks_that_run(alert);
        if clocks.is_empty() {
            return Ok(Vec::new());
        }
        let notices = self.store.notices(alert.id).await?;
        let due = clocks.iter().map(|clock| {
            let due = alert.raised.plus(clock.span());
            let notice = notices.iter().find(|it| it.clock == clock.id).cloned();
            DueClock {
                state: ClockState::of(alert, due, notice.as_ref().map(|it| it.given), now),
                clock: clock.clone(),
                due,
                notice,
            }
        });
        Ok(due.collect())
    }

    fn clocks_that_run(&self, alert: &Alert) -> &[Clock] {
        let may_be = matches!(alert.verdict, None | Some(Verdict::Threat));
        let rule = self.watcher.rule(&alert.rule);
        if may_be && rule.is_some_and(|rule| rule.incident) {
            &self.watcher.settings.clocks
        } else {
            &[]
        }
    }
}

fn checked_reference(text: &str) -> Result<String, AppError> {
    let text = text.trim();
    if text.is_empty() || text.len() > NOTICE_REFERENCE_BYTES_MAX || text.contains(char::is_control)
    {
        return Err(AppError::Value {
            field: "reference",
            problem: "must be one line of at most 200 bytes by which the notice is found again",
        });
    }
    Ok(text.to_owned())
}
