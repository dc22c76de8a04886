//! Mails about deliveries: to the contact, with the link; to the sender, when something was taken for the first time. Names of
//! files are left out: mail lies around.

use coffer_domain::case::Case;
use coffer_domain::delivery::Delivery;
use coffer_domain::file::File;
use coffer_domain::ports::Mail;
use coffer_domain::secret::SecretText;

use super::DeliveryView;
use crate::app::App;
use crate::error::AppError;

impl App {
    /// Mails the link to the contact; whether the mail was handed over.
    pub(super) async fn announce(
        &self,
        case: &Case,
        view: &DeliveryView,
        page_url: &SecretText,
    ) -> Result<bool, AppError> {
        let organisation = self.organisation().await?.name.clone();
        let files = match view.files.len() {
            1 => "a file".to_owned(),
            many => format!("{many} files"),
        };
        let note = match &view.delivery.note {
            Some(note) => format!("\n{note}\n"),
            None => String::new(),
        };
        let text = format!(
            "{} of {organisation} sent you {files} for case {}.\n{note}\n\
             Take them here, until {}:\n\n    {}\n\n\
             You will be asked for a code that is mailed to this address, so the link is of use to nobody else.\n\
             If you do not expect anything from {organisation}, delete this mail.\n",
            view.sender,
            case.reference,
            view.delivery.link.expires,
            page_url.expose(),
        );
        let mail = Mail {
            to: view.contact.clone(),
            subject: format!(
                "{organisation} sent you {files} for case {}",
                case.reference
            ),
            text,
        };
        Ok(match self.mailer.send(mail).await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(error = %crate::error_chain(&error), "the mail about a delivery was not handed over");
                false
            }
        })
    }

    /// Tells whoever sent it that a file arrived. If that does not go out it is logged, and no more: the file was taken, and
    /// that is counted.
    pub(super) async fn tell_sender(&self, delivery: &Delivery, file: &File) {
        let told = match self.taken_mail(delivery, file).await {
            Ok(mail) => self.mailer.send(mail).await.map_err(AppError::from),
            Err(error) => Err(error),
        };
        if let Err(error) = told {
            tracing::error!(error = %crate::error_chain(&error), "the notice of a taken file was not handed over");
        }
    }

    async fn taken_mail(&self, delivery: &Delivery, file: &File) -> Result<Mail, AppError> {
        let sender = self.sender_of(delivery).await?;
        let (case, _) = self.case_of(delivery.link.case).await?;
        let contact = self
            .store
            .contact(delivery.link.contact)
            .await?
            .ok_or(AppError::NotFound("contact"))?;
        let place = delivery.files.iter().position(|it| it.file == file.id);
        let text = format!(
            "{} took file {} of {} that you sent for case {}.\n\nOpen Coffer and look at the case to see what was taken.\n",
            contact.email,
            place.map_or(0, |place| place.saturating_add(1)),
            delivery.files.len(),
            case.reference,
        );
        Ok(Mail {
            to: sender.email,
            subject: format!("{} took a file of case {}", contact.email, case.reference),
            text,
        })
    }
}
