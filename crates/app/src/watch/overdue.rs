//! Clocks that ran out: said once for each, in the ledger and by mail, as alerts are.

use coffer_domain::alert::{Alert, AlertFilter};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::PAGE_ROWS_MAX;
use coffer_domain::time::Timestamp;

use super::clocks::{ClockState, DueClock, is_misdated};
use crate::app::App;
use crate::error::AppError;
use crate::limits::{CLOCKS_LOOK_ALERTS_MAX, CLOCKS_LOOK_BACK, CLOCKS_LOOK_EVERY};

impl App {
    /// Says which clocks of alerts ran out since it was looked at last, if that was long enough ago.
    pub(super) async fn tell_overdue(&self) -> Result<(), AppError> {
        let ctx = self.system_ctx();
        if !self.watcher.may_look_at_clocks(ctx.now, CLOCKS_LOOK_EVERY) {
            return Ok(());
        }
        let incidents = self.watcher.settings.rules.rules().iter();
        for rule in incidents.filter(|rule| rule.incident) {
            for alert in self.recent_alerts(&rule.id, ctx.now).await? {
                self.tell_overdue_of(&ctx, &alert).await?;
            }
        }
        Ok(())
    }

    /// Alerts of a rule whose clocks may run, newest first. Who floods us with alerts can hide none of the newest.
    async fn recent_alerts(&self, rule: &str, now: Timestamp) -> Result<Vec<Alert>, AppError> {
        let clocks = self.watcher.settings.clocks.iter();
        let longest = clocks.map(|clock| clock.span().0).max().unwrap_or(0);
        let since = now
            .0
            .saturating_sub(longest)
            .saturating_sub(CLOCKS_LOOK_BACK.0);
        let mut found: Vec<Alert> = Vec::new();
        while found.len() < CLOCKS_LOOK_ALERTS_MAX {
            let filter = AlertFilter {
                rule: Some(rule.to_owned()),
                since: Some(Timestamp(since)),
                after: found.last().map(|alert| alert.id),
                limit: PAGE_ROWS_MAX,
                ..AlertFilter::default()
            };
            let page = self.store.alerts(&filter).await?;
            if page.is_empty() {
                break;
            }
            found.extend(page);
        }
        Ok(found)
    }

    async fn tell_overdue_of(&self, ctx: &RequestCtx, alert: &Alert) -> Result<(), AppError> {
        let clocks = self.clocks_of(alert, ctx.now).await?;
        let overdue = clocks.iter().filter(|it| it.state == ClockState::Overdue);
        let overdue: Vec<&DueClock> = overdue.collect();
        if overdue.is_empty() {
            return Ok(());
        }
        let told = self.store.overdue_told(alert.id).await?;
        for due in overdue
            .into_iter()
            .filter(|it| !told.contains(&it.clock.id))
        {
            let event = Event::new(EventKind::ClockOverdue)
                .object(alert.id)
                .with("clock", due.clock.id.as_str())
                .with("due", due.due.to_string());
            let change = Change::TellOverdue {
                alert: alert.id,
                clock: due.clock.id.clone(),
            };
            self.commit(Commit::record(self.entry(ctx, event)?).change(change))
                .await?;
            self.mail_overdue(alert, due, ctx.now).await;
        }
        Ok(())
    }

    async fn mail_overdue(&self, alert: &Alert, due: &DueClock, now: Timestamp) {
        let subject = format!(
            "[Coffer] a duty to tell somebody is overdue: {}",
            due.clock.regime
        );
        let until = if is_misdated(alert, now) {
            "at a time nobody can say, as the server's clock was wrong when it was raised"
                .to_owned()
        } else {
            format!("by {}", due.due)
        };
        let text = format!(
            "If alert {} is an incident, {} had to be told {until} ({}, for {}). Nobody has said that this was done.\n\n\
             Say so on the alert's page, or close the alert if it was no threat.\n\n{}/app/alerts/{}\n",
            alert.id, due.clock.tell, due.clock.regime, due.clock.who, self.public_url, alert.id
        );
        self.mail_watchers(alert, &subject, &text, now).await;
    }
}
