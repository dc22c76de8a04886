//! Every bound of the domain, by name. Sizes are bytes, spans are what their type says.

use crate::time::Span;

/// Longest name of a department, customer, case subject or person.
pub const NAME_BYTES_MAX: usize = 200;
/// Longest e-mail address (RFC 5321 section 4.5.3.1).
pub const EMAIL_BYTES_MAX: usize = 254;
/// Longest single part of a file name.
pub const NAME_COMPONENT_BYTES_MAX: usize = 255;
/// Longest file name with its folders.
pub const FILE_PATH_BYTES_MAX: usize = 1_024;
/// Longest reason a person gives for a reveal.
pub const REASON_BYTES_MAX: usize = 1_000;
/// Shortest reason; below this it explains nothing.
pub const REASON_BYTES_MIN: usize = 10;

/// Members named when a case is opened; more may join later. All of them are in one ledger entry.
pub const CASE_MEMBERS_AT_ONCE_MAX: usize = 200;

/// Largest single file.
pub const FILE_BYTES_MAX: u64 = 1 << 40;
/// What a file request allows when nothing else is said.
pub const REQUEST_BYTES_DEFAULT: u64 = 200 << 30;
/// How many files a request allows when nothing else is said.
pub const REQUEST_FILES_DEFAULT: u32 = 1_000;
/// How long a request's link works when nothing else is said.
pub const REQUEST_LIFE_DEFAULT: Span = Span::days(14);
/// The longest a request's link may work.
pub const REQUEST_LIFE_MAX: Span = Span::days(90);

/// Items that a file request asks for: more than fit on a screen are not read.
pub const ASKED_ITEMS_MAX: usize = 20;
/// Longest text on how to get one.
pub const ASKED_HOW_BYTES_MAX: usize = 1_000;
/// Templates a department keeps at most.
pub const TEMPLATES_PER_DEPARTMENT_MAX: usize = 50;

/// Longest message. Longer things are files: they are checked, masked and searched.
pub const MESSAGE_BYTES_MAX: usize = 8_000;
/// Messages that one person writes in a case within an hour: each of them mails a notice.
pub const MESSAGES_PER_HOUR_MAX: u32 = 20;
/// Messages of a case.
pub const MESSAGES_PER_CASE_MAX: u32 = 5_000;
/// Messages shown at once.
pub const MESSAGES_SHOWN_MAX: u32 = 50;

/// Files of one delivery.
pub const DELIVERY_FILES_MAX: usize = 100;
/// Contacts that files are sent to at once; each gets a link of their own.
pub const DELIVERY_CONTACTS_MAX: usize = 20;
/// How often each delivered file may be taken when nothing else is said.
pub const DELIVERY_DOWNLOADS_DEFAULT: u32 = 5;
/// The most often a delivered file may be taken.
pub const DELIVERY_DOWNLOADS_MAX: u32 = 100;
/// Longest note to whom files are sent.
pub const DELIVERY_NOTE_BYTES_MAX: usize = 2_000;
/// How long a file that was taken can be fetched: 40 GB in 24 hours are 4 Mbit/s.
pub const DELIVERY_TICKET_LIFE: Span = Span::hours(24);

/// An upload that nobody continues for so long is removed.
pub const UPLOAD_IDLE_MAX: Span = Span::days(7);
/// A running append is made durable at least every so many bytes.
pub const UPLOAD_CHECKPOINT_BYTES: u64 = 64 << 20;

/// Digits of the code mailed to a contact.
pub const CODE_DIGITS: u32 = 6;
/// How long a mailed code works.
pub const CODE_LIFE: Span = Span::minutes(10);
/// Wrong entries a code survives.
pub const CODE_ATTEMPTS_MAX: u32 = 5;
/// Codes that may be mailed per link and hour.
pub const CODES_PER_HOUR_MAX: u32 = 5;
/// Wrong codes a link survives in all: of a million codes that is a chance of 1 in 20,000. An hour's mailed codes alone allow 25 guesses,
/// which over the life of a link would be thousands.
pub const CODES_REFUSED_PER_LINK_MAX: u32 = 50;
/// How long a contact stays verified after the code.
pub const PASS_LIFE: Span = Span::hours(24);

