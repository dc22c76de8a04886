//! File requests: making and withdrawing links by which contacts send files.

use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::checklist::{Answer, AskedItem};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{ContactId, RequestId};
use coffer_domain::limits::{
    FILE_BYTES_MAX, REQUEST_BYTES_DEFAULT, REQUEST_FILES_DEFAULT, REQUEST_LIFE_DEFAULT,
    REQUEST_LIFE_MAX,
};
use coffer_domain::people::Contact;
use coffer_domain::ports::random;
use coffer_domain::request::{FileRequest, LinkProblem};
use coffer_domain::secret::SecretText;
use coffer_domain::text::Email;
use coffer_domain::time::Span;

use crate::app::App;
use crate::checklist::{self, NewItem};
use crate::error::AppError;
use crate::token::{TokenKind, mint};

/// A file request to make.
pub struct NewRequest {
    /// The contact's address.
    pub contact: String,
    /// How long it works, in hours.
    pub expires_hours: Option<u32>,
    /// How many bytes it accepts in all.
    pub bytes_max: Option<u64>,
    /// How many files it accepts in all.
    pub files_max: Option<u32>,
    /// No e-mail code: the upload address itself is the secret.
    pub script: bool,
    /// What is asked for, in order.
    pub asked: Vec<NewItem>,
}

/// A request with its contact's address.
pub struct RequestView {
    /// The request.
    pub request: FileRequest,
    /// The contact's address.
    pub contact: Email,
    /// What it asks for, each with the files that answer it.
    pub asked: Vec<(AskedItem, Vec<Answer>)>,
}

/// A request just made: its addresses are known only now.
pub struct RequestCreated {
    /// The request.
    pub view: RequestView,
    /// The page for a person.
    pub page_url: SecretText,
    /// The address for programs.
    pub upload_url: SecretText,
}

/// What a request will take, checked.
struct Bounds {
    life: Span,
    bytes_max: u64,
    files_max: u32,
}

impl Bounds {
    fn of(new: &NewRequest) -> Result<Self, AppError> {
        let refuse = |field, problem| Err(AppError::Value { field, problem });
        let life = new
            .expires_hours
            .map_or(REQUEST_LIFE_DEFAULT, |hours| Span::hours(i64::from(hours)));
        if life.0 <= 0 || life > REQUEST_LIFE_MAX {
            return refuse("expires_hours", "must be between 1 hour and 90 days");
        }
        let bytes_max = new.bytes_max.unwrap_or(REQUEST_BYTES_DEFAULT);
        if bytes_max == 0 || bytes_max > FILE_BYTES_MAX {
            return refuse("max_bytes", "must be between 1 byte and 1 TiB");
        }
        let files_max = new.files_max.unwrap_or(REQUEST_FILES_DEFAULT);
        if files_max == 0 {
            return refuse("max_files", "must be at least 1");
        }
        Ok(Self {
            life,
            bytes_max,
            files_max,
        })
    }
}

