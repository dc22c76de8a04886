//! Messages between the members who work a case and the contacts who hold a link into it.
//!
//! A text is sealed to the case when it is written and opened when it is read; whoever writes needs no private key. It goes by no
//! mail: a notice says that there is one. What a working copy would mask is refused, from either side: it would be shown to all who
//! read the case's messages, past the masks and walls that files have.

mod erase;
mod notice;

use coffer_domain::authz::{Authorized, CaseFacts, Resource, act};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{MessageId, ObjectId};
use coffer_domain::limits::{MESSAGES_PER_CASE_MAX, MESSAGES_PER_HOUR_MAX, MESSAGES_SHOWN_MAX};
use coffer_domain::message::{Author, Message};
use coffer_domain::ports::random;
use coffer_domain::secret::SecretText;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::{Span, Timestamp};
use coffer_envelope::{Dek, Suite, open_bytes, seal_bytes};

use crate::app::App;
use crate::cases::member_of;
use crate::error::AppError;
use crate::keys::binding;
use crate::link::OpenLink;
use crate::reason;

/// Who wrote a message, as people see it.
pub enum AuthorView {
    /// A member.
    Member(Name),
    /// A contact.
    Contact(Email),
}

/// A message as people see it.
pub struct MessageView {
    /// Its place in the order of all messages.
    pub number: u64,
    /// Its id.
    pub id: MessageId,
    /// Who wrote it.
    pub author: AuthorView,
    /// Whether whoever reads it wrote it.
    pub own: bool,
    /// Its text; none once it was erased.
    pub text: Option<SecretText>,
    /// When it was written.
    pub created: Timestamp,
}

/// Messages of a case, newest first.
pub struct MessageList {
    /// The messages.
    pub messages: Vec<MessageView>,
    /// There are older ones.
    pub more: bool,
}

/// A message just written.
pub struct MessageSent {
    /// The message.
    pub view: MessageView,
    /// How many people were told by mail that there is one.
    pub told: usize,
}

impl App {
    /// A case's messages, newest first; older than the one of number `below`, if given.
    ///
    /// # Errors
    /// Unknown, refused, or store or key provider do not work.
    pub async fn messages(
        &self,
        ctx: &RequestCtx,
        case: &str,
        below: Option<u64>,
    ) -> Result<MessageList, AppError> {
        let case = self.find_case(case).await?;
        let reader = Author::Member(member_of(ctx)?.id);
        self.read_messages(ctx, &case, reader, below).await
    }

    /// The messages of the case of a link, for its verified contact.
    ///
    /// # Errors
    /// No code was entered, refused, or store or key provider do not work.
    pub async fn link_messages(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        below: Option<u64>,
    ) -> Result<MessageList, AppError> {
        link.require_contact()?;
        let (case, _) = self.case_of(link.request.case).await?;
        self.read_messages(ctx, &case, contact_of(link), below)
            .await
    }

    /// Writes to the contacts of a case.
    ///
    /// # Errors
    /// Unknown, refused, nobody there has a link, the text is bad, too many messages, or store or key provider do not work.
    pub async fn send_message(
        &self,
        ctx: &RequestCtx,
        case: &str,
        text: &str,
    ) -> Result<MessageSent, AppError> {
        let case = self.find_case(case).await?;
        let author = Author::Member(member_of(ctx)?.id);
        let proof = self
            .allow::<act::MessageWrite>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let readers = self.reachable(&case, ctx.now).await?;
        if readers.is_empty() {
            return Err(AppError::Conflict("message.nobody"));
        }
        let view = self.write(ctx, &case, author, text, &proof).await?;
        let told = self.tell_contacts_of_message(&case, &readers).await;
        Ok(MessageSent { view, told })
    }

    /// Writes to the members who work the case of a link, as its verified contact.
    ///
    /// # Errors
    /// No code was entered, refused, the text is bad, too many messages, or store or key provider do not work.
    pub async fn send_link_message(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        text: &str,
    ) -> Result<MessageSent, AppError> {
        link.require_contact()?;
        let (case, _) = self.case_of(link.request.case).await?;
        let proof = self
            .allow::<act::MessageWrite>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let view = self
            .write(ctx, &case, contact_of(link), text, &proof)
            .await?;
        let told = self.tell_members_of_message(&case, &view).await;
        Ok(MessageSent { view, told })
    }

    async fn read_messages(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        reader: Author,
        below: Option<u64>,
    ) -> Result<MessageList, AppError> {
        let proof = self
            .allow::<act::MessageRead>(ctx, Resource::Case(CaseFacts::from(case)))
            .await?;
        let limit = MESSAGES_SHOWN_MAX.saturating_add(1);
        let mut rows = self.store.messages(case.id, below, limit).await?;
        let most = usize::try_from(MESSAGES_SHOWN_MAX).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        if let Some((newest, _)) = rows.first() {
            // Recorded before anything is opened.
            let event = Event::new(EventKind::MessagesRead)
                .case(case.id)
                .object(case.id)
                .with("count", rows.len() as u64)
                .with("rules", proof.rule_ids());
            let mut commit = Commit::record(self.entry(ctx, event)?);
            if let Author::Member(member) = reader {
                commit = commit.change(Change::MarkMessagesRead {
                    member,
                    case: case.id,
                    number: *newest,
                });
            }
            self.commit(commit).await?;
        }
        let mut messages = Vec::with_capacity(rows.len());
        for (number, row) in rows {
            let text = self.open_message(&row, ctx.now).await?;
            messages.push(self.view_message(number, &row, reader, text).await?);
        }
        Ok(MessageList { messages, more })
    }

