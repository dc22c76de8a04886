//! The one table from application errors to problem documents (RFC 9457).

mod alert;

use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use coffer_api::problem::{Problem, RuleRef};
use coffer_app::{AppError, UploadProblem, error_chain};
use coffer_domain::access_request::NoAnswer;
use coffer_domain::authz::Denied;
use coffer_domain::class::Lane;
use coffer_domain::ports::MailError;
use coffer_domain::reach::TOKEN_SCOPE;
use coffer_domain::request::LinkProblem;
use coffer_domain::retention::Minimum;

/// The media type of problem documents (RFC 9457 section 3).
pub(crate) const PROBLEM_JSON: &str = "application/problem+json";

/// tus: the checksum does not fit.
const CHECKSUM_MISMATCH: u16 = 460;

/// A failure on its way to the caller.
pub(crate) struct ApiError {
    status: StatusCode,
    code: String,
    title: &'static str,
    detail: String,
    rules: Vec<RuleRef>,
    headers: Vec<(HeaderName, String)>,
}

impl ApiError {
    pub(crate) fn new(
        status: StatusCode,
        code: &str,
        title: &'static str,
        detail: impl Into<String>,
    ) -> Self {
        Self {
            status,
            code: code.to_owned(),
            title,
            detail: detail.into(),
            rules: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Its status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// Its stable code.
    pub(crate) fn code(&self) -> &str {
        &self.code
    }

    /// What it says to people.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// The request is not of the expected form.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "bad_request",
            "The request is not of the expected form",
            detail,
        )
    }

    /// Our own fault; the cause goes to the log only.
    pub(crate) fn internal(cause: &str) -> Self {
        tracing::error!(cause, "internal fault");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "The server failed",
            "Nothing that was acknowledged is lost. Try again; if it stays, give the request name to the operator.",
        )
    }

    /// Nobody is signed in.
    pub(crate) fn session_required() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "session_required",
            "Sign in first",
            "There is no session, or it has ended. Sign in, or send a valid API token.",
        )
    }

    /// Guessing too fast.
    pub(crate) fn too_many_guesses() -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many tries",
            "Too many tries from this address. Wait a minute, then try again.",
        );
        error.headers.push((header::RETRY_AFTER, "60".to_owned()));
        error
    }

    /// The document that tells of it.
    pub(crate) fn into_problem(self) -> Problem {
        Problem {
            kind: "about:blank".to_owned(),
            title: self.title.to_owned(),
            status: self.status.as_u16(),
            code: self.code,
            detail: self.detail,
            request: None,
            rules: self.rules,
        }
    }

    /// Adds a header to the answer.
    pub(crate) fn with_header(mut self, name: HeaderName, value: impl ToString) -> Self {
        self.headers.push((name, value.to_string()));
        self
    }
}

impl IntoResponse for ApiError {
    fn into_response(mut self) -> Response {
        let status = self.status;
        let further = std::mem::take(&mut self.headers);
        let body = serde_json::to_vec(&self.into_problem()).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        for (name, value) in further {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(name, value);
            }
        }
        response
    }
}