/// How long an enrolment link works.
pub const ENROLMENT_LIFE: Span = Span::hours(24);
/// A member's session ends this long after sign-in, whatever happens (NIST SP 800-63B-4 section 2.2.3).
pub const SESSION_LIFE: Span = Span::hours(12);
/// A member's session ends after this long without a request.
pub const SESSION_IDLE: Span = Span::minutes(30);
/// The same for administrators (section 2.3.3).
pub const ADMINISTRATOR_SESSION_LIFE: Span = Span::hours(8);
/// The same for administrators.
pub const ADMINISTRATOR_SESSION_IDLE: Span = Span::minutes(15);
/// A session reaches sensitive acts this long after a step-up.
pub const STEP_UP_LIFE: Span = Span::minutes(15);
/// Longest description of a browser that is kept with a session.
pub const CLIENT_BYTES_MAX: usize = 200;
/// Wrong guesses at a factor that cost nothing but the guess.
pub const GUESSES_FREE: u32 = 5;
/// How long a factor waits after the next wrong guess; the time doubles with each further one.
pub const GUESS_DELAY: Span = Span::seconds(5);
/// Wrong guesses at a factor, in a row, from which on it is locked after each (PCI DSS 8.3.4).
pub const GUESSES_UNTIL_LOCK: u32 = 10;
/// How long a factor is locked.
pub const GUESS_LOCK: Span = Span::minutes(30);
/// Wrong guesses at a factor, in a row, after which it is disabled until its owner enrols anew (NIST SP 800-63B-4
/// section 3.2.2).
pub const GUESSES_UNTIL_DISABLED: u32 = 100;
/// How long the ceremony of a passkey may take.
pub const CEREMONY_LIFE: Span = Span::minutes(5);
/// How long a sign-in at an identity provider may take.
pub const PROVIDER_SIGN_IN_LIFE: Span = Span::minutes(10);
/// Passkeys a member or contact has at most.
pub const PASSKEYS_PER_OWNER_MAX: usize = 20;
/// Views of the list of cases a member saves at most: more are not found again.
pub const VIEWS_PER_MEMBER_MAX: usize = 50;
/// The longest time back for which cases with new files are listed, in hours.
pub const RECEIVED_HOURS_MAX: u32 = 24 * 366;
/// Files found by name at once.
pub const FOUND_FILES_MAX: u32 = 20;
/// Recovery codes made at a time.
pub const RECOVERY_CODES: usize = 10;
/// How long the link of a notice works by which an account is frozen.
pub const FREEZE_LIFE: Span = Span::days(7);
/// Shortest password (NIST SP 800-63B-4 section 3.1.1.2).
pub const PASSWORD_CHARS_MIN: usize = 15;
/// Longest password.
pub const PASSWORD_BYTES_MAX: usize = 256;
/// The longest an API token works.
pub const TOKEN_LIFE_MAX: Span = Span::days(90);
/// How long an API token works when nothing else is said.
pub const TOKEN_LIFE_DEFAULT: Span = Span::days(30);
/// API tokens a member has at most.
pub const TOKENS_PER_MEMBER_MAX: usize = 50;

