//! The sending side: opening a link, the mailed code or a passkey instead, the pass.

mod passkeys;

use std::collections::HashMap;

use coffer_domain::alert::Response;
use coffer_domain::checklist::{Answer, AskedItem};
use coffer_domain::commit::{Change, Commit};
use coffer_domain::context::{Principal, RequestCtx};
use coffer_domain::event::{Event, EventKind};
use coffer_domain::file::{File, Upload};
use coffer_domain::id::FileId;
use coffer_domain::limits::{
    CODE_ATTEMPTS_MAX, CODE_DIGITS, CODE_LIFE, CODES_PER_HOUR_MAX, CODES_REFUSED_PER_LINK_MAX,
    PASS_LIFE,
};
use coffer_domain::passkey::PasskeyOwner;
use coffer_domain::people::Contact;
use coffer_domain::ports::{Mail, random};
use coffer_domain::request::{EmailCode, FileRequest, LinkProblem, Pass};
use coffer_domain::secret::{SecretText, TokenHash};
use coffer_domain::text::{Email, Name};
use coffer_domain::time::{Span, Timestamp};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use subtle::ConstantTimeEq;

use crate::app::App;
use crate::error::AppError;
use crate::life::alive;
use crate::token::{TokenKind, mint, parse};

/// The server key under which mailed codes are kept; a bare hash of six digits would be no secret.
pub(crate) const CODE_KEY: &str = "mailed code key";

/// A link whose token was right and that is alive.
#[derive(Clone)]
pub struct OpenLink {
    /// The request behind it.
    pub request: FileRequest,
    /// The token itself: continuing an upload needs it.
    pub(crate) token: SecretText,
    /// Whether this caller may send (code entered, or a script link).
    pub verified: bool,
    /// The pass that says so, if one does.
    pub(crate) pass: Option<TokenHash>,
}

/// What came through a link.
pub struct SentFiles {
    /// What arrived, each with that by which its sender knows it again, if they said so.
    pub received: Vec<(File, Option<[u8; 32]>)>,
    /// What is under way.
    pub open: Vec<Upload>,
}

impl SentFiles {
    /// One that arrived.
    #[must_use]
    pub fn arrived(&self, id: FileId) -> Option<&File> {
        let mut files = self.received.iter().map(|(file, _)| file);
        files.find(|file| file.id == id)
    }
}

/// What a link's page shows.
pub struct LinkView {
    /// Who asks.
    pub organisation: Name,
    /// Which department will work on the files.
    pub department: Name,
    /// Reference and subject; only for the contact, who proved to be that.
    pub case: Option<(Name, Name)>,
    /// The contact's address.
    pub contact: Email,
    /// Whether the contact has a passkey, and need not wait for a code.
    pub passkey: bool,
    /// Whether nothing is taken just now.
    pub paused: bool,
    /// What is asked for, each with the files that answer it; only once verified.
    pub asked: Vec<(AskedItem, Vec<Answer>)>,
}

impl App {
    /// Opens a link by its token.
    ///
    /// # Errors
    /// Unknown (also when malformed), expired, withdrawn, or the store does not work.
    pub async fn open_link(
        &self,
        token: &str,
        pass: Option<&str>,
        now: Timestamp,
    ) -> Result<OpenLink, AppError> {
        let hash = parse(TokenKind::Link, token).ok_or(AppError::NotFound("link"))?;
        let request = self
            .store
            .request_by_token(&hash)
            .await?
            .ok_or(AppError::NotFound("link"))?;
        request.check_alive(now)?;
        let link = request.id.to_string();
        if self.is_contained(Response::FreezeLink, &link, now).await? {
            return Err(LinkProblem::Withdrawn.into());
        }
        let pass = self.fitting_pass(&request, pass, now).await?;
        Ok(OpenLink {
            verified: request.script || pass.is_some(),
            request,
            token: SecretText::new(token.to_owned()),
            pass,
        })
    }