impl From<AppError> for ApiError {
    fn from(error: AppError) -> Self {
        match error {
            AppError::Denied(denied) => denied_error(&denied),
            AppError::NotFound(what) => not_found(what),
            AppError::Text { field, problem } => text_error(field, &problem.to_string()),
            AppError::Value { field, problem } => text_error(field, problem),
            AppError::Policies(faults) => policies_not_taken(&faults),
            AppError::Conflict(condition) => conflict(condition),
            AppError::NoAnswer(why) => no_answer(why),
            AppError::CeremonyGone
            | AppError::PasskeyRefused(_)
            | AppError::PasskeyUnknown
            | AppError::NoPasskeys
            | AppError::AttestedPasskeyRequired
            | AppError::FreezeGone
            | AppError::StepUpRequired
            | AppError::SessionOnly => way_in_error(&error),
            AppError::PasskeySignInRequired | AppError::HeldByAlert | AppError::LockedByAlert => {
                alert::stands_between(&error)
            }
            AppError::ReadOnly { until } => alert::read_only(until),
            AppError::SlowedDown => alert::slowed_down(),
            AppError::SignInFailed
            | AppError::LogoutRefused(_)
            | AppError::EnrolmentGone
            | AppError::PassRequired
            | AppError::CodeWrong
            | AppError::CodeExpired => proof_error(&error),
            AppError::DoerChanged | AppError::SignedOut => Self::session_required(),
            AppError::CodeLocked { .. }
            | AppError::MessagesHeld { .. }
            | AppError::TooManyListeners
            | AppError::TooManyStreams => too_many(&error),
            AppError::NotTaken => Self::new(
                StatusCode::REQUEST_TIMEOUT,
                "answer_not_taken",
                "Nothing of the answer was taken for minutes",
                "Ask again; a download goes on where it ended.",
            ),
            AppError::Kept(kept) => kept_by_rule(&kept),
            AppError::KeptByLane(lane, kept) => kept_by_lane(lane, &kept),
            AppError::Link(problem) => link_error(problem),
            AppError::Upload(problem) => upload_error(problem),
            AppError::Integrity => integrity_failed(),
            AppError::NotShowable(why) => Self::new(
                StatusCode::CONFLICT,
                "not_showable",
                "This cannot be shown now",
                format!("It {why}."),
            ),
            AppError::StorageFull => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "storage_full",
                "The server has no room left",
                "What was acknowledged is kept. Try again once the operator has made room.",
            ),
            AppError::Mail(error) => mail_failed(&error),
            AppError::IdentityProvider(_)
            | AppError::Directory(_)
            | AppError::Keys(_)
            | AppError::Store(_)
            | AppError::Blob(_) => unavailable(&error),
            AppError::Bug(_) => Self::internal(&error_chain(&error)),
        }
    }
}

/// More of something than is taken at once, or within a time.
fn too_many(error: &AppError) -> ApiError {
    let (code, title, detail) = match error {
        AppError::CodeLocked { until } => (
            "code_locked",
            "Too many tries",
            format!("Try again after {until}, or ask for a new link."),
        ),
        AppError::MessagesHeld { until } => (
            "messages_held",
            "Too many messages",
            format!("Write again after {until}."),
        ),
        AppError::TooManyListeners => (
            "too_many_listeners",
            "Too many pages listen for news",
            "Close some of them. Those that do not listen ask by themselves now and then."
                .to_owned(),
        ),
        _ => (
            "too_many_streams",
            "Too many uploads, downloads and searches at once",
            "Let some of them end, then try again. What was sent is kept.".to_owned(),
        ),
    };
    ApiError::new(StatusCode::TOO_MANY_REQUESTS, code, title, detail)
}

fn integrity_failed() -> ApiError {
    ApiError::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "integrity_failed",
        "The stored object was altered or is damaged",
        "Nothing of it was handed out, and the failure is in the ledger. Tell the operator; a backup may hold the object.",
    )
}

/// A draft of policies breaks what must hold.
fn policies_not_taken(faults: &[String]) -> ApiError {
    ApiError::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        "policies_not_taken",
        "These policies may not come into force",
        faults.join("\n"),
    )
}

/// An answer to a request for access does not count.
fn no_answer(why: NoAnswer) -> ApiError {
    let (status, detail) = match why {
        NoAnswer::Decided => (
            StatusCode::CONFLICT,
            "It was decided, taken back, or its case was closed. Look again.",
        ),
        NoAnswer::Lapsed => (
            StatusCode::CONFLICT,
            "Nobody answered in time. Whoever asked may ask again.",
        ),
        NoAnswer::SamePerson => (
            StatusCode::FORBIDDEN,
            "Somebody else decides: not whoever asked, and no account with the same mailbox, made by them, or that made theirs.",
        ),
        NoAnswer::ApprovedBefore => (
            StatusCode::CONFLICT,
            "You approved it before. The further approval must be somebody else's.",
        ),
        NoAnswer::MoreThanAsked => (
            StatusCode::BAD_REQUEST,
            "An approval gives at most what was asked for, for at least 5 minutes; one act is approved as it is.",
        ),
        NoAnswer::NotYours => (StatusCode::FORBIDDEN, "Somebody else answers this request."),
        NoAnswer::HolderGone => (
            StatusCode::CONFLICT,
            "Whoever asked was locked or has left.",
        ),
    };
    let code = format!("access_{}", why.as_str());
    ApiError::new(status, &code, "This answer does not count", detail)
}

