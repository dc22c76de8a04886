//! Erasing by a rule: listed first, on several days, then erased.
//!
//! Whoever sets a clock forward makes cases due, not listed: a case is erased only after entries of the ledger have listed it on
//! seven days by the same rule. Each listing is a sweep of its own and at least 23 hours after the one before, however far the clock
//! has come.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::{RETENTION_LISTED_MAX, RETENTION_LISTING_EVERY};
use coffer_domain::people::{MemberState, Role};
use coffer_domain::ports::Mail;
use coffer_domain::retention::{DueCase, ListedCase};
use coffer_domain::time::Timestamp;

use crate::app::App;
use crate::error::AppError;
use crate::limits::{NOTICES_MAX, RETENTION_LISTED_AHEAD};

impl App {
    /// Lists what is due, once a day, and erases what was listed long enough; how many cases that were. None while the
    /// server is read-only.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn sweep_retention(&self) -> Result<u32, AppError> {
        let now = self.clock.now();
        let listed = self.store.listed_cases().await?;
        if is_listing_due(&listed, now) {
            self.list_due(&listed, now).await?;
        }
        let mut erased = 0;
        for it in self.store.listed_cases().await? {
            if self.refuse_read_only().is_err() {
                break;
            }
            if it.is_ripe(now) && self.erase_by_rule(it.due).await? {
                erased += 1;
            }
        }
        Ok(erased)
    }

    async fn list_due(&self, before: &[ListedCase], now: Timestamp) -> Result<(), AppError> {
        let rules = self.store.retention_rules().await?;
        let until = now.plus(RETENTION_LISTED_AHEAD);
        let mut due = self.due_until(&rules, until, now).await?;
        due.truncate(RETENTION_LISTED_MAX);
        if due.is_empty() && before.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = due
            .iter()
            .map(|it| format!("{} {} {}", it.case, it.rule, it.due))
            .collect();
        let ctx = self.system_ctx();
        let event = Event::new(EventKind::RetentionListed)
            .with("count", due.len() as u64)
            .with("due", lines);
        let new = due
            .iter()
            .filter(|it| !before.iter().any(|old| old.due.case == it.case));
        let new = new.count();
        let change = Change::ListDue { at: now, due };
        self.commit(Commit::record(self.entry(&ctx, event)?).change(change))
            .await?;
        if new > 0 {
            self.tell_officers(new).await?;
        }
        Ok(())
    }

    /// Whether the case was erased; one that is held, opened again or was erased meanwhile is not.
    async fn erase_by_rule(&self, due: DueCase) -> Result<bool, AppError> {
        let Some(case) = self.store.case(due.case).await? else {
            return Ok(false);
        };
        let event = Event::new(EventKind::RetentionApplied)
            .with("rule", due.rule.to_string())
            .with("due", due.due.to_string());
        let ctx = self.system_ctx();
        match self.erase_whole(&ctx, &case, &event, Some(due.rule)).await {
            Ok(_) => Ok(true),
            Err(AppError::Conflict(why)) => {
                tracing::info!(case = %due.case, why, "a case that was due is not erased");
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    /// Mails data protection officers that cases were added to the list. No names: whoever reads it opens Coffer as always.
    async fn tell_officers(&self, new: usize) -> Result<(), AppError> {
        let members = self.store.members().await?.into_iter();
        let officers = members
            .filter(|it| !matches!(it.state, MemberState::Locked | MemberState::Left))
            .filter(|it| it.roles.contains(&Role::Dpo))
            .take(NOTICES_MAX);
        for officer in officers {
            let mail = Mail {
                to: officer.email,
                subject: "Cases will be erased by retention rules".to_owned(),
                text: format!(
                    "{new} more closed cases are due under your retention rules. They are listed on seven days at least before they \
                     are erased.\n\nOpen Coffer, or run `coffer retention due`, to see which. A hold keeps a case.\n"
                ),
            };
            if let Err(error) = self.mailer.send(mail).await {
                tracing::error!(error = %crate::error_chain(&error), "a notice of what is due was not handed over");
            }
        }
        Ok(())
    }
}

/// Whether the last listing is long enough ago; one from the future was made while the clock ran ahead.
fn is_listing_due(listed: &[ListedCase], now: Timestamp) -> bool {
    let newest = listed.iter().map(|it| it.last).max();
    newest.is_none_or(|last| last > now || now.since(last) >= RETENTION_LISTING_EVERY)
}
