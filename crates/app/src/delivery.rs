//! Deliveries: files that members send to contacts of a case, each by a link of their own.
//!
//! What is sent is a version its sender could see the check of; a contact proves their address by the mailed code, as for
//! sending, and takes a file so many times. Whoever withdraws a delivery ends what is being fetched, too.

mod notice;
mod receive;
mod send;

pub use receive::Taken;
pub use send::{DeliveryCreated, NewDelivery};

use coffer_domain::alert::Response;
use coffer_domain::authz::{CaseFacts, Resource, act};
use coffer_domain::context::RequestCtx;
use coffer_domain::delivery::{Delivery, DeliveryFilter};
use coffer_domain::file::File;
use coffer_domain::id::{ContactId, ObjectId};
use coffer_domain::people::{Contact, Member};
use coffer_domain::text::{Email, Name};
use coffer_domain::time::Timestamp;

use crate::app::App;
use crate::error::AppError;

/// A delivery as people see it.
pub struct DeliveryView {
    /// The delivery.
    pub delivery: Delivery,
    /// To whom.
    pub contact: Email,
    /// By whom.
    pub sender: Name,
    /// What is in it, in its order.
    pub files: Vec<DeliveredView>,
}

/// One file of a delivery as people see it.
pub struct DeliveredView {
    /// The file with the version that was sent; none once it is erased.
    pub file: Option<File>,
    /// How often it was taken.
    pub downloads: u32,
    /// How often it may still be taken.
    pub left: u32,
}

impl App {
    /// A case's deliveries, newest first.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn deliveries(
        &self,
        ctx: &RequestCtx,
        case: &str,
    ) -> Result<Vec<DeliveryView>, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::CaseView>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        let filter = DeliveryFilter {
            case: Some(case.id),
            ..DeliveryFilter::default()
        };
        let mut views = Vec::new();
        for delivery in self.store.deliveries(&filter).await? {
            views.push(self.view_delivery(delivery).await?);
        }
        Ok(views)
    }

    /// The contacts of a case's customer: whom files can be sent to without naming anybody new.
    ///
    /// # Errors
    /// Unknown, refused, or the store does not work.
    pub async fn contacts(&self, ctx: &RequestCtx, case: &str) -> Result<Vec<Contact>, AppError> {
        let case = self.find_case(case).await?;
        self.allow::<act::RequestManage>(ctx, Resource::Case(CaseFacts::from(&case)))
            .await?;
        Ok(self.store.contacts(case.customer).await?)
    }

    async fn view_delivery(&self, delivery: Delivery) -> Result<DeliveryView, AppError> {
        let contact = self
            .store
            .contact(delivery.link.contact)
            .await?
            .ok_or(AppError::NotFound("contact"))?;
        let sender = self.sender_of(&delivery).await?.name;
        let mut files = Vec::with_capacity(delivery.files.len());
        for it in &delivery.files {
            files.push(DeliveredView {
                file: self.store.file_of_object(it.object).await?,
                downloads: it.downloads,
                left: delivery.downloads_left(it),
            });
        }
        Ok(DeliveryView {
            delivery,
            contact: contact.email,
            sender,
            files,
        })
    }

    async fn sender_of(&self, delivery: &Delivery) -> Result<Member, AppError> {
        let sender = self.store.member(delivery.link.created_by).await?;
        sender.ok_or(AppError::NotFound("member"))
    }

    /// To whom a version is being sent at `now`: what is withdrawn, over, or frozen by a response to an alert does not count.
    pub(crate) async fn receivers(
        &self,
        object: ObjectId,
        now: Timestamp,
    ) -> Result<Vec<ContactId>, AppError> {
        let filter = DeliveryFilter {
            object: Some(object),
            alive_at: Some(now),
            ..DeliveryFilter::default()
        };
        let mut receivers = Vec::new();
        for delivery in self.store.deliveries(&filter).await? {
            let link = delivery.link.id.to_string();
            if !self.is_contained(Response::FreezeLink, &link, now).await? {
                receivers.push(delivery.link.contact);
            }
        }
        Ok(receivers)
    }
}