impl App {
    /// Makes a file request.
    ///
    /// # Errors
    /// Refused, a field is bad, or the store does not work.
    pub async fn create_request(
        &self,
        ctx: &RequestCtx,
        case: &str,
        new: &NewRequest,
    ) -> Result<RequestCreated, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::RequestManage>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let Principal::Member(creator) = &ctx.principal else {
            return Err(AppError::NotFound("member"));
        };
        if new.script && !self.script_links_allowed {
            return Err(AppError::Value {
                field: "script",
                problem: "links without an e-mail code are switched off here",
            });
        }
        let (contact, new_contact) = self.contact_for(&case, &new.contact, ctx).await?;
        let bounds = Bounds::of(new)?;
        let asked = checklist::checked(&new.asked)?;
        let (token, token_hash) = mint(TokenKind::Link, &*self.entropy);
        let request = FileRequest {
            id: RequestId::from_random(random(&*self.entropy)),
            case: case.id,
            contact: contact.id,
            token_hash,
            script: new.script,
            expires: ctx.now.plus(bounds.life),
            bytes_max: bounds.bytes_max,
            files_max: bounds.files_max,
            bytes_used: 0,
            files_used: 0,
            withdrawn: None,
            created_by: creator.id,
            created: ctx.now,
        };
        let event = Event::new(EventKind::RequestCreated)
            .case(case.id)
            .object(request.id)
            .with("contact", contact.id.to_string())
            .with("expires", request.expires.to_string())
            .with("script", request.script)
            .with("asked", asked.len() as u64)
            .personal("email", contact.email.as_str());
        let mut commit = Commit::record(self.entry(ctx, event)?);
        if new_contact {
            commit = commit.change(Change::CreateContact(contact.clone()));
        }
        commit = commit.change(Change::CreateRequest(request.clone()));
        if !asked.is_empty() {
            commit = commit.change(Change::AskFor {
                request: request.id,
                items: asked.clone(),
            });
        }
        self.commit(commit).await?;
        let page_url = format!("{}/c/{}#{}", self.public_url, request.id, token.expose());
        let upload_url = format!("{}/u/{}/", self.public_url, token.expose());
        Ok(RequestCreated {
            view: RequestView {
                request,
                contact: contact.email,
                asked: asked.into_iter().map(|item| (item, Vec::new())).collect(),
            },
            page_url: SecretText::new(page_url),
            upload_url: SecretText::new(upload_url),
        })
    }

    pub(crate) async fn contact_for(
        &self,
        case: &Case,
        email: &str,
        ctx: &RequestCtx,
    ) -> Result<(Contact, bool), AppError> {
        let email = Email::parse(email).map_err(AppError::text("contact"))?;
        if let Some(known) = self.store.contact_by_email(case.customer, &email).await? {
            return Ok((known, false));
        }
        let id = ContactId::from_random(random(&*self.entropy));
        Ok((
            Contact {
                id,
                customer: case.customer,
                email,
                created: ctx.now,
            },
            true,
        ))
    }

    /// A case's file requests, newest first.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn requests(
        &self,
        ctx: &RequestCtx,
        case: &str,
    ) -> Result<Vec<RequestView>, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::CaseView>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let mut views = Vec::new();
        for request in self.store.requests(case.id).await? {
            views.push(self.view_request(request).await?);
        }
        Ok(views)
    }

    async fn view_request(&self, request: FileRequest) -> Result<RequestView, AppError> {
        let contact = self
            .store
            .contact(request.contact)
            .await?
            .ok_or(AppError::NotFound("contact"))?;
        Ok(RequestView {
            asked: self.asked_and_answered(request.id).await?,
            request,
            contact: contact.email,
        })
    }

    /// Takes a file request back. What was sent stays; what is under way stops.
    ///
    /// # Errors
    /// Unknown, refused, already withdrawn, or the store does not work.
    pub async fn withdraw_request(
        &self,
        ctx: &RequestCtx,
        id: RequestId,
    ) -> Result<RequestView, AppError> {
        let request = self
            .store
            .request(id)
            .await?
            .ok_or(AppError::NotFound("file request"))?;
        let case = self
            .store
            .case(request.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        self.allow::<act::RequestManage>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let event = Event::new(EventKind::RequestWithdrawn)
            .case(case.id)
            .object(id);
        let change = Change::WithdrawRequest {
            request: id,
            at: ctx.now,
        };
        let commit = Commit::record(self.entry(ctx, event)?).change(change);
        self.commit(commit).await.map_err(|error| match error {
            // For the sender the link is gone; for whoever takes it back it is a repetition.
            AppError::Link(LinkProblem::Withdrawn) => AppError::Conflict("request.withdrawn"),
            other => other,
        })?;
        let request = self
            .store
            .request(id)
            .await?
            .ok_or(AppError::NotFound("file request"))?;
        self.view_request(request).await
    }
}
