//! Why a use case did not do what was asked. One table in `http` turns these into problem documents.

use coffer_domain::access_request::NoAnswer;
use coffer_domain::authz::Denied;
use coffer_domain::class::Lane;
use coffer_domain::passkey::PasskeyError;
use coffer_domain::ports::{IdpError, MailError, SourceError, StoreError};
use coffer_domain::request::LinkProblem;
use coffer_domain::retention::Minimum;
use coffer_domain::text::TextError;
use coffer_domain::time::Timestamp;
use coffer_envelope::KmsError;

/// Why a use case did not do what was asked. Nothing was changed unless a variant says so.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// A policy refused; the refusal is in the ledger.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// There is no such thing, or the caller may not know of it.
    #[error("no such {0}")]
    NotFound(&'static str),
    /// A text was not acceptable.
    #[error("`{field}` {problem}")]
    Text {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        problem: TextError,
    },
    /// A value was not acceptable.
    #[error("`{field}` {problem}")]
    Value {
        /// The field.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// An answer to a request for access does not count.
    #[error("this answer does not count: {}", .0.as_str())]
    NoAnswer(NoAnswer),
    /// Policies that are not taken; one sentence for each reason.
    #[error("the policies are not taken: {}", .0.join("; "))]
    Policies(Vec<String>),
    /// Something of that name is there, or the thing has moved on.
    #[error("`{0}` does not hold")]
    Conflict(&'static str),
    /// A retention rule's minimum stands against erasing it; the refusal is in the ledger.
    #[error("a retention rule keeps it")]
    Kept(Minimum),
    /// A retention rule's minimum keeps the case by a lane that was to be taken away; the refusal is in the ledger.
    #[error("a retention rule keeps the case by its lane")]
    KeptByLane(Lane, Minimum),
    /// The address, password or code is wrong, or the account waits; deliberately not said which.
    #[error("signing in failed")]
    SignInFailed,
    /// The act is sensitive: the session must show again who is behind it.
    #[error("a step-up is required")]
    StepUpRequired,
    /// An alert asks whose session it is to sign in with the passkey they have.
    #[error("a sign-in with a passkey is required")]
    PasskeySignInRequired,
    /// An alert holds the member: nothing is added to how they sign in. The refusal is in the ledger.
    #[error("an alert holds this account")]
    HeldByAlert,
    /// An alert has locked the member: no session begins or steps up. The refusal is in the ledger.
    #[error("an alert has locked this account")]
    LockedByAlert,
    /// Nothing may be changed on the whole server.
    #[error("the server is read-only")]
    ReadOnly {
        /// Until when, at most.
        until: Timestamp,
    },
    /// An alert slows down sign-ins from this network.
    #[error("sign-ins from this network are slowed down")]
    SlowedDown,
    /// The session or API token that the request came by was ended meanwhile.
    #[error("the session was ended")]
    SignedOut,
    /// An API token cannot do this; a session can.
    #[error("only a session can do this")]
    SessionOnly,
    /// The ticket of a passkey's ceremony is too old, was used, or belongs to another one.
    #[error("this ceremony is over")]
    CeremonyGone,
    /// The passkey just made was refused.
    #[error("the passkey was refused")]
    PasskeyRefused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The passkey shown does not open this link.
    #[error("the passkey does not open this link")]
    PasskeyUnknown,
    /// The server is reached by a number, and cannot have passkeys.
    #[error("this server cannot have passkeys")]
    NoPasskeys,
    /// Administrators get in only by a passkey on a device that its maker vouches for.
    #[error("an attested passkey is required")]
    AttestedPasskeyRequired,
    /// The link of a notice was used, or is too old.
    #[error("this link does not work any more")]
    FreezeGone,
    /// Whoever asked may not act any more, or not as the one they were when it was decided; nothing happened.
    #[error("whoever asked is not who they were when it was decided")]
    DoerChanged,
    /// The enrolment link is used up, replaced or too old.
    #[error("this enrolment link does not work any more")]
    EnrolmentGone,
    /// The link does not work now.
    #[error(transparent)]
    Link(#[from] LinkProblem),
    /// The mailed code must be entered first.
    #[error("the mailed code must be entered first")]
    PassRequired,
    /// The code does not match.
    #[error("the code does not match")]
    CodeWrong,
    /// The code is too old, or was replaced.
    #[error("the code is too old")]
    CodeExpired,
    /// Too many wrong codes, or too many codes asked for.
    #[error("too many tries")]
    CodeLocked {
        /// When trying again makes sense.
        until: Timestamp,
    },
    /// Too many messages of one person in a case within an hour.
    #[error("too many messages in an hour")]
    MessagesHeld {
        /// When writing again makes sense.
        until: Timestamp,
    },
    /// Too many pages of one member listen for news.
    #[error("too many pages listen")]
    TooManyListeners,
    /// Too many uploads, downloads and searches are under way at once.
    #[error("too many streams at once")]
    TooManyStreams,
    /// Nobody took anything of an answer for minutes.
    #[error("the answer was not taken")]
    NotTaken,
    /// The upload cannot go on like this.
    #[error(transparent)]
    Upload(#[from] UploadProblem),
    /// The stored object was altered or is damaged; nothing of it was handed out.
    #[error("the stored object failed its integrity check")]
    Integrity,
    /// The file's content cannot be shown in this form yet or at all.
    #[error("{0}")]
    NotShowable(&'static str),
    /// No room on the server's disk.
    #[error("the server has no room left")]
    StorageFull,
    /// The mail did not go out.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// The identity provider does not answer; its word not being taken is [`AppError::SignInFailed`].
    #[error(transparent)]
    IdentityProvider(#[from] IdpError),
    /// A logout message is not the provider's, or was acted on before.
    #[error("the logout message does not hold: {0}")]
    LogoutRefused(&'static str),
    /// The directory could not be read as a whole; nothing was changed.
    #[error(transparent)]
    Directory(#[from] SourceError),
    /// The key provider did not work.
    #[error("the key provider did not work")]
    Keys(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The store did not work.
    #[error("the store did not work")]
    Store(#[source] StoreError),
    /// Reading or writing an object failed.
    #[error("reading or writing a stored object failed")]
    Blob(#[source] std::io::Error),
    /// Our own fault.
    #[error("internal fault: {0}")]
    Bug(&'static str),
}

/// Why an upload cannot go on like this. What was acknowledged stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UploadProblem {
    /// The client and the server disagree on how much has arrived.
    #[error("the upload stands at {stands}")]
    OffsetMismatch {
        /// Where it stands.
        stands: u64,
    },
    /// The chunk does not have the stated checksum; it was dropped.
    #[error("the chunk does not have the stated checksum")]
    ChecksumMismatch,
    /// A checksum algorithm other than those offered.
    #[error("unknown checksum algorithm")]
    ChecksumUnknown,
    /// More bytes than the declared length; the surplus was dropped.
    #[error("more bytes than declared")]
    LongerThanDeclared,
    /// A chunk with a checksum, of an upload without a length, is longer than such a chunk may be; it was dropped.
    #[error("too long for a chunk with a checksum and no length")]
    UnprovenTooLong,
    /// The body ended before its declared length; what arrived is kept.
    #[error("the body ended early")]
    EndedEarly,
    /// Larger than a file may be, or than the link allows.
    #[error("larger than allowed")]
    TooLarge,
    /// The total length was declared twice, differently, or below what has arrived.
    #[error("the declared length contradicts what was declared or sent before")]
    LengthContradiction,
    /// Another request has taken over this upload.
    #[error("another request has taken over this upload")]
    TakenOver,
}

impl AppError {
    /// For `map_err` on a text field.
    pub(crate) fn text(field: &'static str) -> impl FnOnce(TextError) -> Self {
        move |problem| AppError::Text { field, problem }
    }
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict("request.files_exhausted") => {
                AppError::Link(LinkProblem::FilesExhausted)
            }
            StoreError::Conflict("request.bytes_exhausted") => {
                AppError::Link(LinkProblem::BytesExhausted)
            }
            StoreError::Conflict("request.withdrawn") => AppError::Link(LinkProblem::Withdrawn),
            StoreError::Conflict("doer.changed") => AppError::DoerChanged,
            StoreError::Conflict("enrolment.gone") => AppError::EnrolmentGone,
            StoreError::Conflict("code.gone") => AppError::CodeExpired,
            // Signed in while being locked, or stepped up twice at once: the secret shown is worth nothing now.
            StoreError::Conflict(
                "totp.replayed" | "recovery_code.gone" | "passkey.gone" | "member.not_active"
                | "session.gone",
            ) => AppError::SignInFailed,
            StoreError::Conflict("ticket.used") => AppError::CeremonyGone,
            StoreError::Conflict("freeze.gone") => AppError::FreezeGone,
            StoreError::Conflict(name) => AppError::Conflict(name),
            StoreError::Full => AppError::StorageFull,
            other => AppError::Store(other),
        }
    }
}

impl From<PasskeyError> for AppError {
    fn from(error: PasskeyError) -> Self {
        match error {
            PasskeyError::NoName => AppError::NoPasskeys,
            PasskeyError::Refused(error) => AppError::PasskeyRefused(error),
            PasskeyError::ForeignOrigin => AppError::PasskeyRefused(Box::new(error)),
            PasskeyError::Corrupt(_) => AppError::Bug("a stored passkey is not readable"),
        }
    }
}

impl From<std::io::Error> for AppError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                AppError::StorageFull
            }
            // What `coffer-envelope` reports for altered records.
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
                AppError::Integrity
            }
            _ => AppError::Blob(error),
        }
    }
}

impl From<KmsError> for AppError {
    fn from(error: KmsError) -> Self {
        AppError::Keys(Box::new(error))
    }
}

impl From<coffer_envelope::CaseKeyError> for AppError {
    fn from(error: coffer_envelope::CaseKeyError) -> Self {
        AppError::Keys(Box::new(error))
    }
}
