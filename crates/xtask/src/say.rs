//! The one place that prints.

use std::io::Write;

/// Prints one line. A reader that went away is no reason to stop the work.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout().lock(), "{line}");
}
