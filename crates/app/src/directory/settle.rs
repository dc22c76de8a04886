//! From what a directory says to what follows for the member, as changes and entries of one commit.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::directory::{Group, Person, Source};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{DepartmentId, MemberId};
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;

use super::people::claimed;
use crate::app::App;
use crate::error::AppError;
use crate::people::EnrolmentLink;

/// What happens to one member, before it is put into a commit.
#[derive(Default)]
pub(super) struct Steps {
    entries: Vec<Event>,
    changes: Vec<Change>,
    /// The link to mail once the commit stands.
    pub(super) invitation: Option<(Email, EnrolmentLink)>,
}

impl Steps {
    pub(super) fn add(&mut self, event: Option<Event>, change: Change) {
        self.entries.extend(event);
        self.changes.push(change);
    }

    /// Everything in one commit; what nobody has to know of is not an act, so there is none without an entry.
    pub(super) fn commit(
        self,
        app: &App,
        ctx: &RequestCtx,
        first: Event,
    ) -> Result<Commit, AppError> {
        let mut commit = Commit::record(app.entry(ctx, first)?);
        for event in self.entries {
            commit = commit.and_record(app.entry(ctx, event)?);
        }
        for change in self.changes {
            commit = commit.change(change);
        }
        Ok(commit)
    }
}

/// A member as the directory and the configuration want them.
pub(super) struct Wanted<'a> {
    pub(super) person: &'a Person,
    pub(super) email: &'a Email,
    pub(super) name: &'a Name,
    /// The groups they belong to from now on.
    pub(super) groups: &'a [Group],
}

/// What was granted for a while ends with what its holder was.
pub(super) const fn end_grants(member: MemberId, at: Timestamp) -> Change {
    Change::EndGrantsOf { member, at }
}

/// Adds what makes the member stand where the directory wants them, as far as it may say.
fn stand(member: &Member, person: &Person, now: Timestamp, steps: &mut Steps) {
    let event = |kind| {
        Event::new(kind)
            .object(member.id)
            .with("source", person.source.as_str())
    };
    let may_act = matches!(member.state, MemberState::Active | MemberState::Invited);
    match (person.active, person.state_before) {
        (false, Some(_)) if may_act => {
            steps.add(
                Some(event(EventKind::MemberLocked)),
                Change::SetMemberState {
                    member: member.id,
                    to: MemberState::Locked,
                },
            );
            // Who comes back works no case silently, and has no grant.
            steps.add(None, Change::EndCaseWork(member.id));
            steps.add(None, end_grants(member.id, now));
        }
        (true, Some(before)) if member.state == MemberState::Locked => {
            steps.add(
                Some(event(EventKind::MemberUnlocked)),
                Change::SetMemberState {
                    member: member.id,
                    to: before,
                },
            );
        }
        _ => {}
    }
}

impl App {
    /// The department and roles that a person's groups come to: those the directory sent, or those it claims.
    pub(super) async fn assigned(
        &self,
        person: &Person,
        groups: &[Group],
    ) -> Result<(DepartmentId, Vec<Role>), AppError> {
        let claimed = match person.source {
            Source::Scim => Vec::new(),
            Source::Ldap | Source::Oidc => claimed(&person.attributes),
        };
        let names = groups.iter().flat_map(|group| {
            std::iter::once(group.name.as_str()).chain(group.external.as_deref())
        });
        let names = names.chain(claimed.iter().map(String::as_str));
        let assignment = self.directory_rules.assign(names);
        let department = assignment.department.ok_or(AppError::Value {
            field: "directory.department",
            problem: "is not set in the configuration, so directories bring nobody",
        })?;
        let department = self.find_department(department.as_str()).await?;
        Ok((department.id, assignment.roles))
    }

