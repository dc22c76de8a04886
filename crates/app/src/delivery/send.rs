//! Sending files to contacts, and taking that back.

use std::collections::BTreeSet;

use coffer_domain::authz::{CaseFacts, FileFacts, Resource, act};
use coffer_domain::budget::{Handout, HandoutKind};
use coffer_domain::case::Case;
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::delivery::{DeliveredFile, Delivery, DeliveryFilter};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, FileSource, ScanState, Version};
use coffer_domain::grant::{Ended, EndedBy, Grant};
use coffer_domain::id::{DeliveryId, FileId, RequestId};
use coffer_domain::limits::{
    DELIVERY_CONTACTS_MAX, DELIVERY_DOWNLOADS_DEFAULT, DELIVERY_DOWNLOADS_MAX, DELIVERY_FILES_MAX,
    REQUEST_LIFE_DEFAULT, REQUEST_LIFE_MAX,
};
use coffer_domain::people::{Contact, Member};
use coffer_domain::ports::random;
use coffer_domain::request::{FileRequest, LinkProblem};
use coffer_domain::secret::SecretText;
use coffer_domain::time::{Span, Timestamp};

use super::DeliveryView;
use crate::access::ended;
use crate::app::App;
use crate::error::AppError;
use crate::reason;
use crate::token::{TokenKind, mint};

/// Files to send.
#[derive(Default)]
pub struct NewDelivery {
    /// The addresses of those who get them.
    pub contacts: Vec<String>,
    /// The files, all of one case.
    pub files: Vec<FileId>,
    /// A few words to go with them.
    pub note: Option<String>,
    /// How long they can be taken, in hours.
    pub expires_hours: Option<u32>,
    /// How often each may be taken.
    pub downloads_max: Option<u32>,
    /// The sender knows that something was found in them, or that they could not be checked as a whole.
    pub accept_findings: bool,
    /// The sender knows that an address is none of the customer's known ones.
    pub accept_new_contacts: bool,
}

/// A delivery just made.
pub struct DeliveryCreated {
    /// The delivery.
    pub view: DeliveryView,
    /// The contact's page; known only now.
    pub page_url: SecretText,
    /// Whether the mail with it was handed over.
    pub mailed: bool,
}

/// What holds for all files and contacts of a new delivery, checked.
struct Terms {
    note: Option<String>,
    expires: Timestamp,
    downloads_max: u32,
}

impl Terms {
    fn of(new: &NewDelivery, now: Timestamp) -> Result<Self, AppError> {
        let refuse = |field, problem| Err(AppError::Value { field, problem });
        if new.files.is_empty() || new.files.len() > DELIVERY_FILES_MAX {
            return refuse("files", "must name 1 to 100 files");
        }
        if new.contacts.is_empty() || new.contacts.len() > DELIVERY_CONTACTS_MAX {
            return refuse("contacts", "must name 1 to 20 addresses");
        }
        let downloads_max = new.downloads_max.unwrap_or(DELIVERY_DOWNLOADS_DEFAULT);
        if downloads_max == 0 || downloads_max > DELIVERY_DOWNLOADS_MAX {
            return refuse("max_downloads", "must be between 1 and 100");
        }
        let life = new
            .expires_hours
            .map_or(REQUEST_LIFE_DEFAULT, |hours| Span::hours(i64::from(hours)));
        if life.0 <= 0 || life > REQUEST_LIFE_MAX {
            return refuse("expires_hours", "must be between 1 hour and 90 days");
        }
        let note = new.note.as_deref().unwrap_or_default();
        Ok(Self {
            note: reason::note("note", note)?.map(str::to_owned),
            expires: now.plus(life),
            downloads_max,
        })
    }
}

/// A version that may be sent.
struct Sendable {
    file: File,
    version: Version,
    rules: Vec<String>,
    /// What is used up by sending it.
    release: Option<Grant>,
    /// What it was permitted on.
    facts: FileFacts,
    /// What counts when it is sent.
    handout: Option<Handout>,
}

