//! Asking the person at the terminal.

use std::io::{self, BufRead as _, IsTerminal as _, Write as _};

use zeroize::Zeroizing;

use crate::failure::Failure;

/// The longest line read from a person or a pipe.
const LINE_BYTES_MAX: u64 = 4_096;

/// Whether there is somebody to ask.
pub(crate) fn can_ask() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// Asks for one line.
pub(crate) fn ask(question: &str) -> anyhow::Result<String> {
    let mut prompt = io::stderr().lock();
    write!(prompt, "{question}: ")?;
    prompt.flush()?;
    let line = read_line()?;
    Ok(line.trim().to_owned())
}

/// Asks for a secret without showing it.
pub(crate) fn ask_secret(question: &str) -> anyhow::Result<Zeroizing<String>> {
    let secret = rpassword::prompt_password(format!("{question}: "))?;
    Ok(Zeroizing::new(secret))
}

/// The next line of standard input, without its end.
pub(crate) fn read_line() -> anyhow::Result<Zeroizing<String>> {
    use std::io::Read as _;
    let mut line = Zeroizing::new(String::new());
    let mut limited = io::stdin().lock().take(LINE_BYTES_MAX);
    if limited.read_line(&mut line)? == 0 {
        return Err(Failure::local("standard input ended before the answer came").into());
    }
    while line.ends_with(['\n', '\r']) {
        line.pop();
    }
    Ok(line)
}
