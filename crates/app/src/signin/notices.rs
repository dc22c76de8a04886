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

use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, mint, parse};

impl App {
    /// Tells a member by mail what happened. The change it tells of has happened and stays; a notice that cannot be
    /// given is logged and recorded, and undoes nothing.
    pub(crate) async fn tell_of_change(&self, ctx: &RequestCtx, member: &Member, what: &str) {
        if let Err(error) = self.try_notify(ctx, member, what).await {
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

    async fn try_notify(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        what: &str,
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
        let mail = self.notice(member, organisation.as_str(), what, &token, ctx);
        Ok(self.mailer.send(mail).await?)
    }

    fn notice(
        &self,
        member: &Member,
        organisation: &str,
        what: &str,
        token: &SecretText,
        ctx: &RequestCtx,
    ) -> Mail {
        let text = format!(
            "{what}\n\nWhen: {}\n\nIf this was you, there is nothing to do.\n\nIf this was not you, open this link and \
             lock your account. It works once, for seven days:\n\n  {}/app/not-me#{}\n\nThen tell an administrator.\n",
            ctx.now,
            self.public_url,
            token.expose()
        );
        Mail {
            to: member.email.clone(),
            subject: format!("{organisation}: a change to how you sign in"),
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