/// Something about ways to sign in does not work, or not like this.
fn way_in_error(error: &AppError) -> ApiError {
    if let AppError::PasskeyRefused(cause) = error {
        tracing::info!(cause = %cause, "a new passkey was refused");
    }
    let (status, code, title, detail) = match error {
        AppError::CeremonyGone => (
            StatusCode::GONE,
            "ceremony_gone",
            "That took too long",
            "A passkey has five minutes, and each try is good for one answer. Begin again.",
        ),
        AppError::PasskeyRefused(_) => (
            StatusCode::BAD_REQUEST,
            "passkey_refused",
            "The passkey was not accepted",
            "The device did not check who you are, is not of a kind that is asked for here, or answered for another address.",
        ),
        AppError::PasskeyUnknown => (
            StatusCode::FORBIDDEN,
            "passkey_unknown",
            "This passkey does not open this link",
            "It belongs to somebody else, or was removed. Ask for a code by mail; with it you can add this passkey.",
        ),
        AppError::NoPasskeys => (
            StatusCode::CONFLICT,
            "no_passkeys",
            "This server cannot have passkeys",
            "It is reached by a number. Its operator must give it a name, with public_url.",
        ),
        AppError::AttestedPasskeyRequired => (
            StatusCode::FORBIDDEN,
            "attested_passkey_required",
            "Administrators need an attested passkey",
            "Sign in with a passkey on a security key of a kind your organisation trusts; if you have none, ask for an enrolment link.",
        ),
        AppError::StepUpRequired => (
            StatusCode::FORBIDDEN,
            "step_up_required",
            "Show once more who you are",
            "This is sensitive. Send what began the session to POST /api/v1/session/step-up, take the new cookie, and repeat the call within 15 minutes.",
        ),
        AppError::SessionOnly => (
            StatusCode::FORBIDDEN,
            "session_only",
            "An API token cannot do this",
            "Sign in with the browser: this takes a session.",
        ),
        AppError::FreezeGone => (
            StatusCode::GONE,
            "freeze_gone",
            "This link does not work any more",
            "It was used, or is older than seven days. If something is wrong, tell an administrator now.",
        ),
        _ => return ApiError::internal("not a failure of a way in"),
    };
    ApiError::new(status, code, title, detail)
}

/// Somebody could not show who they are, or not yet.
fn proof_error(error: &AppError) -> ApiError {
    let (status, code, title, detail) = match error {
        AppError::SignInFailed => (
            StatusCode::UNAUTHORIZED,
            "sign_in_failed",
            "Signing in failed",
            "Address, password and code do not fit together, the code was used before, or the account is waiting after too many tries.",
        ),
        AppError::EnrolmentGone => (
            StatusCode::GONE,
            "enrolment_gone",
            "This enrolment link does not work any more",
            "It was used, replaced or is older than a day. Ask an administrator for a new one.",
        ),
        AppError::LogoutRefused(_) => (
            StatusCode::BAD_REQUEST,
            "logout_refused",
            "This is no logout message of this provider",
            "It must be a signed logout token of the provider for this server, not older than 10 minutes, and not sent before.",
        ),
        AppError::PassRequired => (
            StatusCode::UNAUTHORIZED,
            "pass_required",
            "Enter the mailed code first",
            "This link asks for a code that is sent by e-mail. Ask for one, enter it, then send.",
        ),
        AppError::CodeWrong => (
            StatusCode::FORBIDDEN,
            "code_wrong",
            "That code doesn't match",
            "Use the newest code. After five wrong tries it stops working.",
        ),
        AppError::CodeExpired => (
            StatusCode::GONE,
            "code_expired",
            "That code is older than 10 minutes or was replaced",
            "Ask for another code.",
        ),
        _ => return ApiError::internal("not a failure to prove something"),
    };
    ApiError::new(status, code, title, detail)
}

