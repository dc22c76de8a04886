//! Notices: every change to how a member signs in is told to them by mail, with a link that freezes the account
//! (NIST SP 800-63B-4 section 4.6).

use coffer_domain::access::Freeze;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::limits::FREEZE_LIFE;
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::Mail;
use coffer_domain::secret::SecretText;
use coffer_domain::time::Timestamp;

use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, mint, parse};

/// What a member is told.
struct Notice<'a> {
    about: &'static str,
    what: &'a str,
    at: Timestamp,
}

impl App {
    /// Tells a member by mail what was changed. That has happened and stays; a notice that cannot be given is logged and
    /// recorded, and undoes nothing.
    pub(crate) async fn tell_of_change(&self, ctx: &RequestCtx, member: &Member, what: &str) {
        let notice = Notice {
            about: "a change to how you sign in",
            what,
            at: ctx.now,
        };
        self.tell(ctx, member, &notice).await;
    }

    /// Tells a member by mail that their account was used from where they were not lately.
    pub(crate) async fn tell_of_sign_in(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        at: Timestamp,
        from: &str,
    ) {
        let notice = Notice {
            about: "a sign-in from a new place",
            what: &format!(
                "Somebody signed in to your account from a network where neither you nor your colleagues were lately: {from}."
            ),
            at,
        };
        self.tell(ctx, member, &notice).await;
    }

    /// Tells a member by mail that their password does not count any more.
    pub(crate) async fn tell_of_password(&self, ctx: &RequestCtx, member: &Member) {
        let notice = Notice {
            about: "your password is not accepted any more",
            what: "Somebody gave your password, and a wrong code, again and again. The password is not accepted any more: sign in by a \
                passkey or your organisation's identity provider and choose another, or ask an administrator for an enrolment link.",
            at: ctx.now,
        };
        self.tell(ctx, member, &notice).await;
    }

    /// Tells a member by mail that the passkeys they added lately do not count any more.
    pub(crate) async fn tell_of_passkeys(&self, ctx: &RequestCtx, member: &Member) {
        let notice = Notice {
            about: "new passkeys of yours are not accepted",
            what: "Somebody else may have come into your account and added a passkey to it. Passkeys of the last day are not accepted \
                any more, and you are signed out everywhere. If you have an older way in, sign in and remove what is not yours; if it was \
                you all along, or you have no other way in, ask a security officer.",
            at: ctx.now,
        };
        self.tell(ctx, member, &notice).await;
    }

    async fn tell(&self, ctx: &RequestCtx, member: &Member, notice: &Notice<'_>) {
        if let Err(error) = self.try_tell(ctx, member, notice).await {
            tracing::error!(error = %crate::error_chain(&error), "a notice was not handed over");
            let event = Event::new(EventKind::NoticeFailed).object(member.id);
            let entry = self.entry(ctx, event).map(Commit::record);
            let recorded = match entry {
                Ok(commit) => self.commit(commit).await.map(drop),
                Err(error) => Err(error),
            };
            if let Err(error) = recorded {
                tracing::error!(error = %crate::error_chain(&error), "nor could that be recorded");
            }
        }
    }

    async fn try_tell(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        notice: &Notice<'_>,
    ) -> Result<(), AppError> {
        let (token, hash) = mint(TokenKind::Freeze, &*self.entropy);
        let freeze = Freeze {
            hash,
            member: member.id,
            expires: ctx.now.plus(FREEZE_LIFE),
        };
        let event = Event::new(EventKind::NoticeSent).object(member.id);
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::PutFreeze(freeze)))
            .await?;
        let organisation = self.organisation().await?.name.clone();
        let mail = self.notice_mail(member, organisation.as_str(), notice, &token);
        Ok(self.mailer.send(mail).await?)
    }

    fn notice_mail(
        &self,
        member: &Member,
        organisation: &str,
        notice: &Notice<'_>,
        token: &SecretText,
    ) -> Mail {
        let text = format!(
            "{}\n\nWhen: {}\n\nIf this was you, there is nothing to do.\n\nIf this was not you, open this link and \
             lock your account. It works once, for seven days:\n\n  {}/app/not-me#{}\n\nThen tell an administrator.\n",
            notice.what,
            notice.at,
            self.public_url,
            token.expose()
        );
        Mail {
            to: member.email.clone(),
            subject: format!("{organisation}: {}", notice.about),
            text,
        }
    }

    /// "This was not me": locks the account the notice was about. Whoever reads the mail may do it; all it does is lock.
    ///
    /// # Errors
    /// The link was used or is too old, or the store does not work.
    pub async fn freeze(&self, ctx: &RequestCtx, token: &str) -> Result<(), AppError> {
        let hash = parse(TokenKind::Freeze, token).ok_or(AppError::FreezeGone)?;
        let freeze = self
            .store
            .freeze(&hash)
            .await?
            .ok_or(AppError::FreezeGone)?;
        if !alive(ctx.now, freeze.expires, FREEZE_LIFE) {
            return Err(AppError::FreezeGone);
        }
        let member = self.store.member(freeze.member).await?;
        let member = member.filter(|member| member.state != MemberState::Left);
        let member = member.ok_or(AppError::FreezeGone)?;
        let ctx = RequestCtx {
            principal: Principal::Anonymous,
            ..ctx.clone()
        };
        let event = Event::new(EventKind::MemberFroze).object(member.id);
        let commit = Commit::record(self.entry(&ctx, event)?)
            .change(Change::UseFreeze(hash))
            .change(Change::SetMemberState {
                member: member.id,
                to: MemberState::Locked,
            })
            .change(Change::EndGrantsOf {
                member: member.id,
                at: ctx.now,
            });
        self.commit(commit).await?;
        Ok(())
    }
}
