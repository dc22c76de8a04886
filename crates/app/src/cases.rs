//! Cases: opening, listing, staffing, closing.

use std::collections::{HashMap, HashSet};

use coffer_domain::authz::{Action, CaseFacts, Resource, act};
use coffer_domain::case::{Case, CaseState};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::CaseId;
use coffer_domain::limits::{CASE_MEMBERS_AT_ONCE_MAX, PAGE_ROWS_MAX};
use coffer_domain::people::Member;
use coffer_domain::ports::{CaseFilter, GrantFilter, random};
use coffer_domain::select::Sought;
use coffer_domain::text::Name;
use coffer_domain::time::{Span, Timestamp};

use crate::app::App;
use crate::error::AppError;
use crate::views::NewSelection;

/// A case to open.
pub struct NewCase {
    /// The ticket's number or name; one is made up if not given.
    pub reference: Option<String>,
    /// What it is about.
    pub subject: String,
    /// Customer: id or name.
    pub customer: String,
    /// Department: id or name; the caller's own if not given.
    pub department: Option<String>,
    /// Members: ids or addresses; the caller if none is named.
    pub members: Vec<String>,
}

/// Which cases to list.
#[derive(Default)]
pub struct CaseQuery {
    /// What a saved view can say as well.
    pub shows: NewSelection,
    /// Only with this reference.
    pub reference: Option<String>,
    /// Only after this one.
    pub after: Option<CaseId>,
}

/// A case with the names a person reads.
pub struct CaseView {
    /// The case.
    pub case: Case,
    /// Its customer's name.
    pub customer: Name,
    /// Its department's name.
    pub department: Name,
    /// How many files it has.
    pub files: u64,
    /// When the newest of them arrived.
    pub newest_file: Option<Timestamp>,
    /// Whether somebody has access to it by breaking the glass right now.
    pub emergency: bool,
    /// How many messages whoever looks was not shown yet, if they work it.
    pub unread_messages: u32,
}

pub(crate) fn member_of(ctx: &RequestCtx) -> Result<&Member, AppError> {
    match &ctx.principal {
        Principal::Member(member) => Ok(member),
        _ => Err(AppError::NotFound("member")),
    }
}

/// So many hours ago.
fn since(now: Timestamp, hours: u32) -> Timestamp {
    now.plus(Span::hours(-i64::from(hours)))
}

/// Ten characters of the id: short enough to say, long enough not to meet another.
fn made_up_reference(id: CaseId) -> String {
    let text = id.to_string();
    let tail = text.get(text.len().saturating_sub(10)..).unwrap_or(&text);
    format!("C-{}", tail.to_uppercase())
}

impl App {
    /// Opens a case. Its key pair is made first: a case without keys cannot exist.
    ///
    /// # Errors
    /// Refused, a field is bad, the reference is taken, or store or key provider do not work.
    pub async fn create_case(&self, ctx: &RequestCtx, new: &NewCase) -> Result<CaseView, AppError> {
        let caller = member_of(ctx)?;
        let department = match &new.department {
            Some(text) => self.find_department(text).await?.id,
            None => caller.department,
        };
        self.allow::<act::CaseCreate>(ctx, Resource::Department(department))
            .await?;
        let id = CaseId::from_random(random(&*self.entropy));
        let reference = new
            .reference
            .clone()
            .unwrap_or_else(|| made_up_reference(id));
        let reference = Name::parse(&reference).map_err(AppError::text("reference"))?;
        let subject = Name::parse(&new.subject).map_err(AppError::text("subject"))?;
        let customer = self.find_customer(&new.customer).await?.id;
        if new.members.len() > CASE_MEMBERS_AT_ONCE_MAX {
            return Err(AppError::Value {
                field: "members",
                problem: "must not be more than 200; let the others join later",
            });
        }
        let mut members = Vec::with_capacity(new.members.len().max(1));
        for text in &new.members {
            members.push(self.staffable(text, department).await?);
        }
        if members.is_empty() {
            members.push(caller.id);
        }
        members.sort_unstable();
        members.dedup();
        let public_key = self
            .keys
            .create_case(self.organisation().await?.id, id)
            .await?;
        let case = Case {
            id,
            reference,
            subject,
            customer,
            department,
            state: CaseState::Open,
            public_key,
            created: ctx.now,
            closed: None,
            lanes: Vec::new(),
            legal_hold: false,
            customer_held: false,
            sealed: false,
            erased: None,
            members,
        };
        let event = Event::new(EventKind::CaseCreated)
            .case(id)
            .object(id)
            .with("customer", customer.to_string())
            .with("department", department.to_string())
            .with(
                "members",
                case.members
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>(),
            );
        self.commit(
            Commit::record(self.entry(ctx, event)?).change(Change::CreateCase(case.clone())),
        )
        .await?;
        self.view_case(ctx, case).await
    }

