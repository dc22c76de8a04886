//! What is held about one contact, for when they ask to see it: their rows, what they wrote, and every entry of the ledger that they
//! caused or that is about what is theirs, each with its proof. Never the content of files, and nothing of other contacts.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use coffer_domain::authz::{Resource, act};
use coffer_domain::commit::{Commit, Opening};
use coffer_domain::context::RequestCtx;
use coffer_domain::delivery::{Delivery, DeliveryFilter};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::File;
use coffer_domain::id::{CaseId, ContactId, FileId, MessageId, RequestId};
use coffer_domain::passkey::{Passkey, PasskeyOwner};
use coffer_domain::people::Contact;
use coffer_domain::request::FileRequest;
use coffer_domain::secret::SecretText;
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;
use coffer_tlog::Receipt;
use serde_json::Value;

use crate::app::App;
use crate::error::AppError;
use crate::limits::CUSTODY_ENTRIES_MAX;
use crate::reason;

/// A part of what is held about a contact.
pub struct SubjectExport {
    /// Their rows; with the first part only.
    pub subject: Option<Subject>,
    /// Entries of the ledger with their proofs, newest first. What the contact gave is opened, what others gave is not.
    pub entries: Vec<Receipt>,
    /// There are older ones.
    pub more: bool,
    /// The members who did something with the contact's files: the contact sees their names as well.
    pub members: BTreeMap<String, Name>,
}

/// The rows of a contact.
pub struct Subject {
    /// Who it is about.
    pub contact: Contact,
    /// The customer they belong to.
    pub customer: Name,
    /// Their passkeys, oldest first.
    pub passkeys: Vec<Passkey>,
    /// Links that were made for them, oldest first, and what came through each.
    pub links: Vec<SubjectLink>,
    /// What they wrote, oldest first.
    pub messages: Vec<Written>,
    /// What was sent to them.
    pub deliveries: Vec<Delivery>,
    /// In which entry of the ledger each of these begins, by id.
    pub places: BTreeMap<String, u64>,
}

/// A link of a contact.
pub struct SubjectLink {
    /// The link.
    pub request: FileRequest,
    /// Files that came through it.
    pub files: Vec<File>,
    /// Files that came through it and were erased, and when.
    pub erased: Vec<(FileId, Timestamp)>,
}

/// What a contact wrote.
pub struct Written {
    /// Its id.
    pub id: MessageId,
    /// In which case.
    pub case: CaseId,
    /// What it says; none once it was erased.
    pub text: Option<SecretText>,
    /// When.
    pub created: Timestamp,
}

impl Subject {
    /// Everything of theirs that entries may be about.
    fn objects(&self) -> Vec<String> {
        let mut objects = vec![self.contact.id.to_string()];
        objects.extend(self.passkeys.iter().map(|it| it.id.to_string()));
        objects.extend(self.links.iter().map(|it| it.request.id.to_string()));
        objects.extend(self.files());
        objects.extend(self.messages.iter().map(|it| it.id.to_string()));
        objects.extend(self.deliveries.iter().map(|it| it.id.to_string()));
        objects
    }

    fn files(&self) -> Vec<String> {
        let mut files = Vec::new();
        for link in &self.links {
            files.extend(link.files.iter().map(|file| file.id.to_string()));
            files.extend(link.erased.iter().map(|(file, _)| file.to_string()));
        }
        files
    }
}

impl App {
    /// What is held about a contact of a customer, for an officer who answers their question; entries older than the one at
    /// `below`, if given. Each part is asked for, and recorded, by itself.
    ///
    /// # Errors
    /// Unknown, refused, no reason, or store or key provider do not work.
    pub async fn export_subject(
        &self,
        ctx: &RequestCtx,
        customer: &str,
        contact: &str,
        reason: &str,
        below: Option<u64>,
    ) -> Result<SubjectExport, AppError> {
        let reason = reason::checked("reason", reason)?;
        let organisation = self.organisation().await?.id;
        let proof = self
            .allow::<act::SubjectExport>(ctx, Resource::Organisation(organisation))
            .await?;
        let (contact, customer) = self.find_contact(customer, contact).await?;
        // Its own entry comes first, so that it is among those that are handed out.
        let event = Event::new(EventKind::SubjectExported)
            .object(contact.id)
            .with("rules", proof.rule_ids())
            .personal("reason", reason);
        self.commit(Commit::record(self.entry(ctx, event)?)).await?;
        self.sequence_all().await?;
        let subject = self.subject(contact, customer, ctx.now).await?;
        let (rows, more) = self.rows_of(&subject, below).await?;
        let members = self.members_at(&rows, &subject.files()).await?;
        let mut entries = Vec::with_capacity(rows.len());
        for (index, text) in &rows {
            let openings = self.own_openings(&subject.contact, *index, text).await?;
            entries.push(self.prove(*index, openings).await?);
        }
        Ok(SubjectExport {
            subject: below.is_none().then_some(subject),
            entries,
            more,
            members,
        })
    }

