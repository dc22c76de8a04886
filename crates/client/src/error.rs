//! What a call can end with instead of an answer.

use std::fmt;
use std::time::Duration;

use coffer_api::problem::Problem;

use crate::text::shown;

/// Why a call brought no answer, or not the one hoped for.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The server answered with a problem document.
    #[error(transparent)]
    Problem(#[from] Box<ProblemError>),
    /// No connection, or it broke; the call may or may not have had an effect.
    #[error("`{host}` cannot be reached or the connection broke")]
    Unreachable {
        host: String,
        #[source]
        source: reqwest::Error,
    },
    /// Nothing moved for too long.
    #[error("`{host}` did not answer for {} seconds", .idle.as_secs())]
    Idle { host: String, idle: Duration },
    /// The server's certificate is not trusted; nothing was sent.
    #[error("the certificate of `{host}` is not trusted, so nothing was sent to it")]
    Untrusted {
        host: String,
        #[source]
        source: reqwest::Error,
    },
    /// What came back is not Coffer's protocol.
    #[error("`{host}` answered in an unexpected way: {what}")]
    Unexpected { host: String, what: String },
    /// A name that cannot be part of an address.
    #[error("`{name}` cannot name anything here")]
    Name { name: String },
}

impl CallError {
    /// The problem's stable code, if the server sent one.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Problem(problem) => Some(&problem.problem.code),
            _ => None,
        }
    }

    /// The HTTP status, if the server answered with a problem.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        match self {
            Self::Problem(problem) => Some(problem.problem.status),
            _ => None,
        }
    }

    /// Whether the same call may well succeed later.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Problem(problem) => {
                matches!(problem.problem.status, 408 | 423 | 425 | 429 | 500..=599)
                    // A locked code or one request too many for it does not pass by asking again.
                    && !problem.problem.code.starts_with("code_")
            }
            Self::Unreachable { .. } | Self::Idle { .. } => true,
            Self::Untrusted { .. } | Self::Unexpected { .. } | Self::Name { .. } => false,
        }
    }

    /// How long the server asked to wait.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Problem(problem) => problem.retry_after,
            _ => None,
        }
    }
}

/// A problem document as an error.
#[derive(Debug)]
pub struct ProblemError {
    pub problem: Problem,
    /// How long the server asked to wait.
    pub retry_after: Option<Duration>,
}

impl fmt::Display for ProblemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let problem = &self.problem;
        if let [first, others @ ..] = problem.rules.as_slice() {
            write!(f, "refused by {}", shown(&first.id))?;
            for rule in others {
                write!(f, ", {}", shown(&rule.id))?;
            }
            write!(f, ": {}", shown(&first.summary))?;
            for rule in others {
                write!(f, " {}", shown(&rule.summary))?;
            }
            // Most refusals say no more than their rules do.
            if !problem.detail.is_empty() && !problem.detail.contains(&first.id) {
                write!(f, " {}", shown(&problem.detail))?;
            }
            return Ok(());
        }
        match (problem.title.is_empty(), problem.detail.is_empty()) {
            (false, false) => write!(f, "{}: {}", shown(&problem.title), shown(&problem.detail)),
            (true, true) => write!(f, "the server answered with status {}", problem.status),
            (false, true) => f.write_str(&shown(&problem.title)),
            (true, false) => f.write_str(&shown(&problem.detail)),
        }
    }
}

impl std::error::Error for ProblemError {}

#[cfg(test)]
mod tests {
    use super::*;
    use coffer_api::problem::RuleRef;

    fn problem(status: u16, code: &str) -> ProblemError {
        ProblemError {
            problem: Problem {
                kind: "about:blank".to_owned(),
                title: "Not allowed".to_owned(),
                status,
                code: code.to_owned(),
                detail: "Ask a lead.".to_owned(),
                request: None,
                rules: Vec::new(),
            },
            retry_after: None,
        }
    }

    #[test]
    fn a_refusal_names_its_rules() {
        let mut refused = problem(403, "denied");
        refused.problem.rules.push(RuleRef {
            id: "W03-department-wall".to_owned(),
            code: "OTHER_DEPARTMENT".to_owned(),
            summary: "The case belongs to another department.".to_owned(),
        });
        assert_eq!(
            refused.to_string(),
            "refused by W03-department-wall: The case belongs to another department. Ask a lead."
        );
        assert_eq!(problem(409, "x").to_string(), "Not allowed: Ask a lead.");
    }

    #[test]
    fn only_what_passes_by_itself_is_tried_again() {
        let passing = |status, code| CallError::from(Box::new(problem(status, code))).is_passing();
        for status in [408, 423, 429, 500, 502, 503, 507] {
            assert!(passing(status, "x"), "{status}");
        }
        for status in [400, 401, 403, 404, 409, 410, 413, 460] {
            assert!(!passing(status, "x"), "{status}");
        }
        assert!(!passing(429, "code_locked"));
    }
}
