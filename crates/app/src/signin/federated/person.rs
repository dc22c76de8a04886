//! Whose identity it is.

use coffer_domain::access::Identity;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::directory::{Find, Source};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::id::MemberId;
use coffer_domain::people::{Member, MemberState};
use coffer_domain::ports::{IdentityProvider, Vouched};
use coffer_domain::text::{Email, Name};

use crate::app::App;
use crate::directory::{PersonSpec, PersonView, claimed_groups};
use crate::error::AppError;

/// The entry and the change that note what a provider calls a member.
fn linking(
    ctx: &RequestCtx,
    provider: &dyn IdentityProvider,
    word: &Vouched,
    member: MemberId,
) -> (Event, Change) {
    let event = Event::new(EventKind::IdentityLinked)
        .object(member)
        .with("provider", provider.id())
        .personal("subject", word.subject.as_str());
    let change = Change::LinkIdentity(Identity {
        issuer: word.issuer.clone(),
        subject: word.subject.clone(),
        member,
        created: ctx.now,
    });
    (event, change)
}

impl App {
    /// The member this word is about: known, or linked now by the directory's own name for them, or brought now.
    /// Never by an address.
    pub(super) async fn member_of(
        &self,
        ctx: &RequestCtx,
        provider: &dyn IdentityProvider,
        word: &Vouched,
    ) -> Result<Option<Member>, AppError> {
        let ctx = RequestCtx {
            principal: Principal::System,
            ..ctx.clone()
        };
        let known = self.store.identity(&word.issuer, &word.subject).await?;
        let member = match known {
            Some(identity) => Some(identity.member),
            None => match self.linked_by_directory(word).await? {
                Some(member) => {
                    self.link(&ctx, provider, word, member).await?;
                    Some(member)
                }
                None if provider.brings_people() => self.bring(&ctx, provider, word).await?,
                None => None,
            },
        };
        let Some(member) = member else {
            return Ok(None);
        };
        self.take_claims(&ctx, word, member).await?;
        let found = self.store.member(member).await?;
        if found
            .as_ref()
            .is_some_and(|it| it.state == MemberState::Invited)
        {
            self.activate(&ctx, member).await?;
            return Ok(self.store.member(member).await?);
        }
        Ok(found)
    }

    /// The one person whom a directory knows by the name the provider gives them.
    async fn linked_by_directory(&self, word: &Vouched) -> Result<Option<MemberId>, AppError> {
        let Some(external) = &word.external else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for source in [Source::Scim, Source::Ldap] {
            let people = self.store.people(source, Find::External(external), 0, 2);
            found.extend(people.await?);
        }
        Ok(match found.as_slice() {
            [one] => Some(one.member),
            // Two people of one name: whoever it is, nobody can tell.
            _ => None,
        })
    }

    async fn link(
        &self,
        ctx: &RequestCtx,
        provider: &dyn IdentityProvider,
        word: &Vouched,
        member: MemberId,
    ) -> Result<(), AppError> {
        let (event, change) = linking(ctx, provider, word, member);
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok(())
    }

    /// Makes a member of somebody nobody brought, where the configuration wants that. A taken address ends it: the
    /// same address at two providers stays two people, and one of them is already here.
    async fn bring(
        &self,
        ctx: &RequestCtx,
        provider: &dyn IdentityProvider,
        word: &Vouched,
    ) -> Result<Option<MemberId>, AppError> {
        let address = word.email.as_deref().and_then(|it| Email::parse(it).ok());
        let Some(email) = address else {
            return Ok(None);
        };
        let spec = self.spec_of(word, email)?;
        let link = |member| Some(linking(ctx, provider, word, member));
        match self.provide_with(ctx, Source::Oidc, spec, link).await {
            Ok(view) => Ok(Some(view.person.member)),
            Err(AppError::Conflict(_)) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn spec_of(&self, word: &Vouched, email: Email) -> Result<PersonSpec, AppError> {
        let called = word.name.as_deref().and_then(|name| Name::parse(name).ok());
        let name = match called {
            Some(name) => name,
            None => crate::people::name_of(&email)?,
        };
        Ok(PersonSpec {
            key: format!("{}\n{}", word.issuer, word.subject),
            external: None,
            attributes: claimed_groups(&word.groups),
            email,
            name,
            active: true,
        })
    }

    /// Brings a member whom the provider brought to what it says now. Whom a directory brought stays the directory's.
    async fn take_claims(
        &self,
        ctx: &RequestCtx,
        word: &Vouched,
        member: MemberId,
    ) -> Result<(), AppError> {
        let person = self.store.person(member).await?;
        let Some(person) = person.filter(|person| person.source == Source::Oidc) else {
            return Ok(());
        };
        let Some(known) = self.store.member(member).await? else {
            return Ok(());
        };
        let said = word.email.as_deref().and_then(|it| Email::parse(it).ok());
        let said = said.unwrap_or_else(|| known.email.clone());
        // An address that somebody else has here is not taken, but what the groups say counts all the same.
        for email in [said, known.email.clone()] {
            let spec = PersonSpec {
                key: person.key.clone(),
                ..self.spec_of(word, email)?
            };
            if self.is_as_said(&person, &known, &spec).await? {
                return Ok(());
            }
            let new = |_: &PersonView| Ok::<_, AppError>(spec.clone());
            match self.change_person(ctx, Source::Oidc, member, new).await {
                Err(AppError::Conflict("member.email_taken")) => {}
                // They are who they were until it may be changed.
                Err(AppError::ReadOnly { .. }) => return Ok(()),
                other => return other.map(drop),
            }
        }
        Ok(())
    }
}