/// Something we need does not answer.
fn unavailable(error: &AppError) -> ApiError {
    let (code, title) = match error {
        AppError::IdentityProvider(_) => (
            "provider_unavailable",
            "The identity provider does not answer",
        ),
        AppError::Directory(_) => ("directory_unavailable", "The directory does not answer"),
        AppError::Keys(_) => ("keys_unavailable", "The key provider does not answer"),
        _ => (
            "storage_unavailable",
            "The server's storage does not answer",
        ),
    };
    tracing::error!(error = %error_chain(error), "{title}");
    ApiError::new(
        StatusCode::SERVICE_UNAVAILABLE,
        code,
        title,
        "What was acknowledged is kept. Try again in a minute.",
    )
}

fn denied_error(denied: &Denied) -> ApiError {
    let rules: Vec<RuleRef> = denied
        .rules
        .iter()
        .map(|rule| RuleRef {
            id: rule.id.clone(),
            code: rule.code.clone(),
            summary: rule.summary.clone(),
        })
        .collect();
    let detail = match rules.first() {
        Some(rule) => format!("{} refused by {}: {}", denied.action, rule.id, rule.summary),
        None => format!("{}: no rule permits this to you here.", denied.action),
    };
    let code = match denied.rules.first() {
        Some(rule) if rule.code == TOKEN_SCOPE => "token_scope",
        _ => "denied",
    };
    let mut error = ApiError::new(StatusCode::FORBIDDEN, code, "Not permitted", detail);
    error.rules = rules;
    error
}

fn kept_by_rule(kept: &Minimum) -> ApiError {
    let until = until_when(kept);
    refused_by_minimum(format!(
        "By the rule {} it is kept {until} ({}).",
        kept.name, kept.rule
    ))
}

fn kept_by_lane(lane: Lane, kept: &Minimum) -> ApiError {
    let until = until_when(kept);
    refused_by_minimum(format!(
        "By the rule {} cases in the lane {lane} are kept {until} ({}), so the lane stays until then. If the case was put into it by \
         mistake, a data protection officer decides about the rule.",
        kept.name, kept.rule
    ))
}

fn until_when(kept: &Minimum) -> String {
    match kept.until {
        Some(until) => format!("until {until}"),
        None => "for a time that begins when the case is closed".to_owned(),
    }
}

fn refused_by_minimum(detail: String) -> ApiError {
    let title = "Not possible as things stand";
    ApiError::new(StatusCode::CONFLICT, "kept_by_rule", title, detail)
}

fn not_found(what: &str) -> ApiError {
    let code = match what {
        "link" => "link_unknown",
        "upload" => "upload_unknown",
        _ => "not_found",
    };
    ApiError::new(
        StatusCode::NOT_FOUND,
        code,
        "Not found",
        format!(
            "There is no such {what}, or you may not know of it. Check for a missing character."
        ),
    )
}

fn text_error(field: &str, problem: &str) -> ApiError {
    let code = if field == "name" {
        "name_refused"
    } else {
        "bad_request"
    };
    ApiError::new(
        StatusCode::BAD_REQUEST,
        code,
        "A value was not accepted",
        format!("`{field}` {problem}."),
    )
}

fn mail_failed(error: &MailError) -> ApiError {
    tracing::error!(error = %error_chain(error), "a mail was not handed over");
    ApiError::new(
        StatusCode::BAD_GATEWAY,
        "mail_failed",
        "The mail could not be sent",
        "Ask for another code in a minute; if it stays, tell the people who sent you the link.",
    )
}

