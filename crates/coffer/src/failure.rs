//! Errors as people read them: what happened, what is safe, what to do.

use std::io;

use anyhow::Error;
use coffer_client::CallError;
use coffer_client::text::{shown, shown_lines};

use crate::exit::Exit;

/// A failure of the command line's own.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    message: String,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { exit, message }
    }

    /// Something here is wrong: usage, a file, the configuration.
    pub(crate) fn local(message: impl Into<String>) -> Self {
        Self::new(Exit::Local, message)
    }

    /// Something does not hold.
    pub(crate) fn not_verified(message: impl Into<String>) -> Self {
        Self::new(Exit::NotVerified, message)
    }
}

/// The error with its causes, and what to do about it.
pub(crate) fn told(error: &Error) -> String {
    let mut text = String::new();
    let mut last = String::new();
    for cause in error.chain() {
        let message = cause.to_string();
        // Our own messages may have several lines; what others wrote may not.
        let message = match cause.downcast_ref::<Failure>() {
            Some(_) => shown_lines(&message),
            None => shown(&message),
        };
        // Transparent errors repeat their source.
        if message == last {
            continue;
        }
        if !text.is_empty() {
            text.push_str(": ");
        }
        text.push_str(&message);
        last = message;
    }
    if let Some(advice) = error.chain().find_map(advice) {
        text.push('\n');
        text.push_str(advice);
    }
    text
}

fn advice(cause: &(dyn std::error::Error + 'static)) -> Option<&'static str> {
    match cause.downcast_ref::<CallError>()? {
        CallError::Untrusted { .. } => Some(
            "If the server has its own certificate authority, name its file with --ca FILE (on the server: tls/ca.pem in the data directory).",
        ),
        CallError::Unreachable { .. } | CallError::Idle { .. } => {
            Some("Check the address and the network, then try again.")
        }
        CallError::Problem(problem) => match problem.problem.code.as_str() {
            "session_required" => {
                Some("Sign in with `coffer login`, or give a token with --token or COFFER_TOKEN.")
            }
            "token_scope" => {
                Some("Sign in again with `coffer login` and the --scope that is needed.")
            }
            "pass_required" => {
                Some("Ask for a new code: run the command again without --code in a terminal.")
            }
            _ => None,
        },
        _ => None,
    }
}

pub(crate) fn is_broken_pipe(error: &Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
