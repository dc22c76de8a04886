//! Temporary access.

use coffer_api::access::{
    AccessReason, AccessRequest, ApproveAccess, BreakGlass, Grant, NewAccessRequest, NewRelease,
    ReviewGrant, SetLockbox,
};
use coffer_api::cases::CaseProtection;
use reqwest::Method;

use crate::error::CallError;
use crate::members::Client;

impl Client {
    /// Asks for access to a case.
    pub async fn ask_access(&self, new: &NewAccessRequest) -> Result<AccessRequest, CallError> {
        self.post(&["access", "requests"], new).await
    }

    /// Asks two others to release a file's original.
    pub async fn ask_release(
        &self,
        file: &str,
        new: &NewRelease,
    ) -> Result<AccessRequest, CallError> {
        self.post(&["files", file, "release"], new).await
    }

    /// Asks the customer's contacts to unseal values or originals.
    pub async fn ask_unseal(&self, new: &NewAccessRequest) -> Result<AccessRequest, CallError> {
        self.post(&["access", "unseal"], new).await
    }

    /// Switches a case's lockbox.
    pub async fn set_case_lockbox(
        &self,
        case: &str,
        set: &SetLockbox,
    ) -> Result<CaseProtection, CallError> {
        let segments = ["cases", case, "lockbox"];
        let request = self.request(Method::PUT, &segments)?.json(set);
        self.transport.json(request).await
    }

    /// Switches the lockbox of all of a customer's cases.
    pub async fn set_customer_lockbox(
        &self,
        customer: &str,
        set: &SetLockbox,
    ) -> Result<(), CallError> {
        let segments = ["customers", customer, "lockbox"];
        let request = self.request(Method::PUT, &segments)?.json(set);
        self.transport.send(request).await.map(drop)
    }

    /// Requests the caller may see, newest first.
    pub async fn access_requests(
        &self,
        mine: bool,
        waiting: bool,
        case: Option<&str>,
    ) -> Result<Vec<AccessRequest>, CallError> {
        let flags = [("mine", mine), ("waiting", waiting)];
        let mut query: Vec<_> = set(&flags).collect();
        query.extend(case.map(|case| ("case", case)));
        self.all(&["access", "requests"], &query).await
    }

    pub async fn approve_access(
        &self,
        id: &str,
        answer: &ApproveAccess,
    ) -> Result<AccessRequest, CallError> {
        self.post(&["access", "requests", id, "approve"], answer)
            .await
    }

    pub async fn deny_access(
        &self,
        id: &str,
        reason: &AccessReason,
    ) -> Result<AccessRequest, CallError> {
        self.post(&["access", "requests", id, "deny"], reason).await
    }

    pub async fn withdraw_access(&self, id: &str) -> Result<AccessRequest, CallError> {
        let request = self.request(Method::DELETE, &["access", "requests", id])?;
        self.transport.json(request).await
    }

    /// Grants the caller may see, newest first.
    pub async fn grants(
        &self,
        mine: bool,
        live: bool,
        to_review: bool,
        case: Option<&str>,
    ) -> Result<Vec<Grant>, CallError> {
        let flags = [("mine", mine), ("live", live), ("to_review", to_review)];
        let mut query: Vec<_> = set(&flags).collect();
        query.extend(case.map(|case| ("case", case)));
        self.all(&["grants"], &query).await
    }

    pub async fn give_back(&self, grant: &str) -> Result<Grant, CallError> {
        let request = self.request(Method::POST, &["grants", grant, "give-back"])?;
        self.transport.json(request).await
    }

    pub async fn end_grant(&self, grant: &str, reason: &AccessReason) -> Result<Grant, CallError> {
        self.post(&["grants", grant, "end"], reason).await
    }

    pub async fn break_glass(&self, new: &BreakGlass) -> Result<Grant, CallError> {
        self.post(&["grants", "break-glass"], new).await
    }

    pub async fn review_grant(
        &self,
        grant: &str,
        review: &ReviewGrant,
    ) -> Result<Grant, CallError> {
        self.post(&["grants", grant, "review"], review).await
    }
}

fn set<'a>(
    flags: &'a [(&'static str, bool)],
) -> impl Iterator<Item = (&'static str, &'static str)> + 'a {
    flags
        .iter()
        .filter(|(_, on)| *on)
        .map(|(name, _)| (*name, "true"))
}
