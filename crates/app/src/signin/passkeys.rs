//! Passkeys: signing in and stepping up with one, adding, naming and removing them.

use coffer_domain::access::{Factors, Session};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::RequestCtx;
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::{PasskeyId, SessionId};
use coffer_domain::limits::{CEREMONY_LIFE, PASSKEYS_PER_OWNER_MAX};
use coffer_domain::passkey::{NewPasskey, Passkey, PasskeyError, PasskeyOwner};
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::random;
use coffer_domain::text::Name;

use super::session::{Shown, SignedIn};
use super::ticket::Ticket;
use super::tokens::and_tokens;
use crate::app::App;
use crate::error::AppError;

/// What the browser is handed for a ceremony.
pub struct CeremonyOffer {
    /// Must come back with the answer, within five minutes.
    pub ticket: String,
    /// JSON: the argument of `navigator.credentials.create` or `.get`.
    pub options: String,
}

/// The browser's answer.
#[derive(Clone, Copy)]
pub struct CeremonyAnswer<'a> {
    /// The ticket.
    pub ticket: &'a str,
    /// JSON: the credential it made or used.
    pub credential: &'a str,
}

/// What tickets of the sign-in page are bound to: nobody is known yet.
const SIGN_IN: &str = "sign in";

fn for_step_up(session: SessionId) -> String {
    format!("step up {session}")
}

fn for_adding(session: SessionId) -> String {
    format!("add to {session}")
}

impl From<&Passkey> for Shown {
    fn from(passkey: &Passkey) -> Self {
        Self {
            factors: Factors::Passkey,
            passkey: Some(passkey.id),
            aal: passkey.aal(),
            phishing_resistant: true,
        }
    }
}

impl App {
    /// Begins to sign in with a passkey. Says nothing about anybody, and keeps nothing.
    ///
    /// # Errors
    /// The server cannot have passkeys, or store or key provider do not work.
    pub async fn begin_passkey_sign_in(&self, ctx: &RequestCtx) -> Result<CeremonyOffer, AppError> {
        self.begin_assertion(ctx, &[], SIGN_IN).await
    }

    /// Asks a device for a key: any, or only one of these.
    pub(crate) async fn begin_assertion(
        &self,
        ctx: &RequestCtx,
        only: &[Vec<u8>],
        bound_to: &str,
    ) -> Result<CeremonyOffer, AppError> {
        let ceremony = self.passkeys.begin_assertion(only)?;
        Ok(CeremonyOffer {
            ticket: self
                .seal_ticket(ctx.now, CEREMONY_LIFE, bound_to, &ceremony.state)
                .await?,
            options: ceremony.options,
        })
    }

    /// Signs in with a passkey.
    ///
    /// # Errors
    /// [`AppError::SignInFailed`] for every refusal alike, [`AppError::CeremonyGone`] for an old ticket; store or key
    /// provider do not work.
    pub async fn sign_in_by_passkey(
        &self,
        ctx: &RequestCtx,
        answer: CeremonyAnswer<'_>,
        client: Option<&str>,
    ) -> Result<SignedIn, AppError> {
        let ticket = self
            .open_ticket(ctx.now, CEREMONY_LIFE, SIGN_IN, answer.ticket)
            .await?;
        let Some((member, passkey, used)) = self.asserted(ctx, &ticket, answer).await? else {
            return self.refuse_sign_in(ctx, None, "passkey").await;
        };
        if member.state != MemberState::Active {
            return self
                .refuse_sign_in(ctx, Some((&member, None)), "not_active")
                .await;
        }
        if !self.is_accepted(ctx, &member, &passkey).await? {
            return self
                .refuse_sign_in(ctx, Some((&member, None)), "passkey_disabled")
                .await;
        }
        let shown = Shown::from(&passkey);
        let signed_in = self
            .start_session(ctx, member.clone(), shown, client, used)
            .await?;
        // An alert that took its worth in between found no session to end.
        if !self.is_accepted(ctx, &member, &passkey).await? {
            self.sign_out(ctx, signed_in.session).await?;
            return Err(AppError::SignInFailed);
        }
        Ok(signed_in)
    }

    async fn is_accepted(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        passkey: &Passkey,
    ) -> Result<bool, AppError> {
        let accepted = self.accepted_passkeys(member.id, ctx.now).await?;
        Ok(accepted.iter().any(|it| it.id == passkey.id))
    }