    async fn fitting_pass(
        &self,
        request: &FileRequest,
        pass: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<TokenHash>, AppError> {
        let Some(hash) = pass.and_then(|pass| parse(TokenKind::Pass, pass)) else {
            return Ok(None);
        };
        let pass = self.store.pass(&hash).await?;
        let fits = |pass: &Pass| pass.request == request.id && alive(now, pass.expires, PASS_LIFE);
        Ok(pass.filter(fits).map(|pass| pass.hash))
    }

    /// What the link's page shows.
    ///
    /// # Errors
    /// The store does not work.
    pub async fn view_link(&self, link: &OpenLink) -> Result<LinkView, AppError> {
        let case = self
            .store
            .case(link.request.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        let department = self
            .store
            .department(case.department)
            .await?
            .ok_or(AppError::NotFound("department"))?;
        let contact = self.contact_of(link).await?;
        let owner = PasskeyOwner::Contact(contact.id);
        let asked = if link.verified {
            self.asked_and_answered(link.request.id).await?
        } else {
            Vec::new()
        };
        Ok(LinkView {
            asked,
            paused: self.refuse_read_only().is_err(),
            organisation: self.organisation().await?.name.clone(),
            department: department.name,
            case: link
                .require_contact()
                .is_ok()
                .then_some((case.reference, case.subject)),
            contact: contact.email,
            passkey: !self.store.passkeys(owner).await?.is_empty(),
        })
    }

    async fn contact_of(&self, link: &OpenLink) -> Result<Contact, AppError> {
        let contact = self.store.contact(link.request.contact).await?;
        contact.ok_or(AppError::NotFound("contact"))
    }

    /// Mails a fresh code to the link's contact.
    ///
    /// # Errors
    /// Too many in the last hour, or mail, store or key provider do not work.
    pub async fn send_code(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
    ) -> Result<(Email, Timestamp), AppError> {
        let request = &link.request;
        let contact = self.contact_of(link).await?;
        let case = self
            .store
            .case(request.case)
            .await?
            .ok_or(AppError::NotFound("case"))?;
        let (code, expires) = self.renew_code(ctx, request).await?;
        let organisation = self.organisation().await?.name.clone();
        self.mailer
            .send(code_mail(
                &contact.email,
                &organisation,
                &case.reference,
                &code,
            ))
            .await?;
        Ok((contact.email, expires))
    }

    /// Draws a code and keeps it, unless there were too many.
    async fn renew_code(
        &self,
        ctx: &RequestCtx,
        request: &FileRequest,
    ) -> Result<(SecretText, Timestamp), AppError> {
        // One at a time: requests sent in parallel must not share one look at the count.
        let _one_at_a_time = self.code_entry.lock().await;
        self.require_not_frozen(ctx, request).await?;
        let hour_ago = ctx.now.plus(Span(-Span::hours(1).0));
        if self.store.codes_sent_since(request.id, hour_ago).await? >= CODES_PER_HOUR_MAX {
            return Err(AppError::CodeLocked {
                until: ctx.now.plus(Span::hours(1)),
            });
        }
        let code = self.draw_code();
        let expires = ctx.now.plus(CODE_LIFE);
        let stored = EmailCode {
            request: request.id,
            code_hash: self.code_hash(request, code.expose()).await?,
            sent: ctx.now,
            expires,
            failures: 0,
        };
        let event = Event::new(EventKind::CodeSent)
            .case(request.case)
            .object(request.id);
        self.commit(Commit::record(self.entry(ctx, event)?).change(Change::PutEmailCode(stored)))
            .await?;
        Ok((code, expires))
    }

    fn draw_code(&self) -> SecretText {
        // 64 random bits modulo 10^6: the bias is below 2^-44.
        let number = u64::from_be_bytes(random::<8>(&*self.entropy)) % 10_u64.pow(CODE_DIGITS);
        SecretText::new(format!("{number:0width$}", width = CODE_DIGITS as usize))
    }

    async fn code_hash(&self, request: &FileRequest, code: &str) -> Result<TokenHash, AppError> {
        let organisation = self.organisation().await?.id;
        let key = self.keys.server_key(organisation, CODE_KEY).await?;
        let mut mac = Hmac::<Sha256>::new_from_slice(key.expose())
            .map_err(|_| AppError::Bug("code key has a wrong length"))?;
        mac.update(&request.id.0);
        mac.update(code.as_bytes());
        Ok(TokenHash(mac.finalize().into_bytes().into()))
    }

    /// Enters a mailed code; the right one is used up and gives a pass.
    ///
    /// # Errors
    /// Wrong, too old, too many tries, or the store does not work.
    pub async fn enter_code(
        &self,
        ctx: &RequestCtx,
        link: &OpenLink,
        entered: &str,
    ) -> Result<(SecretText, Timestamp), AppError> {
        let request = &link.request;
        // One entry at a time: guesses sent in parallel must not share one look at the failure count.
        let _one_at_a_time = self.code_entry.lock().await;
        self.require_not_frozen(ctx, request).await?;
        let refused = |reason| refusal(request, reason);
        let stored = match self.store.email_code(request.id).await? {
            Some(code) if alive(ctx.now, code.expires, CODE_LIFE) => code,
            _ => {
                self.commit(Commit::record(self.entry(ctx, refused("expired"))?))
                    .await?;
                return Err(AppError::CodeExpired);
            }
        };
        if stored.failures >= CODE_ATTEMPTS_MAX {
            self.commit(Commit::record(self.entry(ctx, refused("locked"))?))
                .await?;
            return Err(AppError::CodeLocked {
                until: stored.expires,
            });
        }
        let digits: String = entered.chars().filter(|c| !c.is_whitespace()).collect();
        let hash = self.code_hash(request, &digits).await?;
        if !bool::from(hash.0.ct_eq(&stored.code_hash.0)) {
            return Err(self.count_wrong_code(ctx, request, &stored).await?);
        }
        let (secret, pass) = self.new_pass(request, ctx.now);
        let expires = pass.expires;
        let change = Change::AcceptCode {
            request: request.id,
            pass,
        };
        let event = Event::new(EventKind::CodeAccepted)
            .case(request.case)
            .object(request.id);
        self.commit(Commit::record(self.entry(ctx, event)?).change(change))
            .await?;
        Ok((secret, expires))
    }

    /// Counts a wrong code; what its sender is told.
    async fn count_wrong_code(
        &self,
        ctx: &RequestCtx,
        request: &FileRequest,
        stored: &EmailCode,
    ) -> Result<AppError, AppError> {
        let before = self.store.codes_refused(request.id).await?;
        let freezes = before.saturating_add(1) >= CODES_REFUSED_PER_LINK_MAX;
        let reason = if freezes { FROZEN } else { "wrong" };
        let commit = Commit::record(self.entry(ctx, refusal(request, reason))?)
            .change(Change::CountCodeFailure(request.id));
        self.commit(commit).await?;
        Ok(if freezes {
            LinkProblem::Frozen.into()
        } else if stored.failures.saturating_add(1) >= CODE_ATTEMPTS_MAX {
            AppError::CodeLocked {
                until: stored.expires,
            }
        } else {
            AppError::CodeWrong
        })
    }

    /// Refuses codes, right or wrong, where too many wrong ones were entered, and records that: rule D27 then freezes the link as a whole.
    /// This limit does not wait for it, and holds where responses are off.
    async fn require_not_frozen(
        &self,
        ctx: &RequestCtx,
        request: &FileRequest,
    ) -> Result<(), AppError> {
        if self.store.codes_refused(request.id).await? < CODES_REFUSED_PER_LINK_MAX {
            return Ok(());
        }
        let entry = self.entry(ctx, refusal(request, FROZEN))?;
        self.commit(Commit::record(entry)).await?;
        Err(LinkProblem::Frozen.into())
    }

    /// What a contact holds who has proved who they are; not kept yet.
    fn new_pass(&self, request: &FileRequest, now: Timestamp) -> (SecretText, Pass) {
        let (secret, hash) = mint(TokenKind::Pass, &*self.entropy);
        let pass = Pass {
            hash,
            request: request.id,
            expires: now.plus(PASS_LIFE).min(request.expires),
        };
        (secret, pass)
    }

    /// What came through this link: files received, and uploads still open.
    ///
    /// # Errors
    /// Not verified, or the store does not work.
    pub async fn sent_files(&self, link: &OpenLink) -> Result<SentFiles, AppError> {
        link.require_verified()?;
        let request = link.request.id;
        let fingerprints = self.store.fingerprints(request).await?;
        let fingerprints: HashMap<FileId, [u8; 32]> = fingerprints.into_iter().collect();
        let received = self.store.files_of_request(request).await?;
        let known = |file: File| {
            let fingerprint = fingerprints.get(&file.id).copied();
            (file, fingerprint)
        };
        Ok(SentFiles {
            received: received.into_iter().map(known).collect(),
            open: self.store.uploads(request).await?,
        })
    }
}

impl OpenLink {
    /// # Errors
    /// [`AppError::PassRequired`] unless this caller may send.
    pub fn require_verified(&self) -> Result<(), AppError> {
        if self.verified {
            Ok(())
        } else {
            Err(AppError::PassRequired)
        }
    }

    /// # Errors
    /// [`AppError::PassRequired`] unless the contact's address was proved. A link that works without a code proves nobody.
    pub fn require_contact(&self) -> Result<(), AppError> {
        self.require_person()?;
        self.require_verified()
    }

    /// # Errors
    /// [`AppError::PassRequired`] for a link that works without a code: it is nobody's.
    fn require_person(&self) -> Result<(), AppError> {
        if self.request.script {
            Err(AppError::PassRequired)
        } else {
            Ok(())
        }
    }

    /// Who acts through this link.
    #[must_use]
    pub fn principal(&self) -> Principal {
        Principal::Link(self.request.clone())
    }
}

/// Why codes are refused at a link with too many wrong ones; rule D27 looks for it.
const FROZEN: &str = "frozen";

fn refusal(request: &FileRequest, reason: &'static str) -> Event {
    Event::new(EventKind::CodeRefused)
        .case(request.case)
        .object(request.id)
        .with("reason", reason)
}

fn code_mail(to: &Email, organisation: &Name, reference: &Name, code: &SecretText) -> Mail {
    let text = format!(
        "Your code for sending files to {organisation} (case {reference}) is\n\n    {}\n\n\
         It works for 10 minutes, on the page where you asked for it.\n\
         If you did not ask for a code, delete this mail; nobody can use the code without your link.\n",
        code.expose()
    );
    Mail {
        to: to.clone(),
        subject: format!("Code for case {reference}"),
        text,
    }
}