/// The shortest grant: below this, nobody has read anything.
pub const GRANT_LIFE_MIN: Span = Span::minutes(5);
/// What a grant lasts when nothing else is asked for: the shortest choice people are offered.
pub const GRANT_LIFE_DEFAULT: Span = Span::hours(1);
/// The longest grant.
pub const GRANT_LIFE_MAX: Span = Span::days(1);
/// How far the clock may be set back before grants and requests made until then are over.
pub const GRANT_CLOCK_BACK_MAX: Span = Span::minutes(5);
/// How long a request for access waits for an answer.
pub const ACCESS_REQUEST_LIFE: Span = Span::hours(24);
/// Requests for access that one member may have waiting.
pub const ACCESS_REQUESTS_WAITING_MAX: u32 = 20;
/// How long an approval of one act may be used.
pub const RELEASE_LIFE: Span = Span::hours(1);
/// How long access taken in an emergency lasts.
pub const BREAK_GLASS_LIFE: Span = Span::hours(1);
/// How soon somebody else must have reviewed an emergency.
pub const BREAK_GLASS_REVIEW: Span = Span::hours(24);
/// How recent the sign-in must be with which somebody breaks the glass.
pub const FRESH_SIGN_IN: Span = Span::minutes(15);

/// The longest a course counts: five years.
pub const COURSE_DAYS_MAX: u32 = 1_827;
/// Completions recorded at once.
pub const TRAINING_ROWS_MAX: usize = 500;
/// A course that has to be taken again within so long is due.
pub const TRAINING_DUE: Span = Span::days(30);
/// How many days a service account's token works when nothing else is said.
pub const SERVICE_TOKEN_DAYS_DEFAULT: u32 = 180;
/// The most days a service account's token may work.
pub const SERVICE_TOKEN_DAYS_MAX: u32 = 365;
/// Tokens of one service account that work at the same time: enough to change from one to the next.
pub const SERVICE_TOKENS_MAX: usize = 3;

/// A job whose worker says nothing for so long is given to another.
pub const JOB_LEASE: Span = Span::minutes(2);
/// Attempts at a job that get no further than those before, until it counts as failed. Being cut off by a restart is
/// an attempt too; one that got a percent further is not counted.
pub const JOB_ATTEMPTS_MAX: u32 = 10;

/// Shortest content of a decoy file: shorter ones are found in files that have nothing to do with it.
pub const DECOY_BYTES_MIN: usize = 16;
/// Longest content of a decoy file.
pub const DECOY_BYTES_MAX: usize = 64 << 10;
/// Decoy tokens and accounts that are set out at the same time.
pub const DECOY_CREDENTIALS_MAX: usize = 100;
/// A decoy that is shown again from the same network within this time is not recorded again.
pub const DECOY_TOUCH_AGAIN: Span = Span::minutes(1);
/// How long a rule is silent about what somebody said is no threat.
pub const ALERT_QUIET_AFTER_NO_THREAT: Span = Span::days(30);

/// What is handed out counts to a budget for so long.
pub const BUDGET_SPAN: Span = Span::hours(1);

/// Whom an alert slows down gets one version in so long: people read on, a thief gets nowhere.
pub const SLOWED_SPAN: Span = Span::minutes(1);
/// One password in so long is looked at from a network that an alert slows down.
pub const SLOWED_SIGN_IN_SPAN: Span = Span::seconds(10);
/// To how many times what is configured a budget can be raised for a time.
pub const BUDGET_FACTOR_MAX: u32 = 10;
/// How long it stays raised unless said otherwise.
pub const BUDGET_RAISE_HOURS_DEFAULT: u32 = 4;
/// The longest it stays raised.
pub const BUDGET_RAISE_HOURS_MAX: u32 = 24;

/// How long backups keep keys, if they are pruned as by default: what was erased is readable from them for so long.
pub const KEY_BACKUP_LIFE: Span = Span::days(30);
/// Destroyed keys that an entry of the ledger names one by one; beyond that its digest covers them.
pub const ERASED_KEYS_LISTED_MAX: usize = 400;

