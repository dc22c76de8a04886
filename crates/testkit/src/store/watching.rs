//! Watching, and what goes out.

use std::num::NonZeroU32;

use async_trait::async_trait;
use coffer_domain::alert::{
    Alert, AlertFilter, AlertNote, Containment, ContainmentState, Notice, Response, WatchState,
};
use coffer_domain::budget::{BudgetRaise, Handout, Room};
use coffer_domain::decoy::DecoyCredential;
use coffer_domain::file::File;
use coffer_domain::id::{AlertId, CaseId, FileId};
use coffer_domain::ports::{Decoys, OpenedEntry, Spending, StoreError, Watching};
use coffer_domain::secret::TokenHash;
use coffer_domain::text::Email;
use coffer_domain::time::Timestamp;

use super::FaultyStore;
use crate::faults::Effect::{Reads, Writes};

#[async_trait]
impl Watching for FaultyStore {
    async fn alert(&self, id: AlertId) -> Result<Option<Alert>, StoreError> {
        let work = self.inner.alert(id);
        self.faults.through("alert", Reads, work).await
    }
    async fn alerts(&self, filter: &AlertFilter) -> Result<Vec<Alert>, StoreError> {
        let work = self.inner.alerts(filter);
        self.faults.through("alerts", Reads, work).await
    }
    async fn notices(&self, id: AlertId) -> Result<Vec<Notice>, StoreError> {
        let work = self.inner.notices(id);
        self.faults.through("notices", Reads, work).await
    }
    async fn overdue_told(&self, id: AlertId) -> Result<Vec<String>, StoreError> {
        let work = self.inner.overdue_told(id);
        self.faults.through("overdue_told", Reads, work).await
    }
    async fn alert_notes(&self, id: AlertId) -> Result<Vec<AlertNote>, StoreError> {
        let work = self.inner.alert_notes(id);
        self.faults.through("alert_notes", Reads, work).await
    }
    async fn containments(&self, id: AlertId) -> Result<Vec<Containment>, StoreError> {
        let work = self.inner.containments(id);
        self.faults.through("containments", Reads, work).await
    }
    async fn active_containments(
        &self,
        subject: Option<&str>,
    ) -> Result<Vec<Containment>, StoreError> {
        let work = self.inner.active_containments(subject);
        self.faults
            .through("active_containments", Reads, work)
            .await
    }
    async fn last_contained(
        &self,
        response: Response,
        state: Option<ContainmentState>,
    ) -> Result<Option<Containment>, StoreError> {
        let work = self.inner.last_contained(response, state);
        self.faults.through("last_contained", Reads, work).await
    }
    async fn contained_since(&self, since: Timestamp) -> Result<Vec<String>, StoreError> {
        let work = self.inner.contained_since(since);
        self.faults.through("contained_since", Reads, work).await
    }
    async fn opened_entries(&self, from: u64, limit: u32) -> Result<Vec<OpenedEntry>, StoreError> {
        let work = self.inner.opened_entries(from, limit);
        self.faults.through("opened_entries", Reads, work).await
    }
    async fn watch_state(&self) -> Result<Option<WatchState>, StoreError> {
        let work = self.inner.watch_state();
        self.faults.through("watch_state", Reads, work).await
    }
    async fn keep_watch_state(&self, state: WatchState) -> Result<(), StoreError> {
        let work = self.inner.keep_watch_state(state);
        self.faults.through("keep_watch_state", Writes, work).await
    }
}

#[async_trait]
impl Spending for FaultyStore {
    async fn room_for(&self, it: &Handout) -> Result<Room, StoreError> {
        let work = self.inner.room_for(it);
        self.faults.through("room_for", Reads, work).await
    }
    async fn budget_raises(&self, now: Timestamp) -> Result<Vec<BudgetRaise>, StoreError> {
        let work = self.inner.budget_raises(now);
        self.faults.through("budget_raises", Reads, work).await
    }
}

#[async_trait]
impl Decoys for FaultyStore {
    async fn decoy_token(&self, hash: &TokenHash) -> Result<Option<DecoyCredential>, StoreError> {
        let work = self.inner.decoy_token(hash);
        self.faults.through("decoy_token", Reads, work).await
    }
    async fn decoy_account(&self, email: &Email) -> Result<Option<DecoyCredential>, StoreError> {
        let work = self.inner.decoy_account(email);
        self.faults.through("decoy_account", Reads, work).await
    }
    async fn decoy_credentials(&self) -> Result<Vec<DecoyCredential>, StoreError> {
        let work = self.inner.decoy_credentials();
        self.faults.through("decoy_credentials", Reads, work).await
    }
    async fn decoy_files(&self) -> Result<Vec<File>, StoreError> {
        let work = self.inner.decoy_files();
        self.faults.through("decoy_files", Reads, work).await
    }
    async fn case_without_decoy(
        &self,
        every: NonZeroU32,
        pick: u64,
    ) -> Result<Option<CaseId>, StoreError> {
        let work = self.inner.case_without_decoy(every, pick);
        self.faults.through("case_without_decoy", Reads, work).await
    }
    async fn decoy_with_content(&self, blake3: &[u8; 32]) -> Result<Option<FileId>, StoreError> {
        let work = self.inner.decoy_with_content(blake3);
        self.faults.through("decoy_with_content", Reads, work).await
    }
}