    /// The member whose passkey gave this answer, that passkey, and the changes that use it up; nothing if it is refused.
    async fn asserted(
        &self,
        ctx: &RequestCtx,
        ticket: &Ticket,
        answer: CeremonyAnswer<'_>,
    ) -> Result<Option<(Member, Passkey, Vec<Change>)>, AppError> {
        let Some((passkey, used)) = self.asserted_passkey(ctx, ticket, answer).await? else {
            return Ok(None);
        };
        // A contact's key opens their links, never a session.
        let PasskeyOwner::Member(member) = passkey.owner else {
            return Ok(None);
        };
        let member = self.store.member(member).await?;
        Ok(member.map(|member| (member, passkey, used)))
    }

    /// The passkey that gave this answer, and the changes that use it up; nothing if it is refused.
    pub(crate) async fn asserted_passkey(
        &self,
        ctx: &RequestCtx,
        ticket: &Ticket,
        answer: CeremonyAnswer<'_>,
    ) -> Result<Option<(Passkey, Vec<Change>)>, AppError> {
        let claimed = match self.passkeys.identify(answer.credential) {
            Err(PasskeyError::Refused(_)) => return Ok(None),
            claimed => claimed?,
        };
        let passkey = self.store.passkey(&claimed.1).await?;
        let Some(passkey) = passkey.filter(|passkey| passkey.owner.handle() == claimed.0) else {
            return Ok(None);
        };
        let finished =
            self.passkeys
                .finish_assertion(&ticket.state, answer.credential, &passkey.stored);
        let asserted = match finished {
            Err(PasskeyError::Refused(error)) => {
                tracing::info!(%error, "a passkey was refused");
                return Ok(None);
            }
            Err(PasskeyError::ForeignOrigin) => {
                self.note_foreign_origin(ctx, &passkey).await?;
                return Ok(None);
            }
            finished => finished?,
        };
        let used = Change::UsePasskey {
            passkey: passkey.id,
            stored: asserted.stored,
            at: ctx.now,
        };
        Ok(Some((passkey, vec![ticket.used(ctx.now), used])))
    }

    /// Records that somebody was led to a page that pretends to be this server. It was their own key: nobody else has its name.
    async fn note_foreign_origin(
        &self,
        ctx: &RequestCtx,
        passkey: &Passkey,
    ) -> Result<(), AppError> {
        let event = Event::new(EventKind::SessionRefused).with("why", "passkey_origin");
        let event = match passkey.owner {
            PasskeyOwner::Member(member) => event.object(member),
            PasskeyOwner::Contact(contact) => event.object(contact),
        };
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        Ok(())
    }

    /// The session of this request, if it was begun by a passkey, and that passkey.
    async fn passkey_session(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
    ) -> Result<(Session, Member, Passkey), AppError> {
        let (session, member) = self.own_session(ctx, session).await?;
        let known = self.passkeys_of(&member).await?;
        let begun_by = known
            .into_iter()
            .find(|passkey| Some(passkey.id) == session.passkey);
        let begun_by = begun_by.ok_or(AppError::Value {
            field: "credential",
            problem: "did not begin this session; use what did",
        })?;
        Ok((session, member, begun_by))
    }

    /// Begins to step up with the passkey that began the session.
    ///
    /// # Errors
    /// The session was begun otherwise, or store or key provider do not work.
    pub async fn begin_passkey_step_up(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
    ) -> Result<CeremonyOffer, AppError> {
        let (session, _, begun_by) = self.passkey_session(ctx, session).await?;
        self.begin_assertion(ctx, &[begun_by.credential], &for_step_up(session.id))
            .await
    }

    /// Steps up with the passkey that began the session.
    ///
    /// # Errors
    /// As [`App::sign_in_by_passkey`]; the session was begun otherwise.
    pub async fn step_up_by_passkey(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
        answer: CeremonyAnswer<'_>,
    ) -> Result<SignedIn, AppError> {
        let (session, member, begun_by) = self.passkey_session(ctx, session).await?;
        let bound_to = for_step_up(session.id);
        let ticket = self
            .open_ticket(ctx.now, CEREMONY_LIFE, &bound_to, answer.ticket)
            .await?;
        match self.asserted(ctx, &ticket, answer).await? {
            Some((_, passkey, _)) if !self.is_accepted(ctx, &member, &passkey).await? => {
                self.refuse_sign_in(ctx, Some((&member, None)), "passkey_disabled")
                    .await
            }
            Some((_, passkey, used)) if passkey.id == begun_by.id => {
                self.renew_session(ctx, &session, member, used).await
            }
            _ => {
                self.refuse_sign_in(ctx, Some((&member, None)), "passkey")
                    .await
            }
        }
    }