    /// A contact of a customer, by id or address.
    async fn find_contact(
        &self,
        customer: &str,
        contact: &str,
    ) -> Result<(Contact, Name), AppError> {
        let customer = self.find_customer(customer).await?;
        let found = match (contact.parse::<ContactId>(), Email::parse(contact)) {
            (Ok(id), _) => self.store.contact(id).await?,
            (_, Ok(email)) => self.store.contact_by_email(customer.id, &email).await?,
            _ => None,
        };
        found
            .filter(|contact| contact.customer == customer.id)
            .map(|contact| (contact, customer.name))
            .ok_or(AppError::NotFound("contact"))
    }

    async fn subject(
        &self,
        contact: Contact,
        customer: Name,
        now: Timestamp,
    ) -> Result<Subject, AppError> {
        let passkeys = self.store.passkeys(PasskeyOwner::Contact(contact.id));
        let passkeys = passkeys.await?;
        let mut links = Vec::new();
        for request in self.store.requests_of_contact(contact.id).await? {
            links.push(self.subject_link(request).await?);
        }
        let mut messages = Vec::new();
        for message in self.store.messages_of_contact(contact.id).await? {
            messages.push(Written {
                id: message.id,
                case: message.case,
                text: self.open_message(&message, now).await?,
                created: message.created,
            });
        }
        let filter = DeliveryFilter {
            contact: Some(contact.id),
            ..DeliveryFilter::default()
        };
        let mut subject = Subject {
            deliveries: self.store.deliveries(&filter).await?,
            contact,
            customer,
            passkeys,
            links,
            messages,
            places: BTreeMap::new(),
        };
        let places = self.store.first_places(&subject.objects()).await?;
        subject.places = places.into_iter().collect();
        Ok(subject)
    }

    async fn subject_link(&self, request: FileRequest) -> Result<SubjectLink, AppError> {
        let id: RequestId = request.id;
        Ok(SubjectLink {
            request,
            files: self.store.files_of_request(id).await?,
            erased: self.store.erased_files_of_request(id).await?,
        })
    }

    /// Entries about what is theirs, and entries of what they did; newest first, and whether there are older ones.
    async fn rows_of(
        &self,
        subject: &Subject,
        below: Option<u64>,
    ) -> Result<(Vec<(u64, String)>, bool), AppError> {
        let size = self.store.head().await?.map_or(0, |head| head.size);
        let below = below.map_or(size, |below| below.min(size));
        let limit = CUSTODY_ENTRIES_MAX.saturating_add(1);
        let objects = subject.objects();
        let mut rows = self.store.entries_about(&objects, below, limit).await?;
        let actor = subject.contact.id.to_string();
        rows.extend(self.store.entries_acted(&actor, below, limit).await?);
        rows.sort_by_key(|(index, _)| Reverse(*index));
        rows.dedup_by_key(|(index, _)| *index);
        let most = usize::try_from(CUSTODY_ENTRIES_MAX).unwrap_or(usize::MAX);
        let more = rows.len() > most;
        rows.truncate(most);
        Ok((rows, more))
    }

    /// The members who act in entries about these files.
    async fn members_at(
        &self,
        rows: &[(u64, String)],
        files: &[String],
    ) -> Result<BTreeMap<String, Name>, AppError> {
        let mut seen = Vec::new();
        for (index, text) in rows {
            let object = member_of_entry(text, "object")?;
            if object.is_some_and(|object| files.contains(&object)) {
                seen.push((*index, text.clone()));
            }
        }
        self.members_of(&seen).await
    }

    /// What the contact gave themselves; what others gave, such as their reasons, is not theirs to see.
    async fn own_openings(
        &self,
        contact: &Contact,
        index: u64,
        text: &str,
    ) -> Result<Vec<Opening>, AppError> {
        if member_of_entry(text, "actor")?.is_none_or(|actor| actor != contact.id.to_string()) {
            return Ok(Vec::new());
        }
        Ok(self.store.openings(index).await?)
    }
}

fn member_of_entry(text: &str, name: &str) -> Result<Option<String>, AppError> {
    let entry: Value =
        serde_json::from_str(text).map_err(|_| AppError::Bug("a ledger entry is not JSON"))?;
    Ok(entry.get(name).and_then(Value::as_str).map(str::to_owned))
}
