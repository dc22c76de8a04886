//! What alerts refuse.

use axum::http::{StatusCode, header};
use coffer_app::AppError;
use coffer_domain::limits::SLOWED_SIGN_IN_SPAN;
use coffer_domain::time::Timestamp;

use super::ApiError;
use crate::limits::READ_ONLY_RETRY;

/// A security officer let nothing be changed any more, or an alert did. Programs that send try again by themselves.
pub(super) fn read_only(until: Timestamp) -> ApiError {
    let detail = format!(
        "A security officer is looking into something, so nothing is brought in, changed or removed now: until {until} at the latest. \
         What was acknowledged is kept. Try again later; what was being sent goes on where it ended."
    );
    let title = "The server is read-only for now";
    let error = ApiError::new(StatusCode::SERVICE_UNAVAILABLE, "read_only", title, detail);
    error.with_header(header::RETRY_AFTER, READ_ONLY_RETRY.as_secs())
}

pub(super) fn slowed_down() -> ApiError {
    let seconds = SLOWED_SIGN_IN_SPAN.0 / 1_000;
    let detail = format!(
        "An alert slows down passwords from your network: one in {seconds} seconds is looked at. Wait, then try again, or use a passkey."
    );
    let error = ApiError::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_requests",
        "Too many tries",
        detail,
    );
    error.with_header(header::RETRY_AFTER, seconds)
}

/// An alert stands between a member and their account.
pub(super) fn stands_between(error: &AppError) -> ApiError {
    let (status, code, title, detail) = match error {
        AppError::PasskeySignInRequired => (
            StatusCode::FORBIDDEN,
            "passkey_sign_in_required",
            "An alert asks for your passkey",
            "This session began without it. Sign out, and sign in with your passkey (S03-asked-by-alert). Who has lost it asks a security officer, who sees why.",
        ),
        AppError::HeldByAlert => (
            StatusCode::FORBIDDEN,
            "held_by_alert",
            "An alert holds this account",
            "Until it is lifted or over, no passkey, password, recovery codes or API token is added (W12-high-risk). Ask a security officer, who sees why. Passkeys can be removed, and sessions and tokens ended.",
        ),
        AppError::LockedByAlert => (
            StatusCode::FORBIDDEN,
            "locked_by_alert",
            "An alert has locked this account",
            "Until it is lifted or over, nobody signs in with it, steps up, or does anything else (W12-high-risk). Ask a security officer, who sees why.",
        ),
        _ => return ApiError::internal("not a failure because of an alert"),
    };
    ApiError::new(status, code, title, detail)
}
