//! The whole server read-only for a time, and what every member is told.
//!
//! What holds is in the store. Every decision asks, so the time it ends is kept in memory as well: it is read again after
//! each commit that changes it, with each round of watching, and before anybody is served.

use coffer_domain::alert::{Containment, EVERYBODY, Response};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::time::Timestamp;

use crate::app::App;
use crate::error::AppError;

/// What every member is told while it holds.
pub struct StaffNotice {
    /// What holds: [`Response::ReadOnly`] or [`Response::WarnStaff`].
    pub response: Response,
    /// The rule whose words they are; none for what a security officer wrote.
    pub rule: Option<String>,
    /// The words, for a warning.
    pub words: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// Until when.
    pub until: Timestamp,
}

/// Whether a commit may change until when the server is read-only.
pub(crate) fn moves_read_only(commit: &Commit) -> bool {
    commit.changes().iter().any(|change| match change {
        Change::Contain(it) | Change::EndContainment(it) => it.response == Response::ReadOnly,
        _ => false,
    })
}

impl App {
    /// Reads until when nothing may be changed on the whole server. To be called before anybody is served.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn look_at_read_only(&self) -> Result<(), AppError> {
        let _one_after_the_other = self.read_only_look.lock().await;
        let until = self.read_only_until().await?;
        self.read_only.set_until(until.unwrap_or(Timestamp(0)));
        Ok(())
    }

    /// Until when the server is read-only, as the store has it.
    pub(crate) async fn read_only_until(&self) -> Result<Option<Timestamp>, AppError> {
        let holds = self.for_everybody().await?;
        let read_only = holds.filter(|it| it.response == Response::ReadOnly);
        Ok(read_only.map(|it| it.until).max())
    }

    /// Refuses what no policy is asked about while the server is read-only.
    pub(crate) fn refuse_read_only(&self) -> Result<(), AppError> {
        match self.read_only.until(self.clock.now()) {
            Some(until) => Err(AppError::ReadOnly { until }),
            None => Ok(()),
        }
    }

    /// What every member is told now, soonest end first.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn staff_notices(&self, now: Timestamp) -> Result<Vec<StaffNotice>, AppError> {
        let mut notices = Vec::new();
        for it in self.for_everybody().await?.filter(|it| now < it.until) {
            // By which rule the server is read-only is for officers: it may have been a decoy.
            let alert = match (it.response, it.by_hand) {
                (Response::WarnStaff, false) => self.store.alert(it.alert).await?,
                _ => None,
            };
            notices.push(StaffNotice {
                response: it.response,
                rule: alert.map(|alert| alert.rule),
                words: it.words,
                since: it.since,
                until: it.until,
            });
        }
        Ok(notices)
    }

    async fn for_everybody(&self) -> Result<impl Iterator<Item = Containment>, AppError> {
        let holds = self.store.active_containments(Some(EVERYBODY)).await?;
        Ok(holds.into_iter())
    }
}