    /// A member who can work cases of this department; anybody else would only hit the wall later.
    async fn staffable(
        &self,
        text: &str,
        department: coffer_domain::id::DepartmentId,
    ) -> Result<coffer_domain::id::MemberId, AppError> {
        let member = self.find_member(text).await?;
        if member.department != department {
            return Err(AppError::Value {
                field: "member",
                problem: "belongs to another department than the case",
            });
        }
        Ok(member.id)
    }

    /// The case an id or reference means, without asking the policies.
    pub(crate) async fn find_case(&self, text: &str) -> Result<Case, AppError> {
        let found = match text.parse::<CaseId>() {
            Ok(id) => self.store.case(id).await?,
            Err(_) => {
                let filter = CaseFilter {
                    reference: Some(text.to_owned()),
                    limit: 1,
                    ..CaseFilter::default()
                };
                self.store.cases(&filter).await?.into_iter().next()
            }
        };
        found.ok_or(AppError::NotFound("case"))
    }

    async fn view_case(&self, ctx: &RequestCtx, case: Case) -> Result<CaseView, AppError> {
        let customer = self
            .store
            .customer(case.customer)
            .await?
            .ok_or(AppError::NotFound("customer"))?;
        let department = self
            .store
            .department(case.department)
            .await?
            .ok_or(AppError::NotFound("department"))?;
        let (files, newest_file) = self.arrived(case.id).await?;
        let emergency = self.emergencies(Some(case.id)).await?.contains(&case.id);
        Ok(CaseView {
            emergency,
            unread_messages: self.unread_messages(ctx, &case).await?,
            case,
            customer: customer.name,
            department: department.name,
            files,
            newest_file,
        })
    }

    /// How many files a case has, and when the newest arrived; decoys did not.
    async fn arrived(&self, case: CaseId) -> Result<(u64, Option<Timestamp>), AppError> {
        let mut files = self.store.files(case).await?;
        files.retain(|file| !file.canary);
        let newest = files.iter().map(|file| file.created).max();
        Ok((files.len() as u64, newest))
    }

    /// Whoever does not work a case is not waited for there.
    async fn unread_messages(&self, ctx: &RequestCtx, case: &Case) -> Result<u32, AppError> {
        match member_of(ctx) {
            Ok(me) if case.members.contains(&me.id) => {
                Ok(self.store.unread_messages(me.id, case.id).await?)
            }
            _ => Ok(0),
        }
    }

    /// Cases, or this one, to which somebody has access by breaking the glass right now.
    async fn emergencies(&self, case: Option<CaseId>) -> Result<HashSet<CaseId>, AppError> {
        let filter = GrantFilter {
            case,
            not_ended: true,
            emergencies: true,
            limit: PAGE_ROWS_MAX,
            ..GrantFilter::default()
        };
        let now = self.clock.now();
        let grants = self.store.grants(&filter).await?;
        let live = grants.into_iter().filter(|grant| grant.is_live(now));
        Ok(live.map(|grant| grant.case).collect())
    }

