//! Erasing what a message says. The text goes with the decision, its key right after; what a crash leaves of that goes at the next start.

use coffer_domain::authz::{Action, CaseFacts, Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::MessageId;
use coffer_domain::limits::KEY_BACKUP_LIFE;
use coffer_domain::message::{Author, Message};
use data_encoding::HEXLOWER;

use super::MessageView;
use crate::app::App;
use crate::cases::member_of;
use crate::error::AppError;
use crate::reason;

impl App {
    /// Erases what a message says, and the key to it. That it was written, by whom and when, stays.
    ///
    /// # Errors
    /// Unknown or erased before, refused (by a legal hold too), no reason, or the store does not work.
    pub async fn erase_message(
        &self,
        ctx: &RequestCtx,
        id: MessageId,
        reason: &str,
    ) -> Result<MessageView, AppError> {
        let reason = reason::checked("reason", reason)?;
        let found = self.store.message(id).await?;
        let (number, message) = found.ok_or(AppError::NotFound("message"))?;
        let (case, _) = self.case_of(message.case).await?;
        let proof = self
            .allow::<act::MessageErase>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        self.require_over(ctx, Action::MessageErase, &case, id.to_string())
            .await?;
        let mut event = Event::new(EventKind::MessageErased)
            .case(case.id)
            .object(id)
            .with("rules", proof.rule_ids())
            .with("backups_until", ctx.now.plus(KEY_BACKUP_LIFE).to_string())
            .personal("reason", reason);
        if let Some(wrap) = self.keys.wrap_hash(message.object).await? {
            event = event.with("key", HEXLOWER.encode(&wrap));
        }
        let change = Change::EraseMessage {
            message: id,
            at: ctx.now,
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        self.discard_key(message.object).await;
        let reader = Author::Member(member_of(ctx)?.id);
        let erased = Message {
            sealed: None,
            ..message
        };
        self.view_message(number, &erased, reader, None).await
    }

    /// Destroys keys of erased messages that are still there, for the start of the process.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn sweep_erased_messages(&self) -> Result<(), AppError> {
        for object in self.store.erased_messages().await? {
            self.keys.destroy_object(object).await?;
        }
        Ok(())
    }
}