    async fn write(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        author: Author,
        text: &str,
        proof: &Authorized<act::MessageWrite>,
    ) -> Result<MessageView, AppError> {
        let text = reason::message("text", text)?;
        let _one_at_a_time = self.message_entry.lock().await;
        self.check_message_room(case, author, ctx.now).await?;
        let object = ObjectId::from_random(random(&*self.entropy));
        let sealed = self.seal_message(case, object, &text).await?;
        let message = Message {
            id: MessageId::from_random(random(&*self.entropy)),
            case: case.id,
            author,
            object,
            sealed: Some(sealed),
            created: ctx.now,
        };
        let mut event = Event::new(EventKind::MessageSent)
            .case(case.id)
            .object(message.id)
            .with("rules", proof.rule_ids());
        if let Author::Contact { link, .. } = author {
            event = event.with("through", link.to_string());
        }
        let commit =
            Commit::record(self.entry(ctx, event)?).change(Change::AddMessage(message.clone()));
        if let Err(error) = self.commit(commit).await {
            // Where the store cannot say whether it holds the message, its key has to stay.
            if !matches!(error, AppError::Store(_)) {
                self.discard_key(object).await;
            }
            return Err(error);
        }
        let newest = self.store.messages(case.id, None, 1).await?;
        let number = newest.first().map_or(0, |(number, _)| *number);
        self.view_message(number, &message, author, Some(SecretText::new(text)))
            .await
    }

    async fn check_message_room(
        &self,
        case: &Case,
        author: Author,
        now: Timestamp,
    ) -> Result<(), AppError> {
        let hour_ago = now.plus(Span(-Span::hours(1).0));
        let lately = self.store.messages_since(case.id, author, hour_ago).await?;
        if lately >= MESSAGES_PER_HOUR_MAX {
            return Err(AppError::MessagesHeld {
                until: now.plus(Span::hours(1)),
            });
        }
        if self.store.message_count(case.id).await? >= MESSAGES_PER_CASE_MAX {
            return Err(AppError::Conflict("message.too_many"));
        }
        Ok(())
    }

    async fn seal_message(
        &self,
        case: &Case,
        object: ObjectId,
        text: &str,
    ) -> Result<Vec<u8>, AppError> {
        let binding = binding(self.organisation().await?.id, case.id, object);
        let dek = Dek::generate().map_err(|_| AppError::Bug("no entropy"))?;
        self.keys
            .keep_object(&case.public_key, binding, &dek)
            .await?;
        let sealed = seal_bytes(&dek, binding, Suite::Aes256Gcm, text.as_bytes());
        match sealed {
            Ok((sealed, _)) => Ok(sealed),
            Err(_) => {
                self.discard_key(object).await;
                Err(AppError::Bug("sealing failed"))
            }
        }
    }

    /// Removes a key that nothing refers to. If that fails it stays, of use to nobody.
    async fn discard_key(&self, object: ObjectId) {
        if let Err(error) = self.keys.destroy_object(object).await {
            tracing::warn!(%object, error = %crate::error_chain(&error), "a discarded message's key stays");
        }
    }

    /// What a message says; none once it was erased.
    pub(crate) async fn open_message(
        &self,
        row: &Message,
        now: Timestamp,
    ) -> Result<Option<SecretText>, AppError> {
        let Some(sealed) = &row.sealed else {
            return Ok(None);
        };
        let binding = binding(self.organisation().await?.id, row.case, row.object);
        let dek = self.keys.open_object(binding, now).await?;
        let opened = open_bytes(&dek, &binding, sealed).map_err(|_| AppError::Integrity)?;
        let text = String::from_utf8(opened.expose().to_vec());
        Ok(Some(SecretText::new(
            text.map_err(|_| AppError::Integrity)?,
        )))
    }

    async fn view_message(
        &self,
        number: u64,
        row: &Message,
        reader: Author,
        text: Option<SecretText>,
    ) -> Result<MessageView, AppError> {
        let (author, own) = match row.author {
            Author::Member(id) => {
                let member = self.store.member(id).await?;
                let member = member.ok_or(AppError::NotFound("member"))?;
                (AuthorView::Member(member.name), reader == row.author)
            }
            Author::Contact { contact: id, .. } => {
                let contact = self.store.contact(id).await?;
                let contact = contact.ok_or(AppError::NotFound("contact"))?;
                // Through whichever of their links.
                let own = matches!(reader, Author::Contact { contact, .. } if contact == id);
                (AuthorView::Contact(contact.email), own)
            }
        };
        Ok(MessageView {
            number,
            id: row.id,
            author,
            own,
            text,
            created: row.created,
        })
    }
}

fn contact_of(link: &OpenLink) -> Author {
    Author::Contact {
        contact: link.request.contact,
        link: link.request.id,
    }
}
