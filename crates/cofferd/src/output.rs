//! What the operator sees: data on standard output, messages on standard error.

use std::io::{self, Write};
use std::process::ExitCode;

/// The command could not do its work.
pub(crate) const FAILED: u8 = 2;
/// A check came out negative: `doctor` found a fault, `ledger verify` a forgery.
pub(crate) const NEGATIVE: u8 = 1;

/// How a check ends.
pub(crate) fn answer(good: bool) -> ExitCode {
    if good {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(NEGATIVE)
    }
}

/// A line of data.
pub(crate) fn line(text: &str) -> anyhow::Result<()> {
    match writeln!(io::stdout().lock(), "{text}") {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => Ok(other?),
    }
}

/// One JSON object on a line.
pub(crate) fn json(value: &serde_json::Value) -> anyhow::Result<()> {
    line(&value.to_string())
}

/// A message to the person.
pub(crate) fn note(text: &str) {
    // Nobody to tell if standard error is gone.
    drop(writeln!(io::stderr().lock(), "{text}"));
}

/// An error with its causes.
pub(crate) fn error(error: &anyhow::Error) {
    note(&format!("cofferd: {error:#}"));
}
