//! People of a directory: bringing, changing, taking away, listing.

use coffer_domain::commit::Change;
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::{Find, Group, Person, Source};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::MemberId;
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::random;
use coffer_domain::standing::Standing;
use coffer_domain::text::{Email, Name};

use super::settle::{Steps, Wanted, end_grants};
use super::{TRIES, overtaken, unknown};
use crate::app::App;
use crate::error::AppError;

/// What a directory says of a person.
#[derive(Debug, Clone)]
pub struct PersonSpec {
    /// The directory's unique name for them.
    pub key: String,
    /// A further name.
    pub external: Option<String>,
    /// What it said, as JSON text.
    pub attributes: String,
    /// Where they read mail.
    pub email: Email,
    /// What they are called.
    pub name: Name,
    /// Whether it lets them act.
    pub active: bool,
}

/// A person and their groups.
#[derive(Debug, Clone)]
pub struct PersonView {
    /// The person.
    pub person: Person,
    /// Their groups, without members.
    pub groups: Vec<Group>,
}

/// Groups that come with the person rather than by themselves, as they are kept.
pub(crate) fn claimed_groups(groups: &[String]) -> String {
    serde_json::json!({ "groups": groups }).to_string()
}

/// The groups that [`claimed_groups`] kept.
pub(super) fn claimed(attributes: &str) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct Kept {
        groups: Vec<String>,
    }
    serde_json::from_str::<Kept>(attributes).map_or_else(|_| Vec::new(), |kept| kept.groups)
}

impl App {
    /// A person of this directory.
    ///
    /// # Errors
    /// Refused, unknown to this directory, or the store does not work.
    pub async fn provided_person(
        &self,
        ctx: &RequestCtx,
        source: Source,
        member: MemberId,
    ) -> Result<PersonView, AppError> {
        self.may_provide(ctx).await?;
        self.person_of(source, member).await
    }

    async fn person_of(&self, source: Source, member: MemberId) -> Result<PersonView, AppError> {
        let person = self.store.person(member).await?;
        let person = person.filter(|person| person.source == source);
        Ok(PersonView {
            person: person.ok_or(unknown(source))?,
            groups: self.store.groups_of(member).await?,
        })
    }

    /// People of this directory, oldest first, and how many there are in all.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn provided_people(
        &self,
        ctx: &RequestCtx,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<(Vec<PersonView>, u64), AppError> {
        self.may_provide(ctx).await?;
        let total = self.store.people_count(source, find.clone()).await?;
        let mut views = Vec::new();
        for person in self.store.people(source, find, skip, take).await? {
            let groups = self.store.groups_of(person.member).await?;
            views.push(PersonView { person, groups });
        }
        Ok((views, total))
    }

    /// Brings a person: they become a member without any way to sign in, in the configured department, without a role
    /// until their groups give one. The address must be free: who was added here is not taken over by a directory.
    ///
    /// # Errors
    /// Refused, name or address are taken, directories are not configured, or the store does not work.
    pub async fn provide_person(
        &self,
        ctx: &RequestCtx,
        source: Source,
        spec: PersonSpec,
    ) -> Result<PersonView, AppError> {
        self.provide_with(ctx, source, spec, |_| None).await
    }

    /// As [`App::provide_person`], together with what belongs to the new member.
    pub(crate) async fn provide_with(
        &self,
        ctx: &RequestCtx,
        source: Source,
        spec: PersonSpec,
        with: impl FnOnce(MemberId) -> Option<(Event, Change)>,
    ) -> Result<PersonView, AppError> {
        self.may_provide(ctx).await?;
        let state = if spec.active {
            MemberState::Invited
        } else {
            MemberState::Locked
        };
        let id = MemberId::from_random(random(&*self.entropy));
        let person = Person {
            member: id,
            source,
            key: spec.key,
            external: spec.external,
            attributes: spec.attributes,
            active: spec.active,
            state_before: (!spec.active).then_some(MemberState::Invited),
            revision: 1,
            created: ctx.now,
            changed: ctx.now,
        };
        let (department, roles) = self.assigned(&person, &[]).await?;
        let member = Member {
            id,
            email: spec.email,
            name: spec.name,
            department,
            roles,
            state,
            standing: Standing::default(),
            created: ctx.now,
        };
        let words: Vec<String> = member.roles.iter().map(ToString::to_string).collect();
        let added = Event::new(EventKind::MemberAdded)
            .object(member.id)
            .with("source", source.as_str())
            .with("department", department.to_string())
            .with("roles", words)
            .personal("email", member.email.as_str());
        let mut steps = Steps::default();
        steps.add(None, Change::CreateMember(member.clone()));
        self.invite_if_due(ctx, &person, &member, &[], &mut steps);
        steps.add(
            None,
            Change::PutPerson {
                person: person.clone(),
                from: None,
            },
        );
        if let Some((event, change)) = with(id) {
            steps.add(Some(event), change);
        }
        let invitation = steps.invitation.take();
        self.commit(steps.commit(self, ctx, added)?).await?;
        if let Some((to, link)) = invitation {
            self.mail_invitation(to, &link).await;
        }
        Ok(PersonView {
            person,
            groups: Vec::new(),
        })
    }

