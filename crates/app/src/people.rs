//! Departments, members and customers.

mod standing;

use coffer_domain::access::Enrolment;
use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{CustomerId, DepartmentId, MemberId};
use coffer_domain::limits::ENROLMENT_LIFE;
use coffer_domain::people::{Customer, Department, Member, MemberState, Role};
use coffer_domain::ports::random;
use coffer_domain::secret::SecretText;
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;

use crate::app::App;
use crate::error::AppError;
use crate::token::{TokenKind, mint};

/// A one-time link by which a member chooses how to sign in.
pub struct EnrolmentLink {
    /// Whose.
    pub member: MemberId,
    /// The whole address; the token is in the fragment.
    pub url: SecretText,
    /// When it stops working.
    pub expires: Timestamp,
}

/// A member to add.
pub struct NewMember {
    /// Where they read mail.
    pub email: String,
    /// What they are called.
    pub name: Option<String>,
    /// Department: id or name.
    pub department: String,
    /// Their roles.
    pub roles: Vec<String>,
}

/// What a member is called when nobody says: the local part of the address.
pub(crate) fn name_of(email: &Email) -> Result<Name, AppError> {
    let local = email.as_str().split('@').next().unwrap_or_default();
    Name::parse(local).map_err(AppError::text("name"))
}

impl App {
    pub(crate) async fn may_administer(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        if matches!(ctx.principal, Principal::Operator) {
            return Ok(());
        }
        let organisation = self.organisation().await?.id;
        self.allow::<act::OrgAdminister>(ctx, Resource::Organisation(organisation))
            .await?;
        Ok(())
    }

    /// Whether the caller may lock members and end what they are signed in with.
    pub(crate) async fn may_secure(&self, ctx: &RequestCtx) -> Result<(), AppError> {
        if matches!(ctx.principal, Principal::Operator) {
            return Ok(());
        }
        let organisation = self.organisation().await?.id;
        self.allow::<act::MemberSecure>(ctx, Resource::Organisation(organisation))
            .await?;
        Ok(())
    }