    /// One case.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn case(&self, ctx: &RequestCtx, text: &str) -> Result<CaseView, AppError> {
        let case = self.find_case(text).await?;
        self.allow::<act::CaseView>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        self.view_case(ctx, case).await
    }

    /// Cases the caller may see, newest first: what the policies leave to ask is in the query, and each row is
    /// asked about once more.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn cases(
        &self,
        ctx: &RequestCtx,
        query: &CaseQuery,
    ) -> Result<(Vec<CaseView>, Option<CaseId>), AppError> {
        let caller = member_of(ctx)?;
        let shows = self.selection(&query.shows).await?;
        let filter = CaseFilter {
            within: self.select(ctx, Action::CaseView, Sought::Cases)?,
            department: shows.department,
            member: shows.mine.then_some(caller.id),
            state: shows.state,
            reference: query.reference.clone(),
            lane: shows.lane,
            received_since: shows.received_hours.map(|hours| since(ctx.now, hours)),
            words: shows.words.map(|words| words.as_str().to_owned()),
            after: query.after,
            limit: PAGE_ROWS_MAX,
            ..CaseFilter::default()
        };
        let rows = self.store.cases(&filter).await?;
        let full_page = u32::try_from(rows.len()).is_ok_and(|count| count == PAGE_ROWS_MAX);
        let next = rows.last().filter(|_| full_page).map(|case| case.id);
        let customers: HashMap<_, _> = self
            .store
            .customers()
            .await?
            .into_iter()
            .map(|c| (c.id, c.name))
            .collect();
        let departments: HashMap<_, _> = self
            .store
            .departments()
            .await?
            .into_iter()
            .map(|d| (d.id, d.name))
            .collect();
        let emergencies = self.emergencies(None).await?;
        let mut views = Vec::with_capacity(rows.len());
        for case in rows {
            if !self.may::<act::CaseView>(ctx, Resource::Case(CaseFacts::from(&case))) {
                continue;
            }
            let customer = customers
                .get(&case.customer)
                .cloned()
                .ok_or(AppError::NotFound("customer"))?;
            let department = departments
                .get(&case.department)
                .cloned()
                .ok_or(AppError::NotFound("department"))?;
            let (files, newest_file) = self.arrived(case.id).await?;
            views.push(CaseView {
                unread_messages: self.unread_messages(ctx, &case).await?,
                emergency: emergencies.contains(&case.id),
                case,
                customer,
                department,
                files,
                newest_file,
            });
        }
        Ok((views, next))
    }

    /// Lets a member work a case.
    ///
    /// # Errors
    /// Unknown, refused, of another department, or the store does not work.
    pub async fn add_case_member(
        &self,
        ctx: &RequestCtx,
        case: &str,
        member: &str,
    ) -> Result<CaseView, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::CaseAssign>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let member = self.staffable(member, case.department).await?;
        let event = Event::new(EventKind::CaseMemberAdded)
            .case(case.id)
            .object(case.id)
            .with("member", member.to_string());
        let change = Change::AddCaseMember {
            case: case.id,
            member,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        let case = self
            .store
            .case(case.id)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        self.view_case(ctx, case).await
    }

    /// Lets a member work a case no longer. Everybody may leave; taking others out is for those who staff the case.
    ///
    /// # Errors
    /// Unknown, refused, not a member of it, or the store does not work.
    pub async fn remove_case_member(
        &self,
        ctx: &RequestCtx,
        case: &str,
        member: &str,
    ) -> Result<CaseView, AppError> {
        let case = self.find_case(case).await?;
        let facts = Resource::Case(CaseFacts::from(&case));
        let member = self.find_member(member).await?.id;
        if member == member_of(ctx)?.id {
            self.allow::<act::CaseView>(ctx, facts).await?;
        } else {
            self.allow::<act::CaseAssign>(ctx, facts).await?;
        }
        let event = Event::new(EventKind::CaseMemberRemoved)
            .case(case.id)
            .object(case.id)
            .with("member", member.to_string());
        let change = Change::RemoveCaseMember {
            case: case.id,
            member,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        let case = self
            .store
            .case(case.id)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        self.view_case(ctx, case).await
    }

    /// Opens a closed case again. Nobody gets membership, grants or links back: whoever needs it is let work it anew.
    ///
    /// # Errors
    /// Unknown, refused, not closed, or the store does not work.
    pub async fn reopen_case(&self, ctx: &RequestCtx, case: &str) -> Result<CaseView, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::CaseReopen>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let event = Event::new(EventKind::CaseReopened)
            .case(case.id)
            .object(case.id);
        let change = Change::ReopenCase(case.id);
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.shown_case(ctx, case.id).await
    }

    /// As it stands after a change.
    pub(crate) async fn shown_case(
        &self,
        ctx: &RequestCtx,
        id: CaseId,
    ) -> Result<CaseView, AppError> {
        let case = self
            .store
            .case(id)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        self.view_case(ctx, case).await
    }

    /// Closes a case: membership and links end with it.
    ///
    /// # Errors
    /// Unknown, refused, already closed, or the store does not work.
    pub async fn close_case(&self, ctx: &RequestCtx, case: &str) -> Result<CaseView, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::CaseClose>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let event = Event::new(EventKind::CaseClosed)
            .case(case.id)
            .object(case.id);
        let change = Change::CloseCase {
            case: case.id,
            at: ctx.now,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        let case = self
            .store
            .case(case.id)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        self.view_case(ctx, case).await
    }
}
