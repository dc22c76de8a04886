//! Showing text that somebody else wrote.

use std::fmt::Write as _;

use coffer_scan::is_unsafe_to_show;

/// `text` fit for a terminal: control, text-direction and invisible characters are escaped as `\u{…}`.
#[must_use]
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe_to_show(c) {
            // Writing to a `String` cannot fail.
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// As [`shown`], but keeps the ends of lines and tabs: for whole texts, not for names.
#[must_use]
pub fn shown_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_unsafe_to_show(c) && c != '\n' && c != '\t' {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_mislead_is_escaped() {
        assert_eq!(shown("a\u{202e}gpj.exe"), "a\\u{202e}gpj.exe");
        assert_eq!(shown("a\x1b[31m\n"), "a\\u{1b}[31m\\u{a}");
        assert_eq!(shown("Größe 日本"), "Größe 日本");
        assert_eq!(shown_lines("a\n\tb\r\x07"), "a\n\tb\\u{d}\\u{7}");
    }
}