    /// A member's own passkeys, oldest first.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn own_passkeys(&self, ctx: &RequestCtx) -> Result<Vec<Passkey>, AppError> {
        let member = self.self_or_secured(ctx, None).await?;
        self.passkeys_of(&member).await
    }

    async fn passkeys_of(&self, member: &Member) -> Result<Vec<Passkey>, AppError> {
        let owner = PasskeyOwner::Member(member.id);
        Ok(self.store.passkeys(owner).await?)
    }

    /// Whether passkeys on devices that their makers vouch for can be added here.
    #[must_use]
    pub fn attests_passkeys(&self) -> bool {
        self.passkeys.can_attest()
    }

    /// Whether one has a password, and how many recovery codes.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn other_ways_in(&self, ctx: &RequestCtx) -> Result<(bool, u32), AppError> {
        let member = self.self_or_secured(ctx, None).await?;
        let password = self.store.credentials(member.id).await?.is_some();
        Ok((password, self.store.recovery_codes(member.id).await?))
    }

    /// Begins to make a passkey for a member; `attested` on a device that its maker must vouch for, as some have to.
    pub(super) async fn begin_member_passkey(
        &self,
        ctx: &RequestCtx,
        member: &Member,
        attested: bool,
        bound_to: &str,
    ) -> Result<CeremonyOffer, AppError> {
        if attested && !self.passkeys.can_attest() {
            return Err(AppError::Conflict("passkey.no_makers"));
        }
        let new = NewPasskey {
            owner: PasskeyOwner::Member(member.id),
            email: member.email.as_str(),
            name: member.name.as_str(),
            known: &[],
            attested: attested || self.sign_in_rules.needs_attested(member),
        };
        self.begin_passkey(ctx, new, bound_to).await
    }

    /// Begins to make a passkey on a device that holds none of its owner's.
    pub(crate) async fn begin_passkey(
        &self,
        ctx: &RequestCtx,
        new: NewPasskey<'_>,
        bound_to: &str,
    ) -> Result<CeremonyOffer, AppError> {
        let known = self.store.passkeys(new.owner).await?;
        if known.len() >= PASSKEYS_PER_OWNER_MAX {
            return Err(AppError::Conflict("passkey.too_many"));
        }
        let known: Vec<Vec<u8>> = known
            .into_iter()
            .map(|passkey| passkey.credential)
            .collect();
        let new = NewPasskey {
            known: &known,
            ..new
        };
        let ceremony = self.passkeys.begin_registration(&new)?;
        Ok(CeremonyOffer {
            ticket: self
                .seal_ticket(ctx.now, CEREMONY_LIFE, bound_to, &ceremony.state)
                .await?,
            options: ceremony.options,
        })
    }

    /// Ends that: the passkey to add, and the change that uses the ticket up.
    pub(crate) async fn finish_passkey(
        &self,
        ctx: &RequestCtx,
        owner: PasskeyOwner,
        bound_to: &str,
        answer: CeremonyAnswer<'_>,
        name: &str,
    ) -> Result<(Passkey, Change), AppError> {
        let name = Name::parse(name).map_err(AppError::text("passkey name"))?;
        let ticket = self
            .open_ticket(ctx.now, CEREMONY_LIFE, bound_to, answer.ticket)
            .await?;
        let made = self
            .passkeys
            .finish_registration(&ticket.state, answer.credential)?;
        let passkey = Passkey {
            id: PasskeyId::from_random(random(&*self.entropy)),
            owner,
            credential: made.credential,
            stored: made.stored,
            name,
            attested: made.attested,
            synced: made.synced,
            created: ctx.now,
            used: None,
        };
        Ok((passkey, ticket.used(ctx.now)))
    }

    /// Begins to add a passkey of one's own, in a session that has stepped up; `attested` if its maker is to vouch for the
    /// device, which is worth the highest assurance.
    ///
    /// # Errors
    /// No step-up, an alert holds the member, too many, no maker is trusted here, or store or key provider do not work.
    pub async fn begin_own_passkey(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
        attested: bool,
    ) -> Result<CeremonyOffer, AppError> {
        let member = self.may_add_way_in(ctx).await?;
        self.begin_member_passkey(ctx, &member, attested, &for_adding(session))
            .await
    }

    /// Adds it. All other sessions of the member end.
    ///
    /// # Errors
    /// No step-up, an alert holds the member, an old ticket, a refused answer, a bad name, or the store does not work.
    pub async fn add_own_passkey(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
        answer: CeremonyAnswer<'_>,
        name: &str,
    ) -> Result<Passkey, AppError> {
        let member = self.may_add_way_in(ctx).await?;
        let bound_to = for_adding(session);
        let owner = PasskeyOwner::Member(member.id);
        let made = self.finish_passkey(ctx, owner, &bound_to, answer, name);
        let (passkey, used) = made.await?;
        let event = Event::new(EventKind::PasskeyAdded)
            .object(passkey.id)
            .with("member", member.id.to_string())
            .with("attested", passkey.attested)
            .with("synced", passkey.synced);
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(used)
            .change(Change::AddPasskey(passkey.clone()))
            .change(Change::EndSessionsOf {
                member: member.id,
                keep: Some(session),
            });
        self.commit(commit).await?;
        let what = format!("A passkey was added to your account: {}", passkey.name);
        self.tell_of_change(ctx, &member, &what).await;
        Ok(passkey)
    }

    async fn own_passkey(&self, member: &Member, id: PasskeyId) -> Result<Passkey, AppError> {
        let known = self.passkeys_of(member).await?;
        let found = known.into_iter().find(|passkey| passkey.id == id);
        found.ok_or(AppError::NotFound("passkey"))
    }

    /// Gives a passkey of one's own another name.
    ///
    /// # Errors
    /// Not there, a bad name, an API token asks, or the store does not work.
    pub async fn rename_own_passkey(
        &self,
        ctx: &RequestCtx,
        id: PasskeyId,
        name: &str,
    ) -> Result<Passkey, AppError> {
        let member = self.stepped_up_member(ctx)?;
        let passkey = self.own_passkey(&member, id).await?;
        let name = Name::parse(name).map_err(AppError::text("passkey name"))?;
        let event = Event::new(EventKind::PasskeyRenamed).object(id);
        let change = Change::RenamePasskey {
            passkey: id,
            name: name.clone(),
        };
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(Passkey { name, ..passkey })
    }

    /// Removes a passkey of one's own; not the last way in. All other sessions of the member end, and this one if it was
    /// begun by it; so do API tokens made with a passkey: which one, nobody noted.
    ///
    /// # Errors
    /// No step-up, not there, the last way in, or the store does not work.
    pub async fn remove_own_passkey(
        &self,
        ctx: &RequestCtx,
        session: SessionId,
        id: PasskeyId,
    ) -> Result<(), AppError> {
        let member = self.stepped_up_member(ctx)?;
        let passkey = self.own_passkey(&member, id).await?;
        let accepted = self.accepted_passkeys(member.id, ctx.now).await?;
        let last = accepted.iter().all(|it| it.id == id);
        if last && self.store.credentials(member.id).await?.is_none() {
            return Err(AppError::Conflict("passkey.last"));
        }
        let (session, _) = self.own_session(ctx, session).await?;
        let keep = (session.passkey != Some(id)).then_some(session.id);
        let event = Event::new(EventKind::PasskeyRemoved)
            .object(id)
            .with("member", member.id.to_string());
        let commit = Commit::record(self.entry(ctx, event)?)
            .change(Change::RemovePasskey(id))
            .change(Change::EndSessionsOf {
                member: member.id,
                keep,
            });
        let (commit, tokens) = self
            .with_tokens_ended(commit, ctx, member.id, Some(true), None)
            .await?;
        self.commit(commit).await?;
        let what = format!(
            "A passkey was removed from your account: {}.{}",
            passkey.name,
            and_tokens(tokens)
        );
        self.tell_of_change(ctx, &member, &what).await;
        Ok(())
    }
}
