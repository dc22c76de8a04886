//! Member names are data: kept as they are, shown escaped, never used as a path.

use std::fmt::Write as _;

/// A member name fit for showing: control, bidirectional and invisible characters and bytes that are
/// not UTF-8 are escaped (`\u{202e}`, `\xff`). Nothing else changes: `..` and a leading `/` stay visible.
#[must_use]
pub fn display_name(name: &[u8]) -> String {
    let mut out = String::with_capacity(name.len());
    for chunk in name.utf8_chunks() {
        for c in chunk.valid().chars() {
            if is_unsafe_to_show(c) {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            } else {
                out.push(c);
            }
        }
        for b in chunk.invalid() {
            let _ = write!(out, "\\x{b:02x}");
        }
    }
    out
}

/// True for characters that can hide or reorder what a person reads: controls, direction overrides,
/// zero-width and separator characters.
#[must_use]
pub fn is_unsafe_to_show(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::display_name;

    #[test]
    fn hostile_names_are_shown_escaped() {
        assert_eq!(display_name(b"../../etc/passwd"), "../../etc/passwd");
        assert_eq!(
            display_name("a\u{202e}gpj.exe".as_bytes()),
            "a\\u{202e}gpj.exe"
        );
        assert_eq!(
            display_name(b"a\nb\x1b[31m\xff"),
            "a\\u{a}b\\u{1b}[31m\\xff"
        );
        assert_eq!(display_name("ü/ß".as_bytes()), "ü/ß");
    }
}