impl App {
    /// Sends files of a case to contacts: each gets a mail with a link of their own.
    ///
    /// # Errors
    /// Refused, a value is bad, a file is of another case, something was found and not accepted, an address is new and not
    /// accepted, or the store does not work. A mail that does not go out is no error: the answer has the link.
    pub async fn create_delivery(
        &self,
        ctx: &RequestCtx,
        case: &str,
        new: &NewDelivery,
    ) -> Result<Vec<DeliveryCreated>, AppError> {
        let case = self.find_case(case).await?;
        let Principal::Member(sender) = &ctx.principal else {
            return Err(AppError::NotFound("member"));
        };
        let terms = Terms::of(new, ctx.now)?;
        let sendable = self.sendable(ctx, &case, new).await?;
        let contacts = self.receiving(ctx, &case, new).await?;
        let mut commit: Option<Commit> = None;
        let mut made = Vec::new();
        for (contact, is_new) in contacts {
            let (token, delivery) = self.delivery_to(&contact, &case, sender, &terms, &sendable);
            let event = created_event(&delivery, &contact, &sendable);
            let entry = self.entry(ctx, event)?;
            let mut so_far = match commit.take() {
                Some(commit) => commit.and_record(entry),
                None => Commit::record(entry),
            };
            if is_new {
                so_far = so_far.change(Change::CreateContact(contact.clone()));
            }
            commit = Some(so_far.change(Change::CreateDelivery(delivery.clone())));
            made.push((token, delivery));
        }
        let mut commit = commit.ok_or(AppError::Bug("a delivery to nobody"))?;
        for grant in sendable.iter().filter_map(|it| it.release.as_ref()) {
            commit = commit
                .and_record(self.entry(ctx, ended(grant, EndedBy::Used))?)
                .change(Change::EndGrant {
                    grant: grant.id,
                    ended: Ended {
                        at: ctx.now,
                        how: EndedBy::Used,
                    },
                });
        }
        for handout in sendable.iter().filter_map(|it| it.handout) {
            commit = commit.change(Change::HandOut(handout));
        }
        let sent = self.commit(commit).await;
        let facts = sendable.first().map(|it| &it.facts);
        let facts = facts.ok_or(AppError::Bug("a delivery of nothing"))?;
        self.or_no_room::<act::FileShare, _>(ctx, facts, sent)
            .await?;
        self.announced(&case, made).await
    }

    /// The files, each with the permission to send it.
    async fn sendable(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        new: &NewDelivery,
    ) -> Result<Vec<Sendable>, AppError> {
        let mut seen = BTreeSet::new();
        let mut sendable: Vec<Sendable> = Vec::new();
        for &id in new.files.iter().filter(|&&id| seen.insert(id)) {
            let (file, of) = self.file_and_case(id).await?;
            let handout = self
                .handout(ctx, &file, file.version.as_ref(), HandoutKind::Original)
                .await?;
            let facts = FileFacts {
                needs_release: self.access_rules.originals_need_release,
                room: self.room_for(handout.as_ref()).await?,
                ..FileFacts::new(&file, &of)
            };
            // Of two in one commit the second would be too soon, however long one waits.
            if handout.is_some_and(|it| it.slowed) && !sendable.is_empty() {
                return Err(AppError::Value {
                    field: "files",
                    problem: "must be one: an alert slows you down to one file a minute",
                });
            }
            let proof = self
                .allow::<act::FileShare>(ctx, Resource::File(facts.clone()))
                .await?;
            if of.id != case.id {
                return Err(AppError::NotFound("file"));
            }
            // Whoever may not take out what a customer sent must not get it by sending it to a mailbox of theirs.
            if matches!(file.source, FileSource::Request(_)) {
                self.allow::<act::FileDownload>(ctx, proof.resource().clone())
                    .await?;
            }
            let version = file.version.clone().ok_or(AppError::NotFound("version"))?;
            let quiet = version.findings.is_empty() && version.scan == ScanState::Clean;
            if !quiet && !new.accept_findings {
                return Err(AppError::Conflict("delivery.findings"));
            }
            let release = self.release_of(ctx, &file, &version).await?;
            sendable.push(Sendable {
                file,
                version,
                rules: proof.rule_ids(),
                release,
                facts,
                handout,
            });
        }
        Ok(sendable)
    }

    /// Whom they go to; an address nobody here has used before is most often a slip.
    async fn receiving(
        &self,
        ctx: &RequestCtx,
        case: &Case,
        new: &NewDelivery,
    ) -> Result<Vec<(Contact, bool)>, AppError> {
        let mut contacts: Vec<(Contact, bool)> = Vec::new();
        for address in &new.contacts {
            let (contact, is_new) = self.contact_for(case, address, ctx).await?;
            if is_new && !new.accept_new_contacts {
                return Err(AppError::Conflict("delivery.new_contact"));
            }
            if contacts.iter().all(|(it, _)| it.email != contact.email) {
                contacts.push((contact, is_new));
            }
        }
        Ok(contacts)
    }