    /// Changes a person to what the directory says now. `change` makes the new from the old and may be asked again
    /// if another change overtakes this one.
    ///
    /// # Errors
    /// What `change` answers; refused, unknown, name or address are taken, or the store does not work.
    pub async fn change_person<E: From<AppError>>(
        &self,
        ctx: &RequestCtx,
        source: Source,
        member: MemberId,
        change: impl Fn(&PersonView) -> Result<PersonSpec, E>,
    ) -> Result<PersonView, E> {
        self.may_provide(ctx).await?;
        let mut tries = 0;
        loop {
            let view = self.person_of(source, member).await?;
            let spec = change(&view)?;
            tries += 1;
            match self.try_change(ctx, view, spec).await {
                Err(error) if overtaken(&error) && tries < TRIES => {}
                other => return other.map_err(E::from),
            }
        }
    }

    async fn try_change(
        &self,
        ctx: &RequestCtx,
        view: PersonView,
        spec: PersonSpec,
    ) -> Result<PersonView, AppError> {
        let before = view.person;
        let member = self
            .store
            .member(before.member)
            .await?
            .ok_or(AppError::NotFound("person"))?;
        let mut person = Person {
            key: spec.key,
            external: spec.external,
            attributes: spec.attributes,
            active: spec.active,
            revision: before.revision.saturating_add(1),
            changed: ctx.now,
            ..before.clone()
        };
        if before.active && !person.active {
            // Only what the directory locked does it unlock again; somebody locked here stays locked.
            let may_act = matches!(member.state, MemberState::Active | MemberState::Invited);
            person.state_before = may_act.then_some(member.state);
        }
        let mut steps = Steps::default();
        let wanted = Wanted {
            person: &person,
            email: &spec.email,
            name: &spec.name,
            groups: &view.groups,
        };
        self.settle(ctx, &member, wanted, &mut steps).await?;
        if person.active {
            person.state_before = None;
        }
        let changed = Event::new(EventKind::DirectoryPersonChanged)
            .object(person.member)
            .with("source", person.source.as_str())
            .with("active", person.active);
        steps.add(
            None,
            Change::PutPerson {
                person: person.clone(),
                from: Some(before.revision),
            },
        );
        let invitation = steps.invitation.take();
        self.commit(steps.commit(self, ctx, changed)?).await?;
        if let Some((to, link)) = invitation {
            self.mail_invitation(to, &link).await;
        }
        Ok(PersonView {
            person,
            groups: view.groups,
        })
    }

    /// Takes a person away: the member has left, with everything they held. They never come back under this id.
    ///
    /// # Errors
    /// What `check` answers; refused, unknown, or the store does not work.
    pub async fn withdraw_person<E: From<AppError>>(
        &self,
        ctx: &RequestCtx,
        source: Source,
        member: MemberId,
        check: impl FnOnce(&PersonView) -> Result<(), E>,
    ) -> Result<(), E> {
        self.may_provide(ctx).await?;
        check(&self.person_of(source, member).await?)?;
        let left = Event::new(EventKind::MemberLeft)
            .object(member)
            .with("source", source.as_str());
        let mut steps = Steps::default();
        steps.add(
            None,
            Change::SetMemberState {
                member,
                to: MemberState::Left,
            },
        );
        steps.add(None, end_grants(member, ctx.now));
        steps.add(None, Change::RemovePerson(member));
        self.commit(steps.commit(self, ctx, left)?).await?;
        Ok(())
    }
}