fn conflict(condition: &str) -> ApiError {
    let detail = match condition {
        "department.name_taken" => "There is a department of that name.",
        "member.email_taken" => "There is a member with that address.",
        "service.ended" => "The service account was ended before.",
        "service.tokens_exhausted" => {
            "The service account has three tokens that work. Wait until one ends, or end the account and add another."
        }
        "customer.name_taken" => "There is a customer of that name.",
        "case.reference_taken" => "There is a case with that reference.",
        "lockbox.off" => "The customer's lockbox is not on; nobody has to be asked.",
        "access.waiting" => "The same request waits for an answer already.",
        "access.too_many" => "Too many of your requests wait for an answer. Take some back.",
        "access.decided" => "It was decided, taken back, or its case was closed. Look again.",
        "access.holder" => "Whoever asked was locked or has left.",
        "grant.ended" => "It has ended before.",
        "grant.reviewed" => "It was reviewed before.",
        "case.open" => "The case is open.",
        "case.not_member" => "They do not work this case.",
        "member.left" => "The member has left; that is for good.",
        "member.not_active" => "The member is locked or has left.",
        "member.not_locked" => "The member is not locked.",
        "member.last_administrator" => {
            "This is the last administrator who can sign in. Make another one first."
        }
        "message.nobody" => {
            "Nobody at the customer has a link into this case that works. Make a file request first."
        }
        "message.gone" => "What the message says was erased before.",
        "message.too_many" => "The case has as many messages as it may.",
        "template.too_many" => "The department has as many templates as it may. Remove one first.",
        "view.too_many" => "You have as many saved views as you may. Remove one first.",
        "case.closed" => "The case is closed.",
        "delivery.findings" => {
            "Something was found in a file, or it could not be checked as a whole. Nothing was sent. Look at its findings; to send it all the same, say `accept_findings`."
        }
        "delivery.new_contact" => {
            "An address is none that this customer is known by. Nothing was sent. If it is right, say `accept_new_contacts`."
        }
        "delivery.exhausted" => {
            "This file was taken as often as it may be. Ask the people who sent it to send it again."
        }
        "delivery.gone" => {
            "This file is not sent any more: it was withdrawn or erased. Ask the people who sent it."
        }
        "delivery.withdrawn" => "The delivery was withdrawn before.",
        "request.withdrawn" => "The file request was withdrawn before.",
        "finding.moved" => {
            "The file was checked again in the meantime, and its findings are counted anew. List them again."
        }
        "alert.closed" => "The alert is closed.",
        "containment.holds" => "The alert holds that already.",
        "reports.waiting" => {
            "Ten of your reports wait for somebody to look at them. Tell a security officer in person."
        }
        "organisation.exists" => "Coffer is set up already.",
        _ => of_ways_in(condition)
            .or_else(|| of_keeping(condition))
            .unwrap_or("It has changed in the meantime. Look again, then repeat."),
    };
    ApiError::new(
        StatusCode::CONFLICT,
        &condition.replace('.', "_"),
        "Not possible as things stand",
        detail,
    )
}

/// Conflicts about holds, erasing, how long things are kept, and decoys.
fn of_keeping(condition: &str) -> Option<&'static str> {
    Some(match condition {
        "case.held" => {
            "It, something in it, its case or its customer is held for the law; nothing of it is removed."
        }
        "case.kept" => "A retention rule keeps it. Look again for which, and until when.",
        "rule.gone" => "There is no such rule, or it was ended before.",
        "retention.too_many" => "There are as many rules as there may be. End one first.",
        "case.erased" => "The case was erased before.",
        "case.changed" => "Things keep arriving in the case. Close it first.",
        "erasure.under_way" => {
            "It is erased, and not all of its keys are destroyed yet. Ask again in some minutes."
        }
        "decoy.exists" => "A member or another decoy has that address. Choose one that nobody has.",
        "decoy.too_many" => "There are as many decoys as there may be. Take one back first.",
        _ => return None,
    })
}

