//! How commands end. The one table: `coffer --help` and `docs/manual/exit-codes.md` say the same.

use coffer_client::{CallError, SendError};

use crate::failure::Failure;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Ok,
    /// Done, and the answer is not the good one: `scan` has findings, `search` has no hit, `redact` left parts out.
    Negative,
    /// Wrong usage, or something here is wrong: a file, the configuration, an input the server cannot accept.
    Local,
    /// The server knows who asks and says no, or does not know who asks.
    Refused,
    /// It is not there, or no longer.
    NotFound,
    /// The server cannot be reached, is not trusted, or cannot work now.
    Unavailable,
    /// Something does not hold: a receipt, a hash.
    NotVerified,
}

impl Exit {
    /// Every way to end, in the order of the codes.
    pub(crate) const ALL: [Self; 7] = [
        Self::Ok,
        Self::Negative,
        Self::Local,
        Self::Refused,
        Self::NotFound,
        Self::Unavailable,
        Self::NotVerified,
    ];

    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Negative => 1,
            Self::Local => 2,
            Self::Refused => 3,
            Self::NotFound => 4,
            Self::Unavailable => 5,
            Self::NotVerified => 6,
        }
    }

    /// The line in `coffer --help`.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Ok => "done",
            Self::Negative => {
                "done, with a negative result: findings, nothing found, or not everything kept"
            }
            Self::Local => "wrong usage, or something local or in the input is wrong",
            Self::Refused => "refused: not signed in, or not allowed",
            Self::NotFound => "not found, expired or withdrawn",
            Self::Unavailable => "server not reachable, not trusted, or not able to work now",
            Self::NotVerified => "verification failed: a receipt or a hash does not hold",
        }
    }

    /// How an error ends the program.
    pub(crate) fn of(error: &anyhow::Error) -> Self {
        for cause in error.chain() {
            if let Some(failure) = cause.downcast_ref::<Failure>() {
                return failure.exit;
            }
            if let Some(call) = cause.downcast_ref::<CallError>() {
                return Self::of_call(call);
            }
            if let Some(send) = cause.downcast_ref::<SendError>() {
                return Self::of_send(send);
            }
        }
        Self::Local
    }

    fn of_call(error: &CallError) -> Self {
        match error {
            CallError::Problem(problem) => match problem.problem.status {
                401 | 403 => Self::Refused,
                404 | 410 => Self::NotFound,
                // Too many wrong codes: waiting alone does not help.
                429 if problem.problem.code.starts_with("code_") => Self::Refused,
                408 | 423 | 425 | 429 | 500..=599 => Self::Unavailable,
                _ => Self::Local,
            },
            CallError::Unreachable { .. }
            | CallError::Idle { .. }
            | CallError::Untrusted { .. }
            | CallError::Unexpected { .. } => Self::Unavailable,
            CallError::Name { .. } => Self::NotFound,
        }
    }

    fn of_send(error: &SendError) -> Self {
        match error {
            SendError::Call(call) => Self::of_call(call),
            SendError::GaveUp { .. } => Self::Unavailable,
            SendError::Read { .. } | SendError::Shrunk(_) => Self::Local,
            SendError::OtherContent { .. } | SendError::Receipt(_) | SendError::NoHash => {
                Self::NotVerified
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_count_from_zero() {
        for (place, exit) in Exit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(exit.code()), place);
        }
    }
}
