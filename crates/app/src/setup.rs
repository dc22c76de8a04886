//! First start: the organisation, its first department and administrator, the server's own keys.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{DepartmentId, MemberId, OrganisationId};
use coffer_domain::people::{Department, Member, MemberState, Organisation, Role};
use coffer_domain::ports::random;
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, Name};

use crate::app::App;
use crate::error::AppError;
use crate::link::CODE_KEY;
use crate::people::EnrolmentLink;
use crate::signin::TICKET_KEY;

/// What a first start makes.
pub struct SetUp {
    /// The organisation's name, shown to customers.
    pub organisation: Name,
    /// The department the administrator belongs to.
    pub department: Name,
    /// The first administrator's address.
    pub administrator: Email,
}

impl App {
    /// Sets Coffer up and returns the administrator's enrolment link.
    ///
    /// # Errors
    /// Already set up, or the store or key provider does not work.
    pub async fn set_up(&self, ctx: &RequestCtx, setup: SetUp) -> Result<EnrolmentLink, AppError> {
        let organisation = Organisation {
            id: OrganisationId::from_random(random(&*self.entropy)),
            name: setup.organisation,
            created: ctx.now,
        };
        let department = Department {
            id: DepartmentId::from_random(random(&*self.entropy)),
            name: setup.department,
            created: ctx.now,
        };
        let member = Member {
            id: MemberId::from_random(random(&*self.entropy)),
            name: crate::people::name_of(&setup.administrator)?,
            email: setup.administrator,
            department: department.id,
            roles: vec![Role::Administrator],
            state: MemberState::Invited,
            standing: Standing::default(),
            created: ctx.now,
        };
        let created = Event::new(EventKind::OrganisationCreated).object(organisation.id);
        let added = Event::new(EventKind::MemberAdded)
            .object(member.id)
            .with("roles", vec![Role::Administrator.to_string()])
            .personal("email", member.email.as_str());
        let (link, enrolment) = self.mint_enrolment(member.id, ctx.now);
        let enrol = Event::new(EventKind::EnrolmentCreated).object(member.id);
        let commit = Commit::record(self.entry(ctx, created)?)
            .and_record(self.entry(
                ctx,
                Event::new(EventKind::DepartmentCreated).object(department.id),
            )?)
            .and_record(self.entry(ctx, added)?)
            .and_record(self.entry(ctx, enrol)?)
            .change(Change::CreateOrganisation(organisation))
            .change(Change::CreateDepartment(department))
            .change(Change::CreateMember(member))
            .change(Change::CreateEnrolment(enrolment));
        self.store.commit(commit).await?;
        self.ensure_server_keys().await?;
        Ok(link)
    }

    /// Makes the server's own keys unless they are there; a crash during set-up is mended at the next start.
    ///
    /// # Errors
    /// The store or key provider does not work.
    pub async fn ensure_server_keys(&self) -> Result<(), AppError> {
        self.ensure_log_key().await?;
        let organisation = self.organisation().await?.id;
        for name in [CODE_KEY, TICKET_KEY] {
            self.keys
                .ensure_server_key(organisation, name, &*self.entropy)
                .await?;
        }
        Ok(())
    }
}
