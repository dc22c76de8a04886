//! The contact's side: seeing what was sent to them, taking a file, fetching it.

use std::sync::Arc;

use coffer_domain::alert::Response;
use coffer_domain::authz::{FileFacts, Resource, act};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::delivery::{Delivery, DeliveryFilter, DeliveryTicket};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::File;
use coffer_domain::id::{DeliveryId, FileId, ObjectId};
use coffer_domain::limits::DELIVERY_TICKET_LIFE;
use coffer_domain::request::LinkProblem;
use coffer_domain::secret::SecretText;
use coffer_domain::time::Timestamp;

use super::DeliveryView;
use crate::app::App;
use crate::content::Download;
use crate::error::AppError;
use crate::life::alive;
use crate::link::OpenLink;
use crate::token::{TokenKind, mint, parse};

/// A file that was taken: where it can be fetched for a while.
pub struct Taken {
    /// Its address. Whoever has it gets the file.
    pub url: SecretText,
    /// Until when.
    pub expires: Timestamp,
}

impl App {
    /// What is being sent to the link's contact in its case, newest first: by this link or another of theirs.
    ///
    /// # Errors
    /// No code was entered, or the store does not work.
    pub async fn received(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
    ) -> Result<Vec<DeliveryView>, AppError> {
        link.require_contact()?;
        let filter = DeliveryFilter {
            case: Some(link.request.case),
            contact: Some(link.request.contact),
            alive_at: Some(ctx.now),
            ..DeliveryFilter::default()
        };
        let mut views = Vec::new();
        for delivery in self.store.deliveries(&filter).await? {
            let mut view = self.view_delivery(delivery).await?;
            for it in &mut view.files {
                let Some(file) = it.file.take() else { continue };
                let facts = self.receivable(&file, ctx.now).await?;
                // What was found bad since, or is erased, is there by its place alone.
                if self.may::<act::FileReceive>(ctx, Resource::File(facts)) {
                    it.file = Some(file);
                }
            }
            views.push(view);
        }
        Ok(views)
    }

    /// Takes a delivered file: counts, and gives an address from which it can be fetched for a while.
    ///
    /// # Errors
    /// No code was entered, not sent to this contact, withdrawn or over, taken as often as it may be, refused, or the store
    /// does not work.
    pub async fn take_delivered(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        id: DeliveryId,
        file: FileId,
    ) -> Result<Taken, AppError> {
        link.require_contact()?;
        let delivery = self.delivery(id).await?;
        let ours = delivery.link.case == link.request.case
            && delivery.link.contact == link.request.contact;
        if !ours {
            return Err(AppError::NotFound("delivery"));
        }
        self.check_delivered(&delivery, ctx.now).await?;
        let delivered = delivery.file(file).ok_or(AppError::NotFound("file"))?;
        let found = self.delivered_file(delivered.object).await?;
        let facts = self.receivable(&found, ctx.now).await?;
        let proof = self
            .allow::<act::FileReceive>(ctx, Resource::File(facts))
            .await?;
        let (ticket, hash) = mint(TokenKind::Delivery, &*self.entropy);
        let expires = ctx
            .now
            .plus(DELIVERY_TICKET_LIFE)
            .min(delivery.link.expires);
        let number = found.version.as_ref().map_or(0, |version| version.number);
        let event = Event::new(EventKind::DeliveryTaken)
            .case(found.case)
            .object(found.id)
            .with("delivery", id.to_string())
            .with("version", number)
            .with("rules", proof.rule_ids());
        let change = Change::TakeDelivery(DeliveryTicket {
            hash,
            delivery: id,
            object: delivered.object,
            request: link.request.id,
            expires,
        });
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        if delivered.downloads == 0 {
            self.tell_sender(&delivery, &found).await;
        }
        let url = format!("{}/d/{}", self.public_url, ticket.expose());
        Ok(Taken {
            url: SecretText::new(url),
            expires,
        })
    }

    /// Opens what a ticket is for. `ctx` knows nobody yet: the ticket says who it is.
    ///
    /// # Errors
    /// Unknown, over, withdrawn, refused, or store or key provider do not work.
    pub async fn fetch_delivered(
        self: &Arc<Self>,
        ctx: &RequestCtx,
        ticket: &str,
    ) -> Result<Download<act::FileReceive>, AppError> {
        let gate = self.gate();
        let hash = parse(TokenKind::Delivery, ticket).ok_or(AppError::NotFound("link"))?;
        let ticket = self.store.delivery_ticket(&hash).await?;
        let ticket = ticket.ok_or(AppError::NotFound("link"))?;
        if !alive(ctx.now, ticket.expires, DELIVERY_TICKET_LIFE) {
            return Err(LinkProblem::Expired.into());
        }
        let asked_by = self.store.request(ticket.request).await?;
        let asked_by = asked_by.ok_or(AppError::NotFound("link"))?;
        self.check_not_frozen(&asked_by.id.to_string(), ctx.now)
            .await?;
        let delivery = self.delivery(ticket.delivery).await?;
        self.check_delivered(&delivery, ctx.now).await?;
        let ctx = RequestCtx {
            principal: Principal::Link(asked_by),
            ..ctx.clone()
        };
        let file = self.delivered_file(ticket.object).await?;
        let facts = self.receivable(&file, ctx.now).await?;
        let proof = self
            .allow::<act::FileReceive>(&ctx, Resource::File(facts))
            .await?;
        let event = Event::new(EventKind::DownloadOpened)
            .case(file.case)
            .object(file.id)
            .with("delivery", delivery.id.to_string())
            .with("rules", proof.rule_ids());
        let commit = Commit::record(self.entry(&ctx, event)?);
        self.open_download(&ctx, gate, file, commit).await
    }

    /// The file with the version that was sent, unless it was erased.
    async fn delivered_file(&self, object: ObjectId) -> Result<File, AppError> {
        let file = self.store.file_of_object(object).await?;
        file.ok_or(AppError::Conflict("delivery.gone"))
    }

    /// What a decision about receiving rests on.
    async fn receivable(&self, file: &File, now: Timestamp) -> Result<FileFacts, AppError> {
        let version = file.version.as_ref().ok_or(AppError::NotFound("version"))?;
        let case = self
            .store
            .case(file.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        Ok(FileFacts {
            receivers: self.receivers(version.object, now).await?,
            ..FileFacts::new(file, &case)
        })
    }

    async fn check_delivered(&self, delivery: &Delivery, now: Timestamp) -> Result<(), AppError> {
        delivery.link.check_alive(now)?;
        self.check_not_frozen(&delivery.link.id.to_string(), now)
            .await
    }

    /// Whether an alert has frozen a link.
    pub(crate) async fn check_not_frozen(
        &self,
        link: &str,
        now: Timestamp,
    ) -> Result<(), AppError> {
        if self.is_contained(Response::FreezeLink, link, now).await? {
            return Err(LinkProblem::Withdrawn.into());
        }
        Ok(())
    }
}
