//! Mails that there is a message, without what it says. The link's secret is not kept, so a contact is told which of their links it is
//! by the part that is no secret.

use coffer_domain::alert::Response;
use coffer_domain::case::Case;
use coffer_domain::delivery::DeliveryFilter;
use coffer_domain::id::{ContactId, RequestId};
use coffer_domain::people::MemberState;
use coffer_domain::ports::Mail;
use coffer_domain::time::Timestamp;

use super::{AuthorView, MessageView};
use crate::app::App;
use crate::error::AppError;

/// A contact who can read the case's messages, and by which link.
pub(super) struct Reachable {
    contact: ContactId,
    link: RequestId,
}

impl App {
    /// The contacts who hold a link into the case that works now and asks for a code.
    pub(super) async fn reachable(
        &self,
        case: &Case,
        now: Timestamp,
    ) -> Result<Vec<Reachable>, AppError> {
        let mut links = self.store.requests(case.id).await?;
        let filter = DeliveryFilter {
            case: Some(case.id),
            alive_at: Some(now),
            ..DeliveryFilter::default()
        };
        let deliveries = self.store.deliveries(&filter).await?;
        links.extend(deliveries.into_iter().map(|delivery| delivery.link));
        let mut reachable: Vec<Reachable> = Vec::new();
        for link in links {
            let known = reachable.iter().any(|it| it.contact == link.contact);
            if known || link.script || link.check_alive(now).is_err() {
                continue;
            }
            let id = link.id.to_string();
            if !self.is_contained(Response::FreezeLink, &id, now).await? {
                reachable.push(Reachable {
                    contact: link.contact,
                    link: link.id,
                });
            }
        }
        Ok(reachable)
    }

    /// Tells contacts that a member wrote; how many mails were handed over. The message is there whether they were or not.
    pub(super) async fn tell_contacts_of_message(
        &self,
        case: &Case,
        readers: &[Reachable],
    ) -> usize {
        let mut told = 0_usize;
        for reader in readers {
            match self.tell_contact_of_message(case, reader).await {
                Ok(()) => told = told.saturating_add(1),
                Err(error) => not_told(&error),
            }
        }
        told
    }

    async fn tell_contact_of_message(
        &self,
        case: &Case,
        reader: &Reachable,
    ) -> Result<(), AppError> {
        let organisation = self.organisation().await?.name.clone();
        let contact = self.store.contact(reader.contact).await?;
        let contact = contact.ok_or(AppError::NotFound("contact"))?;
        let text = format!(
            "{organisation} wrote to you about case {}.\n\n\
             To read it and to answer, open the link you were given for this case. It begins with\n\n    {}/c/{}\n\n\
             and goes on after that; the whole of it is in the mail or ticket in which you got it. You will be asked for a code that is \
             mailed to this address.\n",
            case.reference, self.public_url, reader.link,
        );
        let mail = Mail {
            to: contact.email,
            subject: format!("There is a message about case {}", case.reference),
            text,
        };
        Ok(self.mailer.send(mail).await?)
    }

    /// Tells the members who work the case that a contact wrote; how many mails were handed over.
    pub(super) async fn tell_members_of_message(&self, case: &Case, view: &MessageView) -> usize {
        let from = match &view.author {
            AuthorView::Contact(email) => email.to_string(),
            AuthorView::Member(name) => name.to_string(),
        };
        let mut told = 0_usize;
        for id in &case.members {
            let member = match self.store.member(*id).await {
                Ok(Some(member)) if member.state == MemberState::Active => member,
                Ok(_) => continue,
                Err(error) => {
                    not_told(&AppError::from(error));
                    continue;
                }
            };
            let text = format!(
                "{from} wrote about case {}.\n\nRead it here:\n\n    {}/app/cases/{}?view=messages\n",
                case.reference, self.public_url, case.id,
            );
            let mail = Mail {
                to: member.email,
                subject: format!("There is a message about case {}", case.reference),
                text,
            };
            match self.mailer.send(mail).await {
                Ok(()) => told = told.saturating_add(1),
                Err(error) => not_told(&AppError::from(error)),
            }
        }
        told
    }
}

fn not_told(error: &AppError) {
    tracing::error!(error = %crate::error_chain(error), "the notice of a message was not handed over");
}
