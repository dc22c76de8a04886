//! The members' side of the API.

use coffer_api::List;
use coffer_api::alerts::{
    Alert, BudgetList, BudgetRaise, CloseAlert, Decoy, DecoyCredential, DecoyListed, LiftAlert,
    NewAlertNote, NewBudgetRaise, NewDecoy, NewDecoyCredential, NewNotice, NewReport, NewResponse,
};
use coffer_api::cases::{
    Case, FileRequest, FileRequestCreated, NewCase, NewCaseMember, NewFileRequest, RollBack,
    RolledBack, SetHold, ShowVersion,
};
use coffer_api::content::{self, Finding, Lines, Reveal, Revealed, SearchResult};
use coffer_api::files::{Erase, Erasure, File, FileChange, FileVersion};
use coffer_api::keeping::{
    CaseErasure, DueCase, EndRetentionRule, NewRetentionRule, RetentionRule,
};
use coffer_api::ledger::{Checkpoint, Consistency, Receipt};
use coffer_api::people::{
    Customer, Department, Member, MemberAdded, MoveMember, NewCustomer, NewDepartment, NewMember,
};
use coffer_api::policies::{
    NewPolicyVersion, Policies, PolicyAnswer, PolicyCheck, PolicyReplay, PolicyText, PolicyVersion,
    PolicyVisible,
};
use coffer_api::session::{Me, Session, Token, TokenCreated, TokenSignIn};
use coffer_api::subject::{ExportSubject, SubjectExport};
use reqwest::header::RANGE;
use reqwest::{Method, RequestBuilder, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use zeroize::Zeroizing;

use crate::call::Download;
use crate::error::CallError;
use crate::limits::LIST_PAGES_MAX;
use crate::transport::{ServerError, Transport, Trust};

/// A member's connection to one server. Cases can be named by id or reference, files by id.
pub struct Client {
    pub(crate) transport: Transport,
    token: Option<Zeroizing<String>>,
}

type Query<'a> = [(&'a str, &'a str)];

impl Client {
    /// `token` is an API token (`coffer_pat_…`); only [`Client::sign_in`] works without one.
    ///
    /// # Errors
    /// A CA file that cannot be used.
    pub fn new(base: &Url, trust: &Trust, token: Option<&str>) -> Result<Self, ServerError> {
        Ok(Self {
            transport: Transport::new(base, trust)?,
            token: token.map(|token| Zeroizing::new(token.to_owned())),
        })
    }

    pub(crate) fn request(
        &self,
        method: Method,
        segments: &[&str],
    ) -> Result<RequestBuilder, CallError> {
        let url = self.transport.api(segments)?;
        Ok(self.signed(self.transport.calls.request(method, url)))
    }

    /// A call whose body may take hours.
    pub(crate) fn transfer(
        &self,
        method: Method,
        segments: &[&str],
    ) -> Result<RequestBuilder, CallError> {
        let url = self.transport.api(segments)?;
        Ok(self.signed(self.transport.transfers.request(method, url)))
    }

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.token {
            Some(token) => request.bearer_auth(token.as_str()),
            None => request,
        }
    }

    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        query: &Query<'_>,
    ) -> Result<T, CallError> {
        let request = self.request(Method::GET, segments)?.query(query);
        self.transport.json(request).await
    }

    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        body: &(impl Serialize + Sync),
    ) -> Result<T, CallError> {
        let request = self.request(Method::POST, segments)?.json(body);
        self.transport.json(request).await
    }

    /// Every page of a list.
    pub(crate) async fn all<T: DeserializeOwned>(
        &self,
        segments: &[&str],
        query: &Query<'_>,
    ) -> Result<Vec<T>, CallError> {
        let mut items = Vec::new();
        let mut after: Option<String> = None;
        for _ in 0..LIST_PAGES_MAX {
            let mut query = query.to_vec();
            if let Some(after) = &after {
                query.push(("after", after));
            }
            let page: List<T> = self.get(segments, &query).await?;
            items.extend(page.items);
            match page.next {
                Some(next) if after.as_ref() != Some(&next) => after = Some(next),
                _ => return Ok(items),
            }
        }
        Err(self.transport.unexpected("a list without an end"))
    }

    /// Signs in with password and second factor.
    pub async fn sign_in(&self, sign_in: &TokenSignIn) -> Result<TokenCreated, CallError> {
        self.post(&["session", "token"], sign_in).await
    }

    /// Who the token belongs to.
    pub async fn me(&self) -> Result<Me, CallError> {
        self.get(&["session"], &[]).await
    }

    pub async fn departments(&self) -> Result<Vec<Department>, CallError> {
        self.all(&["departments"], &[]).await
    }

    pub async fn create_department(&self, new: &NewDepartment) -> Result<Department, CallError> {
        self.post(&["departments"], new).await
    }

    pub async fn members(&self) -> Result<Vec<Member>, CallError> {
        self.all(&["members"], &[]).await
    }

    pub async fn add_member(&self, new: &NewMember) -> Result<MemberAdded, CallError> {
        self.post(&["members"], new).await
    }

    /// `lock`, `unlock` or `leave`.
    pub async fn set_member(&self, member: &str, act: &str) -> Result<Member, CallError> {
        let request = self.request(Method::POST, &["members", member, act])?;
        self.transport.json(request).await
    }

    pub async fn move_member(&self, member: &str, to: &MoveMember) -> Result<Member, CallError> {
        self.post(&["members", member, "move"], to).await
    }

    /// Sessions, newest first: one's own or, for administrators, somebody's.
    pub async fn sessions(&self, member: Option<&str>) -> Result<Vec<Session>, CallError> {
        let query: Vec<_> = member
            .map(|member| ("member", member))
            .into_iter()
            .collect();
        self.all(&["sessions"], &query).await
    }

    pub async fn end_session(&self, session: &str) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, &["sessions", session])?;
        self.transport.send(request).await.map(drop)
    }

    pub async fn end_sessions(&self, member: Option<&str>) -> Result<(), CallError> {
        let query: Vec<_> = member
            .map(|member| ("member", member))
            .into_iter()
            .collect();
        let request = self.request(Method::DELETE, &["sessions"])?.query(&query);
        self.transport.send(request).await.map(drop)
    }

    /// API tokens, newest first: one's own or, for administrators, somebody's.
    pub async fn tokens(&self, member: Option<&str>) -> Result<Vec<Token>, CallError> {
        let query: Vec<_> = member
            .map(|member| ("member", member))
            .into_iter()
            .collect();
        self.all(&["tokens"], &query).await
    }

    pub async fn end_token(&self, token: &str) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, &["tokens", token])?;
        self.transport.send(request).await.map(drop)
    }

    pub async fn customers(&self) -> Result<Vec<Customer>, CallError> {
        self.all(&["customers"], &[]).await
    }

    pub async fn create_customer(&self, new: &NewCustomer) -> Result<Customer, CallError> {
        self.post(&["customers"], new).await
    }

    /// Cases, newest first; `shows` narrows the list by names and values of the operation's query.
    pub async fn cases(&self, shows: &[(&str, &str)]) -> Result<Vec<Case>, CallError> {
        self.all(&["cases"], shows).await
    }

    pub async fn create_case(&self, new: &NewCase) -> Result<Case, CallError> {
        self.post(&["cases"], new).await
    }

    pub async fn case(&self, case: &str) -> Result<Case, CallError> {
        self.get(&["cases", case], &[]).await
    }

    /// Erases a whole case for good.
    pub async fn erase_case(&self, case: &str, erase: &Erase) -> Result<CaseErasure, CallError> {
        let request = self.request(Method::DELETE, &["cases", case])?.json(erase);
        self.transport.json(request).await
    }

    /// The certificate of an erased case.
    pub async fn case_erasure_certificate(&self, case: &str) -> Result<Receipt, CallError> {
        self.get(&["cases", case, "erasure"], &[]).await
    }

    /// Holds a case for the law, or ends that.
    pub async fn hold_case(&self, case: &str, hold: &SetHold) -> Result<(), CallError> {
        let request = self.request(Method::PUT, &["cases", case, "hold"])?;
        self.transport.send(request.json(hold)).await.map(drop)
    }

    /// Holds one file for the law, or ends that.
    pub async fn hold_file(&self, file: &str, hold: &SetHold) -> Result<(), CallError> {
        let request = self.request(Method::PUT, &["files", file, "hold"])?;
        self.transport.send(request.json(hold)).await.map(drop)
    }

    /// Puts the files of a case back to what they were at a time.
    pub async fn roll_back_case(
        &self,
        case: &str,
        back: &RollBack,
    ) -> Result<RolledBack, CallError> {
        let request = self.request(Method::POST, &["cases", case, "roll-back"])?;
        self.transport.json(request.json(back)).await
    }

    /// Undoes what a member did to files since a time.
    pub async fn roll_back_member(
        &self,
        member: &str,
        back: &RollBack,
    ) -> Result<RolledBack, CallError> {
        let request = self.request(Method::POST, &["members", member, "roll-back"])?;
        self.transport.json(request.json(back)).await
    }

    /// The versions of a file, those set aside as well.
    pub async fn file_versions(&self, file: &str) -> Result<Vec<FileVersion>, CallError> {
        self.all(&["files", file, "versions"], &[]).await
    }

    /// Shows one version of a file; further ones are set aside.
    pub async fn show_version(&self, file: &str, show: &ShowVersion) -> Result<File, CallError> {
        let request = self.request(Method::PUT, &["files", file, "version"])?;
        self.transport.json(request.json(show)).await
    }

    /// Holds all of a customer's cases for the law, or ends that.
    pub async fn hold_customer(&self, customer: &str, hold: &SetHold) -> Result<(), CallError> {
        let request = self.request(Method::PUT, &["customers", customer, "hold"])?;
        self.transport.send(request.json(hold)).await.map(drop)
    }

    /// What is held about a contact of a customer, or the next part of it.
    pub async fn export_subject(
        &self,
        customer: &str,
        contact: &str,
        ask: &ExportSubject,
    ) -> Result<SubjectExport, CallError> {
        self.post(&["customers", customer, "contacts", contact, "export"], ask)
            .await
    }

    /// The retention rules that count, oldest first.
    pub async fn retention_rules(&self) -> Result<Vec<RetentionRule>, CallError> {
        self.all(&["retention", "rules"], &[]).await
    }

    pub async fn set_retention_rule(
        &self,
        new: &NewRetentionRule,
    ) -> Result<RetentionRule, CallError> {
        self.post(&["retention", "rules"], new).await
    }

    pub async fn end_retention_rule(
        &self,
        rule: &str,
        end: &EndRetentionRule,
    ) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, &["retention", "rules", rule])?;
        self.transport.send(request.json(end)).await.map(drop)
    }

    /// The closed cases that rules erase within so many days, soonest first.
    pub async fn due_cases(&self, days: u32) -> Result<Vec<DueCase>, CallError> {
        let days = days.to_string();
        self.all(&["retention", "due"], &[("days", days.as_str())])
            .await
    }

    pub async fn close_case(&self, case: &str) -> Result<Case, CallError> {
        let request = self.request(Method::POST, &["cases", case, "close"])?;
        self.transport.json(request).await
    }

    pub async fn add_case_member(
        &self,
        case: &str,
        new: &NewCaseMember,
    ) -> Result<Case, CallError> {
        self.post(&["cases", case, "members"], new).await
    }

    pub async fn remove_case_member(&self, case: &str, member: &str) -> Result<Case, CallError> {
        let segments = ["cases", case, "members", member];
        let request = self.request(Method::DELETE, &segments)?;
        self.transport.json(request).await
    }

    pub async fn requests(&self, case: &str) -> Result<Vec<FileRequest>, CallError> {
        self.all(&["cases", case, "requests"], &[]).await
    }

    pub async fn create_request(
        &self,
        case: &str,
        new: &NewFileRequest,
    ) -> Result<FileRequestCreated, CallError> {
        self.post(&["cases", case, "requests"], new).await
    }

    pub async fn withdraw_request(&self, request: &str) -> Result<FileRequest, CallError> {
        let request = self.request(Method::DELETE, &["requests", request])?;
        self.transport.json(request).await
    }

    /// Alerts, newest first; only those in `state`, if one is given.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn alerts(&self, state: Option<&str>) -> Result<Vec<Alert>, CallError> {
        let query: Vec<(&str, &str)> = state.map(|state| ("state", state)).into_iter().collect();
        self.all(&["alerts"], &query).await
    }

    pub async fn alert(&self, alert: &str) -> Result<Alert, CallError> {
        self.get(&["alerts", alert], &[]).await
    }

    pub async fn acknowledge_alert(&self, alert: &str) -> Result<Alert, CallError> {
        let request = self.request(Method::POST, &["alerts", alert, "acknowledge"])?;
        self.transport.json(request).await
    }

    pub async fn note_alert(&self, alert: &str, note: &NewAlertNote) -> Result<Alert, CallError> {
        self.post(&["alerts", alert, "notes"], note).await
    }

    pub async fn close_alert(&self, alert: &str, close: &CloseAlert) -> Result<Alert, CallError> {
        self.post(&["alerts", alert, "close"], close).await
    }

    pub async fn give_notice(
        &self,
        alert: &str,
        clock: &str,
        notice: &NewNotice,
    ) -> Result<Alert, CallError> {
        self.post(&["alerts", alert, "clocks", clock, "notice"], notice)
            .await
    }

    pub async fn withdraw_notice(
        &self,
        alert: &str,
        clock: &str,
        note: &NewAlertNote,
    ) -> Result<Alert, CallError> {
        let path = ["alerts", alert, "clocks", clock, "notice", "withdraw"];
        self.post(&path, note).await
    }

    pub async fn lift_alert(&self, alert: &str, lift: &LiftAlert) -> Result<Alert, CallError> {
        self.post(&["alerts", alert, "lift"], lift).await
    }

    /// Tells security officers of something suspicious.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn report_suspicion(&self, report: &NewReport) -> Result<(), CallError> {
        let request = self.request(Method::POST, &["reports"])?.json(report);
        self.transport.send(request).await.map(drop)
    }

    /// Begins a response to an alert by hand.
    ///
    /// # Errors
    /// [`CallError`].
    pub async fn respond_to_alert(
        &self,
        alert: &str,
        new: &NewResponse,
    ) -> Result<Alert, CallError> {
        self.post(&["alerts", alert, "responses"], new).await
    }

    pub async fn budgets(&self) -> Result<BudgetList, CallError> {
        self.get(&["budgets"], &[]).await
    }

    pub async fn raise_budget(&self, new: &NewBudgetRaise) -> Result<BudgetRaise, CallError> {
        self.post(&["budgets", "raises"], new).await
    }

    pub async fn end_budget_raise(&self, of: &str) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, &["budgets", "raises", of])?;
        self.transport.send(request).await.map(drop)
    }

    pub async fn plant_decoy(&self, case: &str, new: &NewDecoy) -> Result<Decoy, CallError> {
        self.post(&["cases", case, "decoys"], new).await
    }

    pub async fn decoys(&self) -> Result<Vec<DecoyListed>, CallError> {
        self.all(&["decoys"], &[]).await
    }

    pub async fn plant_decoy_credential(
        &self,
        new: &NewDecoyCredential,
    ) -> Result<DecoyCredential, CallError> {
        self.post(&["decoys"], new).await
    }

    pub async fn withdraw_decoy(&self, decoy: &str) -> Result<(), CallError> {
        let request = self.request(Method::DELETE, &["decoys", decoy])?;
        self.transport.send(request).await.map(drop)
    }

    pub async fn files(&self, case: &str) -> Result<Vec<File>, CallError> {
        self.all(&["cases", case, "files"], &[]).await
    }

    pub async fn file(&self, file: &str) -> Result<File, CallError> {
        self.get(&["files", file], &[]).await
    }

    /// Has a file's newest version checked again.
    pub async fn rescan_file(&self, file: &str) -> Result<File, CallError> {
        let request = self.request(Method::POST, &["files", file, "rescan"])?;
        self.transport.json(request).await
    }

    pub async fn rename_file(&self, file: &str, change: &FileChange) -> Result<File, CallError> {
        let request = self.request(Method::PATCH, &["files", file])?.json(change);
        self.transport.json(request).await
    }

    /// One member's working copy, from its beginning.
    pub async fn working_copy(&self, file: &str, member: u32) -> Result<Download, CallError> {
        let member = member.to_string();
        let query: [(&str, &str); 2] = [("copy", "working"), ("member", &member)];
        let request = self
            .request(Method::GET, &["files", file, "content"])?
            .query(&query);
        self.transport.download(request).await
    }

    /// The original from byte `from` on.
    pub async fn original(&self, file: &str, from: u64) -> Result<Download, CallError> {
        let query: [(&str, &str); 1] = [("copy", "original")];
        let mut request = self
            .request(Method::GET, &["files", file, "content"])?
            .query(&query);
        if from > 0 {
            request = request.header(RANGE, format!("bytes={from}-"));
        }
        self.transport.download(request).await
    }

    pub async fn tree(&self, file: &str) -> Result<Vec<content::Member>, CallError> {
        self.all(&["files", file, "tree"], &[]).await
    }

    /// Findings, all pages; of one member or type if given.
    pub async fn findings(
        &self,
        file: &str,
        member: Option<u32>,
        kind: Option<&str>,
    ) -> Result<Vec<Finding>, CallError> {
        let member = member.map(|member| member.to_string());
        let mut query = Vec::new();
        query.extend(member.as_deref().map(|member| ("member", member)));
        query.extend(kind.map(|kind| ("type", kind)));
        self.all(&["files", file, "findings"], &query).await
    }

    pub async fn lines(
        &self,
        file: &str,
        member: u32,
        from: u64,
        count: u32,
    ) -> Result<Lines, CallError> {
        let (member, from, count) = (member.to_string(), from.to_string(), count.to_string());
        let query = [
            ("member", member.as_str()),
            ("from", from.as_str()),
            ("count", count.as_str()),
        ];
        self.get(&["files", file, "lines"], &query).await
    }

    /// Lines of working copies that match; in one member or in all of text.
    pub async fn search(
        &self,
        file: &str,
        regex: &str,
        member: Option<u32>,
        limit: Option<u32>,
    ) -> Result<SearchResult, CallError> {
        let member = member.map(|member| member.to_string());
        let limit = limit.map(|limit| limit.to_string());
        let mut query = vec![("q", regex)];
        query.extend(member.as_deref().map(|member| ("member", member)));
        query.extend(limit.as_deref().map(|limit| ("limit", limit)));
        self.get(&["files", file, "search"], &query).await
    }

    pub async fn reveal(&self, file: &str, reveal: &Reveal) -> Result<Revealed, CallError> {
        self.post(&["files", file, "reveal"], reveal).await
    }

    /// Erases a file for good.
    pub async fn erase_file(&self, file: &str, erase: &Erase) -> Result<Erasure, CallError> {
        let request = self.request(Method::DELETE, &["files", file])?.json(erase);
        self.transport.json(request).await
    }

    /// The certificate of an erased file.
    pub async fn erasure_certificate(&self, file: &str) -> Result<Receipt, CallError> {
        self.get(&["files", file, "erasure"], &[]).await
    }

    pub async fn receipt(&self, file: &str) -> Result<Receipt, CallError> {
        self.get(&["files", file, "receipt"], &[]).await
    }

    pub async fn policies(&self) -> Result<Policies, CallError> {
        self.get(&["policies"], &[]).await
    }

    pub async fn check_policies(&self, text: &str) -> Result<PolicyCheck, CallError> {
        let text = text.to_owned();
        self.post(&["policies", "check"], &PolicyText { text })
            .await
    }

    pub async fn replay_policies(&self, text: &str) -> Result<PolicyReplay, CallError> {
        let text = text.to_owned();
        self.post(&["policies", "replay"], &PolicyText { text })
            .await
    }

    pub async fn policy_versions(&self) -> Result<Vec<PolicyVersion>, CallError> {
        self.all(&["policies", "versions"], &[]).await
    }

    pub async fn propose_policies(
        &self,
        new: &NewPolicyVersion,
    ) -> Result<PolicyVersion, CallError> {
        self.post(&["policies", "versions"], new).await
    }

    pub async fn approve_policies(&self, version: &str) -> Result<PolicyVersion, CallError> {
        self.post(&["policies", "versions", version, "approve"], &())
            .await
    }

    pub async fn refuse_policies(&self, version: &str) -> Result<PolicyVersion, CallError> {
        self.post(&["policies", "versions", version, "refuse"], &())
            .await
    }

    pub async fn explain_access(
        &self,
        member: &str,
        action: &str,
        on: &str,
    ) -> Result<PolicyAnswer, CallError> {
        let query = [("member", member), ("action", action), ("on", on)];
        self.get(&["policies", "explain"], &query).await
    }

    pub async fn who_can(&self, action: &str, on: &str) -> Result<Vec<PolicyAnswer>, CallError> {
        let query = [("action", action), ("on", on)];
        self.all(&["policies", "who-can"], &query).await
    }

    pub async fn visible_to(&self, member: &str) -> Result<PolicyVisible, CallError> {
        self.get(&["policies", "visible"], &[("member", member)])
            .await
    }

    pub async fn checkpoint(&self) -> Result<Checkpoint, CallError> {
        self.get(&["ledger", "checkpoint"], &[]).await
    }

    /// Proof that the ledger of `to` entries begins with the `from` there were.
    pub async fn consistency(&self, from: u64, to: u64) -> Result<Consistency, CallError> {
        let (from, to) = (from.to_string(), to.to_string());
        self.get(&["ledger", "consistency"], &[("from", &from), ("to", &to)])
            .await
    }
}
