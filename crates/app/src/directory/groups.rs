//! Groups of a directory, and what their members get by them.

use std::collections::BTreeSet;

use coffer_domain::commit::Change;
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::{Find, Group, Person, Source};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{GroupId, MemberId};
use coffer_domain::ports::random;
use coffer_domain::text::Name;

use super::settle::{Steps, Wanted};
use super::{TRIES, overtaken};
use crate::app::App;
use crate::error::AppError;
use crate::limits::GROUP_MEMBERS_CHANGED_MAX;

/// What a directory says of a group.
#[derive(Debug, Clone)]
pub struct GroupSpec {
    /// Its name.
    pub name: Name,
    /// A further name.
    pub external: Option<String>,
    /// Who belongs to it: people of the same directory.
    pub members: Vec<MemberId>,
}

/// A group.
pub type GroupView = Group;

impl App {
    /// A group of this directory.
    ///
    /// # Errors
    /// Refused, unknown to this directory, or the store does not work.
    pub async fn provided_group(
        &self,
        ctx: &RequestCtx,
        source: Source,
        id: GroupId,
    ) -> Result<GroupView, AppError> {
        self.may_provide(ctx).await?;
        self.group_of(source, id).await
    }

    async fn group_of(&self, source: Source, id: GroupId) -> Result<Group, AppError> {
        let group = self.store.group(id).await?;
        let group = group.filter(|group| group.source == source);
        group.ok_or(AppError::NotFound("group"))
    }

    /// Groups of this directory, oldest first, and how many there are in all.
    ///
    /// # Errors
    /// Refused, or the store does not work.
    pub async fn provided_groups(
        &self,
        ctx: &RequestCtx,
        source: Source,
        find: Find<'_>,
        skip: u64,
        take: u32,
    ) -> Result<(Vec<GroupView>, u64), AppError> {
        self.may_provide(ctx).await?;
        let total = self.store.groups_count(source, find.clone()).await?;
        let groups = self.store.groups(source, find, skip, take).await?;
        Ok((groups, total))
    }

    /// Brings a group.
    ///
    /// # Errors
    /// Refused, the name is taken, a member is not of this directory, or the store does not work.
    pub async fn provide_group(
        &self,
        ctx: &RequestCtx,
        source: Source,
        spec: GroupSpec,
    ) -> Result<GroupView, AppError> {
        self.may_provide(ctx).await?;
        let group = Group {
            id: GroupId::from_random(random(&*self.entropy)),
            source,
            name: spec.name.clone(),
            external: None,
            members: Vec::new(),
            revision: 0,
            created: ctx.now,
            changed: ctx.now,
        };
        self.try_group(ctx, &group, None, spec).await
    }

    /// Changes a group to what the directory says now; its members get and lose what it stands for in the same
    /// commit. `change` may be asked again if another change overtakes this one.
    ///
    /// # Errors
    /// What `change` answers; refused, unknown, the name is taken, a member is not of this directory, too many
    /// change at once, or the store does not work.
    pub async fn change_group<E: From<AppError>>(
        &self,
        ctx: &RequestCtx,
        source: Source,
        id: GroupId,
        change: impl Fn(&GroupView) -> Result<GroupSpec, E>,
    ) -> Result<GroupView, E> {
        self.may_provide(ctx).await?;
        let mut tries = 0;
        loop {
            let group = self.group_of(source, id).await?;
            let spec = change(&group)?;
            tries += 1;
            match self
                .try_group(ctx, &group, Some(group.revision), spec)
                .await
            {
                Err(error) if overtaken(&error) && tries < TRIES => {}
                other => return other.map_err(E::from),
            }
        }
    }

