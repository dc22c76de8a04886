//! The words a conflict is named by; the crate's documentation says what each means.

macro_rules! words {
    ($($name:ident = $word:literal;)*) => {$(
        #[doc = concat!("`", $word, "`")]
        pub const $name: &str = $word;
    )*};
}

words! {
    ORGANISATION_EXISTS = "organisation.exists";
    DEPARTMENT_NAME_TAKEN = "department.name_taken";
    MEMBER_EMAIL_TAKEN = "member.email_taken";
    MEMBER_GONE = "member.gone";
    MEMBER_LEFT = "member.left";
    MEMBER_NOT_ACTIVE = "member.not_active";
    SESSION_GONE = "session.gone";
    PERSON_CHANGED = "person.changed";
    PERSON_KEY_TAKEN = "person.key_taken";
    GROUP_CHANGED = "group.changed";
    GROUP_NAME_TAKEN = "group.name_taken";
    IDENTITY_TAKEN = "identity.taken";
    LOGOUT_REPLAYED = "logout.replayed";
    SERVICE_ENDED = "service.ended";
    ENROLMENT_GONE = "enrolment.gone";
    TOTP_REPLAYED = "totp.replayed";
    CREDENTIALS_GONE = "credentials.gone";
    CUSTOMER_GONE = "customer.gone";
    RECOVERY_CODE_GONE = "recovery_code.gone";
    PASSKEY_EXISTS = "passkey.exists";
    PASSKEY_GONE = "passkey.gone";
    TICKET_USED = "ticket.used";
    FREEZE_GONE = "freeze.gone";
    CUSTOMER_NAME_TAKEN = "customer.name_taken";
    CONTACT_EMAIL_TAKEN = "contact.email_taken";
    CASE_REFERENCE_TAKEN = "case.reference_taken";
    CASE_GONE = "case.gone";
    CASE_OPEN = "case.open";
    CASE_NOT_MEMBER = "case.not_member";
    CASE_CLOSED = "case.closed";
    ACCESS_WAITING = "access.waiting";
    ACCESS_DECIDED = "access.decided";
    ACCESS_HOLDER = "access.holder";
    GRANT_ENDED = "grant.ended";
    GRANT_REVIEWED = "grant.reviewed";
    POLICY_DECIDED = "policy.decided";
    POLICY_BASE = "policy.base";
    REQUEST_GONE = "request.gone";
    REQUEST_WITHDRAWN = "request.withdrawn";
    REQUEST_FILES_EXHAUSTED = "request.files_exhausted";
    REQUEST_BYTES_EXHAUSTED = "request.bytes_exhausted";
    MESSAGE_GONE = "message.gone";
    ITEM_GONE = "item.gone";
    DELIVERY_EXHAUSTED = "delivery.exhausted";
    DELIVERY_GONE = "delivery.gone";
    CODE_GONE = "code.gone";
    UPLOAD_GONE = "upload.gone";
    UPLOAD_OFFSET = "upload.offset";
    UPLOAD_VERSION = "upload.version";
    OBJECT_EXISTS = "object.exists";
    FILE_GONE = "file.gone";
    FILE_CHANGED = "file.changed";
    CASE_HELD = "case.held";
    CASE_ERASED = "case.erased";
    CASE_CHANGED = "case.changed";
    CASE_KEPT = "case.kept";
    CASE_NOT_DUE = "case.not_due";
    RULE_GONE = "rule.gone";
    ERASURE_DONE = "erasure.done";
    VERSION_NUMBER = "version.number";
    VERSION_GONE = "version.gone";
    SCAN_QUEUED = "scan.queued";
    DOER_CHANGED = "doer.changed";
    LEDGER_SIZE = "ledger.size";
    LEDGER_PLACED = "ledger.placed";
    ALERT_EXISTS = "alert.exists";
    NOTICE_EXISTS = "notice.exists";
    NOTICE_GONE = "notice.gone";
    OVERDUE_TOLD = "overdue.told";
    ALERT_CLOSED = "alert.closed";
    CONTAINMENT_OVER = "containment.over";
    CONTAINMENT_HOLDS = "containment.holds";
    BUDGET_SPENT = "budget.spent";
    HANDOUT_TOO_SOON = "handout.too_soon";
    RAISE_OVER = "raise.over";
    DECOY_EXISTS = "decoy.exists";
    DECOY_GONE = "decoy.gone";
    SINK_MOVED = "sink.moved";
    KEY_EXISTS = "key.exists";
}
