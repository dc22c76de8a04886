//! Mails about temporary access. They name the case by its reference and carry no link and no secret: whoever reads one opens
//! Coffer as always. A mail that does not go out changes nothing about the access and is logged.

use std::collections::BTreeSet;

use coffer_domain::access_request::AccessRequest;
use coffer_domain::authz::CaseFacts;
use coffer_domain::case::Case;
use coffer_domain::grant::{Acts, Grant, GrantKind, minutes};
use coffer_domain::people::{Member, Role};
use coffer_domain::ports::Mail;
use coffer_domain::text::Email;

use super::answer::may_act;
use crate::app::App;
use crate::error::AppError;
use crate::limits::NOTICES_MAX;

/// What acts are called in a sentence.
fn in_words(acts: Acts) -> String {
    let mut words = vec!["read working copies"];
    words.extend(acts.reveal.then_some("reveal single values"));
    words.extend(acts.download.then_some("download originals"));
    words.join(", ")
}

impl App {
    async fn notify(&self, to: impl IntoIterator<Item = &Email>, subject: &str, text: &str) {
        // Two roles of one person are one mail.
        let addresses: BTreeSet<&Email> = to.into_iter().collect();
        for address in addresses.into_iter().take(NOTICES_MAX) {
            let mail = Mail {
                to: address.clone(),
                subject: subject.to_owned(),
                text: text.to_owned(),
            };
            if let Err(error) = self.mailer.send(mail).await {
                tracing::error!(error = %crate::error_chain(&error), "a notice about access was not handed over");
            }
        }
    }

    pub(super) async fn tell_answerers(
        &self,
        request: &AccessRequest,
        case: &Case,
        asker: &Member,
    ) -> Result<(), AppError> {
        if request.kind == GrantKind::Unseal {
            return self.tell_contacts(request, case).await;
        }
        let account = self.account(asker.id).await?;
        let answerers = self.answerers(&CaseFacts::from(case), &account).await?;
        let what = match request.kind {
            GrantKind::Release => "the release of one original",
            _ => "access",
        };
        let text = format!(
            "{} asks for {what} in case {}: {}, for {} minutes from approval on.\n\nReason: {}\n\n\
             Unanswered, it lapses at {}. Open Coffer and look under Access to approve it, to approve less, or to deny it.\n",
            asker.name,
            case.reference,
            in_words(request.acts),
            minutes(request.life),
            request.reason,
            request.lapses,
        );
        let subject = format!("{} asks for access to case {}", asker.name, case.reference);
        self.notify(
            answerers.iter().map(|member| &member.email),
            &subject,
            &text,
        )
        .await;
        Ok(())
    }

    async fn tell_contacts(&self, request: &AccessRequest, case: &Case) -> Result<(), AppError> {
        let mut contacts = Vec::new();
        for link in self.store.requests(case.id).await? {
            if link.withdrawn.is_none() && request.created < link.expires {
                contacts.extend(self.store.contact(link.contact).await?);
            }
        }
        let organisation = &self.organisation().await?.name;
        let text = format!(
            "{organisation} asks you to unseal what you sent in case {}: {}, for {} minutes from your approval on.\n\n\
             Reason: {}\n\nOpen the link by which you sent your files to approve or deny it. Unanswered, it lapses at {}.\n",
            case.reference,
            in_words(request.acts),
            minutes(request.life),
            request.reason,
            request.lapses,
        );
        let subject = format!("Case {}: your approval is asked for", case.reference);
        self.notify(
            contacts.iter().map(|contact| &contact.email),
            &subject,
            &text,
        )
        .await;
        Ok(())
    }

    pub(super) async fn tell_granted(&self, grant: &Grant, case: &Case, holder: &Member) {
        let text = format!(
            "You have access to case {}: {}. It began at {} and ends at {}. Give it back when you are done.\n",
            case.reference,
            in_words(grant.acts),
            grant.starts,
            grant.expires,
        );
        let subject = format!("You have access to case {}", case.reference);
        self.notify([&holder.email], &subject, &text).await;
    }

    pub(super) async fn tell_refused(&self, case: &Case, asker: &Member, why: &str) {
        let text = format!(
            "Your request for access to case {} was denied.\n\nReason: {why}\n",
            case.reference
        );
        let subject = format!("No access to case {}", case.reference);
        self.notify([&asker.email], &subject, &text).await;
    }

    pub(super) async fn tell_lapsed(&self, request: &AccessRequest) -> Result<(), AppError> {
        let (case, _) = self.case_of(request.case).await?;
        let Some(asker) = self.store.member(request.member).await? else {
            return Ok(());
        };
        let text = format!(
            "Nobody answered your request for access to case {} in time, so it lapsed at {}. Ask again if you still need it.\n",
            case.reference, request.lapses
        );
        let subject = format!("Your request for case {} lapsed", case.reference);
        self.notify([&asker.email], &subject, &text).await;
        Ok(())
    }

    pub(super) async fn tell_taken_back(
        &self,
        grant: &Grant,
        case: &Case,
        why: &str,
    ) -> Result<(), AppError> {
        let Some(holder) = self.store.member(grant.member).await? else {
            return Ok(());
        };
        let text = format!(
            "Your access to case {} was taken back.\n\nReason: {why}\n",
            case.reference
        );
        let subject = format!("Your access to case {} ended", case.reference);
        self.notify([&holder.email], &subject, &text).await;
        Ok(())
    }

    /// Loud: everybody who answers for the case and everybody who answers for security.
    pub(super) async fn tell_broken(
        &self,
        grant: &Grant,
        case: &Case,
        holder: &Member,
        facts: &CaseFacts,
    ) -> Result<(), AppError> {
        let members = self.store.members().await?;
        let told = members.iter().filter(|member| {
            let lead = member.roles.contains(&Role::Lead) && member.department == facts.department;
            may_act(member) && (lead || member.roles.contains(&Role::Security))
        });
        let due = grant.review.as_ref().map(|review| review.due.to_string());
        let text = format!(
            "{} broke the glass and has access to case {} until {}: {}.\n\nReason: {}\n\n\
             Somebody else must review this by {}. Open Coffer and look under Access.\n",
            holder.name,
            case.reference,
            grant.expires,
            in_words(grant.acts),
            grant.reason,
            due.unwrap_or_default(),
        );
        let subject = format!("Emergency access to case {}", case.reference);
        self.notify(told.map(|member| &member.email), &subject, &text)
            .await;
        Ok(())
    }
}