    /// All departments, by name. Every member may know them.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn departments(&self) -> Result<Vec<Department>, AppError> {
        Ok(self.store.departments().await?)
    }

    /// Makes a department.
    ///
    /// # Errors
    /// Refused, the name is bad or taken, or the store does not work.
    pub async fn create_department(
        &self,
        ctx: &RequestCtx,
        name: &str,
    ) -> Result<Department, AppError> {
        self.may_administer(ctx).await?;
        let department = Department {
            id: DepartmentId::from_random(random(&*self.entropy)),
            name: Name::parse(name).map_err(AppError::text("name"))?,
            created: ctx.now,
        };
        let event = Event::new(EventKind::DepartmentCreated).object(department.id);
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::CreateDepartment(department.clone()));
        self.commit(commit).await?;
        Ok(department)
    }

    /// The department an id or name means.
    pub(crate) async fn find_department(&self, text: &str) -> Result<Department, AppError> {
        if let Ok(id) = text.parse::<DepartmentId>() {
            return self
                .store
                .department(id)
                .await?
                .ok_or(AppError::NotFound("department"));
        }
        let all = self.store.departments().await?;
        all.into_iter()
            .find(|department| department.name.as_str() == text.trim())
            .ok_or(AppError::NotFound("department"))
    }

    /// All members, by name. Every member may know them.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn members(&self) -> Result<Vec<Member>, AppError> {
        Ok(self.store.members().await?)
    }

    /// The member an id or address means.
    pub(crate) async fn find_member(&self, text: &str) -> Result<Member, AppError> {
        let found = if let Ok(id) = text.parse::<MemberId>() {
            self.store.member(id).await?
        } else {
            self.store
                .member_by_email(&Email::parse(text).map_err(AppError::text("member"))?)
                .await?
        };
        found.ok_or(AppError::NotFound("member"))
    }

    /// Adds a member and returns their enrolment link.
    ///
    /// # Errors
    /// Refused, a field is bad, the address is taken, or the store does not work.
    pub async fn add_member(
        &self,
        ctx: &RequestCtx,
        new: &NewMember,
    ) -> Result<(Member, EnrolmentLink), AppError> {
        self.may_administer(ctx).await?;
        let email = Email::parse(&new.email).map_err(AppError::text("email"))?;
        let name = match &new.name {
            Some(name) => Name::parse(name).map_err(AppError::text("name"))?,
            None => name_of(&email)?,
        };
        let mut roles = new
            .roles
            .iter()
            .map(|word| word.parse::<Role>())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|_| AppError::Value {
                field: "roles",
                problem: "must be administrator, agent, auditor, dpo, lead, operator or security",
            })?;
        roles.sort_unstable();
        roles.dedup();
        if roles.is_empty() {
            return Err(AppError::Value {
                field: "roles",
                problem: "must name at least one role",
            });
        }
        let department = self.find_department(&new.department).await?;
        let member = Member {
            id: MemberId::from_random(random(&*self.entropy)),
            email,
            name,
            department: department.id,
            roles,
            state: MemberState::Invited,
            standing: Standing::default(),
            created: ctx.now,
        };
        let added = Event::new(EventKind::MemberAdded)
            .object(member.id)
            .with("department", department.id.to_string())
            .with(
                "roles",
                member
                    .roles
                    .iter()
                    .map(ToString::to_string)
                    .collect::<Vec<_>>(),
            )
            .personal("email", member.email.as_str());
        let (link, enrolment) = self.mint_enrolment(member.id, ctx.now);
        let mut commit = Commit::record(self.entry(ctx, added)?)
            .and_record(self.entry(
                ctx,
                Event::new(EventKind::EnrolmentCreated).object(member.id),
            )?)
            .change(Change::CreateMember(member.clone()))
            .change(Change::CreateEnrolment(enrolment));
        if let Principal::Member(maker) = &ctx.principal {
            commit = commit.change(Change::NoteMaker {
                member: member.id,
                maker: maker.id,
            });
        }
        self.commit(commit).await?;
        Ok((member, link))
    }

    /// A further enrolment link for a member who lost the first; made at the server's command line.
    ///
    /// # Errors
    /// Refused, unknown, left, or the store does not work.
    pub async fn renew_enrolment(
        &self,
        ctx: &RequestCtx,
        member: &str,
    ) -> Result<EnrolmentLink, AppError> {
        self.may_administer(ctx).await?;
        let member = self.find_member(member).await?;
        if member.state == MemberState::Left {
            return Err(AppError::NotFound("member"));
        }
        let (link, enrolment) = self.mint_enrolment(member.id, ctx.now);
        let event = Event::new(EventKind::EnrolmentCreated).object(member.id);
        let mut commit =
            Commit::record(self.entry(ctx, event)?).change(Change::CreateEnrolment(enrolment));
        if let Principal::Member(maker) = &ctx.principal {
            commit = commit.change(Change::NoteMaker {
                member: member.id,
                maker: maker.id,
            });
        }
        self.commit(commit).await?;
        Ok(link)
    }

    pub(crate) fn mint_enrolment(
        &self,
        member: MemberId,
        now: Timestamp,
    ) -> (EnrolmentLink, Enrolment) {
        let (token, hash) = mint(TokenKind::Enrolment, &*self.entropy);
        let expires = now.plus(ENROLMENT_LIFE);
        let url = SecretText::new(format!("{}/app/enrol#{}", self.public_url, token.expose()));
        let enrolment = Enrolment {
            hash,
            member,
            expires,
            password_hash: None,
            totp_wrapped: None,
        };
        (
            EnrolmentLink {
                member,
                url,
                expires,
            },
            enrolment,
        )
    }

    /// All customers, by name. Every member may know them.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn customers(&self) -> Result<Vec<Customer>, AppError> {
        Ok(self.store.customers().await?)
    }

    /// Adds a customer.
    ///
    /// # Errors
    /// Refused, the name is bad or taken, or the store does not work.
    pub async fn create_customer(
        &self,
        ctx: &RequestCtx,
        name: &str,
    ) -> Result<Customer, AppError> {
        self.may_administer(ctx).await?;
        let customer = Customer {
            id: CustomerId::from_random(random(&*self.entropy)),
            name: Name::parse(name).map_err(AppError::text("name"))?,
            held: false,
            created: ctx.now,
        };
        let event = Event::new(EventKind::CustomerCreated).object(customer.id);
        self.commit(
            Commit::record(self.entry(ctx, event)?)
                .change(Change::CreateCustomer(customer.clone())),
        )
        .await?;
        Ok(customer)
    }

    /// The customer an id or name means.
    pub(crate) async fn find_customer(&self, text: &str) -> Result<Customer, AppError> {
        if let Ok(id) = text.parse::<CustomerId>() {
            return self
                .store
                .customer(id)
                .await?
                .ok_or(AppError::NotFound("customer"));
        }
        let all = self.store.customers().await?;
        all.into_iter()
            .find(|customer| customer.name.as_str() == text.trim())
            .ok_or(AppError::NotFound("customer"))
    }
}