    async fn try_group(
        &self,
        ctx: &RequestCtx,
        before: &Group,
        from: Option<u64>,
        spec: GroupSpec,
    ) -> Result<Group, AppError> {
        let members: BTreeSet<MemberId> = spec.members.into_iter().collect();
        let after = Group {
            name: spec.name,
            external: spec.external,
            members: members.iter().copied().collect(),
            revision: before.revision.saturating_add(1),
            changed: ctx.now,
            ..before.clone()
        };
        let were: BTreeSet<MemberId> = before.members.iter().copied().collect();
        let same_names = (&before.name, &before.external) == (&after.name, &after.external);
        // Another name may stand for something else, so then everybody is looked at.
        let affected: BTreeSet<MemberId> = if same_names {
            members.symmetric_difference(&were).copied().collect()
        } else {
            members.union(&were).copied().collect()
        };
        let mut steps = Steps::default();
        steps.add(
            None,
            Change::PutGroup {
                group: after.clone(),
                from,
            },
        );
        let invitations = self
            .settle_all(ctx, &after, &members, &affected, &mut steps)
            .await?;
        let kind = match from {
            None => EventKind::DirectoryGroupAdded,
            Some(_) => EventKind::DirectoryGroupChanged,
        };
        let added = members.difference(&were).count();
        let removed = were.difference(&members).count();
        let event = Event::new(kind)
            .object(after.id)
            .with("source", after.source.as_str())
            .with("name", after.name.as_str())
            .with("added", u64::try_from(added).unwrap_or(u64::MAX))
            .with("removed", u64::try_from(removed).unwrap_or(u64::MAX));
        self.commit(steps.commit(self, ctx, event)?).await?;
        for (to, link) in invitations {
            self.mail_invitation(to, &link).await;
        }
        Ok(after)
    }

    /// Takes a group away; its members lose what it stood for in the same commit.
    ///
    /// # Errors
    /// What `check` answers; refused, unknown, too many members, or the store does not work.
    pub async fn withdraw_group<E: From<AppError>>(
        &self,
        ctx: &RequestCtx,
        source: Source,
        id: GroupId,
        check: impl Fn(&GroupView) -> Result<(), E>,
    ) -> Result<(), E> {
        self.may_provide(ctx).await?;
        let mut tries = 0;
        loop {
            let group = self.group_of(source, id).await?;
            check(&group)?;
            let were: BTreeSet<MemberId> = group.members.iter().copied().collect();
            let mut steps = Steps::default();
            steps.add(
                None,
                Change::RemoveGroup {
                    group: id,
                    from: group.revision,
                },
            );
            self.settle_all(ctx, &group, &BTreeSet::new(), &were, &mut steps)
                .await?;
            let event = Event::new(EventKind::DirectoryGroupRemoved)
                .object(id)
                .with("source", source.as_str())
                .with("name", group.name.as_str());
            tries += 1;
            match self.commit(steps.commit(self, ctx, event)?).await {
                Err(error) if overtaken(&error) && tries < TRIES => {}
                other => return other.map(drop).map_err(E::from),
            }
        }
    }

    /// Adds what follows for everybody affected. Their rows move on too: of two changes of one person's groups at
    /// the same time, one must see the other.
    async fn settle_all(
        &self,
        ctx: &RequestCtx,
        group: &Group,
        members: &BTreeSet<MemberId>,
        affected: &BTreeSet<MemberId>,
        steps: &mut Steps,
    ) -> Result<Vec<(coffer_domain::text::Email, crate::people::EnrolmentLink)>, AppError> {
        if affected.len() > GROUP_MEMBERS_CHANGED_MAX {
            return Err(AppError::Value {
                field: "members",
                problem: "changes too many people at once; send it in parts",
            });
        }
        let mut invitations = Vec::new();
        for id in affected {
            let person = self.store.person(*id).await?;
            let person = person.filter(|person| person.source == group.source);
            let (Some(person), Some(member)) = (person, self.store.member(*id).await?) else {
                return Err(AppError::Value {
                    field: "members",
                    problem: "names somebody this directory did not bring",
                });
            };
            let mut groups = self.store.groups_of(*id).await?;
            groups.retain(|other| other.id != group.id);
            if members.contains(id) {
                groups.push(group.clone());
            }
            let wanted = Wanted {
                person: &person,
                email: &member.email,
                name: &member.name,
                groups: &groups,
            };
            self.settle(ctx, &member, wanted, steps).await?;
            invitations.extend(steps.invitation.take());
            let revision = person.revision.saturating_add(1);
            steps.add(
                None,
                Change::PutPerson {
                    from: Some(person.revision),
                    person: Person {
                        revision,
                        changed: ctx.now,
                        ..person
                    },
                },
            );
        }
        Ok(invitations)
    }
}