    /// Adds to `steps` what makes `member` as `wanted`. The person's own row is not among it.
    pub(super) async fn settle(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        wanted: Wanted<'_>,
        steps: &mut Steps,
    ) -> Result<(), AppError> {
        // Who is not to act any more is locked, also while the server is read-only; nothing else is taken from a
        // directory then, nor does anybody come back.
        if let Err(read_only) = self.refuse_read_only() {
            if wanted.person.active {
                return Err(read_only);
            }
            stand(member, wanted.person, ctx.now, steps);
            return Ok(());
        }
        let source = wanted.person.source.as_str();
        let event = |kind| Event::new(kind).object(member.id).with("source", source);
        if (&member.email, &member.name) != (wanted.email, wanted.name) {
            let changed = event(EventKind::MemberRenamed)
                .personal("email", wanted.email.as_str())
                .personal("name", wanted.name.as_str());
            steps.add(
                Some(changed),
                Change::SetMemberProfile {
                    member: member.id,
                    email: wanted.email.clone(),
                    name: wanted.name.clone(),
                },
            );
        }
        let (department, roles) = self.assigned(wanted.person, wanted.groups).await?;
        if member.department != department {
            let moved = event(EventKind::MemberMoved)
                .with("from", member.department.to_string())
                .with("to", department.to_string());
            steps.add(
                Some(moved),
                Change::MoveMember {
                    member: member.id,
                    to: department,
                },
            );
            steps.add(None, end_grants(member.id, ctx.now));
        }
        if member.roles != roles {
            let words: Vec<String> = roles.iter().map(ToString::to_string).collect();
            steps.add(
                Some(event(EventKind::MemberRolesChanged).with("roles", words)),
                Change::SetMemberRoles {
                    member: member.id,
                    roles: roles.clone(),
                },
            );
        }
        stand(member, wanted.person, ctx.now, steps);
        let settled = Member {
            email: wanted.email.clone(),
            roles,
            ..member.clone()
        };
        self.invite_if_due(ctx, wanted.person, &settled, &member.roles, steps);
        Ok(())
    }

    /// Makes an enrolment link for somebody who gets their first role and has no way to sign in yet, where the
    /// configuration wants that.
    pub(super) fn invite_if_due(
        &self,
        ctx: &RequestCtx,
        person: &Person,
        member: &Member,
        roles_before: &[Role],
        steps: &mut Steps,
    ) {
        let first_role = roles_before.is_empty() && !member.roles.is_empty();
        let waits = person.active && member.state == MemberState::Invited;
        // Whom a provider brings has just signed in there.
        let elsewhere = person.source == Source::Oidc;
        if !self.directory_rules.invite || !first_role || !waits || elsewhere {
            return;
        }
        let (link, enrolment) = self.mint_enrolment(member.id, ctx.now);
        let event = Event::new(EventKind::EnrolmentCreated)
            .object(member.id)
            .with("source", person.source.as_str());
        steps.add(Some(event), Change::CreateEnrolment(enrolment));
        steps.invitation = Some((member.email.clone(), link));
    }

    /// Mails an enrolment link after the commit that made it. A mail that cannot be handed over is told to the
    /// operator; an administrator can make another link.
    pub(super) async fn mail_invitation(&self, to: Email, link: &EnrolmentLink) {
        let Ok(organisation) = self.organisation().await else {
            return;
        };
        let mail = coffer_domain::ports::Mail {
            to,
            subject: format!("{}: set up how you sign in", organisation.name),
            text: format!(
                "You work in Coffer, where {} keeps what customers send.\n\n\
                 Set up how you sign in, once, until {}:\n\n{}\n\n\
                 If you did not expect this, tell your administrator and do not open the address.\n",
                organisation.name,
                link.expires,
                link.url.expose(),
            ),
        };
        if let Err(error) = self.mailer.send(mail).await {
            tracing::error!(
                error = %crate::error_chain(&error),
                member = %link.member,
                "an invitation was not handed over; make another link with `cofferd member enrol`"
            );
        }
    }
}