/// Conflicts about how somebody signs in.
fn of_ways_in(condition: &str) -> Option<&'static str> {
    Some(match condition {
        "passkey.too_many" => "You have as many passkeys as you may. Remove one first.",
        "passkey.no_makers" => {
            "No maker of devices is trusted here. Add a passkey without its maker's word, or ask the operator for attestation_cas."
        }
        "passkey.exists" => "That passkey is there already.",
        "passkey.last" => "It is your last way in. Add another one first.",
        "credentials.gone" => {
            "You sign in without a password, and recovery codes go with one. Add a second passkey instead."
        }
        "token.too_many" => "You have as many API tokens as you may. End one first.",
        _ => return None,
    })
}

fn link_error(problem: LinkProblem) -> ApiError {
    let (status, code, detail) = match problem {
        LinkProblem::Expired => (
            StatusCode::GONE,
            "link_expired",
            "Ask the people who sent it for a new one.",
        ),
        LinkProblem::Withdrawn => (
            StatusCode::GONE,
            "link_withdrawn",
            "Ask the people who sent it for a new one.",
        ),
        LinkProblem::Frozen => (
            StatusCode::LOCKED,
            "link_frozen",
            "Too many wrong codes were entered; it takes none any more. Ask the people who sent it for a new one, or to lift that.",
        ),
        LinkProblem::FilesExhausted => (
            StatusCode::CONFLICT,
            "link_exhausted",
            "It has taken all the files it may. What was sent is kept.",
        ),
        LinkProblem::BytesExhausted => (
            StatusCode::CONFLICT,
            "link_exhausted",
            "The file is larger than what the link still takes. What was sent is kept.",
        ),
    };
    ApiError::new(status, code, "This link does not take it", detail)
}

fn upload_error(problem: UploadProblem) -> ApiError {
    let (status, code, detail) = match problem {
        UploadProblem::OffsetMismatch { stands } => (
            StatusCode::CONFLICT,
            "upload_offset_mismatch",
            format!("The server holds {stands} bytes. Continue from there; they are safe."),
        ),
        UploadProblem::ChecksumMismatch => (
            StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST),
            "upload_checksum_mismatch",
            "The chunk arrived altered and was dropped. Send it again; what was acknowledged before is safe.".to_owned(),
        ),
        UploadProblem::ChecksumUnknown => (
            StatusCode::BAD_REQUEST,
            "upload_checksum_unknown",
            "Offered are crc32c, sha1 and sha256.".to_owned(),
        ),
        UploadProblem::LongerThanDeclared => (
            StatusCode::BAD_REQUEST,
            "upload_longer_than_declared",
            "More bytes came than were declared; the chunk was not taken. What was acknowledged before is safe.".to_owned(),
        ),
        UploadProblem::UnprovenTooLong => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "upload_chunk_too_long",
            "A chunk with a checksum may have at most 64 MiB while the upload has no length; the chunk was not taken. Declare the length, or send shorter chunks. What was acknowledged before is safe.".to_owned(),
        ),
        UploadProblem::EndedEarly => (
            StatusCode::BAD_REQUEST,
            "upload_ended_early",
            "The connection brought fewer bytes than announced. Ask for the offset and continue.".to_owned(),
        ),
        UploadProblem::TooLarge => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "upload_too_large",
            "A file may have at most 1 TiB, and a link may allow less.".to_owned(),
        ),
        UploadProblem::LengthContradiction => (
            StatusCode::BAD_REQUEST,
            "upload_length_contradiction",
            "The length contradicts what was declared or sent before.".to_owned(),
        ),
        UploadProblem::TakenOver => (
            StatusCode::LOCKED,
            "upload_taken_over",
            "Another connection continues this upload. Ask for the offset before you go on.".to_owned(),
        ),
    };
    let error = ApiError::new(status, code, "The upload cannot go on like this", detail);
    match problem {
        UploadProblem::OffsetMismatch { stands } => {
            error.with_header(HeaderName::from_static("upload-offset"), stands)
        }
        _ => error,
    }
}
