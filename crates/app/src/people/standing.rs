//! Where members stand: locking, unlocking, leaving, moving, and a further way in for who lost theirs.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::passkey::PasskeyOwner;
use coffer_domain::people::{Member, MemberState, Role};
use coffer_domain::ports::Mail;

use crate::app::App;
use crate::error::AppError;

impl App {
    /// Locks a member: their sessions, API tokens and enrolment links end at once, and they get no new ones.
    ///
    /// # Errors
    /// Refused, unknown, left, the last administrator, or the store does not work.
    pub async fn lock_member(&self, ctx: &RequestCtx, member: &str) -> Result<Member, AppError> {
        self.set_state(ctx, member, MemberState::Locked, EventKind::MemberLocked)
            .await
    }

    /// Unlocks a member. What they had when they were locked stays ended.
    ///
    /// # Errors
    /// Refused, unknown, not locked, or the store does not work.
    pub async fn unlock_member(&self, ctx: &RequestCtx, member: &str) -> Result<Member, AppError> {
        self.may_secure(ctx).await?;
        let found = self.find_member(member).await?;
        if found.state != MemberState::Locked {
            return Err(AppError::Conflict("member.not_locked"));
        }
        // Whom somebody locked for what is being looked into stays locked.
        self.refuse_read_only()?;
        let enrolled = self.store.credentials(found.id).await?.is_some()
            || !self
                .store
                .passkeys(PasskeyOwner::Member(found.id))
                .await?
                .is_empty();
        let to = if enrolled {
            MemberState::Active
        } else {
            MemberState::Invited
        };
        self.set_state(ctx, member, to, EventKind::MemberUnlocked)
            .await
    }

    /// Notes that a member has left: as locking, for good, and they work no case any more.
    ///
    /// # Errors
    /// Refused, unknown, left before, the last administrator, or the store does not work.
    pub async fn member_leaves(&self, ctx: &RequestCtx, member: &str) -> Result<Member, AppError> {
        self.set_state(ctx, member, MemberState::Left, EventKind::MemberLeft)
            .await
    }

    async fn set_state(
        &self,
        ctx: &RequestCtx,
        member: &str,
        to: MemberState,
        kind: EventKind,
    ) -> Result<Member, AppError> {
        if to == MemberState::Left {
            self.may_administer(ctx).await?;
        } else {
            self.may_secure(ctx).await?;
        }
        let member = self.find_member(member).await?;
        if matches!(to, MemberState::Locked | MemberState::Left) {
            self.is_not_the_last_administrator(&member).await?;
        }
        let event = Event::new(kind).object(member.id);
        let change = Change::SetMemberState {
            member: member.id,
            to,
        };
        let mut commit = Commit::record(self.entry(ctx, event)?).change(change);
        if to != MemberState::Active {
            commit = commit.change(Change::EndGrantsOf {
                member: member.id,
                at: ctx.now,
            });
        }
        self.commit(commit).await?;
        Ok(Member {
            state: to,
            ..member
        })
    }

    async fn is_not_the_last_administrator(&self, member: &Member) -> Result<(), AppError> {
        let administers = |member: &Member| {
            member.roles.contains(&Role::Administrator)
                && matches!(member.state, MemberState::Active | MemberState::Invited)
        };
        if !administers(member) {
            return Ok(());
        }
        let others = self.store.members().await?;
        let others = others.iter().filter(|other| other.id != member.id);
        if others.filter(|other| administers(other)).count() > 0 {
            return Ok(());
        }
        Err(AppError::Conflict("member.last_administrator"))
    }

    /// Mails a member a further enrolment link. Whoever administers does not see it: with it they could sign in as the
    /// member.
    ///
    /// # Errors
    /// Refused, unknown, locked, left, the mail cannot be handed over, or the store does not work.
    pub async fn mail_enrolment(&self, ctx: &RequestCtx, member: &str) -> Result<(), AppError> {
        self.may_administer(ctx).await?;
        let member = self.find_member(member).await?;
        if !matches!(member.state, MemberState::Active | MemberState::Invited) {
            return Err(AppError::Conflict("member.not_active"));
        }
        let link = self.renew_enrolment(ctx, &member.id.to_string()).await?;
        let organisation = self.organisation().await?.name.clone();
        let text = format!(
            "An administrator asked that you set up anew how you sign in. Until {}, this link does it, once:\n\n  {}\n\n\
             What you sign in with now works until then, and not after.\n",
            link.expires,
            link.url.expose()
        );
        let mail = Mail {
            to: member.email,
            subject: format!("{organisation}: set up how you sign in"),
            text,
        };
        Ok(self.mailer.send(mail).await?)
    }

    /// Moves a member to another department. Their sessions and API tokens end, so that nothing decided for the old
    /// department goes on; so does their work on its cases.
    ///
    /// # Errors
    /// Refused, unknown, left, or the store does not work.
    pub async fn move_member(
        &self,
        ctx: &RequestCtx,
        member: &str,
        department: &str,
    ) -> Result<Member, AppError> {
        self.may_administer(ctx).await?;
        let member = self.find_member(member).await?;
        let to = self.find_department(department).await?.id;
        let event = Event::new(EventKind::MemberMoved)
            .object(member.id)
            .with("from", member.department.to_string())
            .with("to", to.to_string());
        let change = Change::MoveMember {
            member: member.id,
            to,
        };
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(change)
            .change(Change::EndGrantsOf {
                member: member.id,
                at: ctx.now,
            });
        self.commit(commit).await?;
        Ok(Member {
            department: to,
            ..member
        })
    }
}
