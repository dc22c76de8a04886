//! What people give as a reason: short enough to read, long enough to say something, and without what it is about.

use std::ops::ControlFlow;
use std::sync::LazyLock;

use coffer_domain::limits::{
    ASKED_HOW_BYTES_MAX, DELIVERY_NOTE_BYTES_MAX, MESSAGE_BYTES_MAX, REASON_BYTES_MAX,
    REASON_BYTES_MIN,
};
use coffer_domain::text::is_unsafe_to_show;
use coffer_scan::{CaseKey, Limits, RuleSet};

use crate::error::AppError;

/// Trims and checks a reason; `field` names it in a refusal.
///
/// # Errors
/// Too short, too long, or holding what a working copy would mask: reasons are kept and shown.
pub(crate) fn checked<'a>(field: &'static str, reason: &'a str) -> Result<&'a str, AppError> {
    let reason = reason.trim();
    let problem = if reason.chars().count() < REASON_BYTES_MIN {
        "must say why, in at least 10 characters"
    } else if reason.len() > REASON_BYTES_MAX {
        "must not be longer than 1000 bytes"
    } else if holds_a_secret(reason) {
        "must not hold a card, account, password or key; it is kept"
    } else {
        return Ok(reason);
    };
    Err(AppError::Value { field, problem })
}

/// Trims and checks words that go to somebody outside; none if there are none.
///
/// # Errors
/// Too long, or holding what a working copy would mask: it is mailed and kept.
pub(crate) fn note<'a>(field: &'static str, note: &'a str) -> Result<Option<&'a str>, AppError> {
    let note = note.trim();
    let problem = if note.is_empty() {
        return Ok(None);
    } else if note.len() > DELIVERY_NOTE_BYTES_MAX {
        "must not be longer than 2000 bytes"
    } else if holds_a_secret(note) {
        "must not hold a card, account, password or key; it goes by mail"
    } else {
        return Ok(Some(note));
    };
    Err(AppError::Value { field, problem })
}

/// Trims and checks what tells somebody outside how to get something; none if nothing does. People run what stands there, so
/// nothing in it may hide or turn around what they read.
///
/// # Errors
/// Too long, with control characters but line breaks, or holding what a working copy would mask.
pub(crate) fn how<'a>(field: &'static str, how: &'a str) -> Result<Option<&'a str>, AppError> {
    let how = how.trim();
    let problem = if how.is_empty() {
        return Ok(None);
    } else if how.len() > ASKED_HOW_BYTES_MAX {
        "must not say in more than 1000 bytes how to get an item"
    } else if how.chars().any(|c| c != '\n' && is_unsafe_to_show(c)) {
        "must not contain control or text-direction characters"
    } else if holds_a_secret(how) {
        "must not hold a card, account, password or key; it is kept"
    } else {
        return Ok(Some(how));
    };
    Err(AppError::Value { field, problem })
}

/// A message as it is kept: without white space at its end, its lines ended as here.
///
/// # Errors
/// Empty, too long, or holding what a working copy would mask: it would be shown to all who read the case's messages.
pub(crate) fn message(field: &'static str, text: &str) -> Result<String, AppError> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim_end();
    let problem = if text.trim().is_empty() {
        "must say something"
    } else if text.len() > MESSAGE_BYTES_MAX {
        "must not be longer than 8000 bytes; send more as a file"
    } else if holds_a_secret(text) {
        "must not hold a card, account, password or key; send it in a file, where it is masked"
    } else {
        return Ok(text.to_owned());
    };
    Err(AppError::Value { field, problem })
}

/// The scanner's own rules over what somebody typed. An e-mail address may stand in a reason; it is kept as
/// personal data, behind a commitment.
pub(crate) fn holds_a_secret(text: &str) -> bool {
    static RULES: LazyLock<Option<RuleSet>> = LazyLock::new(|| RuleSet::builtin().ok());
    let Some(rules) = RULES.as_ref() else {
        return true;
    };
    // Pseudonyms of this scan are thrown away, so its key may be anything.
    let scanned = coffer_scan::scan(
        &mut text.as_bytes(),
        b"reason",
        rules,
        &CaseKey::new([0; 32]),
        &Limits::default(),
        &mut |_progress| ControlFlow::Continue(()),
    );
    scanned.map_or(true, |report| {
        report.counts().iter().any(|count| count.name != "email")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_may_name_people_but_not_hold_what_is_protected() {
        assert!(!holds_a_secret(
            "joe@contoso.example asks which card was charged twice"
        ));
        assert!(holds_a_secret("is card 4111 1111 1111 1111 affected?"));
        assert!(holds_a_secret("login fails with password=correct-horse-42"));
    }

    #[test]
    fn what_is_to_be_run_reads_as_it_runs() {
        let how = |text| super::how("asked", text);
        assert_eq!(how("  ").unwrap(), None);
        let two = "jcmd PID GC.heap_dump h.hprof\ngzip h.hprof";
        assert_eq!(how(two).unwrap(), Some(two));
        assert!(how("rm -rf \u{202e}elif").is_err());
        assert!(how("curl -H 'password=correct-horse-42'").is_err());
        assert!(how(&"x".repeat(1_001)).is_err());
    }

    #[test]
    fn a_message_is_kept_as_written_unless_it_holds_what_is_masked() {
        let said = |text| message("text", text);
        assert_eq!(said("  a\r\n  b \n\n").unwrap(), "  a\n  b");
        assert!(said(" \n ").is_err());
        assert!(said("card 4111 1111 1111 1111").is_err());
        assert!(said(&"x ".repeat(4_001)).is_err());
    }

    #[test]
    fn a_reason_says_something() {
        assert!(checked("reason", "  because  ").is_err());
        assert!(checked("reason", &"x".repeat(1_001)).is_err());
        let said = checked("reason", " 48213 shows the same trace ");
        assert_eq!(said.unwrap(), "48213 shows the same trace");
    }
}