    fn delivery_to(
        &self,
        contact: &Contact,
        case: &Case,
        sender: &Member,
        terms: &Terms,
        sendable: &[Sendable],
    ) -> (SecretText, Delivery) {
        let (token, token_hash) = mint(TokenKind::Link, &*self.entropy);
        let link = FileRequest {
            id: RequestId::from_random(random(&*self.entropy)),
            case: case.id,
            contact: contact.id,
            token_hash,
            script: false,
            expires: terms.expires,
            bytes_max: 0,
            files_max: 0,
            bytes_used: 0,
            files_used: 0,
            withdrawn: None,
            created_by: sender.id,
            created: self.clock.now(),
        };
        let files = sendable.iter().map(|it| DeliveredFile {
            file: it.file.id,
            object: it.version.object,
            downloads: 0,
        });
        let delivery = Delivery {
            id: DeliveryId::from_random(random(&*self.entropy)),
            link,
            note: terms.note.clone(),
            downloads_max: terms.downloads_max,
            files: files.collect(),
        };
        (token, delivery)
    }

    /// Mails the links, and says how that went.
    async fn announced(
        &self,
        case: &Case,
        made: Vec<(SecretText, Delivery)>,
    ) -> Result<Vec<DeliveryCreated>, AppError> {
        let mut created = Vec::with_capacity(made.len());
        for (token, delivery) in made {
            let page_url = format!(
                "{}/c/{}#{}",
                self.public_url,
                delivery.link.id,
                token.expose()
            );
            let page_url = SecretText::new(page_url);
            let view = self.view_delivery(delivery).await?;
            let mailed = self.announce(case, &view, &page_url).await?;
            created.push(DeliveryCreated {
                view,
                page_url,
                mailed,
            });
        }
        Ok(created)
    }

    /// Takes a delivery back. Who is fetching something is cut off; what was fetched is not undone by it.
    ///
    /// # Errors
    /// Unknown, refused, already withdrawn, or the store does not work.
    pub async fn withdraw_delivery(
        &self,
        ctx: &RequestCtx,
        id: DeliveryId,
    ) -> Result<DeliveryView, AppError> {
        let delivery = self.delivery(id).await?;
        let (case, _) = self.case_of(delivery.link.case).await?;
        self.allow::<act::RequestManage>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let event = Event::new(EventKind::DeliveryWithdrawn)
            .case(case.id)
            .object(id);
        let change = Change::WithdrawRequest {
            request: delivery.link.id,
            at: ctx.now,
        };
        let commit = Commit::record(self.entry(ctx, event)?).change(change);
        self.commit(commit).await.map_err(|error| match error {
            AppError::Link(LinkProblem::Withdrawn) => AppError::Conflict("delivery.withdrawn"),
            other => other,
        })?;
        let delivery = self.delivery(id).await?;
        self.view_delivery(delivery).await
    }

    pub(super) async fn delivery(&self, id: DeliveryId) -> Result<Delivery, AppError> {
        let filter = DeliveryFilter {
            id: Some(id),
            ..DeliveryFilter::default()
        };
        let mut found = self.store.deliveries(&filter).await?;
        found.pop().ok_or(AppError::NotFound("delivery"))
    }
}

fn created_event(delivery: &Delivery, contact: &Contact, sendable: &[Sendable]) -> Event {
    let files = sendable.iter().map(|it| it.file.id.to_string());
    let mut rules: Vec<String> = sendable.iter().flat_map(|it| it.rules.clone()).collect();
    rules.sort_unstable();
    rules.dedup();
    let findings: u64 = sendable
        .iter()
        .flat_map(|it| &it.version.findings)
        .map(|finding| finding.count)
        .fold(0, u64::saturating_add);
    Event::new(EventKind::DeliveryCreated)
        .case(delivery.link.case)
        .object(delivery.id)
        .with("contact", contact.id.to_string())
        .with("files", files.collect::<Vec<_>>())
        .with("expires", delivery.link.expires.to_string())
        .with("downloads_max", delivery.downloads_max)
        .with("findings", findings)
        .with("rules", rules)
        .personal("email", contact.email.as_str())
}