/// The longest reference by which a notice is found again, in bytes.
pub const NOTICE_REFERENCE_BYTES_MAX: usize = 200;
/// How long a response that is begun by hand lasts, where the alert's rule is gone and nobody said.
pub const RESPOND_HOURS_DEFAULT: u32 = 4;
/// After somebody ended that the server was read-only, no rule begins it anew for so long.
pub const READ_ONLY_AGAIN_AFTER: Span = Span::days(1);
/// After the server was read-only, uploads that ran out meanwhile are kept for so long: who sends can go on.
pub const UPLOADS_KEPT_AFTER_READ_ONLY: Span = Span::days(1);
/// The longest a response is begun for by hand: two weeks.
pub const RESPOND_HOURS_MAX: u32 = 336;
/// How many reports of one member may wait for somebody to look at them.
pub const REPORTS_WAITING_MAX: u32 = 10;
/// The longest warning to all members, in bytes.
pub const WARNING_BYTES_MAX: usize = 400;
/// A passkey is new for so long before what an alert is about: a day, as rule D10 has it, which counts whole hours.
pub const PASSKEY_NEW_FOR: Span = Span::hours(25);
/// The risk of whom an alert slows down: below where wall `W12-high-risk` begins.
pub const RISK_SLOWED: u8 = 30;
/// The risk of whom an alert asks to show once more who they are: below where that wall begins as well.
pub const RISK_ASKED: u8 = 50;
/// The risk of whom an alert holds: above where wall `W12-high-risk` lets nothing be handed out, with room to spare.
pub const RISK_HANDOUTS_HELD: u8 = 75;
/// The risk of whom an alert locks: above where that wall lets nothing be done at all.
pub const RISK_LOCKED: u8 = 95;

/// The longest a retention rule may say, in days: a hundred years.
pub const RETENTION_DAYS_MAX: u32 = 36_525;
/// Retention rules that count at the same time.
pub const RETENTION_RULES_MAX: usize = 200;
/// On how many days a case must have been listed as due before it is erased.
pub const RETENTION_LISTINGS_MIN: u32 = 7;
/// How far apart two listings are, by the clock; less than a day, so that one a day is not missed.
pub const RETENTION_LISTING_EVERY: Span = Span::hours(22);
/// Cases listed as due at a time: all of them are in one entry of the ledger.
pub const RETENTION_LISTED_MAX: usize = 400;
/// How long a minimum counts on after it was ended.
pub const MINIMUM_ENDS_AFTER: Span = Span::days(7);

/// Rows a list returns at most.
pub const PAGE_ROWS_MAX: u32 = 500;

const _: () = {
    assert!(REASON_BYTES_MIN < REASON_BYTES_MAX);
    assert!(NAME_COMPONENT_BYTES_MAX < FILE_PATH_BYTES_MAX);
    assert!(REQUEST_LIFE_DEFAULT.0 <= REQUEST_LIFE_MAX.0);
    assert!(SERVICE_TOKEN_DAYS_DEFAULT <= SERVICE_TOKEN_DAYS_MAX);
    assert!(SESSION_IDLE.0 < SESSION_LIFE.0);
    assert!(GUESSES_FREE < GUESSES_UNTIL_LOCK && GUESSES_UNTIL_LOCK < GUESSES_UNTIL_DISABLED);
    assert!(ADMINISTRATOR_SESSION_LIFE.0 <= SESSION_LIFE.0);
    assert!(ADMINISTRATOR_SESSION_IDLE.0 <= SESSION_IDLE.0);
    assert!(STEP_UP_LIFE.0 <= ADMINISTRATOR_SESSION_IDLE.0);
    assert!(TOKEN_LIFE_DEFAULT.0 <= TOKEN_LIFE_MAX.0);
    assert!(REQUEST_BYTES_DEFAULT <= FILE_BYTES_MAX);
    assert!(BUDGET_RAISE_HOURS_DEFAULT <= BUDGET_RAISE_HOURS_MAX);
    assert!(GRANT_LIFE_MIN.0 <= GRANT_LIFE_DEFAULT.0 && GRANT_LIFE_DEFAULT.0 <= GRANT_LIFE_MAX.0);
    assert!(GRANT_CLOCK_BACK_MAX.0 <= GRANT_LIFE_MIN.0);
    assert!(BREAK_GLASS_LIFE.0 <= GRANT_LIFE_MAX.0 && RELEASE_LIFE.0 <= GRANT_LIFE_MAX.0);
};
