//! What members see and the ledger cannot: a mail that pretends to be from here, a stranger at a desk.

use coffer_domain::alert::{Alert, AlertFilter, AlertNote, AlertState};
use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::Commit;
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::REPORTS_WAITING_MAX;

use super::desk::member;
use crate::app::App;
use crate::error::AppError;
use crate::limits::REPORT_LANES;
use crate::reason;

/// The rule that makes a report an alert.
const REPORTED: &str = "D28-reported";
/// The field of the ledger's entry with what was seen.
const TEXT: &str = "text";

/// Whether an alert is what somebody said, which no earlier verdict silences.
pub(super) fn is_report(alert: &Alert) -> bool {
    alert.rule == REPORTED
}

/// Whoever reports something is not whom it is about: nothing is to be done to them, and they may decide.
pub(super) fn about_nobody(alert: Alert) -> Alert {
    Alert {
        member: None,
        session: None,
        source: None,
        ..alert
    }
}

impl App {
    /// Tells security officers of something suspicious.
    ///
    /// # Errors
    /// Refused, no member, too short or long, too many reports of theirs wait, or the store does not work.
    pub async fn report_suspicion(&self, ctx: &RequestCtx, text: &str) -> Result<(), AppError> {
        let organisation = self.organisation().await?.id;
        self.allow::<act::AlertReport>(ctx, Resource::Organisation(organisation))
            .await?;
        let text = reason::checked(TEXT, text)?;
        let member = member(ctx).ok_or(AppError::NotFound("member"))?;
        let lane = usize::from(member.0.last().copied().unwrap_or(0)) % REPORT_LANES;
        let lane = self.report_entries.get(lane);
        let lane = lane.ok_or(AppError::Bug("a lane that is none"))?;
        let _one_after_the_other = lane.lock().await;
        let waiting = AlertFilter {
            state: Some(AlertState::Open),
            rule: Some(REPORTED.to_owned()),
            key: Some(member.to_string()),
            limit: REPORTS_WAITING_MAX,
            ..AlertFilter::default()
        };
        if self.store.alerts(&waiting).await?.len() >= REPORTS_WAITING_MAX as usize {
            return Err(AppError::Conflict("reports.waiting"));
        }
        let event = Event::new(EventKind::SuspicionReported)
            .object(organisation)
            .personal(TEXT, text);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        // By then it is an alert, and counts.
        self.seen_by_the_rules().await;
        Ok(())
    }

    /// What was reported, as the first note of its alert.
    pub(super) async fn reported(&self, alert: &Alert) -> Result<Option<AlertNote>, AppError> {
        if !is_report(alert) {
            return Ok(None);
        }
        let openings = self.store.openings(alert.index).await?;
        let text = openings.into_iter().find(|it| it.field == TEXT);
        Ok(text.map(|text| AlertNote {
            alert: alert.id,
            by: alert.key.parse().ok(),
            at: alert.at,
            text: text.value,
        }))
    }
}
