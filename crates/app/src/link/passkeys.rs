//! Passkeys of contacts: whoever is asked for files again and again proves their address once, and shows a passkey at
//! every later link instead of waiting for a mailed code.
//!
//! A passkey opens only links to its own contact, and nothing a code would not open; it makes nobody an account.

use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::PasskeyId;
use coffer_domain::limits::CEREMONY_LIFE;
use coffer_domain::passkey::{NewPasskey, Passkey, PasskeyOwner};
use coffer_domain::ports::Mail;
use coffer_domain::request::FileRequest;
use coffer_domain::secret::SecretText;
use coffer_domain::time::Timestamp;

use super::OpenLink;
use crate::app::App;
use crate::error::AppError;
use crate::signin::{CeremonyAnswer, CeremonyOffer};

fn for_opening(request: &FileRequest) -> String {
    format!("open link {}", request.id)
}

fn for_adding(request: &FileRequest) -> String {
    format!("add at link {}", request.id)
}

fn owner(link: &OpenLink) -> PasskeyOwner {
    PasskeyOwner::Contact(link.request.contact)
}

fn event(kind: EventKind, request: &FileRequest) -> Event {
    Event::new(kind).case(request.case)
}

impl App {
    /// Begins to open a link with its contact's passkey.
    ///
    /// # Errors
    /// The link needs no code, the server cannot have passkeys, or store or key provider do not work.
    pub async fn begin_link_passkey(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
    ) -> Result<CeremonyOffer, AppError> {
        link.require_person()?;
        // Whoever holds the link learns nothing of the contact's keys: any may be tried.
        let bound_to = for_opening(&link.request);
        self.begin_assertion(ctx, &[], &bound_to).await
    }

    /// Opens a link with its contact's passkey, which gives a pass as the mailed code does.
    ///
    /// # Errors
    /// [`AppError::PasskeyUnknown`] for every refusal alike, [`AppError::CeremonyGone`] for an old ticket; store or key
    /// provider do not work.
    pub async fn enter_passkey(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        answer: CeremonyAnswer<'_>,
    ) -> Result<(SecretText, Timestamp), AppError> {
        link.require_person()?;
        let request = &link.request;
        let bound_to = for_opening(request);
        let ticket = self
            .open_ticket(ctx.now, CEREMONY_LIFE, &bound_to, answer.ticket)
            .await?;
        let asserted = self.asserted_passkey(ctx, &ticket, answer).await?;
        let Some((passkey, used)) = asserted.filter(|(passkey, _)| passkey.owner == owner(link))
        else {
            let event = event(EventKind::ContactPasskeyRefused, request).object(request.id);
            self.commit(Commit::record(self.entry(ctx, event)?)).await?;
            return Err(AppError::PasskeyUnknown);
        };
        let (secret, pass) = self.new_pass(request, ctx.now);
        let expires = pass.expires;
        let event = event(EventKind::ContactPasskeyUsed, request).object(passkey.id);
        let mut commit = Commit::record(self.entry(ctx, event)?).change(Change::PutPass(pass));
        for change in used {
            commit = commit.change(change);
        }
        self.commit(commit).await?;
        Ok((secret, expires))
    }

    /// The contact's passkeys, oldest first.
    ///
    /// # Errors
    /// The address was not proved, or the store does not work.
    pub async fn contact_passkeys(&self, link: &OpenLink) -> Result<Vec<Passkey>, AppError> {
        link.require_contact()?;
        Ok(self.store.passkeys(owner(link)).await?)
    }

    /// Begins to add a passkey.
    ///
    /// # Errors
    /// The address was not proved, too many, the server cannot have passkeys, or store or key provider do not work.
    pub async fn begin_contact_passkey(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
    ) -> Result<CeremonyOffer, AppError> {
        link.require_contact()?;
        self.refuse_read_only()?;
        let contact = self.contact_of(link).await?;
        let new = NewPasskey {
            owner: owner(link),
            email: contact.email.as_str(),
            name: contact.email.as_str(),
            known: &[],
            attested: false,
        };
        self.begin_passkey(ctx, new, &for_adding(&link.request))
            .await
    }

    /// Adds it, and tells the contact by mail.
    ///
    /// # Errors
    /// The address was not proved, an old ticket, a refused answer, a bad name, or the store does not work.
    pub async fn add_contact_passkey(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        answer: CeremonyAnswer<'_>,
        name: &str,
    ) -> Result<Passkey, AppError> {
        link.require_contact()?;
        self.refuse_read_only()?;
        let bound_to = for_adding(&link.request);
        let made = self.finish_passkey(ctx, owner(link), &bound_to, answer, name);
        let (passkey, used) = made.await?;
        let event = event(EventKind::ContactPasskeyAdded, &link.request)
            .object(passkey.id)
            .with("synced", passkey.synced);
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(used)
            .change(Change::AddPasskey(passkey.clone()));
        self.commit(commit).await?;
        self.tell_contact(link, "added", &passkey).await;
        Ok(passkey)
    }

    /// Removes a passkey, and tells the contact by mail. Mailed codes always remain; all passes but this one end, because
    /// whoever has the device may hold one.
    ///
    /// # Errors
    /// The address was not proved, not there, or the store does not work.
    pub async fn remove_contact_passkey(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: PasskeyId,
    ) -> Result<(), AppError> {
        let known = self.contact_passkeys(link).await?;
        let passkey = known.into_iter().find(|passkey| passkey.id == id);
        let passkey = passkey.ok_or(AppError::NotFound("passkey"))?;
        let event = event(EventKind::ContactPasskeyRemoved, &link.request).object(id);
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::RemovePasskey(id))
            .change(Change::EndPassesOf {
                contact: link.request.contact,
                keep: link.pass,
            });
        self.commit(commit).await?;
        self.tell_contact(link, "removed", &passkey).await;
        Ok(())
    }

    /// What was changed has happened and stays; a mail that does not go out is logged, and no more.
    async fn tell_contact(&self, link: &OpenLink, done: &str, passkey: &Passkey) {
        let told = match self.passkey_mail(link, done, passkey).await {
            Ok(mail) => self.mailer.send(mail).await.map_err(AppError::from),
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            tracing::error!(error = %crate::error_chain(&error), "the notice of a contact's passkey was not handed over");
        }
    }

    async fn passkey_mail(
        &self,
        link: &OpenLink,
        done: &str,
        passkey: &Passkey,
    ) -> Result<Mail, AppError> {
        let contact = self.contact_of(link).await?;
        let organisation = self.organisation().await?.name.clone();
        let text = format!(
            "A passkey was {done} for sending files to {organisation}: {}\n\n\
             If this was you, there is nothing to do.\n\n\
             If this was not you, open your link, enter the code that is mailed to you, look under \"Passkeys\" and remove \
             what is not yours. Then tell {organisation}.\n",
            passkey.name
        );
        Ok(Mail {
            to: contact.email,
            subject: format!("{organisation}: a passkey was {done}"),
            text,
        })
    }
}
